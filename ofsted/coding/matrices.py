"""Codings as a matrix of rows by codes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ofsted.codebook import Codebook
from ofsted.coding.records import CodedText


def coding_matrix(
    ids: pd.Series, coded: dict[str, CodedText], codes: list[str], codebook: Codebook, level: str
) -> np.ndarray:
    """Who carries what, bool [text × code], at the level `theme` or `category`."""
    code_of = {theme: theme for theme in codebook.category_of}
    if level == "category":
        code_of = codebook.category_of
    column = {code: number for number, code in enumerate(codes)}
    matrix = np.zeros((len(ids), len(codes)), dtype=bool)
    for row, key in enumerate(ids):
        for label in coded[key].labels:
            matrix[row, column[code_of[label.theme]]] = True
    return matrix
