"""Trains the arbiter: `python -m training.train_arbiter` writes `extractors/arbiter.json`.

The learned tagger must not have seen the texts, so only those that its training kept out are used. Each claim of the recognisers is an example; what annotators left open is no example.
On texts of other kinds than those it was trained on the learned tagger misses more, so each text is used again with
some of its claims struck out at random (`--silence`).
With `--folds` the documents are split, and calibration and log-loss are printed for what was held out.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.arbiter import LEARNED, claims, describe, feature_names, read_weights
from extractors.file_evidence import with_file_evidence
from extractors.layout import passages
from extractors.pipeline import Extractor
from extractors.recognisers.candidate import candidates_of
from training.data import annotated_spans, held_out, squeeze

TEXTS = Path(__file__).parent / "texts"
WEIGHTS = Path(__file__).parents[1] / "extractors" / "arbiter.json"

Matrix = NDArray[np.float64]


def examples(extractor: Extractor, name: str, silence: float, copies: int) -> tuple[Matrix, Matrix]:
    """Features and truth of each claim in one annotated text, and of copies in which the learned tagger says less."""
    chance = random.Random(name)
    text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
    gold = json.loads((TEXTS / f"{name}.gold.json").read_text(encoding="utf-8"))
    flat, places = squeeze(text)
    spans = annotated_spans(gold, flat)
    true = {(span.start, span.end, span.type) for span in spans if span.type}
    left_open = [(span.start, span.end) for span in spans if not span.type]
    _, cleaned = passages(text)
    docs = [extractor.recognise(passage.text) for passage in cleaned]
    with_file_evidence(docs)
    rows, truths = [], []
    for passage, doc in zip(cleaned, docs, strict=True):
        for copy in range(1 + copies):
            struck = silence if copy else 0.0
            stated = claims(
                [c for c in candidates_of(doc) if c.recogniser != LEARNED or not struck or chance.random() >= struck]
            )
            for claim, row in zip(stated, describe(passage.text, stated), strict=True):
                start, end = passage.source_span(claim.start, claim.end)
                key = (places[start], places[end - 1] + 1, claim.type)
                inside_open = any(a <= key[0] and key[1] <= b for a, b in left_open)
                if claim.type and (key in true or not inside_open):
                    rows.append(row)
                    truths.append(float(key in true))
    return np.array(rows).reshape(-1, len(feature_names())), np.array(truths)


def fit(features: Matrix, truth: Matrix, penalty: float) -> Matrix:
    """Weights of the logistic model of least penalised loss.

    What speaks for a claim may not lower its chance, nor a rival raise it: weights of the wrong sign, which few
    texts give now and then, are set to nothing and the others fitted again.
    """
    free = np.ones(features.shape[1], bool)
    signs = np.array([_sign(name) for name in feature_names()])
    while True:
        weights = np.zeros(features.shape[1])
        weights[free] = _newton(features[:, free], truth, penalty)
        wrong = free & (weights * signs < 0)
        if not wrong.any():
            return weights
        free &= ~wrong


def _sign(feature: str) -> int:
    if feature.endswith((" around", " across", " same span")):
        return -1
    speaks_for = feature.startswith("learned ") and not feature.endswith("inside")
    return int(speaks_for or feature.endswith(" score"))


def _newton(features: Matrix, truth: Matrix, penalty: float) -> Matrix:
    weights = np.zeros(features.shape[1])
    for _ in range(40):
        chance = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        gradient = features.T @ (chance - truth) + penalty * weights
        curvature = (features * (chance * (1 - chance) + 1e-6)[:, None]).T @ features
        step = np.linalg.solve(curvature + penalty * np.eye(len(weights)), gradient)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def loss(features: Matrix, truth: Matrix, weights: Matrix) -> float:
    """Mean logarithmic loss."""
    chance = np.clip(1 / (1 + np.exp(-features @ weights)), 1e-6, 1 - 1e-6)
    return float(-(truth * np.log(chance) + (1 - truth) * np.log(1 - chance)).mean())


def plain_weights() -> Matrix:
    """Weights to begin with, for what the file evidence of the first round rests on: every recogniser is believed."""
    plain = {f"learned {type_}": 0.6 for type_ in ("Institution", "Park", "Person", "Policy", "Region")}
    plain |= {"learned around": -0.4, "told around": -0.3, "learned across": -0.1, "told across": -0.1}
    names = feature_names()
    weights = np.array([plain.get(name, 0.0) for name in names])
    for place, name in enumerate(names):
        if name.startswith("type "):
            weights[place] = -2.8
        elif not name.startswith(("learned", "told")) and name.endswith((" speaks", " score")):
            weights[place] = 1.2 if name.endswith(" speaks") else 0.7
    return weights


def write(weights: Matrix) -> None:
    """Write weights to where the arbiter reads them."""
    rounded = {name: round(float(weight), 4) for name, weight in zip(feature_names(), weights, strict=True)}
    WEIGHTS.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")
    read_weights.cache_clear()


def report(data: Sequence[tuple[Matrix, Matrix]], folds: int, penalty: float) -> None:
    """Print loss and calibration on documents held out in turn."""
    for fold in range(folds):
        train = [example for number, example in enumerate(data) if number % folds != fold]
        held = [example for number, example in enumerate(data) if number % folds == fold]
        weights = fit(np.concatenate([x for x, _ in train]), np.concatenate([y for _, y in train]), penalty)
        features, truth = np.concatenate([x for x, _ in held]), np.concatenate([y for _, y in held])
        chance = 1 / (1 + np.exp(-features @ weights))
        bins = [
            f"{low / 10:.1f}: {truth[inside].mean():.2f} of {inside.sum()}"
            for low in range(10)
            if (inside := (chance >= low / 10) & (chance < (low + 1) / 10)).any()
        ]
        print(f"fold {fold}: loss {loss(features, truth, weights):.4f}; " + ", ".join(bins))


def main() -> None:
    """Read the arguments, train, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hold-out", default="", metavar="LETTERS", help="as the learned tagger was trained")
    parser.add_argument("--penalty", type=float, default=3.0)
    parser.add_argument("--silence", type=float, default=0.05, help="share of the learned tagger's claims struck out")
    parser.add_argument("--copies", type=int, default=2, help="copies of each text with claims struck out")
    parser.add_argument("--folds", type=int, default=0, help="documents held out in so many turns, for a report")
    parser.add_argument(
        "--rounds", type=int, default=2, help="file evidence follows from the weights of the round before"
    )
    arguments = parser.parse_args()
    extractor = Extractor()
    names = sorted(held_out(TEXTS, arguments.hold_out))
    write(plain_weights())
    for _ in range(arguments.rounds):
        data = [examples(extractor, name, arguments.silence, arguments.copies) for name in names]
        features, truth = np.concatenate([x for x, _ in data]), np.concatenate([y for _, y in data])
        weights = fit(features, truth, arguments.penalty)
        write(weights)
        right = int(truth.sum())
        print(f"{len(names)} texts, {len(truth)} claims, {right} right; loss {loss(features, truth, weights):.4f}")
    report(data, arguments.folds, arguments.penalty)


if __name__ == "__main__":
    main()
