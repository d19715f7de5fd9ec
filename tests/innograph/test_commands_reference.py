"""docs/commands.md says what the program says."""

import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from innograph.command_line import app
from tests.innograph.conftest import Run

DOCS = Path(__file__).parent.parent.parent / "docs"
VERBS = sorted(typer.main.get_group(app).commands)


def test_the_reference_is_up_to_date() -> None:
    outcome = subprocess.run([sys.executable, DOCS / "generate_commands.py", "--check"], cwd=DOCS.parent)
    assert outcome.returncode == 0, "run: python docs/generate_commands.py"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_with_an_example(run: Run, verb: str) -> None:
    text = run(verb, "--help").stdout
    assert "Example" in text
    assert f"innograph {verb}" in text
