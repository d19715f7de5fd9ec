"""The store of teams: a graph on a Neo4j server (5.7 or newer), reached by the official driver.

    with open_store("bolt://neo4j@localhost:7687/neo4j", create=True, password="…") as store:
        store.replace(graph)

Every row of ours carries `_revision`, a hash of its key and properties. Loading reads the revisions that
the server has, sends the rows that it lacks, deletes those that are not wanted, and looks again, until the
server holds exactly what it should. So an unchanged graph costs a look, a load that broke is finished by the
next one, and rows without a revision are nobody's business but their owner's. Writers take turns: each
holds a lock on the `InnographSchema` node in a transaction of its own, which the server ends when the
writer's connection does.
"""

import contextlib
import logging
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

import neo4j
from neo4j import exceptions
from neo4j.graph import Node, Path, Relationship

from graph.cypher import require_parameters, require_reading
from graph.model import (
    EDGE_PROPERTIES,
    MENTIONED_IN,
    MENTIONED_IN_PROPERTIES,
    Graph,
    node_properties,
)
from graph.neo4j_errors import PASSWORD_VARIABLE, is_timeout, translated_errors, translated_query_errors
from graph.neo4j_rows import (
    BATCH_ROWS,
    DELETE_EDGES,
    DELETE_NODES,
    EDGE_COUNTS,
    EDGE_REVISIONS,
    FOREIGN_NODE,
    LABELS,
    LOCK_SCHEMA,
    NODE_COUNTS,
    NODE_REVISIONS,
    REVISION,
    SCHEMA_VERSION,
    SCHEMA_VERSIONS,
    Rows,
    graph_rows,
    schema_statements,
)
from graph.store import DEFAULT_TIMEOUT_SECONDS, Progress, Table
from schema.errors import AuthenticationError, ForeignDataError, ServerSetupError, StoreBusyError, StoreError

SCHEMES = frozenset({"neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"})
OLDEST_SERVER = (5, 7)
CONNECTION_SECONDS = 10.0
RETRY_SECONDS = 30.0
LOCK_SECONDS = 5.0
# Writing, deleting and writing anew what was there twice, and a look after each: more is another's interference.
_ROUNDS = 5

# The driver tells of every attempt that it repeats; that is for who configures logging, not for standard error.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


