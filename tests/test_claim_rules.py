"""What is declared for the verdicts on the study's claims, and that every change of it is
logged.
"""

import csv
import re
from collections import Counter
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
import yaml

from ofsted import paths
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.schemes import apply_scheme
from ofsted.analysis.counting.selection import Selection, choose_recommendations
from ofsted.analysis.counting.tallies import Tally
from ofsted.analysis.inference.similarity import measure_dissimilarity
from ofsted.analysis.paper.claims import KINDS, Claim, ClaimTest
from ofsted.analysis.paper.declaration import parse_declaration
from ofsted.analysis.paper.judging import judge_claims
from ofsted.analysis.paper.measures import mention
from ofsted.analysis.paper.mixing import SAMENESS_CLAIM, headline_mixes, mixes_frame
from ofsted.analysis.paper.outcomes import ClaimResult
from ofsted.analysis.paper.report import describe_outcome
from ofsted.analysis.paper.results import parse_results
from ofsted.charts.claims import mixes_alt_text, mixes_dots
from ofsted.errors import ClaimError
from ofsted.glossary import CLAIM_VERDICTS
from ofsted.steps.claims import read_claims
from ofsted.steps.published import read_quotes

CLAIMS, DECLARATION = read_claims()
RAW = yaml.safe_load(paths.DECLARATION.read_text(encoding="utf-8"))
ALONE = "casework/seeing-children-alone"
HIGHER = ClaimTest(
    "compare",
    codes=(ALONE,),
    by="rating",
    first=("inadequate",),
    second=("requires-improvement", "good", "outstanding"),
    direction="higher",
)


def judge(dataset: Dataset, *tests: ClaimTest, body: str = "authority") -> ClaimResult:
    claim = Claim("T01", ("Made up",), "A made-up claim.", tests)
    return judge_claims(dataset, [claim], "sif", DECLARATION, body)[0]


def read_log() -> list[dict[str, str]]:
    with paths.CLAIMS_LOG.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counts(row: dict[str, str], when: str) -> list[int]:
    return [int(row[f"{verdict.replace('-', '_')}_{when}"]) for verdict in CLAIM_VERDICTS]


# The declaration


def test_every_kind_of_test_is_declared_and_every_claim_named_is_there():
    assert set(DECLARATION.kinds) == set(KINDS)
    assert set(DECLARATION.hardly_fails) <= {claim.id for claim in CLAIMS}


@pytest.mark.parametrize(
    ("part", "name", "value", "message"),
    [
        ("levels", "significant", 0.1, "significant is 0.1, expected 0.05"),
        ("levels", "fewest_named", None, "missing ['fewest_named']"),
        ("levels", "luck", 7, "unknown ['luck']"),
        ("primary", "slice", None, "missing ['slice']"),
        ("kinds", "rank", {"sided": "three", "family": "none"}, "rank is three"),
    ],
)
def test_a_fault_of_the_declaration_is_named_with_its_place(part, name, value, message):
    raw = deepcopy(RAW)
    if value is None:
        del raw[part][name]
    else:
        raw[part][name] = value
    with pytest.raises(ClaimError) as raised:
        parse_declaration(raw)
    assert "declaration.yaml" in str(raised.value)
    assert message in str(raised.value)


def test_an_order_is_judged_by_the_declared_share_of_resamples(corpus):
    dataset = apply_scheme(corpus, "strict")
    test = ClaimTest("rank", codes=("groups/care-leavers",), among="groups")
    claim = Claim("T01", ("Made up",), "A made-up claim.", (test,))
    strict = replace(DECLARATION, levels=replace(DECLARATION.levels, order_holds=1.1))
    lax = replace(DECLARATION, levels=replace(DECLARATION.levels, order_holds=0.0))
    verdicts = [
        judge_claims(dataset, [claim], "sif", declared)[0].verdict for declared in (strict, lax)
    ]
    assert verdicts[0] != "supported"
    assert verdicts[1] == "supported"


# The log


