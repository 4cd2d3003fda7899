"""The claims judged one by one: tests that a slice of the corpus allows, and a verdict for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from ofsted import glossary, words
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection, choose_reports
from ofsted.analysis.inference.permutations import adjust_p
from ofsted.analysis.paper.claims import Claim, ClaimTest
from ofsted.analysis.paper.declaration import Declaration, Levels
from ofsted.analysis.paper.kinds import compare_sides, judge_comparison, run_test
from ofsted.analysis.paper.outcomes import ClaimResult, Finding, Outcome, combine_parts

CLAIM_SCHEMES = ("strict", "wide")
BODIES = ("authority", "both")  # whose recommendations a claim is asked of
SLICES = {"sif": ("F3",), "ilacs": ("F4",), "sif-ilacs": ("F3", "F4")}


def judge_claims(
    dataset: Dataset,
    claims: Sequence[Claim],
    slice_name: str,
    declaration: Declaration,
    body: str = "authority",
) -> list[ClaimResult]:
    """A result for every claim, in their order, asked of the recommendations to a body or to both.

    The dataset is in one view of the codebook (`schemes.apply_scheme`).
    """
    selection = Selection(framework=SLICES[slice_name], body=body)
    levels = declaration.levels
    verdicts: dict[str, str] = {}
    results = {}
    for claim in sorted(claims, key=_is_sum):
        tests = _run(dataset, selection, claim.tests, verdicts, levels)
        further = tests_beyond(claim, slice_name)
        beyond = _run(dataset, selection, further, verdicts, levels)
        parts = [test.verdict for test in tests]
        verdict = combine_parts(parts, levels.testable_part)
        verdicts[claim.id] = verdict
        results[claim.id] = ClaimResult(
            claim.id, dataset.scheme, slice_name, verdict, tests, beyond, body
        )
    return [results[claim.id] for claim in claims]


def turn_verdicts(
    results: Sequence[ClaimResult], claims: Collection[str], slice_name: str
) -> list[ClaimResult]:
    """The results, with the verdict that it depends on the coding for some claims in a slice."""
    turned = []
    for result in results:
        is_told = result.verdict != "not-testable"
        if is_told and result.slice == slice_name and result.claim in claims:
            result = replace(result, verdict="depends-on-coding")
        turned.append(result)
    return turned


def list_bodies(slice_name: str) -> tuple[str, ...]:
    """The bodies that claims are asked of in a slice: only SIF reports have recommendations to the
    safeguarding board.
    """
    if "F3" in SLICES[slice_name]:
        return BODIES
    return BODIES[:1]


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
    dataset: Dataset,
    selection: Selection,
    tests: Sequence[ClaimTest],
    verdicts: dict[str, str],
    levels: Levels,
) -> tuple[Outcome, ...]:
    """The outcomes of a claim's tests; `verdicts` are those of the claims judged before it.

    They are judged only after q has been taken over all comparisons of the claim.
    """
    if not choose_reports(dataset, selection).any():
        nothing = Outcome("undetermined", "no report is there to be read", ())
        return (nothing,) * len(tests)
    compared = [_compare(dataset, selection, test, levels) for test in tests]
    every = list(chain.from_iterable(compared))
    q = _adjusted(finding.p for finding in every)
    against = _adjusted(finding.p_against for finding in every)
    outcomes = []
    for test, findings in zip(tests, compared, strict=True):
        told = [replace(finding, q=next(q), q_against=next(against)) for finding in findings]
        outcome = _judge(dataset, selection, test, told, verdicts, levels)
        outcomes.append(outcome)
    return tuple(outcomes)


def _adjusted(p: Iterable[float]) -> Iterator[float]:
    """q of each p, in their order."""
    values = adjust_p(np.array(list(p), dtype=float))
    return iter(values.tolist())


def _compare(
    dataset: Dataset, selection: Selection, test: ClaimTest, levels: Levels
) -> list[Finding]:
    """The findings of a test that compares groups; none for any other."""
    if not test.by or _is_foreign(test, selection):
        return []
    pinned = _pinned(selection, test)
    return compare_sides(dataset, pinned, test, levels)


def _judge(
    dataset: Dataset,
    selection: Selection,
    test: ClaimTest,
    findings: list[Finding],
    verdicts: dict[str, str],
    levels: Levels,
) -> Outcome:
    if _is_foreign(test, selection):
        names = [glossary.short_label("framework", code) for code in test.framework]
        reason = f"it is asked of {words.listed(names)} reports alone, and none is among these"
        return Outcome("not-testable", reason, ())
    if test.by:
        return judge_comparison(test, findings, levels)
    if test.kind == "restates":
        return _restate(test, verdicts, levels)
    pinned = _pinned(selection, test)
    return run_test(dataset, pinned, test, levels)


def _restate(test: ClaimTest, verdicts: dict[str, str], levels: Levels) -> Outcome:
    """The outcome of a test that sums up other claims, from their verdicts."""
    parts = []
    for claim in test.claims:
        part = Finding(claim, unit="claim", verdict=verdicts[claim])
        parts.append(part)
    told = [part.verdict for part in parts]
    verdict = combine_parts(told, levels.testable_part)
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
