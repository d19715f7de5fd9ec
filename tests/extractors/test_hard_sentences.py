from pathlib import Path

import pytest
import yaml

from extractors.pipeline import Extractor
from extractors.source import SourceText

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
