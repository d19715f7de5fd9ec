"""The command line as tests of its verbs run it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from innograph.command_line import app

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
NEWS = EXAMPLES / "texts" / "09-financing.txt"
PROFILE = EXAMPLES / "texts" / "05-scientist-profile.txt"

# Said in the plainest way: the verbs are tested here, not what the extractors can do.
PLAIN = (
    "绵阳青岭材料股份有限公司（以下简称“青岭材料”）位于绵阳高新区。\n"
    "绵阳高新区位于绵阳市。\n"
    "王志远任绵阳青岭材料股份有限公司董事长。\n"
    "四川大学与绵阳青岭材料股份有限公司签署战略合作协议。\n"
    "绵阳市人民政府印发《绵阳市新材料产业发展规划》。\n"
)

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `innograph` with arguments and gives its exit code and what it wrote."""
    for variable in ("INNOGRAPH_STORE", "INNOGRAPH_LANG", "COLUMNS"):
        monkeypatch.delenv(variable, raising=False)
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the plain text, for verbs that only read."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "plain.txt").write_text(PLAIN, encoding="utf-8")
    outcome = CliRunner().invoke(app, ["build", str(folder / "plain.txt"), "--store", str(folder / "store.kg")])
    assert outcome.exit_code == 0, outcome.output
    return folder / "store.kg"


def rows_of(outcome: Result) -> list[dict[str, Any]]:
    """The rows that a verb wrote as JSON."""
    assert outcome.exit_code == 0, outcome.stderr
    rows = json.loads(outcome.stdout)
    assert isinstance(rows, list)
    return rows


def one_line(outcome: Result, code: int) -> str:
    """The one line on standard error that a failing verb wrote."""
    assert outcome.exit_code == code, (outcome.exit_code, outcome.output)
    lines = outcome.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("innograph: ")
    return lines[0]
