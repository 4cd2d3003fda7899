"""What the classifier is put together from: linear models and sums of trees, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse


@dataclass(frozen=True)
class Linear:
    """One linear model per code (theme or category), weights as whole numbers -127 to 127 times a
    scale: [feature × code], [code], [code].
    """

    weights: np.ndarray
    scale: np.ndarray
    bias: np.ndarray

    def scores(self, matrix: sparse.csr_matrix) -> np.ndarray:
        """Scores, float32 [row × code]."""
        return (matrix @ self.weights.astype(np.float32)) * self.scale + self.bias


@dataclass(frozen=True)
class Trees:
    """A sum of decision trees, their nodes one after another; a leaf points to itself.

    `roots` are the first nodes.
    """

    features: np.ndarray
    cuts: np.ndarray
    lefts: np.ndarray
    rights: np.ndarray
    values: np.ndarray
    roots: np.ndarray
    depth: np.ndarray  # of the deepest tree, one number

    def scores(self, inputs: np.ndarray) -> np.ndarray:
        """Log odds, float64 [row], of inputs [row × input]."""
        total = np.zeros(len(inputs))
        rows = np.arange(len(inputs))
        for root in self.roots:
            node = np.full(len(inputs), root)
            for _ in range(int(self.depth[0])):
                node = np.where(
                    inputs[rows, self.features[node]] <= self.cuts[node],
                    self.lefts[node],
                    self.rights[node],
                )
            total += self.values[node]
        return total


def log_odds(scores: np.ndarray, blend: np.ndarray) -> np.ndarray:
    """First log odds [text × code] of scores [text × code × 3] and the blend [code × 4], the
    constant last.
    """
    return np.einsum("ntk,tk->nt", scores, blend[:, :3]) + blend[:, 3]
