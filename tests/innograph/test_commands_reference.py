"""The generated pages of docs/ say what the program says."""

import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from innograph.command_line import app
from tests.innograph.conftest import Run

DOCS = Path(__file__).parent.parent.parent / "docs"
VERBS = sorted(typer.main.get_group(app).commands)


@pytest.mark.parametrize("script", ["generate_commands.py", "generate_relations.py"])
def test_the_reference_is_up_to_date(script: str) -> None:
    outcome = subprocess.run([sys.executable, DOCS / script, "--check"], cwd=DOCS.parent)
    assert outcome.returncode == 0, f"run: python docs/{script}"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_with_an_example(run: Run, verb: str) -> None:
    text = run(verb, "--help").stdout
    assert "Example" in text
    assert f"innograph {verb}" in text
