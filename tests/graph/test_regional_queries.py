"""What named queries answer on the hand-checked network; every row was read off `regional_network` by eye."""

from collections.abc import Iterator

import pytest

from graph.named_queries import named_query
from graph.search import NameIndex
from graph.store import GraphStore, open_store
from schema.errors import QueryError
from tests.graph.regional_network import regional_network

LIN = "person:林知远@青禾大学"

# query → parameters, columns looked at, rows
EXPECTED = {
    "alliance_members": (
        {"alliance": "稀土创新联盟"},
        ("kind", "member", "documents"),
        [("company", "星桥科技", 1), ("university", "青禾大学", 1)],
    ),
    "changes_since": (
        {"since": "2024-03"},
        ("first_date", "head", "relation", "tail", "status"),
        [
            ("2024-05-06", "星桥科技", "COOPERATES_WITH", "蓝湾电气", "planned"),
            ("2024-05-06", "林知远", "WORKS_FOR", "石泉矿业", ""),
            ("2024-05-06", "蓝湾电气", "COOPERATES_WITH", "远山大学", ""),
            ("2024-05-06", "赣江资本", "INVESTS_IN", "云溪高新区", "planned"),
        ],
    ),
    "colleagues": (
        {"person": LIN},
        ("colleague", "role", "institution", "sentences"),
        [("周澜", "讲师", "青禾大学", ["周澜 WORKS_FOR 青禾大学 (d3)"])],
    ),
    "companies_with_university": (
        {},
        ("company", "university", "documents"),
        [("星桥科技", "青禾大学", 2), ("蓝湾电气", "远山大学", 1), ("蓝湾电气", "青禾大学", 1)],
    ),
    "companies_without_university": ({}, ("company", "documents"), [("石泉矿业", 2)]),
    "cooperation_between_regions": (
        {"region_a": "江西省", "region_b": "许昌市"},
        ("in_a", "in_b", "status", "sentences"),
        [
            ("星桥科技", "蓝湾电气", "planned", ["星桥科技 COOPERATES_WITH 蓝湾电气 (d4)"]),
            ("青禾大学", "蓝湾电气", "", ["蓝湾电气 COOPERATES_WITH 青禾大学 (d3)"]),
            ("青禾大学", "远山大学", "", ["远山大学 COOPERATES_WITH 青禾大学 (d3)"]),
        ],
    ),
    "cooperation_by_kind": (
        {},
        ("kind_a", "kind_b", "cooperations", "documents"),
        [("company", "university", 3, 4), ("company", "company", 1, 1), ("university", "university", 1, 1)],
    ),
    "derived_relations": (
        {"limit": "2"},
        ("head", "relation", "tail"),
        [("云溪材料重点实验室", "PART_OF", "青禾大学"), ("许昌市政府", "LOCATED_IN", "许昌市")],
    ),
    "entities_without_region": (
        {},
        ("entity", "kind", "documents"),
        [
            ("石泉矿业", "company", 2),
            ("赣江资本", "fund", 2),
            ("白鹭传媒", "media", 1),
            ("稀土创新联盟", "association", 1),
        ],
    ),
    "founders": (
        {"entity": "星桥科技"},
        ("founder", "kind", "relation"),
        [("赣州市科技局", "government", "SUPPORTS"), ("赣江资本", "fund", "INVESTS_IN")],
    ),
    "institutions_of_region": (
        {"region": "赣州市"},
        ("kind", "institution"),
        [
            ("company", "星桥科技"),
            ("government", "赣州市科技局"),
            ("platform", "云溪材料重点实验室"),
            ("university", "青禾大学"),
        ],
    ),
    "investments_in_park": (
        {"park": "云溪高新区"},
        ("investor", "target", "status"),
        [("赣江资本", "星桥科技", ""), ("赣江资本", "云溪高新区", "planned")],
    ),
    "investors": (
        {},
        ("investor", "targets", "documents", "first_date", "last_date"),
        [("赣江资本", 2, 2, "2023-09-10", "2024-05-06")],
    ),
    "isolated": ({}, ("entity", "kind", "documents"), [("白鹭传媒", "media", 1)]),
    "mentioned_together": (
        {"entity": "白鹭传媒", "limit": "3"},
        ("other", "documents", "related"),
        [("东湖产业园", 1, False), ("周澜", 1, False), ("林知远", 1, False)],
    ),
    "mentors": ({}, ("mentor", "student"), [("林知远", "周澜")]),
    "most_connected": (
        {"limit": "3"},
        ("entity", "relations", "documents"),
        [("青禾大学", 8, 10), ("星桥科技", 7, 9), ("云溪高新区", 5, 6)],
    ),
    "parks_by_institutions": (
        {},
        ("park", "kind", "institutions"),
        [("东湖产业园", "company", 1), ("云溪高新区", "company", 1), ("云溪高新区", "platform", 1)],
    ),
    "path_between": (
        {"from": "周澜", "to": "赣江资本"},
        ("steps", "path", "relations"),
        [
            (3, "周澜 – 青禾大学 – 星桥科技 – 赣江资本", "WORKS_FOR – COOPERATES_WITH – INVESTS_IN"),
            (3, "周澜 – 林知远 – 星桥科技 – 赣江资本", "MENTORS – WORKS_FOR – INVESTS_IN"),
        ],
    ),
    "people_linking_institutions": (
        {},
        ("person", "institution_a", "role_a", "institution_b", "role_b"),
        [("林知远", "星桥科技", "首席科学家", "青禾大学", "教授")],
    ),
    "planned": (
        {},
        ("head", "relation", "tail"),
        [("星桥科技", "COOPERATES_WITH", "蓝湾电气"), ("赣江资本", "INVESTS_IN", "云溪高新区")],
    ),
    "platforms_by_operator": (
        {},
        ("operator", "platform", "relation", "documents"),
        [("青禾大学", "云溪材料重点实验室", "FOUNDED", 1), ("青禾大学", "云溪材料重点实验室", "PART_OF", 0)],
    ),
    "policies_by_issuer": (
        {"issuer": "赣州市科技局"},
        ("policy", "number", "first_date", "applies_to"),
        [
            ("赣州市人才十条", "赣市发〔2023〕1号", "2023-03-01", "云溪高新区"),
            ("赣州市人才十条", "赣市发〔2023〕1号", "2023-03-01", "赣州市"),
        ],
    ),
    "policy_followers": (
        {"word": "人才"},
        ("first_date", "issuer", "policy"),
        [("2023-03-01", "赣州市科技局", "赣州市人才十条"), ("2024-02-20", "许昌市政府", "许昌市人才新政")],
    ),
    "policy_scope": (
        {"policy": "赣州市人才十条"},
        ("relation", "entity"),
        [("ISSUED", "赣州市科技局"), ("APPLIES_TO", "云溪高新区"), ("APPLIES_TO", "赣州市")],
    ),
    "same_name": (
        {},
        ("name", "entities", "documents", "first_id", "last_id"),
        [("林知远", 2, 4, "person:林知远@石泉矿业", LIN)],
    ),
    "shared_partners": (
        {"a": "星桥科技", "b": "远山大学"},
        ("partner", "documents_a", "documents_b"),
        [("蓝湾电气", 1, 1), ("青禾大学", 2, 1)],
    ),
    "supports": (
        {"entity": "赣江资本"},
        ("target", "relation", "first_date"),
        [("星桥科技", "INVESTS_IN", "2023-09-10"), ("云溪高新区", "INVESTS_IN", "2024-05-06")],
    ),
    "weakest_evidence": (
        {"limit": "2"},
        ("head", "relation", "tail", "confidence"),
        [("远山大学", "COOPERATES_WITH", "青禾大学", 0.55), ("星桥科技", "COOPERATES_WITH", "蓝湾电气", 0.6)],
    ),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    path = tmp_path_factory.mktemp("regional") / "graph.kg"
    with open_store(path, create=True) as made:
        made.replace(regional_network())
    with open_store(path) as opened:
        yield opened


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_rows(store: GraphStore, name: str) -> None:
    values, columns, rows = EXPECTED[name]
    query = named_query(name)
    answer = store.query(query.statement(store.dialect), query.bind(values, NameIndex.of_store(store)))
    assert [tuple(record[column] for column in columns) for record in answer.records()] == rows


@pytest.mark.parametrize(("region", "found"), [("章贡区", 2), ("赣州市", 4), ("江西省", 4), ("许昌市", 3)])
def test_a_region_holds_what_lies_in_its_parts(store: GraphStore, region: str, found: int) -> None:
    query = named_query("institutions_of_region")
    answer = store.query(query.statement(store.dialect), query.bind({"region": region}, NameIndex.of_store(store)))
    assert len(answer.rows) == found


@pytest.mark.parametrize(
    ("name", "values", "column", "left_out", "added"),
    [
        ("institutions_of_region", {"region": "赣州市"}, "institution", {"赣州市科技局"}, set()),
        ("platforms_by_operator", {}, "relation", {"PART_OF"}, set()),
        ("entities_without_region", {}, "entity", set(), {"赣州市科技局", "许昌市政府"}),
        ("cooperation_between_regions", {"region_a": "江西省", "region_b": "许昌市"}, "in_a", set(), set()),
    ],
)
def test_derived_relations_are_left_out_or_in(
    store: GraphStore, name: str, values: dict[str, str], column: str, left_out: set[str], added: set[str]
) -> None:
    query, index = named_query(name), NameIndex.of_store(store)
    within, without = (
        {
            record[column]
            for record in store.query(
                query.statement(store.dialect), query.bind({**values, "derived": derived}, index)
            ).records()
        }
        for derived in ("true", "False")
    )
    assert (within - without, without - within) == (left_out, added)


def test_paths_run_over_derived_relations_on_demand(store: GraphStore) -> None:
    query, index = named_query("path_between"), NameIndex.of_store(store)
    ends = {"from": "许昌市政府", "to": "东湖产业园"}
    steps = {}
    for derived in ("true", "false"):
        bound = query.bind({**ends, "derived": derived}, index)
        steps[derived] = {record["steps"] for record in store.query(query.statement(store.dialect), bound).records()}
    assert steps == {"true": {2}, "false": {3}}  # without them through the policy that it issued


def test_a_truth_value_is_true_or_false() -> None:
    with pytest.raises(QueryError, match="derived='perhaps' is no truth"):
        named_query("isolated").bind({"derived": "perhaps"}, NameIndex([]))


def test_sums_are_numbers(store: GraphStore) -> None:
    ((total,),) = store.query("MATCH ()-[r:INVESTS_IN]->() RETURN sum(r.weight) AS total").rows
    assert type(total) is int
    assert total == 2


@pytest.mark.parametrize("word", ["' OR 1=1 //", "人才'}) DETACH DELETE n //", "`", "\\"])
def test_a_hostile_word_is_only_a_word(store: GraphStore, word: str) -> None:
    query = named_query("policy_followers")
    assert store.query(query.statement(store.dialect), query.bind({"word": word}, NameIndex([]))).rows == []