class Neo4jStore:
    """A graph in one database of a Neo4j server. Made by `connect`."""

    dialect = "neo4j"

    def __init__(self, driver: neo4j.Driver, database: str | None, location: str) -> None:
        """Over a driver for a server; `location` is the URL as messages may show it."""
        self._driver = driver
        self._database = database
        self._location = location
        # In a cluster, whoever reads after we wrote has to see it.
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()

    @classmethod
    def connect(cls, url: str, password: str | None = None, create: bool = False, share: bool = False) -> Self:
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
        address, user, database = _parsed(url)
        secret = password if password is not None else os.environ.get(PASSWORD_VARIABLE)
        if secret is None:
            raise AuthenticationError(f"{url}: no password; set {PASSWORD_VARIABLE} in the environment.")
        with translated_errors(url):
            driver = neo4j.GraphDatabase.driver(
                address,
                auth=(user, secret),
                connection_timeout=CONNECTION_SECONDS,
                connection_acquisition_timeout=2 * CONNECTION_SECONDS,
                max_transaction_retry_time=RETRY_SECONDS,
                notifications_min_severity="OFF",
            )
            store = cls(driver, database, url)
            try:
                version = store._schema_version()
                if create:
                    store._prepare(version, share)
                elif version is None:
                    raise StoreError(
                        f"{url}: this database holds no graph of ours; make one with: "
                        f"innograph build TEXTS --store {url}"
                    )
                elif version != SCHEMA_VERSION:
                    raise StoreError(f"{url}: was written by another version of innograph; build it again.")
            except BaseException:
                driver.close()
                raise
        return store

    def replace(self, graph: Graph, progress: Progress | None = None) -> bool:
        """Make the server hold `graph`: see `graph.store.GraphStore.replace`.

        Rows go in batches, each a transaction of its own, so a reader may see a part of the change. A load
        that breaks is finished by the next one.
        """
        nodes, edges = graph_rows(graph)
        with translated_errors(self._location), self._turn():
            return self._converge(nodes, edges, progress or (lambda _done, _total: None))

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
        statement = neo4j.Query(cypher, timeout=timeout)
        with translated_errors(self._location), translated_query_errors(timeout), self._reader() as session:
            result = session.run(statement, values)
            rows: list[tuple[Any, ...]] = []
            for record in result:
                if limit is not None and len(rows) == limit:
                    return Table(tuple(result.keys()), rows, truncated=True)
                rows.append(tuple(_plain(value) for value in record.values()))
            return Table(tuple(result.keys()), rows)

    def counts(self) -> dict[str, int]:
        """Rows of ours by node and edge type: see `graph.store.GraphStore.counts`."""
        with translated_errors(self._location), self._reader() as session:
            found = [*session.run(NODE_COUNTS, labels=LABELS), *session.run(EDGE_COUNTS)]
        return dict(sorted((record["name"], record["count"]) for record in found))

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
        return self._driver.session(
            database=self._database, default_access_mode=neo4j.READ_ACCESS, bookmark_manager=self._bookmarks
        )

    def _writer(self) -> neo4j.Session:
        return self._driver.session(
            database=self._database, default_access_mode=neo4j.WRITE_ACCESS, bookmark_manager=self._bookmarks
        )

    def _write(self, statement: str, **parameters: Any) -> None:
        with self._writer() as session:
            session.execute_write(lambda transaction: transaction.run(statement, parameters).consume())

    def _schema_version(self) -> int | None:
        """The version of our schema in the database, or None; tells on the way whether the server is new enough."""
        with self._reader() as session:
            result = session.run(SCHEMA_VERSIONS)
            versions = result.value("version")
            agent = result.consume().server.agent
        if is_too_old(agent):
            needed = ".".join(map(str, OLDEST_SERVER))
            raise ServerSetupError(
                f"{self._location}: is {agent}; innograph needs Neo4j {needed} or newer, upgrade the server."
            )
        return int(versions[0]) if versions else None

    def _prepare(self, version: int | None, share: bool) -> None:
        """Make constraints and indexes where they are missing."""
        if version is not None and version > SCHEMA_VERSION:
            raise StoreError(f"{self._location}: was written by a newer innograph; use that one here too.")
        if not share:
            with self._reader() as session:
                foreign = session.run(FOREIGN_NODE).single()
            if foreign is not None:
                labels = ", ".join(foreign["labels"]) or "no label"
                raise ForeignDataError(
                    f"{self._location}: this database holds data of others (a node of {labels}); use a database of "
                    "its own, or --share it: that data is then left alone."
                )
        if version != SCHEMA_VERSION:
            for statement in schema_statements():
                self._write(statement)
            with self._writer() as session:
                session.run("CALL db.awaitIndexes(300)").consume()
            self._write(LOCK_SCHEMA, version=SCHEMA_VERSION)

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """Hold the lock on the schema node: one writer at a time."""
        # A transaction waits for a lock as long as it may run, and the one that holds it may run for ever.
        # So a short one asks first.
        with self._writer() as session:
            try:
                session.run(neo4j.Query(LOCK_SCHEMA, timeout=LOCK_SECONDS), version=SCHEMA_VERSION).consume()
            except exceptions.Neo4jError as error:
                if not is_timeout(error):
                    raise
                raise StoreBusyError(
                    f"{self._location}: another build is writing to this graph; wait until it is done."
                ) from error
        with self._writer() as session, session.begin_transaction(timeout=0) as transaction:
            transaction.run(LOCK_SCHEMA, version=SCHEMA_VERSION).consume()
            yield

    def _converge(self, nodes: list[Rows], edges: list[Rows], progress: Progress) -> bool:
        """Write and delete rows until the server holds exactly these; whether anything was to be done."""
        wanted_nodes = {revision for rows in nodes for revision in rows.revisions}
        wanted_edges = {revision for rows in edges for revision in rows.revisions}
        done = total = 0
        for _ in range(_ROUNDS):
            held_nodes, held_edges = self._revisions(NODE_REVISIONS), self._revisions(EDGE_REVISIONS)
            missing = len(wanted_nodes - held_nodes.keys()) + len(wanted_edges - held_edges.keys())
            if missing:
                total += missing
                for written in self._merge(nodes, set(held_nodes)):
                    progress(done := done + written, total)
                for written in self._merge(edges, set(held_edges)):
                    progress(done := done + written, total)
                continue
            # Only now: what merely changed bears its new revision, and is not held by the old one any more.
            surplus_edges, surplus_nodes = _surplus(held_edges, wanted_edges), _surplus(held_nodes, wanted_nodes)
            if not surplus_edges and not surplus_nodes:
                return total > 0
            total += len(surplus_edges) + len(surplus_nodes)
            for statement, surplus in ((DELETE_EDGES, surplus_edges), (DELETE_NODES, surplus_nodes)):
                for start in range(0, len(surplus), BATCH_ROWS):
                    batch = surplus[start : start + BATCH_ROWS]
                    self._write(statement, revisions=batch)
                    progress(done := done + len(batch), total)
        raise StoreError(
            f"{self._location}: rows that were written are not there; does another change them? Build again."
        )

    def _revisions(self, statement: str) -> Counter[int]:
        # By a session that writes: in a cluster the others may lag behind.
        with self._writer() as session:
            return Counter(session.run(statement).single(strict=True)[0])

    def _merge(self, tables: list[Rows], held: set[int]) -> Iterator[int]:
        """Write the rows that are not held; the number of each batch.

        While the server works on a batch, the next one is made ready.
        """
        with ThreadPoolExecutor(1) as sender:
            sent: tuple[Future[None], int] | None = None
            for rows in tables:
                for batch in rows.batches(held):
                    if sent:
                        sent[0].result()
                        yield sent[1]
                    sent = sender.submit(self._write, rows.merge, rows=batch), len(batch)
            if sent:
                sent[0].result()
                yield sent[1]


