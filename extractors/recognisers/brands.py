"""Brands: companies called by an unusual core and a trade alone (`镜湖精工`, `海漈创投`), and names in Latin letters."""

import re
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extractors.recognisers.candidate import Candidate, candidates_of, text_of
from extractors.recognisers.grammar import hard_stop, is_generic
from extractors.recognisers.words import words_of
from extractors.words import in_dictionary, word_list

NAME = "brands"
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN_COMPANY = re.compile(
    r"[A-Z][A-Za-z0-9&.\-]*(?: [A-Z][A-Za-z0-9&.\-]*){0,4} ?(?:公司|集团|Inc\.?|Ltd\.?|GmbH|AG|AB|Oy|Kft\.|LLC|Corp\.?|Group|Technologies|Capital|Partners)(?![A-Za-z])"
)


@cache
def _trades() -> re.Pattern[str]:
    forms = sorted(word_list("trade"), key=lambda form: (-len(form), form))
    return re.compile("|".join(map(re.escape, forms)))


@Language.component("innograph_brands")
def brands(doc: Doc) -> Doc:
    """Add the brands of a document to its candidates."""
    text, words, found = text_of(doc), words_of(doc), candidates_of(doc)
    for match in _trades().finditer(text):
        head = match.start()
        if not words.begins(match.end()):
            continue
        start = head
        while start > 0 and head - start < 4:
            word = words.word_before(start)
            if not _HAN.fullmatch(word) or hard_stop(word) or is_generic(word) or len(word) > 2:
                break
            if len(word) == 2 and in_dictionary(word) and (start < head or head - start):
                break
            start -= len(word)
        core = text[start:head]
        if len(core) < 2 or in_dictionary(core):
            continue
        before = words.word_before(start)
        bounded = not before or hard_stop(before) or not _HAN.match(before) or before in word_list("speech")
        found.append(Candidate(start, match.end(), "Institution", "company", 0.5 if bounded else 0.35, NAME))
    for match in _LATIN_COMPANY.finditer(text):
        found.append(Candidate(*match.span(), "Institution", "company", 0.75, NAME))
    return doc
