"""Gold annotations as passages, mentions and entities: what relation rules and their judge are measured on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.passage import Passage
from extractors.source import read_source
from innograph.gold import read_gold_file, with_gold_names
from schema import Entity, Mention


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
    parts: Sequence[tuple[Passage, Sequence[Mention]]]
    entities: Mapping[str, Entity]
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
    annotated = read_gold_file(gold)
    named = with_gold_names(annotated, read_source(text))
    relations = json.loads(gold.read_text(encoding="utf-8"))["relations"]
    return GoldDocument(annotated.document, named.parts, named.entities, relations)


def read_folder(gold: Path, texts: Path) -> list[GoldDocument]:
    """All annotated documents of a folder, in order of their names."""
    return [
        read_gold(path, texts / f"{path.name.removesuffix('.gold.json')}.txt")
        for path in sorted(gold.glob("*.gold.json"))
    ]
