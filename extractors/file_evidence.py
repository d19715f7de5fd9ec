"""What a whole file tells about a name in one of its passages.

A name seen once in full licenses its short forms and defined aliases everywhere in the file, a name that occurs
twice in the same bounds is a word: the candidates that follow are added to all passages, and the arbiter chooses again.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

import ahocorasick
from spacy.tokens import Doc

from extractors.arbiter import Choice, choose
from extractors.recognisers.candidate import Candidate, candidates_of, text_of
from extractors.recognisers.words import words_of
from extractors.short_forms import bracket_alias, definitions, short_forms

_LICENSING = 0.6


def with_file_evidence(docs: Sequence[Doc]) -> tuple[list[list[Choice]], dict[tuple[str, str], str]]:
    """Choose names passage by passage, then again with the short forms that the whole file licenses."""
    first = [choose(text_of(doc), candidates_of(doc)) for doc in docs]
    aliases: dict[tuple[str, str], str] = {}
    licensed: dict[str, tuple[Candidate, float]] = {}
    for doc, row in zip(docs, first, strict=True):
        for choice, start, end, score in _defined(text_of(doc), row):
            name = choice.name or text_of(doc)[choice.start : choice.end]
            surface = text_of(doc)[start:end]
            aliases.setdefault((surface, choice.type), aliases.get((name, choice.type), name))
            licensed.setdefault(surface, (_as_candidate(choice, name), score))
    seen = Counter(text_of(doc)[c.start : c.end] for doc, row in zip(docs, first, strict=True) for c in row)
    repeated = {surface for surface, count in seen.items() if count > 1}
    for doc, row in zip(docs, first, strict=True):
        for choice in row:
            surface = text_of(doc)[choice.start : choice.end]
            if choice.type in ("Institution", "Park") and choice.confidence >= _LICENSING and len(surface) > 3:
                name = choice.name or aliases.get((surface, choice.type), surface)
                for form in sorted(short_forms(choice.name or surface, choice.type, choice.kind)):
                    aliases.setdefault((form, choice.type), name)
                    licensed.setdefault(form, (_as_candidate(choice, name), 0.8 if len(form) > 2 else 0.75))
                if surface in repeated:
                    licensed.setdefault(surface, (_as_candidate(choice, choice.name), 0.3))
            elif choice.type == "Policy" and choice.confidence >= 0.8 and len(surface) >= 6:
                licensed.setdefault(surface, (_as_candidate(choice, choice.name), 0.9))
            elif choice.type == "Person" and choice.confidence >= 0.85 and len(surface) >= 2:
                licensed.setdefault(surface, (_as_candidate(choice, ""), 0.75))
            elif choice.type == "Region" and choice.confidence >= 0.8:
                for form in _region_forms(surface):
                    licensed.setdefault(form, (_as_candidate(choice, ""), 0.5))
    if licensed:
        _add_licensed(docs, first, licensed)
    return [choose(text_of(doc), candidates_of(doc)) for doc in docs], aliases


def _as_candidate(choice: Choice, name: str) -> Candidate:
    return Candidate(choice.start, choice.end, choice.type, choice.kind, choice.confidence, "file", name)


def _region_forms(surface: str) -> Iterator[str]:
    if (
        len(surface) >= 3
        and surface[-1] in "省市县区州旗盟"
        and not surface.endswith(("自治州", "自治县", "自治区", "地区"))
    ):
        yield surface[:-1]


def _defined(text: str, row: Sequence[Choice]) -> Iterator[tuple[Choice, int, int, float]]:
    """Aliases that a passage defines behind names: the name, the alias's span, and how sure it is one."""
    for choice in row:
        alias = definitions(text, choice.end)
        if alias and choice.type in ("Institution", "Park", "Policy"):
            start = text.index(alias, choice.end)
            yield choice, start, start + len(alias), 0.95
        elif choice.type in ("Institution", "Park"):
            span = bracket_alias(text, choice.start, choice.end)
            if span is not None:
                yield choice, *span, 0.85


def _add_licensed(
    docs: Sequence[Doc], first: Sequence[Sequence[Choice]], licensed: dict[str, tuple[Candidate, float]]
) -> None:
    automaton = ahocorasick.Automaton()
    for form in licensed:
        automaton.add_word(form, form)
    automaton.make_automaton()
    for doc, row in zip(docs, first, strict=True):
        text, words, found = text_of(doc), words_of(doc), candidates_of(doc)
        ends = [choice.end for choice in row]
        for last, form in automaton.iter(text):
            start, end = last + 1 - len(form), last + 1
            model, score = licensed[form]
            number = bisect_left(ends, end)
            if number < len(row) and row[number].start <= start and row[number].type == model.type:
                around = row[number]
                if around.end - around.start > end - start and text[around.start : around.end] == model.name:
                    continue  # a short form inside the name that it shortens
            if (form.isascii() and re.match(r"[A-Za-z0-9]", text[start - 1 : start] + " ")) or (
                form.isascii() and re.match(r"[A-Za-z0-9]", text[end : end + 1] + " ")
            ):
                continue
            if not words.begins(start) or not words.begins(end):
                score -= 0.3 if len(form) <= 3 else 0.1
            found.append(Candidate(start, end, model.type, model.kind, score, "file", model.name))
