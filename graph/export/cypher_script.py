"""The graph as a script of Cypher, for cypher-shell or the Neo4j browser.

Statements are made of the ontology's names only. Values stand in literals: a character that could end one, a
backslash or a control character is escaped, so that text from documents never becomes Cypher.
"""

import math
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

from graph.model import DOCUMENT, EDGE_PROPERTIES, MENTIONED_IN, MENTIONED_IN_PROPERTIES, Graph, node_properties
from schema import ontology

ROWS_A_STATEMENT = 500
_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def cypher_script(graph: Graph) -> dict[str, bytes]:
    """A script that makes the constraints, the nodes and the edges; running it twice changes nothing more."""
    return {"": ("".join(f"{statement};\n" for statement in statements(graph))).encode()}


def statements(graph: Graph) -> Iterator[str]:
    """The statements of the script, one line each, without the final semicolon."""
    types = (*ontology().entity_types, DOCUMENT)
    for label in types:
        yield f"CREATE CONSTRAINT innograph_{label.lower()} IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
    for label in types:
        records: Sequence[Any] = (
            list(graph.documents.values())
            if label == DOCUMENT
            else [node for node in graph.nodes.values() if node.type == label]
        )
        for rows in _rows(records, {name: name for name in node_properties(label)}):
            yield f"UNWIND {rows} AS row MERGE (n:{label} {{id: row.id}}) SET n = row"
    for relation in ontology().relation_types.values():
        for head, tail in relation.pairs():
            edges = [
                edge
                for edge in graph.edges
                if (edge.type, graph.nodes[edge.head].type, graph.nodes[edge.tail].type) == (relation.name, head, tail)
            ]
            yield from _edges(edges, head, relation.name, tail, ("head", "tail"), tuple(EDGE_PROPERTIES))
    for label in ontology().entity_types:
        mentions = [mention for mention in graph.mentions if graph.nodes[mention.entity].type == label]
        ends, properties = ("entity", "document"), tuple(MENTIONED_IN_PROPERTIES)
        yield from _edges(mentions, label, MENTIONED_IN, DOCUMENT, ends, properties)


def literal(value: Any) -> str:
    """A value as a literal of Cypher.

    Raises:
        TypeError: Cypher has no literal for a value of its type.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else "null"
    if isinstance(value, str):
        return "'" + "".join(map(_escaped, value)) + "'"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(literal, value)) + "]"
    raise TypeError(f"no literal for {type(value).__name__}")


def _edges(
    records: Sequence[Any], head: str, relation: str, tail: str, ends: tuple[str, str], properties: tuple[str, ...]
) -> Iterator[str]:
    columns = {"_head": ends[0], "_tail": ends[1], **{name: name for name in properties}}
    sets = ", ".join(f"r.{name} = row.{name}" for name in properties)
    for rows in _rows(records, columns):
        yield (
            f"UNWIND {rows} AS row MATCH (h:{head} {{id: row._head}}), (t:{tail} {{id: row._tail}}) "
            f"MERGE (h)-[r:{relation}]->(t) SET {sets}"
        )


def _rows(records: Sequence[Any], columns: dict[str, str]) -> Iterator[str]:
    """Literal lists of maps, so many rows each; `columns` tells the attribute of a record by key."""
    values = attrgetter(*columns.values())
    for start in range(0, len(records), ROWS_A_STATEMENT):
        maps = (
            "{"
            + ", ".join(f"{key}: {literal(value)}" for key, value in zip(columns, values(record), strict=True))
            + "}"
            for record in records[start : start + ROWS_A_STATEMENT]
        )
        yield "[" + ", ".join(maps) + "]"


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    # Line and paragraph separators end a line for some readers.
    return f"\\u{ord(character):04x}" if character < " " or character in "\x7f\x85\u2028\u2029" else character
