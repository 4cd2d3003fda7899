"""Each kind of test put to a dataset, giving estimates, intervals, n of N and a verdict.

Rules. A bound is met or missed where the whole 95% interval lies on its side. An order holds if at
least 95% of the resamples keep it, and does not if at most 5% do. A direction needs q below 0.05
within the claim (Benjamini–Hochberg); the other direction, or a ratio shown to lie inside 0.67–1.5
(its 90% interval does), contradicts it (not where p below 0.10 leans to the claim's side: that is
undetermined). "No difference" needs every ratio's 90% interval inside 0.67–1.5, and is contradicted
by a difference with q below 0.05 and a ratio outside. Absence is supported where there is none, and
contradicted where more reports have it than the study's twenty of a framework could well miss.
Everything else is undetermined. A claim of several parts is contradicted if one of them is; else
not testable if one is not; else undetermined if one is; else supported. A measure marked proxy
finds only part of what is meant: falling short, losing an order or showing no difference with it
refutes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from ofsted import glossary
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.counting.tallies import Tally
from ofsted.analysis.inference.comparison import compare_groups
from ofsted.analysis.inference.intervals import (
    DRAWS,
    SEED,
    bootstrap_ratios,
    share_intervals,
    sum_clusters,
)
from ofsted.analysis.paper.claims import ClaimTest
from ofsted.analysis.paper.measures import (
    MEASURE,
    carry,
    carry_leaves,
    find_base,
    find_measured,
    mention,
    recode,
    tally_columns,
)
from ofsted.analysis.paper.outcomes import GRAVEST_FIRST, Finding, Outcome, combine_verdicts
from ofsted.errors import ClaimError
from ofsted.limits import EQUIVALENT, SIGNIFICANT, SMALL_GROUP, SMALL_THEME

ORDER_HOLDS, ORDER_FAILS = 0.95, 0.05  # shares of resamples
STUDY_REPORTS = 20  # that the study read of each framework
OVERLOOKED = 1 - 0.05 ** (
    1 / STUDY_REPORTS
)  # share of reports with it, below which so many show none more than once in twenty times
_PARTIAL = "the measure catches only part of what is meant"


def run_test(dataset: Dataset, selection: Selection, test: ClaimTest) -> Outcome:
    """The outcome of a test that compares no groups, on the recommendations of the selection to the
    body that the test is about.
    """
    return _RUNNERS[test.kind](dataset, replace(selection, body=test.body), test)


def compare_sides(dataset: Dataset, selection: Selection, test: ClaimTest) -> list[Finding]:
    """One finding per measure and pair of groups, with p but not yet q; `verdict` is that of the
    comparison.
    """
    if test.direction:
        columns, pairs = {MEASURE: find_measured(dataset, test)}, [(test.first, test.second)]
    else:
        codes = (
            [
                code
                for code in dataset.theme_ids
                if dataset.codebook.category_of[code] == test.themes_of
            ]
            if test.themes_of
            else test.codes
        )
        columns = {code: carry(dataset, (code,)) for code in codes}
        pairs = _pairs(test.by, selection)
    recoded = recode(dataset, columns, find_base(dataset, test))
    findings = []
    for first, second in pairs:
        labels = dataset.reports[test.by].map(
            lambda code, first=first, second=second: (
                0 if code in first else 1 if code in second else None
            )
        )
        labels = pd.Series(labels.to_numpy(dtype=object), name=test.by)
        compared = compare_groups(
            recoded, replace(selection, body=test.body), by=labels, first=0, second=1
        )
        names = f"{_named(test.by, first)} against {_named(test.by, second)}"
        findings += [
            _contrast(row, dataset.codebook.labels.get(row.code, row.code), names)
            for row in compared.itertuples()
        ]
    return findings


def judge_comparison(test: ClaimTest, findings: list[Finding]) -> Outcome:
    """The outcome of a test that compares groups, from its findings with q."""
    return (_judge_direction if test.direction else _judge_equivalence)(test, findings)


def _share(dataset: Dataset, selection: Selection, test: ClaimTest, unit: str = "share") -> Outcome:
    tally = tally_columns(
        dataset, selection, {MEASURE: find_measured(dataset, test)}, find_base(dataset, test)
    )
    finding = _shares(tally, [MEASURE], unit)[0]
    listing = len(tally.items) if unit == "reports" else int((tally.items > 0).sum())
    if listing < SMALL_GROUP or (unit == "share" and finding.whole < SMALL_THEME):
        return Outcome(
            "undetermined",
            f"fewer than {SMALL_GROUP} reports or {SMALL_THEME} recommendations: a count, no share",
            (_bare(finding),),
        )
    return Outcome(*_judge_bounds(test, finding), (finding,))


def _prevalence(dataset: Dataset, selection: Selection, test: ClaimTest) -> Outcome:
    return _share(dataset, selection, test, "reports")


def _judge_bounds(test: ClaimTest, finding: Finding) -> tuple[str, str]:
    """A measure that is a proxy catches too little: falling short refutes nothing, staying below a
    limit proves nothing.
    """
    floor, ceiling = (
        -np.inf if test.at_least is None else test.at_least,
        np.inf if test.at_most is None else test.at_most,
    )
    if finding.low >= floor and finding.high <= ceiling:
        return (
            ("undetermined", _PARTIAL)
            if test.proxy and test.at_most is not None
            else ("supported", "")
        )
    if finding.high < floor:
        return ("undetermined", _PARTIAL) if test.proxy else ("contradicted", "")
    return (
        ("contradicted", "")
        if finding.low > ceiling
        else ("undetermined", "the interval reaches over the bound")
    )


def _rank(dataset: Dataset, selection: Selection, test: ClaimTest) -> Outcome:
    rivals = (
        dataset.category_ids
        if test.among == "categories"
        else [
            code for code in dataset.theme_ids if dataset.codebook.category_of[code] == test.among
        ]
    )
    rivals = [*rivals, *(code for code in test.also_among if code not in rivals)]
    codes = [*test.codes, *(code for code in rivals if code not in (*test.codes, *test.without))]
    if len(codes) == len(test.codes):
        raise ClaimError(
            f"a test of kind rank of {test.codes} has no rival in the {dataset.scheme} view, so it cannot fail"
        )
    named = {code: carry(dataset, (code,)) for code in codes}
    tally = tally_columns(
        dataset,
        selection,
        named | {code: named[code] | mention(dataset, pattern) for code, pattern in test.or_words},
    )
    first = len(test.codes)

    def holds(shares: np.ndarray) -> np.ndarray:
        rest = shares[:, first:].max(axis=1, initial=-np.inf)
        ordered = (np.diff(shares[:, :first], axis=1) < 0).all(axis=1) if test.ordered else True
        return ordered & (shares[:, :first].min(axis=1) > rest)

    labels = [_label(dataset, code) for code in codes]
    return _judge_order(tally, holds, _shares(tally, labels), first)


def _outnumber(dataset: Dataset, selection: Selection, test: ClaimTest) -> Outcome:
    columns = {MEASURE: find_measured(dataset, test)} | {
        rival.label: mention(dataset, rival.words) for rival in test.rivals
    }
    tally = tally_columns(dataset, selection, columns, find_base(dataset, test))
    outcome = _judge_order(
        tally,
        lambda shares: shares[:, 0] > shares[:, 1:].max(axis=1),
        _shares(tally, list(columns)),
        1,
    )
    return (
        replace(outcome, verdict="undetermined", reason=_PARTIAL)
        if test.proxy and outcome.verdict == "contradicted"
        else outcome
    )


def _judge_order(
    tally: Tally, holds: Callable[[np.ndarray], np.ndarray], shares: list[Finding], named: int
) -> Outcome:
    """The share of resamples of areas in which an order of shares holds; beside it the shares named
    and the strongest of the rest.
    """
    parts, wholes = (
        sum_clusters(tally.hits, tally.clusters),
        sum_clusters(tally.items, tally.clusters),
    )
    kept = int(
        sum(
            holds(np.nan_to_num(block)).sum()
            for block in bootstrap_ratios(parts, wholes, DRAWS, SEED)
        )
    )
    rest = sorted(shares[named:], key=lambda finding: -finding.part)[:2]
    findings = (
        Finding("order", unit="resamples", estimate=kept / DRAWS, part=kept, whole=DRAWS),
        *shares[:named],
        *rest,
    )
    if (tally.items > 0).sum() < SMALL_GROUP:
        return Outcome(
            "undetermined",
            f"fewer than {SMALL_GROUP} reports",
            tuple(_bare(finding) for finding in findings[1:]),
        )
    verdict = (
        "supported"
        if kept / DRAWS >= ORDER_HOLDS
        else "contradicted"
        if kept / DRAWS <= ORDER_FAILS
        else "undetermined"
    )
    return Outcome(
        verdict,
        "the order is not settled by these reports" if verdict == "undetermined" else "",
        findings,
    )


def _association(dataset: Dataset, selection: Selection, test: ClaimTest) -> Outcome:
    """How many times more often two things meet than chance would have it, with the percentile
    interval of the resamples.
    """
    first, second = carry(dataset, test.codes), carry_leaves(dataset, test.with_leaves)
    tally = tally_columns(
        dataset, selection, {"both": first & second, "first": first, "second": second}
    )
    both, *sides = tally.hits.sum(axis=0)
    finding = Finding(
        MEASURE,
        unit="lift",
        part=int(both),
        whole=int(sides[0]),
        other_part=int(sides[1]),
        other_whole=int(tally.items.sum()),
    )
    if min(sides) < SMALL_THEME:
        return Outcome(
            "undetermined",
            f"fewer than {SMALL_THEME} recommendations carry it: a count, no ratio",
            (finding,),
        )
    parts, wholes = (
        sum_clusters(tally.hits, tally.clusters),
        sum_clusters(tally.items, tally.clusters),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = np.concatenate(
            [
                block[:, 0] / (block[:, 1] * block[:, 2])
                for block in bootstrap_ratios(parts, wholes, DRAWS, SEED)
            ]
        )
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    finding = replace(
        finding, estimate=both * tally.items.sum() / (sides[0] * sides[1]), low=low, high=high
    )
    verdict = "supported" if low > 1 else "contradicted" if high < 1 else "undetermined"
    return Outcome(
        verdict, "the interval reaches over 1" if verdict == "undetermined" else "", (finding,)
    )


def _absent(dataset: Dataset, selection: Selection, test: ClaimTest) -> Outcome:
    """The study saw none in its reports of a framework; a few in all of them would be no surprise."""
    finding = _shares(
        tally_columns(dataset, selection, {MEASURE: find_measured(dataset, test)}),
        [MEASURE],
        "reports",
    )[0]
    if not finding.part:
        return Outcome("supported", "", (finding,))
    if finding.low > OVERLOOKED:
        return Outcome(
            "contradicted", f"{STUDY_REPORTS} reports without one would be rare", (finding,)
        )
    return Outcome(
        "undetermined",
        f"it is there, but {STUDY_REPORTS} reports without one would be no surprise",
        (finding,),
    )


def _not_testable(dataset: Dataset, selection: Selection, test: ClaimTest) -> Outcome:
    """What the slice does hold on the subject, without a verdict."""
    reason = f"needs {test.needs}, which {'are not in this release' if test.lacking == 'frameworks' else 'has not been coded'}"
    if not test.codes:
        return Outcome("not-testable", reason, ())
    tally = tally_columns(
        dataset, selection, {code: carry(dataset, (code,)) for code in test.codes}
    )
    shares = _shares(tally, [dataset.codebook.labels[code] for code in test.codes])
    return Outcome(
        "not-testable",
        reason,
        tuple(finding if finding.part >= SMALL_THEME else _bare(finding) for finding in shares),
    )


_RUNNERS: dict[str, Callable[[Dataset, Selection, ClaimTest], Outcome]] = {
    "share": _share,
    "prevalence": _prevalence,
    "rank": _rank,
    "outnumber": _outnumber,
    "association": _association,
    "absent": _absent,
    "not-testable": _not_testable,
}


def _pairs(by: str, selection: Selection) -> list[tuple[tuple, tuple]]:
    """The groups that a claim of no difference sets side by side, two at a time; ratings as the
    paper has them, inadequate and not.
    """
    if by == "rating":
        return [(("inadequate",), ("requires-improvement", "good", "outstanding"))]
    codes = selection.framework if by == "framework" else glossary.codes(by)
    return [((first,), (second,)) for first, second in combinations(codes, 2)]


def _contrast(row: tuple, label: str, names: str) -> Finding:
    finding = Finding(
        label,
        names,
        "ratio",
        row.adjusted_ratio,
        row.adjusted_ratio_low,
        row.adjusted_ratio_high,
        int(row.first_hit_count),
        int(row.first_recommendation_count),
        int(row.second_hit_count),
        int(row.second_recommendation_count),
        row.p,
        verdict=row.verdict,
        is_turned=bool(row.signs_differ),
        is_equivalent=bool(row.is_equivalent),
    )
    too_few = (
        row.verdict == "counts-only" or row.first_hit_count + row.second_hit_count < SMALL_THEME
    )
    return (
        replace(_bare(finding), p=np.nan, verdict="counts-only", is_turned=False)
        if too_few
        else finding
    )


def _judge_direction(test: ClaimTest, findings: list[Finding]) -> Outcome:
    finding = findings[0]
    if finding.verdict == "counts-only":
        return Outcome(
            "undetermined",
            f"fewer than {SMALL_GROUP} reports on a side or {SMALL_THEME} recommendations: counts only",
            (finding,),
        )
    if finding.q < SIGNIFICANT:
        side = "higher" if finding.estimate > 1 else "lower"
        return Outcome(
            "supported" if side == test.direction else "contradicted",
            "",
            (replace(finding, verdict=side),),
        )
    if finding.is_equivalent:
        finding = replace(finding, verdict="no-difference")
        if finding.p < 2 * SIGNIFICANT and (finding.estimate > 1) == (test.direction == "higher"):
            # One-sided evidence for the claim: a small difference in its direction is no proof
            # against it.
            return Outcome(
                "undetermined",
                f"the ratio’s 90% interval lies inside {EQUIVALENT[0]}–{EQUIVALENT[1]}, but leans to the claim’s side",
                (finding,),
            )
        if test.proxy or test.slight:
            return Outcome(
                "undetermined",
                _PARTIAL
                if test.proxy
                else f"no difference beyond {EQUIVALENT[0]}–{EQUIVALENT[1]} is shown, and the claim is of a small one",
                (finding,),
            )
        return Outcome(
            "contradicted",
            f"the ratio’s 90% interval lies inside {EQUIVALENT[0]}–{EQUIVALENT[1]}: no difference worth the name",
            (finding,),
        )
    return Outcome(
        "undetermined",
        "neither a difference nor its absence is shown",
        (replace(finding, verdict="undetermined"),),
    )


def _judge_equivalence(test: ClaimTest, findings: list[Finding]) -> Outcome:
    judged = [
        replace(finding, verdict=_alike(finding))
        for finding in findings
        if finding.verdict != "counts-only"
    ]
    if not judged:
        return Outcome(
            "undetermined",
            f"fewer than {SMALL_GROUP} reports in a group or {SMALL_THEME} recommendations: counts only",
            tuple(findings),
        )
    judged.sort(
        key=lambda finding: (
            GRAVEST_FIRST.index(finding.verdict),
            -abs(np.log(max(finding.estimate, 1e-9))),
        )
    )
    verdict = combine_verdicts(finding.verdict for finding in judged)
    alike, apart = (
        sum(finding.verdict == wanted for finding in judged)
        for wanted in ("supported", "contradicted")
    )
    return Outcome(
        verdict, f"{alike} of {len(judged)} comparisons alike, {apart} different", tuple(judged)
    )


def _alike(finding: Finding) -> str:
    if finding.is_equivalent:
        return "supported"
    return (
        "contradicted"
        if finding.q < SIGNIFICANT and not EQUIVALENT[0] <= finding.estimate <= EQUIVALENT[1]
        else "undetermined"
    )


def _shares(tally: Tally, labels: Sequence[str], unit: str = "share") -> list[Finding]:
    """The share of every column of a tally, of recommendations or of reports with at least one, in
    the order of the columns.
    """
    everybody = np.ones((1, len(tally.rows)), dtype=bool)
    low, high = share_intervals(tally, everybody, unit=unit)
    parts = (tally.hits > 0).sum(axis=0) if unit == "reports" else tally.hits.sum(axis=0)
    whole = len(tally.rows) if unit == "reports" else int(tally.items.sum())
    return [
        Finding(
            label,
            "",
            unit,
            part / whole if whole else np.nan,
            low[0, place],
            high[0, place],
            int(part),
            whole,
        )
        for place, (label, part) in enumerate(zip(labels, parts, strict=True))
    ]


def _label(dataset: Dataset, code: str) -> str:
    """A code in words; of a theme, how many narrower ones count under it in this view."""
    under = sum(
        theme.id != code and dataset.codebook.home_of(theme.id, dataset.scheme) == code
        for theme in dataset.codebook.themes
    )
    return dataset.codebook.labels[code] + (
        f" (with {under} narrower theme{'' if under == 1 else 's'})" if under else ""
    )


def _bare(finding: Finding) -> Finding:
    """The counts without the rate: too few to print one."""
    return replace(finding, estimate=np.nan, low=np.nan, high=np.nan)


def _named(by: str, codes: tuple) -> str:
    return " or ".join(glossary.short_label(by, code) for code in codes)
