"""The same input gives the same bytes and the same graph, whatever the order and the number of processes."""

import shutil
from pathlib import Path

import pytest

from graph.folder import StoreFolder
from tests.end_to_end.conftest import TEXTS, Innograph


def test_extract_twice_gives_the_same_bytes_on_one_process_and_on_two(innograph: Innograph, tmp_path: Path) -> None:
    for name, processes in (("first", 1), ("second", 1), ("third", 2)):
        assert innograph("extract", TEXTS, "-o", name, "--processes", processes).returncode == 0
    first = (tmp_path / "first").read_bytes()
    assert first
    assert (tmp_path / "second").read_bytes() == first
    assert (tmp_path / "third").read_bytes() == first


@pytest.mark.parametrize("steps", [1, 3])
def test_the_order_of_files_changes_nothing(
    innograph: Innograph, tmp_path: Path, example_store: Path, steps: int
) -> None:
    expected = StoreFolder.open(example_store).state()
    files = sorted(TEXTS.iterdir(), reverse=True)
    for step in range(steps):
        assert innograph("build", *files[step::steps], "--store", "s.kg").returncode == 0
    state = StoreFolder.open(tmp_path / "s.kg").state()
    assert state.counts == expected.counts
    assert state.fingerprint == expected.fingerprint


def test_taking_a_text_out_and_in_again_gives_the_same_graph(innograph: Innograph, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    shutil.copytree(TEXTS, folder)
    innograph("build", "texts", "--store", "s.kg")
    before = StoreFolder.open(tmp_path / "s.kg").state().fingerprint
    (folder / "07-alliance.txt").unlink()
    innograph("build", "texts", "--store", "s.kg")
    assert StoreFolder.open(tmp_path / "s.kg").state().fingerprint != before
    shutil.copy(TEXTS / "07-alliance.txt", folder)
    innograph("build", "texts", "--store", "s.kg")
    assert StoreFolder.open(tmp_path / "s.kg").state().fingerprint == before
