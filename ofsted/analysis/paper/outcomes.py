"""What comes of a claim: numbers found, outcomes of its tests, and the verdict on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

CLAIM_VERDICTS = ("supported", "contradicted", "undetermined", "not-testable")
GRAVEST_FIRST = ("contradicted", "not-testable", "undetermined", "supported")


@dataclass(frozen=True)
class Finding:
    """One number that a test rests on.

    It says what was counted, in or between which groups, the estimate with its 95% interval, n of N
    on one or both sides, p and q. `is_turned`: the difference has the other sign if every report
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
    """A claim in one view of the codebook and one slice of the corpus."""

    claim: str
    view: str
    slice: str
    verdict: str
    tests: tuple[Outcome, ...]
    beyond: tuple[Outcome, ...]

    @property
    def tested_verdict(self) -> str:
        """The verdict on the parts of the claim that can be tested; "not-testable" for none."""
        verdicts = [test.verdict for test in self.tests]
        tested = [verdict for verdict in verdicts if verdict != "not-testable"]
        return combine_verdicts(tested) or "not-testable"


def combine_verdicts(verdicts: Iterable[str]) -> str:
    """The verdict on a claim that holds if all its parts do; "" for no parts."""
    found = set(verdicts)
    return next((verdict for verdict in GRAVEST_FIRST if verdict in found), "")
