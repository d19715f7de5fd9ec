"""The embedded store: a LadybugDB file in a store folder, for one machine without a server.

A graph is written by bulk COPY into a new file `graph-N.lbug`, its rows are counted, and only then does
`store.json` name it the current one. Readers open files read-only and move on to the next graph with
their next query. A crash at any point leaves the old graph current and a stray file that the next
build removes.
"""

import contextlib
import datetime
import hashlib
import os
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import ladybug

from graph.cypher import parameters_of, require_parameters, require_reading, returned_columns
from graph.folder import StoreFolder, StoreState, disk_full, sync_directory, translated_os_errors
from graph.model import (
    DOCUMENT,
    EDGE_PROPERTIES,
    MENTIONED_IN,
    MENTIONED_IN_PROPERTIES,
    Edge,
    Graph,
    MentionEdge,
    Node,
    node_properties,
)
from graph.store import DEFAULT_TIMEOUT_SECONDS, Progress, Table, one_line
from schema import ontology
from schema.errors import InnographError, QueryError, QueryTimeoutError, StoreError, WriteQueryError

if TYPE_CHECKING:
    import pandas

DIALECT = "ladybug"
COLUMN_TYPES = {"text": "STRING", "texts": "STRING[]", "integer": "INT64", "number": "DOUBLE", "truth": "BOOLEAN"}
# What a query may keep in memory; a runaway one then fails with a word instead of taking the machine down.
QUERY_MEMORY_BYTES = 1 << 30
FETCHED_ROWS = 10_000
_INTERRUPTED = "Interrupted"  # how Ladybug's own word for a timeout begins
_GRAPH_FILE = re.compile(r"graph-(\d+)\.lbug")