def test_the_log_is_numbered_dated_in_order_and_begins_with_the_first_results():
    log = read_log()
    assert [int(row["number"]) for row in log] == list(range(1, len(log) + 1))
    assert [row["changed_on"] for row in log] == sorted(row["changed_on"] for row in log)
    assert log[0]["kind"] == "first"
    assert counts(log[0], "before") == [0] * len(CLAIM_VERDICTS)


def test_every_row_of_the_log_begins_where_the_one_before_ended():
    log = read_log()
    for before, after in zip(log, log[1:], strict=False):
        assert counts(before, "after") == counts(after, "before"), after["number"]
        assert sum(counts(after, "after")) == len(CLAIMS)


def test_the_verdicts_that_stand_are_those_of_the_last_row_of_the_log():
    primary = DECLARATION.primary
    found = Counter(
        result.verdict
        for result in parse_results(paths.CLAIM_RESULTS.read_text(encoding="utf-8"))
        if (result.slice, result.view, result.body) == (primary.slice, primary.view, primary.body)
    )
    assert counts(read_log()[-1], "after") == [found[verdict] for verdict in CLAIM_VERDICTS]


# Claims that name a theme beforehand


def planted_alone(dataset: Dataset, inadequate: int, rest: int) -> Dataset:
    """The rare theme in so many recommendations, one to a report, on either side."""
    sif = choose_recommendations(dataset, Selection(framework=("F3",)))
    worst = dataset.recommendations["rating"].eq("inadequate").to_numpy()
    carried = np.zeros(len(sif), dtype=bool)
    for side, wanted in ((sif & worst, inadequate), (sif & ~worst, rest)):
        rows = np.flatnonzero(side)
        _, firsts = np.unique(dataset.report_rows[rows], return_index=True)
        carried[rows[firsts[:wanted]]] = True
    hits = dataset.leaf_hits.copy()
    hits[:, dataset.leaf_ids.index(ALONE)] = carried
    return apply_scheme(
        replace(dataset, leaf_hits=hits, theme_hits=hits, theme_ids=dataset.leaf_ids, scheme=""),
        "strict",
    )


def test_a_rare_theme_that_a_claim_names_is_tested_exactly_from_14_mentions(corpus):
    found = judge(planted_alone(corpus, 12, 2), HIGHER).tests[0]
    finding = found.findings[0]
    assert found.verdict == "supported"
    assert 0 < finding.fisher_p <= finding.p < 0.05
    assert "Fisher" in describe_outcome(found)
    fewer = judge(planted_alone(corpus, 11, 2), HIGHER).tests[0]
    assert fewer.verdict == "undetermined"
    assert np.isnan(fewer.findings[0].p)
    even = judge(planted_alone(corpus, 5, 10), HIGHER).tests[0]
    assert even.verdict != "supported"


def test_the_opposite_of_a_claim_contradicts_it_and_nothing_less_does(corpus):
    lower = replace(HIGHER, direction="lower")
    everything = planted_alone(corpus, 18, 0)
    assert judge(everything, lower).verdict == "contradicted"
    assert judge(everything, HIGHER).verdict == "supported"
    leaning = judge(planted_alone(corpus, 4, 14), HIGHER).tests[0]
    assert leaning.verdict == "undetermined"
    assert "leans" in leaning.reason


# Mixes


def mixes(rng: np.random.Generator, first: np.ndarray, second: np.ndarray) -> Tally:
    """Sixty areas with one report of twenty mentions each, half of them in either group."""
    hits = np.vstack([rng.multinomial(20, first, 30), rng.multinomial(20, second, 30)])
    items = hits.sum(axis=1)
    codes = tuple(f"c{number}" for number in range(hits.shape[1]))
    return Tally(np.arange(60), hits, items, np.arange(60), codes)


SIDES = np.stack([np.arange(60) < 30, np.arange(60) >= 30])


@pytest.mark.parametrize("by_area", [True, False])
def test_equal_mixes_lie_where_chance_puts_them_and_unequal_ones_beyond(by_area):
    even = np.full(5, 0.2)
    moved = np.array([0.5, 0.2, 0.2, 0.1, 0.0])
    strata = np.zeros(60, dtype=int)
    rng = np.random.default_rng(5)
    same = measure_dissimilarity(mixes(rng, even, even), SIDES, strata, by_area=by_area)
    apart = measure_dissimilarity(mixes(rng, even, moved), SIDES, strata, by_area=by_area)
    assert same.p > 0.05
    assert same.high < 0.10
    assert apart.p < 0.01
    assert apart.low < 0.30 < apart.high
    assert abs(same.by_chance - 0.033) < 0.02


