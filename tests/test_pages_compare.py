"""The Compare page: what it opens with, how its two sides travel in the link, and what it says of
small, shared and unknown sides.
"""

import re
from concurrent.futures import Future
from html import unescape
from urllib.parse import parse_qs, urlparse

import pandas as pd
import pytest
import streamlit as st

from ofsted import paths
from ofsted.address.url import read_url, write_selection, write_url
from ofsted.address.view import View
from ofsted.analysis.counting.selection import Selection, choose_recommendations
from ofsted.dashboard.exhibits import comparison, contrasts
from ofsted.served.contrast import read_contrast, side_view, spelled_out
from tests import pages
from tests.pages import csv_buttons, headers, in_link, texts

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nothing_hydrated")]


def open_page(**parameters):
    return pages.open_page("compare", **parameters)


@pytest.mark.parametrize(
    "parameters",
    [
        {"by": "framework", "theme": "multi-agency/caf"},
        {"by": "rating", "theme": "groups/neglect", "scheme": "strict"},
    ],
)
def test_a_theme_that_is_not_counted_on_its_own_is_said_to_be_so(parameters):
    app = open_page(level="theme", **parameters)
    assert not app.exception
    assert "not counted on its own" in texts(app) + headers(app)
    assert "not counted on its own" in texts(
        shown := pages.open_page("themes", level="theme", **parameters)
    ) + headers(shown)


def test_the_page_opens_with_ratings_within_ilacs_and_says_so():
    app = open_page()
    assert not app.exception
    assert [title.value for title in app.title] == [pages.TITLES["compare"]]
    assert "ratings within ILACS" in texts(app)
    assert "by" not in app.query_params
    assert "reports rated inadequate, 336 recommendations in 34 reports" in texts(app)
    assert "tested differ between reports rated inadequate and reports rated good" in headers(app)


def test_the_opening_can_be_kept_or_widened_to_all_frameworks():
    app = open_page()
    app.button(key="compare-keep").click().run()
    assert in_link(app, "by") == "rating"
    assert in_link(app, "framework") == "F4"
    assert "Nothing is chosen" not in texts(app)
    app = open_page()
    app.button(key="compare-all").click().run()
    assert in_link(app, "by") == "rating"
    assert "framework" not in app.query_params
    assert "averaged" in " ".join(info.value for info in app.info)


@pytest.mark.parametrize("by", [by for by in contrasts.GROUPINGS if by != "none"])
def test_every_grouping_has_a_headline_chart_tables_and_downloads(by):
    app = open_page(by=by, level="theme" if by in ("rating", "region", "body") else "category")
    assert not app.exception
    assert not app.warning
    chart = app.get("plotly_chart")
    assert len(chart) == 1
    assert chart[0].proto.alt
    assert "<table" in texts(app)
    assert len(csv_buttons(app)) == (1 if by in ("body", "framework") else 2)


def test_a_comparison_equals_a_count_by_hand(release):
    """Shares of one category in ILACS reports rated inadequate and good, straight from the
    tables.
    """
    reports, recommendations = (
        pd.read_parquet(paths.REPORTS_TABLE),
        pd.read_parquet(paths.RECOMMENDATIONS_TABLE),
    )
    joined = recommendations[recommendations["body"] == "authority"].merge(
        reports[["report_id", "framework", "rating"]], on="report_id", suffixes=("_", "")
    )
    shown = (
        comparison.start_comparison(release, read_contrast(release, View())[0])
        .result()
        .ranked.set_index("code")
        .loc["leadership"]
    )
    for side, rating in (("first", "inadequate"), ("second", "good")):
        mine = joined[(joined["framework"] == "F4") & (joined["rating"] == rating)]
        assert (
            shown[f"{side}_hit_count"]
            == mine["categories"].map(lambda codes: "leadership" in codes).sum()
        )
        assert shown[f"{side}_recommendation_count"] == len(mine)
        assert (
            shown[f"{side}_report_count"]
            == ((reports["framework"] == "F4") & (reports["rating"] == rating)).sum()
        )


