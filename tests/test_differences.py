"""The chart of differences shows each verdict by shape, colour and words, and its tables hold the
frame's numbers.
"""

import math

import pandas as pd
import pytest

from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.comparison import rank_comparison
from ofsted.analysis.inference.comparison import compare_all, compare_groups
from ofsted.charts.comparison import (
    FINDABLE,
    LEANS,
    brief_differences,
    lean_words,
    printed_differences,
    printed_omnibus,
)
from ofsted.charts.pairs import MARKS, pair_alt_text, pair_dots
from ofsted.charts.style import ALT_TEXT_LIMIT, NARROW_PX, text_px

COLUMNS = ("code", "label", "verdict", "p", "difference", "low", "high")


@pytest.fixture(scope="module")
def ranked(counted):
    return rank_comparison(
        compare_groups(counted, Selection(), by="framework", first="F3", second="F4")
    )


@pytest.fixture
def made_up():
    """One row of every verdict; one label has markup in it."""
    rows = [
        ("a", "Apples", "higher", 0.001, 0.10, 0.05, 0.15),
        ("b", "<b>Berries</b> & nuts", "lower", 0.001, -0.05, -0.08, -0.02),
        ("c", "Cherries", "no-difference", 0.8, 0.0, -0.01, 0.01),
        ("d", "Damsons", "undetermined", 0.3, 0.02, -0.03, 0.07),
        ("e", "Elderberries", "undetermined", math.nan, 0.01, -0.01, 0.03),
        ("f", "Figs", "higher-little", 0.001, 0.01, 0.005, 0.02),
        ("g", "Grapes", "lower-little", 0.001, -0.01, -0.02, -0.005),
    ]
    frame = pd.DataFrame([dict(zip(COLUMNS, row, strict=True)) for row in rows]).assign(
        level="theme",
        reason="fewer than 20 recommendations carry it",
        first_hit_count=20,
        second_hit_count=10,
        unit="share",
        first_recommendation_count=200,
        second_recommendation_count=1000,
        first_share=0.1,
        second_share=0.01,
        first_adjusted_share=0.1,
        second_adjusted_share=0.01,
        adjusted_ratio=1.5,
        adjusted_ratio_low=0.9,
        adjusted_ratio_high=2.4,
        detectable_difference=0.05,
        detectable_ratio=6.0,
        q=[0.002, 0.002, 0.8, 0.4, math.nan, 0.002, 0.002],
    )
    return rank_comparison(
        frame.rename(
            columns={
                "difference": "adjusted_difference",
                "low": "adjusted_difference_low",
                "high": "adjusted_difference_high",
            }
        )
    )


def annotations(chart):
    return [annotation.text for annotation in chart.layout.annotations]


def test_every_outcome_stands_in_words_beside_its_row_with_the_difference(made_up):
    told = [text.replace("\u00a0", " ") for text in annotations(pair_dots(made_up))]
    for difference, kind in (
        ("+10.0 (5.0 to 15.0)", "higher"),
        ("0.0 (−1.0 to 1.0)", "no-difference"),
        ("+1.0 (0.5 to 2.0)", "higher-little"),
        ("−1.0 (−2.0 to −0.5)", "lower-little"),
        ("+2.0 (−3.0 to 7.0)", "undetermined"),
        ("+1.0 (−1.0 to 3.0)", "untested"),
    ):
        assert f"{difference}<br>{MARKS[kind][0]} {MARKS[kind][1]}" in told
    assert len({sign for sign, _ in MARKS.values()}) == len(MARKS)


def test_the_sides_differ_in_shape_and_colour_and_are_named_above(made_up):
    chart = pair_dots(made_up, ("reports rated inadequate", "reports rated good"))
    assert len(chart.data) == 2
    assert len({trace.marker.symbol for trace in chart.data}) == 2
    assert len({trace.marker.color for trace in chart.data}) == 2
    legend = annotations(chart)[0]
    assert "A: reports rated inadequate" in legend
    assert "B: reports rated good" in legend


def test_labels_are_escaped_in_the_chart_and_in_what_a_pointer_shows(made_up):
    chart = pair_dots(made_up)
    texts = annotations(chart) + [text for trace in chart.data for text in trace.hovertext]
    assert not any("<b>Berries" in text for text in texts)
    assert any("&lt;b&gt;Berries" in text for text in texts)


def test_pointing_at_a_dot_tells_n_of_n_on_both_sides(made_up):
    told = pair_dots(made_up).data[0].hovertext[0]
    assert "A: 10%, 20 of 200 recommendations" in told
    assert "B: 1%, 10 of 1,000 recommendations" in told
    assert "+10.0 (5.0 to 15.0)" in told


def test_dots_stand_at_both_shares_and_a_line_joins_them(ranked):
    chart, first = pair_dots(ranked, most=25), ranked[:25]
    for trace, side in zip(chart.data, ("first", "second"), strict=True):
        drawn = {mark[0]: x for mark, x in zip(trace.customdata, trace.x, strict=True)}
        assert drawn == dict(zip(first["code"], first[f"{side}_adjusted_share"], strict=True))
    shares = first[["first_adjusted_share", "second_adjusted_share"]]
    ends = {(shape.x0, shape.x1) for shape in chart.layout.shapes} - {(0, 0)}
    assert ends == set(zip(shares.min(axis=1), shares.max(axis=1), strict=True))


