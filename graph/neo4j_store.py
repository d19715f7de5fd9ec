"""The store of teams: a graph on a Neo4j server (5 or newer), reached by the official driver.

    with open_store("bolt://neo4j@localhost:7687/neo4j", create=True, password="…") as store:
        store.replace(graph)

Every row of ours carries `_revision`, a hash of its key and properties. Loading reads the revisions that
the server has, and sends what differs: so an unchanged graph costs a look, a broken load is finished by the
next one, and rows without a revision are nobody's business but their owner's. Writers take turns: each
holds a lock on the `InnographSchema` node in a transaction of its own, which the server gives up when its
client dies.

All Cypher is made of the names in the ontology; nothing from a text ever becomes part of a query.
"""

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

import neo4j
from neo4j import exceptions
from neo4j.graph import Node, Path, Relationship

from graph.cypher import require_parameters, require_reading
from graph.model import (
    DOCUMENT,
    DOCUMENT_PROPERTIES,
    EDGE_PROPERTIES,
    MENTIONED_IN,
    MENTIONED_IN_PROPERTIES,
    Graph,
    node_properties,
)
from graph.store import DEFAULT_TIMEOUT_SECONDS, Progress, Table, one_line
from schema import ontology
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

SCHEMES = frozenset({"neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"})
PASSWORD_VARIABLE = "NEO4J_PASSWORD"  # noqa: S105 - the name of the variable, not a password
SCHEMA_VERSION = 1
OLDEST_SERVER = (5, 0)
BATCH_ROWS = 5_000  # measured: benchmarks/neo4j_speed.py
FULL_TEXT_INDEX = "innograph_names"
_SCHEMA_LABEL = "InnographSchema"
_REVISION = "_revision"
_CONNECTION_SECONDS = 10.0
_LOCK_SECONDS = 5.0


