"""Varies training windows: other names, other layout, other script.

Names are exchanged for made ones, or for names of the same type, kind and shape from other documents; equal
surfaces of a window stay equal, and a short form follows its full name.
"""

import random
from collections import defaultdict
from collections.abc import Sequence

import opencc

from training.data import Sample, Span
from training.names import NameMaker


class Augmenter:
    """Varies windows.

    Args:
        samples: the documents that names may be borrowed from.
        seed: seed of the chance.
    """

    def __init__(self, samples: Sequence[Sample], seed: int) -> None:
        """Gather the names that may be borrowed."""
        self._random = random.Random(seed)
        self._maker = NameMaker(self._random)
        self._traditional = opencc.OpenCC("s2t")
        self._bank: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for sample in samples:
            seen = set()
            for span in sample.spans:
                surface = sample.text[span.start : span.end]
                if span.type and surface not in seen and "\n" not in surface:
                    seen.add(surface)
                    self._bank[self._shape(span, surface)].append(surface)

    @staticmethod
    def _shape(span: Span, surface: str) -> tuple[str, str, str]:
        if span.type == "Region":
            shape = surface[-1] if surface[-1] in "省市县区镇乡村" else "1" if len(surface) == 1 else "short"
        elif span.type == "Person":
            shape = "·" if "·" in surface else "latin" if surface.isascii() else "han"
        else:
            shape = "short" if len(surface) <= 4 else "long"
        return span.type, span.kind, shape

    def vary(self, sample: Sample, exchange: float) -> Sample:
        """A varied copy.

        Args:
            sample: a window.
            exchange: probability that an entity's names are exchanged.
        """
        sample = self._exchange(sample, exchange)
        roll = self._random.random()
        if roll < 0.06:
            sample = self._unquote(sample)
        elif roll < 0.16:
            sample = self._noise(sample)
        if self._random.random() < 0.04:
            traditional = self._traditional.convert(sample.text)
            if len(traditional) == len(sample.text):
                sample = Sample(sample.document, traditional, sample.spans, sample.offsets)
        return sample

    def _exchange(self, sample: Sample, exchange: float) -> Sample:
        chosen: dict[tuple[str, str], str] = {}
        longest: dict[str, str] = {}
        for span in sample.spans:
            surface = sample.text[span.start : span.end]
            if len(surface) > len(longest.get(span.entity, "")):
                longest[span.entity] = surface
        names: dict[str, tuple[str, str] | None] = {}
        for span in sample.spans:
            surface = sample.text[span.start : span.end]
            if not span.type or (span.entity, surface) in chosen:
                continue
            if span.entity not in names:
                wanted = self._random.random() < exchange
                names[span.entity] = self._maker.make(span.type, span.kind, longest[span.entity]) if wanted else None
            made = names[span.entity]
            if made is None:
                chosen[span.entity, surface] = surface
            elif self._random.random() < 0.4 and (bank := self._bank.get(self._shape(span, surface))):
                chosen[span.entity, surface] = self._random.choice(bank)
            else:
                full = surface == longest[span.entity] and (
                    len(surface) > 4 or span.type in ("Person", "Region", "Park")
                )
                chosen[span.entity, surface] = made[0] if full else made[1]
        pieces, spans, place, length = [], [], 0, 0
        for span in sample.spans:
            before = sample.text[place : span.start]
            surface = sample.text[span.start : span.end]
            new = chosen.get((span.entity, surface), surface) if span.type else surface
            pieces += [before, new]
            length += len(before)
            spans.append(Span(length, length + len(new), span.type, span.kind, span.entity))
            length += len(new)
            place = span.end
        pieces.append(sample.text[place:])
        return Sample(sample.document, "".join(pieces), spans)

    def _unquote(self, sample: Sample) -> Sample:
        """Quotation marks of another form, or none."""
        form = self._random.choice(["", '""', "「」", "‘’"])
        table = {"“": form[:1], "”": form[-1:]}
        return _replace(sample, lambda place: table.get(sample.text[place], sample.text[place]))

    def _noise(self, sample: Sample) -> Sample:
        """A space or line break put in, a line break or sign taken out, here and there."""
        rate = self._random.choice([0.01, 0.03, 0.08])

        def changed(place: int) -> str:
            character = sample.text[place]
            if self._random.random() >= rate:
                return character
            if character == "\n":
                return ""
            if "0" <= character <= "9":
                return chr(ord(character) + 0xFEE0)
            return character + self._random.choice([" ", "\n", "", "", ""])

        return _replace(sample, changed)


def _replace(sample: Sample, change) -> Sample:  # type: ignore[no-untyped-def]
    """Rewrite a text character by character and carry the spans along; a span that vanishes is dropped."""
    starts, pieces, length = [], [], 0
    for place in range(len(sample.text)):
        starts.append(length)
        piece = change(place)
        pieces.append(piece)
        length += len(piece)
    starts.append(length)
    spans = []
    for span in sample.spans:
        start, end = starts[span.start], starts[span.end - 1] + len(pieces[span.end - 1].rstrip())
        if end > start:
            spans.append(Span(start, end, span.type, span.kind, span.entity))
    return Sample(sample.document, "".join(pieces), spans)
