"""Where a graph lives: the interface of all stores, and the way from a location to one.

    with open_store("innograph.kg") as store:                     # to read
        table = store.query("MATCH (i:Institution) RETURN i.name AS name", limit=10)
    with open_store("innograph.kg", create=True) as store:        # to write
        store.replace(graph, progress=lambda done, total: ...)

A new store is a class that does what `GraphStore` says, and a line in `open_store`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from graph.model import Graph

Progress = Callable[[int, int], None]
DEFAULT_TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a query.

    Values are what JSON knows (dates as ISO text). A node is a mapping with `label` and its
    properties, an edge one with `type` and its properties (in a path also `head` and `tail`, the ids of its
    ends), a path one with `nodes` and `edges`; properties without a value are left out.

    Attributes:
        columns: their names.
        rows: as many values each.
        truncated: whether there were more rows than the limit.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    truncated: bool = False

    def records(self) -> list[dict[str, Any]]:
        """The rows as mappings by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class GraphStore(Protocol):
    """A place that holds one graph. All methods may raise `StoreError` and the errors of its server."""

    @property
    def dialect(self) -> str:
        """Name of its dialect of Cypher, by which named queries choose a variant: `ladybug` or `neo4j`."""

    def replace(self, graph: Graph, progress: Progress | None = None) -> bool:
        """Make `graph` what the store holds; readers see the old one or the new one, whole.

        Args:
            graph: the graph.
            progress: called with rows written and rows in all.

        Returns:
            Whether anything was written; an equal graph is left as it is.

        Raises:
            StoreBusyError: another process writes.
            DiskFullError, PermissionDeniedError: the system will not let us write; the old graph stays.
        """

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        limit: int | None = None,
        timeout: float = DEFAULT_TIMEOUT_SECONDS,
    ) -> Table:
        """Run a query that reads.

        Args:
            cypher: one statement.
            parameters: values for `$name`; never put a value into the text itself.
            limit: the most rows to return, or None for all.
            timeout: seconds that it may take.

        Raises:
            WriteQueryError: it would change something.
            QueryError: it is malformed, or lacks a parameter.
            QueryTimeoutError: it took longer.
        """

    def counts(self) -> dict[str, int]:
        """Rows by node and edge type, as `Graph.counts` tells them."""

    def close(self) -> None:
        """Give files and connections back."""

    def __enter__(self) -> Self:
        """The store itself."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""


def is_server(location: str | Path) -> bool:
    """Whether a location is the URL of a server, not a folder."""
    return "://" in str(location)


def open_store(
    location: str | Path, create: bool = False, password: str | None = None, share: bool = False
) -> GraphStore:
    """The store at a location.

    Args:
        location: a folder, or the URL of a server (`bolt://USER@HOST:7687/DATABASE`, `neo4j://…`, `neo4j+s://…`).
        create: make it when it is not there, to write; else it must be there.
        password: for a server; None takes it from the environment.
        share: whether a server's database may hold data of others.

    Raises:
        StoreError: there is none, or what is there is not ours, or no store answers to the URL's scheme.
        InnographError: what a server has to say; see `graph.neo4j_store.Neo4jStore.connect`.
    """
    # Imported here, since every store imports this module, and no driver should load unless it is used.
    if is_server(location):
        from graph.neo4j_store import Neo4jStore

        return Neo4jStore.connect(str(location), password, create, share)
    from graph.embedded import EmbeddedStore

    return EmbeddedStore.create(Path(location)) if create else EmbeddedStore.open(Path(location))


def one_line(message: str, longest: int = 300) -> str:
    """The first line of a database's complaint, white space folded, cut to `longest` characters."""
    line = " ".join(message.strip().splitlines()[0].split()) if message.strip() else "no reason given"
    return line if len(line) <= longest else line[: longest - 1] + "…"
