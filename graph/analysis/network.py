"""The graph as a network of actors: who is tied to whom, and in which region each one is."""

from collections.abc import Collection
from typing import TypeAlias

import networkx

from graph.analysis.result import Options
from graph.model import Edge, Graph, Node
from schema.regions import Region, gazetteer

# networkx is generic to type checkers only.
Network: TypeAlias = "networkx.Graph[str]"

ACTORS = frozenset({"Institution", "Park", "Person"})
# Ties between actors; being in a place, or subject to a policy, is none.
TIES = ("COOPERATES_WITH", "FOUNDED", "SUPPORTS", "INVESTS_IN", "PART_OF", "WORKS_FOR", "MENTORS")
COOPERATION = ("COOPERATES_WITH",)
_DEEPEST = 4


def tied_edges(
    graph: Graph, options: Options, relations: Collection[str] = TIES, ends: Collection[str] = ACTORS
) -> list[Edge]:
    """The edges that count as ties: between two different entities of the types `ends`, and of one of
    `options.relations`, or of `relations` where those are not given.
    """
    wanted = frozenset(options.relations or relations)
    nodes = graph.nodes
    return [
        edge
        for edge in graph.edges
        if edge.type in wanted
        and (edge.stated or options.derived)
        and edge.head != edge.tail
        and nodes[edge.head].type in ends
        and nodes[edge.tail].type in ends
    ]


def network(graph: Graph, options: Options, relations: Collection[str] = TIES) -> Network:
    """The undirected network of actors that have a tie.

    Returns:
        Nodes are ids, sorted; an edge has `weight`, the number of documents that state a tie between the two (at
        least 1), and `edges`, the ties. Equal graphs give equal networks, in the same order.
    """
    ties: dict[tuple[str, str], list[Edge]] = {}
    for edge in tied_edges(graph, options, relations):
        pair = (edge.head, edge.tail) if edge.head < edge.tail else (edge.tail, edge.head)
        ties.setdefault(pair, []).append(edge)
    made: Network = networkx.Graph()
    made.add_nodes_from(sorted({end for pair in ties for end in pair}))
    for (head, tail), edges in sorted(ties.items()):
        edges.sort(key=lambda edge: (edge.type, edge.head))
        documents = {document for edge in edges for document in edge.documents}
        made.add_edge(head, tail, weight=max(1, len(documents)), edges=tuple(edges))
    return made


def edges_at(net: Network, node: str) -> tuple[Edge, ...]:
    """All ties of a node."""
    return tuple(edge for data in net[node].values() for edge in data["edges"])


def regions_of(graph: Graph, options: Options) -> dict[str, str]:
    """The region in which each entity is, by id; entities whose region is not known are left out.

    A place is followed through parks; a person is where the institution is that they work for. Of several regions the
    one by the shortest way counts, then the one that most documents state, then the finest. It is told at
    `options.level`; a region that is larger than that stays as it is.
    """
    outward: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        works = edge.type == "WORKS_FOR"
        if (edge.type == "LOCATED_IN" or works) and (edge.stated or options.derived):
            outward.setdefault(edge.head, []).append(edge)
    names: dict[str, str] = {}
    for key, node in graph.nodes.items():
        region = node if node.type == "Region" else _region_from(key, outward, graph)
        if region is not None:
            names[key] = at_level(region, options.level)
    return names


def at_level(node: Node, level: str) -> str:
    """Name of the region of a level that the region `node` is or lies in; its own name if it is larger."""
    known = gazetteer().by_code.get(node.code)
    if known is None:
        return node.name
    around: Region | None = known
    if level == "province":
        around = gazetteer().province_of(known)
    elif level == "city":
        around = gazetteer().city_of(known)
    return around.name if around is not None else node.name


def _region_from(start: str, outward: dict[str, list[Edge]], graph: Graph) -> Node | None:
    reached, front = {start}, [start]
    for _ in range(_DEEPEST):
        steps = [edge for key in front for edge in outward.get(key, ())]
        ends = [edge for edge in steps if graph.nodes[edge.tail].type == "Region"]
        if ends:
            best = min(ends, key=lambda edge: (-edge.weight, edge.tail.endswith("00"), edge.tail))
            return graph.nodes[best.tail]
        front = sorted({edge.tail for edge in steps} - reached)
        reached |= set(front)
    return None
