"""Differences between groups of councils, other things equal: logistic regression on rating,
deprivation, rurality, framework with its own course over the years, and the length of the wording.

Statsmodels is loaded when it is used: the stored table is made of it, no server needs it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from ofsted import glossary
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection, choose_recommendations, choose_reports
from ofsted.limits import LEAST_ADJUSTED, SMALL_GROUP, Z95

# Every two groups of these are compared.
GROUPINGS = ("rating", "deprivation", "rurality")
TOO_FEW = f"fewer than {LEAST_ADJUSTED} recommendations carry it"
SEPARATED = "a group has it in none or in all of its recommendations"


class _Model(NamedTuple):
    """What a regression is made of: the rows in tall form, their design and their councils."""

    rows: pd.DataFrame
    design: pd.DataFrame
    councils: np.ndarray


def measure_adjusted(dataset: Dataset, selection: Selection, *, level: str) -> pd.DataFrame:
    """One row per code and two groups of each of `GROUPINGS`: the plain difference of shares, and
    the average marginal one with its 95% interval, over the recommendations of both groups.

    The marginal difference is the mean, over these recommendations, of what the model gives were
    all of the first group less were all of the second; its standard error follows by the delta
    method from a covariance clustered by council (Liang & Zeger 1986; Norton, Dowd & Maciejewski
    2019). Ratings with fewer than `SMALL_GROUP` reports are left out. `reason` says why a code
    cannot be estimated; blank where it can.
    """
    model, chosen = _make_model(dataset, selection)
    hits = dataset.hits(level)[chosen]
    rows = []
    for place, code in enumerate(dataset.codes(level)):
        carried = hits[:, place].astype(float)
        reason = _why_not(carried, model)
        fitted = None if reason else _fit(carried, model)
        if not reason and fitted is None:
            reason = SEPARATED
        for grouping, first, second in _list_contrasts(model.rows):
            values = model.rows[grouping].to_numpy()
            plain = carried[values == first].mean() - carried[values == second].mean()
            found = (np.nan, np.nan)
            if fitted is not None:
                found = _marginal(model, fitted, grouping, first, second)
            rows.append(
                {
                    "level": level,
                    "code": code,
                    "grouping": grouping,
                    "first": str(first),
                    "second": str(second),
                    "hit_count": int(carried.sum()),
                    "plain_difference": float(plain),
                    "difference": found[0],
                    "difference_low": found[0] - Z95 * found[1],
                    "difference_high": found[0] + Z95 * found[1],
                    "reason": reason,
                }
            )
    return pd.DataFrame(rows)


def _list_contrasts(rows: pd.DataFrame) -> Iterator[tuple[str, object, object]]:
    """Every two groups that have rows, by grouping, in the order in which they are printed."""
    for grouping in GROUPINGS:
        present = set(rows[grouping])
        groups = [code for code in glossary.codes(grouping) if code in present]
        for first, second in combinations(groups, 2):
            yield grouping, first, second


def _make_model(dataset: Dataset, selection: Selection) -> tuple[_Model, np.ndarray]:
    """The rows of the chosen recommendations with their design, and which they are."""
    reports = dataset.reports
    counted = reports[choose_reports(dataset, selection)]["rating"].value_counts()
    large = counted[counted >= SMALL_GROUP].index
    kept = reports["rating"].isin(large).to_numpy()[dataset.report_rows]
    chosen = choose_recommendations(dataset, selection) & kept
    fields = ["rating", "deprivation", "rurality", "framework", "year", "urn"]
    rows = reports[fields].take(dataset.report_rows[chosen]).reset_index(drop=True)
    words = dataset.recommendations.loc[chosen, "word_count"].to_numpy(dtype=float)
    rows["log_words"] = np.log(words) - np.log(words).mean()
    councils = pd.factorize(rows["urn"])[0]
    return _Model(rows, _design(rows), councils), chosen


def _design(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns of the regression: a constant, a column for every group but the first of each
    grouping, the years of every framework from its own middle, and the length.
    """
    columns: dict[str, np.ndarray] = {"constant": np.ones(len(rows))}
    for name in (*GROUPINGS, "framework"):
        for value in sorted(rows[name].unique().tolist())[1:]:
            columns[f"{name}={value}"] = (rows[name] == value).to_numpy(dtype=float)
    for framework in sorted(rows["framework"].unique().tolist()):
        inside = (rows["framework"] == framework).to_numpy()
        years = rows["year"].to_numpy(dtype=float)
        columns[f"year of {framework}"] = np.where(inside, years - years[inside].mean(), 0.0)
    columns["log_words"] = rows["log_words"].to_numpy()
    return pd.DataFrame(columns)


def _why_not(carried: np.ndarray, model: _Model) -> str:
    """Why a code cannot be estimated, as far as its counts tell; blank where they do not."""
    if carried.sum() < LEAST_ADJUSTED:
        return TOO_FEW
    for name in (*GROUPINGS, "framework"):
        shares = pd.Series(carried).groupby(model.rows[name].to_numpy()).mean()
        if shares.isin([0.0, 1.0]).any():
            return SEPARATED
    return ""


def _fit(carried: np.ndarray, model: _Model) -> tuple[np.ndarray, np.ndarray] | None:
    """Coefficients and their covariance clustered by council; None where the fit finds no end."""
    from statsmodels.discrete.discrete_model import Logit

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they say is asked of the result
        try:
            fitted = Logit(carried, model.design.to_numpy()).fit(
                disp=0, cov_type="cluster", cov_kwds={"groups": model.councils}
            )
        except (np.linalg.LinAlgError, ValueError):
            return None
    covariance = np.asarray(fitted.cov_params())
    is_sound = bool(fitted.mle_retvals["converged"]) and np.isfinite(covariance).all()
    return (np.asarray(fitted.params), covariance) if is_sound else None


def _marginal(
    model: _Model,
    fitted: tuple[np.ndarray, np.ndarray],
    grouping: str,
    first: object,
    second: object,
) -> tuple[float, float]:
    """The average marginal difference and its standard error by the delta method."""
    coefficients, covariance = fitted
    compared = model.rows[grouping].isin([first, second]).to_numpy()
    total, gradient = 0.0, np.zeros(len(coefficients))
    for group, sign in ((first, 1.0), (second, -1.0)):
        moved = model.design[compared].copy()
        for column in moved.columns[moved.columns.str.startswith(f"{grouping}=")]:
            moved[column] = float(column == f"{grouping}={group}")
        matrix = moved.to_numpy()
        chance = 1 / (1 + np.exp(-matrix @ coefficients))
        total += sign * chance.mean()
        gradient += sign * (matrix * (chance * (1 - chance))[:, None]).mean(axis=0)
    return float(total), float(np.sqrt(gradient @ covariance @ gradient))
