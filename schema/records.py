"""The records that flow between the rooms.

`extractors` turn a file into an `Extraction`; `graph` keeps extractions and shows them as a graph.
All offsets count characters (Unicode code points) of `Extraction.text`, half open.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a file: a stretch of its text with a title and a date.

    Attributes:
        start, end: where the article stands in the file's text; articles tile the text in order.
        title: its headline, or the empty string.
        date: ISO date (`2024-05-13`, `2024-05` or `2024`), or the empty string.
    """

    start: int
    end: int
    title: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of the text that names an entity.

    Attributes:
        start, end: the span.
        type: an entity type of the ontology.
        entity: id of the entity within the extraction.
        confidence: estimated probability that span and type are right, 0 to 1.
        recognisers: names of the recognisers that spoke for it, sorted.
    """

    start: int
    end: int
    type: str
    entity: str
    confidence: float = 1.0
    recognisers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """What the mentions of one thing in one file resolve to.

    Attributes:
        id: unique within the extraction, e.g. `E3`.
        type: an entity type of the ontology.
        kind: a kind of that type, or the empty string.
        name: the canonical name, completed where the text leaves no doubt.
        aliases: every other surface form in the text, sorted.
        code: for regions, the six-digit administrative code (GB/T 2260), else empty.
        number: for policies, the document number (国发〔2018〕44号), else empty.
    """

    id: str
    type: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    code: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One relation that a document states (or that is derived from its names).

    Attributes:
        head, tail: entity ids within the extraction.
        type: a relation type of the ontology.
        start, end: the evidence, the shortest stretch of sentences that states it.
        stated: False where the relation follows from names or reference facts.
        confidence: estimated probability that the relation is right, 0 to 1.
        rule: id of the rule that read it.
        role: the title as written, for WORKS_FOR, else empty.
        status: `planned` or empty.
        date: ISO date as precise as the text tells it, or empty.
    """

    head: str
    type: str
    tail: str
    start: int
    end: int
    stated: bool = True
    confidence: float = 1.0
    rule: str = ""
    role: str = ""
    status: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was read from one file.

    Attributes:
        document: the file's name without its ending.
        source: the path as the user gave it.
        text: the text as read.
        pipeline: version of the pipeline that read it.
    """

    document: str
    source: str
    text: str
    pipeline: str
    articles: tuple[Article, ...] = ()
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    statements: tuple[Statement, ...] = field(default=())

    def to_json(self) -> str:
        """The extraction as one line of JSON, in the form that evaluations read.

        Empty fields of entities and relations are left out; keys keep a fixed order, so that
        equal extractions give equal bytes.
        """
        return json.dumps(
            {
                "document": self.document,
                "source": self.source,
                "pipeline": self.pipeline,
                "text": self.text,
                "articles": [asdict(article) for article in self.articles],
                "mentions": [asdict(mention) for mention in self.mentions],
                "entities": [_filled(asdict(entity)) for entity in self.entities],
                "relations": [_relation(statement) for statement in self.statements],
            },
            ensure_ascii=False,
        )


def _filled(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value != ""}


def _relation(statement: Statement) -> dict[str, Any]:
    record = _filled(asdict(statement))
    record["evidence"] = {"start": record.pop("start"), "end": record.pop("end")}
    return record
