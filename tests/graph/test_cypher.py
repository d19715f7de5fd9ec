import pytest

from graph.cypher import parameters_of, require_parameters, require_reading, returned_columns
from schema.errors import QueryError, WriteQueryError


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n) RETURN n",
        "match (n:Institution {name: $name}) return n.name;",
        "OPTIONAL MATCH (n) RETURN n",
        "UNWIND [1, 2] AS x RETURN x",
        "RETURN 'CREATE (n); DROP TABLE x' AS text",
        'RETURN "it\'s; SET" AS text // DELETE everything',
        "/* COPY */ MATCH (n) RETURN n",
        "MATCH (n) WHERE n.set = 1 RETURN n.load, n.`CREATE`",
        "MATCH (n:Load)-[:USE|MERGE]->() RETURN {set: n.name, copy: 1}",
        "EXPLAIN MATCH (n) RETURN n",
        "CALL show_tables() RETURN *",
        "MATCH (n) CALL { MATCH (m) RETURN m } RETURN m",
        "RETURN 'unfinished \\' CREATE'",
        "MATCH (n) RETURN n.name AS 名称 ORDER BY 名称",
        "MATCH (n)\n;\n",
    ],
)
def test_reading_queries_pass(query: str) -> None:
    require_reading(query)


@pytest.mark.parametrize(
    "query",
    [
        "CREATE (n)",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n) SET n.name = 'x' RETURN n",
        "MATCH (n) REMOVE n.name",
        "merge (n:X {id: 1})",
        "COPY (MATCH (n) RETURN n) TO 'out.csv'",
        "LOAD FROM '/etc/passwd' RETURN *",
        "MATCH (n) LOAD FROM 'x.csv' RETURN *",
        "LOAD CSV FROM 'http://x' AS row RETURN row",
        "INSTALL json",
        "CHECKPOINT",
        "BEGIN TRANSACTION",
        "CALL timeout=5",
        "CALL threads = 1",
        "CALL dbms.listConfig() YIELD name RETURN name",
        "CALL db.`create`.setNodeVectorProperty(n, 'x', [1])",
        "MATCH (n) CALL { CREATE (m) } RETURN n",
        "EXPORT DATABASE 'x'",
        "ATTACH 'x' AS y (dbtype lbug)",
        "DROP TABLE Institution",
        "RETURN 1 /* ; */ UNION CREATE (n)",
        "PROFILE CREATE (n)",
        "MATCH (n) FOREACH (x IN [1] | SET n.a = x)",
        "RETURN 'a' + 'b\\\\' CREATE (n) RETURN 'c'",
    ],
)
def test_all_other_queries_are_refused(query: str) -> None:
    with pytest.raises(WriteQueryError, match="not allowed"):
        require_reading(query)


@pytest.mark.parametrize(
    "query", ["", "  ;; ", "// only a comment", "RETURN 1; RETURN 2", "SELECT * FROM x", "😀", "\0"]
)
def test_what_is_no_query_is_told(query: str) -> None:
    with pytest.raises(QueryError):
        require_reading(query)


def test_parameters_are_found_outside_of_strings_only() -> None:
    query = "MATCH (n {name: $name}) WHERE n.x = '$no' RETURN $`odd name`, n // $neither"
    assert parameters_of(query) == {"name", "odd name"}
    require_parameters(query, {"name": 1, "odd name": None, "more": 3})
    with pytest.raises(QueryError, match=r"\$odd name"):
        require_parameters(query, {"name": 1})


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("MATCH (n) RETURN n.name, count(*) AS number, [1, 2]  ORDER BY n.name", ["n.name", "number", "[1, 2]"]),
        ("MATCH (n)-[r]->() RETURN DISTINCT type(r) LIMIT 3", ["type(r)"]),
        ("RETURN {a: 1, b: 2} AS `a map`;", ["a map"]),
        ("MATCH (n) RETURN *", []),
        ("CALL { MATCH (n) RETURN n.id AS x } RETURN x", ["x"]),
        ("RETURN 1 AS a UNION RETURN 2 AS a", ["a"]),
    ],
)
def test_columns_are_named_as_they_are_written(query: str, columns: list[str]) -> None:
    assert returned_columns(query) == columns
