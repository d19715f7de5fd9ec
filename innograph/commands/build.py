"""`innograph build`: texts to a graph."""

from pathlib import Path

import typer

from innograph.options import (
    DEFAULT_STORE,
    AsCsv,
    AsJson,
    AsTable,
    Lang,
    Language,
    Ledger,
    Paths,
    Processes,
    Share,
    Store,
    chosen_format,
)
from innograph.output import write_rows


def build(
    ctx: typer.Context,
    paths: Paths,
    store: Store = DEFAULT_STORE,
    ledger: Ledger = Path(DEFAULT_STORE),
    share: Share = False,
    processes: Processes = None,
    lang: Lang = Language.ZH,
    table: AsTable = False,
    json: AsJson = False,
    csv: AsCsv = False,
) -> None:
    """Read texts into a graph and tell what it holds.

    Files that were read before and have not changed are skipped; files that are gone from a folder are
    taken out of the graph. Files that cannot be read are reported and skipped; the exit code is then 10.

    \b
    Examples:
      innograph build texts/ more/report.txt --store innovation.kg
      innograph build texts/ --store bolt://neo4j@localhost:7687 --ledger innovation.kg
    """
    from innograph.building import build as build_graph

    form = chosen_format(table, json, csv)
    summary = build_graph(paths, store, processes, ctx.obj, ledger, share)
    write_rows(["what", "type", "count"], list(summary.rows(lang.value)), form)
    reading = summary.reading
    if reading.unchanged:
        typer.echo(f"{reading.unchanged} unchanged files were skipped, {reading.read} were read.", err=True)
    reading.raise_if_some_failed()