def test_the_upper_limit_of_a_dissimilarity_covers_the_truth():
    """A dissimilarity of exactly 10 points is called largely the same in about one of twenty."""
    even = np.full(5, 0.2)
    moved = even + np.array([0.05, 0.05, 0.0, -0.05, -0.05])
    strata = np.zeros(60, dtype=int)
    rng = np.random.default_rng(11)
    below = 0
    for _ in range(200):
        tally = mixes(rng, even, moved)
        found = measure_dissimilarity(tally, SIDES, strata, by_area=True, draws=300)
        below += found.high < 0.10
    assert below / 200 < 0.09


def test_claims_of_sameness_are_asked_of_whole_mixes(corpus):
    dataset = apply_scheme(corpus, "strict")
    result = judge(dataset, ClaimTest("similar", by="deprivation"))
    assert result.verdict == "supported"
    assert len(result.tests[0].findings) == 3
    assert "points apart" in describe_outcome(result.tests[0])
    by_rating = np.where(dataset.recommendations["rating"] == "inadequate", 0, 1)
    hits = np.zeros_like(dataset.category_hits)
    hits[np.arange(len(hits)), by_rating] = True
    planted = replace(dataset, category_hits=hits)
    assert judge(planted, ClaimTest("similar", by="rating")).verdict == "contradicted"


# Bodies and sensitivity


def test_a_claim_asked_of_both_bodies_counts_the_boards_recommendations_too(corpus):
    dataset = apply_scheme(corpus, "strict")
    test = ClaimTest("share", codes=("risk",), at_least=0.01)
    alone, both = (
        judge(dataset, test, body=body).tests[0].findings[0].whole for body in ("authority", "both")
    )
    board = choose_recommendations(dataset, Selection(framework=("F3",), body="lscb"))
    assert both - alone == board.sum() > 0


def test_the_stated_sensitivity_of_words_in_summaries_is_that_of_the_texts(corpus):
    quotes = read_quotes()
    if not quotes:
        pytest.skip("the texts are not hydrated")
    test = next(claim for claim in CLAIMS if claim.id == "C63").tests[0]
    rows = corpus.recommendations
    chosen = choose_recommendations(corpus, Selection(framework=("F3",)))
    sought = re.compile(test.words, re.IGNORECASE)
    texts = [quotes.get(key, "") for key in rows["recommendation_id"]]
    meant = chosen & [bool(sought.search(text)) for text in texts]
    found = meant & mention(corpus, test.words)
    assert found.sum() / meant.sum() == pytest.approx(test.sensitivity, abs=0.005)


def test_the_figure_of_mixes_has_the_pairs_of_the_claim_with_what_chance_gives():
    results = parse_results(paths.CLAIM_RESULTS.read_text(encoding="utf-8"))
    primary = DECLARATION.primary
    result = next(
        each
        for each in results
        if (each.claim, each.slice, each.view, each.body)
        == (SAMENESS_CLAIM, primary.slice, primary.view, primary.body)
    )
    frame = mixes_frame(result)
    assert len(frame) == 6
    assert frame["points"].is_monotonic_decreasing
    assert (frame["low"] <= frame["points"]).all()
    assert (frame["points"] <= frame["high"]).all()
    is_ruled_out = frame["high"].max() < 10
    assert is_ruled_out == (result.verdict == "supported")
    assert ("are ruled out" in headline_mixes(frame)) == is_ruled_out
    chart = mixes_dots(frame, 10).checked
    assert list(chart.data[0].x) == frame["points"].tolist()
    assert len(chart.layout.shapes) == 7
    assert mixes_alt_text(frame).count("points apart") == 6
    assert mixes_alt_text(frame[:0]).startswith("Empty chart")
    assert headline_mixes(frame[:0]).startswith("No two groups")
