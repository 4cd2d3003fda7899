"""The specification curves of the study's claims: how each choice counts, and when it turns one."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from ofsted import paths
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.schemes import apply_scheme
from ofsted.analysis.counting.selection import Selection, choose_recommendations
from ofsted.analysis.paper.claims import Claim, ClaimTest
from ofsted.analysis.paper.curve import Point, draw_curve, summarise_curve, summarise_curves
from ofsted.analysis.paper.judging import turn_verdicts
from ofsted.analysis.paper.outcomes import ClaimResult, Outcome
from ofsted.analysis.paper.results import parse_results
from ofsted.analysis.paper.specifications import (
    Counting,
    Kept,
    Specification,
    list_specifications,
)
from ofsted.analysis.paper.turning import (
    curve_table,
    describe_curve,
    headline_curves,
    list_turned,
    strip_frame,
)
from ofsted.charts.claims import specification_strips, strips_alt_text
from ofsted.glossary import SPECIFICATION_CHOICES, UNTOUCHED
from ofsted.steps.claims import read_claims
from ofsted.tables.stored import read_specifications

CLAIMS, DECLARATION = read_claims()
RULE = DECLARATION.curve
TIMELY = "casework/timeliness"
STORED = [Point(**row) for row in read_specifications().to_dict("records")]
CURVES = summarise_curves(STORED, RULE)


@pytest.fixture(scope="module")
def kept(corpus: Dataset) -> Kept:
    return Kept(corpus)


def point(holds: bool, kept_share: float, **levels: str) -> Point:
    choices = dict.fromkeys(SPECIFICATION_CHOICES, UNTOUCHED) | levels
    return Point("T01", **choices, holds=holds, kept_share=kept_share)


def draw(dataset: Dataset, *tests: ClaimTest) -> list[Point]:
    claim = Claim("T01", ("Made up",), "A made-up claim.", tests)
    return draw_curve(dataset, [claim], ("F3",))


# The ways to count


def test_there_are_72_specifications_and_the_first_is_how_the_site_counts():
    every = list(list_specifications())
    assert len(set(every)) == 72
    assert every[0] == Specification()


@pytest.mark.parametrize(("theme_list", "view"), [("named", "strict"), ("all", "wide")])
def test_recommendations_count_as_in_the_views_of_the_codebook(kept, corpus, theme_list, view):
    counting = Counting(kept, Specification(theme_list=theme_list))
    dataset = apply_scheme(corpus, view)
    assert counting.theme_ids == dataset.theme_ids
    for number, category in enumerate(dataset.category_ids):
        assert (counting.count(category) == dataset.category_hits[:, number]).all()
    for number, theme in enumerate(dataset.theme_ids):
        assert (counting.count(theme) == dataset.theme_hits[:, number]).all()


def test_coded_items_of_all_categories_add_up_to_all_themes_given(kept, corpus):
    counting = Counting(kept, Specification(unit="coded-items", theme_list="all"))
    total = sum(counting.count(category) for category in corpus.category_ids)
    assert (total == corpus.leaf_hits.sum(axis=1)).all()
    assert (total == counting.whole).all()


def test_promptness_moves_between_the_categories_and_is_never_lost(kept):
    def items(promptness: str, category: str) -> int:
        specification = Specification(promptness=promptness, unit="coded-items")
        return int(Counting(kept, specification).count(category).sum())

    moved = int(Counting(kept, Specification(unit="coded-items")).count(TIMELY).sum())
    assert moved > 0
    for category, sign in (("casework", -1), ("performance", 1)):
        start = items("casework", category)
        assert items("performance-alone", category) == start + sign * moved
    assert items("performance-too", "casework") == items("casework", "casework")
    assert items("performance-too", "performance") == items("performance-alone", "performance")


def test_a_group_that_is_targeted_is_the_primary_theme_of_its_recommendation(kept, corpus):
    named, targeted = (
        Counting(kept, Specification(groups=level)).count("groups") > 0
        for level in ("rival", "targeted-only")
    )
    primary = corpus.recommendations["primary_theme"].fillna("").str.startswith("groups/")
    assert (targeted == named & primary.to_numpy()).all()
    assert 0 < targeted.sum() < named.sum()


# The curves


def test_choices_that_touch_no_number_of_a_claim_are_left_out(corpus):
    among = ClaimTest("rank", codes=("performance",), among="categories")
    assert len(draw(corpus, among)) == 72
    by_rating = ClaimTest(
        "compare",
        codes=("workforce/caseloads",),
        by="rating",
        first=("inadequate",),
        second=("good",),
        direction="higher",
    )
    points = draw(corpus, by_rating)
    assert {each.promptness for each in points} == {UNTOUCHED}
    assert {each.body for each in points} == {"authority", "both"}
    assert draw(corpus, ClaimTest("not-testable", lacking="coding", needs="more")) == []


def test_an_order_holds_in_a_specification_as_a_count_by_hand_has_it(corpus, kept):
    test = ClaimTest("rank", codes=("performance",), among="categories")
    points = draw(corpus, test)
    for each in points[::7]:
        levels = {name: getattr(each, name) for name in SPECIFICATION_CHOICES}
        counting = Counting(kept, Specification(**levels))
        chosen = choose_recommendations(corpus, Selection(framework=("F3",), body=each.body))
        counts = {code: counting.count(code)[chosen].sum() for code in corpus.category_ids}
        if each.groups == "no-rival":
            del counts["groups"]
        assert each.holds == (max(counts, key=counts.get) == "performance")


def test_a_planted_difference_holds_however_it_is_counted(corpus):
    rating = corpus.recommendations["rating"].to_numpy()
    hits = corpus.leaf_hits.copy()
    hits[:, corpus.leaf_ids.index(TIMELY)] = rating == "inadequate"
    planted = replace(corpus, leaf_hits=hits)
    test = ClaimTest(
        "compare",
        codes=(TIMELY,),
        by="rating",
        first=("inadequate",),
        second=("good",),
        direction="higher",
    )
    for direction, wanted in (("higher", True), ("lower", False)):
        points = draw(planted, replace(test, direction=direction))
        assert {each.holds for each in points} == {wanted}
        assert {each.kept_share for each in points} == {float(wanted)}


@pytest.mark.parametrize(
    ("points", "depends", "turns_on"),
    [
        ([point(True, 1.0, body="authority"), point(False, 0.0, body="both")], True, ("body",)),
        ([point(True, 0.6, body="authority"), point(False, 0.4, body="both")], False, ("body",)),
        ([point(True, 1.0, body="authority"), point(True, 0.9, body="both")], False, ()),
    ],
)
def test_a_claim_depends_on_the_coding_where_resamples_agree_with_both_answers(
    points, depends, turns_on
):
    curve = summarise_curve(points, RULE)
    assert curve.depends == depends
    assert curve.turns_on == turns_on


def test_the_verdict_turns_only_where_the_curve_was_drawn_and_something_could_be_tested():
    told = ClaimResult("T01", "strict", "sif", "contradicted", (), ())
    untold = replace(told, claim="T02", verdict="not-testable")
    elsewhere = replace(told, slice="ilacs")
    turned = turn_verdicts([told, untold, elsewhere], {"T01", "T02"}, "sif")
    assert [result.verdict for result in turned] == [
        "depends-on-coding",
        "not-testable",
        "contradicted",
    ]


# What is stored and said


def test_the_stored_specifications_are_those_of_the_data(corpus):
    some = [claim for claim in CLAIMS if claim.id in ("C03", "C12", "C18", "C43", "C58")]
    fresh = draw_curve(corpus, some, ("F3",))
    wanted = {claim.id for claim in some}
    assert [asdict(each) for each in fresh] == [
        asdict(each) for each in STORED if each.claim in wanted
    ]


# Claims with a verdict and no curve: no choice changes a number of the first two, and the last is
# that no report has something.
WITHOUT = {"C05", "C11", "C27"}


def test_every_claim_with_a_verdict_has_a_curve_or_needs_none():
    results = parse_results(paths.CLAIM_RESULTS.read_text(encoding="utf-8"))
    primary = DECLARATION.primary
    for result in results:
        basis = (result.slice, result.view, result.body)
        if basis == (primary.slice, primary.view, primary.body):
            is_open = result.verdict == "not-testable" or result.claim in WITHOUT
            assert is_open != (result.claim in CURVES), result.claim
            depends = result.claim in CURVES and CURVES[result.claim].depends
            assert depends == (result.verdict == "depends-on-coding"), result.claim


def test_a_curve_is_told_with_its_count_and_what_turns_it():
    curve = CURVES["C03"]
    assert describe_curve(curve).startswith(f"holds in {curve.holds_count} of {curve.count} ways")
    assert "turns on: groups" in describe_curve(curve)
    assert str(len(list_turned(CURVES))) in headline_curves(CURVES)


def test_the_strips_have_a_dot_for_every_way_to_count_those_first_that_hold():
    statements = {claim.id: claim.statement for claim in CLAIMS}
    dots = strip_frame(STORED, CURVES, statements)
    chart = specification_strips(dots).checked
    turned = list_turned(CURVES)
    assert [len(trace.x) for trace in chart.data] == [curve.count for curve in turned]
    for trace, curve in zip(chart.data, turned, strict=True):
        full = [colour != "#FFFFFF" for colour in trace.marker.color]
        assert full == [True] * curve.holds_count + [False] * (curve.count - curve.holds_count)
        assert describe_curve(curve).capitalize() in strips_alt_text(dots)
    assert len(curve_table(STORED)) == len(STORED)
    nothing = dots[:0]
    assert strips_alt_text(nothing).startswith("Empty chart")
    assert specification_strips(nothing).checked.layout.annotations


def test_the_record_of_an_outcome_is_untouched_by_the_turn():
    outcome = Outcome("contradicted", "", ())
    result = ClaimResult("T01", "strict", "sif", "contradicted", (outcome,), ())
    assert turn_verdicts([result], {"T01"}, "sif")[0].tests == (outcome,)


def test_resamples_are_the_same_every_time(corpus):
    test = ClaimTest("rank", codes=("casework/timeliness",), among="casework")
    first, second = draw(corpus, test), draw(corpus, test)
    assert first == second
    assert np.all([0 <= each.kept_share <= 1 for each in first])
