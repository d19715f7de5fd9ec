import random
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ledger import Ledger
from graph.model import Edge, Graph
from graph.resolution import resolve
from schema import Extraction, Statement
from tests.graph.conftest import Build
from tests.graph.graph_samples import extraction, later_news, park_news


def edge(graph: Graph, head: str, relation: str, tail: str) -> Edge:
    (found,) = [
        edge
        for edge in graph.edges
        if edge.type == relation and graph.nodes[edge.head].name == head and graph.nodes[edge.tail].name == tail
    ]
    return found


def one_sentence(source: str, entities: list[tuple[str, str, str, str]], **options: object) -> Extraction:
    """A document that only names its entities."""
    text = "，".join(line.replace("|", "、") for *_, line in entities)
    return extraction(source, [("", "", text + source)], entities, [], **options)  # type: ignore[arg-type]


def test_two_documents_that_state_one_relation_make_one_edge(build: Build) -> None:
    graph = build(park_news(), later_news())
    found = edge(graph, "星桥科技有限公司", "COOPERATES_WITH", "青禾大学")
    assert found.weight == 2
    assert found.sentences == ("星桥科技与青禾大学开展合作", "青禾大学与星桥科技有限公司合作研发")
    assert [graph.documents[document].date for document in found.documents] == ["2024-04-11", "2024-06"]
    assert found.confidence == pytest.approx(1 - 0.2 * 0.2)
    assert (found.first_date, found.last_date) == ("2024-04-11", "2024-06")


def test_several_sentences_of_one_document_count_once(build: Build) -> None:
    news = park_news()
    again = replace(news.statements[0], start=0, end=5, confidence=0.95, rule="other")
    found = edge(
        build(replace(news, statements=(*news.statements, again))), "青禾大学", "FOUNDED", "云溪先进材料研究院"
    )
    assert (found.weight, found.confidence, found.rules) == (1, 0.95, ("other",))


def test_roles_are_joined_and_planned_needs_all(build: Build) -> None:
    graph = build(park_news(), later_news())
    assert edge(graph, "林知远", "WORKS_FOR", "云溪先进材料研究院").role == "院长；首席科学家"

    def planned(news: Extraction) -> Extraction:
        return replace(news, statements=tuple(replace(item, status="planned") for item in news.statements))

    half = build(planned(park_news()), later_news())
    assert edge(half, "星桥科技有限公司", "COOPERATES_WITH", "青禾大学").status == ""
    assert edge(half, "青禾大学", "FOUNDED", "云溪先进材料研究院").status == "planned"


def test_derived_statements_never_mix_with_stated_ones(build: Build) -> None:
    news = park_news()
    derived = [
        Statement("E3", "LOCATED_IN", "E4", 0, 10, stated=False, confidence=0.99, rule="derived.name"),
        Statement("E3", "LOCATED_IN", "E7", 0, 10, stated=False, confidence=0.9, rule="derived.name"),
    ]
    graph = build(replace(news, statements=(*news.statements, *derived)))
    stated = edge(graph, "云溪先进材料研究院", "LOCATED_IN", "云溪高新区")
    assert (stated.stated, stated.rules, stated.confidence) == (True, ("hand.located_in",), 0.8)
    assert not edge(graph, "云溪先进材料研究院", "LOCATED_IN", "赣州市").stated


def test_nodes_count_their_documents_and_gather_their_names(build: Build) -> None:
    node = build(park_news(), later_news()).nodes["institution:星桥科技有限公司"]
    assert (node.documents, node.aliases, node.kind) == (2, ("星桥科技",), "company")
    assert (node.first_date, node.last_date) == ("2024-04-11", "2024-06")


def test_regions_meet_by_code_and_policies_by_number(build: Build) -> None:
    first = one_sentence(
        "1",
        [("R", "Region", "city", "赣州市"), ("P", "Policy", "document", "关于支持创新的若干意见")],
        codes={"R": "360700"},
        numbers={"P": "国发〔2018〕44号"},
    )
    second = one_sentence(
        "2",
        [("R", "Region", "city", "江西赣州"), ("P", "Policy", "document", "若干意见")],
        codes={"R": "360700"},
        numbers={"P": "国发〔2018〕44号"},
    )
    third = one_sentence("3", [("R", "Region", "", "赣州市"), ("P", "Policy", "", "关于支持创新的若干意见")])
    graph = build(first, second, third)
    assert set(graph.nodes) == {"region:360700", "policy:国发〔2018〕44号"}
    assert graph.nodes["region:360700"].documents == 3


