"""“Process or outcome” without the dashboard: page, frame, picture and preview say what it says."""

from __future__ import annotations

import re
from html import unescape

import pytest

from ofsted import words
from ofsted.address.view import View
from ofsted.analysis.counting.orientation import count_orientations
from ofsted.analysis.counting.selection import Selection
from ofsted.charts.composition import COLOURS, composition_bars
from ofsted.charts.pictures.values import Bars, Nothing
from ofsted.dashboard.exhibits import orientation as exhibit
from ofsted.dashboard.held import data
from ofsted.glossary import ORIENTATIONS
from ofsted.served.orientation import NOT_READ, find_wholes, print_orientations
from ofsted.served.site import Site
from tests import pages
from tests.asgi import ask
from tests.test_kept import make_app as make_kept_app
from tests.test_kept import of_first
from tests.test_pictures import described, plain, read_view
from tests.test_served import PUBLIC, make_app, parse

pytestmark = pytest.mark.slow
QUERIES = ["framework=F4", "by=rating&framework=F4", "by=year&framework=all", "area=bradford"]


@pytest.fixture(scope="module")
def app():
    return make_app(Site("", PUBLIC))


def table_cells(text: str) -> list[list[str]]:
    """The rows of the first table of a page."""
    body = text.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in cells]


def test_the_page_without_scripts_shows_the_counts_of_the_dashboard(app, counted):
    text = ask(app, "/view/change?framework=F4&rating=inadequate").text
    selection = Selection(framework=("F4",), rating=("inadequate",))
    frame = print_orientations(counted, selection, None)
    counts, _, _ = count_orientations(counted, selection)
    assert [row[:3] for row in table_cells(text)] == [
        [row.label, words.number(row.hit_count), words.number(row.recommendation_count)]
        for row in counts.itertuples()
    ]
    assert [row[3] for row in table_cells(text)] == frame["Share"].tolist()
    opened = pages.open_bare("change", framework="F4", rating="inadequate")
    (headline,) = re.findall(r"<h2[^>]*>(.*?)</h2>", text)[:1]
    assert unescape(headline) in f"{pages.headers(opened)} {pages.texts(opened)}"


def test_the_page_leads_to_the_recommendations_of_each_kind(app, counted):
    links = parse(ask(app, "/view/change?framework=F4").text).links
    counts, _, _ = count_orientations(counted, Selection(framework=("F4",)))
    for row in counts.itertuples():
        if row.code in ORIENTATIONS:
            (link,) = [link for link in links if f"orientation={row.code}" in link]
            answer = ask(app, link)
            assert f"{words.number(row.hit_count)} recommendations" in answer.text


def test_it_is_shown_by_the_grouping_of_the_view_or_by_three(app):
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", ask(app, "/view/change?framework=all").text)
    asked = [heading for heading in headings if heading.startswith("What they ask")]
    assert [heading.partition(", by ")[2] for heading in asked] == [
        "framework",
        "rating",
        "year of inspection",
    ]
    by_region = ask(app, "/view/change?framework=all&by=region").text
    assert by_region.count("What they ask to change, by ") >= 1
    assert "by framework" not in by_region


def test_where_nothing_is_chosen_there_is_no_figure(app):
    text = ask(app, "/view/change?rating=outstanding&year=2013").text
    assert "No recommendations match these filters" in text
    assert "<table" not in text


@pytest.mark.parametrize("query", QUERIES)
def test_the_picture_holds_every_label_and_number_of_the_chart(query, counted):
    view, picture = read_view(query), described("change", query)
    by = None if view.by == "none" else view.by
    wholes = find_wholes(count_orientations(counted, view.selection, by)[0])
    chart = composition_bars(wholes).as_dict()
    shares = {
        (place, name): trace["x"][place]
        for name, trace in zip(ORIENTATIONS, chart["data"], strict=True)
        for place in range(len(wholes))
    }
    assert isinstance(picture.figure, Bars)
    notes = " ".join(plain(note["text"]) for note in chart["layout"]["annotations"])
    marks = [mark for row in picture.figure.rows for mark in row.marks]
    assert [mark.value for mark in marks] == [
        shares[place, name] for place in range(len(wholes)) for name in ORIENTATIONS
    ]
    assert [mark.colour for mark in marks] == [*COLOURS[:3]] * len(wholes)
    for row in picture.figure.rows:
        assert row.label in notes
        for mark in row.marks:
            assert mark.text.startswith(words.percent(mark.value))
            assert not mark.name or mark.name in notes


def test_the_dashboard_leads_to_the_pictures_of_both_figures(release):
    view = View(Selection(framework=("F4",)))
    whole = exhibit.overall(release, view.selection)
    by_rating = exhibit.grouped(release, view.selection, "rating")
    assert (whole.picture, whole.view) == ("change", view)
    assert (by_rating.picture, by_rating.view) == ("change", view.having(by="rating"))


def test_a_kept_release_in_which_nobody_had_read_this_says_so():
    kept = make_kept_app()
    answer = ask(kept, of_first("/view/change?framework=F4"))
    assert answer.status == 200
    assert NOT_READ in answer.text
    assert "ask directly" not in answer.text
    assert ask(kept, of_first("/image/change.png?framework=F4")).status == 200
    assert ask(kept, of_first("/embed/change?framework=F4")).status == 200


def test_a_picture_of_nothing_says_so():
    assert isinstance(described("change", "rating=outstanding&year=2013").figure, Nothing)
    assert data.read_release().version in described("change", "framework=F4").source
