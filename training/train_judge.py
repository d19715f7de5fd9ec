"""Train the judge of relations and measure it on groups of texts that it has not seen.

    python -m training.train_judge FOLDER:TEXTS [FOLDER:TEXTS …] [--folds N] [--write FILE] [--misses FILE]

Needs scikit-learn, which the program itself does not. Groups (the first letter of a document's name: one writer and
genre) are never split between what is learned from and what is measured on.
"""

import argparse
import collections
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from extractors.relations.candidates import Candidate
from extractors.relations.claims import Claim, describe, gather
from extractors.relations.judge import save_judge
from extractors.relations.trees import Trees
from schema import ontology
from training.examples import Examples, Part, labels
from training.gold import GoldDocument, read_folder
from training.measure_relations import Tally, Triple, as_triple, gold_triples

MIN_COUNT = 6
TREES = 120
DEPTH = 4
Scores = dict[int, dict[Triple, float]]


def vocabulary(rows: list[Candidate], chosen: Any) -> dict[str, int]:
    """Features that occur often enough in the chosen rows."""
    counts: collections.Counter[str] = collections.Counter()
    for row in chosen:
        counts.update(rows[row].names())
    return {name: at for at, name in enumerate(sorted(name for name, n in counts.items() if n >= MIN_COUNT))}


def matrix(rows: list[Candidate], known: dict[str, int]) -> Any:
    """The rows as a sparse matrix of zeros and ones."""
    indices, pointers = [], [0]
    for row in rows:
        indices.extend(sorted({known[name] for name in row.names() if name in known}))
        pointers.append(len(indices))
    data = np.ones(len(indices), np.float32)
    return sparse.csr_matrix((data, np.array(indices, np.int32), np.array(pointers, np.int32)), (len(rows), len(known)))


def fit(x: Any, targets: Any, strength: float) -> tuple[Any, Any]:
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


def claims_of(part: Part, examples: Examples, scores: Any) -> tuple[list[Claim], Any]:
    """The claims of a part with their numbers, from first-step scores of its rows."""
    candidates = examples.rows[part.start : part.end]
    claims = gather(candidates, scores[part.start : part.end], labels())
    return claims, describe(claims, candidates) if claims else np.zeros((0, 0), np.float32)


def grow(rows: Any, targets: Any) -> Trees:
    """Boosted trees as arrays."""
    model = GradientBoostingClassifier(
        n_estimators=TREES, max_depth=DEPTH, learning_rate=0.08, subsample=0.7, min_samples_leaf=15, max_features=0.4,
        random_state=7,
    )  # fmt: skip
    model.fit(rows, targets)
    roots, features, limits, lefts, rights = [], [], [], [], []
    for estimator in model.estimators_[:, 0]:
        tree = estimator.tree_
        base = len(features)
        roots.append(base)
        for node in range(tree.node_count):
            leaf = tree.children_left[node] < 0
            features.append(-1 if leaf else int(tree.feature[node]))
            limits.append(float(tree.value[node, 0, 0]) * model.learning_rate if leaf else float(tree.threshold[node]))
            lefts.append(0 if leaf else base + int(tree.children_left[node]))
            rights.append(0 if leaf else base + int(tree.children_right[node]))
    prior = float(np.mean(targets))
    return Trees(
        np.array(roots, np.int32), np.array(features, np.int32), np.array(limits, np.float32),
        np.array(lefts, np.int32), np.array(rights, np.int32), float(np.log(prior / (1 - prior))), DEPTH,
    )  # fmt: skip


class SecondStep:
    """Claims of all documents with their targets, for the trees."""

    def __init__(self, examples: Examples, documents: list[GoldDocument], scores: Any) -> None:
        """Gather the claims from first-step scores of unseen texts."""
        self.claims: list[Claim] = []
        self.documents: list[int] = []
        self.targets: list[int] = []
        rows = []
        golden = [gold_triples(document) for document in documents]
        for part in examples.parts:
            claims, numbers = claims_of(part, examples, scores)
            needed, left_open = golden[part.document]
            for claim, row in zip(claims, numbers, strict=True):
                self.claims.append(claim)
                self.documents.append(part.document)
                self.targets.append(-1 if claim.key in left_open else int(claim.key in needed))
                rows.append(row)
        self.rows = np.array(rows, np.float32)

    def scores(self, values: Any, chosen: Any) -> Scores:
        """The best value of each claim in each document."""
        best: Scores = collections.defaultdict(dict)
        for at, value in zip(chosen, values, strict=True):
            mine, key = best[self.documents[at]], self.claims[at].key
            mine[key] = max(mine.get(key, 0.0), float(value))
        return best


def blend(second: SecondStep, chosen: Any, grown: Any) -> Any:
    """The mean of both steps' probabilities, as the program takes it."""
    return (np.array([second.claims[at].value for at in chosen], np.float32) + grown) / 2


