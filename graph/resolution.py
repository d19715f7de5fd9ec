"""Resolution across documents: the graph that follows from the ledger and the judgements.

    graph = resolve(ledger)
    found = resolution(ledger)       # the graph with the merges and doubts behind it

What is one thing is settled by `graph.identity`; here nodes and edges are made of it. Everything is computed
from sorted sets, so the order of documents changes nothing, and nothing is ever read from a text again.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter

from graph.derived import derive
from graph.former_names import former_names
from graph.identity import Doubt, Evidence, Identities, Merge, identify
from graph.judgements import Judgements
from graph.ledger import EntityRecord, Ledger, MentionRecord, StatementRecord
from graph.model import DocumentNode, Edge, Graph, MentionEdge, Node
from graph.wording import readable
from schema import ontology
from schema.regions import gazetteer

CONFIDENCE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Resolution:
    """A graph and how it came about.

    Attributes:
        graph: the graph.
        merges: pairs of names that were joined, by node.
        doubts: pairs that are kept apart until a person decides.
        names: id of every candidate → its name; also those whose id now leads to another.
        redirects: ids that lead to a node of another id.
    """

    graph: Graph
    merges: tuple[Merge, ...]
    doubts: tuple[Doubt, ...]
    names: dict[str, str]
    redirects: dict[str, str]


@dataclass(slots=True)
class _Cluster:
    """Entity records that are one, with what the documents say of them."""

    records: list[EntityRecord] = field(default_factory=list)
    mentions: list[MentionRecord] = field(default_factory=list)


def resolve(ledger: Ledger) -> Graph:
    """The graph of all that the ledger holds.

    Args:
        ledger: read only; nothing is written.

    Returns:
        A graph that is equal for equal ledgers and judgements, whatever the order in which they were filled.
    """
    return resolution(ledger).graph


def resolution(ledger: Ledger) -> Resolution:
    """The graph of all that the ledger holds, with the merges and doubts behind it.

    Args:
        ledger: read only; the judgements beside it are obeyed.

    Raises:
        JudgementError: the judgements cannot be read.
    """
    records = list(ledger.documents())
    documents = {record.id: DocumentNode(record.id, record.title, record.date, record.source) for record in records}
    starts = {record.id: record.start for record in records}
    mentions = list(ledger.mentions())
    statements = list(ledger.statements())
    used = {(mention.source, mention.entity) for mention in mentions}
    used |= {(statement.source, end) for statement in statements for end in (statement.head, statement.tail)}
    entities = {
        (record.source, record.id): record for record in ledger.entities() if (record.source, record.id) in used
    }
    former = former_names(mentions, ledger.document_text, starts.__getitem__)
    judgements = Judgements(ledger.folder)
    found = identify(Evidence(entities, mentions, statements, former), judgements)

    clusters: dict[str, _Cluster] = defaultdict(_Cluster)
    for key in sorted(found.ids):
        clusters[found.ids[key]].records.append(entities[key])
    for mention in mentions:
        clusters[found.ids[mention.source, mention.entity]].mentions.append(mention)

    graph = Graph(documents=documents)
    told = _told(found)
    names = judgements.values("rename")
    for node_id in sorted(clusters):
        graph.nodes[node_id] = _node(node_id, clusters[node_id], documents, found, told, names)
        graph.mentions.extend(_mention_edges(node_id, clusters[node_id].mentions))
    graph.edges = _edges(statements, found)
    graph.edges += derive(graph.nodes, graph.edges)
    graph.edges.sort(key=attrgetter("head", "type", "tail"))
    return Resolution(graph, tuple(found.merges), tuple(found.doubts), found.names, found.redirects)


def _told(found: Identities) -> dict[str, tuple[list[str], list[str]]]:
    """For each node the ids that lead to it, and why its names are one."""
    told: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for old, node in found.redirects.items():
        told[node][0].append(old)
    for merge in found.merges:
        for reason in merge.reasons[:1] if merge.one != merge.other else ():
            told[merge.id][1].append("\t".join((merge.one, merge.other, reason.code, reason.detail)))
    return told


def _node(
    node_id: str,
    cluster: _Cluster,
    documents: dict[str, DocumentNode],
    found: Identities,
    told: dict[str, tuple[list[str], list[str]]],
    renamed: dict[str, str],
) -> Node:
    records, node_type = cluster.records, found.types[node_id]
    other_ids, identity = told[node_id]
    names = Counter(readable(record.name) for record in records)
    # The longest of the names that records bear, since a name is never completed without ground.
    name = min(names, key=lambda item: (-len(item), -names[item], item))
    given = [renamed[item] for item in (*sorted(other_ids), node_id) if item in renamed]
    name = readable(given[-1]) if given else name
    aliases = {readable(alias) for record in records for alias in (record.name, *record.aliases)}
    aliases |= {mention.surface for mention in cluster.mentions}
    mentioning = {mention.document for mention in cluster.mentions}
    first, last = _period(documents[document].date for document in mentioning)
    code = max(record.code for record in records)
    longitude, latitude = _place(code) if code else (None, None)
    return Node(
        id=node_id,
        type=node_type,
        name=name,
        kind=_kind(records, node_type),
        aliases=tuple(sorted(aliases - {name, ""})),
        documents=len(mentioning),
        mentions=len(cluster.mentions),
        first_date=first,
        last_date=last,
        code=code,
        longitude=longitude,
        latitude=latitude,
        number=max(record.number for record in records),
        other_ids=tuple(sorted(other_ids)),
        identity=tuple(sorted(identity)),
    )


def _place(code: str) -> tuple[float | None, float | None]:
    """Longitude and latitude of the region of a code, as far as known."""
    region = gazetteer().by_code.get(code)
    return (region.longitude, region.latitude) if region else (None, None)


def _kind(records: list[EntityRecord], node_type: str) -> str:
    """The kind that most records have; of equally frequent ones the first of the ontology, `other` last."""
    order = list(ontology().entity_types[node_type].kinds)
    kinds = Counter(record.kind for record in records if record.kind in order)
    return min(kinds, key=lambda kind: (-kinds[kind], order.index(kind) if kind in order else len(order)), default="")


def _mention_edges(node_id: str, mentions: list[MentionRecord]) -> list[MentionEdge]:
    surfaces: dict[str, list[str]] = defaultdict(list)
    for mention in mentions:
        surfaces[mention.document].append(mention.surface)
    return [
        MentionEdge(node_id, document, len(forms), tuple(sorted(set(forms))))
        for document, forms in sorted(surfaces.items())
    ]


def _edges(statements: list[StatementRecord], found: Identities) -> list[Edge]:
    ids = found.ids
    grouped: dict[tuple[str, str, str], list[StatementRecord]] = defaultdict(list)
    for statement in statements:
        head, tail = ids[statement.source, statement.head], ids[statement.source, statement.tail]
        relation = ontology().relation_types[statement.type]
        if relation.symmetric and tail < head:
            head, tail = tail, head
        # A retyped end may no longer allow the relation.
        if head != tail and relation.allows(found.types[head], found.types[tail]):
            grouped[head, statement.type, tail].append(statement)
    return [_edge(*triple, grouped[triple]) for triple in sorted(grouped)]


def _edge(head: str, relation: str, tail: str, statements: list[StatementRecord]) -> Edge:
    """One edge of all statements of a triple; derived ones count only where no document states it."""
    stated = any(statement.stated for statement in statements)
    statements = [statement for statement in statements if statement.stated == stated]
    surest: dict[str, StatementRecord] = {}
    for statement in sorted(statements, key=lambda item: (-item.confidence, item.start, item.sentence, item.rule)):
        surest.setdefault(statement.document, statement)
    evidence = sorted(surest.values(), key=lambda item: (item.date or "9999", item.document))
    roles = Counter(readable(statement.role) for statement in statements if statement.role)
    # Documents err independently of each other (noisy or); sentences of one document do not.
    doubt = math.prod(sorted(1 - min(1.0, max(0.0, statement.confidence)) for statement in evidence))
    first, last = _period(statement.date for statement in statements)
    return Edge(
        head=head,
        type=relation,
        tail=tail,
        stated=stated,
        confidence=round(1 - doubt, CONFIDENCE_DIGITS),
        status="planned" if all(statement.status == "planned" for statement in statements) else "",
        role="；".join(sorted(roles, key=lambda role: (-roles[role], role))),
        documents=tuple(statement.document for statement in evidence),
        sentences=tuple(statement.sentence for statement in evidence),
        rules=tuple(statement.rule for statement in evidence),
        weight=len(evidence),
        first_date=first,
        last_date=last,
    )


def _period(dates: Iterable[str]) -> tuple[str, str]:
    known = [date for date in dates if date]
    return (min(known), max(known)) if known else ("", "")
