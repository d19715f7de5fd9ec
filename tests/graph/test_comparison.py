import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.comparison import compare, guess_type
from graph.names import parse
from graph.spelling import normalised
from graph.verdicts import Subject
from schema import ontology
from schema.reference import read_table
from schema.regions import gazetteer
from tests.graph.name_pairs import NamePair, name_pairs

PAIRS = name_pairs()


def answer(a: str, b: str, entity_type: str = "Institution", **known: object) -> str:
    return compare(Subject(a, entity_type, **known), Subject(b, entity_type)).answer  # type: ignore[arg-type]


def test_the_pair_set_is_large_mixed_and_half_hard_negatives() -> None:
    assert len(PAIRS) >= 1000
    assert {pair.type for pair in PAIRS} == set(ontology().entity_types)
    negatives = sum(not pair.same for pair in PAIRS)
    assert 0.45 <= negatives / len(PAIRS) <= 0.6
    assert sum(pair.origin == "written" for pair in PAIRS) >= 300


def test_same_is_precise_and_finds_most_of_the_pair_set() -> None:
    found: Counter[tuple[bool, bool]] = Counter()
    wrong: list[NamePair] = []
    for pair in PAIRS:
        said = answer(pair.a, pair.b, pair.type) == "same"
        found[pair.same, said] += 1
        if said and not pair.same:
            wrong.append(pair)
    precision = found[True, True] / (found[True, True] + found[False, True])
    recall = found[True, True] / (found[True, True] + found[True, False])
    assert precision >= 0.995, wrong
    assert recall >= 0.90


@pytest.mark.parametrize("table", ["universities.csv", "bodies.csv"])
def test_no_two_bodies_of_the_tables_are_one(table: str) -> None:
    column = "province" if table == "universities.csv" else "kind"
    other = "short" if table == "universities.csv" else "other_names"
    names = [row["name"] for row in read_table(table, ("name", other, column))]
    by_spelling: dict[str, set[str]] = {}
    for name in names:
        by_spelling.setdefault(parse(name, (), False).canonical, set()).add(name)
    assert [same for same in by_spelling.values() if len(same) > 1] == []


def test_no_two_regions_of_the_gazetteer_are_one() -> None:
    cities = [region for region in gazetteer().regions if region.kind in ("province", "city")]
    for one, other in itertools.pairwise(cities):
        assert answer(one.name, other.name, "Region") != "same"


def test_every_verdict_has_its_parts_and_reasons() -> None:
    verdict = compare(Subject("浙江省科技厅", "Institution"), Subject("江苏省科学技术厅", "Institution"))
    assert verdict.answer == "different"
    assert [reason.code for reason in verdict.reasons] == ["place_differs"]
    assert verdict.parts[0] == {"region": "浙江省(330000)", "trade": "科技", "form": "厅", "kind": "government"}
    assert "江苏" in verdict.reasons[0].text("zh")
    assert verdict.reasons[0].text("en").startswith("the places differ")


def test_what_documents_tell_counts_but_not_against_a_veto() -> None:
    assert answer("皖南碳基材料研究院", "皖碳院") != "same"
    assert answer("皖南碳基材料研究院", "皖碳院", aliases=frozenset({"皖碳院"})) == "same"
    assert answer("云岭稀土研究院", "云岭矿产研究所", former=frozenset({"云岭矿产研究所"})) == "same"
    assert answer("浙江省科技厅", "江苏省科技厅", former=frozenset({"江苏省科技厅"})) == "different"
    assert answer("许昌市科技局", "市科技局", aliases=frozenset({"市科技局"})) != "same"


def test_people_are_never_one_by_name_alone() -> None:
    assert answer("王伟", "王伟", "Person") == "unsure"
    assert answer("王伟", "王伟", "Person", affiliations=frozenset({"清华大学"})) == "unsure"
    neighbours = frozenset({"institution:甲", "policy:乙"})
    both = [Subject("王伟", "Person", neighbours=neighbours)] * 2
    assert compare(*both).answer == "same"


def test_types_are_guessed_from_names() -> None:
    guessed = {
        "赣州市": "Region", "赣州高新区": "Park", "赣州高新区管委会": "Institution", "清华大学": "Institution",
        "国发〔2018〕44号": "Policy", "科技计划管理办法（试行）": "Policy", "王晓东": "Person",
        "王伟@清华大学": "Person",
    }  # fmt: skip
    assert {name: guess_type(name) for name in guessed} == guessed


SIGNS = "省市县区浙江苏赣州大学院所科技厅局有限公司股份集团高新开发第一二期（）《》关于的办法2023年@·王伟 "
TEXTS = st.text(st.sampled_from(SIGNS), max_size=20)


@given(TEXTS, TEXTS, st.sampled_from(sorted(ontology().entity_types)))
def test_comparison_is_total_and_does_not_depend_on_the_order(a: str, b: str, entity_type: str) -> None:
    assert answer(a, b, entity_type) == answer(b, a, entity_type)


@given(TEXTS, st.sampled_from(["Institution", "Park", "Region", "Policy", "Person"]))
def test_nothing_differs_from_itself(name: str, entity_type: str) -> None:
    assert answer(name, name, entity_type) != "different"


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)
