"""Names of institutions and parks, taken apart: places, core, trade, form, number, and the whole they belong to.

    parse("江西省赣州市金科资源再生股份有限公司")
        → one part: places 360000, 360700; core 金科; trade 资源再生; form 股份有限公司
    parse("清华大学材料学院")
        → two parts, the whole and its unit: 清华大学, 材料学院

Words come from `name_parts.yaml`, places from the gazetteer, well-known short forms from the reference tables.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from graph.spelling import normalised, number_value
from schema.reference import read_table
from schema.regions import Region, gazetteer

PARTS_FILE = Path(__file__).with_name("name_parts.yaml")
LONGEST_PLACE = 12
_TRAILING_NUMBER = re.compile(r"(?:[一二三四五六七八九十0-9]{1,3}期(?:工程|项目)?|[A-Za-z]区)$")
_UNSAID = re.compile(r"[“”‘’\"'「」『』《》〈〉、,，。;；:：·\s]")
_NUMERAL = "[零〇一二两三四五六七八九十百0-9]"
_NUMBER = re.compile(
    rf"第({_NUMERAL}+)|({_NUMERAL}+)(?=[期号])[期号]|({_NUMERAL}+)$|([0-9]+)|(?<![A-Za-z])([A-Za-z])区?$"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a name: the whole name of most things, or one link in a chain like 大学 and its 学院.

    Attributes:
        places: the regions that it begins with, the widest first: codes, or names where there is no code.
        branch: the places in brackets, likewise.
        rank: 国家 and the like, or empty.
        core: what tells it from others of its trade and form.
        trade: its field of work.
        numbers: number marks (第一, 二期) as digits.
        form: how it ends (研究院, 有限公司), in the one spelling for all.
        kind: the kind of the ontology that the form tells, or empty.
        rest: what brackets hold besides places.
    """

    places: tuple[str, ...]
    branch: tuple[str, ...]
    rank: str
    core: str
    trade: str
    numbers: tuple[str, ...]
    form: str
    kind: str
    rest: str

    @property
    def body(self) -> str:
        """Core and trade together."""
        return self.core + self.trade

    @property
    def stem(self) -> str:
        """The core and trade, or the place where there is nothing else to tell it by."""
        return self.body or (place_name(self.places[-1]) if self.places else "")


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart.

    Attributes:
        text: as normalised.
        canonical: with known short forms written out and one spelling for all; equal for two ways to write a name.
        known: the full name that the reference tables have for it, or empty.
        parts: the whole first, the unit that is named last.
    """

    text: str
    canonical: str
    known: str
    parts: tuple[Part, ...]

    @property
    def last(self) -> Part:
        """The part that the name is about."""
        return self.parts[-1]

    @property
    def kind(self) -> str:
        """The kind that the form tells."""
        return self.last.kind

    @property
    def is_relative(self) -> bool:
        """Whether the name leaves to its text which thing it means (`市科技局`, `管委会`, `研究院`)."""
        if self.known or (len(self.parts) > 1 and self.parts[0].stem):
            return False
        part = self.last
        return not (part.places or part.rank or part.branch or part.core) or begins_relative(self.text)


@dataclass(frozen=True, slots=True)
class _Words:
    spellings: dict[str, str]
    spelling: re.Pattern[str]
    forms: dict[str, tuple[str, str]]
    loose: dict[str, frozenset[str]]
    parents: re.Pattern[str]
    units: frozenset[str]
    trades: frozenset[str]
    ranks: tuple[str, ...]
    relative: tuple[str, ...]
    university_shorts: dict[str, str]


@cache
def words() -> _Words:
    """The word lists of `name_parts.yaml`."""
    raw: dict[str, Any] = yaml.safe_load(PARTS_FILE.read_text(encoding="utf-8"))
    spellings = {variant: first for first, *others in raw["spellings"] for variant in others}
    return _Words(
        spellings=spellings,
        spelling=_any_of([*spellings, *(line[0] for line in raw["spellings"])]),
        forms={form: (form, kind) for kind, forms in raw["forms"].items() for form in forms},
        loose={form: frozenset(longer) for form, longer in raw["loose_forms"].items()},
        parents=re.compile(f"(?=({_any_of(raw['parents']).pattern}))"),
        units=frozenset(raw["units"]),
        trades=frozenset(raw["trades"].split()),
        ranks=tuple(raw["ranks"]),
        relative=tuple(raw["relative"]),
        university_shorts=dict(raw["university_shorts"]),
    )


def _any_of(strings: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(set(strings), key=lambda word: (-len(word), word)))))


@lru_cache(maxsize=20_000)
def place_name(place: str) -> str:
    """A place as names begin with it: without its suffix."""
    region = gazetteer().by_code.get(place) or next(iter(gazetteer().candidates(place)), None)
    if region is None or (region.code != place and region.kind != "province"):
        return place
    return region.name if region.kind == "country" else region.core


def begins_relative(text: str) -> bool:
    """Whether a name begins with 省, 市, 本县 and the like: relative to the text that it stands in."""
    return text.startswith(words().relative) and not gazetteer().candidates(text[:2]) and not _known().get(text)


@lru_cache(maxsize=300_000)
def parse(name: str, near: tuple[str, ...] = (), look_up: bool = True) -> Name:
    """Take the name of an institution or a park apart.

    Args:
        name: as written.
        near: codes of regions that the text is about, to tell places of one name apart.
        look_up: whether a name that the reference tables know is taken apart in its full form.
    """
    text = normalised(name)
    known = known_name(text) if look_up else ""
    spelt = one_spelling(normalised(known) if known else _written_out(text))
    places = tuple(gazetteer().by_code[code] for code in near if code in gazetteer().by_code)
    parts = tuple(_part(piece, places) for piece in _pieces(spelt))
    return Name(text, "/".join(map(_canonical, parts)), known, parts)


def one_spelling(text: str) -> str:
    """`text` with one spelling where there are several, and without quotation marks and 中共."""
    text = _UNSAID.sub("", text).casefold().replace("(集团)", "集团")
    text = re.sub(r"^中国人民政治协商会议(.+)委员会$", r"\1政协", text)
    text = re.sub("^中国人民解放军(?=.+大学)", "", text)
    text = words().spelling.sub(lambda match: words().spellings.get(match[0], match[0]), text)
    text = re.sub(r"^中国\(([^()]+)\)(?=自贸[区港])", r"\1", text)
    text = re.sub(r"^(?:中国共产党|中共)(?=.+?(?:省|市|县|区|州|盟|旗|乡|镇|学|司|团|院)(?:委|党))", "", text)
    text = re.sub(r"(?<=[省市县区州盟旗])委员会(?=$|.*(?:部|室|办|委|厅)$)", "委", text)
    return re.sub(r"(?<=[省市县区州盟旗])([^省市县区州盟旗]{2,8}?)委员会$", r"\1委", text)


def known_name(text: str) -> str:
    """The full name that the reference tables have for a normalised name, or empty."""
    return _known().get(text, "")


@cache
def _known() -> dict[str, str]:
    """Names of the reference tables, each with the full one; short forms of several things are left out."""
    found: dict[str, set[str]] = defaultdict(set)
    full: dict[str, str] = {}
    for table, columns in (
        ("bodies.csv", ("name", "other_names", "kind")),
        ("universities.csv", ("name", "short", "province")),
        ("parks.csv", ("name", "short", "kind")),
    ):
        for row in read_table(table, columns):
            full[normalised(row["name"])] = row["name"]
            for other in filter(None, row[columns[1]].split("|")):
                found[normalised(other)].add(row["name"])
    full_of_short = {short: next(iter(names)) for short, names in found.items() if len(names) == 1}
    return full_of_short | full


@cache
def university_forms() -> dict[str, frozenset[str]]:
    """Short forms of universities made by rule or known, each with all universities that it fits."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in read_table("universities.csv", ("name", "short", "province")):
        for short in university_short_forms(normalised(row["name"])):
            found[short].add(row["name"])
    return {short: frozenset(names) for short, names in found.items()}


