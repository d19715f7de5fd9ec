"""Judgements: what a person has decided about identity, which every build obeys.

    judgements = Judgements(folder)
    judgements.add([Judgement("same", "institution:甲", "institution:乙", author="李", reason="同一法人")], known_ids)
    judgements.undo(3, author="李")

They lie beside the ledger in `judgements.jsonl`, a line each; one that is undone stays on record, marked so.
The model is nomenklatura's (https://github.com/opensanctions/nomenklatura).
"""

import json
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from graph.clustering import Groups
from graph.folder import StoreFolder, sync_directory, translated_os_errors
from schema import ontology
from schema.errors import JudgementError

JUDGEMENTS_FILE = "judgements.jsonl"
DECISIONS = ("same", "different", "unsure", "rename", "retype")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision.

    Attributes:
        decision: `same` or `different` (of two ids), `unsure` (seen, and left open), `rename`, `retype`.
        one: the id of an entity.
        other: the other id; of `rename` the new name, of `retype` the new entity type.
        author: who decided.
        time: when (ISO, UTC).
        reason: why, in the author's words.
        number: its place on record, from 1; 0 before it is added.
        undone: by whom it was undone, or empty.
    """

    decision: str
    one: str
    other: str
    author: str = ""
    time: str = ""
    reason: str = ""
    number: int = 0
    undone: str = ""


class Judgements:
    """The judgements of a store folder."""

    def __init__(self, folder: StoreFolder) -> None:
        """Read them; none where there is no file yet.

        Raises:
            JudgementError: the file is damaged.
        """
        self._folder = folder
        self._file = folder.path / JUDGEMENTS_FILE
        self._all = _read(self._file)

    def all(self) -> tuple[Judgement, ...]:
        """Every judgement on record, undone ones too."""
        return tuple(self._all)

    def active(self) -> tuple[Judgement, ...]:
        """Those in force."""
        return tuple(judgement for judgement in self._all if not judgement.undone)

    def pairs(self, decision: str) -> set[tuple[str, str]]:
        """The pairs of ids that are decided so, the smaller id first."""
        return {
            (min(item.one, item.other), max(item.one, item.other))
            for item in self.active()
            if item.decision == decision
        }

    def values(self, decision: str) -> dict[str, str]:
        """For `rename` and `retype`: id → new name or type; the latest counts."""
        return {item.one: item.other for item in self.active() if item.decision == decision}

    def add(self, judgements: Sequence[Judgement], known: Collection[str]) -> tuple[Judgement, ...]:
        """Put judgements on record, all or none.

        Args:
            judgements: without number; a missing time becomes now.
            known: all ids that there are.

        Returns:
            Them with their numbers.

        Raises:
            JudgementError: one names an unknown id, decision or type, or they contradict each other or those in force.
            StoreBusyError, DiskFullError, PermissionDeniedError: they cannot be written.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        added = [
            replace(item, number=len(self._all) + place, time=item.time or now)
            for place, item in enumerate(judgements, 1)
        ]
        for item in added:
            check(item, known)
        complaints = contradictions([*self.active(), *added])
        if complaints:
            raise JudgementError(f"{complaints[0]}; undo one of them first: innograph review --undo NUMBER")
        self._write([*self._all, *added])
        return tuple(added)

    def undo(self, number: int, author: str) -> Judgement:
        """Take a judgement out of force.

        Raises:
            JudgementError: there is none of that number, or it is undone already.
        """
        if not 1 <= number <= len(self._all):
            raise JudgementError(f"judgement {number}: there is none; list them with: innograph review --list")
        if self._all[number - 1].undone:
            raise JudgementError(f"judgement {number}: is undone already; list them with: innograph review --list")
        changed = list(self._all)
        changed[number - 1] = replace(changed[number - 1], undone=author or "unknown")
        self._write(changed)
        return changed[number - 1]

    def _write(self, judgements: list[Judgement]) -> None:
        new = self._file.with_suffix(".jsonl.new")
        with self._folder.lock(), translated_os_errors(self._file):
            with new.open("w", encoding="utf-8") as file:
                for item in judgements:
                    file.write(json.dumps(asdict(item), ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._file)
            sync_directory(self._folder.path)
        self._all = judgements


def check(judgement: Judgement, known: Collection[str]) -> None:
    """Make sure that a judgement can be obeyed.

    Raises:
        JudgementError: it cannot.
    """
    if judgement.decision not in DECISIONS:
        raise JudgementError(f"{judgement.decision!r} is no decision; use one of {', '.join(DECISIONS)}.")
    paired = judgement.decision in ("same", "different", "unsure")
    for identity in (judgement.one, judgement.other) if paired else (judgement.one,):
        if identity not in known:
            raise JudgementError(f"{identity!r} is no id of this store; look it up with: innograph show NAME")
    if paired and judgement.one == judgement.other:
        raise JudgementError(f"{judgement.one!r} is named on both sides; name two entities.")
    if judgement.decision == "same" and _type(judgement.one) != _type(judgement.other):
        raise JudgementError(f"{judgement.one} and {judgement.other} are of different types; retype one of them first.")
    if judgement.decision == "rename" and not judgement.other.strip():
        raise JudgementError(f"{judgement.one}: the new name is empty; give one.")
    if judgement.decision == "retype" and judgement.other not in ontology().entity_types:
        types = ", ".join(ontology().entity_types)
        raise JudgementError(f"{judgement.one}: {judgement.other!r} is no entity type; use one of {types}.")


def contradictions(judgements: Iterable[Judgement]) -> list[str]:
    """Pairs that are judged different and yet follow to be the same (A = B, B = C, A ≠ C), each in one sentence."""
    judgements = list(judgements)
    groups: Groups[str] = Groups()
    for item in judgements:
        if item.decision == "same":
            groups.join(item.one, item.other)
    found = []
    for item in judgements:
        if item.decision != "different":
            continue
        groups.add(item.one)
        groups.add(item.other)
        if groups.root(item.one) == groups.root(item.other):
            chain = [
                f"{same.one} = {same.other} (judgement {same.number})"
                for same in judgements
                if same.decision == "same" and groups.root(same.one) == groups.root(item.one)
            ]
            found.append(f"contradiction: {item.one} ≠ {item.other} (judgement {item.number}), but {', '.join(chain)}")
    return found


def _type(identity: str) -> str:
    return identity.partition(":")[0]


def _read(file: Path) -> list[Judgement]:
    if not file.exists():
        return []
    with translated_os_errors(file):
        lines = file.read_text(encoding="utf-8").splitlines()
    try:
        return [Judgement(**json.loads(line)) for line in lines]
    except (ValueError, TypeError) as error:
        raise JudgementError(f"{file}: is damaged ({error}); restore it from a copy, or remove it.") from error
