"""Drawings: a graph as one HTML page that opens from disk with the cable pulled.

    write_drawing(store, Path("graph.html"), centre="institution:…", depth=2, language="zh")
    page = draw(select(graph, Selection(types={"Institution", "Park"})), title="…", language="en")

pyvis holds the network and brings vis-network; the page is our own template (`drawing.html`), since
pyvis's loads Bootstrap from a server. Text from documents goes into the page as JSON that cannot close a script
element, and from there to the screen as text nodes only, never as HTML.
"""

import json
from collections.abc import Collection
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from pyvis.network import Network

from graph.folder import translated_os_errors
from graph.layout import layout
from graph.model import Edge, Graph, Node
from graph.reading import read_graph
from graph.selection import Selection, select
from graph.store import GraphStore
from schema import ontology

MOST_NODES = 3000
LIVE_NODES = 300
LABELLED_EDGES = 400
LONGEST_LABEL = 16
VIS_VERSION = "vis-9.1.2"

# Okabe and Ito's palette (2008), told apart by colour-blind readers too; further types continue it.
COLOURS = ("#0072B2", "#009E73", "#D55E00", "#CC79A7", "#E69F00", "#56B4E9", "#999999", "#F0E442")

WORDS = {
    "zh": {
        "document": "文档", "documents": "篇文档", "mentions": "次提及", "aliases": "又名", "derived": "推得（虚线）",
        "planned": "拟议（点线）", "confidence": "置信度", "search": "查找名称…", "hint": "点击节点或连线查看依据",
        "nodes": "个实体", "edges": "条关系", "empty": "没有可画的关系。", "none": "没有这个名称",
        "role": "职务", "status_planned": "拟议", "status_derived": "推得，无原文", "more": "另有", "items": "条",
    },
    "en": {
        "document": "document", "documents": "documents", "mentions": "mentions", "aliases": "also", "derived":
        "derived (dashed)", "planned": "planned (dotted)", "confidence": "confidence", "search": "find a name…",
        "hint": "click a node or an edge for its evidence", "nodes": "entities", "edges": "relations",
        "empty": "There is no relation to draw.", "none": "no such name", "role": "role", "status_planned": "planned",
        "status_derived": "derived, no sentence states it", "more": "and", "items": "more",
    },
}  # fmt: skip


def draw(graph: Graph, title: str = "innograph", language: str = "zh") -> str:
    """The page that shows `graph`.

    Args:
        graph: what to show, all of it; choose with `graph.selection.select` first.
        title: heading of the page.
        language: `zh` or `en`, of types, relations and the page's own words.

    Returns:
        An HTML document without a reference to any other resource.

    Raises:
        KeyError: there are no labels in the language.
    """
    words = WORDS[language]
    live = len(graph.nodes) <= LIVE_NODES
    positions = layout(graph)
    degrees = {key: len(edges) for key, edges in graph.neighbours().items()}
    labelled = len(graph.edges) <= LABELLED_EDGES

    # Filled directly: add_node and add_edge search lists, which is quadratic.
    network = Network(height="100%", width="100%", directed=True)
    network.nodes = [_vis_node(node, positions[node.id], degrees[node.id], language) for node in graph.nodes.values()]
    network.edges = [_vis_edge(index, edge, graph, language, labelled) for index, edge in enumerate(graph.edges)]
    network.options = _options(live)
    network.heading = title
    data = {
        "nodes": network.nodes,
        "edges": network.edges,
        "options": network.options,
        "entities": {key: _details(node, language) for key, node in graph.nodes.items()},
        "relations": [_evidence(edge, language) for edge in graph.edges],
        "documents": {key: asdict(document) for key, document in graph.documents.items()},
        "words": words,
        "live": live,
    }
    environment = Environment(autoescape=True)
    network.template = environment.from_string(files("graph").joinpath("drawing.html").read_text(encoding="utf-8"))
    return str(
        network.template.render(
            language={"zh": "zh-CN"}.get(language, language),
            title=title,
            words=words,
            summary=f"{len(graph.nodes)} {words['nodes']} · {len(graph.edges)} {words['edges']}",
            legend=_legend(graph, language),
            style=Markup(_asset("vis-network.css")),  # noqa: S704 (the library's own file)
            script=Markup(_asset("vis-network.min.js")),  # noqa: S704 (the library's own file)
            data=Markup(script_json(data)),  # noqa: S704 (escaped by script_json)
        )
    )


def write_drawing(
    store: GraphStore,
    path: Path,
    *,
    centre: str | None = None,
    depth: int = 1,
    types: Collection[str] = (),
    relations: Collection[str] = (),
    stated_only: bool = False,
    most_nodes: int = MOST_NODES,
    title: str = "",
    language: str = "zh",
) -> Graph:
    """Draw what a store holds, or a part of it, to a file in UTF-8, whole or not at all.

    Args:
        store: where the graph is.
        path: the HTML file to write.
        centre: id of an entity whose surroundings to draw, or None for the whole graph.
        depth, types, relations, stated_only, most_nodes: see `Selection`.
        title: heading; by default the name of the centre, or `innograph`.
        language: `zh` or `en`.

    Returns:
        What was drawn.

    Raises:
        KeyError: the centre is not in the graph.
        PermissionDeniedError, DiskFullError, StoreError: the file cannot be written.
    """
    graph = read_graph(store, mentions=False)
    part = select(graph, Selection(centre or "", depth, types, relations, stated_only, most_nodes=most_nodes))
    page = draw(part, title or (graph.nodes[centre].name if centre else "innograph"), language)
    new = path.with_name(path.name + ".new")
    with translated_os_errors(path):
        try:
            new.write_text(page, encoding="utf-8", errors="backslashreplace")
            new.replace(path)
        except OSError:
            new.unlink(missing_ok=True)
            raise
    return part


