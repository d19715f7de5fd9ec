"""The pipeline: from a file to its extraction.

A spaCy pipeline with character tokens lets every recogniser add candidates to a document (one article); the
arbiter chooses among them. What was found anywhere in the file then licenses short forms and aliases
everywhere in it, the arbiter chooses again, mentions are resolved to entities and related.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import ahocorasick
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extractors import recognisers
from extractors.arbiter import Choice, choose
from extractors.layout import passages
from extractors.passage import Passage
from extractors.recognisers.candidate import Candidate, candidates_of, text_of
from extractors.recognisers.words import words_of
from extractors.relations import relate
from extractors.resolution import Resolver
from extractors.short_forms import bracket_alias, definitions, short_forms
from extractors.source import SourceText, read_source
from schema.errors import InputUnreadableError
from schema.records import Article, Entity, Extraction, Mention, Statement

PIPELINE_VERSION = "1"
_LICENSING = 0.6
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file whose names are known and whose relations are still to be read.

    Attributes:
        source: the file's text.
        articles: its articles.
        parts: the articles as passages, each with its mentions in passage offsets, sorted, without overlap.
        entities: the entities of the mentions by id, in order.
    """

    source: SourceText
    articles: tuple[Article, ...]
    parts: Sequence[tuple[Passage, Sequence[Mention]]]
    entities: Mapping[str, Entity]


class Extractor:
    """Extracts entities and relations from files.

    Args:
        components: names of the spaCy components that recognise, in order; all of ours by default.
    """

    def __init__(self, components: Sequence[str] = recognisers.COMPONENTS) -> None:
        self.nlp = make_pipeline(components)

    def extract(self, source: Path | str | SourceText) -> Extraction:
        """Extract one file.

        Args:
            source: a path, or a text already read.

        Raises:
            InputNotFoundError, InputUnreadableError: the file cannot be read.
        """
        return relate_file(self.find_names(source))

    def find_names(self, source: Path | str | SourceText) -> NamedFile:
        """The mentions and entities of one file; arguments and errors as for `extract`."""
        read = source if isinstance(source, SourceText) else read_source(Path(source))
        if not read.text.isascii() and _SURROGATE.search(read.text):
            raise InputUnreadableError(f"{read.path}: holds half a character (a lone surrogate); save it as UTF-8.")
        articles, cleaned = passages(read.text)
        docs = [self.recognise(passage.text) for passage in cleaned]
        chosen, aliases = with_file_evidence(docs)
        resolver = Resolver([text_of(doc) for doc in docs], [p.title for p in cleaned], chosen, aliases)
        ids, entities = resolver.resolve()
        parts = [
            (
                passage,
                [
                    Mention(c.start, c.end, c.type, id_, round(c.confidence, 4), c.recognisers)
                    for c, id_ in zip(row, row_ids, strict=True)
                ],
            )
            for passage, row, row_ids in zip(cleaned, chosen, ids, strict=True)
        ]
        return NamedFile(read, articles, parts, {entity.id: entity for entity in entities})

    def recognise(self, text: str) -> Doc:
        """A passage with the candidates of all recognisers."""
        doc = Doc(self.nlp.vocab, words=list(text), spaces=[False] * len(text))
        doc._.plain = text
        return self.nlp(doc)


def make_pipeline(components: Sequence[str] = recognisers.COMPONENTS) -> Language:
    """A blank Chinese pipeline with character tokens and the given recognisers.

    Args:
        components: names of registered spaCy components.
    """
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "char"}}})
    for name in components:
        nlp.add_pipe(name)
    return nlp


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


def relate_file(named: NamedFile) -> Extraction:
    """The extraction of a file whose names are known; of a relation that several articles state, the surest one."""
    mentions: list[Mention] = []
    best: dict[tuple[str, str, str], Statement] = {}
    for passage, row in named.parts:
        for one in relate(passage, row, named.entities, named.source.document):
            key = (one.head, one.type, one.tail)
            if key not in best or one.confidence > best[key].confidence:
                start, end = passage.source_span(one.start, one.end)
                best[key] = replace(one, start=start, end=end)
        for mention in row:
            start, end = passage.source_span(mention.start, mention.end)
            mentions.append(replace(mention, start=start, end=end))
    return Extraction(
        named.source.document,
        str(named.source.path),
        named.source.text,
        PIPELINE_VERSION,
        named.articles,
        tuple(sorted(mentions, key=lambda mention: (mention.start, mention.end))),
        tuple(named.entities.values()),
        tuple(sorted(best.values(), key=lambda s: (s.start, s.end, s.type, s.head, s.tail))),
    )
