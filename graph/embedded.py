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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import ladybug

from graph.cypher import parameters_of, require_parameters, require_reading, returned_columns
from graph.folder import StoreFolder, StoreState, disk_full, sync_directory, translated_os_errors
from graph.model import DOCUMENT, EDGE_PROPERTIES, MENTIONED_IN, MENTIONED_IN_PROPERTIES, Graph, node_properties
from graph.store import DEFAULT_TIMEOUT_SECONDS, Progress, Table, one_line
from schema import ontology
from schema.errors import InnographError, QueryError, QueryTimeoutError, StoreError, WriteQueryError

DIALECT = "ladybug"
COLUMN_TYPES = {"text": "STRING", "texts": "STRING[]", "integer": "INT64", "number": "DOUBLE", "truth": "BOOLEAN"}
# What a query may keep in memory; a runaway one then fails with a word instead of taking the machine down.
QUERY_MEMORY_BYTES = 1 << 30
COPY_ROWS = 50_000
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
            if state.fingerprint == fingerprint and (self._folder.path / state.graph).is_file():
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
        with self._connection() as connection, _translated_query_errors(timeout):
            connection.set_query_timeout(max(1, int(timeout * 1000)))
            result = connection.execute(cypher, used)
            if isinstance(result, list):
                raise QueryError("query: holds several statements; give one at a time.")
            with result:
                columns = _column_names(cypher, result)
                rows = result.get_all() if limit is None else result.get_n(limit)
                truncated = limit is not None and result.has_next()
        return Table(columns, [tuple(_plain(value) for value in row) for row in rows], truncated)

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
            for definition in table_definitions():
                connection.execute(definition)
            for table, columns, rows in table_rows(graph):
                for start in range(0, len(rows), COPY_ROWS):
                    chunk = rows[start : start + COPY_ROWS]
                    connection.execute(f"COPY {table[0]} FROM $rows{table[1]}", {"rows": _frame(columns, chunk)})
                    done += len(chunk)
                    if progress is not None:
                        progress(done, total)
            _verify(connection, graph, file)
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
        pairs = product(sorted(relation.heads), sorted(relation.tails))
        ends = ", ".join(f"FROM {head} TO {tail}" for head, tail in pairs)
        definitions.append(f"CREATE REL TABLE {relation.name}({ends}, {_columns(EDGE_PROPERTIES)})")
    ends = ", ".join(f"FROM {entity_type} TO {DOCUMENT}" for entity_type in types)
    definitions.append(f"CREATE REL TABLE {MENTIONED_IN}({ends}, {_columns(MENTIONED_IN_PROPERTIES)})")
    definitions.append("CREATE MACRO type(edge) AS label(edge)")
    return definitions


def table_rows(graph: Graph) -> Iterator[tuple[tuple[str, str], Sequence[str], list[tuple[Any, ...]]]]:
    """The rows of each table, nodes first, in an order that depends on the graph only.

    Yields:
        (table, options of COPY), column names, rows.
    """
    nodes = sorted(graph.nodes.values(), key=lambda node: node.id)
    for node_type in ontology().entity_types:
        columns = tuple(node_properties(node_type))
        yield (node_type, ""), columns, [_row(node, columns) for node in nodes if node.type == node_type]
    columns = tuple(node_properties(DOCUMENT))
    yield (DOCUMENT, ""), columns, [_row(graph.documents[key], columns) for key in sorted(graph.documents)]

    groups: dict[tuple[str, str, str], list[tuple[Any, ...]]] = {}
    columns = tuple(EDGE_PROPERTIES)
    for edge in sorted(graph.edges, key=lambda edge: (edge.head, edge.type, edge.tail)):
        key = edge.type, graph.nodes[edge.head].type, graph.nodes[edge.tail].type
        groups.setdefault(key, []).append((edge.head, edge.tail, *_row(edge, columns)))
    for (relation, head, tail), rows in sorted(groups.items()):
        yield (relation, f" (from='{head}', to='{tail}')"), ("head", "tail", *columns), rows

    groups = {}
    columns = tuple(MENTIONED_IN_PROPERTIES)
    for mention in sorted(graph.mentions, key=lambda mention: (mention.entity, mention.document)):
        key = MENTIONED_IN, graph.nodes[mention.entity].type, DOCUMENT
        groups.setdefault(key, []).append((mention.entity, mention.document, *_row(mention, columns)))
    for (relation, head, tail), rows in sorted(groups.items()):
        yield (relation, f" (from='{head}', to='{tail}')"), ("head", "tail", *columns), rows


def _columns(properties: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {COLUMN_TYPES[kind]}" for name, kind in properties.items())


def _row(record: Any, columns: Iterable[str]) -> tuple[Any, ...]:
    values = (getattr(record, column) for column in columns)
    return tuple(list(value) if isinstance(value, tuple) else value for value in values)


def _frame(columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Any:
    # Ladybug copies from data frames in memory; pandas is slow to import and needed only to write.
    import pandas

    # Columns of objects, so that an empty list or None in the first rows decides no type.
    return pandas.DataFrame(
        {column: pandas.Series([row[index] for row in rows], dtype="object") for index, column in enumerate(columns)}
    )


def _verify(connection: ladybug.Connection, graph: Graph, file: Path) -> None:
    expected = graph.counts()
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
        if message.startswith("Interrupted"):
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
