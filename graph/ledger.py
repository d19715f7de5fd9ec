"""The ledger: the durable record of documents, mentions and statements, from which the graph follows.

In come `schema.Extraction` records, one file each; out go the records below, of which
`graph.resolution.resolve` makes a graph. Nothing is ever resolved in here, so that a wrong merge is
undone without reading a text again.

    with Ledger.create(Path("innograph.kg")) as ledger:      # takes the store's lock
        if not ledger.is_current(source, hash, pipeline):
            ledger.record(extraction, hash)                  # one transaction a file
        ledger.retract(ledger.sources() - seen)
        graph = resolve(ledger)
    with Ledger.open(Path("innograph.kg")) as ledger:        # to read, beside a build or not
        ledger.document_text("document:0f3a…")

An article that stands in several places (twice in a newsletter, in two files) is one document. Its
claims are read off one of them, the first by source and place; when that one is retracted the next
takes over. So the order in which files arrive changes nothing.
"""

import bisect
import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from graph.folder import LEDGER_FILE, StoreFolder, disk_full
from graph.wording import readable, squeezed
from schema import Article, Extraction, Mention, Statement, ontology
from schema.errors import PermissionDeniedError, StoreError

LEDGER_VERSION = 1
DOCUMENT_HASH_DIGITS = 12

_TABLES = """
CREATE TABLE source (path TEXT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, pipeline TEXT NOT NULL,
    text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE occurrence (source TEXT NOT NULL REFERENCES source ON DELETE CASCADE, place INTEGER NOT NULL,
    document TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, title TEXT NOT NULL, date TEXT NOT NULL,
    PRIMARY KEY (source, place)) WITHOUT ROWID;
CREATE INDEX occurrence_of_document ON occurrence (document, source, place);
CREATE TABLE entity (source TEXT NOT NULL REFERENCES source ON DELETE CASCADE, id TEXT NOT NULL, type TEXT NOT NULL,
    kind TEXT NOT NULL, name TEXT NOT NULL, aliases TEXT NOT NULL, code TEXT NOT NULL, number TEXT NOT NULL,
    PRIMARY KEY (source, id)) WITHOUT ROWID;
CREATE TABLE mention (source TEXT NOT NULL REFERENCES source ON DELETE CASCADE, place INTEGER NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, type TEXT NOT NULL, entity TEXT NOT NULL, surface TEXT NOT NULL,
    confidence REAL NOT NULL, recognisers TEXT NOT NULL);
CREATE INDEX mention_of_source ON mention (source, place);
CREATE TABLE statement (source TEXT NOT NULL REFERENCES source ON DELETE CASCADE, place INTEGER NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, head TEXT NOT NULL, type TEXT NOT NULL, tail TEXT NOT NULL,
    sentence TEXT NOT NULL, stated INTEGER NOT NULL, confidence REAL NOT NULL, rule TEXT NOT NULL, role TEXT NOT NULL,
    status TEXT NOT NULL, date TEXT NOT NULL);
CREATE INDEX statement_of_source ON statement (source, place);
CREATE VIEW document AS SELECT document AS id, source, place, start, stop, title, date FROM
    (SELECT *, row_number() OVER (PARTITION BY document ORDER BY source, place) AS turn FROM occurrence) WHERE turn = 1;
"""


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """An article, with the place that it is read from."""

    id: str
    title: str
    date: str
    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EntityRecord:
    """An entity of one source; `id` is unique within the source only."""

    source: str
    id: str
    type: str
    kind: str
    name: str
    aliases: tuple[str, ...]
    code: str
    number: str


@dataclass(frozen=True, slots=True)
class MentionRecord:
    """One naming of an entity in a document; offsets count from the start of the source's text."""

    document: str
    source: str
    entity: str
    surface: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """One relation that a document states; `date` is the statement's own or else its document's."""

    document: str
    source: str
    head: str
    type: str
    tail: str
    sentence: str
    start: int
    end: int
    stated: bool
    confidence: float
    rule: str
    role: str
    status: str
    date: str


