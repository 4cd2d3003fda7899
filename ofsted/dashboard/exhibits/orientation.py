"""The figures of the page on what recommendations ask to change."""

from __future__ import annotations

from functools import lru_cache, partial
from html import escape

import pandas as pd

from ofsted import glossary, paths, words
from ofsted.analysis.counting.orientation import (
    CODES,
    choose_groups,
    count_orientations,
    label_code,
)
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.orientation import (
    READERS_NOTE,
    describe_marks,
    headline_orientation,
)
from ofsted.analysis.inference.intervals import share_intervals
from ofsted.charts.composition import Part, Whole, composition_alt, composition_bars
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.memory import remember
from ofsted.dashboard.parts.figures import Figure
from ofsted.documents import read_yaml
from ofsted.glossary import ORIENTATIONS
from ofsted.limits import SMALL_GROUP
from ofsted.served.counted import count_chosen, describe_choice
from ofsted.steps.reliability import measure_orientation

_SMALL_NOTE = f" Groups of fewer than {SMALL_GROUP} reports are in the table with counts only."


@remember
def overall(release: Release, selection: Selection) -> Figure:
    """All chosen recommendations in one bar."""
    counts, _, _ = count_orientations(release.dataset, selection)
    choice = describe_choice(release.dataset, selection, count_chosen(release.dataset, selection))
    return _figure(
        release,
        selection,
        "orientation",
        headline_orientation(counts),
        f"{choice} {READERS_NOTE}",
        None,
    )


@remember
def grouped(release: Release, selection: Selection, by: str) -> Figure | None:
    """The chosen recommendations by group, a bar for each; None where there is one group alone."""
    if len(choose_groups(release.dataset, selection, by)) < 2:
        return None
    field = glossary.field_label(by).lower()
    return _figure(
        release,
        selection,
        f"orientation-by-{by}",
        f"What they ask to change, by {field}",
        f"The number after each name is its recommendations.{_SMALL_NOTE}",
        by,
    )


def marks(release: Release, selection: Selection) -> str:
    """How many name a change for children and how many set a target."""
    counts, _, _ = count_orientations(release.dataset, selection)
    return describe_marks(counts)


def _figure(
    release: Release,
    selection: Selection,
    name: str,
    headline: str,
    subtitle: str,
    by: str | None,
) -> Figure:
    counts, _, _ = count_orientations(release.dataset, selection, by)
    wholes = _wholes(counts)
    return Figure(
        name,
        headline,
        subtitle,
        composition_bars(wholes),
        composition_alt("what recommendations ask to change", wholes),
        partial(printed_orientations, release, selection, by),
        kind="" if by else "composition",
    )


def _wholes(counts: pd.DataFrame) -> list[Whole]:
    """A bar for every group with enough reports; for one alone, whatever its size."""
    found = []
    only = counts["group"].nunique() == 1 if len(counts) else False
    for _, rows in counts.groupby("group", sort=False):
        row_of = {row.code: row for row in rows.itertuples()}
        first = row_of[CODES[0]]
        if first.is_small and not only:
            continue
        parts = tuple(Part(label_code(code), row_of[code].hit_count) for code in ORIENTATIONS)
        found.append(Whole(first.group_label, first.recommendation_count, parts))
    return found


def printed_orientations(release: Release, selection: Selection, by: str | None) -> pd.DataFrame:
    """The numbers with intervals that allow for several reports on one area, a row each."""
    counts, tally, members = count_orientations(release.dataset, selection, by)
    low, high = share_intervals(tally, members)
    ends = counts.assign(low=low.ravel(), high=high.ravel())
    table = pd.DataFrame(
        {
            "Group": ends["group_label"],
            "Asks to change": ends["label"],
            "Recommendations": ends["hit_count"],
            "Of": ends["recommendation_count"],
            "Share": [_percent(row.share, row.is_small) for row in ends.itertuples()],
            "95% interval": [_interval(row) for row in ends.itertuples()],
            "Reports": ends["report_count"],
        }
    )
    return table if by else table.drop(columns="Group")


def _percent(share: float, is_small: bool) -> str:
    return "" if is_small or share != share else words.percent(share)


def _interval(row) -> str:
    if row.is_small or row.low != row.low:
        return ""
    return f"{words.percent(row.low)} to {words.percent(row.high)}"


@remember
def agreement(release: Release) -> pd.DataFrame:
    """How far the two readings agree, a row for each kind and mark."""
    measured = measure_orientation(release.dataset.recommendations)
    return pd.DataFrame(
        {
            "Asks to change": measured["code"].map(label_code),
            "Given by both": measured["both_count"],
            "By the first alone": measured["first_only_count"],
            "By the second alone": measured["second_only_count"],
            "Cohen’s kappa": measured["kappa"].map("{:.2f}".format),
            "95% interval": [
                f"{low:.2f} to {high:.2f}"
                for low, high in zip(measured["kappa_low"], measured["kappa_high"], strict=True)
            ],
        }
    )


def meanings_html() -> str:
    """The three kinds and the two marks as the readers had them, with invented examples."""
    told = read_orientation_codebook()
    kinds = [(kind["label"], kind["definition"]) for kind in told["orientations"]]
    marks = [(mark["label"].capitalize(), mark["rule"]) for mark in told["marks"]]
    terms = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(meaning)}</dd>" for name, meaning in (*kinds, *marks)
    )
    examples = "".join(
        f"<li>{escape(example['wording'])}: {escape(label_code(example['orientation']).lower())}</li>"
        for example in told["examples"]
    )
    return f'<dl class="terms">{terms}</dl><p>Invented examples:</p><ul>{examples}</ul>'


@lru_cache(maxsize=1)
def read_orientation_codebook() -> dict:
    """The rules that the readers had. Raises `SchemaError` where the file is damaged."""
    return read_yaml(paths.ORIENTATION_CODEBOOK)
