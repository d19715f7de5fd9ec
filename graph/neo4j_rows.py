"""What a graph is on a Neo4j server: its rows, their revisions, and the Cypher that reads and writes them.

All Cypher is made of the names in the ontology; nothing from a text ever becomes part of a query.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any, Self

from graph.model import (
    DOCUMENT,
    EDGE_PROPERTIES,
    MENTIONED_IN,
    MENTIONED_IN_PROPERTIES,
    Graph,
    node_properties,
)
from schema import ontology
from schema.errors import StoreError

SCHEMA_VERSION = 1
SCHEMA_LABEL = "InnographSchema"
FULL_TEXT_INDEX = "innograph_names"
REVISION = "_revision"
BATCH_ROWS = 5_000  # measured: benchmarks/neo4j_speed.py
BATCH_BYTES = 16_000_000  # rows with very long sentences go in smaller batches, to spare the server's memory
INDEXED_BYTES = 8_000  # the longest text that an index of Neo4j holds is a little more

LABELS = (*ontology().entity_types, DOCUMENT)
RELATIONS = (*ontology().relation_types, MENTIONED_IN)
_NODE = f"(x:{'|'.join(LABELS)})"
_EDGE = f"()-[x:{'|'.join(RELATIONS)}]->()"
_OURS = f"WHERE x.{REVISION} IS NOT NULL"

NODE_REVISIONS = f"MATCH {_NODE} {_OURS} RETURN collect(x.{REVISION})"
EDGE_REVISIONS = f"MATCH {_EDGE} {_OURS} RETURN collect(x.{REVISION})"
NODE_COUNTS = f"MATCH {_NODE} {_OURS} RETURN [l IN labels(x) WHERE l IN $labels][0] AS name, count(x) AS count"
EDGE_COUNTS = f"MATCH {_EDGE} {_OURS} RETURN type(x) AS name, count(x) AS count"
DELETE_EDGES = f"MATCH {_EDGE} WHERE x.{REVISION} IN $revisions DELETE x"
# A node that edges of others hold stays theirs, with id and name; it only stops being ours.
DELETE_NODES = (
    f"MATCH {_NODE} WHERE x.{REVISION} IN $revisions SET x = {{id: x.id, name: x.name}} "
    "WITH x WHERE NOT EXISTS { (x)--() } DELETE x"
)
FOREIGN_NODE = (
    f"MATCH (n) WHERE n.{REVISION} IS NULL AND NOT n:{SCHEMA_LABEL} RETURN labels(n) AS labels, n.id AS id LIMIT 1"
)
SCHEMA_VERSIONS = f"MATCH (s:{SCHEMA_LABEL}) RETURN s.version AS version"
# Takes the lock on the node, which the constraint on its id makes the only one.
LOCK_SCHEMA = f"MERGE (s:{SCHEMA_LABEL} {{id: 1}}) SET s.version = $version"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one label, or of one relation type between two labels.

    Attributes:
        merge: writes a batch of them (`$rows`), whether they are there or not.
        keys: names of the key columns: `id`, or the ends of an edge.
        columns: names of the other properties.
        values: of each row, key first.
        revisions: of each row, a 63-bit hash of all that it says.
        sizes: of each row, about as many bytes as it has.
    """

    merge: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    values: list[tuple[Any, ...]]
    revisions: list[int]
    sizes: list[int]

    @classmethod
    def of(cls, merge: str, keys: tuple[str, ...], columns: tuple[str, ...], values: list[tuple[Any, ...]]) -> Self:
        """Rows with their revisions.

        Raises:
            StoreError: Neo4j could not hold one of them.
        """
        start = hashlib.blake2b(f"{SCHEMA_VERSION} {merge}".encode(), digest_size=8)
        revisions, sizes = [], []
        for row in values:
            said = repr(row).encode()
            if len(said) > INDEXED_BYTES or b"\\ud" in said:
                _check(row, keys + columns)
            digest = start.copy()
            digest.update(said)
            revisions.append(int.from_bytes(digest.digest(), "big") >> 1)
            sizes.append(len(said))
        return cls(merge, keys, columns, values, revisions, sizes)

    def batches(self, held: set[int]) -> Iterator[list[dict[str, Any]]]:
        """The rows whose revision is not among `held`, as maps, in batches that one transaction takes."""
        batch: list[dict[str, Any]] = []
        size = 0
        for values, revision, row_size in zip(self.values, self.revisions, self.sizes, strict=True):
            if revision in held:
                continue
            if batch and (len(batch) == BATCH_ROWS or size + row_size > BATCH_BYTES):
                yield batch
                batch, size = [], 0
            ends = len(self.keys)
            row: dict[str, Any] = dict(zip(self.keys, values, strict=False))
            row["properties"] = {**dict(zip(self.columns, values[ends:], strict=True)), REVISION: revision}
            batch.append(row)
            size += row_size
        if batch:
            yield batch


