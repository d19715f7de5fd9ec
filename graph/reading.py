"""A store's graph, or a part of it, back in memory: for drawings, analysis and export.

In a database shared with others, nodes of theirs may bear the same labels: ours all count their mentions.
The queries are static (the ontology is closed) and the same for every store.
"""

from typing import Any

from graph.model import (
    DOCUMENT,
    EDGE_PROPERTIES,
    MENTIONED_IN,
    DocumentNode,
    Edge,
    Graph,
    MentionEdge,
    Node,
    node_properties,
)
from graph.store import GraphStore
from schema import ontology

READING_TIMEOUT_SECONDS = 600.0


def read_graph(store: GraphStore, mentions: bool = True) -> Graph:
    """The whole graph of a store.

    Args:
        store: any store.
        mentions: whether to read MENTIONED_IN too, which no drawing needs.

    Returns:
        A graph equal to the one that the store was given.
    """
    graph = Graph()
    for entity_type in ontology().entity_types:
        returned = _returned("n", node_properties(entity_type))
        for record in _records(store, f"MATCH (n:{entity_type}) WHERE n.mentions IS NOT NULL RETURN {returned}"):
            graph.nodes[record["id"]] = Node(type=entity_type, **_tuples(record))
    returned = _returned("n", node_properties(DOCUMENT))
    for record in _records(store, f"MATCH (n:{DOCUMENT}) WHERE n.source IS NOT NULL RETURN {returned}"):
        graph.documents[record["id"]] = DocumentNode(**record)
    for relation in ontology().relation_types:
        returned = _returned("r", EDGE_PROPERTIES)
        query = (
            f"MATCH (h)-[r:{relation}]->(t) WHERE r.weight IS NOT NULL RETURN h.id AS head, t.id AS tail, {returned}"
        )
        graph.edges.extend(Edge(type=relation, **_tuples(record)) for record in _records(store, query))
    if mentions:
        query = (
            f"MATCH (e)-[r:{MENTIONED_IN}]->(d) "
            "RETURN e.id AS entity, d.id AS document, r.count AS count, r.surfaces AS surfaces"
        )
        graph.mentions.extend(MentionEdge(**_tuples(record)) for record in _records(store, query))
        graph.mentions.sort(key=lambda mention: (mention.entity, mention.document))
    graph.nodes = dict(sorted(graph.nodes.items()))
    graph.documents = dict(sorted(graph.documents.items()))
    graph.edges.sort(key=lambda edge: (edge.head, edge.type, edge.tail))
    return graph


def _returned(variable: str, properties: dict[str, str]) -> str:
    return ", ".join(f"{variable}.{name} AS {name}" for name in properties)


def _records(store: GraphStore, query: str) -> list[dict[str, Any]]:
    return store.query(query, timeout=READING_TIMEOUT_SECONDS).records()


def _tuples(record: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in record.items()}
