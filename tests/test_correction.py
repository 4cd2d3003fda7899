"""Shares corrected for errors of the coding: right by hand, right on average, and measured."""

from dataclasses import replace

import numpy as np
import pytest

from ofsted.analysis.inference.correction import Checked, correct_difference, correct_share
from ofsted.analysis.inference.correction_study import SETTINGS, measure_correction
from ofsted.limits import LEAST_READ, SMALL_GROUP
from ofsted.steps.correction_study import CORRECTION, describe_study
from ofsted.tables.stored import read_recommendations


def make_checked(ours, person, is_read, chance=0.5):
    size = len(ours)
    return Checked(
        np.array(ours, dtype=bool),
        np.array(person, dtype=bool),
        np.array(is_read, dtype=bool),
        np.full(size, chance),
        np.arange(size) // 2,
    )


def test_what_was_missed_and_added_is_counted_for_as_many_as_it_stands_for():
    """100 recommendations, 40 given by us; of the 50 read 5 were added wrongly and 2 missed."""
    ours = [True] * 40 + [False] * 60
    person = [False] * 5 + [True] * 35 + [True] * 2 + [False] * 58
    is_read = [True] * 20 + [False] * 20 + [True] * 30 + [False] * 30
    found = correct_share(make_checked(ours, person, is_read), np.ones(100, dtype=bool))
    assert found.plain == pytest.approx(0.40)
    assert found.corrected == pytest.approx((40 - 5 / 0.5 + 2 / 0.5) / 100)
    assert (found.read_count, found.apart_count) == (50, 7)
    low, high = found.interval
    assert low < found.corrected < high


def test_what_nobody_has_read_does_not_depend_on_what_stands_there():
    ours = [True, False] * 50
    is_read = [True] * 40 + [False] * 60
    everyone = np.ones(100, dtype=bool)
    one = correct_share(make_checked(ours, ours, is_read), everyone)
    other = [mine if read else not mine for mine, read in zip(ours, is_read, strict=True)]
    assert correct_share(make_checked(ours, other, is_read), everyone) == one
    assert one.corrected == one.plain


def test_too_little_read_and_too_few_reports_give_no_corrected_figure():
    size = 2 * LEAST_READ
    ours, everyone = [True, False] * LEAST_READ, np.ones(size, dtype=bool)
    is_read = [True] * (LEAST_READ - 1) + [False] * (LEAST_READ + 1)
    assert np.isnan(correct_share(make_checked(ours, ours, is_read), everyone).corrected)
    few = np.arange(size) < 2 * (SMALL_GROUP - 1)
    assert np.isnan(correct_share(make_checked(ours, ours, [True] * size), few).corrected)
    nobody = np.zeros(size, dtype=bool)
    assert np.isnan(correct_share(make_checked(ours, ours, is_read), nobody).plain)


def _spread(ours) -> float:
    """Variance of the share over 60 reports of two."""
    by_report = (np.array(ours, dtype=float) - np.mean(ours)).reshape(-1, 2).sum(axis=1) / len(ours)
    return 60 / 59 * float((by_report**2).sum())


def test_without_any_difference_the_interval_is_still_wider_than_that_of_the_labels():
    ours = [True, False, False, False] * 30
    everyone = np.ones(120, dtype=bool)
    found = correct_share(make_checked(ours, ours, [True] * 60 + [False] * 60), everyone)
    apart = [not ours[0], *ours[1:]]
    assert found.apart_count == 0
    labels = correct_share(make_checked(ours, apart, [True] * 60 + [False] * 60), everyone)
    assert found.error**2 - 0.5 / 60**2 == pytest.approx(_spread(ours))
    assert labels.apart_count == 1


def test_a_difference_is_that_of_its_sides():
    ours = [True] * 30 + [False] * 70 + [True] * 50 + [False] * 50
    checked = make_checked(ours, ours, [True] * 200)
    first = np.arange(200) < 100
    found = correct_difference(checked, first, ~first)
    assert found.plain == found.corrected == pytest.approx(-0.2)
    one, two = (correct_share(checked, side) for side in (first, ~first))
    assert found.error == pytest.approx(np.hypot(one.error, two.error))


def test_reports_that_stand_on_both_sides_are_compared_with_themselves():
    """Where both sides of every report are the same, all that is left is what was not seen."""
    ours = [True, True, False, False] * 40
    checked = replace(make_checked(ours, ours, [True] * 160), clusters=np.arange(160) // 2)
    first = np.arange(160) % 2 == 0
    both = correct_difference(checked, first, ~first)
    assert both.corrected == 0
    assert both.error == pytest.approx(np.sqrt(2 * 0.5) / 80)


def test_the_intervals_hold_the_truth_where_plain_ones_do_not():
    """A short run of a setting in which one group's mentions are missed more often."""
    setting = next(one for one in SETTINGS if one.name.endswith("more missed in one"))
    row = measure_correction(read_recommendations(), 200, [setting]).iloc[0]
    assert row["covered"] > 0.90
    assert row["plain_covered"] < 0.20
    assert abs(row["bias"]) < 0.01 < row["plain_bias"]


def test_the_kept_study_holds_what_is_promised():
    kept = CORRECTION.read()
    assert [row["setting"] for row in kept["settings"]] == [one.name for one in SETTINGS]
    for row in kept["settings"]:
        assert row["runs"] >= 2000
        assert 0.93 <= row["covered"] <= 0.97
        assert row["simulation_error"] < 0.01


def test_the_table_names_every_setting():
    kept = CORRECTION.read()
    import pandas as pd

    told = describe_study(pd.DataFrame(kept["settings"]))
    assert all(one.name in told for one in SETTINGS)
