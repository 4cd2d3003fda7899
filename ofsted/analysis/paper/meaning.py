"""What the verdicts mean for the study, in a few sentences computed from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from ofsted import words
from ofsted.analysis.headlines.phrases import by_number
from ofsted.analysis.paper.mixing import SAMENESS_CLAIM
from ofsted.analysis.paper.outcomes import ClaimResult
from ofsted.analysis.paper.report import VERDICT_LABELS

_SAMENESS = {
    "supported": "holds here",
    "contradicted": "does not hold here",
    "depends-on-coding": "depends here on how recommendations are counted",
    "undetermined": "can be neither shown nor refuted with these reports",
}


def tell_meaning(results: Sequence[ClaimResult], hardly_fails: Collection[str]) -> list[str]:
    """Five sentences on the verdicts of one basis: what could be tested, what stands, what does
    not, what is open, and the study's own conclusion. No sentence where there is no result.
    """
    if not results:
        return []
    count = Counter(result.verdict for result in results)
    tested = len(results) - count["not-testable"]
    held = [result for result in results if result.verdict == "supported"]
    easy = sum(result.claim in hardly_fails for result in held)
    sameness = next(result for result in results if result.claim == SAMENESS_CLAIM)
    are = by_number(count["contradicted"], "is", "are")
    return [
        f"Of the study’s {len(results)} claims, {tested} can be tested on these reports, some of "
        "them in part.",
        f"{len(held)} are supported; {easy} of these could hardly have failed.",
        f"{count['contradicted']} {are} contradicted, and for {count['at-most-small']} the claimed "
        "difference can only be small.",
        f"{count['depends-on-coding']} turn on how recommendations are counted, and "
        f"{count['undetermined']} cannot be told either way.",
        "The study’s conclusion that content is largely the same whatever the area "
        f"{_SAMENESS[sameness.verdict]}.",
    ]


def tell_bodies(alone: Sequence[ClaimResult], both: Sequence[ClaimResult]) -> str:
    """Where the recommendations to the safeguarding board change a verdict; "" where there are
    none.
    """
    if not both:
        return ""
    with_board = {result.claim: result.verdict for result in both}
    moved = [
        f"{result.claim} ({VERDICT_LABELS[with_board[result.claim]].lower()})"
        for result in alone
        if with_board[result.claim] != result.verdict
    ]
    if not moved:
        return "With the safeguarding board’s recommendations no verdict is another."
    listed = words.listed(moved, most=len(moved))
    return f"With the safeguarding board’s recommendations other verdicts are: {listed}."
