import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from graph.judgements import JUDGEMENTS_FILE, Judgement, Judgements
from graph.ledger import Ledger
from graph.resolution import Resolution, resolution
from graph.review_sheet import COLUMNS, read_sheet, write_sheet
from schema import Extraction
from schema.errors import InputNotFoundError, InputUnreadableError, JudgementError
from tests.graph.graph_samples import extraction

A, B, C = "institution:甲溪新材料有限公司", "institution:甲溪新材料股份有限公司", "institution:乙岭光电有限公司"


def document(source: str, *names: str) -> Extraction:
    entities = [(f"E{place}", "Institution", "company", name) for place, name in enumerate(names)]
    text = "、".join(names)
    statements = [("E0", "COOPERATES_WITH", f"E{place}", text) for place in range(1, len(names))]
    return extraction(source, [("", "2024-01-01", text)], entities, statements)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "s.kg"
    with Ledger.create(path) as ledger:
        ledger.record(document("1.txt", "甲溪新材料有限公司", "乙岭光电有限公司"), "h")
        ledger.record(document("2.txt", "甲溪新材料股份有限公司", "乙岭光电有限公司"), "h")
    return path


def resolved(folder: Path) -> Resolution:
    with Ledger.open(folder) as ledger:
        return resolution(ledger)


def judge(folder: Path, *judgements: Judgement) -> None:
    with Ledger.create(folder) as ledger:
        found = resolution(ledger)
        Judgements(ledger.folder).add(judgements, {*found.names, *found.redirects})


def test_a_doubt_is_queued_and_kept_apart_until_it_is_judged(folder: Path) -> None:
    before = resolved(folder)
    assert {(doubt.one, doubt.other) for doubt in before.doubts} == {(A, B)}
    assert {A, B} <= set(before.graph.nodes)
    judge(folder, Judgement("same", A, B, "李", "", "同一法人"))
    after = resolved(folder)
    assert not after.doubts
    assert A not in after.graph.nodes
    assert after.redirects[A] == B
    assert A in after.graph.nodes[B].other_ids
    (edge,) = after.graph.edges
    assert edge.weight == 2


def test_undoing_restores_the_graph_exactly(folder: Path) -> None:
    before = resolved(folder)
    judge(folder, Judgement("same", A, B, "李"), Judgement("rename", C, "乙岭光电", "李"))
    assert resolved(folder).graph != before.graph
    with Ledger.create(folder) as ledger:
        judgements = Judgements(ledger.folder)
        judgements.undo(1, "王")
        judgements.undo(2, "王")
        assert [item.undone for item in judgements.all()] == ["王", "王"]
        with pytest.raises(JudgementError, match="undone already"):
            judgements.undo(1, "王")
    assert resolved(folder) == before


def test_judgements_bear_author_time_and_reason_and_survive_new_builds(folder: Path) -> None:
    judge(folder, Judgement("same", A, B, "李", "", "同一法人"))
    with Ledger.create(folder) as ledger:
        ledger.record(document("3.txt", "甲溪新材料有限公司", "丙川药业有限公司"), "h")
        (item,) = Judgements(ledger.folder).active()
        assert (item.author, item.reason, item.number) == ("李", "同一法人", 1)
        assert item.time.startswith("20")
        assert resolution(ledger).graph.nodes[B].documents == 3


def test_different_parts_what_rules_would_join(tmp_path: Path) -> None:
    path = tmp_path / "s.kg"
    one, other = "institution:浙江省科技厅", "institution:浙江省科学技术厅"
    with Ledger.create(path) as ledger:
        ledger.record(document("1.txt", "浙江省科技厅", "乙岭光电有限公司"), "h")
        ledger.record(document("2.txt", "浙江省科学技术厅", "乙岭光电有限公司"), "h")
    assert one not in resolved(path).graph.nodes
    judge(path, Judgement("different", one, other, "李"))
    assert {one, other} <= set(resolved(path).graph.nodes)


def test_rename_and_retype(folder: Path) -> None:
    judge(folder, Judgement("rename", C, "乙岭光电", "李"), Judgement("retype", A, "Park", "李"))
    found = resolved(folder)
    assert found.graph.nodes[C].name == "乙岭光电"
    assert found.graph.nodes["park:甲溪新材料有限公司"].type == "Park"
    assert A in found.graph.nodes["park:甲溪新材料有限公司"].other_ids


def test_contradictions_are_found_and_told(folder: Path) -> None:
    judge(folder, Judgement("same", A, B, "李"))
    with pytest.raises(JudgementError, match=r"contradiction: .*≠.*judgement 1"):
        judge(folder, Judgement("different", B, A, "王"))
    with pytest.raises(JudgementError, match="contradiction"):
        judge(folder, Judgement("same", B, C, "王"), Judgement("different", A, C, "王"))
    with Ledger.open(folder) as ledger:
        assert len(Judgements(ledger.folder).all()) == 1


