"""What a text leaves unsaid: anaphors resolved to entities, subjects carried from clause to clause.

`read_discourse` turns the sentences of a passage into scenes: anaphors become tokens like names, and each clause
without a subject of its own gets a view in which the subject is put in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from extractors.relations.resources import FOLDER, alternation, read_yaml, title_at_end
from extractors.relations.scene import ANY_SYMBOL, Sentence, Token, View, sentence_view, symbol
from schema import Entity

HISTORY = 80
CLAUSE_END = re.compile(r"[，,；;：:]|——|\n")
BOUNDARY_BEFORE = set("，,。；;：:、！？!?（(“\"'‘—\n\t 　的在由与和同及向为对将把被从给是于让使据以到》）”如所该")
WRONG_AFTER = set("家级化城法制们型群外中他余实次")
PREPOSITIONS = set("在向对为给从于到把将据照按着由被让使跟靠与和同经依受替")
TIME_PREFIX = re.compile(
    rf"^(?:[^，。{ANY_SYMBOL}]{{0,12}}?(?:年|月|日|天|时|后|前|上午|下午|晚|起|来|间|期|季度|底|初|今|此|同时|其中|目前"
    r"|现在|如今|日前|近日|例如|比如|此外|随后|接着|而|但|则|由|经|据悉|当场)?)$"
)
ADJUNCTS = re.compile(
    r"（[^（）\n]{0,40}）|\([^()\n]{0,40}\)"
    r"|在[^，。；\n]{0,30}?(?:支持|指导|推动|帮助|见证|主导|带动|领导|统筹|组织|框架|协调|推荐|撮合|牵线|倡议)之?下，?"
    r"|(?:根据|按照|依照|围绕|为了|针对|通过|借助|随着|得益于|瞄准|聚焦|立足|结合|为贯彻|为落实|依据)[^，。；\n]{0,40}，"
    r"|(?:(?<=，)|^)(?:近日|日前|近年来|目前|今年|去年|当天|随后|截至目前|此前|同年|同日|其中|此外|同时|据悉|据了解|据介绍|如今|此次|次年|今年以来"
    r"|\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:上午|下午|起|底|初|春|夏|秋|冬)?|\d{1,2}月(?:\d{1,2}日)?(?:上午|下午|起|底|初)?)，"
)
CLAUSES_READ = 3  # how many clauses a subject put in is read with
MAX_TEXT = 1500
MAX_TOKENS = 80


@dataclass(frozen=True, slots=True)
class Anaphor:
    """An entry of `anaphors.yaml`: what an entity must be for the word to stand for it."""

    type: str
    kinds: frozenset[str]
    endings: tuple[str, ...]
    bare: bool
    number: int = 1

    def fits(self, entity: Entity) -> bool:
        """Whether the word may stand for the entity."""
        if self.type == "Place":
            return entity.type in ("Park", "Region")
        if self.type and entity.type != self.type:
            return False
        if self.kinds and entity.kind not in self.kinds:
            return False
        return not self.endings or any(name.endswith(self.endings) for name in (entity.name, *entity.aliases))


@cache
def anaphors() -> tuple[re.Pattern[str], dict[str, Anaphor]]:
    """One expression that finds every anaphor, and what each word asks for."""
    raw = read_yaml(FOLDER / "anaphors.yaml")
    table: dict[str, Anaphor] = {}
    for entry in raw["singular"]:
        for word in entry["words"]:
            bare = bool(entry.get("bare")) and word[0] not in "该这我本"
            wanted = Anaphor(entry["type"], frozenset(entry.get("kinds", ())), tuple(entry.get("endings", ())), bare)
            table.setdefault(word, wanted)
    for entry in raw["plural"]:
        for word in entry["words"]:
            table[word] = Anaphor("", frozenset(), (), True, entry["number"])
    for word in raw["subject"]:
        table[word] = Anaphor("其", frozenset(), (), True)
    for word in raw["last"]:
        table[word] = Anaphor("后", frozenset(), (), True)
    for word in raw["first"]:
        table[word] = Anaphor("前", frozenset(), (), True)
    return re.compile(alternation(list(table))), table


@dataclass(slots=True)
class _State:
    """What the text so far leaves in mind: names in order, the subject, the last coordination."""

    history: list[Token] = field(default_factory=list)
    subject: list[Token] = field(default_factory=list)
    group: list[Token] = field(default_factory=list)


def read_discourse(text: str, sentences: Sequence[Sentence]) -> None:
    """Resolve anaphors in the sentences and give each its views, in place.

    Args:
        text: the passage's text.
        sentences: its sentences with their mentions.
    """
    state = _State()
    for sentence in sentences:
        long = sentence.end - sentence.start > MAX_TEXT or len(sentence.tokens) > MAX_TOKENS
        if not long:
            _resolve(text, sentence, state)
        if not sentence.tokens:
            continue
        view = sentence_view(text, sentence)
        sentence.views = [view] if long else _views(view, state)
        state.history = (state.history + [token for token in sentence.tokens if not token.word])[-HISTORY:]


def _resolve(text: str, sentence: Sentence, state: _State) -> None:
    pattern, table = anaphors()
    names = sentence.tokens
    found: list[Token] = []
    subject_here = names[:1]
    for match in pattern.finditer(text, sentence.start, sentence.end):
        start, end = match.span()
        if any(token.start < end and start < token.end for token in names):
            continue
        wanted = table[match[0]]
        if wanted.bare and not _stands_alone(text, start, end, names):
            continue
        before = state.history + [token for token in names if token.end <= start]
        earlier = [token for token in subject_here if CLAUSE_END.search(text, token.end, start)]
        chosen = _antecedents(wanted, before, state, earlier)
        for token in chosen:
            found.append(Token(start, end, token.entity, symbol(token.entity), match[0]))
    if found:
        sentence.tokens = sorted([*names, *found], key=lambda token: (token.start, token.end))


def _stands_alone(text: str, start: int, end: int, names: Sequence[Token]) -> bool:
    if end < len(text) and text[end] in WRONG_AFTER:
        return False
    if start == 0 or text[start - 1] in BOUNDARY_BEFORE:
        return not any(token.end == start for token in names)
    return False


def _antecedents(wanted: Anaphor, before: list[Token], state: _State, subject_here: list[Token]) -> list[Token]:
    if wanted.number != 1:
        return _plural(wanted.number, before, state)
    if wanted.type == "其":
        chosen = [token for token in subject_here or state.subject if token.entity.type != "Policy"]
        return chosen[:1]
    if wanted.type in ("后", "前"):
        distinct = _distinct(before)
        return distinct[-1:] if wanted.type == "后" else distinct[-2:-1]
    subjects = [token for token in [*subject_here, *state.subject] if wanted.fits(token.entity)]
    if subjects and wanted.bare and not wanted.endings:
        return subjects[:1]
    for token in reversed(before):
        if wanted.fits(token.entity):
            return [token]
    return []


def _plural(number: int, before: list[Token], state: _State) -> list[Token]:
    if number == 0:
        return list(state.group)
    if len(state.group) == number and any(token in before[-8:] for token in state.group):
        return list(state.group)
    actors = [token for token in before[-12:] if token.entity.type in ("Institution", "Park")]
    chosen = _distinct(actors)[-number:]
    return chosen if len(chosen) == number else []


def _distinct(tokens: list[Token]) -> list[Token]:
    latest: dict[str, Token] = {}
    for token in tokens:
        latest.pop(token.entity.id, None)
        latest[token.entity.id] = token
    return list(latest.values())


def clause_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the clauses of a view's text, without the marks that part them."""
    spans, start = [], 0
    for mark in CLAUSE_END.finditer(text):
        spans.append((start, mark.start()))
        start = mark.end()
    spans.append((start, len(text)))
    return [span for span in spans if span[0] < span[1]]


