"""Gold annotations as passages, mentions and entities: what relation rules and their judge are measured on."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.layout import passages
from extractors.passage import Passage
from schema import Entity, Mention

SPACE = r"[\s　]*"


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """An annotated text.

    Attributes:
        name: the file's name without its ending; its letter tells the group (genre and writer).
        parts: its articles as passages, each with its mentions: all occurrences of all surfaces, the longest
            first, without overlap.
        entities: the entities by id.
        relations: the raw records of the annotation.
    """

    name: str
    parts: list[tuple[Passage, list[Mention]]]
    entities: dict[str, Entity]
    relations: list[dict[str, Any]]

    @property
    def group(self) -> str:
        """The letter of the document."""
        return self.name[0]


def read_gold(gold: Path, text: Path) -> GoldDocument:
    """Read an annotation and its text.

    Args:
        gold: `<document>.gold.json`.
        text: `<document>.txt`.
    """
    record = json.loads(gold.read_text(encoding="utf-8"))
    source = text.read_text(encoding="utf-8")
    entities = {
        entry["id"]: Entity(
            entry["id"],
            entry["type"],
            entry.get("kind") or "",
            entry["name"],
            tuple(sorted({*entry["surfaces"], *entry.get("optional_surfaces", ())})),
        )
        for entry in record["entities"]
    }
    surfaces = sorted(
        {(surface, entry["id"]) for entry in record["entities"] for surface in entry["surfaces"]},
        key=lambda pair: (-len(pair[0]), pair),
    )
    taken = bytearray(len(source))
    for blocked in record.get("blocked", []):
        for found in re.finditer(re.escape(blocked), source):
            taken[found.start() : found.end()] = b"\1" * len(blocked)
    spans = []
    for surface, entity in surfaces:
        for found in re.finditer(SPACE.join(map(re.escape, re.sub(r"\s", "", surface))), source):
            if not any(taken[found.start() : found.end()]):
                taken[found.start() : found.end()] = b"\1" * (found.end() - found.start())
                spans.append((found.start(), found.end(), entity))
    spans.sort()
    parts = []
    for passage in passages(source)[1]:
        places = {offset: at for at, offset in reversed(list(enumerate(passage.offsets[:-1])))}
        mentions = [
            Mention(places[start], places[end - 1] + 1, entities[entity].type, entity)
            for start, end, entity in spans
            if start in places and end - 1 in places
        ]
        parts.append((passage, mentions))
    return GoldDocument(gold.name.removesuffix(".gold.json"), parts, entities, record["relations"])


def read_folder(gold: Path, texts: Path) -> list[GoldDocument]:
    """All annotated documents of a folder, in order of their names."""
    return [
        read_gold(path, texts / f"{path.name.removesuffix('.gold.json')}.txt")
        for path in sorted(gold.glob("*.gold.json"))
    ]