def university_short_forms(full: str) -> Iterator[str]:
    """What a university may be called for short: 西安交通大学 → 西安交大, 西交大."""
    if not full.endswith("大学"):
        return
    body = full[:-2]
    if len(body) >= 4:
        yield body
    for field, short in words().university_shorts.items():
        if body.endswith(field) and len(body) > len(field):
            before = body[: -len(field)]
            yield f"{before}{short}大"
            yield f"{before}{field}"
            if len(before) >= 2:
                yield f"{before[0]}{short}大"
                yield f"{before[0]}{field}"
    if len(body) >= 2:
        yield f"{body}大"


def _written_out(text: str) -> str:
    """`text` with a well-known short form at its beginning written out, where a unit's name follows it."""
    for length in range(min(10, len(text) - 2), 1, -1):
        full = _known().get(text[:length]) if length > 2 or text[1] == "行" else ""
        follows = form_of(text[length:])[0] or text[length:].startswith("(")
        if full and follows and not normalised(full).startswith(text[:length]):
            return normalised(full) + text[length:]
    return text


def form_of(text: str) -> tuple[str, str]:
    """The longest form that `text` ends with and the kind that it tells; empty ones if there is none."""
    forms = words().forms
    for length in range(min(len(text), 9), 0, -1):
        found = forms.get(text[-length:])
        if found:
            return found
    return "", ""


