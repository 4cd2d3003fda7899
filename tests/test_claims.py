"""The paper's claims: what the file says, how verdicts are reached on planted data, and that the
stored results are those of the data.
"""

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import yaml

from ofsted import paths
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.schemes import apply_scheme
from ofsted.analysis.counting.selection import Selection, choose_recommendations
from ofsted.analysis.paper.claims import KINDS, Claim, ClaimTest, Rival, parse_claims
from ofsted.analysis.paper.curve import Point, summarise_curves
from ofsted.analysis.paper.judging import (
    CLAIM_SCHEMES,
    SLICES,
    judge_claims,
    list_bodies,
    turn_verdicts,
)
from ofsted.analysis.paper.measures import carry, mention, recode, tally_columns
from ofsted.analysis.paper.outcomes import (
    CLAIM_VERDICTS,
    ClaimResult,
    Finding,
    Outcome,
    combine_parts,
)
from ofsted.analysis.paper.report import (
    claims_frame,
    describe_finding,
    describe_test,
    headline_claims,
    printed_pattern,
    summarise,
)
from ofsted.analysis.paper.results import parse_results, results_as_json
from ofsted.codebook import read_codebook
from ofsted.errors import ClaimError, OfstedError
from ofsted.steps.claims import read_claims
from ofsted.steps.published import read_scheme
from ofsted.tables.stored import read_specifications

pytestmark = pytest.mark.slow

