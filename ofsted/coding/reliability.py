"""The published figures on agreement: every code in every scope and view, each set of codes, and
every label that only one coder gave.

All figures are of the two codings before adjudication; only `adjudicated_count` and what became of
disputed labels look at the outcome. Groups of fewer than 15 reports get counts and no coefficients.
Figures are rounded to six places, so that the same codings give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ofsted.codebook import Codebook
from ofsted.coding.agreement import agreement_by_code, alpha_interval, alpha_masi
from ofsted.coding.kept import Ruling
from ofsted.coding.records import CodedText
from ofsted.glossary import SCHEMES
from ofsted.limits import DRAWS, LEAST_KAPPA, LEAST_RECOMMENDATIONS, SMALL_GROUP

LEVELS = ("category", "theme")
COEFFICIENTS = (
    "prevalence",
    "agreement",
    "kappa",
    "kappa_low",
    "kappa_high",
    "positive_agreement",
    "ac1",
)
_PLACES = 6


@dataclass(frozen=True)
class Codings:
    """Two coders' codings of the same recommendations and the adjudicated one, by text id.

    `recommendations` has a row per recommendation that both coded: recommendation_id, text_id,
    report_id, framework, body.
    """

    recommendations: pd.DataFrame
    first: Mapping[str, CodedText]
    second: Mapping[str, CodedText]
    adjudicated: Mapping[str, CodedText]


def measure_reliability(
    codings: Codings, codebook: Codebook, draws: int = DRAWS
) -> tuple[list[dict], list[dict]]:
    """Rows of the agreement table (per code) and of the table of sets (per scope), for every view
    of the codebook and both levels.
    """
    by_code, by_set = [], []
    reports = codings.recommendations["report_id"].to_numpy()
    scopes = list(_scopes(codings.recommendations))
    for scheme in SCHEMES:
        for level in LEVELS:
            codes, code_of = _codes(codebook, scheme, level)
            matrices = [
                _matrix(codings.recommendations["text_id"], coded, codes, code_of)
                for coded in (codings.first, codings.second, codings.adjudicated)
            ]
            weak = {}
            for scope, chosen in scopes:
                first, second, outcome = (matrix[chosen] for matrix in matrices)
                figures = agreement_by_code(first, second, codes, reports[chosen], draws)
                report_count = len(np.unique(reports[chosen]))
                if report_count < SMALL_GROUP:
                    figures[list(COEFFICIENTS)] = np.nan
                # AC1 never stands without kappa.
                figures.loc[figures["kappa"].isna(), "ac1"] = np.nan
                figures["adjudicated_count"] = outcome.sum(axis=0)
                if scope == "all" and level == "theme":
                    weak = weak_themes(figures)
                by_code += _code_rows(figures, scheme, scope, level, report_count, weak)
                by_set.append(
                    {"scheme": scheme, "scope": scope, "level": level}
                    | _set_row(first, second, outcome, reports[chosen], figures, draws)
                )
    return by_code, by_set


def weak_themes(figures: pd.DataFrame) -> dict[str, str]:
    """Themes never shown on their own, each with the reason:

    `rare` (fewer than 20 recommendations after adjudication) or `low-kappa` (below 0.60).

    `figures` has code, kappa and adjudicated_count over all recommendations. A theme without a
    kappa is `low-kappa`: nothing shows that it can be coded.
    """
    reasons = {}
    columns = (figures[name] for name in ("code", "adjudicated_count", "kappa"))
    for code, count, kappa in zip(*columns, strict=True):
        if count < LEAST_RECOMMENDATIONS:
            reasons[code] = "rare"
        elif not kappa >= LEAST_KAPPA:
            reasons[code] = "low-kappa"
    return reasons


def list_disagreements(
    codings: Codings,
    codebook: Codebook,
    coders: tuple[str, str],
    rulings: Mapping[str, list[Ruling]],
) -> list[dict]:
    """One row per recommendation and theme that one coder gave and the other did not, with who gave
    it, the ruling and its reason.
    """
    rows = []
    for recommendation in codings.recommendations.to_dict("records"):
        key = recommendation["text_id"]
        given = {
            coder: {label.theme for label in coded[key].labels}
            for coder, coded in zip(coders, (codings.first, codings.second), strict=True)
        }
        ruled = {ruling.theme: ruling for ruling in rulings.get(key, [])}
        for theme in codebook.in_order(set.symmetric_difference(*given.values())):
            giver = next(coder for coder, themes in given.items() if theme in themes)
            disagreement = {
                "recommendation_id": recommendation["recommendation_id"],
                "theme": theme,
                "coder": giver,
                "is_kept": None,
                "reason": None,
            }
            if ruling := ruled.get(theme):
                disagreement |= {"is_kept": ruling.is_kept, "reason": ruling.reason}
            rows.append(disagreement)
    return rows


def _scopes(recommendations: pd.DataFrame) -> Iterator[tuple[str, np.ndarray]]:
    """Which recommendations each scope takes in: all, each framework, each body."""
    yield "all", np.ones(len(recommendations), dtype=bool)
    for column in ("framework", "body"):
        for value in sorted(recommendations[column].unique()):
            yield value, (recommendations[column] == value).to_numpy()


def _codes(
    codebook: Codebook, scheme: str, level: str
) -> tuple[list[str], Callable[[str], str | None]]:
    """The codes of a level in a view, in codebook order, and what a theme of the codebook counts as
    (None: as nothing).
    """
    home = {theme.id: codebook.home_of(theme.id, scheme) for theme in codebook.themes}
    if level == "theme":
        return codebook.in_order({code for code in home.values() if code}), home.__getitem__
    counted = {
        theme.id: theme.category
        for theme in codebook.themes
        if scheme != "strict" or theme.origin == "paper"
    }
    return [category.id for category in codebook.categories], counted.get


def _matrix(
    text_ids: pd.Series,
    coded: Mapping[str, CodedText],
    codes: list[str],
    code_of: Callable[[str], str | None],
) -> np.ndarray:
    """Who carries what, bool [recommendation × code]; a text that is not coded carries nothing."""
    column = {code: number for number, code in enumerate(codes)}
    matrix = np.zeros((len(text_ids), len(codes)), dtype=bool)
    for row, key in enumerate(text_ids):
        for label in coded.get(key, CodedText(key, ())).labels:
            if (code := code_of(label.theme)) is not None:
                matrix[row, column[code]] = True
    return matrix


def _code_rows(
    figures: pd.DataFrame,
    scheme: str,
    scope: str,
    level: str,
    report_count: int,
    weak: Mapping[str, str],
) -> list[dict]:
    rows = []
    for row in figures.to_dict("records"):
        counts = {
            name: int(row[name])
            for name in (
                "recommendation_count",
                "both_count",
                "first_only_count",
                "second_only_count",
                "adjudicated_count",
            )
        }
        rows.append(
            {
                "scheme": scheme,
                "scope": scope,
                "level": level,
                "code": row["code"],
                "report_count": report_count,
                **counts,
                **{name: _rounded(row[name]) for name in COEFFICIENTS},
                "is_shown": row["code"] not in weak,
                "why_not": weak.get(row["code"]),
            }
        )
    return rows


def _set_row(
    first: np.ndarray,
    second: np.ndarray,
    outcome: np.ndarray,
    reports: np.ndarray,
    figures: pd.DataFrame,
    draws: int,
) -> dict:
    alpha, low, high = _alpha(first, second, reports, draws)
    one, two = first & ~second, second & ~first
    return {
        "recommendation_count": len(first),
        "report_count": len(np.unique(reports)),
        "disagreement_count": int((first != second).any(axis=1).sum()),
        "alpha": _rounded(alpha),
        "alpha_low": _rounded(low),
        "alpha_high": _rounded(high),
        "mean_kappa": _rounded(figures["kappa"].mean()),
        "draws": draws,
        "first_kept_count": int((one & outcome).sum()),
        "first_dropped_count": int((one & ~outcome).sum()),
        "second_kept_count": int((two & outcome).sum()),
        "second_dropped_count": int((two & ~outcome).sum()),
    }


def _alpha(
    first: np.ndarray, second: np.ndarray, reports: np.ndarray, draws: int
) -> tuple[float, float, float]:
    """Krippendorff's alpha of the sets with its 95 % interval; NaN where the reports are few."""
    if len(np.unique(reports)) < SMALL_GROUP:
        return math.nan, math.nan, math.nan
    return alpha_masi(first, second), *alpha_interval(first, second, reports, draws)


def _rounded(value: float) -> float | None:
    if math.isnan(value):
        return None
    return round(float(value), _PLACES)