def test_sides_go_into_the_link_and_a_link_opens_them():
    app = open_page(by="deprivation", framework="F3")
    assert app.selectbox(key="compare-a").value == "1"
    assert app.selectbox(key="compare-b").value == "3"
    app.selectbox(key="compare-b").set_value("rest").run()
    assert (in_link(app, "a"), in_link(app, "b")) == ("1", "rest")
    assert "all others" in texts(app) + headers(app)
    app = open_page(by="region", a="yorkshire-and-the-humber", b="london")
    assert not app.warning
    assert app.selectbox(key="compare-a").value == "yorkshire-and-the-humber"
    assert "Yorkshire and The Humber" in texts(app) + headers(app)
    app.button(key="compare-swap").click().run()
    assert (in_link(app, "a"), in_link(app, "b")) == ("london", "yorkshire-and-the-humber")


def test_picking_a_side_on_the_opening_keeps_what_is_shown():
    app = open_page()
    app.selectbox(key="compare-a").set_value("outstanding").run()
    assert not app.exception
    assert [in_link(app, name) for name in ("by", "framework", "a", "b")] == [
        "rating",
        "F4",
        "outstanding",
        "good",
    ]


def test_another_grouping_starts_with_its_own_sides_and_within_the_framework():
    app = open_page()
    app.selectbox(key="compare-by").set_value("rurality").run()
    assert [in_link(app, name) for name in ("by", "framework", "a")] == ["rurality", "F4", ""]
    app.selectbox(key="compare-by").set_value("framework").run()
    assert not app.exception
    assert "SIF reports" in headers(app) + texts(app)


def test_two_sets_of_filters_are_saved_swapped_and_cleared():
    app = open_page(framework="F3")
    app.selectbox(key="compare-by").set_value("none").run()
    assert in_link(app, "a") == "framework=F3"
    assert "same set of filters" in " ".join(info.value for info in app.info)
    app.checkbox(key="framework-F3").uncheck().run()
    app.checkbox(key="framework-F4").check().run()
    assert "B (the current filters, not saved): ILACS reports" in texts(app)
    assert "differ between A and B" in headers(app)
    app.button(key="compare-save-b").click().run()
    assert (in_link(app, "a"), in_link(app, "b")) == ("framework=F3", "framework=F4")
    app.button(key="compare-swap").click().run()
    assert (in_link(app, "a"), in_link(app, "b")) == ("framework=F4", "framework=F3")
    app.button(key="compare-clear").click().run()
    assert not app.exception
    assert "a" not in app.query_params
    assert "b" not in app.query_params


def test_a_long_set_of_filters_survives_the_link(release):
    selection = Selection(
        framework=("F4",),
        rating=("good", "inadequate"),
        theme=release.dataset.leaf_ids[:5],
        deprivation=(1, 2),
        year=(2018, 2024),
    )
    text = write_selection(selection, release.vocabulary)
    view = View(a=text, b="framework=F3")
    assert len(text) > 200
    assert read_url(write_url(view, release.vocabulary), release.vocabulary) == (view, ())
    assert read_contrast(release, view)[0].selection == selection


def test_sets_that_share_reports_are_not_tested_and_it_is_said():
    app = open_page(a="framework=F3", b="all")
    assert not app.exception
    assert "A and B share 167 reports, so nothing is tested" in headers(app)
    assert "not tested: 167 reports stand on both sides" in texts(app)


def test_a_side_of_fewer_than_fifteen_reports_has_counts_only():
    app = open_page(by="rating", framework="F4", a="not-given", b="good")
    table = re.search(r"<tbody>.*?</tbody>", texts(app))[0]
    assert "Too few reports to compare shares" in headers(app)
    assert "counts only" in table
    assert "%" not in table


@pytest.mark.parametrize(
    "parameters",
    [
        {"framework": "F1"},
        {"by": "framework", "framework": "F4"},
        {"area": "80549"},
        {"by": "body", "framework": "F4"},
        {"by": "year", "year": "2026"},
        {"theme": "casework/timeliness", "level": "theme"},
        {"category": "risk"},
        {"body": "lscb"},
        {"body": "both"},
        {"sample": "F3:20,F4:20;seed=1"},
        {"scheme": "strict", "level": "theme"},
        {"a": "all", "b": "all"},
        {"a": "framework=F1", "b": "framework=F2"},
        {"rating": "good", "by": "rating"},
    ],
)
def test_empty_and_tiny_groups_are_shown_without_trouble(parameters):
    assert not open_page(**parameters).exception


