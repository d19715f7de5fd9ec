"""`innograph export`: every format from the command line."""

from pathlib import Path

import pytest

from graph.export import FORMATS
from tests.innograph.conftest import Run, one_line


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_is_written(run: Run, small_store: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / f"graph{FORMATS[name].suffix}"
    arguments = () if FORMATS[name].suffix else ("--format", name)
    outcome = run("export", "-o", target, *arguments, "--store", small_store)
    assert outcome.exit_code == 0, outcome.output
    files = [Path(line) for line in outcome.stdout.splitlines()]
    assert files
    assert all(file.stat().st_size for file in files)


def test_what_no_document_states_can_be_left_out(run: Run, small_store: Path, tmp_path: Path) -> None:
    for name, options in (("all.graphml", ()), ("stated.graphml", ("--stated",))):
        assert run("export", "-o", tmp_path / name, *options, "--store", small_store).exit_code == 0
    assert (tmp_path / "stated.graphml").stat().st_size < (tmp_path / "all.graphml").stat().st_size


def test_unknown_formats_are_told_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    assert "--format" in one_line(run("export", "-o", tmp_path / "x.doc", "--store", tmp_path / "none"), 7)
    assert "gexf" in one_line(run("export", "-o", tmp_path / "x", "-f", "gxf", "--store", tmp_path / "none"), 7)
