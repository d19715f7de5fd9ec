"""People by name and affiliation: a person's line taken apart, and two people compared.

parse_person("清华大学教授 王晓东")   → name 王晓东, affiliations 清华大学
parse_person("王晓东@清华大学")        → the same
parse_person("李教授")                 → surname 李 alone
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from graph.spelling import normalised
from graph.verdicts import Subject, Verdict, different, same, unsure
from schema.reference import read_table, read_words
from schema.regions import gazetteer

ENOUGH_NEIGHBOURS = 2
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name, taken apart.

    Attributes:
        name: without titles, in one spelling; empty where only a surname is known.
        surname: where a title follows a surname alone (李教授), else empty.
        affiliations: the institutions, parks and places that the line names beside.
    """

    name: str
    surname: str
    affiliations: frozenset[str]


@cache
def _titles() -> re.Pattern[str]:
    lists = read_words("words.csv")
    titles = sorted((t for t in lists["title"] | lists["honorific"] if len(t) > 1), key=lambda t: (-len(t), t))
    return re.compile("|".join(map(re.escape, titles)))


@cache
def _surnames() -> frozenset[str]:
    return frozenset(row["surname"] for row in read_table("surnames.csv", ("surname", "frequency")))


@lru_cache(maxsize=100_000)
def parse_person(text: str) -> PersonName:
    """Take a person's name apart, with what stands beside it."""
    raw = " ".join(text.replace("\u3000", " ").split())
    affiliations: set[str] = set()
    if "@" in raw:
        raw, _, place = raw.partition("@")
        affiliations.add(normalised(place))
    bracket = re.search(r"[（(\[【](.*?)[）)\]】]", raw)
    if bracket:
        raw = raw[: bracket.start()] + raw[bracket.end() :]
        inside = normalised(bracket[1])
        stripped = _strip_titles(inside)
        if len(stripped) >= 3 and not _LATIN.match(stripped):
            affiliations.add(stripped)
    if re.search(r"[，,、/|]", raw):
        first, *others = re.split(r"[，,、/|]", raw)
        raw = first
        affiliations.update(
            filter(lambda other: len(other) >= 3, (_strip_titles(normalised(other)) for other in others))
        )
    name = _person_key(raw)
    if not _LATIN.search(name) and "·" not in name:
        name, place = _split_line(name)
        if place:
            affiliations.add(place)
    surname = ""
    honorific = next(
        (t for t in read_words("words.csv")["honorific"] if name.endswith(t) and name[: -len(t)] in _surnames()), ""
    )
    if honorific:
        surname, name = name[: -len(honorific)], ""
    return PersonName(name, surname, frozenset(affiliations - {""}))


def is_person_name(text: str) -> bool:
    """Whether a text looks like a Chinese personal name, or a name and a title."""
    person = parse_person(text)
    name = person.name or person.surname
    return bool(person.surname) or (2 <= len(name) <= 4 and (name[0] in _surnames() or name[:2] in _surnames()))


def compare_people(a: Subject, b: Subject) -> Verdict:
    """Whether two people are one: never by name alone."""
    one, other = parse_person(a.name), parse_person(b.name)
    if not one.name or not other.name:
        known = {one.surname or one.name[:1], other.surname or other.name[:1]}
        if len(known) > 1:
            return different("name_differs", a.name, b.name)
        return unsure("surname_only", a.name, b.name)
    if one.name != other.name and not _is_alias(a, b, one, other):
        return different("name_differs", a.name, b.name)
    mine = {normalised(name) for name in a.affiliations} | one.affiliations
    theirs = {normalised(name) for name in b.affiliations} | other.affiliations
    if mine and theirs:
        return _by_affiliation(mine, theirs, a, b)
    shared = a.neighbours & b.neighbours
    if len(shared) >= ENOUGH_NEIGHBOURS:
        return same("neighbours", *sorted(shared))
    return unsure("name_only", a.name, b.name)


def _by_affiliation(mine: set[str], theirs: set[str], a: Subject, b: Subject) -> Verdict:
    from graph.comparison import compare  # People are compared by where they work, and that is compared like all else.

    doubtful = False
    for place in sorted(mine):
        for counterpart in sorted(theirs):
            kinds = {"Region" if gazetteer().candidates(name) else "Institution" for name in (place, counterpart)}
            if len(kinds) > 1:
                doubtful = True
                continue
            kind = kinds.pop()
            answer = compare(Subject(place, kind), Subject(counterpart, kind))
            if answer.answer == "same" and kind == "Institution":
                return same("affiliation", place, counterpart)
            # A school of the same university, or a place in common, is a hint, and no more.
            if answer.answer != "different" or answer.reasons[0].code == "unit_differs":
                doubtful = True
    shared = a.neighbours & b.neighbours
    if len(shared) >= ENOUGH_NEIGHBOURS:
        return same("neighbours", *sorted(shared))
    if doubtful:
        return unsure("affiliation_differs", "、".join(sorted(mine)), "、".join(sorted(theirs)))
    return different("affiliation_differs", "、".join(sorted(mine)), "、".join(sorted(theirs)))


def _is_alias(a: Subject, b: Subject, one: PersonName, other: PersonName) -> bool:
    return other.name in map(_person_key, a.aliases) or one.name in map(_person_key, b.aliases)


def _person_key(name: str) -> str:
    return normalised(name).replace("-", "").replace(".", "·").casefold().strip("·")


def _strip_titles(text: str) -> str:
    """`text` up to the first title: the body that a post is held in."""
    match = None
    for match in _titles().finditer(text):
        if match.start() >= 3:
            break
    return text[: match.start()] if match and match.start() >= 2 else ("" if match and match.start() == 0 else text)


def _split_line(line: str) -> tuple[str, str]:
    """A line like 清华大学教授王晓东 or 王晓东教授: the name, and the body before it."""
    last = None
    for match in _titles().finditer(line):
        last = match
    if last is None:
        return line, ""
    if last.end() == len(line):
        before = line[: last.start()]
        if 2 <= len(before) <= 4 and before not in _surnames():
            return before, ""
        return line, ""
    name = line[last.end() :]
    if 2 <= len(name) <= 4 and (name[0] in _surnames() or name[:2] in _surnames()):
        return name, _strip_titles(line[: last.end()])
    return line, ""
