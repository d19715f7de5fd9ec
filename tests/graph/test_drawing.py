import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic_graph import synthetic_graph
from graph.drawing import colours, draw, script_json, write_drawing
from graph.model import DocumentNode, Edge, Graph, Node
from graph.store import GraphStore
from schema import ontology
from schema.errors import StoreError
from tests.graph.conftest import Build
from tests.graph.graph_samples import later_news, park_news


class Page(HTMLParser):
    """A page as a browser takes it apart: its elements, the texts of its scripts, and all it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.fetched: list[str] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self._open = tag
        if tag in ("script", "style"):
            (self.scripts if tag == "script" else self.styles).append("")
        for name, value in attributes:
            if name in ("src", "href", "data", "action", "srcset", "poster"):
                self.fetched.append(value or "")

    def handle_data(self, text: str) -> None:
        if self._open == "script":
            self.scripts[-1] += text
        elif self._open == "style":
            self.styles[-1] += text

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self.scripts[1])
        return data


def assert_offline(text: str) -> None:
    page = Page(text)
    assert [address for address in page.fetched if not address.startswith("data:")] == []
    for style in page.styles:
        assert not re.search(r"@import|url\(\s*(?!['\"]?data:)", style)
    assert not re.search(r"\b(fetch|XMLHttpRequest|importScripts|WebSocket|sendBeacon)\s*\(", page.scripts[2])
    assert "connect-src" not in text
    assert "default-src 'none'" in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_holds_everything_itself(build: Build, language: str) -> None:
    text = draw(build(park_news(), later_news()), "云溪高新区", language)
    assert_offline(text)
    page = Page(text)
    assert page.elements.count("script") == 3
    assert "vis.Network" in page.scripts[2]
    assert len(page.scripts[0]) > 400_000


def test_edges_show_sentence_and_document(build: Build) -> None:
    data = Page(draw(build(park_news(), later_news()))).data
    titles = [edge["title"] for edge in data["edges"]]
    assert any("星桥科技与青禾大学开展合作" in title and "星桥科技落户" in title for title in titles)
    relation = next(item for item in data["relations"] if len(item["evidence"]) == 2)
    for document, sentence in relation["evidence"]:
        assert document in data["documents"]
        assert sentence


def test_labels_speak_the_language(build: Build) -> None:
    graph = build(park_news())
    chinese, english = draw(graph, language="zh"), draw(graph, language="en")
    assert {edge["label"] for edge in Page(chinese).data["edges"]} >= {"合作", "位于"}
    assert {edge["label"] for edge in Page(english).data["edges"]} >= {"cooperates with", "located in"}
    assert "Institution 4" in english


def test_types_are_coloured_and_in_the_legend(build: Build) -> None:
    graph = build(park_news())
    text = draw(graph)
    assert len(set(colours().values())) == len(ontology().entity_types)
    for node in Page(text).data["nodes"]:
        assert node["color"] == colours()[node["group"]]
    assert all(colour in text for colour in colours().values())


def test_derived_and_planned_edges_look_different() -> None:
    nodes = {key: Node(key, "Institution", key) for key in "ab"}
    edges = [
        Edge("a", "PART_OF", "b"),
        Edge("a", "FOUNDED", "b", stated=False),
        Edge("a", "SUPPORTS", "b", status="planned"),
    ]
    dashes = [edge["dashes"] for edge in Page(draw(Graph(nodes=nodes, edges=edges))).data["edges"]]
    assert dashes == [False, True, [2, 5]]


@pytest.mark.parametrize(
    "mark",
    [
        "</script><script>alert(1)</script>", "<img src=http://x/y onerror=alert(1)>", "'\"`${alert(1)}`",
        "<!--<script>", "😀", "nul\0", "\u2028\u2029", "]]>", "&lt;b&gt;", "</title></style>", "{{ 7*7 }}{% raw %}",
    ],
)  # fmt: skip
def test_text_of_documents_stays_text(mark: str) -> None:
    graph = Graph(
        nodes={"a": Node("a", "Institution", f"甲{mark}", aliases=(mark,)), "b": Node("b", "Park", mark)},
        documents={"d": DocumentNode("d", mark, mark, mark)},
        edges=[Edge("a", "LOCATED_IN", "b", role=mark, documents=("d",), sentences=(mark,), rules=(mark,))],
    )
    plain = Page(draw(Graph(), ""))
    text = draw(graph, mark)
    assert_offline(text)
    page = Page(text)
    extra = ["label", "input", "i"]
    assert sorted(page.elements) == sorted(plain.elements + extra * 2)
    assert page.data["relations"][0]["evidence"] == [["d", mark]]
    assert page.data["entities"]["b"]["name"] == mark


def test_script_json_reads_back() -> None:
    value = {"</script>": ["<!--", "&amp;", "\u2028", 1.5, None]}
    assert json.loads(script_json(value)) == value
    assert not set("<>&\u2028\u2029") & set(script_json(value))


def test_an_empty_graph_gives_a_page_that_says_so() -> None:
    assert "没有可画的关系" in draw(Graph())


def test_the_same_graph_gives_the_same_bytes(build: Build) -> None:
    assert draw(build(park_news(), later_news())) == draw(build(later_news(), park_news()))


def test_physics_is_off_for_large_graphs() -> None:
    data = Page(draw(synthetic_graph(1200, 2000))).data
    assert data["options"]["physics"]["enabled"] is False
    assert all({"x", "y"} <= set(node) for node in data["nodes"])


def test_a_drawing_of_a_store_is_written_in_utf8(sample_store: GraphStore, tmp_path: Path) -> None:
    file = tmp_path / "图.html"
    part = write_drawing(sample_store, file, centre="institution:星桥科技有限公司")
    text = file.read_bytes().decode("utf-8")
    assert '<meta charset="utf-8">' in text
    assert "星桥科技有限公司" in text
    assert "林知远" not in text
    assert len(part.edges) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["图.html"]


def test_a_drawing_that_cannot_be_written_leaves_nothing(sample_store: GraphStore, tmp_path: Path) -> None:
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(StoreError, match=r"folder\.html"):
        write_drawing(sample_store, tmp_path / "folder.html")
    with pytest.raises(StoreError, match="missing"):
        write_drawing(sample_store, tmp_path / "missing" / "x.html")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.html"]
