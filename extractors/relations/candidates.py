"""Pairs of mentions that may be related, and what can be seen of them.

Every pair of mentions in a sentence whose types some relation allows is a candidate, so is a mention of the
sentence with one of the sentence before, and with the subject that the text has had so far. A candidate is described
by features: readable strings, the same for training and for use.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from extractors.relations.discourse import subject_of
from extractors.relations.modality import NEGATION, PLAN, WISH
from extractors.relations.resources import FOLDER, alternation, read_yaml, titles
from extractors.relations.rulebook import Vote
from extractors.relations.scene import ANY_SYMBOL, FIRST_SYMBOL, TYPE_STRIDE, Sentence, Token, View
from schema import ontology

MAX_CHARACTERS = 130
MAX_BETWEEN = 14
CUES_KEPT = 4
MAX_HEADING = 40
MIN_THEME = 3
CLAUSE = re.compile(r"[，,；;：:。！!？?\n]|——")
JOINED = re.compile(rf"[{ANY_SYMBOL}、和与及以同，暨/]*")
PREPOSITIONS = frozenset("在由与和同向为对将把被从给于以让使到按据至")
# Features that are learned for all pairs of types together as well.
SHARED = ("w ", "n ", "aw ", "an ", "w9 ", "n9 ", "bn ", "prep", "between ", "c2 ", "o2 ", "a2 ", "rule", "vote")
SHORT = {"Institution": "I", "Park": "K", "Person": "P", "Policy": "D", "Region": "R"}
PLAIN = {
    code: letter
    for row, letter in enumerate(SHORT.values())
    for code in range(FIRST_SYMBOL + row * TYPE_STRIDE, FIRST_SYMBOL + (row + 1) * TYPE_STRIDE)
} | {ord(digit): "9" for digit in "0123456789"}


@dataclass(slots=True)
class Candidate:
    """A pair of mentions, in the order of the text.

    Attributes:
        first, second: the tokens.
        sentence: index of the sentence of `second`.
        types: letters of the types of both, `IP` for an institution and a person.
        features: what can be seen, as strings.
        scope: `in` one sentence, with the sentence before (`next`), with the last subjects (`topic`), with the
            heading of the section (`section`), with what the whole text is about (`theme`), or by a rule only (`far`).
    """

    first: Token
    second: Token
    sentence: int
    scope: str
    types: str
    features: list[str] = field(default_factory=list)

    def names(self) -> set[str]:
        """The features with the pair of types that they are seen for; `*` where they count for all pairs."""
        return {f"{self.types} {name}" for name in self.features} | {
            f"* {name}" for name in self.features if name.startswith(SHARED)
        }


@cache
def _allowed() -> frozenset[tuple[str, str]]:
    pairs = set()
    for relation in ontology().relation_types.values():
        for head in relation.heads:
            for tail in relation.tails:
                pairs |= {(head, tail), (tail, head)}
    return frozenset(pairs)


@cache
def _cues() -> tuple[re.Pattern[str], dict[str, str]]:
    """One expression for all words of the lexicon, and the list of each word."""
    lists = read_yaml(FOLDER / "lexicon.yaml")["words"]
    names: dict[str, str] = {}
    for name, words in lists.items():
        for word in words:
            if "(" not in word:
                names[word] = names.get(word, "") + name[:3]
    title_words = [word for word in titles().owners if len(word) > 1]
    for word in title_words:
        names.setdefault(word, "tit")
    return re.compile(alternation(list(names))), names


@dataclass(slots=True)
class _Line:
    """A stretch of view text with its tokens and cue words, from which candidates are drawn.

    `plain` has a letter for each mention by its type and 9 for every digit.
    """

    text: str
    plain: str
    positions: list[int]
    tokens: list[Token]
    cue_places: list[int]
    cue_words: list[str]
    cue_names: list[str]
    marks: list[int]
    moods: list[tuple[str, list[int]]]

    @classmethod
    def of(cls, view: View) -> "_Line":
        pattern, names = _cues()
        positions = sorted(view.tokens)
        found = list(pattern.finditer(view.text))
        return cls(
            view.text,
            view.text.translate(PLAIN),
            positions,
            [view.tokens[at] for at in positions],
            [match.start() for match in found],
            [match[0] for match in found],
            [names[match[0]] for match in found],
            [match.start() for match in CLAUSE.finditer(view.text)],
            [
                (name, places)
                for name, mood in (("negated", NEGATION), ("wished", WISH), ("planned", PLAN))
                if (places := [match.start() for match in mood.finditer(view.text)])
            ],
        )


def candidates(sentences: Sequence[tuple[Sentence, list[Vote]]], max_pairs: int) -> tuple[list[Candidate], int]:
    """The candidates of a passage.

    Args:
        sentences: the sentences that have mentions, with the votes of the rules.
        max_pairs: at most so many candidates a sentence; the nearest pairs come first.

    Returns:
        The candidates and how many pairs the cap left out.
    """
    found: list[Candidate] = []
    omitted = 0
    previous: View | None = None
    previous_end = -1
    subject: list[Token] = []
    heading: list[Token] = []
    theme = _theme([sentence for sentence, _ in sentences])
    for index, (sentence, votes) in enumerate(sentences):
        view = sentence.views[0]
        near = previous if previous is not None and sentence.start - previous_end <= 2 else None
        known = {token.entity.id for token in view.tokens.values()}
        lines = [(_Line.of(view), "in", 0)]
        if near is not None:
            lines.append((_Line.of(_join(near, view)), "next", len(near.tokens)))
            known |= {token.entity.id for token in near.tokens.values()}
        spoken_for = bool(subject_of(view, 0, len(view.text)))
        for scope, tokens in (("topic", subject), ("section", heading), ("theme", theme)):
            if spoken_for and scope != "topic":
                break
            carried = [token for token in tokens if token.entity.id not in known][:2]
            if carried:
                lines.append((_Line.of(_led_by(carried, view)), scope, len(carried)))
                known |= {token.entity.id for token in carried}
        pairs = ((line, scope, pair) for line, scope, split in lines for pair in _pairs(line, scope, split))
        mine = [_describe(line, *pair, index, scope) for line, scope, pair in islice(pairs, max_pairs)]
        mine += _voted_only(mine, votes, index)
        omitted += sum(1 for _ in pairs)
        _note(mine, votes)
        found += mine
        subject = _topic(subject, view)
        if sentence.end - sentence.start <= MAX_HEADING and not view.text.rstrip().endswith(("。", "；", "！", "？")):
            heading = [view.tokens[at] for at in sorted(view.tokens)][:2]
        previous, previous_end = view, sentence.end
    return found, omitted


def _voted_only(found: Sequence[Candidate], votes: Sequence[Vote], sentence: int) -> list[Candidate]:
    """Candidates for what rules read between mentions that are too far apart to be drawn as a pair."""
    drawn = {(candidate.first.start, candidate.second.start) for candidate in found}
    added: list[Candidate] = []
    for vote in votes:
        one, two = sorted((vote.head, vote.tail), key=lambda token: (token.start, token.end))
        if (one.start, two.start) in drawn:
            continue
        drawn.add((one.start, two.start))
        types = SHORT[one.entity.type] + SHORT[two.entity.type]
        features = ["bias", "far", f"kinds {one.entity.kind}>{two.entity.kind}"]
        added.append(Candidate(one, two, sentence, "far", types, features))
    return added


def _theme(sentences: Sequence[Sentence]) -> list[Token]:
    """What a text is about: its most named body or park and its most named person, if named often enough."""
    counts: Counter[str] = Counter()
    first: dict[str, Token] = {}
    for sentence in sentences:
        for token in sentence.tokens:
            if not token.word:
                counts[token.entity.id] += 1
                first.setdefault(token.entity.id, token)
    theme = []
    for types in (("Institution", "Park"), ("Person",)):
        ranked = [(count, -first[key].start, key) for key, count in counts.items() if first[key].entity.type in types]
        if ranked and max(ranked)[0] >= MIN_THEME:
            theme.append(first[max(ranked)[2]])
    return theme


def _led_by(carried: Sequence[Token], view: View) -> View:
    """The view with the subject of the text so far put before it."""
    shift = len(carried)
    return View(
        "".join(token.symbol for token in carried) + view.text,
        [view.places[0]] * shift + view.places,
        dict(enumerate(carried)) | {at + shift: token for at, token in view.tokens.items()},
    )


def _topic(subject: list[Token], view: View) -> list[Token]:
    first = next((view.tokens[at] for at in sorted(view.tokens) if view.tokens[at].entity.type != "Policy"), None)
    if first is None or first.entity.id in {token.entity.id for token in subject[:1]}:
        return subject
    return [first, *[token for token in subject if token.entity.id != first.entity.id]][:2]


def _note(found: Sequence[Candidate], votes: Sequence[Vote]) -> None:
    """Add the votes of rules for just a pair of places, and for the pair of entities anywhere in the sentence."""
    by_places: dict[tuple[int, int, int, int], list[Vote]] = {}
    by_entities: dict[tuple[str, str], list[Vote]] = {}
    for vote in votes:
        one, two = sorted((vote.head, vote.tail), key=lambda token: (token.start, token.end))
        by_places.setdefault((one.start, one.end, two.start, two.end), []).append(vote)
        by_entities.setdefault(_ends(vote.head, vote.tail), []).append(vote)
    seen: set[tuple[str, str]] = set()
    for candidate in found:
        one, two = candidate.first, candidate.second
        add = candidate.features.append
        for vote in by_places.get((one.start, one.end, two.start, two.end), ()):
            way = ">" if vote.head is one else "<"
            add(f"rule {vote.rule}{way}")
            add(f"vote {vote.type}{way}{vote.reading}")
        key = _ends(one, two)
        for vote in by_entities.get(key, ()):
            way = ">" if vote.head.entity.id == one.entity.id else "<"
            add(f"vote-here {vote.type}{way}{vote.reading}")
            add(f"rule-here {vote.rule}{way}")
        if key not in by_entities:
            add("no vote")
        if key in seen:
            add("again")
        seen.add(key)


def _ends(one: Token, two: Token) -> tuple[str, str]:
    first, second = sorted((one.entity.id, two.entity.id))
    return first, second


def _join(one: View, two: View) -> View:
    shift = len(one.text)
    return View(
        one.text + two.text,
        one.places[:-1] + two.places,
        one.tokens | {at + shift: token for at, token in two.tokens.items()},
    )


def _pairs(line: _Line, scope: str, split: int) -> Iterator[tuple[int, int]]:
    """Pairs of tokens of a line, nearest first; with a `split`, pairs of a token before and one from it on."""
    allowed = _allowed()
    tokens, positions = line.tokens, line.positions
    number = len(tokens)
    for step in range(1, min(number, MAX_BETWEEN + 2)):
        lefts = range(max(0, split - step), min(split, number - step)) if split else range(number - step)
        for left in lefts:
            right = left + step
            one, two = tokens[left], tokens[right]
            if (
                positions[right] - positions[left] > MAX_CHARACTERS
                or one.entity.id == two.entity.id
                or (one.entity.type, two.entity.type) not in allowed
                or one.start == two.start
                or (scope in ("section", "theme") and "Policy" in (one.entity.type, two.entity.type))
            ):
                continue
            yield left, right


def _describe(line: _Line, left: int, right: int, sentence: int, scope: str) -> Candidate:
    text, plain, tokens = line.text, line.plain, line.tokens
    i, j = line.positions[left], line.positions[right]
    one, two = tokens[left], tokens[right]
    a, b = one.entity, two.entity
    types = SHORT[a.type] + SHORT[b.type]
    between = text[i + 1 : j]
    plain_between = plain[i + 1 : j]
    marks = bisect_left(line.marks, j) - bisect_left(line.marks, i)
    begin = line.marks[bisect_left(line.marks, i) - 1] + 1 if bisect_left(line.marks, i) else 0
    after_mark = bisect_left(line.marks, j)
    finish = line.marks[after_mark] if after_mark < len(line.marks) else len(text)
    before = text[begin:i]
    middle = right - left - 1
    seen = ["bias", scope, f"kinds {a.kind}>{b.kind}", f"one {a.type}{a.kind}", f"two {b.type}{b.kind}"]
    add = seen.append
    add(f"gap {min(len(between) // 4, 12)}")
    add(f"marks {min(marks, 4)}")
    add(f"middle {min(middle, 6)}")
    shape = "".join(SHORT[token.entity.type] for token in tokens[left + 1 : right][:3])
    add(f"shape {shape} {min(marks, 2)}")
    if len(between) <= 8:
        add(f"between {plain_between}")
    if JOINED.fullmatch(between):
        add("joined")
        if any(two_token.entity.type != a.type for two_token in tokens[left + 1 : right]):
            add("joined mixed")
    for size in (2, 3):
        add(f"o{size} {plain_between[:size]}")
        add(f"c{size} {plain_between[-size:]}")
    add(f"b2 {plain[max(0, i - 2) : i]}")
    for size in (1, 2, 4):
        add(f"a{size} {plain[j + 1 : j + 1 + size]}")
    low, high = bisect_left(line.cue_places, i), bisect_left(line.cue_places, j)
    words, names = line.cue_words, line.cue_names
    inside = range(low, high)
    if low == high:
        add("no cue between")
    chosen = [*inside][:CUES_KEPT] + [*inside][-CUES_KEPT:]
    for cue in dict.fromkeys(chosen):
        add(f"w {words[cue]}")
        add(f"n {names[cue]}")
    if low < high:
        add(f"n1 {names[low]}")
        add(f"n9 {names[high - 1]}")
        add(f"w9 {words[high - 1]}")
        add(f"cues {' '.join(names[cue] for cue in inside[:3])}")
    for cue in range(high, len(words)):
        if line.cue_places[cue] >= finish or cue - high >= 3:
            break
        add(f"aw {words[cue]}")
        add(f"an {names[cue]}")
        if cue == high:
            add(f"an1 {names[cue]} {int(right + 1 < len(tokens) and line.positions[right + 1] < line.cue_places[cue])}")
    for cue in range(low - 1, max(-1, low - 3), -1):
        if line.cue_places[cue] < begin:
            break
        add(f"bw {words[cue]}")
        add(f"bn {names[cue]}")
    lead_one = next((char for char in reversed(before[-6:]) if char in PREPOSITIONS), "-")
    lead_two = next((char for char in reversed(between[-8:]) if char in PREPOSITIONS), "-")
    add(f"prep {lead_one} {lead_two}")
    add(f"start {int(i - begin <= 1)} {int(begin == 0)}")
    if left == 0:
        add("first token")
    for bracket in "（(":
        if between.rfind(bracket) > max(between.rfind("）"), between.rfind(")")):
            add("two in bracket")
    if one.word:
        add(f"stands one {one.word}")
        add("one stands")
    if two.word:
        add(f"stands two {two.word}")
        add("two stands")
    for name, places in line.moods:
        at = bisect_left(places, begin if name != "planned" else i)
        if at < len(places) and places[at] < (finish if name == "negated" else j):
            add(name)
    if a.type != "Person" and b.type != "Person":
        core_a, core_b = _core(a.name), _core(b.name)
        if core_a and core_b:
            if b.name.startswith(core_a):
                add("two named by one")
            if a.name.startswith(core_b):
                add("one named by two")
    add(f"end one {a.name[-2:] if a.type != 'Person' else ''}")
    add(f"end two {b.name[-2:] if b.type != 'Person' else ''}")
    if right + 1 < len(tokens) and tokens[right + 1].entity.type == "Person" and line.positions[right + 1] - j < 12:
        add("person follows two")
    if left + 1 < right and tokens[left + 1].entity.type == "Person" and line.positions[left + 1] - i < 12:
        add("person follows one")
    if len(text) < 50 and not any(char in text for char in "，。"):
        add("row")
    if "\t" in between or "　" in between or "  " in between:
        add("columns")
    return Candidate(one, two, sentence, scope, types, seen)


def _core(name: str) -> str:
    """A region's or body's name without the ending that others drop."""
    return name[:-1] if len(name) > 2 and name[-1] in "省市县区" else name
