import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.embedded import EmbeddedStore
from graph.model import DocumentNode, Edge, Graph, MentionEdge, Node
from graph.neo4j_store import BATCH_ROWS, Neo4jStore
from graph.store import open_store
from schema.errors import (
    AuthenticationError,
    ForeignDataError,
    InnographError,
    PermissionDeniedError,
    QueryError,
    QueryTimeoutError,
    ServerSetupError,
    ServerUnreachableError,
    StoreBusyError,
    StoreError,
    WriteQueryError,
)
from tests.neo4j_server import PASSWORD, Server

pytestmark = pytest.mark.neo4j

NASTY = [
    "引号\"'`反引号",
    "}) DETACH DELETE n //",
    "😀🧪",
    "零\x00字节",
    "换\n行\\u0027",
    "${jndi:x} $name {id: 1}",
]


def sample(companies: int = 3) -> Graph:
    """A graph with every kind of row: companies in a park, people, policies, documents."""
    graph = Graph()
    graph.nodes["region:360700"] = Node(
        "region:360700", "Region", "赣州市", "city", code="360700", longitude=114.9, latitude=25.8
    )
    graph.nodes["park:云溪高新区"] = Node("park:云溪高新区", "Park", "云溪高新区", "high_tech_zone", ("云溪园",))
    graph.nodes["policy:云溪十条"] = Node("policy:云溪十条", "Policy", "云溪十条", "document", number="云发〔2024〕1号")
    graph.documents["document:1"] = DocumentNode("document:1", "动态", "2024-05-13", "a.txt")
    graph.edges.append(Edge("policy:云溪十条", "APPLIES_TO", "park:云溪高新区", documents=("document:1",), weight=1))
    for number in range(companies):
        name = f"星桥{number}号科技有限公司"
        key = f"institution:{name}"
        graph.nodes[key] = Node(key, "Institution", name, "company", (f"星桥{number}号",), 1, 2, "2024", "2024")
        graph.edges.append(
            Edge(
                key, "LOCATED_IN", "park:云溪高新区", True, 0.9, documents=("document:1",), sentences=(f"{name}落户。",)
            )
        )
        graph.mentions.append(MentionEdge(key, "document:1", 2, (name,)))
    return graph


def held(store: Neo4jStore) -> tuple[object, ...]:
    """All that the server holds, as rows that compare."""
    nodes = store.query("MATCH (n) WHERE NOT n:InnographSchema RETURN n ORDER BY n.id").rows
    edges = store.query("MATCH (h)-[r]->(t) RETURN h.id AS h, r, t.id AS t ORDER BY h, type(r), t").rows
    return nodes, edges


@pytest.fixture
def store(neo4j_server: Server) -> Iterator[Neo4jStore]:
    with Neo4jStore.connect(neo4j_server.url, create=True) as opened:
        yield opened


def test_a_graph_arrives_whole_and_an_equal_one_writes_nothing(store: Neo4jStore) -> None:
    graph = sample()
    seen: list[tuple[int, int]] = []
    assert store.replace(graph, lambda done, total: seen.append((done, total)))
    assert store.counts() == graph.counts()
    assert seen[-1][0] == seen[-1][1] == sum(graph.counts().values())
    assert not store.replace(graph)


def test_rows_change_come_and_go(store: Neo4jStore) -> None:
    store.replace(sample(5))
    graph = sample(3)
    key = "institution:星桥0号科技有限公司"
    graph.nodes[key] = replace(graph.nodes[key], aliases=("星桥",), mentions=9)
    graph.edges[1] = replace(graph.edges[1], weight=7, sentences=())
    assert store.replace(graph)
    assert store.counts() == graph.counts()
    row = store.query("MATCH (n {id: $id})-[r:LOCATED_IN]->() RETURN n.aliases, n.mentions, r.weight", {"id": key}).rows
    assert row == [(["星桥"], 9, 7)]
    assert store.query("MATCH (n {id: 'institution:星桥4号科技有限公司'}) RETURN n").rows == []


def test_both_stores_show_the_same_nodes_edges_and_paths(store: Neo4jStore, tmp_path: Path) -> None:
    graph = sample()
    store.replace(graph)
    with EmbeddedStore.create(tmp_path / "s") as embedded:
        embedded.replace(graph)
    with open_store(tmp_path / "s") as embedded:
        for query in (
            "MATCH (n:Institution) RETURN n ORDER BY n.id",
            "MATCH (n:Region) RETURN n",
            "MATCH (h:Institution)-[r:LOCATED_IN]->(t:Park) RETURN h.name AS h, r, t.name AS t ORDER BY h",
            "MATCH (e:Institution)-[m:MENTIONED_IN]->(d:Document) RETURN m, d ORDER BY e.id",
            "MATCH p = (i:Institution)-[:LOCATED_IN]->(:Park) RETURN p ORDER BY i.id",
        ):
            assert store.query(query) == embedded.query(query), query