def graph_rows(graph: Graph) -> tuple[list[Rows], list[Rows]]:
    """The rows of the nodes and of the edges of a graph.

    Raises:
        StoreError: Neo4j could not hold one of them.
    """
    entities: dict[str, list[Any]] = {label: [] for label in LABELS}
    for node in graph.nodes.values():
        entities[node.type].append(node)
    entities[DOCUMENT].extend(graph.documents.values())

    types = {key: node.type for key, node in graph.nodes.items()}
    relations: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for edge in graph.edges:
        relations[edge.type, types[edge.head], types[edge.tail]].append(edge)
    for mention in graph.mentions:
        relations[MENTIONED_IN, types[mention.entity], DOCUMENT].append(mention)
    return (
        [_node_rows(label, records) for label, records in entities.items()],
        [_edge_rows(*ends, records) for ends, records in sorted(relations.items(), key=itemgetter(0))],
    )


def schema_statements() -> list[str]:
    """Constraints and indexes: unique ids, names and aliases as full text (`cjk`), what queries filter by."""
    return [
        *(
            f"CREATE CONSTRAINT {label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
            for label in (*LABELS, SCHEMA_LABEL)
        ),
        *(
            f"CREATE INDEX {label.lower()}_name IF NOT EXISTS FOR (n:{label}) ON (n.name)"
            for label in ontology().entity_types
        ),
        "CREATE INDEX region_code IF NOT EXISTS FOR (n:Region) ON (n.code)",
        f"CREATE FULLTEXT INDEX {FULL_TEXT_INDEX} IF NOT EXISTS FOR (n:{'|'.join(ontology().entity_types)}) "
        "ON EACH [n.name, n.aliases] OPTIONS { indexConfig: { `fulltext.analyzer`: 'cjk' } }",
    ]


def _node_rows(label: str, records: list[Any]) -> Rows:
    merge = f"UNWIND $rows AS row MERGE (x:{label} {{id: row.id}}) SET x = row.properties, x.id = row.id"
    columns = tuple(name for name in node_properties(label) if name != "id")
    return Rows.of(merge, ("id",), columns, list(map(attrgetter("id", *columns), records)))


def _edge_rows(relation: str, head: str, tail: str, records: list[Any]) -> Rows:
    merge = (
        f"UNWIND $rows AS row MATCH (h:{head} {{id: row.head}}) MATCH (t:{tail} {{id: row.tail}}) "
        f"MERGE (h)-[x:{relation}]->(t) SET x = row.properties"
    )
    mentions = relation == MENTIONED_IN
    columns = tuple(MENTIONED_IN_PROPERTIES if mentions else EDGE_PROPERTIES)
    ends = ("entity", "document") if mentions else ("head", "tail")
    return Rows.of(merge, ("head", "tail"), columns, list(map(attrgetter(*ends, *columns), records)))


def _check(values: tuple[Any, ...], columns: Sequence[str]) -> None:
    """Raise `StoreError` if a value is too long for the index on its column, or no text in any encoding."""
    for column, value in zip(columns, values, strict=True):
        for text in value if isinstance(value, tuple) else (value,):
            if not isinstance(text, str):
                continue
            try:
                size = len(text.encode())
            except UnicodeEncodeError:
                raise StoreError(
                    f"{str(values[0])[:60]!a}: its {column} holds half a character (a lone surrogate); mend the text."
                ) from None
            if size > INDEXED_BYTES and column in ("id", "name", "code"):
                raise StoreError(
                    f"{str(values[0])[:60]}…: its {column} is too long ({size:,} bytes, Neo4j indexes up to "
                    f"{INDEXED_BYTES:,}); mend the text or the judgement that made it."
                )
