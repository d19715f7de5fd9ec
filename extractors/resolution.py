"""Resolution inside a file: which mentions name one thing, what it is called in full, and its kind and code."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.arbiter import Choice
from extractors.recognisers.institutions import head_of
from extractors.recognisers.people import surname_of
from extractors.recognisers.policies import policy_number
from extractors.short_forms import FIELD_SHORT, split_region
from extractors.words import word_list
from schema.records import Entity
from schema.regions import Region, gazetteer

_LEVELS = {
    "省": "province", "自治区": "province", "市": "city", "州": "city", "自治州": "city", "盟": "city", "县": "county",
    "区": "county", "旗": "county", "镇": "town", "乡": "town",
}  # fmt: skip
_LEVEL = re.compile(r"(自治区|自治州|省|市|州|盟|县|区|旗|镇|乡)(?=[\u4e00-\u9fff])")


@dataclass(slots=True)
class _Thing:
    """An entity in the making."""

    key: tuple[str, str]
    type: str
    surfaces: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    region: Region | None = None
    number: str = ""


class Resolver:
    """Resolves the mentions of one file.

    Args:
        texts: the passages' texts.
        titles: their titles.
        chosen: the names of each passage, in order.
        aliases: for each alias of the file its full name, by (surface, type).
    """

    def __init__(
        self,
        texts: Sequence[str],
        titles: Sequence[str],
        chosen: Sequence[Sequence[Choice]],
        aliases: dict[tuple[str, str], str],
    ) -> None:
        self._texts, self._titles, self._chosen, self._aliases = texts, titles, chosen, aliases
        self._things: dict[tuple[str, str], _Thing] = {}
        self._full_names: dict[str, str] = {}
        self._file_regions = self._count_regions(range(len(texts)))

    def resolve(self) -> tuple[list[list[str]], list[Entity]]:
        """Resolve all mentions.

        Returns:
            For each passage the entity id of each of its names, and the entities in the order of their first mention.
        """
        keys = [self._passage(number) for number in range(len(self._texts))]
        ids = {key: f"E{number}" for number, key in enumerate(self._things, 1)}
        entities = [self._entity(ids[key], thing) for key, thing in self._things.items()]
        return [[ids[key] for key in row] for row in keys], entities

    def _passage(self, number: int) -> list[tuple[str, str]]:
        text, row = self._texts[number], self._chosen[number]
        local = self._count_regions([number])
        title = [r for r in map(gazetteer().resolve, self._title_regions(number)) if r is not None]
        keys = []
        near: list[Region] = []
        for choice in row:
            surface = text[choice.start : choice.end]
            region: Region | None = None
            if choice.type == "Region":
                ranked = [r for r, _ in local.most_common(4)] + [r for r, _ in self._file_regions.most_common(4)]
                region = gazetteer().resolve(surface, [*near[::-1][:4], *title, *ranked])
                name = region.name if region else surface
                key = ("Region", (region.code or region.name) if region else name)
                if region is not None:
                    near.append(region)
            else:
                name = self._full_name(surface, choice, local)
                key = (choice.type, _key(name))
            thing = self._things.setdefault(key, _Thing(key, choice.type))
            thing.surfaces[surface] += 1
            thing.names[name] += 1
            thing.region = thing.region or region
            if choice.kind:
                thing.kinds[choice.kind] += 1
            if choice.type == "Policy" and not thing.number:
                found = policy_number(text[choice.end : choice.end + 40])
                if found and found.start() <= 3 and text[choice.end + found.start() - 1] in "（(》 \n":
                    thing.number = found.group()
            keys.append(key)
        return keys

    def _count_regions(self, numbers: Sequence[int] | range) -> Counter[Region]:
        counted: Counter[Region] = Counter()
        for number in numbers:
            text = self._texts[number]
            for choice in self._chosen[number]:
                surface = text[choice.start : choice.end]
                region = gazetteer().resolve(surface) if choice.type == "Region" else None
                if region is None and choice.type in ("Institution", "Park"):
                    region, _ = split_region(surface)
                if region is not None and region.kind in ("province", "city", "county"):
                    counted[region] += 2 if choice.type == "Region" else 1
                    if choice.start < 60:
                        counted[region] += 2
        return counted

    def _title_regions(self, number: int) -> list[str]:
        title = self._titles[number]
        return [
            name
            for length in (3, 2)
            for at in range(len(title))
            if (name := title[at : at + length]) in gazetteer().by_name
        ]

    def _full_name(self, surface: str, choice: Choice, local: Counter[Region]) -> str:
        if choice.name:
            return choice.name
        alias = self._aliases.get((surface, choice.type))
        if alias:
            return alias
        if choice.type == "Person":
            return self._person(surface)
        if choice.type == "Institution" and (choice.kind or "government") in ("government", "association", "platform"):
            return self._relative(surface, local)
        return surface

    def _person(self, surface: str) -> str:
        titles = word_list("honorific")
        surname = surname_of(surface)
        if surname and surface[len(surname) :] in titles:
            return self._full_names.get(surname, surface)
        if surname and len(surface) <= 4:
            self._full_names[surname] = surface
        return surface

    def _relative(self, surface: str, local: Counter[Region]) -> str:
        level = _LEVEL.match(surface)
        if level is None:
            return surface
        kind = _LEVELS[level[1]]
        region = self._dominant(kind, level[1], local)
        return surface if region is None else region.name + surface[level.end() :]

    def _dominant(self, kind: str, level: str, local: Counter[Region]) -> Region | None:
        """The region of a level that a text is about: the most named, a smaller place standing for the one around it."""
        for counted in (local, self._file_regions):
            weights: Counter[Region] = Counter()
            for region, weight in counted.items():
                around = [region, *gazetteer().ancestors(region)]
                for place in around:
                    fits = place.kind == kind or (
                        level == "市" and place.code[2:] == "0000" and place.name.endswith("市")
                    )
                    if level == "市" and place.kind == "county" and place.name.endswith("市") and place is region:
                        fits = True
                    if fits and (len(level) > 1 or place.name.endswith(level) or kind == "province"):
                        weights[place] += weight
                        break
            if weights:
                return max(weights, key=lambda region: (weights[region], region.code))
        return None

    def _entity(self, id_: str, thing: _Thing) -> Entity:
        if thing.region is not None:
            region = thing.region
            name, kind, code = region.name, region.kind, region.code
        else:
            # A park keeps the fullest name that the text gives: its official one is longer than anybody says.
            written = {name for name in thing.names if name in thing.surfaces} if thing.type == "Park" else set()
            names = written or (set(thing.surfaces) if thing.type == "Park" else set(thing.names))
            name = max(names, key=lambda name: (len(name), thing.names[name], name))
            kind = _kind(thing.type, name, thing.kinds)
            code = ""
        aliases = tuple(sorted(set(thing.surfaces) - {name}))
        return Entity(id_, thing.type, kind, name, aliases, code, thing.number)


def _key(name: str) -> str:
    """A name as compared within a file: fields of government bodies in their short form, marks and spaces dropped."""
    bare = re.sub(r"[\s“”\"'‘’]", "", name)
    for long, short in FIELD_SHORT:
        bare = bare.replace(long, short)
    return bare


def _kind(type_: str, name: str, kinds: Counter[str]) -> str:
    if type_ in ("Institution", "Park"):
        head = head_of(name)
        if kinds:
            return max(kinds, key=lambda kind: (kinds[kind], head is not None and head.kind == kind, kind))
        if head is not None and head.type == type_:
            return head.kind
        return "company" if type_ == "Institution" else "industrial_park"
    if kinds:
        return max(kinds, key=lambda kind: (kinds[kind], kind))
    return {"Policy": "document"}.get(type_, "")
