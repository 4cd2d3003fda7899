"""Filters, counts and findings on invented reports small enough to count by hand."""

from __future__ import annotations

import csv
import io
import math
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ofsted import glossary, words
from ofsted.analysis.counting import selection as selection_module
from ofsted.analysis.counting.counts import (
    GROUPINGS,
    UNITS,
    count_codes,
    count_left_out,
    few_reports,
    value_column,
)
from ofsted.analysis.counting.coverage import count_reports
from ofsted.analysis.counting.dataset import join_dataset
from ofsted.analysis.counting.export import csv_text
from ofsted.analysis.counting.samples import SampleDesign
from ofsted.analysis.counting.selection import (
    Selection,
    choose_recommendations,
    choose_reports,
    count_options,
    describe_selection,
    list_options,
)
from ofsted.analysis.headlines.counts import (
    headline_change,
    headline_coverage,
    headline_heatmap,
    headline_ranking,
    headline_split,
)
from ofsted.errors import CodebookError, OfstedError, SchemaError
from ofsted.tables.declared import RECOMMENDATIONS, REPORTS
from tests.invented import make_dataset, make_frame, make_report

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def dataset():
    """Five reports:

    1 and 2 SIF, 3 ILACS without recommendations, 4 ILACS without a deprivation index, 5 a review of
    a board alone.
    """
    return make_dataset(
        [
            make_report("1", "F3", "inadequate", 2014),
            make_report("2", "F3", "good", 2016, deprivation=2, region="South East"),
            make_report("3", "F4", "good", 2019, rurality=3),
            make_report(
                "4", "F4", "inadequate", 2019, deprivation=None, urn="u1", area_name="Area 1"
            ),
            make_report("5", "F3", None, 2016, variant="lscb-review"),
        ],
        [
            ("1", "authority", ["a/red"]),
            ("1", "authority", ["a/red", "a/green"]),
            ("1", "authority", ["b/blue"]),
            ("1", "lscb", ["b/blue"]),
            ("2", "authority", ["a/green", "b/blue"]),
            ("2", "lscb", []),
            ("4", "authority", ["b/blue"]),
            ("4", "authority", []),
            ("5", "lscb", ["a/red"]),
        ],
    )


@pytest.fixture(scope="module")
def large():
    """A hundred and twenty reports drawn at random, for the laws that must hold whatever the
    data.
    """
    rng = np.random.default_rng(7)
    reports, recommendations = [], []
    for number in range(120):
        framework = ("F3", "F4")[number % 2]
        rating = str(rng.choice(["outstanding", "good", "requires-improvement", "inadequate"]))
        place = {
            "deprivation": int(rng.integers(1, 4)),
            "rurality": int(rng.integers(1, 4)),
            "region": f"Region {number % 9}",
        }
        reports.append(make_report(f"{number:03d}", framework, rating, 2013 + number % 7, **place))
        for _ in range(rng.integers(0, 12)):
            themes = [
                theme
                for theme, chance in (("a/red", 0.5), ("a/green", 0.2), ("b/blue", 0.3))
                if rng.random() < chance
            ]
            recommendations.append(
                (
                    f"{number:03d}",
                    "lscb" if framework == "F3" and rng.random() < 0.3 else "authority",
                    themes,
                )
            )
    shuffled = [recommendations[place] for place in rng.permutation(len(recommendations))]
    return make_dataset(reports, shuffled)


def cell(counts: pd.DataFrame, code: str, group: object = "all") -> pd.Series:
    return counts[(counts["code"] == code) & (counts["group"] == group)].iloc[0]


# Choosing


def test_a_report_without_recommendations_stays_among_the_chosen(dataset):
    assert choose_reports(dataset, Selection()).tolist() == [True, True, True, True, False]


def test_the_safeguarding_board_leaves_only_reports_that_could_hold_its_list(dataset):
    assert choose_reports(dataset, Selection(body="lscb")).tolist() == [
        True,
        True,
        False,
        False,
        True,
    ]


