"""Boosted decision trees as plain arrays: enough to run them without the library that grew them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Trees:
    """A sum of trees, read as log-odds.

    Attributes:
        roots: node where each tree begins.
        features: for each node the feature it asks, or -1 for a leaf.
        limits: for each node the value up to which one goes left; for a leaf what it adds.
        lefts, rights: the nodes that follow.
        start: log-odds to begin with.
        depth: the most questions that a tree asks.
    """

    roots: npt.NDArray[np.int32]
    features: npt.NDArray[np.int32]
    limits: FloatArray
    lefts: npt.NDArray[np.int32]
    rights: npt.NDArray[np.int32]
    start: float
    depth: int

    def probabilities(self, rows: FloatArray) -> FloatArray:
        """Probability for each row of features (rows × features)."""
        nodes = np.repeat(self.roots[None, :], len(rows), axis=0)
        row_numbers = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            asked = self.features[nodes]
            left = rows[row_numbers, np.maximum(asked, 0)] <= self.limits[nodes]
            nodes = np.where(asked < 0, nodes, np.where(left, self.lefts[nodes], self.rights[nodes]))
        odds = self.start + self.limits[nodes].sum(axis=1, dtype=np.float64)
        result: FloatArray = (1.0 / (1.0 + np.exp(-odds))).astype(np.float32)
        return result

    def record(self) -> dict[str, Any]:
        """The trees as plain lists."""
        return {
            "roots": self.roots.tolist(),
            "features": self.features.tolist(),
            "limits": [round(float(value), 5) for value in self.limits],
            "lefts": self.lefts.tolist(),
            "rights": self.rights.tolist(),
            "start": round(self.start, 6),
            "depth": self.depth,
        }


def read_trees(record: Mapping[str, Any]) -> Trees:
    """Trees from what `Trees.record` gave.

    Raises:
        KeyError, ValueError, TypeError: the record is damaged.
    """
    return Trees(
        np.asarray(record["roots"], np.int32),
        np.asarray(record["features"], np.int32),
        np.asarray(record["limits"], np.float32),
        np.asarray(record["lefts"], np.int32),
        np.asarray(record["rights"], np.int32),
        float(record["start"]),
        int(record["depth"]),
    )
