"""What the next report shows: the five outcomes by hand, matches both ways, the excess over
exchange, and sentences that never say that something was put right.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from ofsted import glossary, paths
from ofsted.analysis.counting.next_report import (
    GENERAL_THEMES,
    Match,
    code_next_reports,
    count_by_report,
    follow_reports,
    match_reports,
    present_councils,
)
from ofsted.analysis.counting.selection import (
    Selection,
    choose_recommendations,
    choose_reports,
    count_options,
    describe_selection,
)
from ofsted.analysis.headlines import next_report as headlines
from ofsted.analysis.inference.next_report import ALL_THEMES, expect_returns, measure_excess
from ofsted.analysis.inference.recurrence import (
    exchange_recurrence,
    pair_reports,
    summarise_recurrence,
)
from ofsted.codebook import read_codebook
from ofsted.steps import check as proof
from ofsted.steps.published import read_leaves, read_scheme
from ofsted.tables.declared import RECOMMENDATIONS, REPORTS
from ofsted.tables.stored import read_areas
from tests.invented import make_dataset, make_frame, make_report

pytestmark = pytest.mark.slow

DELAY, CONSISTENCY = "casework/timeliness", "casework/consistency"


def report(report_id: str, urn: str, year: int, framework: str = "F4", **more) -> dict:
    row = make_report(report_id, framework, "good", year, urn=urn, area_name=f"Area {urn}")
    return row | {"inspected_to_on": date(year, 6, 1)} | more


def tables(reports: list[dict], asked: list[tuple]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables from report rows and (report_id, body, themes)."""
    owner = {row["report_id"]: row["urn"] for row in reports}
    rows = [
        {
            "recommendation_id": f"{report_id}-{number:02d}",
            "report_id": report_id,
            "order": number,
            "body": body,
            "themes": themes,
            "urn": owner[report_id],
        }
        for number, (report_id, body, themes) in enumerate(asked, 1)
    ]
    return make_frame(REPORTS, reports), make_frame(RECOMMENDATIONS, rows)


def coded(reports: list[dict], asked: list[tuple], present: tuple[str, ...] = ("u1", "u2")):
    return code_next_reports(*tables(reports, asked), present)


PAIR = [report("1", "u1", 2015, "F3"), report("2", "u1", 2019)]


@pytest.mark.parametrize(
    ("themes", "following", "expected"),
    [
        (["risk/thresholds"], ["risk/thresholds"], "theme"),
        (["risk/thresholds", DELAY], ["risk/thresholds", DELAY], "theme"),
        (["groups/adoption"], ["groups/adoption", DELAY], "theme"),
        (["risk/thresholds", DELAY], [DELAY], "delay"),
        ([CONSISTENCY], [CONSISTENCY], "delay"),
        ([DELAY, CONSISTENCY], [CONSISTENCY, DELAY], "delay"),
        (["risk/thresholds"], [DELAY], "not"),
        ([DELAY], [CONSISTENCY], "not"),
        ([], [DELAY], "unknown"),
    ],
)
def test_the_outcome_follows_from_the_themes_in_common(themes, following, expected):
    asked = [("1", "authority", themes), ("2", "authority", following)]
    assert coded(PAIR, asked) == [expected, "none"]


def test_themes_may_stand_in_any_recommendation_of_the_next_report_but_not_in_its_boards_list():
    asked = [
        ("1", "authority", ["risk/thresholds", "groups/adoption"]),
        ("1", "authority", ["groups/neglect"]),
        ("1", "lscb", ["groups/adoption"]),
        ("2", "authority", [DELAY]),
        ("2", "authority", ["groups/adoption"]),
        ("2", "lscb", ["groups/neglect"]),
    ]
    assert coded(PAIR, asked) == ["theme", "not", None, "none", "none", None]


def test_a_next_report_that_lists_nothing_has_no_theme_of_it():
    assert coded(PAIR, [("1", "authority", ["risk/thresholds"])]) == ["not"]


