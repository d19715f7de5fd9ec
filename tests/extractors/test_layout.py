import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.layout import passages, simplified

WRAPPED = """\
　　县科技局日前公布，今年将围绕稀土永磁、电子信息和绿色食品三条
产业链组织攻关，由市里安排专项经费，支持企业同高校院所合建创新
平台。首批项目由各县区推荐，经专家评审后立项，执行期一般为两到
三年，结题时要有可量产的样品。
　　第二批项目将于明年启动。
"""


def clean(text: str) -> str:
    return "".join(passage.text for passage in passages(text)[1])


def test_wrapped_lines_are_joined_and_indented_paragraphs_stay_apart() -> None:
    assert clean(WRAPPED).splitlines() == [
        "县科技局日前公布，今年将围绕稀土永磁、电子信息和绿色食品三条产业链组织攻关，由市里安排专项经费，"
        "支持企业同高校院所合建创新平台。首批项目由各县区推荐，经专家评审后立项，执行期一般为两到三年，"
        "结题时要有可量产的样品。",
        "第二批项目将于明年启动。",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "某省人民政府办公厅关于印发《某省绿色\n算力行动方案》的通知",
            "某省人民政府办公厅关于印发《某省绿色算力行动方案》的通知",
        ),
        ("参加的有甲市科技局\n、乙市科技局", "参加的有甲市科技局、乙市科技局"),
        ("演播室　冯　霁　苏日娜", "演播室 冯霁 苏日娜"),
        ("中 国 科 学 院", "中国科学院"),
        ("２０２４年ＡＢＣ公司", "2024年ABC公司"),
        ("5月13日,由甲局和乙局(联合)主办", "5月13日，由甲局和乙局（联合）主办"),
        ("1,200万元", "1,200万元"),
        ("國家高新區與企業合作", "国家高新区与企业合作"),
        ("甲段。\n— 12 —\n乙段。", "甲段。\n乙段。"),
    ],
)
def test_signs_and_breaks(text: str, expected: str) -> None:
    assert clean(text).rstrip("\n") == expected


def test_headlines_lists_and_paragraphs_of_one_line_are_not_joined() -> None:
    text = "园区改革迈出新步\n一、主要做法\n（一）放权\n企业办事不出园区，审批时间压缩了一半以上，办事群众普遍满意。\n1. 一窗受理\n2. 限时办结\n"
    assert clean(text).splitlines() == text.splitlines()


def test_running_heads_vanish_and_the_sentence_goes_on_across_the_page() -> None:
    line = "产业观察　2024年第3期　第{}页\n"
    page = WRAPPED.splitlines(keepends=True)
    text = line.format(11) + "".join(page[:2]) + line.format(12) + "".join(page[2:])
    assert "第12页" not in clean(text)
    assert "合建创新平台" in clean(text)


def test_the_headline_becomes_the_title() -> None:
    articles, cleaned = passages("●编者的话\n两地共建中试平台\n某市科技局今天说，平台年底投用。\n")
    assert articles[0].title == cleaned[0].title == "两地共建中试平台"


def test_simplified_keeps_the_length() -> None:
    text = "臺灣工業技術研究院與頭髮乾燥後台"
    assert len(simplified(text)) == len(text)
    assert "工业技术研究院" in simplified(text)


@given(st.text(alphabet="赣州高新區 　\n\r\t，。（）《》1２a,()、●“”", max_size=200))
def test_every_character_leads_back_to_the_file(text: str) -> None:
    articles, cleaned = passages(text)
    assert len(articles) == len(cleaned)
    for article, passage in zip(articles, cleaned, strict=True):
        assert len(passage.offsets) == len(passage.text) + 1
        assert list(passage.offsets) == sorted(passage.offsets)
        for position, character in enumerate(passage.text):
            start, end = passage.source_span(position, position + 1)
            assert article.start <= start < end <= max(article.end, start + 1)
            if character not in "\n ，（）" and text[start] == character:
                assert text[start:end] == character
