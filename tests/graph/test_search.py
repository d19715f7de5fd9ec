import time

import pytest

from benchmarks.synthetic_graph import synthetic_graph
from graph.search import Found, NameIndex
from graph.store import GraphStore
from schema.errors import AmbiguousNameError, NameNotFoundError


@pytest.fixture
def index() -> NameIndex:
    return NameIndex(
        [
            Found(
                "institution:星桥科技有限公司", "Institution", "星桥科技有限公司", "company", ("星桥科技", "XQ（中国）")
            ),
            Found("institution:星桥", "Institution", "星桥", "media"),
            Found("park:星桥", "Park", "星桥", "other"),
            Found("person:张明@甲", "Person", "张明", ""),
            Found("person:张明@乙", "Person", "张明", ""),
            Found("institution:张明工作室", "Institution", "张明工作室", "other", ("张明",)),
        ]
    )


@pytest.mark.parametrize(
    ("name", "types", "expected"),
    [
        ("星桥科技有限公司", (), "institution:星桥科技有限公司"),
        ("星桥科技", (), "institution:星桥科技有限公司"),
        ("xq(中国)", (), "institution:星桥科技有限公司"),
        (" ＸＱ（中国） ", (), "institution:星桥科技有限公司"),
        ("星桥", ("Park",), "park:星桥"),
        ("person:张明@乙", (), "person:张明@乙"),
        ("张明", ("Institution",), "institution:张明工作室"),
    ],
)
def test_names_aliases_ids_and_folded_forms_lead_to_their_entity(
    index: NameIndex, name: str, types: tuple[str, ...], expected: str
) -> None:
    assert index.find(name, types).id == expected


def test_several_entities_are_told_with_their_kinds(index: NameIndex) -> None:
    with pytest.raises(
        AmbiguousNameError, match=r"fits 2 entities: 星桥 \(Institution/media, institution:星桥\); 星桥 \("
    ):
        index.find("星桥")
    with pytest.raises(AmbiguousNameError, match=r"person:张明@乙.*person:张明@甲"):
        index.find("张明")


@pytest.mark.parametrize("name", ["星桥科枝有限公司", "星乔科技"])
def test_of_unknown_names_the_nearest_are_told(index: NameIndex, name: str) -> None:
    with pytest.raises(NameNotFoundError, match="星桥科技"):
        index.find(name)


@pytest.mark.parametrize("name", ["", "完全无关", "}) DETACH DELETE n //", "\0"])
def test_names_near_nothing_are_told(index: NameIndex, name: str) -> None:
    with pytest.raises(NameNotFoundError, match="no name is near it"):
        index.find(name)


def test_an_empty_graph_says_how_to_fill_it() -> None:
    with pytest.raises(NameNotFoundError, match="innograph build"):
        NameIndex([]).find("星桥")


def test_all_names_of_a_store_are_found(sample_store: GraphStore) -> None:
    index = NameIndex.of_store(sample_store)
    assert index.find("星桥科技").id == "institution:星桥科技有限公司"
    assert index.find("赣州").type == "Region"


@pytest.fixture
def places() -> NameIndex:
    names = (
        "赣江创新研究院",
        "赣州星海材料有限公司",
        "重庆银行",
        "长沙高新区",
        "青禾大学",
        "青禾大学附属医院",
        "吕梁市",
        "A9城",
    )
    return NameIndex([Found(f"institution:{name}", "Institution", name, "") for name in names])


@pytest.mark.parametrize(
    ("text", "first", "reading"),
    [
        ("青禾大学", "青禾大学", "exact"),
        ("青禾", "青禾大学", "start"),
        ("星海", "赣州星海材料有限公司", "part"),
        ("gjcx", "赣江创新研究院", "initials"),
        ("xhcl", "赣州星海材料有限公司", "initials"),
        ("ganjiang", "赣江创新研究院", "pinyin"),
        ("GanJiang chuangx", "赣江创新研究院", "pinyin"),
        ("chongqing", "重庆银行", "pinyin"),
        ("cqyh", "重庆银行", "initials"),
        ("changsha", "长沙高新区", "pinyin"),
        ("lvliang", "吕梁市", "pinyin"),
        ("a9", "A9城", "start"),
        ("赣江创薪研究员", "赣江创新研究院", "similar"),
        ("ganjangchuang", "赣江创新研究院", "similar pinyin"),
    ],
)
def test_search_reads_parts_sounds_and_errors(places: NameIndex, text: str, first: str, reading: str) -> None:
    match = places.search(text)[0]
    assert (match.entity.name, match.reading) == (first, reading)


def test_search_puts_the_surest_first_and_each_entity_once(places: NameIndex) -> None:
    assert [match.name for match in places.search("青禾大学")][:2] == ["青禾大学", "青禾大学附属医院"]
    assert len({match.entity.id for match in places.search("大学")}) == len(places.search("大学"))
    assert len(places.search("青禾", limit=1)) == 1
    assert places.search("青禾", types=("Person",)) == []


def test_search_tells_the_alias_that_fits(index: NameIndex) -> None:
    (match,) = [match for match in index.search("xq(中国)") if match.reading == "exact"]
    assert (match.name, match.entity.name) == ("XQ（中国）", "星桥科技有限公司")


@pytest.mark.parametrize("text", ["", " ", "\0", "[", "(?:", "完全无关", "zzzz", "'"])
def test_search_of_nonsense_finds_nothing(places: NameIndex, text: str) -> None:
    assert places.search(text) == []


def test_search_is_fast_on_ten_thousand_names() -> None:
    graph = synthetic_graph(10_000, 10)
    index = NameIndex(
        Found(n.id, n.type, n.name, n.kind, n.aliases, documents=n.documents) for n in graph.nodes.values()
    )
    for text in ("赣州华", "gzkj", "ganzhou", "许昌云山材枓大学", "ganzhu"):
        index.search(text)
        taken = []
        for _ in range(5):
            start = time.process_time()
            assert index.search(text)
            taken.append(time.process_time() - start)
        assert min(taken) < 0.05, text
