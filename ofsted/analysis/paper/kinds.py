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

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from operator import attrgetter

import numpy as np
import pandas as pd

from ofsted import glossary, words
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
# Share of reports with it, below which so many show none more than once in twenty times.
OVERLOOKED = 1 - 0.05 ** (1 / STUDY_REPORTS)
_PARTIAL = "the measure catches only part of what is meant"
_LACKING_WORDS = {"frameworks": "are not in this release", "coding": "has not been coded"}


def run_test(dataset: Dataset, selection: Selection, test: ClaimTest) -> Outcome:
    """The outcome of a test that compares no groups.

    It is put to the recommendations of the selection to the body that the test is about.
    """
    return _RUNNERS[test.kind](dataset, replace(selection, body=test.body), test)


def compare_sides(dataset: Dataset, selection: Selection, test: ClaimTest) -> list[Finding]:
    """One finding per measure and pair of groups, with p but not yet q.

    `verdict` is that of the comparison.
    """
    if test.direction:
        columns = {MEASURE: find_measured(dataset, test)}
        pairs = [(test.first, test.second)]
    else:
        codes = _compared_codes(dataset, test)
        columns = _columns_of(dataset, codes)
        pairs = _pairs(test.by, selection)
    recoded = recode(dataset, columns, find_base(dataset, test))
    addressed = replace(selection, body=test.body)
    findings = []
    for first, second in pairs:
        labels = _side_labels(dataset, test.by, first, second)
        compared = compare_groups(recoded, addressed, by=labels, first=0, second=1)
        names = f"{_named(test.by, first)} against {_named(test.by, second)}"
        for _, row in compared.iterrows():
            code = row["code"]
            label = dataset.codebook.labels.get(code, code)
            findings.append(_contrast(row, label, names))
    return findings


def judge_comparison(test: ClaimTest, findings: list[Finding]) -> Outcome:
    """The outcome of a test that compares groups, from its findings with q."""
    if test.direction:
        return _judge_direction(test, findings[0])
    return _judge_equivalence(findings)


def _share(dataset: Dataset, selection: Selection, test: ClaimTest, unit: str = "share") -> Outcome:
    columns = {MEASURE: find_measured(dataset, test)}
    tally = tally_columns(dataset, selection, columns, find_base(dataset, test))
    finding = _shares(tally, [MEASURE], unit)[0]
    is_small = unit == "share" and finding.whole < SMALL_THEME
    if is_small or _count_reports(tally, unit) < SMALL_GROUP:
        return _undetermined(
            f"fewer than {SMALL_GROUP} reports or {SMALL_THEME} recommendations: a count, no share",
            _bare(finding),
        )
    verdict, reason = _judge_bounds(test, finding)
    return Outcome(verdict, reason, (finding,))


def _prevalence(dataset: Dataset, selection: Selection, test: ClaimTest) -> Outcome:
    return _share(dataset, selection, test, "reports")


def _count_reports(tally: Tally, unit: str) -> int:
    """The reports that a share is made of: of recommendations, only those that list some."""
    if unit == "reports":
        return len(tally.items)
    return _count_listing(tally)


def _count_listing(tally: Tally) -> int:
    is_listing = tally.items > 0
    return int(is_listing.sum())


def _judge_bounds(test: ClaimTest, finding: Finding) -> tuple[str, str]:
    """Verdict and reason of a measure with bounds.

    A measure that is a proxy catches too little: falling short refutes nothing, staying below a
    limit proves nothing.
    """
    floor, ceiling = -np.inf, np.inf
    if test.at_least is not None:
        floor = test.at_least
    if test.at_most is not None:
        ceiling = test.at_most
    if finding.low >= floor and finding.high <= ceiling:
        if test.proxy and test.at_most is not None:
            return "undetermined", _PARTIAL
        return "supported", ""
    if finding.high < floor:
        if test.proxy:
            return "undetermined", _PARTIAL
        return "contradicted", ""
    if finding.low > ceiling:
        return "contradicted", ""
    return "undetermined", "the interval reaches over the bound"


def _rank(dataset: Dataset, selection: Selection, test: ClaimTest) -> Outcome:
    rivals = _list_rivals(dataset, test)
    if not rivals:
        raise ClaimError(
            f"a test of kind rank of {test.codes} has no rival in the {dataset.scheme} view, so it "
            "cannot fail"
        )
    codes = [*test.codes, *rivals]
    columns = _columns_of(dataset, codes)
    for code, pattern in test.or_words:
        columns[code] = carry(dataset, (code,)) | mention(dataset, pattern)
    tally = tally_columns(dataset, selection, columns)
    first = len(test.codes)

    def holds(shares: np.ndarray) -> np.ndarray:
        named, rest = shares[:, :first], shares[:, first:]
        is_ahead = named.min(axis=1) > rest.max(axis=1, initial=-np.inf)
        if not test.ordered:
            return is_ahead
        falls = (np.diff(named, axis=1) < 0).all(axis=1)
        return falls & is_ahead

    labels = [_label(dataset, code) for code in codes]
    shares = _shares(tally, labels)
    return _judge_order(tally, holds, shares, first)


