import json
import os
from pathlib import Path

import pytest

from graph.folder import StoreFolder, StoreState
from schema.errors import PermissionDeniedError, StoreError


def test_a_missing_and_an_empty_folder_become_stores(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("empty", "deep/new"):
        assert StoreFolder.create(tmp_path / name).state() == StoreState()
        assert StoreFolder.open(tmp_path / name).state() == StoreState()


def test_opening_to_read_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store here"):
        StoreFolder.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("content", ["{}", "not json", '{"format": "other", "version": 1}', "[]", ""])
def test_a_foreign_folder_is_refused_and_left_alone(tmp_path: Path, content: str) -> None:
    (tmp_path / "store.json").write_text(content)
    for use in (StoreFolder.open, StoreFolder.create):
        with pytest.raises(StoreError, match="not a store of innograph"):
            use(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["store.json"]
    assert (tmp_path / "store.json").read_text() == content


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("precious")
    with pytest.raises(StoreError, match="holds other files"):
        StoreFolder.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError):
        StoreFolder.create(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "x"


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    folder = StoreFolder.create(tmp_path)
    record = json.loads((tmp_path / "store.json").read_text())
    (tmp_path / "store.json").write_text(json.dumps({**record, "version": 99}))
    with pytest.raises(StoreError, match="another version"):
        folder.state()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionDeniedError):
        StoreFolder.create(tmp_path / "new.kg")


def test_a_published_state_is_read_back(tmp_path: Path) -> None:
    folder = StoreFolder.create(tmp_path)
    state = StoreState("graph-7.lbug", "abc", {"Institution": 3})
    folder.publish(state)
    assert folder.state() == state
    assert not (tmp_path / "store.json.new").exists()
