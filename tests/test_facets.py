"""Filters as small integers choose and count what a plain reading of the tables does."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from ofsted.analysis.counting.facets import ITEM_FACETS, REPORT_FACETS
from ofsted.analysis.counting.selection import (
    Selection,
    choose_recommendations,
    choose_reports,
    count_options,
    list_options,
)
from ofsted.codebook import GROUPS, ONLY_WHO

VIEWS = 60


def plain_reports(dataset, selection: Selection) -> np.ndarray:
    """The chosen reports, by comparing columns."""
    reports = dataset.reports
    authority = reports["variant"] != "lscb-review"
    board = reports["lscb_list_state"] != "not-applicable"
    chosen = {"authority": authority, "lscb": board, "both": authority | board}[selection.body]
    for field in REPORT_FACETS:
        if wanted := getattr(selection, field):
            chosen = chosen & reports["urn" if field == "area" else field].isin(wanted)
    if selection.year is not None:
        chosen = chosen & reports["year"].between(*selection.year)
    return chosen.to_numpy(dtype=bool)


def plain_recommendations(dataset, selection: Selection) -> np.ndarray:
    """The chosen recommendations, by comparing columns and lists."""
    rows = dataset.recommendations
    chosen = plain_reports(dataset, selection)[dataset.report_rows]
    if selection.body != "both":
        chosen = chosen & (rows["body"] == selection.body).to_numpy(dtype=bool)
    for name, column in ITEM_FACETS.items():
        if wanted := getattr(selection, name):
            chosen = chosen & rows[column].isin(wanted).to_numpy(dtype=bool)
    if selection.category or selection.theme:
        named = [
            bool(
                set(selection.category) & plain_categories(categories)
                or set(selection.theme) & set(themes)
            )
            for categories, themes in zip(rows["categories"], rows["themes"], strict=True)
        ]
        chosen = chosen & np.array(named)
    return chosen


def plain_categories(categories) -> set[str]:
    """What a filter by category can name of a recommendation: its categories, and that it has none
    besides the one that says who it is about.
    """
    own = set(categories)
    return own | {ONLY_WHO} if own == {GROUPS} else own


def random_views(dataset, count: int) -> list[Selection]:
    """Views as readers make them: some filters, with one to three options each."""
    chance = random.Random(20261129)
    views = []
    for _ in range(count):
        view = Selection(body=chance.choice(("authority", "lscb", "both")))
        for field in (*REPORT_FACETS, *ITEM_FACETS, "category", "theme"):
            if chance.random() < 0.3:
                options = list_options(dataset, field)
                picked = chance.sample(options, min(len(options), chance.randint(1, 3)))
                view = replace(view, **{field: tuple(picked)})
        if chance.random() < 0.4:
            view = replace(view, year=tuple(sorted(chance.choices(range(2013, 2027), k=2))))
        views.append(view)
    return views


def test_random_views_choose_what_comparing_the_columns_chooses(corpus):
    for view in random_views(corpus, VIEWS):
        assert np.array_equal(choose_reports(corpus, view), plain_reports(corpus, view))
        chosen = choose_recommendations(corpus, view, coded=True)
        assert np.array_equal(chosen, plain_recommendations(corpus, view))


@pytest.mark.parametrize("field", [*REPORT_FACETS, "body", *ITEM_FACETS, "category", "theme"])
def test_an_options_number_is_what_choosing_it_lists(corpus, field):
    chance = random.Random(field)
    for view in random_views(corpus, 12):
        counts = count_options(corpus, view)[field]
        for option in chance.sample(list(counts), min(4, len(counts))):
            if field == "body":
                wanted = replace(view, body=option)
            elif field in ("category", "theme"):
                wanted = replace(view, category=(), theme=(), **{})
                wanted = replace(wanted, **{field: (option,)})
            else:
                wanted = replace(view, **{field: (option,)})
            assert counts[option] == plain_recommendations(corpus, wanted).sum(), (view, option)


def test_what_is_chosen_may_be_changed_by_who_asked(corpus):
    chosen = choose_reports(corpus, Selection())
    chosen[:] = False
    assert choose_reports(corpus, Selection()).any()
