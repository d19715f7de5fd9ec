"""Each format is read back by a reader made for it, and says what the graph says, hostile text included."""

import csv
import io
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import igraph
import networkx
import openpyxl
import pytest
from rdflib import PROV, RDF, SDO
from rdflib import Graph as Triples

from graph.export import FORMATS, export
from graph.export.cypher_script import literal, statements
from graph.export.linked_data import TERM, document_iri, entity_iri
from graph.model import ENTITY_PROPERTIES, DocumentNode, Edge, Graph, MentionEdge, Node
from graph.store import open_store
from schema.errors import QueryError, StoreError
from tests.graph.regional_network import regional_network
from tests.neo4j_server import PASSWORD, Server

HOSTILE = '\'}) DETACH DELETE n //\\\' \\u0027 "`;\n</data><script>&amp;]]> $x {"a": 1} =1+1 🧪'


def hostile(text: str) -> Graph:
    """The regional network with `text` in every property that comes from documents."""
    graph = regional_network()
    key = "institution:青禾大学"
    graph.nodes[key] = replace(graph.nodes[key], name=text, aliases=("甲；乙", text), identity=(text,))
    region = "region:360700"
    graph.nodes[region] = replace(graph.nodes[region], longitude=114.93, latitude=25.83)
    graph.documents["d1"] = DocumentNode("d1", text, "2023-03-01", f"a/{text}")
    graph.edges = [
        replace(edge, sentences=(text, *edge.sentences[1:]), role=text) if "d1" in edge.documents else edge
        for edge in graph.edges
    ]
    graph.mentions[0] = replace(graph.mentions[0], surfaces=(text, "甲"))
    return graph


@pytest.fixture(scope="module")
def graph() -> Graph:
    return hostile(HOSTILE)


def written(graph: Graph, path: Path, name: str = "") -> Path:
    files = export(graph, path, name)
    assert all(file.exists() for file in files)
    assert not list(path.parent.rglob("*.part"))
    return path


def node_of(key: str, data: dict[str, Any]) -> Node:
    values = {name: value for name, value in data.items() if name in Node.__slots__}
    lists = {name: tuple(json.loads(data[name])) for name, kind in ENTITY_PROPERTIES.items() if kind == "texts"}
    return Node(**{"id": key, **values, **lists})


def edge_of(head: str, tail: str, data: dict[str, Any]) -> Edge:
    lists = {name: tuple(json.loads(data[name])) for name in ("documents", "sentences", "rules")}
    values = {name: value for name, value in data.items() if name in Edge.__slots__ and name != "type"}
    return Edge(**{"head": head, "tail": tail, "type": data["relation"], **values, **lists})


def in_order(edges: list[Edge]) -> list[Edge]:
    return sorted(edges, key=lambda edge: (edge.head, edge.type, edge.tail))


@pytest.mark.parametrize("suffix", ["graphml", "gexf"])
def test_network_files_hold_the_graph(graph: Graph, tmp_path: Path, suffix: str) -> None:
    path = written(graph, tmp_path / f"graph.{suffix}")
    net = networkx.read_gexf(path) if suffix == "gexf" else networkx.read_graphml(path, force_multigraph=True)
    assert {key: node_of(key, data) for key, data in net.nodes(data=True)} == graph.nodes
    assert in_order([edge_of(head, tail, data) for head, tail, data in net.edges(data=True)]) == graph.edges


def test_igraph_reads_the_graphml(graph: Graph, tmp_path: Path) -> None:
    read = igraph.Graph.Read_GraphML(str(written(graph, tmp_path / "graph.graphml")))
    assert (read.vcount(), read.ecount()) == (len(graph.nodes), len(graph.edges))
    assert sorted(read.es["relation"]) == sorted(edge.type for edge in graph.edges)
    assert HOSTILE in read.vs["name"]


def test_gexf_has_what_gephi_asks_for(graph: Graph, tmp_path: Path) -> None:
    root = ElementTree.parse(written(graph, tmp_path / "graph.gexf")).getroot()
    space = {"g": "http://www.gexf.net/1.2draft"}
    assert root.get("version") == "1.2"
    declared = {item.get("id") for item in root.findall(".//g:attribute", space)}
    used = {item.get("for") for item in root.findall(".//g:attvalue", space)}
    assert used <= declared
    ids = [item.get("id") for item in root.findall(".//g:edge", space)]
    assert len(set(ids)) == len(graph.edges)
    assert {item.get("label") for item in root.findall(".//g:node", space)} == {n.name for n in graph.nodes.values()}


