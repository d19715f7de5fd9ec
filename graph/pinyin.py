"""Names by their sound: a Latin query as pinyin syllables or initials, matched against Chinese characters.

`ganjiang`, `ganj` and `gj` all match 赣江. Every reading of a character counts (重 as `zhong` and `chong`), so nobody
has to know which one a name takes. Readings are those of pypinyin, without tones; `ü` is typed `v`.

A query becomes a pattern with a set of characters for each syllable, which runs over all names in one
pass: that costs milliseconds, and nothing has to be computed for each name beforehand.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pypinyin import Style, pinyin

LATIN_QUERY = re.compile(r"[a-z' ]+")
_MOST_SPLITS = 16


class Sounds:
    """How the characters of some names sound.

    Args:
        names: all names that will be searched.
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Look up the readings of all characters in `names`."""
        characters = sorted({character for name in names for character in name if "\u3400" <= character <= "\u9fff"})
        self._first: dict[str, str] = {}
        self._by_syllable: dict[str, set[str]] = defaultdict(set)
        self._by_prefix: dict[str, set[str]] = defaultdict(set)
        for character in characters:
            (readings,) = pinyin(character, style=Style.NORMAL, heteronym=True)
            self._first[character] = readings[0]
            for reading in readings:
                self._by_syllable[reading].add(character)
                for length in range(1, len(reading) + 1):
                    self._by_prefix[reading[:length]].add(character)

    def spelled(self, name: str) -> str:
        """`name` with each character replaced by its commonest reading; what is not Chinese stays."""
        return "".join(self._first.get(character, character) for character in name)

    def syllables(self, query: str) -> re.Pattern[str] | None:
        """A pattern for stretches of names that sound like `query`, the last syllable perhaps begun only.

        Returns:
            The pattern, or None if `query` cannot be read as syllables of these names.
        """
        patterns = ["".join(map(self._any_of, split)) for split in self._splits(_letters(query))]
        return re.compile("|".join(patterns)) if patterns else None

    def initials(self, query: str) -> re.Pattern[str] | None:
        """A pattern for stretches of names whose characters begin with the letters of `query`, two at least."""
        letters = _letters(query)
        if len(letters) < 2 or any(letter not in self._by_prefix for letter in letters):
            return None
        return re.compile("".join(_set_of(self._by_prefix[letter]) for letter in letters))

    def _splits(self, letters: str) -> Sequence[tuple[tuple[str, bool], ...]]:
        """Ways to read `letters` as syllables, the fewest first: each with whether it is whole."""
        found = []
        for split in self._split_from(letters, 0):
            found.append(split)
            if len(found) == _MOST_SPLITS:
                break
        return sorted(found, key=len)

    def _split_from(self, letters: str, start: int) -> Iterator[tuple[tuple[str, bool], ...]]:
        if start == len(letters):
            return
        rest = letters[start:]
        if (start and rest in self._by_prefix) or rest in self._by_syllable:
            yield ((rest, False),)
        for length in range(min(6, len(rest) - 1), 0, -1):  # no syllable is longer than six letters
            if rest[:length] in self._by_syllable:
                for others in self._split_from(letters, start + length):
                    yield ((rest[:length], True), *others)

    def _any_of(self, part: tuple[str, bool]) -> str:
        syllable, whole = part
        return _set_of((self._by_syllable if whole else self._by_prefix)[syllable])


def _letters(query: str) -> str:
    return query.replace(" ", "").replace("'", "")


def _set_of(characters: Iterable[str]) -> str:
    return "[" + "".join(sorted(characters)) + "]"
