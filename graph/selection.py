"""Which part of a graph to show: around an entity, of some types, stated only, the best connected."""

from collections.abc import Collection
from dataclasses import dataclass

from graph.model import Edge, Graph


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice of nodes and edges; the fields hold together (all must let a node or edge pass).

    Attributes:
        around: id of an entity; only what lies within `depth` steps of it is taken. Empty: everywhere.
        depth: number of steps.
        types: entity types to take, or empty for all. The entity of `around` is taken in any case.
        relations: relation types to take, or empty for all.
        stated_only: whether to leave derived edges out.
        isolated: whether to take nodes without edges.
        most_nodes: the most nodes to take (the best connected ones), or 0 for all.
    """

    around: str = ""
    depth: int = 1
    types: Collection[str] = ()
    relations: Collection[str] = ()
    stated_only: bool = False
    isolated: bool = False
    most_nodes: int = 0


def select(graph: Graph, selection: Selection) -> Graph:
    """The part of `graph` that `selection` chooses, with the documents that its edges rest on, without mentions.

    Raises:
        KeyError: the entity of `around` is not in the graph.
    """
    if selection.around and selection.around not in graph.nodes:
        raise KeyError(selection.around)
    nodes = {
        key
        for key, node in graph.nodes.items()
        if not selection.types or node.type in selection.types or key == selection.around
    }
    edges = [
        edge
        for edge in graph.edges
        if edge.head in nodes
        and edge.tail in nodes
        and (edge.stated or not selection.stated_only)
        and (not selection.relations or edge.type in selection.relations)
    ]
    if selection.around:
        nodes = _within(selection.around, selection.depth, edges)
    elif not selection.isolated:
        nodes = {end for edge in edges for end in (edge.head, edge.tail)}
    if selection.most_nodes and len(nodes) > selection.most_nodes:
        nodes = _best_connected(nodes, edges, selection)
    edges = [edge for edge in edges if edge.head in nodes and edge.tail in nodes]
    documents = {document for edge in edges for document in edge.documents}
    return Graph(
        nodes={key: node for key, node in graph.nodes.items() if key in nodes},
        documents={key: node for key, node in graph.documents.items() if key in documents},
        edges=edges,
    )


def _within(centre: str, depth: int, edges: list[Edge]) -> set[str]:
    reached = {centre}
    for _ in range(depth):
        reached |= {end for edge in edges if {edge.head, edge.tail} & reached for end in (edge.head, edge.tail)}
    return reached


def _best_connected(nodes: set[str], edges: list[Edge], selection: Selection) -> set[str]:
    degree = dict.fromkeys(nodes, 0)
    for edge in edges:
        for end in (edge.head, edge.tail):
            if end in degree:
                degree[end] += 1
    order = sorted(nodes, key=lambda key: (key != selection.around, -degree[key], key))
    return set(order[: selection.most_nodes])
