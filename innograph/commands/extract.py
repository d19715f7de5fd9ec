"""`innograph extract`: texts to records, one document a line."""

from pathlib import Path
from typing import Annotated

import typer

from innograph.options import Paths, Processes
from innograph.output import whole_or_nothing


def extract(
    ctx: typer.Context,
    paths: Paths,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write (JSON lines); standard output if not given.")
    ] = None,
    processes: Processes = None,
) -> None:
    """Extract entities and relations and write them as JSON, one document a line.

    The same texts give the same bytes. Files that cannot be read are reported and skipped; the exit
    code is then 10.

    \b
    Example:
      innograph extract texts/ -o extracted.jsonl
    """
    from innograph.extracting import read_all

    with whole_or_nothing(output) as stream:
        reading = read_all(paths, lambda e: stream.write(e.to_json() + "\n"), processes, debug=ctx.obj)
    reading.raise_if_some_failed()
