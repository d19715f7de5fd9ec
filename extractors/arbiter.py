"""The arbiter: which of the overlapping candidates are the names of a text, and how sure that is.

Candidates of equal span and type are one claim; a logistic model over who speaks for it and against it gives the
probability that the claim is right (its weights, in `arbiter.json`, are trained by `training/train_arbiter.py` on
texts that the learned tagger has not seen). Then the set of claims without overlap is chosen whose probabilities
exceed most what is asked of a name (weighted interval scheduling).
"""

import json
import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.recognisers.candidate import Candidate
from extractors.recognisers.institutions import head_of
from extractors.recognisers.people import surname_of
from schema.errors import InstallationError
from schema.regions import gazetteer

BELIEF = 0.47
LEARNED = "learned_tagger"
_WEIGHTS = Path(__file__).with_name("arbiter.json")
_SPEAKERS = ("grammar", "lexicon", "regions", "people", "policies", "brands", "file")
_TYPES = ("Institution", "Park", "Person", "Policy", "Region")
_BRACKET = re.compile(r"[（(]([^（）()]{2,8})[）)]")
_SILENT = -3.5
_BLOCKING = 0.7


@dataclass(slots=True)
class Claim:
    """That a span is a name of a type, with the score of each recogniser that says so.

    Attributes:
        start, end, type: what is claimed; without a type, that the span is no name of ours.
        kind, name: as of the surest candidate that knows them.
        votes: score by recogniser.
    """

    start: int
    end: int
    type: str
    kind: str = ""
    name: str = ""
    votes: dict[str, float] = field(default_factory=dict)

    @property
    def told(self) -> float:
        """The highest score of a recogniser other than the learned tagger."""
        return max((score for speaker, score in self.votes.items() if speaker != LEARNED), default=0.0)

    @property
    def learned(self) -> float:
        """The learned tagger's probability, 0 where it does not speak."""
        return self.votes.get(LEARNED, 0.0)


@dataclass(frozen=True, slots=True)
class Choice:
    """A name that the arbiter settled on.

    Attributes:
        start, end, type, kind: as of the candidates for it.
        confidence: estimated probability that span and type are right.
        recognisers: who spoke for it, sorted.
        name: the canonical name, where a recogniser knows it.
    """

    start: int
    end: int
    type: str
    kind: str
    confidence: float
    recognisers: tuple[str, ...]
    name: str


def choose(text: str, candidates: Sequence[Candidate]) -> list[Choice]:
    """The best set of names without overlap.

    Args:
        text: the passage.
        candidates: candidates of one passage, in any order; those without a type stand for things that are
            no names of ours (a journal's title) and keep other names off their ground.

    Returns:
        The names, in the order of the text.

    Raises:
        InstallationError: the weights are missing or damaged.
    """
    stated = claims(candidates)
    chances = probabilities(text, stated)
    believed = [(claim, chance) for claim, chance in zip(stated, chances, strict=True) if chance > BELIEF]
    believed.sort(key=lambda pair: (pair[0].end, pair[0].start, pair[0].type))
    return [
        Choice(c.start, c.end, c.type, c.kind, chance, tuple(sorted(c.votes)), c.name)
        for c, chance in _heaviest(believed)
        if c.type
    ]


def claims(candidates: Sequence[Candidate]) -> list[Claim]:
    """Candidates of equal span and type as one claim each, sorted by start, the longest first."""
    found: dict[tuple[int, int, str], Claim] = {}
    ordered = sorted(candidates, key=lambda c: (c.start, -c.end, c.type, -c.score, c.recogniser, c.kind, c.name))
    for candidate in ordered:
        key = (candidate.start, candidate.end, candidate.type)
        claim = found.get(key)
        if claim is None:
            claim = found[key] = Claim(*key)
        claim.kind = claim.kind or candidate.kind
        claim.name = claim.name or candidate.name
        claim.votes[candidate.recogniser] = max(claim.votes.get(candidate.recogniser, 0.0), candidate.score)
    return list(found.values())


def feature_names() -> list[str]:
    """Names of the model's features, in order."""
    names = [f"type {type_}" for type_ in _TYPES] + [f"learned {type_}" for type_ in _TYPES]
    for speaker in _SPEAKERS:
        names += [f"{speaker} speaks", f"{speaker} score"]
    names += ["speakers", "length", "short", "no form", "surname", "dotted", "long person", "bracketed"]
    for place in ("around", "inside", "across", "same span"):
        names += [f"learned {place}", f"told {place}"]
    return names


