import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from graph.embedded import EmbeddedStore, table_definitions
from graph.model import DocumentNode, Edge, Graph, MentionEdge, Node
from graph.reading import read_graph
from graph.store import GraphStore, Table, open_store
from schema.errors import (
    DiskFullError,
    QueryError,
    QueryTimeoutError,
    StoreBusyError,
    StoreError,
    WriteQueryError,
)
from tests.graph.conftest import Build
from tests.graph.graph_samples import later_news, park_news

INJECTIONS = [
    "</script><img src=x onerror=alert(1)>", "' OR 1=1 --", '"quotes"', "`backticks`", "}) DETACH DELETE n //",
    "😀𠮷", "nul\0byte", "line\nbreak\r\n", "\u2028\u2029", "[a, b]", "{a: 1}", "", "NULL", "\\", "長" * 300_000,
]  # fmt: skip


def small_graph(mark: str = "") -> Graph:
    return Graph(
        nodes={
            "institution:a": Node("institution:a", "Institution", f"甲{mark}", "company", (mark, "x,y"), 1, 2),
            "park:b": Node("park:b", "Park", "乙"),
            "region:360700": Node("region:360700", "Region", "赣州市", "city", code="360700", longitude=114.9),
            "policy:c": Node("policy:c", "Policy", "丙", number=f"国发{mark}"),
        },
        documents={"document:1": DocumentNode("document:1", mark, "2024", f"{mark}.txt")},
        edges=[
            Edge("institution:a", "LOCATED_IN", "park:b", documents=("document:1",), sentences=(mark,), rules=("r",),
                 weight=1, role=mark),
            Edge("park:b", "LOCATED_IN", "region:360700", stated=False),
        ],
        mentions=[MentionEdge("institution:a", "document:1", 2, (mark, "甲"))],
    )  # fmt: skip


def test_a_graph_comes_back_as_it_went_in(tmp_path: Path, build: Build) -> None:
    graph = build(park_news(), later_news())
    with open_store(tmp_path / "s.kg", create=True) as store:
        assert store.replace(graph)
        assert read_graph(store) == graph
        assert store.counts() == graph.counts()
    with open_store(tmp_path / "s.kg") as store:
        assert read_graph(store).fingerprint() == graph.fingerprint()


@pytest.mark.parametrize("mark", INJECTIONS)
def test_text_of_documents_is_data_everywhere(tmp_path: Path, mark: str) -> None:
    graph = small_graph(mark)
    with open_store(tmp_path / "s.kg", create=True) as store:
        store.replace(graph)
        assert read_graph(store) == graph
        found = store.query("MATCH (n:Institution) WHERE n.name = $name RETURN n.id AS id", {"name": f"甲{mark}"})
        assert found.rows == [("institution:a",)]
        assert store.counts() == graph.counts()


