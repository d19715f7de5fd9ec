"""The word lists of the relation rules: read once, checked, turned into regular expressions."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from schema.errors import InstallationError

FOLDER = Path(__file__).parent


def read_yaml(path: Path) -> Any:
    """The content of a YAML file that belongs to the program.

    Raises:
        InstallationError: it is missing or not YAML.
    """
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InstallationError(f"{path}: cannot be read ({error.strerror}); install innograph again.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InstallationError(f"{path}: is not valid YAML ({str(error).splitlines()[0]}); mend the file.") from error


def alternation(words: list[str]) -> str:
    """A regular expression for one of the words, longer words first."""
    return "(?:" + "|".join(sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))) + ")"


@cache
def word_lists() -> dict[str, str]:
    """Regular expression of each list in `lexicon.yaml` and of `title`, by name."""
    lists = {name: alternation(words) for name, words in read_yaml(FOLDER / "lexicon.yaml")["words"].items()}
    lists["title"] = titles().pattern
    return lists


@dataclass(frozen=True, slots=True)
class Titles:
    """What is known of titles of posts.

    Attributes:
        pattern: regular expression of one title with its prefixes (副, 首席).
        owners: for a title, the kinds and the name endings of the organisation that it belongs to.
    """

    pattern: str
    owners: dict[str, tuple[frozenset[str], tuple[str, ...]]]

    def owner(self, role: str) -> tuple[frozenset[str], tuple[str, ...]]:
        """Kinds and name endings of the organisation that a role points to by itself."""
        for length in range(min(6, len(role)), 0, -1):
            if role[-length:] in self.owners:
                return self.owners[role[-length:]]
        return frozenset(), ()


@cache
def titles() -> Titles:
    """The titles of `titles.yaml`."""
    raw = read_yaml(FOLDER / "titles.yaml")
    owners: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {}
    for group in raw["titles"]:
        for word in group["words"]:
            owners.setdefault(str(word), (frozenset(group["kinds"]), tuple(group.get("endings", ""))))
    prefixes = alternation([str(word) for word in raw["prefixes"]])
    return Titles(f"(?:{prefixes}*{alternation(list(owners))})", owners)


@cache
def title_at_end() -> re.Pattern[str]:
    """Matches text that ends with a title."""
    return re.compile(titles().pattern + "$")
