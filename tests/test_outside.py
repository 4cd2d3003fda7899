"""Figures of others are answered from the tables by rules that can fail, and what missing reports
could change is bounded.
"""

import copy
import json
from datetime import date

import pandas as pd
import pytest
import yaml

from ofsted import paths
from ofsted.__main__ import main
from ofsted.analysis.outside.figures import (
    VERDICTS,
    Absent,
    Question,
    Theirs,
    parse_outside,
)
from ofsted.analysis.outside.inspections import (
    COLUMNS,
    absent_inspections,
    graded_inspections,
    with_absent,
)
from ofsted.analysis.outside.missing import (
    ALL,
    Missing,
    bound_categories,
    headline_missing,
    missing_reports,
    table_of_bounds,
)
from ofsted.analysis.outside.questions import Answer, Count, answer
from ofsted.analysis.outside.telling import (
    COLUMNS as TABLE_COLUMNS,
)
from ofsted.analysis.outside.telling import (
    days_in_words,
    findings_are_not_recommendations,
    headline_outside,
    outside_table,
    verdicts_in_words,
)
from ofsted.analysis.outside.verdicts import agrees, compare_figures
from ofsted.errors import OutsideError
from ofsted.steps.outside import bound_missing, compare_outside, find_missing, read_outside
from ofsted.tables.stored import read_areas, read_recommendations, read_reports

pytestmark = pytest.mark.slow

RAW = yaml.safe_load(paths.OUTSIDE.read_text(encoding="utf-8"))
OUTSIDE = read_outside()
NOTHING = pd.DataFrame({"report_id": [], "body": [], "themes": []})
LAST_DAY = date(2099, 12, 31)


@pytest.fixture(scope="module")
def results():
    return compare_outside(OUTSIDE, by_other_days=True)


@pytest.fixture(scope="module")
def bounds():
    return bound_missing(OUTSIDE)


def inspection(authority, ended, rating, **more):
    """One made-up inspection, published a month after it ended."""
    ended = pd.Timestamp(ended)
    row = {
        "report_id": f"{authority} {ended:%Y-%m-%d}",
        "framework": "F3",
        "variant": "standard",
        "region": "London",
        "deprivation": 1,
        "inspected_from_on": ended - pd.Timedelta(days=4),
        "inspected_to_on": ended,
        "published_on": ended + pd.Timedelta(days=30),
        "rating": rating,
        "leaders": rating,
        "help_and_protection": rating,
        "lscb": "not-given",
        "authority": authority,
        "area_name": authority.title(),
        "active_to_on": pd.NaT,
    }
    return row | more


def ask(rows, **question):
    """The answer that made-up inspections give."""
    inspections = pd.DataFrame(rows, columns=list(COLUMNS))
    return answer(Question(**question), inspections, NOTHING)


TWO_AUTHORITIES = [
    inspection("ash", "2015-03-01", "inadequate"),
    inspection("ash", "2017-03-01", "good"),
    inspection("ash", "2019-03-01", "good", framework="F4"),
    inspection("elm", "2015-06-01", "good"),
    inspection("elm", "2018-06-01", "inadequate", framework="F4"),
]


# The figures of the release.


def test_no_verdict_is_worse_than_the_one_recorded(results):
    worse = [(result.figure.n, result.verdict) for result in results if result.is_worse]
    assert worse == []


def test_the_recorded_verdicts_are_those_of_today(results):
    found = [result.verdict for result in results]
    assert found == [result.figure.recorded for result in results]


def test_at_least_25_of_the_27_figures_agree_or_are_explained(results):
    agreeing = [
        result
        for result in results
        if VERDICTS.index(result.verdict) <= VERDICTS.index("explained")
    ]
    assert len(results) == 27
    assert len(agreeing) >= 25


def test_the_table_that_is_not_at_hand_counts_as_nothing(results):
    (result,) = [result for result in results if result.figure.n == 23]
    assert result.verdict == "not at hand"
    assert result.holds_by == ()


@pytest.mark.parametrize("lost", ["Cumbria", "Northamptonshire"])
def test_without_an_absent_authority_some_figure_is_unexplained(lost):
    raw = copy.deepcopy(RAW)
    raw["absent"] = [entry for entry in raw["absent"] if entry["area"] != lost]
    results = compare_outside(parse_outside(raw))
    assert any(result.verdict == "unexplained" and result.is_worse for result in results)


def test_an_inspection_regraded_in_our_data_makes_figures_worse():
    reports = read_reports()
    is_regraded = reports["area_name"].isin(["Leeds", "Barnet", "Bromley"])
    regraded = reports.assign(rating=reports["rating"].mask(is_regraded, "inadequate"))
    results = compare_figures(OUTSIDE, regraded, read_recommendations(), read_areas())
    assert sum(result.is_worse for result in results) >= 5


