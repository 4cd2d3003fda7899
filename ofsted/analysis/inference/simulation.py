"""Made-up hits on real reports, and how often the tests and intervals are right about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd

from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.counting.tallies import Tally, group_members, stack_tallies, tally_reports
from ofsted.analysis.inference.comparison import contrast_columns, shared_correlation
from ofsted.analysis.inference.designs import SELECTION, assess, choose_design
from ofsted.analysis.inference.detection import detectable_difference
from ofsted.analysis.inference.intervals import (
    SEED,
    bootstrap_ratios,
    estimate_interval,
    estimate_shares,
)
from ofsted.limits import DETECTION_POWER, SIGNIFICANT, SMALL_GROUP

CORRELATION = (
    0.03  # of two recommendations of one report to carry the same theme, as in our material
)
NOMINAL = SIGNIFICANT
_CHI_SQUARE_95 = 3.841458820694124  # one degree of freedom
_OTHERS = ("good", "requires-improvement", "inadequate")


@dataclass(frozen=True)
class Setting:
    """A comparison to be simulated: which reports, grouped how, one group against the rest or
    (`group` None) all groups; or two sets of filters.
    """

    name: str
    selection: Selection
    by: str
    group: object | None = None
    other: Selection | None = None


SETTINGS = (
    Setting("Inadequate v rest, SIF", Selection(framework=("F3",)), "rating", "inadequate"),
    Setting("Inadequate v rest, ILACS", Selection(framework=("F4",)), "rating", "inadequate"),
    Setting("Outstanding v rest, ILACS", Selection(framework=("F4",)), "rating", "outstanding"),
    Setting(
        "Inadequate v rest, both frameworks",
        Selection(framework=("F3", "F4")),
        "rating",
        "inadequate",
    ),
    Setting("All ratings, both frameworks", Selection(framework=("F3", "F4")), "rating"),
    Setting("Most deprived third v rest", Selection(framework=("F3", "F4")), "deprivation", 1),
    Setting("London v rest", Selection(framework=("F3", "F4")), "region", "London"),
    Setting("All regions", Selection(framework=("F3", "F4")), "region"),
    Setting("2016 v other years, SIF", Selection(framework=("F3",)), "year", 2016),
    Setting("SIF v ILACS", Selection(framework=("F3", "F4")), "framework", "F3"),
    Setting(
        "SIF v ILACS, rural areas",
        Selection(framework=("F3", "F4"), rurality=(3,)),
        "framework",
        "F3",
    ),
    Setting(
        "SIF v ILACS, rated good",
        Selection(framework=("F3", "F4"), rating=("good",)),
        "framework",
        "F3",
    ),
    Setting(
        "Filters: outstanding v other ILACS",
        Selection(framework=("F4",), rating=("outstanding",)),
        SELECTION,
        other=Selection(framework=("F4",), rating=_OTHERS),
    ),
    Setting(
        "Filters: outstanding ILACS v SIF",
        Selection(framework=("F4",), rating=("outstanding",)),
        SELECTION,
        other=Selection(framework=("F3",)),
    ),
    Setting(
        "Filters: London v South East",
        Selection(region=("London",)),
        SELECTION,
        other=Selection(region=("South East",)),
    ),
    Setting(
        "Filters: authority v board, SIF",
        Selection(framework=("F3",)),
        SELECTION,
        other=Selection(framework=("F3",), body="lscb"),
    ),
)

# Groupings that go by area, or may hold several reports of one area on a side.
_BY_AREA = ("deprivation", "region", "framework", SELECTION)


def simulate_hits(
    items: np.ndarray,
    share: float | np.ndarray,
    count: int,
    rng: np.random.Generator,
    *,
    correlation: float = CORRELATION,
    areas: np.ndarray | None = None,
) -> np.ndarray:
    """Hits [m×count] of as many made-up themes: beta-binomial with the mean `share` (one, or one
    per report) and the correlation within reports.

    With `areas` [m] the share first varies between areas with the same correlation, so that reports
    of an area are alike too.
    """
    strength = (1 - correlation) / correlation
    mean = np.broadcast_to(np.asarray(share, dtype=float).reshape(-1, 1), (len(items), count))
    if areas is not None:
        # One beta quantile for all reports of an area would need its inverse; gamma mixing keeps
        # the mean and gives the correlation.
        mean = np.clip(
            mean * rng.gamma(1 / correlation, correlation, (areas.max() + 1, count))[areas], 0, 0.99
        )
    chance = rng.beta(mean * strength, (1 - mean) * strength)
    return rng.binomial(items[:, None], chance).astype(np.int32)


def _simulate(
    tally: Tally,
    share: float | np.ndarray,
    count: int,
    rng: np.random.Generator,
    setting: Setting,
) -> Tally:
    """The reports with made-up hits of `count` themes; where the grouping goes by area, reports of
    an area are alike.
    """
    areas = None
    if setting.by in _BY_AREA:
        areas = tally.clusters
    hits = simulate_hits(tally.items, share, count, rng, areas=areas)
    return replace(tally, hits=hits, codes=tuple(map(str, range(count))))


def measure_false_positives(
    dataset: Dataset,
    settings: Sequence[Setting] = SETTINGS,
    *,
    shares: Sequence[float] = (0.02, 0.05, 0.1, 0.2),
    count: int = 500,
    seed: int = SEED,
) -> pd.DataFrame:
    """One row per setting and share: how often each test says "different" at 5% where nothing is.

    `permutation` is ours, `chi_square_reports` the chi-square on the share of reports that mention
    a theme, `chi_square_items` that on recommendations; themes too rare to be tested are tested
    here too. `error` is the standard error of the simulated rate at 5%.
    """
    rows = []
    for setting, share in product(settings, shares):
        rng = np.random.default_rng([seed, round(share * 1000)])
        tally, members, frameworks = _stage(dataset, setting)
        simulated = _simulate(tally, share, count, rng, setting)
        design = choose_design(dataset, tally, members, setting.by)
        p = assess(simulated, members, design, frameworks)[1]
        of_reports = of_items = np.nan  # chi-square is taken of two groups only
        if len(members) == 2:
            mentions = members.astype(float) @ (simulated.hits > 0)
            of_reports = _chi_square(mentions, members.sum(axis=1))
            of_items = _chi_square(members @ simulated.hits, members @ tally.items)
        rows.append(
            {
                "setting": setting.name,
                "design": design,
                "share": share,
                "hits_expected": share * tally.items[members.any(axis=0)].sum(),
                "permutation": (p <= NOMINAL).mean(),
                "chi_square_reports": of_reports,
                "chi_square_items": of_items,
                "error": np.sqrt(NOMINAL * (1 - NOMINAL) / count),
            }
        )
    return pd.DataFrame(rows)


def measure_coverage(
    dataset: Dataset,
    *,
    shares: Sequence[float] = (0.01, 0.02, 0.05, 0.1, 0.3),
    count: int = 500,
    seed: int = SEED,
) -> pd.DataFrame:
    """One row per framework, rating (15 reports or more) and share: how often the 95% interval
    holds the true share, of each kind.

    `percentile` is the plain percentile bootstrap, for comparison; `hits_expected` says how rare
    the theme is in the group.
    """
    rows = []
    for framework, share in product(("F3", "F4"), shares):
        tally = tally_reports(dataset, Selection(framework=(framework,)), "category")
        groups, members = group_members(tally, dataset, "rating")
        rng = np.random.default_rng([seed, round(share * 1000), framework == "F4"])
        simulated = replace(
            tally,
            hits=simulate_hits(tally.items, share, count, rng),
            codes=tuple(map(str, range(count))),
        )
        for group, member in zip(groups, members, strict=True):
            if member.sum() < SMALL_GROUP:
                continue
            found = {}
            for unit in ("share", "report-weighted"):
                low, high = estimate_interval(
                    estimate_shares(simulated, member[None], unit=unit, cluster="report")
                )
                found[unit] = _cover(low, high, share)
            rows.append(
                {
                    "framework": framework,
                    "group": group,
                    "report_count": int(member.sum()),
                    "share": share,
                    "hits_expected": share * tally.items[member].sum(),
                    "interval": found["share"],
                    "report_weighted": found["report-weighted"],
                    "percentile": _percentile_coverage(simulated, member, share),
                    "error": np.sqrt(0.05 * 0.95 / count),
                }
            )
    return pd.DataFrame(rows)


def measure_contrast_coverage(
    dataset: Dataset,
    *,
    shares: Sequence[float] = (0.02, 0.05, 0.1),
    ratios: Sequence[float] = (1.0, 1.5),
    count: int = 500,
    seed: int = SEED,
) -> pd.DataFrame:
    """One row per setting, share of the second group and true ratio: how often the intervals of
    difference and ratio hold the truth.
    """
    rows = []
    chosen = [
        setting
        for setting in SETTINGS
        if setting.name
        in (
            "Inadequate v rest, SIF",
            "Inadequate v rest, ILACS",
            "Most deprived third v rest",
            "SIF v ILACS",
        )
    ]
    for setting, share, ratio in product(chosen, shares, ratios):
        rng = np.random.default_rng([seed, round(share * 1000), round(ratio * 10)])
        tally, members, _ = _stage(dataset, setting)
        means = np.where(members[0], share * ratio, share)
        simulated = _simulate(tally, means, count, rng, setting)
        ends = contrast_columns(
            "", estimate_shares(simulated, members), shared_correlation(simulated, members)
        )
        rows.append(
            {
                "setting": setting.name,
                "share": share,
                "ratio": ratio,
                "difference_covered": _cover(
                    ends["difference_low"], ends["difference_high"], share * ratio - share
                ),
                "ratio_covered": _cover(ends["ratio_low"], ends["ratio_high"], ratio),
                "error": np.sqrt(0.05 * 0.95 / count),
            }
        )
    return pd.DataFrame(rows)


def measure_power(
    dataset: Dataset,
    *,
    share: float = 0.05,
    ratios: Sequence[float] = (1.5, 2.0),
    count: int = 500,
    seed: int = SEED,
) -> pd.DataFrame:
    """One row per slice and ratio: how often a theme that one third of the reports, drawn by lot,
    has `ratio` times as often is found at 5%.
    """
    rows = []
    for (name, frameworks), ratio in product(
        (("SIF", ("F3",)), ("SIF and ILACS", ("F3", "F4"))), ratios
    ):
        tally = tally_reports(dataset, Selection(framework=frameworks), "category")
        rng = np.random.default_rng([seed, round(ratio * 10)])
        third = rng.permutation(len(tally.rows)) < len(tally.rows) / 3
        means = np.where(third, share * ratio, share)
        simulated = replace(
            tally,
            hits=simulate_hits(tally.items, means, count, rng),
            codes=tuple(map(str, range(count))),
        )
        members = np.stack([third, ~third])
        p = assess(simulated, members, "report", np.zeros(len(third), dtype=int))[1]
        rows.append(
            {
                "slice": name,
                "share": share,
                "ratio": ratio,
                "found": (p <= NOMINAL).mean(),
                "error": np.sqrt(0.25 / count),
            }
        )
    return pd.DataFrame(rows)


def measure_detection(
    dataset: Dataset,
    settings: Sequence[Setting],
    *,
    shares: Sequence[float] = (0.05, 0.1),
    count: int = 300,
    seed: int = SEED,
) -> pd.DataFrame:
    """One row per setting of two sides and share of the second: the difference that
    `detectable_difference` names, and how often the test finds it at 5% once it is planted.
    """
    rows = []
    for setting, share in product(settings, shares):
        rng = np.random.default_rng([seed, round(share * 1000)])
        tally, members, frameworks = _stage(dataset, setting)
        alike = _simulate(tally, share, count, rng, setting)
        estimates = estimate_shares(alike, members)
        known = replace(estimates, share=np.full_like(estimates.share, share))
        correlation = np.full(count, shared_correlation(alike, members).mean())
        detectable = float(np.nanmedian(detectable_difference(known, correlation)))
        means = np.where(members[0], share + detectable, share)
        planted = _simulate(tally, means, count, rng, setting)
        design = choose_design(dataset, tally, members, setting.by)
        p = assess(planted, members, design, frameworks)[1]
        rows.append(
            {
                "setting": setting.name,
                "share": share,
                "detectable": detectable,
                "ratio": 1 + detectable / share,
                "found": (p <= NOMINAL).mean(),
                "error": np.sqrt(DETECTION_POWER * (1 - DETECTION_POWER) / count),
            }
        )
    return pd.DataFrame(rows)


def _stage(dataset: Dataset, setting: Setting) -> tuple[Tally, np.ndarray, np.ndarray]:
    """The real reports, the groups of at least 15 of them (or one group and the rest, or the two
    sets), and each report's framework as a number.
    """
    groups: list = []
    tally = tally_reports(dataset, setting.selection, "category")
    if setting.other is not None:
        tally, owner = stack_tallies([tally, tally_reports(dataset, setting.other, "category")])
        members = owner == np.arange(2)[:, None]
    else:
        groups, members = group_members(tally, dataset, setting.by)
    if setting.group is None:
        members = members[members.sum(axis=1) >= SMALL_GROUP]
    else:
        inside = members[groups.index(setting.group)]
        members = np.stack([inside, members.any(axis=0) & ~inside])
    return tally, members, pd.factorize(dataset.reports["framework"].take(tally.rows), sort=True)[0]


def _chi_square(part: np.ndarray, whole: np.ndarray) -> float:
    """How often Pearson's chi-square of two groups [2×k] of [2] passes 5%."""
    share, pooled = part / whole[:, None], part.sum(axis=0) / whole.sum()
    spread = pooled * (1 - pooled) * (1 / whole).sum()
    return float(
        (
            np.divide(
                (share[0] - share[1]) ** 2, spread, out=np.zeros(len(pooled)), where=spread > 0
            )
            > _CHI_SQUARE_95
        ).mean()
    )


def _cover(low: np.ndarray, high: np.ndarray, truth: float) -> float:
    return float(((low <= truth) & (truth <= high)).mean())


def _percentile_coverage(tally: Tally, member: np.ndarray, truth: float) -> float:
    ratios = np.concatenate(
        list(bootstrap_ratios(tally.hits[member], tally.items[member], 1000, SEED))
    )
    low, high = np.nanpercentile(ratios, [2.5, 97.5], axis=0)
    return _cover(low, high, truth)
