"""Options that several verbs share, and what they mean together."""

import os
import sys
from enum import StrEnum
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from innograph.output import Format

DEFAULT_STORE = "innograph.kg"
PASSWORD_VARIABLE = "NEO4J_PASSWORD"  # noqa: S105 - the name of the variable, not a password


class Language(StrEnum):
    """A language for labels."""

    ZH = "zh"
    EN = "en"


Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="Text files, or folders to search for them.", show_default=False)
]


def _ask_for_password(context: typer.Context, store: str) -> str:
    """Ask for a server's password once, on the terminal, where the environment does not hold it."""
    if (
        "://" in store
        and not context.resilient_parsing
        and PASSWORD_VARIABLE not in os.environ
        and sys.stdin.isatty()
        and sys.stderr.isatty()
    ):
        # Where the driver looks for it; so it never is an argument, and no verb has to hand it on.
        os.environ[PASSWORD_VARIABLE] = getpass("Password of the Neo4j server: ")
    return store


Store = Annotated[
    str,
    typer.Option(
        "--store",
        "-s",
        envvar="INNOGRAPH_STORE",
        metavar="STORE",
        callback=_ask_for_password,
        help="Where the graph is: a folder, or a Neo4j server (bolt://USER@HOST:7687/DATABASE, neo4j+s://…; "
        f"password in {PASSWORD_VARIABLE}, or asked for).",
    ),
]
Ledger = Annotated[
    Path,
    typer.Option(
        "--ledger",
        envvar="INNOGRAPH_LEDGER",
        metavar="FOLDER",
        help="Where the record of what was read is kept when the store is a server.",
    ),
]
Share = Annotated[
    bool, typer.Option("--share", help="Use a server's database that holds data of others, and leave that alone.")
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
