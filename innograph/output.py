"""What a verb writes: rows as a table, JSON or CSV on standard output, and files that are whole or not there.

Text in the rows comes from documents, so it is shown as it is: never read as markup, and control
characters (a terminal would obey them) are left out of tables.
"""

import csv
import io
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schema.errors import PermissionDeniedError

Row = Mapping[str, object]

# Wider than any row: a table that goes into a pipe is not folded, unless COLUMNS says how wide it may be.
_PIPE_WIDTH = 1_000_000


class Format(StrEnum):
    """A form for rows."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def write_rows(columns: Sequence[str], rows: Sequence[Row], form: Format, stream: TextIO | None = None) -> None:
    """Write rows.

    Args:
        columns: the names of the columns, in order.
        rows: each has a value under every column; a missing one counts as empty.
        form: table for a person, an array of JSON objects or CSV with a head line for a program.
        stream: where to; standard output if not given.
    """
    stream = stream or sys.stdout
    match form:
        case Format.TABLE:
            _write_table(columns, rows, stream)
        case Format.JSON:
            stream.write(rows_as_json(columns, rows))
        case Format.CSV:
            stream.write(rows_as_csv(columns, rows))


def rows_as_json(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """One array of objects, an object a line."""
    lines = [json.dumps({c: row.get(c) for c in columns}, ensure_ascii=False, default=str) for row in rows]
    return "[" + ",\n ".join(lines) + "]\n"


def rows_as_csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """RFC 4180 with a head line; lists and objects are written as JSON."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_plain(row.get(column)) for column in columns] for row in rows)
    return buffer.getvalue()


@contextmanager
def whole_or_nothing(path: Path | None) -> Iterator[TextIO]:
    """A stream whose content becomes the file `path` only when all of it is written; standard output without one.

    Raises:
        PermissionDeniedError: the file cannot be written.
    """
    if path is None:
        yield sys.stdout
        return
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        stream = unfinished.open("x", encoding="utf-8", newline="\n")
    except OSError as error:
        raise PermissionDeniedError(f"{path}: cannot be written ({error.strerror}); choose another place.") from error
    try:
        with stream:
            yield stream
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def console(stream: TextIO) -> Console:
    """Where rich text goes: as wide as the terminal, or as COLUMNS says, unfolded in a pipe."""
    width = None if stream.isatty() or "COLUMNS" in os.environ else _PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False)


def _write_table(columns: Sequence[str], rows: Sequence[Row], stream: TextIO) -> None:
    numeric = {c for c in columns if rows and all(isinstance(row.get(c), (int, float)) for row in rows)}
    table = Table(header_style="bold")
    for column in columns:
        table.add_column(Text(printable(column)), justify="right" if column in numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(_shown(row.get(column)))) for column in columns))
    console(stream).print(table)


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "\n".join(_shown(item) for item in value)
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return _plain(value)


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def printable(text: str) -> str:
    """Text that a terminal shows and never obeys."""
    return "".join(character if character.isprintable() or character == "\n" else " " for character in text)
