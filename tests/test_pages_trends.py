"""The Trends page: what it draws, what it says of steps and trends, and that counts stand there
before statistics do.
"""

from concurrent.futures import Future

import pytest

from ofsted import words
from ofsted.analysis.counting.selection import Selection, choose_recommendations
from ofsted.dashboard.exhibits import trends
from tests import pages
from tests.pages import csv_buttons, headers, texts

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nothing_hydrated")]


def open_page(**parameters):
    return pages.open_page("trends", **parameters)


def test_every_category_has_a_line_with_a_text_alternative_and_a_way_to_its_recommendations():
    app = open_page()
    charts = app.get("plotly_chart")
    assert not app.exception
    assert len(charts) == 9
    assert all(chart.proto.alt for chart in charts)
    assert len(csv_buttons(app)) == 2
    assert charts[0].proto.alt.startswith("Line chart of ")


def test_by_quarter_a_point_covers_four_and_the_link_says_so():
    app = open_page()
    app.radio(key="pick-steps").set_value("quarter").run()
    assert not app.exception
    assert app.query_params["steps"] == "quarter"
    assert "Each point covers the four quarters that end with it." in texts(app)


def test_counts_stand_on_the_page_until_the_trends_are_there_and_are_those_of_the_filters(
    release, monkeypatch
):
    chosen = Selection(framework=("F3",))
    shown = trends.count_first(release, chosen, "category")
    of = f"{int(choose_recommendations(release.dataset, chosen).sum()):,}"
    assert shown.shape == (9, 2)
    assert all(text.endswith(f" of {of}") for text in shown["Recommendations with it"])
    finished, seen = trends.make_trends(release, chosen, "category", "year"), []

    class Late(Future):
        def result(self, timeout=None):
            seen.append("waited for")
            return finished

    monkeypatch.setattr(trends, "start_trends", lambda *_: Late())
    app = open_page(framework="F3")
    assert not app.exception
    assert seen
    assert finished[0].headline.partition(". ")[0].removesuffix(".") in headers(app)
    assert "Counts first" not in texts(app)  # gone once the trends are there


def test_one_year_alone_has_counts_and_no_trend():
    app = open_page(year="2026", level="theme")
    assert not app.exception
    assert "of the 0 tested" not in texts(app) + headers(app)


def test_few_years_with_reports_enough_are_no_headline(release):
    for chosen in (
        Selection(rating=("outstanding",)),
        Selection(framework=("F4",), rating=("good",), rurality=(3,)),
    ):
        assert trends.make_trends(release, chosen, "category", "year")[0].headline.startswith(
            "Too few years to show a trend: "
        )
    told = trends.make_trends(release, Selection(), "category", "year")[0].headline
    assert not told.startswith("Too few")
    assert "Rising: " in told


@pytest.mark.parametrize("chosen", [Selection(), Selection(framework=("F4",))])
def test_the_headline_begins_with_the_widest_change_between_the_outer_periods(release, chosen):
    rows = release.dataset.recommendations
    periods = release.dataset.reports.set_index("report_id")["period"]
    rows = rows[rows["body"] == "authority"].assign(
        period=rows["report_id"].map(periods),
        is_chosen=rows["framework"].isin(chosen.framework or rows["framework"].unique()),
    )
    rows = rows[rows["is_chosen"]]
    first, last = rows["period"].min(), rows["period"].max()
    gaps = {}
    for code in release.dataset.category_ids:
        if code != "groups":
            carries = rows["categories"].map(lambda codes, code=code: code in codes)
            shares = carries.groupby(rows["period"]).mean()
            gaps[code] = abs(shares[last] - shares[first]), shares[first], shares[last]
    code = max(gaps, key=gaps.get)
    before, after = (words.percent(float(share)) for share in gaps[code][1:])
    years = [f"{period[:4]}–{period[-2:]}" for period in (first, last)]
    assert trends.make_trends(release, chosen, "category", "year")[0].headline.startswith(
        f"{release.dataset.codebook.labels[code]}: {before} of recommendations in {years[0]}, "
        f"{after} in {years[1]}."
    )


def test_a_theme_not_counted_on_its_own_is_said_to_be_so_and_nothing_untrue_beside_it():
    app = open_page(theme="casework/seeing-children-alone", level="theme")
    said = texts(app) + headers(app)
    assert not app.exception
    assert "not counted on its own" in said
    assert "No reports match" not in said
    assert "Every step has" not in said


def test_themes_that_cannot_be_drawn_are_in_the_table(release):
    whole, lines, found = trends.make_trends(release, Selection(), "theme", "year")
    assert len(lines) == trends.MOST_LINES < len(found.table)
    assert "the table holds all" in whole.subtitle
