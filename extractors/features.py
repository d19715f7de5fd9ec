"""What the learned tagger is told about each character besides the character itself.

Word boundaries by jieba, hits of a lexicon of general knowledge (`lexicon.tsv`: regions, universities, known
bodies, the nouns that names of institutions, parks and policies end in, titles, verbs of saying, surnames),
brackets and quotation marks around it, its script, and the edges of lines.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

import ahocorasick
import numpy as np
from numpy.typing import NDArray

from schema.errors import InstallationError

_LEXICON = Path(__file__).with_name("lexicon.tsv")
_PAIRS = {
    "《": "》",
    "〈": "〉",
    "“": "”",
    "「": "」",
    "『": "』",
    "（": "）",
    "(": ")",
    "【": "】",
    "〔": "〕",
    "[": "]",
}
_ENCLOSED = {"《": 0, "〈": 0, "“": 1, "「": 1, "『": 1, "（": 2, "(": 2, "【": 3, "〔": 3, "[": 3}
_ENCLOSURES = ("title", "quotation", "parenthesis", "bracket")
_LONGEST_ENCLOSED = 80
_SCRIPTS = ("han", "capital", "small", "digit", "space", "stop", "comma", "other")

Flags = NDArray[np.uint8]


class Features:
    """Computes the features; loads the lexicon once.

    Attributes:
        names: what each feature means, in the order of the columns.

    Raises:
        InstallationError: the lexicon is missing or damaged.
    """

    def __init__(self, lexicon: Path = _LEXICON) -> None:
        """Read the lexicon."""
        words = _read_lexicon(lexicon)
        classes = sorted({name for names in words.values() for name in names})
        self.names = [f"{name}:{part}" for name in classes for part in ("begin", "inside", "end")]
        first = len(self.names)
        self.names += [f"word:{part}" for part in ("begin", "middle", "end", "single")]
        self.names += [f"{kind}:{part}" for kind in _ENCLOSURES for part in ("open", "begin", "inside", "end", "close")]
        self.names += [f"script:{name}" for name in _SCRIPTS]
        self.names += ["line:begin", "line:end"]
        self._word, self._enclosed, self._script, self._line = first, first + 4, first + 24, first + 24 + len(_SCRIPTS)
        column = {name: 3 * number for number, name in enumerate(classes)}
        self._automaton = ahocorasick.Automaton()
        singles = np.zeros((0x10000, len(self.names)), bool)
        for word, names in words.items():
            columns = tuple(sorted(column[name] for name in names))
            if len(word) == 1:
                singles[ord(word), [c + part for c in columns for part in (0, 2)]] = True
            else:
                self._automaton.add_word(word, (len(word), columns))
        self._automaton.make_automaton()
        singles[np.arange(0x10000), [self._script + _script(chr(code)) for code in range(0x10000)]] = True
        packed = np.packbits(singles, axis=1)
        keys = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1])))[:, 0]
        _, distinct, self._row_of = np.unique(keys, return_index=True, return_inverse=True)
        self._rows = singles[distinct].astype(np.uint8)

    @property
    def width(self) -> int:
        """Number of features."""
        return len(self.names)

    def compute(self, text: str, starts: NDArray[np.bool_]) -> Flags:
        """The features of each character.

        Args:
            text: a window of text, not empty.
            starts: for each place whether a word begins there, one more for the end, as `Words.starts` gives them.

        Returns:
            Zeros and ones, [length, width].
        """
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        # Characters beyond the basic plane are rare ideographs for the most part and count as one.
        flags: Flags = self._rows[self._row_of[np.where(codes < 0x10000, codes, 0x4E00)]]
        for last, (length, columns) in self._automaton.iter(text):
            start = last + 1 - length
            for column in columns:
                flags[start, column] = 1
                flags[start + 1 : last, column + 1] = 1
                flags[last, column + 2] = 1
        self._mark_words(starts, flags)
        self._mark_enclosed(text, flags)
        self._mark_lines(text, flags)
        return flags

    def _mark_words(self, starts: NDArray[np.bool_], flags: Flags) -> None:
        begins, ends = starts[:-1], starts[1:]
        for part, marked in enumerate((begins & ~ends, ~begins & ~ends, ~begins & ends, begins & ends)):
            flags[:, self._word + part] = marked

    def _mark_enclosed(self, text: str, flags: Flags) -> None:
        for opening, closing in _PAIRS.items():
            start = text.find(opening)
            while start >= 0:
                end = text.find(closing, start, start + _LONGEST_ENCLOSED)
                if end > start:
                    column = self._enclosed + 5 * _ENCLOSED[opening]
                    flags[start, column] = flags[end, column + 4] = 1
                    if end > start + 1:
                        flags[start + 1, column + 1] = flags[end - 1, column + 3] = 1
                        flags[start + 1 : end, column + 2] = 1
                start = text.find(opening, max(start, end) + 1)

    def _mark_lines(self, text: str, flags: Flags) -> None:
        flags[0, self._line] = flags[-1, self._line + 1] = 1
        place = text.find("\n")
        while place >= 0:
            flags[max(place - 1, 0), self._line + 1] = 1
            flags[min(place + 1, len(text) - 1), self._line] = 1
            place = text.find("\n", place + 1)


@cache
def _read_lexicon(path: Path) -> dict[str, set[str]]:
    words: dict[str, set[str]] = defaultdict(set)
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            name, word = line.split("\t")
            words[word].add(name)
    except OSError as error:
        raise InstallationError(f"{path}: cannot be read ({error.strerror}); reinstall innograph") from error
    except ValueError as error:
        raise InstallationError(f"{path}: damaged; reinstall innograph") from error
    return words


def _script(character: str) -> int:
    if "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf":
        name = "han"
    elif character.isupper():
        name = "capital"
    elif character.isdigit():
        name = "digit"
    elif character.isalpha():
        name = "small"
    elif character.isspace():
        name = "space"
    elif character in "。！？!?；;：:":
        name = "stop"
    elif character in "，,、":
        name = "comma"
    else:
        name = "other"
    return _SCRIPTS.index(name)
