"""From the mentions of a passage to the statements that it makes."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extractors.passage import Passage
from extractors.relations.candidates import Candidate, candidates
from extractors.relations.claims import Claim, Triple, describe, gather, symmetric_key
from extractors.relations.dates import date_of
from extractors.relations.derived import derive
from extractors.relations.discourse import read_discourse
from extractors.relations.documents import own_titles
from extractors.relations.judge import PLANNED, judge
from extractors.relations.posts import read_posts, role_near
from extractors.relations.rosters import RosterReader
from extractors.relations.rulebook import Vote, rules_for
from extractors.relations.scene import Sentence, Token, View, build_sentences
from schema import Entity, Mention, Statement

TOPIC_SIZE = 12
MAX_PAIRS = 400
MAX_RULE_TEXT = 1500
MAX_RULE_TOKENS = 80
CERTAIN_PLAN = 0.5

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Reading:
    """What is known of a passage on the way to its statements.

    Attributes:
        sentences: the sentences with mentions, each with the votes of the rules.
        candidates: the pairs that the judge weighed.
        omitted: how many pairs the cap left out.
    """

    sentences: list[tuple[Sentence, list[Vote]]]
    candidates: list[Candidate] = field(default_factory=list)
    omitted: int = 0


def relate(passage: Passage, mentions: Sequence[Mention], entities: Mapping[str, Entity]) -> list[Statement]:
    """The relations that a passage states between its entities, and those that follow from their names.

    Args:
        passage: the article.
        mentions: its mentions in passage offsets, sorted, without overlap.
        entities: the entities of the mentions by id.

    Returns:
        Statements, one per head, type and tail, sorted; offsets in the passage.
    """
    reading = read(passage, mentions, entities)
    if reading.omitted:
        log.warning(
            "%s: %d pairs of names in overlong sentences were not compared.",
            passage.title or passage.text[:20].strip(),
            reading.omitted,
        )
    stated = own_titles(decide(reading, passage), mentions, entities)
    present = [entities[key] for key in sorted({mention.entity for mention in mentions})]
    return sorted([*stated, *derive(present, stated, mentions)], key=lambda one: (one.start, one.head, one.type, one.tail))


def read(passage: Passage, mentions: Sequence[Mention], entities: Mapping[str, Entity]) -> Reading:
    """Sentences, votes and candidates of a passage; arguments as for `relate`."""
    sentences = build_sentences(passage.text, mentions, entities)
    read_discourse(passage.text, sentences)
    voted = vote_sentences(passage.text, sentences)
    found, omitted = candidates(voted, MAX_PAIRS)
    return Reading(voted, found, omitted)


def decide(reading: Reading, passage: Passage) -> list[Statement]:
    """The statements that the judge finds in a reading."""
    scores = judge().probabilities(reading.candidates)
    claims = gather(reading.candidates, scores, judge().outputs)
    if not claims:
        return []
    plans = scores[:, judge().outputs.index((PLANNED, ">"))]
    values = judge().trees.probabilities(describe(claims, reading.candidates))
    return [
        _statement(reading, claim, float(value), float(plans[claim.row]) >= CERTAIN_PLAN, passage)
        for claim, value in zip(claims, values, strict=True)
        if value >= judge().thresholds[claim.key[1]]
    ]


def _statement(reading: Reading, claim: Claim, value: float, planned: bool, passage: Passage) -> Statement:
    head, name, tail = claim.key
    candidate = reading.candidates[claim.row]
    sentence, votes = reading.sentences[candidate.sentence]
    mine = sorted(
        (vote for vote in votes if triple(vote) == claim.key and vote.reading in ("", "planned")),
        key=lambda vote: (-vote.confidence, vote.rule),
    )
    start = sentence.start
    if candidate.scope == "next":
        start = reading.sentences[candidate.sentence - 1][0].start
    role = ""
    if name == "WORKS_FOR":
        role = next((vote.role for vote in mine if vote.role), "") or role_near(candidate.first, candidate.second, passage.text)
    return Statement(
        head,
        name,
        tail,
        start,
        sentence.end,
        confidence=round(value, 3),
        rule=mine[0].rule if mine else f"judge.{name.lower()}",
        role=role,
        status="planned" if planned else "",
        date=date_of(passage.text[start : sentence.end], passage.date),
    )


def vote_sentences(text: str, sentences: Sequence[Sentence]) -> list[tuple[Sentence, list[Vote]]]:
    """What the rules read in each sentence that has mentions.

    Sentences that are longer or hold more names than prose ever does are lists: only the reader of posts looks at them.
    """
    topic: list[Token] = []
    rosters = RosterReader()
    result = []
    for sentence in sentences:
        if not sentence.views:
            continue
        votes = []
        for view in sentence.views:
            if 1 < len(view.tokens) <= MAX_RULE_TOKENS and len(view.text) <= MAX_RULE_TEXT:
                votes.extend(_rule_votes(view))
        if len(sentence.tokens) <= MAX_RULE_TOKENS * 4:
            votes.extend(read_posts(sentence.views[0], topic))
            votes.extend(rosters.read(sentence.views[0], sentence, text))
        result.append((sentence, votes))
        bodies = [token for token in reversed(sentence.tokens) if token.entity.type in ("Institution", "Park")]
        topic = [*bodies, *topic][:TOPIC_SIZE]
    return result


def _rule_votes(view: View) -> list[Vote]:
    types = frozenset(token.entity.type for token in view.tokens.values())
    return [vote for rule in rules_for(types) for vote in rule.votes(view)]


def triple(vote: Vote) -> Triple:
    """Head, type and tail of a vote; the ends of a symmetric relation in a fixed order."""
    return symmetric_key(vote.head.entity.id, vote.type, vote.tail.entity.id)
