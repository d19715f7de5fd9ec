"""The graph as a network: for networkx, and as GraphML and GEXF for the programs that draw and measure networks.

Nodes are entities, edges relations; documents stand with the edges that rest on them. Neither format knows lists, so
these are written as JSON arrays.
"""

import io
import json
import re
from dataclasses import asdict
from typing import Any, TypeAlias

import networkx

from graph.model import EDGE_PROPERTIES, Graph, node_properties

Network: TypeAlias = "networkx.MultiDiGraph[str]"
# What XML 1.0 cannot hold.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_networkx(graph: Graph) -> Network:
    """The graph as a directed multigraph.

    Returns:
        Nodes are ids with `type` and the properties of the type; edges have `relation`, their key, and the properties
        of edges. Lists stay lists; properties without a value are left out.
    """
    net: Network = networkx.MultiDiGraph()
    for key, node in graph.nodes.items():
        record = asdict(node)
        properties = {name: record[name] for name in node_properties(node.type) if name != "id"}
        net.add_node(key, type=node.type, **_valued(properties))
    for edge in graph.edges:
        record = asdict(edge)
        properties = {name: record[name] for name in EDGE_PROPERTIES}
        net.add_edge(edge.head, edge.tail, key=edge.type, relation=edge.type, **_valued(properties))
    return net


def graphml(graph: Graph) -> dict[str, bytes]:
    """GraphML (Brandes et al. 2002)."""
    buffer = io.BytesIO()
    networkx.write_graphml_xml(_flat(graph), buffer, encoding="utf-8")
    return {"": buffer.getvalue()}


def gexf(graph: Graph) -> dict[str, bytes]:
    """GEXF 1.2 (Gephi); names are the labels of nodes, relation types those of edges."""
    net = _flat(graph)
    for _, data in net.nodes(data=True):
        data["label"] = data["name"]
    for number, (_, _, data) in enumerate(net.edges(data=True)):
        data["id"] = str(number)
        data["label"] = data["relation"]
    buffer = io.BytesIO()
    networkx.write_gexf(net, buffer, encoding="utf-8", version="1.2draft")
    return {"": buffer.getvalue()}


def _flat(graph: Graph) -> Network:
    """The network with lists as JSON, and without characters that XML cannot hold."""
    net = to_networkx(graph)
    renamed: Network = networkx.MultiDiGraph()
    for key, data in net.nodes(data=True):
        renamed.add_node(_xml(key), **{name: _simple(value) for name, value in data.items()})
    for head, tail, key, data in net.edges(keys=True, data=True):
        renamed.add_edge(_xml(head), _xml(tail), key=key, **{name: _simple(value) for name, value in data.items()})
    return renamed


def _simple(value: Any) -> Any:
    if isinstance(value, tuple):
        return _xml(json.dumps(value, ensure_ascii=False))
    return _xml(value) if isinstance(value, str) else value


def _xml(text: str) -> str:
    return _NO_XML.sub(" ", text)


def _valued(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value is not None}
