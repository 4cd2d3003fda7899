"""Places: latest reports, inspections, what they ask for, what comes back and profiles, on invented
areas small enough to count by hand.
"""

from __future__ import annotations

import math
import re
from datetime import date
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from ofsted.analysis.counting.counts import count_codes
from ofsted.analysis.counting.places import (
    JUDGEMENTS,
    count_asks,
    list_inspections,
    list_tiles,
    profile_place,
)
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.places import headline_asks, headline_inspections, headline_tiles
from ofsted.analysis.headlines.recurrence import (
    describe_exchange,
    headline_recurrence,
    headline_returns,
)
from ofsted.analysis.inference.next_report import expect_returns
from ofsted.analysis.inference.recurrence import (
    count_recurrence,
    exchange_recurrence,
    list_returns,
    mean_lengths,
    pair_reports,
    recurrence_interval,
    summarise_recurrence,
)
from ofsted.charts import inspections
from ofsted.charts.places import _look, count_looks, tile_map
from ofsted.charts.profiles import Share, share_dots, share_dots_alt
from ofsted.tables.stored import read_areas
from tests.invented import make_dataset, make_report

pytestmark = pytest.mark.slow

AREAS = pd.DataFrame(
    {
        "place": ["u1", "u2", "u3", "E9"],
        "urn": ["u1", "u2", "u3", None],
        "name": ["Apton", "St. Berry", "Cee <b>", "Oldshire"],
        "region": ["North", "North", "South", "South"],
        "letters": ["APT", "STB", "CEE", None],
        "tile_row": [1, 2, 2, None],
        "tile_column": [2, 1, 3, None],
        "neighbours": [["u2"], ["u1", "u3"], ["u1"], []],
    }
)


def report(
    report_id: str, urn: str, day: date, framework: str = "F4", rating: str | None = "good", **more
) -> dict:
    name, region = AREAS.set_index("urn").loc[urn, ["name", "region"]]
    return make_report(
        report_id,
        framework,
        rating,
        day.year,
        urn=urn,
        area_name=name,
        region=region,
        inspected_to_on=day,
        **more,
    )


@pytest.fixture
def dataset():
    """Apton: looked-after inspection 2013, SIF 2015, ILACS 2019 and 2022; St.

    Berry: SIF 2016, board review 2017, ILACS 2020; Cee: one report without items.
    """
    return make_dataset(
        [
            report("0", "u1", date(2013, 7, 1), "LAC-2013", "adequate"),
            report("3", "u1", date(2022, 5, 2), rating="good"),
            report("1", "u1", date(2015, 3, 1), "F3", "inadequate"),
            report("2", "u1", date(2019, 6, 30), rating="requires-improvement"),
            report("4", "u2", date(2016, 1, 1), "F3", "good"),
            report("5", "u2", date(2017, 1, 1), "F3", None, variant="lscb-review"),
            report("6", "u2", date(2020, 1, 1), rating="outstanding"),
            report("7", "u3", date(2021, 1, 1), rating="not-given"),
        ],
        [
            ("0", "authority", ["b/blue"]),
            ("1", "authority", ["a/red"]),
            ("1", "authority", ["a/red", "a/green"]),
            ("1", "lscb", ["b/blue"]),
            ("2", "authority", ["a/red"]),
            ("2", "authority", ["b/blue"]),
            ("3", "authority", ["b/blue"]),
            ("4", "authority", ["a/red"]),
            ("5", "lscb", ["a/red"]),
            ("6", "authority", ["a/green"]),
            ("6", "authority", []),
        ],
    )


# The map


def test_each_tile_shows_the_latest_chosen_report(dataset):
    tiles = list_tiles(dataset, AREAS, Selection()).set_index("place")
    assert tiles.index.tolist() == ["u1", "u2", "u3"]
    assert tiles["rating"].tolist() == ["good", "outstanding", "not-given"]
    assert tiles["recommendation_count"].tolist() == [1, 2, 0]
    assert tiles["report_count"].tolist() == [4, 2, 1]
    earlier = list_tiles(dataset, AREAS, Selection(year=(2013, 2019))).set_index("place")
    assert earlier["rating"].tolist()[:2] == ["requires-improvement", "good"]
    assert pd.isna(earlier.loc["u3", "report_count"])


