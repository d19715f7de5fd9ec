"""Two forms of a stretch of text: squeezed, to compare by, and readable, to show."""

import re

_SPACES = re.compile(r"\s+")
_EAST_ASIAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’]")


def squeezed(text: str) -> str:
    """`text` without any white space: equal for two settings of one article."""
    return "".join(text.split())


def readable(text: str) -> str:
    """`text` on one line: breaks beside Chinese characters go, all other white space becomes one space."""

    def joint(match: re.Match[str]) -> str:
        before = text[match.start() - 1 : match.start()]
        after = text[match.end() : match.end() + 1]
        return "" if _EAST_ASIAN.match(before) or _EAST_ASIAN.match(after) else " "

    return _SPACES.sub(joint, text).strip()
