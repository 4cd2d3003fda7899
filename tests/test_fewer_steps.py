"""What is made in fewer steps gives what the plain way gives, to the last digit."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ofsted.address.view import View
from ofsted.analysis.counting.counts import count_codes, few_reports
from ofsted.analysis.counting.next_report import follow_reports
from ofsted.analysis.counting.places import list_tiles
from ofsted.analysis.counting.selection import (
    Selection,
    choose_recommendations,
    choose_reports,
)
from ofsted.analysis.inference.intervals import add_intervals
from ofsted.dashboard.held import data, memory
from ofsted.search import listing
from ofsted.served.counted import count_shown, shown_level
from ofsted.tables.tuples import rows_of

VIEWS = (
    Selection(),
    Selection(framework=("F4",), rating=("good",)),
    Selection(body="both", region=("London",)),
    Selection(year=(2014, 2015), deprivation=(1, 3)),
    Selection(framework=("F3",), rating=("outstanding",), region=("North East",)),
    Selection(year=(1990, 1991)),
)


@pytest.fixture(scope="module")
def release() -> data.Release:
    return data.read_release()


def test_rows_are_those_of_itertuples() -> None:
    frame = pd.DataFrame(
        {
            "code": pd.Series(["a", "b"], dtype=object),
            "text": ["x", None],
            "count": [1, 2],
            "share": [0.5, float("nan")],
            "is_small": [True, False],
            "day": pd.to_datetime(["2020-01-01", "2021-02-03"]),
        }
    )
    for row, expected in zip(rows_of(frame), frame.itertuples(index=False), strict=True):
        assert row._fields == expected._fields
        assert list(map(type, row)) == list(map(type, expected))
        assert repr(tuple(row)) == repr(tuple(expected))
    assert rows_of(frame[:0]) == []


@pytest.mark.parametrize("selection", VIEWS)
@pytest.mark.parametrize("by", [None, "rating", "body"])
def test_counts_tallied_once_are_those_of_counts_and_intervals(
    release: data.Release, selection: Selection, by: str | None
) -> None:
    dataset = release.dataset
    level = shown_level(dataset, "category", selection)
    plain = few_reports(count_codes(dataset, selection, level=level, by=by))
    expected = add_intervals(plain, dataset, selection, level, by, ["share"])
    found = count_shown(dataset, selection, "category", "share", by)
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


@pytest.mark.parametrize("selection", VIEWS)
def test_the_latest_report_of_every_council_is_the_last_by_its_day(
    release: data.Release, selection: Selection
) -> None:
    dataset = release.dataset
    tiles = list_tiles(dataset, data.read_areas(), selection)
    chosen = dataset.reports[choose_reports(dataset, selection)]
    chosen = chosen.sort_values(["urn", "inspected_to_on"], kind="stable")
    last = chosen.drop_duplicates("urn", keep="last").set_index("urn")
    covered = tiles[tiles["report_count"].notna()]
    on_map = last.index.isin(tiles["urn"])
    assert dict(zip(covered["urn"], covered["report_id"], strict=True)) == (
        last.loc[on_map, "report_id"].to_dict()
    )
    counts = chosen.groupby("urn").size()
    assert (covered["report_count"].to_numpy() == counts[covered["urn"]].to_numpy()).all()


def test_pairs_of_reports_are_those_that_follow_each_other(release: data.Release) -> None:
    dataset = release.dataset
    following = follow_reports(dataset.reports)
    ids = dataset.reports["report_id"].to_numpy()[dataset.consecutive_rows]
    assert ids.tolist() == following[["report_id", "next_report_id"]].to_numpy().tolist()


@pytest.mark.parametrize("sort", ["best", "newest", "oldest", "area", "longest"])
@pytest.mark.parametrize("selection", VIEWS)
def test_a_list_in_an_order_at_hand_is_the_list_sorted(
    release: data.Release, selection: Selection, sort: str
) -> None:
    rows = release.dataset.recommendations
    chosen = choose_recommendations(release.dataset, selection, coded=True)
    order = memory.row_order(release, sort)
    places = listing.list_places(rows, chosen, None, sort, order)
    expected = listing.order_rows(rows[chosen], sort).index
    assert places.tolist() == expected.tolist()
    assert listing.list_rows(rows, chosen, None, sort).index.equals(expected)


def test_options_that_no_report_has_are_not_offered(release: data.Release) -> None:
    for name, facet in release.dataset.facets.by_name.items():
        column = release.dataset.reports["urn" if name == "area" else name]
        assert facet.present == set(column.dropna()) & set(facet.options)


def test_filters_by_place_make_no_other_figure_of_what_comes_back(release: data.Release) -> None:
    from ofsted.dashboard.exhibits import places

    everywhere = places.recurring(release, Selection(framework=("F3",)))
    there = Selection(framework=("F3",), region=("London",), theme=("risk/thresholds",))
    assert places.recurring(release, there) is everywhere
    assert places.recurring(release, replace(there, framework=())) is not everywhere


def test_every_tile_leads_to_its_council_under_the_filters(release: data.Release) -> None:
    from ofsted.dashboard.exhibits import places

    view = View(Selection(rating=("good",), year=(2015, 2020)))
    found = places.place_addresses(data.read_areas()["place"].tolist(), view, release)
    assert found == {place: places.place_address(place, view, release) for place in found}
    assert len(set(found.values())) == len(found) > 100
    assert places.place_addresses([], view, release) == {}


def test_a_run_looks_at_the_files_of_a_release_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    look = os.stat

    def count(path: Path, **more: Any) -> os.stat_result:
        asked.append(str(path))
        return look(path, **more)

    monkeypatch.setattr("ofsted.dashboard.held.data.os.stat", count)
    with data.one_release():
        first = [data.read_release(), data.read_release(), data.read_release("strict")]
    monkeypatch.undo()
    assert first[0] is first[1]
    reports = [path for path in asked if path.endswith("reports.parquet")]
    assert len(reports) == 1
    assert data.read_release() is first[0]


def test_numbers_of_areas_tell_councils_apart(release: data.Release) -> None:
    numbers = release.dataset.area_numbers
    urns = release.dataset.reports["urn"].to_numpy()
    assert len(np.unique(numbers)) == len(set(urns))
    assert len(set(zip(numbers.tolist(), urns, strict=True))) == len(set(urns))
