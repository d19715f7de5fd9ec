import itertools

from extractors.articles import headline, split_articles

BODY = "某市科技局近日召开会议，部署下半年科技创新工作，要求各县区加快建设创新平台，推动成果转化落地见效。"


def test_articles_tile_the_text_and_begin_at_heads() -> None:
    text = f"内部资料\n●政策动态\n{BODY}\n{BODY}\n● 园区新闻\n{BODY}\n"
    articles = split_articles(text)
    assert [text[article.start : article.end][:4] for article in articles] == ["内部资料", "●政策动", "● 园区"]
    assert articles[0].start == 0
    assert articles[-1].end == len(text)
    assert all(before.end == after.start for before, after in itertools.pairwise(articles))


def test_bullets_of_a_list_and_a_single_sign_are_no_heads() -> None:
    assert len(split_articles(f"{BODY}\n●研发费用加计扣除\n●首台套保险补偿\n●人才公寓\n{BODY}")) == 1
    assert len(split_articles(f"★要闻\n{BODY}")) == 1


def test_markdown_is_split_at_its_first_level_only() -> None:
    assert len(split_articles(f"# 甲\n{BODY}\n## 乙\n{BODY}")) == 1
    assert len(split_articles(f"# 甲\n{BODY}\n## 乙\n{BODY}\n# 丙\n{BODY}")) == 2


def test_the_date_is_that_of_a_short_line_else_that_of_the_file() -> None:
    text = f"简报\n2024年5月13日\n●政策动态\n2024-06-01 来源：本报\n{BODY}\n●园区新闻\n{BODY}会议于2023年1月1日举行。{BODY}\n"
    assert [article.date for article in split_articles(text)] == ["2024-05-13", "2024-06-01", "2024-05-13"]


def test_dates_that_cannot_be_are_none() -> None:
    assert split_articles(f"2024年13月40日\n{BODY}")[0].date == ""


def test_a_headline_is_short_and_no_sentence_and_no_column_name() -> None:
    assert headline(f"●行业动态\n三座园区签约共建中试平台\n{BODY}") == "三座园区签约共建中试平台"
    assert headline(BODY) == ""
    assert headline("") == ""
