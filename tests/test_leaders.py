"""What comes first is the same wherever it is said: on Themes, on the heatmap, on the first
page.
"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from ofsted import words
from ofsted.address.view import opening_view
from ofsted.analysis.counting.counts import value_column
from ofsted.analysis.counting.dataset import Dataset, join_dataset
from ofsted.analysis.counting.facets import REPORT_FACETS
from ofsted.analysis.counting.selection import Selection, list_options
from ofsted.analysis.headlines.counts import headline_heatmap, headline_ranking
from ofsted.analysis.headlines.leaders import leading_codes
from ofsted.analysis.headlines.main_points import _largest, find_main_points
from ofsted.codebook import GROUPS, ONLY_WHO
from ofsted.glossary import UNITS
from ofsted.limits import SMALL_GROUP
from ofsted.served.counted import count_shown
from ofsted.tables.declared import RECOMMENDATIONS

pytestmark = pytest.mark.slow

VIEWS = 200
SPLITS = ("framework", "rating", "deprivation", "rurality", "region", "period", "la_type")


def random_view(dataset: Dataset, seed: int) -> tuple[Selection, str, str, str]:
    """Filters, a level, a unit and a grouping as readers choose them."""
    chance = random.Random(seed)
    view = Selection(body=chance.choice(("authority", "authority", "both")))
    for field in (*REPORT_FACETS, "category", "theme"):
        if chance.random() < 0.15:
            options = list_options(dataset, field)
            picked = chance.sample(options, min(len(options), chance.randint(1, 4)))
            view = replace(view, **{field: tuple(picked)})
    level, unit = chance.choice(("category", "theme")), chance.choice(tuple(UNITS))
    return view, level, unit, chance.choice(SPLITS)


def leaders_of(rows, unit: str) -> list[str]:
    """The labels of the codes that come first among rows, in the rows' order."""
    leading = leading_codes(rows["code"], rows[value_column(unit)])
    return rows.loc[rows["code"].isin(leading), "label"].tolist()


def named_first(headline: str, labels: list[str]) -> bool:
    """Whether a sentence begins with these labels and says that they come first."""
    told = words.listed(labels)
    said = headline.removeprefix(told)
    return headline.startswith(told) and said.startswith(
        (" is named", " are named", " leads", " each lead", " is asked", " are asked", " has the l")
        + (" have the l", " takes the l", " take the l")
    )


@pytest.fixture(scope="module")
def views(counted):
    """200 random views of which each finds something."""
    found, seed = [], 0
    while len(found) < VIEWS:
        view, level, unit, by = random_view(counted, seed)
        counts = count_shown(counted, view, level, unit)
        if len(counts) and counts["hit_count"].any():
            found.append((view, level, unit, by, counts))
        seed += 1
    return found


def test_the_ranking_names_the_leader_of_its_rows(views):
    for view, _, unit, _, counts in views:
        unit = "count" if counts["report_count"].iloc[0] < SMALL_GROUP else unit
        leaders = leaders_of(counts, unit)
        assert named_first(headline_ranking(counts, unit), leaders), view
        assert counts.loc[counts["label"] == leaders[0], "hit_count"].iloc[0] > 0, view


def test_the_heatmap_names_what_leads_in_most_of_its_groups(counted, views):
    seen = 0
    for view, level, unit, by, _ in views:
        counts = count_shown(counted, view, level, unit, by)
        unit = "share" if unit == "count" else unit
        large = counts[(counts["report_count"] >= SMALL_GROUP) & counts[value_column(unit)].notna()]
        if large["hit_count"].any():
            often = count_leads(large, unit)
            named = [label for label in often if often[label] == max(often.values())]
            headline = headline_heatmap(counts, unit)
            assert headline.startswith(tuple(named)), (view, by, headline)
            seen += 1
    assert seen > VIEWS / 2


