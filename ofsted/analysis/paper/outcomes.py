"""What comes of a claim: numbers found, outcomes of its tests, and the verdict on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ofsted.glossary import CLAIM_VERDICTS as CLAIM_VERDICTS

GRAVEST_FIRST = ("contradicted", "at-most-small", "undetermined", "supported", "not-testable")


@dataclass(frozen=True)
class Finding:
    """One number that a test rests on.

    It says what was counted, in or between which groups, the estimate with its 95% interval, n of N
    on one or both sides, p and q. `p_against` and `q_against` are those of the opposite of what a
    claim says, where it says a direction; `limit` is the ratio that the claim's side does not
    exceed, a one-sided 95% limit; `fisher_p` is that of Fisher's exact test on reports, where a
    claim names a theme too rare for a family; `by_chance` is the mean of the estimate where there
    is no difference. `is_turned`: the difference has the other sign if every report
    weighs the same, however long its list.
    """

    label: str
    group: str = ""
    unit: str = "share"
    estimate: float = np.nan
    low: float = np.nan
    high: float = np.nan
    part: int = 0
    whole: int = 0
    other_part: int | None = None
    other_whole: int | None = None
    p: float = np.nan
    q: float = np.nan
    p_against: float = np.nan
    q_against: float = np.nan
    limit: float = np.nan
    fisher_p: float = np.nan
    by_chance: float = np.nan
    verdict: str = ""
    is_turned: bool = False
    is_equivalent: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a test came to: its verdict, why where there is none, and its findings.

    The decisive finding comes first.
    """

    verdict: str
    reason: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class ClaimResult:
    """A claim in one view of the codebook, one slice of the corpus and asked of one body."""

    claim: str
    view: str
    slice: str
    verdict: str
    tests: tuple[Outcome, ...]
    beyond: tuple[Outcome, ...]
    body: str = "authority"

    @property
    def tested_verdict(self) -> str:
        """The verdict on the parts of the claim that can be tested; "not-testable" for none."""
        return combine_verdicts(test.verdict for test in self.tests)

    @property
    def is_partial(self) -> bool:
        """Whether there is a verdict and some part of the claim could not be tested."""
        if self.verdict == "not-testable":
            return False
        return any(test.verdict == "not-testable" for test in self.tests)


def combine_verdicts(verdicts: Iterable[str]) -> str:
    """The verdict on parts that must all hold, those that cannot be tested left out.

    It is "not-testable" where none can be, and "" for no parts.
    """
    found = set(verdicts)
    return next((verdict for verdict in GRAVEST_FIRST if verdict in found), "")


def combine_parts(verdicts: Sequence[str], testable_part: float) -> str:
    """The verdict on a claim: that on its testable parts.

    Where fewer than `testable_part` of the parts can be tested (0–1), the claim can be contradicted
    by one of them, but by these few it is neither shown nor open.
    """
    verdict = combine_verdicts(verdicts)
    tested = sum(part != "not-testable" for part in verdicts)
    if verdict != "contradicted" and tested < testable_part * len(verdicts):
        return "not-testable"
    return verdict
