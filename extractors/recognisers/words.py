"""Words and their parts of speech by jieba's dictionary, as hints where a name may begin or end.

Chinese writes no spaces, and a segmenter errs on just the names that are looked for: so words never
decide alone, they only mark the verbs, prepositions and particles that cannot belong to a name.
"""

import re
from functools import cache
from pathlib import Path

import jieba
from spacy.language import Language
from spacy.tokens import Doc

from extractors.recognisers.candidate import text_of
from schema.reference import read_words

__all__ = ["Words", "in_dictionary", "words", "words_of"]

_FLAGGED = re.compile(r"^(\S{2,}) \d+ (v|vd|d|p|c|r|rr|rz|t|y|ad|zg|i|l|ns|nr|m|q|a)$", re.MULTILINE)


@cache
def _flags() -> dict[str, str]:
    path = Path(jieba.__file__).with_name("dict.txt")
    return dict(_FLAGGED.findall(path.read_text(encoding="utf-8")))


@cache
def _dictionary() -> dict[str, int]:
    jieba.setLogLevel(60)
    jieba.initialize()
    frequencies: dict[str, int] = jieba.dt.FREQ
    return frequencies


def in_dictionary(word: str) -> bool:
    """Whether jieba's dictionary holds the word."""
    return _dictionary().get(word, 0) > 0


def flag(word: str) -> str:
    """Part of speech of a word of two characters or more, as jieba's dictionary gives it; empty for nouns and unknown words."""
    return _flags().get(word, "")


class Words:
    """The words of a text.

    Attributes:
        text: the text.
        spans: start and end of each word, in order, without gap.
        index: for each character the number of its word.
    """

    def __init__(self, text: str) -> None:
        _dictionary()
        self.text = text
        self.spans: list[tuple[int, int]] = []
        self.index: list[int] = []
        position = 0
        for number, word in enumerate(jieba.dt.cut(text, HMM=False)):
            length = len(word)
            self.spans.append((position, position + length))
            self.index.extend([number] * length)
            position += length

    def begins(self, position: int) -> bool:
        """Whether a word begins at a character, or the text ends there."""
        return position >= len(self.index) or self.spans[self.index[position]][0] == position

    def word_before(self, position: int) -> str:
        """The word that ends at or covers the character before `position`, cut there; empty at the start."""
        if position <= 0:
            return ""
        start, _ = self.spans[self.index[position - 1]]
        return self.text[start:position]

    def between(self, start: int, end: int) -> list[str]:
        """The words of a span, cut at its edges."""
        pieces = []
        while start < end:
            _, last = self.spans[self.index[start]]
            pieces.append(self.text[start : min(last, end)])
            start = last
        return pieces

    def word_at(self, position: int) -> str:
        """The word that covers a character; empty behind the end."""
        if position >= len(self.index):
            return ""
        start, end = self.spans[self.index[position]]
        return self.text[start:end]


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


def word_list(name: str) -> frozenset[str]:
    """A list of `reference/words.csv`, by name."""
    return read_words("words.csv")[name]
