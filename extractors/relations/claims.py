"""Claims: what the pairs of a passage add up to, each seen among the others.

A claim is a relation between two entities with the probability of its best pair. Whether it holds also depends on its
company: a body that certainly lies in one park hardly lies in the next one named, and of A、B和C 共建 D the founders
stand or fall together. `describe` puts that into numbers for the second step of the judge.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extractors.relations.candidates import Candidate
from schema import ontology

FLOOR = 0.03
LIKELY = 0.3
SCOPES = ("in", "next", "topic", "section", "theme", "far")
FAR = 200

FloatArray = npt.NDArray[np.float32]
Triple = tuple[str, str, str]


@dataclass(slots=True)
class Claim:
    """A relation that a passage may state.

    Attributes:
        key: head, relation type, tail.
        value: probability of the best pair.
        second: probability of the next best one, or zero.
        number: how many pairs are likely.
        row: the best pair, as index of the candidates.
    """

    key: Triple
    value: float
    second: float
    number: int
    row: int


def symmetric_key(head: str, relation: str, tail: str) -> Triple:
    """Head, type, tail; the ends of a symmetric relation in a fixed order."""
    if ontology().relation_types[relation].symmetric and tail < head:
        head, tail = tail, head
    return head, relation, tail


def gather(candidates: Sequence[Candidate], scores: FloatArray, outputs: Sequence[tuple[str, str]]) -> list[Claim]:
    """The claims of a passage, in order of their keys.

    Args:
        candidates: the pairs.
        scores: their probabilities, candidates × outputs.
        outputs: relation and direction of each column; columns of other names are passed over.
    """
    relations = ontology().relation_types
    found: dict[Triple, Claim] = {}
    for row, column in zip(*np.nonzero(scores >= FLOOR), strict=True):
        name, way = outputs[column]
        if name not in relations:
            continue
        candidate = candidates[row]
        head, tail = candidate.first.entity, candidate.second.entity
        if way == "<":
            head, tail = tail, head
        if not relations[name].allows(head.type, tail.type):
            continue
        key = symmetric_key(head.id, name, tail.id)
        value = float(scores[row, column])
        claim = found.get(key)
        if claim is None:
            found[key] = Claim(key, value, 0.0, int(value >= LIKELY), int(row))
            continue
        claim.number += value >= LIKELY
        if value > claim.value:
            claim.second, claim.value, claim.row = claim.value, value, int(row)
        elif value > claim.second:
            claim.second = value
    return [found[key] for key in sorted(found)]


def describe(claims: Sequence[Claim], candidates: Sequence[Candidate]) -> FloatArray:
    """The numbers by which the second step judges, claims × features.

    Args:
        claims: the claims of a passage.
        candidates: its pairs.
    """
    names = list(ontology().relation_types)
    types = list(ontology().entity_types)
    by_pair: dict[tuple[str, str], dict[str, float]] = {}
    by_head: dict[tuple[str, str], list[float]] = {}
    by_tail: dict[tuple[str, str], list[float]] = {}
    near_head: dict[tuple[str, str, int], list[float]] = {}
    near_tail: dict[tuple[str, str, int], list[float]] = {}
    for claim in claims:
        head, name, tail = claim.key
        sentence = candidates[claim.row].sentence
        by_pair.setdefault((head, tail), {})[name] = claim.value
        by_head.setdefault((head, name), []).append(claim.value)
        by_tail.setdefault((name, tail), []).append(claim.value)
        near_head.setdefault((head, name, sentence), []).append(claim.value)
        near_tail.setdefault((name, tail, sentence), []).append(claim.value)
        if ontology().relation_types[name].symmetric:
            by_head.setdefault((tail, name), []).append(claim.value)
            near_head.setdefault((tail, name, sentence), []).append(claim.value)
    rows = []
    for claim in claims:
        head, name, tail = claim.key
        candidate = candidates[claim.row]
        ends = {candidate.first.entity.id: candidate.first.entity, candidate.second.entity.id: candidate.second.entity}
        ahead, behind = by_pair[head, tail], by_pair.get((tail, head), {})
        row = [_logit(claim.value), _logit(claim.second), float(np.log1p(claim.number))]
        row += [float(name == other) for other in names]
        row += [ahead.get(other, 0.0) for other in names]
        row += [behind.get(other, 0.0) for other in names]
        for values in (
            by_head[head, name],
            by_tail[name, tail],
            near_head[head, name, candidate.sentence],
            near_tail[name, tail, candidate.sentence],
        ):
            row += _others(values, claim.value)
        row += [float(candidate.scope == scope) for scope in SCOPES]
        row.append(float(min(FAR, max(0, candidate.second.start - candidate.first.end))))
        row.append(float(bool(candidate.first.word)) + float(bool(candidate.second.word)))
        row += [float(ends[head].type == other) for other in types]
        row += [float(ends[tail].type == other) for other in types]
        row.append(float(ends[head].name.startswith(ends[tail].name[:2])))
        row.append(float(candidate.first.entity.id == head))
        rows.append(row)
    return np.asarray(rows, np.float32)


def _others(values: list[float], own: float) -> list[float]:
    """Greatest and number of likely ones of the other values, and their mean."""
    others = list(values)
    others.remove(own)
    if not others:
        return [0.0, 0.0, 0.0]
    return [max(others), float(sum(value >= LIKELY for value in others)), sum(others) / len(others)]


def _logit(value: float) -> float:
    clipped = min(max(value, 1e-4), 1 - 1e-4)
    return float(np.log(clipped / (1 - clipped)))
