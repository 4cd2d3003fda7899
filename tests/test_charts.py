"""Charts and their tables, on counts frames written by hand."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

from ofsted import glossary
from ofsted.analysis.counting.selection import Selection
from ofsted.charts.coverage import coverage_bars
from ofsted.charts.heatmap import matrix, matrix_min_width
from ofsted.charts.printed import alt_text, printed_table, wide_table
from ofsted.charts.ranking import grouped_bars, grouped_min_width, ranked_bars
from ofsted.charts.shades import cell_colour, contrast, text_colour
from ofsted.charts.style import (
    NARROW_PX,
    PALETTE,
    PAPER_COLOUR,
    SCALE,
    SMALL_COLOUR,
    TEXT_COLOUR,
    ranked_codes,
    text_px,
)
from ofsted.codebook import ONLY_WHO
from ofsted.served.counted import count_shown

ROOT = Path(__file__).resolve().parent.parent
LONG = (
    "Workforce / resources / training and development of everyone concerned, everywhere and always"
)


def row(
    code: str,
    label: str,
    group: object,
    hits: int,
    items: int,
    with_it: int,
    reports: int,
    *,
    grouping: str = "all",
    is_small: bool = False,
) -> dict:
    def share(part: float, whole: float) -> float:
        return part / whole if whole else math.nan

    return {
        "code": code,
        "label": label,
        "category": code.split("/")[0],
        "category_label": "Apples",
        "level": "theme" if "/" in code else "category",
        "grouping": grouping,
        "group": group,
        "group_label": glossary.label(grouping, group),
        "hit_count": hits,
        "recommendation_count": items,
        "share": share(hits, items),
        "report_hit_count": with_it,
        "report_count": reports,
        "report_share": share(with_it, reports),
        "report_share_low": share(with_it, reports) * 0.9,
        "report_share_high": min(1.0, share(with_it, reports) * 1.1),
        "report_weighted_share": share(hits, items),
        "expected_share": share(hits, items),
        "weighted_report_count": reports,
        "named_count": 2 * items,
        "named_share": share(hits, 2 * items),
        "is_small": is_small,
    }


@pytest.fixture
def ranking() -> pd.DataFrame:
    """Three categories of one group: the second leads, the third has a label with markup in it."""
    return pd.DataFrame(
        [
            row("a", LONG, "all", 300, 3900, 200, 490),
            row("b", "Casework", "all", 1234, 3900, 400, 490),
            row("c", "<b>Berries</b> & nuts", "all", 0, 3900, 0, 490),
        ]
    )


@pytest.fixture
def split() -> pd.DataFrame:
    """Two categories by rating: one group is small, one cell is zero."""
    return pd.DataFrame(
        [
            row("a", "Apples", "good", 60, 200, 30, 100, grouping="rating"),
            row("a", "Apples", "adequate", 3, 12, 2, 4, grouping="rating", is_small=True),
            row("a", "Apples", "inadequate", 20, 400, 20, 90, grouping="rating"),
            row("b", "Berries", "good", 90, 200, 50, 100, grouping="rating"),
            row("b", "Berries", "adequate", 0, 12, 0, 4, grouping="rating", is_small=True),
            row("b", "Berries", "inadequate", 0, 400, 0, 90, grouping="rating"),
        ]
    )


@pytest.fixture
def coverage() -> pd.DataFrame:
    cells = [
        (2013, "LAC-2013", 4, 60),
        (2013, "F3", 5, 90),
        (2014, "LAC-2013", 0, 0),
        (2014, "F3", 0, 0),
        (2015, "LAC-2013", 0, 0),
        (2015, "F3", 36, 700),
    ]
    columns = ["row", "row_label", "column", "column_label", "report_count", "recommendation_count"]
    return pd.DataFrame(
        [
            (year, str(year), code, glossary.label("framework", code), *counts)
            for year, code, *counts in cells
        ],
        columns=columns,
    )


def everything(ranking, split, coverage) -> list[go.Figure]:
    return [
        ranked_bars(ranking),
        ranked_bars(ranking, "reports"),
        grouped_bars(split),
        matrix(split),
        matrix(split, "count"),
        coverage_bars(coverage),
    ]


def test_bars_are_ranked_start_at_zero_and_carry_n_of_n(ranking):
    chart = ranked_bars(ranking)
    bars = chart.data[0]
    assert list(bars.text) == [
        "32% · 400 of 490 reports",
        "8% · 200 of 490 reports",
        "0% · 0 of 490 reports",
    ]
    assert list(bars.x) == pytest.approx([1234 / 3900, 300 / 3900, 0])
    assert [code for code, _ in bars.customdata] == ["b", "a", "c"]
    assert chart.layout.xaxis.range[0] == 0
    assert list(bars.y) == sorted(bars.y)


def test_each_unit_draws_its_own_column(ranking):
    assert list(ranked_bars(ranking, "count").data[0].x) == [1234, 300, 0]
    assert ranked_bars(ranking, "reports").data[0].text[0] == "82%  (400 of 490)"
    assert "95% interval" in ranked_bars(ranking, "reports").data[0].hovertext[0]
    assert ranked_bars(ranking, "expected").data[0].text[0] == "32%  (from 1,234 of 3,900)"
    assert "mean over 490 reports" in ranked_bars(ranking, "report-weighted").data[0].hovertext[0]


def test_no_chart_can_be_zoomed_has_a_width_or_carries_a_template(ranking, split, coverage):
    for chart in everything(ranking, split, coverage):
        assert chart.layout.xaxis.fixedrange
        assert chart.layout.yaxis.fixedrange
        assert chart.layout.dragmode is False
        assert chart.layout.width is None
        assert chart.layout.height > 0
        assert len(chart.checked.to_json()) < 20_000


def test_importing_the_charts_leaves_plotlys_default_template_alone():
    script = (
        "import plotly.io as pio; before = pio.templates.default; import ofsted.charts;"
        " assert pio.templates.default == before"
    )
    subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True
    )  # Streamlit sets the default in its own process


def test_text_from_data_is_escaped_wherever_plotly_reads_markup(ranking, split, coverage):
    hostile = '<a href="javascript:alert(1)">x</a> & co'
    frames = ranking.assign(label=hostile), split.assign(label=hostile)
    for chart in (
        ranked_bars(frames[0]),
        grouped_bars(frames[1]),
        matrix(frames[1]),
        coverage_bars(coverage.assign(column_label=hostile)),
    ):
        drawn = json.dumps(json.loads(chart.checked.to_json()))
        assert "<a href" not in drawn
        assert "&lt;a" in drawn
    assert "&lt;b&gt;Berries&lt;/b&gt; &amp; nuts" in [
        note.text for note in ranked_bars(ranking).layout.annotations
    ]


def test_labels_stand_above_their_bars_and_nothing_overlaps(ranking, split):
    for chart in (ranked_bars(ranking), grouped_bars(split)):
        bars = chart.data[0]
        spans = [
            (middle - width / 2, middle + width / 2)
            for middle, width in zip(bars.y, [bars.width] * len(bars.y), strict=True)
        ]
        spans += [
            (note.y, note.y + 18 * (note.text.count("<br>") + 1))
            for note in chart.layout.annotations
        ]
        spans.sort()
        assert all(end <= start for (_, end), (start, _) in zip(spans, spans[1:], strict=False))
        assert spans[-1][1] <= chart.layout.height == chart.layout.yaxis.range[0]


def test_texts_fit_beside_the_longest_bar_on_a_phone(ranking, split):
    for chart, size in ((ranked_bars(ranking), 13), (grouped_bars(split), 12)):
        bars = chart.data[0]
        for value, text in zip(bars.x, bars.text, strict=True):
            assert (
                value / chart.layout.xaxis.range[1] * NARROW_PX + text_px(text, size) <= NARROW_PX
            )
        assert all(
            text_px(line, 14) <= NARROW_PX
            for note in chart.layout.annotations
            for line in note.text.split("<br>")
        )


def test_grouped_bars_name_their_group_in_words_and_leave_small_groups_out(split):
    bars = grouped_bars(split).data[0]
    assert list(bars.text)[:2] == [
        "<b>Good</b> 45%  (90 of 200)",
        "<b>Inadequate</b> 0%  (0 of 400)",
    ]
    assert "adequate" not in {group for _, group in bars.customdata}
    assert len(set(bars.marker.color)) == 2
    assert set(bars.marker.color) <= set(PALETTE)


def test_a_group_keeps_its_colour_when_filters_remove_the_others(split):
    alone = grouped_bars(split[split["group"] == "inadequate"]).data[0].marker.color[0]
    assert alone == grouped_bars(split).data[0].marker.color[1]


def test_more_groups_than_colours_come_back_as_a_matrix():
    many = pd.DataFrame(
        [row("a", "Apples", year, 5, 50, 5, 20, grouping="year") for year in range(2013, 2020)]
    )
    assert isinstance(grouped_bars(many).data[0], go.Heatmap)
    assert isinstance(grouped_bars(many.iloc[:6]).data[0], go.Bar)
    assert grouped_min_width(many) == matrix_min_width(many) > 0 == grouped_min_width(many.iloc[:6])


def test_a_ranking_of_few_reports_draws_counts(ranking):
    assert list(ranked_bars(ranking.assign(is_small=True)).data[0].text) == [
        "1,234 of 3,900",
        "300 of 3,900",
        "0 of 3,900",
    ]


def test_every_cell_of_the_matrix_has_a_target_with_its_code_and_group(split):
    chart = matrix(split)
    targets = next(trace for trace in chart.data if mode(trace) == "markers")
    assert sorted(map(tuple, targets.customdata)) == sorted(
        zip(split["code"], split["group"], strict=True)
    )
    assert targets.marker.opacity == 0
    assert targets.marker.symbol == "square"
    assert all(trace.hoverinfo == "skip" for trace in chart.data if trace is not targets)


def test_cells_show_shares_a_bare_zero_and_counts_in_small_groups(split):
    texts = cell_texts(matrix(split))
    assert texts == {
        (0, 0): "45%",
        (1, 0): "0",
        (2, 0): "0",
        (0, 1): "30%",
        (1, 1): "3",
        (2, 1): "5%",
    }
    hovers = next(trace for trace in matrix(split).data if mode(trace) == "markers").hovertext
    assert any("Inadequate<br>0%: 0 of 400 recommendations" in text for text in hovers)


def test_columns_say_what_their_figures_are_out_of(split):
    heads = matrix(split).layout.xaxis.ticktext
    assert [head.replace("<br>", " ").strip() for head in heads] == [
        "<b>Good</b> of 200",
        "<b>Adequate</b> of 12 (counts)",
        "<b>Inadequate</b> of 400",
    ]
    assert "of 100" in matrix(split, "reports").layout.xaxis.ticktext[0]


def test_small_groups_do_not_set_the_scale(split):
    louder = split.copy()
    louder.loc[louder["is_small"], "share"] = 1.0
    scale = matrix(louder).data[0]
    assert max(value for line in scale.z for value in line if value is not None) == 1
    assert scale.z[0][1] is None
    assert (scale.zmin, scale.zmax) == (0, 1)


def test_selecting_a_cell_fades_no_other(split):
    for trace in matrix(split).data:
        if mode(trace) == "text":
            assert (
                trace.unselected.textfont.color
                == trace.textfont.color
                == trace.selected.textfont.color
            )
        elif mode(trace) == "markers":
            assert trace.unselected.marker.opacity == trace.selected.marker.opacity == 0


def test_cell_text_has_enough_contrast_at_every_level_of_the_scale():
    for step in range(101):
        background = cell_colour(step / 100)
        assert contrast(text_colour(background), background) >= 4.5, step
    assert contrast(text_colour(SMALL_COLOUR), SMALL_COLOUR) >= 4.5
    assert (cell_colour(0), cell_colour(1)) == (SCALE[0][1], SCALE[-1][1])
    assert contrast(TEXT_COLOUR, PAPER_COLOUR) >= 7
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_the_matrix_asks_for_more_width_with_more_columns(split):
    narrow, wide = matrix_min_width(split[split["group"] == "good"]), matrix_min_width(split)
    assert narrow < wide
    assert wide >= matrix(split).layout.margin.l + 3 * 54


def test_coverage_writes_every_years_numbers_beside_its_bar(coverage):
    chart = coverage_bars(coverage)
    assert [note.text for note in chart.layout.annotations] == [
        "9 (LAC-2013 4, SIF 5)",
        "0",
        "36 SIF",
    ]
    assert sum(sum(trace.x) for trace in chart.data) == 45
    assert len({trace.marker.pattern.shape for trace in chart.data}) == 2


def test_nothing_to_show_is_said_in_the_chart(ranking, split, coverage):
    unread = ranking.assign(recommendation_count=0, hit_count=0, share=math.nan)
    for chart in (
        ranked_bars(ranking.iloc[:0]),
        ranked_bars(unread),
        grouped_bars(split.iloc[:0]),
        grouped_bars(split[split["is_small"]]),
        matrix(split.assign(report_count=0)),
        matrix(split.iloc[:0]),
        coverage_bars(coverage.assign(report_count=0)),
    ):
        assert not chart.data
        assert len(chart.layout.annotations) == 1
    assert matrix_min_width(split.iloc[:0]) == 0


def test_a_frame_without_a_single_hit_still_draws(ranking, split):
    for frame in (ranking, split):
        none = frame.assign(hit_count=0, share=0.0)
        for chart in (ranked_bars(none.drop_duplicates("code")), grouped_bars(none), matrix(none)):
            assert chart.data
            chart.checked.to_json()


def test_a_group_whose_reports_list_nothing_shows_dashes(split):
    silent = split["group"] == "good"
    quiet = split.assign(
        share=split["share"].mask(silent),
        hit_count=split["hit_count"].mask(silent, 0),
        recommendation_count=split["recommendation_count"].mask(silent, 0),
    )
    assert {text for (x, _), text in cell_texts(matrix(quiet)).items() if x == 0} == {"–"}


def test_the_number_of_bars_can_be_limited(ranking, split):
    assert [code for code, _ in ranked_bars(ranking, most=1).data[0].customdata] == ["b"]
    assert {code for code, _ in grouped_bars(split, most=1).data[0].customdata} == {"b"}
    assert len(matrix(split, most=1).layout.yaxis.ticktext) == 1


def test_several_groups_are_ranked_by_their_pooled_value(split):
    assert ranked_codes(split, "share") == ["b", "a"]
    assert ranked_codes(split, "reports") == ["a", "b"]
    assert list(matrix(split, ranked=False).layout.yaxis.ticktext) == ["Apples", "Berries"]


# Table and text


def test_the_table_holds_the_same_numbers_as_the_chart(ranking):
    table = printed_table(ranking)
    assert table.columns.tolist()[:4] == [
        "Category",
        "Recommendations with it",
        "All recommendations",
        "Share (%)",
    ]
    assert table["Category"].tolist() == ["Casework", LONG, "<b>Berries</b> & nuts"]
    bars = ranked_bars(ranking).data[0]
    assert table["Share (%)"].tolist() == [round(value * 100, 1) for value in bars.x]
    assert table["Share of reports (%)"].tolist() == [81.6, 40.8, 0.0]


def test_the_table_of_groups_names_the_grouping_and_blanks_shares_of_small_groups(split):
    table = printed_table(split)
    assert table.columns[1] == "Rating"
    assert table["Rating"].tolist()[:3] == [
        "Good",
        glossary.label("rating", "adequate"),
        "Inadequate",
    ]
    assert table["Share (%)"].isna().tolist() == [False, True, False] * 2
    assert table["Recommendations with it"].sum() == split["hit_count"].sum()
    assert printed_table(split.iloc[:0]).empty


def test_the_table_of_themes_says_their_category():
    table = printed_table(pd.DataFrame([row("a/red", "Red apples", "all", 1, 2, 1, 20)]))
    assert table.columns.tolist()[:2] == ["Theme", "Category"]
    assert table["Category"].tolist() == ["Apples"]


def test_the_wide_table_prints_n_of_n_in_every_cell(split):
    table = wide_table(split)
    assert table.columns.tolist() == [
        "Category",
        "Good",
        glossary.label("rating", "adequate"),
        "Inadequate",
    ]
    assert table.values.tolist() == [
        ["Berries", "45% (90 of 200)", "0 of 12", "0% (0 of 400)"],
        ["Apples", "30% (60 of 200)", "3 of 12", "5% (20 of 400)"],
    ]
    assert wide_table(split, "count").iloc[0, 1] == "90 of 200"


def test_the_alternative_text_says_what_how_many_and_both_ends(ranking, split, coverage):
    text = alt_text(
        "ranked",
        ranking.assign(label=["Apples", "Casework", "Berries"]).pipe(
            lambda f: pd.concat([f, f.tail(1).assign(code="d", label="Dates")])
        ),
    )
    assert text == (
        "Bar chart of 4 categories, share of recommendations, out of 3,900 recommendations."
        " Highest: Casework 32%; Apples 8%; Berries 0%. Lowest: Dates 0%."
    )
    text = alt_text("matrix", split, "share", "all reports")
    assert text.startswith(
        "Heatmap of 2 categories by rating (3 groups), share of recommendations, out of 612"
        " recommendations (all reports). Highest: Berries, Good, 45%"
    )
    assert "45 reports" in alt_text("coverage", coverage)
    assert alt_text("ranked", ranking.iloc[:0]).startswith("Empty chart")


def test_the_alternative_text_never_grows_past_its_limit(ranking, split):
    for kind, frame in (("ranked", ranking), ("grouped", split), ("matrix", split)):
        for unit in glossary.UNITS:
            assert (
                len(alt_text(kind, frame.assign(label=LONG * 3), unit, "all reports " * 40)) <= 400
            )


def cell_texts(chart: go.Figure) -> dict[tuple[int, int], str]:
    """The text of every cell by its column and row."""
    return {
        (x, y): text
        for trace in chart.data
        if mode(trace) == "text"
        for x, y, text in zip(trace.x, trace.y, trace.text, strict=True)
    }


def mode(trace) -> str:
    return trace.mode if isinstance(trace, go.Scatter) else ""


def test_the_lowest_that_a_chart_tells_of_is_the_lowest_of_what_needs_to_improve(release):
    """The row of recommendations that only say who they are about stands last, whatever its
    share.
    """
    counts = count_shown(release.dataset, Selection(framework=("F4",)), "category", "share")
    told = alt_text("ranked", counts)
    rivals = counts[counts["code"] != ONLY_WHO]
    least = rivals.loc[rivals["share"].idxmin(), "label"]
    assert f"Lowest: {least} " in told
    assert "Apart from these: Only says who it is about " in told
