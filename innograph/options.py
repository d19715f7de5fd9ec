"""Options that several verbs share, and what they mean together."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from innograph.output import Format

DEFAULT_STORE = "innograph.kg"


class Language(StrEnum):
    """A language for labels."""

    ZH = "zh"
    EN = "en"


Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="Text files, or folders to search for them.", show_default=False)
]
Store = Annotated[
    str, typer.Option("--store", "-s", envvar="INNOGRAPH_STORE", help="Where the graph is: a folder.", metavar="STORE")
]
Processes = Annotated[
    int | None,
    typer.Option(
        "--processes", "-p", min=1, help="How many processes read texts; by default up to two, where it pays."
    ),
]
Lang = Annotated[Language, typer.Option("--lang", envvar="INNOGRAPH_LANG", help="Language of labels.")]
AsTable = Annotated[bool, typer.Option("--table", help="Rows as a table (the default on a terminal).")]
AsJson = Annotated[bool, typer.Option("--json", help="Rows as one JSON array of objects (the default in a pipe).")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Rows as CSV with a head line.")]


def chosen_format(table: bool, json: bool, csv: bool) -> Format:
    """The format that the flags ask for; without one, a table on a terminal and JSON in a pipe.

    Raises:
        typer.BadParameter: more than one flag is set.
    """
    flags = {Format.TABLE: table, Format.JSON: json, Format.CSV: csv}
    chosen = [form for form, is_set in flags.items() if is_set]
    if len(chosen) > 1:
        raise typer.BadParameter("choose one of --table, --json and --csv.")
    if chosen:
        return chosen[0]
    return Format.TABLE if sys.stdout.isatty() else Format.JSON
