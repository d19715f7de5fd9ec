"""Every rule reads its example and leaves its counter-example alone."""

import pytest

from extractors.relations.discourse import read_discourse
from extractors.relations.rulebook import Rule, read_rules, rules
from extractors.relations.scene import build_sentences
from schema.errors import InstallationError
from tests.extractors.relations.marked_text import read_marked

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
