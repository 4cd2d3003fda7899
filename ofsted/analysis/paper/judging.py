"""The claims judged one by one: which tests a slice of the corpus allows, and one verdict for each
claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
    """A result for every claim, in their order, from a dataset in one view of the codebook
    (`schemes.apply_scheme`).
    """
    selection = Selection(framework=SLICES[slice_name])
    verdicts: dict[str, str] = {}
    results = {}
    for claim in sorted(claims, key=lambda claim: any(test.claims for test in claim.tests)):
        tests, beyond = (
            _run(dataset, selection, group, verdicts)
            for group in (claim.tests, tests_beyond(claim, slice_name))
        )
        verdicts[claim.id] = combine_verdicts(test.verdict for test in tests)
        results[claim.id] = ClaimResult(
            claim.id, dataset.scheme, slice_name, verdicts[claim.id], tests, beyond
        )
    return [results[claim.id] for claim in claims]


def tests_beyond(claim: Claim, slice_name: str) -> list[ClaimTest]:
    """The tests beyond the paper that a slice allows: frameworks can be compared only where it
    holds two.
    """
    return [test for test in claim.beyond if test.by != "framework" or len(SLICES[slice_name]) > 1]


def _run(
    dataset: Dataset, selection: Selection, tests: Sequence[ClaimTest], verdicts: dict[str, str]
) -> tuple[Outcome, ...]:
    """The outcomes of a claim's tests, judged only after q has been taken over all of its
    comparisons.
    """
    if not choose_reports(dataset, selection).any():
        return tuple(Outcome("undetermined", "no report is there to be read", ()) for _ in tests)
    foreign = [
        bool(test.framework) and not set(test.framework) & set(selection.framework)
        for test in tests
    ]
    compared = [
        compare_sides(dataset, _pinned(selection, test), test) if test.by and not is_foreign else []
        for test, is_foreign in zip(tests, foreign, strict=True)
    ]
    q = iter(
        adjust_p(
            np.array([finding.p for findings in compared for finding in findings], dtype=float)
        )
    )
    outcomes = []
    for test, findings, is_foreign in zip(tests, compared, foreign, strict=True):
        if is_foreign:
            named = words.listed(
                [glossary.short_label("framework", code) for code in test.framework]
            )
            outcomes.append(
                Outcome(
                    "not-testable",
                    f"it is asked of {named} reports alone, and none is among these",
                    (),
                )
            )
        elif test.by:
            outcomes.append(
                judge_comparison(test, [replace(finding, q=next(q)) for finding in findings])
            )
        elif test.kind == "restates":
            parts = tuple(
                Finding(claim, unit="claim", verdict=verdicts[claim]) for claim in test.claims
            )
            outcomes.append(
                Outcome(
                    combine_verdicts(part.verdict for part in parts),
                    "as the claims it sums up",
                    parts,
                )
            )
        else:
            outcomes.append(run_test(dataset, _pinned(selection, test), test))
    return tuple(outcomes)


def _pinned(selection: Selection, test: ClaimTest) -> Selection:
    """The slice, or the framework of it that a claim names: what is said of F3 is not asked of
    ILACS.
    """
    return replace(selection, framework=test.framework) if test.framework else selection
