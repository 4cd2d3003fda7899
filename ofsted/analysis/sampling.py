"""Stratified samples of reports, as the study drew sixty by hand: a design that fits in a link, and the reports it draws.

The frame is every report on a local authority, whether or not it lists a recommendation; a review of a safeguarding board alone is left out.
Strata are framework × rating. With one report per area and framework the draw has two phases: of each area one report at random, then of those a
systematic sample with a random start from the list sorted by deprivation and rurality (Särndal, Swensson & Wretman 1992, 3.4 and 9).
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from ofsted import words
from ofsted.errors import OfstedError
from ofsted.schema import FRAMEWORKS

RULES = ("equal", "proportional")
MOST_REPORTS = 500  # per framework
MOST_SEED = 999_999
FEWEST = 2  # reports per stratum, where there are as many
SURE = 0.99  # of all draws: how often a stratum must be able to give what it is asked for
TEXT_MAX_CHARACTERS = 200

# Strata of rating: code → (ratings, label). Before the SIF the grade in the middle was "adequate".
RATING_GROUPS = {
    "good-or-better": (("outstanding", "good"), "outstanding or good"),
    "requires-improvement": (("requires-improvement", "adequate"), "requires improvement (before the SIF: adequate)"),
    "inadequate": (("inadequate",), "inadequate"),
    "not-given": (("not-given",), "no overall rating given"),
}
_GROUPS = tuple(RATING_GROUPS)
_GROUP_OF = {rating: place for place, (ratings, _) in enumerate(RATING_GROUPS.values()) for rating in ratings}
_EXPECTED = (
    "expected frameworks with numbers of reports, then a seed, as in F3:20,F4:20;seed=7, and after that, if wanted, "
    ";rule=proportional or ;areas=any"
)
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class SampleDesign:
    """How a sample is drawn: reports per framework, how they are shared out over the ratings, whether areas may repeat, and the seed.

    Raises `OfstedError` on frameworks, numbers, a rule or a seed that cannot be.
    """

    allocation: tuple[tuple[str, int], ...]
    rule: str = "equal"
    one_per_area: bool = True
    seed: int = 1

    def __post_init__(self) -> None:
        names = [framework for framework, _ in self.allocation]
        if not names or names != [code for code in FRAMEWORKS if code in names]:
            raise OfstedError(f"a sample names each of its frameworks once, in the order {', '.join(FRAMEWORKS)}")
        if not all(1 <= count <= MOST_REPORTS for _, count in self.allocation):
            raise OfstedError(f"a sample takes 1 to {MOST_REPORTS} reports of a framework")
        if self.rule not in RULES:
            raise OfstedError(f"a sample is shared out by one of {RULES}")
        if not 0 <= self.seed <= MOST_SEED:
            raise OfstedError(f"the seed of a sample is a whole number from 0 to {MOST_SEED}")

    @property
    def size(self) -> int:
        """Reports asked for, over all frameworks."""
        return sum(count for _, count in self.allocation)


def write_design(design: SampleDesign) -> str:
    """The design as it stands in a link: `F3:20,F4:20;seed=7`, options that differ from the default after it."""
    parts = [",".join(f"{framework}:{count}" for framework, count in design.allocation), f"seed={design.seed}"]
    parts += [f"rule={design.rule}"] if design.rule != RULES[0] else []
    return ";".join(parts + ([] if design.one_per_area else ["areas=any"]))


def parse_design(text: str) -> SampleDesign:
    """The design that a text of `write_design` stands for, in any case and with spaces. Raises `OfstedError` on any other text; never repeats it."""
    if len(text) > TEXT_MAX_CHARACTERS:
        raise OfstedError(f"the sample is longer than {TEXT_MAX_CHARACTERS} characters; {_EXPECTED}")
    allotted, *options = "".join(text.split()).split(";")
    counts = _parse_pairs(allotted.split(","), ":", {code.casefold(): code for code in FRAMEWORKS})
    given = _parse_pairs([option for option in options if option], "=", {name: name for name in ("seed", "rule", "areas")})
    if given.get("areas", "one") not in ("one", "any"):
        raise OfstedError(f"areas are “one” or “any”; {_EXPECTED}")
    return SampleDesign(
        tuple((code, _parse_number(counts[code])) for code in FRAMEWORKS if code in counts),
        given.get("rule", RULES[0]), given.get("areas") != "any", _parse_number(given.get("seed", "1")),
    )


def paper_like(frameworks: tuple[str, ...] = ("F3", "F4"), seed: int = 1) -> SampleDesign:
    """Twenty reports of each framework, as the study took of its three; of those here, two have enough reports."""
    return SampleDesign(tuple((framework, 20) for framework in FRAMEWORKS if framework in frameworks), seed=seed)


def draw_sample(reports: pd.DataFrame, design: SampleDesign) -> pd.DataFrame:
    """The drawn reports: `report_id`, `framework`, `stratum`, `inclusion_probability`, `weight` (its inverse) and `order` (1, 2, …).

    The same on every machine, whatever the order of the frame. Probabilities are those before anything is drawn, over both phases.
    """
    parts = []
    for plan in _make_plans(_Frame(reports), design):
        taken = np.flatnonzero(plan.draw(_uniforms(plan, [design.seed]))[0])
        taken = taken[np.lexsort((plan.ids[taken], plan.cells[taken], plan.groups[taken]))]
        probabilities = plan.probabilities[taken]
        parts.append(pd.DataFrame({
            "report_id": plan.ids[taken], "framework": plan.framework, "stratum": [f"{plan.framework}/{_GROUPS[group]}" for group in plan.groups[taken]],
            "inclusion_probability": probabilities, "weight": 1 / probabilities,
        }))
    columns = ["report_id", "framework", "stratum", "inclusion_probability", "weight"]
    drawn = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return drawn.assign(order=np.arange(1, len(drawn) + 1))


def sample_rows(reports: pd.DataFrame, design: SampleDesign) -> np.ndarray:
    """Bool over reports: those that the design draws. Remembered per frame and design; the array must not be written to."""
    return _draw_rows(_Frame(reports), design)


def sample_many(reports: pd.DataFrame, design: SampleDesign, draws: int) -> np.ndarray:
    """Bool [draw × report]: the samples of the seed, the seed + 1 and so on; past the last seed it goes on from 0."""
    seeds = [(design.seed + step) % (MOST_SEED + 1) for step in range(draws)]
    rows = np.zeros((draws, len(reports)), dtype=bool)
    for plan in _make_plans(_Frame(reports), design):
        rows[:, plan.rows] = plan.draw(_uniforms(plan, seeds))
    return rows


def inclusion_probabilities(reports: pd.DataFrame, design: SampleDesign) -> np.ndarray:
    """Probability of every report to be drawn; 0 for those outside the frame, of other frameworks or of a stratum that gets no report."""
    probabilities = np.zeros(len(reports))
    for plan in _make_plans(_Frame(reports), design):
        probabilities[plan.rows] = plan.probabilities
    return probabilities


def list_strata(reports: pd.DataFrame, design: SampleDesign) -> pd.DataFrame:
    """One row per stratum that has reports: `stratum`, `framework`, `stratum_label`, `report_count`, `area_count`, `asked_count`, `drawn_count`.

    `asked_count` is what the rule gives the stratum; a draw can fall short of it where, with one report per area, too few areas were left to it.
    """
    drawn = sample_rows(reports, design)
    rows = []
    for plan in _make_plans(_Frame(reports), design):
        for group, code in enumerate(_GROUPS):
            inside = plan.groups == group
            if inside.any():
                label = f"{words.short_label('framework', plan.framework)}, {RATING_GROUPS[code][1]}"
                counts = (int(inside.sum()), len(np.unique(plan.areas[inside])), int(plan.counts[group]), int(drawn[plan.rows[inside]].sum()))
                rows.append((f"{plan.framework}/{code}", plan.framework, label, *counts))
    return pd.DataFrame(rows, columns=["stratum", "framework", "stratum_label", "report_count", "area_count", "asked_count", "drawn_count"])


def compare_with_frame(reports: pd.DataFrame, design: SampleDesign, fields: tuple[str, ...] = ("rating", "deprivation", "rurality")) -> pd.DataFrame:
    """The sample beside the frame: one row per framework, field and code that the frame has, with `sample_count`, `sample_size`, `frame_count`, `frame_size`."""
    drawn, framed = sample_rows(reports, design), frame_rows(reports)
    rows = []
    for framework in _frameworks_with_reports(reports, design):
        of_framework = framed & (reports["framework"] == framework).to_numpy()
        sizes = (int((of_framework & drawn).sum()), int(of_framework.sum()))
        for field in fields:
            for code in words.codes(field):
                carrying = of_framework & (reports[field] == code).to_numpy(dtype=bool, na_value=False)
                if carrying.any():
                    counts = (int((carrying & drawn).sum()), sizes[0], int(carrying.sum()), sizes[1])
                    rows.append((framework, field, code, words.label(field, code), *counts))
    return pd.DataFrame(rows, columns=["framework", "field", "code", "label", "sample_count", "sample_size", "frame_count", "frame_size"])


def frame_rows(reports: pd.DataFrame) -> np.ndarray:
    """Bool over reports: those that can be drawn."""
    return (reports["variant"] != "lscb-review").to_numpy(dtype=bool)


def frame_hash(reports: pd.DataFrame) -> str:
    """SHA-256 of the sorted ids of the reports that can be drawn, one a line: equal hashes, equal frames."""
    return hashlib.sha256("\n".join(sorted(reports.loc[frame_rows(reports), "report_id"].astype(str))).encode()).hexdigest()


def _frameworks_with_reports(reports: pd.DataFrame, design: SampleDesign) -> list[str]:
    present = set(reports.loc[frame_rows(reports), "framework"].tolist())
    return [framework for framework, _ in design.allocation if framework in present]


def _parse_pairs(parts: list[str], mark: str, names: dict[str, str]) -> dict[str, str]:
    """Name → value of parts like `seed=7`. Raises `OfstedError` on an unknown name, one given twice or a part without a value."""
    found: dict[str, str] = {}
    for part in parts:
        name, _, value = part.casefold().partition(mark)
        if name not in names or names[name] in found or not value:
            raise OfstedError(f"a part of the sample cannot be read; {_EXPECTED}")
        found[names[name]] = value
    return found


def _parse_number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise OfstedError(f"a number of the sample is not a whole number; {_EXPECTED}")
    return int(text)


class _Frame:
    """A reports table known by being the same object: what is remembered of it holds as long as nobody changes it."""

    def __init__(self, reports: pd.DataFrame) -> None:
        self.reports = reports

    def __hash__(self) -> int:
        return id(self.reports)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frame) and self.reports is other.reports


@dataclass(frozen=True)
class _Plan:
    """One framework's reports, in the order of their ids, and what the design means for them."""

    framework: str
    rows: np.ndarray
    ids: np.ndarray
    areas: np.ndarray  # 0, 1, … per area; each report its own where areas may repeat
    groups: np.ndarray  # place in RATING_GROUPS
    cells: np.ndarray  # place in the order of deprivation and rurality
    counts: np.ndarray  # reports to draw per group
    probabilities: np.ndarray

    def draw(self, uniforms: np.ndarray) -> np.ndarray:
        """Bool [draw × report] from uniform numbers [draw × (2 × reports + groups)]: choice within the area, order within the cell, starts."""
        size = len(self.rows)
        within, between, starts = uniforms[:, :size], uniforms[:, size : 2 * size], uniforms[:, 2 * size :]
        order = np.argsort(self.areas, kind="stable")
        lowest = np.minimum.reduceat(within[:, order], np.flatnonzero(np.diff(self.areas[order], prepend=-1)), axis=1)
        eligible = within <= lowest[:, self.areas]
        taken = np.zeros_like(eligible)
        for group in np.flatnonzero(self.counts):
            columns = np.flatnonzero(self.groups == group)
            keys = np.where(eligible[:, columns], self.cells[columns] + between[:, columns], np.inf)
            ranks = np.argsort(np.argsort(keys, axis=1, kind="stable"), axis=1, kind="stable")
            present = eligible[:, columns].sum(axis=1)[:, None]
            wanted, start = np.minimum(self.counts[group], present), starts[:, [group]]
            whole = np.maximum(present, 1)
            steps = np.floor((ranks + 1) * wanted / whole + start) > np.floor(ranks * wanted / whole + start)
            taken[:, columns] = steps & eligible[:, columns]
        return taken


