"""Fixtures of all rooms: the real Neo4j server, started once a run."""

from collections.abc import Iterator
from pathlib import Path

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
    """An empty server, its password in the environment."""
    monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
    neo4j_process.clear()
    return neo4j_process


@pytest.fixture
def neo4j_read_only(neo4j_jars: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
    with running(neo4j_jars, tmp_path / "neo4j", read_only=True) as server:
        yield server
