import contextlib
import os
import random
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from graph import neo4j_rows, neo4j_store
from graph.embedded import EmbeddedStore
from graph.model import DocumentNode, Edge, Graph, MentionEdge, Node
from graph.neo4j_rows import graph_rows
from graph.neo4j_store import Neo4jStore
from graph.reading import read_graph
from graph.search import NameIndex
from schema.errors import (
    AuthenticationError,
    ForeignDataError,
    InnographError,
    NameNotFoundError,
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
        for query in (
            "MATCH (n:Institution) RETURN n.id AS id, n ORDER BY id",
            "MATCH (n:Region) RETURN n",
            "MATCH (h:Institution)-[r:LOCATED_IN]->(t:Park) RETURN h.name AS head, r, t.name AS tail ORDER BY head",
            "MATCH (e:Institution)-[m:MENTIONED_IN]->(d:Document) RETURN e.id AS id, m, d ORDER BY id",
            "MATCH p = (i:Institution)-[:LOCATED_IN]->(:Park) RETURN i.id AS id, p ORDER BY id",
            "MATCH (h:Institution)-[r]->(t:Park) RETURN type(r), count(*), collect(h.kind)",
        ):
            assert store.query(query) == embedded.query(query), query
        assert read_graph(store).fingerprint() == read_graph(embedded).fingerprint() == graph.fingerprint()


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


def test_a_long_sentence_arrives_and_what_cannot_be_held_is_refused_before_a_row_is_written(store: Neo4jStore) -> None:
    graph = sample()
    long = "长" * 350_000
    graph.edges = [replace(edge, sentences=(long + str(number),)) for number, edge in enumerate(graph.edges)]
    store.replace(graph)
    assert store.query("MATCH ()-[r:APPLIES_TO]->() RETURN r.sentences").rows == [([long + "0"],)]
    for name, word in ((long, "too long"), ("半\ud800字", "half a character")):
        refused = sample(1)
        refused.nodes["institution:x"] = Node("institution:x", "Institution", name)
        with pytest.raises(StoreError, match=word) as caught:
            store.replace(refused)
        assert len(str(caught.value)) < 300
        assert store.counts() == graph.counts()


def test_a_row_with_very_long_text_goes_in_a_batch_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j_rows, "BATCH_BYTES", 1_000)
    monkeypatch.setattr(neo4j_rows, "BATCH_ROWS", 4)
    graph = sample(8)
    graph.edges[3] = replace(graph.edges[3], sentences=("长" * 1_000,))
    _, edges = graph_rows(graph)
    located = next(rows for rows in edges if "LOCATED_IN" in rows.merge)
    sizes = [len(batch) for batch in located.batches(set())]
    assert sum(sizes) == 8
    assert max(sizes) <= 4
    assert [len(batch) for batch in located.batches(set(located.revisions[1:]))] == [1]


@pytest.mark.parametrize("query", ["CREATE (n:Institution {id: 'x'})", "MATCH (n) SET n.name = 'x'"])
def test_writing_queries_are_refused_by_us_and_by_the_session(store: Neo4jStore, query: str) -> None:
    store.replace(sample())
    with pytest.raises(WriteQueryError):
        store.query(query)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neo4j_store, "require_reading", lambda query: None)
        with pytest.raises(WriteQueryError):
            store.query(query)
    assert store.counts() == sample().counts()


def test_malformed_and_slow_queries_and_row_limits(store: Neo4jStore) -> None:
    store.replace(sample(5))
    with pytest.raises(QueryError, match=r"^query: "):
        store.query("MATCH (n RETURN n")
    with pytest.raises(QueryError, match="no value for"):
        store.query("MATCH (n {id: $id}) RETURN n")
    with pytest.raises(QueryTimeoutError):
        store.query("UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b)", timeout=0.5)
    with pytest.raises(QueryError, match="cannot be sent"):
        store.query("RETURN $number", {"number": 2**64})
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
        assert read_graph(store).fingerprint() == sample(2).fingerprint()
        assert NameIndex.of_store(store).find("星桥1号").type == "Institution"
        with pytest.raises(NameNotFoundError):
            NameIndex.of_store(store).find("星桥4号")
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


def load(url: str, graph: Graph, told: Connection) -> None:
    """What a client process does: load in small batches, and tell how far it is."""
    neo4j_rows.BATCH_ROWS = 50
    with Neo4jStore.connect(url, create=True) as store:
        store.replace(graph, lambda done, _: told.send(done))
    told.send(-1)


def load_when_it_is_our_turn(url: str, graph: Graph) -> None:
    """The next build; the server may need a moment to see that a killed client is gone."""
    with Neo4jStore.connect(url, create=True) as store:
        deadline = time.monotonic() + 60
        while True:
            try:
                store.replace(graph)
                return
            except StoreBusyError:
                assert time.monotonic() < deadline