def subject_of(view: View, start: int, end: int) -> list[Token]:
    """The tokens that are the subject of a clause, or none where it has no subject of its own."""
    positions = [at for at in view.tokens if start <= at < end]
    if not positions:
        return []
    first = positions[0]
    lead = view.text[start:first]
    if lead and (lead[-1] in PREPOSITIONS or not TIME_PREFIX.match(lead)):
        return []
    group = [first]
    for position in positions[1:]:
        between = view.text[group[-1] + 1 : position]
        if between in ("", "、", "和", "与", "及", "以及", "暨", "同"):
            group.append(position)
        elif (between.startswith("的") and len(between) < 8) or (
            view.tokens[position].entity.type == "Person" and len(between) < 16 and title_at_end().search(between)
        ):
            group = [position]
        else:
            break
    return [view.tokens[at] for at in group]


def _views(view: View, state: _State) -> list[View]:
    views = [view]
    subject: list[Token] = []
    spans = clause_spans(view.text)
    for number, (start, end) in enumerate(spans):
        own = subject_of(view, start, end)
        if own:
            subject = own
            if len(own) > 1:
                state.group = own
            continue
        carried = subject or state.subject
        stop = spans[min(number + CLAUSES_READ, len(spans)) - 1][1]
        if carried and any(start <= at < stop for at in view.tokens):
            views.append(_with_subject(view, carried, start, stop))
    if subject:
        state.subject = subject
    elif not state.subject and view.tokens:
        state.subject = [next(iter(view.tokens.values()))]
    groups = re.findall(rf"[{ANY_SYMBOL}](?:、?[与和同及、][{ANY_SYMBOL}])+", view.text)
    if groups and len(state.group) < 2:
        at = view.text.rfind(groups[-1])
        state.group = view.group(at, at + len(groups[-1]))
    reduced = [slim for slim in (_reduced(each) for each in views) if slim]
    return views + reduced


def _with_subject(view: View, subject: list[Token], start: int, end: int) -> View:
    lead = "、".join(token.symbol for token in subject)
    tokens = {2 * number: token for number, token in enumerate(subject)}
    shift = len(lead) - start
    tokens |= {at + shift: token for at, token in view.tokens.items() if start <= at < end}
    places = [view.places[start]] * len(lead) + view.places[start:end] + [view.places[end]]
    return View(lead + view.text[start:end], places, tokens, "inherited")


def _reduced(view: View) -> View | None:
    """The view without adjuncts that stand between subject and verb, or none where there are none."""
    kept: list[int] = []
    last = 0
    for match in ADJUNCTS.finditer(view.text):
        kept.extend(range(last, match.start()))
        last = match.end()
    if not last:
        return None
    kept.extend(range(last, len(view.text)))
    tokens = {new: view.tokens[old] for new, old in enumerate(kept) if old in view.tokens}
    if len(tokens) < 2:
        return None
    places = [view.places[old] for old in kept] + [view.places[-1]]
    return View("".join(view.text[old] for old in kept), places, tokens, view.origin + "-reduced")