def test_the_command_prints_one_object_a_figure_and_ends_well(capsys):
    assert main(["outside"]) == 0
    printed = capsys.readouterr()
    rows = [json.loads(line) for line in printed.out.splitlines()]
    assert [row["n"] for row in rows] == list(range(1, 28))
    assert {"n", "source", "what", "theirs", "ours", "verdict", "note"} <= rows[0].keys()
    assert printed.err.startswith("26 of 27 figures")


def test_the_table_has_a_reason_in_every_row(results):
    table = outside_table(results, OUTSIDE)
    assert list(table.columns) == list(TABLE_COLUMNS)
    assert len(table) == 27
    assert (table.map(len) > 0).all(axis=None)


def test_the_sentences_for_readers_are_short(results, bounds):
    told = [
        headline_outside(results),
        findings_are_not_recommendations(results),
        headline_missing(find_missing(OUTSIDE), bounds),
    ]
    sentences = [sentence for text in told for sentence in text.split(". ")]
    assert max(len(sentence.split()) for sentence in sentences) <= 25


def test_the_documents_say_what_is_computed(results, bounds, codebook):
    readme, methods = (
        " ".join(path.read_text(encoding="utf-8").split())
        for path in (paths.ROOT / "README.md", paths.ROOT / "ofsted" / "analysis" / "README.md")
    )
    assert headline_outside(results).rstrip(".") in readme
    assert verdicts_in_words(results) in readme
    assert days_in_words(results) in methods
    assert headline_missing(find_missing(OUTSIDE), bounds) in methods
    labels = {category.id: category.label for category in codebook.categories}
    assert " ".join(table_of_bounds(bounds, labels).split()) in methods


# The kinds of question, on made-up inspections.


def test_an_authority_counts_with_its_latest_grade_on_the_day():
    good = {"kind": "latest", "grades": ("good",)}
    assert ask(TWO_AUTHORITIES, until=date(2016, 1, 1), **good).counts == (Count(1, 2),)
    assert ask(TWO_AUTHORITIES, until=date(2017, 6, 1), **good).counts == (Count(2, 2),)
    assert ask(TWO_AUTHORITIES, until=date(2019, 1, 1), **good).names == ("Ash",)


def test_a_first_grade_stays_the_first():
    found = ask(TWO_AUTHORITIES, kind="latest", earliest=True, grades=("inadequate",))
    assert found == Answer((Count(1, 2),), ("Ash",))


def test_the_day_that_counts_is_the_one_that_is_asked_for():
    rows = [inspection("ash", "2017-03-20", "good")]
    asked = {"kind": "latest", "until": date(2017, 3, 31)}
    assert ask(rows, **asked).counts == (Count(1, 1),)
    assert ask(rows, dated="published_on", **asked).counts == (Count(0, 0),)
    assert ask(rows, published_by=date(2017, 4, 1), **asked).counts == (Count(0, 0),)


def test_an_authority_counts_until_the_day_it_was_abolished():
    rows = [inspection("oak", "2017-03-20", "good", active_to_on=pd.Timestamp("2019-03-31"))]
    assert ask(rows, kind="latest", until=date(2019, 3, 31)).counts == (Count(1, 1),)
    assert ask(rows, kind="latest", until=date(2019, 4, 1)).counts == (Count(0, 0),)


def test_authorities_are_chosen_by_the_grade_they_once_had():
    asked = {"kind": "latest", "history": ("F3",), "before": ("good",)}
    found = ask(TWO_AUTHORITIES, grades=("inadequate",), **asked)
    assert found == Answer((Count(1, 2),), ("Elm",))


def test_inspections_of_a_period_are_counted_each():
    asked = {"kind": "inspections", "since": date(2015, 4, 1), "until": date(2018, 12, 31)}
    assert ask(TWO_AUTHORITIES, grades=("good",), **asked).counts == (Count(2, 3),)
    assert ask(TWO_AUTHORITIES, first=1, **asked).names == ("Elm",)
    assert ask(TWO_AUTHORITIES, judgement="lscb", **asked).counts == (Count(0, 0),)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ("any", ("Ash", "Ash", "Elm")),
        ("improved", ("Ash",)),
        ("same", ("Ash",)),
        ("kept-good", ("Ash",)),
        ("declined", ("Elm",)),
    ],
)
def test_a_grade_is_compared_with_the_one_before(change, names):
    found = ask(TWO_AUTHORITIES, kind="changes", change=change)
    assert found == Answer((Count(len(names), 3),), names)