class EmbeddedStore:
    """A `GraphStore` in a folder; see the module. Made by `open` or `create`; safe to share between threads."""

    dialect = DIALECT

    def __init__(self, folder: StoreFolder) -> None:
        """Over a folder that is known to be ours."""
        self._folder = folder
        self._opening = threading.Lock()
        self._database: ladybug.Database | None = None
        self._database_file = ""

    @classmethod
    def open(cls, path: Path) -> Self:
        """The store in the folder `path`, to read.

        Raises:
            StoreError: there is none, or it is not ours.
        """
        return cls(StoreFolder.open(path))

    @classmethod
    def create(cls, path: Path) -> Self:
        """The store in the folder `path`, made if the folder is missing or empty.

        Raises:
            StoreError: what is there is not ours.
            StoreBusyError, PermissionDeniedError, DiskFullError: it cannot be made now.
        """
        return cls(StoreFolder.create(path))

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the graph file, once the queries that run on it have ended."""
        with self._opening:
            self._database = None
            self._database_file = ""

    def replace(self, graph: Graph, progress: Progress | None = None) -> bool:
        """See `GraphStore.replace`."""
        with self._folder.lock(), translated_os_errors(self._folder.path):
            state = self._folder.state()
            self._remove_all_but(state.graph)
            fingerprint = _fingerprint(graph)
            if state.fingerprint == fingerprint and self._is_sound(state):
                return False
            current = _GRAPH_FILE.fullmatch(state.graph)
            file = self._folder.path / f"graph-{int(current[1]) + 1 if current else 1}.lbug"
            try:
                _write(file, graph, progress)
            except BaseException:
                self._remove_all_but(state.graph)
                raise
            _sync(file)
            sync_directory(self._folder.path)
            self._folder.publish(StoreState(file.name, fingerprint, graph.counts()))
            self._remove_all_but(file.name)
        return True

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        limit: int | None = None,
        timeout: float = DEFAULT_TIMEOUT_SECONDS,
    ) -> Table:
        """See `GraphStore.query`."""
        parameters = parameters or {}
        require_reading(cypher)
        require_parameters(cypher, parameters)
        used = {name: parameters[name] for name in sorted(parameters_of(cypher))}
        deadline = time.monotonic() + timeout
        with self._connection() as connection, _translated_query_errors(timeout):
            connection.set_query_timeout(max(1, int(timeout * 1000)))
            result = connection.execute(cypher, used)
            if isinstance(result, list):
                raise QueryError("query: holds several statements; give one at a time.")
            with result:
                columns = _column_names(cypher, result)
                rows = list(_rows(result, limit, deadline))
                truncated = limit is not None and result.has_next()
        return Table(columns, rows, truncated)

    def counts(self) -> dict[str, int]:
        """See `GraphStore.counts`."""
        return dict(self._folder.state().counts)

    @contextlib.contextmanager
    def _connection(self) -> Iterator[ladybug.Connection]:
        """A connection of its own for one query, on the graph that is current as it starts."""
        connection = ladybug.Connection(self._current_database(), num_threads=0)
        try:
            yield connection
        finally:
            connection.close()

    def _current_database(self) -> ladybug.Database:
        with self._opening:
            for _ in range(5):
                name = self._folder.state().graph
                if self._database is not None and name == self._database_file:
                    return self._database
                if not name:
                    raise StoreError(f"{self._folder.path}: holds no graph yet; run: innograph build TEXTS")
                file = self._folder.path / name
                try:
                    self._database = ladybug.Database(file, read_only=True, buffer_pool_size=QUERY_MEMORY_BYTES)
                except RuntimeError as error:
                    # A build may have put the next graph in its place after we read the name.
                    if self._folder.state().graph != name:
                        continue
                    raise StoreError(f"{file}: cannot be opened ({one_line(str(error))}); build again.") from error
                self._database_file = name
                return self._database
        raise StoreError(f"{self._folder.path}: its graph changes faster than it can be opened; try again.")

    def _is_sound(self, state: StoreState) -> bool:
        """Whether the current graph file opens and holds its rows; a damaged one is written anew."""
        file = self._folder.path / state.graph
        try:
            with ladybug.Database(file, read_only=True) as database, ladybug.Connection(database) as connection:
                _verify(connection, state.counts, file)
        except (RuntimeError, StoreError):
            return False
        return True

    def _remove_all_but(self, current: str) -> None:
        """Remove graph files that are not current. Where the system keeps open files (Windows), a later build does."""
        for file in self._folder.path.iterdir():
            if file.name.startswith("graph-") and not (current and file.name.startswith(current)):
                with contextlib.suppress(PermissionError):
                    file.unlink()


def _write(file: Path, graph: Graph, progress: Progress | None) -> None:
    """Write `graph` to the new file and verify that it holds every row."""
    total = len(graph.nodes) + len(graph.documents) + len(graph.edges) + len(graph.mentions)
    done = 0
    with _translated_write_errors(file):
        database = ladybug.Database(file)
        connection = ladybug.Connection(database)
        try:
            connection.execute("BEGIN TRANSACTION")
            for definition in table_definitions():
                connection.execute(definition)
            connection.execute("COMMIT")
            # A table by one COPY, each its own transaction: three times as fast as in parts, or all in one.
            for rows in table_rows(graph):
                if rows.records:
                    frame = frame_of(rows.records, rows.columns)
                    connection.execute(f"COPY {rows.table} FROM $rows{rows.options}", {"rows": frame})
                    done += len(rows.records)
                    if progress is not None:
                        progress(done, total)
            _verify(connection, graph.counts(), file)
        finally:
            connection.close()
            database.close()


def table_definitions() -> list[str]:
    """The statements that make the tables: one for each type of the ontology, for documents and mentions.

    `type(r)` is defined beside the dialect's own `label(r)`, so that queries for Neo4j run as they are.
    """
    types = ontology().entity_types
    definitions = []
    for node_type in (*types, DOCUMENT):
        columns = ", ".join(f"{name} {COLUMN_TYPES[kind]}" for name, kind in node_properties(node_type).items())
        definitions.append(f"CREATE NODE TABLE {node_type}({columns}, PRIMARY KEY (id))")
    for relation in ontology().relation_types.values():
        ends = ", ".join(f"FROM {head} TO {tail}" for head, tail in relation.pairs())
        definitions.append(f"CREATE REL TABLE {relation.name}({ends}, {_columns(EDGE_PROPERTIES)})")
    ends = ", ".join(f"FROM {entity_type} TO {DOCUMENT}" for entity_type in types)
    definitions.append(f"CREATE REL TABLE {MENTIONED_IN}({ends}, {_columns(MENTIONED_IN_PROPERTIES)})")
    definitions.append("CREATE MACRO type(edge) AS label(edge)")
    return definitions


@dataclass(frozen=True, slots=True)
class Rows:
    """What goes into one table: records in the order of the file, and what each column is of a record.

    Attributes:
        table: the table's name.
        options: options of COPY: which ends the edges have.
        records: nodes or edges.
        columns: attribute names of the records.
    """

    table: str
    options: str
    records: Sequence[Any]
    columns: Sequence[str]


def table_rows(graph: Graph) -> Iterator[Rows]:
    """The rows of each table, nodes first, in an order that depends on the graph only."""
    nodes: dict[str, list[Node]] = {entity_type: [] for entity_type in ontology().entity_types}
    for key in sorted(graph.nodes):
        nodes[graph.nodes[key].type].append(graph.nodes[key])
    for entity_type, records in nodes.items():
        yield Rows(entity_type, "", records, tuple(node_properties(entity_type)))
    documents = [graph.documents[key] for key in sorted(graph.documents)]
    yield Rows(DOCUMENT, "", documents, tuple(node_properties(DOCUMENT)))

    edges: dict[tuple[str, str, str], list[Edge]] = {}
    for edge in sorted(graph.edges, key=attrgetter("head", "type", "tail")):
        ends = edge.type, graph.nodes[edge.head].type, graph.nodes[edge.tail].type
        edges.setdefault(ends, []).append(edge)
    for (relation, head, tail), group in sorted(edges.items()):
        yield Rows(relation, f" (from='{head}', to='{tail}')", group, ("head", "tail", *EDGE_PROPERTIES))

    mentions: dict[str, list[MentionEdge]] = {}
    for mention in sorted(graph.mentions, key=attrgetter("entity", "document")):
        mentions.setdefault(graph.nodes[mention.entity].type, []).append(mention)
    columns = ("entity", "document", *MENTIONED_IN_PROPERTIES)
    for head, mentioned in sorted(mentions.items()):
        yield Rows(MENTIONED_IN, f" (from='{head}', to='{DOCUMENT}')", mentioned, columns)


def _columns(properties: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {COLUMN_TYPES[kind]}" for name, kind in properties.items())


def frame_of(records: Sequence[Any], columns: Sequence[str]) -> "pandas.DataFrame":
    """A data frame of attributes of `records`, as COPY takes it."""
    # Ladybug copies from data frames in memory; pandas is slow to import and needed only to write.
    import pandas

    # Columns of objects, so that an empty list or None in the first rows decides no type.
    return pandas.DataFrame(
        {column: pandas.Series(_column(records, column), dtype="object") for column in columns}, copy=False
    )


def _column(records: Sequence[Any], column: str) -> list[Any]:
    values = list(map(attrgetter(column), records))
    return list(map(list, values)) if values and isinstance(values[0], tuple) else values


def _verify(connection: ladybug.Connection, expected: Mapping[str, int], file: Path) -> None:
    for name in (*ontology().entity_types, DOCUMENT, *ontology().relation_types, MENTIONED_IN):
        is_node = name in ontology().entity_types or name == DOCUMENT
        pattern = f"(x:{name})" if is_node else f"()-[x:{name}]->()"
        result = connection.execute(f"MATCH {pattern} RETURN count(*) AS found")
        assert isinstance(result, ladybug.QueryResult)
        ((found,),) = result.get_all()
        if found != expected.get(name, 0):
            raise StoreError(f"{file.parent}: {found} of {expected.get(name, 0)} {name} rows arrived; build again.")


def _fingerprint(graph: Graph) -> str:
    """Of the graph, the tables and the file format: when any of them changes, the file is written anew."""
    parts = (graph.fingerprint(), *table_definitions(), str(ladybug.Database.get_storage_version()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _sync(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _rows(result: ladybug.QueryResult, limit: int | None, deadline: float) -> Iterator[tuple[Any, ...]]:
    """The rows, at most `limit`; a product of patterns is short in the database and endless once unfolded."""
    taken = 0
    while result.has_next() and (limit is None or taken < limit):
        if time.monotonic() > deadline:
            raise RuntimeError(_INTERRUPTED)
        block = result.get_n(FETCHED_ROWS if limit is None else min(FETCHED_ROWS, limit - taken))
        taken += len(block)
        for row in block:
            yield tuple(_plain(value) for value in row)


def _column_names(cypher: str, result: ladybug.QueryResult) -> tuple[str, ...]:
    """The columns as the query words them; Ladybug names `type(r)` after its own inner form."""
    names = result.get_column_names()
    worded = returned_columns(cypher)
    return tuple(worded if len(worded) == len(names) else names)


def _plain(value: Any) -> Any:
    """A value of Ladybug as JSON knows it; see `Table`."""
    if isinstance(value, dict):
        if "_NODES" in value:
            return _path(value)
        if "_LABEL" in value:
            key = "type" if "_SRC" in value else "label"
            properties = {name: _plain(item) for name, item in value.items() if name[0] != "_" and item is not None}
            return {key: value["_LABEL"], **properties}
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    if isinstance(value, Decimal):  # what sum() of integers yields
        return int(value) if value == int(value) else float(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


def _path(value: dict[str, Any]) -> dict[str, Any]:
    ids = {_internal(node["_ID"]): node["id"] for node in value["_NODES"]}
    edges = []
    for edge in value["_RELS"]:
        ends = {"head": ids[_internal(edge["_SRC"])], "tail": ids[_internal(edge["_DST"])]}
        edges.append({"type": edge["_LABEL"], **ends, **{k: v for k, v in _plain(edge).items() if k != "type"}})
    return {"nodes": [_plain(node) for node in value["_NODES"]], "edges": edges}


def _internal(identifier: dict[str, int]) -> tuple[int, int]:
    return identifier["table"], identifier["offset"]


@contextlib.contextmanager
def _translated_query_errors(timeout: float) -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        message = str(error)
        complaint = one_line(re.sub(r"Invalid input <.*>: ", "invalid input: ", message, flags=re.DOTALL))
        if message.startswith(_INTERRUPTED):
            raise QueryTimeoutError(
                f"query: took longer than {timeout:g} s; narrow it (a LIMIT, fewer hops) or allow more with --timeout."
            ) from error
        if "write operations in a read-only" in message:
            raise WriteQueryError("query: would change the graph, queries only read it; use MATCH … RETURN.") from error
        if message.startswith("Buffer manager"):
            raise QueryError("query: needs more memory than it may have; narrow it (a LIMIT, fewer hops).") from error
        raise QueryError(f"query: {complaint}") from error


@contextlib.contextmanager
def _translated_write_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except InnographError:
        raise
    except RuntimeError as error:
        message = str(error)
        if re.search(r"No space left|File too large|Disk quota", message):
            raise disk_full(file.parent) from error
        raise StoreError(f"{file.parent}: the graph could not be written ({one_line(message)}).") from error
