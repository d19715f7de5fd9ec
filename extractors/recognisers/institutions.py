"""Institutions and parks, by the grammar of their names: `heads.yaml` says how they end, `grammar` where they begin."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from spacy.language import Language
from spacy.tokens import Doc

from extractors.recognisers.candidate import Candidate, candidates_of, text_of
from extractors.recognisers.grammar import Left, all_generic, hard_stop, read_left
from extractors.recognisers.words import words_of
from extractors.words import Words
from schema.errors import InstallationError
from schema.regions import gazetteer

NAME = "grammar"
_HEADS = Path(__file__).with_name("heads.yaml")
_AFTER = {
    "大学": "生城", "学院": "派风", "中心": "城思任工区点地化组内位", "公司": "制法治", "集团": "军", "银行": "业卡家账",
    "基金": "经管从", "局": "面部限势域长", "厅": "长级", "研究所": "得需", "研究院": "士", "证券": "交化市投监", "日报": "告",
    "厂": "长房商家", "平台": "化型", "基地": "化型", "空间": "站", "园": "区林丁地长内中里", "谷": "物底", "港": "口澳元股交珠",
    "中学": "生", "小学": "生", "委员会": "", "署": "名", "设施": "农", "装置": "", "投资": "者人方额", "资本": "市主", "法院": "",
    "小区": "", "党委": "", "实验室": "", "新区": "", "特派团": "", "高新区": "", "导报": "", "电站": "", "农场": "", "学校": "",
    "酒店": "业", "工会": "", "控股": "权股子", "股份": "的制占转比有总", "传媒": "", "政府": "部性引采基投工补", "学部": "",
    "妇联": "", "时报": "", "书院": "", "创投": "", "园区": "内化", "工厂": "化", "超市": "", "片区": "", "开发区": "", "书店": "",
}  # fmt: skip
_TAIL = re.compile(r"[（(](?:有限合伙|普通合伙|特殊普通合伙|集团|筹|本部)[）)]")
_PLACE_TAIL = re.compile(r"[（(]([\u4e00-\u9fff]{2,6})[）)]")
_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{2,9}?(?:处|科|股)(?=[处科股]?长|副|负责|的|[\s，。；、（）：|]|工作人员|干部|联系)"
)
# Foreign institutions of these kinds have names of their own; a ministry is called by its country.
_NAMED_KINDS = ("company", "university", "industrial_park", "high_tech_zone", "science_city")
_PLACE_SUFFIX = ("省", "市", "县", "区", "州", "旗", "盟", "镇", "街道", "乡")


@dataclass(frozen=True, slots=True)
class Head:
    """A form that names of a kind end in; `strong` where any particular word before it makes a name."""

    type: str
    kind: str
    strong: bool


@cache
def grammar_tables() -> dict[str, Any]:
    """The tables of `heads.yaml`.

    Raises:
        InstallationError: the file is missing or not valid YAML.
    """
    try:
        tables: dict[str, Any] = yaml.safe_load(_HEADS.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise InstallationError(f"{_HEADS}: cannot be read; install innograph again.") from error
    return tables


@cache
def heads() -> dict[str, Head]:
    """All heads of institutions and parks."""
    found: dict[str, Head] = {}
    for type_ in ("Institution", "Park"):
        for kind, lists in grammar_tables()[type_].items():
            for strength in ("strong", "weak"):
                for form in lists[strength]:
                    found.setdefault(form, Head(type_, kind, strength == "strong"))
    return found


def head_of(name: str) -> Head | None:
    """The head that a name ends in, the longest that fits; a bracketed end (`（北京）`) is looked past."""
    return heads().get(form_of(re.sub(r"[（(][^（）()]*[）)]$", "", name)))


def form_of(name: str) -> str:
    """The form that a name ends in, the longest that fits, or the empty string."""
    return next((name[-length:] for length in range(min(12, len(name)), 0, -1) if name[-length:] in heads()), "")


@cache
def _head_pattern() -> re.Pattern[str]:
    parts = []
    for form in sorted(heads(), key=lambda form: (-len(form), form)):
        after = _AFTER.get(form, "")
        parts.append(re.escape(form) + (f"(?![{after}])" if after else ""))
    return re.compile("|".join(parts))


@cache
def _bureau_pattern() -> re.Pattern[str]:
    table = grammar_tables()["government"]
    longest = {
        key: sorted(table[key], key=lambda form: (-len(form), form)) for key in ("fields", "forms", "party", "level")
    }
    level, party = "|".join(longest["level"]), "|".join(longest["party"])
    fields, forms = "|".join(longest["fields"]), "|".join(longest["forms"])
    ends = r"(?![面限势域座长托派培屏级]|部长|员(?!会))"
    return re.compile(
        rf"(?P<level>{level})?(?P<body>(?:{fields})(?:{forms})){ends}|(?P<place>{level})(?P<party>{party}){ends}"
    )


@Language.component("innograph_institutions")
def institutions(doc: Doc) -> Doc:
    """Add institutions and parks of a document to its candidates."""
    text, words, found = text_of(doc), words_of(doc), candidates_of(doc)
    regions = {c.end: c.start for c in found if c.type == "Region" and c.score >= 0.3}
    parents = {c.end: c.start for c in found if c.type in ("Institution", "Park")}
    for candidate in _bureaus(text, words, regions, parents):
        found.append(candidate)
        if candidate.score >= 0.6:
            parents[candidate.end] = candidate.start
    for match in _head_pattern().finditer(text):
        if match.group() == "港" and text.endswith(("自由贸易", "自贸"), 0, match.start()):
            continue
        grown = _grown(words, match.start(), match.end(), match.group(), regions, parents)
        found.extend(grown)
        if grown:
            best = max(grown, key=lambda candidate: candidate.score)
            if best.score >= 0.5 and heads()[match.group()].strong:
                parents[best.end] = best.start
    return doc


def _bureaus(text: str, words: Words, regions: dict[int, int], parents: dict[int, int]) -> list[Candidate]:
    found = []
    for match in _bureau_pattern().finditer(text):
        start, end = match.start(), match.end()
        level = match["level"] or match["place"] or ""
        body_start = start + len(level)
        score = 0.9
        if body_start in regions:
            start = regions[body_start]
            while start in regions:
                start = regions[start]
        elif body_start in parents:
            start = parents[body_start]
        elif level:
            if not words.begins(start) and not words.begins(body_start):
                score = 0.3
            if len(level) == 1 and start > 0 and text[start - 1] in "城全各本该我我外内跨":
                if match["place"] and text[start - 1] != "城":
                    continue
                score = 0.3
            if (
                level in ("区", "县", "镇", "乡")
                and text[start - 1 : start]
                not in ("", "、", "，", "。", "\n", "和", "与", "由", "（", "“", "：", "；", " ")
                and not words.begins(start)
            ):
                score = 0.4
        elif match["body"].endswith(("局", "厅", "委", "委员会")):
            score = 0.6 if words.begins(start) else 0.3
        else:
            continue
        before = text[max(0, start - 8) : start]
        if re.search(r"各(?:[\u4e00-\u9fff]{1,3}、)*$", before):
            continue
        found.append(Candidate(start, end, "Institution", "government", score, NAME))
        office = _OFFICE.match(text, end)
        if office and not any(hard_stop(word) for word in words.between(end, office.end())):
            found.append(Candidate(start, office.end(), "Institution", "government", min(score, 0.75), NAME))
    return found


def _grown(
    words: Words, head: int, end: int, form: str, regions: dict[int, int], parents: dict[int, int]
) -> list[Candidate]:
    """The name that ends in a form, or both readings where a verb stands in it that may belong to the sentence."""
    left = read_left(words, head, regions, parents)
    if not left.soft:
        return _scored(words, left, head, end, form, regions, 0.0)
    short = Left(left.soft, True, left.particular, False)
    cut = _scored(words, short, head, end, form, regions, -0.1 if left.region else 0.0)
    if not cut or cut[0].score < 0.4:
        return _scored(words, left, head, end, form, regions, -0.1)
    return cut + _scored(words, left, head, end, form, regions, -0.4)


def _scored(
    words: Words,
    left: Left,
    head: int,
    end: int,
    form: str,
    regions: dict[int, int],
    change: float,
) -> list[Candidate]:
    text, kind = words.text, heads()[form]
    start = left.start
    if start >= head:
        return []
    if kind.type == "Park" and any(
        region.name == text[start:end] for region in gazetteer().candidates(text[start:end])
    ):
        return []
    start = _park_start(text, start, head, regions) if kind.type == "Park" else without_country(text, start, head)
    bare = text[start:head]
    generic = all_generic(words, start, head)
    has_region = left.region or any(position in regions for position in range(start + 1, head + 1))
    if kind.strong:
        score = 0.8 if left.particular >= 2 else 0.6
        if generic:
            score = 0.3 if has_region else 0.04
        elif not has_region and left.particular < 2 and len(bare) < 4:
            score = 0.4
    else:
        score = 0.6 if has_region and left.particular >= 2 else 0.45 if left.particular >= 3 else 0.2
        if generic:
            score = 0.05
    if not left.clean:
        score -= 0.2
    score += change
    if score < 0.1 or (len(bare) < 2 and not has_region):
        return []
    return [Candidate(start, _with_tail(text, end, form), kind.type, kind.kind, score, NAME)]


def _with_tail(text: str, end: int, form: str) -> int:
    tail = _TAIL.match(text, end)
    if tail:
        return tail.end()
    place = _PLACE_TAIL.match(text, end)
    if (
        place
        and form in ("大学", "学院", "研究院", "中心", "实验室", "医院", "分校")
        and gazetteer().candidates(place[1])
    ):
        return place.end()
    return end


def without_country(text: str, start: int, end: int) -> int:
    """Where a name begins once a foreign country before it, a mention of its own, is cut (`智利`·`X公司`)."""
    for length in range(min(7, end - start - 2), 1, -1):
        bearers = gazetteer().candidates(text[start : start + length])
        if bearers and bearers[0].kind == "country" and bearers[0].code != "CN":
            rest = text[start + length : end]
            head = head_of(rest)
            own = rest[:1].isascii() or (len(rest) >= 4 and head is not None and head.kind in _NAMED_KINDS)
            return start + length if own and not rest.startswith(("国家", "驻", "皇家", "联邦")) else start
    return start


def _park_start(text: str, start: int, head: int, regions: dict[int, int]) -> int:
    """Cut the places with a suffix before the name of a park, the last one only if a name is left without it."""
    begins = {region_start: region_end for region_end, region_start in regions.items() if region_end <= head}
    while start in begins:
        end = begins[start]
        place = text[start:end]
        bearers = gazetteer().candidates(place)
        country = bool(bearers) and bearers[0].kind == "country"
        if country and place != "中国" and end < head:
            start = end
            continue
        if not place.endswith(_PLACE_SUFFIX) or len(place) < 3:
            break
        if end >= head and end not in begins:
            break
        start = end
    return start