@lru_cache(maxsize=64)
def _draw_rows(frame: _Frame, design: SampleDesign) -> np.ndarray:
    rows = sample_many(frame.reports, design, 1)[0]
    rows.setflags(write=False)
    return rows


@lru_cache(maxsize=64)
def _make_plans(frame: _Frame, design: SampleDesign) -> tuple[_Plan, ...]:
    """A plan per framework of the design that has reports."""
    reports = frame.reports
    return tuple(
        _make_plan(reports, framework, count, design)
        for framework, count in design.allocation
        if framework in _frameworks_with_reports(reports, design)
    )


def _make_plan(reports: pd.DataFrame, framework: str, count: int, design: SampleDesign) -> _Plan:
    rows = np.flatnonzero(frame_rows(reports) & (reports["framework"] == framework).to_numpy(dtype=bool))
    rows = rows[np.argsort(reports["report_id"].to_numpy(dtype=object)[rows].astype(str), kind="stable")]
    chosen = reports.take(rows)
    areas = np.unique(chosen["urn"].to_numpy(dtype=object).astype(str), return_inverse=True)[1] if design.one_per_area else np.arange(len(rows))
    groups = np.array([_GROUP_OF.get(rating, _GROUP_OF["not-given"]) for rating in chosen["rating"]])
    chances = 1 / np.bincount(areas)[areas]
    sizes = np.bincount(groups, minlength=len(_GROUPS))
    room = np.array([_sure_number(areas[groups == group], chances[groups == group]) for group in range(len(_GROUPS))])
    counts = _share_out(count, sizes, room, design.rule)
    probabilities = np.zeros(len(rows))
    for group in np.flatnonzero(counts):
        inside = groups == group
        probabilities[inside] = chances[inside] * _second_phase(int(counts[group]), areas[inside], chances[inside])
    return _Plan(framework, rows, chosen["report_id"].to_numpy(dtype=object).astype(str), areas, groups, _cells(chosen), counts, probabilities)


