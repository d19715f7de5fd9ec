"""Measure relations with gold entities given: precision, recall and F1 of stated triples per document.

python -m training.measure_relations GOLD_DIR TEXT_DIR [--misses] [--rules]
"""

import argparse
import collections
import time
from collections.abc import Iterable
from pathlib import Path

from extractors.passage import Passage
from extractors.relations import relate
from schema import Statement, ontology
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


def stated(statements: Iterable[Statement]) -> set[Triple]:
    """The triples that are stated, not derived."""
    return {as_triple(one.head, one.type, one.tail) for one in statements if one.stated}


def strongest(found: list[tuple[Statement, Passage]]) -> list[tuple[Statement, Passage]]:
    """One statement per triple, the most confident, as the pipeline keeps them."""
    best: dict[tuple[str, str, str, bool], tuple[Statement, Passage]] = {}
    for one, passage in found:
        key = (*as_triple(one.head, one.type, one.tail), one.stated)
        if key not in best or best[key][0].confidence < one.confidence:
            best[key] = one, passage
    return list(best.values())


def main() -> None:
    """Print the figures of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--misses", action="store_true", help="print what was missed and what was wrong")
    parser.add_argument("--rules", action="store_true", help="print how often each rule was right and wrong")
    arguments = parser.parse_args()
    tally, by_rule = Tally(), collections.defaultdict(lambda: [0, 0])
    roles, plans = [0, 0], [0, 0, 0]
    characters, seconds = 0, 0.0
    documents = read_folder(arguments.gold, arguments.texts)
    for passage, mentions in documents[0].parts if documents else ():
        relate(passage, mentions, documents[0].entities)  # loads rules and weights before the clock starts
    for document in documents:
        began = time.process_time()
        found = [
            (one, passage)
            for passage, mentions in document.parts
            for one in relate(passage, mentions, document.entities)
        ]
        seconds += time.process_time() - began
        characters += sum(len(passage.text) for passage, _ in document.parts)
        statements = strongest(found)
        needed, left_open = gold_triples(document)
        tally.add(stated(one for one, _ in statements), needed, left_open)
        records = {as_triple(r["head"], r["type"], r["tail"]): r for r in document.relations}
        for one, _ in statements:
            key = as_triple(one.head, one.type, one.tail)
            if not one.stated or key in left_open:
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
            _print_misses(document, statements, needed, left_open, records)
    if arguments.rules:
        for rule, (right, wrong) in sorted(by_rule.items()):
            print(f"{rule:44} {right:4} right {wrong:4} wrong  {right / (right + wrong):.2f}")
    print(tally.table())
    print(f"roles {roles[0]}/{roles[1]} = {roles[0] / max(1, roles[1]):.3f}")
    print(f"planned right {plans[0]} of {plans[1]} predicted, {plans[2]} gold")
    print(f"{seconds / max(1, characters) * 1e6:.1f} µs per character")


def _print_misses(
    document: GoldDocument,
    statements: list[tuple[Statement, Passage]],
    needed: set[Triple],
    left_open: set[Triple],
    records: dict[Triple, dict[str, str]],
) -> None:
    names = {key: entity.name for key, entity in document.entities.items()}
    mine = {as_triple(one.head, one.type, one.tail): (one, passage) for one, passage in statements if one.stated}
    for key in sorted(needed - set(mine)):
        print(
            f"{document.name} MISS {names[key[0]]} {key[1]} {names[key[2]]} ¦ {records[key].get('evidence', '')[:160]}"
        )
    for key in sorted(set(mine) - needed - left_open):
        one, passage = mine[key]
        evidence = passage.text[one.start : one.end].strip()[:160]
        print(f"{document.name} WRONG {names[key[0]]} {key[1]} {names[key[2]]} [{one.rule}] ¦ {evidence}")


if __name__ == "__main__":
    main()
