"""What names, tables and the hierarchy tell is derived once for the whole graph, never where a document speaks."""

import pytest

from graph.derived import RULES, derive
from graph.model import Edge, Graph, Node
from graph.selection import Selection, select
from schema import Extraction
from tests.graph.conftest import Build
from tests.graph.graph_samples import extraction


def nodes(*lines: str) -> dict[str, Node]:
    """Nodes of lines `type:name` or, for ids that tell a place, `type:name@code`; regions by `Region:code:name`."""
    made = {}
    for line in lines:
        kind, _, rest = line.partition(":")
        code, _, name = rest.rpartition(":")
        key = f"{kind.lower()}:{code or name}"
        made[key] = Node(key, kind, name.partition("@")[0], code=code)
    return made


def told(given: dict[str, Node], *edges: Edge) -> set[tuple[str, str, str, str]]:
    """Names of head and tail, relation and rule of what is derived."""
    found = derive(given, edges)
    assert all(not edge.stated and edge.documents == () and len(edge.rules) == 1 for edge in found)
    assert {edge.rules[0] for edge in found} <= set(RULES)
    return {(given[edge.head].name, edge.type, given[edge.tail].name, edge.rules[0]) for edge in found}


REGIONS = (
    "Region:360000:江西省", "Region:360700:赣州市", "Region:360704:赣县区", "Region:610100:西安市",
    "Region:430000:湖南省", "Region:442000:中山市", "Region:440000:广东省", "Region:420100:武汉市",
    "Region:440300:深圳市", "Region:110000:北京市", "Region:CN:中国",
)  # fmt: skip


def test_regions_lie_in_the_nearest_region_around_them() -> None:
    assert told(nodes(*REGIONS)) == {
        ("赣县区", "LOCATED_IN", "赣州市", "derived.hierarchy"),
        ("赣州市", "LOCATED_IN", "江西省", "derived.hierarchy"),
        ("中山市", "LOCATED_IN", "广东省", "derived.hierarchy"),
        ("深圳市", "LOCATED_IN", "广东省", "derived.hierarchy"),
    }
    assert told(nodes("Region:360000:江西省", "Region:360704:赣县区")) == {
        ("赣县区", "LOCATED_IN", "江西省", "derived.hierarchy")
    }


@pytest.mark.parametrize(
    ("body", "place", "rule"),
    [
        ("Institution:西安市科技局", "西安市", "derived.place-in-name"),
        ("Institution:西安交通大学", "西安市", "derived.place-in-name"),
        ("Institution:中科三环（赣州）新材料有限公司", "赣州市", "derived.place-in-name"),
        ("Institution:中国地质大学（武汉）", "武汉市", "derived.place-in-name"),
        ("Institution:北京大学深圳研究生院", "深圳市", "derived.place-in-name"),
        ("Institution:赣县区人民政府", "赣县区", "derived.place-in-name"),
        ("Institution:宜春市科技局", "江西省", "derived.place-in-name"),  # 宜春市 is no node
        ("Park:赣州高新区", "赣州市", "derived.place-in-name"),
        ("Institution:中南大学", "湖南省", "derived.place-in-table"),
        ("Institution:中山大学", "广东省", "derived.place-in-table"),
        ("Institution:中山大学附属第一医院", "广东省", "derived.place-in-table"),
    ],
)
def test_a_name_or_a_table_tells_the_place(body: str, place: str, rule: str) -> None:
    given = nodes(*REGIONS, body)
    name = given[list(given)[-1]].name
    assert {one for one in told(given) if one[0] == name} == {(name, "LOCATED_IN", place, rule)}


@pytest.mark.parametrize("body", ["Institution:中国科学院", "Institution:江岸大学", "Person:西安", "Policy:西安市条例"])
def test_nothing_is_derived_from_other_names(body: str) -> None:
    given = nodes(*REGIONS, body)
    assert not {one for one in told(given) if one[0] == given[list(given)[-1]].name}


def test_places_of_one_name_are_told_apart_by_the_id() -> None:
    given = nodes("Region:320106:鼓楼区", "Region:350102:鼓楼区", "Institution:鼓楼区科技局@350102")
    found = [edge for edge in derive(given, []) if edge.head == "institution:鼓楼区科技局@350102"]
    assert [edge.tail for edge in found] == ["region:350102"]


def test_a_name_tells_the_whole() -> None:
    given = nodes("Institution:江岸大学", "Institution:江岸大学海洋学院", "Institution:江岸大学海洋学院声学实验室",
                  "Park:绵阳高新区", "Institution:绵阳高新区管委会")  # fmt: skip
    assert told(given) == {
        ("江岸大学海洋学院", "PART_OF", "江岸大学", "derived.parent-in-name"),
        ("江岸大学海洋学院声学实验室", "PART_OF", "江岸大学海洋学院", "derived.parent-in-name"),
        ("绵阳高新区管委会", "LOCATED_IN", "绵阳高新区", "derived.park-in-name"),
    }


def test_what_is_stated_is_not_derived_and_comes_before_it() -> None:
    given = nodes(*REGIONS, "Institution:西安市科技局", "Institution:江岸大学", "Institution:江岸大学海洋学院")
    elsewhere = Edge("institution:西安市科技局", "LOCATED_IN", "region:110000")
    same = Edge("institution:江岸大学海洋学院", "PART_OF", "institution:江岸大学")
    assert not {one for one in told(given, elsewhere, same) if one[0] in ("西安市科技局", "江岸大学海洋学院")}


def two_documents() -> tuple[Extraction, Extraction]:
    bureau = extraction(
        "1.txt", [("短讯", "2024", "西安市科技局开会。")], [("E1", "Institution", "government", "西安市科技局")], []
    )
    city = extraction(
        "2.txt", [("短讯", "2024", "西安市很大。")], [("E1", "Region", "city", "西安市")], [], codes={"E1": "610100"}
    )
    return bureau, city


def test_a_graph_derives_across_documents_whatever_their_order(build: Build) -> None:
    graph = build(*two_documents())
    assert [(edge.head, edge.type, edge.tail, edge.stated, edge.rules) for edge in graph.edges] == [
        ("institution:西安市科技局", "LOCATED_IN", "region:610100", False, ("derived.place-in-name",))
    ]
    assert build(*reversed(two_documents())).fingerprint() == graph.fingerprint()


def test_derived_edges_go_with_what_they_follow_from(build: Build) -> None:
    assert build(two_documents()[0]).edges == []


def test_derived_edges_can_be_left_out() -> None:
    given = nodes(*REGIONS)
    graph = Graph(nodes=given, edges=derive(given, []))
    assert select(graph, Selection(stated_only=True)).edges == []
    assert select(graph, Selection()).edges == graph.edges