def test_both_bodies_choose_every_report_and_every_recommendation(dataset):
    assert choose_reports(dataset, Selection(body="both")).all()
    assert choose_recommendations(dataset, Selection(body="both")).all()


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(framework=("F4",)), ["3", "4"]),
        (Selection(rating=("inadequate",)), ["1", "4"]),
        (Selection(deprivation=(1, 2)), ["1", "2", "3"]),
        (Selection(rurality=(3,)), ["3"]),
        (Selection(year=(2016, 2019)), ["2", "3", "4"]),
        (Selection(region=("South East",)), ["2"]),
        (Selection(area=("u1",)), ["1", "4"]),
        (Selection(framework=("F3",), rating=("good",)), ["2"]),
        (Selection(framework=("F1",)), []),
    ],
)
def test_each_filter_chooses_the_reports_it_names(dataset, selection, expected):
    assert dataset.reports["report_id"][choose_reports(dataset, selection)].tolist() == expected


def test_themes_and_categories_widen_each_other_and_only_when_asked_for(dataset):
    assert choose_recommendations(dataset, Selection(theme=("a/red",))).sum() == 6
    assert choose_recommendations(dataset, Selection(theme=("a/red",)), coded=True).sum() == 2
    assert (
        choose_recommendations(dataset, Selection(theme=("a/red", "a/green")), coded=True).sum()
        == 3
    )
    assert (
        choose_recommendations(
            dataset, Selection(theme=("a/red",), category=("b",)), coded=True
        ).sum()
        == 5
    )


def test_an_unknown_body_is_refused_by_name(dataset):
    with pytest.raises(OfstedError, match="'everyone'"):
        choose_reports(dataset, Selection(body="everyone"))


def test_selections_can_be_keys_of_a_cache():
    assert {Selection(rating=("good",)): 1}[Selection(rating=("good",))] == 1


def test_a_recommendation_without_its_report_is_named():
    with pytest.raises(SchemaError, match="9-01"):
        make_dataset([make_report("1", "F3", "good", 2014)], [("9", "authority", [])])


def test_a_theme_that_the_codebook_lacks_is_named(dataset):
    broken = dataset.recommendations.assign(themes=[["a/purple"]] * len(dataset.recommendations))
    with pytest.raises(CodebookError, match="a/purple"):
        join_dataset(dataset.reports, broken, dataset.codebook)


# Options


def test_options_count_what_choosing_them_would_list(large):
    chosen = Selection(
        rating=("good", "inadequate"), deprivation=(1,), theme=("a/red",), year=(2013, 2017)
    )
    for field in ("framework", "rating", "deprivation", "rurality", "region", "area"):
        for code, count in count_options(large, chosen)[field].items():
            assert (
                count
                == choose_recommendations(
                    large, replace(chosen, **{field: (code,)}), coded=True
                ).sum()
            ), (field, code)
    for year, count in count_options(large, chosen)["year"].items():
        assert (
            count
            == choose_recommendations(large, replace(chosen, year=(year, year)), coded=True).sum()
        )
    for body, count in count_options(large, chosen)["body"].items():
        assert count == choose_recommendations(large, replace(chosen, body=body), coded=True).sum()
    for theme, count in count_options(large, chosen)["theme"].items():
        assert (
            count
            == choose_recommendations(large, replace(chosen, theme=(theme,)), coded=True).sum()
        )


def test_options_of_a_field_that_is_never_blank_add_up_to_everything_chosen(large):
    chosen = Selection(rurality=(1, 2))
    total = int(choose_recommendations(large, chosen).sum())
    for field in ("framework", "rating", "deprivation", "region", "area", "year"):
        assert sum(count_options(large, chosen)[field].values()) == total, field


