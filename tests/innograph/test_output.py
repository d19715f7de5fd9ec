import csv
import io
import json

import pytest

from innograph.output import Format, rows_as_csv, rows_as_json, write_rows

COLUMNS = ["name", "sentences", "weight"]
ROWS = [
    {"name": '甲"院,一所', "sentences": ["第一句。", "第二句。"], "weight": 2},
    {"name": "[bold]乙[/bold]", "sentences": [], "weight": 0.5},
]


def test_json_is_one_array_of_objects_with_column_names_as_keys() -> None:
    assert json.loads(rows_as_json(COLUMNS, ROWS)) == ROWS


def test_json_without_rows_is_an_empty_array() -> None:
    assert json.loads(rows_as_json(COLUMNS, [])) == []


def test_csv_survives_quotes_commas_and_lists() -> None:
    rows = list(csv.DictReader(io.StringIO(rows_as_csv(COLUMNS, ROWS))))
    assert rows[0]["name"] == '甲"院,一所'
    assert json.loads(rows[0]["sentences"]) == ["第一句。", "第二句。"]


def test_table_shows_every_word_unfolded_in_a_pipe_and_reads_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    stream = io.StringIO()
    long = "长" * 400
    write_rows(["name"], [{"name": long}, {"name": "[bold]乙[/bold]"}], Format.TABLE, stream)
    assert long in stream.getvalue()
    assert "[bold]乙[/bold]" in stream.getvalue()


def test_table_passes_no_control_characters_to_the_terminal() -> None:
    stream = io.StringIO()
    write_rows(["name"], [{"name": "甲\x1b[31m乙\x07"}], Format.TABLE, stream)
    assert "\x1b" not in stream.getvalue()
    assert "\x07" not in stream.getvalue()


@pytest.mark.parametrize("form", list(Format))
def test_no_form_ends_in_the_middle_of_a_line(form: Format) -> None:
    stream = io.StringIO()
    write_rows(COLUMNS, ROWS, form, stream)
    assert stream.getvalue().endswith("\n")