def test_reports_on_a_part_of_the_services_are_passed_over_and_have_no_next_report():
    reports = [
        report("0", "u1", 2013, "LAC-2013"),
        report("1", "u1", 2015, "F3"),
        report("5", "u1", 2016, "F3", variant="lscb-review", rating=None),
        report("2", "u1", 2017, "F3", variant="re-inspection"),
        report("3", "u1", 2019, variant="short"),
        report("9", "u2", 2016, "F3"),
    ]
    asked = [
        ("0", "authority", ["risk/thresholds"]),
        ("1", "authority", ["risk/thresholds"]),
        ("2", "authority", ["risk/thresholds"]),
        ("3", "authority", ["groups/neglect"]),
        ("9", "authority", ["groups/neglect"]),
    ]
    assert coded(reports, asked) == ["unknown", "theme", "not", "none", "none"]
    pairs = follow_reports(pd.DataFrame(reports))
    assert pairs.to_numpy().tolist() == [["1", "2"], ["2", "3"]]


def test_the_last_report_on_an_abolished_council_cannot_be_compared():
    areas = pd.DataFrame(
        {"urn": ["u1", "u2", None], "active_to_on": [None, date(2019, 3, 31), date(2019, 3, 31)]}
    )
    assert present_councils(areas) == {"u1"}
    reports = [report("1", "u1", 2015), report("2", "u2", 2014), report("3", "u2", 2016)]
    asked = [(each, "authority", ["risk/thresholds"]) for each in ("1", "2", "3")]
    assert coded(reports, asked, ("u1",)) == ["none", "theme", "unknown"]


MATCHED = [
    ("1", "authority", [DELAY, "risk/thresholds", "groups/adoption"]),
    ("1", "authority", [DELAY]),
    ("1", "lscb", ["risk/thresholds"]),
    ("2", "authority", ["groups/adoption", DELAY]),
    ("2", "authority", [DELAY]),
    ("2", "authority", ["risk/thresholds"]),
    ("2", "lscb", ["risk/thresholds"]),
]


def test_a_match_names_the_recommendations_and_the_themes_in_common_both_ways():
    matches = match_reports(*tables(PAIR, MATCHED))
    found = matches.after("1-01")
    assert found == Match("2", 2019, ("2-04", "2-06"), ("risk/thresholds", "groups/adoption"))
    assert matches.after("1-02") == Match("2", 2019, ("2-04", "2-05"), (DELAY,))
    assert matches.before("2-06") == Match("1", 2015, ("1-01",), ("risk/thresholds",))
    assert matches.after("1-03") is None  # to the board
    assert matches.after("2-04") is None  # no later report
    assert matches.before("1-01") is None  # no earlier report
    assert matches.after("8-01") is None


def test_a_next_report_that_lists_nothing_matches_nothing():
    assert match_reports(*tables(PAIR, MATCHED[:1])).after("1-01") is None


def test_a_council_has_a_row_for_every_report_that_was_followed():
    reports, asked = tables([*PAIR, report("7", "u2", 2015), report("8", "u2", 2018)], MATCHED)
    asked["next_report"] = code_next_reports(reports, asked, ("u1", "u2"))
    (row,) = count_by_report(reports, asked, "u1").to_dict("records")
    assert row == {
        "report_id": "1",
        "year": 2015,
        "next_report_id": "2",
        "next_year": 2019,
        "recommendation_count": 2,
        "next_recommendation_count": 3,
        "theme": 1,
        "delay": 1,
        "not": 0,
        "none": 0,
        "unknown": 0,
    }
    (empty,) = count_by_report(reports, asked, "u2").to_dict("records")
    assert empty["recommendation_count"] == 0 == sum(empty[code] for code in glossary.NEXT_REPORTS)
    assert count_by_report(reports, asked, "u9").empty


# The filter


