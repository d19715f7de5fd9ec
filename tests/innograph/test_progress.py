import sys

import pytest

from innograph import progress
from innograph.progress import Meter


def test_quick_work_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with Meter("reading texts", 10, "bytes") as meter:
        meter.advance(10)
    assert capsys.readouterr().err == ""


def test_long_work_tells_rate_and_time_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LINE_EVERY", 0.0)
    with Meter("reading texts", 1000, "bytes") as meter:
        meter.advance(250)
    line = capsys.readouterr().err
    assert line.startswith("reading texts: 250 of 1,000 bytes, ")
    assert "a second" in line
    assert line.endswith("s left\n")


def test_a_terminal_gets_a_bar_after_the_first_moment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "FIRST_SHOWN_AFTER", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with Meter("reading texts", 1000, "bytes") as meter:
        meter.advance(250)
    shown = capsys.readouterr().err
    assert "reading texts" in shown
    assert "bytes/s" in shown
