"""Administrative regions, countries and well-known areas: names, codes, and which one a name means here.

Tables, all in `reference/`: `regions.csv` (GB/T 2260 codes as of 2023, with short and former names and
coordinates), `abolished_regions.csv` (divisions merged away, with their successor), `countries.csv`
(ISO 3166-1 alpha-2) and `places.csv` (city clusters, cities and states abroad: no code).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from schema.reference import read_table

_PROVINCE_LEVEL_CITIES = {"110000", "120000", "310000", "500000"}


@dataclass(frozen=True, slots=True)
class Region:
    """A region that has a name.

    Attributes:
        code: GB/T 2260 code of six digits, ISO 3166-1 alpha-2 for countries, empty where there is none.
        name: the official name in full.
        kind: `country`, `province`, `city`, `county`, `town` or `cluster`.
        parent: code of the region around it, or empty.
        short: other current names, the usual ones first.
        former: earlier names.
        common: those of the names that are everyday words or single characters too.
        longitude, latitude: degrees, or None where unknown.
    """

    code: str
    name: str
    kind: str
    parent: str = ""
    short: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    common: frozenset[str] = frozenset()
    longitude: float | None = None
    latitude: float | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the official one first."""
        return (self.name, *self.short, *self.former)

    @property
    def core(self) -> str:
        """The name without its administrative suffix, the form that names of institutions begin with."""
        longest = [name for name in self.short if len(name) > 1]
        return longest[-1] if longest else self.name


class Gazetteer:
    """All regions, found by code and by name.

    Args:
        regions: the regions; codes, where there are any, are unique.
    """

    def __init__(self, regions: Iterable[Region]) -> None:
        self.regions = tuple(regions)
        self.by_code = {region.code: region for region in self.regions if region.code}
        self.by_name: dict[str, list[Region]] = {}
        for region in self.regions:
            for name in dict.fromkeys(region.names):
                self.by_name.setdefault(name, []).append(region)

    def candidates(self, name: str) -> Sequence[Region]:
        """All regions that bear the name, as official, short or former name."""
        return self.by_name.get(name, ())

    def ancestors(self, region: Region) -> tuple[Region, ...]:
        """The regions around it, the nearest first, the country last."""
        found = []
        while region.parent in self.by_code:
            region = self.by_code[region.parent]
            found.append(region)
        return tuple(found)

    def within(self, region: Region, around: Region) -> bool:
        """Whether `region` lies in `around`, or is it."""
        return region == around or around in self.ancestors(region)

    def resolve(self, name: str, near: Sequence[Region] = ()) -> Region | None:
        """The region that a name means.

        Args:
            name: a name as written.
            near: regions named nearby, the most telling first (the place just before, the others of the
                sentence, those of the title, the most mentioned of the text).

        Returns:
            The one region of the name; a province before all others (`吉林`, `海南`); of several, the one that
            the first telling region of `near` contains or stands beside; else a city before a county, the
            official name before a short one and that before a former one; None if that leaves several, or
            none bears the name.
        """
        found = self.candidates(name)
        if len(found) <= 1:
            return found[0] if found else None
        provinces = [region for region in found if region.kind == "province" and name not in region.former]
        if len(provinces) == 1:
            return provinces[0]
        for place in near:
            inside = [region for region in found if region != place and self.within(region, place)]
            if len(inside) == 1:
                return inside[0]
        for place in near:
            if place in found:
                return place
            siblings = [region for region in found if self._share_parent(region, place)]
            if len(siblings) == 1:
                return siblings[0]
        rank = min(self._rank(region, name) for region in found)
        best = [region for region in found if self._rank(region, name) == rank]
        return best[0] if len(best) == 1 else None

    def city_of(self, region: Region) -> Region | None:
        """The prefecture, or the municipality under the central government, that a region is or lies in."""
        for place in (region, *self.ancestors(region)):
            if place.kind == "city" or place.code in _PROVINCE_LEVEL_CITIES:
                return place
        return None

    def province_of(self, region: Region) -> Region | None:
        """The province that a region is or lies in."""
        return next((place for place in (region, *self.ancestors(region)) if place.kind == "province"), None)

    def _share_parent(self, region: Region, place: Region) -> bool:
        around = {ancestor.code for ancestor in self.ancestors(place) if ancestor.kind != "country"}
        return bool(around & {ancestor.code for ancestor in self.ancestors(region) if ancestor.kind != "country"})

    @staticmethod
    def _rank(region: Region, name: str) -> tuple[int, int]:
        levels = {"country": 0, "province": 0, "city": 1, "cluster": 1, "county": 2, "town": 3}
        return (0 if name == region.name else 2 if name in region.former else 1, levels[region.kind])


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer that comes with the program, read once.

    Raises:
        InstallationError: a table is missing or damaged.
    """
    return Gazetteer([*_countries(), *_divisions(), *_places()])


def _divisions() -> Iterable[Region]:
    successors: dict[str, list[str]] = {}
    for row in read_table("abolished_regions.csv", ("name", "successor", "year")):
        successors.setdefault(row["successor"], []).append(row["name"])
    columns = ("code", "name", "short", "former", "kind", "parent", "longitude", "latitude", "common")
    for row in read_table("regions.csv", columns):
        former = (*_split(row["former"]), *successors.get(row["code"], ()))
        yield Region(
            row["code"], row["name"], row["kind"], row["parent"], _split(row["short"]), former,
            frozenset(_split(row["common"])), _degrees(row["longitude"]), _degrees(row["latitude"]),
        )  # fmt: skip


def _countries() -> Iterable[Region]:
    for row in read_table("countries.csv", ("code", "name", "other_names", "character")):
        character = _split(row["character"])
        short = (*character, *_split(row["other_names"]))
        yield Region(row["code"], row["name"], "country", "", short, (), frozenset(character))


def _places() -> Iterable[Region]:
    for row in read_table("places.csv", ("name", "other_names", "kind", "parent")):
        yield Region("", row["name"], row["kind"], row["parent"], _split(row["other_names"]))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _degrees(cell: str) -> float | None:
    return float(cell) if cell else None
