"""What came up again on a council is one sum: the same on its page, on its page without scripts
and in its files, and counted anew here from the tables alone.
"""

from __future__ import annotations

import re
from html import unescape

import pytest
import streamlit as st

from ofsted.analysis.counting.again import Again, count_again, sum_again
from ofsted.analysis.counting.next_report import count_by_report, count_outcomes, is_full
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.again import ALL_REPORTS, printed_again, tell_again
from ofsted.analysis.headlines.places import tell_addressees
from ofsted.analysis.headlines.recurrence import headline_returns
from ofsted.analysis.inference.recurrence import count_recurrence, list_returns
from ofsted.dashboard.exhibits import council
from ofsted.dashboard.held import data, memory
from ofsted.served.entries import make_area
from ofsted.served.plan import write_plan_page
from ofsted.served.site import Site
from ofsted.served.source import Source
from ofsted.served.taken import take_plan

pytestmark = pytest.mark.usefixtures("nothing_hydrated")
SOURCE = Source(
    data.read_release,
    data.read_areas,
    dict,
    memory.find,
    read_neighbours=data.read_neighbours,
)


@pytest.fixture(scope="module")
def lists_of(release):
    """A function that gives the set of themes of every full report on a council, oldest first."""
    dataset = release.dataset
    reports = dataset.reports[is_full(dataset.reports)]
    to_council = (dataset.recommendations["body"] == "authority").to_numpy()

    def list_themes(urn: str) -> list[set[int]]:
        own = reports[reports["urn"] == urn].sort_values("inspected_to_on", kind="stable")
        return [
            set(dataset.theme_hits[to_council & (dataset.report_rows == row)].nonzero()[1])
            for row in own.index
        ]

    return list_themes


def test_the_sum_adds_up_for_every_council_and_read_forwards_it_is_the_same(release, lists_of):
    dataset, several = release.dataset, 0
    for urn in dataset.area_names:
        lists, again = lists_of(urn), sum_again(dataset, urn)
        assert again.report_count == len(lists), urn
        assert again.mention_count == sum(map(len, lists)), urn
        assert again.theme_count == len(set().union(*lists)), urn
        assert again.mention_count == again.theme_count + again.next_count + again.gap_count, urn
        later = [set().union(*lists[place + 1 :]) for place in range(len(lists))]
        forwards = [
            (len(one & two), len((one & rest) - two), len(one - rest))
            for one, two, rest in zip(lists[:-1], lists[1:], later[:-1], strict=True)
        ]
        sums = tuple(map(sum, zip(*forwards, strict=True))) or (0, 0, 0)
        assert sums == (again.next_count, again.gap_count, again.never_count), urn
        assert again.followed_count == sum(sums), urn
        several += len(lists) > 1
    assert several > 140


def test_every_row_of_the_table_adds_up_and_so_does_its_last(release):
    for urn in release.dataset.area_names:
        table = printed_again(count_again(release.dataset, urn))
        heads = ["For the first time", "In the report before too", "Only in an earlier report"]
        assert (table["Themes listed"] == table[heads].sum(axis=1)).all(), urn
        *rows, total = table.drop(columns="Inspection").to_numpy().tolist()
        assert total == [sum(column) for column in zip(*rows, strict=True)] or not rows, urn
        assert table["Inspection"].iloc[-1] == ALL_REPORTS