CODEBOOK = read_codebook(paths.CODEBOOK)
CLAIMS, DECLARATION = read_claims(CODEBOOK)
LEVELS = DECLARATION.levels
POINTS = [Point(**row) for row in read_specifications().to_dict("records")]
DEPEND = {
    curve.claim for curve in summarise_curves(POINTS, DECLARATION.curve).values() if curve.depends
}
RESULTS = parse_results(paths.CLAIM_RESULTS.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def strict(corpus):
    return apply_scheme(corpus, "strict")


def judge(dataset: Dataset, *tests: ClaimTest, slice_name: str = "sif") -> ClaimResult:
    claim = Claim("T01", ("Made up",), "A made-up claim.", tests)
    return judge_claims(dataset, [claim], slice_name, DECLARATION)[0]


def take(view: str, slice_name: str, body: str = "authority") -> list[ClaimResult]:
    basis = (view, slice_name, body)
    return [result for result in RESULTS if (result.view, result.slice, result.body) == basis]


def with_theme(dataset: Dataset, theme: str, carried: np.ndarray) -> Dataset:
    """The dataset with one theme given to other recommendations, in a view of the codebook made
    anew.
    """
    hits = dataset.leaf_hits.copy()
    hits[:, dataset.leaf_ids.index(theme)] = carried
    return apply_scheme(
        replace(dataset, leaf_hits=hits, theme_hits=hits, theme_ids=dataset.leaf_ids, scheme=""),
        "strict",
    )


def entry(**changes) -> dict:
    test = {"kind": "share", "codes": ["casework/timeliness"], "at_least": 0.5}
    return {
        "id": "T01",
        "sections": ["Made up"],
        "statement": "A made-up claim.",
        "tests": [test],
    } | changes


# The file


def test_there_are_71_claims_numbered_without_gaps():
    assert [claim.id for claim in CLAIMS] == [f"C{number:02}" for number in range(1, 72)]


def test_the_file_holds_no_verdict():
    assert not {"verdict", "estimate", "result"} & {
        key
        for claim in yaml.safe_load(paths.CLAIMS.read_text(encoding="utf-8"))["claims"]
        for key in claim
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": ""}, "claim 1: has no id"),
        ({"statement": ""}, "T01: has no statement"),
        ({"tests": []}, "T01: has no tests"),
        ({"verdict": "supported"}, "T01: unknown fields"),
        ({"tests": [{"kind": "guess"}]}, "T01: no kind of test 'guess'"),
        (
            {"tests": [{"kind": "share", "codes": ["casework/haste"], "at_least": 0.5}]},
            "T01: not in codebook",
        ),
        (
            {"tests": [{"kind": "share", "leaves": ["casework"], "at_least": 0.5}]},
            "T01: not in codebook",
        ),
        (
            {"tests": [{"kind": "share", "codes": ["casework"]}]},
            "T01: a test of kind share has no bound",
        ),
        ({"tests": [{"kind": "share", "at_least": 0.5}]}, "says nothing to count"),
        ({"tests": [{"kind": "share", "words": "(", "at_least": 0.5}]}, "is no pattern"),
        (
            {"tests": [{"kind": "absent", "codes": ["casework"], "direction": "higher"}]},
            "T01: a test of kind absent has",
        ),
        (
            {
                "tests": [
                    {
                        "kind": "compare",
                        "codes": ["casework"],
                        "by": "rating",
                        "first": ["inadequate"],
                        "second": ["superb"],
                        "direction": "higher",
                    }
                ]
            },
            "rating has no",
        ),
        (
            {
                "tests": [
                    {
                        "kind": "compare",
                        "codes": ["casework"],
                        "by": "rating",
                        "first": ["good"],
                        "second": ["good"],
                        "direction": "higher",
                    }
                ]
            },
            "both sides",
        ),
        (
            {
                "tests": [
                    {
                        "kind": "compare",
                        "codes": ["casework"],
                        "by": "moon",
                        "first": [1],
                        "second": [2],
                        "direction": "higher",
                    }
                ]
            },
            "by is 'moon'",
        ),
        ({"tests": [{"kind": "restates", "claims": ["T99"]}]}, "T01: restates ['T99']"),
        ({"restates": ["T01"]}, "T01: restates ['T01']"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_claim(changes, message):
    with pytest.raises(ClaimError) as raised:
        parse_claims({"claims": [entry(**changes)]}, CODEBOOK)
    assert message in str(raised.value)


def test_a_claim_may_stand_only_once():
    with pytest.raises(ClaimError, match="more than once"):
        parse_claims({"claims": [entry(), entry()]}, CODEBOOK)


def test_every_kind_of_test_is_used_and_can_be_said_in_words():
    tests = [test for claim in CLAIMS for test in (*claim.tests, *claim.beyond)]
    assert {test.kind for test in tests} == set(KINDS)
    assert all(describe_test(test, CODEBOOK.labels).endswith(".") for test in tests)


# Measures


def test_a_recoded_dataset_counts_what_its_columns_say(strict):
    timely, risk = carry(strict, ("casework/timeliness",)), carry(strict, ("risk",))
    selection = Selection(framework=("F3",))
    chosen = choose_recommendations(strict, selection)
    tally = tally_columns(strict, selection, {"timely": timely}, of=risk)
    assert tally.hits.sum() == (timely & risk & chosen).sum()
    assert tally.items.sum() == (risk & chosen).sum()
    assert len(recode(strict, {"timely": timely}, risk).reports) == len(strict.reports)


def test_a_theme_too_rare_for_the_view_is_counted_as_coded(strict, corpus):
    assert "multi-agency/caf" not in strict.theme_ids
    assert (
        carry(strict, ("multi-agency/caf",)).sum()
        == corpus.leaf_hits[:, corpus.leaf_ids.index("multi-agency/caf")].sum()
        > 0
    )


def test_words_are_looked_for_in_the_summaries_in_any_case(strict):
    found = mention(strict, "POLICE")
    by_hand = ["police" in (summary or "").lower() for summary in strict.recommendations["summary"]]
    assert found.tolist() == by_hand
    assert found.any()


# Verdicts on planted data

TIMELY = "casework/timeliness"
HIGHER = ClaimTest(
    "compare",
    codes=(TIMELY,),
    by="rating",
    first=("inadequate",),
    second=("requires-improvement", "good", "outstanding"),
    direction="higher",
)


def rated(dataset: Dataset, *ratings: str) -> np.ndarray:
    return dataset.recommendations["rating"].isin(ratings).to_numpy()


def planted(dataset: Dataset, inadequate: float, rest: float, seed: int = 1) -> Dataset:
    """Timeliness given by chance, at one rate to inadequate authorities and at another to the
    others.
    """
    chance = np.random.default_rng(seed).random(len(dataset.recommendations))
    return with_theme(
        dataset, TIMELY, chance < np.where(rated(dataset, "inadequate"), inadequate, rest)
    )


def test_a_planted_difference_supports_its_claim_and_contradicts_the_opposite(corpus):
    dataset = planted(corpus, 0.4, 0.1)
    assert judge(dataset, HIGHER).verdict == "supported"
    assert judge(dataset, replace(HIGHER, direction="lower")).verdict == "contradicted"


def test_equal_rates_leave_a_difference_at_most_small_and_support_its_absence(corpus):
    dataset = planted(corpus, 0.3, 0.3)
    for direction in ("higher", "lower"):
        result = judge(dataset, replace(HIGHER, direction=direction))
        assert result.verdict == "at-most-small"
        assert 0.67 < result.tests[0].findings[0].limit < 1.5
    assert (
        judge(dataset, ClaimTest("equivalence", codes=(TIMELY,), by="rating")).verdict
        == "supported"
    )


def test_a_planted_difference_contradicts_a_claim_of_none(corpus):
    assert (
        judge(
            planted(corpus, 0.4, 0.1), ClaimTest("equivalence", codes=(TIMELY,), by="rating")
        ).verdict
        == "contradicted"
    )


def test_a_rare_theme_leaves_both_claims_undetermined(corpus):
    dataset = planted(corpus, 0.012, 0.012)
    assert judge(dataset, HIGHER).verdict == "undetermined"
    assert (
        judge(dataset, ClaimTest("equivalence", codes=(TIMELY,), by="rating")).verdict
        == "undetermined"
    )


def test_fewer_than_15_reports_on_a_side_give_counts_and_no_ratio(corpus):
    outstanding = replace(HIGHER, first=("outstanding",), second=("inadequate",))
    outcome = judge(planted(corpus, 0.4, 0.1), outstanding).tests[0]
    finding = outcome.findings[0]
    assert outcome.verdict == "undetermined"
    assert "counts only" in outcome.reason
    assert math.isnan(finding.estimate)
    assert (
        finding.other_whole
        == (
            rated(corpus, "inadequate")
            & choose_recommendations(corpus, Selection(framework=("F3",)))
        ).sum()
    )


def test_shuffled_ratings_take_a_planted_difference_away(corpus):
    dataset = planted(corpus, 0.4, 0.1)
    reports = dataset.reports.copy()
    sif = (reports["framework"] == "F3").to_numpy()
    reports.loc[sif, "rating"] = np.random.default_rng(7).permutation(
        reports.loc[sif, "rating"].to_numpy()
    )
    assert judge(dataset, HIGHER).verdict == "supported"
    assert judge(replace(dataset, reports=reports), HIGHER).verdict != "supported"


@pytest.mark.parametrize(
    ("at_least", "at_most", "proxy", "verdict"),
    [
        (0.2, None, False, "supported"),
        (0.4, None, False, "contradicted"),
        (0.3, None, False, "undetermined"),
        (0.4, None, True, "undetermined"),
        (None, 0.4, False, "supported"),
        (None, 0.4, True, "undetermined"),
        (None, 0.2, True, "contradicted"),
        (0.2, 0.4, False, "supported"),
    ],
)
def test_a_bound_is_met_where_the_whole_interval_lies_on_its_side(
    corpus, at_least, at_most, proxy, verdict
):
    test = ClaimTest("share", codes=(TIMELY,), at_least=at_least, at_most=at_most, proxy=proxy)
    assert judge(planted(corpus, 0.3, 0.3), test).verdict == verdict


def test_an_order_holds_fails_or_is_not_settled(corpus):
    first = ClaimTest("rank", codes=(TIMELY,), among="casework")
    assert judge(planted(corpus, 0.9, 0.9), first).verdict == "supported"
    assert judge(planted(corpus, 0.02, 0.02), first).verdict == "contradicted"
    rival = carry(apply_scheme(corpus, "strict"), ("casework/consistency",))
    even, sif = rival.copy(), choose_recommendations(corpus, Selection(framework=("F3",)))
    even[sif] = np.random.default_rng(3).permutation(rival[sif])
    even[np.flatnonzero(sif & ~even)[0]] = True
    assert judge(with_theme(corpus, TIMELY, even), first).verdict == "undetermined"


def test_an_order_is_stricter_than_a_set(corpus):
    dataset = planted(corpus, 0.9, 0.9)
    pair = ClaimTest("rank", codes=("casework/consistency", TIMELY), among="casework")
    assert judge(dataset, pair).verdict == "supported"
    assert judge(dataset, replace(pair, ordered=True)).verdict == "contradicted"


def test_things_given_together_are_found_to_meet_and_things_kept_apart_are_not(corpus):
    one = carry(apply_scheme(corpus, "strict"), ("groups/missing-children",))
    test = ClaimTest("association", codes=("groups/missing-children",), with_leaves=(TIMELY,))
    chance = np.random.default_rng(5).random(len(one))
    assert judge(with_theme(corpus, TIMELY, one | (chance < 0.1)), test).verdict == "supported"
    assert judge(with_theme(corpus, TIMELY, ~one & (chance < 0.3)), test).verdict == "contradicted"


def test_absence_is_refuted_only_by_more_reports_than_twenty_could_well_miss(corpus):
    sif = np.flatnonzero(choose_recommendations(corpus, Selection(framework=("F3",))))
    one = np.zeros(len(corpus.recommendations), dtype=bool)
    absent = ClaimTest("absent", codes=(TIMELY,))
    none = judge(with_theme(corpus, TIMELY, one), absent)
    assert none.verdict == "supported"
    assert none.tests[0].findings[0].whole == 167
    one[sif[0]] = True
    few = judge(with_theme(corpus, TIMELY, one), absent)
    assert few.verdict == "undetermined"
    assert few.tests[0].findings[0].part == 1
    one[sif[::5]] = True
    assert judge(with_theme(corpus, TIMELY, one), absent).verdict == "contradicted"


def test_a_test_of_one_framework_says_the_same_in_every_slice(corpus):
    dataset = planted(corpus, 0.3, 0.3)
    test = ClaimTest("share", codes=(TIMELY,), at_least=0.2)
    alone, pinned, pooled = (
        judge(dataset, each, slice_name=name).tests[0].findings[0]
        for each, name in (
            (test, "sif"),
            (replace(test, framework=("F3",)), "sif-ilacs"),
            (test, "sif-ilacs"),
        )
    )
    assert pinned == alone
    assert pooled.whole > alone.whole


def test_what_is_said_of_one_framework_is_not_asked_of_reports_of_another(corpus):
    dataset = planted(corpus, 0.3, 0.1)
    pinned = replace(HIGHER, framework=("F3",))
    assert [judge(dataset, pinned, slice_name=name).verdict for name in SLICES] == [
        "supported",
        "not-testable",
        "supported",
    ]
    ilacs = (
        judge(dataset, ClaimTest("share", codes=(TIMELY,), at_least=0.05), slice_name="ilacs")
        .tests[0]
        .findings[0]
    )
    sif = (
        judge(dataset, ClaimTest("share", codes=(TIMELY,), at_least=0.05), slice_name="sif")
        .tests[0]
        .findings[0]
    )
    both = (
        judge(dataset, ClaimTest("share", codes=(TIMELY,), at_least=0.05), slice_name="sif-ilacs")
        .tests[0]
        .findings[0]
    )
    assert (ilacs.part + sif.part, ilacs.whole + sif.whole) == (both.part, both.whole)


def test_an_order_without_a_rival_is_refused_and_one_with_a_later_theme_can_fail(strict):
    themes = tuple(
        code for code in strict.theme_ids if strict.codebook.category_of[code] == "partnership"
    )
    alone = ClaimTest("rank", codes=themes, among="partnership")
    with pytest.raises(ClaimError, match="no rival"):
        judge(strict, alone)
    assert (
        judge(
            strict, replace(alone, also_among=("partnership/work-with-parents-families",))
        ).verdict
        == "undetermined"
    )
    everything = ClaimTest(
        "rank",
        codes=("performance",),
        among="categories",
        without=tuple(
            code for code in strict.category_ids if code not in ("performance", "workforce")
        ),
    )
    assert judge(strict, everything).verdict == "supported"


def test_words_can_count_for_a_code_of_an_order(corpus):
    rare = planted(corpus, 0.001, 0.001)
    test = ClaimTest("rank", codes=(TIMELY,), among="casework")
    assert judge(rare, test).verdict == "contradicted"
    assert judge(rare, replace(test, or_words=((TIMELY, "."),))).verdict == "supported"


def test_a_proxy_or_a_small_difference_is_not_refuted_by_little_of_it(corpus):
    even = planted(corpus, 0.3, 0.3)
    assert [
        judge(even, test).verdict
        for test in (HIGHER, replace(HIGHER, proxy=True), replace(HIGHER, slight=True))
    ] == [
        "at-most-small",
        "undetermined",
        "undetermined",
    ]
    lost = ClaimTest("outnumber", codes=(TIMELY,), rivals=(Rival("everybody", "."),))
    assert [judge(even, test).verdict for test in (lost, replace(lost, proxy=True))] == [
        "contradicted",
        "undetermined",
    ]


def test_any_theme_counts_whatever_the_view(corpus):
    sif = choose_recommendations(corpus, Selection(framework=("F3",)))
    finding = judge(corpus, ClaimTest("share", any_theme=True, at_least=0.5)).tests[0].findings[0]
    assert (finding.part, finding.whole) == (
        int(corpus.leaf_hits[sif].any(axis=1).sum()),
        int(sif.sum()),
    )


def test_a_measure_must_outnumber_every_rival_by_itself(strict):
    test = ClaimTest("outnumber", codes=(TIMELY,), rivals=(Rival("nobody", "no such word at all"),))
    assert judge(strict, test).verdict == "supported"
    assert (
        judge(
            strict,
            replace(
                test,
                rivals=(
                    *test.rivals,
                    Rival("everybody", "."),
                ),
            ),
        ).verdict
        == "contradicted"
    )


def test_no_reports_at_all_give_no_verdict_but_undetermined(strict):
    empty = replace(strict, reports=strict.reports.assign(framework="F1"))
    tests = (
        HIGHER,
        ClaimTest("share", codes=(TIMELY,), at_least=0.5),
        ClaimTest("rank", codes=(TIMELY,), among="casework"),
        ClaimTest("absent", codes=(TIMELY,)),
    )
    assert {outcome.verdict for outcome in judge(empty, *tests).tests} == {"undetermined"}


# Parts together


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["supported", "supported"], "supported"),
        (["supported", "undetermined"], "undetermined"),
        (["supported", "at-most-small", "undetermined"], "at-most-small"),
        (["undetermined", "not-testable"], "undetermined"),
        (["supported", "not-testable"], "supported"),
        (["supported", "not-testable", "not-testable"], "not-testable"),
        (["contradicted", "not-testable", "not-testable"], "contradicted"),
        (["not-testable"], "not-testable"),
        ([], ""),
    ],
)
def test_a_claim_holds_only_if_all_its_testable_parts_do(parts, whole):
    assert combine_parts(parts, LEVELS.testable_part) == whole


