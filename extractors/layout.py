"""Undoing page layout: from a file's text to clean passages, one an article.

Lines that a page broke in mid-sentence are joined, page numbers and running heads are dropped, spaces
set between single characters close up, and signs are folded one to one, so that every character of a
passage still leads back to the file.
"""

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from opencc import OpenCC

from extractors.articles import headline, split_articles
from extractors.passage import Passage
from schema.records import Article

_HAN = "\u3400-\u9fff"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)?")
_PAGE_NUMBER = re.compile(r"^[\s　]*(?:[—–\-·.]*\s*\d{1,4}\s*[—–\-·.]*|第\s*\d+\s*页(?:\s*[共/]\s*\d+\s*页)?)[\s　]*$")
_PAGE_MARK = re.compile(r"第\s*\d+\s*页")
_RULE = re.compile(r"^[\s　━─═\-_=*~～]{4,}$")
_SENTENCE_END = re.compile(r"[。！？!?；;：:…][”’』」）)】]*\s*$")
_OPEN_END = re.compile(rf"[，,、（(《“‘「『—和与及的]\s*$|[{_HAN}]-$")
_CLOSING_START = re.compile(r"^[，,、。；：！？）)》”’」』]")
_INDENT = re.compile(r"^(?:　|\s{2,}|\t)")
_ITEM = re.compile(
    r"^\s*(?:[●★☆■▲◆◎▍□◇○•·*#|>【—]|[-+] |\d{1,3}[.、．）)]"
    r"|[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|第[一二三四五六七八九十\d]+[章节条编部分集])"
)
_BRACKETS = {"《": "》", "（": "）", "“": "”", "〔": "〕"}
_PARAGRAPH_LENGTH = 20
_WRAPPED_SHARE = 0.35  # of the file's longer lines, how many must be nearly full for it to be a wrapped page
_SPACED_RUN = re.compile(rf"(?<![{_HAN}])(?:[{_HAN}][ 　]){{2,}}[{_HAN}](?![{_HAN}])")
_SPACED_NAME = re.compile(rf"(?<![{_HAN}])[{_HAN}](?:　|[ ]{{1,2}})[{_HAN}](?![{_HAN}])")
_SPACES = re.compile(r"[ \t　\u00a0]+")
_HALF_WIDTH = re.compile(
    rf"(?<=[{_HAN}\d）”》])[,;:?!()](?=[{_HAN}A-Za-z“《（])|(?<=[{_HAN}”》）])[,;:?!().](?=\s|$)|\((?=[{_HAN}])|(?<=[{_HAN}])\)"
)
_TO_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）", ".": "。"}
# Full-width letters and digits, and the white space that layout leaves, one for one.
_FOLD: dict[int, int | str] = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()
} | {ord("　"): " ", 0xA0: " ", ord("\t"): " ", ord("﹒"): "·", ord("•"): "·", ord("・"): "·", ord("‧"): "·"}
_TRADITIONAL = re.compile("[國學業發會書與為這個們產關於實際區開電機經]")

_simplifier = OpenCC("t2s")


@dataclass(frozen=True, slots=True)
class _Page:
    """How a file is laid out.

    Attributes:
        width: the width in columns from which a line counts as full; infinite where lines are paragraphs.
        indented: whether paragraphs begin with an indented line.
        running: lines with a page number that come again on other pages, digits as zero.
    """

    width: float
    indented: bool
    running: frozenset[str]


def passages(text: str) -> tuple[tuple[Article, ...], list[Passage]]:
    """Split a file's text into articles and clean each.

    Args:
        text: the text as read.

    Returns:
        The articles, which tile the text, and for each its passage.
    """
    articles = split_articles(text)
    spans = _lines(text)
    page = _page([text[start:end] for start, end in spans])
    by_article: list[list[tuple[int, int]]] = [[] for _ in articles]
    index = 0
    for start, end in spans:
        while start >= articles[index].end:
            index += 1
        by_article[index].append((start, end))
    cleaned = [_passage(text, article, own, page) for article, own in zip(articles, by_article, strict=True)]
    titled = tuple(replace(article, title=passage.title) for article, passage in zip(articles, cleaned, strict=True))
    return titled, cleaned


def _lines(text: str) -> list[tuple[int, int]]:
    """Spans of the lines that are not blank, their ends without white space; a blank line is an empty span."""
    spans = []
    for match in _LINE.finditer(text):
        content = match.group()
        if content:
            stripped = content.rstrip()
            spans.append((match.start(), match.start() + len(stripped)))
    return spans


def _columns(line: str) -> int:
    return len(line) + sum(1 for character in line if unicodedata.east_asian_width(character) in "WFA")


def _page(lines: Sequence[str]) -> _Page:
    running = _running_heads(lines)
    long = [line for line in lines if len(line) >= _PARAGRAPH_LENGTH and not _is_furniture(line, running)]
    indented = sum(1 for line in long if _INDENT.match(line))
    return _Page(_wrap_width(long), 2 * indented > len(long), running)


