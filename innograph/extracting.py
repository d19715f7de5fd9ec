"""Extraction of many files, on several processes, in the order of the input.

Each process loads the pipeline once. A file that cannot be read, and one on which the pipeline fails,
becomes a `Failure` and the work goes on.
"""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TypeGuard

from extractors.pipeline import Extractor
from extractors.source import SourceText, find_sources, read_source
from innograph.progress import Meter
from schema import Extraction, InnographError
from schema.errors import InputUnreadableError, PartialResultError

# Loading the pipeline costs a process about as much as reading this many bytes of text.
BYTES_WORTH_A_PROCESS = 200_000

# The network reads the windows of several short files at once: enough for speed, few enough to keep memory flat
# and progress smooth.
_CHARACTERS_A_GROUP, _FILES_A_GROUP = 16_000, 64

# Groups under way for each process: enough to keep it busy.
_GROUPS_AHEAD = 2

_extractor: Extractor | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was skipped, and why.

    Attributes:
        path: the file.
        error: what is wrong, in one line for the user.
    """

    path: Path
    error: InnographError


# Files with their texts; with the failure to read them, or with None where no extraction is needed.
_Group = list[tuple[Path, "SourceText | Failure | None"]]


@dataclass(slots=True)
class Reading:
    """What came of a run over many files.

    Attributes:
        read, unchanged: how many files were extracted, and how many needed no extraction.
        characters: how many characters were extracted.
        failures: the files that were skipped.
    """

    read: int = 0
    unchanged: int = 0
    characters: int = 0
    failures: list[Failure] = field(default_factory=list)

    def raise_if_all_failed(self) -> None:
        """Raise what went wrong if no file at all could be used.

        Raises:
            InnographError: the error of the only file, or one for all of them.
        """
        if not self.failures or self.read or self.unchanged:
            return
        if len(self.failures) == 1:
            raise self.failures[0].error
        self._report()
        raise InputUnreadableError(f"none of the {len(self.failures)} files could be read; see the lines above.")

    def raise_if_some_failed(self) -> None:
        """Report the skipped files on standard error and raise if there are any.

        Raises:
            PartialResultError: some files were skipped.
        """
        if self.failures:
            self._report()
            total = len(self.failures) + self.read + self.unchanged
            raise PartialResultError(
                f"{len(self.failures)} of {total} files were skipped; the others are done. Mend or remove them."
            )

    def _report(self) -> None:
        for failure in self.failures:
            sys.stderr.write(f"innograph: skipped {failure.error}\n")


def read_all(
    paths: Iterable[Path],
    use: Callable[[Extraction], object],
    processes: int | None = None,
    unchanged: Callable[[SourceText], bool] = lambda _: False,
    debug: bool = False,
) -> Reading:
    """Extract files and folders of files, showing progress on standard error.

    Args:
        paths: files, and folders to search for texts.
        use: is given each extraction, in the order of the files.
        processes: how many processes work; None leaves it to the amount of text and the cores.
        unchanged, debug: as for `extract_files`.

    Raises:
        InputNotFoundError: a path is missing, or a folder holds no text.
        InnographError: no file could be read at all; nothing was given to `use`.
    """
    files = find_sources(paths)
    sizes = {path: path.stat().st_size for path in files}
    reading = Reading()
    with Meter("reading texts", sum(sizes.values()), "bytes") as meter:
        workers = processes_worth_starting(processes, sizes.values())
        for path, result in extract_files(files, workers, unchanged, debug):
            if isinstance(result, Extraction):
                use(result)
                reading.read += 1
                reading.characters += len(result.text)
            elif result is None:
                reading.unchanged += 1
            else:
                reading.failures.append(result)
            meter.advance(sizes[path])
    reading.raise_if_all_failed()
    return reading


def extract_files(
    paths: Iterable[Path],
    processes: int,
    unchanged: Callable[[SourceText], bool] = lambda _: False,
    debug: bool = False,
) -> Iterator[tuple[Path, Extraction | Failure | None]]:
    """Extract files, in their order whatever the number of processes.

    Args:
        paths: the files.
        processes: how many processes work; with 1 everything happens in this one.
        unchanged: tells whether a text need not be extracted again.
        debug: let an error inside the pipeline through, with its trace, instead of skipping the file.

    Yields:
        Each path with its extraction, with the failure that made it be skipped, or with None where
        `unchanged` said so.

    Raises:
        InnographError: a process died.
    """
    groups = _groups(paths, unchanged)
    if processes <= 1:
        for group in groups:
            yield from _finished(group, _extract([source for _, source in group if _is_text(source)], debug))
        return
    # A fresh interpreter for each process: the parent may hold threads, which a fork would break.
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_start_worker)
    waiting: deque[tuple[_Group, Future[list[Extraction | Failure]]]] = deque()
    try:
        for group in groups:
            waiting.append((group, _submit(pool, [source for _, source in group if _is_text(source)], debug)))
            if len(waiting) > processes * _GROUPS_AHEAD:
                group, future = waiting.popleft()
                yield from _finished(group, future.result())
        while waiting:
            group, future = waiting.popleft()
            yield from _finished(group, future.result())
    except BrokenProcessPool as error:
        raise InnographError(
            "a worker process died (out of memory?); try again with --processes 1 or with smaller files."
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def processes_worth_starting(wanted: int | None, sizes: Iterable[int]) -> int:
    """How many processes pay off.

    Args:
        wanted: what the user asked for; None leaves it to the number of cores, at most two.
        sizes: the files' sizes in bytes.
    """
    sizes = list(sizes)
    if wanted is not None:
        return max(1, min(wanted, len(sizes)))
    return max(1, min(2, os.cpu_count() or 1, len(sizes), sum(sizes) // BYTES_WORTH_A_PROCESS))


def _groups(paths: Iterable[Path], unchanged: Callable[[SourceText], bool]) -> Iterator[_Group]:
    """Read files, as many at a time as make work for the network worth its while."""
    group: _Group = []
    characters = 0
    for path in paths:
        try:
            source: SourceText | Failure | None = read_source(path)
        except InnographError as error:
            source = Failure(path, error)
        if isinstance(source, SourceText):
            if unchanged(source):
                source = None
            else:
                characters += len(source.text)
        group.append((path, source))
        if characters >= _CHARACTERS_A_GROUP or len(group) >= _FILES_A_GROUP:
            yield group
            group, characters = [], 0
    if group:
        yield group


def _is_text(source: SourceText | Failure | None) -> TypeGuard[SourceText]:
    return isinstance(source, SourceText)


def _submit(pool: ProcessPoolExecutor, sources: list[SourceText], debug: bool) -> "Future[list[Extraction | Failure]]":
    """Submit texts; a process that starts for them inherits that interrupts are not its own to handle."""
    if os.name != "posix":
        return pool.submit(_extract, sources, debug)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(_extract, sources, debug)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _start_worker() -> None:
    # An interrupt is the parent's to handle; it cancels what waits and the workers end in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _finished(
    group: _Group, results: Iterable[Extraction | Failure]
) -> Iterator[tuple[Path, Extraction | Failure | None]]:
    """Each path of a group with what came of it, in order."""
    extracted = iter(results)
    for path, source in group:
        yield path, next(extracted) if isinstance(source, SourceText) else source


def _extract(sources: list[SourceText], debug: bool) -> list[Extraction | Failure]:
    """Extract texts together; if that fails, one by one, so that only what is to blame is skipped."""
    global _extractor
    if not sources:
        return []
    if _extractor is None:
        _extractor = Extractor()
    try:
        return [*_extractor.extract_many(sources)]
    except Exception as error:
        if len(sources) > 1:
            return [result for source in sources for result in _extract([source], debug)]
        if isinstance(error, InnographError):
            return [Failure(Path(sources[0].path), error)]
        if debug:
            raise
        reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        message = f"{sources[0].path}: the pipeline failed ({reason}); --debug shows where."
        return [Failure(Path(sources[0].path), InnographError(message))]
