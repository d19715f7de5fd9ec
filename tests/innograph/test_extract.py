"""`innograph extract`: JSON lines, whole or not at all."""

import json
from pathlib import Path

from innograph.evaluation import LEVELS
from schema import ontology
from tests.innograph.conftest import EXAMPLES, NEWS, Run, one_line, rows_of


def test_each_line_is_a_document_whose_spans_fit_its_text(run: Run, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    assert run("extract", EXAMPLES / "texts", "-o", output).exit_code == 0
    records = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [record["document"] for record in records] == sorted(p.stem for p in (EXAMPLES / "texts").iterdir())
    for record in records:
        entities = {entity["id"]: entity for entity in record["entities"]}
        for mention in record["mentions"]:
            assert record["text"][mention["start"] : mention["end"]].strip()
            assert entities[mention["entity"]]["type"] == mention["type"]
        for relation in record["relations"]:
            ends = (entities[relation["head"]]["type"], entities[relation["tail"]]["type"])
            assert ontology().relation_types[relation["type"]].allows(*ends)
            evidence = relation["evidence"]
            assert 0 <= evidence["start"] < evidence["end"] <= len(record["text"])


def test_the_text_equals_the_file_in_every_encoding(run: Run, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    run("extract", EXAMPLES / "texts", "-o", output)
    for line in output.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        data = Path(record["source"]).read_bytes()
        encoding = "gb18030" if record["document"].startswith("06") else "utf-8-sig"
        assert "".join(record["text"].split()) == "".join(data.decode(encoding).split())


def test_standard_output_is_the_default(run: Run) -> None:
    outcome = run("extract", NEWS)
    assert json.loads(outcome.stdout)["document"] == NEWS.stem


def test_nothing_is_written_when_no_file_can_be_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    output = tmp_path / "out.jsonl"
    one_line(run("extract", tmp_path / "empty.txt", "-o", output), 4)
    assert [path.name for path in tmp_path.iterdir()] == ["empty.txt"]


def test_an_earlier_output_survives_a_failure(run: Run, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text("earlier", encoding="utf-8")
    one_line(run("extract", tmp_path / "missing.txt", "-o", output), 3)
    assert output.read_text(encoding="utf-8") == "earlier"


def test_an_output_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    assert "no/such/out.jsonl" in one_line(run("extract", NEWS, "-o", tmp_path / "no/such/out.jsonl"), 16)


def test_evaluate_gives_every_level_for_the_annotated_examples(run: Run) -> None:
    rows = rows_of(run("evaluate", EXAMPLES / "gold", EXAMPLES / "texts"))
    overall = {row["level"]: row for row in rows if row["type"] == "all"}
    assert set(overall) == set(LEVELS)
    assert overall["mention"]["f1"] > 0.6
    assert overall["entity"]["f1"] > 0.6
    assert overall["relation"]["f1"] > 0.2


def test_evaluate_measures_relations_alone_with_names_given(run: Run) -> None:
    rows = rows_of(run("evaluate", EXAMPLES / "gold", EXAMPLES / "texts", "--gold-entities"))
    assert {row["level"] for row in rows} == {"relation"}
    assert rows[0]["f1"] > 0.4


def test_evaluate_lists_disagreements_on_demand(run: Run) -> None:
    rows = rows_of(run("evaluate", EXAMPLES / "gold", EXAMPLES / "texts", "--misses"))
    assert {row["verdict"] for row in rows} <= {"missed", "wrong"}
    assert set(rows[0]) == {"document", "level", "verdict", "type", "text"}


def test_evaluate_names_a_missing_text(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("一段文字。", encoding="utf-8")
    assert "gold.json" in one_line(run("evaluate", EXAMPLES / "gold", tmp_path), 3)