def test_control_characters_become_spaces_in_xml(tmp_path: Path) -> None:
    for suffix in ("graphml", "gexf", "xlsx"):
        written(hostile("a\x00b\x0bc\ufffe"), tmp_path / f"graph.{suffix}")
    net = networkx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    assert net.nodes["institution:青禾大学"]["name"] == "a b c "


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_tables_hold_the_graph(graph: Graph, tmp_path: Path) -> None:
    folder = written(graph, tmp_path / "tables", "csv")
    nodes = {}
    for row in rows_of(folder / "entities.csv"):
        numbers = {name: float(row[name]) if row[name] else None for name in ("longitude", "latitude")}
        counts = {name: int(row[name]) for name in ("documents", "mentions")}
        nodes[row["id"]] = node_of(row["id"], {**row, **numbers, **counts})
    assert nodes == graph.nodes
    edges = [
        edge_of(
            row["head"],
            row["tail"],
            {
                **row,
                "relation": row["type"],
                "stated": row["stated"] == "true",
                "confidence": float(row["confidence"]),
                "weight": int(row["weight"]),
            },
        )
        for row in rows_of(folder / "relations.csv")
    ]
    assert edges == graph.edges
    assert [DocumentNode(**row) for row in rows_of(folder / "documents.csv")] == list(graph.documents.values())
    assert [
        MentionEdge(row["entity"], row["document"], int(row["count"]), tuple(json.loads(row["surfaces"])))
        for row in rows_of(folder / "mentions.csv")
    ] == graph.mentions


def admin_records(path: Path) -> list[dict[str, Any]]:
    """A table of neo4j-admin import, read by what its head says."""
    readers = {
        "string": str,
        "long": int,
        "double": float,
        "boolean": {"true": True, "false": False}.__getitem__,
        "string[]": lambda text: tuple(text.split("\x1f")),
    }
    head, *lines = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    records = []
    for line in lines:
        assert len(line) == len(head)
        record: dict[str, Any] = {}
        for column, value in zip(head, line, strict=True):
            name, _, kind = column.rpartition(":")
            if kind in ("ID", "START_ID", "END_ID"):
                record[kind] = value
            elif kind == "string[]":
                record[name] = readers[kind](value) if value else ()
            else:
                record[name] = readers[kind](value) if value or kind == "string" else None
        records.append(record)
    return records


def test_neo4j_admin_tables_hold_the_graph(graph: Graph, tmp_path: Path) -> None:
    folder = written(graph, tmp_path / "import", "neo4j-admin")
    command = (folder / "import.txt").read_text(encoding="utf-8")
    nodes, edges = {}, []
    for file in folder.glob("*.csv"):
        kind = "nodes" if file.read_text(encoding="utf-8").startswith("id:ID") else "relationships"
        assert f"--{kind}={file.stem}={file.name}" in command
        for record in admin_records(file):
            if kind == "nodes" and file.stem != "Document":
                key = record.pop("ID")
                nodes[key] = Node(id=key, type=file.stem, **record)
            elif kind == "relationships" and file.stem != "MENTIONED_IN":
                edges.append(Edge(record.pop("START_ID"), file.stem, record.pop("END_ID"), **record))
    assert nodes == graph.nodes
    assert in_order(edges) == graph.edges
    assert len(admin_records(folder / "MENTIONED_IN.csv")) == len(graph.mentions)


@pytest.mark.parametrize("suffix", ["ttl", "jsonld"])
def test_linked_data_holds_the_graph_with_its_evidence(graph: Graph, tmp_path: Path, suffix: str) -> None:
    triples = Triples()
    triples.parse(written(graph, tmp_path / f"graph.{suffix}"), format={"ttl": "turtle", "jsonld": "json-ld"}[suffix])
    assert set(triples.subjects(TERM.type)) == {entity_iri(key) for key in graph.nodes}
    for node in graph.nodes.values():
        iri = entity_iri(node.id)
        assert str(triples.value(iri, SDO.name)) == node.name
        assert {str(alias) for alias in triples.objects(iri, SDO.alternateName)} == set(node.aliases)
        assert str(triples.value(iri, TERM.kind) or "") == node.kind
        assert {str(line) for line in triples.objects(iri, TERM.identity)} == set(node.identity)
    found = set()
    for statement in triples.subjects(RDF.type, RDF.Statement):
        head, predicate, tail = (triples.value(statement, term) for term in (RDF.subject, RDF.predicate, RDF.object))
        evidence = {
            (str(triples.value(piece, PROV.value)), triples.value(piece, PROV.wasQuotedFrom))
            for piece in triples.objects(statement, PROV.wasDerivedFrom)
        }
        stated = triples.value(statement, TERM.stated).toPython()
        assert ((head, predicate, tail) in triples) == stated
        confidence = triples.value(statement, TERM.confidence).toPython()
        found.add((head, predicate, tail, stated, float(confidence), frozenset(evidence)))
    assert found == {
        (
            entity_iri(edge.head),
            TERM[edge.type],
            entity_iri(edge.tail),
            edge.stated,
            edge.confidence,
            frozenset(zip(edge.sentences, map(document_iri, edge.documents), strict=True)),
        )
        for edge in graph.edges
    }