@pytest.mark.parametrize("text", NASTY)
def test_text_is_data_in_every_field(store: Neo4jStore, text: str) -> None:
    graph = sample()
    graph.documents["document:2"] = DocumentNode("document:2", text, text, text)
    key = f"institution:{text}"
    graph.nodes[key] = Node(key, "Institution", text, text, (text,))
    graph.edges.append(
        Edge(key, "LOCATED_IN", "region:360700", role=text, status=text, documents=(text,), sentences=(text,))
    )
    graph.mentions.append(MentionEdge(key, "document:2", 1, (text,)))
    store.replace(graph)
    assert store.counts() == graph.counts()
    found = store.query("MATCH (n:Institution {id: $id})-[r:LOCATED_IN]->() RETURN n.name, r.sentences", {"id": key})
    assert found.rows == [(text, [text])]


def test_a_long_sentence_arrives_and_a_name_too_long_for_the_index_is_refused(store: Neo4jStore) -> None:
    graph = sample()
    long = "长" * 1_000_000
    graph.edges[0] = replace(graph.edges[0], sentences=(long,))
    store.replace(graph)
    assert store.query("MATCH ()-[r:APPLIES_TO]->() RETURN r.sentences").rows == [([long],)]
    graph.nodes["institution:x"] = Node("institution:x", "Institution", long)
    with pytest.raises(StoreError, match="too large|too long|size") as caught:
        store.replace(graph)
    assert len(str(caught.value)) < 600


def test_writing_queries_are_refused_by_us_and_by_the_session(store: Neo4jStore) -> None:
    with pytest.raises(WriteQueryError):
        store.query("CREATE (n:Institution {id: 'x'})")
    with pytest.raises(InnographError), store._reader() as session:
        from graph.neo4j_store import _translated_query_errors

        with _translated_query_errors(1):
            session.run("CREATE (n:Institution {id: 'x'})").consume()


def test_malformed_and_slow_queries_and_row_limits(store: Neo4jStore) -> None:
    store.replace(sample(5))
    with pytest.raises(QueryError, match=r"^query: "):
        store.query("MATCH (n RETURN n")
    with pytest.raises(QueryError, match="no value for"):
        store.query("MATCH (n {id: $id}) RETURN n")
    with pytest.raises(QueryTimeoutError):
        store.query("UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b)", timeout=0.5)
    table = store.query("MATCH (n:Institution) RETURN n.id", limit=2)
    assert (len(table.rows), table.truncated) == (2, True)


def test_foreign_data_is_refused_unless_shared_and_then_left_alone(neo4j_server: Server) -> None:
    with neo4j_server.driver() as driver, driver.session() as session:
        session.run("CREATE (:Film {title: 'x'})-[:SHOWN_IN]->(:Person {id: 'p', name: 'y'})").consume()
    with pytest.raises(ForeignDataError, match="--share"):
        Neo4jStore.connect(neo4j_server.url, create=True)
    with Neo4jStore.connect(neo4j_server.url, create=True, share=True) as store:
        store.replace(sample(5))
        assert store.counts() == sample(5).counts()
        with neo4j_server.driver() as driver, driver.session() as session:
            session.run(
                "MATCH (f:Film), (i:Institution {name: '星桥4号科技有限公司'}) CREATE (f)-[:ABOUT]->(i)"
            ).consume()
        store.replace(sample(2))
        assert store.counts() == sample(2).counts()
        rows = store.query("MATCH (f:Film)-[r]->(x) RETURN type(r) AS type, x.name AS name ORDER BY type").rows
    assert rows == [("ABOUT", "星桥4号科技有限公司"), ("SHOWN_IN", "y")]


def test_writers_take_turns(store: Neo4jStore, neo4j_server: Server) -> None:
    inside, done = threading.Event(), threading.Event()

    def hold(_done: int, _total: int) -> None:
        inside.set()
        done.wait(60)

    writer = threading.Thread(target=store.replace, args=(sample(), hold))
    writer.start()
    try:
        assert inside.wait(60)
        with Neo4jStore.connect(neo4j_server.url, create=True) as other, pytest.raises(StoreBusyError):
            other.replace(sample(4))
    finally:
        done.set()
        writer.join()
    assert store.counts() == sample().counts()


