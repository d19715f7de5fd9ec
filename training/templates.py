"""Windows made from sentence patterns, with new names each time.

A pattern (`templates.txt`, one a line, our own writing) holds slots `{maker:number}` or `{maker:number:short}`: equal
numbers name one entity, and `short` asks for its short form. A window strings a few patterns together.
"""

import random
import re
from pathlib import Path

from training.data import WINDOW, Sample, Span
from training.names import NameMaker

_PATTERNS = Path(__file__).with_name("templates.txt")
_SLOT = re.compile(r"\{([a-z_.]+):(\d)(:short)?\}")
_MAKERS = {
    "institute": ("Institution", "research_institute"),
    "document": ("Policy", "document"),
    "programme": ("Policy", "programme"),
    "person": ("Person", ""),
}


class TemplateWriter:
    """Writes windows from the patterns.

    Args:
        seed: seed of the chance.
    """

    def __init__(self, seed: int) -> None:
        """Read the patterns."""
        self._random = random.Random(seed)
        self._maker = NameMaker(self._random)
        self._patterns = _PATTERNS.read_text(encoding="utf-8").splitlines()

    def write(self) -> Sample:
        """One window of a few sentences, in one paragraph or a line each."""
        joint = self._random.choice(["", "\n"])
        text, spans = "", list[Span]()
        limit = self._random.choice([60, 120, WINDOW])
        while True:
            sentence, found = self._fill(self._random.choice(self._patterns))
            if len(text) + len(sentence) > limit and text:
                break
            spans += [Span(len(text) + s.start, len(text) + s.end, s.type, s.kind, s.entity) for s in found]
            text += sentence + joint
            if len(text) > WINDOW - 20:
                break
        return Sample("template", text[:400], [span for span in spans if span.end <= 400])

    def _fill(self, pattern: str) -> tuple[str, list[Span]]:
        names: dict[tuple[str, str], tuple[str, str]] = {}
        text, spans, place = "", list[Span](), 0
        for slot in _SLOT.finditer(pattern):
            text += pattern[place : slot.start()]
            place = slot.end()
            maker, number, short = slot.groups()
            if (maker, number) not in names:
                names[maker, number] = self._name(maker)
            name = names[maker, number][1 if short else 0]
            type_, kind = self._type(maker)
            spans.append(Span(len(text), len(text) + len(name), type_, kind, f"{maker}{number}"))
            text += name
        return text + pattern[place:], spans

    @staticmethod
    def _type(maker: str) -> tuple[str, str]:
        if maker in _MAKERS:
            return _MAKERS[maker]
        if maker == "region.abbreviation":
            return "Region", "province"
        if "." in maker:
            group, kind = maker.split(".")
            return group.capitalize(), kind
        return "Institution", maker

    def _name(self, maker: str) -> tuple[str, str]:
        type_, kind = self._type(maker)
        if maker == "person":
            model = self._random.choices(["王伟", "A·B", "Ann Lee", "李教授"], [20, 2, 1, 1])[0]
        elif maker == "region.abbreviation":
            model = "省"
        else:
            model = self._random.choice(["某某市", "某地"]) if kind != "town" else "某某镇"
        made = self._maker.make(type_, kind, model)
        assert made is not None
        if type_ == "Policy" and kind == "programme":
            return made[0], made[0]
        return made
