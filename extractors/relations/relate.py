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
from extractors.relations.modality import reading_of
from extractors.relations.posts import clean_role, read_posts, role_near
from extractors.relations.rosters import RosterReader
from extractors.relations.rulebook import Vote, rules_for
from extractors.relations.scene import Sentence, Token, View, build_sentences
from schema import Entity, Mention, Statement

TOPIC_SIZE = 12
MAX_PAIRS = 400
MAX_RULE_TEXT = 1500
MAX_RULE_TOKENS = 80
VETOES = frozenset({"negated", "wished", "asked"})
# From which probability on a statement is planned: where no rule reads it, where one reads a fact, where one a plan.
CERTAIN_PLAN, SURE_PLAN, LIKELY_PLAN = 0.5, 0.7, 0.1

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
    found = [*stated, *derive(present, stated, mentions)]
    return sorted(found, key=lambda one: (one.start, one.head, one.type, one.tail))


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
    grown = judge().trees.probabilities(describe(claims, reading.candidates))
    values = [(claim.value + float(value)) / 2 for claim, value in zip(claims, grown, strict=True)]
    statements = []
    for claim, value in zip(claims, values, strict=True):
        if value < judge().thresholds[claim.key[1]]:
            continue
        votes = _votes_for(reading, claim)
        if not _is_vetoed(reading, claim, votes, passage.text):
            statements.append(_statement(reading, claim, votes, value, float(plans[claim.row]), passage))
    return statements


def _votes_for(reading: Reading, claim: Claim) -> list[Vote]:
    """What rules read of a claim in the sentence of its best pair, the most trusted first."""
    _, votes = reading.sentences[reading.candidates[claim.row].sentence]
    mine = [vote for vote in votes if triple(vote) == claim.key]
    return sorted(mine, key=lambda vote: (-vote.confidence, vote.rule))


def _is_vetoed(reading: Reading, claim: Claim, votes: Sequence[Vote], text: str) -> bool:
    """Whether the sentence denies, wishes or asks: by all rules that read it, or by its clause where none does.

    Posts are spared where no rule denies them: a title before a name holds whatever the rest of the clause says.
    """
    if votes:
        return all(vote.reading in VETOES for vote in votes)
    candidate = reading.candidates[claim.row]
    if candidate.scope != "in" or claim.key[1] == "WORKS_FOR":
        return False
    sentence, _ = reading.sentences[candidate.sentence]
    within = text[sentence.start : sentence.end]
    return reading_of(within, candidate.first.start - sentence.start, candidate.second.end - sentence.start) in VETOES


def _statement(
    reading: Reading, claim: Claim, votes: Sequence[Vote], value: float, plan: float, passage: Passage
) -> Statement:
    head, name, tail = claim.key
    candidate = reading.candidates[claim.row]
    sentence, _ = reading.sentences[candidate.sentence]
    mine = [vote for vote in votes if vote.reading not in VETOES]
    certain = CERTAIN_PLAN if not mine else (SURE_PLAN if mine[0].reading == "" else LIKELY_PLAN)
    planned = plan >= certain
    start = sentence.start
    if candidate.scope == "next":
        start = reading.sentences[candidate.sentence - 1][0].start
    role = ""
    if name == "WORKS_FOR":
        near = role_near(candidate.first, candidate.second, passage.text)
        body = candidate.first.entity if candidate.first.entity.id == tail else candidate.second.entity
        role = clean_role(next((vote.role for vote in mine if vote.role), near), body.name)
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