def test_an_empty_graph_is_a_graph(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.kg", create=True) as store:
        assert store.replace(Graph())
        assert store.query("MATCH (n) RETURN count(*) AS number").rows == [(0,)]


def test_before_the_first_build_the_way_on_is_told(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.kg", create=True) as store, pytest.raises(StoreError, match="innograph build"):
        store.query("MATCH (n) RETURN n")


def test_an_equal_graph_is_not_written_again(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.kg", create=True) as store:
        assert store.replace(small_graph())
        files = {path: path.stat().st_mtime_ns for path in (tmp_path / "s.kg").iterdir()}
        graph = small_graph()
        graph.edges.reverse()
        assert not store.replace(graph)
        assert {path: path.stat().st_mtime_ns for path in (tmp_path / "s.kg").iterdir()} == files
        assert store.replace(small_graph("changed"))


def test_readers_move_on_to_the_next_graph_and_old_files_go(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.kg", create=True) as writer, open_store(tmp_path / "s.kg") as reader:
        for number in range(4):
            writer.replace(small_graph(str(number)))
            assert reader.query("MATCH (n:Institution) RETURN n.name").rows == [(f"甲{number}",)]
        assert [path.name for path in (tmp_path / "s.kg").glob("graph-*")] == ["graph-4.lbug"]


def test_queries_running_beside_builds_see_whole_graphs_only(tmp_path: Path) -> None:
    """Each graph has equally many nodes and edges of one number; a mixture would show."""

    def graph_of(number: int) -> Graph:
        nodes = {f"institution:{i}": Node(f"institution:{i}", "Institution", str(number)) for i in range(200)}
        edges = [Edge(f"institution:{i}", "PART_OF", f"institution:{i + 1}", role=str(number)) for i in range(199)]
        return Graph(nodes=nodes, edges=edges)

    location = tmp_path / "s.kg"
    seen: set[str] = set()
    failures: list[object] = []
    done = threading.Event()

    def look() -> None:
        with open_store(location) as store:
            while not done.is_set():
                rows = store.query(
                    "MATCH (a)-[r:PART_OF]->(b) WHERE a.name = r.role AND b.name = r.role "
                    "RETURN r.role AS role, count(*) AS number"
                ).rows
                seen.update(role for role, _ in rows)
                if len(rows) != 1 or rows[0][1] != 199:
                    failures.append(rows)

    with open_store(location, create=True) as store:
        store.replace(graph_of(0))
        threads = [threading.Thread(target=look) for _ in range(2)]
        for thread in threads:
            thread.start()
        for number in range(1, 8):
            store.replace(graph_of(number))
        time.sleep(0.2)
        done.set()
        for thread in threads:
            thread.join()
    assert not failures
    assert "7" in seen


@pytest.mark.parametrize(
    ("query", "error", "word"),
    [
        ("CREATE (:Institution {id: 'x'})", WriteQueryError, "CREATE"),
        ("MATCH (n) DETACH DELETE n", WriteQueryError, "DETACH"),
        ("COPY (MATCH (n) RETURN n.id) TO 'stolen.csv'", WriteQueryError, "COPY"),
        ("CHECKPOINT", WriteQueryError, "CHECKPOINT"),
        ("MATCH (n RETURN n", QueryError, "line: 1, offset: 9"),
        ("MATCH (n:Unicorn) RETURN n", QueryError, "Unicorn does not exist"),
        ("MATCH (n:Institution) RETURN n.horn", QueryError, "Cannot find property horn"),
        ("MATCH (n) WHERE n.name = $name RETURN n", QueryError, r"\$name"),
        ("RETURN 1; RETURN 2", QueryError, "several statements"),
        ("RETURN 1 +", QueryError, "invalid input|mismatched|Parser"),
    ],
)
def test_what_a_query_does_wrong_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str, error: type[Exception], word: str
) -> None:
    monkeypatch.chdir(tmp_path)
    graph = Graph(nodes={f"institution:{i}": Node(f"institution:{i}", "Institution", "x" * 50) for i in range(300)})
    with open_store(tmp_path / "s.kg", create=True) as store:
        store.replace(graph)
        with pytest.raises(error, match=word) as caught:
            store.query(query)
        assert type(caught.value) is error
        assert "\n" not in str(caught.value)
        assert store.query("MATCH (n) RETURN count(*)").rows == [(300,)]
    assert [path.name for path in tmp_path.iterdir()] == ["s.kg"]


def test_a_query_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    graph = Graph(nodes={f"institution:{i}": Node(f"institution:{i}", "Institution", str(i)) for i in range(4000)})
    with open_store(tmp_path / "s.kg", create=True) as store:
        store.replace(graph)
        begin = time.monotonic()
        with pytest.raises(QueryTimeoutError, match=r"longer than 0\.3 s"):
            store.query("MATCH (a),(b),(c) WHERE a.name + b.name = c.name RETURN count(*)", timeout=0.3)
        assert time.monotonic() - begin < 5
        assert store.query("RETURN 1 AS one").rows == [(1,)]


def test_a_product_too_large_to_unfold_is_stopped_or_limited(tmp_path: Path) -> None:
    graph = Graph(nodes={f"institution:{i}": Node(f"institution:{i}", "Institution", str(i)) for i in range(300)})
    with open_store(tmp_path / "s.kg", create=True) as store:
        store.replace(graph)
        with pytest.raises(QueryTimeoutError):
            store.query("MATCH (a), (b), (c), (d) RETURN a.id, b.id, c.id, d.id", timeout=0.5)
        table = store.query("MATCH (a), (b), (c), (d) RETURN a.id, b.id, c.id, d.id", limit=20_001)
        assert (len(table.rows), table.truncated) == (20_001, True)


def test_a_query_that_needs_too_much_memory_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.embedded.QUERY_MEMORY_BYTES", 32 << 20)
    graph = Graph(nodes={f"institution:{i}": Node(f"institution:{i}", "Institution", "x" * 50) for i in range(2000)})
    with open_store(tmp_path / "s.kg", create=True) as store:
        store.replace(graph)
        with pytest.raises(QueryError, match="memory"):
            store.query("MATCH (a), (b) RETURN a.name + b.name AS name ORDER BY name")
        assert store.query("MATCH (n) RETURN count(*)").rows == [(2000,)]


def test_rows_are_limited_and_the_rest_is_told(sample_store: GraphStore) -> None:
    all_rows = sample_store.query("MATCH (n:Institution) RETURN n.name AS name ORDER BY name")
    assert not all_rows.truncated
    some = sample_store.query("MATCH (n:Institution) RETURN n.name AS name ORDER BY name", limit=2)
    assert (some.rows, some.truncated) == (all_rows.rows[:2], True)
    assert not sample_store.query("MATCH (n:Institution) RETURN n.name", limit=len(all_rows.rows)).truncated


def test_values_are_what_json_knows(sample_store: GraphStore) -> None:
    table = sample_store.query(
        "MATCH p = (h:Person)-[r:WORKS_FOR]->(i) "
        "RETURN h, r, p, type(r), date('2024-01-02') AS day, 1.5 AS x, NULL AS no"
    )
    assert table.columns == ("h", "r", "p", "type(r)", "day", "x", "no")
    (record,) = table.records()
    assert json.loads(json.dumps(record, ensure_ascii=False)) == record
    assert record["h"]["label"] == "Person"
    assert record["h"]["id"] == "person:林知远@云溪先进材料研究院"
    assert record["r"]["type"] == record["type(r)"] == "WORKS_FOR"
    assert record["r"]["sentences"][0] == "林知远任云溪先进材料研究院院长"
    (step,) = record["p"]["edges"]
    assert (step["head"], step["tail"]) == tuple(node["id"] for node in record["p"]["nodes"])
    assert (record["day"], record["x"], record["no"]) == ("2024-01-02", 1.5, None)
    assert not any(key.startswith("_") for key in (*record["h"], *record["r"], *step))


def test_table_records_need_equally_many_values() -> None:
    assert Table(("a", "b"), [(1, 2)]).records() == [{"a": 1, "b": 2}]


def test_a_region_keeps_its_place_on_the_map(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.kg", create=True) as store:
        store.replace(small_graph())
        assert store.query("MATCH (r:Region) RETURN r.code, r.longitude, r.latitude").rows == [("360700", 114.9, None)]


def test_every_type_of_the_ontology_has_a_table() -> None:
    text = "\n".join(table_definitions())
    assert "CREATE REL TABLE COOPERATES_WITH(" in text
    assert text.count("CREATE NODE TABLE") == 6


def test_a_damaged_graph_file_is_told(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.kg", create=True) as store:
        store.replace(small_graph())
    (tmp_path / "s.kg" / "graph-1.lbug").write_bytes(b"rubbish" * 1000)
    with open_store(tmp_path / "s.kg") as store, pytest.raises(StoreError, match="build again"):
        store.query("MATCH (n) RETURN n")
    (tmp_path / "s.kg" / "graph-1.lbug").unlink()
    with open_store(tmp_path / "s.kg") as store, pytest.raises(StoreError, match="build again"):
        store.query("MATCH (n) RETURN n")
    with open_store(tmp_path / "s.kg", create=True) as store:
        assert store.replace(small_graph())
        assert store.query("MATCH (n) RETURN count(*)").rows == [(5,)]


def test_rows_that_did_not_arrive_are_noticed(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.kg", create=True) as store:
        store.replace(small_graph())
        lost = small_graph("lost")
        lost.nodes["region:000000"] = replace(lost.nodes["region:360700"])  # two nodes, one id
        with pytest.raises(StoreError):
            store.replace(lost)
        assert read_graph(store) == small_graph()
        assert len(list((tmp_path / "s.kg").glob("graph-*"))) == 1


def test_the_address_of_a_server_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match="gopher"):
        open_store("gopher://localhost")
    assert not list(tmp_path.iterdir())


WRITER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from graph.model import Edge, Graph, Node
    from graph.store import open_store
    names = [f"institution:{i}" for i in range(20_000)]
    graph = Graph(nodes={n: Node(n, "Institution", "新") for n in names},
                  edges=[Edge(a, "PART_OF", b) for a, b in zip(names, names[1:])])
    with open_store(Path(sys.argv[1]), create=True) as store:
        print("start", flush=True)
        store.replace(graph)
        print("done", flush=True)
    """
)


def test_a_build_killed_at_any_point_leaves_the_old_graph_and_the_next_one_works(tmp_path: Path) -> None:
    location = tmp_path / "s.kg"
    with EmbeddedStore.create(location) as store:
        store.replace(small_graph())
    generator = random.Random(4)
    killed = 0
    for _ in range(8):
        process = subprocess.Popen([sys.executable, "-c", WRITER, location], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "start\n"
        time.sleep(generator.uniform(0, 1.2))
        process.send_signal(signal.SIGKILL)
        finished = "done" in process.stdout.read()
        process.wait()
        with open_store(location) as store:
            number = store.query("MATCH (n) RETURN count(*)").rows[0][0]
        if not finished and number == 5:
            killed += 1
        assert number in (5, 20_000)
        with EmbeddedStore.create(location) as store:
            store.replace(small_graph())
            assert read_graph(store) == small_graph()
            assert len(list(location.glob("graph-*"))) == 1
    assert killed >= 3


def test_of_two_builds_at_once_the_second_is_told(tmp_path: Path) -> None:
    location = tmp_path / "s.kg"
    store = EmbeddedStore.create(location)
    script = WRITER.replace("store.replace(graph)", "store.replace(graph, lambda done, total: sys.stdin.readline())")
    first = subprocess.Popen(
        [sys.executable, "-c", script, location], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    first.stdout.readline()
    deadline = time.monotonic() + 20
    while not list(location.glob("graph-*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    with pytest.raises(StoreBusyError, match="another build"):
        store.replace(small_graph())
    out, _ = first.communicate("\n" * 100, timeout=60)
    assert "done" in out
    assert store.query("MATCH (n) RETURN count(*)").rows == [(20_000,)]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_leaves_the_old_graph(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=False).returncode:
        pytest.skip("this system lets nobody mount a small disk")
    try:
        with open_store(disk / "s.kg", create=True) as store:
            store.replace(small_graph())
            big = small_graph()
            rng = random.Random(1)
            for i in range(30_000):
                big.nodes[f"park:{i}"] = Node(f"park:{i}", "Park", str(rng.random()), aliases=(str(rng.random()),))
            with pytest.raises(DiskFullError, match="no space left"):
                store.replace(big)
            assert read_graph(store) == small_graph()
            assert len(list((disk / "s.kg").glob("graph-*"))) == 1
    finally:
        subprocess.run(["umount", disk], check=True)
