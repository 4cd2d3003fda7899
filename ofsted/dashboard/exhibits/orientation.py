"""The figures of the page on what recommendations ask to change."""

from __future__ import annotations

from functools import lru_cache, partial

import pandas as pd

from ofsted import paths
from ofsted.address.view import View
from ofsted.analysis.counting.orientation import count_orientations, label_code
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.orientation import (
    READERS_NOTE,
    describe_marks,
    headline_orientation,
)
from ofsted.charts.composition import composition_alt, composition_bars
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.memory import remember
from ofsted.dashboard.parts.figures import Figure
from ofsted.documents import read_yaml, reading
from ofsted.served.counted import count_chosen, describe_choice
from ofsted.served.orientation import (
    SIZE_NOTE,
    SMALL_NOTE,
    WHAT,
    find_wholes,
    has_groups,
    headline_groups,
    print_orientations,
)
from ofsted.served.templating import render
from ofsted.steps.reliability import measure_orientation


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
    if not has_groups(release.dataset, selection, by):
        return None
    return _figure(
        release,
        selection,
        f"orientation-by-{by}",
        headline_groups(by),
        f"{SIZE_NOTE} {SMALL_NOTE}",
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
    wholes = find_wholes(counts)
    return Figure(
        name,
        headline,
        subtitle,
        composition_bars(wholes),
        composition_alt(WHAT, wholes),
        partial(print_orientations, release.dataset, selection, by),
        picture="change",
        view=View(selection, by=by or "none", scheme=release.dataset.scheme),
        kind="" if by else "composition",
    )


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
    examples = [
        (example["wording"], label_code(example["orientation"]).lower())
        for example in told["examples"]
    ]
    return render("dashboard/orientation.html", terms=[*kinds, *marks], examples=examples)


@lru_cache(maxsize=1)
def read_orientation_codebook() -> dict:
    """The rules that the readers had. Raises `SchemaError` where the file is damaged."""
    told = read_yaml(paths.ORIENTATION_CODEBOOK)
    with reading(paths.ORIENTATION_CODEBOOK, "the rules of this reading"):
        return {part: told[part] for part in ("orientations", "marks", "examples")}