def _pieces(text: str) -> list[str]:
    """`text` cut into the whole and its units."""
    for match in words().parents.finditer(text):
        end = match.end(1)
        before, after = text[:end], text[end:]
        if (
            len(before) == len(match[1])
            or len(after) < 2
            or after[0] in "业家系)块"
            or after.startswith(("有限", "股份"))
        ):
            continue
        form = form_of(after)[0]
        if form and (len(after) > len(form) or form in words().units) and after not in ("大学", "学院"):
            return [before, *_pieces(after)]
    return [text]


def _part(text: str, near: Sequence[Region]) -> Part:
    branch: list[str] = []
    rest: list[str] = []

    def bracket(match: re.Match[str]) -> str:
        inside, left = _places(match[1], near, branch=True)
        if inside and not left:
            branch.extend(inside)
        else:
            rest.append(match[1])
        return ""

    text = re.sub(r"\(([^()]*)\)", bracket, text) or text
    phase = _TRAILING_NUMBER.search(text)
    phase_text = phase[0].removesuffix("工程").removesuffix("项目") if phase and phase.start() > 1 else ""
    text = text[: phase.start()] if phase and phase_text else text
    form, kind = form_of(text)
    body = (text[: len(text) - len(form)] if form else text) + phase_text
    places, body = _places(body, near)
    rank = next((word for word in words().ranks if body.startswith(word)), "")
    body = body[len(rank) :]
    if not rank and len(body) > 2 and body.endswith(words().ranks):
        rank, body = body[-2:], body[:-2]  # 中关村国家自主创新示范区
    numbers: list[str] = []

    def number(match: re.Match[str]) -> str:
        numeral = next(group for group in match.groups() if group)
        if match[3] and len(numeral) == len(body):
            return match[0]
        numbers.append(numeral if numeral.isalpha() and numeral.isascii() else str(number_value(numeral)))
        return ""

    body = _NUMBER.sub(number, body)
    core, trade = _core_and_trade(body)
    if len(core) > 3 and ("省" in core or "自治区" in core):
        core = _bare_provinces().sub(lambda match: place_name(match[0]), core)  # 国网江西省电力 as 国网江西电力
    return Part(tuple(places), tuple(branch), rank, core, trade, tuple(numbers), form, kind, "".join(rest))


def _places(text: str, near: Sequence[Region], branch: bool = False) -> tuple[list[str], str]:
    """The regions that `text` begins with, and what follows them."""
    chain: list[Region | str] = []
    while text:
        found = _place(text, [place for place in reversed(chain) if isinstance(place, Region)], near, branch)
        if found is None:
            break
        place, length = found
        chain.append(place)
        text = text[length:]
    return [place if isinstance(place, str) else place.code or place.name for place in chain], text


def _place(
    text: str, around: Sequence[Region], near: Sequence[Region], branch: bool
) -> tuple[Region | str, int] | None:
    for length in range(min(LONGEST_PLACE, len(text)), 1, -1):
        name = text[:length]
        # 杭州湾 is a bay, not a thing of 杭州.
        if name not in gazetteer().by_name or text[length : length + 1] == "湾":
            continue
        candidates = [region for region in gazetteer().candidates(name) if region.kind != "cluster"]
        if around:
            candidates = [region for region in candidates if region != around[0] and _inside(region, around[0])]
        elif not branch:
            candidates = [region for region in candidates if _may_begin(region, name)]
        if not candidates:
            continue
        if len(candidates) == 1:
            return candidates[0], length
        region = gazetteer().resolve(name, (*around, *near))
        return (region if region in candidates else name), length
    return None


def _inside(region: Region, around: Region) -> bool:
    return gazetteer().within(region, around)


def _may_begin(region: Region, name: str) -> bool:
    """Whether a name that begins so begins with the region: bare names of counties are words of many kinds."""
    if region.kind in ("country", "province", "city"):
        return name not in region.common
    return (name[-1] in "市县区旗州" and len(name) > 2) or (region.name == f"{name}市" and name not in region.common)


@cache
def _bare_provinces() -> re.Pattern[str]:
    return _any_of([region.name for region in gazetteer().regions if region.kind == "province"])


def _core_and_trade(body: str) -> tuple[str, str]:
    position, trades = len(body), words().trades
    while position > 0:
        length = next(
            (size for size in range(min(6, position), 1, -1) if body[position - size : position] in trades), 0
        )
        if not length or position - length == 1:
            break
        position -= length
    return body[:position], body[position:]


def _canonical(part: Part) -> str:
    """One string for all ways to write a part; codes stand for places."""
    place = part.places[-1] if part.places else ""
    branch = f"({''.join(part.branch)})" if part.branch else ""
    number = "".join(f"第{number}" for number in part.numbers)
    rest = f"({part.rest})" if part.rest else ""
    return f"{place}{part.rank}{part.core}{branch}{part.trade}{number}{part.form}{rest}"
