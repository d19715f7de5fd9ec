"""From the mentions of a passage to the statements that it makes.

Work on a sentence is bounded whatever it holds: the judge weighs at most `MAX_PAIRS` pairs, the nearest ones, and
rules pass over sentences that are longer or hold more names than prose ever does. A notice names what was left out.
"""

import logging
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter

from extractors.passage import Passage
from extractors.relations.candidates import Candidate, candidates
from extractors.relations.claims import Claim, Triple, describe, gather, symmetric_key
from extractors.relations.dates import date_of
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
        overlong: how many sentences the rules passed over.
    """

    sentences: list[tuple[Sentence, list[Vote]]]
    candidates: list[Candidate] = field(default_factory=list)
    omitted: int = 0
    overlong: int = 0


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided on a claim.

    Attributes:
        claim: the relation and its best pair.
        value: its probability, both steps of the judge together.
        plan: probability that it is only planned.
        outcome: `stated`, `unlikely` where the probability is too low, `vetoed` where the sentence denies, wishes or asks.
        votes: what rules read of it in the sentence of its best pair, the most trusted first.
    """

    claim: Claim
    value: float
    plan: float
    outcome: str
    votes: Sequence[Vote]


def relate(
    passage: Passage, mentions: Sequence[Mention], entities: Mapping[str, Entity], document: str = ""
) -> list[Statement]:
    """The relations that a passage states between its entities.

    Args:
        passage: the article.
        mentions: its mentions in passage offsets, sorted, without overlap.
        entities: the entities of the mentions by id.
        document: name of the file, for notices.

    Returns:
        Statements, one per head, type and tail, sorted; offsets in the passage.
    """
    reading = read(passage, mentions, entities)
    if reading.omitted or reading.overlong:
        log.warning(
            "%s: sentences too long for rules: %d; pairs of names too many to weigh: %d. What they state may be missed.",
            " ".join(filter(None, (document, passage.title))) or passage.text[:20].strip(),
            reading.overlong,
            reading.omitted,
        )
    found = statements_of(reading, rulings(reading, passage.text), passage, mentions, entities)
    return sorted(found, key=lambda one: (one.start, one.head, one.type, one.tail))


def statements_of(
    reading: Reading,
    decided: Sequence[Ruling],
    passage: Passage,
    mentions: Sequence[Mention],
    entities: Mapping[str, Entity],
) -> list[Statement]:
    """The statements of the rulings and those of the document's own titles, each on its whole sentences."""
    stated = [_statement(reading, ruling, passage) for ruling in decided if ruling.outcome == "stated"]
    found = own_titles(stated, mentions, entities)
    spans = [(sentence.start, sentence.end) for sentence, _ in reading.sentences]
    return [_on_whole_sentences(one, spans, passage.text) for one in found]


def _on_whole_sentences(one: Statement, spans: Sequence[tuple[int, int]], text: str) -> Statement:
    """The statement with its evidence from the beginning of a sentence to the end of one, white space aside."""
    start = spans[bisect_right(spans, one.start, key=itemgetter(0)) - 1][0]
    end = spans[bisect_left(spans, one.end, key=itemgetter(1))][1]
    within = text[start:end]
    return replace(one, start=start + len(within) - len(within.lstrip()), end=start + len(within.rstrip()))


def read(passage: Passage, mentions: Sequence[Mention], entities: Mapping[str, Entity]) -> Reading:
    """Sentences, votes and candidates of a passage; arguments as for `relate`."""
    sentences = build_sentences(passage.text, mentions, entities)
    read_discourse(passage.text, sentences)
    voted = vote_sentences(passage.text, sentences)
    found, omitted = candidates(voted, MAX_PAIRS)
    return Reading(voted, found, omitted, sum(is_overlong(sentence) for sentence, _ in voted))


def rulings(reading: Reading, text: str) -> list[Ruling]:
    """What the judge decides on every claim of a reading, in order of their keys.

    Args:
        reading: the reading of a passage.
        text: the passage's text.
    """
    scores = judge().probabilities(reading.candidates)
    claims = gather(reading.candidates, scores, judge().outputs)
    if not claims:
        return []
    plans = scores[:, judge().outputs.index((PLANNED, ">"))]
    grown = judge().trees.probabilities(describe(claims, reading.candidates))
    decided: list[Ruling] = []
    for claim, by_trees in zip(claims, grown, strict=True):
        value = (claim.value + float(by_trees)) / 2
        outcome, votes = "unlikely", list[Vote]()
        if value >= judge().thresholds[claim.key[1]]:
            votes = _votes_for(reading, claim)
            outcome = "vetoed" if _is_vetoed(reading, claim, votes, text) else "stated"
        decided.append(Ruling(claim, value, float(plans[claim.row]), outcome, votes))
    return decided


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


def _statement(reading: Reading, ruling: Ruling, passage: Passage) -> Statement:
    head, name, tail = ruling.claim.key
    candidate = reading.candidates[ruling.claim.row]
    sentence, _ = reading.sentences[candidate.sentence]
    mine = [vote for vote in ruling.votes if vote.reading not in VETOES]
    certain = CERTAIN_PLAN if not mine else (SURE_PLAN if mine[0].reading == "" else LIKELY_PLAN)
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
        confidence=round(ruling.value, 3),
        rule=mine[0].rule if mine else f"judge.{name.lower()}",
        role=role,
        status="planned" if ruling.plan >= certain else "",
        date=date_of(passage.text[start : sentence.end], passage.date),
    )


def vote_sentences(text: str, sentences: Sequence[Sentence]) -> list[tuple[Sentence, list[Vote]]]:
    """What the rules read in each sentence that has mentions.

    Overlong sentences are lists: only the reader of posts looks at them.
    """
    topic: list[Token] = []
    rosters = RosterReader()
    result = []
    for sentence in sentences:
        if not sentence.views:
            continue
        votes = []
        for view in sentence.views if not is_overlong(sentence) else ():
            if len(view.tokens) > 1:
                votes.extend(_rule_votes(view))
        if len(sentence.tokens) <= MAX_RULE_TOKENS * 4:
            votes.extend(read_posts(sentence.views[0], topic))
            votes.extend(rosters.read(sentence.views[0], sentence, text))
        result.append((sentence, votes))
        bodies = [token for token in reversed(sentence.tokens) if token.entity.type in ("Institution", "Park")]
        topic = [*bodies, *topic][:TOPIC_SIZE]
    return result


def is_overlong(sentence: Sentence) -> bool:
    """Whether a sentence is longer or holds more names than prose ever does."""
    return len(sentence.views[0].tokens) > MAX_RULE_TOKENS or len(sentence.views[0].text) > MAX_RULE_TEXT


def _rule_votes(view: View) -> list[Vote]:
    types = frozenset(token.entity.type for token in view.tokens.values())
    return [vote for rule in rules_for(types) for vote in rule.votes(view)]


def triple(vote: Vote) -> Triple:
    """Head, type and tail of a vote; the ends of a symmetric relation in a fixed order."""
    return symmetric_key(vote.head.entity.id, vote.type, vote.tail.entity.id)