def _wrap_width(lines: Sequence[str]) -> float:
    """The width in columns from which a line counts as full, or infinity where lines are paragraphs."""
    widths = [_columns(line[:200]) for line in lines]
    if len(widths) < 3:
        return float("inf")
    common, _ = Counter(width // 2 for width in widths).most_common(1)[0]
    longest = sorted(widths)[int(len(widths) * 0.95)]
    full = [width for width in widths if common * 2 - 5 <= width <= common * 2 + 3]
    if longest > common * 2 + 12 or len(full) < _WRAPPED_SHARE * len(widths):
        return float("inf")
    return common * 2 - 5


def _running_heads(lines: Sequence[str]) -> frozenset[str]:
    """Lines with a page number in them that come again on other pages, digits aside."""
    counts = Counter(re.sub(r"\d+", "0", line.strip()) for line in lines if _PAGE_MARK.search(line) and len(line) < 80)
    return frozenset(line for line, count in counts.items() if count > 1)


def _is_furniture(line: str, running: frozenset[str]) -> bool:
    return bool(_PAGE_NUMBER.match(line) or _RULE.match(line)) or (
        "页" in line and re.sub(r"\d+", "0", line.strip()) in running
    )


def _passage(text: str, article: Article, lines: Sequence[tuple[int, int]], page: _Page) -> Passage:
    kept: list[tuple[int, int, bool]] = []  # span and whether a blank line stood before it
    blank = False
    for start, end in lines:
        line = text[start:end]
        if not line.strip():
            blank = True
        elif not _is_furniture(line, page.running):
            kept.append((start, end, blank))
            blank = False
    pieces: list[str] = []
    offsets = array("l")
    open_bracket = ""
    for (start, end, _), following in pairwise([*kept, (article.end, article.end, True)]):
        line = text[start:end]
        for piece_start, piece_end in _closed_up(line):
            pieces.append(line[piece_start:piece_end])
            offsets.extend(range(start + piece_start, start + piece_end))
        open_bracket = _open_bracket(line, open_bracket)
        next_line = text[following[0] : following[1]]
        if following[2] or not _continues(line, next_line, page, bool(open_bracket)):
            pieces.append("\n")
            offsets.append(end if end < len(text) else max(end - 1, 0))
            open_bracket = ""
    offsets.append(article.end)
    clean = _fold("".join(pieces))
    return Passage(clean, offsets, headline(clean), article.date)


def _open_bracket(line: str, before: str) -> str:
    """The bracket that is still open at the end of the line, or the empty string."""
    stack = [before] if before else []
    for character in line[-60:] if not before else line[:60]:
        if character in _BRACKETS:
            stack.append(character)
        elif stack and character == _BRACKETS[stack[-1]]:
            stack.pop()
    return stack[-1] if stack else ""


def _continues(line: str, following: str, page: _Page, bracket_open: bool) -> bool:
    """Whether `following` goes on in the sentence that `line` begins."""
    if _CLOSING_START.match(following):
        return True
    if _ITEM.match(following) and not following.startswith("—"):
        return False
    if bracket_open:
        return True
    if _INDENT.match(following) or _SENTENCE_END.search(line):
        # A full line that happens to end with a sentence goes on only if the next is not indented;
        # keeping the two apart loses nothing, since sentences are read one by one.
        return False
    if _columns(line) >= page.width or (page.indented and len(line) >= _PARAGRAPH_LENGTH):
        return True
    return bool(_OPEN_END.search(line) and len(line) >= 12)


def _closed_up(line: str) -> list[tuple[int, int]]:
    """Spans of the line that remain once indentation, runs of spaces and spacing between characters are gone."""
    drop: set[int] = set()
    if " " in line or "　" in line or "\t" in line or "\u00a0" in line:
        for pattern in (_SPACED_RUN, _SPACED_NAME):
            for match in pattern.finditer(line):
                drop.update(at for at in range(match.start(), match.end()) if line[at].isspace())
        for match in _SPACES.finditer(line):
            # One space is left of a run: it separates columns of a table and words of a headline.
            drop.update(range(match.start() + (1 if match.start() else 0), match.end()))
    if not drop:
        return [(0, len(line))]
    spans, start = [], 0
    for position in sorted(drop):
        if position > start:
            spans.append((start, position))
        start = position + 1
    if start < len(line):
        spans.append((start, len(line)))
    return spans


def _fold(text: str) -> str:
    """Fold signs one to one: full-width letters and digits, half-width punctuation, traditional characters."""
    folded = text.translate(_FOLD)
    folded = _HALF_WIDTH.sub(lambda match: _TO_FULL_WIDTH[match.group()], folded)
    if _TRADITIONAL.search(folded):
        folded = simplified(folded)
    return folded


def simplified(text: str) -> str:
    """Traditional characters as simplified ones, one for one (OpenCC, `t2s`); other characters as they are."""
    converted: str = _simplifier.convert(text)
    if len(converted) == len(text):
        return converted
    single = {character: _simplifier.convert(character) for character in set(text)}
    return "".join(single[character] if len(single[character]) == 1 else character for character in text)
