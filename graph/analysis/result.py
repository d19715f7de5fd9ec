"""What an analysis is asked and what it answers: a table, and for each row the edges it rests on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.model import Edge, Graph

LEVELS = ("province", "city", "county")
PERIODS = ("year", "quarter", "month")


@dataclass(frozen=True, slots=True)
class Options:
    """What to analyse, and how.

    Attributes:
        relations: relation types that count as ties, or empty for those that the analysis is made for.
        derived: whether relations that no document states count too, in ties and in the places of entities.
        level: one of `LEVELS`: how finely regions are told apart.
        period: one of `PERIODS`: how finely time is.
        word: of policies, a word that their names hold; empty to find the subjects that issuers share.
        seed: of what is random (communities); the same seed gives the same answer.
    """

    relations: Collection[str] = ()
    derived: bool = False
    level: str = "city"
    period: str = "year"
    word: str = ""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """A row of a result: a value for each column, and the edges that it rests on."""

    values: tuple[Any, ...]
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The answer of an analysis.

    Attributes:
        name: of the analysis.
        columns: their names.
        findings: the rows, the weightiest first.
        graph: what was analysed.
        summary: figures about the whole, by name.
    """

    name: str
    columns: tuple[str, ...]
    findings: Sequence[Finding]
    graph: Graph
    summary: Mapping[str, float]

    def records(self, evidence: int | None = None) -> list[dict[str, Any]]:
        """The rows by column name, each with `edges` (as `head –TYPE→ tail`) and `sentences`.

        Args:
            evidence: the most edges to tell for a row, those in most documents first; None for all.
        """
        return [
            dict(zip(self.columns, finding.values, strict=True)) | self._evidence(finding, evidence)
            for finding in self.findings
        ]

    def _evidence(self, finding: Finding, most: int | None) -> dict[str, list[str]]:
        edges = sorted(
            finding.edges, key=lambda edge: (-edge.weight, -edge.confidence, edge.head, edge.type, edge.tail)
        )
        nodes = self.graph.nodes
        told = edges[:most]
        return {
            "edges": [f"{nodes[edge.head].name} –{edge.type}→ {nodes[edge.tail].name}" for edge in told],
            "sentences": list(dict.fromkeys(sentence for edge in told for sentence in edge.sentences)),
        }
