"""The judge: weighs candidate pairs by what was learned from annotated texts.

Two steps: one logistic regression for each relation and direction over the features of `candidates`, then boosted
trees over the `claims` that its probabilities add up to. Both lie in `judge.json`, which `training/train_judge.py`
writes; the weights are whole numbers of one scale.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from extractors.relations.candidates import Candidate
from extractors.relations.trees import Trees, read_trees
from schema.errors import InstallationError

JUDGE_FILE = Path(__file__).with_name("judge.json")
PLANNED = "planned"

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Judge:
    """A trained judge.

    Attributes:
        outputs: relation and direction (`>`: the first mention is the head) of each score.
        features: for each pair of types (`*`: all) feature to row of the weights.
        weights: rows of features, columns of outputs.
        biases: one for each output.
        trees: the second step, from the numbers of `claims.describe` to a probability.
        thresholds: from which probability on a relation counts as stated, by relation.
    """

    outputs: tuple[tuple[str, str], ...]
    features: dict[str, dict[str, int]]
    weights: FloatArray
    biases: FloatArray
    trees: Trees
    thresholds: dict[str, float]

    def probabilities(self, candidates: Sequence[Candidate]) -> FloatArray:
        """The probability of each output for each candidate, candidates × outputs."""
        if not candidates:
            return np.zeros((0, len(self.outputs)), np.float32)
        rows: list[int] = []
        starts: list[int] = []
        nothing = len(self.weights) - 1
        for candidate in candidates:
            starts.append(len(rows))
            rows.append(nothing)
            rows.extend(self._rows(candidate))
        sums = np.add.reduceat(self.weights[rows], starts, axis=0) + self.biases
        return (1.0 / (1.0 + np.exp(-sums))).astype(np.float32)

    def _rows(self, candidate: Candidate) -> list[int]:
        # In the order of the features, never of a set: sums of floats depend on it, in the last digit.
        own, shared, seen = (
            self.features.get(candidate.types, {}),
            self.features["*"],
            dict.fromkeys(candidate.features),
        )
        return [own[name] for name in seen if name in own] + [shared[name] for name in seen if name in shared]

    def reasons(self, candidate: Candidate, output: int, number: int = 6) -> list[tuple[str, float]]:
        """The features of a candidate that weigh most for or against an output, the heaviest first."""
        weighed: dict[str, float] = {}
        for table in (self.features.get(candidate.types, {}), self.features["*"]):
            for name in dict.fromkeys(candidate.features):
                if name in table:
                    weighed[name] = weighed.get(name, 0.0) + float(self.weights[table[name], output])
        return sorted(weighed.items(), key=lambda pair: (-abs(pair[1]), pair[0]))[:number]


@cache
def judge() -> Judge:
    """The judge that comes with the program.

    Raises:
        InstallationError: its file is missing or damaged.
    """
    return load_judge(JUDGE_FILE)


def load_judge(path: Path) -> Judge:
    """Read a judge.

    Raises:
        InstallationError: the file is missing or damaged.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        names = raw["features"]
        outputs = tuple((relation, way) for relation, way in raw["outputs"])
        whole = np.frombuffer(base64.b64decode(raw["weights"]), np.int8).reshape(len(names), len(outputs))
        weights = np.zeros((len(names) + 1, len(outputs)), np.float32)
        weights[:-1] = whole * np.asarray(raw["scales"], np.float32)
        features: dict[str, dict[str, int]] = {"*": {}}
        for at, full_name in enumerate(names):
            types, _, name = full_name.partition(" ")
            features.setdefault(types, {})[name] = at
        biases = np.asarray(raw["biases"], np.float32)
        return Judge(outputs, features, weights, biases, read_trees(raw["trees"]), dict(raw["thresholds"]))
    except OSError as error:
        raise InstallationError(f"{path}: cannot be read ({error.strerror}); install innograph again.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InstallationError(f"{path}: is damaged ({error}); install innograph again.") from error


def save_judge(
    path: Path,
    outputs: Sequence[tuple[str, str]],
    features: Sequence[str],
    weights: npt.NDArray[Any],
    biases: npt.NDArray[Any],
    trees: Trees,
    thresholds: dict[str, float],
) -> None:
    """Write a judge; features whose weights all round to nothing are left out."""
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    whole = np.rint(weights / scales).astype(np.int8)
    kept = [int(at) for at in np.flatnonzero(np.abs(whole).max(axis=1) > 1)]
    record = {
        "outputs": [list(output) for output in outputs],
        "thresholds": {name: round(value, 3) for name, value in thresholds.items()},
        "trees": trees.record(),
        "biases": [round(float(value), 5) for value in biases],
        "scales": [round(float(value), 7) for value in scales],
        "features": [features[at] for at in kept],
        "weights": base64.b64encode(whole[kept].tobytes()).decode("ascii"),
    }
    path.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
