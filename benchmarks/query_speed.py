"""How long each named query, search and measure takes on the embedded store.

    python -m benchmarks.query_speed [--nodes 10000] [--edges 50000] [--rounds 3]

Prints the best of the rounds in wall-clock seconds, and ends with status 1 if one is over its limit: 1 s for
a query, 50 ms for a search, 10 s for a measure (limits hold for 10,000 nodes and 50,000 edges). Parameters of queries are
the best connected entities of their types: the slowest case, not the usual one.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.synthetic_graph import synthetic_graph
from graph.analysis import ANALYSES, analyse
from graph.model import Graph
from graph.named_queries import NamedQuery, Parameter, named_queries
from graph.reading import read_graph
from graph.search import NameIndex
from graph.store import open_store

LIMITS = {"query": 1.0, "search": 0.05, "measure": 10.0}
SEARCHES = ("赣州华", "gzkj", "ganzhou", "许昌云山材枓大学", "ganzhu", "材料")
TEXTS = {"text": "规划", "date": "2024-06", "integer": "100", "number": "0.5"}


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--nodes", type=int, default=10_000)
    parser.add_argument("--edges", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    made = synthetic_graph(options.nodes, options.edges)
    print(f"{len(made.nodes):,} entities, {len(made.edges):,} edges, {len(made.mentions):,} mentions; "
          f"best of {options.rounds} rounds, seconds\n")  # fmt: skip
    slow = []

    def report(what: str, name: str, run: Callable[[], Any]) -> None:
        taken, rows = _best(run, options.rounds if what != "measure" else 1)
        over = taken > LIMITS[what]
        print(f"{what:9}{name:32}{taken:9.3f}{rows:10,} rows{'  over the limit' if over else ''}", flush=True)
        if over:
            slow.append(name)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.kg"
        with open_store(path, create=True) as store:
            store.replace(made)
        busiest = _busiest(made)
        with open_store(path) as store:
            taken, _ = _best(lambda: NameIndex.of_store(store), options.rounds)
            print(f"{'index':9}{'of all names':32}{taken:9.3f}")
            index = NameIndex.of_store(store)
            for query in named_queries().values():
                bound = query.bind(_values(query, busiest), index)
                statement = query.statement(store.dialect)
                report("query", query.name, lambda statement=statement, bound=bound: store.query(statement, bound).rows)
            for text in SEARCHES:
                index.search(text)  # the first one looks up how characters sound
                report("search", text, lambda text=text: index.search(text))
            taken, _ = _best(lambda: read_graph(store, mentions=False), 1)
            print(f"{'read':9}{'the graph for measures':32}{taken:9.3f}")
            graph = read_graph(store, mentions=False)
        for name in ANALYSES:
            report("measure", name, lambda name=name: analyse(name, graph).findings)
    print(f"\npeak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")
    sys.exit(1 if slow else 0)


def _best(run: Callable[[], Any], rounds: int) -> tuple[float, int]:
    best, rows = float("inf"), 0
    for _ in range(rounds):
        start = time.perf_counter()
        answer = run()
        best = min(best, time.perf_counter() - start)
        rows = len(answer) if hasattr(answer, "__len__") else 0
    return best, rows


def _busiest(graph: Graph) -> dict[str, list[str]]:
    """The ids of each type, those with most edges first."""
    degree = {key: len(edges) for key, edges in graph.neighbours().items()}
    order = sorted(graph.nodes, key=lambda key: (-degree[key], key))
    found: dict[str, list[str]] = {}
    for key in order:
        found.setdefault(graph.nodes[key].type, []).append(key)
    return found


def _values(query: NamedQuery, busiest: dict[str, list[str]]) -> dict[str, str]:
    taken: dict[str, int] = {}

    def value(parameter: Parameter) -> str:
        if parameter.type != "entity":
            return TEXTS[parameter.type]
        kind = (parameter.among or ("Institution",))[0]
        taken[kind] = taken.get(kind, -1) + 1
        return busiest[kind][taken[kind]]

    return {parameter.name: value(parameter) for parameter in query.parameters if parameter.default is None}


if __name__ == "__main__":
    main()
