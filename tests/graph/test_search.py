import pytest

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
