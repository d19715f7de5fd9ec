"""Reference facts: the tables under `reference/`, read and checked.

Each table is UTF-8 CSV with a head line; lists inside a cell are joined by `|`.
"""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from schema.errors import InstallationError

REFERENCE_FOLDER = Path(__file__).with_name("reference")


def read_table(name: str, columns: Sequence[str]) -> list[dict[str, str]]:
    """Rows of one table.

    Args:
        name: file name within `reference/`.
        columns: the columns that the table must have, in this order.

    Raises:
        InstallationError: the file is missing, not UTF-8, or has other columns or ragged rows.
    """
    path = REFERENCE_FOLDER / name
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            head, *rows = csv.reader(handle)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise InstallationError(
            f"{path}: cannot read the reference table ({error}); install innograph again."
        ) from error
    if head != list(columns):
        raise InstallationError(f"{path}: has the columns {head}, not {list(columns)}; install innograph again.")
    for number, row in enumerate(rows, 2):
        if len(row) != len(columns):
            raise InstallationError(f"{path}, line {number}: has {len(row)} cells, not {len(columns)}; mend the file.")
    return [dict(zip(columns, row, strict=True)) for row in rows]


@cache
def read_words(name: str) -> dict[str, frozenset[str]]:
    """Word lists of one table with the columns `list` and `words`, by the list's name.

    Args:
        name: file name within `reference/`.
    """
    lists: dict[str, set[str]] = {}
    for row in read_table(name, ("list", "words")):
        lists.setdefault(row["list"], set()).update(filter(None, row["words"].split("|")))
    return {key: frozenset(words) for key, words in lists.items()}
