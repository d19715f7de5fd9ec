"""Train the judge of candidate pairs and measure it on groups of texts that it has not seen.

    python -m training.train_judge FOLDER:TEXTS [FOLDER:TEXTS …] [--folds N] [--write FILE]

Needs scikit-learn, which the program itself does not.
"""

import argparse
import collections
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from extractors.relations.candidates import Candidate, candidates
from extractors.relations.discourse import read_discourse
from extractors.relations.relate import MAX_PAIRS, vote_sentences
from extractors.relations.scene import build_sentences
from schema import ontology
from training.gold import GoldDocument, read_folder
from training.measure_relations import Tally, Triple, as_triple, gold_triples

SPACE = re.compile(r"\s+")
MIN_COUNT = 3


def labels() -> list[tuple[str, str]]:
    """Relation and direction of each output: `>` where the first mention is the head."""
    result = []
    for name, relation in ontology().relation_types.items():
        result.append((name, ">"))
        if not relation.symmetric:
            result.append((name, "<"))
    return result


def evidence_spans(document: GoldDocument) -> dict[Triple, tuple[int, int]]:
    """Where each gold relation is stated, in passage offsets."""
    text = document.passage.text
    kept = [at for at, char in enumerate(text) if not char.isspace()]
    flat = "".join(text[at] for at in kept)
    spans = {}
    for record in document.relations:
        evidence = SPACE.sub("", record.get("evidence", ""))
        at = flat.find(evidence) if evidence else -1
        if at >= 0:
            key = as_triple(record["head"], record["type"], record["tail"])
            spans[key] = kept[at], kept[at + len(evidence) - 1] + 1
    return spans


class Examples:
    """Candidates of documents with their targets: 1 stated, 0 not, -1 left open."""

    def __init__(self, documents: list[GoldDocument]) -> None:
        """Draw all candidates."""
        self.rows: list[Candidate] = []
        self.documents: list[int] = []
        self.targets: list[np.ndarray[Any, Any]] = []
        self.keys: list[list[Triple | None]] = []
        names = labels()
        relations = ontology().relation_types
        for number, document in enumerate(documents):
            needed, left_open = gold_triples(document)
            spans = evidence_spans(document)
            sentences = build_sentences(document.passage.text, document.mentions, document.entities)
            read_discourse(document.passage.text, sentences)
            voted = vote_sentences(sentences)
            found = [candidate for candidate, _ in candidates(voted, MAX_PAIRS)]
            in_sentence: set[Triple] = set()
            start = len(self.rows)
            for candidate in found:
                sentence = voted[candidate.sentence][0]
                target = np.zeros(len(names), np.int8)
                keys: list[Triple | None] = []
                for at, (relation, way) in enumerate(names):
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
                        near = span is None or span[0] < sentence.end and sentence.start < span[1]
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
    for fold in range(arguments.folds):
        train, test = np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
        if not len(test):
            continue
        known = vocabulary(examples.rows, train)
        x = matrix(examples.rows, known)
        weights, biases = fit(x[train], targets[train], arguments.strength)
        scores = 1 / (1 + np.exp(-(x[test] @ weights + biases)))
        best.update(document_scores(examples, scores, test))
    thresholds = tune(documents, best)
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