def test_every_option_is_listed_even_with_nothing_in_it(dataset):
    assert count_options(dataset, Selection())["framework"] == {
        "F1": 0,
        "F2": 0,
        "LAC-2013": 0,
        "F3": 4,
        "F4": 2,
    }
    assert count_options(dataset, Selection())["year"] == {
        2014: 3,
        2015: 0,
        2016: 1,
        2017: 0,
        2018: 0,
        2019: 2,
    }
    assert count_options(dataset, Selection())["body"] == {"authority": 6, "lscb": 3, "both": 9}
    assert count_options(dataset, Selection(framework=("F1",)))["theme"] == {
        "a/red": 0,
        "a/green": 0,
        "b/blue": 0,
    }
    assert list_options(dataset, "region") == ("London", "South East")


# Filters in words


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), "all reports"),
        (
            Selection(
                framework=("F3", "F4"), rating=("inadequate",), deprivation=(1,), year=(2016, 2019)
            ),
            "SIF and ILACS reports rated inadequate, most deprived third, inspected 2016–2019",
        ),
        (
            Selection(rating=("good", "not-given"), year=(2026, 2026)),
            "reports rated good or without an overall rating, inspected 2026",
        ),
        (
            Selection(rating=("not-given",), body="lscb"),
            "reports without an overall rating, safeguarding board (LSCB) recommendations",
        ),
        (
            Selection(area=("u1", "gone")),
            "reports on Area 1 and area gone",
        ),
        (Selection(theme=("a/red",)), "all reports, coded Red apples"),
        (
            Selection(theme=("a/red",), category=("b",)),
            "all reports, coded any of: Berries & <nuts>; Red apples",
        ),
    ],
)
def test_filters_read_as_words(dataset, selection, expected):
    assert describe_selection(selection, dataset) == expected


def test_themes_can_be_left_out_of_the_words_for_figures_they_do_not_touch(dataset):
    assert describe_selection(Selection(theme=("a/red",)), dataset, coded=False) == "all reports"


def test_every_filter_shows_in_the_words(dataset):
    bare = describe_selection(Selection(), dataset)
    for field, value in {
        "region": ("London",),
        "rurality": (2,),
        "area": ("u2",),
        "category": ("a",),
        "body": "both",
        "year": (2014, 2015),
        "la_type": ("county",),
        "next": ("theme",),
        "orientation": ("process",),
    }.items():
        assert describe_selection(replace(Selection(), **{field: value}), dataset) != bare, field
    assert describe_selection(Selection(sample=SampleDesign((("F3", 2),))), dataset) != bare
    assert {*selection_module.FIELDS, "sample"} == {*Selection.__dataclass_fields__}


# Counting


def test_counts_match_a_count_by_hand(dataset):
    counts = count_codes(dataset, Selection())
    apples, berries = cell(counts, "a"), cell(counts, "b")
    assert (
        apples["hit_count"],
        apples["recommendation_count"],
        apples["report_hit_count"],
        apples["report_count"],
    ) == (3, 6, 2, 4)
    assert (berries["hit_count"], berries["report_hit_count"]) == (3, 3)
    assert apples["share"] == 0.5
    assert apples["report_share"] == 0.5
    assert apples["report_weighted_share"] == pytest.approx((2 / 3 + 1 + 0) / 3)
    assert apples["weighted_report_count"] == 3


def test_groups_match_a_count_by_hand_and_zero_cells_are_rows(dataset):
    counts = count_codes(dataset, Selection(), level="theme", by="framework")
    assert counts[["code", "group"]].values.tolist() == [
        [code, group] for code in ("a/red", "a/green", "b/blue") for group in ("F3", "F4")
    ]
    nothing = cell(counts, "a/red", "F4")
    assert (
        nothing["hit_count"],
        nothing["recommendation_count"],
        nothing["share"],
        nothing["report_count"],
    ) == (0, 2, 0.0, 2)
    assert cell(counts, "a/red", "F3")["share"] == 0.5
    assert cell(counts, "a/green", "F3")["label"] == "Green apples"
    assert cell(counts, "a/green", "F3")["group_label"] == "2013 to 2018 (SIF)"