def _cells(reports: pd.DataFrame) -> np.ndarray:
    """Place of each report in the list by deprivation, rurality running up and down in turn so that neighbours are alike."""
    deprivation, rurality = (pd.to_numeric(reports[field]).fillna(0).to_numpy(dtype=int) for field in ("deprivation", "rurality"))
    return deprivation * 4 + np.where(deprivation % 2, rurality, 3 - rurality)


def _share_out(count: int, sizes: np.ndarray, room: np.ndarray, rule: str) -> np.ndarray:
    """Reports per group, given out one at a time: to the group with the fewest, or in proportion to its size (Sainte-Laguë).

    Every group gets `FEWEST` before any gets more, and none gets more than it has room for.
    """
    counts = np.zeros(len(sizes), dtype=int)
    for _ in range(min(count, int(room.sum()))):
        is_open = counts < room
        is_scarce = is_open & (counts < FEWEST)
        claims = sizes / (2 * counts + 1) if rule == "proportional" else sizes / (sizes.sum() + 1) - counts
        counts[np.argmax(np.where(is_scarce if is_scarce.any() else is_open, claims, -np.inf))] += 1
    return counts


def _sure_number(areas: np.ndarray, chances: np.ndarray) -> int:
    """Reports that a stratum still has after the first phase in at least `SURE` of all draws; at least 1 where it has any."""
    if not len(areas):
        return 0
    at_least = np.cumsum(_count_spread(*_area_chances(areas, chances))[::-1])[::-1]
    return max(1, int(np.flatnonzero(at_least >= SURE).max()))


