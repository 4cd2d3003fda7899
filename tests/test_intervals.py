"""Intervals: equal to SciPy and statsmodels where they overlap, deterministic, and right about the
truth as often as they say.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from ofsted.analysis.counting.counts import count_codes
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.counting.shares import expected_prevalence, student_quantile, wilson_interval
from ofsted.analysis.counting.tallies import Tally, group_members, tally_groups, tally_reports
from ofsted.analysis.inference.intervals import (
    add_intervals,
    bootstrap_ratios,
    difference_interval,
    estimate_shares,
    ratio_interval,
    share_intervals,
    weighted_shares,
)
from ofsted.analysis.inference.simulation import (
    measure_contrast_coverage,
    measure_coverage,
    simulate_hits,
)
from ofsted.errors import OfstedError


def make_tally(hits: list[list[int]], items: list[int], areas: list[int] | None = None) -> Tally:
    clusters = np.arange(len(items)) if areas is None else np.array(areas)
    return Tally(
        np.arange(len(items)),
        np.array(hits),
        np.array(items),
        clusters,
        tuple("abcdefgh"[: len(hits[0])]),
    )


def everyone(tally: Tally) -> np.ndarray:
    return np.ones((1, len(tally.rows)), dtype=bool)


@pytest.fixture(scope="module")
def drawn() -> Tally:
    rng = np.random.default_rng(3)
    items = rng.integers(0, 20, 80)
    return Tally(
        np.arange(80), simulate_hits(items, 0.2, 6, rng), items, np.arange(80), tuple("abcdef")
    )


# Against others


@pytest.mark.parametrize(("part", "whole"), [(0, 10), (1, 10), (17, 40), (40, 40), (203, 4664)])
def test_the_wilson_interval_is_that_of_statsmodels(part, whole):
    ours = wilson_interval(np.array(part / whole), np.array(whole), stats.norm.ppf(0.975))
    assert ours == pytest.approx(proportion_confint(part, whole, method="wilson"))


def test_the_t_quantile_is_that_of_scipy():
    freedom = np.array([5, 14, 30, 150, 5000])
    for confidence in (0.90, 0.95):
        assert student_quantile(confidence, freedom) == pytest.approx(
            stats.t.ppf((1 + confidence) / 2, freedom), rel=1e-3
        )


def test_the_bootstrap_is_that_of_scipy(drawn):
    hits, items = drawn.hits[:, 0].astype(float), drawn.items.astype(float)
    theirs = stats.bootstrap(
        (hits, items),
        lambda h, n: h.sum() / n.sum(),
        paired=True,
        vectorized=False,
        method="percentile",
        n_resamples=4000,
        rng=5,
    )
    ours = np.concatenate(list(bootstrap_ratios(drawn.hits, drawn.items, 4000, 5)))[:, 0]
    assert np.percentile(ours, [2.5, 97.5]) == pytest.approx(
        [theirs.confidence_interval.low, theirs.confidence_interval.high], rel=0.03
    )
    assert ours.std() == pytest.approx(theirs.standard_error, rel=0.05)


def test_the_bootstrap_variance_comes_close_to_the_cluster_robust_one(drawn):
    share = drawn.hits.sum(axis=0) / drawn.items.sum()
    residuals = (drawn.hits - share * drawn.items[:, None]) / drawn.items.sum()
    assert estimate_shares(drawn, everyone(drawn)).variance[0] == pytest.approx(
        (residuals**2).sum(axis=0), rel=0.15
    )


def test_intervals_of_independent_recommendations_are_plain_wilson_intervals():
    one_each = make_tally([[int(n < 30)] for n in range(100)], [1] * 100)
    low, high = share_intervals(one_each, everyone(one_each))
    assert (low[0, 0], high[0, 0]) == pytest.approx(
        proportion_confint(30, 100, method="wilson"), abs=0.004
    )


def test_the_difference_interval_of_independent_shares_is_newcombes():
    # Newcombe (1998), Statistics in Medicine 17, 873, table II, method 10: 56 of 70 against 48 of
    # 80 gives 0.0524 to 0.3339
    sides = [
        (part / whole, *proportion_confint(part, whole, method="wilson"))
        for part, whole in ((56, 70), (48, 80))
    ]
    assert difference_interval(*sides) == pytest.approx((0.0524, 0.3339), abs=1e-4)


# Laws


def test_the_same_question_gets_the_same_answer(drawn):
    first, second = (share_intervals(drawn, everyone(drawn)) for _ in range(2))
    assert all((one == other).all() for one, other in zip(first, second, strict=True))


def test_a_groups_interval_does_not_hang_on_the_groups_beside_it(drawn):
    half = np.arange(80) < 40
    alone, beside = (
        share_intervals(drawn, half[None]),
        share_intervals(drawn, np.stack([~half, half])),
    )
    assert (alone[0][0] == beside[0][1]).all()
    assert (alone[1][0] == beside[1][1]).all()


@pytest.mark.parametrize("unit", ["share", "report-weighted", "reports"])
def test_every_interval_holds_its_estimate_and_stays_between_nothing_and_everything(drawn, unit):
    low, high = share_intervals(drawn, everyone(drawn), unit=unit)
    share = {
        "share": drawn.hits.sum(axis=0) / drawn.items.sum(),
        "report-weighted": weighted_shares(drawn, everyone(drawn))[0],
        "reports": (drawn.hits > 0).mean(axis=0),
    }[unit]
    assert (low[0] > 0).all()
    assert (low[0] < share).all()
    assert (share < high[0]).all()
    assert (high[0] < 1).all()


def test_zero_of_n_gets_an_upper_end_and_a_single_report_no_interval_at_all():
    tally = make_tally([[0], [0], [0], [0], [0], [2]], [3, 4, 5, 6, 7, 3])
    low, high = share_intervals(tally, np.array([[True] * 5 + [False], [False] * 5 + [True]]))
    assert low[0, 0] == 0
    assert 0.1 < high[0, 0] < 0.4
    assert np.isnan([low[1, 0], high[1, 0]]).all()


def test_alike_reports_of_one_area_widen_the_interval_only_when_areas_are_drawn():
    tally = make_tally(
        [[5 * (n // 4 % 2)] for n in range(80)], [10] * 80, [n // 4 for n in range(80)]
    )
    by_area, by_report = (
        [end[0, 0] for end in share_intervals(tally, everyone(tally), cluster=cluster)]
        for cluster in ("area", "report")
    )
    assert by_area[1] - by_area[0] > 1.7 * (by_report[1] - by_report[0])
    assert [end[0, 0] for end in share_intervals(tally, everyone(tally))] == by_area


def test_counts_get_the_interval_of_the_share_times_the_recommendations(drawn):
    shares, counts = (
        share_intervals(drawn, everyone(drawn)),
        share_intervals(drawn, everyone(drawn), unit="count"),
    )
    assert counts[0] == pytest.approx(shares[0] * drawn.items.sum())
    with pytest.raises(OfstedError, match="odds"):
        share_intervals(drawn, everyone(drawn), unit="odds")


def test_ratios_turn_over_when_the_sides_do():
    first, second = (
        (np.array([0.2]), np.array([0.15]), np.array([0.27])),
        (np.array([0.1]), np.array([0.06]), np.array([0.16])),
    )
    (low, high), (back_low, back_high) = (
        ratio_interval(first, second, 0.2),
        ratio_interval(second, first, 0.2),
    )
    assert low[0] < 2 < high[0]
    assert (1 / back_high[0], 1 / back_low[0]) == pytest.approx((low[0], high[0]))


def test_ratios_to_nothing_have_no_upper_end():
    low, high = ratio_interval(
        (np.array([0.2]), np.array([0.15]), np.array([0.27])),
        (np.array([0.0]), np.array([0.0]), np.array([0.05])),
    )
    assert 2 < low[0] < 4
    assert np.isinf(high[0])


def test_expected_prevalence_is_equal_for_equal_shares_whatever_the_length_of_reports():
    tally = make_tally([[1], [1], [4], [4]], [2, 2, 8, 8])
    halves = np.array([[True, True, False, False], [False, False, True, True]])
    assert expected_prevalence(tally, halves) == pytest.approx(
        np.full((2, 1), (2 * (1 - 0.5**2) + 2 * (1 - 0.5**8)) / 4)
    )


def test_without_recommendations_nothing_is_expected():
    empty = make_tally([[0], [0]], [0, 0])
    assert np.isnan(expected_prevalence(empty, np.ones((1, 2), dtype=bool))).all()
    assert np.isnan(
        expected_prevalence(
            make_tally([[1], [0]], [2, 0]), np.array([[True, False], [False, True]])
        )
    ).tolist() == [[False], [True]]


def test_expected_prevalence_of_the_whole_is_near_what_is_seen_and_takes_length_out_of_a_gap(
    corpus,
):
    for level in ("category", "theme"):
        whole = count_codes(corpus, Selection(), level=level)
        assert (whole["expected_share"] - whole["report_share"]).abs().max() < 0.11
    rated = count_codes(
        corpus, Selection(framework=("F3",), rating=("good", "inadequate")), by="rating"
    )
    gaps = {
        column: rated.pivot(index="code", columns="group", values=column).diff(axis=1)["inadequate"]
        for column in ("share", "report_share", "expected_share")
    }
    # Longer lists of worse-rated councils lift every share of reports; allowing for length, signs
    # are those of the shares of recommendations.
    assert (gaps["report_share"] > 0).all()
    assert (np.sign(gaps["expected_share"]) == np.sign(gaps["share"])).all()
    assert (gaps["expected_share"] < 0).any()


def test_intervals_added_to_counts_stand_around_every_value(corpus):
    counts = count_codes(corpus, Selection(framework=("F3",)), level="category", by="rating")
    framed = add_intervals(counts, corpus, Selection(framework=("F3",)), "category", "rating")
    for column in ("share", "report_weighted_share", "report_share", "expected_share", "hit_count"):
        held = framed[framed[f"{column}_low"].notna()]
        assert len(held) == 9 * 4
        assert (held[f"{column}_low"] <= held[column] + 1e-12).all()
        assert (held[column] <= held[f"{column}_high"] + 1e-12).all()
    assert framed[counts.columns.drop(["report_share_low", "report_share_high"])].equals(
        counts.drop(columns=["report_share_low", "report_share_high"])
    )


def test_by_body_a_report_counts_once_for_each_body(corpus):
    groups, members, tally = tally_groups(
        corpus, Selection(body="both", framework=("F3",)), "category", "body"
    )
    assert groups == ["authority", "lscb"]
    assert not (members[0] & members[1]).any()
    assert (members @ tally.items).tolist() == [
        tally_reports(corpus, Selection(body=body, framework=("F3",))).items.sum()
        for body in groups
    ]


def test_any_labels_make_groups(corpus):
    tally = tally_reports(corpus, Selection(framework=("F4",)), "category")
    by_column = group_members(tally, corpus, "framework")
    by_labels = group_members(tally, corpus, corpus.reports["framework"])
    assert by_column[0] == by_labels[0] == ["F4"]
    assert (by_column[1] == by_labels[1]).all()
    with pytest.raises(OfstedError, match="labels"):
        group_members(tally, corpus, ["x", "y"])


# Coverage, on the real lengths of reports


def test_intervals_of_shares_hold_the_truth_as_often_as_they_say(corpus):
    coverage = measure_coverage(corpus, shares=(0.02, 0.1), count=1000)
    for column in ("interval", "report_weighted"):
        assert coverage[column].between(0.93, 0.985).all(), coverage
        assert 0.935 < coverage[column].mean() < 0.97, coverage


def test_the_plain_percentile_bootstrap_would_not(corpus):
    assert (measure_coverage(corpus, shares=(0.01,), count=500)["percentile"] < 0.93).any()


def test_intervals_of_differences_and_ratios_hold_the_truth_as_often_as_they_say(corpus):
    coverage = measure_contrast_coverage(corpus, shares=(0.05,), count=1000)
    assert coverage["difference_covered"].between(0.93, 0.97).all(), coverage
    assert coverage["ratio_covered"].between(0.93, 0.97).all(), coverage


def test_simulated_hits_have_the_mean_and_the_correlation_asked_for():
    items = np.full(4000, 10)
    hits = simulate_hits(items, 0.2, 50, np.random.default_rng(2))
    assert hits.mean() == pytest.approx(2, rel=0.01)
    assert hits.var() == pytest.approx(10 * 0.2 * 0.8 * (1 + 9 * 0.03), rel=0.03)
    alike = simulate_hits(items, 0.2, 50, np.random.default_rng(2), areas=np.arange(4000) // 2)
    assert alike.mean() == pytest.approx(2, rel=0.02)
    assert (
        np.mean([np.corrcoef(alike[::2, code], alike[1::2, code])[0, 1] for code in range(50)])
        > 0.02
    )
