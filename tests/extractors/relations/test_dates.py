"""Dates are read from sentences as precisely as the words tell."""

from pathlib import Path

import pytest
import yaml

from extractors.relations.dates import date_of, number

CASES = yaml.safe_load(Path(__file__).with_name("dates.yaml").read_text(encoding="utf-8"))


def test_there_are_a_hundred() -> None:
    assert len(CASES) >= 100


@pytest.mark.parametrize(("sentence", "article", "expected"), CASES)
def test_date(sentence: str, article: str, expected: str) -> None:
    assert date_of(sentence, article) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", 7), ("十", 10), ("十二", 12), ("二十", 20), ("三十一", 31), ("〇", 0), ("两", 2), ("一二", 0)],
)
def test_number(text: str, value: int) -> None:
    assert number(text) == value
