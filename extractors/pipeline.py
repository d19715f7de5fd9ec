"""The pipeline: from a file to its extraction.

A spaCy pipeline with character tokens lets every recogniser add candidates to a document (one article); the
arbiter chooses among them. What was found anywhere in the file then licenses short forms and aliases
everywhere in it, the arbiter chooses again, mentions are resolved to entities and related.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extractors import recognisers
from extractors.file_evidence import with_file_evidence
from extractors.layout import passages
from extractors.passage import Passage
from extractors.recognisers.candidate import text_of
from extractors.relations import relate
from extractors.resolution import Resolver
from extractors.source import SourceText, read_source
from schema.errors import InputUnreadableError
from schema.records import Article, Entity, Extraction, Mention, Statement

PIPELINE_VERSION = "1"
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

    def extract_many(self, sources: Sequence[SourceText]) -> list[Extraction]:
        """Extract several texts, which for short ones is faster than one by one and gives the same.

        Args:
            sources: the texts; some ten thousand characters together are enough.

        Raises:
            InputUnreadableError: a text is not fit for work.
        """
        return [relate_file(named) for named in self._find_names(sources)]

    def find_names(self, source: Path | str | SourceText) -> NamedFile:
        """The mentions and entities of one file; arguments and errors as for `extract`."""
        return self._find_names([source if isinstance(source, SourceText) else read_source(Path(source))])[0]

    def _find_names(self, sources: Sequence[SourceText]) -> list[NamedFile]:
        laid_out = []
        for source in sources:
            if not source.text.isascii() and _SURROGATE.search(source.text):
                raise InputUnreadableError(
                    f"{source.path}: holds half a character (a lone surrogate); save it as UTF-8."
                )
            laid_out.append(passages(source.text))
        docs = self.nlp.pipe(self._as_doc(passage.text) for _, cleaned in laid_out for passage in cleaned)
        return [
            _named_file(source, articles, cleaned, list(islice(docs, len(cleaned))))
            for source, (articles, cleaned) in zip(sources, laid_out, strict=True)
        ]

    def recognise(self, text: str) -> Doc:
        """A passage with the candidates of all recognisers."""
        return self.nlp(self._as_doc(text))

    def _as_doc(self, text: str) -> Doc:
        doc = Doc(self.nlp.vocab, words=list(text), spaces=[False] * len(text))
        doc._.plain = text
        return doc


def _named_file(
    source: SourceText, articles: tuple[Article, ...], cleaned: Sequence[Passage], docs: Sequence[Doc]
) -> NamedFile:
    """The names of a file whose passages were read into documents."""
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
    return NamedFile(source, articles, parts, {entity.id: entity for entity in entities})


def make_pipeline(components: Sequence[str] = recognisers.COMPONENTS) -> Language:
    """A blank Chinese pipeline with character tokens and the given recognisers.

    Args:
        components: names of registered spaCy components.
    """
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "char"}}})
    for name in components:
        nlp.add_pipe(name)
    return nlp


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