def test_the_part_that_can_be_tested_keeps_its_own_verdict():
    result = ClaimResult(
        "T01",
        "strict",
        "sif",
        "not-testable",
        (Outcome("supported", "", ()), Outcome("not-testable", "", ())),
        (),
    )
    assert result.tested_verdict == "supported"
    assert replace(result, verdict="supported").is_partial
    assert not result.is_partial
    assert replace(result, tests=result.tests[1:]).tested_verdict == "not-testable"


def test_a_summary_claim_follows_the_claims_it_sums_up(strict):
    claims = [
        Claim(
            "T02",
            ("Made up",),
            "A sum.",
            (ClaimTest("restates", claims=("T01",)),),
            restates=("T01",),
        ),
        Claim("T01", ("Made up",), "A part.", (ClaimTest("absent", codes=(TIMELY,)),)),
    ]
    assert [result.verdict for result in judge_claims(strict, claims, "sif", DECLARATION)] == [
        "contradicted",
        "contradicted",
    ]


def test_q_is_taken_over_all_comparisons_of_a_claim(corpus):
    dataset = planted(corpus, 0.4, 0.1)
    alone, among = (
        judge(dataset, HIGHER).tests[0].findings[0],
        judge(dataset, HIGHER, *[replace(HIGHER, codes=("leadership",))] * 9).tests[0].findings[0],
    )
    assert alone.q == pytest.approx(alone.p)
    assert among.q == pytest.approx(10 * among.p)
    assert alone.p == among.p


