"""What comes first is the same wherever it is said: on Themes, on the heatmap, on the first
page.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from ofsted import words
from ofsted.address.view import View, opening_view
from ofsted.analysis.counting.counts import count_codes, few_reports, value_column
from ofsted.analysis.counting.dataset import Dataset, join_dataset
from ofsted.analysis.counting.facets import REPORT_FACETS
from ofsted.analysis.counting.selection import Selection, list_options
from ofsted.analysis.headlines.counts import (
    beside_ranking,
    beside_split,
    headline_heatmap,
    headline_ranking,
    headline_split,
)
from ofsted.analysis.headlines.leaders import leading_codes
from ofsted.analysis.headlines.main_points import _largest, find_main_points
from ofsted.charts.pictures.frame import preview_sheet
from ofsted.codebook import GROUPS, ONLY_WHO
from ofsted.dashboard.exhibits import themes
from ofsted.dashboard.held import data, memory
from ofsted.glossary import UNITS
from ofsted.limits import SMALL_GROUP
from ofsted.served.counted import count_shown, shown_level
from ofsted.served.headlines import tell
from ofsted.served.images import describe_picture
from ofsted.served.plain import make_view
from ofsted.served.site import Site
from ofsted.served.source import Source
from ofsted.tables.declared import RECOMMENDATIONS
from tests.invented import make_dataset, make_report

pytestmark = pytest.mark.slow

SOURCE = Source(data.read_release, data.read_areas, dict, memory.find)
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


@pytest.fixture(scope="module")
def grids(counted, views):
    """The same views by their grouping: view, level, unit, grouping and counts."""
    return [
        (view, level, unit, by, count_grouped(counted, view, level, by))
        for view, level, unit, by, _ in views
    ]


def count_grouped(dataset: Dataset, view: Selection, level: str, by: str | None):
    """The counts that a page shows, without intervals, which no headline needs."""
    level = shown_level(dataset, level, view)
    return few_reports(count_codes(dataset, view, level=level, by=by))


def test_the_ranking_names_the_leader_of_its_rows(views):
    for view, _, unit, _, counts in views:
        unit = "count" if counts["report_count"].iloc[0] < SMALL_GROUP else unit
        leaders = leaders_of(counts, unit)
        assert named_first(headline_ranking(counts, unit), leaders), view
        assert counts.loc[counts["label"] == leaders[0], "hit_count"].iloc[0] > 0, view


def test_the_heatmap_names_what_leads_in_most_of_its_groups(grids):
    seen = 0
    for view, _, unit, by, counts in grids:
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
        counts = count_grouped(counted, view, level, by)
        groups = counts.loc[counts["report_count"] >= SMALL_GROUP, "group"].unique().tolist()
        if groups:
            narrowed = narrow(view, by, random.Random(number).choice(groups))
            ranked = count_grouped(counted, narrowed, level, None)
            if ranked["hit_count"].any():
                leaders = leaders_of(ranked, "share")
                gridded = count_grouped(counted, narrowed, level, by)
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


OTHERS = {"reports": "Counted by reports", "share": "Counted by recommendations"}


def other_measures(unit: str) -> list[str]:
    return [measure for measure in OTHERS if measure != ("share" if unit == "count" else unit)]


def is_another(theirs: list[str], mine: list[str]) -> bool:
    """Whether two answers part: a tie of which both have a share is one answer."""
    return not (set(theirs) <= set(mine) or set(mine) <= set(theirs))


def test_a_ranking_tells_what_the_other_measure_puts_first_and_nothing_where_both_agree(views):
    parted = 0
    for view, _, unit, _, counts in views:
        unit = "count" if counts["report_count"].iloc[0] < SMALL_GROUP else unit
        headline = headline_ranking(counts, unit)
        assert beside_ranking(counts, unit) in headline
        for measure in other_measures(unit):
            theirs = leaders_of(counts, measure)
            sentence = f"{OTHERS[measure]}, {words.listed(theirs)} "
            is_told = is_another(theirs, leaders_of(counts, unit))
            assert (sentence in headline) == is_told, (view, unit, headline)
            assert (OTHERS[measure] in headline) == is_told, (view, unit, headline)
            parted += is_told
    assert parted > VIEWS / 20


def test_a_heatmap_tells_what_leads_by_the_other_measure(grids):
    parted = 0
    for view, _, unit, by, counts in grids:
        unit = "share" if unit == "count" else unit
        large = counts[(counts["report_count"] >= SMALL_GROUP) & counts[value_column(unit)].notna()]
        if large["group"].nunique() < 2 or not large["hit_count"].any():
            continue
        headline = headline_heatmap(counts, unit)
        leading = {}
        for measure in {unit, *other_measures(unit)}:
            often = count_leads(large, measure)
            leading[measure] = [name for name in often if often[name] == max(often.values())]
        for measure in other_measures(unit):
            is_told = is_another(leading[measure], leading[unit])
            assert (OTHERS[measure] in headline) == is_told, (view, by, unit, headline)
            parted += is_told
    assert parted  # seldom: the same theme mostly leads by both


def test_a_split_tells_where_the_other_measure_finds_the_widest_difference(grids):
    parted = 0
    for view, _, unit, by, counts in grids:
        headline = headline_split(counts, unit)
        if not beside_split(counts, unit):
            continue
        unit = "share" if unit == "count" else unit
        for measure in other_measures(unit):
            if OTHERS[measure] in headline:
                told = re.search(
                    rf"{OTHERS[measure]}.*?, the widest difference is in (.*?)\. ", headline
                )
                assert told is not None, headline
                again = headline_split(counts, measure)
                assert again.startswith(f"The widest difference is in {told[1]}: "), (view, by)
                parted += 1
    assert parted > VIEWS / 20


def test_page_picture_preview_and_page_without_scripts_give_the_same_answers(counted, views):
    """Of a dozen views of which each has another answer by the other measure."""
    release, seen = data.read_release(), 0
    for selection, level, unit, _, counts in views:
        beside = beside_ranking(counts, unit)
        if not beside or seen == 12:
            continue
        seen += 1
        view = View(selection, level=level, unit=unit)
        figure = themes.ranking(release, selection, level, unit)
        assert figure.beside == beside
        assert beside in figure.headline
        assert beside not in figure.caveats
        assert tell("themes", view, SOURCE).headline == figure.headline
        picture = describe_picture("themes", view, SOURCE, Site("", "https://example.org"))
        assert picture.beside == beside
        assert beside in picture.caveats
        drawn = " ".join(preview_sheet(picture).texts())
        assert beside.split(",")[0] in drawn
        page = make_view("themes", view, SOURCE, Site("", "https://example.org"))
        assert page.sections[0].headline == figure.headline
    assert seen == 12


def test_the_first_page_tells_what_the_other_measure_puts_first():
    """Apples lead by recommendations, for one council is told twenty times."""
    reports = [
        make_report(f"r{number}", "F4", "good", 2020, urn=f"u{number}") for number in range(20)
    ]
    rows = [("r0", "authority", ["a/red"])] * 20
    rows += [(f"r{number}", "authority", ["b/blue"]) for number in range(12)]
    point = _largest(make_dataset(reports, rows))
    assert point.headline == "Apples comes first: 63% of recommendations"
    assert point.told.endswith(
        "recommendations. Counted by reports, Berries & <nuts> is first (12 of 20)."
    )


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