@pytest.mark.parametrize(
    ("judgement", "told"),
    [
        (Judgement("same", A, "institution:无此机构"), "no id"),
        (Judgement("equal", A, B), "no decision"),
        (Judgement("same", A, A), "both sides"),
        (Judgement("retype", A, "Company"), "no entity type"),
        (Judgement("rename", A, " "), "empty"),
    ],
)
def test_what_cannot_be_obeyed_is_refused(folder: Path, judgement: Judgement, told: str) -> None:
    with pytest.raises(JudgementError, match=told):
        judge(folder, judgement)
    assert not (folder / JUDGEMENTS_FILE).exists()


def test_a_damaged_file_is_told(folder: Path) -> None:
    (folder / JUDGEMENTS_FILE).write_text("{no json\n", encoding="utf-8")
    with pytest.raises(JudgementError, match="damaged"):
        resolved(folder)


def sheet(path: Path, *rows: tuple[object, ...], columns: tuple[str, ...] = COLUMNS) -> Path:
    book = Workbook()
    book.active.append(columns)
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def line(one: object, other: object, decision: object, value: object = None) -> tuple[object, ...]:
    return (one, "", other, "", "", "", "", decision, value, "看过", None)


def test_a_sheet_goes_out_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "open.xlsx"
    assert write_sheet(path, [(A, "=1+1\x00", B, "乙", "理由", "句子", "")]) == 1
    book = load_workbook(path)
    assert book.active["B2"].value == "=1+1 "
    assert book.active["B2"].data_type == "s"
    book.active["H2"] = "相同"
    book.save(path)
    assert read_sheet(path, {A, B}, "李") == [Judgement("same", A, B, "李")]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (line(A, "institution:无", "same"), "row 2, column other: 'institution:无'"),
        (line("institution:无", B, "same"), "row 2, column one"),
        (line(A, date(2024, 3, 5), "same"), "row 2, column other: Excel has made a date"),
        (line(A, 20240305, "different"), "row 2, column other: Excel has made a number"),
        (line(A, B, "maybe"), "row 2, column decision: 'maybe'"),
        (line(A, None, "retype", "Firma"), "row 2, column value"),
    ],
)
def test_cells_that_cannot_be_read_are_named_by_row_and_column(
    tmp_path: Path, row: tuple[object, ...], told: str
) -> None:
    path = sheet(tmp_path / "s.xlsx", row, line(A, B, "same"))
    with pytest.raises(JudgementError, match="Nothing was taken over") as error:
        read_sheet(path, {A, B}, "李")
    assert told in str(error.value)


def test_sheets_that_are_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(JudgementError, match="row 1: lacks the column decision"):
        read_sheet(sheet(tmp_path / "a.xlsx", ("x", "y"), columns=("one", "other")), {A}, "李")
    with pytest.raises(InputNotFoundError):
        read_sheet(tmp_path / "none.xlsx", {A}, "李")
    broken = tmp_path / "b.xlsx"
    broken.write_bytes(b"no sheet at all")
    with pytest.raises(InputUnreadableError, match="no Excel sheet"):
        read_sheet(broken, {A}, "李")


def test_csv_of_excel_in_china_is_read(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(f"one,other,decision,reason\r\n{A},{B},相同,同一法人\r\n{A},{C},,\r\n".encode("gb18030"))
    assert read_sheet(path, {A, B, C}, "李") == [Judgement("same", A, B, "李", "", "同一法人")]
    path.write_bytes(b"\xff\xfe\xff\x80")
    with pytest.raises(InputUnreadableError, match="neither UTF-8 nor GB18030"):
        read_sheet(path, {A}, "李")


DECISIONS = st.lists(
    st.tuples(st.sampled_from(["same", "different"]), st.sampled_from([(A, B), (B, C), (A, C)])), max_size=5
)


@settings(max_examples=25, deadline=None)
@given(DECISIONS)
def test_judgements_are_obeyed_or_refused_and_undoing_all_restores(
    tmp_path_factory: pytest.TempPathFactory, decisions: list[tuple[str, tuple[str, str]]]
) -> None:
    path = tmp_path_factory.mktemp("judged") / "s.kg"
    with Ledger.create(path) as ledger:
        ledger.record(document("1.txt", "甲溪新材料有限公司", "乙岭光电有限公司"), "h")
        ledger.record(document("2.txt", "甲溪新材料股份有限公司", "乙岭光电有限公司"), "h")
        before = resolution(ledger)
        judgements = Judgements(ledger.folder)
        for decision, (one, other) in decisions:
            try:
                judgements.add([Judgement(decision, one, other)], set(before.names))
            except JudgementError:
                continue
        after = resolution(ledger)
        node = {identity: after.redirects.get(identity, identity) for identity in (A, B, C)}
        for item in judgements.active():
            assert (node[item.one] == node[item.other]) == (item.decision == "same")
        for item in judgements.active():
            judgements.undo(item.number, "")
        assert resolution(ledger) == before
        assert all(json.loads(text)["undone"] for text in _lines(path))


def _lines(path: Path) -> list[str]:
    file = path / JUDGEMENTS_FILE
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