# The stored results


def test_every_claim_has_a_verdict_in_every_view_and_slice():
    found = Counter((result.claim, result.view, result.slice, result.body) for result in RESULTS)
    assert found == {
        (claim.id, scheme, slice_name, body): 1
        for claim in CLAIMS
        for scheme in CLAIM_SCHEMES
        for slice_name in SLICES
        for body in list_bodies(slice_name)
    }
    assert {result.verdict for result in RESULTS} <= set(CLAIM_VERDICTS)


def test_every_verdict_follows_from_its_parts_and_every_missing_one_has_a_reason():
    for result in RESULTS:
        parts = [outcome.verdict for outcome in result.tests]
        if result.slice != "sif" or result.claim not in DEPEND:
            assert result.verdict == combine_parts(parts, LEVELS.testable_part)
        assert all(
            outcome.reason
            for outcome in result.tests
            if outcome.verdict in ("undetermined", "not-testable")
        ), result.claim


def test_every_estimate_stands_inside_its_interval_with_its_n_of_n():
    for result in RESULTS:
        for outcome in (*result.tests, *result.beyond):
            for finding in outcome.findings:
                assert math.isnan(finding.low) or finding.low <= finding.estimate <= finding.high, (
                    result.claim,
                    finding,
                )
                everybody = finding.other_whole if finding.unit == "lift" else finding.whole
                assert (
                    finding.unit == "claim" or 0 <= finding.part <= finding.whole and everybody > 0
                ), (result.claim, finding)


