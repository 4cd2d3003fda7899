"""The page of a council prints every recommendation of its latest report, and leads to each."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st

from ofsted.address.url import read_link
from ofsted.analysis.counting.next_report import GENERAL_THEMES, is_full
from ofsted.analysis.counting.places import list_inspections
from ofsted.analysis.counting.selection import Selection, choose_recommendations
from ofsted.dashboard.exhibits import council

pytestmark = pytest.mark.usefixtures("nothing_hydrated")


@pytest.fixture
def printed(release, monkeypatch):
    """A function that gives the HTML which a part of a council's page prints."""

    def print_part(draw, urn):
        parts = []
        monkeypatch.setattr(st, "html", lambda body, **_: parts.append(body))
        draw(council.read_council(release, urn))
        return " ".join(parts)

    return print_part


def latest_rows(dataset, urn):
    """The recommendations of the latest report that lists any to the council, by the tables
    alone.
    """
    reports = dataset.reports
    own = reports[(reports["urn"] == urn) & (reports["variant"] != "lscb-review")]
    report = own.sort_values("inspected_to_on", kind="stable").iloc[-1]["report_id"]
    rows = dataset.recommendations
    return report, rows[(rows["report_id"] == report) & (rows["body"] == "authority")]


def queries(text):
    """What the links of a text to quotes ask for."""
    links = re.findall(r'href="([^"]*/quotes\?[^"]*)"', text)
    return [parse_qs(urlsplit(unescape(link)).query) for link in links]


def test_the_page_of_every_council_prints_every_recommendation_of_its_latest_report(
    release, printed
):
    dataset, seen = release.dataset, 0
    for urn in dataset.area_names:
        shown = printed(council.show_latest, urn)
        _, rows = latest_rows(dataset, urn)
        entries = re.findall(r"<li value=.*?</details></li>", shown)
        assert len(entries) == len(rows), urn
        by_number = {int(re.match(r'<li value="(\d+)"', entry)[1]): entry for entry in entries}
        for row in rows.itertuples():
            entry = by_number[row.order]
            assert row.summary in unescape(entry), row.recommendation_id
            assert f'href="{row.url}#page={row.page}"' in entry, row.recommendation_id
            assert {"quote": [row.recommendation_id]} in queries(entry), row.recommendation_id
            assert f'<details data-similar="{row.recommendation_id}">' in entry
            assert ("How reliable are its themes?" in entry) == bool(len(row.themes))
            for theme in row.themes:
                assert {"area": [urn], "theme": [theme]} in queries(entry), row.recommendation_id
        assert f": {len(rows)} recommendation" in shown, urn
        seen += 1
    assert seen >= 147


def test_what_is_said_to_have_come_up_before_did_in_that_year_and_its_link_shows_both(
    release, printed
):
    dataset, seen = release.dataset, 0
    full = dataset.reports.loc[is_full(dataset.reports), "report_id"]
    for urn in list(dataset.area_names)[::5]:
        report, rows = latest_rows(dataset, urn)
        everything = dataset.recommendations
        earlier = everything[
            (everything["urn"] == urn)
            & (everything["body"] == "authority")
            & (everything["report_id"] != report)
            & everything["report_id"].isin(full)
        ]
        before = {theme for themes in earlier["themes"] for theme in themes} - GENERAL_THEMES
        shown = printed(council.show_latest, urn)
        for entry in re.findall(r"<li value=.*?</details></li>", shown):
            order = int(re.match(r'<li value="(\d+)"', entry)[1])
            row = rows[rows["order"] == order].iloc[0]
            came_up = set(row["themes"]) & before
            told = re.search(r"Came up in (\d+) too", entry)
            assert bool(told) == bool(came_up), row["recommendation_id"]
            if told:
                years = earlier[
                    earlier["themes"].map(lambda own, now=came_up: bool(now & set(own)))
                ]
                assert int(told[1]) == years["inspected_to_on"].map(lambda day: day.year).max()
                asked = next(q for q in queries(entry) if set(q.get("theme", ())) == came_up)
                assert asked["area"] == [urn]
                seen += 1
    assert seen > 50


def test_every_inspection_of_every_council_leads_to_as_many_quotes_as_it_counts(release, printed):
    dataset = release.dataset
    for urn in list(dataset.area_names)[::5]:
        shown = printed(council.show_inspections, urn)
        rows = re.findall(
            r'<th scope="row">(.*?)</th><td>.*?</td><td class="number">(\d+)</td>', shown
        )
        assert len(rows) == len(list_inspections(dataset, Selection(), urn)), urn
        for cell, items in rows:
            view, messages = read_link(queries(cell)[0], release.vocabulary)
            assert not messages
            found = choose_recommendations(dataset, view.selection, coded=True).sum()
            assert found == int(items), urn


def test_what_came_up_again_is_what_several_reports_list(release, printed, monkeypatch):
    class Folded:
        def html(self, body, **_):
            st.html(body)

    monkeypatch.setattr(st, "expander", lambda *_, **__: Folded())
    dataset = release.dataset
    for urn in list(dataset.area_names)[::10]:
        shown = printed(council.show_again, urn)
        reports = dataset.reports[(dataset.reports["urn"] == urn) & is_full(dataset.reports)]
        if len(reports) < 2:
            assert "one full report" in shown
            continue
        to_council = (dataset.recommendations["body"] == "authority").to_numpy()
        lists = [
            dataset.theme_hits[(dataset.report_rows == row) & to_council].any(axis=0)
            for row in reports.index
        ]
        counts = sum(found.astype(int) for found in lists)
        several, named = int((counts > 1).sum()), int((counts > 0).sum())
        assert f"{several} of the {named} themes named to" in unescape(shown), urn
