"""The stock tagger's people, places and organisations as candidates."""

from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extractors.lac import LacTagger, TaggedSpan
from extractors.recognisers.candidate import Candidate, candidates_of
from extractors.recognisers.institutions import head_of
from schema.regions import gazetteer

NAME = "stock_tagger"
_REGION_ENDS = ("省", "市", "县", "区", "州", "旗", "盟", "镇", "乡", "街道")


@cache
def _tagger() -> LacTagger:
    return LacTagger()


@Language.component("innograph_stock_tagger")
def stock_tagger(doc: Doc) -> Doc:
    """Add the stock tagger's names to a document's candidates."""
    text, found = doc.text, candidates_of(doc)
    lines, offset = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append((offset, line))
        offset += len(line) + 1
    for (start, line), spans in zip(lines, _tagger().tag([line for _, line in lines]), strict=True):
        for span in spans:
            candidate = _candidate(span, line[span.start : span.end], start)
            if candidate is not None:
                found.append(candidate)
    return doc


def _candidate(span: TaggedSpan, name: str, offset: int) -> Candidate | None:
    start, end = offset + span.start, offset + span.end
    if len(name) < 2 or not name.strip("“”《》（）、，。 "):
        return None
    score = 0.72 if span.certain else 0.6
    if span.label == "PER":
        return Candidate(start, end, "Person", "", score, NAME)
    head = head_of(name)
    if head is not None and (span.label == "ORG" or head.type == "Park"):
        return Candidate(start, end, head.type, head.kind, score, NAME)
    if span.label == "ORG":
        return Candidate(start, end, "Institution", "", 0.5, NAME)
    known = gazetteer().candidates(name)
    if known:
        return Candidate(start, end, "Region", known[0].kind, score, NAME)
    if name.endswith(_REGION_ENDS):
        kind = "town" if name.endswith(("镇", "乡", "街道")) else "county"
        return Candidate(start, end, "Region", kind, 0.5, NAME)
    if head is not None:
        return Candidate(start, end, head.type, head.kind, 0.5, NAME)
    return Candidate(start, end, "Region", "city", 0.3, NAME)
