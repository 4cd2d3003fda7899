"""What a comparison could have found is what its test then finds: differences planted in real
reports, and the formula where it can be worked out by hand.
"""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.inference.comparison import compare_groups
from ofsted.analysis.inference.detection import detectable_difference, effective_sizes
from ofsted.analysis.inference.intervals import Estimates
from ofsted.analysis.inference.simulation import SETTINGS, measure_detection

pytestmark = pytest.mark.slow

NAMES = ("Inadequate v rest, SIF", "Inadequate v rest, ILACS", "Most deprived third v rest")


def alike(share: float, size: float, clusters: int = 10_000) -> Estimates:
    """Two sides of one share, each out of as many independent recommendations."""
    return Estimates(
        np.full((2, 3), share),
        np.full((2, 3), share * (1 - share) / size),
        np.full((2, 1), size),
        np.full((2, 1), clusters),
    )


def test_planted_differences_are_found_about_as_often_as_stated(corpus):
    chosen = [setting for setting in SETTINGS if setting.name in NAMES]
    measured = measure_detection(corpus, chosen, count=300)
    assert len(measured) == 6
    assert measured["found"].between(0.70, 0.88).all()
    assert (measured["ratio"] > 1.3).all()


def test_with_independent_recommendations_it_is_that_of_statsmodels():
    found = float(detectable_difference(alike(0.1, 1000), np.zeros(3))[0])
    effect = proportion_effectsize(0.1 + found, 0.1)
    power = NormalIndPower().power(effect, 1000, 0.05, ratio=1.0)
    assert power == pytest.approx(0.8, abs=0.02)


def test_more_reports_and_pairs_of_one_area_find_smaller_differences():
    few, many = (detectable_difference(alike(0.1, size), np.zeros(3))[0] for size in (200, 2000))
    assert many < few / 2.5
    paired = detectable_difference(alike(0.1, 200), np.full(3, 0.5))[0]
    assert paired < few


def test_where_no_share_would_be_large_enough_there_is_none():
    assert np.isnan(detectable_difference(alike(0.9, 5), np.zeros(3))).all()
    assert np.isnan(detectable_difference(alike(0.1, 50, clusters=1), np.zeros(3))).all()


def test_the_design_effect_is_averaged_over_codes_and_never_below_one():
    estimates = alike(0.1, 100)
    assert effective_sizes(estimates).ravel() == pytest.approx([100, 100])
    noisy = Estimates(
        estimates.share,
        estimates.variance * np.array([[0.0, 2.0, 4.0]]),
        estimates.most,
        estimates.clusters,
    )
    assert effective_sizes(noisy).ravel() == pytest.approx([50, 50])
    calm = Estimates(estimates.share, estimates.variance / 2, estimates.most, estimates.clusters)
    assert effective_sizes(calm).ravel() == pytest.approx([100, 100])


def test_a_side_of_few_reports_has_no_detectable_difference(corpus):
    few = compare_groups(
        corpus, Selection(), level="category", by="rating", first="adequate", second="good"
    )
    assert few["detectable_difference"].isna().all()
