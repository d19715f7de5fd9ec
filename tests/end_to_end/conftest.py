"""The installed command in processes of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent.parent
TEXTS = HOUSE / "examples" / "texts"
COMMAND = [sys.executable, "-c", "from innograph.command_line import main; main()"]

Innograph = Callable[..., "subprocess.CompletedProcess[str]"]


def environment() -> dict[str, str]:
    """The environment of a child: this checkout first, and nothing of the user's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INNOGRAPH_")}
    return kept | {"PYTHONPATH": str(HOUSE)}


@pytest.fixture
def innograph(tmp_path: Path) -> Innograph:
    """Runs `innograph` with arguments in a process of its own, in an empty folder."""

    def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*COMMAND, *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=environment(),
            timeout=300,
        )

    return run


@pytest.fixture(scope="session")
def example_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of all example texts."""
    store = tmp_path_factory.mktemp("examples") / "store.kg"
    command = [*COMMAND, "build", str(TEXTS), "--store", str(store)]
    subprocess.run(command, check=True, capture_output=True, env=environment(), timeout=300)
    return store