@pytest.mark.parametrize(
    ("theme", "expected"),
    [
        ("a/red", ["earlier", "earlier", "never"]),
        ("a/green", ["earlier", "latest", "never"]),
        ("b/blue", ["latest", "never", "never"]),
    ],
)
def test_a_tile_tells_the_latest_mention_of_a_theme(theme, expected, dataset):
    assert list_tiles(dataset, AREAS, Selection(theme=(theme,)))["mention"].tolist() == expected


def test_the_headline_of_the_map_counts_every_area_with_a_report_once(dataset):
    tiles = list_tiles(dataset, AREAS, Selection())
    assert (
        headline_tiles(tiles)
        == "Latest ratings of 3 areas: outstanding 1, good 1 and not given 1. Latest reports date"
        " from 2020 to 2022." + UNGRADED
    )
    filtered = list_tiles(dataset, AREAS, Selection(rating=("outstanding",)))
    assert (
        "of 3 has a report among those chosen, rated in the latest of these: outstanding"
        in headline_tiles(filtered)
    )
    mentioned = list_tiles(dataset, AREAS, Selection(theme=("a/green",)))
    assert headline_tiles(mentioned, ["Green apples"]).startswith(
        "Green apples: in the latest report on 1 of 3 areas; only in an earlier one on 1; in none"
        " on 1."
    )
    assert (
        headline_tiles(list_tiles(dataset, AREAS, Selection(framework=("F1",))))
        == "No reports match these filters."
    )


UNGRADED = (
    " Inspections from April 2026 carry no overall rating; an area’s own page has its other"
    " judgements."
)