CLIENT = """
import sys
from graph.neo4j_store import Neo4jStore
import graph.neo4j_store as module
from tests.graph.test_neo4j_store import sample
module.BATCH_ROWS = 50
with Neo4jStore.connect(sys.argv[1], create=True) as store:
    print("loading", flush=True)
    store.replace(sample(int(sys.argv[2])))
"""


def test_a_killed_client_leaves_what_the_next_build_completes(neo4j_server: Server) -> None:
    graph = sample(1500)
    chance = random.Random(20)
    interrupted = 0
    for run in range(20):
        if run % 5 == 0:
            neo4j_server.clear()
        command = [sys.executable, "-c", CLIENT, neo4j_server.url, "1500" if run % 2 else "700"]
        client = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "."})
        assert client.stdout is not None
        assert client.stdout.readline() == "loading\n"
        time.sleep(chance.uniform(0.0, 0.8))
        interrupted += client.poll() is None
        client.send_signal(signal.SIGKILL)
        client.wait()
    assert interrupted > 5
    deadline = time.monotonic() + 60
    with Neo4jStore.connect(neo4j_server.url, create=True) as store:
        while True:
            try:
                store.replace(graph)
                break
            except StoreBusyError:
                assert time.monotonic() < deadline
        after_kills = held(store)
        neo4j_server.clear()
    with Neo4jStore.connect(neo4j_server.url, create=True) as store:
        store.replace(graph)
        assert held(store) == after_kills


def test_a_killed_server_is_filled_again(neo4j_jars: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
    monkeypatch.setattr("graph.neo4j_store.BATCH_ROWS", 100)
    graph = sample(1500)
    server = Server(neo4j_jars, tmp_path / "neo4j")
    try:
        for stop_at in (300, 2500):
            with Neo4jStore.connect(server.url, create=True) as store, pytest.raises(InnographError):
                store.replace(graph, lambda done, _, at=stop_at: server.kill() if done == at else None)
            server.start()
        with Neo4jStore.connect(server.url, create=True) as store:
            store.replace(graph)
            assert store.counts() == graph.counts()
    finally:
        server.stop()


def test_what_can_be_wrong_with_a_server_is_said_in_a_line_without_the_password(
    neo4j_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def complaint(url: str, error: type[InnographError], create: bool = True) -> str:
        with pytest.raises(error) as caught:
            Neo4jStore.connect(url, create=create)
        message = str(caught.value)
        assert "\n" not in message
        assert os.environ.get("NEO4J_PASSWORD", "-") not in message
        return message

    assert "innograph build" in complaint(neo4j_server.url, StoreError, create=False)
    assert "no such database" in complaint(f"{neo4j_server.url}/nowhere", ServerSetupError)
    assert "encryption" in complaint(neo4j_server.url.replace("bolt:", "bolt+s:"), ServerSetupError)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        complaint(f"bolt://127.0.0.1:{free.getsockname()[1]}", ServerUnreachableError)
    assert "NEO4J_PASSWORD" in complaint("bolt://neo4j:geheim@127.0.0.1:7687", StoreError)
    assert "geheim" not in complaint("bolt://neo4j:geheim@127.0.0.1:7687", StoreError)
    complaint("bolt://127.0.0.1:notaport", StoreError)
    monkeypatch.setenv("NEO4J_PASSWORD", "wrong-and-secret")
    assert "NEO4J_PASSWORD" in complaint(neo4j_server.url, AuthenticationError)
    monkeypatch.delenv("NEO4J_PASSWORD")
    assert "NEO4J_PASSWORD" in complaint(neo4j_server.url, AuthenticationError)


def test_a_read_only_database_is_told(neo4j_read_only: Server) -> None:
    with pytest.raises(PermissionDeniedError, match="write"):
        Neo4jStore.connect(neo4j_read_only.url, create=True)


def test_names_and_aliases_are_found_by_full_text(store: Neo4jStore) -> None:
    store.replace(sample())
    rows = store.query(
        "CALL db.index.fulltext.queryNodes('innograph_names', $text) YIELD node RETURN node.name LIMIT 1",
        {"text": "云溪园"},
    ).rows
    assert rows == [("云溪高新区",)]


def test_batches_are_as_large_as_measured() -> None:
    assert 1_000 <= BATCH_ROWS <= 20_000
