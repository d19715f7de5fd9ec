"""Candidate pairs of annotated documents with what they should be judged as."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from extractors.passage import Passage
from extractors.relations.candidates import Candidate
from extractors.relations.judge import PLANNED
from extractors.relations.relate import read
from schema import Mention, ontology
from training.gold import GoldDocument
from training.measure_relations import Triple, as_triple, gold_triples


def labels() -> list[tuple[str, str]]:
    """Relation and direction of each output (`>`: the first mention is the head), and the plan."""
    result = []
    for name, relation in ontology().relation_types.items():
        result.append((name, ">"))
        if not relation.symmetric:
            result.append((name, "<"))
    result.append((PLANNED, ">"))
    return result


def evidence_spans(text: str, relations: Sequence[dict[str, Any]]) -> dict[Triple, tuple[int, int]]:
    """Where each gold relation is stated in a passage; those that are stated elsewhere are left out."""
    kept = [at for at, char in enumerate(text) if not char.isspace()]
    flat = key_text(text)
    spans: dict[Triple, tuple[int, int]] = {}
    for record in relations:
        for piece in record.get("evidence", "").split(" … "):
            evidence = key_text(piece)
            at = flat.find(evidence) if len(evidence) > 1 else -1
            if at < 0:
                continue
            key = as_triple(record["head"], record["type"], record["tail"])
            start, end = kept[at], kept[at + len(evidence) - 1] + 1
            if key in spans:
                start, end = min(start, spans[key][0]), max(end, spans[key][1])
            spans[key] = start, end
    return spans


def key_text(text: str) -> str:
    """Text as evidence is compared: without white space, width folded one to one."""
    return "".join(
        folded if len(folded := unicodedata.normalize("NFKC", char)) == 1 else char
        for char in text
        if not char.isspace()
    )


@dataclass(frozen=True, slots=True)
class Part:
    """The rows that belong to one passage of a document."""

    document: int
    start: int
    end: int


class Examples:
    """Candidates of documents with their targets: 1 stated, 0 not, -1 left open.

    Attributes:
        rows: the candidates.
        documents: for each row its document.
        targets: for each row a target per output.
        keys: for each row the triple per output, or none where the types forbid it.
        parts: which rows belong to one passage.
    """

    def __init__(self, documents: list[GoldDocument]) -> None:
        """Draw all candidates."""
        self.rows: list[Candidate] = []
        self.documents: list[int] = []
        self.targets: list[Any] = []
        self.keys: list[list[Triple | None]] = []
        self.parts: list[Part] = []
        for number, document in enumerate(documents):
            needed, left_open = gold_triples(document)
            plans = {
                as_triple(record["head"], record["type"], record["tail"])
                for record in document.relations
                if record.get("status") == PLANNED
            }
            for passage, mentions in document.parts:
                start = len(self.rows)
                self._add(number, passage, mentions, document, needed, left_open, plans)
                self.parts.append(Part(number, start, len(self.rows)))

    def coverage(self, documents: list[GoldDocument]) -> tuple[int, int]:
        """How many gold relations some candidate can tell, and how many there are."""
        told: dict[int, set[Triple | None]] = {}
        for number, keys in zip(self.documents, self.keys, strict=True):
            told.setdefault(number, set()).update(keys)
        golden = [gold_triples(document)[0] for document in documents]
        return sum(len(one & told.get(at, set())) for at, one in enumerate(golden)), sum(map(len, golden))

    def _add(
        self,
        number: int,
        passage: Passage,
        mentions: list[Mention],
        document: GoldDocument,
        needed: set[Triple],
        left_open: set[Triple],
        plans: set[Triple],
    ) -> None:
        names = labels()
        relations = ontology().relation_types
        spans = evidence_spans(passage.text, document.relations)
        reading = read(passage, mentions, document.entities)
        in_sentence: set[Triple] = set()
        start = len(self.rows)
        for candidate in reading.candidates:
            sentence = reading.sentences[candidate.sentence][0]
            target = np.zeros(len(names), np.int8)
            keys: list[Triple | None] = []
            for at, (relation, way) in enumerate(names):
                if relation == PLANNED:
                    right = {key for key, value in zip(keys, target, strict=False) if key and value == 1}
                    target[at] = int(bool(right & plans)) if right else -1
                    keys.append(None)
                    continue
                head, tail = candidate.first.entity, candidate.second.entity
                if way == "<":
                    head, tail = tail, head
                if not relations[relation].allows(head.type, tail.type):
                    keys.append(None)
                    target[at] = -1
                    continue
                key = as_triple(head.id, relation, tail.id)
                keys.append(key)
                if key in left_open:
                    target[at] = -1
                elif key in needed:
                    span = spans.get(key)
                    near = span is not None and span[0] < sentence.end and sentence.start < span[1]
                    target[at] = 1 if near else -1
                    if near and candidate.scope == "in":
                        in_sentence.add(key)
            self.rows.append(candidate)
            self.documents.append(number)
            self.targets.append(target)
            self.keys.append(keys)
        for row in range(start, len(self.rows)):
            if self.rows[row].scope != "in":
                for at, told in enumerate(self.keys[row]):
                    if self.targets[row][at] == 1 and told in in_sentence:
                        self.targets[row][at] = -1
