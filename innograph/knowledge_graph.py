"""The graph as researchers use it in Python and in notebooks: tables are pandas data frames, drawings show inline.

import innograph

graph = innograph.open("innovation.kg")
graph.query("partners", entity="桐汭高新区")
graph.query("MATCH (p:Park) WHERE p.name CONTAINS $word RETURN p.name AS park", word="高新")
graph.analyse("brokers", level="province")
graph.draw("桐汭高新区", depth=2)
"""

import html
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pandas

from graph.analysis import ANALYSES, Comparison, Options, analyse, compare
from graph.drawing import MOST_NODES, draw
from graph.export import Network, export, to_networkx
from graph.model import DOCUMENT, Edge, Graph
from graph.named_queries import named_queries, named_query
from graph.reading import read_graph
from graph.search import NameIndex
from graph.selection import Selection, select
from graph.store import DEFAULT_TIMEOUT_SECONDS, GraphStore, open_store
from innograph.entity import EntityView, view_entity
from schema import ontology
from schema.errors import QueryError

if TYPE_CHECKING:
    from os import PathLike


def open(location: "str | PathLike[str]" = "innograph.kg", password: str | None = None) -> "KnowledgeGraph":
    """The graph at a location, to read.

    Args:
        location: a folder, or the URL of a server (`bolt://…`, `neo4j://…`).
        password: for a server; None takes it from the environment (`NEO4J_PASSWORD`).

    Raises:
        StoreError: there is none, or what is there is not ours.
        InnographError: what a server has to say.
    """
    return KnowledgeGraph(open_store(str(location), password=password), str(location))


