"""Figures described from counted tables: the same rows, in the same order and words, as in the
dashboard's charts.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.policy import PolicyDate, name_days, place_dates
from ofsted.charts.composition import COLOURS, Part, Whole
from ofsted.charts.grades import grade_colour, grade_mark, is_graded
from ofsted.charts.pairs import MARKS, kind_of
from ofsted.charts.pictures.values import (
    Bars,
    Cell,
    Figure,
    Grid,
    Mark,
    Nothing,
    Pair,
    Pairs,
    Panel,
    Panels,
    Row,
    Step,
)
from ofsted.charts.shades import cell_colour, text_colour
from ofsted.charts.style import (
    OTHER_COLOUR,
    PALETTE,
    SMALL_COLOUR,
    TEXT_COLOUR,
    colours,
    emptiness,
    interval,
    printed_both,
    printed_value,
    ranked_codes,
    shown_unit,
    small,
)
from ofsted.codebook import ONLY_WHO
from ofsted.tables.tuples import rows_of

FIRST_COLOUR, SECOND_COLOUR = PALETTE[0], PALETTE[3]
_VERDICT_COLOURS = {  # that of the side where there is more
    "higher": FIRST_COLOUR,
    "higher-little": FIRST_COLOUR,
    "lower": SECOND_COLOUR,
    "lower-little": SECOND_COLOUR,
}
MOST_GROUPS = len(PALETTE)
NO_GROUP = "No group has enough reports to compare shares; the table holds the counts."
NO_SHARES = "Too few reports for shares: the table holds the counts."
_HEAD_WIDTH = 54.0
_WHITE = "#FFFFFF"


def describe_ranking(counts: pd.DataFrame, unit: str, most: int | None = None) -> Bars | Nothing:
    """Codes of one group ranked by the unit, at most the first `most`."""
    if reason := emptiness(counts):
        return Nothing(reason)
    unit = shown_unit(counts, unit)
    by_code = {row.code: row for row in rows_of(counts)}
    rows = []
    for code in ranked_codes(counts, unit)[:most]:
        row: Any = by_code[code]
        colour = PALETTE[0]
        if code == ONLY_WHO:
            colour = OTHER_COLOUR
        mark = _mark(row, unit, printed_both(row, unit), colour)
        rows.append(Row(row.label, (mark,)))
    return Bars(tuple(rows))


def describe_groups(
    counts: pd.DataFrame, unit: str, most: int | None = None
) -> Bars | Grid | Nothing:
    """Codes by their pooled value, each with a mark a group; a grid where there are more groups
    than colours.
    """
    if reason := emptiness(counts):
        return Nothing(reason)
    counts = counts[~small(counts)]
    if counts.empty:
        return Nothing(NO_GROUP)
    if counts["group"].nunique() > MOST_GROUPS:
        return describe_grid(counts, unit, most)
    field, groups = counts["grouping"].iloc[0], counts["group"].unique().tolist()
    colour = dict(zip(groups, colours(field, groups), strict=True))
    by_code = defaultdict(list)
    labels: dict[str, str] = {}
    for row in rows_of(counts):
        name = glossary.short_label(field, row.group)
        mark = _mark(row, unit, printed_value(row, unit), colour[row.group], name)
        labels[str(row.code)] = str(row.label)
        by_code[str(row.code)].append(mark)
    codes = ranked_codes(counts, unit)[:most]
    return Bars(tuple(Row(labels[code], tuple(by_code[code])) for code in codes))


def describe_wholes(wholes: Sequence[Whole]) -> Bars | Nothing:
    """The parts of one whole as a row each; of several wholes, a row a whole with a mark a part."""
    drawn = [whole for whole in wholes if whole.count]
    if not drawn:
        return Nothing(NO_GROUP)
    if len(drawn) > 1:
        rows = [(f"{whole.label} ({words.number(whole.count)})", whole) for whole in drawn]
        return Bars(tuple(Row(label, tuple(_part_marks(whole))) for label, whole in rows))
    whole = drawn[0]
    marks = zip(whole.parts, _part_marks(whole), strict=True)
    of = words.number(whole.count)
    return Bars(
        tuple(
            Row(part.name, (replace(mark, name="", text=f"{mark.text} · {_of(part, of)}"),))
            for part, mark in marks
        )
    )


def _of(part: Part, whole: str) -> str:
    return f"{words.number(part.count)} of {whole}"


def _part_marks(whole: Whole) -> list[Mark]:
    return [
        Mark(whole.share(part), words.percent(whole.share(part)), colour, part.name)
        for part, colour in zip(whole.parts, COLOURS, strict=False)
    ]


def _mark(row: Any, unit: str, text: str, colour: str, name: str = "") -> Mark:
    value = float(getattr(row, glossary.UNITS[unit].column))
    low, high = interval(row, unit) or (None, None)
    return Mark(
        _known(value),
        text,
        colour,
        name,
        low,
        high,
        row.code,
        row.group,
    )


def _known(value: float) -> float | None:
    if math.isnan(value):
        return None
    return value


def describe_grid(
    counts: pd.DataFrame,
    unit: str,
    most: int | None = None,
    *,
    ranked: bool = True,
    order: Sequence[str] = (),
) -> Grid | Nothing:
    """Codes down (in the order given, else ranked, or in the frame's order), groups across; columns
    of small groups are grey and hold counts.
    """
    if reason := emptiness(counts):
        return Nothing(reason)
    unit = shown_unit(counts, unit)
    codes = counts["code"].unique().tolist()
    if ranked:
        codes = ranked_codes(counts, unit)
    codes = list(order or codes)[:most]
    groups = counts["group"].unique().tolist()
    rows = {(row.code, row.group): row for row in rows_of(counts)}
    shown = [rows[code, group] for code in codes for group in groups]
    values = [_cell_value(row, unit) for row in shown]
    highest = max((value for value in values if value is not None), default=0.0)
    cells = [_cell(row, unit, value, highest) for row, value in zip(shown, values, strict=True)]
    width = len(groups)
    return Grid(
        describe_heads(counts, unit),
        tuple(str(rows[code, groups[0]].label) for code in codes),
        tuple(tuple(cells[at : at + width]) for at in range(0, len(cells), width)),
        _HEAD_WIDTH,
    )


def describe_heads(counts: pd.DataFrame, unit: str) -> tuple[tuple[str, ...], ...]:
    """For every group its name, what its figures are out of, and whether they are counts."""
    return tuple(_head(row, unit) for row in rows_of(counts.drop_duplicates("group")))


def _cell_value(row: Any, unit: str) -> float | None:
    if unit != "count" and getattr(row, "is_small", False):
        return None
    return _known(float(getattr(row, glossary.UNITS[unit].column)))


def _cell(row: Any, unit: str, value: float | None, highest: float) -> Cell:
    fill, level = SMALL_COLOUR, None
    if value is not None:
        level = value / (highest or 1.0)
        fill = cell_colour(level)
    text = _cell_text(row, unit, value)
    return Cell(
        text,
        fill,
        text_colour(fill),
        level,
        row.code,
        row.group,
    )


def _cell_text(row: Any, unit: str, value: float | None) -> str:
    """The share, "0" for none, the count in a small group, a dash where there is no whole."""
    chosen = glossary.UNITS[unit]
    part = int(getattr(row, chosen.part))
    if unit == "count":
        return words.number(row.hit_count)
    if value is None:
        if not getattr(row, chosen.whole):
            return "–"
        return words.number(part)
    if not part:
        return "0"
    return words.percent(value)


def _head(row: Any, unit: str) -> tuple[str, ...]:
    """The group, what its figures are out of, and whether they are counts."""
    name = glossary.short_label(row.grouping, row.group)
    whole = words.number(getattr(row, glossary.UNITS[unit].whole))
    lines = [name, f"of {whole}"]
    if unit != "count" and getattr(row, "is_small", False):
        lines.append("(counts)")
    return tuple(lines)


def describe_differences(
    ranked: pd.DataFrame, most: int | None = None, *, are_named: bool = True
) -> Figure:
    """The rows of a `rank_comparison` frame that have a difference: both shares as dots, the
    difference and the verdict beside them. Sets of filters have no names but A and B.
    """
    drawn = ranked.dropna(subset=["shown_difference", "shown_difference_low"])[:most]
    if drawn.empty:
        return Nothing(NO_SHARES)
    pairs = tuple(_pair(row) for row in rows_of(drawn))
    row = drawn.iloc[0]
    named = [
        _side_name(letter, row, side, are_named=are_named)
        for letter, side in (("A", "first"), ("B", "second"))
    ]
    return Pairs(named[0], named[1], pairs)


def _side_name(letter: str, row: pd.Series, side: str, *, are_named: bool) -> str:
    whole = glossary.UNITS[row["unit"]].whole
    told = f"({words.number(row[f'{side}_{whole}'])})"
    if not are_named:
        return f"{letter} {told}"
    return f"{letter}: {row[f'{side}_label']} {told}"


def _pair(row: Any) -> Pair:
    kind = kind_of(row)
    return Pair(
        str(row.label),
        _side_mark(row, "first", FIRST_COLOUR, "full"),
        _side_mark(row, "second", SECOND_COLOUR, "diamond"),
        row.difference_words,
        MARKS[kind][1],
        _VERDICT_COLOURS.get(kind, TEXT_COLOUR),
    )


def _side_mark(row: Any, side: str, colour: str, kind: str) -> Mark:
    """One side's dot: the share that the verdict rests on, which is at one mix of frameworks where
    those are held still. The sides differ in shape too: colour alone tells some readers nothing.
    """
    share = float(getattr(row, f"{side}_adjusted_share"))
    hits = words.number(getattr(row, f"{side}_hit_count"))
    return Mark(_known(share), f"{words.percent(share)} ({hits})", colour, kind=kind)


def describe_panel(
    counts: pd.DataFrame,
    label: str,
    told: str,
    starts: Mapping[str, str],
    policy: Sequence[PolicyDate] = (),
    *,
    is_named: bool = False,
) -> Panel | None:
    """One code of a `count_steps` frame from the first to the last step with reports, with days of
    policy by their numbers, and their names where `is_named`; None where no step has any.
    """
    reported = counts["report_count"].to_numpy().nonzero()[0]
    if not len(reported):
        return None
    shown = counts.iloc[reported[0] : reported[-1] + 1]
    steps = tuple(_step(row) for row in rows_of(shown))
    names = [step.name for step in steps]
    begun = tuple(
        (glossary.short_label("framework", framework), step)
        for framework, step in starts.items()
        if step in names[1:]
    )
    number_of = {row: number for number, row in enumerate(policy, start=1)}
    placed = place_dates(policy, names)
    days = tuple((at, str(number_of[row])) for at, row in placed)
    told_days: tuple[str, ...] = ()
    if is_named:
        begins = [names.index(step) - 0.5 for _, step in begun]
        told_days = tuple(name_days(placed, number_of, begins))
    return Panel(label, told, steps, begun, days, told_days)


def _step(row: Any) -> Step:
    value = None
    if not row.is_small:
        value = _known(float(row.share))
    low = high = None
    if value is not None:
        low, high = float(row.share_low), min(float(row.share_high), 1.0)
    is_few = value is None and row.report_count > 0
    return Step(
        str(row.step),
        value,
        low,
        high,
        bool(is_few),
        bool(row.is_partial),
    )


def describe_panels(panels: list[Panel]) -> Figure:
    """Panels on one scale."""
    values = [step.value for panel in panels for step in panel.steps if step.value is not None]
    if not values:
        return Nothing("No step has enough reports for a share; the table holds the counts.")
    return Panels(tuple(panels), max(values) or 1.0)


def describe_inspections(inspections: pd.DataFrame, judgements: Mapping[str, str]) -> Figure:
    """Inspections from a `list_inspections` frame across, with a grade for each judgement and the
    number of recommendations.
    """
    if inspections.empty:
        return Nothing("No reports match these filters.")
    heads = tuple(
        (glossary.short_label("framework", row.framework), f"{row.inspected_to_on:%b %Y}")
        for row in rows_of(inspections)
    )
    graded = [name for name in judgements if is_graded(inspections[name]).any()]
    cells = [tuple(_grade(grade) for grade in inspections[name]) for name in graded]
    asked = tuple(
        Cell(words.number(count), _WHITE, "#000000") for count in inspections["asked_count"]
    )
    labels = [judgements[name] for name in graded]
    return Grid(heads, (*labels, "Recommendations"), (*cells, asked), 72.0)


def _grade(grade: object) -> Cell:
    if not isinstance(grade, str) or grade in ("not-given", "not-judged"):
        return Cell("", _WHITE, "#000000")
    fill = grade_colour(grade)
    return Cell(grade_mark(grade), fill, text_colour(fill))
