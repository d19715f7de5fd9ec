import math
import time

import pytest

from benchmarks.synthetic_graph import synthetic_graph
from graph.layout import layout
from graph.model import Edge, Graph, Node


@pytest.mark.parametrize("size", [0, 1, 2, 40, 900])
def test_every_node_has_a_place_of_its_own_and_always_the_same(size: int) -> None:
    graph = synthetic_graph(size, size * 2) if size > 10 else Graph()
    if 0 < size <= 10:
        graph.nodes = {str(i): Node(str(i), "Park", str(i)) for i in range(size)}
    places = layout(graph)
    assert set(places) == set(graph.nodes)
    assert len(set(places.values())) == len(places)
    shuffled = Graph(nodes=dict(reversed(graph.nodes.items())), edges=graph.edges[::-1])
    assert layout(shuffled) == places


def test_linked_nodes_stand_nearer_than_others() -> None:
    """Two cliques joined by one edge."""
    nodes = {f"{side}{i}": Node(f"{side}{i}", "Park", "") for side in "ab" for i in range(8)}
    edges = [Edge(f"{s}{i}", "PART_OF", f"{s}{j}") for s in "ab" for i in range(8) for j in range(i)]
    places = layout(Graph(nodes=nodes, edges=[*edges, Edge("a0", "PART_OF", "b0")]))
    within = [math.dist(places[e.head], places[e.tail]) for e in edges]
    across = [math.dist(places[f"a{i}"], places[f"b{j}"]) for i in range(8) for j in range(8)]
    assert sum(within) / len(within) < 0.6 * sum(across) / len(across)


def test_ten_thousand_nodes_are_laid_out_in_seconds() -> None:
    graph = synthetic_graph(10_000, 30_000)
    begin = time.process_time()
    assert len(layout(graph)) == len(graph.nodes)
    assert time.process_time() - begin < 60
