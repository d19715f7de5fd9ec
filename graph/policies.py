"""Policies by name: titles taken apart into issuer, title, years, version and number, and compared.

parse_policy("江西省人民政府关于印发《稀土产业发展规划（2021—2025年）》的通知")
    → issuer 江西省政府; title 稀土产业发展规划; years 2021-2025
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from graph.names import one_spelling, parse
from graph.spelling import normalised, number_value
from graph.verdicts import Subject, Verdict, different, same, unsure
from schema.reference import read_table
from schema.regions import gazetteer

LONG_TITLE = 8
UNMISTAKABLE_TITLE = 12
_UNSAID = re.compile("[“”‘’\"'「」『』《》〈〉、,，。;；:：·\\s]")
_NUMBER = re.compile(
    r"([\u4e00-\u9fff]{1,12})[(〔\[]((?:19|20)\d\d)[)〕\]]第?(\d{1,4})号|([\u4e00-\u9fff]{1,8}令)第?(\d{1,4})号"
)
_WRAPPER = re.compile(
    r"^(?P<issuer>.*?)(?:关于)?(?:印发|发布|公布|颁布|下发)《?(?P<title>.+?)》?的(?:通知|公告|函|决定|命令|通告)(?P<mark>\(.*\))?$"
)
_ABOUT = re.compile(r"^(?P<issuer>.{2,30}?)(?=关于)")
_CHINESE_YEAR = re.compile("[一二][〇零一二三四五六七八九]{3}(?=年)")
_YEARS = re.compile(r"(?:19|20)\d\d年?(?:[-至到](?:19|20)?\d\d年?)?度?")
_PERIOD = re.compile(
    r"(?:第?([一二三四五六七八九十0-9]+)个?五(?:年(?=规划|计划))?|十([一二三四五六七八九])五)(?=规划|计划|期间|时期|$|.)"
)
_EDITION = re.compile(r"(?:v|第)?(\d+(?:\.\d+)+|[一二三四五六七八九十0-9]+(?=版))版?|第([一二三四五六七八九十0-9]+)批")
_COUNT = re.compile(r"([一二三四五六七八九十百0-9]+)(?=条|项|策)")
_VERSIONS = {
    "draft": ("征求意见稿", "公开征求意见稿", "送审稿", "草案", "讨论稿", "报批稿", "审议稿"),
    "trial": ("试行", "暂行", "试行稿"),
    "revised": ("修订", "修订版", "修订稿", "修正", "修正案", "新修订", "修改", "最新修订", "升级版"),
}
_VERSION_WORDS = {word: version for version, found in _VERSIONS.items() for word in found}
_GENERIC = re.compile(
    r"^(?:关于)?(?:若干|实施|管理|工作|行动|暂行|有关|促进|支持|试点|具体|指导|总体|发展|专项|三年|年度|扶持|奖励|补充)*"
    r"(?:通知|意见|办法|方案|规划|计划|措施|政策|条例|细则|规定|决定|公告|纲要|十条|行动|改革|\d+条)$"
)


@dataclass(frozen=True, slots=True)
class PolicyName:
    """A policy's name, taken apart.

    Attributes:
        number: document number in one spelling, or empty.
        issuer: who issues it, by the name itself, in one spelling, or empty.
        place: code or name of the region that the title begins with, or empty.
        title: what is left, in one spelling.
        years: the years in it.
        periods: five-year periods, editions, batches and numbers of clauses.
        versions: of `draft`, `trial`, `revised`, those that it is marked by.
    """

    number: str
    issuer: str
    place: str
    title: str
    years: tuple[str, ...]
    periods: tuple[str, ...]
    versions: frozenset[str]

    @property
    def is_relative(self) -> bool:
        """Whether the title tells nothing outside its text (`通知`, `管理办法`)."""
        return (len(self.title) < 3 and not (self.place and self.years)) or bool(_GENERIC.match(self.title))


@cache
def _programmes() -> dict[str, str]:
    """Names of well-known programmes, quotation marks aside, each with the full one."""
    found = {}
    for row in read_table("programmes.csv", ("name", "other_names")):
        for name in filter(None, (row["name"], *row["other_names"].split("|"))):
            found[_UNSAID.sub("", normalised(name).casefold())] = normalised(row["name"])
    return found


@lru_cache(maxsize=100_000)
def parse_policy(name: str) -> PolicyName:
    """Take the name of a policy apart."""
    text = normalised(name).casefold()
    text = _CHINESE_YEAR.sub(lambda match: str(number_value(match[0])), text)
    text = _programmes().get(_UNSAID.sub("", text), text)
    number = policy_number(text)
    text = _NUMBER.sub("", text) if len(_NUMBER.sub("", text)) > 3 else text
    text = re.sub(r"\(\)$", "", text).strip("《》")
    issuer = ""
    wrapped = _WRAPPER.match(text)
    if wrapped and len(wrapped["title"]) >= 4:
        issuer, text = wrapped["issuer"], wrapped["title"] + (wrapped["mark"] or "")
    else:
        about = _ABOUT.match(text)
        if about and "《" not in about["issuer"]:
            issuer, text = about["issuer"], text[about.end() :]
    versions: set[str] = set()

    def mark(match: re.Match[str]) -> str:
        found = {_VERSION_WORDS[word] for word in _VERSION_WORDS if word in match[1]}
        versions.update(found)
        return "".join(_YEARS.findall(match[1])) if found else match[1]

    text = re.sub(r"\(([^()]*)\)", mark, text)
    text = _UNSAID.sub("", text)
    # 暂行办法 and 试行办法 carry the mark inside the title.
    for word, version in (("暂行", "trial"), ("试行", "trial"), ("征求意见稿", "draft")):
        if word in text:
            text = text.replace(word, "")
            versions.add(version)
    years = tuple(_year_span(match[0]) for match in _YEARS.finditer(text))
    text = _YEARS.sub("", text)
    periods: list[str] = []

    def period(match: re.Match[str]) -> str:
        numeral = f"十{match[2]}" if match[2] else match[1]
        periods.append(f"{number_value(numeral)}五")
        return ""

    text = _PERIOD.sub(period, text) if re.search("五(?:年|规划|计划|期间|时期)|十.五", text) else text
    for pattern in (_EDITION, _COUNT):
        periods.extend(
            ".".join(str(number_value(piece)) for piece in (match[1] or match[2]).split("."))
            if pattern is _EDITION
            else f"{number_value(match[1])}条"
            for match in pattern.finditer(text)
        )
        text = pattern.sub("#", text)
    place, rest = _leading_place(text)
    title = one_spelling(rest or text).removeprefix("关于")
    issuer = one_spelling(re.sub("等(?:部门|单位)?$", "", issuer))
    return PolicyName(number, issuer, place, title, years, tuple(sorted(periods)), frozenset(versions))


def policy_number(text: str) -> str:
    """The document number in a text, in one spelling (`国发〔2018〕44号`), or empty."""
    match = _NUMBER.search(normalised(text))
    if not match:
        return ""
    if match[4]:
        return f"{match[4]}第{int(match[5])}号"
    return f"{match[1]}〔{match[2]}〕{int(match[3])}号"


def compare_policies(a: Subject, b: Subject) -> Verdict:
    """Whether two policies are one: by number, else by title, issuer, years and version."""
    one, other = parse_policy(a.name), parse_policy(b.name)
    numbers = [policy_number(s.number) or parsed.number for s, parsed in ((a, one), (b, other))]
    if numbers[0] and numbers[1]:
        return (same if numbers[0] == numbers[1] else different)(
            "number" if numbers[0] == numbers[1] else "number_differs", *numbers
        )
    if "draft" in one.versions ^ other.versions or (one.versions and other.versions and one.versions != other.versions):
        return different("version_differs", a.name, b.name)
    if one.years != other.years and one.years and other.years:
        return different("year_differs", "、".join(one.years), "、".join(other.years))
    if one.periods != other.periods:
        return different("year_differs", "、".join(one.periods) or "–", "、".join(other.periods) or "–")
    if one.title != other.title:
        if _contains(one.title, other.title):
            return unsure("partial", a.name, b.name)
        return different("title_differs", one.title, other.title)
    if one.place and other.place and one.place != other.place:
        return different("place_differs", one.place, other.place)
    if one.years != other.years:
        return unsure("year_differs", a.name, b.name)
    if one.versions != other.versions:
        return unsure("version_one_sided", a.name, b.name)
    issuers = _issuers(a, one), _issuers(b, other)
    if issuers[0] and issuers[1]:
        if issuers[0] & issuers[1]:
            return (
                unsure("relative", a.name, b.name)
                if one.is_relative and not one.place
                else same("issuer", a.name, b.name)
            )
        places = [_places_of(found) for found in issuers]
        if not (one.place and other.place) or places[0] != places[1]:
            return different("issuer_differs", "、".join(sorted(issuers[0])), "、".join(sorted(issuers[1])))
        return unsure("issuer_differs", "、".join(sorted(issuers[0])), "、".join(sorted(issuers[1])))
    if one.is_relative:
        if one.place and one.place == other.place and len(one.title) >= LONG_TITLE:
            return same("equal", a.name, b.name)
        return unsure("relative", a.name, b.name)
    if one.place == other.place and (one.place or not (issuers[0] or issuers[1])):
        return same("equal", a.name, b.name)
    if one.place != other.place:
        return _one_place(one, other, issuers, a, b)
    # A title as long as that is hardly chosen twice.
    if len(one.title) >= UNMISTAKABLE_TITLE:
        return same("equal", a.name, b.name)
    lone = issuers[0] or issuers[1]
    if any(_is_national(issuer) for issuer in lone) and len(one.title) >= LONG_TITLE:
        return same("equal", a.name, b.name)
    return unsure("issuer_one_sided", a.name, b.name)


def _one_place(
    one: PolicyName, other: PolicyName, issuers: tuple[frozenset[str], frozenset[str]], a: Subject, b: Subject
) -> Verdict:
    """Equal titles of which one begins with a place: the issuer of the other may tell the same place."""
    place, lacking = (one.place, issuers[1]) if one.place else (other.place, issuers[0])
    found = _places_of(lacking)
    if place == "CN" and one.title.endswith("法"):
        return same("place_omitted", a.name, b.name)  # Laws are made by the country alone.
    if found and place not in found:
        return different("place_differs", a.name, b.name)
    return unsure("place_one_sided", a.name, b.name)


def _issuers(subject: Subject, parsed: PolicyName) -> frozenset[str]:
    found = {one_spelling(normalised(issuer)) for issuer in subject.issuers}
    return frozenset(found | {parsed.issuer} - {""})


def _places_of(issuers: frozenset[str]) -> set[str]:
    return {parse(issuer).parts[0].places[-1] for issuer in issuers if parse(issuer).parts[0].places}


def _is_national(issuer: str) -> bool:
    return issuer.startswith(("国务院", "中央", "中共中央", "国家", "全国")) or (
        issuer.endswith("部") and not _places_of(frozenset({issuer}))
    )


def _leading_place(text: str) -> tuple[str, str]:
    """The region that a title begins with (code or name) and what follows."""
    place = ""
    while True:
        for length in range(min(11, len(text) - 2), 1, -1):
            candidates = [region for region in gazetteer().candidates(text[:length]) if region.kind != "cluster"]
            bare = [r for r in candidates if r.name != text[:length] and r.kind in ("county", "town")]
            if candidates and not (bare and len(bare) == len(candidates) and not place):
                region = gazetteer().resolve(text[:length])
                place = (region.code or region.name) if region else text[:length]
                text = text[length:]
                break
        else:
            return place, text


def _year_span(text: str) -> str:
    years = re.findall(r"\d+", text)
    return "-".join(year if len(year) == 4 else years[0][:2] + year for year in years)


def _contains(one: str, other: str) -> bool:
    return bool(one and other) and (one in other or other in one)
