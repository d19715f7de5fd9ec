"""Why an edge is there or is not: what was seen and read in each sentence, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractors.passage import Passage
from extractors.relations.candidates import Candidate
from extractors.relations.discourse import clause_spans, subject_of
from extractors.relations.judge import judge
from extractors.relations.relate import Reading, read
from extractors.relations.rulebook import Vote
from extractors.relations.scene import Sentence, Token, View
from schema import Entity, Mention, ontology

FLOOR = 0.05


@dataclass(frozen=True, slots=True)
class SeenMention:
    """A mention or an anaphor in a sentence.

    Attributes:
        start, end: its place in the passage.
        text: as written.
        entity: name of the entity that it stands for.
        type, kind: of that entity.
        anaphor: whether it only stands for a name.
    """

    start: int
    end: int
    text: str
    entity: str
    type: str
    kind: str
    anaphor: bool


@dataclass(frozen=True, slots=True)
class SeenClause:
    """A clause: its text and the names that are its subject.

    Attributes:
        start, end: its place in the passage.
        text: as written.
        subject: names of the entities.
        inherited: whether the subject was carried over from before.
    """

    start: int
    end: int
    text: str
    subject: tuple[str, ...]
    inherited: bool


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule that matched.

    Attributes:
        rule: its id.
        head, type, tail: what it read.
        role: title of a post, or empty.
        verdict: `stated`, `planned`, or why it does not count: `negated`, `wished`, `asked`.
    """

    rule: str
    head: str
    type: str
    tail: str
    role: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """A relation that the judge weighed.

    Attributes:
        head, type, tail: the relation.
        probability: as the judge sees it.
        threshold: from where on it counts as stated.
        stated: whether it reached that.
        reasons: the features that weigh most, with their weights.
    """

    head: str
    type: str
    tail: str
    probability: float
    threshold: float
    stated: bool
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that was seen in one sentence."""

    start: int
    end: int
    text: str
    mentions: tuple[SeenMention, ...]
    clauses: tuple[SeenClause, ...]
    views: tuple[str, ...]
    rules: tuple[FiredRule, ...]
    weighed: tuple[Weighed, ...]


def explain(passage: Passage, mentions: Sequence[Mention], entities: Mapping[str, Entity]) -> list[Explanation]:
    """What was seen and read in each sentence that has mentions.

    Args:
        passage: the article.
        mentions: its mentions in passage offsets, sorted, without overlap.
        entities: the entities of the mentions by id.

    Returns:
        One explanation a sentence, in order; it shows the work of `relate` on the same arguments.
    """
    reading = read(passage, mentions, entities)
    weighed = _weigh(reading)
    return [
        Explanation(
            sentence.start,
            sentence.end,
            passage.text[sentence.start : sentence.end],
            tuple(_mention(token, passage.text) for token in sentence.tokens),
            _clauses(sentence, passage.text),
            tuple(_readable(view) for view in sentence.views),
            tuple(dict.fromkeys(_fired(vote) for vote in votes)),
            tuple(weighed.get(index, ())),
        )
        for index, (sentence, votes) in enumerate(reading.sentences)
    ]


def _mention(token: Token, text: str) -> SeenMention:
    entity = token.entity
    return SeenMention(
        token.start, token.end, text[token.start : token.end], entity.name, entity.type, entity.kind, bool(token.word)
    )


def _clauses(sentence: Sentence, text: str) -> tuple[SeenClause, ...]:
    view = sentence.views[0]
    found = []
    subject: tuple[str, ...] = ()
    for start, end in clause_spans(view.text):
        own = tuple(token.entity.name for token in subject_of(view, start, end))
        subject = own or subject
        place, stop = view.places[start], view.places[end]
        found.append(SeenClause(place, stop, text[place:stop].strip("\n"), subject, not own and bool(subject)))
    return tuple(found)


def _readable(view: View) -> str:
    """The text of a view with mentions as [name]."""
    return "".join(
        f"[{view.tokens[at].entity.name}]" if at in view.tokens else char for at, char in enumerate(view.text)
    ).strip("\n")


def _fired(vote: Vote) -> FiredRule:
    return FiredRule(
        vote.rule, vote.head.entity.name, vote.type, vote.tail.entity.name, vote.role, vote.reading or "stated"
    )


def _weigh(reading: Reading) -> dict[int, list[Weighed]]:
    outputs = judge().outputs
    relations = ontology().relation_types
    best: dict[int, dict[tuple[str, str, str], tuple[float, Candidate, int]]] = {}
    for candidate, row in zip(reading.candidates, judge().probabilities(reading.candidates), strict=True):
        for column, (name, way) in enumerate(outputs):
            head, tail = (candidate.first, candidate.second) if way == ">" else (candidate.second, candidate.first)
            if name not in relations or row[column] < FLOOR:
                continue
            if not relations[name].allows(head.entity.type, tail.entity.type):
                continue
            mine = best.setdefault(candidate.sentence, {})
            key = head.entity.name, name, tail.entity.name
            if key not in mine or mine[key][0] < row[column]:
                mine[key] = float(row[column]), candidate, column
    return {
        sentence: [
            Weighed(
                *key,
                round(value, 3),
                judge().thresholds[key[1]],
                value >= judge().thresholds[key[1]],
                tuple((name, round(weight, 3)) for name, weight in judge().reasons(candidate, column)),
            )
            for key, (value, candidate, column) in sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
        ]
        for sentence, found in best.items()
    }
