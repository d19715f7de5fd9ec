"""A passage: one article as the recognisers see it, with the way back to the file.

Page layout is undone (lines joined, running heads dropped) and signs are folded one to one (full-width
letters and digits, spaces set between Chinese characters), so that rules are written once for clean
text; `offsets` leads every character back to the file's text.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """Clean text of one article.

    Attributes:
        text: the clean text; paragraphs end with a line feed.
        offsets: for each character of `text` its offset in the file's text, one more for the end.
        title: the article's headline as clean text, or empty.
        date: ISO date of the article, or empty.
    """

    text: str
    offsets: Sequence[int]
    title: str = ""
    date: str = ""

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the file's text that `text[start:end]` comes from.

        Args:
            start, end: a non-empty span of `text`, half open.
        """
        return self.offsets[start], self.offsets[end - 1] + 1