def test_the_stored_results_are_those_of_the_data():
    """All claims in the first view and slice, and one of every other kind in the last."""
    fresh = judge_claims(read_scheme("strict"), CLAIMS, "sif", DECLARATION)
    fresh = turn_verdicts(fresh, DEPEND, "sif")
    assert results_as_json(fresh) == results_as_json(take("strict", "sif"))
    some = [
        claim
        for claim in CLAIMS
        if claim.id in ("C01", "C10", "C20", "C24", "C27", "C29", "C37", "C48", "C60", "C70")
    ]
    fresh = judge_claims(read_scheme("wide"), some, "sif-ilacs", DECLARATION, "both")
    assert results_as_json(fresh) == results_as_json(
        result
        for result in take("wide", "sif-ilacs", "both")
        if result.claim in {claim.id for claim in some}
    )


def test_results_written_and_read_are_the_same():
    infinite = ClaimResult(
        "T01",
        "strict",
        "sif",
        "supported",
        (
            Outcome(
                "supported",
                "",
                (
                    Finding(
                        "x", unit="ratio", estimate=2.0, low=1.5, high=math.inf, part=3, whole=4
                    ),
                ),
            ),
        ),
        (),
    )
    text = results_as_json([infinite])
    assert results_as_json(parse_results(text)) == text
    assert parse_results(text)[0].tests[0].findings[0].high == math.inf


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[{}]",
        "[1]",
        '[{"claim":"C01","view":"strict","slice":"sif","verdict":"true","tests":[],"beyond":[]}]',
    ],
)
def test_results_that_are_none_are_refused(text):
    with pytest.raises(OfstedError):
        parse_results(text)