def test_a_report_without_recommendations_counts_among_reports_and_nowhere_else(dataset):
    counts = count_codes(dataset, Selection(framework=("F4",), rating=("good",)))
    row = cell(counts, "a")
    assert (
        row["report_count"],
        row["report_hit_count"],
        row["recommendation_count"],
        row["weighted_report_count"],
    ) == (1, 0, 0, 0)
    assert row["report_share"] == 0.0
    assert math.isnan(row["share"])
    assert math.isnan(row["report_weighted_share"])


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("level", ["category", "theme"])
def test_groups_add_up_to_the_whole(large, by, level):
    chosen = Selection(body="both")
    whole, parts = (
        count_codes(large, chosen, level=level).set_index("code"),
        count_codes(large, chosen, level=level, by=by),
    )
    added = (
        parts.groupby("code")[
            ["hit_count", "recommendation_count", "report_hit_count", "report_count"]
        ]
        .sum()
        .loc[whole.index]
    )
    assert added["hit_count"].tolist() == whole["hit_count"].tolist()
    assert added["recommendation_count"].tolist() == whole["recommendation_count"].tolist()
    if by != "body":  # one report may be addressed to both bodies
        assert added["report_hit_count"].tolist() == whole["report_hit_count"].tolist()
        assert added["report_count"].tolist() == whole["report_count"].tolist()


def test_blank_values_stand_in_no_group_and_are_counted_as_left_out(dataset):
    by_third = count_codes(dataset, Selection(), by="deprivation").drop_duplicates("group")
    reports, recommendations = count_left_out(dataset, Selection(), "deprivation")
    assert (reports, recommendations) == (1, 2)
    assert by_third["report_count"].sum() + reports == 4
    assert by_third["recommendation_count"].sum() + recommendations == 6
    assert count_left_out(dataset, Selection(body="both"), "rating") == (1, 1)


def test_shares_equal_a_plain_loop_over_reports(large):
    chosen = Selection(rating=("good", "inadequate"))
    counts = count_codes(large, chosen, level="theme", by="rating")
    table = large.recommendations[choose_recommendations(large, chosen)]
    rating_of = dict(zip(large.reports["report_id"], large.reports["rating"], strict=True))
    for row in counts.itertuples():
        members = table[table["report_id"].map(rating_of) == row.group]
        hits = members["themes"].map(lambda themes, code=row.code: code in themes)
        assert row.hit_count == hits.sum()
        assert row.recommendation_count == len(members)
        assert row.report_hit_count == members["report_id"][hits].nunique()
        assert row.report_weighted_share == pytest.approx(
            hits.groupby(members["report_id"]).mean().mean()
        )


def test_themes_limit_the_rows_and_never_the_denominator(dataset):
    def codes(**chosen) -> list[str]:
        return count_codes(dataset, Selection(**chosen), level="theme")["code"].tolist()

    assert codes(category=("a",)) == ["a/red", "a/green"]
    assert codes(theme=("b/blue",)) == ["b/blue"]
    assert codes(theme=("a/red",), category=("b",)) == ["a/red", "b/blue"]
    assert count_codes(dataset, Selection(), level="theme", within="b")["code"].tolist() == [
        "b/blue"
    ]
    assert count_codes(dataset, Selection(theme=("b/blue",)))["code"].tolist() == ["b"]
    assert set(
        count_codes(dataset, Selection(theme=("b/blue",)), level="theme")["recommendation_count"]
    ) == {6}


