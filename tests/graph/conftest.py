"""A store of the sample extractions, and a way to make graphs of others."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.ledger import Ledger
from graph.model import Graph
from graph.resolution import resolve
from graph.store import GraphStore, open_store
from schema import Extraction
from tests.graph.graph_samples import later_news, park_news

Build = Callable[..., Graph]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """A function that records extractions in a fresh ledger, in the order given, and resolves them."""
    made = 0

    def run(*extractions: Extraction) -> Graph:
        nonlocal made
        made += 1
        with Ledger.create(tmp_path / f"built-{made}.kg") as ledger:
            for item in extractions:
                ledger.record(item, "hash")
            return resolve(ledger)

    return run


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store folder with both sample extractions, built once; read only."""
    path = tmp_path_factory.mktemp("sample") / "sample.kg"
    with Ledger.create(path) as ledger, open_store(path, create=True) as store:
        ledger.record(park_news(), "h1")
        ledger.record(later_news(), "h2")
        store.replace(resolve(ledger))
    return path


@pytest.fixture(scope="session")
def sample_store(sample_folder: Path) -> Iterator[GraphStore]:
    """The store in `sample_folder`, open to read."""
    with open_store(sample_folder) as store:
        yield store