class Neo4jStore:
    """A graph in one database of a Neo4j server. Made by `connect`."""

    dialect = "neo4j"

    def __init__(self, driver: neo4j.Driver, database: str | None, location: str, share: bool) -> None:
        """Over a driver that is known to reach the server."""
        self._driver = driver
        self._database = database
        self._location = location
        self._share = share

    @classmethod
    def connect(cls, url: str, password: str | None = None, create: bool = False, share: bool = False) -> "Neo4jStore":
        """Connect to a server.

        Args:
            url: `SCHEME://[USER@]HOST[:PORT][/DATABASE]`; the user is `neo4j` and the database the user's
                home database where none is named.
            password: the password; None takes it from the environment (`NEO4J_PASSWORD`).
            create: whether to make the schema where it is missing, to write; else it must be there.
            share: whether a database that holds data of others may be used; that data is left alone.

        Raises:
            ServerUnreachableError: no server answers.
            AuthenticationError: user or password are wrong.
            ServerSetupError: the server is too old, has no such database, or its encryption does not match.
            ForeignDataError: the database holds data of others and `share` is not set.
            StoreError: the URL is malformed, or the database holds no graph of ours and `create` is not set.
        """
        address, user, database, location = _parsed(url)
        secret = password if password is not None else os.environ.get(PASSWORD_VARIABLE)
        if secret is None:
            raise AuthenticationError(f"{location}: no password; set {PASSWORD_VARIABLE} in the environment.")
        with _translated_errors(location):
            driver = neo4j.GraphDatabase.driver(
                address,
                auth=(user, secret),
                connection_timeout=_CONNECTION_SECONDS,
                connection_acquisition_timeout=2 * _CONNECTION_SECONDS,
                max_transaction_retry_time=15.0,
                notifications_min_severity="OFF",
            )
            store = cls(driver, database, location, share)
            try:
                store._check_server()
                if create:
                    store._prepare()
                else:
                    store._require_schema()
            except BaseException:
                driver.close()
                raise
        return store

    def replace(self, graph: Graph, progress: Progress | None = None) -> bool:
        """Make the server hold `graph`: see `graph.store.GraphStore.replace`.

        Rows go in batches, each a transaction of its own, so a reader may see a part of the change. A load
        that breaks is finished by the next one.
        """
        with _translated_errors(self._location), self._writing():
            return self._replace(graph, progress)

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        limit: int | None = None,
        timeout: float = DEFAULT_TIMEOUT_SECONDS,
    ) -> Table:
        """Run a query that reads: see `graph.store.GraphStore.query`."""
        values = dict(parameters or {})
        require_reading(cypher)
        require_parameters(cypher, values)
        statement = neo4j.Query(cypher, timeout=timeout)  # type: ignore[arg-type]
        with _translated_query_errors(timeout), _translated_errors(self._location), self._reader() as session:
            result = session.run(statement, values)
            rows: list[tuple[Any, ...]] = []
            for record in result:
                if limit is not None and len(rows) == limit:
                    return Table(tuple(result.keys()), rows, truncated=True)
                rows.append(tuple(_plain(value) for value in record.values()))
            return Table(tuple(result.keys()), rows)

    def counts(self) -> dict[str, int]:
        """Rows of ours by node and edge type: see `graph.store.GraphStore.counts`."""
        with _translated_errors(self._location), self._reader() as session:
            found = {name: session.run(_count_statement(name)).single(strict=True)[0] for name in _tables()}
        return {name: found[name] for name in sorted(found) if found[name]}

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()

    def _reader(self) -> neo4j.Session:
        return self._driver.session(database=self._database, default_access_mode=neo4j.READ_ACCESS)

    def _writer(self) -> neo4j.Session:
        return self._driver.session(database=self._database, default_access_mode=neo4j.WRITE_ACCESS)

    def _check_server(self) -> None:
        agent = self._driver.get_server_info(database=self._database).agent if self._database else None
        agent = agent or self._driver.get_server_info().agent
        version = re.search(r"(\d+)\.(\d+)", agent)
        if version and (int(version[1]), int(version[2])) < OLDEST_SERVER:
            raise ServerSetupError(
                f"{self._location}: is {agent}; innograph needs Neo4j 5 or newer, upgrade the server."
            )

    def _schema_version(self, session: neo4j.Session) -> int | None:
        record = session.run(f"MATCH (s:{_SCHEMA_LABEL}) RETURN s.version AS version").single()
        return None if record is None else int(record["version"])

    def _require_schema(self) -> None:
        with self._reader() as session:
            version = self._schema_version(session)
        if version is None:
            raise StoreError(
                f"{self._location}: this database holds no graph of ours; make one with: "
                f"innograph build TEXTS --store {self._location}"
            )
        if version != SCHEMA_VERSION:
            raise StoreError(f"{self._location}: was written by another version of innograph; build it again.")

    def _prepare(self) -> None:
        with self._reader() as session:
            version = self._schema_version(session)
            if not self._share and session.run(_FOREIGN_STATEMENT, known=[*_labels(), _SCHEMA_LABEL]).single():
                raise ForeignDataError(
                    f"{self._location}: this database holds data of others; use a database of its own, "
                    "or leave that data alone and share it with --share."
                )
        if version == SCHEMA_VERSION:
            return
        with self._writer() as session:
            for statement in schema_statements():
                session.run(statement).consume()
            session.run("CALL db.awaitIndexes(60)").consume()
            session.run(
                f"MERGE (s:{_SCHEMA_LABEL} {{id: 1}}) SET s.version = $version", version=SCHEMA_VERSION
            ).consume()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the lock on the schema node: one writer at a time, and none for ever."""
        with self._writer() as session:
            transaction = session.begin_transaction()
            try:
                with contextlib.closing(transaction):
                    self._lock(transaction)
                    yield
            finally:
                if not transaction.closed():
                    transaction.close()

    def _lock(self, transaction: neo4j.Transaction) -> None:
        # A transaction that waits for a lock does so for ever; only its own timeout would end it, and that
        # timeout would also end the lock later. So a short transaction asks first.
        with self._writer() as session:
            probe = neo4j.Query(f"MATCH (s:{_SCHEMA_LABEL}) SET s.id = 1", timeout=_LOCK_SECONDS)
            try:
                session.run(probe).consume()
            except exceptions.Neo4jError as error:
                if _is_timeout(error):
                    raise StoreBusyError(
                        f"{self._location}: another build is writing to this graph; wait until it is done."
                    ) from error
                raise
        transaction.run(f"MATCH (s:{_SCHEMA_LABEL}) SET s.id = 1").consume()

    def _replace(self, graph: Graph, progress: Progress | None) -> bool:
        wanted = [(table, _with_revisions(rows)) for table, rows in graph_tables(graph)]
        held = {table: self._revisions(table) for table, _ in wanted}
        new = [(table, [row for row in rows if row[_REVISION] not in held[table]]) for table, rows in wanted]
        kept = {table: {row[_REVISION] for row in rows} for table, rows in wanted}
        gone = [(table, sorted(held[table] - kept[table])) for table, _ in wanted]
        total = sum(len(rows) for _, rows in new) + sum(len(rows) for _, rows in gone)
        done = 0
        wanted_keys = {table: {table.key(row) for row in rows} for table, rows in wanted}
        # Nodes before edges when rows come, edges before nodes when they go.
        fresh = {table: not held[table] for table, _ in wanted}
        for table, rows in new:
            for batch in _batches(rows):
                self._run(table.create if fresh[table] else table.merge, rows=batch)
                done += len(batch)
                if progress is not None:
                    progress(done, total)
        for table, revisions in reversed(gone):
            for batch in _batches(revisions):
                # What only changed has its new revision by now, so these revisions are found no more.
                self._run(table.delete, revisions=batch)
                done += len(batch)
                if progress is not None:
                    progress(done, total)
        self._verify({table: len(keys) for table, keys in wanted_keys.items()})
        return total > 0

    def _revisions(self, table: "_Table") -> set[int]:
        with self._reader() as session:
            return set(session.run(table.revisions).single(strict=True)[0])

    def _run(self, statement: str, **parameters: Any) -> None:
        with self._writer() as session:
            session.execute_write(lambda transaction: transaction.run(statement, parameters).consume())

    def _verify(self, expected: Mapping["_Table", int]) -> None:
        with self._reader() as session:
            for table, count in expected.items():
                found = session.run(table.count).single(strict=True)[0]
                if found != count:
                    raise StoreError(f"{self._location}: {found} of {count} {table.name} rows arrived; build again.")


class _Table:
    """The statements for the rows of one label, or of one relation type between two labels."""

    def __init__(self, name: str, head: str = "", tail: str = "") -> None:
        self.name = name
        self.ends = (head, tail)
        if head:
            pattern = f"(h:{head})-[x:{name}]->(t:{tail})"
            ends = f"MATCH (h:{head} {{id: row.head}}) MATCH (t:{tail} {{id: row.tail}})"
            self.create = f"UNWIND $rows AS row {ends} CREATE (h)-[x:{name}]->(t) SET x = row.properties"
            self.merge = f"UNWIND $rows AS row {ends} MERGE (h)-[x:{name}]->(t) SET x = row.properties"
            self.delete = f"MATCH {pattern} WHERE x.{_REVISION} IN $revisions DELETE x"
        else:
            pattern = f"(x:{name})"
            self.create = f"UNWIND $rows AS row CREATE (x:{name}) SET x = row.properties"
            self.merge = f"UNWIND $rows AS row MERGE (x:{name} {{id: row.id}}) SET x = row.properties"
            # A node that edges of others hold stays theirs; it only stops being ours.
            self.delete = (
                f"MATCH {pattern} WHERE x.{_REVISION} IN $revisions REMOVE x.{_REVISION} "
                "WITH x WHERE NOT EXISTS { (x)--() } DELETE x"
            )
        self.revisions = f"MATCH {pattern} WHERE x.{_REVISION} IS NOT NULL RETURN collect(x.{_REVISION})"
        self.count = f"MATCH {pattern} WHERE x.{_REVISION} IS NOT NULL RETURN count(x)"

    def key(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        return (row["head"], row["tail"]) if self.ends[0] else (row["id"],)


_FOREIGN_STATEMENT = (
    "MATCH (n) WHERE none(label IN labels(n) WHERE label IN $known) "
    f"OR (n.{_REVISION} IS NULL AND NOT '{_SCHEMA_LABEL}' IN labels(n)) RETURN 1 AS found LIMIT 1"
)


def schema_statements() -> list[str]:
    """Constraints and indexes: unique ids, names and aliases as full text (`cjk`), what queries filter by."""
    statements = [
        f"CREATE CONSTRAINT {label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        for label in _labels()
    ]
    for label in ontology().entity_types:
        statements.append(f"CREATE INDEX {label.lower()}_name IF NOT EXISTS FOR (n:{label}) ON (n.name)")
    statements.append("CREATE INDEX region_code IF NOT EXISTS FOR (n:Region) ON (n.code)")
    labels = "|".join(ontology().entity_types)
    statements.append(
        f"CREATE FULLTEXT INDEX {FULL_TEXT_INDEX} IF NOT EXISTS FOR (n:{labels}) ON EACH [n.name, n.aliases] "
        "OPTIONS { indexConfig: { `fulltext.analyzer`: 'cjk' } }"
    )
    return statements


def graph_tables(graph: Graph) -> list[tuple[_Table, list[dict[str, Any]]]]:
    """The rows of a graph by table, nodes first; each row has `properties` and `id`, or `head` and `tail`."""
    tables: list[tuple[_Table, list[dict[str, Any]]]] = []
    for label in _labels():
        columns = tuple(node_properties(label))
        records: Iterable[Any] = (
            graph.documents.values() if label == DOCUMENT else (n for n in graph.nodes.values() if n.type == label)
        )
        rows = [{"id": record.id, "properties": _properties(record, columns)} for record in records]
        tables.append((_Table(label), sorted(rows, key=lambda row: row["id"])))
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {
        (relation.name, head, tail): []
        for relation in ontology().relation_types.values()
        for head in sorted(relation.heads)
        for tail in sorted(relation.tails)
    } | {(MENTIONED_IN, label, DOCUMENT): [] for label in ontology().entity_types}
    for edge in graph.edges:
        row = {"head": edge.head, "tail": edge.tail, "properties": _properties(edge, tuple(EDGE_PROPERTIES))}
        groups[edge.type, graph.nodes[edge.head].type, graph.nodes[edge.tail].type].append(row)
    for mention in graph.mentions:
        properties = _properties(mention, tuple(MENTIONED_IN_PROPERTIES))
        row = {"head": mention.entity, "tail": mention.document, "properties": properties}
        groups[MENTIONED_IN, graph.nodes[mention.entity].type, DOCUMENT].append(row)
    for (name, head, tail), rows in groups.items():
        tables.append((_Table(name, head, tail), sorted(rows, key=lambda row: (row["head"], row["tail"]))))
    return tables


def _with_revisions(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with a 63-bit hash of all they say, as a property and beside it."""
    for row in rows:
        said = json.dumps(row, ensure_ascii=True, sort_keys=True).encode("ascii")
        revision = int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "big") >> 1
        row["properties"][_REVISION] = revision
        row[_REVISION] = revision
    return rows