def describe(text: str, stated: Sequence[Claim]) -> NDArray[np.float64]:
    """The features of each claim.

    Args:
        text: the passage.
        stated: the claims of one passage, as `claims` gives them.

    Returns:
        Shape [claims, features].
    """
    rows = np.zeros((len(stated), len(feature_names())))
    rivals = _rivals(stated)
    base = 2 * len(_TYPES)
    for row, claim, against in zip(rows, stated, rivals, strict=True):
        if not claim.type:
            continue
        type_ = _TYPES.index(claim.type)
        row[type_] = 1.0
        row[len(_TYPES) + type_] = _logit(claim.learned)
        for number, speaker in enumerate(_SPEAKERS):
            score = claim.votes.get(speaker)
            if score is not None:
                row[base + 2 * number] = 1.0
                row[base + 2 * number + 1] = _logit(score)
        place = base + 2 * len(_SPEAKERS)
        row[place] = len(claim.votes)
        row[place + 1] = min(claim.end - claim.start, 24) / 8
        row[place + 2] = float(claim.end - claim.start <= 2)
        row[place + 3 : place + 8] = _shape(text, claim)
        row[place + 8 :] = [_logit(score) for score in against]
    return rows


def _shape(text: str, claim: Claim) -> list[float]:
    """Whether the name is built as names of its type are: its form, its surname, its length."""
    name = text[claim.start : claim.end]
    if claim.type in ("Institution", "Park"):
        return [float(head_of(name) is None), 0.0, 0.0, 0.0, float(_holds_place(name))]
    if claim.type == "Person":
        dotted = "·" in name or name.isascii()
        surname = surname_of(name)
        fits = bool(surname) and 1 <= len(name) - len(surname) <= 2
        return [0.0, float(fits), float(dotted), float(len(name) > 4 and not dotted), 0.0]
    return [0.0] * 5


def _holds_place(name: str) -> bool:
    bracket = _BRACKET.search(name)
    return bracket is not None and bool(gazetteer().candidates(bracket[1]))


def probabilities(text: str, stated: Sequence[Claim]) -> list[float]:
    """The probability of each claim."""
    if not stated:
        return []
    sums = describe(text, stated) @ read_weights()
    chances = 1 / (1 + np.exp(-np.clip(sums, -30, 30)))
    return [float(chance) if claim.type else _BLOCKING for claim, chance in zip(stated, chances, strict=True)]


@cache
def read_weights() -> NDArray[np.float64]:
    """The weights of the features, read once."""
    try:
        weights: dict[str, float] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
        return np.array([weights[name] for name in feature_names()], np.float64)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InstallationError(f"{_WEIGHTS}: missing or damaged; install innograph again.") from error


def _logit(score: float) -> float:
    if score <= 0.0:
        return _SILENT
    return min(5.0, max(_SILENT, math.log(score / (1.0001 - score))))


def _rivals(stated: Sequence[Claim]) -> list[list[float]]:
    """For each claim the highest learned and told scores around it, inside it, across its edges, and for its very span."""
    found = [[0.0] * 8 for _ in stated]
    open_: list[int] = []
    for number, claim in enumerate(stated):
        open_ = [other for other in open_ if stated[other].end > claim.start]
        for other in open_:
            earlier = stated[other]
            if earlier.start == claim.start and earlier.end == claim.end:
                of_claim = of_earlier = 6
            elif earlier.end >= claim.end:
                of_claim, of_earlier = 0, 2
            else:
                of_claim = of_earlier = 4
            _note(found[number], of_claim, earlier)
            _note(found[other], of_earlier, claim)
        open_.append(number)
    return found


def _note(row: list[float], place: int, rival: Claim) -> None:
    row[place] = max(row[place], rival.learned)
    row[place + 1] = max(row[place + 1], rival.told)


def _heaviest(believed: list[tuple[Claim, float]]) -> list[tuple[Claim, float]]:
    ends = [claim.end for claim, _ in believed]
    best = [0.0] * (len(believed) + 1)
    taken = [False] * len(believed)
    before = [bisect_right(ends, claim.start, 0, number) for number, (claim, _) in enumerate(believed)]
    for number, (_, chance) in enumerate(believed):
        weight = chance - BELIEF + 0.02 + best[before[number]]
        taken[number] = weight > best[number]
        best[number + 1] = max(weight, best[number])
    kept: list[tuple[Claim, float]] = []
    number = len(believed)
    while number:
        if taken[number - 1]:
            kept.append(believed[number - 1])
            number = before[number - 1]
        else:
            number -= 1
    return kept[::-1]