def _list_rivals(dataset: Dataset, test: ClaimTest) -> list[str]:
    """The codes that those of a test must come before: of its scope, and those added to it."""
    if test.among == "categories":
        scope = list(dataset.category_ids)
    else:
        scope = _themes_of(dataset, test.among)
    added = [code for code in test.also_among if code not in scope]
    apart = (*test.codes, *test.without)
    return [code for code in (*scope, *added) if code not in apart]


def _themes_of(dataset: Dataset, category: str) -> list[str]:
    """The themes of a category in the dataset's view of the codebook."""
    category_of = dataset.codebook.category_of
    return [theme for theme in dataset.theme_ids if category_of[theme] == category]


def _outnumber(dataset: Dataset, selection: Selection, test: ClaimTest) -> Outcome:
    columns = {MEASURE: find_measured(dataset, test)}
    for rival in test.rivals:
        columns[rival.label] = mention(dataset, rival.words)
    tally = tally_columns(dataset, selection, columns, find_base(dataset, test))
    shares = _shares(tally, list(columns))
    outcome = _judge_order(tally, _is_first_largest, shares, 1)
    if test.proxy and outcome.verdict == "contradicted":
        return replace(outcome, verdict="undetermined", reason=_PARTIAL)
    return outcome


def _is_first_largest(shares: np.ndarray) -> np.ndarray:
    """Bool per draw [b] of shares [b×k]: whether the first exceeds all others."""
    first, others = shares[:, 0], shares[:, 1:]
    return first > others.max(axis=1)


def _judge_order(
    tally: Tally, holds: Callable[[np.ndarray], np.ndarray], shares: list[Finding], named: int
) -> Outcome:
    """The share of resamples of areas in which an order of shares holds.

    Beside it stand the shares named and the strongest of the rest.
    """
    rest = sorted(shares[named:], key=attrgetter("part"), reverse=True)
    shown = (*shares[:named], *rest[:2])
    if _count_listing(tally) < SMALL_GROUP:
        bare = [_bare(finding) for finding in shown]
        return _undetermined(f"fewer than {SMALL_GROUP} reports", *bare)
    kept = 0
    for block in _resamples(tally):
        is_kept = holds(np.nan_to_num(block))
        kept += int(is_kept.sum())
    kept_share = kept / DRAWS
    order = Finding("order", unit="resamples", estimate=kept_share, part=kept, whole=DRAWS)
    if kept_share >= ORDER_HOLDS:
        return Outcome("supported", "", (order, *shown))
    if kept_share <= ORDER_FAILS:
        return Outcome("contradicted", "", (order, *shown))
    return _undetermined("the order is not settled by these reports", order, *shown)


def _resamples(tally: Tally) -> Iterator[np.ndarray]:
    """Blocks [b×k] of shares over `DRAWS` resamples of areas."""
    parts = sum_clusters(tally.hits, tally.clusters)
    wholes = sum_clusters(tally.items, tally.clusters)
    return bootstrap_ratios(parts, wholes, DRAWS, SEED)


def _association(dataset: Dataset, selection: Selection, test: ClaimTest) -> Outcome:
    """How many times more often two things meet than chance would have it.

    The interval is the percentile interval of the resamples.
    """
    first = carry(dataset, test.codes)
    second = carry_leaves(dataset, test.with_leaves)
    columns = {"both": first & second, "first": first, "second": second}
    tally = tally_columns(dataset, selection, columns)
    total = tally.items.sum()
    both, one, other = tally.hits.sum(axis=0)
    finding = Finding(
        MEASURE,
        unit="lift",
        part=int(both),
        whole=int(one),
        other_part=int(other),
        other_whole=int(total),
    )
    if min(one, other) < SMALL_THEME:
        reason = f"fewer than {SMALL_THEME} recommendations carry it: a count, no ratio"
        return _undetermined(reason, finding)
    low, high = _lift_interval(tally)
    lift = both * total / (one * other)
    finding = replace(finding, estimate=lift, low=low, high=high)
    if low > 1:
        return Outcome("supported", "", (finding,))
    if high < 1:
        return Outcome("contradicted", "", (finding,))
    return _undetermined("the interval reaches over 1", finding)


