"""`innograph extract`: texts to records, one document a line."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from innograph.options import Paths, Processes
from schema.errors import PermissionDeniedError


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

    with _whole_or_nothing(output) as stream:
        reading = read_all(paths, lambda e: stream.write(e.to_json() + "\n"), processes, debug=ctx.obj)
    reading.raise_if_some_failed()


@contextmanager
def _whole_or_nothing(path: Path | None) -> Iterator[TextIO]:
    """A stream whose content becomes the file `path` only when all of it is written."""
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