@pytest.fixture
def small():
    dataset = make_dataset(
        [report("1", "u1", 2015, "F3"), report("2", "u1", 2019), report("3", "u2", 2019)],
        [
            ("1", "authority", ["a/red"]),
            ("1", "authority", ["a/green"]),
            ("1", "lscb", ["a/red"]),
            ("2", "authority", ["a/red"]),
            ("3", "authority", ["b/blue"]),
        ],
    )
    outcomes = ["theme", "not", None, "none", "none"]
    return replace(dataset, recommendations=dataset.recommendations.assign(next_report=outcomes))


def test_the_filter_chooses_recommendations_and_leaves_reports_alone(small):
    chosen = Selection(next=("theme", "none"))
    assert choose_recommendations(small, chosen).tolist() == [True, False, False, True, True]
    assert choose_reports(small, chosen).all()
    everybody = replace(chosen, body="both")
    assert choose_recommendations(small, everybody).sum() == 3


def test_numbers_beside_options_hold_with_the_filter(small):
    plain = count_options(small, Selection())
    assert plain["next"] == {"theme": 1, "delay": 0, "not": 1, "none": 2, "unknown": 0}
    counts = count_options(small, Selection(next=("none",)))
    assert counts["next"] == plain["next"]
    assert counts["framework"]["F3"] == 0
    assert counts["framework"]["F4"] == 2
    assert counts["theme"] == {"a/red": 1, "a/green": 0, "b/blue": 1}
    assert counts["body"] == {"authority": 2, "lscb": 0, "both": 2}
    red = count_options(small, Selection(theme=("a/red",)))
    assert red["next"] == {"theme": 1, "delay": 0, "not": 0, "none": 1, "unknown": 0}


def test_the_filter_stands_in_the_words_of_a_selection(small):
    told = describe_selection(Selection(next=("not", "none")), small)
    assert "with no theme that is in the next report or with no later full report" in told


def test_pairs_are_compared_whole_whatever_outcome_is_chosen(small):
    plain = measure_excess(small, Selection(), draws=20)
    chosen = measure_excess(small, Selection(next=("not",)), draws=20)
    pd.testing.assert_frame_equal(plain, chosen)


# Exchange


def made_up(seed: int, councils: int, own: float):
    """Councils with two reports of six recommendations; `own` is the chance that the next report
    repeats the theme of the first.
    """
    rng = np.random.default_rng(seed)
    codes = np.array(["a/red", "a/green", "b/blue"])
    reports, asked = [], []
    for council in range(councils):
        theme = rng.choice(codes)
        for number, year in enumerate((2015, 2019)):
            report_id = f"{2 * council + number}"
            reports.append(report(report_id, f"u{council}", year))
            if number and rng.random() > own:
                theme = rng.choice(codes)
            asked += [(report_id, "authority", [theme])] * 6
    return make_dataset(reports, asked)


def test_the_excess_is_the_difference_worked_out_by_hand():
    dataset = make_dataset(
        [report(f"{n}", f"u{n // 2}", 2015 + 4 * (n % 2)) for n in range(6)],
        [
            ("0", "authority", ["a/red"]),
            ("1", "authority", ["a/red"]),
            ("2", "authority", ["a/red"]),
            ("3", "authority", ["b/blue"]),
            ("4", "authority", ["b/blue"]),
            ("5", "authority", ["b/blue"]),
        ],
    )
    row = measure_excess(dataset, Selection(), draws=50).iloc[0]
    assert (row["code"], row["listed_count"], row["again_count"]) == (ALL_THEMES, 3, 2)
    assert row["is_small"]
    assert math.isnan(row["excess"])
    # u0 would get blue and blue (0), u1 red and blue (1/2), u2 red and blue (1/2).
    expected = {urn: expect_returns(dataset, Selection(), urn) for urn in ("u0", "u1", "u2", "u9")}
    assert [each["expected_count"] for each in expected.values()] == [0, 0.5, 0.5, 0]
    assert [each["again_count"] for each in expected.values()] == [1, 0, 1, 0]