def _lift_interval(tally: Tally) -> tuple[float, float]:
    """The 95% percentile interval of the lift, from columns of both, the one and the other."""
    drawn = []
    for block in _resamples(tally):
        both, one, other = block.T
        with np.errstate(divide="ignore", invalid="ignore"):
            lift = both / (one * other)
        drawn.append(lift)
    low, high = np.nanpercentile(np.concatenate(drawn), (2.5, 97.5))
    return low, high


def _absent(dataset: Dataset, selection: Selection, test: ClaimTest) -> Outcome:
    """Whether as good as no report has it.

    The study saw none in its reports of a framework; a few in all of them would be no surprise.
    """
    tally = tally_columns(dataset, selection, {MEASURE: find_measured(dataset, test)})
    finding = _shares(tally, [MEASURE], "reports")[0]
    if not finding.part:
        return Outcome("supported", "", (finding,))
    without = f"{STUDY_REPORTS} reports without one would be"
    if finding.low > OVERLOOKED:
        return Outcome("contradicted", f"{without} rare", (finding,))
    return _undetermined(f"it is there, but {without} no surprise", finding)


def _not_testable(dataset: Dataset, selection: Selection, test: ClaimTest) -> Outcome:
    """What the slice does hold on the subject, without a verdict."""
    reason = f"needs {test.needs}, which {_LACKING_WORDS[test.lacking]}"
    if not test.codes:
        return Outcome("not-testable", reason, ())
    columns = _columns_of(dataset, test.codes)
    tally = tally_columns(dataset, selection, columns)
    labels = [dataset.codebook.labels[code] for code in test.codes]
    shares = _shares(tally, labels)
    findings = [_bare_if_rare(finding) for finding in shares]
    return Outcome("not-testable", reason, tuple(findings))


_RUNNERS: dict[str, Callable[[Dataset, Selection, ClaimTest], Outcome]] = {
    "share": _share,
    "prevalence": _prevalence,
    "rank": _rank,
    "outnumber": _outnumber,
    "association": _association,
    "absent": _absent,
    "not-testable": _not_testable,
}


def _columns_of(dataset: Dataset, codes: Sequence[str]) -> dict[str, np.ndarray]:
    """Bool over recommendations for each of the codes: those that carry it."""
    return {code: carry(dataset, (code,)) for code in codes}


def _compared_codes(dataset: Dataset, test: ClaimTest) -> Sequence[str]:
    """The codes that a claim of no difference is about."""
    if test.themes_of:
        return _themes_of(dataset, test.themes_of)
    return test.codes


def _pairs(by: str, selection: Selection) -> list[tuple[tuple, tuple]]:
    """The groups that a claim of no difference sets side by side, two at a time.

    Ratings are taken as the paper has them, inadequate and not.
    """
    if by == "rating":
        return [(("inadequate",), ("requires-improvement", "good", "outstanding"))]
    codes = glossary.codes(by)
    if by == "framework":
        codes = selection.framework
    return [((first,), (second,)) for first, second in combinations(codes, 2)]


def _side_labels(dataset: Dataset, by: str, first: tuple, second: tuple) -> pd.Series:
    """A label for every report of the dataset: 0 on the first side, 1 on the second, else blank."""
    sides = dict.fromkeys(second, 1)
    sides |= dict.fromkeys(first, 0)
    labels = dataset.reports[by].map(lambda code: sides.get(code))
    return pd.Series(labels.to_numpy(dtype=object), name=by)


def _contrast(row: pd.Series, label: str, names: str) -> Finding:
    """The finding of one row of a comparison; counts without a rate where they are too few."""
    finding = Finding(
        label,
        names,
        "ratio",
        row["adjusted_ratio"],
        row["adjusted_ratio_low"],
        row["adjusted_ratio_high"],
        int(row["first_hit_count"]),
        int(row["first_recommendation_count"]),
        int(row["second_hit_count"]),
        int(row["second_recommendation_count"]),
        row["p"],
        verdict=row["verdict"],
        is_turned=bool(row["signs_differ"]),
        is_equivalent=bool(row["is_equivalent"]),
    )
    hits = row["first_hit_count"] + row["second_hit_count"]
    is_counted = row["verdict"] == "counts-only"
    if is_counted or hits < SMALL_THEME:
        return replace(_bare(finding), p=np.nan, verdict="counts-only", is_turned=False)
    return finding


