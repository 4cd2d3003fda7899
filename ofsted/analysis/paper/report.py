"""The claims in words: what a test asks, what a finding says, and how many claims stand.

Every sentence is made from the numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.paper.claims import Claim, ClaimTest
from ofsted.analysis.paper.judging import CLAIM_SCHEMES, SLICES, tests_beyond
from ofsted.analysis.paper.measures import MEASURE
from ofsted.analysis.paper.outcomes import CLAIM_VERDICTS, ClaimResult, Finding, Outcome
from ofsted.limits import EQUIVALENT

VERDICT_LABELS = {
    "supported": "Supported",
    "contradicted": "Contradicted",
    "undetermined": "Undetermined",
    "not-testable": "Not testable here",
}
SCHEME_LABELS = {"strict": "Strict view", "wide": "Wide view"}
SLICE_LABELS = {"sif": "SIF alone", "ilacs": "ILACS alone", "sif-ilacs": "SIF with ILACS"}
BASES = {
    f"{scheme}-{name}": f"{SLICE_LABELS[name]}, {SCHEME_LABELS[scheme].lower()}"
    for scheme in CLAIM_SCHEMES
    for name in SLICES
}
_COMPARED = {
    "higher": "higher",
    "lower": "lower",
    "no-difference": "no difference",
    "supported": "alike",
    "contradicted": "different",
}
_MOST_NAMED = 4
_UNNAMED = (MEASURE, "order")


def describe_test(test: ClaimTest, labels: Mapping[str, str]) -> str:
    """What a test asks, as a statement that is true or false of the corpus; `labels` are those of
    the codebook.
    """
    measure = describe_measure(test, labels)
    base = _either((*test.of, *test.of_leaves), labels)
    among = f" among recommendations on {base}" if base else ""
    without = f" without {_either(test.without, labels)}" if test.without else ""
    rivals = f" and {_either(test.also_among, labels)}" if test.also_among else ""
    to = {
        "both": ", to authority and safeguarding board",
        "lscb": ", to the safeguarding board",
    }.get(test.body, "")
    sentence = {
        "share": lambda: (
            f"{_bounds(test)} of {f'recommendations on {_either(test.of, labels)}' if test.of else 'all recommendations'} carry {measure}"
        ),
        "prevalence": lambda: f"{_bounds(test)} of reports ask at least once for {measure}",
        "rank": lambda: (
            f"{words.listed([_with_words(code, test, labels) for code in test.codes], most=_MOST_NAMED)} come first among "
            f"{'the nine categories' if test.among == 'categories' else f'the themes of {labels[test.among]}'}{without}{rivals}"
            f"{', in this order' if test.ordered else ', in any order'}"
        ),
        "outnumber": lambda: (
            f"More recommendations carry {measure} than name any of {words.listed([rival.label for rival in test.rivals], most=9)}{among}"
        ),
        "compare": lambda: (
            f"The share of {measure} is {test.direction} in {_groups(test.by, test.first)} than in {_groups(test.by, test.second)}{among}"
        ),
        "equivalence": lambda: (
            "The share of "
            f"{f'every theme of {labels[test.themes_of]}' if test.themes_of else f'each of the {len(test.codes)} categories' if test.each else measure} "
            f"is alike by {glossary.field_label(test.by).lower()}: every ratio between {EQUIVALENT[0]} and {EQUIVALENT[1]}"
        ),
        "association": lambda: (
            f"{_either(test.codes, labels)} and {_either(test.with_leaves, labels)} meet more often than by chance"
        ),
        "absent": lambda: f"No report asks for {measure}",
        "not-testable": lambda: (
            f"Cannot be tested: it needs {'to be known ' if test.lacking == 'coding' else ''}{test.needs}"
        ),
        "restates": lambda: (
            f"It sums up {words.listed(list(test.claims), most=9)}: it holds if all of them do"
        ),
    }[test.kind]()
    pinned = (
        f" (in {words.listed([glossary.short_label('framework', code) for code in test.framework])} reports alone)"
        if test.framework
        else ""
    )
    return f"{sentence}{to}{pinned}."


def _with_words(code: str, test: ClaimTest, labels: Mapping[str, str]) -> str:
    """A code's label, with the words that count for it too, e.g.

    "Thresholds (or a summary with any of: threshold…)".
    """
    pattern = dict(test.or_words).get(code)
    return (
        f"{labels[code]} (or a summary with any of: {printed_pattern(pattern)})"
        if pattern
        else labels[code]
    )


def describe_measure(test: ClaimTest, labels: Mapping[str, str]) -> str:
    """What a test counts, e.g. "“Caseloads”, or words in the summary such as “plan”"."""
    if test.any_theme:
        return "any theme of the codebook, in whatever view"
    parts = [_either((*test.codes, *test.leaves), labels)] if test.codes or test.leaves else []
    if test.words:
        parts.append(f"a summary with any of: {printed_pattern(test.words)}")
    return " or ".join(parts)


def printed_pattern(pattern: str) -> str:
    """The words that a pattern looks for, for readers who do not know patterns; "…" stands for
    further letters.
    """
    sought = []
    for part in pattern.split("|"):
        plain = part.replace(r"\d", "a figure").replace(".?", "").replace("s?", "(s)")
        is_whole = plain.endswith(r"\b") or plain == "a figure" or " " in plain
        sought.append(re.sub(r"\\b", "", plain) + ("" if is_whole else "…"))
    return ", ".join(sought)


def describe_outcome(outcome: Outcome) -> str:
    """What the corpus says to a test: the findings it rests on, in words."""
    findings, lead = outcome.findings, outcome.findings[0] if outcome.findings else None
    if lead is None:
        return outcome.reason
    if lead.unit == "ratio" and lead.group and len(findings) > 1:
        return f"{outcome.reason}; furthest from it: {describe_finding(lead)}"
    said = "; ".join(describe_finding(finding) for finding in findings[:8])
    return (
        f"{said}. {outcome.reason[0].upper()}{outcome.reason[1:]}."
        if outcome.reason and lead.unit != "claim"
        else said
    )


def describe_finding(finding: Finding) -> str:
    """One finding with its interval and n of N."""
    name = f"{finding.label}: " if finding.label not in _UNNAMED else ""
    if finding.unit == "claim":
        return f"{name}{VERDICT_LABELS[finding.verdict].lower()}"
    if finding.unit == "resamples":
        return f"The order holds in {words.number(finding.part)} of {words.number(finding.whole)} resamples ({words.percent(finding.estimate)})"
    if finding.unit in ("ratio", "lift"):
        return name + (_ratio if finding.unit == "ratio" else _lift)(finding)
    of = f"{words.number(finding.part)} of {words.number(finding.whole)} {'reports' if finding.unit == 'reports' else 'recommendations'}"
    return (
        f"{name}{of}"
        if math.isnan(finding.estimate)
        else f"{name}{words.percent(finding.estimate)} ({of}; 95% interval {_span(finding, words.percent)})"
    )


def summarise(results: Sequence[ClaimResult]) -> pd.DataFrame:
    """One row per view, slice and verdict, zero rows included:

    `label`, `view`, `slice`, `verdict`, `verdict_label`, `claim_count`, `claims`.
    """
    rows = []
    for scheme in CLAIM_SCHEMES:
        for slice_name in SLICES:
            inside = [
                result for result in results if (result.view, result.slice) == (scheme, slice_name)
            ]
            for verdict in CLAIM_VERDICTS:
                ids = [result.claim for result in inside if result.verdict == verdict]
                label = f"{SLICE_LABELS[slice_name]}, {SCHEME_LABELS[scheme].lower()}"
                rows.append(
                    (
                        label,
                        scheme,
                        slice_name,
                        verdict,
                        VERDICT_LABELS[verdict],
                        len(ids),
                        ", ".join(ids),
                    )
                )
    return pd.DataFrame(
        rows,
        columns=["label", "view", "slice", "verdict", "verdict_label", "claim_count", "claims"],
    )


def headline_claims(results: Sequence[ClaimResult], scheme: str, slice_name: str) -> str:
    """How many of the claims stand in a view and slice, and how many verdicts depend on that
    choice.
    """
    inside = [result for result in results if (result.view, result.slice) == (scheme, slice_name)]
    if not inside:
        return "No claim is tested."
    count = {
        verdict: sum(result.verdict == verdict for result in inside) for verdict in CLAIM_VERDICTS
    }
    by_claim: dict[str, set[str]] = {}
    for result in results:
        by_claim.setdefault(result.claim, set()).add(result.verdict)
    moved = sum(len(verdicts) > 1 for verdicts in by_claim.values())
    tail = (
        f"The verdict on {moved} of them changes with the view or the reports taken in"
        if moved
        else "No verdict changes with the view or the reports taken in"
    )
    return (
        f"Of {len(inside)} claims, {count['supported']} {'is' if count['supported'] == 1 else 'are'} supported, {count['contradicted']} contradicted, "
        f"{count['undetermined']} undetermined and {count['not-testable']} not testable here. {tail}."
    )


def claims_frame(
    claims: Sequence[Claim], results: Sequence[ClaimResult], labels: Mapping[str, str]
) -> pd.DataFrame:
    """Everything found, one row per claim, view, slice, test and finding, for download."""
    by_id = {claim.id: claim for claim in claims}
    rows = []
    for result in results:
        claim = by_id[result.claim]
        tests = [*claim.tests, *tests_beyond(claim, result.slice)]
        for number, (test, outcome) in enumerate(
            zip(tests, (*result.tests, *result.beyond), strict=True), start=1
        ):
            role = "claim" if number <= len(claim.tests) else "beyond the paper"
            for finding in outcome.findings or (Finding(""),):
                rows.append(
                    (
                        claim.id,
                        "; ".join(claim.sections),
                        claim.statement,
                        SCHEME_LABELS[result.view],
                        SLICE_LABELS[result.slice],
                        VERDICT_LABELS[result.verdict],
                        VERDICT_LABELS[result.tested_verdict],
                        number,
                        role,
                        test.kind,
                        describe_test(test, labels),
                        VERDICT_LABELS[outcome.verdict],
                        outcome.reason,
                        "" if finding.label in _UNNAMED else finding.label,
                        finding.group,
                        finding.unit,
                        finding.estimate,
                        finding.low,
                        finding.high,
                        finding.part,
                        finding.whole,
                        finding.other_part,
                        finding.other_whole,
                        finding.p,
                        finding.q,
                        _COMPARED.get(finding.verdict, finding.verdict),
                    )
                )
    return pd.DataFrame(
        rows,
        columns=[
            "Claim",
            "Section",
            "Statement",
            "View",
            "Reports",
            "Verdict",
            "Verdict on the parts tested",
            "Test",
            "Role",
            "Kind",
            "What is tested",
            "Outcome",
            "Reason",
            "Of",
            "Groups",
            "Unit",
            "Estimate",
            "95% from",
            "95% to",
            "n",
            "N",
            "n of the other",
            "N of the other",
            "p",
            "q",
            "Finding",
        ],
    ).astype({"n of the other": "Int64", "N of the other": "Int64"})


def _bounds(test: ClaimTest) -> str:
    low, high = (
        None if bound is None else words.percent(bound) for bound in (test.at_least, test.at_most)
    )
    return (
        f"Between {low} and {high}"
        if low and high
        else f"At least {low}"
        if low
        else f"At most {high}"
    )


def _either(codes: Sequence[str], labels: Mapping[str, str]) -> str:
    names = [f"“{labels[code]}”" for code in dict.fromkeys(codes)]
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _groups(by: str, codes: Sequence) -> str:
    """Groups in a sentence, e.g. "reports rated good or outstanding"."""
    names = [
        glossary.short_label(by, code) if by == "framework" else glossary.label(by, code).lower()
        for code in codes
    ]
    listed = " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
    return {
        "framework": f"{listed} reports",
        "rating": f"reports rated {listed}",
        "deprivation": f"areas of the {listed}",
        "rurality": f"{listed} areas",
    }[by]


def _ratio(finding: Finding) -> str:
    counts = [(finding.part, finding.whole), (finding.other_part or 0, finding.other_whole or 0)]
    # A test of one measure names its groups itself.
    groups = f"{finding.group}, " if finding.label != MEASURE else ""
    if math.isnan(finding.estimate):
        return f"{groups}{' against '.join(f'{words.number(part)} of {words.number(whole)}' for part, whole in counts)} recommendations"
    sides = " against ".join(
        f"{words.percent(part / whole)}, {words.number(part)} of {words.number(whole)}"
        for part, whole in counts
    )
    turned = "; the other way round if every report weighs the same" if finding.is_turned else ""
    return f"{groups}ratio {_number(finding.estimate)} (95% interval {_span(finding, _number)}; {sides} recommendations; q {_q(finding.q)}{turned})"


def _lift(finding: Finding) -> str:
    whole = finding.other_whole or 0
    counts = (
        f"together in {words.number(finding.part)}, the one in {words.number(finding.whole)}, the other in {words.number(finding.other_part or 0)} of"
        f" {words.number(whole)} recommendations"
    )
    return (
        counts
        if math.isnan(finding.estimate)
        else f"{_number(finding.estimate)} times as often as by chance (95% interval {_span(finding, _number)}; {counts})"
    )


def _span(finding: Finding, printed) -> str:
    return f"{printed(finding.low)} to {printed(finding.high)}"


def _number(value: float) -> str:
    return "no limit" if math.isinf(value) else f"{value:.2f}" if value < 10 else f"{value:.0f}"


def _q(value: float) -> str:
    return "none" if math.isnan(value) else "<0.001" if value < 0.001 else f"{value:.3f}"