# Words


def test_the_headline_counts_the_claims_of_its_view_and_slice():
    headline = headline_claims(RESULTS, "strict", "sif")
    counts = Counter(result.verdict for result in take("strict", "sif"))
    assert (
        f"Of 71 claims, {counts['supported']} are supported, {counts['contradicted']} contradicted"
        in headline
    )
    assert headline_claims([], "strict", "sif") == "No claim is tested."


def test_the_summary_adds_up_to_all_claims_everywhere():
    assert summarise(RESULTS).groupby(["view", "slice"])["claim_count"].sum().tolist() == [
        71
    ] * len(CLAIM_SCHEMES) * len(SLICES)


def test_the_frame_has_a_row_for_every_finding():
    findings = sum(
        max(len(outcome.findings), 1)
        for result in RESULTS
        for outcome in (*result.tests, *result.beyond)
    )
    assert len(claims_frame(CLAIMS, RESULTS, CODEBOOK.labels)) == findings


def test_a_finding_without_a_rate_is_printed_as_n_of_n():
    assert describe_finding(Finding("measure", part=3, whole=40)) == "3 of 40 recommendations"
    assert (
        describe_finding(
            Finding("measure", unit="reports", estimate=0.5, low=0.4, high=0.6, part=20, whole=40)
        )
        == "50% (20 of 40 reports; 95% interval 40% to 60%)"
    )


def test_a_pattern_is_printed_as_words():
    assert printed_pattern(r"\bplans?\b|assess|on time|\d") == "plan(s), assess…, on time, a figure"