class Ledger:
    """See the module. Every method that touches the file may raise `StoreError` when it is damaged."""

    def __init__(self, folder: StoreFolder, writable: bool) -> None:
        """Over a store folder; `create` and `open` make one."""
        self._folder = folder
        self._closing = contextlib.ExitStack()
        if writable:
            self._closing.enter_context(folder.lock())
        try:
            self._connection = self._connect(writable)
        except BaseException:
            self._closing.close()
            raise

    @classmethod
    def create(cls, path: Path) -> Self:
        """Open the ledger of the store folder `path` to write, making folder and ledger where there are none.

        The store's lock is held until `close`.

        Raises:
            StoreError: the folder is not ours.
            StoreBusyError: another process writes to it.
            PermissionDeniedError, DiskFullError: the system will not let us write.
        """
        return cls(StoreFolder.create(path), writable=True)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the ledger of the store folder `path` to read.

        Raises:
            StoreError: there is no store, or it is not ours.
        """
        return cls(StoreFolder.open(path), writable=False)

    @property
    def folder(self) -> StoreFolder:
        """The store folder that it lies in."""
        return self._folder

    def __enter__(self) -> Self:
        """The ledger itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the file and give the lock back."""
        self._connection.close()
        self._closing.close()

    def is_current(self, source: str, content_hash: str, pipeline: str) -> bool:
        """Whether `source` is recorded with this content, read by this version of the pipeline."""
        with self._translated():
            row = self._connection.execute(
                "SELECT 1 FROM source WHERE path = ? AND hash = ? AND pipeline = ?",
                (_storable(source), content_hash, pipeline),
            ).fetchone()
        return row is not None

    def record(self, extraction: Extraction, content_hash: str) -> None:
        """Record all that was read from one file, in place of what was known of it, in one transaction.

        Args:
            extraction: what the extractors read.
            content_hash: hash of the file's bytes.

        Raises:
            ValueError: the extraction does not hold together (an unknown type or entity, ends that the
                ontology does not allow, a span outside the text).
            DiskFullError, PermissionDeniedError, StoreError: the file cannot be written.
        """
        _check(extraction)
        source = _storable(extraction.source)
        articles = _articles(extraction)
        with self._transaction() as connection:
            connection.execute("DELETE FROM source WHERE path = ?", (source,))
            connection.execute(
                "INSERT INTO source VALUES (?, ?, ?, ?, ?)",
                (source, _storable(extraction.document), content_hash, extraction.pipeline, extraction.text),
            )
            for table, rows in (
                ("occurrence", _occurrence_rows(source, extraction, articles)),
                ("entity", _entity_rows(source, extraction)),
                ("mention", _mention_rows(source, extraction, articles)),
                ("statement", _statement_rows(source, extraction, articles)),
            ):
                if rows:
                    marks = ", ".join("?" * len(rows[0]))
                    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 (constants only)

    def retract(self, sources: Iterable[str]) -> int:
        """Take `sources` out with all their claims, in one transaction.

        Returns:
            How many of them were recorded.
        """
        with self._transaction() as connection:
            return sum(
                connection.execute("DELETE FROM source WHERE path = ?", (_storable(source),)).rowcount
                for source in sources
            )

    def sources(self) -> set[str]:
        """The paths of all recorded files, as they were given."""
        with self._translated():
            return {path for (path,) in self._connection.execute("SELECT path FROM source")}

    def documents(self) -> Iterator[DocumentRecord]:
        """All documents by id, each once."""
        for row in self._rows("SELECT id, title, date, source, start, stop FROM document ORDER BY id"):
            yield DocumentRecord(*row)

    def entities(self) -> Iterator[EntityRecord]:
        """The entities of all sources, by source and id; also such as no chosen document mentions."""
        for source, id_, type_, kind, name, aliases, code, number in self._rows(
            "SELECT source, id, type, kind, name, aliases, code, number FROM entity ORDER BY source, id"
        ):
            yield EntityRecord(source, id_, type_, kind, name, tuple(json.loads(aliases)), code, number)

    def mentions(self) -> Iterator[MentionRecord]:
        """The mentions of all documents, by document and place."""
        for row in self._rows(
            "SELECT d.id, d.source, m.entity, m.surface, m.start, m.stop, m.confidence FROM document d "
            "JOIN mention m ON m.source = d.source AND m.place = d.place ORDER BY d.id, m.start, m.stop, m.entity"
        ):
            yield MentionRecord(*row)

    def statements(self) -> Iterator[StatementRecord]:
        """The statements of all documents, by document and place."""
        for row in self._rows(
            "SELECT d.id, d.source, s.head, s.type, s.tail, s.sentence, s.start, s.stop, s.stated, s.confidence, "
            "s.rule, s.role, s.status, CASE s.date WHEN '' THEN d.date ELSE s.date END FROM document d "
            "JOIN statement s ON s.source = d.source AND s.place = d.place "
            "ORDER BY d.id, s.start, s.stop, s.head, s.type, s.tail, s.rule"
        ):
            document, source, head, type_, tail, sentence, start, end, stated, *rest = row
            yield StatementRecord(document, source, head, type_, tail, sentence, start, end, bool(stated), *rest)

    def document_text(self, document: str) -> str:
        """The text of a document, as it stands in its source.

        Raises:
            KeyError: there is no such document.
        """
        with self._translated():
            row = self._connection.execute(
                "SELECT s.text, d.start, d.stop FROM document d JOIN source s ON s.path = d.source WHERE d.id = ?",
                (document,),
            ).fetchone()
        if row is None:
            raise KeyError(document)
        text, start, end = row
        return str(text)[start:end]

    def counts(self) -> dict[str, int]:
        """How many sources, documents, mentions and statements there are (repeated articles count once)."""
        with self._translated():
            chosen = "JOIN document d ON d.source = t.source AND d.place = t.place"
            return {
                name: int(self._connection.execute(query).fetchone()[0])
                for name, query in (
                    ("sources", "SELECT count(*) FROM source"),
                    ("documents", "SELECT count(*) FROM document"),
                    ("mentions", f"SELECT count(*) FROM mention t {chosen}"),  # noqa: S608 (constants only)
                    ("statements", f"SELECT count(*) FROM statement t {chosen}"),  # noqa: S608
                )
            }

    def _connect(self, writable: bool) -> sqlite3.Connection:
        file = self._folder.path / LEDGER_FILE
        if not writable and not file.exists():
            raise StoreError(f"{self._folder.path}: nothing has been built here yet; run: innograph build TEXTS")
        with self._translated():
            connection = sqlite3.connect(
                f"{file.resolve().as_uri()}?mode={'rwc' if writable else 'ro'}",
                uri=True,
                timeout=30,
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                # A rollback journal, not WAL: a finished ledger is one file, readable from a read-only folder.
                if writable:
                    connection.execute("PRAGMA journal_mode = TRUNCATE")
                    connection.execute("PRAGMA synchronous = FULL")
                    connection.execute("PRAGMA foreign_keys = ON")
                    _lay_out(connection, file)
                version = connection.execute("PRAGMA user_version").fetchone()[0]
            except BaseException:
                connection.close()
                raise
        if version != LEDGER_VERSION:
            connection.close()
            raise StoreError(f"{file}: is of version {version}, not {LEDGER_VERSION}; build again in a new folder.")
        return connection

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        with self._translated():
            yield from self._connection.execute(query)

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        file = self._folder.path / LEDGER_FILE
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code == sqlite3.SQLITE_FULL:
                raise disk_full(file) from error
            if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
                raise PermissionDeniedError(f"{file}: may not be written; choose another --store.") from error
            raise StoreError(f"{file}: {error}; if this stays so, build again in a new folder.") from error


def document_id(text: str) -> str:
    """The id of an article: `document:` and the start of the hash of its text, white space aside."""
    digest = hashlib.sha256(squeezed(text).encode("utf-8", "backslashreplace")).hexdigest()
    return f"document:{digest[:DOCUMENT_HASH_DIGITS]}"


def _lay_out(connection: sqlite3.Connection, file: Path) -> None:
    if connection.execute("PRAGMA user_version").fetchone()[0]:
        return
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise StoreError(f"{file}: is not a ledger of innograph; name another folder with --store.")
    connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {LEDGER_VERSION}; COMMIT;")


def _articles(extraction: Extraction) -> tuple[Article, ...]:
    return extraction.articles or (Article(0, len(extraction.text)),)


def _occurrence_rows(source: str, extraction: Extraction, articles: Sequence[Article]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for place, article in enumerate(articles):
        document = document_id(extraction.text[article.start : article.end])
        rows.append((source, place, document, article.start, article.end, readable(article.title), article.date))
    return rows


def _entity_rows(source: str, extraction: Extraction) -> list[tuple[Any, ...]]:
    return [
        (source, e.id, e.type, e.kind, e.name, json.dumps(e.aliases, ensure_ascii=False), e.code, e.number)
        for e in extraction.entities
    ]


def _mention_rows(source: str, extraction: Extraction, articles: Sequence[Article]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for m in extraction.mentions:
        surface = readable(extraction.text[m.start : m.end])
        where = (source, _place(articles, m.start), m.start, m.end)
        rows.append((*where, m.type, m.entity, surface, m.confidence, " ".join(m.recognisers)))
    return rows


def _statement_rows(source: str, extraction: Extraction, articles: Sequence[Article]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for s in extraction.statements:
        sentence = readable(extraction.text[s.start : s.end])
        where = (source, _place(articles, s.start), s.start, s.end)
        rows.append(
            (*where, s.head, s.type, s.tail, sentence, s.stated, s.confidence, s.rule, s.role, s.status, s.date)
        )
    return rows


def _place(articles: Sequence[Article], offset: int) -> int:
    """The number of the article that holds `offset`; articles tile the text in order."""
    return max(0, bisect.bisect_right(articles, offset, key=lambda article: article.start) - 1)


def _storable(text: str) -> str:
    """`text` without lone surrogates, which file names that are not UTF-8 bring along."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _check(extraction: Extraction) -> None:
    """Raise ValueError where the extraction breaks its contract: the ledger is the last place to notice."""
    types = {entity.id: entity.type for entity in extraction.entities}
    where = f"extraction of {extraction.source}"
    for entity in extraction.entities:
        if entity.type not in ontology().entity_types:
            raise ValueError(f"{where}: entity {entity.id} is of the unknown type {entity.type}")
    spans: tuple[Mention | Statement, ...] = (*extraction.mentions, *extraction.statements)
    for item in spans:
        if not 0 <= item.start <= item.end <= len(extraction.text):
            raise ValueError(f"{where}: the span {item.start}–{item.end} of {item} is outside its text")
    for mention in extraction.mentions:
        if types.get(mention.entity) != mention.type:
            raise ValueError(f"{where}: {mention} is of another type than its entity")
    for statement in extraction.statements:
        relation = ontology().relation_types.get(statement.type)
        if relation is None or not relation.allows(types.get(statement.head, ""), types.get(statement.tail, "")):
            raise ValueError(f"{where}: the ontology does not allow {statement}")
