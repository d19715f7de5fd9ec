"""`innograph query`: free Cypher and named queries, read only."""

import csv
import io
from pathlib import Path

import pytest

from tests.innograph.conftest import PLAIN, Run, one_line, rows_of

SITES = "MATCH (i:Institution)-[r:LOCATED_IN]->(p:Park) RETURN i.name AS name, p.name AS park, r.sentences"


def test_rows_are_objects_with_the_names_of_columns_as_keys(run: Run, small_store: Path) -> None:
    rows = rows_of(run("query", SITES, "--store", small_store))
    assert rows == [
        {"name": "绵阳青岭材料股份有限公司", "park": "绵阳高新区", "r.sentences": [PLAIN.splitlines()[0]]},
    ]


def test_csv_has_a_head_line(run: Run, small_store: Path) -> None:
    outcome = run("query", SITES, "--store", small_store, "--csv")
    assert next(csv.reader(io.StringIO(outcome.stdout))) == ["name", "park", "r.sentences"]


def test_the_store_may_come_from_the_environment(run: Run, small_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNOGRAPH_STORE", str(small_store))
    assert rows_of(run("query", SITES)) == rows_of(run("query", SITES, "--store", small_store))


@pytest.mark.parametrize(
    ("text", "value"),
    [("n=3", 3), ("n=0.5", 0.5), ("n=true", True), ("n=芜湖", "芜湖"), ('n="3"', "3"), ("n=a=b", "a=b")],
)
def test_parameters_are_read_as_what_they_look_like(run: Run, small_store: Path, text: str, value: object) -> None:
    assert rows_of(run("query", "RETURN $n AS n", text, "--store", small_store)) == [{"n": value}]


def test_a_parameter_never_becomes_part_of_the_query(run: Run, small_store: Path) -> None:
    hostile = "x' OR true //"
    query = "MATCH (n:Institution) WHERE n.name = $name RETURN n.name"
    assert rows_of(run("query", query, f"name={hostile}", "--store", small_store)) == []


def test_named_queries_are_listed_and_answer(run: Run, small_store: Path) -> None:
    names = {row["name"] for row in rows_of(run("query", "--list"))}
    assert {"partners", "people_of_institution"} <= names
    rows = rows_of(run("query", "people_of_institution", "institution=青岭材料", "--store", small_store))
    assert any("王志远" in row.values() for row in rows)


def test_a_limit_is_kept_and_told(run: Run, small_store: Path) -> None:
    outcome = run("query", "MATCH (n:Institution) RETURN n.name", "--limit", 2, "--store", small_store)
    assert len(rows_of(outcome)) == 2
    assert "Only the first 2 rows" in outcome.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("MATCH (n) DETACH DELETE n",), 8, "DETACH"),
        (("CREATE (n:Institution {id: 'x'})",), 8, "CREATE"),
        (("MATCH (n:Institution) SET n.name = 'x' RETURN n",), 8, "SET"),
        (("MATCH (n:Institution RETURN n",), 7, "query"),
        (("MATCH (n:Company) RETURN n.name",), 7, "Company"),
        (("MATCH (n) WHERE n.name = $name RETURN n.name",), 7, "$name"),
        (("no_such_query",), 7, "no_such_query"),
        (("partners",), 7, "entity"),
        (("RETURN 1", "nonsense"), 7, "name=value"),
    ],
)
def test_a_query_that_cannot_be_answered_says_why(
    run: Run, small_store: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    assert says in one_line(run("query", *arguments, "--store", small_store), code)


def test_two_formats_at_once_are_wrong_usage(run: Run, small_store: Path) -> None:
    outcome = run("query", SITES, "--store", small_store, "--json", "--csv")
    assert outcome.exit_code == 2
    assert "choose one of" in outcome.stderr


def test_without_a_query_usage_is_told(run: Run) -> None:
    assert run("query").exit_code == 2