def test_groups_stand_in_the_order_of_the_glossary(large, dataset):
    assert count_codes(large, Selection(), by="rating")["group"].unique().tolist() == [
        "outstanding",
        "good",
        "requires-improvement",
        "inadequate",
    ]
    assert count_codes(large, Selection(), by="deprivation")["group"].unique().tolist() == [1, 2, 3]
    assert count_codes(large, Selection(), by="year")["group"].unique().tolist() == list(
        range(2013, 2020)
    )
    assert count_codes(dataset, Selection(), by="framework")["group"].unique().tolist() == [
        "F3",
        "F4",
    ]
    assert count_codes(dataset, Selection(body="both"), by="body")["group"].unique().tolist() == [
        "authority",
        "lscb",
    ]


def test_adequate_is_never_merged_with_requires_improvement():
    ratings = ["adequate", "requires-improvement"]
    counts = count_codes(
        make_dataset(
            [make_report(str(n), "LAC-2013", rating, 2013) for n, rating in enumerate(ratings)], []
        ),
        Selection(),
        by="rating",
    )
    assert counts["group"].unique().tolist() == ["requires-improvement", "adequate"]


def test_nothing_chosen_gives_rows_without_shares_or_no_groups_at_all(dataset):
    nobody = Selection(framework=("F1",))
    counts = count_codes(dataset, nobody)
    assert counts["report_count"].tolist() == [0, 0]
    assert counts["share"].isna().all()
    assert counts["report_share_low"].isna().all()
    for by in GROUPINGS:
        empty = count_codes(dataset, nobody, by=by)
        assert empty.empty, by
        assert empty.columns.tolist() == counts.columns.tolist(), by


def test_the_wilson_interval_agrees_with_published_values():
    reports = [make_report(f"{n:02d}", "F4", "good", 2020) for n in range(10)]
    counts = count_codes(make_dataset(reports, [("00", "authority", ["a/red"])]), Selection())
    # Newcombe (1998), Statistics in Medicine 17, method 3: 1 of 10 gives 0.018 to 0.404; 0 of 10
    # gives 0 to 0.278
    assert cell(counts, "a")[["report_share_low", "report_share_high"]].tolist() == pytest.approx(
        [0.0179, 0.4042], abs=1e-4
    )
    assert cell(counts, "b")[["report_share_low", "report_share_high"]].tolist() == pytest.approx(
        [0, 0.2775], abs=1e-4
    )


def test_groups_of_fewer_than_fifteen_reports_are_flagged():
    reports = [
        make_report(f"{n:02d}", "F4", "good" if n < 15 else "inadequate", 2020) for n in range(29)
    ]
    flagged = few_reports(
        count_codes(make_dataset(reports, []), Selection(), by="rating")
    ).drop_duplicates("group")
    assert dict(zip(flagged["group"], flagged["is_small"], strict=True)) == {
        "good": False,
        "inadequate": True,
    }


def test_every_unit_names_a_column(dataset):
    counts = count_codes(dataset, Selection())
    assert [value_column(unit) in counts for unit in UNITS] == [True] * len(UNITS)
    with pytest.raises(OfstedError, match="odds"):
        value_column("odds")


def test_unknown_levels_and_groupings_are_refused(dataset):
    for wrong in ({"level": "rule"}, {"by": "theme"}):
        with pytest.raises(OfstedError, match="cannot count"):
            count_codes(dataset, Selection(), **wrong)


def test_coverage_lists_years_without_reports_and_adds_up(dataset):
    coverage = count_reports(dataset)
    assert coverage["row"].unique().tolist() == [2014, 2015, 2016, 2017, 2018, 2019]
    assert coverage["column"].unique().tolist() == ["F3", "F4"]
    assert coverage["report_count"].sum() == 5
    assert coverage["recommendation_count"].sum() == 9
    assert coverage[coverage["row"] == 2015]["report_count"].tolist() == [0, 0]


