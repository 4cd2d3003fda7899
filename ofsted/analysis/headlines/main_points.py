"""The main points of a release: sentences that are chosen and written by rule, never by hand.

Each kind has a rule for what is told (the largest, the most changed, the most different, what is
proved alike, what comes up again most often) and is told only where it holds in 95% of resamples
of whole councils (Efron and Tibshirani 1993, ch. 13) and, for the widest of many differences, where
groups dealt out at random seldom show one as wide. The blocks of who a recommendation is about
are never ranked against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ofsted import words
from ofsted.analysis.counting.counts import count_codes
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.places import everywhere
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.counting.tallies import Tally, tally_groups
from ofsted.analysis.headlines.counts import beside_ranking
from ofsted.analysis.headlines.leaders import leading_codes
from ofsted.analysis.headlines.phrases import short_period
from ofsted.analysis.headlines.trends import headline_only_who
from ofsted.analysis.inference.intervals import SEED, add_intervals
from ofsted.analysis.inference.recurrence import pair_reports, pair_tallies
from ofsted.codebook import ONLY_WHO
from ofsted.limits import (
    EQUIVALENCE_CONFIDENCE,
    EQUIVALENT,
    LEAST_RECOMMENDATIONS,
    MAIN_POINT_CONFIDENCE,
    SIGNIFICANT,
    SMALL_GROUP,
    STEADY_DRAWS,
)

CURRENT = Selection(framework=("F4",))
RATINGS = ("inadequate", "good")
DEPRIVATIONS = (1, 3)  # most and least deprived third


@dataclass(frozen=True)
class MainPoint:
    """One sentence, and what proves it: a code of a level and, where two groups are set against
    each other, the grouping with both groups.

    `kind` is "largest", "changed", "rated", "alike" or "again"; `numbers` are its n of N in words;
    `kept` is the share of resamples in which it holds; `beside` says what the other measure puts
    first, where it is something else.
    """

    kind: str
    headline: str
    numbers: str
    level: str
    code: str
    kept: float
    by: str = ""
    groups: tuple[object, object] | None = None
    beside: str = ""

    @property
    def told(self) -> str:
        """The sentence, and after it what the other measure puts first."""
        return f"{self.headline}. {self.beside}".rstrip()


def find_main_points(dataset: Dataset) -> tuple[MainPoint, ...]:
    """The main points of a dataset in the order told; fewer than five where some do not hold."""
    found = (
        _largest(dataset),
        _most_changed(dataset),
        _most_different(dataset),
        _alike(dataset),
        _again(dataset),
    )
    return tuple(
        point for point in found if point is not None and point.kept >= MAIN_POINT_CONFIDENCE
    )


@dataclass(frozen=True)
class _Shares:
    """Shares of codes in groups: hits [g×k], recommendations [g], and shares over resamples of
    councils [draws×g×k]. `chance` [k] is how often groups dealt out at random among the reports
    have some code at least as far apart; None where there are not two groups.
    """

    codes: tuple[str, ...]
    hits: np.ndarray
    items: np.ndarray
    drawn: np.ndarray
    chance: np.ndarray | None = None

    @property
    def shares(self) -> np.ndarray:
        """Shares as counted [g×k]."""
        return self.hits / self.items[:, None]

    def told(self, group: int, place: int) -> str:
        """A cell as "24 of 336"."""
        return f"{words.number(self.hits[group, place])} of {words.number(self.items[group])}"

    def percent(self, group: int, place: int) -> str:
        """A cell as "7%"."""
        return words.percent(float(self.shares[group, place]))


def _largest(dataset: Dataset) -> MainPoint | None:
    found = _measure(dataset, "what", None, ())
    if found is None:
        return None
    is_rival = np.array([code != ONLY_WHO for code in found.codes])
    drawn = np.where(is_rival, found.drawn[:, 0], -1.0)
    place = found.codes.index(leading_codes(found.codes, found.shares[0])[0])
    label = dataset.codebook.labels[found.codes[place]]
    return MainPoint(
        "largest",
        f"{label} comes first: {found.percent(0, place)} of recommendations",
        found.told(0, place),
        "category",
        found.codes[place],
        float((drawn.argmax(axis=1) == place).mean()),
        beside=beside_ranking(count_codes(dataset, CURRENT, level="what")),
    )


def _most_changed(dataset: Dataset) -> MainPoint | None:
    """The widest change between the first and the last three years of the current framework, of
    what needs to improve or of who it is about.
    """
    periods = _outer_periods(dataset)
    if periods is None:
        return None
    best: MainPoint | None = None
    widest = -1.0
    for level in ("what", "who"):
        found = _measure(dataset, level, "period", periods)
        if found is None:
            continue
        gaps = _gaps(found)
        place = int(np.abs(gaps).argmax())
        if abs(gaps[place]) <= widest:
            continue
        widest = float(abs(gaps[place]))
        label = dataset.codebook.labels[found.codes[place]]
        before, after = (short_period(period) for period in periods)
        best = MainPoint(
            "changed",
            f"{label}: {found.percent(0, place)} of recommendations in {before}, "
            f"{found.percent(1, place)} in {after}",
            f"{found.told(0, place)}; {found.told(1, place)}",
            "category" if level == "what" else level,
            found.codes[place],
            _kept_sign(found, place),
            "period",
            periods,
            _told_beside_change(dataset, level),
        )
    return best


def _told_beside_change(dataset: Dataset, level: str) -> str:
    """That more recommendations only say who they are about, where the change is one of what needs
    to improve and that is shown.
    """
    if level != "what":
        return ""
    counts = count_codes(dataset, CURRENT, level=level, by="period")
    with_intervals = add_intervals(counts, dataset, CURRENT, level, "period", ["share"])
    return headline_only_who(with_intervals)


def _most_different(dataset: Dataset) -> MainPoint | None:
    """The theme whose share differs most between inadequate and good councils."""
    found = _measure(dataset, "theme", "rating", RATINGS)
    if found is None:
        return None
    gaps = np.where(found.hits.sum(axis=0) >= LEAST_RECOMMENDATIONS, _gaps(found), 0.0)
    place = int(np.abs(gaps).argmax())
    label = dataset.codebook.labels[found.codes[place]]
    return MainPoint(
        "rated",
        f"{label}: {found.percent(0, place)} of recommendations to inadequate councils, "
        f"{found.percent(1, place)} to good ones",
        f"{found.told(0, place)}; {found.told(1, place)}",
        "theme",
        found.codes[place],
        _kept_sign(found, place),
        "rating",
        RATINGS,
    )


def _alike(dataset: Dataset) -> MainPoint | None:
    """The largest category that is proved alike by deprivation: the middle 90% of its ratio over
    resamples lies within the limits that count as no difference.
    """
    found = _measure(dataset, "what", "deprivation", DEPRIVATIONS)
    if found is None:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = found.drawn[:, 0] / found.drawn[:, 1]
    tail = (1 - EQUIVALENCE_CONFIDENCE) / 2
    low, high = np.nanquantile(ratios, [tail, 1 - tail], axis=0)
    is_alike = (low > EQUIVALENT[0]) & (high < EQUIVALENT[1])
    is_alike &= np.array([code != ONLY_WHO for code in found.codes])
    if not is_alike.any():
        return None
    place = int(np.where(is_alike, found.hits.sum(axis=0), -1).argmax())
    label = dataset.codebook.labels[found.codes[place]]
    within = (ratios[:, place] > EQUIVALENT[0]) & (ratios[:, place] < EQUIVALENT[1])
    return MainPoint(
        "alike",
        f"Most and least deprived councils: {label[:1].lower()}{label[1:]} takes a similar share "
        f"({found.percent(0, place)}, {found.percent(1, place)})",
        f"{found.told(0, place)}; {found.told(1, place)}",
        "category",
        found.codes[place],
        float(within.mean()),
        "deprivation",
        DEPRIVATIONS,
    )


def _again(dataset: Dataset) -> MainPoint | None:
    """The theme that most next reports list again, over all frameworks."""
    everything = everywhere(Selection())
    pairs = pair_reports(dataset, everything)
    if len(pairs) < SMALL_GROUP:
        return None
    tallies = pair_tallies(dataset, everything)
    totals = {name: values.sum(axis=0) for name, values in tallies.items()}
    place = int(totals["again_count"].argmax())
    owner = dataset.reports["urn"].to_numpy()[pairs[:, 0]]
    weights, member = _weights(owner)
    drawn = {name: weights @ (member @ values[:, place]) for name, values in tallies.items()}
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = (
            drawn["again_count"] / drawn["listed_count"]
            - drawn["new_count"] / drawn["unlisted_count"]
        )
    code = dataset.theme_ids[place]
    again, listed, new, unlisted = (
        words.number(totals[name][place])
        for name in ("again_count", "listed_count", "new_count", "unlisted_count")
    )
    return MainPoint(
        "again",
        f"{dataset.codebook.labels[code]} came up again in {again} of {listed} next reports. "
        f"Not raised before: {new} of {unlisted}",
        f"{len(pairs)} pairs of reports since 2013",
        "theme",
        code,
        float((gap > 0).mean()),
    )


def _measure(
    dataset: Dataset, level: str, by: str | None, groups: Sequence[object]
) -> _Shares | None:
    """Shares in the current framework, in all reports or the named groups; None where a group has
    too few reports.
    """
    present, members, tally = tally_groups(dataset, CURRENT, level, by)
    if by is None:
        members = members[:1]
    elif any(group not in present for group in groups):
        return None
    else:
        members = members[[present.index(group) for group in groups]]
    if not len(members) or (members.sum(axis=1) < SMALL_GROUP).any():
        return None
    found = _resample(tally, members)
    if len(members) != 2:
        return found
    return replace(found, chance=_chance_of_widest(tally, members, found))


def _resample(tally: Tally, members: np.ndarray) -> _Shares:
    weights, member = _weights(tally.clusters)
    drawn, hits, items = [], [], []
    for is_in in members:
        by_council = member @ (tally.hits * is_in[:, None])
        council_items = member @ (tally.items * is_in)
        with np.errstate(divide="ignore", invalid="ignore"):
            drawn.append((weights @ by_council) / (weights @ council_items)[:, None])
        hits.append(by_council.sum(axis=0))
        items.append(council_items.sum())
    return _Shares(tally.codes, np.array(hits), np.array(items), np.stack(drawn, axis=1))


def _chance_of_widest(tally: Tally, members: np.ndarray, found: _Shares) -> np.ndarray:
    """For each code [k], how often groups dealt out at random have some code at least as far apart,
    measured in the spread that each code has over the deals.

    A difference picked as the widest is wide by luck too, so the widest of each deal is what it is
    set against (the maximum statistic of Westfall and Young 1993).
    """
    rows = np.flatnonzero(members.any(axis=0))
    hits, items = tally.hits[rows].astype(float), tally.items[rows].astype(float)
    rng = np.random.default_rng(SEED)
    labels = rng.permuted(np.tile(members[0, rows], (STEADY_DRAWS, 1)), axis=1).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = (labels @ hits) / (labels @ items)[:, None]
        second = ((1 - labels) @ hits) / ((1 - labels) @ items)[:, None]
    dealt = second - first
    spread = np.maximum(dealt.std(axis=0), 1e-12)
    is_rival = np.array([code != ONLY_WHO for code in found.codes])
    widest = np.abs(dealt / spread)[:, is_rival].max(axis=1)
    observed = np.abs(_gaps(found) / spread)
    return (1 + (widest[:, None] >= observed).sum(axis=0)) / (1 + STEADY_DRAWS)


def _weights(owner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How often each council is drawn [draws × councils], and whose each row is
    [councils × rows].
    """
    names, place = np.unique(owner, return_inverse=True)
    chance = np.full(len(names), 1 / len(names))
    weights = np.random.default_rng(SEED).multinomial(len(names), chance, size=STEADY_DRAWS)
    member = place == np.arange(len(names))[:, None]
    return weights.astype(float), member.astype(float)


def _gaps(found: _Shares) -> np.ndarray:
    """The second group less the first [k]; the row for the rest is no rival."""
    gaps = found.shares[1] - found.shares[0]
    return np.where([code == ONLY_WHO for code in found.codes], 0.0, gaps)


def _kept_sign(found: _Shares, place: int) -> float:
    """The share of resamples in which a difference has the sign that it has; nothing where groups
    dealt out at random would often show one as wide.
    """
    if found.chance is None or found.chance[place] > SIGNIFICANT:
        return 0.0
    gap = found.drawn[:, 1, place] - found.drawn[:, 0, place]
    return float((np.sign(gap) == np.sign(_gaps(found)[place])).mean())


def _outer_periods(dataset: Dataset) -> tuple[str, str] | None:
    """The first and the last period of the current framework that have enough reports."""
    present, members, _ = tally_groups(dataset, CURRENT, "what", "period")
    large = [
        period
        for period, is_in in zip(present, members, strict=True)
        if is_in.sum() >= SMALL_GROUP and period is not None
    ]
    if len(large) < 2:
        return None
    return large[0], large[-1]
