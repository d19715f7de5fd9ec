"""Why an edge is there or is not: what was seen, read and decided in each sentence, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from extractors.passage import Passage
from extractors.relations.candidates import Candidate
from extractors.relations.claims import Triple, symmetric_key
from extractors.relations.discourse import clause_spans, subject_of
from extractors.relations.judge import judge
from extractors.relations.relate import VETOES, Reading, Ruling, is_overlong, read, rulings, statements_of
from extractors.relations.rulebook import Vote
from extractors.relations.scene import Sentence, Token, View, build_sentences
from schema import Entity, Mention, Statement, ontology

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

    @property
    def vetoed(self) -> bool:
        """Whether it does not count."""
        return self.verdict in VETOES


@dataclass(frozen=True, slots=True)
class Weighed:
    """A relation that the judge weighed in a sentence.

    Attributes:
        head, type, tail: the relation.
        here: its probability by this sentence alone.
        probability: its probability by all that the article says.
        threshold: from where on it counts as stated.
        outcome: `stated`, `unlikely` or `vetoed`, as `relate.Ruling` tells.
        sentence: number of the sentence that speaks for it best; the evidence of the statement.
        reasons: what weighs most for and against it in this sentence, with the weights.
    """

    head: str
    type: str
    tail: str
    here: float
    probability: float
    threshold: float
    outcome: str
    sentence: int
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """A statement that came of the article, with this sentence as its evidence or a part of it.

    Attributes:
        head, type, tail: the relation.
        confidence, rule, role, status, date: as the statement has them.
    """

    head: str
    type: str
    tail: str
    confidence: float
    rule: str
    role: str
    status: str
    date: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that was seen, read and decided in one sentence.

    Attributes:
        number: which sentence of the article, or of the file, it is.
        start, end: its place in the passage.
        text: as written.
        overlong: whether rules passed it over for its length.
        mentions, clauses: what was seen.
        frames: the readings that rules were matched against: names in square brackets, subjects put in.
        rules: what rules read.
        weighed: what the judge weighed, the likeliest first.
        edges: what was stated.
    """

    number: int
    start: int
    end: int
    text: str
    overlong: bool = False
    mentions: tuple[SeenMention, ...] = ()
    clauses: tuple[SeenClause, ...] = ()
    frames: tuple[str, ...] = ()
    rules: tuple[FiredRule, ...] = ()
    weighed: tuple[Weighed, ...] = ()
    edges: tuple[Edge, ...] = ()


def explain(
    passage: Passage, mentions: Sequence[Mention], entities: Mapping[str, Entity], first: int = 1
) -> list[Explanation]:
    """What was seen, read and decided in each sentence.

    Args:
        passage: the article.
        mentions: its mentions in passage offsets, sorted, without overlap.
        entities: the entities of the mentions by id.
        first: number of the first sentence.

    Returns:
        One explanation a sentence, in order; it shows the work of `relate` on the same arguments.
    """
    reading = read(passage, mentions, entities)
    decided = rulings(reading, passage.text)
    stated = statements_of(reading, decided, passage, mentions, entities)
    spans = [(one.start, one.end) for one in build_sentences(passage.text, mentions, entities)]
    numbers = {start: number for number, (start, _) in enumerate(spans, first)}
    weighed = _weigh(reading, decided, numbers)
    known = {sentence.start: (index, sentence, votes) for index, (sentence, votes) in enumerate(reading.sentences)}
    found = []
    for start, end in spans:
        plain = Explanation(numbers[start], start, end, passage.text[start:end].strip())
        if start not in known:
            found.append(plain)
            continue
        index, sentence, votes = known[start]
        found.append(
            replace(
                plain,
                overlong=is_overlong(sentence),
                mentions=tuple(_mention(token, passage.text) for token in sentence.tokens),
                clauses=_clauses(sentence, passage.text),
                frames=tuple(dict.fromkeys(_readable(view) for view in sentence.views)),
                rules=tuple(dict.fromkeys(_fired(vote) for vote in votes)),
                weighed=tuple(weighed.get(index, ())),
                edges=tuple(_edge(one, entities) for one in stated if one.start < end and start < one.end),
            )
        )
    return found


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


def _edge(one: Statement, entities: Mapping[str, Entity]) -> Edge:
    head, tail = entities[one.head].name, entities[one.tail].name
    return Edge(head, one.type, tail, one.confidence, one.rule, one.role, one.status, one.date)


def _weigh(reading: Reading, decided: Sequence[Ruling], numbers: Mapping[int, int]) -> dict[int, list[Weighed]]:
    """For each sentence the relations that are not out of the question in it, each by its likeliest pair there."""
    relations = ontology().relation_types
    known = {ruling.claim.key: ruling for ruling in decided}
    best: dict[int, dict[Triple, tuple[float, Candidate, int]]] = {}
    scores = judge().probabilities(reading.candidates)
    for row, column in zip(*np.nonzero(scores >= FLOOR), strict=True):
        name, way = judge().outputs[column]
        candidate = reading.candidates[row]
        head, tail = (candidate.first, candidate.second) if way == ">" else (candidate.second, candidate.first)
        if name not in relations or not relations[name].allows(head.entity.type, tail.entity.type):
            continue
        mine = best.setdefault(candidate.sentence, {})
        key = symmetric_key(head.entity.id, name, tail.entity.id)
        if key not in mine or mine[key][0] < scores[row, column]:
            mine[key] = float(scores[row, column]), candidate, int(column)
    return {
        sentence: sorted(
            (
                _weighed(reading, known[key], here, candidate, column, numbers)
                for key, (here, candidate, column) in found.items()
            ),
            key=lambda one: (-one.probability, one.head, one.type, one.tail),
        )
        for sentence, found in best.items()
    }


def _weighed(
    reading: Reading, ruling: Ruling, here: float, candidate: Candidate, column: int, numbers: Mapping[int, int]
) -> Weighed:
    ends = {token.entity.id: token.entity.name for token in (candidate.first, candidate.second)}
    head, name, tail = ruling.claim.key
    where, _ = reading.sentences[reading.candidates[ruling.claim.row].sentence]
    return Weighed(
        ends[head],
        name,
        ends[tail],
        round(here, 3),
        round(ruling.value, 3),
        judge().thresholds[name],
        ruling.outcome,
        numbers[where.start],
        tuple((reason, round(weight, 3)) for reason, weight in judge().reasons(candidate, column)),
    )
