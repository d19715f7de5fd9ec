"""Evaluation on a text of seven sentences; the expected figures were counted by hand."""

import json
from pathlib import Path

import pytest

from extractors.source import SourceText
from innograph.evaluation import Figure, evaluate, evaluate_texts
from innograph.gold import read_gold, with_gold_names
from schema import Entity, Extraction, Mention, Statement
from schema.errors import InputNotFoundError, InputUnreadableError

TEXT = "甲研究院位于乙市。\n甲院与丙公司 合作。丁某任甲院院长。《乙市年鉴》记载此事。戊中心亦在场。"
GOLD = {
    "document": "note",
    "blocked": ["乙市年鉴"],
    "entities": [
        {"id": "E1", "type": "Institution", "name": "甲研究院", "surfaces": ["甲研究院", "甲院"]},
        {"id": "E2", "type": "Region", "name": "乙市", "surfaces": ["乙市"]},
        {"id": "E3", "type": "Institution", "name": "丙公司", "surfaces": ["丙公司"]},
        {"id": "E4", "type": "Person", "name": "丁某", "surfaces": ["丁某"]},
        {
            "id": "E5",
            "type": "Institution",
            "name": "戊中心",
            "surfaces": [],
            "optional_surfaces": ["戊中心"],
            "optional": True,
        },
    ],
    "relations": [
        {"head": "E1", "type": "LOCATED_IN", "tail": "E2"},
        {"head": "E3", "type": "COOPERATES_WITH", "tail": "E1"},
        {"head": "E4", "type": "WORKS_FOR", "tail": "E1", "role": "院长"},
        {"head": "E5", "type": "LOCATED_IN", "tail": "E2", "optional": True},
    ],
}


def _mention(surface: str, kind: str, entity: str, nth: int = 0) -> Mention:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(surface, start + 1)
    return Mention(start, start + len(surface), kind, entity)


EXTRACTION = Extraction(
    "note",
    "note.txt",
    TEXT,
    "test",
    mentions=(
        _mention("甲研究院", "Institution", "a"),
        _mention("乙市", "Region", "b"),
        _mention("丙公司", "Institution", "c"),
        _mention("丁某", "Institution", "d"),  # wrong type
        _mention("乙市", "Region", "b", nth=1),  # inside a blocked name: left open
        _mention("戊中心", "Institution", "e"),  # optional: left open
        _mention("合作", "Policy", "f"),  # wrong
    ),
    entities=(
        Entity("a", "Institution", "", "甲院"),
        Entity("b", "Region", "", "乙市"),
        Entity("c", "Institution", "", "丙 公司"),
        Entity("d", "Institution", "", "丁某"),
        Entity("e", "Institution", "", "戊中心"),
        Entity("f", "Policy", "", "合作"),
    ),
    statements=(
        Statement("a", "LOCATED_IN", "b", 0, 9),
        Statement("a", "COOPERATES_WITH", "c", 9, 20),  # symmetric: order does not matter
        Statement("d", "WORKS_FOR", "a", 20, 28),  # its head is no right entity
        Statement("e", "LOCATED_IN", "b", 0, 9),  # left open
        Statement("c", "LOCATED_IN", "b", 0, 9, stated=False),  # derived: does not count
    ),
)


@pytest.fixture
def gold_folder(tmp_path: Path) -> Path:
    (tmp_path / "note.gold.json").write_text(json.dumps(GOLD, ensure_ascii=False), encoding="utf-8")
    return tmp_path


def test_figures_are_those_counted_by_hand(gold_folder: Path) -> None:
    figures = {(f.level, f.type): f for f in evaluate(read_gold(gold_folder), {"note": EXTRACTION}).figures()}
    assert figures["mention", "all"] == Figure("mention", "all", 0.6, 0.5, 0.5455, 3, 5, 6)
    assert figures["mention", "Institution"] == Figure("mention", "Institution", 0.6667, 0.5, 0.5714, 2, 3, 4)
    assert figures["entity", "all"] == Figure("entity", "all", 0.6, 0.75, 0.6667, 3, 5, 4)
    assert figures["entity", "Person"] == Figure("entity", "Person", 0.0, 0.0, 0.0, 0, 0, 1)
    assert figures["relation", "all"] == Figure("relation", "all", 0.6667, 0.6667, 0.6667, 2, 3, 3)