def test_counting_five_thousand_recommendations_is_quick():
    from ofsted.codebook import read_codebook

    codebook, rng = read_codebook(ROOT / "data" / "codebook.yaml"), np.random.default_rng(1)
    themes = [theme.id for theme in codebook.themes]
    reports = make_frame(
        REPORTS, [make_report(f"{n:03d}", "F4", "good", 2013 + n % 14) for n in range(490)]
    )
    given = [codebook.in_order(set(rng.choice(themes, 3).tolist())) for _ in range(5000)]
    rows = [
        {
            "recommendation_id": str(n),
            "report_id": f"{n % 490:03d}",
            "body": "authority",
            "themes": given[n],
            "categories": codebook.categories_of(given[n]),
        }
        for n in range(5000)
    ]
    full = join_dataset(reports, make_frame(RECOMMENDATIONS, rows), codebook)
    spent = []
    for _ in range(5):
        start = time.process_time()
        count_codes(full, Selection(), level="theme", by="year")
        spent.append(time.process_time() - start)
    assert min(spent) < 0.1  # about 10 ms on a quiet machine; the bound leaves room for a busy one


# Findings


def frame(rows: list[tuple], grouping: str = "all") -> pd.DataFrame:
    """A counts frame from (label, group, hits, recommendations, reports with it, reports)."""
    return pd.DataFrame(
        [
            {
                "level": "category",
                "code": label.lower(),
                "label": label,
                "grouping": grouping,
                "group": group,
                "hit_count": hits,
                "recommendation_count": items,
                "share": hits / items if items else math.nan,
                "report_hit_count": with_it,
                "report_count": reports,
                "report_share": with_it / reports if reports else math.nan,
                "expected_share": hits / items if items else math.nan,
                "report_weighted_share": hits / items if items else math.nan,
                "weighted_report_count": reports,
            }
            for label, group, hits, items, with_it, reports in rows
        ]
    )


def test_the_ranking_headline_gives_the_leader_with_n_of_n():
    counts = frame(
        [("Apples", "all", 1234, 3900, 400, 490), ("Berries", "all", 900, 3900, 450, 490)]
    )
    by_reports = "Counted by reports, Berries is first (450 of 490)."
    for unit in ("share", "count"):
        assert headline_ranking(counts, unit) == (
            f"Apples is named most often: 1,234 of 3,900 recommendations (32%). {by_reports}"
        )
    assert headline_ranking(counts, "expected") == (
        "Apples has the largest share of reports expected to ask for it, length allowed for: 32%,"
        f" from 1,234 of 3,900 recommendations. {by_reports}"
    )
    assert headline_ranking(counts, "reports") == (
        "Berries is asked for in the largest number of reports: 450 of 490 (92%)."
        " Counted by recommendations, Apples is first (1,234 of 3,900)."
    )


def test_the_ranking_headline_names_all_that_tie():
    assert headline_ranking(
        frame(
            [
                ("Apples", "all", 12, 40, 5, 20),
                ("Berries", "all", 12, 40, 5, 20),
                ("Nuts", "all", 1, 40, 1, 20),
            ]
        )
    ) == ("Apples and Berries are named most often: each in 12 of 40 recommendations (30%).")


def test_the_ranking_headline_gives_no_percentages_for_few_reports():
    assert headline_ranking(frame([("Apples", "all", 3, 12, 1, 1)])) == (
        "Apples is named most often: 3 of 12 recommendations, in 1 report, too few for percentages."
    )


def test_headlines_say_when_there_is_nothing_to_find():
    assert (
        headline_ranking(frame([("Apples", "all", 0, 0, 0, 0)]))
        == "No reports match these filters."
    )
    assert (
        headline_ranking(frame([("Apples", "all", 0, 0, 0, 3)]))
        == "The 3 reports chosen list no recommendations."
    )
    assert (
        headline_ranking(frame([("Apples", "all", 0, 0, 0, 1)]))
        == "The one report chosen lists no recommendations."
    )
    assert (
        headline_ranking(frame([("Apples", "all", 0, 12, 0, 20)]))
        == "None of the 12 recommendations carries this theme."
    )
    for headline in (headline_split, headline_heatmap):
        assert headline(frame([]), "share") == "No reports match these filters."


