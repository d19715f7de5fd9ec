"""How the network changes in time: growth by period, and what differs between two periods."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from graph.analysis.network import tied_edges
from graph.analysis.result import Finding, Options, Result
from graph.model import Edge, Graph


def growth(graph: Graph, options: Options) -> Result:
    """How actors and ties grow: new ones by period, and what the network has become by its end.

    A tie begins in the period in which a document first states it, an actor with its first tie; ties without a date do
    not count. The summary tells the exponent a of e(t) ~ n(t)^a, fitted by least squares on logarithms over the
    periods: above 1, the network grows denser.

    Source: J. Leskovec, J. Kleinberg, C. Faloutsos: Graphs over Time: Densification Laws, Shrinking Diameters and
    Possible Explanations. KDD 2005, 177–187.

    Returns:
        Columns `period`, `new_actors`, `new_ties`, `actors`, `ties` (so far), `mean_degree`, `density`; every period
        between the first and the last has a row.
    """
    dated: dict[str, list[Edge]] = {}
    pairs: dict[tuple[str, str], str] = {}
    edges = [edge for edge in tied_edges(graph, options) if edge.first_date]
    for edge in sorted(edges, key=lambda edge: (edge.first_date, edge.head, edge.type, edge.tail)):
        period = period_of(edge.first_date, options.period)
        pair = (edge.head, edge.tail) if edge.head < edge.tail else (edge.tail, edge.head)
        pairs.setdefault(pair, period)
        dated.setdefault(period, []).append(edge)
    began: dict[str, str] = {}
    for pair, period in sorted(pairs.items(), key=lambda item: item[1]):
        for end in pair:
            began.setdefault(end, period)
    findings, actors, ties = [], 0, 0
    points = []
    new_actors, new_ties = _counts(began.values()), _counts(pairs.values())
    for period in periods_between(dated, options.period):
        actors += new_actors.get(period, 0)
        ties += new_ties.get(period, 0)
        points.append((actors, ties))
        density = 2 * ties / (actors * (actors - 1))
        values = (
            period,
            new_actors.get(period, 0),
            new_ties.get(period, 0),
            actors,
            ties,
            round(2 * ties / actors, 6),
            round(density, 6),
        )
        findings.append(Finding(values, tuple(dated.get(period, ()))))
    columns = ("period", "new_actors", "new_ties", "actors", "ties", "mean_degree", "density")
    exponent = _slope([(math.log(actors), math.log(ties)) for actors, ties in points])
    return Result("growth", columns, findings, graph, {"densification": round(exponent, 6)})


def period_of(day: str, period: str) -> str:
    """The year (`2024`), quarter (`2024-Q2`) or month (`2024-05`) of an ISO date; a date of a year is in its first."""
    year, month = day[:4], day[5:7] or "01"
    if period == "year":
        return year
    return f"{year}-{month}" if period == "month" else f"{year}-Q{(int(month) + 2) // 3}"


def periods_between(periods: Iterable[str], period: str) -> list[str]:
    """All periods from the first to the last of some."""
    known = sorted(periods)
    if not known or period == "year":
        return [str(year) for year in range(int(known[0]), int(known[-1]) + 1)] if known else []
    steps = 12 if period == "month" else 4
    form = "{:04}-{:02}" if period == "month" else "{:04}-Q{}"
    first, last = (int(text[:4]) * steps + int(text[5:].removeprefix("Q")) - 1 for text in (known[0], known[-1]))
    return [form.format(number // steps, number % steps + 1) for number in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two periods.

    Attributes:
        gone: relations that documents of the first period state, and none of the second.
        new: those that only documents of the second state.
        kept: those that both state.
        gone_entities, new_entities: ids of entities that have relations in one of the periods only.
    """

    gone: tuple[Edge, ...]
    new: tuple[Edge, ...]
    kept: tuple[Edge, ...]
    gone_entities: tuple[str, ...]
    new_entities: tuple[str, ...]


def compare(graph: Graph, first: str, second: str) -> Comparison:
    """What documents state in one period and not in another.

    Args:
        graph: the graph.
        first, second: a year, month or day (`2023`, `2023-05`, `2023-05-13`), or two of them with `/` between, both
            included (`2022/2023-06`).

    Raises:
        ValueError: a period is none.
    """
    dates = {key: document.date for key, document in graph.documents.items()}
    stated = [
        {edge for edge in graph.edges if any(_within(dates.get(document, ""), period) for document in edge.documents)}
        for period in (_bounds(first), _bounds(second))
    ]
    ends = [{end for edge in edges for end in (edge.head, edge.tail)} for edges in stated]

    def ordered(edges: set[Edge]) -> tuple[Edge, ...]:
        return tuple(sorted(edges, key=lambda edge: (edge.head, edge.type, edge.tail)))

    return Comparison(
        ordered(stated[0] - stated[1]),
        ordered(stated[1] - stated[0]),
        ordered(stated[0] & stated[1]),
        tuple(sorted(ends[0] - ends[1])),
        tuple(sorted(ends[1] - ends[0])),
    )


def _bounds(period: str) -> tuple[str, str]:
    first, slash, last = period.partition("/")
    bounds = (first, last if slash else first)
    for bound in bounds:
        parts = bound.split("-")
        if (
            len(parts) > 3
            or not all(part.isdecimal() for part in parts)
            or [len(part) for part in parts] != [4, 2, 2][: len(parts)]
        ):
            raise ValueError(f"{period}: is no period; write 2024, 2024-05, 2024-05-13 or two of them: 2023/2024-06")
    return bounds


def _within(day: str, bounds: tuple[str, str]) -> bool:
    """Whether a date lies in a period; text order is time order, and a bound covers all dates that begin with it."""
    first, last = bounds
    return bool(day) and day >= first and (day <= last or day.startswith(last))


def _counts(values: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def _slope(points: list[tuple[float, float]]) -> float:
    """Slope of the least-squares line, 0 where all points share one abscissa."""
    if not points:
        return 0.0
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0
