"""Regions: the gazetteer's names by Aho–Corasick, towns by their suffix behind a place, joined abbreviations."""

import re
from collections.abc import Sequence
from functools import cache

import ahocorasick
from spacy.language import Language
from spacy.tokens import Doc

from extractors.recognisers.candidate import Candidate, candidates_of, text_of
from extractors.recognisers.words import words_of
from extractors.words import Words, flag, in_dictionary, word_list
from schema.regions import Region, gazetteer

NAME = "regions"
_SUFFIXES = ("省", "市", "县", "区", "州", "旗", "盟", "地区", "自治区", "群岛")
_PRODUCT = re.compile(
    r"[一二三四五六七八九十0-9]{1,4}号|牌|时间(?!内|段)|梧桐|岸|路(?!径|线|演|由|桥)|大道|大街|站(?!位|点|起|上|在|稳)|菜|犬|虾|牛肉面"
)
_TOWN_NAME = re.compile(
    r"(?!.*(?:回|下|入|返|离|还|家|老|故|城|小|古|集|异|水|梦)乡$)(?!.*(?:小|城|乡|集|古|重|名|强|大)镇$)[\u4e00-\u9fff]+"
)
_TOWN_CONTEXT = re.compile(r"(?:在|位于|来到|走进|落户|地处|坐落于|坐落在|前往|到|从|、|于|，|。|\n|和|赴|该县|该市)$")
_ABBREVIATIONS = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘青宁新港澳台"
_LISTED = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:[{_ABBREVIATIONS}]、){{1,6}}[{_ABBREVIATIONS}](?=[\u4e00-\u9fff]?[省地市，。；、])"
)
_JOINED = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:[{_ABBREVIATIONS}]{{2,5}})(?=(?:两|三|四|五)?(?:省|地|市)(?!区|场))|(?<=[、，。；：（“\n跨])[{_ABBREVIATIONS}]{{3,5}}(?=[、，。；：）”\n])"
)
_CLUSTER = re.compile(
    r"(?:现代化)?都市圈|城市群|经济圈|经济带|(?:科技创新|科创)(?:大)?走廊|经济走廊|大湾区|城市带|生态经济区|都市区"
)
_PRODUCT_SCORE = 0.75
_NEVER = frozenset(["城区", "郊区", "矿区", "市区", "市中区", "新城", "新区", "开发区", "城市", "地区", "山区"])


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for name in gazetteer().by_name:
        if len(name) >= 2:
            automaton.add_word(name, name)
    automaton.make_automaton()
    return automaton


@cache
def _score(name: str) -> float:
    """How sure a name means a region, by itself."""
    bearers = gazetteer().candidates(name)
    if name in _NEVER:
        return 0.2
    kinds = {region.kind for region in bearers}
    if any(name == region.name for region in bearers):
        if kinds & {"country", "province"}:
            return 0.93
        if name.endswith(_SUFFIXES):
            return 0.9 if len(name) > 2 else 0.8
        return 0.85
    if all(name in region.common for region in bearers):
        return 0.25
    if kinds & {"country", "province", "city"}:
        return 0.88
    if kinds == {"cluster"}:
        return 0.85
    if name.endswith(_SUFFIXES) and len(name) > 2:
        return 0.85
    if all(region.name.endswith("区") for region in bearers):
        return 0.55 if flag(name) == "ns" else 0.35
    return 0.7 if flag(name) == "ns" or not in_dictionary(name) else 0.4


@Language.component("innograph_regions")
def regions(doc: Doc) -> Doc:
    """Add the regions of a document to its candidates."""
    text, words, found = text_of(doc), words_of(doc), candidates_of(doc)
    ends: dict[int, Region | None] = {}
    for last, name in _automaton().iter_long(text):
        end = last + 1
        start = end - len(name)
        score = _score(name)
        bearers = gazetteer().candidates(name)
        before = ends.get(start)
        inside = before is not None and any(gazetteer().within(region, before) for region in bearers)
        if not name.endswith(_SUFFIXES) or len(name) == 2:
            if not _aligned(words, start, end, bearers):
                score -= 0.55
            product = _PRODUCT.match(text, end)
            if product and not name.endswith(_SUFFIXES):
                found.append(Candidate(start, product.end(), "", "", _PRODUCT_SCORE, NAME))
        elif not words.begins(start) and not inside and _swallows(words, start, end):
            score -= 0.3
        if inside:
            score = max(score, 0.3) + (1 - max(score, 0.3)) * 0.6
        if score < 0.15:
            continue
        ends[end] = bearers[0]
        found.append(Candidate(start, end, "Region", bearers[0].kind, score, NAME))
    found.extend(_towns(text, words, ends))
    found.extend(_joined(text))
    found.extend(_clusters(text, words, {c.end: c.start for c in found if c.type == "Region"}))
    return doc


