import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph.ledger import Ledger
from graph.resolution import resolve
from graph.store import open_store
from innograph.command_line import app
from tests.graph.graph_samples import extraction

RUNNER = CliRunner()


def run(*arguments: str, text: str | None = None) -> tuple[int, str, str]:
    result = RUNNER.invoke(app, list(arguments), input=text)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def store(tmp_path: Path) -> str:
    """A store with one merge and one doubt."""
    path = tmp_path / "s.kg"
    with Ledger.create(path) as ledger, open_store(path, create=True) as target:
        for source, names in (
            ("1.txt", ("浙江省科技厅", "甲溪新材料有限公司")),
            ("2.txt", ("浙江省科学技术厅", "甲溪新材料股份有限公司")),
        ):
            text = "与".join(names) + "合作"
            lines = [(f"E{place}", "Institution", "", name) for place, name in enumerate(names)]
            ledger.record(extraction(source, [("", "", text)], lines, [("E0", "COOPERATES_WITH", "E1", text)]), "h")
        target.replace(resolve(ledger))
    return str(path)


def test_two_names_are_compared_with_parts_and_reasons() -> None:
    code, out, _ = run("compare", "浙江省科技厅", "江苏省科技厅", "--json", "--lang", "en")
    (row,) = json.loads(out)
    assert (code, row["verdict"], row["type"]) == (0, "different", "Institution")
    assert row["parts_a"]["region"] == "浙江省(330000)"
    assert row["reasons"][0].startswith("the places differ")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_of_pairs_keeps_its_columns(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("id,a,b,type\n7,赣州高新区,赣州高新技术产业开发区,Park\n8,王伟,王伟,人物\n", encoding=encoding)
    code, out, _ = run("compare", "--pairs", str(path), "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert list(rows[0]) == ["id", "a", "b", "type", "verdict", "reasons"]
    assert [(row["id"], row["type"], row["verdict"]) for row in rows] == [
        ("7", "Park", "same"),
        ("8", "Person", "unsure"),
    ]


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"a,b\nx,y\n", 4, "has no column type"),
        ("a,b,type\n甲,乙,Firma\n".encode(), 4, "line 2, column type"),
        ("a,b,type\n甲,,Park\n".encode(), 4, "line 2: a name is empty"),
        ("a,b,type\n甲,乙\n".encode(), 4, "line 2: has another number of cells"),
        (b"\xff\xfe\xff\x80", 4, "neither UTF-8 nor GB18030"),
        (None, 3, "no such file"),
    ],
)
def test_bad_files_of_pairs_are_told_in_one_line(tmp_path: Path, content: bytes | None, code: int, told: str) -> None:
    path = tmp_path / "pairs.csv"
    if content is not None:
        path.write_bytes(content)
    status, out, error = run("compare", "--pairs", str(path), "--csv")
    assert (status, out) == (code, "")
    assert told in error
    assert error.count("\n") == 1


def test_merges_are_listed_with_their_reasons(store: str) -> None:
    code, out, _ = run("compare", "--merges", "--store", store, "--json")
    (row,) = json.loads(out)
    assert code == 0
    assert {row["one"], row["other"]} == {"浙江省科技厅", "浙江省科学技术厅"}
    assert row["reasons"]


def test_review_in_the_terminal_joins_and_undo_parts_again(store: str) -> None:
    code, out, _ = run("review", "--store", store, "--author", "李", text="s\n同一法人\n")
    assert code == 0
    assert "甲溪新材料股份有限公司" in out
    code, out, _ = run("show", "institution:甲溪新材料有限公司", "--store", store, "--json")
    assert json.loads(out)[0]["id"] == "institution:甲溪新材料股份有限公司"
    _, out, _ = run("review", "--list", "--store", store, "--json")
    assert [(row["author"], row["reason"]) for row in json.loads(out)] == [("李", "同一法人")]
    assert run("review", "--undo", "1", "--store", store)[0] == 0
    _, out, _ = run("show", "institution:甲溪新材料有限公司", "--store", store, "--json")
    assert json.loads(out)[0]["id"] == "institution:甲溪新材料有限公司"


def test_review_by_excel(store: str, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "open.xlsx"
    assert run("review", "--export", str(path), "--store", store)[0] == 0
    book = load_workbook(path)
    assert book.active.max_row == 2
    book.active["H2"] = "perhaps"
    book.save(path)
    code, _, error = run("review", "--import", str(path), "--store", store)
    assert code == 20
    assert "row 2, column decision" in error
    book.active["H2"] = "same"
    book.save(path)
    assert run("review", "--import", str(path), "--store", store)[0] == 0
    _, out, _ = run("review", "--list", "--store", store, "--json")
    assert len(json.loads(out)) == 1


def test_show_tells_why_its_names_are_one(store: str) -> None:
    code, out, _ = run("show", "浙江省科学技术厅", "--store", store, "--table")
    assert code == 0
    assert "规范化后名称相同" in out


def test_review_makes_no_store_where_there_is_none(tmp_path: Path) -> None:
    code, _, error = run("review", "--store", str(tmp_path / "none.kg"))
    assert code == 5
    assert "no store" in error
    assert not (tmp_path / "none.kg").exists()
