"""The tipping point of a verdict: by hand, and against shares that are really changed."""

import numpy as np
import pandas as pd
import pytest

from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.comparison import rank_comparison, tell_tipping
from ofsted.analysis.inference.comparison import compare_groups
from ofsted.analysis.inference.tipping import tipping_points
from ofsted.charts.comparison import TIPPING_HEAD, brief_differences, printed_differences


def frame(**columns) -> pd.DataFrame:
    usual = {
        "verdict": ["higher"],
        "adjusted_ratio_low": [1.25],
        "adjusted_ratio_high": [2.0],
        "margin_low": [1.3],
        "margin_high": [1.9],
    }
    return pd.DataFrame(usual | columns)


def point(**columns) -> float:
    return tipping_points(frame(**columns))[0]


def test_a_difference_is_undone_where_its_interval_reaches_one():
    """More in A with a ratio of at least 1.25: were a fifth missed in B, its share would be 1.25
    times what it is."""
    assert point() == pytest.approx(0.2)
    assert point(adjusted_ratio_low=[1.0]) == 0
    assert point(adjusted_ratio_low=[0.9]) == 0


def test_less_in_a_is_undone_by_what_was_missed_in_a():
    found = point(verdict=["lower"], adjusted_ratio_low=[0.3], adjusted_ratio_high=[0.6])
    assert found == pytest.approx(0.4)


def test_about_the_same_is_undone_where_the_interval_leaves_the_bounds():
    same = {"verdict": ["no-difference"], "margin_low": [0.9], "margin_high": [1.2]}
    assert point(**same) == pytest.approx(1 - 1.2 / 1.5)
    assert point(**same | {"margin_low": [0.70]}) == pytest.approx(1 - 0.67 / 0.70)


def test_more_but_little_is_undone_by_whichever_comes_first():
    little = {"verdict": ["higher-little"], "adjusted_ratio_low": [1.02]}
    assert point(**little, margin_low=[1.05], margin_high=[1.3]) == pytest.approx(1 - 1 / 1.02)
    assert point(**little, margin_low=[1.05], margin_high=[1.49]) == pytest.approx(1 - 1.49 / 1.5)


@pytest.mark.parametrize("verdict", ["undetermined", "counts-only"])
def test_where_nothing_is_said_there_is_nothing_to_undo(verdict):
    assert np.isnan(point(verdict=[verdict]))


def test_a_side_without_any_mention_is_never_undone_by_missed_ones():
    """However many times nothing is, it is nothing: the ratio has no end."""
    assert point(adjusted_ratio_low=[np.inf]) == 1


@pytest.fixture(scope="module")
def ranked(release) -> pd.DataFrame:
    selection = Selection(framework=("F4",))
    found = compare_groups(
        release.dataset, selection, level="theme", by="rating", first="inadequate", second="good"
    )
    return rank_comparison(found)


def test_every_verdict_of_a_real_comparison_has_its_point_and_no_other(ranked):
    says = ~ranked["verdict"].isin(["undetermined", "counts-only"])
    assert says.any()
    assert (ranked["tipping"].notna() == says).all()
    assert ranked["tipping"].dropna().between(0, 1).all()


def test_the_shares_changed_by_that_much_bring_the_interval_to_one(ranked):
    row = ranked[(ranked["verdict"] == "higher") & (ranked["tipping"] > 0)].iloc[0]
    ratio_low = row["adjusted_ratio_low"]
    changed = ratio_low * (1 - row["tipping"])
    assert changed == pytest.approx(1)


def test_the_tables_and_the_line_under_the_chart_say_it(ranked):
    first = ranked.iloc[0]
    share = f"{100 * first['tipping']:.0f}%"
    assert brief_differences(ranked)[TIPPING_HEAD].iloc[0] == share
    full = printed_differences(ranked)[f"{TIPPING_HEAD} (%)"]
    assert full.iloc[0] == round(100 * first["tipping"], 1)
    told = tell_tipping(ranked)
    assert first["label"] in told
    assert share in told
    assert tell_tipping(ranked[:0]) == ""
    assert tell_tipping(ranked[ranked["verdict"] == "undetermined"]) == ""
    none = tell_tipping(ranked.assign(tipping=0.0))
    assert "least error" in none
