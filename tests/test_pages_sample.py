"""The Sample page: what it draws, what it says of it, and how the sample travels in the link."""

import re

import pytest

from ofsted.analysis.counting.samples import draw_sample, paper_like, parse_design
from ofsted.analysis.counting.selection import Selection
from ofsted.dashboard.exhibits import samples
from tests import pages
from tests.pages import csv_buttons, headers, in_link, texts, unfolded

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nothing_hydrated")]


def open_page(name="sample", /, **parameters):
    return pages.open_page(name, **parameters)


def test_the_page_opens_with_a_sample_like_the_studys_and_does_not_filter_anything():
    app = open_page()
    assert not app.exception
    assert [title.value for title in app.title] == [pages.TITLES["sample"]]
    assert "The sample holds 40 of 488 reports" in headers(app)
    assert "3,870 recommendations to councils, from 492 reports." in texts(app)
    assert "sample" not in app.query_params


def test_every_chart_has_a_text_alternative_a_table_and_a_download():
    app = open_page()
    charts = app.get("plotly_chart")
    assert len(charts) == 3
    assert all(chart.proto.alt for chart in charts)
    assert len(csv_buttons(app)) == 4
    names = (
        "sample-composition",
        "sample-stability-category",
        "sample-contrast-framework-category",
    )
    assert texts(unfolded(app, *names)).count("<table") == 4


def test_the_list_names_the_reports_that_the_design_draws(release):
    shown, full = samples.drawn_reports(release, paper_like())
    assert (
        full["report_id"].tolist()
        == draw_sample(release.dataset.reports, paper_like())["report_id"].tolist()
    )
    table = texts(open_page())
    assert all(f'href="{url}"' in table for url in full["url"])
    assert len(shown) == 40


def test_a_link_with_a_sample_shows_that_sample_and_filters_by_it(release):
    app = open_page(sample="F4:15;seed=9")
    drawn = draw_sample(release.dataset.reports, parse_design("F4:15;seed=9"))["report_id"]
    assert "The sample holds 15 of 321 reports" in headers(app)
    count = release.dataset.reports.set_index("report_id").loc[drawn, "authority_count"].sum()
    for page in ("sample", "themes", "quotes"):
        assert f"{count:,} recommendations to councils, from 15 reports" in texts(
            open_page(page, sample="F4:15;seed=9")
        )


def test_numbers_rule_areas_and_seed_go_into_the_link():
    app = open_page()
    app.number_input(key="sample-F4").set_value(30).run()
    assert in_link(app, "sample") == "F3:20,F4:30;seed=1"
    app.selectbox(key="sample-rule").set_value("proportional").run()
    app.checkbox(key="sample-areas").uncheck().run()
    app.number_input(key="sample-seed").set_value(12).run()
    assert in_link(app, "sample") == "F3:20,F4:30;seed=12;rule=proportional;areas=any"
    assert not app.exception


def test_a_new_seed_draws_another_sample_of_the_same_design_and_the_preset_brings_twenty_each_back():
    app = open_page(sample="F3:5,F4:7;seed=1;rule=proportional")
    app.button(key="sample-new").click().run()
    drawn = parse_design(in_link(app, "sample"))
    assert drawn.allocation == (("F3", 5), ("F4", 7))
    assert drawn.rule == "proportional"
    assert drawn.seed != 1
    app.button(key="sample-preset").click().run()
    assert parse_design(in_link(app, "sample")) == paper_like(seed=drawn.seed)


def test_asking_for_no_report_at_all_changes_nothing():
    app = open_page(sample="F4:7;seed=1")
    app.number_input(key="sample-F4").set_value(0).run()
    assert not app.exception
    assert in_link(app, "sample") == "F4:7;seed=1"
    assert app.number_input(key="sample-F4").value == 7
    assert [toast.value for toast in app.toast] == [
        "A sample needs at least one report: the last number is kept."
    ]


def test_how_a_sample_is_counted_goes_into_the_link_and_comes_back_from_it():
    app = open_page()
    app.selectbox(key="pick-counting").set_value("weighted").run()
    assert app.query_params["counting"] == "weighted"
    assert "Weighted to all reports" in texts(app)
    assert texts(open_page(counting="weighted")) == texts(app)


def test_the_sample_can_be_taken_out_of_the_filters():
    app = open_page(sample="F4:7;seed=1")
    app.button(key="sample-remove").click().run()
    assert "sample" not in app.query_params
    assert "from 492 reports." in texts(app)


def test_frameworks_without_reports_and_strata_that_fall_short_are_said():
    notes = " ".join(info.value for info in open_page(sample="F1:20,F3:20,F4:20;seed=1").info)
    assert "No report of F1 is in this release: the 20 asked for are not drawn." in notes
    assert "ILACS, no overall rating given: 2 of 11 reports, below its equal part of 5" in notes
    assert "167 in the frame" in " ".join(
        info.value for info in open_page(sample="F3:200;seed=1").info
    )


def test_a_design_of_frameworks_without_reports_draws_nothing_and_says_so():
    app = open_page(sample="F2:20;seed=1")
    assert not app.exception
    assert "No report is drawn" in texts(app) + " ".join(header.value for header in app.header)


@pytest.mark.parametrize("text", ["F3:99999", "<b>", "F4:3;seed=x", "F4:3;" * 99])
def test_a_hostile_sample_is_ignored_with_a_message_that_does_not_repeat_it(text):
    app = open_page(sample=text)
    assert not app.exception
    assert len(app.warning) == 1
    assert text not in app.warning[0].value
    assert "from 492 reports." in texts(app)


@pytest.mark.parametrize(
    "by", ["none", "framework", "rating", "deprivation", "rurality", "region", "body"]
)
@pytest.mark.parametrize("level", ["category", "theme"])
def test_every_contrast_and_level_can_be_drawn(level, by):
    app = open_page(level=level, by=by)
    assert not app.exception
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))


@pytest.mark.parametrize(
    "parameters",
    [
        {"framework": "F1"},
        {"framework": "F3"},
        {"body": "lscb"},
        {"body": "both"},
        {"area": "80549"},
        {"year": "2026"},
        {"rating": "outstanding"},
        {"sample": "LAC-2013:4"},
        {"sample": "F3:1"},
        {"scheme": "strict"},
        {"theme": "casework/timeliness"},
    ],
)
def test_empty_and_tiny_groups_are_shown_without_trouble(parameters):
    app = open_page(**parameters)
    assert not app.exception


def test_no_percentage_is_printed_for_fewer_than_fifteen_reports(release):
    figure = samples.composition(release, parse_design("F4:10;seed=1"))
    assert not any("%" in cell for cell in figure.table["ILACS, sample"])
    assert all(re.search(r"of 10$", cell) for cell in figure.table["ILACS, sample"])
    frame = samples.stability(
        release, Selection(area=("80549",)), paper_like(), "category", "plain"
    )[0]
    assert "Too few reports" in frame.headline
    assert list(frame.table.columns) == [
        "Category",
        "All reports",
    ]
