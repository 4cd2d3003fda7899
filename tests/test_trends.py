"""Steps in time hold every recommendation once, and a trend is found where one was planted and
seldom where none was.
"""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from ofsted.address.view import View
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.main_points import CURRENT
from ofsted.analysis.headlines.trends import headline_only_who, headline_trends
from ofsted.analysis.inference.trends import (
    count_steps,
    framework_starts,
    list_steps,
    measure_trends,
)
from ofsted.charts.trends import step_alt_text, step_line
from ofsted.codebook import ONLY_WHO
from ofsted.dashboard.exhibits.trends import make_trends
from ofsted.dashboard.held import data, memory
from ofsted.served.counted import tell_only_who
from ofsted.served.images import describe_picture
from ofsted.served.plain import make_view
from ofsted.served.site import Site
from ofsted.served.source import Source
from tests.invented import make_dataset, make_report

pytestmark = pytest.mark.slow

SITE = Site("", "https://example.org")
SOURCE = Source(data.read_release, data.read_areas, dict, memory.find)


def dated_report(number, day, framework="F4"):
    return make_report(
        str(number), framework, "good", day.year, inspected_to_on=day, urn=f"u{number}"
    )


def rising_dataset(slope, seed=1, reports=120):
    """ILACS reports of six recommendations each over ten years; the share of red apples grows by
    `slope` a year from 30%.
    """
    rng = np.random.default_rng(seed)
    days = [date(2014 + number * 10 // reports, 1 + number % 12, 15) for number in range(reports)]
    rows = [
        (
            str(number),
            "authority",
            ["a/red"] if rng.random() < 0.3 + slope * (day.year - 2014) else ["b/blue"],
        )
        for number, day in enumerate(days)
        for _ in range(6)
    ]
    return make_dataset([dated_report(number, day) for number, day in enumerate(days)], rows)


@pytest.mark.parametrize("level", ["category", "theme"])
def test_the_years_of_the_corpus_hold_every_hit_once(counted, level):
    counts = count_steps(counted, Selection(body="both"), level=level)
    whole = dict(zip(counted.codes(level), counted.hits(level).sum(axis=0).tolist(), strict=True))
    assert counts.groupby("code")["hit_count"].sum().to_dict() == whole
    assert counts.drop_duplicates("step")["recommendation_count"].sum() == len(
        counted.recommendations
    )
    assert counts.drop_duplicates("step")["report_count"].sum() == len(counted.reports)


def test_a_rolling_quarter_is_the_sum_of_its_four_quarters(counted):
    counts = count_steps(counted, Selection(), steps="quarter")
    ends = pd.to_datetime(counted.reports["inspected_to_on"])
    wanted = (
        (ends >= "2018-07-01")
        & (ends < "2019-07-01")
        & (counted.reports["variant"] != "lscb-review")
    )
    row = counts[counts["step"] == "2019 Q2"].iloc[0]
    assert row["report_count"] == wanted.sum()
    assert row["recommendation_count"] == counted.reports.loc[wanted, "authority_count"].sum()
    # Every report stands in four points, but for those near the end, which the data cuts off.
    assert (
        counts.drop_duplicates("step")["report_count"].iloc[-1]
        == (
            (ends >= ends.max() - pd.DateOffset(years=1))
            & (ends.dt.to_period("Q") > ends.max().to_period("Q") - 4)
        ).sum()
    )


def test_steps_without_reports_stay_in_the_frame():
    dataset = make_dataset(
        [dated_report(1, date(2014, 5, 1)), dated_report(2, date(2017, 2, 1))],
        [("1", "authority", ["a/red"]), ("2", "authority", [])],
    )
    counts = count_steps(dataset, Selection())
    red = counts[counts["code"] == "a"].set_index("step")
    assert list(red.index) == list(list_steps(dataset)) == ["2014", "2015", "2016", "2017"]
    assert red["recommendation_count"].tolist() == [1, 0, 0, 1]
    assert red["share"].isna().tolist() == [False, True, True, False]
    assert red["is_partial"].tolist() == [True, False, False, True]
    assert red["is_small"].all()
    assert len(list_steps(dataset, "quarter")) == 12
    assert list_steps(dataset, "quarter")[0] == "2014 Q2"


def test_the_start_of_a_framework_is_its_first_inspection(counted):
    assert framework_starts(counted)["F4"] == "2018"
    assert framework_starts(counted, "quarter")["F4"] == "2018 Q1"


def test_a_planted_rise_is_found_and_its_slope_lies_in_the_interval():
    trends = measure_trends(rising_dataset(0.04), Selection()).set_index("code")
    assert trends.loc["a", "verdict"] == "rising"
    assert trends.loc["b", "verdict"] == "falling"
    assert trends.loc["a", "slope_low"] < 0.04 < trends.loc["a", "slope_high"]
    assert trends.loc["a", "slope"] == pytest.approx(-trends.loc["b", "slope"])
    assert headline_trends(trends.reset_index()).startswith("Rising: Apples (+")


def test_without_a_trend_one_in_twenty_is_called_significant():
    p = [
        measure_trends(rising_dataset(0, seed), Selection(), level="theme", draws=300)
        .set_index("code")
        .loc["a/red", "p"]
        for seed in range(200)
    ]
    assert 0.01 <= np.mean(np.array(p) < 0.05) <= 0.09


def test_a_step_between_frameworks_is_no_trend():
    """Half the themes before the change of framework, none after: no slope within either."""
    days = [date(2014 + number // 12, 1 + number % 12, 15) for number in range(96)]
    frameworks = ["F3" if day.year < 2018 else "F4" for day in days]
    rows = [
        (str(n), "authority", ["a/red"] if f == "F3" and item == 0 else ["b/blue"])
        for n, f in enumerate(frameworks)
        for item in range(2)
    ]
    trends = measure_trends(
        make_dataset(
            [
                dated_report(n, day, f)
                for n, (day, f) in enumerate(zip(days, frameworks, strict=True))
            ],
            rows,
        ),
        Selection(),
    )
    assert set(trends["verdict"]) == {"undetermined"}
    assert trends["slope"].fillna(0).abs().max() < 1e-9


def test_too_few_reports_get_counts_only():
    trends = measure_trends(rising_dataset(0.04, reports=14), Selection())
    assert set(trends["verdict"]) == {"counts-only"}
    assert trends["q"].isna().all()
    assert trends[["slope", "slope_low", "slope_high"]].isna().all(axis=None)
    assert headline_trends(trends) == "Too few reports (14) for trends: the tables hold counts."


@pytest.mark.parametrize("steps", ["year", "quarter"])
def test_steps_are_those_of_the_chosen_years_and_count_the_same(counted, steps):
    whole, part = (
        count_steps(counted, selection, steps=steps)
        for selection in (Selection(), Selection(year=(2019, 2020)))
    )
    assert sorted({step[:4] for step in part["step"]}) == ["2019", "2020"]
    if steps == "year":
        kept = whole[whole["step"].isin(part["step"])].reset_index(drop=True)
        assert part["hit_count"].tolist() == kept["hit_count"].tolist()
        assert part["recommendation_count"].tolist() == kept["recommendation_count"].tolist()


def test_a_line_breaks_where_there_are_too_few_reports(counted):
    counts = count_steps(counted, Selection())
    groups = counts[counts["code"] == "groups"]
    chart = step_line(groups, framework_starts(counted), 0.6)
    lines = [trace for trace in chart.data if trace.mode == "lines+markers+text"]
    assert [pd.isna(value) for value in lines[0].y] == groups["is_small"].tolist()
    assert len(chart.layout.annotations) == 1
    assert "ILACS from 2018" in chart.layout.annotations[0].text
    text = step_alt_text(groups, "Trend: none.")
    assert f"of {groups.iloc[-1]['recommendation_count']}" in text
    assert "Trend: none." in text


def by_period(first: tuple[int, int], last: tuple[int, int]) -> pd.DataFrame:
    """Recommendations that only say who they are about, in two groups of years."""
    rows = [
        (ONLY_WHO, group, hits, items, 30, hits / items, hits / items - 0.03, hits / items + 0.03)
        for group, (hits, items) in (("2018–2020", first), ("2024–2026", last))
    ]
    columns = ["code", "group", "hit_count", "recommendation_count", "report_count"]
    return pd.DataFrame(rows, columns=[*columns, "share", "share_low", "share_high"])


def test_that_more_only_say_who_they_are_about_is_told_where_it_is_shown():
    assert headline_only_who(by_period((80, 500), (112, 400))) == (
        "Recommendations that only say who they are about rose from 16% (80 of 500) in 2018–20 to"
        " 28% (112 of 400) in 2024–26. That alone tends to lower the other shares."
    )
    assert headline_only_who(by_period((112, 400), (80, 500))) == ""  # they fall
    assert headline_only_who(by_period((80, 500), (72, 400))) == ""  # the intervals meet
    few = by_period((80, 500), (112, 400)).assign(report_count=[30, 14])
    assert headline_only_who(few) == ""


def test_the_page_its_picture_and_the_page_without_scripts_tell_it_alike(counted):
    for selection, is_told in ((CURRENT, True), (Selection(framework=("F3",)), False)):
        told = tell_only_who(counted, selection)
        assert bool(told) == is_told
        for level in ("category", "theme"):
            whole = make_trends(data.read_release(), selection, level, "year")[0]
            assert whole.beside == told
            assert told not in whole.caveats or not told
            view = View(selection, level=level)
            picture = describe_picture("trends", view, SOURCE, SITE)
            assert picture.beside == told
            page = make_view("trends", view, SOURCE, SITE)
            assert (told in page.sections[0].headline) or not told


def test_slopes_that_part_between_frameworks_are_told_apart():
    """Red apples fall under SIF and rise under ILACS: one slope for both would say nothing."""
    rng, reports, rows = np.random.default_rng(3), [], []
    for number in range(160):
        framework, day = (
            ("F3", date(2014 + number % 4, 1 + number % 12, 15))
            if number < 80
            else ("F4", date(2018 + number % 4, 1 + number % 12, 15))
        )
        chance = 0.5 + (0.12 if framework == "F4" else -0.12) * (number % 4 - 1.5)
        reports.append(dated_report(number, day, framework))
        rows += [
            (str(number), "authority", ["a/red"] if rng.random() < chance else ["b/blue"])
            for _ in range(8)
        ]
    trends = measure_trends(make_dataset(reports, rows), Selection()).set_index("code")
    assert trends.loc["a", "verdict"] == "mixed"
    assert "SIF −" in trends.loc["a", "by_framework"]
    assert "ILACS +" in trends.loc["a", "by_framework"]
    assert "moved differently under each framework" in headline_trends(trends.reset_index())