def test_tiny_shares_are_less_than_one_percent():
    assert headline_ranking(frame([("Apples", "all", 1, 1000, 1, 200)])).endswith(
        "1 of 1,000 recommendations (less than 1%)."
    )


def test_the_change_headline_gives_both_sides_and_claims_no_significance():
    counts = frame(
        [
            ("Apples", "F3", 735, 2450, 100, 150),
            ("Apples", "F4", 156, 1300, 90, 330),
            ("Berries", "F3", 245, 2450, 90, 150),
            ("Berries", "F4", 130, 1300, 80, 330),
        ],
        "framework",
    )
    assert headline_change(counts) == (
        "The widest difference is in Apples: 30% of recommendations in SIF reports (735 of 2,450) "
        "against 12% of recommendations in ILACS reports (156 of 1,300), "
        "18 percentage points apart. SIF and ILACS reports differ in scope and length; the page"
        " Compare says which differences are more than chance."
    )


def test_the_change_headline_says_which_side_is_missing():
    only = frame([("Apples", "F3", 735, 2450, 100, 150)], "framework")
    assert headline_change(only) == "SIF and ILACS cannot be compared: only SIF reports are chosen."
    assert (
        headline_change(only.iloc[:0])
        == "SIF and ILACS cannot be compared: no SIF or ILACS report is chosen."
    )


def test_split_headlines_leave_small_groups_out_and_print_zeros_in_words():
    rows = [
        ("Apples", "good", 0, 100, 0, 50),
        ("Apples", "inadequate", 50, 200, 30, 40),
        ("Apples", "adequate", 9, 10, 4, 4),
    ]
    text = headline_split(frame(rows, "rating"))
    assert (
        "none of the 100 recommendations in reports rated good against 25% of recommendations in"
        " reports rated inadequate (50 of 200), 25 percentage points" in text
    )
    assert "adequate (9" not in text
    assert headline_split(frame(rows[1:], "rating")).startswith(
        "Fewer than two groups have 15 reports or more"
    )


def test_split_headlines_warn_about_shares_of_reports():
    rows = [("Apples", "good", 10, 100, 10, 50), ("Apples", "inadequate", 50, 200, 30, 40)]
    assert (
        "20% of reports rated good (10 of 50) against 75% of reports rated inadequate (30 of 40)"
        in headline_split(frame(rows, "rating"), "reports")
    )
    assert headline_split(frame(rows, "rating"), "reports").endswith(
        "mention more, whatever the content."
    )


def test_split_headlines_print_a_decimal_where_whole_percentages_would_give_another_distance():
    rows = [("Apples", 1, 237, 1000, 90, 500), ("Apples", 2, 274, 1000, 90, 500)]
    text = headline_split(frame(rows, "deprivation"))
    assert "24% of recommendations" in text
    assert "27% of recommendations" in text
    assert "3.7 percentage points apart." in text


def test_split_headlines_use_the_article_regions_are_named_with():
    text = headline_split(
        frame(
            [("Apples", "London", 10, 100, 9, 50), ("Apples", "North East", 20, 100, 9, 50)],
            "region",
        )
    )
    assert "reports on London (" in text
    assert "reports on the North East (" in text


def test_the_heatmap_headline_says_that_small_groups_take_no_part():
    rows = [
        ("Apples", "good", 30, 100, 9, 50),
        ("Apples", "inadequate", 20, 50, 9, 50),
        ("Apples", "adequate", 9, 10, 4, 4),
    ]
    assert headline_heatmap(frame(rows, "rating")).startswith(
        "Apples leads in both groups of 15 reports or more; "
    )


