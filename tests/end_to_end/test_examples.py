"""The example texts yield a graph that is worth looking at, and each edge shows a sentence of its document."""

import json
from pathlib import Path

from graph.ledger import Ledger
from graph.reading import read_graph
from graph.store import open_store
from schema import ontology
from tests.end_to_end.conftest import Innograph


def test_there_are_entities_of_all_types_and_edges_of_all_relations(example_store: Path) -> None:
    with open_store(example_store) as store:
        graph = read_graph(store)
    assert len(graph.nodes) >= 80
    assert sum(edge.stated for edge in graph.edges) >= 120
    assert {node.type for node in graph.nodes.values()} == set(ontology().entity_types)
    assert {edge.type for edge in graph.edges} == set(ontology().relation_types)


def test_every_stated_edge_shows_sentences_that_stand_in_its_documents(example_store: Path) -> None:
    with open_store(example_store) as store, Ledger.open(example_store) as ledger:
        for edge in read_graph(store).edges:
            assert len(edge.sentences) == len(edge.documents)
            assert edge.documents or not edge.stated
            for sentence, document in zip(edge.sentences, edge.documents, strict=True):
                assert "".join(sentence.split()) in "".join(ledger.document_text(document).split())


def test_the_article_that_two_files_hold_counts_once(innograph: Innograph, example_store: Path) -> None:
    query = "MATCH (d:Document) WHERE d.title CONTAINS $title RETURN d.id AS id"
    outcome = innograph("query", query, "title=钠川电池完成4.2亿元B轮融资", "--store", example_store)
    assert len(json.loads(outcome.stdout)) == 1
