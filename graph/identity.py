"""Identity across documents: which entities of which sources are one thing, and why.

    found = identify(evidence, judgements)
    found.ids["a.txt", "E3"]      → "institution:浙江省科技厅"

Entities of equal names meet as one candidate first; candidates that share a key are compared
(`graph.comparison`), and the sure pairs joined (`graph.clustering`). A candidate's id is made of its own name alone, so
that it stays the same whatever else is read; the id of a thing is that of its fullest candidate, and the ids of
the others lead to it. Names that only their own text completes (市科技局, 管委会) never meet across documents.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from graph.blocking import candidate_pairs
from graph.bodies import is_ambiguous
from graph.clustering import Clustering, Pair, cluster
from graph.comparison import compare
from graph.judgements import Judgements
from graph.ledger import EntityRecord, MentionRecord, StatementRecord
from graph.names import parse
from graph.policies import parse_policy, policy_number
from graph.region_names import read_region
from graph.spelling import normalised
from graph.verdicts import Reason, Subject, Verdict
from graph.wording import readable, squeezed

EntityKey = tuple[str, str]  # source, id within it
MOST_NEAR = 6
MOST_OF_ONE_NAME = 40
_EQUAL_BY = {"Person": "affiliation"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the ledger tells of identity.

    Attributes:
        entities: those that any document mentions or states something of, by source and id.
        mentions, statements: all of them.
        former: earlier names that documents tell.
    """

    entities: Mapping[EntityKey, EntityRecord]
    mentions: list[MentionRecord]
    statements: list[StatementRecord]
    former: Mapping[EntityKey, set[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merge:
    """Two names that became one node: each with the documents that use it, and the reasons."""

    id: str
    type: str
    one: str
    documents: tuple[str, ...]
    other: str
    other_documents: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two candidates that may be one thing, left to a person."""

    one: str
    other: str
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class Identities:
    """What identification came to.

    Attributes:
        ids: the id of the node that an entity belongs to.
        types: the entity type of each node.
        redirects: ids that lead to a node of another id.
        merges: pairs of names that were joined.
        doubts: pairs that are kept apart until a person decides.
        names: candidate id → its name, as readers know it.
    """

    ids: dict[EntityKey, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Candidate:
    subject: Subject
    members: list[EntityKey] = field(default_factory=list)


def identify(evidence: Evidence, judgements: Judgements | None = None) -> Identities:
    """Tell which entities are one thing.

    Args:
        evidence: what documents say.
        judgements: what people have decided, or None.
    """
    result = Identities()
    documents = _documents(evidence)
    retyped = judgements.values("retype") if judgements else {}
    near = _near(evidence)
    issuers = _issuers(evidence)
    things: dict[str, _Candidate] = {}
    for key in sorted(key for key, record in evidence.entities.items() if record.type != "Person"):
        record = evidence.entities[key]
        identity, subject = _candidate(record, near[key[0]], issuers.get(key, set()), documents[key][0])
        if identity in retyped:
            old = identity
            record = replace(record, type=retyped[identity], kind="", code="", number="")
            identity, subject = _candidate(record, near[key[0]], set(), documents[key][0])
            result.redirects[old] = identity
        _put(things, identity, subject, key, evidence)
    _settle(things, judgements, documents, result)
    people = _people(evidence, result.ids, documents)
    _settle(people, judgements, documents, result)
    result.redirects = _followed(result.redirects)
    result.merges.sort(key=lambda merge: (merge.id, merge.one, merge.other))
    return result


def _documents(evidence: Evidence) -> dict[EntityKey, list[str]]:
    """The documents that name each entity, sorted."""
    found: dict[EntityKey, set[str]] = defaultdict(set)
    for mention in evidence.mentions:
        found[mention.source, mention.entity].add(mention.document)
    for statement in evidence.statements:
        for end in (statement.head, statement.tail):
            if not found[statement.source, end]:
                found[statement.source, end].add(statement.document)
    return {key: sorted(documents) for key, documents in found.items()}


def _near(evidence: Evidence) -> dict[str, tuple[str, ...]]:
    """The regions that each source is about, the most mentioned first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in evidence.mentions:
        record = evidence.entities.get((mention.source, mention.entity))
        if record is not None and record.type == "Region" and record.code:
            counts[mention.source][record.code] += 1
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for source, codes in counts.items():
        found[source] = tuple(sorted(codes, key=lambda code: (-codes[code], code))[:MOST_NEAR])
    return found


def _issuers(evidence: Evidence) -> dict[EntityKey, set[str]]:
    found: dict[EntityKey, set[str]] = defaultdict(set)
    for statement in evidence.statements:
        head = evidence.entities.get((statement.source, statement.head))
        if statement.type == "ISSUED" and head is not None and head.type == "Institution":
            found[statement.source, statement.tail].add(head.name)
    return found


def _candidate(record: EntityRecord, near: tuple[str, ...], issuers: set[str], document: str) -> tuple[str, Subject]:
    """The id of a record by its own name, and what there is to compare."""
    name, prefix = normalised(record.name), record.type.lower()
    own = f"@{document.partition(':')[2]}"
    base = Subject(record.name, record.type, record.kind, record.code, record.number)
    match record.type:
        case "Region":
            if record.code:
                return f"{prefix}:{record.code}", base
            around = read_region(replace(base, near=near)).around
            label = name if around is None or name.startswith(around.name) else around.name + name
            return f"{prefix}:{label}", replace(base, near=near)
        case "Policy":
            subject = replace(base, issuers=frozenset(issuers))
            parsed = parse_policy(record.name)
            number = policy_number(record.number) or squeezed(record.number) or parsed.number
            if number:
                return f"{prefix}:{number}", subject
            scope = own if parsed.is_relative and not parsed.place else ""
            # Documents of one title and different issuers are different documents.
            issuer = min(map(normalised, issuers), default="") if not parsed.place and not parsed.issuer else ""
            return f"{prefix}:{name}{scope or (f'@{issuer}' if issuer else '')}", subject
        case _:
            parsed_name = parse(record.name)
            if parsed_name.is_relative:
                return f"{prefix}:{name}{own}", base
            if is_ambiguous(parsed_name):
                placed = parse(record.name, near)
                if is_ambiguous(placed):
                    return f"{prefix}:{name}{own}", base
                return f"{prefix}:{name}@{placed.last.places[-1]}", replace(base, near=near)
            return f"{prefix}:{name}", base


def _put(
    candidates: dict[str, _Candidate], identity: str, subject: Subject, key: EntityKey, evidence: Evidence
) -> None:
    record = evidence.entities[key]
    aliases = frozenset(map(normalised, record.aliases)) - {normalised(record.name)}
    former = frozenset(evidence.former.get(key, ()))
    known = candidates.get(identity)
    if known is None:
        candidates[identity] = _Candidate(replace(subject, aliases=aliases, former=former), [key])
        return
    known.members.append(key)
    merged = known.subject
    known.subject = replace(
        merged,
        name=min(merged.name, subject.name, key=lambda name: (-len(name), name)),
        kind=min(filter(None, (merged.kind, subject.kind)), default=""),
        number=max(merged.number, subject.number),
        aliases=merged.aliases | aliases,
        former=merged.former | former,
        issuers=merged.issuers | subject.issuers,
        affiliations=merged.affiliations | subject.affiliations,
        neighbours=merged.neighbours | subject.neighbours,
        near=min(merged.near, subject.near),
    )


def _settle(
    candidates: dict[str, _Candidate],
    judgements: Judgements | None,
    documents: Mapping[EntityKey, list[str]],
    result: Identities,
) -> None:
    """Compare and join candidates, and write down what came of it."""
    subjects = {identity: candidate.subject for identity, candidate in candidates.items()}
    cache: dict[Pair, Verdict] = {}

    def verdict_of(one: str, other: str) -> Verdict:
        pair = (one, other) if one <= other else (other, one)
        if pair not in cache:
            cache[pair] = compare(subjects[pair[0]], subjects[pair[1]])
        return cache[pair]

    pairs = _people_pairs(subjects) if _are_people(subjects) else candidate_pairs(subjects)
    verdicts = {
        pair: verdict
        for pair in pairs
        if not ("@" in pair[0] and "@" in pair[1] and _is_scoped(subjects[pair[0]]))
        and (verdict := verdict_of(*pair)).answer != "different"
    }
    judged: dict[str, set[Pair]] = {
        decision: {
            pair
            for pair in (judgements.pairs(decision) if judgements else ())
            if pair[0] in candidates and pair[1] in candidates
        }
        for decision in ("same", "different", "unsure")
    }
    clustering = cluster(subjects, verdicts, verdict_of, judged["same"], judged["different"])
    _write(clustering, candidates, documents, result, judged["unsure"])


def _is_scoped(subject: Subject) -> bool:
    """Whether a name means nothing outside its text, so that two of them are never worth a person's time."""
    if subject.type in ("Institution", "Park"):
        return parse(subject.name).is_relative
    return subject.type == "Policy" and parse_policy(subject.name).is_relative


def _write(
    clustering: Clustering,
    candidates: dict[str, _Candidate],
    documents: Mapping[EntityKey, list[str]],
    result: Identities,
    seen: set[Pair],
) -> None:
    node_of: dict[str, str] = {}
    for members in clustering.clusters:
        node = min(members, key=lambda identity: _fullness(identity, candidates[identity].subject))
        result.types[node] = candidates[node].subject.type
        for identity in members:
            node_of[identity] = node
            result.names[identity] = readable(candidates[identity].subject.name)
            if identity != node:
                result.redirects[identity] = node
            for key in candidates[identity].members:
                result.ids[key] = node
    for identity, candidate in sorted(candidates.items()):
        first, *others = sorted({document for key in candidate.members for document in documents[key]})
        if others:
            name, entity_type = result.names[identity], candidate.subject.type
            told = Reason(_EQUAL_BY.get(entity_type, "equal"), "same", identity)
            result.merges.append(Merge(node_of[identity], entity_type, name, (first,), name, tuple(others), (told,)))
    for (one, other), reasons in clustering.joined.items():
        mine, theirs = (
            tuple(sorted({document for key in candidates[identity].members for document in documents[key]}))
            for identity in (one, other)
        )
        names = (result.names[one], result.names[other])
        result.merges.append(
            Merge(node_of[one], candidates[one].subject.type, names[0], mine, names[1], theirs, reasons)
        )
    result.doubts.extend(
        Doubt(one, other, reasons) for (one, other), reasons in clustering.doubts.items() if (one, other) not in seen
    )


def _fullness(identity: str, subject: Subject) -> tuple[bool, bool, int, str]:
    """What the fullest of several candidates comes first by: a code or number, a name of the tables, the length."""
    known = subject.type in ("Institution", "Park") and parse(subject.name).known
    name = normalised(subject.name)
    return (
        not (subject.code or subject.number),
        not (known and normalised(known) == name),
        -len(name),
        identity,
    )


def _people(
    evidence: Evidence, ids: Mapping[EntityKey, str], documents: Mapping[EntityKey, list[str]]
) -> dict[str, _Candidate]:
    """People as candidates: one for each name and employer, so that those of one name and one employer are one."""
    employers: dict[EntityKey, Counter[str]] = defaultdict(Counter)
    neighbours: dict[EntityKey, set[str]] = defaultdict(set)
    for statement in evidence.statements:
        head, tail = (statement.source, statement.head), (statement.source, statement.tail)
        if statement.type == "WORKS_FOR" and statement.stated and tail in ids:
            employers[head][ids[tail]] += 1
        for end, other in ((head, tail), (tail, head)):
            if statement.stated and other in ids and not ids[other].startswith("region:"):
                neighbours[end].add(ids[other])
    candidates: dict[str, _Candidate] = {}
    first_of: dict[EntityKey, str] = {}
    for key in sorted(key for key, record in evidence.entities.items() if record.type == "Person"):
        name = normalised(evidence.entities[key].name)
        places = sorted(employers[key], key=lambda place: (-employers[key][place], place))
        own = documents[key][0].partition(":")[2]
        identity = f"person:{name}@{places[0].partition(':')[2] if places else own}"
        first_of[key] = identity
        subject = Subject(
            evidence.entities[key].name,
            "Person",
            affiliations=frozenset(place.partition(":")[2].partition("@")[0] for place in places),
            neighbours=frozenset(neighbours[key]),
        )
        _put(candidates, identity, subject, key, evidence)
    return candidates


def _are_people(subjects: Mapping[str, Subject]) -> bool:
    return any(subject.type == "Person" for subject in subjects.values())


def _people_pairs(subjects: Mapping[str, Subject]) -> list[Pair]:
    """Pairs of people of one name who share an employer or a neighbour; for few of that name all pairs."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for identity in sorted(subjects):
        for name in {normalised(subjects[identity].name), *subjects[identity].aliases}:
            by_name[name].append(identity)
    pairs: set[Pair] = set()
    for identities in by_name.values():
        if len(identities) <= MOST_OF_ONE_NAME:
            blocks = [identities]
        else:
            shared: dict[str, list[str]] = defaultdict(list)
            for identity in identities:
                for mark in subjects[identity].affiliations | subjects[identity].neighbours:
                    shared[mark].append(identity)
            blocks = [block[:MOST_OF_ONE_NAME] for block in shared.values()]
        for block in blocks:
            pairs.update((one, other) for index, one in enumerate(block) for other in block[index + 1 :])
    return sorted(pairs)


def _followed(redirects: dict[str, str]) -> dict[str, str]:
    """Redirects with chains cut short, without those that lead to themselves."""
    found = {}
    for old in sorted(redirects):
        new, steps = redirects[old], 0
        while new in redirects and steps < len(redirects):
            new, steps = redirects[new], steps + 1
        if new != old:
            found[old] = new
    return found
