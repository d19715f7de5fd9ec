"""Where the name of an institution or a park begins, given where it ends.

A Chinese name of that kind is built from left to right of a region, a core (the unusual part), a trade and a
form (`许昌`·`金科`·`资源再生`·`股份有限公司`), sometimes the name of a parent before it. Its form is easily found;
so names are read leftwards from there, word by word, until a word comes that no name can hold: a preposition, a
particle, a verb that is not the name of a trade, a sign.
"""

import re
from dataclasses import dataclass
from functools import cache

from extractors.words import Words, flag, in_dictionary, word_list

LONGEST = 42
_OPEN, _CLOSE = "（(〔[", "）)〕]"
_DASHES = "-—–－"
_QUOTES = {"”": "“", "’": "‘", "」": "「"}
_NUMERAL = re.compile(r"[0-9０-９]+(?:\.[0-9]+)?[%％]?$")
_HARD_SIGNS = re.compile(r"[\s，。；：、！？…—《》〈〉|/\\“‘「【】●★■◆▲·,;:!?\"'+=<>#*&~@]$")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")
_LATIN = re.compile(r"[A-Za-z0-9.\-]+$")
_CLASSIFIERS = frozenset("家个所座项名位批类支处次种条")
_LEFT_KINDS = ("v", "vd", "d", "p", "c", "r", "rr", "rz", "t", "y", "ad")


@dataclass(frozen=True, slots=True)
class Left:
    """The left part of a name.

    Attributes:
        start: where the name begins.
        clean: whether something that no name holds (a sign, a preposition) stands before it.
        particular: the number of characters of words that are not everyday ones, a region's included.
        region: whether it begins with a region.
        soft: where the name would begin if the verb nearest to its form were not of it, or 0 without such a verb.
    """

    start: int
    clean: bool
    particular: int
    region: bool
    soft: int = 0


@cache
def _stops() -> frozenset[str]:
    return word_list("stop")


@cache
def _allowed() -> frozenset[str]:
    return word_list("allowed_verb")


@cache
def _generic() -> frozenset[str]:
    return word_list("generic")


@cache
def _titles() -> frozenset[str]:
    return word_list("title")


@cache
def _trimmed() -> frozenset[str]:
    return word_list("leading_trim")


def stops(word: str) -> bool:
    """Whether no name of an institution or park holds the word."""
    if word in _allowed():
        return False
    if word in _stops() or word in _titles() or _HARD_SIGNS.search(word):
        return True
    return len(word) > 1 and flag(word) in _LEFT_KINDS


def hard_stop(word: str) -> bool:
    """Whether a list of ours bars the word from names, whatever the dictionary says of its part of speech."""
    return word not in _allowed() and (word in _stops() or word in _titles() or bool(_HARD_SIGNS.search(word)))


def tidy(words: Words, start: int, end: int) -> tuple[int, bool]:
    """Judge a name that another recogniser found by its words.

    Args:
        words: the words of the text.
        start, end: the span.

    Returns:
        Where the name begins once words that belong to the sentence are dropped at its left edge, and whether
        no word inside it is one that names cannot hold.
    """
    while start < end and words.begins(start):
        word = words.word_at(start)
        if start + len(word) >= end or not (word in _trimmed() or (hard_stop(word) and len(word) > 1)):
            break
        start += len(word)
    inner = words.between(start, end)
    return start, not any(len(word) > 1 and hard_stop(word) for word in inner[1:-1])


def _soft(word: str) -> bool:
    """Whether the word is a verb that no list names: it may be one of a trade after all (`睡眠`监测中心)."""
    return len(word) > 1 and flag(word) in ("v", "vd") and word not in _stops() and word not in _allowed()


def is_generic(word: str) -> bool:
    """Whether the word is one of those that make up generic phrases (`重点`, `企业`, `省级`)."""
    return word in _generic() or word in _trimmed()


