"""Every rule reads its example and leaves its counter-example alone."""

import re
from typing import Any

import pytest

from extractors.relations.discourse import read_discourse
from extractors.relations.documents import own_titles
from extractors.relations.relate import read
from extractors.relations.resources import FOLDER, read_yaml
from extractors.relations.rulebook import Rule, read_rules, rules
from extractors.relations.scene import build_sentences
from schema.errors import InstallationError
from tests.extractors.relations.marked_text import read_marked

CODE_RULES = read_yaml(FOLDER / "code_rules.yaml")["rules"]
REST = "example: a, expects: [b], counter: c"


def read_by(rule: Rule, source: str) -> set[str]:
    passage, mentions, entities = read_marked(source)
    sentences = build_sentences(passage.text, mentions, entities)
    read_discourse(passage.text, sentences)
    found = set()
    for sentence in sentences:
        for view in sentence.views:
            for vote in rule.votes(view):
                if vote.reading in ("", "planned"):
                    found.add(f"{vote.head.entity.name} {vote.type} {vote.tail.entity.name}")
    return found


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_example_is_read(rule: Rule) -> None:
    assert rule.expects
    assert set(rule.expects) <= read_by(rule, rule.example)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_counter_example_is_left_alone(rule: Rule) -> None:
    assert read_by(rule, rule.counter) == set()


def read_by_code(rule: str, source: str) -> set[str]:
    passage, mentions, entities = read_marked(source)
    names = {key: entity.name for key, entity in entities.items()}
    votes = [vote for _, votes in read(passage, mentions, entities).sentences for vote in votes if vote.rule == rule]
    found = {f"{vote.head.entity.name} {vote.type} {vote.tail.entity.name}" for vote in votes}
    stated = [one for one in own_titles([], mentions, entities) if one.rule == rule]
    return found | {f"{names[one.head]} {one.type} {names[one.tail]}" for one in stated}


@pytest.mark.parametrize("rule", CODE_RULES, ids=lambda rule: rule["id"])
def test_code_reads_its_examples(rule: dict[str, Any]) -> None:
    assert set(rule["expects"]) <= read_by_code(rule["id"], rule["example"])
    assert read_by_code(rule["id"], rule["counter"]) == set()


def test_every_rule_of_the_code_is_described() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.py")))
    assert set(re.findall(r'"((?:posts|rosters|documents)\.[a-z-]+)"', sources)) == {rule["id"] for rule in CODE_RULES}


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in rules()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("relation: FOUNDED\nrules: [{id: x}]\n", "pattern"),
        (f"relation: NOTHING\nrules: [{{id: x, pattern: '{{head:org}}', {REST}}}]\n", "NOTHING"),
        (f"relation: FOUNDED\nrules: [{{id: x, pattern: '{{head:dragon}}', {REST}}}]\n", "dragon"),
        (f"relation: FOUNDED\nrules: [{{id: x, pattern: '(', {REST}}}]\n", "unterminated"),
        ("relation: [", "not valid YAML"),
    ],
)
def test_damaged_file_is_named(tmp_path, body, complaint) -> None:
    path = tmp_path / "damaged.yaml"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(InstallationError, match=complaint) as caught:
        read_rules(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