def test_linked_data_speaks_schema_org(graph: Graph, tmp_path: Path) -> None:
    triples = Triples().parse(written(graph, tmp_path / "graph.ttl"), format="turtle")
    lin, university = entity_iri("person:林知远@青禾大学"), entity_iri("institution:青禾大学")
    assert (lin, SDO.worksFor, university) in triples
    assert (university, RDF.type, SDO.CollegeOrUniversity) in triples
    laboratory = entity_iri("institution:云溪材料重点实验室")
    assert (laboratory, SDO.founder, university) in triples
    # derived: told as a statement, not as a fact
    assert (laboratory, SDO.parentOrganization, university) not in triples


def test_the_workbook_holds_the_graph_and_no_formula(graph: Graph, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(hostile("=1+1"), tmp_path / "graph.xlsx"))
    assert book.sheetnames == ["实体 entities", "关系 relations", "证据 evidence", "文档 documents"]
    sheets = {}
    for sheet in book:
        head, *lines = sheet.iter_rows()
        assert all(cell.data_type != "f" for line in lines for cell in line)
        sheets[sheet.title] = [{h.value: c.value for h, c in zip(head, line, strict=True)} for line in lines]
    entities = {row["id"]: row for row in sheets["实体 entities"]}
    assert set(entities) == set(graph.nodes)
    assert entities["institution:青禾大学"]["name"] == "=1+1"
    assert entities["institution:星桥科技"]["类别"] == "企业"
    assert entities["region:360700"]["longitude"] == 114.93
    relations = {
        (row["head_id"], row["relation"], row["tail_id"], row["confidence"]) for row in sheets["关系 relations"]
    }
    assert relations == {(edge.head, edge.type, edge.tail, edge.confidence) for edge in graph.edges}
    assert len(sheets["证据 evidence"]) == sum(len(edge.documents) for edge in graph.edges)
    assert {row["id"] for row in sheets["文档 documents"]} == set(graph.documents)


def test_literals_hold_what_would_end_them() -> None:
    assert literal("a'b\\c\nd\u2028") == "'a\\'b\\\\c\\nd\\u2028'"
    assert literal(("甲", 1, 0.5, True, None)) == "['甲', 1, 0.5, true, null]"
    with pytest.raises(TypeError):
        literal(object())


def test_the_script_is_one_statement_a_line(graph: Graph, tmp_path: Path) -> None:
    text = written(graph, tmp_path / "graph.cypher").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert [f"{statement};" for statement in statements(graph)] == lines
    assert all(line.startswith(("CREATE CONSTRAINT innograph_", "UNWIND [{")) for line in lines)


@pytest.mark.neo4j
def test_the_script_makes_the_graph_on_a_server(graph: Graph, neo4j_server: Server) -> None:
    import neo4j

    from graph.reading import read_graph

    with open_store(neo4j_server.url, create=True) as store:
        with (
            neo4j.GraphDatabase.driver(neo4j_server.url.replace("neo4j@", ""), auth=("neo4j", PASSWORD)) as driver,
            driver.session() as session,
        ):
            for _ in range(2):
                for statement in statements(graph):
                    session.run(statement).consume()
        assert asdict(read_graph(store)) == asdict(graph)


def test_wrong_formats_and_places_are_told(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="tells no format"):
        export(graph, tmp_path / "graph.doc")
    with pytest.raises(QueryError, match="nearest are: graphml"):
        export(graph, tmp_path / "graph.x", "grafml")
    with pytest.raises(QueryError, match="empty"):
        export(Graph(), tmp_path / "graph.gexf")
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError):
        export(graph, tmp_path / "file" / "graph.gexf")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


@pytest.mark.parametrize("name", ["graphml", "csv", "neo4j-admin", "turtle", "cypher"])
def test_equal_graphs_give_equal_files(tmp_path: Path, name: str) -> None:
    first, second = (FORMATS[name].write(regional_network()) for _ in range(2))
    assert first == second