def count_leads(large, unit: str) -> dict[str, int]:
    """In how many groups each label comes first with anything at all."""
    often: dict[str, int] = {}
    for _, rows in large.groupby("group", sort=False):
        for label in leaders_of(rows, unit):
            is_found = rows.loc[rows["label"] == label, "hit_count"].iloc[0] > 0
            often[label] = often.get(label, 0) + int(is_found)
    return often


def test_a_heatmap_of_one_group_names_the_leader_that_the_ranking_of_its_reports_names(
    counted, views
):
    seen = 0
    for number, (view, level, _, by, _) in enumerate(views):
        counts = count_shown(counted, view, level, "share", by)
        groups = counts.loc[counts["report_count"] >= SMALL_GROUP, "group"].unique().tolist()
        if groups:
            narrowed = narrow(view, by, random.Random(number).choice(groups))
            ranked = count_shown(counted, narrowed, level, "share")
            if ranked["hit_count"].any():
                leaders = leaders_of(ranked, "share")
                gridded = count_shown(counted, narrowed, level, "share", by)
                assert named_first(headline_ranking(ranked), leaders), narrowed
                assert headline_heatmap(gridded).startswith(tuple(leaders)), narrowed
                seen += 1
    assert seen > VIEWS / 2


def narrow(view: Selection, by: str, group) -> Selection:
    """The reports of one group of a view."""
    if by != "period":
        return replace(view, **{by: (group,)})
    first, last = (int(year) for year in group.split("–"))
    years = view.year or (first, last)
    return replace(view, year=(max(first, years[0]), min(last, years[1])))


def test_nothing_with_no_recommendation_comes_first(counted):
    for urn in counted.area_names:
        for other in ("risk", "workforce", "partnership"):
            chosen = Selection(area=(urn,), category=(GROUPS, other))
            counts = count_shown(counted, chosen, "category", "share")
            assert " 0 of " not in headline_ranking(counts).partition(";")[0], chosen


def test_the_first_page_names_the_leader_that_themes_and_the_heatmap_name(counted):
    chosen = opening_view().selection
    counts = count_shown(counted, chosen, "category", "share")
    (leader,) = leaders_of(counts, "share")
    largest = find_main_points(counted)[0]
    assert largest.headline.startswith(f"{leader} comes first: ")
    assert headline_ranking(counts).startswith(f"{leader} is named most often: ")
    grid = count_shown(counted, chosen, "category", "share", "framework")
    assert headline_heatmap(grid).startswith(f"{leader} is named most often: ")


@pytest.mark.parametrize("seed", range(20))
def test_the_first_page_of_any_part_of_the_data_names_the_leader_that_themes_names(counted, seed):
    chance = random.Random(seed)
    urns = sorted(counted.reports["urn"].unique())
    kept = counted.reports[counted.reports["urn"].isin(chance.sample(urns, 60))]
    rows = counted.recommendations
    rows = rows[rows["report_id"].isin(kept["report_id"])]
    part = join_dataset(
        kept.drop(columns="period").reset_index(drop=True),
        rows[stored_columns(rows)].reset_index(drop=True),
        counted.codebook,
    )
    counts = count_shown(part, opening_view().selection, "what", "share")
    point = _largest(part)
    assert point.headline.startswith(f"{leaders_of(counts, 'share')[0]} comes first: ")


def stored_columns(rows) -> list[str]:
    """The columns that the table of recommendations itself has."""
    return [column.name for column in RECOMMENDATIONS.columns if column.name in rows]


def test_what_only_says_who_it_is_about_never_comes_first_where_anything_else_is_found():
    assert leading_codes([GROUPS, "risk", ONLY_WHO], [9, 1, 8]) == ["risk"]
    assert leading_codes(["risk", "oversight", GROUPS], [2, 2, 5]) == ["risk", "oversight"]
    assert leading_codes([GROUPS], [5]) == [GROUPS]
    assert leading_codes([], []) == []
