"""`make demo`, but for the installation: what was built, the rows of a query, the path of the drawing."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.conftest import COMMAND, HOUSE, environment

pytestmark = pytest.mark.skipif(os.name != "posix" or not shutil.which("make"), reason="needs make")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder that looks to make like an environment with innograph installed."""
    binaries = tmp_path / "venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").symlink_to(sys.executable)
    script = binaries / "innograph"
    script.write_text(f'#!/bin/sh\nexec {shlex.join(COMMAND)} "$@"\n')
    script.chmod(0o755)
    (tmp_path / "venv" / "installed").touch()
    return tmp_path / "venv"


def _demo(installed: Path) -> str:
    place = installed.parent
    variables = (f"VENV={installed}", f"STORE={place / 'demo.kg'}", f"DRAWING={place / 'graph.html'}")
    outcome = subprocess.run(
        ["make", "demo", *variables],
        cwd=HOUSE,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert outcome.returncode == 0, outcome.stdout
    return outcome.stdout


def test_the_demo_builds_answers_and_draws_and_a_second_run_skips_what_is_unchanged(installed: Path) -> None:
    first = _demo(installed)
    for word in ("documents", "mentions", "entities", "机构", "edges", "合作"):
        assert word in first
    assert "investor" in first
    assert "青筠碳材" in first
    drawing = installed.parent / "graph.html"
    assert str(drawing) in first
    assert "青筠碳材料股份有限公司" in drawing.read_text(encoding="utf-8")
    assert "unchanged files were skipped" not in first
    assert "10 unchanged files were skipped, 0 were read." in _demo(installed)


def test_an_old_python_is_told_what_to_do(tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    outcome = subprocess.run(
        ["make", "demo", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}"], cwd=HOUSE, capture_output=True, text=True
    )
    assert outcome.returncode != 0
    assert "innograph needs Python 3.11 or newer" in outcome.stdout
    assert not (tmp_path / "venv").exists()
