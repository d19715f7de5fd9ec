"""The pipeline: from a file to its extraction.

A spaCy pipeline with character tokens lets every recogniser add candidates to a document (one article); the
arbiter chooses among them. What was found anywhere in the file then licenses short forms and aliases
everywhere in it, the arbiter chooses again, mentions are resolved to entities and related.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
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
        return self.extract_many([source if isinstance(source, SourceText) else read_source(Path(source))])[0]

    def extract_many(self, sources: Sequence[SourceText]) -> list[Extraction]:
        """Extract several texts, which for short ones is faster than one by one and gives the same.

        Args:
            sources: the texts; some ten thousand characters together are enough.

        Raises:
            InputUnreadableError: a text is not fit for work.
        """
        laid_out = []
        for source in sources:
            if not source.text.isascii() and _SURROGATE.search(source.text):
                raise InputUnreadableError(
                    f"{source.path}: holds half a character (a lone surrogate); save it as UTF-8."
                )
            laid_out.append(passages(source.text))
        docs = self.nlp.pipe(self._as_doc(passage.text) for _, cleaned in laid_out for passage in cleaned)
        return [
            _extraction(source, articles, cleaned, list(islice(docs, len(cleaned))))
            for source, (articles, cleaned) in zip(sources, laid_out, strict=True)
        ]

    def recognise(self, text: str) -> Doc:
        """A passage with the candidates of all recognisers."""
        return self.nlp(self._as_doc(text))

    def _as_doc(self, text: str) -> Doc:
        doc = Doc(self.nlp.vocab, words=list(text), spaces=[False] * len(text))
        doc._.plain = text
        return doc


def _extraction(
    source: SourceText, articles: tuple[Article, ...], cleaned: Sequence[Passage], docs: Sequence[Doc]
) -> Extraction:
    """What a file yields whose passages were read into documents."""
    chosen, aliases = with_file_evidence(docs)
    resolver = Resolver([text_of(doc) for doc in docs], [p.title for p in cleaned], chosen, aliases)
    ids, entities = resolver.resolve()
    mentions, statements = _assemble(cleaned, chosen, ids, entities)
    return Extraction(
        source.document,
        str(source.path),
        source.text,
        PIPELINE_VERSION,
        articles,
        mentions,
        tuple(entities),
        statements,
    )


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


def _assemble(
    cleaned: Sequence[Passage],
    chosen: Sequence[Sequence[Choice]],
    ids: Sequence[Sequence[str]],
    entities: Sequence[Entity],
) -> tuple[tuple[Mention, ...], tuple[Statement, ...]]:
    by_id = {entity.id: entity for entity in entities}
    mentions: list[Mention] = []
    best: dict[tuple[str, str, str], Statement] = {}
    for passage, row, row_ids in zip(cleaned, chosen, ids, strict=True):
        local = [
            Mention(c.start, c.end, c.type, id_, round(c.confidence, 4), c.recognisers)
            for c, id_ in zip(row, row_ids, strict=True)
        ]
        for statement in relate(passage, local, by_id):
            start, end = passage.source_span(statement.start, statement.end)
            placed = Statement(
                statement.head, statement.type, statement.tail, start, end, statement.stated, statement.confidence,
                statement.rule, statement.role, statement.status, statement.date,
            )  # fmt: skip
            key = (statement.head, statement.type, statement.tail)
            if key not in best or placed.confidence > best[key].confidence:
                best[key] = placed
        for mention in local:
            start, end = passage.source_span(mention.start, mention.end)
            mentions.append(Mention(start, end, mention.type, mention.entity, mention.confidence, mention.recognisers))
    mentions.sort(key=lambda mention: (mention.start, mention.end))
    statements = sorted(best.values(), key=lambda s: (s.start, s.end, s.type, s.head, s.tail))
    return tuple(mentions), tuple(statements)
