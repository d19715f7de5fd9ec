"""Gold annotations as passages, mentions and entities: what relation rules and their judge are measured on."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.passage import Passage
from schema import Entity, Mention

PARAGRAPH_START = re.compile(r"[\s　]|[（(]?[一二三四五六七八九十\d]{1,3}[、)）.．]|[●★◆◇■□▲▼△○◎※【〔—－·•]")
PARAGRAPH_END = set("。！？；：…”」』）)!?;:.")


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """An annotated text.

    Attributes:
        name: the file's name without its ending; its letter tells the group (genre and writer).
        passage: the text with lines joined.
        mentions: all occurrences of all surfaces, the longest first, without overlap.
        entities: the entities by id.
        relations: the raw records of the annotation.
    """

    name: str
    passage: Passage
    mentions: list[Mention]
    entities: dict[str, Entity]
    relations: list[dict[str, Any]]

    @property
    def group(self) -> str:
        """The letter of the document."""
        return self.name[0]


def join_lines(text: str) -> str:
    """The text with lines that page layout broke joined again; others keep their line feed."""
    lines = [line.rstrip() for line in text.replace("\r", "").split("\n")]
    widest = max((len(line) for line in lines), default=0)
    joined: list[str] = []
    for line in lines:
        previous = joined[-1] if joined else ""
        broken = (
            len(previous.split("\n")[-1]) >= 24
            and previous[-1:] not in PARAGRAPH_END
            and line
            and not PARAGRAPH_START.match(line)
            and widest < 120
        )
        if broken:
            joined[-1] = previous + line
        else:
            joined.append(line.strip())
    return "\n".join(line for line in joined if line) + "\n"


def read_gold(gold: Path, text: Path) -> GoldDocument:
    """Read an annotation and its text.

    Args:
        gold: `<document>.gold.json`.
        text: `<document>.txt`.
    """
    record = json.loads(gold.read_text(encoding="utf-8"))
    clean = join_lines(text.read_text(encoding="utf-8"))
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
    taken = bytearray(len(clean))
    for blocked in record.get("blocked", []):
        for found in re.finditer(re.escape(blocked), clean):
            taken[found.start() : found.end()] = b"\1" * len(blocked)
    mentions = []
    for surface, entity in surfaces:
        for found in re.finditer(r"[\s　]*".join(map(re.escape, surface)), clean):
            if not any(taken[found.start() : found.end()]):
                taken[found.start() : found.end()] = b"\1" * (found.end() - found.start())
                mentions.append(Mention(found.start(), found.end(), entities[entity].type, entity))
    mentions.sort(key=lambda mention: mention.start)
    name = gold.name.removesuffix(".gold.json")
    return GoldDocument(name, Passage(clean, range(len(clean) + 1)), mentions, entities, record["relations"])


def read_folder(gold: Path, texts: Path) -> list[GoldDocument]:
    """All annotated documents of a folder, in order of their names."""
    return [
        read_gold(path, texts / f"{path.name.removesuffix('.gold.json')}.txt")
        for path in sorted(gold.glob("*.gold.json"))
    ]
