"""A passage as rules see it: sentences of tokens, in which one character stands for each mention.

Every mention becomes a single private-use character that tells type and kind, so that a rule is a regular
expression over text and mentions alike. Marks that only dress a name are left out: quotation marks tightly
around it, a defined alias in brackets behind it, a bracketed year or form. Of a chain of places only the
nearest stays visible.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from schema import Entity, Mention, ontology

FIRST_SYMBOL = 0xE000
TYPE_STRIDE = 32
SENTENCE_END = re.compile(r"[。！？!?；;]+[”」』’）)》\"]*|\n+|……+|……")
OPENING, CLOSING = "“‘「『《〈\"'", "”’」』》〉\"'"
BRACKETS = {"（": "）", "(": ")", "［": "］", "【": "】"}
ALIAS_INTRODUCTION = re.compile(
    r"(?:以下|下)?(?:统?简?称|即|又名|又称|英文名|简称为|称为|称作|称之为|简作|名为|叫|或称|亦称)"
)
DRESSING = re.compile(r"[^（()）。！？\n]{0,14}")


@dataclass(frozen=True, slots=True)
class Token:
    """A mention in a sentence, or an anaphor that stands for one.

    Attributes:
        start, end: its place in the passage.
        entity: the entity it names.
        symbol: the character that stands for it.
        word: the anaphor as written, or empty for a name.
    """

    start: int
    end: int
    entity: Entity
    symbol: str
    word: str = ""


@dataclass(slots=True)
class View:
    """Text in which tokens are single characters.

    Attributes:
        text: what patterns are matched against.
        places: for each character its offset in the passage, one more for the end.
        tokens: position in `text` to token.
        origin: `sentence`, or `inherited` where a subject was put in.
    """

    text: str
    places: list[int]
    tokens: dict[int, Token]
    origin: str = "sentence"

    def group(self, start: int, end: int) -> list[Token]:
        """The tokens between two positions, in order."""
        return [self.tokens[at] for at in range(start, end) if at in self.tokens]


@dataclass(slots=True)
class Sentence:
    """A sentence of the passage.

    Attributes:
        start, end: its place in the passage.
        tokens: its mentions and, once resolved, its anaphors, in order.
        views: the sentence itself and variants with inherited subjects.
    """

    start: int
    end: int
    tokens: list[Token] = field(default_factory=list)
    views: list[View] = field(default_factory=list)


def _symbols() -> dict[tuple[str, str], str]:
    table = {}
    for row, (name, entity_type) in enumerate(ontology().entity_types.items()):
        for column, kind in enumerate(["", *entity_type.kinds]):
            table[name, kind] = chr(FIRST_SYMBOL + row * TYPE_STRIDE + column)
    return table


SYMBOLS = _symbols()
ANY_SYMBOL = f"{min(SYMBOLS.values())}-{chr(FIRST_SYMBOL + TYPE_STRIDE * len(ontology().entity_types))}"


def symbol(entity: Entity) -> str:
    """The character that stands for mentions of an entity."""
    return SYMBOLS.get((entity.type, entity.kind), SYMBOLS[entity.type, ""])


def symbol_class(names: Sequence[str]) -> str:
    """Character class (without its brackets) of the symbols of some types or kinds.

    Raises:
        KeyError: a name is neither a type nor a kind of the ontology.
    """
    chosen = ""
    for name in names:
        matching = [mark for (entity_type, kind), mark in SYMBOLS.items() if name in (entity_type, kind)]
        if not matching:
            raise KeyError(name)
        chosen += "".join(matching)
    return chosen


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a text; a quotation mark or bracket that closes belongs to the sentence it ends."""
    spans, start = [], 0
    for end in SENTENCE_END.finditer(text):
        if text[start : end.end()].strip():
            spans.append((start, end.end()))
        start = end.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans


def build_sentences(text: str, mentions: Sequence[Mention], entities: Mapping[str, Entity]) -> list[Sentence]:
    """The sentences of a passage with their mentions.

    A mention that crosses the end of a sentence (a name with a stop inside) keeps the sentence together.
    """
    spans: list[tuple[int, int]] = []
    starts, ends = [mention.start for mention in mentions], [mention.end for mention in mentions]
    for start, end in split_sentences(text):
        crossed = bool(spans) and bisect_left(starts, start) != bisect_right(ends, start)
        if crossed:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    sentences = []
    for start, end in spans:
        sentence = Sentence(start, end)
        for at in range(bisect_left(starts, start), bisect_left(starts, end)):
            entity = entities[mentions[at].entity]
            sentence.tokens.append(Token(mentions[at].start, mentions[at].end, entity, symbol(entity)))
        sentences.append(sentence)
    return sentences


def sentence_view(text: str, sentence: Sentence) -> View:
    """The sentence with its tokens as symbols and without the marks that dress names."""
    skipped: set[int] = set()
    hidden: set[int] = set()
    tokens = sentence.tokens
    for index, token in enumerate(tokens):
        before, after = token.start - 1, token.end
        if before >= sentence.start and after < sentence.end:
            at = OPENING.find(text[before])
            if at >= 0 and CLOSING[at] == text[after]:
                skipped |= {before, after}
                after += 1
        _skip_brackets(text, sentence, index, after, skipped, hidden)
        if index + 1 < len(tokens) and _is_chain(token, tokens[index + 1]):
            hidden.add(index)
    return _encode(text, sentence, skipped, hidden)


def _skip_brackets(text: str, sentence: Sentence, index: int, after: int, skipped: set[int], hidden: set[int]) -> None:
    """Mark a bracket behind token `index` that holds only an alias, a year or the like."""
    closing = BRACKETS.get(text[after]) if after < sentence.end else None
    if closing is None:
        return
    end = text.find(closing, after, min(sentence.end, after + 60))
    if end < 0:
        return
    inside = list(takewhile(lambda at: sentence.tokens[at].start < end, range(index + 1, len(sentence.tokens))))
    own = all(sentence.tokens[at].entity.id == sentence.tokens[index].entity.id for at in inside)
    if (inside and own) or (
        not inside
        and (
            ALIAS_INTRODUCTION.search(text, after, end)
            or re.fullmatch(r"[\d０-９年—\-－~至.·a-zA-Z试行草案]*", text[after + 1 : end])
        )
    ):
        skipped.update(range(after, end + 1))
        hidden.update(inside)


def _is_chain(one: Token, other: Token) -> bool:
    return one.end == other.start and one.entity.type == other.entity.type == "Region"


def _encode(text: str, sentence: Sentence, skipped: set[int], hidden: set[int]) -> View:
    parts: list[str] = []
    places: list[int] = []
    tokens: dict[int, Token] = {}
    at = sentence.start
    for index, token in enumerate([*sentence.tokens, None]):
        stop = token.start if token else sentence.end
        for offset in range(at, stop):
            if offset not in skipped:
                parts.append(text[offset])
                places.append(offset)
        if token:
            if index not in hidden:
                tokens[len(parts)] = token
                parts.append(token.symbol)
                places.append(token.start)
            at = token.end
    places.append(sentence.end)
    return View("".join(parts), places, tokens)