def test_intervals_of_the_excess_mostly_hold_nothing_where_there_is_nothing():
    missed = 0
    for seed in range(25):
        row = measure_excess(made_up(seed, 30, 0), Selection(), draws=200).iloc[0]
        missed += not row["excess_low"] <= 0 <= row["excess_high"]
    assert missed <= 4


def test_an_excess_that_is_there_is_found():
    dataset = made_up(3, 40, 0.7)
    row = measure_excess(dataset, Selection(), draws=200).iloc[0]
    assert row["excess_low"] > 0.1
    assert row["exchanged_share"] + row["excess"] == pytest.approx(row["again_share"])


def test_no_pairs_give_counts_of_nothing():
    dataset = make_dataset([report("1", "u1", 2015)], [("1", "authority", ["a/red"])])
    measured = measure_excess(dataset, Selection(), draws=10)
    assert measured["listed_count"].sum() == 0
    assert measured["excess"].isna().all()
    assert expect_returns(dataset, Selection(), "u1")["listed_count"] == 0


# Sentences

COUNTS = {"theme": 9, "delay": 2, "not": 14, "none": 5, "unknown": 1}
EXCESS = pd.DataFrame(
    {
        "code": [ALL_THEMES, "a/red"],
        "listed_count": [1000, 30],
        "again_count": [200, 12],
        "unlisted_count": [3000, 70],
        "new_count": [400, 7],
        "again_share": [0.2, 0.4],
        "exchanged_share": [0.18, 0.3],
        "excess": [0.02, 0.1],
        "excess_low": [-0.001, 0.0],
        "excess_high": [0.041, 0.2],
        "is_small": [False, False],
    }
)


def sentences() -> list[str]:
    pair = {"year": 2015, "next_year": 2019} | COUNTS
    pair |= {"recommendation_count": 31, "next_recommendation_count": 1}
    match = Match("2", 2019, ("2-04",), ("a/red",))
    returns = {"listed_count": 20, "again_count": 5, "expected_count": 3.6}
    return [
        headlines.STANDING_LINE,
        headlines.HOW_COMPARED,
        headlines.headline_outcomes(COUNTS, "Apton"),
        headlines.headline_outcomes(dict.fromkeys(COUNTS, 0) | {"none": 3}, "Apton"),
        headlines.headline_outcomes(dict.fromkeys(COUNTS, 0), "Apton"),
        headlines.headline_pair(pair),
        headlines.headline_pair(pair | {"recommendation_count": 0}),
        headlines.note_match(match),
        headlines.note_match(match, earlier=True),
        headlines.note_match(replace(match, themes=(DELAY,))),
        headlines.headline_theme(EXCESS, "a/red", "Red"),
        headlines.headline_exchange(EXCESS),
        headlines.headline_exchange(EXCESS.assign(is_small=True)),
        headlines.headline_expected(returns, "Apton"),
        headlines.headline_expected(dict.fromkeys(returns, 0), "Apton"),
        *(glossary.label("next", code) for code in glossary.NEXT_REPORTS),
    ]


def test_the_sentences_hold_their_numbers():
    told = sentences()
    assert told[2] == (
        "Of 25 recommendations set beside the next report on Apton, 9 share a theme with it, "
        "2 only delay or consistency, and 14 none. No later full report: 5. Can’t compare: 1."
    )
    assert told[5].startswith("Of 31 recommendations of 2015, 9 share a theme with it")
    assert "The next report, of 2019, lists 1 recommendation." in told[5]
    assert told[7] == (
        "A theme of it came up again in 2019, in 1 recommendation. Compare the wordings."
    )
    assert told[10] == "Red came up again in 12 of 30 next reports. Not raised before: 7 of 70."
    assert "The difference is 2.0 points (95% interval −0.1 to 4.1)." in told[11]
    assert headlines.note_match(None) == "" == headlines.label_outcome(None)
    assert headlines.label_outcome(math.nan) == ""
    assert headlines.label_outcome("not") == "Theme not in the next report"


