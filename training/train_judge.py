"""Train the judge of candidate pairs and measure it on groups of texts that it has not seen.

    python -m training.train_judge FOLDER:TEXTS [FOLDER:TEXTS …] [--folds N] [--write FILE]

Needs scikit-learn, which the program itself does not.
"""

import argparse
import collections
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from extractors.passage import Passage
from extractors.relations.candidates import Candidate
from extractors.relations.judge import PLANNED, save_judge
from extractors.relations.relate import read
from schema import Mention, ontology
from training.gold import GoldDocument, read_folder
from training.measure_relations import Tally, Triple, as_triple, gold_triples

MIN_COUNT = 3


def labels() -> list[tuple[str, str]]:
    """Relation and direction of each output: `>` where the first mention is the head."""
    result = []
    for name, relation in ontology().relation_types.items():
        result.append((name, ">"))
        if not relation.symmetric:
            result.append((name, "<"))
    result.append((PLANNED, ">"))
    return result


def evidence_spans(text: str, relations: Sequence[dict[str, Any]]) -> dict[Triple, tuple[int, int]]:
    """Where each gold relation is stated in a passage; those that are stated elsewhere are left out."""
    kept = [at for at, char in enumerate(text) if not char.isspace()]
    flat = key_text(text)
    spans = {}
    for record in relations:
        for piece in record.get("evidence", "").split("…"):
            evidence = key_text(piece)
            at = flat.find(evidence) if len(evidence) > 1 else -1
            if at < 0:
                continue
            key = as_triple(record["head"], record["type"], record["tail"])
            start, end = kept[at], kept[at + len(evidence) - 1] + 1
            if key in spans:
                start, end = min(start, spans[key][0]), max(end, spans[key][1])
            spans[key] = start, end
    return spans


def key_text(text: str) -> str:
    """Text as evidence is compared: without white space, width folded one to one."""
    return "".join(char if len(wide := unicodedata.normalize("NFKC", char)) != 1 else wide for char in text if not char.isspace())


class Examples:
    """Candidates of documents with their targets: 1 stated, 0 not, -1 left open."""

    def __init__(self, documents: list[GoldDocument]) -> None:
        """Draw all candidates."""
        self.rows: list[Candidate] = []
        self.documents: list[int] = []
        self.targets: list[np.ndarray[Any, Any]] = []
        self.keys: list[list[Triple | None]] = []
        for number, document in enumerate(documents):
            needed, left_open = gold_triples(document)
            plans = {
                as_triple(record["head"], record["type"], record["tail"])
                for record in document.relations
                if record.get("status") == PLANNED
            }
            for passage, mentions in document.parts:
                self._add(number, passage, mentions, document, needed, left_open, plans)

    def _add(
        self,
        number: int,
        passage: Passage,
        mentions: list[Mention],
        document: GoldDocument,
        needed: set[Triple],
        left_open: set[Triple],
        plans: set[Triple],
    ) -> None:
        names = labels()
        relations = ontology().relation_types
        spans = evidence_spans(passage.text, document.relations)
        reading = read(passage, mentions, document.entities)
        in_sentence: set[Triple] = set()
        start = len(self.rows)
        for candidate in reading.candidates:
            sentence = reading.sentences[candidate.sentence][0]
            target = np.zeros(len(names), np.int8)
            keys: list[Triple | None] = []
            for at, (relation, way) in enumerate(names):
                if relation == PLANNED:
                    right = {key for key, value in zip(keys, target, strict=False) if key and value == 1}
                    target[at] = int(bool(right & plans)) if right else -1
                    keys.append(None)
                    continue
                head, tail = (candidate.first, candidate.second) if way == ">" else (candidate.second, candidate.first)
                if not relations[relation].allows(head.entity.type, tail.entity.type):
                    keys.append(None)
                    target[at] = -1
                    continue
                key = as_triple(head.entity.id, relation, tail.entity.id)
                keys.append(key)
                if key in left_open:
                    target[at] = -1
                elif key in needed:
                    span = spans.get(key)
                    near = span is not None and span[0] < sentence.end and sentence.start < span[1]
                    target[at] = 1 if near else -1
                    if near and candidate.scope == "in":
                        in_sentence.add(key)
            self.rows.append(candidate)
            self.documents.append(number)
            self.targets.append(target)
            self.keys.append(keys)
        for row in range(start, len(self.rows)):
            if self.rows[row].scope != "in":
                for at, key in enumerate(self.keys[row]):
                    if self.targets[row][at] == 1 and key in in_sentence:
                        self.targets[row][at] = -1


def vocabulary(rows: list[Candidate], chosen: np.ndarray[Any, Any]) -> dict[str, int]:
    """Features that occur often enough in the chosen rows."""
    counts: collections.Counter[str] = collections.Counter()
    for row in chosen:
        counts.update(set(rows[row].features))
    return {name: at for at, name in enumerate(sorted(name for name, n in counts.items() if n >= MIN_COUNT))}


