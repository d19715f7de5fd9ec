"""How policies spread: who issued first on a subject, who followed, and how long after."""

import re
from collections import defaultdict
from datetime import date

from graph.analysis.network import at_level
from graph.analysis.result import Finding, Options, Result
from graph.model import Edge, Graph
from schema.regions import gazetteer

SHORTEST_SUBJECT = 2
LONGEST_SUBJECT = 10
# Words that say what a document is and what it does, but not what it is about.
_FORMS = re.compile(
    "关于|促进|加快|推进|推动|支持|鼓励|建设|发展|实施|管理|工作|进一步|若干|措施|政策|意见|方案|办法|规划|规定|条例|细则|"
    "行动|计划|通知|决定|纲要|指南|试行|暂行|[一二三四五六七八九十百]+条|高质量|创新|产业|全省|全市|全国|“?十[一二三四五]五”?|"
    r"\d+|[^\u4e00-\u9fff]+|的|和|与|及|省|市|县|区|年"
)


def policy_diffusion(graph: Graph, options: Options) -> Result:
    """When each issuer took a subject up, and how long after the first.

    A policy is issued on the first day on which a document states so. With `options.word` the subject is that word;
    without, subjects are the stretches of policies' names (2 to 10 characters; names of regions and of forms of
    documents set aside) that policies of two or more issuers share and that no longer shared stretch replaces.

    Sources: J. L. Walker: The Diffusion of Innovations among the American States. American Political Science Review 63
    (1969), 880–899; F. S. Berry, W. D. Berry: State Lottery Adoptions as Policy Innovations. American Political
    Science Review 84 (1990), 395–415.

    Returns:
        Columns `subject`, `order` (1 issued first), `issuer`, `region` (of an issuer that is one, or that the policy
        applies to), `date`, `lag` (days since the first; a month or year counts from its first day), `policy`,
        `adopters` (share of the subject's issuers that had issued by then), `id` (of the policy). The subjects
        with most issuers come first; of each issuer the earliest policy counts.
    """
    issued = [
        edge for edge in graph.edges if edge.type == "ISSUED" and (edge.stated or options.derived) and edge.first_date
    ]
    by_subject: dict[str, list[Edge]] = {}
    if options.word:
        held = [edge for edge in issued if options.word in graph.nodes[edge.tail].name]
        by_subject = {options.word: held} if held else {}
    else:
        names = {edge.tail: graph.nodes[edge.tail].name for edge in issued}
        issuers: dict[str, set[str]] = defaultdict(set)
        for edge in issued:
            issuers[edge.tail].add(edge.head)
        for subject, policies in subjects(names, issuers).items():
            by_subject[subject] = [edge for edge in issued if edge.tail in policies]
    places = _places(graph, options)
    findings: list[Finding] = []
    first_of = {subject: _first_by_issuer(edges) for subject, edges in by_subject.items()}
    for subject, edges in sorted(first_of.items(), key=lambda item: (-len(item[1]), item[0])):
        start = _day(edges[0].first_date)
        for order, edge in enumerate(edges, 1):
            issuer = graph.nodes[edge.head]
            region = at_level(issuer, options.level) if issuer.type == "Region" else places.get(edge.tail, "")
            values = (
                subject,
                order,
                issuer.name,
                region,
                edge.first_date,
                (_day(edge.first_date) - start).days,
                graph.nodes[edge.tail].name,
                round(order / len(edges), 6),
                edge.tail,
            )
            findings.append(Finding(values, (edge,)))
    columns = ("subject", "order", "issuer", "region", "date", "lag", "policy", "adopters", "id")
    return Result("policy_diffusion", columns, findings, graph, {"subjects": len(first_of), "policies": len(issued)})


def subjects(names: dict[str, str], issuers: dict[str, set[str]]) -> dict[str, set[str]]:
    """What several issuers' policies are about.

    Args:
        names: name of each policy, by id.
        issuers: who issued it, by id.

    Returns:
        The ids of the policies on each subject; see `policy_diffusion`.
    """
    holding: dict[str, set[str]] = defaultdict(set)
    for key, name in names.items():
        for part in _FORMS.split(_without_regions(name)):
            for start in range(len(part)):
                for end in range(start + SHORTEST_SUBJECT, min(len(part), start + LONGEST_SUBJECT) + 1):
                    holding[part[start:end]].add(key)
    shared = {
        subject: policies
        for subject, policies in holding.items()
        if len(set().union(*(issuers[key] for key in policies))) > 1
    }
    kept: dict[str, set[str]] = {}
    by_policies: dict[frozenset[str], list[str]] = defaultdict(list)
    for subject in sorted(shared, key=lambda subject: (-len(subject), subject)):
        same = by_policies[frozenset(shared[subject])]
        if not any(subject in longer for longer in same):
            same.append(subject)
            kept[subject] = shared[subject]
    return kept


def _without_regions(name: str) -> str:
    """`name` with the names of regions at its beginning, and before its parts, turned into a space."""
    known = gazetteer().by_name
    parts, place = [], 0
    while place < len(name):
        length = next((n for n in range(min(12, len(name) - place), 1, -1) if name[place : place + n] in known), 0)
        parts.append(" " if length else name[place])
        place += length or 1
    return "".join(parts)


def _first_by_issuer(edges: list[Edge]) -> list[Edge]:
    first: dict[str, Edge] = {}
    for edge in sorted(edges, key=lambda edge: (edge.first_date, edge.head, edge.tail)):
        first.setdefault(edge.head, edge)
    return list(first.values())


def _places(graph: Graph, options: Options) -> dict[str, str]:
    """The region that each policy applies to, the first by id of several."""
    places: dict[str, str] = {}
    for edge in sorted(graph.edges, key=lambda edge: edge.tail):
        tail = graph.nodes[edge.tail]
        if edge.type == "APPLIES_TO" and tail.type == "Region" and (edge.stated or options.derived):
            places.setdefault(edge.head, at_level(tail, options.level))
    return places


def _day(text: str) -> date:
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)
