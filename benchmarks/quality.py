"""Quality of extraction on annotated texts, beside the best measured so far.

    python benchmarks/quality.py GOLD [--record]

GOLD holds annotations of texts and, in `real` and `written`, further ones; each with its texts in `texts`.
Prints F1 of mentions, entities and relations for each set and fails (exit 1) when a figure lies more than
one point below the best in `quality.json`. With --record, better figures become the new best.

How to read them: `written` holds texts that `training/texts` trains on, so its figures guard against regressions and
measure no quality; `main` and `real` are never trained on, but were scored again and again while the program was
written, and choices were made by them, so texts that nobody has seen will score lower.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from innograph.evaluation import ALL, LEVELS, evaluate_texts

BEST = Path(__file__).with_name("quality.json")
TOLERANCE = 0.01
SETS = {"main": ".", "real": "real", "written": "written"}


def measure(gold: Path) -> dict[str, dict[str, float]]:
    """F1 by level for each set of annotations under `gold`, printed as it is measured."""
    figures = {}
    print(f"{'set':10}{'level':10}{'P':>8}{'R':>8}{'F1':>8}{'gold':>8}")
    for name, folder in SETS.items():
        if not list((gold / folder).glob("*.gold.json")):
            continue
        started = time.perf_counter()
        rows = {f.level: f for f in evaluate_texts(gold / folder, gold / folder / "texts").figures() if f.type == ALL}
        for level in LEVELS:
            row = rows[level]
            print(f"{name:10}{level:10}{row.precision:8.3f}{row.recall:8.3f}{row.f1:8.3f}{row.gold:8}")
        print(f"{name:10}in {time.perf_counter() - started:.1f} s")
        figures[name] = {level: rows[level].f1 for level in LEVELS}
    return figures


def main() -> int:
    """Measure, compare, and on demand record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--record", action="store_true", help="keep better figures as the best")
    arguments = parser.parse_args()
    figures = measure(arguments.gold)
    if not figures:
        print(f"{arguments.gold}: holds no annotations", file=sys.stderr)
        return 1
    best = json.loads(BEST.read_text(encoding="utf-8")) if BEST.exists() else {}
    worse = [
        f"{name} {level}: {f1:.4f}, best so far {best[name][level]:.4f}"
        for name, levels in figures.items()
        for level, f1 in levels.items()
        if f1 < best.get(name, {}).get(level, 0.0) - TOLERANCE
    ]
    if arguments.record:
        for name, levels in figures.items():
            known = best.setdefault(name, {})
            known.update({level: max(f1, known.get(level, 0.0)) for level, f1 in levels.items()})
        BEST.write_text(json.dumps(best, indent=2) + "\n", encoding="utf-8")
    for line in worse:
        print(f"more than one point worse: {line}", file=sys.stderr)
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
