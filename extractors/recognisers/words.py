"""The words of a document, cut once for all recognisers."""

from spacy.language import Language
from spacy.tokens import Doc

from extractors.recognisers.candidate import text_of
from extractors.words import Words


def words_of(doc: Doc) -> Words:
    """The words of a document, cut once."""
    if doc._.words is None:
        doc._.words = Words(text_of(doc))
    found: Words = doc._.words
    return found


@Language.component("innograph_words")
def words(doc: Doc) -> Doc:
    """Cut a document into words."""
    words_of(doc)
    return doc