class KnowledgeGraph:
    """A graph in a store. What is read whole (for analyses, drawings, networkx) is read once; `refresh` forgets it."""

    def __init__(self, store: GraphStore, location: str = "") -> None:
        """Over an open store, which `close` gives back."""
        self.store = store
        self.location = location

    def query(
        self, question: str, *, limit: int | None = None, timeout: float = DEFAULT_TIMEOUT_SECONDS, **parameters: Any
    ) -> pandas.DataFrame:
        """Rows of a query.

        Args:
            question: the name of a named query, or Cypher that reads.
            limit: the most rows.
            timeout: seconds that it may take.
            parameters: its parameters; where a named query wants an entity, a name will do. For one called
                like a keyword of Python: `**{"from": "林知远"}`.

        Raises:
            QueryError: the name or a parameter is unknown, or the Cypher malformed.
            WriteQueryError: it would change the graph.
            NameNotFoundError, AmbiguousNameError: no entity, or several, bear a name.
            QueryTimeoutError: it took longer.
        """
        if question.isidentifier():
            named = named_query(question)
            values = {name: str(value) for name, value in parameters.items()}
            cypher, bound = named.statement(self.store.dialect), named.bind(values, self.names)
        else:
            cypher, bound = question, parameters
        table = self.store.query(cypher, bound, limit, timeout)
        return pandas.DataFrame(table.rows, columns=pandas.Index(table.columns))

    @staticmethod
    def queries(language: str = "zh") -> pandas.DataFrame:
        """The named queries: what each answers, and its parameters."""
        rows = [
            (item.name, item.title[language], "  ".join(parameter.usage for parameter in item.parameters))
            for item in named_queries().values()
        ]
        return pandas.DataFrame(rows, columns=pandas.Index(["name", "title", "parameters"]))

    @staticmethod
    def analyses(language: str = "zh") -> pandas.DataFrame:
        """The measures that `analyse` knows."""
        rows = [(item.name, item.title[language]) for item in ANALYSES.values()]
        return pandas.DataFrame(rows, columns=pandas.Index(["name", "title"]))

    def analyse(
        self,
        name: str,
        *,
        relations: Collection[str] = (),
        derived: bool = False,
        level: str = "city",
        period: str = "year",
        word: str = "",
        seed: int = 1,
        evidence: int | None = 5,
    ) -> pandas.DataFrame:
        """A measure of the network: see `graph.analysis`.

        Args:
            name: one of `analyses()`.
            relations, derived, level, period, word, seed: see `graph.analysis.Options`.
            evidence: the most edges to tell for a row, or None for all.

        Returns:
            The table, with columns `edges` and `sentences`; figures about the whole in its `attrs`.

        Raises:
            QueryError: there is no measure of the name, or the graph is empty.
        """
        result = analyse(name, self.graph, Options(relations, derived, level, period, word, seed))
        columns = [*result.columns, "edges", "sentences"]
        frame = pandas.DataFrame(result.records(evidence), columns=pandas.Index(columns))
        frame.attrs.update(result.summary)
        return frame

    def search(self, text: str, types: Collection[str] = (), limit: int = 10) -> pandas.DataFrame:
        """Entities by part of a name, pinyin, initials or with typing errors, the surest first."""
        rows = [
            (match.entity.name, match.entity.type, match.entity.kind, match.name, match.reading, match.entity.id)
            for match in self.names.search(text, types, limit)
        ]
        return pandas.DataFrame(rows, columns=pandas.Index(["name", "type", "kind", "found_by", "reading", "id"]))

    def entity(self, name: str) -> "Entity":
        """All that the graph says of one entity, found by name, alias or id.

        Raises:
            NameNotFoundError, AmbiguousNameError: no entity, or several, bear the name.
        """
        return Entity(view_entity(self.store, self.names.find(name).id))

    def networkx(self, stated_only: bool = False) -> Network:
        """The graph as a directed multigraph of networkx: see `graph.export.to_networkx`."""
        return to_networkx(select(self.graph, Selection(stated_only=stated_only, isolated=True)))

    def draw(
        self,
        name: str | None = None,
        *,
        depth: int = 1,
        types: Collection[str] = (),
        relations: Collection[str] = (),
        stated_only: bool = False,
        most_nodes: int = MOST_NODES,
        language: str = "zh",
        height: int = 600,
    ) -> "Drawing":
        """A drawing of the graph, or of the surroundings of one entity; as the last value of a cell it shows inline.

        Args:
            name: an entity, or None for the whole graph.
            depth, types, relations, stated_only, most_nodes: see `graph.selection.Selection`.
            language: `zh` or `en`.
            height: of the drawing in a notebook, in pixels.
        """
        found = self.names.find(name) if name else None
        centre = found.id if found else ""
        part = select(self.graph, Selection(centre, depth, types, relations, stated_only, most_nodes=most_nodes))
        return Drawing(draw(part, found.name if found else "innograph", language), height)

    def compare(self, period_a: str, period_b: str) -> pandas.DataFrame:
        """What documents state in one period and not in the other.

        Args:
            period_a, period_b: `2023`, `2023-05`, or two of them with `/` between: `2022/2023-06`.

        Returns:
            Columns `change` (`gone`, `new`, `kept`), `head`, `relation`, `tail`, `sentences`.

        Raises:
            QueryError: a period is none.
        """
        try:
            found: Comparison = compare(self.graph, period_a, period_b)
        except ValueError as error:
            raise QueryError(str(error)) from error
        rows = [
            (change, *self._row(edge))
            for change, edges in (("gone", found.gone), ("new", found.new), ("kept", found.kept))
            for edge in edges
        ]
        return pandas.DataFrame(rows, columns=pandas.Index(["change", "head", "relation", "tail", "sentences"]))

    def export(self, path: "str | PathLike[str]", form: str = "", stated_only: bool = False) -> list[Path]:
        """Write the graph for another program: see `graph.export.export`."""
        graph = read_graph(self.store)
        if stated_only:
            graph.edges = [edge for edge in graph.edges if edge.stated]
        return export(graph, Path(path), form)

    def counts(self) -> dict[str, int]:
        """Rows by node and edge type."""
        return self.store.counts()

    @cached_property
    def graph(self) -> Graph:
        """The whole graph in memory, without mentions."""
        return read_graph(self.store, mentions=False)

    @cached_property
    def names(self) -> NameIndex:
        """The index of all names."""
        return NameIndex.of_store(self.store)

    def refresh(self) -> Self:
        """Forget what was read, after a new build; returns the graph itself."""
        self.__dict__.pop("graph", None)
        self.__dict__.pop("names", None)
        return self

    def close(self) -> None:
        """Give files and connections back."""
        self.store.close()

    def __enter__(self) -> Self:
        """The graph itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        """Location and size."""
        counts = self.counts()
        entities = sum(counts.get(name, 0) for name in ontology().entity_types)
        relations = sum(counts.get(name, 0) for name in ontology().relation_types)
        return f"<KnowledgeGraph {self.location}: {entities} entities, {relations} relations>"

    def _repr_html_(self) -> str:
        counts, known = self.counts(), ontology()
        labels = {
            name: item.labels for types in (known.entity_types, known.relation_types) for name, item in types.items()
        }
        labels[DOCUMENT] = {"zh": "文档", "en": "Document"}
        rows = [(labels[name]["zh"], name, count) for name, count in counts.items() if name in labels]
        return f"<b>{html.escape(self.location)}</b>" + _html_table(("类型", "type", "count"), rows)

    def _row(self, edge: Edge) -> tuple[str, str, str, list[str]]:
        nodes = self.graph.nodes
        return nodes[edge.head].name, edge.type, nodes[edge.tail].name, list(edge.sentences)


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity as notebooks show it; `view` is all of it."""

    view: EntityView

    @property
    def properties(self) -> Mapping[str, Any]:
        """Those of its node."""
        return self.view.properties

    def relations(self) -> pandas.DataFrame:
        """Its relations, a row for each sentence; derived ones have none."""
        columns = [
            "relation",
            "outgoing",
            "entity",
            "role",
            "stated",
            "confidence",
            "sentence",
            "date",
            "document",
            "id",
        ]
        return pandas.DataFrame(self._rows(), columns=pandas.Index(columns))

    def _rows(self) -> list[tuple[Any, ...]]:
        return [
            (r.type, r.outgoing, r.other, r.role, r.stated, r.confidence, *self._told(evidence), r.other_id)
            for r in self.view.relations
            for evidence in (r.evidence or (None,))
        ]

    @staticmethod
    def _told(evidence: Any) -> tuple[str, str, str]:
        return (evidence.sentence, evidence.date, evidence.title or evidence.source) if evidence else ("", "", "")

    def _repr_html_(self) -> str:
        properties = self.view.properties
        kinds = ontology().entity_types[self.view.type].kinds
        kind = kinds.get(str(properties["kind"]), {}).get("zh", "")
        label = ontology().entity_types[self.view.type].labels["zh"]
        head = f"<b>{html.escape(str(properties['name']))}</b> {html.escape(' · '.join(filter(None, (label, kind))))}"
        aliases = "、".join(map(str, properties["aliases"]))
        rows = [
            (
                ("→ " if row[1] else "← ") + ontology().relation_types[row[0]].labels["zh"],
                row[2],
                row[3],
                row[6],
                row[8],
            )
            for row in self._rows()
        ]
        return f"{head}<br>{html.escape(aliases)}" + _html_table(("关系", "主体", "职务", "原句", "文档"), rows)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page that draws a graph: shown inline by notebooks, and written to a file with `save`."""

    page: str
    height: int = 600

    def save(self, path: "str | PathLike[str]") -> Path:
        """Write the page, which opens without a network."""
        Path(path).write_text(self.page, encoding="utf-8", errors="backslashreplace")
        return Path(path)

    def _repr_html_(self) -> str:
        # A frame of its own: the page's styles and scripts stay out of the notebook's.
        return (
            f'<iframe srcdoc="{html.escape(self.page)}" width="100%" height="{self.height}" '
            'style="border:1px solid #ddd" sandbox="allow-scripts"></iframe>'
        )


def _html_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    head = "".join(f"<th>{html.escape(column)}</th>" for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
