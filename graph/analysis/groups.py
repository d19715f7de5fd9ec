"""How the network falls into groups: communities, k-cores, core and periphery."""

from collections import Counter
from collections.abc import Iterable

import networkx

from graph.analysis.network import Network, edges_at, network, regions_of
from graph.analysis.result import Finding, Options, Result
from graph.model import Edge, Graph

_NAMED_MEMBERS = 5


def communities(graph: Graph, options: Options) -> Result:
    """Groups that are tied among themselves more than by chance, by the Louvain method.

    Ties weigh by the number of documents. The method is random; nodes and ties are sorted and the seed is fixed, so
    that equal graphs give equal communities.

    Source: V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre: Fast unfolding of communities in large networks.
    Journal of Statistical Mechanics (2008), P10008.

    Returns:
        Columns `community` (1 is the largest), `size`, `leading` (best connected members), `region` and `kind` (the
        most frequent ones), `inner_ties`, `outer_ties`, `members` (ids); `modularity` in the summary.
    """
    net = network(graph, options)
    groups = partition(net, options.seed)
    regions = regions_of(graph, options)
    number = {node: index for index, group in enumerate(groups) for node in group}
    inner: list[list[Edge]] = [[] for _ in groups]
    ties, outer = [0] * len(groups), [0] * len(groups)
    for a, b in net.edges:
        if number[a] == number[b]:
            inner[number[a]].extend(net.edges[a, b]["edges"])
            ties[number[a]] += 1
        else:
            outer[number[a]] += 1
            outer[number[b]] += 1
    findings = []
    for index, group in enumerate(groups):
        leading = sorted(group, key=lambda node: (-net.degree[node], node))[:_NAMED_MEMBERS]
        values = (
            index + 1,
            len(group),
            [graph.nodes[node].name for node in leading],
            _commonest(regions[node] for node in group if node in regions),
            _commonest(graph.nodes[node].kind for node in group if graph.nodes[node].kind),
            ties[index],
            outer[index],
            group,
        )
        findings.append(Finding(values, tuple(inner[index])))
    modularity = networkx.community.modularity(net, map(set, groups)) if net.number_of_edges() else 0.0
    columns = ("community", "size", "leading", "region", "kind", "inner_ties", "outer_ties", "members")
    summary = {"communities": len(groups), "modularity": round(modularity, 6)}
    return Result("communities", columns, findings, graph, summary)


def partition(net: Network, seed: int) -> list[list[str]]:
    """The Louvain communities of `net`, the largest first, members sorted."""
    if not net.number_of_edges():
        return [[node] for node in net]
    found = networkx.community.louvain_communities(net, weight="weight", seed=seed)
    return sorted((sorted(group) for group in found), key=lambda group: (-len(group), group[0]))


def k_cores(graph: Graph, options: Options) -> Result:
    """The core number of each actor: the largest k such that it belongs to a part in which all have k ties.

    Sources: S. B. Seidman: Network structure and minimum degree. Social Networks 5 (1983), 269–287; computed as by
    V. Batagelj, M. Zaveršnik: An O(m) Algorithm for Cores Decomposition of Networks (2003).

    Returns:
        Columns `entity`, `kind`, `core`, `partners`, `id`, the innermost first.
    """
    net = network(graph, options)
    cores = networkx.core_number(net)
    order = sorted(net, key=lambda node: (-cores[node], -net.degree[node], node))
    findings = [
        Finding(
            (graph.nodes[node].name, graph.nodes[node].kind, cores[node], net.degree[node], node), edges_at(net, node)
        )
        for node in order
    ]
    summary = {"innermost": max(cores.values(), default=0), "actors": len(net)}
    return Result("k_cores", ("entity", "kind", "core", "partners", "id"), findings, graph, summary)


def core_periphery(graph: Graph, options: Options) -> Result:
    """Which actors form the core, and which the periphery.

    In the ideal, all of the core are tied to each other and none of the periphery are. The core taken is the one with
    the fewest `errors` (ties missing in the core plus ties present in the periphery); it always consists of the nodes
    of highest degree, so that it is found exactly. The smallest such core is taken.

    Sources: S. P. Borgatti, M. G. Everett: Models of core/periphery structures. Social Networks 21 (2000), 375–395;
    found as by S. Z. W. Lip: A Fast Algorithm for the Discrete Core/Periphery Bipartitioning Problem (2011).

    Returns:
        Columns `entity`, `kind`, `position` (`core` or `periphery`), `partners`, `core_partners`, `id`; the summary
        tells `core` (its size) and `errors`.
    """
    net = network(graph, options)
    core, errors = core_of(net)
    order = sorted(net, key=lambda node: (node not in core, -net.degree[node], node))
    findings = []
    for node in order:
        entity, in_core = graph.nodes[node], sum(other in core for other in net[node])
        position = "core" if node in core else "periphery"
        values = (entity.name, entity.kind, position, net.degree[node], in_core, node)
        findings.append(Finding(values, edges_at(net, node)))
    columns = ("entity", "kind", "position", "partners", "core_partners", "id")
    return Result("core_periphery", columns, findings, graph, {"core": len(core), "errors": errors})


def core_of(net: Network) -> tuple[set[str], int]:
    """The best core of `net` and its errors; see `core_periphery`.

    With the k nodes of highest degree as the core, the errors are k(k-1)/2 + ties - the sum of their degrees.
    """
    order = sorted(net, key=lambda node: (-net.degree[node], node))
    size, fewest = 0, net.number_of_edges()
    errors = fewest
    for taken, node in enumerate(order):
        errors += taken - net.degree[node]
        if errors < fewest:
            size, fewest = taken + 1, errors
    return set(order[:size]), fewest


def _commonest(values: Iterable[str]) -> str:
    counted = Counter(values)
    return min(counted, key=lambda value: (-counted[value], value), default="")
