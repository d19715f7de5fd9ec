"""Whatever is wrong with the input: one line that says what, where and what to do, and an exit code of its own."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from graph.ledger import Ledger
from tests.end_to_end.conftest import COMMAND, TEXTS, Innograph, environment

NEWS = TEXTS / "09-financing.txt"


def one_line(outcome: CompletedProcess[str], code: int, *says: str) -> None:
    """Check that a run failed as a user should see it."""
    assert outcome.returncode == code, outcome.stderr
    lines = outcome.stderr.strip().splitlines()
    assert len(lines) == 1, outcome.stderr
    assert "Traceback" not in outcome.stderr
    for part in says:
        assert part in lines[0]


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder, the lock aside."""
    return {p.name: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "lock"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built from one text."""
    store = tmp_path_factory.mktemp("built") / "good.kg"
    command = [*COMMAND, "build", str(NEWS), "--store", str(store)]
    subprocess.run(command, check=True, capture_output=True, env=environment(), timeout=300)
    return store


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    """A copy of that store."""
    return Path(shutil.copytree(built, tmp_path / "good.kg"))


BAD_FILES = {
    "empty.txt": b"",
    "blank.txt": b" \n\t \r\n",
    "binary.txt": bytes(range(256)) * 8,
    "undecodable.txt": "科技创新".encode() + b"\xff\xfe\xfa\x80\x00" * 9,
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
}


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("verb", ["build", "extract"])
def test_a_file_that_is_no_text(innograph: Innograph, store: Path, tmp_path: Path, name: str, verb: str) -> None:
    (tmp_path / name).write_bytes(BAD_FILES[name])
    before = contents(store)
    arguments = ("--store", store) if verb == "build" else ("-o", "out.jsonl")
    one_line(innograph(verb, name, *arguments), 4, name)
    assert contents(store) == before
    assert not (tmp_path / "out.jsonl").exists()


def test_a_missing_path(innograph: Innograph, store: Path) -> None:
    before = contents(store)
    one_line(innograph("build", "nowhere", "--store", store), 3, "nowhere", "check the path")
    assert contents(store) == before


def test_a_folder_without_texts(innograph: Innograph, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    one_line(innograph("build", "pictures", "--store", "new.kg"), 3, "pictures")
    assert not (tmp_path / "new.kg").exists()


def test_bad_input_makes_no_store(innograph: Innograph, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    one_line(innograph("build", "empty.txt", "--store", "new.kg"), 4)
    assert not (tmp_path / "new.kg").exists()


@pytest.mark.parametrize("verb", ["build", "query", "show", "draw"])
def test_a_folder_of_others_is_never_touched(innograph: Innograph, tmp_path: Path, verb: str) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "thesis.docx").write_bytes(b"years of work")
    arguments = {"build": (NEWS,), "query": ("RETURN 1",), "show": ("芜湖市",), "draw": ()}[verb]
    one_line(innograph(verb, *arguments, "--store", foreign), 5, "foreign")
    assert contents(foreign) == {"thesis.docx": b"years of work"}


@pytest.mark.parametrize("verb", ["query", "show", "draw"])
def test_a_store_that_is_not_there(innograph: Innograph, tmp_path: Path, verb: str) -> None:
    arguments = {"query": ("RETURN 1",), "show": ("芜湖市",), "draw": ()}[verb]
    one_line(innograph(verb, *arguments, "--store", "none.kg"), 5, "none.kg", "innograph build")
    assert not (tmp_path / "none.kg").exists()


def test_a_query_that_would_write(innograph: Innograph, store: Path) -> None:
    before = contents(store)
    one_line(innograph("query", "MATCH (n) DETACH DELETE n", "--store", store), 8)
    one_line(innograph("query", "COPY (MATCH (n:Region) RETURN n.name) TO 'out.csv'", "--store", store), 8)
    assert contents(store) == before


def test_malformed_cypher(innograph: Innograph, store: Path) -> None:
    one_line(innograph("query", "MATCH (n:Region RETURN n", "--store", store), 7)


def test_two_builds_on_one_store_at_once(innograph: Innograph, store: Path) -> None:
    before = contents(store)
    with Ledger.create(store):  # holds the store's lock, as a build does
        one_line(innograph("build", TEXTS, "--store", store), 6, "good.kg", "wait")
    assert contents(store) == before
    assert innograph("build", NEWS, "--store", store).returncode == 0


def test_one_bad_file_among_good_ones_is_skipped_counted_and_told(innograph: Innograph, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    shutil.copy(NEWS, folder / "good.txt")
    (folder / "bad.txt").write_bytes(BAD_FILES["binary.txt"])
    outcome = innograph("build", "texts", "--store", "s.kg", "--csv", "--lang", "en")
    assert outcome.returncode == 10
    assert "files read,,1" in outcome.stdout.splitlines()
    assert "files skipped,,1" in outcome.stdout.splitlines()
    skipped, summary = outcome.stderr.strip().splitlines()
    assert "bad.txt" in skipped
    assert "1 of 2 files were skipped" in summary
    assert innograph("query", "MATCH (n:Institution) RETURN n.name", "--store", "s.kg").stdout != "[]\n"


def test_extract_keeps_the_good_files(innograph: Innograph, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    outcome = innograph("extract", NEWS, "empty.txt", "-o", "out.jsonl")
    assert outcome.returncode == 10
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("processes", ["1", "2"])
def test_an_interrupt_ends_in_one_line_and_leaves_the_graph(store: Path, tmp_path: Path, processes: str) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(400):
        (folder / f"{number}.txt").write_text(NEWS.read_text(encoding="utf-8") + f"第{number}号。", encoding="utf-8")
    graph = {name: data for name, data in contents(store).items() if not name.startswith("ledger")}
    command = [*COMMAND, "build", "many", "--store", str(store), "--processes", processes]
    child = subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    time.sleep(4)
    os.killpg(child.pid, signal.SIGINT)  # as a terminal does it
    _, stderr = child.communicate(timeout=60)
    assert child.returncode == 130
    assert stderr.strip().splitlines() == ["innograph: interrupted; the graph is as it was. Run again to go on."]
    assert {name: data for name, data in contents(store).items() if not name.startswith("ledger")} == graph


def test_sentences_without_an_end_are_read_in_bounded_time(innograph: Innograph, tmp_path: Path) -> None:
    names = "、".join(f"绵阳青岭{number}材料有限公司" for number in range(2000))
    (tmp_path / "names.txt").write_text(f"{names}在绵阳市签约。\n", encoding="utf-8")
    (tmp_path / "words.txt").write_text(
        "青岭材料有限公司" + "而且还有许多的话要说，" * 9100 + "位于绵阳市。\n", encoding="utf-8"
    )
    began = time.monotonic()
    outcome = innograph("extract", "names.txt", "words.txt", "-o", "out.jsonl")
    assert outcome.returncode == 0
    assert time.monotonic() - began < 120
    notices = [line for line in outcome.stderr.splitlines() if "sentences too long for rules: 1" in line]
    assert [line.partition(":")[0] for line in notices] == ["names", "words"]