def test_disagreements_name_what_was_missed_and_what_is_wrong(gold_folder: Path) -> None:
    found = {(d.level, d.verdict, d.text) for d in evaluate(read_gold(gold_folder), {"note": EXTRACTION}).disagreements}
    assert ("entity", "missed", "丁某") in found
    assert ("entity", "wrong", "合作") in found
    assert ("relation", "missed", "丁某 → 甲研究院") in found
    assert not any("戊中心" in text for level, verdict, text in found if verdict == "wrong" and level == "relation")


def test_a_text_without_extraction_is_an_error(gold_folder: Path) -> None:
    with pytest.raises(InputNotFoundError, match=r"note\.gold\.json"):
        evaluate(read_gold(gold_folder), {})


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "is not a gold annotation"),
        ("[]", "is not a gold annotation"),
        ('{"entities": []}', "the key 'relations' is missing"),
        ('{"entities": [], "relations": [{"head": "E1", "type": "PART_OF", "tail": "E2"}]}', "unknown entity"),
        ('{"entities": [], "relations": [{"head": "E1", "type": "LIKES", "tail": "E2"}]}', "no relation type"),
    ],
)
def test_a_bad_annotation_is_named(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / "bad.gold.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputUnreadableError, match=complaint) as error:
        read_gold(tmp_path)
    assert "bad.gold.json" in str(error.value)


def test_a_folder_without_annotations_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match=r"holds no \*\.gold\.json"):
        read_gold(tmp_path)


def test_names_can_be_given_so_that_relations_are_measured_alone(tmp_path: Path) -> None:
    text = "甲先进材料研究院（以下简称“甲院”）位于乙 川市。\n丁某任甲院院长。\n"
    entities = [
        {"id": "E1", "type": "Institution", "kind": "research_institute", "name": "甲先进材料研究院",
         "surfaces": ["甲先进材料研究院", "甲院"]},
        {"id": "E2", "type": "Region", "kind": "city", "name": "乙川市", "surfaces": ["乙川市"]},
        {"id": "E4", "type": "Person", "name": "丁某", "surfaces": ["丁某"]},
    ]  # fmt: skip
    relations = [
        {"head": "E1", "type": "LOCATED_IN", "tail": "E2"},
        {"head": "E4", "type": "WORKS_FOR", "tail": "E1"},
    ]
    (tmp_path / "note.txt").write_text(text, encoding="utf-8")
    record = {"document": "note", "entities": entities, "relations": relations}
    (tmp_path / "note.gold.json").write_text(json.dumps(record), encoding="utf-8")
    figures = evaluate_texts(tmp_path, tmp_path, gold_entities=True).figures()
    assert {row.level for row in figures} == {"relation"}
    assert {row.type: (row.right, row.predicted, row.gold) for row in figures} == {
        "all": (2, 2, 2), "LOCATED_IN": (1, 1, 1), "WORKS_FOR": (1, 1, 1)
    }  # fmt: skip


def test_given_names_stand_where_the_annotation_has_them(tmp_path: Path) -> None:
    (tmp_path / "note.gold.json").write_text(json.dumps(GOLD, ensure_ascii=False), encoding="utf-8")
    named = with_gold_names(read_gold(tmp_path)[0], SourceText("note", tmp_path / "note.txt", TEXT))
    found = [(passage.text[m.start : m.end], m.entity) for passage, mentions in named.parts for m in mentions]
    assert found == [
        ("甲研究院", "E1"),
        ("乙市", "E2"),
        ("甲院", "E1"),
        ("丙公司", "E3"),
        ("丁某", "E4"),
        ("甲院", "E1"),
    ]