def test_a_killed_client_leaves_what_the_next_build_completes(neo4j_server: Server) -> None:
    graphs = [sample(400), sample(150)]
    graphs[1].nodes = {key: replace(node, mentions=node.mentions + 1) for key, node in graphs[1].nodes.items()}
    chance = random.Random(20)
    processes = get_context("fork")  # 20 fresh interpreters would take a minute
    killed = 0
    for run in range(20):
        reader, writer = processes.Pipe(duplex=False)
        client = processes.Process(target=load, args=(neo4j_server.url, graphs[run % 2], writer))
        client.start()
        writer.close()
        last = chance.randrange(-1, 400)
        with contextlib.suppress(EOFError):
            while last >= 0 and -1 < reader.recv() < last:
                pass
        time.sleep(chance.uniform(0, 0.05))
        killed += client.is_alive()
        client.kill()
        client.join()
    assert killed > 10
    load_when_it_is_our_turn(neo4j_server.url, graphs[0])
    with Neo4jStore.connect(neo4j_server.url) as store:
        after_kills = held(store)
    neo4j_server.clear()
    with Neo4jStore.connect(neo4j_server.url, create=True) as store:
        store.replace(graphs[0])
        assert held(store) == after_kills


def test_a_killed_server_is_filled_again(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j_rows, "BATCH_ROWS", 100)
    monkeypatch.setattr(neo4j_store, "RETRY_SECONDS", 0.5)
    graph = sample(400)
    for stop_at in (100, 700):

        def kill(done: int, _total: int, stop_at: int = stop_at) -> None:
            if done >= stop_at:
                neo4j_server.kill()

        with (
            Neo4jStore.connect(neo4j_server.url, create=True) as store,
            pytest.raises((ServerUnreachableError, ServerSetupError, StoreError)),
        ):
            store.replace(graph, kill)
        neo4j_server.start()
    with Neo4jStore.connect(neo4j_server.url, create=True) as store:
        store.replace(graph)
        assert read_graph(store).fingerprint() == graph.fingerprint()


def test_rows_that_are_there_twice_become_one(store: Neo4jStore, neo4j_server: Server) -> None:
    store.replace(sample())
    with neo4j_server.driver() as driver, driver.session() as session:
        session.run("MATCH (h)-[r:LOCATED_IN]->(t) CREATE (h)-[x:LOCATED_IN]->(t) SET x = properties(r)").consume()
    assert store.counts()["LOCATED_IN"] == 6
    assert store.replace(sample())
    assert store.counts() == sample().counts()


def test_clients_that_come_at_once_to_an_empty_database_do_no_harm(neo4j_server: Server) -> None:
    with neo4j_server.driver() as driver, driver.session() as session:
        for record in list(session.run("SHOW CONSTRAINTS YIELD name")):
            session.run(f"DROP CONSTRAINT {record['name']}").consume()
        for record in list(session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'")):
            session.run(f"DROP INDEX {record['name']}").consume()
    with ThreadPoolExecutor(4) as clients:
        list(clients.map(lambda _: load_when_it_is_our_turn(neo4j_server.url, sample()), range(4)))
    with Neo4jStore.connect(neo4j_server.url) as store:
        assert store.counts() == sample().counts()
        assert store.query("MATCH (s:InnographSchema) RETURN count(s)").rows == [(1,)]


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


@pytest.mark.parametrize(
    ("answer", "error", "word"),
    [
        # The bytes that servers answer with which know none of the versions of Bolt that are offered.
        (b"\x00\x00\x00\x00", ServerSetupError, "too old"),
        (b"HTTP", ServerSetupError, "7687"),
        (b"", ServerUnreachableError, "no Neo4j server"),
    ],
)
def test_other_servers_are_told_apart(
    answer: bytes, error: type[InnographError], word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
    monkeypatch.setattr(neo4j_store, "RETRY_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection:
                        connection.recv(20)
                        connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        with pytest.raises(error, match=word):
            Neo4jStore.connect(f"bolt://127.0.0.1:{listener.getsockname()[1]}")
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(("agent", "old"), [("Neo4j/4.4.30", True), ("Neo4j/5.6.0", True), ("Neo4j/2025.01.0", False)])
def test_the_version_that_a_server_reports_decides(agent: str, old: bool) -> None:
    assert neo4j_store.is_too_old(agent) is old


def test_a_read_only_database_is_told(neo4j_server: Server) -> None:
    with Neo4jStore.connect(neo4j_server.url, create=True) as store:
        store.replace(sample())
    neo4j_server.stop()
    neo4j_server.start(read_only=True)
    with Neo4jStore.connect(neo4j_server.url, create=True) as store:
        with pytest.raises(PermissionDeniedError, match="reading"):
            store.replace(sample(4))
        assert store.query("MATCH (n:Institution) RETURN count(n)").rows == [(3,)]


def test_names_and_aliases_are_found_by_full_text(store: Neo4jStore) -> None:
    store.replace(sample())
    rows = store.query(
        "CALL db.index.fulltext.queryNodes('innograph_names', $text) YIELD node RETURN node.name LIMIT 1",
        {"text": "云溪园"},
    ).rows
    assert rows == [("云溪高新区",)]
