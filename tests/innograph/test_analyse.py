"""`innograph analyse`: measures as rows, and what is told of wrong names."""

from pathlib import Path

import pytest

from graph.analysis import ANALYSES
from tests.innograph.conftest import PLAIN, Run, one_line, rows_of


def test_measures_are_listed(run: Run) -> None:
    rows = rows_of(run("analyse", "--list", "--lang", "en"))
    assert [row["name"] for row in rows] == list(ANALYSES)
    assert all(row["title"] and row["measures"] for row in rows)


def test_rows_come_with_their_sentences(run: Run, small_store: Path) -> None:
    rows = rows_of(run("analyse", "kind_matrix", "--store", small_store))
    assert [(row["kind_a"], row["kind_b"], row["cooperations"]) for row in rows] == [("company", "university", 1)]
    assert rows[0]["sentences"] == [PLAIN.splitlines()[3]]
    assert "sentences" in rows[0]
    assert rows_of(run("analyse", "kind_matrix", "--evidence", 0, "--store", small_store))[0]["sentences"] == []


def test_options_reach_the_measure(run: Run, small_store: Path) -> None:
    for level, region in (("city", "绵阳市"), ("province", "四川省")):
        rows = rows_of(run("analyse", "communities", "--derived", "--level", level, "--store", small_store))
        assert region in {row["region"] for row in rows}
    assert rows_of(run("analyse", "k_cores", "--relation", "MENTORS", "--store", small_store)) == []


def test_a_limit_is_kept_and_told(run: Run, small_store: Path) -> None:
    outcome = run("analyse", "k_cores", "--limit", 1, "--store", small_store)
    assert len(rows_of(outcome)) == 1
    assert "Only the first 1 of" in outcome.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("broker",), 7, "nearest are: brokers"),
        (("k_cores", "--relation", "LIKES"), 7, "LIKES"),
    ],
)
def test_wrong_names_are_told(run: Run, small_store: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    assert says in one_line(run("analyse", *arguments, "--store", small_store), code)


def test_without_a_measure_usage_is_told(run: Run) -> None:
    assert run("analyse").exit_code == 2
