"""`innograph export`: the graph as a file for other programs."""

from pathlib import Path
from typing import Annotated

import typer

from innograph.options import DEFAULT_STORE, Store


def _completed(incomplete: str) -> list[str]:
    from graph.export import FORMATS

    return [name for name in FORMATS if name.startswith(incomplete)]


def export(
    output: Annotated[Path, typer.Option("--output", "-o", help="The file, or the folder, to write.")],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            help="graphml, gexf, csv, neo4j-admin, jsonld, turtle, cypher or xlsx; by default as the suffix tells.",
            autocompletion=_completed,
        ),
    ] = "",
    stated: Annotated[bool, typer.Option("--stated", help="Leave out relations that no document states.")] = False,
    store: Store = DEFAULT_STORE,
) -> None:
    """Write the graph for another program: Gephi, Neo4j, Excel, linked data.

    \b
    Examples:
      innograph export -o graph.gexf
      innograph export -o graph.ttl
      innograph export -o tables --format csv
    """
    from graph.export import export as write
    from graph.export import format_of
    from graph.reading import read_graph
    from graph.store import open_store

    format_of(output, form)
    with open_store(store) as opened:
        graph = read_graph(opened)
    if stated:
        graph.edges = [edge for edge in graph.edges if edge.stated]
    for file in write(graph, output, form):
        typer.echo(str(file.resolve()))
