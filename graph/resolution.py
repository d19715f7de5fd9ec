"""Resolution across documents: which entities of which sources are one, and the graph that follows.

    graph = resolve(ledger)

Entities meet only where their names prove it: regions by code, policies by number, all others by
exact name of the same type (width and white space aside), or by an alias that a text gives for a full
name, where it abbreviates that name and no other in the collection. People never meet by
name alone: one document's person is another's only if they share an employer. Everything is computed from
sorted sets, so the order of documents changes nothing.
"""

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from graph.ledger import EntityRecord, Ledger, MentionRecord, StatementRecord
from graph.model import DocumentNode, Edge, Graph, MentionEdge, Node
from graph.wording import readable, squeezed
from schema import ontology
from schema.regions import gazetteer

CONFIDENCE_DIGITS = 4
MINIMAL_ABBREVIATION = 3
# A name that begins so is relative to the text that it stands in.
RELATIVE_STARTS = ("本", "该", "我", "市", "省", "县", "区", "州", "镇", "乡", "自治区")

EntityKey = tuple[str, str]  # source, id within it


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
        A graph that is equal for equal ledgers, whatever the order in which they were filled.
    """
    documents = {
        record.id: DocumentNode(record.id, record.title, record.date, record.source) for record in ledger.documents()
    }
    mentions = list(ledger.mentions())
    statements = list(ledger.statements())
    used = {(mention.source, mention.entity) for mention in mentions}
    used |= {(statement.source, end) for statement in statements for end in (statement.head, statement.tail)}
    entities = {
        (record.source, record.id): record for record in ledger.entities() if (record.source, record.id) in used
    }

    ids = _node_ids(entities, mentions, statements)
    clusters: dict[str, _Cluster] = defaultdict(_Cluster)
    for key, node_id in ids.items():
        clusters[node_id].records.append(entities[key])
    for mention in mentions:
        clusters[ids[mention.source, mention.entity]].mentions.append(mention)

    graph = Graph(documents=documents)
    for node_id in sorted(clusters):
        graph.nodes[node_id] = _node(node_id, clusters[node_id], documents)
        graph.mentions.extend(_mention_edges(node_id, clusters[node_id].mentions))
    graph.edges = _edges(statements, ids)
    return graph


def _node_ids(
    entities: dict[EntityKey, EntityRecord], mentions: list[MentionRecord], statements: list[StatementRecord]
) -> dict[EntityKey, str]:
    """The node id of every entity: things first, since people are told apart by where they work."""
    things = {key: record for key, record in entities.items() if record.type != "Person"}
    ids = _thing_ids(things)
    return ids | _person_ids(entities, ids, mentions, statements)


def _thing_ids(entities: dict[EntityKey, EntityRecord]) -> dict[EntityKey, str]:
    # Type and name → the codes or numbers that records of that name carry.
    marks: dict[tuple[str, str], set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    for record in entities.values():
        name = normalised(record.name)
        names[record.type].add(name)
        if record.code or record.number:
            marks[record.type, name].add(record.code or record.number)
    full_names = _full_names(entities.values(), names)

    ids = {}
    for key, record in entities.items():
        name = normalised(record.name)
        name = full_names.get((record.type, name), name)
        known = marks[record.type, name]
        mark = record.code or record.number or (next(iter(known)) if len(known) == 1 else "")
        ids[key] = f"{record.type.lower()}:{squeezed(mark) or name}"
    return ids


def _full_names(records: Iterable[EntityRecord], names: dict[str, set[str]]) -> dict[tuple[str, str], str]:
    """Names of entities that elsewhere are aliases of one full name: (type, short) → full."""
    candidates: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        if record.type in ("Institution", "Park"):
            full = normalised(record.name)
            for alias in map(normalised, record.aliases):
                if alias in names[record.type] and alias != full and _abbreviates(alias, full):
                    candidates[record.type, alias].add(full)
    unique = {short: next(iter(full)) for short, full in candidates.items() if len(full) == 1}
    return {short: full for short, full in unique.items() if (short[0], full) not in unique}


def _abbreviates(short: str, full: str) -> bool:
    """Whether `short` is made of characters of `full` in order, and is more than its generic tail."""
    if len(short) < MINIMAL_ABBREVIATION or short.startswith(RELATIVE_STARTS) or full.endswith(short):
        return False
    rest = iter(full)
    return all(character in rest for character in short)


def _person_ids(
    entities: dict[EntityKey, EntityRecord],
    thing_ids: dict[EntityKey, str],
    mentions: list[MentionRecord],
    statements: list[StatementRecord],
) -> dict[EntityKey, str]:
    people = {key: normalised(record.name) for key, record in entities.items() if record.type == "Person"}
    employers: dict[EntityKey, Counter[str]] = defaultdict(Counter)
    first_document: dict[EntityKey, str] = {}
    for mention in mentions:
        first_document.setdefault((mention.source, mention.entity), mention.document)
    for statement in statements:
        head, tail = (statement.source, statement.head), (statement.source, statement.tail)
        for end in (head, tail):
            first_document.setdefault(end, statement.document)
        if statement.type == "WORKS_FOR" and statement.stated and tail in thing_ids:
            employers[head][thing_ids[tail].partition(":")[2]] += 1

    groups = _Groups()
    for key in sorted(people):
        groups.add(key)
        for employer in sorted(employers[key]):
            groups.join(key, (people[key], employer, "employer"))
    ids = {}
    for members in groups.members():
        records = [member for member in members if member in people]
        counts: Counter[str] = Counter()
        for record in records:
            counts.update(employers[record])
        places = counts or Counter(first_document[record].partition(":")[2] for record in records)
        place = min(places, key=lambda name: (-places[name], name))
        for record in records:
            ids[record] = f"person:{people[record]}@{place}"
    return ids


class _Groups:
    """Disjoint sets with path halving (Tarjan and van Leeuwen 1984)."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}

    def add(self, item: Hashable) -> None:
        self._parent.setdefault(item, item)

    def join(self, one: Hashable, other: Hashable) -> None:
        self.add(one)
        self.add(other)
        self._parent[self._root(one)] = self._root(other)

    def members(self) -> list[list[Hashable]]:
        groups: dict[Hashable, list[Hashable]] = defaultdict(list)
        for item in self._parent:
            groups[self._root(item)].append(item)
        return list(groups.values())

    def _root(self, item: Hashable) -> Hashable:
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item