def _judge_direction(test: ClaimTest, finding: Finding) -> Outcome:
    if finding.verdict == "counts-only":
        return _undetermined(
            f"fewer than {SMALL_GROUP} reports on a side or {SMALL_THEME} recommendations: counts "
            "only",
            finding,
        )
    if finding.q < SIGNIFICANT:
        side = _side_of(finding)
        verdict = "contradicted"
        if side == test.direction:
            verdict = "supported"
        return Outcome(verdict, "", (replace(finding, verdict=side),))
    if finding.is_equivalent:
        return _judge_alike(test, replace(finding, verdict="no-difference"))
    reason = "neither a difference nor its absence is shown"
    return _undetermined(reason, replace(finding, verdict="undetermined"))


def _judge_alike(test: ClaimTest, finding: Finding) -> Outcome:
    """The outcome of a claim of a difference where the ratio is shown to be about 1.

    One-sided evidence for the claim, a small difference in its direction, is no proof against it.
    """
    is_leaning = _side_of(finding) == test.direction
    if is_leaning and finding.p < 2 * SIGNIFICANT:
        return _undetermined(
            "the ratio’s 90% interval lies inside 0.67–1.5, but leans to the claim’s side", finding
        )
    if test.proxy:
        return _undetermined(_PARTIAL, finding)
    if test.slight:
        return _undetermined(
            "no difference beyond 0.67–1.5 is shown, and the claim is of a small one", finding
        )
    reason = "the ratio’s 90% interval lies inside 0.67–1.5: no difference worth the name"
    return Outcome("contradicted", reason, (finding,))


def _side_of(finding: Finding) -> str:
    if finding.estimate > 1:
        return "higher"
    return "lower"


def _judge_equivalence(findings: list[Finding]) -> Outcome:
    judged = [
        replace(finding, verdict=_alike(finding))
        for finding in findings
        if finding.verdict != "counts-only"
    ]
    if not judged:
        return _undetermined(
            f"fewer than {SMALL_GROUP} reports in a group or {SMALL_THEME} recommendations: counts "
            "only",
            *findings,
        )
    judged.sort(key=_gravest_first)
    verdicts = [finding.verdict for finding in judged]
    alike = verdicts.count("supported")
    apart = verdicts.count("contradicted")
    reason = f"{alike} of {len(judged)} comparisons alike, {apart} different"
    verdict = combine_verdicts(verdicts)
    return Outcome(verdict, reason, tuple(judged))


def _gravest_first(finding: Finding) -> tuple[int, float]:
    """The place of a judged ratio: by the gravity of its verdict, then the one furthest from 1."""
    distance = abs(np.log(max(finding.estimate, 1e-9)))
    gravity = GRAVEST_FIRST.index(finding.verdict)
    return gravity, -distance


def _alike(finding: Finding) -> str:
    if finding.is_equivalent:
        return "supported"
    low, high = EQUIVALENT
    is_outside = not low <= finding.estimate <= high
    if finding.q < SIGNIFICANT and is_outside:
        return "contradicted"
    return "undetermined"


def _shares(tally: Tally, labels: Sequence[str], unit: str = "share") -> list[Finding]:
    """The share of every column of a tally, in the order of the columns.

    It is a share of recommendations, or of reports with at least one.
    """
    everybody = np.ones((1, len(tally.rows)), dtype=bool)
    low, high = share_intervals(tally, everybody, unit=unit)
    if unit == "reports":
        parts = np.count_nonzero(tally.hits, axis=0)
        whole = len(tally.rows)
    else:
        parts = tally.hits.sum(axis=0)
        whole = int(tally.items.sum())
    shares = np.full(len(parts), np.nan)
    if whole:
        shares = parts / whole
    return [
        Finding(label, "", unit, shares[place], low[0, place], high[0, place], int(part), whole)
        for place, (label, part) in enumerate(zip(labels, parts, strict=True))
    ]


def _label(dataset: Dataset, code: str) -> str:
    """A code in words; of a theme, how many narrower ones count under it in this view."""
    codebook = dataset.codebook
    homes = [
        codebook.home_of(theme.id, dataset.scheme) for theme in codebook.themes if theme.id != code
    ]
    under = homes.count(code)
    label = codebook.labels[code]
    if not under:
        return label
    return f"{label} (with {under} narrower {words.plural(under, 'theme')})"


def _undetermined(reason: str, *findings: Finding) -> Outcome:
    return Outcome("undetermined", reason, findings)


def _bare(finding: Finding) -> Finding:
    """The counts without the rate: too few to print one."""
    return replace(finding, estimate=np.nan, low=np.nan, high=np.nan)


def _bare_if_rare(finding: Finding) -> Finding:
    if finding.part < SMALL_THEME:
        return _bare(finding)
    return finding


def _named(by: str, codes: tuple) -> str:
    return " or ".join(glossary.short_label(by, code) for code in codes)
