"""The arbiter: which of the overlapping candidates are the names of a text, and how sure that is.

Recognisers that agree on span and type strengthen each other. A name inside a longer one can only be a mention
if the longer one is none, so its confidence is discounted by theirs. Then the set of candidates without overlap
that weighs most is chosen (weighted interval scheduling), a candidate's weight being what its confidence exceeds
the least that is believed.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.recognisers.candidate import Candidate

BELIEF = 0.42
_CEILING = 0.985


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


def choose(candidates: Sequence[Candidate]) -> list[Choice]:
    """The best set of names without overlap.

    Args:
        candidates: candidates of one passage, in any order; those without a type stand for things that are
            no names of ours (a journal's title) and keep other names off their ground.

    Returns:
        The names, in the order of the text.
    """
    grouped: dict[tuple[int, int, str], list[Candidate]] = {}
    for candidate in candidates:
        grouped.setdefault((candidate.start, candidate.end, candidate.type), []).append(candidate)
    choices = [_agreed(group) for group in grouped.values()]
    choices = [choice for choice in _discounted(choices) if choice.confidence > BELIEF]
    choices.sort(key=lambda choice: (choice.end, choice.start, choice.type))
    return [choice for choice in _heaviest(choices) if choice.type]


def _agreed(group: list[Candidate]) -> Choice:
    doubt = 1.0
    best: dict[str, float] = {}
    for candidate in group:
        best[candidate.recogniser] = max(best.get(candidate.recogniser, 0.0), candidate.score)
    for score in best.values():
        doubt *= 1 - score
    group = sorted(group, key=lambda c: (-c.score, c.recogniser, c.kind, c.name))
    first = group[0]
    kind = next((c.kind for c in group if c.kind), "")
    name = next((c.name for c in group if c.name), "")
    return Choice(first.start, first.end, first.type, kind, min(_CEILING, 1 - doubt), tuple(sorted(best)), name)


def _discounted(choices: list[Choice]) -> list[Choice]:
    """Each choice with its confidence times the probability that no longer one around it is a name."""
    choices = sorted(choices, key=lambda choice: (choice.start, -choice.end, choice.type))
    around: list[Choice] = []
    discounted = []
    for choice in choices:
        around = [outer for outer in around if outer.end > choice.start]
        left = 1.0
        for outer in around:
            if outer.end >= choice.end and outer.end - outer.start > choice.end - choice.start:
                left *= 1 - outer.confidence
        discounted.append(replace(choice, confidence=choice.confidence * left))
        around.append(choice)
    return discounted


def _heaviest(choices: list[Choice]) -> list[Choice]:
    ends = [choice.end for choice in choices]
    best = [0.0] * (len(choices) + 1)
    taken = [False] * len(choices)
    before = [bisect_right(ends, choice.start, 0, number) for number, choice in enumerate(choices)]
    for number, choice in enumerate(choices):
        weight = choice.confidence - BELIEF + 0.02 + best[before[number]]
        taken[number] = weight > best[number]
        best[number + 1] = max(weight, best[number])
    kept: list[Choice] = []
    number = len(choices)
    while number:
        if taken[number - 1]:
            kept.append(choices[number - 1])
            number = before[number - 1]
        else:
            number -= 1
    return kept[::-1]
