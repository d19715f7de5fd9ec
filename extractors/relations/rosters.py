"""Lists of people: a heading that names the body, then a line for each person, or a row of names.

    丙联盟专家委员会组成人员
    主任委员  王某
    委员      李某  甲大学教授
              赵某（女）  乙公司总经理、丁协会副会长

Each person belongs to the body of the heading with the post of the last label, and to the bodies of the own line.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extractors.relations.pattern import class_symbols
from extractors.relations.resources import titles
from extractors.relations.rulebook import Vote
from extractors.relations.scene import ANY_SYMBOL, Sentence, Token, View

HEADING = re.compile(
    r"组成人员|成员名单|人员名单|名单|组成如下|成员如下|领导班子|编委会|专家组成员|班子成员|任命如下|成员(?:为|有)?[:：]?$|名单[:：]?$"
)
MAX_HEADING = 90
MAX_LINES = 400
PERSON_MARKS = class_symbols("person")
BODY_MARKS = class_symbols("body")
NOTE = r"(?:[（(][^（）()\n]{0,14}[）)])?"
ROW = re.compile(
    rf"^(?P<lead>[^{ANY_SYMBOL}\n，。]{{0,16}}?)[ 　：:]*"
    rf"(?P<names>[{PERSON_MARKS}]{NOTE}(?:[ 　、，]*[{PERSON_MARKS}]{NOTE})*)(?P<rest>.*)$",
    re.S,
)
LABEL_STRIP = " 　：:、，.．0123456789（）()①②③④⑤⑥⑦⑧⑨⑩"


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(
        rf"[ 　、，,；;（(兼/|]*(?:{titles().pattern}[、，])*(?P<body>[{BODY_MARKS}])(?:的)?"
        rf"(?P<role>[^{ANY_SYMBOL}，。；;\n（）()]{{0,24}})"
    )


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"^{titles().pattern}(?:单位)?$|^(?:成员|组员|委员|常务委员|专家组成员|特邀成员)$")


class RosterReader:
    """Reads lists sentence by sentence; it keeps the heading and the label in mind from line to line."""

    def __init__(self) -> None:
        """Begin without a heading."""
        self._body: Token | None = None
        self._label = ""
        self._lines = 0

    def read(self, view: View, sentence: Sentence, text: str) -> Iterator[Vote]:
        """The posts that a line of a list tells.

        Args:
            view: the view of the line.
            sentence: the line as a sentence.
            text: the passage's text.
        """
        line = view.text.strip(" 　\n")
        at_line_start = sentence.start == 0 or text[sentence.start - 1] == "\n"
        shift = len(view.text) - len(view.text.lstrip(" 　\n"))
        found = ROW.match(line) if at_line_start and "。" not in line[:-1] else None
        if found is None:
            self._heading(view, line, shift)
            return
        self._lines += 1
        label = found["lead"].strip(LABEL_STRIP)
        if _label().match(label.replace(" ", "")):
            self._label = label.replace(" ", "")
        elif label:
            self._body = None
        names = view.group(shift + found.start("names"), shift + found.end("names"))
        if self._body is not None and self._lines <= MAX_LINES:
            for name in names:
                yield Vote(name, "WORKS_FOR", self._body, "rosters.heading", 0.85, self._label or "")
        yield from self._own_bodies(view, names, found["rest"], shift + found.start("rest"))

    def _heading(self, view: View, line: str, shift: int) -> None:
        bodies = [at for at in sorted(view.tokens) if view.tokens[at].entity.type == "Institution"]
        heading = HEADING.search(line) if len(line) <= MAX_HEADING else None
        if heading:
            before = [at for at in bodies if at < shift + heading.start()]
            if before or bodies:
                self._body = view.tokens[(before or bodies)[-1]]
            self._label, self._lines = "", 0
        elif bodies and line.endswith(("：", ":")) and len(line) <= MAX_HEADING:
            self._body, self._label, self._lines = view.tokens[bodies[-1]], "", 0
        elif _label().match(line.strip(LABEL_STRIP).replace(" ", "")):
            self._label = line.strip(LABEL_STRIP).replace(" ", "")
        elif len(line) > MAX_HEADING or line.endswith("。"):
            self._body = None

    def _own_bodies(self, view: View, names: Sequence[Token], rest: str, start: int) -> Iterator[Vote]:
        """Posts behind the name of a line that holds one name: 王某  甲大学教授、乙学会会长."""
        if len(names) != 1 or not rest or rest[0] not in " 　（(：:，,|/—-":
            return
        at = 0
        while unit := _unit().match(rest, at):
            body = view.tokens[start + unit.start("body")]
            role = unit["role"].strip(LABEL_STRIP + "|/—-")
            yield Vote(names[0], "WORKS_FOR", body, "rosters.own-line", 0.9, role)
            at = unit.end()
