"""The claims judged one by one: tests that a slice of the corpus allows, and a verdict for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from ofsted import glossary, words
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection, choose_reports
from ofsted.analysis.inference.permutations import adjust_p
from ofsted.analysis.paper.claims import Claim, ClaimTest
from ofsted.analysis.paper.kinds import compare_sides, judge_comparison, run_test
from ofsted.analysis.paper.outcomes import ClaimResult, Finding, Outcome, combine_verdicts

CLAIM_SCHEMES = ("strict", "wide")
SLICES = {"sif": ("F3",), "ilacs": ("F4",), "sif-ilacs": ("F3", "F4")}


def judge_claims(dataset: Dataset, claims: Sequence[Claim], slice_name: str) -> list[ClaimResult]:
    """A result for every claim, in their order.

    The dataset is in one view of the codebook (`schemes.apply_scheme`).
    """
    selection = Selection(framework=SLICES[slice_name])
    verdicts: dict[str, str] = {}
    results = {}
    for claim in sorted(claims, key=_is_sum):
        tests = _run(dataset, selection, claim.tests, verdicts)
        further = tests_beyond(claim, slice_name)
        beyond = _run(dataset, selection, further, verdicts)
        verdict = combine_verdicts(test.verdict for test in tests)
        verdicts[claim.id] = verdict
        results[claim.id] = ClaimResult(
            claim.id, dataset.scheme, slice_name, verdict, tests, beyond
        )
    return [results[claim.id] for claim in claims]


def _is_sum(claim: Claim) -> bool:
    """Whether a claim sums up others, so that their verdicts must come first."""
    return any(test.claims for test in claim.tests)


def tests_beyond(claim: Claim, slice_name: str) -> list[ClaimTest]:
    """The tests beyond the paper that a slice allows.

    Frameworks can be compared only where the slice holds two.
    """
    holds_several = len(SLICES[slice_name]) > 1
    return [test for test in claim.beyond if holds_several or test.by != "framework"]


def _run(
    dataset: Dataset, selection: Selection, tests: Sequence[ClaimTest], verdicts: dict[str, str]
) -> tuple[Outcome, ...]:
    """The outcomes of a claim's tests; `verdicts` are those of the claims judged before it.

    They are judged only after q has been taken over all comparisons of the claim.
    """
    if not choose_reports(dataset, selection).any():
        nothing = Outcome("undetermined", "no report is there to be read", ())
        return (nothing,) * len(tests)
    compared = [_compare(dataset, selection, test) for test in tests]
    p = [finding.p for finding in chain.from_iterable(compared)]
    adjusted = adjust_p(np.array(p, dtype=float))
    q = iter(adjusted)
    outcomes = []
    for test, findings in zip(tests, compared, strict=True):
        told = [replace(finding, q=next(q)) for finding in findings]
        outcome = _judge(dataset, selection, test, told, verdicts)
        outcomes.append(outcome)
    return tuple(outcomes)


def _compare(dataset: Dataset, selection: Selection, test: ClaimTest) -> list[Finding]:
    """The findings of a test that compares groups; none for any other."""
    if not test.by or _is_foreign(test, selection):
        return []
    pinned = _pinned(selection, test)
    return compare_sides(dataset, pinned, test)


def _judge(
    dataset: Dataset,
    selection: Selection,
    test: ClaimTest,
    findings: list[Finding],
    verdicts: dict[str, str],
) -> Outcome:
    if _is_foreign(test, selection):
        names = [glossary.short_label("framework", code) for code in test.framework]
        reason = f"it is asked of {words.listed(names)} reports alone, and none is among these"
        return Outcome("not-testable", reason, ())
    if test.by:
        return judge_comparison(test, findings)
    if test.kind == "restates":
        return _restate(test, verdicts)
    pinned = _pinned(selection, test)
    return run_test(dataset, pinned, test)


def _restate(test: ClaimTest, verdicts: dict[str, str]) -> Outcome:
    """The outcome of a test that sums up other claims, from their verdicts."""
    parts = []
    for claim in test.claims:
        part = Finding(claim, unit="claim", verdict=verdicts[claim])
        parts.append(part)
    verdict = combine_verdicts(part.verdict for part in parts)
    return Outcome(verdict, "as the claims it sums up", tuple(parts))


def _is_foreign(test: ClaimTest, selection: Selection) -> bool:
    """Whether a test is asked of frameworks that the slice does not hold."""
    if not test.framework:
        return False
    held = set(selection.framework)
    return held.isdisjoint(test.framework)


def _pinned(selection: Selection, test: ClaimTest) -> Selection:
    """The slice, or the framework of it that a claim names.

    What is said of F3 is not asked of ILACS.
    """
    if not test.framework:
        return selection
    return replace(selection, framework=test.framework)
