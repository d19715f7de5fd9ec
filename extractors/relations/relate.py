"""From the mentions of a passage to the statements that it makes."""

from collections.abc import Mapping, Sequence

from extractors.passage import Passage
from extractors.relations.discourse import read_discourse
from extractors.relations.posts import read_posts
from extractors.relations.rulebook import Vote, rules
from extractors.relations.scene import Sentence, Token, build_sentences
from schema import Entity, Mention, Statement, ontology

TOPIC_SIZE = 12
MAX_PAIRS = 400


def relate(passage: Passage, mentions: Sequence[Mention], entities: Mapping[str, Entity]) -> list[Statement]:
    """The relations that a passage states between its entities, and those that follow from their names.

    Args:
        passage: the article.
        mentions: its mentions in passage offsets, sorted, without overlap.
        entities: the entities of the mentions by id.

    Returns:
        Statements, one per head, type and tail, sorted; offsets in the passage.
    """
    sentences = build_sentences(passage.text, mentions, entities)
    read_discourse(passage.text, sentences)
    best: dict[tuple[str, str, str], tuple[Vote, Sentence]] = {}
    for sentence, votes in vote_sentences(sentences):
        for vote in votes:
            if vote.reading not in ("", "planned"):
                continue
            key = triple(vote)
            if key not in best or best[key][0].confidence < vote.confidence:
                best[key] = vote, sentence
    return [
        Statement(
            vote.head.entity.id,
            vote.type,
            vote.tail.entity.id,
            sentence.start,
            sentence.end,
            confidence=vote.confidence,
            rule=vote.rule,
            role=vote.role,
            status="planned" if vote.reading == "planned" else "",
        )
        for _, (vote, sentence) in sorted(best.items())
    ]


def vote_sentences(sentences: Sequence[Sentence]) -> list[tuple[Sentence, list[Vote]]]:
    """What the rules read in each sentence that has mentions."""
    topic: list[Token] = []
    result = []
    for sentence in sentences:
        if not sentence.views:
            continue
        votes = []
        if len(sentence.views[0].tokens) > 1 or len(sentence.views) > 1:
            for view in sentence.views:
                for rule in rules():
                    votes.extend(rule.votes(view))
        votes.extend(read_posts(sentence.views[0], topic))
        result.append((sentence, votes))
        bodies = [token for token in reversed(sentence.tokens) if token.entity.type in ("Institution", "Park")]
        topic = [*bodies, *topic][:TOPIC_SIZE]
    return result


def triple(vote: Vote) -> tuple[str, str, str]:
    """Head, type and tail of a vote; the ends of a symmetric relation in a fixed order."""
    head, tail = vote.head.entity.id, vote.tail.entity.id
    if ontology().relation_types[vote.type].symmetric and tail < head:
        head, tail = tail, head
    return head, vote.type, tail