def test_regions_of_a_known_code_have_their_place_on_the_map(build: Build) -> None:
    graph = build(
        one_sentence("1", [("R", "Region", "city", "赣州市")], codes={"R": "360700"}),
        one_sentence("2", [("R", "Region", "city", "乌有市")], codes={"R": "999999"}),
    )
    node = graph.nodes["region:360700"]
    assert node.longitude == pytest.approx(114.93, abs=0.2)
    assert node.latitude == pytest.approx(25.83, abs=0.2)
    assert graph.nodes["region:999999"].longitude is None


def test_a_region_without_code_stays_apart_where_two_bear_its_name(build: Build) -> None:
    documents = [
        one_sentence("1", [("R", "Region", "county", "鼓楼区")], codes={"R": "320106"}),
        one_sentence("2", [("R", "Region", "county", "鼓楼区")], codes={"R": "350102"}),
        one_sentence("3", [("R", "Region", "county", "鼓楼区")]),
    ]
    assert set(build(*documents).nodes) == {"region:320106", "region:350102", "region:鼓楼区"}


def test_names_of_one_type_meet_width_and_space_aside_but_not_across_types(build: Build) -> None:
    graph = build(
        one_sentence("1", [("A", "Institution", "company", "ＡＢＣ（赣州）公司"), ("P", "Park", "other", "云谷")]),
        one_sentence("2", [("A", "Institution", "company", "ABC(赣州)公司"), ("P", "Institution", "platform", "云谷")]),
    )
    assert len(graph.nodes) == 3


@pytest.mark.parametrize(
    ("alias", "full", "meet"),
    [
        ("星桥科技", "星桥科技有限公司", True),
        ("青大", "青禾大学", False),  # too short to be sure
        ("研究院", "云溪先进材料研究院", False),  # a generic tail
        ("市科技局", "许昌市科技局", False),  # relative to its text
        ("远山集团", "星桥科技有限公司", False),  # no abbreviation of the name
    ],
)
def test_defined_aliases_meet_their_full_name(build: Build, alias: str, full: str, meet: bool) -> None:
    graph = build(
        one_sentence("1", [("A", "Institution", "company", f"{full}|{alias}")]),
        one_sentence("2", [("A", "Institution", "company", alias)]),
    )
    assert len(graph.nodes) == (1 if meet else 2)


def test_an_alias_of_two_full_names_meets_neither(build: Build) -> None:
    graph = build(
        one_sentence("1", [("A", "Institution", "company", "星桥科技有限公司|星桥科技")]),
        one_sentence("2", [("A", "Institution", "company", "星桥新材料科技集团|星桥科技")]),
        one_sentence("3", [("A", "Institution", "company", "星桥科技")]),
    )
    assert len(graph.nodes) == 3


def person_at(source: str, employer: str | None) -> Extraction:
    text = f"张明任{employer}主任。{source}" if employer else f"张明出席。{source}"
    entities = [("P", "Person", "", "张明")]
    if employer:
        entities.append(("I", "Institution", "other", employer))
    statements = [("P", "WORKS_FOR", "I", f"张明任{employer}主任")] if employer else []
    return extraction(source, [("", "", text)], entities, statements)


def test_people_meet_by_name_and_employer_only(build: Build) -> None:
    graph = build(
        person_at("1", "甲研究所"),
        person_at("2", "甲研究所"),
        person_at("3", "乙公司"),
        person_at("4", None),
        person_at("5", None),
    )
    people = sorted(key for key in graph.nodes if key.startswith("person:"))
    assert people[:2] != people[2:]
    assert {"person:张明@甲研究所", "person:张明@乙公司"} < set(people)
    assert len(people) == 4


