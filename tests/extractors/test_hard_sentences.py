from pathlib import Path

import pytest
import yaml

from extractors.pipeline import Extractor
from extractors.source import SourceText
from schema.errors import InputUnreadableError

TYPES = {"I": "Institution", "K": "Park", "P": "Person", "D": "Policy", "R": "Region"}
CASES = yaml.safe_load(Path(__file__).with_name("hard_sentences.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def _parameters():
    for case in CASES:
        marks = [pytest.mark.xfail(strict=True, reason=case["why"])] if case.get("fails") else []
        yield pytest.param(case, marks=marks, id=case["text"][:18])


@pytest.mark.parametrize("case", _parameters())
def test_mentions_of_a_hard_sentence(extractor, case):
    extraction = extractor.extract(SourceText("case", "case.txt", case["text"]))
    found = {(case["text"][mention.start : mention.end], mention.type) for mention in extraction.mentions}
    expected = {(name, TYPES[key]) for key in TYPES for name in case.get(key, ())}
    assert found == expected, case["why"]


def test_there_are_enough_hard_sentences():
    assert len(CASES) >= 150
    assert len({case["text"] for case in CASES}) == len(CASES)


def test_a_lone_surrogate_is_refused_in_one_line(extractor):
    with pytest.raises(InputUnreadableError, match="lone surrogate"):
        extractor.extract(SourceText("case", "case.txt", "中\ud800国"))


def test_equal_texts_give_equal_extractions(extractor):
    text = "江西省赣州市的青湖锂业股份有限公司（以下简称“青湖锂业”）与北溟大学签约。\n" * 3
    first = extractor.extract(SourceText("case", "case.txt", text))
    assert first.to_json() == Extractor().extract(SourceText("case", "case.txt", text)).to_json()
    names = {entity.name: set(entity.aliases) for entity in first.entities}
    assert names["青湖锂业股份有限公司"] == {"青湖锂业"}