def tune(documents: list[GoldDocument], best: Scores) -> dict[str, float]:
    """Thresholds of the relations that together give the best F1 over all, found one relation at a time."""
    grid = [round(0.1 + 0.025 * step, 3) for step in range(29)]
    counts: dict[str, list[tuple[int, int]]] = {}
    relations = list(ontology().relation_types)
    golden = [gold_triples(document) for document in documents]
    gold = sum(len(needed) for needed, _ in golden)
    for relation in relations:
        rows = []
        for threshold in grid:
            right = predicted = 0
            for number, (needed, left_open) in enumerate(golden):
                mine = {k for k, v in best.get(number, {}).items() if k[1] == relation and v >= threshold} - left_open
                right += len(mine & needed)
                predicted += len(mine)
            rows.append((right, predicted))
        counts[relation] = rows
    chosen = dict.fromkeys(relations, grid.index(0.35))
    for _ in range(4):
        for relation in relations:
            right = sum(counts[other][chosen[other]][0] for other in relations if other != relation)
            predicted = sum(counts[other][chosen[other]][1] for other in relations if other != relation)
            chosen[relation] = max(
                range(len(grid)),
                key=lambda at: (right + counts[relation][at][0]) / (predicted + counts[relation][at][1] + gold),
            )
    return {relation: grid[at] for relation, at in chosen.items()}


def main() -> None:
    """Train and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--strength", type=float, default=0.2)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--misses", type=Path, help="write what was missed and what was wrong to this file")
    arguments = parser.parse_args()
    documents = []
    for pair in arguments.folders:
        gold, texts = pair.split(":")
        documents += read_folder(Path(gold), Path(texts))
    examples = Examples(documents)
    targets = np.array(examples.targets)
    groups = sorted({document.group for document in documents})
    fold_of_document = np.array([groups.index(document.group) % arguments.folds for document in documents])
    fold_of = fold_of_document[np.array(examples.documents)]
    told, gold_number = examples.coverage(documents)
    print(f"{len(documents)} documents; {len(examples.rows)} pairs cover {told} of {gold_number}", file=sys.stderr)
    scores = np.zeros(targets.shape, np.float32)
    for fold in range(arguments.folds):
        train, test = np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
        known = vocabulary(examples.rows, train)
        x = matrix(examples.rows, known)
        weights, biases = fit(x[train], targets[train], arguments.strength)
        scores[test] = 1 / (1 + np.exp(-(x[test] @ weights + biases)))
    second = SecondStep(examples, documents, scores)
    first_step = second.scores([claim.value for claim in second.claims], range(len(second.claims)))
    print("first step alone")
    report(documents, first_step, tune(documents, first_step))
    values = np.zeros(len(second.claims), np.float32)
    folds = fold_of_document[np.array(second.documents)]
    marked = np.array(second.targets)
    for fold in range(arguments.folds):
        train = np.flatnonzero((folds != fold) & (marked >= 0))
        test = np.flatnonzero(folds == fold)
        values[test] = blend(second, test, grow(second.rows[train], marked[train]).probabilities(second.rows[test]))
    best = second.scores(values, range(len(values)))
    thresholds = tune(documents, best)
    print("both steps")
    report(documents, best, thresholds)
    plans = scores[targets[:, -1] >= 0, -1] >= 0.5
    gold_plans = targets[targets[:, -1] >= 0, -1]
    right = int((plans & (gold_plans == 1)).sum())
    print(f"planned {right} right of {plans.sum()} predicted, {gold_plans.sum()} gold")
    if arguments.misses:
        arguments.misses.write_text("\n".join(errors(documents, best, thresholds)) + "\n", encoding="utf-8")
    if arguments.write:
        known = vocabulary(examples.rows, range(len(examples.rows)))
        weights, biases = fit(matrix(examples.rows, known), targets, arguments.strength)
        trees = grow(second.rows[marked >= 0], marked[marked >= 0])
        save_judge(arguments.write, labels(), list(known), weights, biases, trees, thresholds)


def errors(documents: list[GoldDocument], best: Scores, thresholds: dict[str, float]) -> list[str]:
    """What was missed and what was wrong, with the judge's probability."""
    lines = []
    for number, document in enumerate(documents):
        needed, left_open = gold_triples(document)
        scores = best.get(number, {})
        mine = {key for key, value in scores.items() if value >= thresholds[key[1]]}
        evidence = {as_triple(r["head"], r["type"], r["tail"]): r.get("evidence", "") for r in document.relations}
        for kind, keys in (("MISS", needed - mine), ("WRONG", mine - needed - left_open)):
            for key in sorted(keys):
                head, tail = (document.entities[key[at]].name for at in (0, 2))
                told = evidence.get(key, "").replace("\n", " ")[:150]
                lines.append(f"{document.name} {kind} {scores.get(key, 0.0):.2f} {head} {key[1]} {tail} ¦ {told}")
    return lines


def report(documents: list[GoldDocument], best: Scores, thresholds: dict[str, float]) -> None:
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
