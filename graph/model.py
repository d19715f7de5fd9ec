"""The graph in memory: what resolution makes of the ledger, and every store holds.

Nodes are entities and documents; there is one edge for each (head, type, tail), and one
`MENTIONED_IN` edge for each entity and document. The tables of properties below are the contract of
all stores: a store makes its columns of them, and queries rely on them. Text properties are never
null (`''` where nothing is known), so that comparisons in queries hold no surprise; only numbers may be.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field, fields
from operator import attrgetter

DOCUMENT = "Document"
MENTIONED_IN = "MENTIONED_IN"

# Property → what it holds: "text", "texts" (a list), "integer", "number", "truth".
ENTITY_PROPERTIES = {
    "id": "text",
    "name": "text",
    "kind": "text",
    "aliases": "texts",
    "documents": "integer",
    "mentions": "integer",
    "first_date": "text",
    "last_date": "text",
    "other_ids": "texts",
    "identity": "texts",
}
TYPE_PROPERTIES = {
    "Region": {"code": "text", "longitude": "number", "latitude": "number"},
    "Policy": {"number": "text"},
}
DOCUMENT_PROPERTIES = {"id": "text", "title": "text", "date": "text", "source": "text"}
EDGE_PROPERTIES = {
    "stated": "truth",
    "confidence": "number",
    "status": "text",
    "role": "text",
    "documents": "texts",
    "sentences": "texts",
    "rules": "texts",
    "weight": "integer",
    "first_date": "text",
    "last_date": "text",
}
MENTIONED_IN_PROPERTIES = {"count": "integer", "surfaces": "texts"}


def node_properties(node_type: str) -> dict[str, str]:
    """The properties of nodes of a type (an entity type, or `Document`), in order, and what each holds."""
    if node_type == DOCUMENT:
        return DOCUMENT_PROPERTIES
    return ENTITY_PROPERTIES | TYPE_PROPERTIES.get(node_type, {})


@dataclass(frozen=True, slots=True)
class Node:
    """An entity.

    Attributes:
        id: stable and readable, e.g. `institution:赣州市科技局`, `region:360700`.
        type: an entity type of the ontology.
        name: the name to show.
        kind: a kind of the type, or the empty string.
        aliases: its other names, sorted.
        documents: number of documents that mention it.
        mentions: number of times that they do.
        first_date, last_date: earliest and latest date of those documents (ISO), or the empty string.
        code: of a region, six digits (GB/T 2260), else empty.
        longitude, latitude: of a region, degrees (WGS 84), or None.
        number: of a policy, its document number, else empty.
        other_ids: ids that lead to it: it had one of them before its names met, or would have without them.
        identity: why its names are one, a line for each two names that met: both, the code of the reason
            (`graph.verdicts.WORDING`) and its detail, parted by tabs.
    """

    id: str
    type: str
    name: str
    kind: str = ""
    aliases: tuple[str, ...] = ()
    documents: int = 0
    mentions: int = 0
    first_date: str = ""
    last_date: str = ""
    code: str = ""
    longitude: float | None = None
    latitude: float | None = None
    number: str = ""
    other_ids: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentNode:
    """An article: `source` is the file that it is read from."""

    id: str
    title: str = ""
    date: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation between two entities, with all that speaks for it.

    `documents`, `sentences` and `rules` run in parallel: the i-th document states the relation in the
    i-th sentence, read by the i-th rule (of several sentences in one document, the surest). A derived edge rests on
    no document; its rule is what it follows from (`graph.derived.RULES`).

    Attributes:
        head, tail: node ids; of a symmetric relation the smaller id is the head.
        type: a relation type of the ontology.
        stated: False where no document states it and it only follows from names or reference facts.
        confidence: estimated probability that the relation holds, 0 to 1.
        status: `planned` where every document speaks of it as planned, else empty.
        role: for WORKS_FOR, the titles as written, joined by `；`.
        weight: number of documents.
        first_date, last_date: earliest and latest date of its statements (ISO), or the empty string.
    """

    head: str
    type: str
    tail: str
    stated: bool = True
    confidence: float = 1.0
    status: str = ""
    role: str = ""
    documents: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    weight: int = 0
    first_date: str = ""
    last_date: str = ""


@dataclass(frozen=True, slots=True)
class MentionEdge:
    """That a document mentions an entity: how often, and by which surface forms (sorted)."""

    entity: str
    document: str
    count: int
    surfaces: tuple[str, ...]


@dataclass(slots=True)
class Graph:
    """Nodes by id, documents by id, edges, mentions; equal graphs have equal fingerprints in any order."""

    nodes: dict[str, Node] = field(default_factory=dict)
    documents: dict[str, DocumentNode] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    mentions: list[MentionEdge] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Rows by entity type, `Document`, relation type and `MENTIONED_IN`; types without rows are left out."""
        counts = Counter(node.type for node in self.nodes.values())
        counts.update(edge.type for edge in self.edges)
        counts[DOCUMENT] = len(self.documents)
        counts[MENTIONED_IN] = len(self.mentions)
        return {name: counts[name] for name in sorted(counts) if counts[name]}

    def fingerprint(self) -> str:
        """A hash of all that the graph says, whatever the order it is held in."""
        digest = hashlib.sha256()
        parts = ((Node, self.nodes.values()), (DocumentNode, self.documents.values()), (Edge, self.edges),
                 (MentionEdge, self.mentions))  # fmt: skip
        for kind, records in parts:
            values = attrgetter(*(item.name for item in fields(kind)))
            for line in sorted(json.dumps(values(record)) for record in records):
                digest.update(line.encode("ascii"))
                digest.update(b"\n")
            digest.update(b"\n")
        return digest.hexdigest()

    def neighbours(self) -> dict[str, list[Edge]]:
        """The edges at each node, for both ends."""
        at: dict[str, list[Edge]] = {node: [] for node in self.nodes}
        for edge in self.edges:
            at[edge.head].append(edge)
            if edge.tail != edge.head:
                at[edge.tail].append(edge)
        return at
