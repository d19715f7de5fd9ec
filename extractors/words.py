"""Words and their parts of speech by jieba's dictionary, as hints where a name may begin or end.

Chinese writes no spaces, and a segmenter errs on just the names that are looked for: so words never
decide alone, they only mark the verbs, prepositions and particles that cannot belong to a name.
"""

import re
from functools import cache
from pathlib import Path

import jieba
import numpy as np
import rjieba
from numpy.typing import NDArray

from schema.reference import read_words

_FLAGGED = re.compile(r"^(\S{2,}) \d+ (v|vd|d|p|c|r|rr|rz|t|y|ad|zg|i|l|ns|nr|m|q|a)$", re.MULTILINE)
_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def _flags() -> dict[str, str]:
    path = Path(jieba.__file__).with_name("dict.txt")
    return dict(_FLAGGED.findall(path.read_text(encoding="utf-8")))


@cache
def _segmenter() -> rjieba.Jieba:
    return rjieba.Jieba()


def in_dictionary(word: str) -> bool:
    """Whether jieba's dictionary holds the word."""
    return bool(_segmenter().has_word(word))


def flag(word: str) -> str:
    """Part of speech of a word of two characters or more, as jieba's dictionary gives it; empty for nouns and unknown words."""
    return _flags().get(word, "")


def _cut(text: str, unknown_words: bool) -> list[str]:
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", text)
    pieces: list[str] = _segmenter().cut(text, unknown_words)
    return pieces


class Words:
    """The words of a text.

    Attributes:
        text: the text.
        spans: start and end of each word, in order, without gap.
        index: for each character the number of its word.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: list[tuple[int, int]] = []
        self.index: list[int] = []
        position = 0
        for number, word in enumerate(_cut(text, unknown_words=False)):
            length = len(word)
            self.spans.append((position, position + length))
            self.index.extend([number] * length)
            position += length

    def starts(self) -> NDArray[np.bool_]:
        """For each place whether a word begins there, words that the dictionary lacks guessed; the end counts as one."""
        starts = np.zeros(len(self.text) + 1, bool)
        position = 0
        for word in _cut(self.text, unknown_words=True):
            starts[position] = True
            position += len(word)
        starts[-1] = True
        return starts

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


def word_list(name: str) -> frozenset[str]:
    """A list of `reference/words.csv`, by name."""
    return read_words("words.csv")[name]
