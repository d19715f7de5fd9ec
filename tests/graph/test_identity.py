import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.blocking import candidate_pairs
from graph.clustering import cluster
from graph.comparison import compare
from graph.identity import Evidence, Identities, identify
from graph.ledger import EntityRecord, MentionRecord, StatementRecord
from graph.names import parse
from graph.verdicts import Subject, Verdict, different, same

NAMES = (
    "浙江省科技厅", "浙江省科学技术厅", "江苏省科技厅", "江苏省科学技术厅", "赣州高新区", "赣州高新技术产业开发区",
    "赣州经开区", "博岭威", "广东博岭威科技股份有限公司", "博岭威（苏州）新材料有限公司", "西安交大", "西安交通大学",
    "西安电子科技大学", "南昌市第一医院", "南昌市第二医院", "管委会", "市科技局", "鼓楼区科技局",
    "中国科学院赣江创新研究院", "赣江创新研究院",
)  # fmt: skip
PEOPLE = ("王伟", "李强")


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    """Some documents, each with some of the names, people at some of them, and a region."""
    entities: dict[tuple[str, str], EntityRecord] = {}
    mentions: list[MentionRecord] = []
    statements: list[StatementRecord] = []
    for number in range(draw(st.integers(1, 4))):
        source = f"{number}.txt"
        chosen = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
        records = [(f"E{place}", "Institution", name, "") for place, name in enumerate(chosen)]
        records += [("P", "Person", draw(st.sampled_from(PEOPLE)), "")]
        records += [("R", "Region", *draw(st.sampled_from([("南京市", "320100"), ("福州市", "350100")])))]
        for entity, entity_type, name, code in records:
            entities[source, entity] = EntityRecord(source, entity, entity_type, "", name, (), code, "")
            mentions.append(MentionRecord(f"document:{number}", source, entity, name, 0, 1, 1.0))
        if draw(st.booleans()):
            statements.append(
                StatementRecord(
                    f"document:{number}", source, "P", "WORKS_FOR", "E0", "", 0, 1, True, 1.0, "", "", "", ""
                )
            )
    return Evidence(entities, mentions, statements)


@settings(max_examples=60, deadline=None)
@given(evidence())
def test_no_cluster_holds_two_that_differ(found: Evidence) -> None:
    result = identify(found)
    clusters: dict[str, list[EntityRecord]] = {}
    for key, node in result.ids.items():
        clusters.setdefault(node, []).append(found.entities[key])
    for records in clusters.values():
        for one in records:
            for other in records:
                assert one.type == other.type
                if one.type == "Institution":
                    verdict = compare(Subject(one.name, one.type), Subject(other.name, other.type))
                    assert verdict.answer != "different"
                    places = {name.last.places for name in (parse(one.name), parse(other.name)) if name.last.places}
                    kinds = {name.kind for name in (parse(one.name), parse(other.name)) if name.kind}
                    assert len(places) <= 1
                    assert len(kinds) <= 1
                if one.type == "Region":
                    assert one.code == other.code


@settings(max_examples=40, deadline=None)
@given(evidence(), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(found: Evidence, shuffler: random.Random) -> None:
    keys = shuffler.sample(sorted(found.entities), len(found.entities))
    shuffled = Evidence(
        {key: found.entities[key] for key in keys},
        shuffler.sample(found.mentions, len(found.mentions)),
        shuffler.sample(found.statements, len(found.statements)),
    )
    one, other = identify(found), identify(shuffled)
    assert one == other
    assert sorted(one.ids) == sorted(found.entities)


@settings(max_examples=40, deadline=None)
@given(evidence())
def test_every_old_id_leads_to_a_node(found: Evidence) -> None:
    result = identify(found)
    nodes = set(result.ids.values())
    assert set(result.names) <= nodes | set(result.redirects)
    assert set(result.redirects.values()) <= nodes
    assert not nodes & set(result.redirects)


def one_document(*names: str, source: str = "1") -> Evidence:
    entities = {
        (source, str(place)): EntityRecord(source, str(place), "Institution", "", name, (), "", "")
        for place, name in enumerate(names)
    }
    mentions = [
        MentionRecord(f"document:{source}", source, key[1], record.name, 0, 1, 1.0) for key, record in entities.items()
    ]
    return Evidence(entities, mentions, [])


def joined(*parts: Evidence) -> Identities:
    return identify(
        Evidence(
            {key: record for part in parts for key, record in part.entities.items()},
            [mention for part in parts for mention in part.mentions],
            [],
        )
    )


def test_more_documents_leave_the_ids_of_what_stays_the_same() -> None:
    first = one_document("浙江省科技厅", "西安交通大学")
    more = one_document("江苏省科技厅", "浙江省教育厅", "西安电子科技大学", source="2")
    assert {node for key, node in joined(first, more).ids.items() if key[0] == "1"} == set(joined(first).ids.values())


def test_names_relative_to_their_text_stay_in_it() -> None:
    result = joined(one_document("管委会", "市科技局"), one_document("管委会", "市科技局", source="2"))
    assert len(set(result.ids.values())) == 4
    assert not result.merges


def test_a_short_form_of_two_things_stays_apart_from_both_and_is_queued() -> None:
    result = joined(
        one_document("广东博岭威科技股份有限公司"),
        one_document("浙江博岭威科技股份有限公司", source="2"),
        one_document("博岭威", source="3"),
    )
    assert len(set(result.ids.values())) == 3
    assert {doubt.reasons[0].code for doubt in result.doubts} == {"ambiguous"}


def test_clusters_do_not_grow_over_what_differs() -> None:
    verdicts = {("a", "b"): same("equal"), ("b", "c"): same("equal")}

    def verdict_of(one: str, other: str) -> Verdict:
        return verdicts.get((one, other)) or different("place_differs")

    result = cluster("abc", verdicts, verdict_of)
    assert result.clusters == [["a"], ["b"], ["c"]]
    assert set(result.doubts) == set(verdicts)


def test_pairs_to_compare_grow_with_the_names() -> None:
    def pairs(size: int) -> int:
        chance = random.Random(1)
        signs = "澜屿恒岳朔方锦湾梧启航翠屏云栖鼎泽泓博卓磐川骏陶瑾瑜"
        subjects = {
            f"{number:06}": Subject(f"{''.join(chance.choices(signs, k=3))}新材料有限公司", "Institution")
            for number in range(size)
        }
        return sum(1 for _ in candidate_pairs(subjects))

    started = time.perf_counter()
    assert pairs(4000) < 4 * 4000
    assert pairs(4000) < 8 * max(1, pairs(1000)) + 4000
    assert time.perf_counter() - started < 60
