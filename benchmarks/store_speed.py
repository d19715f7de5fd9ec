"""How fast the embedded store is built, beside a bare COPY of the same rows in the same run.

    python -m benchmarks.store_speed [--nodes 50000] [--edges 200000] [--rounds 3]

`bare COPY` makes the same tables and copies the same, ready data frames: what the database itself takes.
`build` is `EmbeddedStore.replace`: fingerprint, rows in order, COPY, count of every table, sync and swap.
`build again, equal` is a build in which nothing changed. Seconds of processor time (all threads) stand beside the wall
clock, which on a shared machine depends on the neighbours.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import ladybug

from benchmarks.synthetic_graph import synthetic_graph
from graph.embedded import EmbeddedStore, frame_of, table_definitions, table_rows
from graph.model import Graph


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--nodes", type=int, default=50_000)
    parser.add_argument("--edges", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    graph = synthetic_graph(options.nodes, options.edges)
    node_rows = len(graph.nodes) + len(graph.documents)
    edge_rows = len(graph.edges) + len(graph.mentions)
    print(f"{len(graph.nodes):,} entities, {len(graph.documents):,} documents, {len(graph.edges):,} edges, "
          f"{len(graph.mentions):,} mentions; best of {options.rounds} rounds")  # fmt: skip
    frames = [(rows, frame_of(rows.records, rows.columns)) for rows in table_rows(graph) if rows.records]
    bare, build, again = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(options.rounds):
            bare.append(_timed(lambda turn=turn: _bare_copy(Path(folder) / f"bare-{turn}.lbug", frames)))  # type: ignore[misc]
            store = EmbeddedStore.create(Path(folder) / f"built-{turn}.kg")
            build.append(_timed(lambda store=store: _replace(store, graph, True)))  # type: ignore[misc]
            again.append(_timed(lambda store=store: _replace(store, graph, False)))  # type: ignore[misc]
    print(f"\n{'':22}{'wall s':>9}{'cpu s':>9}{'nodes/s':>12}{'edges/s':>12}{'rows/s':>12}{'of bare':>9}")
    fastest = min(wall for wall, _ in bare)
    for name, times in (("bare COPY", bare), ("build", build), ("build again, equal", again)):
        wall, cpu = min(times)
        rate = "".join(f"{rows / wall:12,.0f}" for rows in (node_rows, edge_rows, node_rows + edge_rows))
        print(f"{name:22}{wall:9.2f}{cpu:9.2f}{rate}{fastest / wall:9.2f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak memory of this process: {peak:,.0f} MiB")


def _bare_copy(file: Path, frames: list[tuple[object, object]]) -> None:
    database = ladybug.Database(file)
    connection = ladybug.Connection(database)
    for definition in table_definitions():
        connection.execute(definition)
    for rows, frame in frames:
        connection.execute(f"COPY {rows.table} FROM $rows{rows.options}", {"rows": frame})  # type: ignore[attr-defined]
    connection.close()
    database.close()


def _replace(store: EmbeddedStore, graph: Graph, written: bool) -> None:
    assert store.replace(graph) is written


def _timed(action: Callable[[], None]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    main()