def test_changes_can_ask_for_steps_for_the_grade_before_and_for_the_first():
    asked = {"kind": "changes", "change": "improved"}
    assert ask(TWO_AUTHORITIES, steps=2, **asked).counts == (Count(1, 3),)
    assert ask(TWO_AUTHORITIES, steps=3, **asked).counts == (Count(0, 3),)
    assert ask(TWO_AUTHORITIES, before=("inadequate",), **asked).counts == (Count(1, 1),)
    assert ask(TWO_AUTHORITIES, against="first", **asked).counts == (Count(2, 3),)
    last = ask(TWO_AUTHORITIES, against="first", last_only=True, **asked)
    assert last.counts == (Count(1, 2),)


def test_shares_are_given_for_each_group_in_its_order():
    rows = [
        inspection("ash", "2015-03-01", "inadequate", deprivation=1),
        inspection("elm", "2015-03-01", "good", deprivation=3),
        inspection("oak", "2015-03-01", "good", deprivation=3),
    ]
    found = ask(rows, kind="order", by="deprivation", grades=("good",))
    assert found.counts == (Count(0, 1), Count(0, 0), Count(2, 2))


def test_a_report_recommends_a_theme_once_and_to_the_authority():
    rows = [inspection(name, "2015-03-01", "good") for name in ("ash", "elm", "oak")]
    inspections = pd.DataFrame(rows)
    asked = [
        ("ash 2015-03-01", "authority", ["a/b"]),
        ("ash 2015-03-01", "authority", ["a/b", "a/c"]),
        ("elm 2015-03-01", "lscb", ["a/b"]),
        ("oak 2015-03-01", "authority", ["a/c"]),
    ]
    recommendations = pd.DataFrame(asked, columns=["report_id", "body", "themes"])
    question = Question("recommended", theme="a/b")
    assert answer(question, inspections, recommendations) == Answer((Count(1, 3),), ("Ash",))


# Agreement.


@pytest.mark.parametrize(
    ("theirs", "part", "whole", "is_agreed"),
    [
        (Theirs(count=3), 3, 10, True),
        (Theirs(count=3), 4, 10, False),
        (Theirs(count=3, of=11), 3, 10, False),
        (Theirs(percent=36), 55, 152, True),
        (Theirs(percent=36), 55, 147, False),
        (Theirs(percent=0), 0, 0, False),
        (Theirs(word="half"), 5, 10, True),
        (Theirs(word="half"), 6, 10, False),
    ],
)
def test_a_count_agrees_when_it_is_the_same_and_a_per_cent_when_it_rounds_so(
    theirs, part, whole, is_agreed
):
    ours = Answer((Count(part, whole),), ())
    assert agrees(theirs, ours, {"half": (0.45, 0.55)}) is is_agreed


def test_an_order_agrees_only_where_every_step_goes_that_way():
    rising = Answer((Count(1, 10), Count(2, 10), Count(3, 10)), ())
    level = Answer((Count(1, 10), Count(1, 10), Count(3, 10)), ())
    assert agrees(Theirs(order="rising"), rising, {})
    assert not agrees(Theirs(order="falling"), rising, {})
    assert not agrees(Theirs(order="rising"), level, {})


def changed(**change):
    """The first two figures of the file, with something changed in the second."""
    raw = copy.deepcopy(RAW | {"figures": RAW["figures"][:2]})
    raw["figures"][1] |= change
    return raw


def test_parts_agree_together_or_not_at_all():
    """One part right from the release alone, the other only with the absent, agree nowhere."""
    part = {"what": "inadequate", "ask": {"grades": ["inadequate"]}}
    asked = {"kind": "latest", "framework": ["F3"], "until": date(2017, 10, 31)}
    alone = part | {"theirs": {"count": 28, "of": 147}}
    completed = part | {"theirs": {"count": 29, "of": 152}}
    for parts, verdict in (
        ([alone], "exact"),
        ([completed], "explained"),
        ([alone, completed], "unexplained"),
    ):
        results = compare_outside(parse_outside(changed(ask=asked, parts=parts)))
        assert results[1].verdict == verdict


def test_where_ours_counts_less_it_must_not_be_more():
    raw = copy.deepcopy(RAW)
    told = raw["figures"][26] | {"n": 1}
    for count, verdict in ((14, "explained"), (3, "unexplained")):
        told["parts"][0]["theirs"] = {"count": count}
        (result,) = compare_outside(parse_outside(raw | {"figures": [told]}))
        assert result.verdict == verdict


def test_what_a_word_covers_is_a_range_of_shares():
    with pytest.raises(OutsideError, match="expected two rising shares"):
        parse_outside(RAW | {"words": {"half": [0.6, 0.4]}})


