"""The graph as linked data: RDF with terms of schema.org for what things are, and of PROV-O for where it is said.

Every edge is a resource (an `rdf:Statement`) with its properties; it is `prov:wasDerivedFrom` one piece of evidence
for each document, whose `prov:value` is the sentence and which `prov:wasQuotedFrom` the document. A relation that
documents state, and that schema.org has a term for, stands as a plain triple beside that; derived ones do not.
Terms that neither vocabulary has are ours, in the name space `urn:innograph:term:`.
"""

from typing import Any
from urllib.parse import quote

from rdflib import RDF, Literal, Namespace, URIRef
from rdflib import Graph as Triples
from rdflib.namespace import PROV, SDO, XSD

from graph.model import Edge, Graph, Node

TERM = Namespace("urn:innograph:term:")
ENTITY = Namespace("urn:innograph:entity:")
DOCUMENT = Namespace("urn:innograph:document:")
EDGE = Namespace("urn:innograph:edge:")

_CLASSES = {
    "Institution": SDO.Organization,
    "Park": SDO.Place,
    "Person": SDO.Person,
    "Policy": SDO.Legislation,
    "Region": SDO.AdministrativeArea,
}
_KINDS = {
    "university": SDO.CollegeOrUniversity,
    "research_institute": SDO.ResearchOrganization,
    "company": SDO.Corporation,
    "government": SDO.GovernmentOrganization,
    "hospital": SDO.Hospital,
    "media": SDO.NewsMediaOrganization,
    "programme": SDO.Project,
}
# Relation type → term of schema.org, and whether it runs from the tail to the head.
_PLAIN = {
    "LOCATED_IN": (SDO.location, False),
    "WORKS_FOR": (SDO.worksFor, False),
    "PART_OF": (SDO.parentOrganization, False),
    "FOUNDED": (SDO.founder, True),
    "SUPPORTS": (SDO.sponsor, True),
    "INVESTS_IN": (SDO.funder, True),
    "ISSUED": (SDO.legislationPassedBy, True),
    "APPLIES_TO": (SDO.legislationJurisdiction, False),
}


def turtle(graph: Graph) -> dict[str, bytes]:
    """Turtle 1.1."""
    return {"": to_triples(graph).serialize(format="turtle", encoding="utf-8")}


def json_ld(graph: Graph) -> dict[str, bytes]:
    """JSON-LD 1.1, with the name spaces as its context."""
    context = {"schema": str(SDO), "prov": str(PROV), "rdf": str(RDF), "innograph": str(TERM), "xsd": str(XSD)}
    text = to_triples(graph).serialize(format="json-ld", context=context, auto_compact=True, encoding="utf-8")
    return {"": text}


def to_triples(graph: Graph) -> Triples:
    """The graph as triples of rdflib."""
    triples = Triples()
    for prefix, space in (("schema", SDO), ("prov", PROV), ("innograph", TERM)):
        triples.bind(prefix, space)
    for node in graph.nodes.values():
        _add_node(triples, node)
    for document in graph.documents.values():
        iri = document_iri(document.id)
        triples.add((iri, RDF.type, SDO.Article))
        triples.add((iri, RDF.type, PROV.Entity))
        for term, value in (
            (SDO.identifier, document.id),
            (SDO.headline, document.title),
            (SDO.datePublished, document.date),
            (SDO.isBasedOn, document.source),
        ):
            _add(triples, iri, term, value)
    for edge in graph.edges:
        _add_edge(triples, edge)
    for mention in graph.mentions:
        about = URIRef(f"{document_iri(mention.document)}/{quote(mention.entity, safe=':')}")
        triples.add((document_iri(mention.document), SDO.mentions, entity_iri(mention.entity)))
        triples.add((about, RDF.type, TERM.Mention))
        triples.add((about, TERM.entity, entity_iri(mention.entity)))
        triples.add((about, TERM.document, document_iri(mention.document)))
        triples.add((about, TERM["count"], Literal(mention.count)))
        for surface in mention.surfaces:
            _add(triples, about, TERM.surface, surface)
    return triples


def entity_iri(key: str) -> URIRef:
    """The IRI of an entity; what is no letter or digit of its id is percent-encoded."""
    return ENTITY[quote(key, safe=":")]


def document_iri(key: str) -> URIRef:
    """The IRI of a document."""
    return DOCUMENT[quote(key, safe=":")]


def _add_node(triples: Triples, node: Node) -> None:
    iri = entity_iri(node.id)
    triples.add((iri, RDF.type, _CLASSES.get(node.type, SDO.Thing)))
    if node.kind in _KINDS:
        triples.add((iri, RDF.type, _KINDS[node.kind]))
    for term, values in (
        (SDO.alternateName, node.aliases),
        (TERM.otherId, node.other_ids),
        (TERM.identity, node.identity),
    ):
        for value in values:
            _add(triples, iri, term, value)
    for term, single in (
        (SDO.identifier, node.id),
        (SDO.name, node.name),
        (TERM.type, node.type),
        (TERM.kind, node.kind),
        (TERM.documents, node.documents),
        (TERM.mentions, node.mentions),
        (TERM.firstDate, node.first_date),
        (TERM.lastDate, node.last_date),
        (TERM.code, node.code),
        (SDO.longitude, node.longitude),
        (SDO.latitude, node.latitude),
        (SDO.legislationIdentifier, node.number),
    ):
        _add(triples, iri, term, single)


def _add_edge(triples: Triples, edge: Edge) -> None:
    head, tail = entity_iri(edge.head), entity_iri(edge.tail)
    relation = TERM[edge.type]
    iri = EDGE[quote(f"{edge.head}|{edge.type}|{edge.tail}", safe=":")]
    triples.add((iri, RDF.type, RDF.Statement))
    triples.add((iri, RDF.type, PROV.Entity))
    triples.add((iri, RDF.subject, head))
    triples.add((iri, RDF.predicate, relation))
    triples.add((iri, RDF.object, tail))
    for term, value in (
        (TERM.stated, edge.stated),
        (TERM.confidence, edge.confidence),
        (TERM.status, edge.status),
        (SDO.roleName, edge.role),
        (TERM.weight, edge.weight),
        (TERM.firstDate, edge.first_date),
        (TERM.lastDate, edge.last_date),
    ):
        _add(triples, iri, term, value)
    if edge.stated:
        triples.add((head, relation, tail))
        if edge.type in _PLAIN:
            term, backwards = _PLAIN[edge.type]
            triples.add((tail, term, head) if backwards else (head, term, tail))
    for document, sentence, rule in zip(edge.documents, edge.sentences, edge.rules, strict=False):
        evidence = URIRef(f"{iri}/{quote(document, safe=':')}")
        triples.add((evidence, RDF.type, PROV.Entity))
        triples.add((evidence, PROV.wasQuotedFrom, document_iri(document)))
        triples.add((iri, PROV.wasDerivedFrom, evidence))
        _add(triples, evidence, PROV.value, sentence)
        _add(triples, evidence, TERM.rule, rule)


def _add(triples: Triples, subject: URIRef, term: URIRef, value: Any) -> None:
    """Add a value, unless there is none."""
    if value is not None and value != "":
        text = isinstance(value, str)
        triples.add((subject, term, Literal(_clean(value) if text else value)))


def _clean(text: str) -> str:
    """`text` without surrogates and NUL, which UTF-8 and RDF cannot hold."""
    return "".join(" " if character == "\0" or "\ud800" <= character <= "\udfff" else character for character in text)
