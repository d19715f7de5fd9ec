"""Measure relations with gold entities given, as `innograph evaluate --gold-entities`, with rules, roles, plans, speed.

python -m training.measure_relations GOLD_DIR TEXT_DIR [--misses] [--rules]
"""

import argparse
import collections
import time
from pathlib import Path

from extractors.pipeline import relate_file
from extractors.source import read_source
from innograph.evaluation import evaluate
from innograph.gold import read_gold as read_annotations
from innograph.gold import with_gold_names
from schema import Extraction, ontology
from training.gold import GoldDocument, read_folder

Triple = tuple[str, str, str]


def as_triple(head: str, relation: str, tail: str) -> Triple:
    """A triple, the ends of a symmetric relation in a fixed order."""
    if ontology().relation_types[relation].symmetric and tail < head:
        head, tail = tail, head
    return head, relation, tail


def gold_triples(document: GoldDocument) -> tuple[set[Triple], set[Triple]]:
    """The required and the optional triples."""
    needed, left_open = set(), set()
    for record in document.relations:
        chosen = left_open if record.get("optional") else needed
        chosen.add(as_triple(record["head"], record["type"], record["tail"]))
    return needed, left_open


class Tally:
    """Counts of right, predicted and gold triples by type."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.rows: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0, 0])

    def add(self, predicted: set[Triple], needed: set[Triple], left_open: set[Triple]) -> None:
        """Count one document."""
        predicted = predicted - left_open
        for key in {triple[1] for triple in predicted | needed} | {"all"}:
            mine = {t for t in predicted if key in ("all", t[1])}
            gold = {t for t in needed if key in ("all", t[1])}
            for at, number in enumerate((len(mine & gold), len(mine), len(gold))):
                self.rows[key][at] += number

    def f1(self, key: str = "all") -> float:
        """F1 of a type or of all."""
        right, predicted, gold = self.rows[key]
        return 2 * right / (predicted + gold) if right else 0.0

    def table(self) -> str:
        """The figures as lines of text."""
        lines = []
        for key, (right, predicted, gold) in sorted(self.rows.items()):
            precision, recall = right / max(predicted, 1), right / max(gold, 1)
            lines.append(
                f"{key:16} P {precision:.3f}  R {recall:.3f}  F1 {self.f1(key):.3f}  ({right}/{predicted}/{gold})"
            )
        return "\n".join(lines)


def main() -> None:
    """Print the figures of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--misses", action="store_true", help="print what was missed and what was wrong")
    parser.add_argument("--rules", action="store_true", help="print how often each rule was right and wrong")
    arguments = parser.parse_args()
    by_rule = collections.defaultdict(lambda: [0, 0])
    roles, plans = [0, 0], [0, 0, 0]
    seconds = 0.0
    annotated = read_annotations(arguments.gold)
    extractions = {}
    for document in annotated:
        named = with_gold_names(document, read_source(arguments.texts / f"{document.document}.txt"))
        if not extractions:
            relate_file(named)  # loads rules and weights before the clock starts
        began = time.process_time()
        extractions[document.document] = relate_file(named)
        seconds += time.process_time() - began
    for document in read_folder(arguments.gold, arguments.texts):
        extraction = extractions[document.name]
        needed, left_open = gold_triples(document)
        records = {as_triple(r["head"], r["type"], r["tail"]): r for r in document.relations}
        for one in extraction.statements:
            key = as_triple(one.head, one.type, one.tail)
            if key in left_open:
                continue
            by_rule[one.rule][key not in needed] += 1
            if key in needed:
                planned = records[key].get("status") == "planned"
                plans[0] += planned and one.status == "planned"
                plans[1] += one.status == "planned"
                plans[2] += planned
                if one.type == "WORKS_FOR" and records[key].get("role"):
                    roles[0] += one.role == records[key]["role"]
                    roles[1] += 1
                    if arguments.misses and one.role != records[key]["role"]:
                        print(f"{document.name} role {one.role!r} for {records[key]['role']!r}")
        if arguments.misses:
            _print_misses(document, extraction, needed, left_open, records)
    if arguments.rules:
        for rule, (right, wrong) in sorted(by_rule.items()):
            print(f"{rule:44} {right:4} right {wrong:4} wrong  {right / (right + wrong):.2f}")
    for row in evaluate(annotated, extractions, ("relation",)).figures():
        print(
            f"{row.type:16} P {row.precision:.3f}  R {row.recall:.3f}  F1 {row.f1:.3f}  "
            f"({row.right}/{row.predicted}/{row.gold})"
        )
    print(f"roles {roles[0]}/{roles[1]} = {roles[0] / max(1, roles[1]):.3f}")
    print(f"planned right {plans[0]} of {plans[1]} predicted, {plans[2]} gold")
    characters = sum(len(extraction.text) for extraction in extractions.values())
    print(f"{seconds / max(1, characters) * 1e6:.1f} µs per character")


def _print_misses(
    document: GoldDocument,
    extraction: Extraction,
    needed: set[Triple],
    left_open: set[Triple],
    records: dict[Triple, dict[str, str]],
) -> None:
    names = {key: entity.name for key, entity in document.entities.items()}
    mine = {as_triple(one.head, one.type, one.tail): one for one in extraction.statements}
    for key in sorted(needed - set(mine)):
        print(
            f"{document.name} MISS {names[key[0]]} {key[1]} {names[key[2]]} ¦ {records[key].get('evidence', '')[:160]}"
        )
    for key in sorted(set(mine) - needed - left_open):
        one = mine[key]
        evidence = extraction.text[one.start : one.end][:160]
        print(f"{document.name} WRONG {names[key[0]]} {key[1]} {names[key[2]]} [{one.rule}] ¦ {evidence}")


if __name__ == "__main__":
    main()
