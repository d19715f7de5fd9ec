"""The one comparison: whether two things named in texts are the same, with the parts of their names and the reasons.

    compare(Subject("浙江省科技厅", "Institution"), Subject("江苏省科技厅", "Institution")).answer
        → "different", since the places differ

Resolution uses this function and no other, so that what the command line explains is what the graph does.
"""

import re

from graph.bodies import compare_bodies
from graph.names import Name, parse
from graph.people import compare_people, is_person_name, parse_person
from graph.policies import compare_policies, parse_policy, policy_number
from graph.region_names import compare_regions, read_region
from graph.spelling import normalised
from graph.verdicts import Subject, Verdict, different, same
from schema import ontology
from schema.regions import gazetteer

MINIMAL_ALIAS = 3
_POLICY_END = re.compile(
    r"(?:通知|意见|办法|方案|规划|计划|措施|政策|条例|细则|规定|纲要|行动|工程|改革|法|[条项]|\)|》)$"
)
# A definition in a text says more than the rules of names, but none of these.
_FIRM = frozenset({"place_differs", "branch_differs", "number_mark_differs", "unit_differs", "number_differs", "type",
                   "version_differs", "year_differs", "code_differs", "reference_differs"})  # fmt: skip


def compare(a: Subject, b: Subject) -> Verdict:
    """Whether two subjects are one thing.

    Args:
        a, b: the two; what is known of them beside their names (codes, numbers, affiliations, definitions in
            documents) counts too.

    Returns:
        The verdict, the same whichever of the two comes first save for the order of parts and details.
    """
    if a.type != b.type:
        return different("type", a.type, b.type)
    swapped = (b.name, b.near) < (a.name, a.near)
    verdict = _compare(b, a) if swapped else _compare(a, b)
    return Verdict(verdict.answer, verdict.reasons, (name_parts(a), name_parts(b)))


def _compare(a: Subject, b: Subject) -> Verdict:
    match a.type:
        case "Region":
            verdict = compare_regions(a, b)
        case "Person":
            return compare_people(a, b)
        case "Policy":
            verdict = compare_policies(a, b)
        case _:
            verdict = compare_bodies(a, b)
    if verdict.answer == "same":
        return verdict
    told = _told(a, b)
    if told and not any(reason.code in _FIRM for reason in verdict.reasons):
        return Verdict("same", told.reasons + verdict.reasons)
    return verdict


def _told(a: Subject, b: Subject) -> Verdict | None:
    """What documents say themselves: that one name is short for the other, or its earlier form."""
    names = normalised(a.name), normalised(b.name)
    for one, other, subject in ((names[0], names[1], b), (names[1], names[0], a)):
        if one in map(normalised, subject.former):
            return same("former", one, other)
        if one in map(normalised, subject.aliases) and is_telling_alias(one, other, subject.type):
            return same("definition", one, other)
    return None


def is_telling_alias(alias: str, full: str, entity_type: str) -> bool:
    """Whether a short form means its thing outside its own text too: cut from the full name, not generic."""
    if len(alias) < MINIMAL_ALIAS or alias == full or entity_type not in ("Institution", "Park", "Policy"):
        return False
    rest = iter(full)
    if not all(character in rest for character in alias):
        return False
    if entity_type == "Policy":
        return not parse_policy(alias).is_relative
    parsed = parse(alias)
    return not parsed.is_relative and not (full.endswith(alias) and not parsed.last.core)


def name_parts(subject: Subject) -> dict[str, str]:
    """The parts of a subject's name, by what they are; empty ones are left out."""
    match subject.type:
        case "Person":
            person = parse_person(subject.name)
            where = sorted(person.affiliations | subject.affiliations)
            found = {"name": person.name, "surname": person.surname, "affiliation": "、".join(where)}
        case "Policy":
            policy = parse_policy(subject.name)
            found = {
                "number": policy.number, "issuer": policy.issuer, "place": policy.place, "title": policy.title,
                "years": "、".join(policy.years), "periods": "、".join(policy.periods),
                "version": "、".join(sorted(policy.versions)),
            }  # fmt: skip
        case "Region":
            region = read_region(subject)
            found = {"place": region.label, "code": "、".join(sorted(r.code for r in region.candidates if r.code))}
        case _:
            found = _body_parts(parse(subject.name, subject.near))
    return {key: value for key, value in found.items() if value}


def guess_type(name: str) -> str:
    """The entity type that a bare name most likely is of, where nobody says."""
    if "@" in name:
        return "Person"
    text = normalised(name)
    if read_region(Subject(name, "Region")).candidates:
        return "Region"
    if policy_number(text) or _POLICY_END.search(text):
        return "Policy"
    parsed = parse(name)
    if parsed.kind in ontology().entity_types["Park"].kinds:
        return "Park"
    if not parsed.kind and not parsed.known and is_person_name(name):
        return "Person"
    return "Institution"


def _body_parts(name: Name) -> dict[str, str]:
    last = name.last
    return {
        "reference": name.known,
        "whole": "／".join(part.stem + part.form for part in name.parts[:-1]),
        "region": "".join(map(_region_label, last.places)),
        "branch": "".join(map(_region_label, last.branch)),
        "rank": last.rank,
        "core": last.core,
        "trade": last.trade,
        "number": "、".join(last.numbers),
        "form": last.form,
        "kind": last.kind,
    }


def _region_label(place: str) -> str:
    region = gazetteer().by_code.get(place)
    return f"{region.name}({region.code})" if region else place
