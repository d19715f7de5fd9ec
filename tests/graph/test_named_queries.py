import re
from importlib.resources import files

import pytest

from graph.cypher import require_reading
from graph.model import EDGE_PROPERTIES
from graph.named_queries import named_queries, named_query, parse
from graph.search import NameIndex
from graph.store import GraphStore
from schema import ontology
from schema.errors import InstallationError, NameNotFoundError, QueryError
from tests.graph.test_regional_queries import EXPECTED as REGIONAL

EXPECTED = {
    "partners": ({"entity": "青禾大学"}, ("partner", "documents"), [("星桥科技有限公司", 2), ("云溪高新区管委会", 1)]),
    "institutions_of_park": (
        {"park": "云溪高新区"},
        ("kind", "institution", "sentences"),
        [
            ("company", "星桥科技有限公司", ["星桥科技有限公司（以下简称星桥科技）落户云溪高新区"]),
            ("government", "云溪高新区管委会", []),
            ("research_institute", "云溪先进材料研究院", ["研究院位于云溪高新区"]),
        ],
    ),
    "people_of_institution": (
        {"institution": "云溪先进材料研究院"},
        ("person", "role", "documents"),
        [("林知远", "院长；首席科学家", 2)],
    ),
    "policies_of_region": (
        {"region": "赣州"},
        ("policy", "relation", "first_date"),
        [("青年英才行动计划", "ISSUED", "2024-04-11"), ("青年英才行动计划", "APPLIES_TO", "2024-06")],
    ),
    "path_between": (
        {"from": "林知远", "to": "星桥科技"},
        ("steps", "path", "relations"),
        [
            (3, "林知远 – 云溪先进材料研究院 – 青禾大学 – 星桥科技有限公司", "WORKS_FOR – FOUNDED – COOPERATES_WITH"),
            (3, "林知远 – 云溪先进材料研究院 – 云溪高新区 – 星桥科技有限公司", "WORKS_FOR – LOCATED_IN – LOCATED_IN"),
        ],
    ),
    "platforms_by_operator": ({}, ("operator", "platform"), []),
    "best_evidence": (
        {"limit": "2"},
        ("head", "relation", "tail", "documents"),
        [
            ("星桥科技有限公司", "COOPERATES_WITH", "青禾大学", 2),
            ("林知远", "WORKS_FOR", "云溪先进材料研究院", 2),
        ],
    ),
    "documents_of": (
        {"entity": "星桥科技"},
        ("date", "title", "mentions", "source"),
        [
            ("2024-06", "产学研合作走深走实", 1, "b/later.txt"),
            ("2024-04-11", "星桥科技落户", 4, "a/园区动态.txt"),
        ],
    ),
}


@pytest.fixture(scope="module")
def index(sample_store: GraphStore) -> NameIndex:
    return NameIndex.of_store(sample_store)


def test_every_query_has_expected_rows() -> None:
    assert set(EXPECTED) | set(REGIONAL) == set(named_queries())
    assert len(named_queries()) >= 25


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_rows(sample_store: GraphStore, index: NameIndex, name: str) -> None:
    values, columns, rows = EXPECTED[name]
    query = named_query(name)
    records = sample_store.query(query.statement(sample_store.dialect), query.bind(values, index)).records()
    assert [tuple(record[column] for column in columns) for record in records] == rows


@pytest.mark.parametrize("name", sorted(named_queries()))
def test_texts_are_complete_and_reading(name: str) -> None:
    query = named_query(name)
    require_reading(query.statement("ladybug"))
    assert re.search(r"[\u4e00-\u9fff]", query.title["zh"])
    assert not re.search(r"[\u4e00-\u9fff]", query.title["en"])
    assert all(parameter.about for parameter in query.parameters)
    assert "ORDER BY" in query.statement("ladybug")


def test_paths_run_over_all_relations_but_mentions() -> None:
    text = files("graph").joinpath("queries/path_between.cypher").read_text(encoding="utf-8")
    listed = re.search(r"\[:([A-Z_|]+)\*", text)
    assert listed is not None
    assert listed[1].split("|") == list(ontology().relation_types)


def test_best_evidence_needs_a_property_that_only_relations_have() -> None:
    assert "stated" in EDGE_PROPERTIES


@pytest.mark.parametrize(
    ("name", "values", "word"),
    [
        ("partners", {}, "needs entity=entity"),
        ("partners", {"who": "x"}, "no parameter who; it takes: entity"),
        ("best_evidence", {"limits": "3"}, "no parameter limits; did you mean limit"),
        ("best_evidence", {"limit": "many"}, "limit='many' is no integer"),
        ("best_evidence", {"limit": str(2**70)}, "is no integer"),
        ("partner", {}, "nearest are: partners"),
    ],
)
def test_wrong_names_and_parameters_are_told(index: NameIndex, name: str, values: dict[str, str], word: str) -> None:
    with pytest.raises(QueryError, match=word):
        named_query(name).bind(values, index)


def test_entities_are_looked_up_among_their_types(index: NameIndex) -> None:
    assert named_query("institutions_of_park").bind({"park": "云溪高新区"}, index) == {
        "park": "park:云溪高新区",
        "derived": True,
    }
    with pytest.raises(NameNotFoundError, match="of type Park"):
        named_query("institutions_of_park").bind({"park": "青禾大学"}, index)


def test_defaults_fill_in(index: NameIndex) -> None:
    assert named_query("best_evidence").bind({}, index) == {"limit": 20}


@pytest.mark.parametrize("value", ["x'}) DETACH DELETE n //", "$limit", "`"])
def test_values_are_never_part_of_the_query(sample_store: GraphStore, value: str) -> None:
    index = NameIndex([])
    query = parse(
        "text",
        "// title.zh: 甲\n// title.en: A\n// about.zh: 甲\n// about.en: A\n// parameter word: text — a word\n"
        "MATCH (n:Park) RETURN $word AS word, count(*) AS parks",
    )
    assert sample_store.query(query.statement("ladybug"), query.bind({"word": value}, index)).rows == [(value, 1)]


HEAD = "// title.zh: 甲\n// title.en: A\n// about.zh: 甲\n// about.en: A\n"


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (n) RETURN n",
        "// title.zh: 甲\nMATCH (n) RETURN n",
        HEAD + "// parameter x: colour — x\nRETURN $x AS x",
        HEAD + "// parameter x: entity(Unicorn) — x\nRETURN $x AS x",
        HEAD + "// parameter x: text — x\nRETURN 1 AS x",
        HEAD + "RETURN $x AS x",
        HEAD + "// nonsense\nRETURN 1 AS x",
    ],
)
def test_damaged_files_are_told(text: str) -> None:
    with pytest.raises(InstallationError, match=r"queries/broken\.cypher"):
        parse("broken", text)


def test_dialects_have_their_variants() -> None:
    query = parse("two", HEAD + "RETURN 1 AS x", {"neo4j": "RETURN 2 AS x"})
    assert (query.statement("ladybug"), query.statement("neo4j")) == ("RETURN 1 AS x", "RETURN 2 AS x")


@pytest.mark.parametrize(("value", "valid"), [("2024", True), ("2024-05-13", True), ("13.5.2024", False), ("", False)])
def test_dates_are_iso(index: NameIndex, value: str, valid: bool) -> None:
    query = parse("since", HEAD + "// parameter since: date — a date\nRETURN $since AS since")
    if valid:
        assert query.bind({"since": value}, index) == {"since": value}
    else:
        with pytest.raises(QueryError, match="is no date"):
            query.bind({"since": value}, index)