def _second_phase(count: int, areas: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """Probability of each report of a stratum to be drawn once it is its area's choice, exact: the draw takes `count` of those present, or all."""
    levels, numbers = _area_chances(areas, chances)
    drawn = np.empty(len(levels))
    for place in range(len(levels)):
        spread = _count_spread(levels, numbers - (np.arange(len(levels)) == place))
        present = 1 + np.arange(len(spread))
        drawn[place] = (spread * np.minimum(count, present) / present).sum()
    return drawn[np.searchsorted(levels, _chance_of_area(areas, chances))]


def _chance_of_area(areas: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """For each report, the chance that its area's choice is a report of this stratum. Rounded, so that equal chances are equal."""
    return np.round(np.bincount(areas, weights=chances)[areas], 9)


def _area_chances(areas: np.ndarray, chances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different chances of the areas of a stratum, and how many areas have each."""
    firsts = np.unique(areas, return_index=True)[1]
    return np.unique(_chance_of_area(areas, chances)[firsts], return_counts=True)


def _count_spread(levels: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Probability that 0, 1, … areas choose a report of the stratum: areas choose independently of one another."""
    spread = np.ones(1)
    for chance, number in zip(levels.tolist(), numbers.tolist(), strict=True):
        spread = np.convolve(spread, _binomial(number, chance))
    return spread


def _binomial(number: int, chance: float) -> np.ndarray:
    """Probability of 0 to `number` successes."""
    return np.array([math.comb(number, hits) * chance**hits * (1 - chance) ** (number - hits) for hits in range(number + 1)])


def _uniforms(plan: _Plan, seeds: list[int]) -> np.ndarray:
    """Uniform numbers [seed × (2 × reports + groups)], a stream of its own per framework so that one allocation leaves the others alone.

    Made from the raw bits of PCG64, whose stream NumPy guarantees not to change.
    """
    width = 2 * len(plan.rows) + len(_GROUPS)
    streams = [np.random.PCG64([seed, FRAMEWORKS.index(plan.framework)]).random_raw(width) for seed in seeds]
    return (np.stack(streams) >> np.uint64(11)) * 2.0**-53
