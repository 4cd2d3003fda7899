"""Each kind of test put to a dataset, giving estimates, intervals, n of N and a verdict.

Rules; their numbers stand in `data/declaration.yaml`. A bound is met or missed where the whole 95%
interval lies on its side. An order holds if at least 95% of the resamples keep it, and does not if
at most 5% do. A direction is asked one-sidedly: p below 0.05 supports it, since all parts of a
claim must hold; q below 0.05 of the opposite, within the claim, contradicts it. Where neither is so
and the claim's side is shown to stay within the margin of 0.67–1.5, the difference is "at most
small". A theme that a claim names beforehand is tested from 14 mentions on, below 20 by Fisher's
exact test as well. "No difference" needs every ratio's 90% interval inside the margin, and is
contradicted by a difference with q below 0.05 and a ratio outside; largely the same are mixes whose
dissimilarity stays below its bound (`mixes`). Absence is supported where there is none, and
contradicted where more reports have it than the study's twenty of a framework could well miss.
Everything else is undetermined. A measure marked proxy finds only part of what is meant: falling
short, losing an order or showing no difference with it refutes nothing. The verdict on a claim is
that on its testable parts (`outcomes.combine_parts`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

import numpy as np
import pandas as pd
from scipy.stats import fisher_exact

from ofsted import words
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.counting.tallies import Tally
from ofsted.analysis.inference.comparison import compare_groups
from ofsted.analysis.inference.intervals import (
    SEED,
    bootstrap_ratios,
    share_intervals,
    sum_clusters,
)
from ofsted.analysis.paper.claims import ClaimTest
from ofsted.analysis.paper.declaration import Levels
from ofsted.analysis.paper.groups import list_pairs, name_groups
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
from ofsted.analysis.paper.mixes import compare_mixes, judge_mixes
from ofsted.analysis.paper.outcomes import GRAVEST_FIRST, Finding, Outcome, combine_verdicts
from ofsted.errors import ClaimError
from ofsted.limits import DRAWS, EQUIVALENT, SIGNIFICANT, SMALL_GROUP, SMALL_THEME

_PARTIAL = "the measure catches only part of what is meant"
_LACKING_WORDS = {"frameworks": "are not in this release", "coding": "has not been coded"}


def run_test(dataset: Dataset, selection: Selection, test: ClaimTest, levels: Levels) -> Outcome:
    """The outcome of a test that compares no groups.

    It is put to the recommendations of the selection.
    """
    return _RUNNERS[test.kind](dataset, selection, test, levels)


def compare_sides(
    dataset: Dataset, selection: Selection, test: ClaimTest, levels: Levels
) -> list[Finding]:
    """One finding per measure and pair of groups, with p but not yet q.

    `verdict` is that of the comparison.
    """
    if test.kind == "similar":
        return compare_mixes(dataset, selection, test, levels)
    if test.direction:
        columns = {MEASURE: find_measured(dataset, test)}
        pairs = [(test.first, test.second)]
        fewest = levels.fewest_named
    else:
        codes = _compared_codes(dataset, test)
        columns = _columns_of(dataset, codes)
        pairs = list_pairs(test.by, selection)
        fewest = levels.fewest_in_family
    recoded = recode(dataset, columns, find_base(dataset, test))
    findings = []
    for first, second in pairs:
        labels = _side_labels(dataset, test.by, first, second)
        compared = compare_groups(
            recoded, selection, by=labels, first=0, second=1, fewest_hits=fewest
        )
        names = f"{name_groups(test.by, first)} against {name_groups(test.by, second)}"
        for _, row in compared.iterrows():
            code = row["code"]
            label = dataset.codebook.labels.get(code, code)
            finding = _contrast(row, label, names)
            finding = _take_side(finding, row, test.direction)
            findings.append(finding)
    return findings


def judge_comparison(test: ClaimTest, findings: list[Finding], levels: Levels) -> Outcome:
    """The outcome of a test that compares groups, from its findings with q."""
    if test.kind == "similar":
        return judge_mixes(findings, levels)
    if test.direction:
        return _judge_direction(test, findings[0], levels)
    return _judge_equivalence(findings)


def _share(
    dataset: Dataset,
    selection: Selection,
    test: ClaimTest,
    levels: Levels,
    unit: str = "share",
) -> Outcome:
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


def _prevalence(dataset: Dataset, selection: Selection, test: ClaimTest, levels: Levels) -> Outcome:
    return _share(dataset, selection, test, levels, "reports")


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
    limit proves nothing. Where its sensitivity has been measured, the share is divided by it.
    """
    floor, ceiling = -np.inf, np.inf
    if test.at_least is not None:
        floor = test.at_least
    if test.at_most is not None:
        ceiling = test.at_most
    low, high = finding.low / test.sensitivity, finding.high / test.sensitivity
    if low >= floor and high <= ceiling:
        if test.proxy and test.at_most is not None:
            return "undetermined", _PARTIAL
        return "supported", ""
    if high < floor:
        if test.proxy:
            return "undetermined", _PARTIAL
        return "contradicted", ""
    if low > ceiling:
        return "contradicted", ""
    return "undetermined", "the interval reaches over the bound"


