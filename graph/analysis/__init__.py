"""Measures of innovation networks: each a table, with the edges and sentences that every row rests on.

    result = analyse("brokers", read_graph(store, mentions=False), Options(level="province"))
    result.records(evidence=3)

A new measure is a function from a graph and options to a `Result`, and a line in `ANALYSES`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import process

from graph.analysis.brokers import brokers, structural_holes
from graph.analysis.groups import communities, core_periphery, k_cores
from graph.analysis.growth import Comparison, compare, growth
from graph.analysis.links import link_candidates
from graph.analysis.matrices import kind_matrix, region_matrix, triple_helix
from graph.analysis.policies import policy_diffusion
from graph.analysis.result import Finding, Options, Result
from graph.model import Graph
from schema.errors import QueryError

__all__ = ["ANALYSES", "Analysis", "Comparison", "Finding", "Options", "Result", "analyse", "compare"]


@dataclass(frozen=True, slots=True)
class Analysis:
    """A measure by its name, with a title in each language."""

    name: str
    title: dict[str, str]
    run: Callable[[Graph, Options], Result]


ANALYSES = {
    item.name: item
    for item in (
        Analysis("brokers", {"zh": "区域间的中介者", "en": "Brokers between regions"}, brokers),
        Analysis("structural_holes", {"zh": "结构洞", "en": "Structural holes"}, structural_holes),
        Analysis("communities", {"zh": "社群", "en": "Communities"}, communities),
        Analysis("k_cores", {"zh": "K核", "en": "K-cores"}, k_cores),
        Analysis("core_periphery", {"zh": "核心与边缘", "en": "Core and periphery"}, core_periphery),
        Analysis("region_matrix", {"zh": "区域合作矩阵", "en": "Cooperation by regions"}, region_matrix),
        Analysis("kind_matrix", {"zh": "类别合作矩阵", "en": "Cooperation by kinds"}, kind_matrix),
        Analysis("triple_helix", {"zh": "三螺旋", "en": "Triple helix"}, triple_helix),
        Analysis("policy_diffusion", {"zh": "政策扩散", "en": "Policy diffusion"}, policy_diffusion),
        Analysis("growth", {"zh": "网络增长", "en": "Growth"}, growth),
        Analysis("link_candidates", {"zh": "潜在合作", "en": "Link candidates"}, link_candidates),
    )
}


def analyse(name: str, graph: Graph, options: Options | None = None) -> Result:
    """The result of a measure.

    Args:
        name: one of `ANALYSES`.
        graph: what to measure; mentions are not needed.
        options: what to count, and how finely; by default what documents state, by city and year.

    Raises:
        QueryError: there is no measure of the name (the nearest are told), or the graph is empty.
    """
    if name not in ANALYSES:
        nearest = ", ".join(match for match, _, _ in process.extract(name, list(ANALYSES), limit=3))
        raise QueryError(f"analysis {name}: there is none; the nearest are: {nearest}; see: innograph analyse --list")
    if not graph.nodes:
        raise QueryError(f"analysis {name}: the graph is empty; fill it with: innograph build TEXTS")
    return ANALYSES[name].run(graph, options or Options())
