"""The notebooks run from first to last cell on the example texts, and show what they promise."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

HOUSE = Path(__file__).parent.parent.parent
NOTEBOOKS = sorted((HOUSE / "notebooks").glob("*.ipynb"))

pytestmark = pytest.mark.notebooks


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One store for all: the first notebook builds it, the others find it built."""
    return tmp_path_factory.mktemp("notebooks") / "store.kg"


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 4


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNOGRAPH_STORE", str(store))
    monkeypatch.setenv("PYTHONPATH", str(HOUSE))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    monkeypatch.delenv("INNOGRAPH_TEXTS", raising=False)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells)
    shown = [
        output for cell in cells for output in cell.outputs if output.output_type in ("execute_result", "display_data")
    ]
    assert sum("text/html" in output.data for output in shown) >= 5
    if path.stem.startswith("01"):
        assert any("<iframe" in output.data.get("text/html", "") for output in shown)
    else:
        assert any("image/png" in output.data for output in shown)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_kept_without_output(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)
