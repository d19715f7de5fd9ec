"""Every named query gives the same rows from both stores; a new query takes part by being there."""

from collections.abc import Iterator
from itertools import islice, product

import pytest

from graph.embedded import EmbeddedStore
from graph.named_queries import NamedQuery, Parameter, named_queries
from graph.neo4j_store import Neo4jStore
from graph.reading import read_graph
from graph.search import NameIndex
from graph.store import GraphStore
from tests.graph.regional_network import regional_network
from tests.neo4j_server import PASSWORD, Server

pytestmark = pytest.mark.neo4j

MOST_BINDINGS = 40  # of one query, spread over all that its parameters may be
TYPED = {"integer": "3", "number": "0.5", "date": "2024-01", "text": "人才"}

Stores = tuple[GraphStore, GraphStore]


@pytest.fixture(scope="module")
def stores(neo4j_process: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """The hand-checked network in both stores."""
    if not neo4j_process.is_ready:
        neo4j_process.stop()
        neo4j_process.start()
    neo4j_process.clear()
    with (
        EmbeddedStore.create(tmp_path_factory.mktemp("parity") / "store.kg") as embedded,
        Neo4jStore.connect(neo4j_process.url, PASSWORD, create=True) as server,
    ):
        for store in (embedded, server):
            store.replace(regional_network())
        yield embedded, server


def bindings(query: NamedQuery, index: NameIndex) -> Iterator[dict[str, str]]:
    """Values for the parameters of a query: entities of the graph that fit; the default and one of the type."""

    def values(parameter: Parameter) -> list[str]:
        if parameter.type == "entity":
            nodes = regional_network().nodes.values()
            return sorted(node.id for node in nodes if not parameter.among or node.type in parameter.among)
        if parameter.type == "truth":
            return ["true", "false"]
        return list(filter(None, (parameter.default, TYPED[parameter.type])))

    names = [parameter.name for parameter in query.parameters]
    chosen = list(product(*map(values, query.parameters)))
    step = max(1, len(chosen) // MOST_BINDINGS)
    for combination in islice(chosen, 0, None, step):
        yield dict(zip(names, combination, strict=True))


@pytest.mark.parametrize("name", sorted(named_queries()))
def test_a_named_query_gives_the_same_rows(stores: Stores, name: str) -> None:
    embedded, server = stores
    query = named_queries()[name]
    index = NameIndex.of_store(embedded)
    found = 0
    for values in bindings(query, index):
        bound = query.bind(values, index)
        expected = embedded.query(query.statement(embedded.dialect), bound)
        assert server.query(query.statement(server.dialect), bound) == expected, values
        found += len(expected.rows)
    assert found, "no value that was tried gives a row: the two were never compared"


def test_the_whole_graph_and_its_counts_are_the_same(stores: Stores) -> None:
    embedded, server = stores
    assert read_graph(server).fingerprint() == read_graph(embedded).fingerprint() == regional_network().fingerprint()
    assert server.counts() == embedded.counts()