def test_all_places_of_a_council_page_print_the_numbers_of_that_sum(release, monkeypatch):
    class Folded:
        def html(self, body, **_):
            every.append(body)

    parts: list[str] = []
    every: list[str] = []
    monkeypatch.setattr(st, "html", lambda body, **_: parts.append(body))
    monkeypatch.setattr(st, "expander", lambda *_, **__: Folded())
    dataset = release.dataset
    national = count_recurrence(dataset, Selection())
    for urn, name in dataset.area_names.items():
        again = sum_again(dataset, urn)
        returns = list_returns(dataset, Selection(), urn, national)
        assert len(returns) == again.followed_count, urn
        assert returns["came_back"].sum() == again.next_count, urn
        assert returns["later_year"].notna().sum() == again.gap_count, urn
        if again.report_count < 2:
            continue
        if again.followed_count and 0 < again.next_count < again.followed_count:
            said = headline_returns(returns, name)
            assert said.startswith(f"{again.next_count} of the {again.followed_count} theme"), urn
        parts.clear()
        every.clear()
        council.show_again(council.read_council(release, urn))
        shown = unescape(" ".join(parts))
        for text in tell_again(again, name):
            assert text in shown, urn
        in_several = shown.partition("Themes in several reports")[2].count('<th scope="row">')
        assert in_several == again.several_count, urn
        assert "".join(every).count('<th scope="row">') == again.theme_count, urn


def test_recommendations_by_outcome_add_up_to_all_that_the_page_counts(release):
    dataset = release.dataset
    rows = dataset.recommendations
    for urn in dataset.area_names:
        outcomes = count_outcomes(rows, urn)
        inspections = council.read_council(release, urn).inspections
        assert sum(outcomes.values()) == inspections["asked_count"].sum(), urn
        pairs = count_by_report(dataset.reports, rows, urn)
        for code in ("theme", "delay", "not"):
            assert pairs[code].sum() == outcomes[code], (urn, code)


def test_the_page_without_scripts_and_the_files_print_the_same_sum(release):
    site = Site("")
    areas = data.read_areas()
    covered = areas[areas["urn"].isin(list(release.dataset.area_names))]
    for area in list(covered.itertuples(index=False))[::6]:
        told = tell_again(sum_again(release.dataset, area.urn), area.name)
        page = make_area(area.place, SOURCE, site)
        section = next(one for one in page.sections if one.headline == "What came up again")
        assert set(told) <= set(section.about), area.name
        if len(told) > 1:
            assert section.table is not None
            numbers = [cell.text for cell in section.table.rows[-1][1:]]
            expected = printed_again(count_again(release.dataset, area.urn)).iloc[-1, 1:]
            assert numbers == [f"{number:,}" for number in expected], area.name
        _, about = take_plan(area, SOURCE, site)
        notes = " ".join(about.notes())
        assert all(text in notes for text in told), area.name
        assert told[0] in unescape(write_plan_page(area, SOURCE, site)), area.name


def test_a_sentence_says_what_is_counted_and_none_is_long(release):
    for urn, name in release.dataset.area_names.items():
        for text in tell_again(sum_again(release.dataset, urn), name):
            for sentence in re.split(r"(?<=\.) ", text):
                assert len(sentence.split()) <= 30, sentence


def test_one_report_and_none_are_said_so():
    none = Again(0, 0, 0, 0, 0, 0, 0)
    assert tell_again(none, "Apton") == (
        "There is no full report on Apton, so nothing can have come up again.",
    )
    one = Again(1, 4, 4, 0, 0, 0, 4)
    assert "one full report on Apton only" in tell_again(one, "Apton")[0]


def test_recommendations_to_the_board_are_told_apart_and_all_add_up(release):
    rows = release.dataset.recommendations
    for urn in list(release.dataset.area_names)[::4]:
        own = rows[rows["urn"] == urn]
        told = tell_addressees(rows, urn)
        numbers = [int(number) for number in re.findall(r"\d+", told)]
        assert numbers[0] == len(own), urn
        inspections = council.read_council(release, urn).inspections
        to_council = numbers[1] if len(numbers) > 1 else numbers[0]
        assert to_council == inspections["asked_count"].sum(), urn
        assert sum(numbers[1:]) == (len(own) if len(numbers) > 1 else 0), urn
        more = council._board_html(council.read_council(release, urn))
        assert more.count(f">{len(own) - to_council} more</a>") == (to_council < len(own)), urn
