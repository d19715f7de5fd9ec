"""`import innograph`: the graph in Python and in notebooks."""

import html
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import networkx
import pytest

import innograph
from innograph.knowledge_graph import KnowledgeGraph
from schema.errors import AmbiguousNameError, NameNotFoundError, QueryError, StoreError, WriteQueryError
from tests.innograph.conftest import PLAIN

COMPANY = "绵阳青岭材料股份有限公司"


@pytest.fixture
def graph(small_store: Path) -> Iterator[KnowledgeGraph]:
    with innograph.open(small_store) as opened:
        yield opened


def test_named_queries_and_cypher_give_data_frames(graph: KnowledgeGraph) -> None:
    people = graph.query("people_of_institution", institution="青岭材料")
    assert list(people["person"]) == ["王志远"]
    free = graph.query("MATCH (p:Person) WHERE p.name = $name RETURN p.name AS name", name="王志远")
    assert list(free.columns) == ["name"]
    assert list(free["name"]) == ["王志远"]
    none = graph.query("MATCH (p:Person) WHERE p.name = $name RETURN p.name AS name", name="x' OR true //")
    assert none.empty
    assert list(none.columns) == ["name"]
    assert len(graph.query("best_evidence", limit=1)) == 1
    assert len(graph.queries("en")) >= 25


def test_wrong_questions_are_told(graph: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="nearest are: partners"):
        graph.query("partner")
    with pytest.raises(WriteQueryError):
        graph.query("MATCH (n) DETACH DELETE n")
    with pytest.raises(NameNotFoundError, match="王志远"):
        graph.entity("王志元")
    with pytest.raises(QueryError, match="is no period"):
        graph.compare("x", "2024")
    with pytest.raises(StoreError, match="innograph build"):
        innograph.open(tmp_path / "none")
    assert issubclass(AmbiguousNameError, Exception)


def test_search_reads_initials(graph: KnowledgeGraph) -> None:
    found = graph.search("qlcl")
    assert found["name"][0] == COMPANY
    assert found["reading"][0] == "initials"


def test_entities_show_their_sentences(graph: KnowledgeGraph) -> None:
    entity = graph.entity("青岭材料")
    assert entity.properties["name"] == COMPANY
    relations = entity.relations()
    row = relations[relations["entity"] == "王志远"].iloc[0]
    assert (row["relation"], row["outgoing"], row["sentence"]) == ("WORKS_FOR", False, PLAIN.splitlines()[2])
    assert PLAIN.splitlines()[2] in entity._repr_html_()


def test_measures_give_data_frames_with_evidence(graph: KnowledgeGraph) -> None:
    matrix = graph.analyse("kind_matrix")
    assert list(matrix["cooperations"]) == [1]
    assert matrix["sentences"][0] == [PLAIN.splitlines()[3]]
    assert matrix.attrs["cooperations"] == 1
    assert set(graph.analyses()["name"]) >= {"brokers", "growth"}


def test_networkx_holds_all_entities(graph: KnowledgeGraph) -> None:
    net = graph.networkx()
    assert isinstance(net, networkx.MultiDiGraph)
    assert len(net) == len(graph.graph.nodes)
    assert net.number_of_edges() == len(graph.graph.edges)
    assert graph.networkx(stated_only=True).number_of_edges() == sum(edge.stated for edge in graph.graph.edges)


def test_drawings_show_inline_and_are_saved(graph: KnowledgeGraph, tmp_path: Path) -> None:
    drawing = graph.draw("青岭材料", height=300)
    frame = drawing._repr_html_()
    inner = re.search(r'srcdoc="([^"]*)"', frame)
    assert inner is not None
    assert html.unescape(inner[1]) == drawing.page
    assert 'height="300"' in frame
    assert "王志远" in drawing.save(tmp_path / "drawing.html").read_text(encoding="utf-8")


def test_periods_are_compared(graph: KnowledgeGraph) -> None:
    found = graph.compare("2023", "2024")
    assert list(found.columns) == ["change", "head", "relation", "tail", "sentences"]


def test_exports_are_written(graph: KnowledgeGraph, tmp_path: Path) -> None:
    (path,) = graph.export(tmp_path / "graph.graphml")
    (stated,) = graph.export(tmp_path / "stated.graphml", stated_only=True)
    edges = [networkx.read_graphml(file, force_multigraph=True).number_of_edges() for file in (path, stated)]
    assert edges == [len(graph.graph.edges), sum(edge.stated for edge in graph.graph.edges)]
    assert edges[0] > edges[1]


def test_a_graph_tells_its_size_and_escapes_its_location(graph: KnowledgeGraph) -> None:
    assert re.search(r"\d+ entities, \d+ relations", repr(graph))
    shown = KnowledgeGraph(graph.store, "<script>")._repr_html_()
    assert "<script>" not in shown
    assert "Institution" in shown


def test_the_package_imports_without_the_heavy_libraries() -> None:
    code = "import innograph, sys; print([m for m in ('pandas', 'networkx', 'rdflib', 'spacy') if m in sys.modules])"
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert outcome.stdout.strip() == "[]"