def _properties(record: Any, columns: Sequence[str]) -> dict[str, Any]:
    values = ((column, getattr(record, column)) for column in columns)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values if value is not None}


def _labels() -> tuple[str, ...]:
    return (*ontology().entity_types, DOCUMENT)


def _tables() -> tuple[str, ...]:
    return (*_labels(), *ontology().relation_types, MENTIONED_IN)


def _count_statement(name: str) -> Any:
    pattern = f"(x:{name})" if name in _labels() else f"()-[x:{name}]->()"
    return f"MATCH {pattern} WHERE x.{_REVISION} IS NOT NULL RETURN count(x)"


def _batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), BATCH_ROWS):
        yield rows[start : start + BATCH_ROWS]


def _parsed(url: str) -> tuple[str, str, str | None, str]:
    """Address for the driver, user, database, and the location as messages may show it."""
    try:
        parts = urlsplit(url)
        host, port, user, secret = parts.hostname, parts.port, parts.username, parts.password
    except ValueError as error:
        raise StoreError("--store: is no valid URL; write it as bolt://USER@HOST:7687/DATABASE.") from error
    if secret is not None:
        raise StoreError(f"--store: holds a password; take it out and set {PASSWORD_VARIABLE} in the environment.")
    if parts.scheme not in SCHEMES or not host:
        raise StoreError(f"{url}: is no address of a Neo4j server; write it as bolt://USER@HOST:7687/DATABASE.")
    shown = f"[{host}]" if ":" in host else host
    address = f"{parts.scheme}://{shown}" + (f":{port}" if port else "")
    return address, unquote(user) if user else "neo4j", parts.path.strip("/") or None, url


