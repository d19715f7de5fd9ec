"""Every verb on a real Neo4j server, as on the embedded store."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.conftest import COMMAND, TEXTS, Innograph, environment
from tests.neo4j_server import PASSWORD, Server

pytestmark = pytest.mark.neo4j


def test_build_query_show_and_draw_are_as_on_the_embedded_store(
    innograph: Innograph, example_store: Path, neo4j_server: Server, tmp_path: Path
) -> None:
    url = neo4j_server.url
    built = innograph("build", TEXTS, "--store", url, "--ledger", tmp_path / "ledger", "--json")
    assert built.returncode == 0, built.stderr
    rows = {(row["what"], row["type"]): row["count"] for row in json.loads(built.stdout)}
    again = innograph("build", TEXTS, "--store", url, "--ledger", tmp_path / "ledger", "--json")
    assert {(row["what"], row["type"]): row["count"] for row in json.loads(again.stdout)}["files read", ""] == 0
    assert rows["files read", ""] > 0
    name = json.loads(innograph("query", "best_evidence", "limit=1", "--store", url).stdout)[0]["head"]
    for arguments in (
        (
            "query",
            "MATCH (h)-[r]->(t) RETURN h.id AS head, type(r) AS relation, t.id AS tail, r.sentences AS sentences "
            "ORDER BY head, relation, tail",
        ),
        ("query", "best_evidence", "limit=50"),
        ("query", "MATCH (n:Institution) RETURN n.id AS id, n.aliases AS aliases ORDER BY id", "--limit", 3),
        ("show", name),
    ):
        server, embedded = (innograph(*arguments, "--store", store) for store in (url, example_store))
        assert server.returncode == embedded.returncode == 0, server.stderr
        assert server.stdout == embedded.stdout
        assert len(json.loads(server.stdout)) > 0
    pages = []
    for number, store in enumerate((url, example_store)):
        page = tmp_path / f"{number}.html"
        assert innograph("draw", name, "--output", page, "--store", store).returncode == 0
        pages.append(page.read_text(encoding="utf-8"))
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("query", "CREATE (n)"), 8),
        (("query", "MATCH (n) RETURN n", "--store", "{url}/nowhere"), 15),
        (("query", "MATCH (n) RETURN n", "--store", "bolt://neo4j@127.0.0.1:1"), 13),
        (("query", "MATCH (n) RETURN n", "--store", "bolt+s://{host}"), 15),
        (
            ("query", "UNWIND range(1, 100000) AS a UNWIND range(1, 99999) AS b RETURN sum(a * b)", "--timeout", "0.3"),
            12,
        ),
        (("build", TEXTS, "--store", "bolt://neo4j@127.0.0.1:1"), 13),
    ],
)
def test_what_fails_has_one_line_and_its_code(
    innograph: Innograph, neo4j_server: Server, arguments: tuple[object, ...], code: int
) -> None:
    host = neo4j_server.url.partition("@")[2]
    said = [str(argument).format(url=neo4j_server.url, host=host) for argument in arguments]
    from graph.neo4j_store import Neo4jStore

    Neo4jStore.connect(neo4j_server.url, create=True).close()
    outcome = innograph(*said, *([] if "--store" in said else ["--store", neo4j_server.url]))
    assert outcome.returncode == code, outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1
    assert outcome.stdout == ""
    assert PASSWORD not in outcome.stderr


def test_a_wrong_password_is_told_but_not_shown(
    innograph: Innograph, neo4j_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "secret-and-wrong")
    outcome = innograph("--debug", "query", "MATCH (n) RETURN n", "--store", neo4j_server.url)
    assert outcome.returncode == 14
    assert "secret-and-wrong" not in outcome.stderr + outcome.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_the_password_is_asked_for_on_a_terminal(neo4j_server: Server) -> None:
    from graph.neo4j_store import Neo4jStore

    Neo4jStore.connect(neo4j_server.url, create=True).close()
    ours, theirs = pty.openpty()
    without = {name: value for name, value in environment().items() if name != "NEO4J_PASSWORD"}
    command = [*COMMAND, "query", "RETURN 1 AS one", "--json", "--store", neo4j_server.url]
    client = subprocess.Popen(
        command, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, env=without, start_new_session=True
    )
    os.close(theirs)
    shown = b""
    while not re.search(rb"Password.*: $", shown):
        shown += os.read(ours, 1000)
    os.write(ours, PASSWORD.encode() + b"\n")
    stdout, _ = client.communicate(timeout=120)
    assert client.returncode == 0
    assert json.loads(stdout) == [{"one": 1}]
    os.close(ours)
