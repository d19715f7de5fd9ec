"""How long identity takes by the number of entities, how much memory, and how it compares with fuzzy matching.

    python benchmarks/resolution_speed.py
    python benchmarks/resolution_speed.py --sizes 10000 100000

Entities have made-up names of all types in several spellings; each run is a process of its own. The fuzzy matcher is
what a popular graph builder does: names are one where rapidfuzz's ratio is 0.8 or more.
"""

import argparse
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from rapidfuzz import fuzz

from graph.comparison import compare
from graph.identity import Evidence, identify
from graph.ledger import EntityRecord, MentionRecord, StatementRecord
from graph.verdicts import Subject
from schema.regions import gazetteer
from tests.graph.name_pairs import CORES, FIELDS, TRADES, name_pairs

SIZES = (1_000, 10_000, 30_000, 100_000)
FUZZY_THRESHOLD = 80.0
SYLLABLES = "澜屿恒岳朔方锦湾梧启航翠屏云栖鼎泽泓博卓磐川骏陶瑾瑜翎沐昕钧拓珺驰岚汐元昱霖沛宸睿晟珩钰旭瀚煜"
SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张"


def made_evidence(size: int) -> Evidence:
    """`size` entities of all types, a thousand to a source, every tenth name in a second spelling."""
    chance = random.Random(size)
    cities = sorted((r for r in gazetteer().regions if r.kind == "city"), key=lambda region: region.code)
    entities: dict[tuple[str, str], EntityRecord] = {}
    mentions: list[MentionRecord] = []
    statements: list[StatementRecord] = []

    def coined() -> str:
        return (
            "".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3))))
            if chance.random() < 0.95
            else chance.choice(CORES)
        )

    def institution() -> str:
        city, core, trade = chance.choice(cities), coined(), chance.choice(TRADES)
        field = chance.choice(sorted(FIELDS))
        return chance.choice(
            [
                f"{city.name}{core}{trade}有限公司", f"{city.core}{core}{trade}股份有限公司", f"{core}{trade}",
                f"{city.name}{field}局", f"{city.name}{FIELDS[field]}局", f"{core}{trade}研究院",
                f"{city.core}{core}大学", f"{city.core}{core}{trade}重点实验室",
            ]
        )  # fmt: skip

    def name_of(entity_type: str) -> tuple[str, str]:
        city = chance.choice(cities)
        match entity_type:
            case "Region":
                return chance.choice([city.name, city.core]), city.code
            case "Park":
                return (
                    f"{city.core}{coined()}{chance.choice(['产业园', '高新技术产业开发区', '高新区', '科技园区'])}",
                    "",
                )
            case "Policy":
                year = chance.randint(2010, 2025)
                return f"{city.name}{coined()}{chance.choice(TRADES)}发展规划（{year}—{year + 5}年）", ""
            case "Person":
                return chance.choice(SURNAMES) + "".join(chance.choices(SYLLABLES, k=2)), ""
        return institution(), ""

    types = ["Institution"] * 6 + ["Park", "Policy", "Person", "Person", "Region"]
    for number in range(size):
        source, entity = f"{number // 1000}.txt", f"E{number}"
        entity_type = chance.choice(types)
        name, code = name_of(entity_type)
        entities[source, entity] = EntityRecord(source, entity, entity_type, "", name, (), code, "")
        mentions.append(MentionRecord(f"document:{number // 50}", source, entity, name, 0, len(name), 1.0))
        previous = entities.get((source, f"E{number - 1}"))
        if entity_type == "Person" and previous is not None and previous.type == "Institution":
            statements.append(
                StatementRecord(f"document:{number // 50}", source, entity, "WORKS_FOR", previous.id, name, 0, 1, True,
                                0.9, "made", "", "", "")
            )  # fmt: skip
    return Evidence(entities, mentions, statements)


def measure(size: int) -> None:
    """Print a row of the table for one size."""
    evidence = made_evidence(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, worked = time.perf_counter(), time.process_time()
    found = identify(evidence)
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size:>9,} {len(set(found.ids.values())):>9,} {len(found.merges):>8,} {len(found.doubts):>8,} "
        f"{seconds:>8.1f} {worked:>8.1f} {1e6 * worked / size:>10.0f} {peak:>9.0f}   (data {before / 1024:.0f} MB)",
        flush=True,
    )


def compare_with_fuzzy() -> None:
    """Print precision and recall on the pair set beside those of a fuzzy matcher."""
    pairs = name_pairs()
    print(f"\n{len(pairs):,} pairs of names, {sum(pair.same for pair in pairs):,} of them the same")
    print(f"{'matcher':<24} {'precision':>9} {'recall':>9} {'false same':>11}")
    for label, said in (
        ("innograph compare", [_compared(pair.a, pair.b, pair.type) for pair in pairs]),
        ("rapidfuzz ratio >= 0.8", [fuzz.ratio(pair.a, pair.b) >= FUZZY_THRESHOLD for pair in pairs]),
    ):
        right = sum(answer and pair.same for answer, pair in zip(said, pairs, strict=True))
        false = sum(answer and not pair.same for answer, pair in zip(said, pairs, strict=True))
        print(f"{label:<24} {right / (right + false):>9.4f} {right / sum(p.same for p in pairs):>9.4f} {false:>11}")


def _compared(a: str, b: str, entity_type: str) -> bool:
    return compare(Subject(a, entity_type), Subject(b, entity_type)).answer == "same"


def main() -> None:
    """Measure each size in a process of its own, then the pair set."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure(options.one)
        return
    heads = {
        "entities": 9,
        "nodes": 9,
        "merges": 8,
        "doubts": 8,
        "seconds": 8,
        "CPU s": 8,
        "µs/entity": 10,
        "peak MB": 9,
    }
    print(" ".join(f"{head:>{width}}" for head, width in heads.items()))
    for size in options.sizes:
        subprocess.run([sys.executable, __file__, "--one", str(size)], check=True)
    compare_with_fuzzy()


if __name__ == "__main__":
    main()
