"""How well extractions agree with gold annotations: mentions, entities and relations. The measures:

* mention: same span and same type, white space ignored;
* entity: right if its type is right and one of its names is a name of the gold entity; each counts once;
* relation: right if both ends are right entities and type and direction agree; derived relations do not count.

What annotators left open (`optional`, `optional_surfaces`, `blocked`) counts neither as missed nor as wrong.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import TypeAlias

from extractors.pipeline import relate_file
from extractors.source import find_sources, read_source
from innograph.extracting import read_all
from innograph.gold import GOLD_ENDING, GoldDocument, as_triple, read_gold, squeeze, with_gold_names
from schema import Extraction
from schema.errors import InputNotFoundError

LEVELS = ("mention", "entity", "relation")
ALL = "all"

Span: TypeAlias = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of an evaluation; precision, recall and f1 lie between 0 and 1."""

    level: str
    type: str
    precision: float
    recall: float
    f1: float
    right: int
    predicted: int
    gold: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing that was missed, or that is wrong."""

    document: str
    level: str
    verdict: str
    type: str
    text: str


@dataclass(slots=True)
class Evaluation:
    """Counts over documents, and what they disagree on."""

    counts: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    disagreements: list[Disagreement] = field(default_factory=list)

    def figures(self) -> list[Figure]:
        """The figures by level and type, `all` first within its level."""
        return [
            _figure(level, kind, self.counts[level, kind])
            for level in LEVELS
            for kind in sorted((kind for known, kind in self.counts if known == level), key=lambda k: (k != ALL, k))
        ]

    def add(self, level: str, kind: str, right: int, predicted: int, gold: int) -> None:
        """Count `right` of `predicted` where `gold` was to be found."""
        for name in (kind, ALL):
            self.counts[level, name].update(right=right, predicted=predicted, gold=gold)


def evaluate(
    gold: Iterable[GoldDocument], extractions: Mapping[str, Extraction], levels: Collection[str] = LEVELS
) -> Evaluation:
    """Compare extractions with gold.

    Args:
        gold: the annotated documents.
        extractions: by document name, one for each document of `gold`.
        levels: what to compare.

    Raises:
        InputNotFoundError: a gold document has no extraction.
    """
    evaluation = Evaluation()
    for document in gold:
        extraction = extractions.get(document.document)
        if extraction is None:
            raise InputNotFoundError(f"{document.document}{GOLD_ENDING}: no text of that name; add it or leave it out.")
        matches = _match_entities(document, extraction)
        if "mention" in levels:
            _compare_mentions(document, extraction, evaluation)
        if "entity" in levels:
            _compare_entities(document, extraction, matches, evaluation)
        if "relation" in levels:
            _compare_relations(document, extraction, matches, evaluation)
    return evaluation


def evaluate_texts(
    gold_folder: Path,
    text_folder: Path,
    processes: int | None = None,
    debug: bool = False,
    gold_entities: bool = False,
) -> Evaluation:
    """Extract the annotated texts of a folder and compare the result with their annotations.

    Args:
        gold_folder: holds the annotations.
        text_folder: holds a text for each of them, of the same name but for the ending.
        processes, debug: as for `innograph.extracting.read_all`.
        gold_entities: whether to give mentions and entities as annotated and to compare relations alone, so that
            the errors of recognition and those of relation part.

    Raises:
        InnographError: an annotation or a text is missing or cannot be read.
    """
    gold = read_gold(gold_folder)
    paths = {path.stem: path for path in find_sources([text_folder])}
    missing = [document.document for document in gold if document.document not in paths]
    if missing:
        raise InputNotFoundError(f"{text_folder}: holds no text for {missing[0]}{GOLD_ENDING}; add it.")
    if gold_entities:
        related = {one.document: relate_file(with_gold_names(one, read_source(paths[one.document]))) for one in gold}
        return evaluate(gold, related, ("relation",))
    extractions: dict[str, Extraction] = {}
    reading = read_all(
        [paths[document.document] for document in gold],
        lambda extraction: extractions.__setitem__(extraction.document, extraction),
        processes,
        debug=debug,
    )
    reading.raise_if_some_failed()
    return evaluate(gold, extractions)


def _compare_mentions(gold: GoldDocument, extraction: Extraction, evaluation: Evaluation) -> None:
    flat = squeeze(extraction.text)
    blocked = [match.span() for name in gold.blocked for match in re.finditer(re.escape(name), flat)]
    wanted = _occurrences(flat, ((s, e.type) for e in gold.entities for s in e.surfaces), blocked)
    left_open = _occurrences(flat, ((s, e.type) for e in gold.entities for s in e.optional_surfaces), [])
    squeezed = [0, *accumulate(not character.isspace() for character in extraction.text)]
    found = {(squeezed[m.start], squeezed[m.end], m.type) for m in extraction.mentions}
    found = {
        (start, end, kind)
        for start, end, kind in found
        if (start, end, kind) in wanted
        or not ((start, end, kind) in left_open or any(low <= start and end <= high for low, high in blocked))
    }
    for kind in {kind for *_, kind in wanted | found}:
        here, there = ({span for span in spans if span[2] == kind} for spans in (wanted, found))
        evaluation.add("mention", kind, len(here & there), len(there), len(here))
    for verdict, spans in (("missed", wanted - found), ("wrong", found - wanted)):
        for start, end, kind in sorted(spans):
            shown = f"{flat[max(0, start - 8) : start]}[{flat[start:end]}]{flat[end : end + 8]}"
            evaluation.disagreements.append(Disagreement(gold.document, "mention", verdict, kind, shown))


def _occurrences(flat: str, surfaces: Iterable[tuple[str, str]], blocked: Iterable[tuple[int, int]]) -> set[Span]:
    """Where the surfaces occur in `flat`, the longest first, without overlap and not on `blocked` spans."""
    taken = bytearray(len(flat))
    for start, end in blocked:
        taken[start:end] = b"\1" * (end - start)
    found: set[Span] = set()
    longest_first = sorted({(squeeze(surface), kind) for surface, kind in surfaces}, key=lambda s: (-len(s[0]), s))
    for surface, kind in longest_first:
        for start in _starts(flat, surface):
            end = start + len(surface)
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.add((start, end, kind))
    return found


def _starts(flat: str, surface: str) -> Iterator[int]:
    start = flat.find(surface) if surface else -1
    while start >= 0:
        yield start
        start = flat.find(surface, start + 1)


def _match_entities(gold: GoldDocument, extraction: Extraction) -> dict[str, str]:
    """Extracted id → gold id, by the names that they share; the canonical name weighs as much as three aliases."""
    owners: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entity in gold.entities:
        for name in {_key(name) for name in (entity.name, *entity.surfaces, *entity.optional_surfaces)}:
            owners[entity.type, name].append(entity.id)
    matches = {}
    for extracted in extraction.entities:
        votes: Counter[str] = Counter()
        for weight, name in ((3, extracted.name), *((1, alias) for alias in extracted.aliases)):
            for owner in owners.get((extracted.type, _key(name)), ()):
                votes[owner] += weight
        if votes:
            matches[extracted.id] = votes.most_common(1)[0][0]
    return matches


def _compare_entities(
    gold: GoldDocument, extraction: Extraction, matches: Mapping[str, str], evaluation: Evaluation
) -> None:
    left_open = {entity.id for entity in gold.entities if entity.optional}
    wanted = [entity for entity in gold.entities if entity.id not in left_open]
    found = [entity for entity in extraction.entities if matches.get(entity.id) not in left_open]
    right = {matches[entity.id] for entity in found if entity.id in matches}
    for kind in {entity.type for entity in gold.entities} | {entity.type for entity in extraction.entities}:
        here = {entity.id for entity in wanted if entity.type == kind}
        there = [entity for entity in found if entity.type == kind]
        evaluation.add("entity", kind, len(here & right), len(there), len(here))
    for verdict, entities in (
        ("missed", [entity for entity in wanted if entity.id not in right]),
        ("wrong", [entity for entity in found if entity.id not in matches]),
    ):
        for entity in entities:
            evaluation.disagreements.append(Disagreement(gold.document, "entity", verdict, entity.type, entity.name))


def _compare_relations(
    gold: GoldDocument, extraction: Extraction, matches: Mapping[str, str], evaluation: Evaluation
) -> None:
    names = {entity.id: entity.name for entity in gold.entities}
    names |= {_unmatched(entity.id): entity.name for entity in extraction.entities}
    found = {
        as_triple(
            matches.get(statement.head, _unmatched(statement.head)),
            statement.type,
            matches.get(statement.tail, _unmatched(statement.tail)),
        )
        for statement in extraction.statements
        if statement.stated
    } - gold.left_open
    for kind in {triple[0] for triple in gold.stated | found}:
        here, there = ({triple for triple in triples if triple[0] == kind} for triples in (gold.stated, found))
        evaluation.add("relation", kind, len(here & there), len(there), len(here))
    for verdict, triples in (("missed", gold.stated - found), ("wrong", found - gold.stated)):
        for kind, head, tail in sorted(triples):
            shown = f"{names[head]} → {names[tail]}"
            evaluation.disagreements.append(Disagreement(gold.document, "relation", verdict, kind, shown))


def _unmatched(entity: str) -> str:
    """An id for an extracted entity that can never be a gold id."""
    return f"?{entity}"


def _figure(level: str, kind: str, counts: Counter[str]) -> Figure:
    right, predicted, gold = counts["right"], counts["predicted"], counts["gold"]
    precision = right / predicted if predicted else 0.0
    recall = right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Figure(level, kind, round(precision, 4), round(recall, 4), round(f1, 4), right, predicted, gold)


def _key(name: str) -> str:
    """A name as it is compared: width folded, no white space, no case."""
    return squeeze(unicodedata.normalize("NFKC", name)).casefold()
