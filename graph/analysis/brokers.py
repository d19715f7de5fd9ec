"""Who connects what else would be apart: brokerage between regions, and structural holes."""

from collections import Counter
from typing import cast

import networkx

from graph.analysis.network import Network, edges_at, network, regions_of
from graph.analysis.result import Finding, Options, Result
from graph.model import Graph


def brokers(graph: Graph, options: Options) -> Result:
    """Who brokers between regions, and in which role.

    An actor brokers for each pair of its partners who are not tied to each other. By the regions of the three it is a
    *coordinator* (all in one region), *itinerant* (the two partners in one region, the broker in another), a
    *gatekeeper* (the broker and one partner in one region; without direction, representatives are the same) or a
    *liaison* (three regions). Actors whose region is not known do not count.

    Source: R. V. Gould, R. M. Fernandez: Structures of Mediation: A Formal Approach to Brokerage in Transaction
    Networks. Sociological Methodology 19 (1989), 89–126.

    Returns:
        Columns `entity`, `region`, `liaison`, `gatekeeper`, `itinerant`, `coordinator` (numbers of pairs), `id`;
        ordered by liaison + gatekeeper + itinerant: the pairs that reach over a border.
    """
    regions = regions_of(graph, options)
    net = network(graph, options)
    net.remove_nodes_from([node for node in net if node not in regions])
    rows = []
    for node, roles in brokerage(net, regions).items():
        if sum(roles.values()):
            across = roles["liaison"] + roles["gatekeeper"] + roles["itinerant"]
            values = (graph.nodes[node].name, regions[node], *(roles[role] for role in ROLES), node)
            rows.append(((-across, -roles["coordinator"], node), Finding(values, edges_at(net, node))))
    findings = [finding for _, finding in sorted(rows, key=lambda row: row[0])]
    columns = ("entity", "region", *ROLES, "id")
    return Result("brokers", columns, findings, graph, {"actors": len(net), "ties": net.number_of_edges()})


ROLES = ("liaison", "gatekeeper", "itinerant", "coordinator")


def brokerage(net: Network, groups: dict[str, str]) -> dict[str, Counter[str]]:
    """For each node the number of open pairs of neighbours by role; see `brokers`.

    All pairs are counted by group at once, and the closed ones (triangles) are taken off.
    """
    neighbours = {node: set(net[node]) for node in net}
    counted = {}
    for node, near in neighbours.items():
        own, by_group = groups[node], Counter(groups[other] for other in near)
        roles: Counter[str] = Counter()
        same, others = by_group[own], len(near) - by_group[own]
        inside = sum(count * (count - 1) // 2 for group, count in by_group.items() if group != own)
        roles["coordinator"] = same * (same - 1) // 2
        roles["gatekeeper"] = same * others
        roles["itinerant"] = inside
        roles["liaison"] = others * (others - 1) // 2 - inside
        counted[node] = roles
    for a, b in net.edges:
        for c in neighbours[a] & neighbours[b]:  # the pair (a, b) is closed for c
            counted[c][_role(groups[a], groups[c], groups[b])] -= 1
    return counted


def structural_holes(graph: Graph, options: Options) -> Result:
    """Who spans structural holes: few of its partners are tied to each other.

    `constraint` is how far an actor's ties lead back to the same others (0: not at all); `effective_size` is its
    number of partners less their mean number of ties among each other. Ties count once each, however
    many documents state them.

    Sources: R. S. Burt: Structural Holes. Harvard University Press 1992, chapter 2; effective size in the simpler form
    of S. P. Borgatti: Structural Holes: Unpacking Burt's Redundancy Measures. Connections 20 (1997), 35–38.

    Returns:
        Columns `entity`, `kind`, `partners`, `constraint`, `effective_size`, `regions` (number of regions among its
        partners), `id`, of actors with two partners or more; the largest effective size first.
    """
    regions = regions_of(graph, options)
    net = network(graph, options)
    holes = constraint(net)
    triangles = cast("dict[str, int]", networkx.triangles(net))
    rows = []
    for node in net:
        degree = net.degree[node]
        if degree > 1:
            size = degree - 2 * triangles[node] / degree
            reached = len({regions[other] for other in net[node] if other in regions})
            entity = graph.nodes[node]
            values = (entity.name, entity.kind, degree, round(holes[node], 6), round(size, 6), reached, node)
            rows.append(((-size, holes[node], node), Finding(values, edges_at(net, node))))
    columns = ("entity", "kind", "partners", "constraint", "effective_size", "regions", "id")
    findings = [finding for _, finding in sorted(rows, key=lambda row: row[0])]
    return Result("structural_holes", columns, findings, graph, {"actors": len(net), "ties": net.number_of_edges()})


def constraint(net: Network) -> dict[str, float]:
    """Burt's constraint of each node, ties counted once: Σ over neighbours j of (p_ij + Σ over q of p_iq·p_qj)².

    As networkx defines it, but over common neighbours only, which is what makes it fast at hubs.
    """
    neighbours = {node: set(net[node]) for node in net}
    share = {node: 1 / len(near) if near else 0.0 for node, near in neighbours.items()}
    totals = dict.fromkeys(net, 0.0)
    for a, b in net.edges:
        through = sum(share[q] for q in neighbours[a] & neighbours[b])
        totals[a] += (share[a] + share[a] * through) ** 2
        totals[b] += (share[b] + share[b] * through) ** 2
    return totals


def _role(first: str, broker: str, second: str) -> str:
    if first == second:
        return "coordinator" if first == broker else "itinerant"
    return "gatekeeper" if broker in (first, second) else "liaison"
