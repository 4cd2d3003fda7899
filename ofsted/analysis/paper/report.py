"""The claims in words: what a test asks, what a finding says, and how many claims stand.

Every sentence is made from the numbers.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import product

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.orientation import MARKS
from ofsted.analysis.headlines.phrases import by_number, part_of
from ofsted.analysis.paper.claims import Claim, ClaimTest
from ofsted.analysis.paper.judging import CLAIM_SCHEMES, SLICES, tests_beyond
from ofsted.analysis.paper.measures import MEASURE
from ofsted.analysis.paper.mixes import UNIT
from ofsted.analysis.paper.outcomes import CLAIM_VERDICTS, ClaimResult, Finding, Outcome
from ofsted.limits import EQUIVALENT, LARGELY_SAME

VERDICT_LABELS = {
    "supported": "Supported",
    "contradicted": "Contradicted",
    "at-most-small": "At most small",
    "depends-on-coding": "Depends on the coding",
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
MAIN_BODY = "authority"  # the declaration's primary body, on which headlines are counted
BODY_LABELS = {"authority": "the authority", "both": "the authority and the safeguarding board"}
_COMPARED = {
    "higher": "higher",
    "lower": "lower",
    "no-difference": "no difference",
    "supported": "alike",
    "contradicted": "different",
}
_MOST_NAMED = 4
_MOST_LISTED = 9
_MOST_FINDINGS = 8
_UNNAMED = (MEASURE, "order")
_COUNTED = {"reports": "reports"}  # what a finding of a unit counts, where it is no recommendations
_CLAIM_COLUMNS = (
    "Claim",
    "Section",
    "Statement",
    "View",
    "Reports",
    "Recommendations to",
    "Verdict",
    "Verdict on the parts tested",
)
_TEST_COLUMNS = ("Test", "Role", "Kind", "What is tested", "Outcome", "Reason")
_FINDING_COLUMNS = (
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
    "p of the opposite",
    "Limit of the claim's side",
    "Fisher's p on reports",
    "By chance",
    "Finding",
)


def describe_test(test: ClaimTest, labels: Mapping[str, str]) -> str:
    """What a test asks, as a statement that is true or false of the corpus.

    `labels` are those of the codebook.
    """
    sentence = _SENTENCES[test.kind](test, labels)
    pinned = ""
    if test.framework:
        names = [glossary.short_label("framework", code) for code in test.framework]
        pinned = f" (in {words.listed(names)} reports alone)"
    return f"{sentence}{pinned}."


def _say_share(test: ClaimTest, labels: Mapping[str, str]) -> str:
    base = "all recommendations"
    if test.of:
        base = f"recommendations on {_either(test.of, labels)}"
    measure = describe_measure(test, labels)
    return f"{_bounds(test)} of {base} carry {measure}"


def _say_prevalence(test: ClaimTest, labels: Mapping[str, str]) -> str:
    measure = describe_measure(test, labels)
    return f"{_bounds(test)} of reports ask at least once for {measure}"


def _say_rank(test: ClaimTest, labels: Mapping[str, str]) -> str:
    named = [_with_words(code, test, labels) for code in test.codes]
    scope, without, rivals = "the nine categories", "", ""
    if test.among != "categories":
        scope = f"the themes of {labels[test.among]}"
    if test.without:
        without = f" without {_either(test.without, labels)}"
    if test.also_among:
        rivals = f" and {_either(test.also_among, labels)}"
    order = "in any order"
    if test.ordered:
        order = "in this order"
    listed = words.listed(named, most=_MOST_NAMED)
    return f"{listed} come first among {scope}{without}{rivals}, {order}"


def _say_outnumber(test: ClaimTest, labels: Mapping[str, str]) -> str:
    rivals = [rival.label for rival in test.rivals]
    listed = words.listed(rivals, most=_MOST_LISTED)
    measure = describe_measure(test, labels)
    among = _among(test, labels)
    return f"More recommendations carry {measure} than name any of {listed}{among}"


def _say_compare(test: ClaimTest, labels: Mapping[str, str]) -> str:
    first = _groups(test.by, test.first)
    second = _groups(test.by, test.second)
    measure = describe_measure(test, labels)
    among = _among(test, labels)
    return f"The share of {measure} is {test.direction} in {first} than in {second}{among}"


def _say_equivalence(test: ClaimTest, labels: Mapping[str, str]) -> str:
    measure = describe_measure(test, labels)
    if test.each:
        measure = f"each of the {len(test.codes)} categories"
    if test.themes_of:
        measure = f"every theme of {labels[test.themes_of]}"
    grouping = glossary.field_label(test.by).lower()
    low, high = EQUIVALENT
    return f"The share of {measure} is alike by {grouping}: every ratio between {low} and {high}"


def _say_similar(test: ClaimTest, labels: Mapping[str, str]) -> str:
    mix = "The mix of the nine categories"
    if test.themes_of:
        mix = f"The mix of themes within {labels[test.themes_of]}"
    grouping = glossary.field_label(test.by).lower()
    return (
        f"{mix} is largely the same by {grouping}: less than {round(100 * LARGELY_SAME)} points"
        " apart"
    )


def _say_association(test: ClaimTest, labels: Mapping[str, str]) -> str:
    first = _either(test.codes, labels)
    second = _either(test.with_leaves, labels)
    return f"{first} and {second} meet more often than by chance"


def _say_absent(test: ClaimTest, labels: Mapping[str, str]) -> str:
    return f"No report asks for {describe_measure(test, labels)}"


def _say_not_testable(test: ClaimTest, labels: Mapping[str, str]) -> str:
    if test.lacking == "coding":
        return f"Cannot be tested: it needs to be known {test.needs}"
    return f"Cannot be tested: it needs {test.needs}"


def _say_restates(test: ClaimTest, labels: Mapping[str, str]) -> str:
    listed = words.listed(list(test.claims), most=_MOST_LISTED)
    return f"It sums up {listed}: it holds if all of them do"


_SENTENCES: dict[str, Callable[[ClaimTest, Mapping[str, str]], str]] = {
    "share": _say_share,
    "prevalence": _say_prevalence,
    "rank": _say_rank,
    "outnumber": _say_outnumber,
    "compare": _say_compare,
    "equivalence": _say_equivalence,
    "similar": _say_similar,
    "association": _say_association,
    "absent": _say_absent,
    "not-testable": _say_not_testable,
    "restates": _say_restates,
}


def describe_measure(test: ClaimTest, labels: Mapping[str, str]) -> str:
    """What a test counts, e.g. "“Caseloads”, or words in the summary such as “plan”"."""
    if test.any_theme:
        return "any theme of the codebook, in whatever view"
    parts = []
    if test.codes or test.leaves:
        parts.append(_either((*test.codes, *test.leaves), labels))
    if test.words:
        parts.append(f"a summary with any of: {printed_pattern(test.words)}")
    if test.asks:
        kinds = [glossary.short_label("orientation", code).lower() for code in test.asks]
        parts.append(f"a demand about {' or '.join(kinds)}")
    if test.marks:
        parts.append(" and ".join(MARKS[mark].lower() for mark in test.marks))
    return " or ".join(parts)


def printed_pattern(pattern: str) -> str:
    """The words that a pattern looks for, for readers who do not know patterns.

    "…" stands for further letters.
    """
    return ", ".join(_printed_part(part) for part in pattern.split("|"))


def _printed_part(part: str) -> str:
    plain = part.replace(r"\d", "a figure").replace(".?", "").replace("s?", "(s)")
    is_whole = plain.endswith(r"\b") or plain == "a figure" or " " in plain
    sought = plain.replace(r"\b", "")
    if is_whole:
        return sought
    return f"{sought}…"


def describe_outcome(outcome: Outcome) -> str:
    """What the corpus says to a test: the findings it rests on, in words."""
    findings = outcome.findings
    if not findings:
        return outcome.reason
    lead = findings[0]
    if lead.unit in ("ratio", UNIT) and lead.group and len(findings) > 1:
        return f"{outcome.reason}; furthest from it: {describe_finding(lead)}"
    said = "; ".join(describe_finding(finding) for finding in findings[:_MOST_FINDINGS])
    if not outcome.reason or lead.unit == "claim":
        return said
    first, rest = outcome.reason[0], outcome.reason[1:]
    return f"{said}. {first.upper()}{rest}."


def describe_finding(finding: Finding) -> str:
    """One finding with its interval and n of N."""
    if finding.unit == "resamples":
        kept = part_of(finding.part, finding.whole)
        share = words.percent(finding.estimate)
        return f"The order holds in {kept} resamples ({share})"
    name = ""
    if finding.label not in _UNNAMED:
        name = f"{finding.label}: "
    if finding.unit == "claim":
        verdict = VERDICT_LABELS[finding.verdict]
        return f"{name}{verdict.lower()}"
    if finding.unit == "ratio":
        return f"{name}{_ratio(finding)}"
    if finding.unit == UNIT:
        return _mix(finding)
    if finding.unit == "lift":
        return f"{name}{_lift(finding)}"
    return f"{name}{_rate(finding)}"


def summarise(results: Sequence[ClaimResult]) -> pd.DataFrame:
    """One row per view, slice and verdict, zero rows included.

    Columns: `label`, `view`, `slice`, `verdict`, `verdict_label`, `claim_count`, `claims`.
    """
    rows = []
    for scheme, slice_name, verdict in product(CLAIM_SCHEMES, SLICES, CLAIM_VERDICTS):
        inside = _take(results, scheme, slice_name)
        ids = [result.claim for result in inside if result.verdict == verdict]
        rows.append(
            {
                "label": BASES[f"{scheme}-{slice_name}"],
                "view": scheme,
                "slice": slice_name,
                "verdict": verdict,
                "verdict_label": VERDICT_LABELS[verdict],
                "claim_count": len(ids),
                "claims": ", ".join(ids),
            }
        )
    return pd.DataFrame(rows)


def headline_claims(
    results: Sequence[ClaimResult],
    scheme: str,
    slice_name: str,
    hardly_fails: Collection[str] = (),
) -> str:
    """How many claims stand in a view and slice, and how many verdicts depend on that choice.

    Claims that could hardly have failed are counted apart among those supported.
    """
    inside = _take(results, scheme, slice_name)
    if not inside:
        return "No claim is tested."
    count = Counter(result.verdict for result in inside)
    moved = _count_moved(results)
    tail = "No verdict changes with the view or the reports taken in"
    if moved:
        tail = f"The verdict on {moved} of them changes with the view or the reports taken in"
    are = by_number(count["supported"], "is", "are")
    easy = sum(result.verdict == "supported" and result.claim in hardly_fails for result in inside)
    apart = ""
    if easy:
        apart = f" ({easy} of these could hardly have failed)"
    return (
        f"Of {len(inside)} claims, {count['supported']} {are} supported{apart}, "
        f"{count['contradicted']} contradicted, {count['at-most-small']} at most small, "
        f"{count['depends-on-coding']} depend on the coding, {count['undetermined']} undetermined "
        f"and {count['not-testable']} not testable here. {tail}."
    )


def _take(results: Sequence[ClaimResult], scheme: str, slice_name: str) -> list[ClaimResult]:
    """The results in one view of the codebook and one slice of the corpus, on the authority."""
    return [
        result
        for result in results
        if (result.view, result.slice, result.body) == (scheme, slice_name, MAIN_BODY)
    ]


def _count_moved(results: Sequence[ClaimResult]) -> int:
    """The claims whose verdict is not the same in all views and slices."""
    verdicts: dict[str, set[str]] = defaultdict(set)
    for result in results:
        if result.body != MAIN_BODY:
            continue
        verdicts[result.claim].add(result.verdict)
    return sum(len(found) > 1 for found in verdicts.values())


def claims_frame(
    claims: Sequence[Claim], results: Sequence[ClaimResult], labels: Mapping[str, str]
) -> pd.DataFrame:
    """Everything found, one row per claim, view, slice, test and finding, for download."""
    by_id = {claim.id: claim for claim in claims}
    rows = []
    for result in results:
        claim = by_id[result.claim]
        tests = [*claim.tests, *tests_beyond(claim, result.slice)]
        outcomes = [*result.tests, *result.beyond]
        for number, (test, outcome) in enumerate(zip(tests, outcomes, strict=True), start=1):
            role = "beyond the paper"
            if number <= len(claim.tests):
                role = "claim"
            head = (
                *_claim_cells(claim, result),
                number,
                role,
                *_test_cells(test, outcome, labels),
            )
            findings = outcome.findings or (Finding(""),)
            rows += [(*head, *_finding_cells(finding)) for finding in findings]
    columns = [*_CLAIM_COLUMNS, *_TEST_COLUMNS, *_FINDING_COLUMNS]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"n of the other": "Int64", "N of the other": "Int64"})


def _claim_cells(claim: Claim, result: ClaimResult) -> tuple[object, ...]:
    return (
        claim.id,
        "; ".join(claim.sections),
        claim.statement,
        SCHEME_LABELS[result.view],
        SLICE_LABELS[result.slice],
        BODY_LABELS[result.body],
        VERDICT_LABELS[result.verdict],
        VERDICT_LABELS[result.tested_verdict],
    )


def _test_cells(test: ClaimTest, outcome: Outcome, labels: Mapping[str, str]) -> tuple[object, ...]:
    """The cells of a test after its number and its role."""
    return (
        test.kind,
        describe_test(test, labels),
        VERDICT_LABELS[outcome.verdict],
        outcome.reason,
    )


def _finding_cells(finding: Finding) -> tuple[object, ...]:
    label = finding.label
    if label in _UNNAMED:
        label = ""
    return (
        label,
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
        finding.p_against,
        finding.limit,
        finding.fisher_p,
        finding.by_chance,
        _COMPARED.get(finding.verdict, finding.verdict),
    )


def _with_words(code: str, test: ClaimTest, labels: Mapping[str, str]) -> str:
    """A code's label, with the words that count for it too.

    E.g. "Thresholds (or a summary with any of: threshold…)".
    """
    label = labels[code]
    pattern = dict(test.or_words).get(code)
    if not pattern:
        return label
    return f"{label} (or a summary with any of: {printed_pattern(pattern)})"


def _among(test: ClaimTest, labels: Mapping[str, str]) -> str:
    """What a test counts out of, beginning with a space; "" for all recommendations."""
    base = (*test.of, *test.of_leaves)
    if not base:
        return ""
    return f" among recommendations on {_either(base, labels)}"


def _bounds(test: ClaimTest) -> str:
    """The bounds of a share in words; `parse_claims` sees to it that there is one."""
    if test.at_most is None:
        assert test.at_least is not None
        return f"At least {words.percent(test.at_least)}"
    high = words.percent(test.at_most)
    if test.at_least is None:
        return f"At most {high}"
    low = words.percent(test.at_least)
    return f"Between {low} and {high}"


def _either(codes: Sequence[str], labels: Mapping[str, str]) -> str:
    """Any of the codes, in words, e.g. "“Caseloads” or “Supervision”"."""
    once = dict.fromkeys(codes)
    names = [f"“{labels[code]}”" for code in once]
    return _any_of(names)


def _any_of(names: Sequence[str]) -> str:
    """Names as "A, B or C"; "" for none."""
    if len(names) < 2:
        return "".join(names)
    *others, last = names
    listed = ", ".join(others)
    return f"{listed} or {last}"


def _groups(by: str, codes: Sequence[str | int]) -> str:
    """Groups in a sentence, e.g. "reports rated good or outstanding"."""
    if by == "framework":
        short = [glossary.short_label(by, code) for code in codes]
        return f"{_any_of(short)} reports"
    labels = [glossary.label(by, code) for code in codes]
    listed = _any_of(labels).lower()
    return {
        "rating": f"reports rated {listed}",
        "deprivation": f"areas of the {listed}",
        "rurality": f"{listed} areas",
    }[by]


def _rate(finding: Finding) -> str:
    """A share with its interval and n of N; without a rate n of N alone."""
    counted = _COUNTED.get(finding.unit, "recommendations")
    numbers = f"{part_of(finding.part, finding.whole)} {counted}"
    if math.isnan(finding.estimate):
        return numbers
    share = words.percent(finding.estimate)
    span = _span(finding, words.percent)
    return f"{share} ({numbers}; 95% interval {span})"


def _ratio(finding: Finding) -> str:
    """A ratio of two shares with its interval, n of N on both sides and q."""
    groups = ""
    if finding.label != MEASURE:  # a test of one measure names its groups itself
        groups = f"{finding.group}, "
    sides = (
        (finding.part, finding.whole),
        (finding.other_part or 0, finding.other_whole or 0),
    )
    if math.isnan(finding.estimate):
        counts = " against ".join(part_of(part, whole) for part, whole in sides)
        return f"{groups}{counts} recommendations"
    shares = " against ".join(
        f"{words.percent(part / whole)}, {part_of(part, whole)}" for part, whole in sides
    )
    turned = ""
    if finding.is_turned:
        turned = "; the other way round if every report weighs the same"
    ratio = _number(finding.estimate)
    span = _span(finding, _number)
    return (
        f"{groups}ratio {ratio} (95% interval {span}; "
        f"{shares} recommendations; {_chance(finding)}{turned})"
    )


def _mix(finding: Finding) -> str:
    """A dissimilarity in points, with its limits, what chance gives, and the mentions behind it."""
    first = words.number(finding.part)
    second = words.number(finding.other_part or 0)
    counts = f"{finding.group}: {first} against {second} mentions"
    if math.isnan(finding.estimate):
        return counts
    points, low, high, by_chance = (
        f"{100 * value:.1f}"
        for value in (finding.estimate, finding.low, finding.high, finding.by_chance)
    )
    return (
        f"{counts}, {points} points apart (one-sided limits {low} and {high}; chance gives "
        f"{by_chance}; q {_q(finding.q)})"
    )


def _chance(finding: Finding) -> str:
    """How easily chance alone gives as much: q, or p of a claim that says a direction."""
    if math.isnan(finding.p_against):
        return f"q {_q(finding.q)}"
    p = f"one-sided p {_q(finding.p)}"
    if math.isnan(finding.fisher_p):
        return p
    return f"{p}, Fisher’s exact test on reports {_q(finding.fisher_p)}"


def _lift(finding: Finding) -> str:
    """How often two things meet beside chance, with the interval and all counts."""
    together = words.number(finding.part)
    one = words.number(finding.whole)
    other = words.number(finding.other_part or 0)
    total = words.number(finding.other_whole or 0)
    counts = (
        f"together in {together}, the one in {one}, the other in {other} of {total} recommendations"
    )
    if math.isnan(finding.estimate):
        return counts
    times = _number(finding.estimate)
    span = _span(finding, _number)
    return f"{times} times as often as by chance (95% interval {span}; {counts})"


def _span(finding: Finding, printed: Callable[[float], str]) -> str:
    return f"{printed(finding.low)} to {printed(finding.high)}"


def _number(value: float) -> str:
    if math.isinf(value):
        return "no limit"
    if value < 10:
        return f"{value:.2f}"
    return f"{value:.0f}"


def _q(value: float) -> str:
    if math.isnan(value):
        return "none"
    if value < 0.001:
        return "<0.001"
    return f"{value:.3f}"