def test_who_is_spoken_of_never_comes_before_what_is_asked_for():
    rows = [
        ("Groups", "all", 60, 100, 9, 50),
        ("Apples", "all", 30, 100, 9, 50),
        ("Berries", "all", 5, 100, 9, 50),
    ]
    assert headline_ranking(frame(rows)) == (
        "Apples is named most often: 30 of 100 recommendations (30%)."
    )
    tied = [*rows[:2], ("Berries", "all", 30, 100, 9, 50)]
    assert headline_ranking(frame(tied)).startswith(
        "Apples and Berries are named most often: each in 30 of 100 recommendations (30%)."
    )
    alone = [("Groups", "all", 60, 100, 9, 50), ("Apples", "all", 0, 100, 0, 50)]
    assert (
        headline_ranking(frame(alone))
        == "Groups is named most often: 60 of 100 recommendations (60%)."
    )


def test_split_headlines_admit_equality():
    assert headline_split(
        frame([("Apples", 1, 10, 100, 9, 50), ("Apples", 2, 20, 200, 9, 50)], "deprivation")
    ).startswith("No difference between the groups")


def test_the_heatmap_headline_names_the_leader_and_the_highest_cell():
    rows = [
        ("Apples", "F3", 30, 100, 9, 50),
        ("Apples", "F4", 20, 50, 9, 50),
        ("Berries", "F3", 10, 100, 9, 50),
        ("Berries", "F4", 5, 50, 9, 50),
    ]
    assert headline_heatmap(frame(rows, "framework")) == (
        "Apples leads in both groups; its highest figure is 40% of recommendations in ILACS reports"
        " (20 of 50)."
    )


def test_the_coverage_headline_counts_everything_once(dataset):
    assert (
        headline_coverage(count_reports(dataset))
        == "5 reports of inspections from 2014 to 2019, with 9 recommendations."
    )


def test_headlines_are_true_sentences_for_every_grouping_and_unit(large):
    for by in GROUPINGS:
        for unit in UNITS:
            counts = few_reports(count_codes(large, Selection(body="both"), by=by))
            for text in (headline_split(counts, unit), headline_heatmap(counts, unit)):
                assert text.endswith("."), (by, unit)
                assert "nan" not in text.lower().split(), (by, unit)
                assert "because" not in text, (by, unit)


# Words and export


def test_every_code_of_the_schema_has_a_label_and_a_short_one():
    for field in ("framework", "rating", "deprivation", "rurality", "body", "variant", "unit"):
        labels = [glossary.label(field, code) for code in glossary.codes(field)]
        assert len(set(labels)) == len(labels)
        assert all(glossary.short_label(field, code) for code in glossary.codes(field))
    assert (
        glossary.label("deprivation", "1")
        == glossary.label("deprivation", 1)
        == "Most deprived third"
    )
    with pytest.raises(KeyError):
        glossary.label("rating", "splendid")


@pytest.mark.parametrize(
    ("share", "short", "spelled"),
    [
        (0, "0%", "0%"),
        (0.004, "<1%", "less than 1%"),
        (0.125, "13%", "13%"),
        (0.995, ">99%", "more than 99%"),
        (1, "100%", "100%"),
        (math.nan, "–", "no figure"),
    ],
)
def test_percentages_round_half_up_and_never_to_nothing_or_everything(share, short, spelled):
    assert (words.percent(share), words.percent(share, spelled=True)) == (short, spelled)


def test_csv_cells_cannot_run_as_formulas_and_come_back_otherwise_unchanged():
    cells = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", 'plain, "quoted"', "two\nlines"]
    text = csv_text(pd.DataFrame({"=head": cells, "number": [-1.5] * len(cells)}))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert text.startswith("'=head,number\r\n")
    assert text.endswith("\r\n")
    assert [row[0] for row in rows[1:]] == [f"'{cell}" for cell in cells[:6]] + cells[6:]
    assert {row[1] for row in rows[1:]} == {"-1.5"}
