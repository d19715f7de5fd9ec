"""Regions compared: by code, else by the chain of places that a name gives."""

from dataclasses import dataclass

from graph.spelling import normalised
from graph.verdicts import Subject, Verdict, different, same, unsure
from schema.regions import Region, gazetteer

_LONGEST = 12
_TOWNS = ("镇", "乡", "街道", "村", "社区")


@dataclass(frozen=True, slots=True)
class ReadRegion:
    """What the name of a region may mean.

    Attributes:
        candidates: the regions of the gazetteer that it fits; empty for one that the gazetteer does not have.
        around: the nearest region around a place that the gazetteer does not have, or None.
        label: the name without the places around it.
        settled: the one of several candidates that the name means by custom (a province before a city), or None.
    """

    candidates: frozenset[Region]
    around: Region | None
    label: str
    settled: Region | None


def read_region(subject: Subject) -> ReadRegion:
    """Read the name of a region, with what is known of it beside."""
    known = gazetteer()
    if subject.code in known.by_code:
        region = known.by_code[subject.code]
        return ReadRegion(frozenset({region}), None, region.name, region)
    text = normalised(subject.name)
    around: Region | None = None
    candidates: list[Region] = []
    while text:
        found = _longest(text, around)
        if not found:
            break
        length, candidates = found
        if length == len(text):
            break
        around = candidates[0] if len(candidates) == 1 else known.resolve(text[:length]) or around
        text, candidates = text[length:], []
    near = [known.by_code[code] for code in subject.near if code in known.by_code]
    settled = candidates[0] if len(candidates) == 1 else None
    if len(candidates) > 1:
        settled = known.resolve(text, [*([around] if around else []), *near])
        if settled is not None and settled not in candidates:
            settled = None
    if not candidates and around is None and near:
        around = known.city_of(near[0]) or near[0]
    return ReadRegion(frozenset(candidates), around, text, settled)


def compare_regions(a: Subject, b: Subject) -> Verdict:
    """Whether two regions are one."""
    one, other = read_region(a), read_region(b)
    if one.settled and other.settled:
        if one.settled == other.settled:
            return same("code", a.name, b.name, one.settled.code or one.settled.name)
        if other.settled in one.candidates or one.settled in other.candidates:
            return unsure("ambiguous", a.name, b.name)
        return different("code_differs", *(r.code or r.name for r in (one.settled, other.settled)))
    if one.candidates or other.candidates:
        if one.candidates & other.candidates:
            return unsure("ambiguous", a.name, b.name)
        return different("place_differs", a.name, b.name)
    if one.label != other.label:
        return different("place_differs", a.name, b.name)
    if one.around and other.around:
        if one.around == other.around:
            return same("equal", a.name, b.name)
        nested = gazetteer().within(one.around, other.around) or gazetteer().within(other.around, one.around)
        return unsure("partial", a.name, b.name) if nested else different("place_differs", a.name, b.name)
    if one.around or other.around or one.label.endswith(_TOWNS):
        return unsure("place_one_sided", a.name, b.name)
    return same("equal", a.name, b.name)


def _longest(text: str, around: Region | None) -> tuple[int, list[Region]] | None:
    for length in range(min(_LONGEST, len(text)), 0, -1):
        found = [*gazetteer().candidates(text[:length])]
        if around is not None:
            found = [region for region in found if region != around and gazetteer().within(region, around)]
        # One character is a place only where it is all there is (沪, 浙).
        if found and (length > 1 or length == len(text)):
            return length, found
    return None
