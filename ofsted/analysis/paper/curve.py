"""The specification curve of a claim: in how many defensible ways to count it is true, and which
choices turn it (Simonsohn, Simmons & Nelson 2020).

In every specification the claim is asked of the estimates, and again of resamples of areas, the
same in all of them. Choices that leave every number of a claim as it is are left out, so that a
claim has fewer specifications than 72 where some of the choices do not touch it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from scipy.sparse import csr_array

from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection, choose_reports
from ofsted.analysis.inference.intervals import SEED
from ofsted.analysis.paper.claims import Claim, ClaimTest
from ofsted.analysis.paper.declaration import CurveRule
from ofsted.analysis.paper.groups import list_pairs
from ofsted.analysis.paper.measures import ask
from ofsted.analysis.paper.specifications import (
    GROUPS_CATEGORY,
    Counting,
    Kept,
    choices_of,
    list_specifications,
)
from ofsted.glossary import SPECIFICATION_CHOICES as CHOICES
from ofsted.glossary import UNTOUCHED
from ofsted.limits import LARGELY_SAME, STEADY_DRAWS

CHANCE_DRAWS = 200
_WORDED = ("words", "rivals", "or_words")


@dataclass(frozen=True)
class Point:
    """A claim in one specification: whether it is true of the estimates, and the share of the
    resamples of areas in which it is. A choice that does not touch the claim is `UNTOUCHED`.
    """

    claim: str
    body: str
    promptness: str
    groups: str
    unit: str
    theme_list: str
    holds: bool
    kept_share: float


@dataclass(frozen=True)
class _Asked:
    """One test in one specification: sums by area and group [areas × groups × columns], and what
    they must be for the test to be true, as bool [b] of sums [b × groups × columns].
    """

    sums: np.ndarray
    is_true: Callable[[np.ndarray], np.ndarray]


def draw_curve(dataset: Dataset, claims: Sequence[Claim], frameworks: Sequence[str]) -> list[Point]:
    """The points of every claim that our coding can turn, in the order of the claims.

    The dataset has the themes as coded. Claims that need another coding or other reports, that sum
    up others or that no choice touches, have none.
    """
    shared = Kept(dataset)
    countings = [Counting(shared, each) for each in list_specifications()]
    weights = _draw_weights(shared.area_count)
    points = []
    for claim in claims:
        tests = [test for test in claim.tests if _is_asked(test, frameworks)]
        if tests:
            points += _draw_claim(claim, tests, countings, frameworks, weights)
    return points


def _draw_claim(
    claim: Claim,
    tests: Sequence[ClaimTest],
    countings: Sequence[Counting],
    frameworks: Sequence[str],
    weights: np.ndarray,
) -> list[Point]:
    asked: dict[tuple[str, ...], list[_Asked]] = {}
    prints: dict[tuple[str, ...], bytes] = {}
    for counting in countings:
        place = choices_of(counting.specification)
        asked[place] = [_ask(counting, test, frameworks) for test in tests]
        prints[place] = b"".join(
            each.sums.tobytes() + bytes(each.sums.shape[2:]) for each in asked[place]
        )
    levels = _find_touching(prints)
    if all(len(kept) == 1 for kept in levels):
        return []
    points = []
    for place in product(*levels):
        named = [_name_level(level, kept) for level, kept in zip(place, levels, strict=True)]
        points.append(_measure(claim.id, named, asked[place], weights))
    return points


def _name_level(level: str, kept: Sequence[str]) -> str:
    if len(kept) == 1:
        return UNTOUCHED
    return level


def _find_touching(prints: dict[tuple[str, ...], bytes]) -> list[list[str]]:
    """The levels of every choice that differ in what they count; one level where none does."""
    found = []
    for number, levels in enumerate(CHOICES.values()):
        kept: dict[tuple[bytes, ...], str] = {}
        for level in levels:
            seen = tuple(sums for place, sums in prints.items() if place[number] == level)
            kept.setdefault(seen, level)
        found.append(list(kept.values()))
    return found


def _measure(
    claim: str, named: Sequence[str], asked: Sequence[_Asked], weights: np.ndarray
) -> Point:
    """The claim asked of the estimates and of the resamples: all of its tests must be true."""
    holds = True
    kept = np.ones(len(weights), dtype=bool)
    for each in asked:
        total = each.sums.sum(axis=0)
        drawn = np.tensordot(weights, each.sums, axes=1)
        holds &= bool(each.is_true(total[None])[0])
        kept &= each.is_true(drawn)
    body, promptness, groups, unit, theme_list = named
    return Point(
        claim,
        body,
        promptness,
        groups,
        unit,
        theme_list,
        holds=holds,
        kept_share=round(float(kept.mean()), 3),
    )


def _draw_weights(count: int) -> np.ndarray:
    """How often each area is drawn [draws × areas], the same for all claims."""
    rng = np.random.default_rng(SEED)
    return rng.multinomial(count, np.full(count, 1 / count), STEADY_DRAWS).astype(float)


def _is_asked(test: ClaimTest, frameworks: Sequence[str]) -> bool:
    """Whether a test is one that counts something in these reports."""
    is_here = not test.framework or bool(set(test.framework) & set(frameworks))
    return is_here and test.kind in _STATEMENTS


def _ask(counting: Counting, test: ClaimTest, frameworks: Sequence[str]) -> _Asked:
    """A test in one specification.

    Words and further codes are looked for in a recommendation as a whole, so there the coded items
    are no unit to count in.
    """
    by_whole = any(getattr(test, name) for name in (*_WORDED, "of", "of_leaves", "any_theme"))
    if by_whole or test.kind in _BY_RECOMMENDATION:
        plain = replace(counting.specification, unit="recommendations")
        counting = Counting(counting.shared, plain)
    pinned = test.framework or tuple(frameworks)
    selection = Selection(framework=pinned, body=counting.specification.body)
    return _STATEMENTS[test.kind](counting, test, selection)


def _sum_areas(
    counting: Counting, selection: Selection, columns: Sequence[np.ndarray], groups: list | None
) -> np.ndarray:
    """Columns over recommendations summed by area and group [areas × groups × columns].

    `groups` gives for each group bool over reports; all reports are one group without.
    """
    shared = counting.shared
    chosen = np.flatnonzero(shared.choose(selection))
    rows = shared.dataset.report_rows[chosen]
    areas = shared.area_of_report[rows]
    values = np.column_stack([column[chosen] for column in columns]).astype(float)
    parts = groups or [np.ones(len(shared.dataset.reports), dtype=bool)]
    sums = []
    for part in parts:
        inside = np.flatnonzero(part[rows])
        entries = (np.ones(len(inside)), (areas[inside], np.arange(len(inside))))
        by_area = csr_array(entries, shape=(shared.area_count, len(inside)))
        sums.append(by_area @ values[inside])
    return np.stack(sums, axis=1)


def _share(counting: Counting, test: ClaimTest, selection: Selection) -> _Asked:
    measured = _measured(counting, test)
    base = _base(counting, test)
    sums = _sum_areas(counting, selection, [measured * base, base], None)
    return _Asked(sums, lambda drawn: _within(test, _ratio(drawn[:, 0, 0], drawn[:, 0, 1])))


def _prevalence(counting: Counting, test: ClaimTest, selection: Selection) -> _Asked:
    dataset = counting.dataset
    carried = counting.shared.choose(selection) & (_measured(counting, test) > 0)
    by_report = np.bincount(dataset.report_rows[carried], minlength=len(dataset.reports)) > 0
    is_chosen = choose_reports(dataset, selection)
    sums = np.zeros((counting.shared.area_count, 1, 2))
    for column, values in enumerate((by_report & is_chosen, is_chosen)):
        np.add.at(sums[:, 0, column], counting.shared.area_of_report, values.astype(float))
    return _Asked(sums, lambda drawn: _within(test, _ratio(drawn[:, 0, 0], drawn[:, 0, 1])))


def _within(test: ClaimTest, share: np.ndarray) -> np.ndarray:
    low, high = -np.inf, np.inf
    if test.at_least is not None:
        low = test.at_least
    if test.at_most is not None:
        high = test.at_most
    corrected = share / test.sensitivity
    return (corrected >= low) & (corrected <= high)


def _rank(counting: Counting, test: ClaimTest, selection: Selection) -> _Asked:
    codes = [*test.codes, *_list_rivals(counting, test)]
    patterns = dict(test.or_words)
    columns = []
    for code in codes:
        column = counting.count(code)
        if code in patterns:
            column = np.maximum(column, counting.shared.find_words(patterns[code]))
        columns.append(column)
    named = len(test.codes)

    def is_true(drawn: np.ndarray) -> np.ndarray:
        first, rest = drawn[:, 0, :named], drawn[:, 0, named:]
        ahead = first.min(axis=1) > rest.max(axis=1, initial=-np.inf)
        if test.ordered:
            ahead &= (np.diff(first, axis=1) < 0).all(axis=1)
        return ahead

    return _Asked(_sum_areas(counting, selection, columns, None), is_true)


def _list_rivals(counting: Counting, test: ClaimTest) -> list[str]:
    if test.among == "categories":
        scope = list(counting.dataset.category_ids)
        if counting.specification.groups == "no-rival":
            scope.remove(GROUPS_CATEGORY)
    else:
        scope = counting.themes_of(test.among)
    added = [code for code in test.also_among if code not in scope]
    apart = (*test.codes, *test.without)
    return [code for code in (*scope, *added) if code not in apart]


def _outnumber(counting: Counting, test: ClaimTest, selection: Selection) -> _Asked:
    base = _base(counting, test)
    columns = [_measured(counting, test) * base]
    columns += [counting.shared.find_words(rival.words) * base for rival in test.rivals]
    sums = _sum_areas(counting, selection, columns, None)
    return _Asked(sums, lambda drawn: drawn[:, 0, 0] > drawn[:, 0, 1:].max(axis=1))


def _compare(counting: Counting, test: ClaimTest, selection: Selection) -> _Asked:
    base = _base(counting, test)
    columns = [_measured(counting, test) * (base > 0), base]
    groups = _in_groups(counting.dataset, test.by, (test.first, test.second))
    sums = _sum_areas(counting, selection, columns, groups)

    def is_true(drawn: np.ndarray) -> np.ndarray:
        first, second = (_ratio(drawn[:, side, 0], drawn[:, side, 1]) for side in (0, 1))
        if test.direction == "higher":
            return first > second
        return first < second

    return _Asked(sums, is_true)


def _similar(counting: Counting, test: ClaimTest, selection: Selection) -> _Asked:
    """Whether all pairs of groups lie less than the bound apart, less what resampling adds.

    In resamples the dissimilarity is that much larger than in the data, since it is never below
    nothing; in the data, than it would be in all reports that there could be.
    """
    codes: Sequence[str] = counting.dataset.category_ids
    if test.themes_of:
        codes = counting.themes_of(test.themes_of)
    pairs = list_pairs(test.by, selection)
    sides = [side for pair in pairs for side in pair]
    groups = _in_groups(counting.dataset, test.by, sides)
    columns = [counting.count(code) for code in codes]
    sums = _sum_areas(counting, selection, columns, groups)
    observed = _distances(sums.sum(axis=0)[None])[0]
    chance = _distances_by_chance(sums)

    def is_true(drawn: np.ndarray) -> np.ndarray:
        apart = _distances(drawn)
        if len(apart) > 1:
            apart = apart - (apart.mean(axis=0) - observed)
        return (apart - chance < LARGELY_SAME).all(axis=1)

    return _Asked(sums, is_true)


def _association(counting: Counting, test: ClaimTest, selection: Selection) -> _Asked:
    first = counting.count_any(test.codes, (), "") > 0
    second = counting.count_any((), test.with_leaves, "") > 0
    whole = np.ones(len(first), dtype=int)
    sums = _sum_areas(counting, selection, [first & second, first, second, whole], None)

    def is_true(drawn: np.ndarray) -> np.ndarray:
        both, one, other, every = np.moveaxis(drawn[:, 0], 1, 0)
        return both * every > one * other

    return _Asked(sums, is_true)


_STATEMENTS = {
    "share": _share,
    "prevalence": _prevalence,
    "rank": _rank,
    "outnumber": _outnumber,
    "compare": _compare,
    "similar": _similar,
    "association": _association,
}
_BY_RECOMMENDATION = ("share", "prevalence", "outnumber", "association")


def _measured(counting: Counting, test: ClaimTest) -> np.ndarray:
    """How often each recommendation counts for what a test measures."""
    if test.any_theme:
        return counting.leaves.any(axis=1).astype(int)
    counted = counting.count_any(test.codes, test.leaves, test.words)
    if not (test.asks or test.marks):
        return counted
    return np.maximum(counted, ask(counting.dataset, test.asks, test.marks).astype(int))


def _base(counting: Counting, test: ClaimTest) -> np.ndarray:
    """What each recommendation counts in the whole that a test counts out of."""
    if not (test.of or test.of_leaves):
        return counting.whole
    return (counting.count_any(test.of, test.of_leaves, "") > 0).astype(int)


def _in_groups(dataset: Dataset, by: str, groups: Sequence[tuple]) -> list[np.ndarray]:
    """For each group bool over reports: those that stand in it."""
    values = dataset.reports[by].to_numpy(dtype=object)
    return [np.isin(values, group) for group in groups]


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


def _distances(drawn: np.ndarray) -> np.ndarray:
    """Dissimilarity [b × pairs] of mentions [b × 2·pairs × codes], pairs side by side."""
    totals = drawn.sum(axis=2, keepdims=True)
    mixes = np.divide(drawn, totals, out=np.zeros(drawn.shape), where=totals > 0)
    return np.abs(mixes[:, 0::2] - mixes[:, 1::2]).sum(axis=2) / 2


def _distances_by_chance(sums: np.ndarray) -> np.ndarray:
    """The mean dissimilarity of each pair with areas dealt out anew between its two groups."""
    rng = np.random.default_rng(SEED)
    means = []
    for pair in range(0, sums.shape[1], 2):
        units = np.concatenate([sums[:, pair], sums[:, pair + 1]])
        is_first = np.arange(len(units)) < len(sums)
        there = units.any(axis=1)
        units, is_first = units[there], is_first[there]
        labels = rng.permuted(np.tile(is_first, (CHANCE_DRAWS, 1)), axis=1)
        first = labels.astype(float) @ units
        drawn = np.stack([first, units.sum(axis=0) - first], axis=1)
        means.append(_distances(drawn).mean())
    return np.array(means)


@dataclass(frozen=True)
class Curve:
    """The curve of a claim: the number of specifications in which it holds, of how many, the
    choices that turn it, the most by far first, and whether it depends on them.
    """

    claim: str
    holds_count: int
    count: int
    turns_on: tuple[str, ...]
    depends: bool


def summarise_curves(points: Sequence[Point], rule: CurveRule) -> dict[str, Curve]:
    """The curve of every claim that has points, by the claim."""
    by_claim: dict[str, list[Point]] = {}
    for point in points:
        by_claim.setdefault(point.claim, []).append(point)
    return {claim: summarise_curve(own, rule) for claim, own in by_claim.items()}


def summarise_curve(points: Sequence[Point], rule: CurveRule) -> Curve:
    """What the points of one claim come to."""
    holds_count = sum(point.holds for point in points)
    share = holds_count / len(points)
    kept = [point.kept_share for point in points]
    is_turned = max(kept) >= rule.most_resamples and min(kept) <= 1 - rule.most_resamples
    turned = {choice: _turned_share(points, choice) for choice in CHOICES}
    turns_on = [choice for choice in CHOICES if turned[choice] >= rule.turns_from]
    turns_on.sort(key=lambda choice: -turned[choice])
    return Curve(
        points[0].claim,
        holds_count,
        len(points),
        tuple(turns_on),
        rule.holds_from <= share <= rule.holds_to and is_turned,
    )


def _turned_share(points: Sequence[Point], choice: str) -> float:
    """Of the ways to make all other choices, the share in which this one alone turns the claim."""
    answers: dict[tuple[str, ...], set[bool]] = {}
    for point in points:
        others = tuple(getattr(point, name) for name in CHOICES if name != choice)
        answers.setdefault(others, set()).add(point.holds)
    return sum(len(found) > 1 for found in answers.values()) / len(answers)