def _plain(value: Any) -> Any:
    """A value of the driver as JSON knows it; see `graph.store.Table`."""
    if isinstance(value, Node):
        (label,) = [name for name in value.labels if name in _labels()] or [next(iter(value.labels), "")]
        return {"label": label, **_visible(value)}
    if isinstance(value, Relationship):
        return {"type": value.type, **_visible(value)}
    if isinstance(value, Path):
        edges = [
            {
                "type": edge.type,
                "head": edge.start_node["id"] if edge.start_node else None,
                "tail": edge.end_node["id"] if edge.end_node else None,
                **_visible(edge),
            }
            for edge in value.relationships
        ]
        return {"nodes": [_plain(node) for node in value.nodes], "edges": edges}
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.iso_format() if hasattr(value, "iso_format") else str(value)


def _visible(entity: Node | Relationship) -> dict[str, Any]:
    ours = (*node_order(entity), *entity.keys())
    return {name: _plain(entity[name]) for name in dict.fromkeys(ours) if name != _REVISION and name in entity}


def node_order(entity: Node | Relationship) -> tuple[str, ...]:
    """The order in which properties of a node or an edge are shown: that of the graph model."""
    if isinstance(entity, Relationship):
        return tuple(MENTIONED_IN_PROPERTIES if entity.type == MENTIONED_IN else EDGE_PROPERTIES)
    for label in entity.labels:
        if label in _labels():
            return tuple(node_properties(label))
    return tuple(DOCUMENT_PROPERTIES)


