"""Codings as a matrix of rows by codes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ofsted.codebook import Codebook
from ofsted.coding.records import CodedText


def _matrix(
    ids: pd.Series, coded: dict[str, CodedText], codes: list[str], codebook: Codebook, level: str
) -> np.ndarray:
    column = {code: i for i, code in enumerate(codes)}
    matrix = np.zeros((len(ids), len(codes)), dtype=bool)
    for row, key in enumerate(ids):
        for label in coded[key].labels:
            matrix[
                row, column[label.theme if level == "theme" else codebook.category_of[label.theme]]
            ] = True
    return matrix
