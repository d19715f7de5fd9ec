"""Relations of whole passages: order, evidence, limits, explanations."""

import logging
import time

import pytest

from extractors.passage import Passage
from extractors.relations import relate
from extractors.relations.explain import explain
from extractors.relations.judge import judge, load_judge
from extractors.relations.relate import MAX_PAIRS, read
from schema import Entity, Mention, ontology
from schema.errors import InstallationError
from tests.extractors.relations.marked_text import read_marked

STORY = (
    "[江岸市科技局|government]印发《[江岸市中试办法|document]》。\n"
    "[云麓公司|company]位于[澄湖产业园|park]，董事长[张远|person]毕业于外地。"
    "该公司与[江岸大学|university]签约，双方将共建[深海实验室|platform]。"
)


def test_statements_point_at_their_sentence() -> None:
    passage, mentions, entities = read_marked(STORY)
    for one in relate(passage, mentions, entities):
        evidence = passage.text[one.start : one.end]
        if one.stated:
            assert entities[one.head].name in evidence or "该公司" in evidence or "双方" in evidence
            assert 0 < one.confidence <= 1
            assert one.rule
        assert one.type in ontology().relation_types


def test_same_input_gives_same_statements() -> None:
    arguments = read_marked(STORY)
    assert relate(*arguments) == relate(*arguments)


def test_ends_agree_with_the_ontology() -> None:
    passage, mentions, entities = read_marked(STORY)
    for one in relate(passage, mentions, entities):
        relation = ontology().relation_types[one.type]
        assert relation.allows(entities[one.head].type, entities[one.tail].type)


def test_own_title_names_the_issuer() -> None:
    title = "江岸市人民政府关于支持中试平台的若干意见"
    text = f"{title}\n各县人民政府：\n江岸市人民政府\n"
    entities = {
        "D": Entity("D", "Policy", "document", title, (title,)),
        "G": Entity("G", "Institution", "government", "江岸市人民政府", ("江岸市人民政府",)),
    }
    at = text.rindex("江岸市人民政府")
    mentions = [Mention(0, len(title), "Policy", "D"), Mention(at, at + 7, "Institution", "G")]
    found = relate(Passage(text, range(len(text) + 1)), mentions, entities)
    assert [(one.head, one.type, one.tail) for one in found if one.stated] == [("G", "ISSUED", "D")]


def test_no_mentions_no_statements() -> None:
    assert relate(Passage("只有字，没有名字。\n", range(10)), [], {}) == []


def crowd(number: int, between: str) -> tuple[Passage, list[Mention], dict[str, Entity]]:
    text, mentions, entities = "", [], {}
    for at in range(number):
        name = f"甲{at}公司"
        entities[name] = Entity(name, "Institution", "company", name, (name,))
        mentions.append(Mention(len(text), len(text) + len(name), "Institution", name))
        text += name + between
    text += "签约。\n"
    return Passage(text, range(len(text) + 1), "长句"), mentions, entities


@pytest.mark.parametrize("between", ["、", "（以下简称", "与合作伙伴共建研究院，该公司"])
def test_endless_sentence_takes_bounded_time(between: str, caplog: pytest.LogCaptureFixture) -> None:
    arguments = crowd(2000, between)
    assert len(read(*arguments).candidates) <= MAX_PAIRS + 2000  # the pairs, and what the reader of posts tells
    began = time.process_time()
    with caplog.at_level(logging.WARNING):
        relate(*arguments, document="名录")
    assert time.process_time() - began < 10
    (message,) = caplog.messages
    assert message.startswith("名录 长句: ")


def test_hundred_thousand_characters_without_a_stop(caplog: pytest.LogCaptureFixture) -> None:
    text = "[云麓公司|company]" + "而且还有许多的话要说，" * 9000 + "与[江岸大学|university]签约。"
    began = time.process_time()
    relate(*read_marked(text), document="长文")
    assert time.process_time() - began < 10
    assert "长文: sentences too long for rules: 1;" in caplog.text


def test_ordinary_text_needs_no_notice(caplog: pytest.LogCaptureFixture) -> None:
    relate(*read_marked(STORY), document="短文")
    assert not caplog.messages


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("前情无关。\n[云麓公司|company]位于[江岸市|city]；天气很好！\n", "云麓公司位于江岸市；"),
        ("走访之后\n  [云麓公司|company]位于[江岸市|city]  \n其余从略\n", "云麓公司位于江岸市"),
        ("天气好吗？[云麓公司|company]位于[江岸市|city]！那里很大。", "云麓公司位于江岸市！"),
        ("“[云麓公司|company]位于[江岸市|city]。”他说。天气很好。", "“云麓公司位于江岸市。”"),
        ("会议结束。[云麓公司|company]很大。该公司位于[江岸市|city]。天气很好。", "该公司位于江岸市。"),
    ],
)
def test_the_evidence_is_whole_sentences_and_no_more(text: str, evidence: str) -> None:
    passage, mentions, entities = read_marked(text)
    (one,) = [one for one in relate(passage, mentions, entities) if one.type == "LOCATED_IN"]
    assert passage.text[one.start : one.end] == evidence


def test_the_evidence_of_an_own_title_is_the_title() -> None:
    passage, mentions, entities = read_marked("[某市人民政府关于支持中试的意见|document]\n[某市人民政府|government]\n")
    (one,) = relate(passage, mentions, entities)
    assert (one.rule, passage.text[one.start : one.end]) == (
        "documents.own-title",
        "某市人民政府关于支持中试的意见",
    )


def test_explanation_shows_mentions_clauses_and_rules() -> None:
    passage, mentions, entities = read_marked("[云麓公司|company]没有收购[澄湖科技|company]。该公司位于[江岸市|city]。")
    first, second = explain(passage, mentions, entities)
    assert [one.entity for one in first.mentions] == ["云麓公司", "澄湖科技"]
    assert any(rule.verdict == "negated" and rule.type == "INVESTS_IN" for rule in first.rules)
    assert [one.anaphor for one in second.mentions] == [True, False]
    assert any(rule.rule == "located.verb" and rule.verdict == "stated" for rule in second.rules)
    assert second.clauses[0].subject
    assert any(one.type == "LOCATED_IN" and one.reasons for one in second.weighed)
    assert passage.text[second.start : second.end] == second.text


def test_judge_knows_every_relation() -> None:
    assert {name for name, _ in judge().outputs} >= set(ontology().relation_types)
    assert set(judge().thresholds) == set(ontology().relation_types)


@pytest.mark.parametrize("content", ["", "{}", '{"features": []}'])
def test_damaged_judge_is_named(tmp_path, content: str) -> None:
    path = tmp_path / "judge.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InstallationError, match=r"judge\.json"):
        load_judge(path)


def test_missing_judge_is_named(tmp_path) -> None:
    with pytest.raises(InstallationError, match="install innograph again"):
        load_judge(tmp_path / "none.json")
