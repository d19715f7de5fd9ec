"""Where the nodes of a drawing stand: computed here, so that a drawing looks the same each time it is made.

Small groups are laid out by forces (Fruchterman and Reingold 1991). A large graph is first cut into communities
(Louvain; Blondel et al. 2008), which are laid out one by one and set beside each other as
discs: near-linear in the number of nodes, where forces over all pairs would not be.
"""

import math
from collections import Counter

import networkx
import numpy
from numpy.typing import NDArray

from graph.model import Graph

SEED = 20
SPACING = 130.0
LARGEST_GROUP = 300
ROUNDS = 80

Positions = dict[str, tuple[int, int]]


def layout(graph: Graph) -> Positions:
    """A place for each node, in pixels around (0, 0); equal graphs get equal places."""
    if not graph.nodes:
        return {}
    network: networkx.Graph[str] = networkx.Graph()
    network.add_nodes_from(sorted(graph.nodes))
    network.add_edges_from(sorted({(min(e.head, e.tail), max(e.head, e.tail)) for e in graph.edges}))
    groups = _groups(network)
    discs = [_disc(network.subgraph(group)) for group in groups]
    radii = numpy.array([radius for radius, _ in discs])
    centres = _centres(network, groups, radii)
    positions = {}
    for (_, places), (left, top) in zip(discs, centres, strict=True):
        for key, (x, y) in places.items():
            positions[key] = (round(x + left), round(y + top))
    return positions


def _groups(network: "networkx.Graph[str]") -> list[list[str]]:
    """Communities of the larger components, the smaller ones whole, all isolated nodes in one; the largest first."""
    groups: list[list[str]] = []
    isolated = sorted(networkx.isolates(network))
    if isolated:
        groups.append(isolated)
    for component in networkx.connected_components(network):
        if len(component) == 1:
            continue
        if len(component) <= LARGEST_GROUP:
            groups.append(sorted(component))
            continue
        # Louvain walks nodes in the order of the graph: copy it in sorted order, sets have none.
        part: networkx.Graph[str] = networkx.Graph()
        part.add_nodes_from(sorted(component))
        part.add_edges_from(sorted((min(edge), max(edge)) for edge in network.subgraph(component).edges))
        groups.extend(sorted(community) for community in networkx.community.louvain_communities(part, seed=SEED))
    return sorted(groups, key=lambda group: (-len(group), group))


def _disc(part: "networkx.Graph[str]") -> tuple[float, dict[str, tuple[float, float]]]:
    """Radius and places of one group around its own centre."""
    names = sorted(part.nodes)
    radius = SPACING * math.sqrt(len(names)) * 0.62
    if len(names) == 1:
        return SPACING / 2, {names[0]: (0.0, 0.0)}
    if len(names) > LARGEST_GROUP or not part.edges:
        return radius, _sunflower(part, radius)
    ordered: networkx.Graph[str] = networkx.Graph()
    ordered.add_nodes_from(names)
    ordered.add_edges_from(sorted((min(edge), max(edge)) for edge in part.edges))
    places = networkx.spring_layout(ordered, seed=SEED, iterations=ROUNDS, k=1.6 / math.sqrt(len(names)))
    farthest = max(math.hypot(*place) for place in places.values()) or 1.0
    return radius, {key: (x * radius / farthest, y * radius / farthest) for key, (x, y) in places.items()}


def _sunflower(part: "networkx.Graph[str]", radius: float) -> dict[str, tuple[float, float]]:
    """Places on Vogel's spiral (1979), the best connected nodes in the middle."""
    order = sorted(part.nodes, key=lambda key: (-part.degree[key], key))
    golden = math.pi * (3 - math.sqrt(5))
    return {
        key: (
            radius * math.sqrt(index / len(order)) * math.cos(index * golden),
            radius * math.sqrt(index / len(order)) * math.sin(index * golden),
        )
        for index, key in enumerate(order)
    }


def _centres(
    network: "networkx.Graph[str]", groups: list[list[str]], radii: NDArray[numpy.float64]
) -> NDArray[numpy.float64]:
    """Centres of the groups' discs: linked groups near each other, no disc over another."""
    if len(groups) == 1:
        return numpy.zeros((1, 2))
    member = {key: index for index, group in enumerate(groups) for key in group}
    links = Counter(
        (min(member[a], member[b]), max(member[a], member[b])) for a, b in network.edges if member[a] != member[b]
    )
    # Begin on a spiral by area, the largest in the middle; linked groups then draw each other nearer.
    reach = numpy.sqrt(numpy.cumsum((radii + SPACING) ** 2) - (radii[0] + SPACING) ** 2)
    angles = numpy.arange(len(groups)) * math.pi * (3 - math.sqrt(5))
    centres = numpy.stack([reach * numpy.cos(angles), reach * numpy.sin(angles)], axis=1)
    ends = numpy.array(sorted(links), dtype=int).reshape(-1, 2)
    weights = numpy.array([links[int(a), int(b)] for a, b in ends], dtype=float)
    for turn in range(ROUNDS):
        if len(ends):
            pull = (centres[ends[:, 1]] - centres[ends[:, 0]]) * (weights / weights.max() * 0.1 * (1 - turn / ROUNDS))[
                :, None
            ]
            numpy.add.at(centres, ends[:, 0], pull)
            numpy.add.at(centres, ends[:, 1], -pull)
        centres *= 0.99
        centres += _apart(centres, radii)
    for _ in range(ROUNDS):
        centres += _apart(centres, radii)
    return centres


def _apart(centres: NDArray[numpy.float64], radii: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    """How to move discs that overlap; row by row, so that memory stays linear."""
    moves = numpy.zeros_like(centres)
    for index in range(len(centres)):
        away = centres[index] - centres
        distance = numpy.hypot(away[:, 0], away[:, 1])
        overlap = radii[index] + radii + SPACING / 2 - distance
        overlap[index] = 0
        near = overlap > 0
        if near.any():
            unit = away[near] / numpy.maximum(distance[near], 1e-9)[:, None]
            moves[index] = (unit * overlap[near][:, None]).sum(axis=0) * 0.3 / max(1, near.sum() ** 0.5)
    return moves