def script_json(value: Any) -> str:
    """JSON that may stand inside a script element: no `<`, `>`, `&`, nor line separators of JavaScript."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def colours() -> dict[str, str]:
    """The colour of each entity type, in the order of the ontology."""
    return {name: COLOURS[index % len(COLOURS)] for index, name in enumerate(ontology().entity_types)}


def _vis_node(node: Node, position: tuple[int, int], degree: int, language: str) -> dict[str, Any]:
    label = node.name if len(node.name) <= LONGEST_LABEL else f"{node.name[: LONGEST_LABEL - 1]}…"
    return {
        "id": node.id,
        "label": label,
        "title": f"{node.name}\n{_type_label(node, language)}",
        "group": node.type,
        "color": colours()[node.type],
        "shape": "dot",
        "size": round(10 + 5 * degree**0.5, 1),
        # Well connected nodes keep a name that can be read when the whole graph is in sight.
        "font": {"size": round(min(64.0, 11 + 9 * degree**0.5))},
        "x": position[0],
        "y": position[1],
    }


def _vis_edge(index: int, edge: Edge, graph: Graph, language: str, labelled: bool) -> dict[str, Any]:
    relation = ontology().relation_types[edge.type]
    label = relation.labels[language]
    lines = [f"{graph.nodes[edge.head].name} — {label} → {graph.nodes[edge.tail].name}"]
    if edge.sentences:
        document = graph.documents.get(edge.documents[0])
        lines += [edge.sentences[0], document.title or document.id if document else edge.documents[0]]
    record: dict[str, Any] = {
        "id": index,
        "from": edge.head,
        "to": edge.tail,
        "title": "\n".join(lines),
        "arrows": "" if relation.symmetric else "to",
        "width": round(min(8.0, 1 + edge.weight**0.5), 1),
        "dashes": [2, 5] if edge.status == "planned" else not edge.stated,
    }
    if labelled:
        record["label"] = label
    return record


def _details(node: Node, language: str) -> dict[str, Any]:
    period = " – ".join(dict.fromkeys(date for date in (node.first_date, node.last_date) if date))
    return {
        "name": node.name,
        "type": _type_label(node, language),
        "id": node.id,
        "aliases": list(node.aliases),
        "documents": node.documents,
        "mentions": node.mentions,
        "period": period,
    }


def _evidence(edge: Edge, language: str) -> dict[str, Any]:
    return {
        "label": ontology().relation_types[edge.type].labels[language],
        "stated": edge.stated,
        "planned": edge.status == "planned",
        "confidence": edge.confidence,
        "role": edge.role,
        "evidence": list(zip(edge.documents, edge.sentences, strict=True)),
    }


def _type_label(node: Node, language: str) -> str:
    entity_type = ontology().entity_types[node.type]
    kind = entity_type.kinds.get(node.kind, {}).get(language, "")
    return entity_type.labels[language] + (f" · {kind}" if kind else "")


def _legend(graph: Graph, language: str) -> list[dict[str, Any]]:
    counts = graph.counts()
    return [
        {"type": name, "label": entity_type.labels[language], "colour": colours()[name], "count": counts[name]}
        for name, entity_type in ontology().entity_types.items()
        if counts.get(name)
    ]


def _options(live: bool) -> dict[str, Any]:
    return {
        "nodes": {
            "scaling": {"label": {"drawThreshold": 6}},
            "font": {"strokeWidth": 3, "face": "system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"},
        },
        "edges": {
            "color": {"color": "#9aa5b1", "highlight": "#d1242f", "hover": "#57606a", "opacity": 0.9 if live else 0.4},
            "font": {"size": 10, "color": "#57606a", "strokeWidth": 3, "align": "middle"},
            "arrows": {"to": {"scaleFactor": 0.6}},
            "smooth": {"enabled": live, "type": "dynamic" if live else "continuous"},
        },
        "interaction": {"hover": True, "tooltipDelay": 150, "hideEdgesOnDrag": not live, "navigationButtons": False},
        "layout": {"randomSeed": 1, "improvedLayout": False},
        "physics": {
            "enabled": live,
            "barnesHut": {
                "springLength": 110,
                "avoidOverlap": 0.4,
                "gravitationalConstant": -4400,
                "centralGravity": 0.8,
            },
            "stabilization": {"iterations": 200},
        },
    }


def _asset(name: str) -> str:
    """A file of vis-network, as pyvis brings it, fit to stand inside an element of the page."""
    text = files("pyvis").joinpath("lib", VIS_VERSION, name).read_text(encoding="utf-8")
    return text.replace("</script", "<\\/script").replace("</style", "<\\/style")
