"""`import innograph` finds its own rooms, and says what to do when another package bears one's name."""

import subprocess
import sys
from pathlib import Path

import pytest

import innograph

HOUSE = Path(innograph.__file__).parent.parent


def _import_with(path: Path) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path[:0] = [{str(path)!r}, {str(HOUSE)!r}]; import innograph"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=path)


@pytest.mark.parametrize("room", ["schema", "extractors", "graph"])
def test_another_package_of_the_name_is_refused_in_one_line(tmp_path: Path, room: str) -> None:
    (tmp_path / room).mkdir()
    (tmp_path / room / "__init__.py").write_text("")
    outcome = _import_with(tmp_path)
    assert outcome.returncode == 1
    last = outcome.stderr.strip().splitlines()[-1]
    assert last.startswith("ImportError: innograph needs its own package")
    assert f"`{room}`" in last
    assert "virtual environment" in last


def test_our_own_rooms_are_accepted(tmp_path: Path) -> None:
    assert _import_with(tmp_path).returncode == 0


def test_the_public_face_leads_to_its_functions() -> None:
    assert all(callable(getattr(innograph, name)) for name in innograph.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = innograph.nothing
