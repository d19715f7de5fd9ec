"""Fixtures of all rooms: the real Neo4j server, started once a run."""

from collections.abc import Iterator

import pytest

from tests.neo4j_server import PASSWORD, Server, classpath, require_java, running


@pytest.fixture(scope="session")
def neo4j_jars(tmp_path_factory: pytest.TempPathFactory) -> str:
    require_java()
    return classpath(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def neo4j_process(neo4j_jars: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(neo4j_jars, tmp_path_factory.mktemp("neo4j")) as server:
        yield server


@pytest.fixture
def neo4j_server(neo4j_process: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """An empty server, its password in the environment. A test may kill or stop it: the next one has it back."""
    monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
    if not neo4j_process.is_ready:
        neo4j_process.stop()
        neo4j_process.start()
    neo4j_process.clear()
    return neo4j_process
