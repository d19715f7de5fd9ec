"""Sample extractions, written by hand: texts of our own and a small way to say what is in them."""

from pathlib import Path

from schema import Article, Entity, Extraction, Mention, Statement

EntityLine = tuple[str, str, str, str]  # id, type, kind, names parted by "|", the first the canonical one
StatementLine = tuple[str, str, str, str]  # head, type, tail, the sentence


def extraction(
    source: str,
    articles: list[tuple[str, str, str]],
    entities: list[EntityLine],
    statements: list[StatementLine],
    *,
    codes: dict[str, str] | None = None,
    numbers: dict[str, str] | None = None,
    roles: dict[tuple[str, str], str] | None = None,
    pipeline: str = "1",
    **common: object,
) -> Extraction:
    """An extraction of `articles` (title, date, body); every occurrence of a name in the text is a mention.

    A statement's sentence has to stand in the text; with an empty one it is derived and covers the first article.
    """
    text, tiles = "", []
    for title, date, body in articles:
        start = len(text)
        text += f"{title}\n{body}\n"
        tiles.append(Article(start, len(text), title, date))
    mentions, taken = [], [False] * len(text)
    names = [(name, line) for line in entities for name in line[3].split("|")]
    for name, (entity, entity_type, _, _) in sorted(names, key=lambda item: -len(item[0])):
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if not any(taken[start:end]):
                mentions.append(Mention(start, end, entity_type, entity, 0.9, ("hand",)))
                taken[start:end] = [True] * (end - start)
            start = text.find(name, end)
    made = []
    for head, relation, tail, sentence in statements:
        start = text.index(sentence)
        made.append(
            Statement(
                head,
                relation,
                tail,
                start,
                start + len(sentence) if sentence else tiles[0].end,
                stated=bool(sentence),
                rule=f"hand.{relation.lower()}",
                role=(roles or {}).get((head, tail), ""),
                **{"confidence": 0.8, **common},  # type: ignore[arg-type]
            )
        )
    return Extraction(
        document=Path(source).stem,
        source=source,
        text=text,
        pipeline=pipeline,
        articles=tuple(tiles),
        mentions=tuple(sorted(mentions, key=lambda mention: mention.start)),
        entities=tuple(
            Entity(
                id_,
                type_,
                kind,
                line.split("|")[0],
                tuple(sorted(line.split("|")[1:])),
                (codes or {}).get(id_, ""),
                (numbers or {}).get(id_, ""),
            )
            for id_, type_, kind, line in entities
        ),
        statements=tuple(made),
    )


def park_news(source: str = "a/园区动态.txt") -> Extraction:
    """A newsletter of two articles."""
    return extraction(
        source,
        [
            (
                "云溪高新区再添创新平台",
                "2024-03-05",
                "本报讯 青禾大学与云溪高新区管委会签约共建云溪先进材料研究院，研究院位于云溪高新区。"
                "林知远任云溪先进材料研究院院长。",
            ),
            (
                "星桥科技落户",
                "2024-04-11",
                "星桥科技有限公司（以下简称星桥科技）落户云溪高新区。星桥科技与青禾大学开展合作。"
                "赣州市印发《青年英才行动计划》。",
            ),
        ],
        [
            ("E1", "Institution", "university", "青禾大学"),
            ("E2", "Institution", "government", "云溪高新区管委会"),
            ("E3", "Institution", "research_institute", "云溪先进材料研究院"),
            ("E4", "Park", "high_tech_zone", "云溪高新区"),
            ("E5", "Person", "", "林知远"),
            ("E6", "Institution", "company", "星桥科技有限公司|星桥科技"),
            ("E7", "Region", "city", "赣州市"),
            ("E8", "Policy", "programme", "青年英才行动计划"),
        ],
        [
            ("E1", "FOUNDED", "E3", "青禾大学与云溪高新区管委会签约共建云溪先进材料研究院"),
            ("E2", "FOUNDED", "E3", "青禾大学与云溪高新区管委会签约共建云溪先进材料研究院"),
            ("E2", "COOPERATES_WITH", "E1", "青禾大学与云溪高新区管委会签约共建云溪先进材料研究院"),
            ("E3", "LOCATED_IN", "E4", "研究院位于云溪高新区"),
            ("E5", "WORKS_FOR", "E3", "林知远任云溪先进材料研究院院长"),
            ("E6", "LOCATED_IN", "E4", "星桥科技有限公司（以下简称星桥科技）落户云溪高新区"),
            ("E6", "COOPERATES_WITH", "E1", "星桥科技与青禾大学开展合作"),
            ("E7", "ISSUED", "E8", "赣州市印发《青年英才行动计划》"),
        ],
        codes={"E7": "360700"},
        roles={("E5", "E3"): "院长"},
    )


def later_news(source: str = "b/later.txt") -> Extraction:
    """A report that repeats two relations of `park_news` and adds some."""
    return extraction(
        source,
        [
            (
                "产学研合作走深走实",
                "2024-06",
                "青禾大学与星桥科技有限公司合作研发。林知远任云溪先进材料研究院首席科学家。"
                "《青年英才行动计划》在赣州实施。林知远任远山中学校长？不，远山中学校长是另一位林知远。",
            )
        ],
        [
            ("E1", "Institution", "university", "青禾大学"),
            ("E2", "Institution", "company", "星桥科技有限公司"),
            ("E3", "Person", "", "林知远"),
            ("E4", "Institution", "research_institute", "云溪先进材料研究院"),
            ("E5", "Policy", "programme", "青年英才行动计划"),
            ("E6", "Region", "city", "赣州市|赣州"),
        ],
        [
            ("E1", "COOPERATES_WITH", "E2", "青禾大学与星桥科技有限公司合作研发"),
            ("E3", "WORKS_FOR", "E4", "林知远任云溪先进材料研究院首席科学家"),
            ("E5", "APPLIES_TO", "E6", "《青年英才行动计划》在赣州实施"),
        ],
        codes={"E6": "360700"},
        roles={("E3", "E4"): "首席科学家"},
    )
