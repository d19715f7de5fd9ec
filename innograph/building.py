"""From files to a graph: read what is new, record it in the ledger, resolve, and put the graph in its store."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from extractors.pipeline import PIPELINE_VERSION
from extractors.source import SourceText
from graph.ledger import Ledger
from graph.resolution import resolve
from graph.store import is_server, open_store
from innograph.extracting import Reading, read_all
from innograph.progress import Meter
from schema import Extraction, ontology

DEFAULT_LEDGER = Path("innograph.kg")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did, and what the graph holds now.

    Attributes:
        reading: what came of the files of this run.
        removed: how many files recorded earlier were gone, and taken out of the graph.
        ledger: how many documents, mentions and statements there are now.
        graph: rows by entity type and relation type.
    """

    reading: Reading
    removed: int
    ledger: dict[str, int] = field(default_factory=dict)
    graph: dict[str, int] = field(default_factory=dict)

    def rows(self, language: str = "en") -> Iterator[dict[str, str | int]]:
        """The summary as rows `what`, `type`, `count`; types bear their labels in `language`."""
        yield _row("files read", self.reading.read)
        yield _row("files unchanged", self.reading.unchanged)
        yield _row("files skipped", len(self.reading.failures))
        yield _row("files removed", self.removed)
        for name in ("documents", "mentions", "statements"):
            yield _row(name, self.ledger[name])
        known = ontology()
        for what, types in (("entities", known.entity_types), ("edges", known.relation_types)):
            yield _row(what, sum(self.graph.get(name, 0) for name in types))
            for name, definition in types.items():
                yield _row(what, self.graph.get(name, 0), definition.labels[language])


def build(
    paths: Iterable[Path],
    store: str,
    processes: int | None = None,
    debug: bool = False,
    ledger_folder: Path = DEFAULT_LEDGER,
    share: bool = False,
) -> Summary:
    """Read texts into the graph at `store`, which is made where there is none.

    Files that are recorded with the same content and the same pipeline are not read again. Files that stood
    in one of the given folders at an earlier build and are gone now are taken out of the graph.

    Args:
        paths: files, and folders to search for texts.
        store: where the graph lives: a folder, or the URL of a Neo4j server.
        processes, debug: as for `innograph.extracting.read_all`.
        ledger_folder: where the ledger is kept when the store is a server; that of a folder lies in it.
        share: whether a server's database may hold data of others.

    Raises:
        InputNotFoundError: a path is missing, or a folder holds no text.
        StoreError, StoreBusyError: the store is not ours, or another build writes to it.
        InnographError: no file could be read at all. The store is then as it was.
    """
    paths = list(paths)
    ledger_folder = ledger_folder if is_server(store) else Path(store)
    if is_server(store):  # What is wrong with the server is better told before hours of reading.
        open_store(store, create=True, share=share).close()
    hashes: dict[str, str] = {}
    with ExitStack() as stack:
        ledger: Ledger | None = None

        def is_recorded(source: SourceText) -> bool:
            nonlocal ledger
            if ledger is None:  # Not before there is something to record: bad input makes no store.
                ledger = stack.enter_context(Ledger.create(ledger_folder))
            content_hash = hashlib.sha256(source.path.read_bytes()).hexdigest()
            hashes[str(source.path)] = content_hash
            return ledger.is_current(str(source.path), content_hash, PIPELINE_VERSION)

        def record(extraction: Extraction) -> None:
            assert ledger is not None
            ledger.record(extraction, hashes.pop(extraction.source))

        reading = read_all(paths, record, processes, is_recorded, debug)
        assert ledger is not None
        removed = ledger.retract(_gone(ledger.sources(), paths))
        graph = resolve(ledger)
        with (
            open_store(store, create=True, share=share) as target,
            Meter("writing the graph", len(graph.edges), "rows") as meter,
        ):
            target.replace(graph, meter.show)
            return Summary(reading, removed, ledger.counts(), target.counts())


def _gone(sources: Iterable[str], paths: Iterable[Path]) -> list[str]:
    """The recorded sources that stood under one of `paths` and no longer exist."""
    roots = [path.absolute() for path in paths]
    return [
        source
        for source in sources
        if not Path(source).exists() and any(Path(source).absolute().is_relative_to(root) for root in roots)
    ]


def _row(what: str, count: int, kind: str = "") -> dict[str, str | int]:
    return {"what": what, "type": kind, "count": count}
