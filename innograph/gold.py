"""Gold annotations: what a person saw in a text, and the text with those names in it.

A gold document (`NAME.gold.json`) says which entities a text names, by which surfaces, and which relations
it states. The mentions are all occurrences of all surfaces, the longest first, without overlap. What annotators left
open is marked: `optional`, `optional_surfaces`, `blocked`.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from extractors.layout import passages
from extractors.pipeline import NamedFile
from extractors.source import SourceText
from schema import Entity, Mention, ontology
from schema.errors import InputNotFoundError, InputUnreadableError

GOLD_ENDING = ".gold.json"
_SPACE = r"[\s　]*"

Triple: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """An entity that an annotator saw in a text; `kind` is empty where none was noted."""

    id: str
    type: str
    kind: str
    name: str
    surfaces: tuple[str, ...]
    optional_surfaces: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """What an annotator saw in one text.

    Attributes:
        document: the text's name without its ending.
        entities: in the order of the file.
        stated, left_open: triples (type, head, tail) of entity ids, the ends of symmetric ones sorted.
        blocked: names of things outside the ontology, in which no mention counts.
    """

    document: str
    entities: tuple[GoldEntity, ...]
    stated: frozenset[Triple]
    left_open: frozenset[Triple]
    blocked: tuple[str, ...]


def read_gold(folder: Path) -> list[GoldDocument]:
    """All gold documents of a folder, by name.

    Raises:
        InputNotFoundError: the folder is missing or holds none.
        InputUnreadableError: a file is not gold.
    """
    paths = sorted(folder.glob(f"*{GOLD_ENDING}"))
    if not paths:
        raise InputNotFoundError(f"{folder}: holds no *{GOLD_ENDING}; give the folder of the annotations.")
    return [read_gold_file(path) for path in paths]


def read_gold_file(path: Path) -> GoldDocument:
    """One gold document; errors as for `read_gold`."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8-sig"))
        entities = tuple(_gold_entity(body) for body in raw["entities"])
        known = {entity.id for entity in entities}
        foreign = {r["type"] for r in raw["relations"]} - set(ontology().relation_types)
        if foreign:
            raise ValueError(f"{min(foreign)} is no relation type")
        relations = [(as_triple(r["head"], r["type"], r["tail"]), bool(r.get("optional"))) for r in raw["relations"]]
        unknown = {end for (_, *ends), _ in relations for end in ends} - known
        if unknown:
            raise ValueError(f"a relation ends at an unknown entity {min(unknown)}")
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        reason = f"the key {error} is missing" if isinstance(error, KeyError) else str(error).partition("\n")[0]
        raise InputUnreadableError(f"{path}: is not a gold annotation ({reason}); mend it.") from error
    return GoldDocument(
        path.name.removesuffix(GOLD_ENDING),
        entities,
        frozenset(triple for triple, optional in relations if not optional),
        frozenset(triple for triple, optional in relations if optional),
        tuple(squeeze(name) for name in raw.get("blocked", ()) if squeeze(name)),
    )


def _gold_entity(body: dict[str, Any]) -> GoldEntity:
    return GoldEntity(
        str(body["id"]),
        str(body["type"]),
        str(body.get("kind") or ""),
        str(body["name"]),
        tuple(body["surfaces"]),
        tuple(body.get("optional_surfaces", ())),
        bool(body.get("optional")),
    )


def with_gold_names(gold: GoldDocument, source: SourceText) -> NamedFile:
    """A text with the mentions and entities of its annotation, as if recognition had erred in nothing."""
    entities = {
        one.id: Entity(one.id, one.type, one.kind, one.name, tuple(sorted({*one.surfaces, *one.optional_surfaces})))
        for one in gold.entities
    }
    spans = _occurrences(gold, source.text)
    articles, cleaned = passages(source.text)
    parts = []
    for passage in cleaned:
        places = {offset: at for at, offset in reversed(list(enumerate(passage.offsets[:-1])))}
        mentions = [
            Mention(places[start], places[end - 1] + 1, entities[owner].type, owner)
            for start, end, owner in spans
            if start in places and end - 1 in places
        ]
        parts.append((passage, mentions))
    return NamedFile(source, articles, parts, entities)


def _occurrences(gold: GoldDocument, text: str) -> list[tuple[int, int, str]]:
    """Where the surfaces stand in a text, whatever white space parts them, each with the id of its entity."""
    taken = bytearray(len(text))
    for name in gold.blocked:
        for found in _spread(name).finditer(text):
            taken[found.start() : found.end()] = b"\1" * len(found[0])
    spans = []
    owners = {(surface, one.id) for one in gold.entities for surface in one.surfaces if squeeze(surface)}
    for surface, owner in sorted(owners, key=lambda pair: (-len(pair[0]), pair)):
        for found in _spread(surface).finditer(text):
            if not any(taken[found.start() : found.end()]):
                taken[found.start() : found.end()] = b"\1" * len(found[0])
                spans.append((found.start(), found.end(), owner))
    return sorted(spans)


def _spread(name: str) -> re.Pattern[str]:
    return re.compile(_SPACE.join(map(re.escape, squeeze(name))))


def as_triple(head: str, kind: str, tail: str) -> Triple:
    """Type and ends of a relation, the ends of a symmetric one sorted."""
    first, second = sorted((head, tail)) if ontology().relation_types[kind].symmetric else (head, tail)
    return kind, first, second


def squeeze(text: str) -> str:
    """A text without its white space."""
    return "".join(text.split())
