"""Known names: well-known bodies, universities, national parks and programmes, found by one pass of Aho–Corasick."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import ahocorasick
from spacy.language import Language
from spacy.tokens import Doc

from extractors.recognisers.candidate import Candidate, candidates_of, text_of
from extractors.recognisers.words import words_of
from extractors.words import in_dictionary
from schema.reference import read_table

NAME = "lexicon"


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name of the reference tables.

    Attributes:
        name: the full name.
        type, kind: of the thing that bears it.
        surface: the form of the name that stands in texts, full or short.
        certain: whether the form means this thing without further evidence.
        others: the other forms of the name.
    """

    name: str
    type: str
    kind: str
    surface: str
    certain: bool
    others: tuple[str, ...] = ()


@cache
def known_names() -> dict[str, tuple[KnownName, ...]]:
    """All known names by their surface form."""
    found: dict[str, list[KnownName]] = {}
    for known in _tables():
        found.setdefault(known.surface, []).append(known)
    return {surface: tuple(names) for surface, names in found.items()}


def _tables() -> Iterator[KnownName]:
    for row in read_table("bodies.csv", ("name", "other_names", "kind")):
        for surface in (row["name"], *_split(row["other_names"])):
            yield KnownName(row["name"], "Institution", row["kind"], surface, True)
    for row in read_table("universities.csv", ("name", "short", "province")):
        yield KnownName(row["name"], "Institution", "university", row["name"], True, _split(row["short"]))
        for surface in _split(row["short"]):
            yield KnownName(row["name"], "Institution", "university", surface, _tells(surface))
    for row in read_table("parks.csv", ("name", "short", "kind")):
        for surface in (row["name"], *_split(row["short"])):
            yield KnownName(row["name"], "Park", row["kind"], surface, True)
    for row in read_table("programmes.csv", ("name", "other_names")):
        for surface in (row["name"], *_split(row["other_names"])):
            yield KnownName(row["name"], "Policy", "programme", surface, True)


def _tells(short: str) -> bool:
    return len(short) >= 3 or (short[-1] in "大航邮电交" and not in_dictionary(short))


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for surface, names in known_names().items():
        certain = [known for known in names if known.certain]
        if certain and len({known.name for known in certain}) == 1:
            automaton.add_word(surface, certain[0])
    automaton.make_automaton()
    return automaton


@Language.component("innograph_lexicon")
def lexicon(doc: Doc) -> Doc:
    """Add the known names of a document to its candidates."""
    text, words, found = text_of(doc), words_of(doc), candidates_of(doc)
    for last, known in _automaton().iter_long(text):
        end = last + 1
        start = end - len(known.surface)
        if known.surface.isascii() and _continues(text, start, end):
            continue
        aligned = words.begins(start) and words.begins(end)
        if len(known.surface) <= 3 and not aligned:
            continue
        score = 0.93 if known.surface == known.name else 0.88
        if not aligned:
            score -= 0.15
        found.append(Candidate(start, end, known.type, known.kind, score, NAME, known.name))
    return doc


def _continues(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()
