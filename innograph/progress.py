"""Progress of long work, on standard error: how far, how fast, how long still.

On a terminal a bar appears after a second. Elsewhere (a log, a pipe) a line is written every ten
seconds, so that quick work stays silent in both.
"""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

FIRST_SHOWN_AFTER = 1.0
LINE_EVERY = 10.0


class Meter:
    """Counts units of work done and shows them; a context manager."""

    def __init__(self, label: str, total: int, unit: str) -> None:
        """Start the clock.

        Args:
            label: what is being done, e.g. `reading`.
            total: how many units there are.
            unit: what is counted, e.g. `bytes`.
        """
        self.label, self.total, self.unit = label, total, unit
        self.done = 0
        self._started = time.monotonic()
        self._line_at = self._started + LINE_EVERY
        self._bar: Progress | None = None
        self._on_terminal = sys.stderr.isatty()

    def __enter__(self) -> Self:
        """Nothing is shown yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()

    @property
    def rate(self) -> float:
        """Units a second so far."""
        return self.done / max(time.monotonic() - self._started, 1e-9)

    def advance(self, units: int) -> None:
        """Count `units` more as done."""
        self.show(self.done + units, self.total)

    def show(self, done: int, total: int) -> None:
        """Set how much is done of how much."""
        self.done, self.total = done, total
        now = time.monotonic()
        if self._on_terminal:
            self._show_bar(now)
        elif now >= self._line_at:
            self._line_at = now + LINE_EVERY
            left = max(self.total - self.done, 0) / max(self.rate, 1e-9)
            progress = f"{self.done:,} of {self.total:,} {self.unit}, {self.rate:,.0f} a second, {left:.0f} s left"
            sys.stderr.write(f"{self.label}: {progress}\n")

    def _show_bar(self, now: float) -> None:
        if self._bar is None and now - self._started >= FIRST_SHOWN_AFTER:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f}% {task.fields[rate]}"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.add_task(self.label, total=self.total, rate="")
            self._bar.start()
        if self._bar:
            rate = f"{self.rate:,.0f} {self.unit}/s"
            self._bar.update(self._bar.task_ids[0], completed=self.done, total=self.total, rate=rate)
