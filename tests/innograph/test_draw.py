"""`innograph draw`: what is drawn; the page itself is tested with `graph.drawing` and in a browser."""

from pathlib import Path

from tests.innograph.conftest import Run


def test_derived_relations_are_left_out_on_demand(run: Run, small_store: Path, tmp_path: Path) -> None:
    everything = run("draw", "--store", small_store, "--output", tmp_path / "all.html").stdout
    stated = run("draw", "--stated", "--store", small_store, "--output", tmp_path / "stated.html").stdout
    relations = [int(line.split(" relations")[0].split()[-1]) for line in (everything, stated)]
    assert relations[0] > relations[1] > 0
    assert '"stated":false' in (tmp_path / "all.html").read_text(encoding="utf-8")
    assert '"stated":false' not in (tmp_path / "stated.html").read_text(encoding="utf-8")