@pytest.mark.parametrize("side", ["<b>x</b>", "nobody", "good"])
def test_an_unknown_side_is_replaced_with_a_message_that_does_not_repeat_it(side):
    app = open_page(by="rating", a=side, b="good")
    assert not app.exception
    assert len(app.warning) == 1
    assert side not in app.warning[0].value
    assert app.selectbox(key="compare-b").value != app.selectbox(key="compare-a").value


def test_a_hostile_set_of_filters_is_read_as_far_as_it_goes():
    app = open_page(a="framework=F3&rating=%3Cscript%3E", b="framework=F4")
    assert not app.exception
    assert len(app.warning) == 1
    assert "script" not in app.warning[0].value
    assert "differ between A and B" in headers(app)


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"by": "rating", "framework": "F4"}, "risk"),
        ({"by": "deprivation", "a": "2", "b": "rest"}, "leadership"),
        ({"by": "body"}, "casework"),
        ({"by": "period", "a": "2013–2015", "b": "2018–2020"}, "risk"),
        ({"a": "framework=F3&rating=good", "b": "framework=F4"}, "casework"),
    ],
)
def test_the_links_to_both_sides_lead_to_as_many_recommendations_as_are_counted(
    release, parameters, code
):
    view, _ = read_url({name: [value] for name, value in parameters.items()}, release.vocabulary)
    contrast, messages = read_contrast(release, view)
    row = comparison.start_comparison(release, contrast).result().ranked.set_index("code").loc[code]
    for side in ("first", "second"):
        target = side_view(view, contrast, code, side)
        assert not messages
        assert (
            choose_recommendations(release.dataset, target.selection, coded=True).sum()
            == row[f"{side}_hit_count"]
        )


def test_the_counts_shown_first_are_those_of_the_comparison(release):
    for view in (
        View(),
        View(by="period"),
        View(by="body", level="theme"),
        View(a="framework=F3", b="framework=F4"),
    ):
        contrast, _ = read_contrast(release, view)
        counts = comparison.count_sides(release, contrast).set_index("code")
        ranked = comparison.start_comparison(release, contrast).result().ranked.set_index("code")
        for name in ("hit_count", "recommendation_count", "report_count"):
            for side in ("first", "second"):
                assert counts[f"{side}_{name}"].to_dict() == ranked[f"{side}_{name}"].to_dict()


def test_counts_stand_on_the_page_while_the_statistics_are_computed(monkeypatch):
    class Unfinished(Future):
        def result(self, timeout=None):
            st.stop()

    monkeypatch.setattr(comparison, "start_comparison", lambda *_: Unfinished())
    app = open_page(by="deprivation", framework="F4")
    assert not app.exception
    assert "Counts first" in texts(app)
    assert not app.get("plotly_chart")
    assert len(re.findall(r"[0-9]+ of [0-9]+</td>", texts(app))) == 18


def test_the_share_link_spells_out_the_opening_and_gives_the_same_comparison(release):
    contrast, _ = read_contrast(release, View())
    whole = spelled_out(View(), contrast, release.vocabulary)
    assert (whole.by, whole.a, whole.b, whole.selection.framework) == (
        "rating",
        "inadequate",
        "good",
        ("F4",),
    )
    assert read_contrast(release, whole)[0] == contrast


def test_the_table_links_each_count_to_its_recommendations():
    app = open_page(by="deprivation", framework="F4")
    addresses = [
        urlparse(unescape(href))
        for href in re.findall(r'href="([^"]*)"', " ".join(e.proto.body for e in app.get("html")))
        if "quotes" in href
    ]
    assert len(addresses) == 18
    assert {parse_qs(address.query)["deprivation"][0] for address in addresses} == {"1", "3"}


def test_whole_categories_of_chosen_themes_are_called_so():
    app = open_page(by="rating", framework="F4", theme="casework/timeliness")
    assert not app.exception
    assert headers(app).count("Whole category of the themes chosen, not the themes alone") == 2


def test_where_nothing_can_be_compared_nothing_is_said_to_be():
    app = open_page(framework="F1")
    assert not app.exception
    assert "so this compares" not in texts(app)
    assert any("nothing to compare" in info.value for info in app.info)
