"""Claims that what is asked for is largely the same everywhere, tested on whole mixes.

The mix of the nine categories, or of the themes within one category, is set side by side for two
groups at a time. Were every category tested by itself, a claim of sameness would fail by chance
nearly always.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.counting.tallies import Tally, tally_reports
from ofsted.analysis.inference.adjustment import number_frameworks
from ofsted.analysis.inference.similarity import measure_dissimilarity
from ofsted.analysis.paper.claims import ClaimTest
from ofsted.analysis.paper.declaration import Levels
from ofsted.analysis.paper.groups import list_pairs, name_groups
from ofsted.analysis.paper.outcomes import GRAVEST_FIRST, Finding, Outcome, combine_verdicts

UNIT = "dissimilarity"


def compare_mixes(
    dataset: Dataset, selection: Selection, test: ClaimTest, levels: Levels
) -> list[Finding]:
    """One finding per pair of groups, with p but not yet q."""
    tally = tally_mix(dataset, selection, test.themes_of)
    groups = dataset.reports[test.by].to_numpy(dtype=object)[tally.rows]
    findings = []
    for first, second in list_pairs(test.by, selection):
        sides = np.stack([np.isin(groups, first), np.isin(groups, second)])
        finding = _compare(dataset, tally, sides, test.by, levels)
        names = f"{name_groups(test.by, first)} against {name_groups(test.by, second)}"
        findings.append(replace(finding, group=names))
    return findings


def tally_mix(dataset: Dataset, selection: Selection, category: str) -> Tally:
    """Mentions of the categories, or of the themes of one, in every chosen report."""
    if not category:
        return tally_reports(dataset, selection, "category")
    category_of = dataset.codebook.category_of
    themes = [theme for theme in dataset.theme_ids if category_of[theme] == category]
    return tally_reports(dataset, selection, "theme", themes)


def judge_mixes(findings: list[Finding], levels: Levels) -> Outcome:
    """The outcome of a claim of sameness: all pairs of groups must be largely the same."""
    judged = [
        replace(finding, verdict=_judge_pair(finding, levels))
        for finding in findings
        if finding.verdict != "counts-only"
    ]
    if not judged:
        return Outcome("undetermined", "too few reports or mentions in a group", tuple(findings))
    judged.sort(key=lambda finding: (GRAVEST_FIRST.index(finding.verdict), -finding.estimate))
    verdicts = [finding.verdict for finding in judged]
    found = sum(finding.q < levels.significant for finding in judged)
    same = verdicts.count("supported")
    reason = (
        f"{same} of {len(judged)} pairs are shown to be largely the same, and {found} differ by "
        "more than chance gives"
    )
    return Outcome(combine_verdicts(verdicts), reason, tuple(judged))


def _compare(dataset: Dataset, tally: Tally, sides: np.ndarray, by: str, levels: Levels) -> Finding:
    mentions = [int(tally.hits[side].sum()) for side in sides]
    finding = Finding(
        "mix",
        unit=UNIT,
        part=mentions[0],
        whole=mentions[0],
        other_part=mentions[1],
        other_whole=mentions[1],
    )
    is_few = sides.sum(axis=1).min() < levels.fewest_reports
    if is_few or min(mentions) < levels.fewest_in_family:
        return replace(finding, verdict="counts-only")
    strata = number_frameworks(dataset, tally)
    found = measure_dissimilarity(tally, sides, strata, by_area=by != "rating")
    return replace(
        finding,
        estimate=found.value,
        low=found.low,
        high=found.high,
        by_chance=found.by_chance,
        p=found.p,
    )


def _judge_pair(finding: Finding, levels: Levels) -> str:
    """Same where the upper limit lies below the bound; not so where chance is ruled out and the
    dissimilarity lies beyond the bound even less what chance gives.
    """
    if finding.high < levels.dissimilarity:
        return "supported"
    beyond_chance = finding.estimate - finding.by_chance
    if finding.q < levels.significant and beyond_chance > levels.dissimilarity:
        return "contradicted"
    return "undetermined"