def test_no_sentence_says_that_something_was_put_right_or_is_longer_than_25_words():
    told = sentences()
    right = re.compile(
        r"put right|resolved|fixed|improved|dealt with|addressed|achieved|acted on|solved|met\b"
    )
    assert [text for text in told if right.search(text)] == [headlines.STANDING_LINE]
    for text in told:
        for sentence in re.split(r"(?<=[.:])\s", text):
            assert len(sentence.split()) <= 25, sentence


# The release


@pytest.fixture(scope="module")
def leaves():
    return read_leaves()


def test_the_column_adds_up_and_follows_from_the_tables(leaves):
    rows = leaves.recommendations
    is_asked = rows["body"] == "authority"
    assert rows["next_report"].notna().equals(is_asked)
    wanted = code_next_reports(leaves.reports, rows, present_councils(read_areas()))
    assert rows["next_report"].astype(object).where(is_asked, None).tolist() == wanted
    counts = count_options(leaves, Selection())["next"]
    assert sum(counts.values()) == is_asked.sum()
    pairs = pair_reports(leaves, Selection())
    followed = set(leaves.reports["report_id"].to_numpy()[pairs[:, 0]])
    compared = sum(counts[code] for code in ("theme", "delay", "not"))
    has_next = is_asked & rows["report_id"].isin(followed)
    assert compared == (has_next & (rows["themes"].str.len() > 0)).sum()


def test_the_general_themes_are_in_the_codebook():
    assert {theme.id for theme in read_codebook(paths.CODEBOOK).themes} >= GENERAL_THEMES


def test_every_recommendation_with_a_theme_again_has_a_match_and_no_other(leaves):
    rows = leaves.recommendations
    matches = match_reports(leaves.reports, rows)
    for recommendation_id, outcome in zip(
        rows["recommendation_id"], rows["next_report"], strict=True
    ):
        match = matches.after(recommendation_id)
        assert (match is not None) == (outcome in ("theme", "delay"))
        if match is not None:
            assert (set(match.themes) <= GENERAL_THEMES) == (outcome == "delay")
            for other in match.recommendation_ids:
                back = matches.before(other)
                assert back is not None
                assert back.report_id == recommendation_id.split("-")[0]


def test_the_exact_mean_over_exchanges_is_what_shuffling_finds():
    dataset = read_scheme("full")
    measured = measure_excess(dataset, Selection(), draws=200)
    total = measured.iloc[0]
    shuffled = exchange_recurrence(dataset, Selection())
    assert total["exchanged_share"] == pytest.approx(shuffled["exchanged_share"], abs=0.001)
    assert total["again_share"] == summarise_recurrence(measured.iloc[1:])["again_share"]
    assert total["excess_low"] < total["excess"] < total["excess_high"]
    councils = dataset.facets.by_name["area"].options
    returns = pd.DataFrame([expect_returns(dataset, Selection(), urn) for urn in councils[:40]])
    assert (returns["expected_count"] <= returns["listed_count"]).all()


def test_a_row_that_says_something_else_than_the_tables_is_named():
    rows = read_leaves().recommendations
    evidence = _evidence(rows)
    assert not proof.stale_next_reports(evidence)
    changed = [dict(row) for row in evidence.recommendations]
    place = next(number for number, row in enumerate(changed) if row["next_report"] == "not")
    changed[place]["next_report"] = "theme"
    (fault,) = proof.stale_next_reports(replace(evidence, recommendations=changed))
    assert fault.startswith(f"{changed[place]['recommendation_id']}: next_report")
    assert "'theme', expected 'not'" in fault


def _evidence(rows: pd.DataFrame) -> proof.Evidence:
    listed = rows.assign(next_report=rows["next_report"].astype(object))
    listed["next_report"] = listed["next_report"].where(listed["next_report"].notna(), None)
    return proof.Evidence(
        read_codebook(paths.CODEBOOK), [], None, listed.to_dict("records"), [], set()
    )
