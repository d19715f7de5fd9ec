"""Sentences of our own: what each states, with roles and plans, and those that state nothing."""

from pathlib import Path

import pytest
import yaml

from extractors.relations import relate
from tests.extractors.relations.marked_text import read_marked

FOLDER = Path(__file__).parent
NOTHING = yaml.safe_load((FOLDER / "sentences_nothing.yaml").read_text(encoding="utf-8"))
STATED = [
    case
    for name in ("sentences_stated.yaml", "sentences_more.yaml")
    for case in yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
]
# Texts that are not yet read as they should be; each must still fail, so that progress is noticed.
NOT_YET = frozenset(yaml.safe_load((FOLDER / "sentences_not_yet.yaml").read_text(encoding="utf-8")))


def marked(text: str, value: object) -> object:
    failing = [pytest.mark.xfail(strict=True, reason="not yet read")] if text in NOT_YET else []
    return pytest.param(value, marks=failing, id=text[:40])


def read(text: str) -> set[str]:
    passage, mentions, entities = read_marked(text)
    found = set()
    for one in relate(passage, mentions, entities):
        if one.stated:
            head, tail = one.head, one.tail
            if one.type == "COOPERATES_WITH":
                head, tail = sorted((head, tail))
            role = f" role={one.role}" if one.role else ""
            found.add(f"{head} {one.type} {tail}{role}{' planned' if one.status else ''}")
    return found


def expected(states: list[str]) -> set[str]:
    result = set()
    for state in states:
        head, kind, tail, *rest = state.split(" ")
        if kind == "COOPERATES_WITH":
            head, tail = sorted((head, tail))
        result.add(" ".join([head, kind, tail, *rest]))
    return result


def test_a_third_states_nothing() -> None:
    assert len(NOTHING) + len(STATED) >= 300
    assert len(NOTHING) * 3 >= len(NOTHING) + len(STATED)


def test_most_are_read() -> None:
    assert len(NOT_YET) * 10 <= (len(NOTHING) + len(STATED)) * 3


@pytest.mark.parametrize("text", [marked(text, text) for text in NOTHING])
def test_nothing(text: str) -> None:
    assert read(text) == set()


@pytest.mark.parametrize("case", [marked(case["text"], case) for case in STATED])
def test_stated(case: dict[str, object]) -> None:
    assert read(str(case["text"])) == expected(case["states"])  # type: ignore[arg-type]