def test_figures_whose_day_is_our_choice_are_told_apart(results):
    by_number = {result.figure.n: result for result in results}
    assert by_number[1].figure.day_is_stated
    assert not by_number[20].figure.day_is_stated
    assert by_number[20].holds_by == ("published_on",)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"recorded": "nearly"}, "recorded"),
        ({"parts": []}, "no parts"),
        ({"ask": {"kind": "guess"}}, "kind"),
        ({"ask": {"kind": "latest", "grades": ["fine"]}}, "grades"),
        ({"ask": {"kind": "latest", "colour": "red"}}, "colour"),
        ({"n": 7}, "expected 1 to 2"),
        ({"parts": [{"what": "x", "theirs": {}}]}, "exactly one"),
        ({"parts": [{"what": "x", "theirs": {"count": 1, "percent": 2}}]}, "exactly one"),
        ({"parts": [{"what": "x", "theirs": {"word": "lots"}}]}, "word"),
    ],
)
def test_a_figure_that_cannot_be_asked_is_named(change, message):
    with pytest.raises(OutsideError, match=message):
        parse_outside(changed(**change))


# The absent inspections.


def test_absent_inspections_stand_beside_those_of_the_release():
    areas = read_areas()
    published = graded_inspections(read_reports(), areas)
    absent = absent_inspections(OUTSIDE.absent, areas)
    both = with_absent(published, absent)
    assert len(both) == len(published) + len(OUTSIDE.absent)
    assert set(absent["authority"]).isdisjoint(published["authority"])
    assert both["region"].notna().all()
    assert both["report_id"].is_unique


@pytest.mark.parametrize(
    ("area", "day", "message"),
    [
        ("Leeds", date(2015, 1, 1), "expected one of"),
        ("Poole", date(2020, 1, 1), "expected 1997-04-01 to 2019-03-31"),
    ],
)
def test_an_absent_inspection_is_of_an_abolished_authority_in_its_time(area, day, message):
    entry = Absent(area, "F3", day, day, "good", "", "")
    with pytest.raises(OutsideError, match=message):
        absent_inspections([entry], read_areas())


# What missing reports could change.

REPORTS = pd.DataFrame(
    [
        ("1", "F3", "good"),
        ("2", "F3", "good"),
        ("3", "F3", "inadequate"),
        ("4", "F4", "good"),
    ],
    columns=["report_id", "framework", "rating"],
)


def recommended(report_id, *categories, body="authority"):
    return {"report_id": report_id, "body": body, "categories": list(categories)}


LISTS = pd.DataFrame(
    [
        *[recommended("1", "risk")] * 2,
        *[recommended("2", "casework")] * 4,
        *[recommended("3", "casework", "risk")] * 2,
        *[recommended("3", "casework")] * 2,
        recommended("3", "risk", body="lscb"),
        recommended("4", "workforce"),
    ]
)


def bound(*missing):
    rows = bound_categories(missing, REPORTS, LISTS, ["risk"])
    return rows.set_index("slice")


def test_bounds_are_those_of_a_hand_count():
    """4 of 11 are of risk; a good report like these lists 3, of which 1 is of risk, at most 4."""
    rows = bound(Missing("lost", "F3", "good")).loc[ALL]
    assert (rows["hit_count"], rows["recommendation_count"]) == (4, 11)
    assert rows["low"] == pytest.approx(4 / 14)
    assert rows["high"] == pytest.approx(7 / 14)
    assert rows["longest_low"] == pytest.approx(4 / 15)
    assert rows["longest_high"] == pytest.approx(8 / 15)
    assert rows["weighted"] == pytest.approx(5 / 14)


def test_a_report_without_a_rating_is_like_all_of_its_framework():
    rows = bound(Missing("lost", "F3"))
    assert rows.loc[ALL, "low"] == pytest.approx(4 / (11 + 10 / 3))


def test_a_report_moves_only_its_own_framework():
    rows = bound_categories([Missing("lost", "F4", "good")], REPORTS, LISTS, ["risk"])
    by_slice = rows.set_index("slice")
    assert by_slice.loc["F3", "low"] == by_slice.loc["F3", "share"]


def test_unreadable_files_and_abolished_authorities_are_missing():
    entry = Absent("Poole", "F3", date(2017, 9, 30), date(2017, 12, 8), "good", "", "")
    found = missing_reports([entry], ["1", "9"], REPORTS)
    assert found == [Missing("Poole 2017", "F3", "good"), Missing("9", "LAC-2013")]


def test_the_thirteen_missing_reports_of_the_release_are_found():
    assert len(find_missing(OUTSIDE)) == 13


def test_bounds_of_the_release_enclose_share_and_weighted_share(bounds):
    for low, high in (("low", "high"), ("longest_low", "longest_high")):
        assert (bounds[low] <= bounds[["share", "weighted"]].min(axis=1)).all()
        assert (bounds[high] >= bounds[["share", "weighted"]].max(axis=1)).all()
    assert (bounds["longest_high"] >= bounds["high"]).all()
