"""Annotated texts as training windows.

An annotation lists the surfaces of each entity; the mentions are all occurrences of all surfaces, the longest
first, without overlap, white space ignored. What annotators left open is marked so, that no label is learned there.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from extractors.batches import windows

WINDOW = 256
_HAN_SPACE = re.compile(r"(?<=[^\x00-\x7f])[ \t\u3000]+|[ \t\u3000]+(?=[^\x00-\x7f])")
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}


@dataclass(frozen=True, slots=True)
class Span:
    """A mention (or a span left open, whose type is empty) in a text."""

    start: int
    end: int
    type: str
    kind: str = ""
    entity: str = ""


@dataclass(slots=True)
class Sample:
    """A clean text with its spans in order.

    Attributes:
        document: name of the annotated document.
        text: clean text, lines joined where the layout broke them.
        spans: mentions and open spans, without overlap.
        offsets: of each character its place in the document's text without white space, one more for the end.
    """

    document: str
    text: str
    spans: list[Span] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)


def clean(text: str) -> str:
    """Undo page layout: join lines broken in mid-sentence, drop spaces between Chinese characters, fold width."""
    lines = [line.rstrip() for line in text.translate(_WIDE).split("\n")]
    lengths = sorted(len(line) for line in lines if line.strip())
    usual = lengths[int(len(lengths) * 0.9)] if lengths else 0
    joined: list[str] = []
    broken = False
    for line in lines:
        body = line.strip()
        if (
            broken
            and body
            and not re.match(r"[ \t]{2,}|\u3000|[●★■一二三四五六七八九十]+、|（[一二三四五六七八九十]+）", line)
        ):
            joined[-1] += body
        elif body:
            joined.append(body)
        broken = bool(body) and usual <= 60 and len(line) >= 0.75 * usual and body[-1] not in "。！？；：”…"
    return "\n".join(_HAN_SPACE.sub("", line) for line in joined) + "\n"


def squeeze(text: str) -> tuple[str, list[int]]:
    """The text without white space, and for each character of the text its place there (one more for the end)."""
    kept = [not character.isspace() for character in text]
    offsets, place = [], 0
    for keep in kept:
        offsets.append(place)
        place += keep
    offsets.append(place)
    return "".join(c for c, keep in zip(text, kept, strict=True) if keep), offsets


def annotated_spans(gold: dict[str, object], flat: str) -> list[Span]:
    """Mentions and open spans of a squeezed text, in order."""
    entities = gold["entities"]
    assert isinstance(entities, list)
    taken = bytearray(len(flat))
    found: list[Span] = []

    def mark(surfaces: list[tuple[str, str, str, str]]) -> None:
        for surface, type_, kind, entity in sorted(set(surfaces), key=lambda s: (-len(s[0]), s)):
            place = flat.find(surface) if surface else -1
            while place >= 0:
                end = place + len(surface)
                if not any(taken[place:end]):
                    taken[place:end] = b"\1" * len(surface)
                    found.append(Span(place, end, type_, kind, entity))
                place = flat.find(surface, place + 1)

    for name in map(_flat, gold.get("blocked", []) or []):  # type: ignore[call-overload]
        for match in re.finditer(re.escape(name), flat):
            taken[match.start() : match.end()] = b"\1" * len(name)
    mark([(_flat(s), e["type"], e.get("kind", ""), e["id"]) for e in entities for s in e["surfaces"]])
    mark([(_flat(s), "", "", "") for e in entities for s in e.get("optional_surfaces", [])])
    return sorted(found, key=lambda span: span.start)


def _flat(text: str) -> str:
    return squeeze(text.translate(_WIDE))[0]


def read_document(path: Path, text_folder: Path) -> Sample:
    """Read one annotated document as clean text."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    name = path.name.removesuffix(".gold.json")
    text = clean((text_folder / f"{name}.txt").read_text(encoding="utf-8"))
    flat, offsets = squeeze(text)
    place_of = {}
    for place, (offset, character) in enumerate(zip(offsets, text, strict=False)):
        if not character.isspace():
            place_of[offset] = place
    spans = [
        Span(place_of[s.start], place_of[s.end - 1] + 1, s.type, s.kind, s.entity) for s in annotated_spans(gold, flat)
    ]
    return Sample(name, text, spans, offsets)


def held_out(folder: Path, letters: str = "") -> set[str]:
    """The annotated documents of a folder that the learned tagger is not trained on.

    They calibrate its confidences and teach the arbiter how far to believe it.

    Args:
        folder: the annotated texts.
        letters: first letters of the names of whole genres to keep out; by default every eighth document of all.
    """
    names = sorted(path.name.removesuffix(".gold.json") for path in folder.glob("*.gold.json"))
    return {name for number, name in enumerate(names) if (name[0] in letters if letters else number % 8 == 7)}


def read_folder(folder: Path, text_folder: Path | None = None) -> list[Sample]:
    """Read all annotated documents of a folder, and its texts without annotation (`*.plain.txt`) as name-free."""
    samples = [read_document(path, text_folder or folder) for path in sorted(folder.glob("*.gold.json"))]
    for path in sorted(folder.glob("*.plain.txt")):
        samples.append(Sample(path.name.removesuffix(".plain.txt"), clean(path.read_text(encoding="utf-8"))))
    return samples


def cut(sample: Sample, limit: int = WINDOW) -> Iterator[Sample]:
    """Cut a sample into windows, as the tagger does when it runs; a mention across a cut is left open."""
    for start, end in windows(sample.text, limit):
        spans = []
        for span in sample.spans:
            if span.start < end and span.end > start:
                whole = start <= span.start and span.end <= end
                spans.append(
                    Span(
                        max(span.start, start) - start,
                        min(span.end, end) - start,
                        span.type if whole else "",
                        span.kind if whole else "",
                        span.entity,
                    )
                )
        yield Sample(sample.document, sample.text[start:end], spans, sample.offsets[start : end + 1])
