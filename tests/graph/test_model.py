from dataclasses import replace

import pytest

from graph.model import Edge, Graph, Node
from tests.graph.conftest import Build
from tests.graph.graph_samples import later_news, park_news


def test_counts_name_every_type_with_rows(build: Build) -> None:
    counts = build(park_news()).counts()
    assert counts["Institution"] == 4
    assert counts["Document"] == 2
    assert counts["COOPERATES_WITH"] == 2
    assert "MENTORS" not in counts
    assert Graph().counts() == {}


def test_the_fingerprint_is_of_the_content_not_of_the_order(build: Build) -> None:
    graph = build(park_news(), later_news())
    other = Graph(
        dict(reversed(graph.nodes.items())),
        dict(reversed(graph.documents.items())),
        graph.edges[::-1],
        graph.mentions[::-1],
    )
    assert other.fingerprint() == graph.fingerprint()


@pytest.mark.parametrize("change", ["confidence", "sentences", "status", "documents"])
def test_the_fingerprint_sees_every_property(build: Build, change: str) -> None:
    graph = build(park_news())
    before = graph.fingerprint()
    value = {"confidence": 0.123, "sentences": ("x",), "status": "planned", "documents": ()}[change]
    graph.edges[0] = replace(graph.edges[0], **{change: value})  # type: ignore[arg-type]
    assert graph.fingerprint() != before


def test_a_node_and_a_document_of_equal_text_differ() -> None:
    assert Graph(nodes={"a": Node("a", "Park", "")}).fingerprint() != Graph().fingerprint()


def test_neighbours_list_edges_at_both_ends() -> None:
    edge = Edge("a", "PART_OF", "b")
    graph = Graph(nodes={key: Node(key, "Park", key) for key in "abc"}, edges=[edge])
    assert graph.neighbours() == {"a": [edge], "b": [edge], "c": []}
