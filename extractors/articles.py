"""Splitting a file into articles: newsletters and magazines hold several.

An article begins at a head set off by a sign (`●行业动态`, `★…`) or, in Markdown, at a heading of the
first level. A sign counts as a head only where the line is short and no sentence, and where the file has
at least two of them; lists that use the same signs as bullets stay whole.
"""

import re

from schema.records import Article

_HEAD_SIGNS = "●★☆■▲◆◎▍"
_HEAD = re.compile(rf"^[ \t　]*([{_HEAD_SIGNS}])[ \t　]*([^\r\n]{{1,40}}?)[ \t　{_HEAD_SIGNS}]*\r?$", re.MULTILINE)
_MARKDOWN_HEAD = re.compile(r"^# +(\S[^\r\n]*?)[ \t#]*\r?$", re.MULTILINE)
_LINE = re.compile(r"[^\r\n]+")
_SENTENCE_END = re.compile(r"[。；！？;，,、]$")
_COLUMN_NAME_LENGTH = 6  # `行业动态`, `编者的话`: the name of a column, the headline stands in the next line
_HEADLINE_LENGTH = 60
_BODY_LENGTH = 40  # a head with less text under it is an item of a list
_DATE = re.compile(r"((?:19|20)\d{2})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})(?:\s*日)?(?!\d)")
_DATE_LINE_LENGTH = 60
_DATE_LINES = 8


def split_articles(text: str) -> tuple[Article, ...]:
    """The articles of a file's text, still without titles; they tile it in order.

    Args:
        text: the text as read.

    Returns:
        At least one article. A date is the first full date that stands in a short line near the article's
        beginning or end, else the file's.
    """
    starts = _article_starts(text)
    if not starts or text[: starts[0]].strip():
        starts.insert(0, 0)
    else:
        starts[0] = 0
    ends = [*starts[1:], len(text)]
    file_date = _date(text, 0, len(text))
    return tuple(
        Article(start, end, date=_date(text, start, end) or file_date) for start, end in zip(starts, ends, strict=True)
    )


def _article_starts(text: str) -> list[int]:
    markdown = [match.start() for match in _MARKDOWN_HEAD.finditer(text)]
    if len(markdown) > 1:
        return markdown
    heads = [match for match in _HEAD.finditer(text) if not _SENTENCE_END.search(match.group(2))]
    by_sign: dict[str, list[int]] = {}
    for position, head in enumerate(heads):
        following = heads[position + 1].start() if position + 1 < len(heads) else len(text)
        if len(text[head.end() : following].strip()) >= _BODY_LENGTH:
            by_sign.setdefault(head.group(1), []).append(head.start())
    return sorted(start for starts in by_sign.values() if len(starts) > 1 for start in starts)


def headline(text: str) -> str:
    """The headline of an article: its first line, the name of a column aside, if it is short and no sentence.

    Args:
        text: the article's text with its layout undone.

    Returns:
        The headline without head signs, or the empty string.
    """
    for match in _LINE.finditer(text):
        line = match.group().strip(f" \t　#{_HEAD_SIGNS}")
        if len(line) > _COLUMN_NAME_LENGTH:
            return line if len(line) <= _HEADLINE_LENGTH and not _SENTENCE_END.search(line) else ""
    return ""


def _date(text: str, start: int, end: int) -> str:
    lines = [(match.start(), match.end()) for match in _LINE.finditer(text, start, min(end, start + 2000))]
    tail_start = max(start, end - 300)
    last = [(match.start(), match.end()) for match in _LINE.finditer(text, tail_start, end)]
    for line_start, line_end in lines[:_DATE_LINES] + last[-_DATE_LINES:]:
        match = _DATE.search(text, line_start, line_end)
        if match and line_end - line_start <= _DATE_LINE_LENGTH:
            year, month, day = (int(group) for group in match.groups())
            if 1 <= month <= 12 and 1 <= day <= 31:
                return f"{year}-{month:02}-{day:02}"
    return ""