def test_a_shared_employer_links_a_persons_further_posts(build: Build) -> None:
    both = extraction(
        "b",
        [("", "", "张明任甲研究所所长、乙公司董事。")],
        [
            ("P", "Person", "", "张明"),
            ("I", "Institution", "other", "甲研究所"),
            ("C", "Institution", "other", "乙公司"),
        ],
        [("P", "WORKS_FOR", "I", "张明任甲研究所所长"), ("P", "WORKS_FOR", "C", "乙公司董事")],
    )
    graph = build(person_at("1", "甲研究所"), both, person_at("3", "乙公司"))
    assert [key for key in graph.nodes if key.startswith("person:")] == ["person:张明@乙公司"]


def test_entities_of_repeated_articles_are_not_counted_again(build: Build) -> None:
    once = build(park_news("a.txt"))
    assert build(park_news("a.txt"), park_news("b.txt")).fingerprint() == once.fingerprint()


def test_adding_and_retracting_a_file_restores_the_graph(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "s.kg") as ledger:
        ledger.record(park_news(), "h")
        before = resolve(ledger)
        ledger.record(later_news(), "h")
        assert resolve(ledger).fingerprint() != before.fingerprint()
        ledger.retract(["b/later.txt"])
        assert resolve(ledger) == before


NAMES = ("星桥科技有限公司", "星桥科技", "星桥新材料", "青禾大学", "张明", "赣州市", "甲研究所")


@st.composite
def collections(draw: st.DrawFn) -> list[Extraction]:
    """Small collections that share names, articles and people."""
    documents = []
    for number in range(draw(st.integers(2, 5))):
        chosen = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))
        entities, codes = [], {}
        for index, name in enumerate(chosen):
            if name == "张明":
                entities.append((f"E{index}", "Person", "", name))
            elif name == "赣州市":
                entities.append((f"E{index}", "Region", "city", name))
                if draw(st.booleans()):
                    codes[f"E{index}"] = "360700"
            else:
                alias = "|星桥科技" if name == "星桥科技有限公司" and "星桥科技" not in chosen else ""
                kind = draw(st.sampled_from(["company", "university", "other", ""]))
                entities.append((f"E{index}", "Institution", kind, name + alias))
        people = [line[0] for line in entities if line[1] == "Person"]
        places = [line[0] for line in entities if line[1] == "Institution"]
        text = "，".join(chosen)
        statements = [(person, "WORKS_FOR", place, text) for person in people for place in places]
        statements += [(a, "COOPERATES_WITH", b, text) for a in places for b in places if a != b]
        date = draw(st.sampled_from(["", "2024", "2024-05-01"]))
        documents.append(
            extraction(
                f"{number}.txt",
                [("", date, text)],
                entities,
                statements,
                codes=codes,
                confidence=draw(st.sampled_from([0.3, 0.7, 0.9])),
            )
        )
    return documents


@settings(max_examples=40, deadline=None)
@given(collections(), st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_nothing(documents: list[Extraction], shuffler: random.Random) -> None:
    shuffled = shuffler.sample(documents, len(documents))
    graphs = []
    with TemporaryDirectory() as folder:
        for name, order in (("a", documents), ("b", shuffled)):
            with Ledger.create(Path(folder) / name) as ledger:
                for item in order:
                    ledger.record(item, "h")
                graphs.append(resolve(ledger))
    assert graphs[0] == graphs[1]
    assert list(graphs[0].nodes) == list(graphs[1].nodes)


@settings(max_examples=40, deadline=None)
@given(collections())
def test_edges_hold_together(documents: list[Extraction]) -> None:
    with TemporaryDirectory() as folder, Ledger.create(Path(folder) / "s.kg") as ledger:
        for item in documents:
            ledger.record(item, "h")
        graph = resolve(ledger)
    assert len({(edge.head, edge.type, edge.tail) for edge in graph.edges}) == len(graph.edges)
    for edge in graph.edges:
        assert edge.head in graph.nodes
        assert edge.tail in graph.nodes
        assert edge.head != edge.tail
        assert edge.weight == len(edge.documents) == len(edge.sentences) == len(edge.rules) == len(set(edge.documents))
        assert set(edge.documents) <= set(graph.documents)
        assert edge.type != "COOPERATES_WITH" or edge.head < edge.tail
        assert 0 <= edge.confidence <= 1