def matrix(rows: list[Candidate], known: dict[str, int]) -> Any:
    """The rows as a sparse matrix of zeros and ones."""
    indices, pointers = [], [0]
    for row in rows:
        indices.extend(sorted({known[name] for name in row.features if name in known}))
        pointers.append(len(indices))
    data = np.ones(len(indices), np.float32)
    return sparse.csr_matrix((data, np.array(indices, np.int32), np.array(pointers, np.int32)), (len(rows), len(known)))


def fit(x: Any, targets: np.ndarray[Any, Any], strength: float) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Weights (features × outputs) and biases of one logistic regression per output."""
    weights = np.zeros((x.shape[1], targets.shape[1]), np.float32)
    biases = np.full(targets.shape[1], -10.0, np.float32)
    for at in range(targets.shape[1]):
        rows = np.flatnonzero(targets[:, at] >= 0)
        y = targets[rows, at]
        if y.sum() < 3:
            continue
        model = LogisticRegression(C=strength, solver="liblinear", max_iter=200)
        model.fit(x[rows], y)
        weights[:, at] = model.coef_[0]
        biases[at] = model.intercept_[0]
    return weights, biases


def document_scores(examples: Examples, scores: np.ndarray[Any, Any], rows: Any) -> dict[int, dict[Triple, float]]:
    """The best score of each triple in each document."""
    best: dict[int, dict[Triple, float]] = collections.defaultdict(dict)
    for row, values in zip(rows, scores, strict=True):
        mine = best[examples.documents[row]]
        for key, value in zip(examples.keys[row], values, strict=True):
            if key is not None and value > mine.get(key, 0.02):
                mine[key] = float(value)
    return best


def tune(documents: list[GoldDocument], best: dict[int, dict[Triple, float]]) -> dict[str, float]:
    """The threshold of each relation that gives the best F1."""
    chosen = {}
    for relation in ontology().relation_types:
        options = []
        for threshold in np.arange(0.15, 0.8, 0.025):
            tally = Tally()
            for number, document in enumerate(documents):
                needed, left_open = gold_triples(document)
                mine = {k for k, v in best.get(number, {}).items() if k[1] == relation and v >= threshold}
                tally.add(mine, {k for k in needed if k[1] == relation}, left_open)
            options.append((round(tally.f1(), 4), -abs(threshold - 0.4), float(threshold)))
        chosen[relation] = max(options)[2]
    return chosen


def main() -> None:
    """Train and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--strength", type=float, default=0.3)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    documents = []
    for pair in arguments.folders:
        gold, texts = pair.split(":")
        documents += read_folder(Path(gold), Path(texts))
    examples = Examples(documents)
    targets = np.array(examples.targets)
    groups = sorted({document.group for document in documents})
    fold_of = np.array([groups.index(documents[number].group) % arguments.folds for number in examples.documents])
    print(len(documents), "documents", len(examples.rows), "candidates", int((targets == 1).sum()), "positive", file=sys.stderr)
    covered = collections.Counter()
    for number, document in enumerate(documents):
        needed, _ = gold_triples(document)
        keys = {key for row in np.flatnonzero(np.array(examples.documents) == number) for key in examples.keys[row]}
        covered["in"] += len(needed & keys)
        covered["all"] += len(needed)
    print("candidates cover", covered["in"], "of", covered["all"], file=sys.stderr)
    best: dict[int, dict[Triple, float]] = {}
    plans: list[tuple[float, int]] = []
    for fold in range(arguments.folds):
        train, test = np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
        known = vocabulary(examples.rows, train)
        x = matrix(examples.rows, known)
        weights, biases = fit(x[train], targets[train], arguments.strength)
        scores = 1 / (1 + np.exp(-(x[test] @ weights + biases)))
        best.update(document_scores(examples, scores, test))
        plans += [(float(v), int(t)) for v, t in zip(scores[:, -1], targets[test, -1], strict=True) if t >= 0]
    thresholds = tune(documents, best)
    report(documents, best, thresholds)
    right = sum(1 for value, target in plans if value >= 0.5 and target)
    print("planned", right, "right of", sum(v >= 0.5 for v, _ in plans), "predicted,", sum(t for _, t in plans), "gold")
    if arguments.write:
        everything = np.arange(len(examples.rows))
        known = vocabulary(examples.rows, everything)
        weights, biases = fit(matrix(examples.rows, known), targets, arguments.strength)
        save_judge(arguments.write, labels(), list(known), weights, biases, thresholds)


def report(
    documents: list[GoldDocument], best: dict[int, dict[Triple, float]], thresholds: dict[str, float]
) -> None:
    """Print figures by relation and by group of texts."""
    tally, by_group = Tally(), collections.defaultdict(Tally)
    for number, document in enumerate(documents):
        needed, left_open = gold_triples(document)
        mine = {key for key, value in best.get(number, {}).items() if value >= thresholds[key[1]]}
        tally.add(mine, needed, left_open)
        by_group[document.group].add(mine, needed, left_open)
    print(tally.table())
    print({group: round(one.f1(), 3) for group, one in by_group.items()})
    print({name: round(value, 3) for name, value in thresholds.items()})


if __name__ == "__main__":
    main()