def _node(node_id: str, cluster: _Cluster, documents: dict[str, DocumentNode]) -> Node:
    records = cluster.records
    names = Counter(readable(record.name) for record in records)
    # The longest of the names that records bear, since a name is never completed without ground.
    name = min(names, key=lambda item: (-len(item), -names[item], item))
    aliases = {readable(alias) for record in records for alias in (record.name, *record.aliases)}
    aliases |= {mention.surface for mention in cluster.mentions}
    mentioning = {mention.document for mention in cluster.mentions}
    first, last = _period(documents[document].date for document in mentioning)
    code = max(record.code for record in records)
    longitude, latitude = _place(code) if code else (None, None)
    return Node(
        id=node_id,
        type=records[0].type,
        name=name,
        kind=_kind(records),
        aliases=tuple(sorted(aliases - {name, ""})),
        documents=len(mentioning),
        mentions=len(cluster.mentions),
        first_date=first,
        last_date=last,
        code=code,
        longitude=longitude,
        latitude=latitude,
        number=max(record.number for record in records),
    )


def _place(code: str) -> tuple[float | None, float | None]:
    """Longitude and latitude of the region of a code, as far as known."""
    region = gazetteer().by_code.get(code)
    return (region.longitude, region.latitude) if region else (None, None)


def _kind(records: list[EntityRecord]) -> str:
    """The kind that most records have; of equally frequent ones the first of the ontology, `other` last."""
    kinds = Counter(record.kind for record in records if record.kind)
    order = list(ontology().entity_types[records[0].type].kinds)
    return min(kinds, key=lambda kind: (-kinds[kind], order.index(kind) if kind in order else len(order)), default="")


def _mention_edges(node_id: str, mentions: list[MentionRecord]) -> list[MentionEdge]:
    surfaces: dict[str, list[str]] = defaultdict(list)
    for mention in mentions:
        surfaces[mention.document].append(mention.surface)
    return [
        MentionEdge(node_id, document, len(forms), tuple(sorted(set(forms))))
        for document, forms in sorted(surfaces.items())
    ]


def _edges(statements: list[StatementRecord], ids: dict[EntityKey, str]) -> list[Edge]:
    grouped: dict[tuple[str, str, str], list[StatementRecord]] = defaultdict(list)
    for statement in statements:
        head, tail = ids[statement.source, statement.head], ids[statement.source, statement.tail]
        if ontology().relation_types[statement.type].symmetric and tail < head:
            head, tail = tail, head
        if head != tail:
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


def normalised(name: str) -> str:
    """`name` with widths folded (NFKC) and without white space: what names are compared by."""
    return squeezed(unicodedata.normalize("NFKC", name))


def _period(dates: Iterable[str]) -> tuple[str, str]:
    known = [date for date in dates if date]
    return (min(known), max(known)) if known else ("", "")
