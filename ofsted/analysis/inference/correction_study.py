"""How often the corrected intervals hold the truth, on the real reports with made-up labels.

Each run makes up what each recommendation truly carries, lets our coding miss and add some at rates
that may differ between the two groups, draws the sample that a person codes without error, and
corrects the difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ofsted.analysis.inference.correction import Checked, correct_difference
from ofsted.analysis.inference.simulation import CORRELATION
from ofsted.coding.sampling import inclusion_probabilities, list_strata, take_systematically
from ofsted.limits import OWN_SAMPLE, Z95

SEED = 20260101


@dataclass(frozen=True)
class Rates:
    """In one group: the share that truly carries the label, and the parts of these that we find and
    of the others that we leave out.
    """

    share: float
    sensitivity: float
    specificity: float


@dataclass(frozen=True)
class Setting:
    """Two groups of recommendations, named by a column and two of its values within a framework (""
    for all), with their rates, and how many a person codes.
    """

    name: str
    framework: str
    by: str
    groups: tuple[str, str]
    rates: tuple[Rates, Rates]
    sample: int = OWN_SAMPLE


_SAME = (Rates(0.30, 0.90, 0.97), Rates(0.30, 0.90, 0.97))
_MISSED = (Rates(0.30, 0.95, 0.98), Rates(0.30, 0.75, 0.98))
_BOTH = (Rates(0.30, 0.95, 0.98), Rates(0.30, 0.75, 0.93))
_RARE = (Rates(0.10, 0.90, 0.99), Rates(0.10, 0.70, 0.97))
_FEW = (Rates(0.20, 0.97, 0.99), Rates(0.20, 0.97, 0.99))
_FEW_IN_ONE = (Rates(0.20, 0.97, 0.99), Rates(0.20, 0.85, 0.98))
_APART = (Rates(0.40, 0.90, 0.95), Rates(0.25, 0.80, 0.98))
_RATINGS = ("inadequate", "good")


def _settings() -> tuple[Setting, ...]:
    kinds = (
        ("no difference, equal errors", _SAME),
        ("no difference, more missed in one", _MISSED),
        ("no difference, more missed and added in one", _BOTH),
        ("no difference, rare, errors differ", _RARE),
        ("a difference, errors differ", _APART),
        ("no difference, hardly any errors", _FEW),
        ("no difference, hardly any errors in one", _FEW_IN_ONE),
    )
    found = []
    for told, rates in kinds:
        found += [
            Setting(f"SIF v ILACS: {told}", "", "framework", ("F3", "F4"), rates),
            Setting(f"Inadequate v good, SIF: {told}", "F3", "rating", _RATINGS, rates),
            Setting(f"Inadequate v good, ILACS: {told}", "F4", "rating", _RATINGS, rates, 800),
        ]
    return tuple(found)


SETTINGS = _settings()


def measure_correction(
    recommendations: pd.DataFrame, runs: int, settings: Sequence[Setting] = SETTINGS
) -> pd.DataFrame:
    """One row per setting: how often the interval of the corrected difference and that of the plain
    one hold the truth, with the error of these figures, the mean error of both, and the mean width.
    """
    rows = [
        _measure(recommendations, setting, runs, SEED + n) for n, setting in enumerate(settings)
    ]
    return pd.DataFrame(rows)


def _measure(
    recommendations: pd.DataFrame, setting: Setting, runs: int, seed: int
) -> dict[str, object]:
    world = _World.of(recommendations, setting)
    generator = np.random.default_rng(seed)
    truth = setting.rates[0].share - setting.rates[1].share
    found = np.array([world.run(generator) for _ in range(runs)])
    plain, plain_error, corrected, error = found.T
    known = ~np.isnan(corrected)
    covered = np.abs(corrected - truth)[known] <= Z95 * error[known]
    plain_covered = np.abs(plain - truth) <= Z95 * plain_error
    share = float(covered.mean())
    return {
        "setting": setting.name,
        "sample": setting.sample,
        "runs": int(known.sum()),
        "covered": round(share, 4),
        "simulation_error": round(float(np.sqrt(share * (1 - share) / known.sum())), 4),
        "plain_covered": round(float(plain_covered.mean()), 4),
        "bias": round(float(corrected[known].mean() - truth), 4),
        "plain_bias": round(float(plain.mean() - truth), 4),
        "width": round(float(2 * Z95 * error[known].mean()), 4),
    }


@dataclass(frozen=True)
class _World:
    """The recommendations of a setting, with what a run needs of them."""

    reports: np.ndarray
    first_of_report: np.ndarray
    share: np.ndarray
    sensitivity: np.ndarray
    specificity: np.ndarray
    sides: tuple[np.ndarray, np.ndarray]
    strata: np.ndarray
    chances: np.ndarray

    @classmethod
    def of(cls, recommendations: pd.DataFrame, setting: Setting) -> _World:
        """The world of a setting: all recommendations, of which two groups are compared."""
        _, first_of_report, reports = np.unique(
            recommendations["report_id"], return_index=True, return_inverse=True
        )
        framework = recommendations["framework"].to_numpy(dtype=object)
        inside = (framework == setting.framework) | (setting.framework == "")
        values = recommendations[setting.by].to_numpy(dtype=object)
        sides = tuple(inside & (values == group) for group in setting.groups)
        one, two = setting.rates

        def by_side(name: str) -> np.ndarray:
            first, second = getattr(one, name), getattr(two, name)
            return np.where(sides[0], first, np.where(sides[1], second, (first + second) / 2))

        return cls(
            reports,
            first_of_report,
            by_side("share"),
            by_side("sensitivity"),
            by_side("specificity"),
            (sides[0], sides[1]),
            pd.factorize(list_strata(recommendations))[0],
            inclusion_probabilities(recommendations, setting.sample),
        )

    def run(self, generator: np.random.Generator) -> tuple[float, float, float, float]:
        """One made-up world: the plain difference with its error, and the corrected one."""
        strength = (1 - CORRELATION) / CORRELATION
        mean = self.share[self.first_of_report]
        of_report = generator.beta(mean * strength, (1 - mean) * strength)
        truth = generator.random(len(self.reports)) < of_report[self.reports]
        chance = generator.random(len(self.reports))
        ours = np.where(truth, chance < self.sensitivity, chance >= self.specificity)
        checked = Checked(ours, truth, self._draw(generator), self.chances, self.reports)
        nothing = Checked(ours, ours, np.ones(len(ours), dtype=bool), self.chances, self.reports)
        plain = correct_difference(nothing, *self.sides)
        found = correct_difference(checked, *self.sides)
        return found.plain, plain.error, found.corrected, found.error

    def _draw(self, generator: np.random.Generator) -> np.ndarray:
        """Which recommendations a person gets, drawn as `draw_own_sample` draws them."""
        order = np.lexsort((generator.random(len(self.strata)), self.strata))
        is_read = np.zeros(len(order), dtype=bool)
        is_read[order[take_systematically(self.chances[order], generator.random())]] = True
        return is_read