def test_the_dots_are_as_far_apart_as_the_difference_beside_them(counted):
    ratings = rank_comparison(
        compare_groups(counted, Selection(), by="rating", first="inadequate", second="good")
    )
    apart = ratings["first_adjusted_share"] - ratings["second_adjusted_share"]
    assert apart.tolist() == pytest.approx(ratings["adjusted_difference"].tolist())
    assert (apart - ratings["difference"]).abs().max() > 0.005  # frameworks are held still


def test_shares_and_differences_fit_on_a_phone(ranked):
    chart, first = pair_dots(ranked, most=25), ranked[:25]
    low, high = chart.layout.xaxis.range
    width = NARROW_PX * chart.layout.xaxis.domain[1]
    shares = first[["first_adjusted_share", "second_adjusted_share"]]
    ends = (-low, high - shares.max(axis=None))
    assert min(ends) / (high - low) * width >= 13 / 2 + text_px("99%", 13)
    lines = [line for text in annotations(chart)[1:] for line in text.split("<br>")]
    assert max(text_px(line, 14) for line in lines) <= NARROW_PX
    outcomes = [text for text in annotations(chart) if " to ".replace(" ", "\u00a0") in text]
    widest = max(text_px(line, 13) for text in outcomes for line in text.split("<br>"))
    assert widest <= NARROW_PX - width


def test_where_there_are_counts_only_the_chart_says_why_it_is_empty(counted):
    few = rank_comparison(
        compare_groups(
            counted, Selection(), level="category", by="rating", first="adequate", second="good"
        )
    )
    assert "Too few reports" in " ".join(annotations(pair_dots(few))).replace("<br>", " ")
    assert not pair_dots(few).data
    assert pair_alt_text(few, "A and B").startswith("Empty chart.")
    assert list(brief_differences(few).columns) == [
        "Category",
        "Verdict",
        "A",
        "B",
    ]
    assert "%" not in " ".join(brief_differences(few)["A"])
    assert printed_differences(few)["Difference (points)"].isna().all()
    assert printed_differences(few)["A: share (%)"].isna().all()


def test_the_text_alternative_counts_every_verdict_and_keeps_its_limit(ranked):
    told = pair_alt_text(ranked, "A, SIF reports, and B, ILACS reports,", most=25)
    assert len(told) <= ALT_TEXT_LIMIT
    assert "25 themes" in told
    counts = ranked[:25]["verdict"].value_counts()
    assert f"{counts['higher']} clearly more in A" in told
    assert f"{counts['lower']} clearly less in A" in told
    assert ranked["label"].iloc[0] in told


def test_the_tables_hold_all_rows_with_n_of_n_and_the_ratio(ranked):
    brief, full = brief_differences(ranked), printed_differences(ranked)
    assert len(brief) == len(full) == len(ranked)
    assert brief["Theme"].tolist() == full["Theme"].tolist() == ranked["label"].tolist()
    row = ranked.iloc[0]
    assert f"({row['first_hit_count']:,} of {row['first_recommendation_count']:,})" in brief[
        "A"
    ].iloc[0].replace("\u00a0", " ")
    assert full["Difference (points)"].iloc[0] == round(row["adjusted_difference"] * 100, 1)
    assert full["Ratio"].iloc[0] == round(row["adjusted_ratio"], 2)
    assert (full["A: recommendations with it"] == ranked["first_hit_count"]).all()
    assert (full["B: all recommendations"] == ranked["second_recommendation_count"]).all()


def test_the_table_says_where_it_leans_only_where_nothing_is_proved(made_up):
    leans = {row.code: lean_words(row) for row in made_up.itertuples()}
    assert leans["d"] == "more in A, 2.0 points (1.5 times)"
    assert leans["e"] == "more in A, 1.0 points (1.5 times)"
    assert {leans[code] for code in "abcfg"} == {"–"}
    turned = made_up.assign(shown_difference=-made_up["shown_difference"], adjusted_ratio=0.5)
    told = {row.code: lean_words(row) for row in turned.itertuples()}
    assert told["d"] == "less in A, 2.0 points (0.5 times)"


def test_both_tables_say_what_could_have_been_found(ranked):
    brief, full = brief_differences(ranked), printed_differences(ranked)
    row = ranked.iloc[0]
    told = f"{row['detectable_difference'] * 100:.1f} points ({row['detectable_ratio']:.1f} times)"
    assert brief[FINDABLE].iloc[0].replace("\u00a0", " ") == told
    assert full[f"{FINDABLE} (points)"].iloc[0] == round(row["detectable_difference"] * 100, 1)
    assert LEANS in brief
    assert LEANS in full


def test_the_table_over_all_groups_puts_what_differs_first(counted):
    omnibus = compare_all(counted, Selection(), level="category", by="period")
    table = printed_omnibus(omnibus)
    assert len(table) == len(omnibus) == 9
    verdicts = (table["Verdict"] == "differs").tolist()
    assert verdicts == sorted(verdicts, reverse=True)
    assert sum(verdicts) == (omnibus["verdict"] == "differs").sum()
    assert all(
        " of " in text
        for column in ("Highest in", "Lowest in", "All groups")
        for text in table[column]
    )
