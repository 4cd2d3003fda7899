"""The share of all themes named: it sums to 100%, the length of lists and of recommendations does
not raise it, and where it changes an outcome the reader is told.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ofsted.address.view import View
from ofsted.analysis.counting.counts import count_codes
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.counting.tallies import measured_by, stack_tallies, tally_groups, tally_reports
from ofsted.analysis.headlines.comparison import (
    describe_unsteady,
    headline_comparison,
    mark_unsteady,
    rank_comparison,
)
from ofsted.analysis.headlines.counts import headline_ranking, headline_split
from ofsted.analysis.inference.comparison import compare_groups, compare_selections
from ofsted.analysis.inference.intervals import add_intervals, share_intervals
from ofsted.analysis.inference.trends import count_steps, measure_trends
from ofsted.dashboard.held import data, memory
from ofsted.glossary import NAMED
from ofsted.served.site import Site
from ofsted.served.source import Source
from ofsted.served.tables import make_table
from tests.invented import make_dataset, make_report

pytestmark = pytest.mark.slow

THEMES = ("a/red", "a/green", "b/blue")
SIF_ILACS = {"by": "framework", "first": "F3", "second": "F4"}


@pytest.mark.parametrize("level", ["category", "theme", "what", "who"])
@pytest.mark.parametrize("by", [None, "framework", "rating", "body"])
def test_the_shares_of_every_group_sum_to_one(corpus, level, by):
    counts = count_codes(corpus, Selection(), level=level, by=by)
    sums = counts.groupby("group")["named_share"].sum()
    assert sums.to_numpy() == pytest.approx(np.ones(len(sums)))


def test_they_equal_a_count_by_hand(corpus):
    counts = count_codes(corpus, Selection(framework=("F4",)), level="category").set_index("code")
    rows = corpus.recommendations
    chosen = rows[(rows["framework"] == "F4") & (rows["body"] == "authority")]
    named = chosen["categories"].explode().dropna()
    assert counts["named_count"].iloc[0] == len(named)
    assert counts["named_share"].to_dict() == pytest.approx(
        {code: (named == code).mean() for code in counts.index}
    )


def made_up(themes_each: int):
    """Reports of two frameworks; those of the first name more themes in each recommendation."""
    reports, items = [], []
    for number in range(40):
        framework = ("F3", "F4")[number % 2]
        reports.append(make_report(f"r{number}", framework, "good", 2017 + number % 2))
        count = themes_each if framework == "F3" else 1
        for order in range(6):
            named = [THEMES[(order + place) % len(THEMES)] for place in range(count)]
            items.append((f"r{number}", "authority", named))
    return make_dataset(reports, items)


def test_recommendations_that_name_more_themes_raise_shares_but_not_this_one():
    counts = count_codes(made_up(2), Selection(), level="theme", by="framework")
    shares = counts.pivot(index="code", columns="group", values="share").sum()
    named = counts.pivot(index="code", columns="group", values="named_share").sum()
    assert shares["F3"] == pytest.approx(2 * shares["F4"])
    assert named["F3"] == pytest.approx(named["F4"])


def test_its_interval_is_that_of_a_share_out_of_themes_named(corpus):
    chosen = Selection(framework=("F4",))
    counts = count_codes(corpus, chosen, level="category")
    with_ends = add_intervals(counts, corpus, chosen, "category", None, [NAMED])
    _, members, tally = tally_groups(corpus, chosen, "category", None)
    low, high = share_intervals(measured_by(tally, NAMED), members)
    assert with_ends["named_share_low"].to_numpy() == pytest.approx(low[0])
    assert with_ends["named_share_high"].to_numpy() == pytest.approx(high[0])
    assert (with_ends["named_share"].between(low[0], high[0])).all()


def test_stacked_tallies_keep_what_is_named(corpus):
    tallies = [
        tally_reports(corpus, Selection(framework=(code,)), "theme") for code in ("F3", "F4")
    ]
    stacked, _ = stack_tallies(tallies)
    assert stacked.named.sum() == sum(tally.named.sum() for tally in tallies)
    assert (stacked.named >= stacked.hits.sum(axis=1)).all()


def test_comparisons_by_it_say_so_and_keep_both_counts(corpus):
    frame = compare_groups(corpus, Selection(), level="category", unit=NAMED, **SIF_ILACS)
    assert set(frame["unit"]) == {NAMED}
    share = frame["first_hit_count"] / frame["first_named_count"]
    assert share.to_numpy() == pytest.approx(frame["first_share"].to_numpy())
    assert frame["first_recommendation_count"].iloc[0] == 2356
    assert "of themes named (" in headline_comparison(frame)
    sets = compare_selections(
        corpus, Selection(framework=("F3",)), Selection(framework=("F4",)), unit=NAMED
    )
    assert set(sets["unit"]) == {NAMED}


def test_an_outcome_that_the_other_unit_does_not_share_is_marked_and_told(corpus):
    frames = [
        compare_groups(corpus, Selection(), level="category", unit=unit, **SIF_ILACS)
        for unit in ("share", NAMED)
    ]
    ranked = mark_unsteady(rank_comparison(frames[0]), frames[1])
    assert set(ranked.loc[ranked["is_unsteady"], "code"]) == {"casework", "risk", "groups"}
    told = describe_unsteady(ranked)
    assert told.startswith("† As a share of themes named, 3 outcomes change: the table shows them.")
    assert "Longer recommendations explain this: they name 1.88" in told
    same = mark_unsteady(rank_comparison(frames[0]), frames[0])
    assert describe_unsteady(same) == ""


def test_sides_of_like_length_are_not_said_to_differ_in_it(corpus):
    frame = compare_groups(
        corpus, Selection(framework=("F4",)), level="category", by="deprivation", first=1, second=3
    )
    turned = frame.assign(verdict="higher")
    told = describe_unsteady(mark_unsteady(rank_comparison(frame), turned))
    assert "close to the line" in told


def test_trends_and_steps_can_be_out_of_themes_named(corpus):
    steps = count_steps(corpus, Selection(), unit=NAMED)
    year = steps[steps["step"] == "2015"]
    assert year["share"].sum() == pytest.approx(1)
    assert (year["whole_count"] > year["recommendation_count"]).all()
    trends = measure_trends(corpus, Selection(framework=("F4",)), level="what", unit=NAMED)
    assert set(trends["unit"]) == {NAMED}
    assert abs(trends["slope"].sum()) < 0.002  # what one gains, others lose


def test_headlines_name_the_measure(corpus):
    counts = count_codes(corpus, Selection(), level="theme")
    assert "largest part of all themes named:" in headline_ranking(counts, NAMED)
    split = count_codes(corpus, Selection(framework=("F3", "F4")), level="theme", by="framework")
    assert "of themes named in SIF reports" in headline_split(split, NAMED)


@pytest.mark.parametrize(("second_share", "is_explained"), [(0.10, True), (0.02, False)])
def test_longer_lists_are_said_to_explain_a_difference_of_reports(second_share, is_explained):
    rows = pd.DataFrame(
        {
            "code": "a",
            "label": "Apples",
            "level": "category",
            "grouping": "rating",
            "group": ["inadequate", "good"],
            "hit_count": [50, 20],
            "recommendation_count": 100,
            "report_hit_count": [40, 10],
            "report_count": 50,
            "report_share": [0.8, 0.2],
            "named_share": [0.12, second_share],
        }
    )
    told = headline_split(rows, "reports")
    explained = "Longer lists explain this: of all themes named it is 12%"
    assert (explained in told) is is_explained


@pytest.mark.parametrize("name", ["compare", "trends"])
def test_the_served_tables_take_the_unit_and_name_it(name):
    source = Source(data.read_release, data.read_areas, dict, memory.find)
    view = View(unit=NAMED, by="framework")
    table = make_table(name, view, source, Site("", ""))
    assert {row["unit"] for row in table.rows} == {NAMED}
    assert f"unit={NAMED}" in table.query
