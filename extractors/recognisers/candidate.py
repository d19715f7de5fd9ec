"""Candidates: spans that a recogniser takes for a name, and where they are kept on a document."""

from dataclasses import dataclass

from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that one recogniser takes for a name.

    Attributes:
        start, end: the span, in characters of the passage.
        type: an entity type of the ontology.
        kind: a kind of that type, or empty where the recogniser cannot tell.
        score: how sure the recogniser is, 0 to 1.
        recogniser: its name.
        name: the canonical name where the recogniser knows one (a gazetteer, a definition), else empty.
    """

    start: int
    end: int
    type: str
    kind: str
    score: float
    recogniser: str
    name: str = ""


if not Doc.has_extension("candidates"):
    Doc.set_extension("candidates", default=None)
    Doc.set_extension("words", default=None)
    Doc.set_extension("plain", default=None)


def candidates_of(doc: Doc) -> list[Candidate]:
    """The candidates collected so far; components add to this list."""
    if doc._.candidates is None:
        doc._.candidates = []
    found: list[Candidate] = doc._.candidates
    return found


def text_of(doc: Doc) -> str:
    """The text of a document, built once (`Doc.text` joins all tokens each time)."""
    if doc._.plain is None:
        doc._.plain = doc.text
    plain: str = doc._.plain
    return plain
