"""The graph as CSV: four tables for any program, or the tables that `neo4j-admin database import` reads.

Text is written as it is. A spreadsheet may take a cell that begins with `=` for a formula; for people
there is the workbook (`graph.export.workbook`), in which text is text.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from graph.model import (
    DOCUMENT,
    DOCUMENT_PROPERTIES,
    EDGE_PROPERTIES,
    ENTITY_PROPERTIES,
    MENTIONED_IN,
    MENTIONED_IN_PROPERTIES,
    TYPE_PROPERTIES,
    Graph,
    node_properties,
)
from schema import ontology

# A control character that no text holds: U+001F, the unit separator, made for this.
ARRAY_DELIMITER = "\x1f"
_ADMIN_TYPES = {"text": "string", "texts": "string[]", "integer": "long", "number": "double", "truth": "boolean"}


def csv_tables(graph: Graph) -> dict[str, bytes]:
    """`entities.csv`, `relations.csv`, `documents.csv` and `mentions.csv`; lists are JSON arrays."""
    entity = ("id", "type", *(name for name in ENTITY_PROPERTIES if name != "id"), *_own_properties())
    relation = ("head", "type", "tail", *EDGE_PROPERTIES)
    mention = ("entity", "document", *MENTIONED_IN_PROPERTIES)
    return {
        "entities.csv": _table(entity, graph.nodes.values()),
        "relations.csv": _table(relation, graph.edges),
        "documents.csv": _table(tuple(DOCUMENT_PROPERTIES), graph.documents.values()),
        "mentions.csv": _table(mention, graph.mentions),
    }


def neo4j_admin_tables(graph: Graph) -> dict[str, bytes]:
    """A table for each node type and each relation type, with typed heads, and `import.txt` with the command.

    Source: Neo4j Operations Manual 5, “Import”, header format. Lists are parted by U+001F. What has no value is an
    empty field without quotation marks, the empty text one with them.
    """
    files: dict[str, bytes] = {}
    nodes, relations = [], []
    for entity_type in (*ontology().entity_types, DOCUMENT):
        of_type = [node for node in graph.nodes.values() if node.type == entity_type]
        records: Sequence[Any] = list(graph.documents.values()) if entity_type == DOCUMENT else of_type
        properties = node_properties(entity_type)
        head = ["id:ID", *(_typed(name, kind) for name, kind in properties.items() if name != "id")]
        if records:
            files[f"{entity_type}.csv"] = _admin_table(head, records, list(properties))
            nodes.append(f"--nodes={entity_type}={entity_type}.csv")
    head = [":START_ID", ":END_ID", *(_typed(name, kind) for name, kind in EDGE_PROPERTIES.items())]
    for relation in ontology().relation_types:
        edges = [edge for edge in graph.edges if edge.type == relation]
        if edges:
            files[f"{relation}.csv"] = _admin_table(head, edges, ["head", "tail", *EDGE_PROPERTIES])
            relations.append(f"--relationships={relation}={relation}.csv")
    if graph.mentions:
        head = [":START_ID", ":END_ID", *(_typed(name, kind) for name, kind in MENTIONED_IN_PROPERTIES.items())]
        columns = ["entity", "document", *MENTIONED_IN_PROPERTIES]
        files[f"{MENTIONED_IN}.csv"] = _admin_table(head, graph.mentions, columns)
        relations.append(f"--relationships={MENTIONED_IN}={MENTIONED_IN}.csv")
    options = ["--array-delimiter=U+001F", "--multiline-fields=true", *nodes, *relations, "neo4j"]
    files["import.txt"] = ("neo4j-admin database import full \\\n  " + " \\\n  ".join(options) + "\n").encode()
    return files


def _own_properties() -> list[str]:
    return [name for properties in TYPE_PROPERTIES.values() for name in properties]


def _table(columns: Sequence[str], records: Iterable[Any]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(getattr(record, column)) for column in columns] for record in records)
    # With the mark, spreadsheets read the table as UTF-8.
    return buffer.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _typed(name: str, kind: str) -> str:
    return f"{name}:{_ADMIN_TYPES[kind]}"


def _admin_table(head: Sequence[str], records: Iterable[Any], columns: Sequence[str]) -> bytes:
    values = attrgetter(*columns)
    lines = [",".join(head), *(",".join(map(_admin_field, values(record))) for record in records)]
    return ("\n".join(lines) + "\n").encode()


def _admin_field(value: Any) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    parts = value if isinstance(value, tuple) else (value,)
    text = ARRAY_DELIMITER.join(part.replace(ARRAY_DELIMITER, " ") for part in parts)
    return '"' + text.replace('"', '""') + '"'