def _is_timeout(error: exceptions.Neo4jError) -> bool:
    return "TransactionTimedOut" in (error.code or "") or "LockAcquisitionTimeout" in (error.code or "")


@contextlib.contextmanager
def _translated_query_errors(timeout: float) -> Iterator[None]:
    try:
        yield
    except exceptions.Neo4jError as error:
        code = error.code or ""
        if _is_timeout(error):
            raise QueryTimeoutError(
                f"query: took longer than {timeout:g} s; narrow it (a LIMIT, fewer hops) or allow more with --timeout."
            ) from error
        if code.endswith("Statement.AccessMode"):
            raise WriteQueryError("query: would change the graph, queries only read it; use MATCH … RETURN.") from error
        if ".Statement." in code or ".Procedure." in code:
            raise QueryError(f"query: {one_line(error.message or code)}") from error
        raise


@contextlib.contextmanager
def _translated_errors(location: str) -> Iterator[None]:
    try:
        yield
    except InnographError:
        raise
    except exceptions.AuthError as error:
        if "Forbidden" in (error.code or ""):
            raise PermissionDeniedError(f"{location}: the user may not do this; ask for the right to write.") from error
        raise AuthenticationError(
            f"{location}: the server refuses user or password; check {PASSWORD_VARIABLE}."
        ) from error
    except exceptions.Neo4jError as error:
        raise _server_error(location, error) from error
    except (exceptions.DriverError, OSError, ValueError) as error:
        raise _connection_error(location, error) from error


def _server_error(location: str, error: exceptions.Neo4jError) -> InnographError:
    code = error.code or ""
    if "Forbidden" in code or "ReadOnly" in code:
        return PermissionDeniedError(
            f"{location}: the user or the database only allows reading; ask for the right to write."
        )
    if "DatabaseNotFound" in code or "DatabaseUnavailable" in code:
        return ServerSetupError(f"{location}: the server has no such database; name one behind the last / of the URL.")
    if ".Security." in code:
        return AuthenticationError(f"{location}: the server refuses user or password; check {PASSWORD_VARIABLE}.")
    return StoreError(f"{location}: the server refuses the data ({one_line(error.message or code)}).")


def _connection_error(location: str, error: Exception) -> InnographError:
    chain: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(chain) < 8:
        chain.append(f"{type(cause).__name__} {cause}")
        cause = cause.__cause__ or cause.__context__
    story = " ".join(chain)
    if re.search(r"SSL|TLS|certificate", story):
        return ServerSetupError(
            f"{location}: encryption does not match; use bolt:// for a server without TLS, bolt+s:// for one with it."
        )
    if "handshake" in story.lower() and "refused" not in story:
        return ServerSetupError(
            f"{location}: what answers there speaks no Bolt without TLS; try bolt+s://, or the server's Bolt port (7687)."
        )
    return ServerUnreachableError(f"{location}: no Neo4j server answers there; start it, or check host and port.")