def _rank(dataset: Dataset, selection: Selection, test: ClaimTest, levels: Levels) -> Outcome:
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
    return _judge_order(tally, holds, shares, first, levels)


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


def _outnumber(dataset: Dataset, selection: Selection, test: ClaimTest, levels: Levels) -> Outcome:
    columns = {MEASURE: find_measured(dataset, test)}
    for rival in test.rivals:
        columns[rival.label] = mention(dataset, rival.words)
    tally = tally_columns(dataset, selection, columns, find_base(dataset, test))
    shares = _shares(tally, list(columns))
    outcome = _judge_order(tally, _is_first_largest, shares, 1, levels)
    if test.proxy and outcome.verdict == "contradicted":
        return replace(outcome, verdict="undetermined", reason=_PARTIAL)
    return outcome


def _is_first_largest(shares: np.ndarray) -> np.ndarray:
    """Bool per draw [b] of shares [b×k]: whether the first exceeds all others."""
    first, others = shares[:, 0], shares[:, 1:]
    return first > others.max(axis=1)


def _judge_order(
    tally: Tally,
    holds: Callable[[np.ndarray], np.ndarray],
    shares: list[Finding],
    named: int,
    levels: Levels,
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
    if kept_share >= levels.order_holds:
        return Outcome("supported", "", (order, *shown))
    if kept_share <= levels.order_fails:
        return Outcome("contradicted", "", (order, *shown))
    return _undetermined("the order is not settled by these reports", order, *shown)


def _resamples(tally: Tally) -> Iterator[np.ndarray]:
    """Blocks [b×k] of shares over `DRAWS` resamples of areas."""
    parts = sum_clusters(tally.hits, tally.clusters)
    wholes = sum_clusters(tally.items, tally.clusters)
    return bootstrap_ratios(parts, wholes, DRAWS, SEED)


def _association(
    dataset: Dataset, selection: Selection, test: ClaimTest, levels: Levels
) -> Outcome:
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


def _absent(dataset: Dataset, selection: Selection, test: ClaimTest, levels: Levels) -> Outcome:
    """Whether as good as no report has it.

    The study saw none in its reports of a framework; a few in all of them would be no surprise.
    """
    tally = tally_columns(dataset, selection, {MEASURE: find_measured(dataset, test)})
    finding = _shares(tally, [MEASURE], "reports")[0]
    if not finding.part:
        return Outcome("supported", "", (finding,))
    without = f"{levels.study_reports} reports without one would be"
    if finding.low > levels.overlooked:
        return Outcome("contradicted", f"{without} rare", (finding,))
    return _undetermined(f"it is there, but {without} no surprise", finding)


def _not_testable(
    dataset: Dataset, selection: Selection, test: ClaimTest, levels: Levels
) -> Outcome:
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


_RUNNERS: dict[str, Callable[[Dataset, Selection, ClaimTest, Levels], Outcome]] = {
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


def _side_labels(dataset: Dataset, by: str, first: tuple, second: tuple) -> pd.Series:
    """A label for every report of the dataset: 0 on the first side, 1 on the second, else blank."""
    sides = dict.fromkeys(second, 1)
    sides |= dict.fromkeys(first, 0)
    labels = dataset.reports[by].map(lambda code: sides.get(code))
    return pd.Series(labels.to_numpy(dtype=object), name=by)


def _contrast(row: pd.Series, label: str, names: str) -> Finding:
    """The finding of one row of a comparison; counts without a rate where it was not tested."""
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
    if row["verdict"] == "counts-only" or row["reason"]:
        return replace(_bare(finding), p=np.nan, verdict="counts-only", is_turned=False)
    return finding


def _take_side(finding: Finding, row: pd.Series, direction: str) -> Finding:
    """The finding with p of the claim's own direction and of the opposite one.

    A claim that says a direction is asked one-sidedly. The statistic is studentised and about
    symmetric, so that half of the two-sided p is that of the side the estimate lies on.
    """
    if not direction or np.isnan(finding.p):
        return finding
    half = finding.p / 2
    p, against = 1 - half, half
    if _side_of(finding) == direction:
        p, against = half, 1 - half
    limits = {"higher": row["margin_high"], "lower": row["margin_low"]}
    told = replace(finding, p=p, p_against=against, limit=limits[direction])
    if finding.part + (finding.other_part or 0) < SMALL_THEME:
        return _add_fisher(told, row, direction)
    return told


def _add_fisher(finding: Finding, row: pd.Series, direction: str) -> Finding:
    """A theme too rare for a family, with Fisher's exact test on reports, one-sided.

    Reports that list more name more of everything, which Fisher's test does not see and the
    permutation does; so p is the larger of the two.
    """
    with_it = np.array([row["first_report_hit_count"], row["second_report_hit_count"]])
    reports = np.array([row["first_report_count"], row["second_report_count"]])
    table = np.column_stack([with_it, reports - with_it])
    more = float(fisher_exact(table, alternative="greater").pvalue)
    less = float(fisher_exact(table, alternative="less").pvalue)
    fisher, against = more, less
    if direction == "lower":
        fisher, against = less, more
    return replace(
        finding,
        p=max(finding.p, fisher),
        p_against=max(finding.p_against, against),
        fisher_p=fisher,
    )


def _judge_direction(test: ClaimTest, finding: Finding, levels: Levels) -> Outcome:
    if finding.verdict == "counts-only":
        return _undetermined(
            f"fewer than {levels.fewest_reports} reports on a side or {levels.fewest_named} "
            "recommendations: counts only",
            finding,
        )
    told = replace(finding, verdict=_side_of(finding))
    # All parts of a claim must hold, so each may be asked at the full level (Berger 1982).
    if finding.p < SIGNIFICANT:
        return Outcome("supported", "", (told,))
    if finding.q_against < SIGNIFICANT:
        return Outcome("contradicted", "the opposite is shown", (told,))
    told = replace(finding, verdict="undetermined")
    if _is_small(test.direction, finding.limit):
        return _judge_small(test, told)
    return _undetermined(f"not shown, {_lean(test, finding)}", told)


def _is_small(direction: str, limit: float) -> bool:
    """Whether a difference in the claim's direction is shown to stay within the margin."""
    low, high = EQUIVALENT
    if direction == "higher":
        return limit < high
    return limit > low


def _judge_small(test: ClaimTest, finding: Finding) -> Outcome:
    """The outcome where a difference on the claim's side can only be small.

    That is no proof of the opposite, and refutes nothing where the measure is a part of what is
    meant or the claim itself is of a small difference.
    """
    beyond = {"higher": "below", "lower": "above"}[test.direction]
    reason = f"at most small: a ratio {beyond} {finding.limit:.2f}, and {_lean(test, finding)}"
    if test.proxy:
        return _undetermined(f"{reason}; {_PARTIAL}", finding)
    if test.slight:
        return _undetermined(f"{reason}; the claim is of a small one", finding)
    return Outcome("at-most-small", reason, (finding,))


def _lean(test: ClaimTest, finding: Finding) -> str:
    """Which side the estimate leans to, with the one-sided p of that side."""
    if _side_of(finding) == test.direction:
        return f"it leans to the claim’s side (one-sided p {finding.p:.3f})"
    return f"it leans against the claim (one-sided p of the opposite {finding.p_against:.3f})"


def _side_of(finding: Finding) -> str:
    """The side that the first group's share lies on; a ratio to nothing has no estimate."""
    if finding.estimate > 1 or not finding.other_part:
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
