"""An entity of the graph with all that is said of it: found by name, shown with the sentence behind each edge."""

from dataclasses import asdict, dataclass
from typing import Any

from graph.search import NameIndex
from graph.store import GraphStore
from schema import ontology

# The ontology is closed, so the queries are fixed texts: a name from outside only ever is a parameter.
_NODE = "MATCH (n:{type}) WHERE n.id = $id RETURN n"
_OUT = "MATCH (n:{type})-[r:{relation}]->(m) WHERE n.id = $id RETURN m.id AS id, m.name AS name, r AS edge ORDER BY id"
_IN = "MATCH (n:{type})<-[r:{relation}]-(m) WHERE n.id = $id RETURN m.id AS id, m.name AS name, r AS edge ORDER BY id"
_DOCUMENTS = (
    "MATCH (d:Document) WHERE d.id IN $ids RETURN d.id AS id, d.title AS title, d.date AS date, d.source AS source"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One document that states a relation: the sentence, and where it stands."""

    sentence: str
    document: str
    title: str
    date: str
    source: str


@dataclass(frozen=True, slots=True)
class Relation:
    """An edge as seen from the entity.

    Attributes:
        type: a relation type of the ontology.
        outgoing: whether the entity is the head.
        other, other_id: name and id of the entity at the other end.
        role, status, stated, confidence: as the graph tells them.
        evidence: the documents that state it.
    """

    type: str
    outgoing: bool
    other: str
    other_id: str
    role: str
    status: str
    stated: bool
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class EntityView:
    """An entity: `properties` are those of its node, `relations` its edges by type and other end."""

    type: str
    properties: dict[str, Any]
    relations: tuple[Relation, ...]

    def record(self) -> dict[str, Any]:
        """All of it as one mapping, for JSON."""
        return {**self.properties, "type": self.type, "relations": [asdict(relation) for relation in self.relations]}


def view_entity(store: GraphStore, name: str) -> EntityView:
    """All that the graph says of the entity that bears a name.

    Raises:
        NameNotFoundError: no entity bears it; the message tells the nearest names.
        AmbiguousNameError: several do; the message tells their ids.
    """
    found = NameIndex.of_store(store).find(name)
    kind, identity = found.type, found.id
    node = store.query(_NODE.format(type=kind), {"id": identity}).rows[0][0]
    edges = [
        (relation, outgoing, row)
        for relation in ontology().relation_types
        for outgoing, pattern in ((True, _OUT), (False, _IN))
        for row in store.query(pattern.format(type=kind, relation=relation), {"id": identity}).records()
    ]
    wanted = sorted({document for *_, row in edges for document in row["edge"]["documents"]})
    documents = {row["id"]: row for row in store.query(_DOCUMENTS, {"ids": wanted}).records()} if wanted else {}
    relations = tuple(_relation(relation, outgoing, row, documents) for relation, outgoing, row in edges)
    return EntityView(kind, {key: value for key, value in node.items() if key != "label"}, relations)


def _relation(kind: str, outgoing: bool, row: dict[str, Any], documents: dict[str, dict[str, Any]]) -> Relation:
    edge = row["edge"]
    evidence = tuple(
        Evidence(sentence, document, *(documents[document][key] for key in ("title", "date", "source")))
        for sentence, document in zip(edge["sentences"], edge["documents"], strict=True)
    )
    return Relation(
        kind,
        outgoing,
        row["name"],
        row["id"],
        edge["role"],
        edge["status"],
        edge["stated"],
        edge["confidence"],
        evidence,
    )
