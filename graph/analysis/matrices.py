"""Who cooperates with whom, counted by regions, by kinds, and by the three helices."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping

from graph.analysis.network import ACTORS, COOPERATION, regions_of, tied_edges
from graph.analysis.result import Finding, Options, Result
from graph.model import Edge, Graph

# Etzkowitz and Leydesdorff's three helices; kinds that are of none (associations, media …) do not count.
HELICES = {
    "university": "university",
    "research_institute": "university",
    "company": "industry",
    "fund": "industry",
    "government": "government",
}


def region_matrix(graph: Graph, options: Options) -> Result:
    """How many cooperations join each two regions, or lie inside one, and how many would by chance.

    A region that itself cooperates counts with what lies in it.

    `expected` is from the margins of the matrix alone; `affinity` is found ÷ expected (also called the activity or
    probabilistic affinity index): above 1 the two cooperate more than their sizes tell.

    Source: M. Zitt, E. Bassecoulard, Y. Okubo: Shadows of the past in international cooperation. Scientometrics 47
    (2000), 627–657.

    Returns:
        Columns `region_a`, `region_b`, `cooperations`, `documents`, `expected`, `affinity`; a row for each pair that
        cooperates, most cooperations first. The summary tells how many cooperations there are, and how many
        have an end in no known region.
    """
    regions = regions_of(graph, options)
    return _matrix("region_matrix", "region", graph, options, regions.get, ACTORS | {"Region"})


def kind_matrix(graph: Graph, options: Options) -> Result:
    """How many cooperations join each two kinds of actors: `region_matrix`, for kinds in place of regions."""
    return _matrix("kind_matrix", "kind", graph, options, lambda key: graph.nodes[key].kind or None)


def triple_helix(graph: Graph, options: Options) -> Result:
    """Shares of university, industry and government in cooperation, and how far the three work as one.

    Two-way figures count cooperations by the helices of both ends. Three-way figures count documents: each stands for
    the set of helices among the cooperating actors that it names. From these sets comes the mutual information in three
    dimensions, T(u,i,g) = H(u)+H(i)+H(g) - H(ui)-H(ug)-H(ig) + H(uig) in bits: below zero, the three are tied together
    by more than their pairs.

    Sources: H. Etzkowitz, L. Leydesdorff: The dynamics of innovation: from National Systems and “Mode 2” to a Triple
    Helix. Research Policy 29 (2000), 109–123. L. Leydesdorff: The mutual information of university–industry–government
    relations. Scientometrics 58 (2003), 445–467.

    Returns:
        Columns `helices` (e.g. `industry–university`), `unit` (`cooperations` or `documents`), `count`, `share`; the
        summary tells `mutual_information` and `documents`.
    """
    ties = [
        edge
        for edge in tied_edges(graph, options, COOPERATION)
        if _helix(graph, edge.head) and _helix(graph, edge.tail)
    ]
    pairs: dict[str, list[Edge]] = {}
    named: dict[str, set[str]] = {}
    by_document: dict[str, list[Edge]] = {}
    for edge in ties:
        ends = _helix(graph, edge.head), _helix(graph, edge.tail)
        pairs.setdefault("–".join(sorted(ends)), []).append(edge)
        for document in edge.documents:
            named.setdefault(document, set()).update(ends)
            by_document.setdefault(document, []).append(edge)
    sets = {document: "–".join(sorted(helices)) for document, helices in named.items()}
    in_sets = Counter(sets.values())
    findings = [
        Finding((pair, "cooperations", len(edges), round(len(edges) / len(ties), 6)), tuple(edges))
        for pair, edges in sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    for helices, count in sorted(in_sets.items(), key=lambda item: (-item[1], item[0])):
        edges = {
            (edge.head, edge.type, edge.tail): edge
            for document in sorted(sets)
            if sets[document] == helices
            for edge in by_document[document]
        }
        findings.append(Finding((helices, "documents", count, round(count / len(sets), 6)), tuple(edges.values())))
    information = round(mutual_information(Counter(frozenset(helices) for helices in named.values())), 6)
    summary = {"mutual_information": information, "cooperations": len(ties), "documents": len(sets)}
    return Result("triple_helix", ("helices", "unit", "count", "share"), findings, graph, summary)


def mutual_information(sets: Mapping[frozenset[str], int]) -> float:
    """T(u,i,g) in bits of the presence of each helix, from the number of documents by the set of helices they name."""

    def entropy(*helices: str) -> float:
        counts: Counter[tuple[bool, ...]] = Counter()
        for named, count in sets.items():
            counts[tuple(helix in named for helix in helices)] += count
        total = sum(counts.values())
        return -sum(count / total * math.log2(count / total) for count in counts.values() if count)

    u, i, g = "university", "industry", "government"
    if not sum(sets.values()):
        return 0.0
    return entropy(u) + entropy(i) + entropy(g) - entropy(u, i) - entropy(u, g) - entropy(i, g) + entropy(u, i, g)


def _helix(graph: Graph, key: str) -> str:
    return HELICES.get(graph.nodes[key].kind, "")


def _matrix(
    name: str,
    what: str,
    graph: Graph,
    options: Options,
    group_of: Callable[[str], str | None],
    ends: Collection[str] = ACTORS,
) -> Result:
    cells: dict[tuple[str, str], list[Edge]] = {}
    margins: Counter[str] = Counter()
    ties = tied_edges(graph, options, COOPERATION, ends)
    for edge in ties:
        a, b = group_of(edge.head), group_of(edge.tail)
        if a is not None and b is not None:
            cells.setdefault((a, b) if a <= b else (b, a), []).append(edge)
            margins.update((a, b))
    placed = sum(map(len, cells.values()))
    findings = []
    for (a, b), edges in sorted(cells.items(), key=lambda item: (-len(item[1]), item[0])):
        # Of 2·placed ends, drawn at random in pairs; two different groups may meet in either order.
        expected = margins[a] * margins[b] / (4 * placed) * (1 if a == b else 2)
        documents = {document for edge in edges for document in edge.documents}
        values = (a, b, len(edges), len(documents), round(expected, 6), round(len(edges) / expected, 6))
        findings.append(Finding(values, tuple(edges)))
    columns = (f"{what}_a", f"{what}_b", "cooperations", "documents", "expected", "affinity")
    summary = {"cooperations": len(ties), f"without_{what}": len(ties) - placed}
    return Result(name, columns, findings, graph, summary)