def is_too_old(agent: str) -> bool:
    """Whether a server that calls itself `agent` (`Neo4j/5.26.0`, `Neo4j/2025.01.0`) is older than we need."""
    release = re.search(r"(\d+)\.(\d+)", agent)
    return release is not None and (int(release[1]), int(release[2])) < OLDEST_SERVER


def _surplus(held: Counter[int], wanted: set[int]) -> list[int]:
    """The revisions that are not wanted, and those held more than once (which are then written anew)."""
    return sorted(revision for revision, times in held.items() if times > 1 or revision not in wanted)


def _parsed(url: str) -> tuple[str, str, str | None]:
    """Address for the driver, user, and database."""
    try:
        parts = urlsplit(url)
        host, port, user, secret = parts.hostname, parts.port, parts.username, parts.password
    except ValueError as error:
        raise StoreError("--store: is no valid URL; write it as bolt://USER@HOST:7687/DATABASE.") from error
    if secret is not None:
        raise StoreError(f"--store: holds a password; take it out and set {PASSWORD_VARIABLE} in the environment.")
    if parts.scheme not in SCHEMES or not host or parts.query or parts.fragment:
        raise StoreError(f"{url}: is no address of a Neo4j server; write it as bolt://USER@HOST:7687/DATABASE.")
    shown = f"[{host}]" if ":" in host else host
    address = f"{parts.scheme}://{shown}" + (f":{port}" if port else "")
    return address, unquote(user) if user else "neo4j", parts.path.strip("/") or None


def _plain(value: Any) -> Any:
    """A value of the driver as JSON knows it; see `graph.store.Table`."""
    if isinstance(value, Node):
        label = next((name for name in LABELS if name in value.labels), next(iter(sorted(value.labels)), ""))
        order = node_properties(label) if label in LABELS else ()
        return {"label": label, **_visible(value, order)}
    if isinstance(value, Relationship):
        return {"type": value.type, **_edge_properties(value)}
    if isinstance(value, Path):
        return {"nodes": [_plain(node) for node in value.nodes], "edges": [_step(edge) for edge in value.relationships]}
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.iso_format() if hasattr(value, "iso_format") else str(value)


def _step(edge: Relationship) -> dict[str, Any]:
    head, tail = (node.get("id") if node else None for node in (edge.start_node, edge.end_node))
    return {"type": edge.type, "head": head, "tail": tail, **_edge_properties(edge)}


def _edge_properties(edge: Relationship) -> dict[str, Any]:
    return _visible(edge, MENTIONED_IN_PROPERTIES if edge.type == MENTIONED_IN else EDGE_PROPERTIES)


def _visible(entity: Node | Relationship, order: Mapping[str, str] | tuple[()]) -> dict[str, Any]:
    """The properties in the order of the graph model, others after them."""
    names = dict.fromkeys((*order, *entity.keys()))
    return {name: _plain(entity[name]) for name in names if name != REVISION and name in entity}
