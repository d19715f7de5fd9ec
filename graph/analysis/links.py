"""Who might cooperate next: pairs without a tie whose partners point to one, with the evidence."""

import heapq
import math

import networkx

from graph.analysis.network import COOPERATION, Network, network, regions_of
from graph.analysis.result import Finding, Options, Result
from graph.model import Edge, Graph

MOST_CANDIDATES = 500


def link_candidates(graph: Graph, options: Options) -> Result:
    """Pairs that do not cooperate, by the Adamic–Adar score of the partners that they share.

    Each shared partner counts 1 ÷ ln(its number of partners): one with few partners tells more.

    Sources: L. A. Adamic, E. Adar: Friends and neighbors on the Web. Social Networks 25 (2003), 211–230; as a
    predictor of links: D. Liben-Nowell, J. Kleinberg: The link-prediction problem for social networks. Journal of the
    American Society for Information Science and Technology 58 (2007), 1019–1031.

    Returns:
        Columns `a`, `b`, `score`, `shared` (names of the shared partners), `same_region` (None where unknown), `a_id`,
        `b_id`, the 500 best; the edges are those to the shared partners.
    """
    net = network(graph, options, COOPERATION)
    regions = regions_of(graph, options)
    findings = []
    for score, a, b in adamic_adar(net, MOST_CANDIDATES):
        shared = sorted(networkx.common_neighbors(net, a, b), key=lambda node: (net.degree[node], node))
        edges: list[Edge] = [edge for c in shared for end in (a, b) for edge in net.edges[end, c]["edges"]]
        same = regions[a] == regions[b] if a in regions and b in regions else None
        names = [graph.nodes[node].name for node in shared]
        values = (graph.nodes[a].name, graph.nodes[b].name, round(score, 6), names, same, a, b)
        findings.append(Finding(values, tuple(edges)))
    columns = ("a", "b", "score", "shared", "same_region", "a_id", "b_id")
    return Result("link_candidates", columns, findings, graph, {"actors": len(net), "ties": net.number_of_edges()})


def adamic_adar(net: Network, most: int) -> list[tuple[float, str, str]]:
    """The `most` pairs without a tie of the highest score, as (score, a, b) with a < b, the best first."""
    neighbours = {node: sorted(net[node]) for node in net}
    tied = {node: set(near) for node, near in neighbours.items()}
    weights = {node: 1 / math.log(len(near)) for node, near in neighbours.items() if len(near) > 1}
    best: list[tuple[float, str, str]] = []
    for a in neighbours:
        scores: dict[str, float] = {}
        for between in neighbours[a]:
            weight = weights.get(between, 0.0)
            for b in neighbours[between]:
                if b > a:
                    scores[b] = scores.get(b, 0.0) + weight
        floor = best[-1][0] if len(best) == most else 0.0
        candidates = [(score, a, b) for b, score in scores.items() if score >= floor and b not in tied[a]]
        if candidates:
            best = heapq.nsmallest(most, best + candidates, key=lambda item: (-item[0], item[1], item[2]))
    return best
