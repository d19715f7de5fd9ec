"""The folder of a store: whose it is, who may write in it, and which graph file is the current one.

A store folder holds `store.json` (this module's), `ledger.sqlite` (`graph.ledger`), one `graph-N.lbug`
(`graph.embedded`) and `lock`. `store.json` names the current graph file and is replaced in one step:
whoever reads it sees the old graph or the new one, whole. A folder that holds anything else is not
ours and is never touched.
"""

import contextlib
import errno
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from schema.errors import DiskFullError, InnographError, PermissionDeniedError, StoreBusyError, StoreError

FORMAT = "innograph store"
FORMAT_VERSION = 1
STATE_FILE = "store.json"
LEDGER_FILE = "ledger.sqlite"
LOCK_FILE = "lock"
_NEW_STATE_FILE = "store.json.new"


@dataclass(frozen=True, slots=True)
class StoreState:
    """What `store.json` says.

    Attributes:
        graph: name of the current graph file in the folder, or the empty string before the first build.
        fingerprint: `Graph.fingerprint` of what it holds, or the empty string.
        counts: rows by node and edge type.
    """

    graph: str = ""
    fingerprint: str = ""
    counts: dict[str, int] = field(default_factory=dict)


class StoreFolder:
    """A folder known to be a store of ours. Made by `open` (must exist) or `create` (may be new)."""

    def __init__(self, path: Path) -> None:
        """Over a folder that is known to be ours."""
        self.path = path
        self._lock = FileLock(path / LOCK_FILE, timeout=0, is_singleton=True)

    @classmethod
    def open(cls, path: Path) -> "StoreFolder":
        """The store at `path`, to read.

        Raises:
            StoreError: there is none, or what is there is not ours or of another version.
        """
        if not path.exists():
            raise StoreError(f"{path}: there is no store here; make one with: innograph build TEXTS --store {path}")
        folder = cls(path)
        folder.state()
        return folder

    @classmethod
    def create(cls, path: Path) -> "StoreFolder":
        """The store at `path`, to write; an empty or missing folder becomes one.

        Raises:
            StoreError: what is there is not ours; it is left as it is.
            StoreBusyError: another process writes to it.
            PermissionDeniedError, DiskFullError: the folder cannot be made.
        """
        _refuse_foreign(path)
        with translated_os_errors(path):
            path.mkdir(parents=True, exist_ok=True)
            folder = cls(path)
            with folder.lock():
                if (path / STATE_FILE).exists():
                    folder.state()
                else:
                    folder.publish(StoreState())
        return folder

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to write; the same thread may hold it several times over.

        The system takes it back when the process dies, however it dies.

        Raises:
            StoreBusyError: another process (or thread) holds it.
        """
        with translated_os_errors(self.path):
            try:
                self._lock.acquire()
            except Timeout:
                raise StoreBusyError(
                    f"{self.path}: another build is writing to this store; wait until it has ended and try again."
                ) from None
        try:
            yield
        finally:
            self._lock.release()

    def state(self) -> StoreState:
        """Read `store.json`.

        Raises:
            StoreError: it is missing, damaged, not ours or of a newer version.
        """
        file = self.path / STATE_FILE
        try:
            record = json.loads(file.read_text(encoding="utf-8"))
            if record["format"] != FORMAT:
                raise ValueError(record["format"])
            version = int(record["version"])
            state = StoreState(str(record["graph"]), str(record["fingerprint"]), dict(record["counts"]))
        except PermissionError as error:
            raise PermissionDeniedError(f"{file}: may not be read; ask its owner for access.") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{self.path}: is not a store of innograph; name another folder with --store.") from error
        if version != FORMAT_VERSION:
            raise StoreError(
                f"{self.path}: was written by another version of innograph (format {version}, not {FORMAT_VERSION}); "
                "build it again in a new folder."
            )
        return state

    def publish(self, state: StoreState) -> None:
        """Make `state` what readers see from now on, in one step that a crash cannot split."""
        record = {"format": FORMAT, "version": FORMAT_VERSION, **asdict(state)}
        new = self.path / _NEW_STATE_FILE
        with translated_os_errors(self.path):
            with new.open("w", encoding="utf-8") as file:
                json.dump(record, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.path / STATE_FILE)
            sync_directory(self.path)


@contextlib.contextmanager
def translated_os_errors(path: Path) -> Iterator[None]:
    """Turn errors of the file system under `path` into ours.

    Raises:
        DiskFullError, PermissionDeniedError, StoreError: by what the system said.
    """
    try:
        yield
    except InnographError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise disk_full(path) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise PermissionDeniedError(f"{path}: may not be written ({reason}); choose another place.") from error
        raise StoreError(f"{path}: cannot be used ({reason}); choose another place.") from error


def disk_full(path: Path) -> DiskFullError:
    """The error to raise where there is no space left at `path`."""
    return DiskFullError(f"{path}: no space left to write; free some and run again, nothing is lost.")


def sync_directory(path: Path) -> None:
    """Force the names in a directory to disk, where the system has a way to."""
    if os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_foreign(path: Path) -> None:
    if not path.exists():
        return
    if not path.is_dir():
        raise StoreError(f"{path}: is a file, not a store; name a folder with --store.")
    with translated_os_errors(path):
        names = {entry.name for entry in path.iterdir()}
    # A build that died in its first moments leaves no more than these.
    if STATE_FILE not in names and not names <= {LOCK_FILE, _NEW_STATE_FILE}:
        raise StoreError(
            f"{path}: holds other files, so it is no store of innograph; name another folder with --store."
        )
    if STATE_FILE in names:
        StoreFolder(path).state()
