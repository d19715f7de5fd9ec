"""The graph for other programs: network files, tables, linked data, a script for Neo4j, a workbook.

    export(read_graph(store), Path("graph.gexf"))

Each format is a function from a graph to its bytes, or to the bytes of several files; a new one is such a
function and a line in `FORMATS`. Text from documents stays data: it is escaped as the format says, and control
characters that a format cannot hold become spaces.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import process

from graph.export.cypher_script import cypher_script
from graph.export.linked_data import json_ld, turtle
from graph.export.networks import Network, gexf, graphml, to_networkx
from graph.export.tables import csv_tables, neo4j_admin_tables
from graph.export.workbook import xlsx
from graph.folder import translated_os_errors
from graph.model import Graph
from schema.errors import QueryError

__all__ = ["FORMATS", "Format", "Network", "export", "format_of", "to_networkx"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files.

    Attributes:
        name: what it is called by.
        suffix: of its file, or empty if it is a folder of several files.
        about: what it is for.
        write: from a graph to the bytes of each file, by name; of a single file the name is empty.
    """

    name: str
    suffix: str
    about: str
    write: Callable[[Graph], dict[str, bytes]]


FORMATS = {
    item.name: item
    for item in (
        Format("graphml", ".graphml", "networkx, igraph, yEd, Cytoscape", graphml),
        Format("gexf", ".gexf", "Gephi", gexf),
        Format("csv", "", "a folder of four tables", csv_tables),
        Format(
            "neo4j-admin", "", "a folder of tables with the heads that neo4j-admin import reads", neo4j_admin_tables
        ),
        Format("jsonld", ".jsonld", "linked data: JSON-LD with schema.org and PROV-O", json_ld),
        Format("turtle", ".ttl", "linked data: Turtle with schema.org and PROV-O", turtle),
        Format("cypher", ".cypher", "a script for cypher-shell or the Neo4j browser", cypher_script),
        Format("xlsx", ".xlsx", "a workbook for Excel", xlsx),
    )
}


def format_of(path: Path, name: str = "") -> Format:
    """The format of the name, or the one that the file's suffix tells.

    Raises:
        QueryError: there is none; the nearest, or all, are told.
    """
    if name:
        if name not in FORMATS:
            nearest = ", ".join(match for match, _, _ in process.extract(name, list(FORMATS), limit=3))
            raise QueryError(f"export: there is no format {name}; the nearest are: {nearest}.")
        return FORMATS[name]
    by_suffix = {item.suffix: item for item in FORMATS.values() if item.suffix}
    if path.suffix.lower() not in by_suffix:
        raise QueryError(
            f"{path}: its suffix tells no format; end it in {', '.join(by_suffix)}, or name one with --format "
            f"({', '.join(FORMATS)})."
        )
    return by_suffix[path.suffix.lower()]


def export(graph: Graph, path: Path, name: str = "") -> list[Path]:
    """Write a graph; each file takes its place in one step, whole.

    Args:
        graph: what to write.
        path: a file, or for formats of several files a folder, which is made if it is missing.
        name: of a format, or empty to tell it by the suffix.

    Returns:
        The files written.

    Raises:
        QueryError: the format is unknown, or the graph is empty.
        StoreError, PermissionDeniedError, DiskFullError: a file cannot be written.
    """
    form = format_of(path, name)
    if not graph.nodes:
        raise QueryError(f"{path}: not written, the graph is empty; fill it with: innograph build TEXTS")
    files = [(path / part if part else path, content) for part, content in form.write(graph).items()]
    with translated_os_errors(path):
        for file, content in files:
            file.parent.mkdir(parents=True, exist_ok=True)
            unfinished = file.with_name(f"{file.name}.part")
            try:
                unfinished.write_bytes(content)
                unfinished.replace(file)
            finally:
                unfinished.unlink(missing_ok=True)
    return [file for file, _ in files]