def read_left(words: Words, head: int, regions: dict[int, int], parents: dict[int, int]) -> Left:
    """Read a name leftwards from its form.

    Args:
        words: the words of the text.
        head: where the form (`研究院`, `有限公司`) begins.
        regions: where regions end in the text, each with its start.
        parents: where names of institutions and parks that are known already end, each with its start.

    Returns:
        The left part, `start` equal to `head` where there is none.
    """
    text, position, floor = words.text, head, max(0, head - LONGEST)
    particular, region, clean, soft = 0, False, True, 0
    while position > floor:
        if position in parents:
            position = parents[position]
            particular += 4
            region = True
            break
        if position in regions and regions[position] >= floor:
            start = regions[position]
            particular += position - start
            region, position = True, start
            while position in regions and regions[position] >= floor:
                position = regions[position]
            if position in parents:
                position = parents[position]
            break
        character = text[position - 1]
        if character in _DASHES and ((position - 1) in parents or (position - 1) in regions):
            position -= 1
            continue
        if character in _CLOSE:
            opening = _bracket(text, position - 1)
            if opening is None or opening <= floor or stops(words.word_before(opening)):
                break
            if regions.get(position - 1) == opening + 1:
                region, particular = True, particular + 2
            position = opening
            continue
        if character in _QUOTES:
            start = text.rfind(_QUOTES[character], max(floor, position - 16), position)
            if start < 0:
                break
            particular += position - start
            position = start
            continue
        word = words.word_before(position)
        if position - len(word) < floor:
            clean = False
            break
        if word in ("与", "和", "及") and not _joins(words, position, regions):
            break
        if word not in ("与", "和", "及") and stops(word):
            if soft or not _soft(word):
                break
            soft = position
        if _NUMERAL.match(word) and not _LATIN.match(words.word_before(position - len(word)) or "，"):
            break
        if word[-1] in _CLASSIFIERS and len(word) <= 2 and _counts(words, position - len(word)):
            break
        if not is_generic(word):
            particular += len(word) if len(word) == 1 or not in_dictionary(word) else 1
        position -= len(word)
    start = _trim(words, position, head, regions, parents)
    return Left(start, (clean and position > floor) or position == 0, particular, region, soft)


def _bracket(text: str, close: int) -> int | None:
    for start in range(close - 1, max(-1, close - 12), -1):
        if text[start] in _OPEN:
            return start
        if text[start] in _CLOSE or text[start] in "，。；：、“”《》":
            return None
    return None


def _counts(words: Words, position: int) -> bool:
    before = words.word_before(position)
    return bool(before) and (before[-1] in "一二两三四五六七八九十百千万余多几数各每首" or before[-1].isdigit())


def _joins(words: Words, position: int, regions: dict[int, int]) -> bool:
    """Whether 和, 与 or 及 before `position` joins two fields within one name (`工业和信息化局`)."""
    left = words.word_before(position - 1)
    right = words.word_at(position)
    if not left or not right or stops(left) or stops(right) or (position - 1) in regions:
        return False
    if len(left) == 1 and (position - 2) in regions and not stops(left):
        return True
    if (
        len(left) < 2
        or len(right) < 2
        or is_generic(left)
        or (is_generic(right) and right not in ("技术", "工程", "科技"))
    ):
        return False
    return (
        in_dictionary(left)
        and in_dictionary(right)
        and flag(left) not in ("ns", "nr")
        and flag(right) not in ("ns", "nr")
    )


def _trim(words: Words, start: int, head: int, regions: dict[int, int], parents: dict[int, int]) -> int:
    """Drop words at the left edge that belong to the sentence, as `建设` in `建设江苏省产业技术研究院`."""
    region_starts = set(regions.values()) | set(parents.values())
    while start < head and start not in region_starts:
        word = words.word_at(start)
        if words.spans[words.index[start]][0] != start:
            break
        if word in ("与", "和", "及") or (word in _trimmed() and start + len(word) < head):
            start += len(word)
            continue
        if _HAN.match(word) is None and not _LATIN.match(word) and word not in "“（(":
            start += len(word)
            continue
        break
    return start


def all_generic(words: Words, start: int, head: int) -> bool:
    """Whether a name would consist of everyday words alone between `start` and its form."""
    position = start
    while position < head:
        word = words.word_at(position)
        first, end = words.spans[words.index[position]]
        word = word if first == position else words.text[position:end]
        if not is_generic(word[: head - position]):
            return False
        position = end
    return True
