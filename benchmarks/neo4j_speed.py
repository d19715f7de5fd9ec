"""How fast a graph gets into a Neo4j server, beside bare batches of the driver with the same rows.

    NEO4J_PASSWORD=… python benchmarks/neo4j_speed.py bolt://neo4j@localhost:7687 [--nodes 50000] [--edges 200000]

The database is emptied before every measurement: give it one of its own. Bare batches are what a short script
would send: the same rows without our bookkeeping, `CREATE` in batches of the same size, constraints and indexes in
place. Both are timed in turn, `--rounds` times, and the medians compared, since servers warm up and machines are
shared. `--batches` times other batch sizes too.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

from benchmarks.synthetic_graph import synthetic_graph
from graph import neo4j_rows
from graph.model import Graph
from graph.neo4j_rows import REVISION, Rows, graph_rows
from graph.neo4j_store import Neo4jStore


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("url")
    parser.add_argument("--nodes", type=int, default=50_000, help="entities")
    parser.add_argument("--edges", type=int, default=200_000, help="relations between them")
    parser.add_argument("--mentions", action="store_true", help="write documents and MENTIONED_IN too")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--batches", type=int, nargs="*", default=[], help="batch sizes to compare")
    options = parser.parse_args()
    graph = synthetic_graph(options.nodes, options.edges)
    if not options.mentions:
        graph = Graph(graph.nodes, {}, graph.edges, [])
    count = sum(graph.counts().values())
    print(f"{len(graph.nodes):,} entities, {len(graph.edges):,} relations, {count:,} rows in all")
    with Neo4jStore.connect(options.url, create=True, share=True) as store:
        prepared = [(bare_statement(rows), list(bare_batches(rows))) for part in graph_rows(graph) for rows in part]
        ours: list[float] = []
        bare: list[float] = []
        for _ in range(options.rounds):
            clear(store)
            bare.append(timed(lambda: write_bare(store, prepared)))
            clear(store)
            ours.append(timed(lambda: store.replace(graph)))
            assert store.counts() == graph.counts()
            show("bare batches", bare[-1], count)
            show("build", ours[-1], count)
        built, plain = statistics.median(ours), statistics.median(bare)
        print(f"build at {plain / built:.2f} x the rate of bare batches (medians of {options.rounds})")
        measure_rebuilds(store, graph, built)
        for size in options.batches:
            neo4j_rows.BATCH_ROWS = size
            clear(store)
            show(f"build in batches of {size:,}", timed(lambda: store.replace(graph)), count)
        clear(store)


def measure_rebuilds(store: Neo4jStore, graph: Graph, built: float) -> None:
    """Time a build with nothing changed, one with 1 % of the rows changed, and the way back."""
    changed = Graph(dict(graph.nodes), graph.documents, list(graph.edges), graph.mentions)
    for key in list(graph.nodes)[::100]:
        changed.nodes[key] = replace(changed.nodes[key], mentions=changed.nodes[key].mentions + 1)
    changed.edges = [
        replace(edge, sentences=(*edge.sentences, "又作出新的安排。")) if number % 200 == 0 else edge
        for number, edge in enumerate(graph.edges)
        if number % 200 != 100
    ]
    for name, wanted in (("nothing changed", graph), ("1 % changed or gone", changed), ("1 % back", graph)):
        seconds = timed(lambda wanted=wanted: store.replace(wanted))  # type: ignore[misc]
        assert store.counts() == wanted.counts()
        print(f"{name:28} {seconds:8.2f} s   {seconds / built:7.1%} of a build")


def write_bare(store: Neo4jStore, prepared: list[tuple[str, list[list[dict[str, object]]]]]) -> None:
    """Send prepared batches, each in a managed transaction."""
    for statement, batches in prepared:
        for batch in batches:
            store._write(statement, rows=batch)


def bare_statement(rows: Rows) -> str:
    """What a short script would say for these rows."""
    return rows.merge.replace("MERGE (x:", "CREATE (x:").replace("MERGE (h)", "CREATE (h)")


def bare_batches(rows: Rows) -> list[list[dict[str, object]]]:
    """The rows in batches, without revisions."""
    batches = list(rows.batches(set()))
    for batch in batches:
        for row in batch:
            del row["properties"][REVISION]
    return batches


def clear(store: Neo4jStore) -> None:
    """Empty the database, but for the node that tells of our schema."""
    with store._writer() as session:
        session.run(
            f"MATCH (n) WHERE NOT n:{neo4j_rows.SCHEMA_LABEL} "
            "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"
        ).consume()


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def show(name: str, seconds: float, count: int) -> None:
    """Print a line of the table."""
    print(f"{name:28} {seconds:8.2f} s   {count / seconds:9,.0f} rows/s", flush=True)


if __name__ == "__main__":
    main()