class _Links(HTMLParser):
    """The links of a page with their text, and the tags that are left open."""

    def __init__(self) -> None:
        super().__init__()
        self.links, self.open = [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        if tag == "a":
            self.links.append([dict(attrs)["href"], ""])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if "a" in self.open:
            self.links[-1][1] += text


@pytest.mark.parametrize("by", ["rating", "mention"])
def test_every_tile_is_a_link_that_says_in_text_what_its_colour_says(by, dataset):
    tiles = list_tiles(
        dataset, AREAS, Selection(theme=("a/green",) if by == "mention" else (), year=(2013, 2020))
    )
    parser = _Links()
    parser.feed(
        tile_map(
            tiles,
            {place: f"/places?place={place}&x=1" for place in tiles["place"]},
            "Map of <areas>",
            by=by,
        )
    )
    assert not parser.open
    assert [href for href, _ in parser.links] == [
        f"/places?place={place}&x=1" for place in tiles["place"]
    ]
    said = [text for _, text in parser.links]
    assert [text[:3] for text in said] == [
        "APT",
        "STB",
        "CEE",
    ]
    assert "Cee <b>: no report chosen" in said[2]
    assert (
        "requires improvement, report of 2019"
        if by == "rating"
        else "an earlier report did, report of 2019"
    ) in said[0]
    assert sum(count_looks(tiles, by=by).values()) == len(tiles)


def test_looks_that_differ_in_colour_differ_in_mark_too():
    tiles = pd.DataFrame(
        {
            "rating": [
                "outstanding",
                "good",
                "requires-improvement",
                "adequate",
                "inadequate",
                "not-given",
            ],
            "report_count": 1,
        }
    )
    assert len({_look(row, "rating").mark for row in tiles.itertuples()}) == 6


# One area


def test_inspections_come_oldest_first_and_filters_by_kind_of_area_do_not_touch_them(dataset):
    chosen = Selection(region=("South",), deprivation=(3,), area=("u3",))
    rows = list_inspections(dataset, chosen, "u1")
    assert rows["report_id"].tolist() == ["0", "1", "2", "3"]
    assert rows["asked_count"].tolist() == [
        1,
        2,
        2,
        1,
    ]
    assert list_inspections(dataset, Selection(framework=("F4",)), "u1")["report_id"].tolist() == [
        "2",
        "3",
    ]
    assert list_inspections(dataset, Selection(body="lscb"), "u2")["report_id"].tolist() == [
        "4",
        "5",
    ]


def test_asks_count_every_theme_of_every_inspection_zeros_included(dataset):
    asks = count_asks(dataset, Selection(), "u1")
    wide = asks.pivot(index="code", columns="report_id", values="hit_count")
    assert wide.to_dict("index") == {
        "a/red": {"0": 0, "1": 2, "2": 1, "3": 0},
        "a/green": {"0": 0, "1": 1, "2": 0, "3": 0},
        "b/blue": {"0": 1, "1": 0, "2": 1, "3": 1},
    }
    assert count_asks(dataset, Selection(), "u3").empty


def test_headlines_of_an_area_are_true_and_a_full_stop_in_a_name_does_not_end_them(dataset):
    rows = list_inspections(dataset, Selection(), "u2")
    assert (
        headline_inspections(rows, "St. Berry")
        == "2 reports on St.\u00a0Berry from 2016 to 2020, rated good, then outstanding."
    )
    assert headline_asks(count_asks(dataset, Selection(), "u2"), rows, "St. Berry") == (
        "The latest report on St.\u00a0Berry (2020) lists 2 recommendations; named most: Green"
        " apples (1 of 2)."
    )
    headline = headline_inspections(list_inspections(dataset, Selection(), "u1"), "Apton")
    assert "rated adequate, then inadequate, then requires improvement, then good." in headline
    empty = list_inspections(dataset, Selection(), "u3")
    assert (
        headline_asks(count_asks(dataset, Selection(), "u3"), empty, "Cee")
        == "The latest report on Cee (2021) lists no recommendations."
    )
    assert "No report on Cee" in headline_inspections(empty.iloc[:0], "Cee")


# What comes back


def pairs_of(dataset, selection=Selection()):
    return [
        tuple(dataset.reports["report_id"].take(pair)) for pair in pair_reports(dataset, selection)
    ]


def test_pairs_are_consecutive_full_reports_on_one_area(dataset):
    assert sorted(pairs_of(dataset)) == [("1", "2"), ("2", "3"), ("4", "6")]


def test_a_filter_keeps_only_pairs_of_which_it_chooses_both_and_joins_no_others(dataset):
    assert pairs_of(dataset, Selection(framework=("F4",))) == [("2", "3")]
    assert pairs_of(dataset, Selection(rating=("inadequate", "good"))) == []


def test_recurrence_equals_a_count_by_hand(dataset):
    # Pairs: red+green → red+blue, red+blue → blue, red → green.
    counts = count_recurrence(dataset, Selection()).set_index("code")
    columns = ["listed_count", "again_count", "unlisted_count", "new_count"]
    assert counts[columns].to_dict("index") == {
        "a/red": dict(zip(columns, (3, 1, 0, 0), strict=True)),
        "a/green": dict(zip(columns, (1, 0, 2, 1), strict=True)),
        "b/blue": dict(zip(columns, (1, 1, 2, 1), strict=True)),
    }
    total = summarise_recurrence(counts)
    assert (total["again_count"], total["listed_count"]) == (2, 5)
    assert total["base_share"] == pytest.approx(
        (1 * 0.5 + 1 * 0.5) / 2
    )  # every first report lists red
    assert counts["is_small"].all()
    assert math.isnan(counts.loc["a/red", "new_share"])


def test_the_interval_of_recurrence_holds_the_estimate_is_repeatable_and_needs_two_areas(
    committed, dataset
):
    real, _ = committed
    total = summarise_recurrence(count_recurrence(real, Selection()))
    low, high = recurrence_interval(real, Selection())
    assert 0 < low < total["again_share"] - total["base_share"] < high
    assert recurrence_interval(real, Selection()) == (low, high)
    assert all(map(math.isnan, recurrence_interval(dataset, Selection(framework=("F4",)))))


def test_where_next_reports_do_not_depend_on_the_first_intervals_mostly_hold_no_difference():
    held = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        reports = [
            make_report(
                f"{area:03d}{turn}",
                "F4",
                "good",
                2015 + turn,
                urn=f"u{area}",
                inspected_to_on=date(2015 + turn, 1, 1),
            )
            for area in range(60)
            for turn in range(3)
        ]
        items = [
            (
                each["report_id"],
                "authority",
                [theme for theme in ("a/red", "a/green", "b/blue") if rng.random() < 0.3],
            )
            for each in reports
            for _ in range(2)
        ]
        low, high = recurrence_interval(make_dataset(reports, items), Selection(), draws=500)
        held.append(low < 0 < high)
    assert sum(held) >= 17


def test_next_reports_exchanged_between_like_reports_bound_what_comes_back(committed):
    real, _ = committed
    total, exchange = (
        summarise_recurrence(count_recurrence(real, Selection())),
        exchange_recurrence(real, Selection()),
    )
    assert (
        total["base_share"]
        < exchange["exchanged_low"]
        < exchange["exchanged_share"]
        < exchange["exchanged_high"]
        < total["again_share"]
    )
    assert exchange["p"] < 0.001
    assert "would be listed again" in describe_exchange(exchange)
    assert "more comes back than framework" in describe_exchange(exchange)
    nothing = exchange_recurrence(real, Selection(framework=("F1",)))
    assert all(map(math.isnan, nothing.values()))
    assert describe_exchange(nothing) == ""


def test_from_few_pairs_there_are_counts_and_no_shares(dataset):
    counts = count_recurrence(dataset, Selection())
    assert (
        headline_recurrence(counts, 3)
        == "Of 5 themes listed in first reports 2 are listed again in the next, over 3 pairs of"
        " reports: too few for percentages."
    )
    assert "over 1 pair of reports" in headline_recurrence(counts, 1)
    returns = list_returns(dataset, Selection(), "u1", counts)
    assert "%" not in headline_returns(returns, "Apton")
    assert "other councils" not in headline_returns(returns, "Apton")


def test_what_came_back_stands_beside_one_comparator_alone(committed):
    real, urn = committed[0], "80549"
    rows = list_returns(real, Selection(), urn, count_recurrence(real, Selection()))
    expected = expect_returns(real, Selection(), urn)
    told = headline_returns(rows, "Bradford", expected)
    assert told.count("With next reports of other councils") == 1
    assert f"about {round(expected['expected_count'])} of" in told
    assert "listed before" not in told


def test_no_pair_keeps_its_own_next_report_in_the_share_after_exchange():
    themes = {"u0": "a/red", "u1": "b/blue"}
    reports = [
        make_report(
            f"{area}{turn}",
            "F4",
            "good",
            2015 + turn,
            urn=area,
            inspected_to_on=date(2015 + turn, 1, 1),
        )
        for area in themes
        for turn in range(2)
    ]
    alike = make_dataset(
        reports, [(each["report_id"], "authority", [themes[each["urn"]]]) for each in reports]
    )
    assert summarise_recurrence(count_recurrence(alike, Selection()))["again_share"] == 1
    assert exchange_recurrence(alike, Selection(), draws=50)["exchanged_share"] == 0


def test_exchange_finds_nothing_where_length_alone_makes_reports_alike():
    called = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        lengths = [
            1 if area % 2 else 6 for area in range(80)
        ]  # areas differ in how much they are told, not in what
        reports = [
            make_report(
                f"{area:03d}{turn}",
                "F4",
                "good",
                2015 + turn,
                urn=f"u{area}",
                inspected_to_on=date(2015 + turn, 1, 1),
            )
            for area in range(80)
            for turn in range(2)
        ]
        items = [
            (
                each["report_id"],
                "authority",
                [theme for theme in ("a/red", "a/green", "b/blue") if rng.random() < 0.2],
            )
            for each in reports
            for _ in range(lengths[int(each["urn"][1:])])
        ]
        called.append(
            exchange_recurrence(make_dataset(reports, items), Selection(), draws=400)["p"] < 0.05
        )
    assert sum(called) <= 5


def test_recurrence_leaves_themes_that_a_filter_names_out_of_the_choice_of_pairs(dataset):
    plain, filtered = (
        count_recurrence(dataset, chosen)
        for chosen in (Selection(), Selection(theme=("a/red",), region=("South",)))
    )
    pd.testing.assert_frame_equal(plain, filtered)


def test_returns_hold_every_theme_of_every_report_that_was_followed(dataset):
    rows = list_returns(dataset, Selection(), "u1", count_recurrence(dataset, Selection()))
    assert rows[
        ["code", "report_id", "next_report_id", "hit_count", "next_hit_count", "came_back"]
    ].values.tolist() == [
        ["a/red", "1", "2", 2, 1, True],
        ["a/green", "1", "2", 1, 0, False],
        ["a/red", "2", "3", 1, 0, False],
        ["b/blue", "2", "3", 1, 1, True],
    ]
    assert rows["later_year"].isna().all()
    gap = make_dataset(
        [
            make_report(
                str(turn),
                "F4",
                "good",
                2015 + turn,
                urn="u1",
                inspected_to_on=date(2015 + turn, 1, 1),
            )
            for turn in range(4)
        ],
        [
            ("0", "authority", ["a/red"]),
            ("1", "authority", ["b/blue"]),
            ("3", "authority", ["a/red"]),
        ],
    )
    after = list_returns(gap, Selection(), "u1", count_recurrence(gap, Selection())).set_index(
        "code"
    )
    assert after.loc["a/red", "later_year"] == 2018
    assert not after.loc["a/red", "came_back"]
    assert pd.isna(after.loc["b/blue", "later_year"])
    assert headline_returns(rows, "Apton").startswith(
        "2 of the 4 themes listed in a report on Apton came up again in the next one, over 2 pairs"
    )
    none = list_returns(dataset, Selection(), "u3", count_recurrence(dataset, Selection()))
    assert none.empty
    assert "nothing can have come up again" in headline_returns(none, "Cee")


def test_lengths_of_the_two_reports_of_a_pair_are_those_counted_by_hand(dataset):
    assert mean_lengths(dataset, Selection()) == pytest.approx(((2 + 2 + 1) / 3, (2 + 1 + 2) / 3))
    assert all(map(math.isnan, mean_lengths(dataset, Selection(framework=("F1",)))))


# Profile


def test_a_profile_sets_counts_beside_the_shares_of_three_groups(dataset):
    profile = profile_place(dataset, AREAS, Selection(region=("South",)), "u1")
    england = profile[profile["group"] == "england"].set_index("code")
    pooled = count_codes(dataset, Selection()).set_index("code")
    assert england["hit_count"].equals(pooled["hit_count"])
    assert england["share"].equals(pooled["share"])
    assert england["place_count"].unique().tolist() == [6]
    assert england["place_hit_count"].to_dict() == {"a": 3, "b": 3}
    assert england["expected_count"].to_dict() == pytest.approx({"a": 6 * 5 / 9, "b": 6 * 3 / 9})
    groups = profile.drop_duplicates("group").set_index("group")
    assert groups["recommendation_count"].to_dict() == {"neighbours": 3, "region": 9, "england": 9}
    assert groups.loc["region", "group_label"] == "North"
    assert groups["is_small"].all()


# Charts


def test_the_time_line_draws_a_lettered_square_for_every_grade_given(dataset):
    rows = list_inspections(dataset, Selection(), "u1").assign(
        leaders=["good", None, "not-given", "inadequate"]
    )
    chart = inspections.timeline(
        rows,
        {"rating": "Overall effectiveness", "leaders": "Leaders", "adoption": "Adoption"},
        (2013, 2022),
    )
    overall, leaders = chart.data
    assert list(overall.text) == ["<b>A</b>", "<b>I</b>", "<b>RI</b>", "<b>G</b>"]
    assert list(leaders.text) == ["<b>G</b>", "<b>I</b>"]
    assert list(overall.x) == rows["inspected_to_on"].tolist()
    assert "Cee" not in inspections.timeline_alt(rows, "Apton")
    assert inspections.timeline_alt(rows, "Apton").count(";") == 3
    assert inspections.timeline_table(rows, JUDGEMENTS)["Overall effectiveness"].tolist() == [
        "Adequate",
        "Inadequate",
        "Requires improvement",
        "Good",
    ]
    assert not inspections.timeline(rows.iloc[:0], JUDGEMENTS, (2013, 2022)).data


def test_shares_of_small_groups_are_written_as_counts_and_not_drawn():
    blocks = [
        (
            "Apples & <pears>",
            [Share("England", 30, 100), Share("North", 3, 9, is_small=True), Share("South", 0, 0)],
        )
    ]
    chart = share_dots(blocks)
    assert [trace.marker.opacity for trace in chart.data] == [(1,), (0,), (0,)]
    assert [trace.x for trace in chart.data] == [(0.3,), (0,), (0,)]
    assert "30% (30 of 100)" in chart.data[0].text[0]
    assert "%" not in chart.data[1].text[0]
    assert "3 of 9" in chart.data[1].text[0]
    assert len({trace.marker.symbol for trace in chart.data}) == 3
    assert "&lt;pears&gt;" in chart.layout.annotations[0].text
    assert "North 3 of 9" in share_dots_alt("fruit", blocks)
    assert not share_dots([]).data


# The committed data


@pytest.fixture(scope="module")
def committed(corpus):
    return corpus, read_areas()


def test_every_area_of_the_reports_has_a_tile_and_the_other_way_round(committed):
    dataset, areas = committed
    tiles = list_tiles(dataset, areas, Selection())
    assert set(tiles["urn"]) == set(dataset.area_names)
    assert tiles["report_count"].sum() == (dataset.reports["variant"] != "lscb-review").sum()
    shown = re.findall(
        r'<li style="grid-column: (\d+); grid-row: (\d+)">',
        tile_map(tiles, dict.fromkeys(tiles["place"], "/"), "Map"),
    )
    assert len(set(shown)) == 153


def test_pairs_and_themes_of_all_areas_add_up(committed):
    dataset, _ = committed
    pairs = pair_reports(dataset, Selection())
    full = dataset.reports[
        (dataset.reports["variant"] != "lscb-review") & (dataset.reports["framework"] != "LAC-2013")
    ]
    assert len(pairs) == len(full) - full["urn"].nunique()
    counts = count_recurrence(dataset, Selection())
    assert (counts["listed_count"] + counts["unlisted_count"] == len(pairs)).all()
    per_area = [
        list_returns(dataset, Selection(), urn, counts) for urn in list(dataset.area_names)[:12]
    ]
    names = dataset.reports["urn"].to_numpy()[pairs[:, 0]]
    lists = np.stack(
        [
            dataset.theme_hits[
                (dataset.report_rows == row)
                & (dataset.recommendations["body"] == "authority").to_numpy()
            ].any(axis=0)
            for row in pairs[:, 0]
        ]
    )
    assert [len(rows) for rows in per_area] == [
        int(lists[names == urn].sum()) for urn in list(dataset.area_names)[:12]
    ]


def test_counts_of_all_areas_add_up_to_england(committed):
    dataset, areas = committed
    asked = [
        list_inspections(dataset, Selection(), urn)["asked_count"].sum()
        for urn in dataset.area_names
    ]
    assert sum(asked) == int((dataset.recommendations["body"] == "authority").sum())
    for urn in list(dataset.area_names)[::31]:
        own = profile_place(dataset, areas, Selection(), urn).query("group == 'england'")
        assert (
            own["place_hit_count"].tolist()
            == count_codes(dataset, Selection(area=(urn,)))["hit_count"].tolist()
        )
        assert own["hit_count"].tolist() == count_codes(dataset, Selection())["hit_count"].tolist()
