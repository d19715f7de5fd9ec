import pytest

from graph.model import Edge, Graph, Node
from graph.selection import Selection, select
from tests.graph.conftest import Build
from tests.graph.graph_samples import later_news, park_news


@pytest.fixture
def chain() -> Graph:
    """a – b – c – d, the last edge derived; e is a person at b, f stands alone."""
    nodes = {key: Node(key, "Person" if key == "e" else "Institution", key) for key in "abcdef"}
    edges = [
        Edge("a", "PART_OF", "b"),
        Edge("b", "COOPERATES_WITH", "c"),
        Edge("c", "PART_OF", "d", stated=False),
        Edge("e", "WORKS_FOR", "b"),
    ]
    return Graph(nodes=nodes, edges=edges)


@pytest.mark.parametrize(
    ("selection", "nodes", "edges"),
    [
        (Selection(), "abcde", 4),
        (Selection(isolated=True), "abcdef", 4),
        (Selection(around="a", depth=1), "ab", 1),
        (Selection(around="a", depth=2), "abce", 3),
        (Selection(around="f"), "f", 0),
        (Selection(types={"Institution"}), "abcd", 3),
        (Selection(around="e", depth=2, types={"Institution"}), "abce", 3),
        (Selection(stated_only=True), "abce", 3),
        (Selection(relations={"PART_OF"}), "abcd", 2),
        (Selection(most_nodes=2), "bc", 1),
        (Selection(around="a", depth=3, most_nodes=2), "ab", 1),
    ],
)
def test_selections(chain: Graph, selection: Selection, nodes: str, edges: int) -> None:
    part = select(chain, selection)
    assert "".join(sorted(part.nodes)) == nodes
    assert len(part.edges) == edges


def test_an_unknown_centre_is_told(chain: Graph) -> None:
    with pytest.raises(KeyError):
        select(chain, Selection(around="z"))


def test_the_documents_of_the_edges_come_along(build: Build) -> None:
    part = select(build(park_news(), later_news()), Selection(around="policy:青年英才行动计划"))
    assert set(part.documents) == {document for edge in part.edges for document in edge.documents}
    assert len(part.documents) == 2
