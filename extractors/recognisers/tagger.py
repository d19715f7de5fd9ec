"""The names that the taggers see as candidates: the learned tagger's, or people, places and organisations of the stock one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from extractors import learned
from extractors.lac import LacTagger, TaggedSpan
from extractors.recognisers.candidate import Candidate, candidates_of, text_of
from extractors.recognisers.grammar import all_generic, tidy
from extractors.recognisers.institutions import form_of, head_of, without_country
from extractors.recognisers.people import surname_of
from extractors.recognisers.words import words_of
from extractors.words import Words, flag, in_dictionary, word_list
from schema.regions import gazetteer

NAME = "stock_tagger"
LEARNED = "learned_tagger"
LEAST_LEARNED = 0.1
_LIST = re.compile(r"[、，。；！？\n]")
_SIGNS = "，。；：！？、/|《》【】[]…— \t"
_IMPOSSIBLE = re.compile("[" + re.escape(_SIGNS) + "]")
_PERSON = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f·•‧]{2,20}|[A-Za-z][A-Za-z .\-]{2,40}")
_REGION_ENDS = ("省", "市", "县", "区", "州", "旗", "盟", "镇", "乡", "街道")


@cache
def _learned() -> learned.LearnedTagger:
    return learned.LearnedTagger()


@cache
def _tagger() -> LacTagger:
    return LacTagger()


@Language.component("innograph_stock_tagger")
def stock_tagger(doc: Doc) -> Doc:
    """Add the stock tagger's names to a document's candidates."""
    text, words, found = text_of(doc), words_of(doc), candidates_of(doc)
    lines, offset = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append((offset, line))
        offset += len(line) + 1
    for (start, line), spans in zip(lines, _tagger().tag([line for _, line in lines]), strict=True):
        for span in spans:
            candidate = _candidate(_trimmed(span, line), line, start, words)
            if candidate is not None:
                found.append(candidate)
    return doc


class LearnedTaggerComponent:
    """Adds what the learned tagger takes for names to a document's candidates, overlapping ones included.

    Documents that come as a stream are read by the network many at a time, which short ones need to be read fast.
    """

    def __call__(self, doc: Doc) -> Doc:
        """Add the candidates of one document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 128) -> Iterator[Doc]:
        """Add the candidates of each document of a stream.

        Args:
            stream: the documents.
            batch_size: how many of them the network reads at a time.
        """
        stream = iter(stream)
        while docs := list(islice(stream, batch_size)):
            spans = _learned().candidates([words_of(doc) for doc in docs], LEAST_LEARNED)
            for doc, found in zip(docs, spans, strict=True):
                candidates_of(doc).extend(_learned_candidates(text_of(doc), words_of(doc), found))
                yield doc


@Language.factory("innograph_learned_tagger")
def learned_tagger(nlp: Language, name: str) -> LearnedTaggerComponent:
    """Make the component for a pipeline.

    Args:
        nlp: the pipeline.
        name: the component's name there.
    """
    del nlp, name
    return LearnedTaggerComponent()


def _learned_candidates(text: str, words: Words, spans: Iterable[learned.TaggedSpan]) -> Iterator[Candidate]:
    for span in spans:
        end = _before_title(text, span.start, span.end) if span.type == "Person" else span.end
        start = span.start
        if span.type in ("Institution", "Park"):
            start = without_country(text, start, end)
        if span.type == "Policy" and text[start] in "“《" and not _balanced(text[start:end]):
            start += 1
        name = text[start:end]
        if span.type != "Policy" and (_LIST.search(name) or not _balanced(name)):
            continue
        if span.type == "Park" and any(region.name == name for region in gazetteer().candidates(name)):
            continue
        if span.type in ("Institution", "Park") and _is_category(words, name, start, end):
            continue
        score = min(span.confidence, 0.99)
        if span.type == "Person" and len(name) > 4 and "·" not in name and not name.isascii():
            score *= 0.6
        yield Candidate(start, end, span.type, span.kind, score, LEARNED)


def _is_category(words: Words, name: str, start: int, end: int) -> bool:
    """Whether a name with a form has everyday words alone before it (`国家高新区`, `省级工程技术研究中心`)."""
    form = form_of(name)
    return bool(form) and len(form) < len(name) and all_generic(words, start, end - len(form))


def _balanced(name: str) -> bool:
    return name.count("（") + name.count("(") == name.count("）") + name.count(")") and name.count("“") == name.count(
        "”"
    )


def _before_title(text: str, start: int, end: int) -> int:
    """Where a person's name ends if the tagger cut a title in two (`张明总`·`经理`)."""
    if end - start > 2 and any(text[end - 1 : end + length] in word_list("title") for length in (1, 2, 3)):
        return end - 1
    return end


def _trimmed(span: TaggedSpan, line: str) -> TaggedSpan:
    """The span without the signs that the tagger sometimes takes in at its edges."""
    name = line[span.start : span.end]
    start = span.start + len(name) - len(name.lstrip(_SIGNS))
    return replace(span, start=start, end=max(start, span.start + len(name.rstrip(_SIGNS))))


def _candidate(span: TaggedSpan, line: str, offset: int, words: Words) -> Candidate | None:
    start, end, name = offset + span.start, offset + span.end, line[span.start : span.end]
    if len(name) < 2 or _IMPOSSIBLE.search(name) or not _balanced(name):
        return None
    score = 0.72 if span.certain else 0.6
    if span.label == "PER":
        if not _PERSON.fullmatch(name):
            return None
        return Candidate(start, end, "Person", "", score * _personal(name, words, start, end), NAME)
    known = gazetteer().candidates(name)
    if not known:
        start, sound = tidy(words, start, end)
        name = line[start - offset : end - offset]
        score = score if sound else 0.25
    head = head_of(name)
    if head is not None and all_generic(words, start, end):
        return None
    if head is not None and head.type == "Park" and not head.strong:
        return Candidate(start, end, head.type, head.kind, 0.35, NAME)
    if head is not None and (span.label == "ORG" or head.type == "Park"):
        return Candidate(start, end, head.type, head.kind, score, NAME)
    if span.label == "ORG":
        return Candidate(start, end, "Institution", "", min(score, 0.46), NAME)
    if known and all(name in region.common for region in known):
        return Candidate(start, end, "Region", known[0].kind, 0.3, NAME)
    if known:
        return Candidate(start, end, "Region", known[0].kind, score, NAME)
    if name.endswith(_REGION_ENDS):
        kind = "town" if name.endswith(("镇", "乡", "街道")) else "county"
        return Candidate(start, end, "Region", kind, 0.5, NAME)
    if head is not None:
        return Candidate(start, end, head.type, head.kind, 0.5, NAME)
    return Candidate(start, end, "Region", "city", 0.3, NAME)


def _personal(name: str, words: Words, start: int, end: int) -> float:
    """How far a name looks like a person's: the tagger alone takes many an unusual word for one."""
    if "·" in name or not name[0] >= "\u3400":
        return 1.0 if "·" in name or " " in name else 0.6
    if in_dictionary(name) and flag(name) != "nr":
        return 0.5
    if len(name) > 4:
        return 0.5
    surname = surname_of(name)
    if surname and len(name) - len(surname) in (1, 2) and name[-1] not in "里上下的了":
        return 1.0 if words.begins(start) and words.begins(end) else 0.8
    introduced = words.word_before(start) in word_list("title")
    return 0.8 if introduced else 0.5