def _aligned(words: Words, start: int, end: int, bearers: Sequence[Region]) -> bool:
    """Whether no everyday word straddles an edge of the name (place names inside longer nouns are fine)."""
    if words.begins(start) and words.begins(end):
        return True
    first = words.word_at(start)
    return (
        words.begins(start)
        and first.startswith(words.text[start:end])
        and flag(first) in ("ns", "nr", "")
        and len(first) > end - start
        and bearers[0].kind in ("country", "province", "city")
        and first[-1] in "大院学省市县区校司行局厅团会员部所"
    )


def _swallows(words: Words, start: int, end: int) -> bool:
    """Whether the word at the left edge of a suffixed name is an everyday word that ends inside it."""
    first, last = words.spans[words.index[start]]
    return first < start and last < end and last - first >= 2


def _towns(text: str, words: Words, ends: dict[int, Region | None]) -> list[Candidate]:
    stop, generic = word_list("stop"), word_list("generic")
    found = []
    for suffix in re.finditer(r"镇|街道|苏木|乡", text):
        end = suffix.end()
        if text[end : end + 1] in tuple("长亲愁土级民贤里域建"):
            continue
        head = suffix.start()
        place = next((head - length for length in (2, 3, 1, 4, 5, 6) if (head - length) in ends), None)
        if place is not None and head > place:
            if not any(word in generic or word in stop for word in _pieces(words, place, head)):
                found.append(Candidate(place, end, "Region", "town", 0.88, NAME))
            continue
        for length in (2, 3, 4):
            start = head - length
            if start < 0 or not words.begins(start) or not text[start:head].isalpha():
                continue
            pieces = _pieces(words, start, head)
            if any(word in stop or word in generic for word in pieces) or text[start:head].isascii():
                break
            if _TOWN_CONTEXT.search(text[max(0, start - 3) : start]) or start == 0:
                whole = text[start:end]
                if not in_dictionary(whole) or flag(whole) == "ns":
                    found.append(Candidate(start, end, "Region", "town", 0.6 if suffix.group() != "乡" else 0.45, NAME))
                break
    return [candidate for candidate in found if _TOWN_NAME.fullmatch(text, candidate.start, candidate.end)]


def _pieces(words: Words, start: int, end: int) -> list[str]:
    pieces, position = [], start
    while position < end:
        _, last = words.spans[words.index[position]]
        pieces.append(words.text[position : min(last, end)])
        position = last
    return pieces


def _clusters(text: str, words: Words, ends: dict[int, int]) -> list[Candidate]:
    """City clusters and corridors named by one or several places (`广州—深圳科技创新走廊`)."""
    found = []
    for match in _CLUSTER.finditer(text):
        start = match.start()
        while True:
            if start in ends:
                start = ends[start]
            elif text[start - 1 : start] in ("-", "—", "–") and (start - 1) in ends:
                start -= 1
            else:
                break
        if start == match.start():
            word = words.word_before(start)
            before = words.word_before(start - len(word))
            if (
                len(word) < 2
                or word in word_list("stop")
                or word in word_list("generic")
                or (in_dictionary(word) and flag(word) != "ns")
            ):
                continue
            start -= len(word)
            score = 0.6 if not before or before in word_list("stop") or not before.isalpha() else 0.45
        else:
            score = 0.85
        found.append(Candidate(start, match.end(), "Region", "cluster", score, NAME))
    return found


def _joined(text: str) -> list[Candidate]:
    found: list[Candidate] = []
    for match in _LISTED.finditer(text):
        found.extend(
            Candidate(position, position + 1, "Region", "province", 0.75, NAME)
            for position in range(match.start(), match.end(), 2)
        )
    for match in _JOINED.finditer(text):
        if match.group() == "京津冀":
            continue
        found.extend(
            Candidate(position, position + 1, "Region", "province", 0.7, NAME)
            for position in range(match.start(), match.end())
        )
    return found
