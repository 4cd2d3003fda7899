"""The Sample page's parts: controls of a design, the sample against its frame, the reports drawn,
and how findings move over samples.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from ofsted import glossary, words
from ofsted.address.view import PARAMETERS, View, Vocabulary
from ofsted.analysis.counting.samples import (
    MOST_REPORTS,
    MOST_SEED,
    RULES,
    SampleDesign,
    compare_with_frame,
    draw_sample,
    frame_hash,
    list_strata,
    paper_like,
    write_design,
)
from ofsted.analysis.counting.selection import Selection, describe_selection
from ofsted.analysis.counting.strata import RATING_GROUPS, frame_rows
from ofsted.analysis.headlines.samples import headline_contrast, headline_stability
from ofsted.analysis.inference.stability import (
    CONTRASTS,
    TOP,
    WITHIN_FRAMEWORK,
    contrast_stability,
    sample_stability,
)
from ofsted.charts.samples import composition_bars, difference_ranges, points, share_ranges
from ofsted.charts.style import notice
from ofsted.dashboard import state
from ofsted.dashboard.exhibits.themes import MOST_RANKED
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.memory import remember
from ofsted.dashboard.parts.figures import Figure
from ofsted.limits import SMALL_GROUP, STEADY_DRAWS
from ofsted.words import plural

COUNTINGS = PARAMETERS["counting"].labels
RULE_LABELS = {
    "equal": "The same number for every rating",
    "proportional": "In proportion to the reports",
}
CONTRAST_LABELS = {by: name for by, (_, _, name) in CONTRASTS.items()}
RATING_STRATA = "; ".join(label for _, label in RATING_GROUPS.values())


def chosen_design(view: View) -> SampleDesign:
    """The design in the link, or twenty reports of each framework where there is none."""
    return view.selection.sample or paper_like()


def chosen_contrast(view: View) -> str:
    """The grouping whose two sides are set against each other: the split of the view where it has a
    contrast.
    """
    return view.by if view.by in CONTRASTS else "framework"


def draw_controls(release: Release, design: SampleDesign) -> None:
    """Reports per framework, how they are shared out, areas, seed, and the preset."""
    counts, present = dict(design.allocation), _present_frameworks(release)
    for column, framework in zip(st.columns(len(present)), present, strict=True):
        key = f"sample-{framework}"
        state.hold(key, counts.get(framework, 0))
        column.number_input(
            f"{glossary.short_label('framework', framework)} reports",
            0,
            MOST_REPORTS,
            key=key,
            step=1,
            on_change=_take_design,
            args=(design, present),
        )
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    state.hold("sample-rule", design.rule)
    left.selectbox(
        "Share out over ratings",
        RULES,
        key="sample-rule",
        format_func=RULE_LABELS.__getitem__,
        on_change=_take_design,
        args=(design, present),
    )
    state.hold("sample-seed", design.seed)
    middle.number_input(
        "Seed",
        0,
        MOST_SEED,
        key="sample-seed",
        step=1,
        on_change=_take_design,
        args=(design, present),
    )
    state.hold("sample-areas", design.one_per_area)
    right.checkbox(
        "At most one report per area and framework",
        key="sample-areas",
        on_change=_take_design,
        args=(design, present),
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            "New seed: draw another sample",
            key="sample-new",
            on_click=_take_new_seed,
            args=(design,),
        )
        st.button(
            "As the study: 20 per framework",
            key="sample-preset",
            on_click=_take_preset,
            args=(design,),
        )


def pick_contrast(view: View, vocabulary: Vocabulary) -> None:
    """Which two groups of reports are set against each other; it is the split of the link."""
    state.hold("sample-contrast", chosen_contrast(view))
    st.selectbox(
        "Difference between",
        list(CONTRASTS),
        key="sample-contrast",
        format_func=CONTRAST_LABELS.__getitem__,
        on_change=state.take_choice,
        args=("by", "sample-contrast", vocabulary),
    )


def list_notes(release: Release, design: SampleDesign) -> list[str]:
    """What the reader must know about this draw: frameworks without reports, and strata that give
    fewer reports than asked.
    """
    strata, notes = list_strata(release.dataset.reports, design), []
    for framework, count in design.allocation:
        name, own = (
            glossary.short_label("framework", framework),
            strata[strata["framework"] == framework],
        )
        if own.empty:
            notes.append(
                f"No report of {name} is in this release: the {count} asked for are not drawn."
            )
            continue
        total = int(own["asked_count"].sum())
        if total < count:
            limit = ", with no more than one of an area" if design.one_per_area else ""
            notes.append(
                f"{name}: {count} reports are asked for, of {int(own['report_count'].sum())} in the"
                f" frame{limit} {total} can be drawn."
            )
        notes += [
            note
            for row in own.itertuples()
            if (note := _note_stratum(row, design, count // len(own)))
        ]
    return notes


def _note_stratum(row: Any, design: SampleDesign, equal_part: int) -> str:
    name = (
        f"{row.stratum_label}: {row.drawn_count} of {words.number(row.report_count)}"
        f" {plural(row.report_count, 'report')}"
    )
    if row.drawn_count < row.asked_count:
        return (
            f"{name}, {row.asked_count} asked for; in this draw the other areas’ one report is"
            " of another rating."
        )
    if not row.asked_count:
        return (
            f"{name}: the sample is smaller than its strata are many, so it says nothing about"
            " these reports."
        )
    if design.rule == "equal" and row.asked_count < equal_part:
        reason = (
            "with one report per area, no more can be counted on"
            if design.one_per_area
            else "there are no more"
        )
        return (
            f"{name}, below its equal part of {equal_part}: {reason}. The other ratings make up"
            " for it where they can."
        )
    return ""


@remember
def composition(release: Release, design: SampleDesign) -> Figure:
    """The sample against the frame by rating, deprivation and rurality, as the study describes its
    own.
    """
    counts = compare_with_frame(release.dataset.reports, design)
    about = (
        f"Share of reports. Bar: the sample ({write_design(design)}). Upright line: the frame, all"
        " reports on a local authority under the framework. "
        "The filters do not change either."
    )
    headline = _headline_composition(counts)
    return Figure(
        "sample-composition",
        headline,
        about,
        composition_bars(counts),
        f"Bar chart of a sample against its frame. {headline}",
        partial(_composition_table, counts),
    )


@remember
def drawn_reports(release: Release, design: SampleDesign) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The reports drawn, as a table to read and as one to download with every figure in full."""
    drawn = draw_sample(release.dataset.reports, design).merge(
        release.dataset.reports, on=["report_id", "framework"], validate="1:1"
    )
    labels = {
        name: [glossary.short_label(name, code) for code in drawn[name]]
        for name in ("framework", "rating", "deprivation", "rurality")
    }
    shown = pd.DataFrame(
        {
            "No.": drawn["order"],
            "Area": drawn["area_name"],
            "Framework": labels["framework"],
            "Inspection ended": [
                f"{day.day}\u00a0{day:%b}\u00a0{day.year}" for day in drawn["inspected_to_on"]
            ],
            "Rating": labels["rating"],
            "Deprivation": labels["deprivation"],
            "Rurality": labels["rurality"],
            "Recommendations": drawn["authority_count"],
            "Inclusion probability": [
                f"{probability:.3f}" for probability in drawn["inclusion_probability"]
            ],
            "Weight": drawn["weight"].astype(float),
            "Report": drawn["report_id"],
        }
    )
    kept = [
        "order",
        "report_id",
        "urn",
        "area_name",
        "framework",
        "variant",
        "inspected_to_on",
        "rating",
        "deprivation",
        "rurality",
        "authority_count",
        "stratum",
        "inclusion_probability",
        "weight",
        "url",
        "sha256",
    ]
    return shown, drawn[kept].assign(
        design=write_design(design), frame_sha256=frame_hash(release.dataset.reports)
    )


@remember
def stability(
    release: Release, selection: Selection, design: SampleDesign, level: str, counting: str
) -> tuple[Figure, pd.DataFrame]:
    """How the share of every category or theme runs over 1,000 samples, and the frame behind it."""
    dataset, size = release.dataset, drawn_size(release, design)
    frame = sample_stability(
        dataset, selection, design, level, dataset.codes(level), weighted=counting == "weighted"
    )
    headline, is_small = headline_stability(frame, size), _is_small(frame["report_count"])
    sampled = frame["median_report_count"].iloc[0]
    left = "" if sampled == size else f", of which the filters leave about {words.number(sampled)}"
    count = int(frame["report_count"].iloc[0])
    about = (
        "Share of recommendations. Dot: what the samples are drawn from and the filters leave"
        f" ({words.number(count)} {plural(count, 'report')}). Bar: the "
        f"middle 95% of {words.number(STEADY_DRAWS)} samples of {size}{left}. "
        f"{COUNTINGS[counting]}: {_filters(selection, release)}." + _cut_note(len(frame))
    )
    chart = notice(headline) if is_small else share_ranges(frame, most=MOST_RANKED)
    ranked = frame.sort_values("full_share", ascending=False, kind="stable")
    return Figure(
        f"sample-stability-{level}",
        headline,
        about,
        chart,
        f"Range chart. {headline}",
        partial(_stability_table, ranked, level, is_small),
        kind="range",
    ), frame


@remember
def contrast(
    release: Release, selection: Selection, design: SampleDesign, by: str, level: str, counting: str
) -> tuple[Figure, pd.DataFrame]:
    """How a difference between two groups of reports runs over 1,000 samples, and the frame behind
    it.
    """
    dataset, size = release.dataset, drawn_size(release, design)
    frame = contrast_stability(
        dataset, selection, design, by, level, dataset.codes(level), weighted=counting == "weighted"
    )
    headline, is_small = (
        headline_contrast(frame, by, size),
        _is_small(frame[["first_report_count", "second_report_count"]].min(axis=1)),
    )
    numbers = " and ".join(
        words.number(frame[f"{side}_report_count"].iloc[0]) for side in ("first", "second")
    )
    within = ", taken within frameworks" if by in WITHIN_FRAMEWORK else ""
    about = (
        f"{CONTRAST_LABELS[by]}, percentage points of the share of recommendations{within}. Dot:"
        f" all reports ({numbers} on the two sides). Bar: the "
        "middle 95% of "
        f"{words.number(STEADY_DRAWS)} samples of {size}. {COUNTINGS[counting]}:"
        f" {_filters(selection, release)}." + _cut_note(len(frame))
    )
    chart = notice(headline) if is_small else difference_ranges(frame, most=MOST_RANKED)
    ranked = frame.loc[
        frame["full_difference"].abs().sort_values(ascending=False, kind="stable").index
    ]
    return Figure(
        f"sample-contrast-{by}-{level}",
        headline,
        about,
        chart,
        f"Range chart. {headline}",
        partial(_contrast_table, ranked, level, is_small),
    ), frame


def meaning(stable: pd.DataFrame, contrasted: pd.DataFrame, size: int) -> str:
    """What the ranges say about a study of one such sample; "" where there is too little to say."""
    known, differences = (
        stable.dropna(subset=["full_share", "low_share"]),
        contrasted.dropna(subset=["agreeing_share"]),
    )
    if (
        known.empty
        or differences.empty
        or _is_small(known["report_count"])
        or _is_small(differences[["first_report_count", "second_report_count"]].min(axis=1))
    ):
        return ""
    half = float(((known["high_share"] - known["low_share"]) / 2).mean())
    first = known.iloc[int(known["full_share"].argmax())]
    flips = int((differences["agreeing_share"] < 0.8).sum())
    draws = int(first["draw_count"])
    return (
        f"One sample of {size} reports puts the share of a category or theme within about"
        f" {half * 100:.1f} points of its middle. "
        f"That is the average over the {len(known)}. "
        f"Named most often over all reports: {first['label']}. It ranks first in"
        f" {words.number(round(first['first_share'] * draws))} of "
        f"{words.number(draws)} samples "
        f"and among the first {TOP} in {words.number(round(first['top_share'] * draws))}. Of"
        f" {len(differences)} differences between the two groups, "
        f"{flips} point"
        f"{'s' if flips == 1 else ''} the other way in more than one sample of five. About"
        f" {'it' if flips == 1 else 'those'}, a single sample of "
        "this size says little."
    )


def drawn_size(release: Release, design: SampleDesign) -> int:
    """Reports that the design's strata are asked for; what it draws, but for a rare draw in which a
    stratum falls short.
    """
    return int(list_strata(release.dataset.reports, design)["asked_count"].sum())


def frame_size(release: Release) -> int:
    """Reports that can be drawn."""
    return int(frame_rows(release.dataset.reports).sum())


def _present_frameworks(release: Release) -> list[str]:
    reports = release.dataset.reports
    present = set(reports.loc[frame_rows(reports), "framework"].tolist())
    return [framework for framework in glossary.codes("framework") if framework in present]


def _take_design(design: SampleDesign, frameworks: list[str]) -> None:
    """Callback of the controls; numbers that make no design are not taken, and the controls go back
    to those that do.
    """
    counts = {framework: _whole(f"sample-{framework}", MOST_REPORTS) for framework in frameworks}
    rule, seed = state.value_of("sample-rule"), _whole("sample-seed", MOST_SEED)
    allocation = tuple((framework, count) for framework, count in counts.items() if count)
    if not allocation:
        st.toast("A sample needs at least one report: the last number is kept.")
    else:
        state.edit(
            sample=SampleDesign(
                allocation,
                rule if rule in RULES else design.rule,
                bool(state.value_of("sample-areas")),
                seed,
            )
        )


def _whole(key: str, most: int) -> int:
    value = state.value_of(key)
    return min(max(int(value), 0), most) if isinstance(value, (int, float)) else 0


def _take_new_seed(design: SampleDesign) -> None:
    state.edit(sample=replace(design, seed=secrets.randbelow(MOST_SEED + 1)))


def _take_preset(design: SampleDesign) -> None:
    state.edit(sample=paper_like(seed=design.seed))


def _is_small(report_counts: pd.Series) -> bool:
    return bool(report_counts.iloc[0] < SMALL_GROUP)


def _filters(selection: Selection, release: Release) -> str:
    return describe_selection(replace(selection, sample=None), release.dataset, coded=False)


def _cut_note(shown: int) -> str:
    return (
        f" The chart shows the first {MOST_RANKED} of {shown}; the table and the download hold all."
        if shown > MOST_RANKED
        else ""
    )


def _headline_composition(counts: pd.DataFrame) -> str:
    sizes = counts.drop_duplicates("framework")
    rows: Iterable[Any] = sizes.itertuples()
    parts = [
        f"{words.number(row.sample_size)} of {words.number(row.frame_size)}"
        f" {glossary.short_label('framework', row.framework)}"
        for row in rows
    ]
    if not parts:
        return "No report is drawn: this release has none of the frameworks asked for."
    told = (
        f"The sample holds {words.number(sizes['sample_size'].sum())} of"
        f" {words.number(sizes['frame_size'].sum())} reports ({', '.join(parts)})."
    )
    large = counts[counts["sample_size"] >= SMALL_GROUP]
    if large.empty:
        return told
    apart = (
        large["sample_count"] / large["sample_size"] - large["frame_count"] / large["frame_size"]
    ).abs()
    row = large.iloc[int(apart.argmax())]
    shares = (
        words.percent(row["sample_count"] / row["sample_size"]),
        words.percent(row["frame_count"] / row["frame_size"]),
    )
    return (
        f"{told} Furthest from the frame: {glossary.short_label('framework', row['framework'])},"
        f" {row['label'][:1].lower()}{row['label'][1:]}, "
        f"{shares[0]} of the sample "
        f"({row['sample_count']} of {row['sample_size']}) against {shares[1]} ({row['frame_count']}"
        f" of {row['frame_size']})."
    )


def _composition_table(counts: pd.DataFrame) -> pd.DataFrame:
    """A row per code, for every framework a column of the sample and one of the frame."""
    rows = counts.drop_duplicates(["field", "code"]).sort_values(
        "field",
        key=lambda names: names.map(("rating", "deprivation", "rurality").index),
        kind="stable",
    )
    table = pd.DataFrame(
        {
            "Characteristic": [glossary.field_label(field) for field in rows["field"]],
            "Group": rows["label"].tolist(),
        }
    )
    for framework, own in counts.groupby("framework", sort=False):
        cells = {(row.field, row.code): row for row in own.itertuples()}
        for side in ("sample", "frame"):
            found = [cells.get(key) for key in zip(rows["field"], rows["code"], strict=True)]
            size = int(own[f"{side}_size"].iloc[0])
            table[f"{glossary.short_label('framework', framework)}, {side}"] = [
                _part_of(getattr(row, f"{side}_count") if row else 0, size) for row in found
            ]
    return table


def _part_of(part: int, whole: int) -> str:
    """n of N, with the percentage where there are reports enough."""
    return f"{part} of {whole}" + (
        f" ({words.percent(part / whole)})" if whole >= SMALL_GROUP else ""
    )


def _stability_table(frame: pd.DataFrame, level: str, is_small: bool) -> pd.DataFrame:
    rows: Iterable[Any] = frame.itertuples()
    counts = [
        f"{words.number(row.hit_count)} of {words.number(row.recommendation_count)}" for row in rows
    ]
    table = pd.DataFrame(
        {glossary.field_label(level): frame["label"].tolist(), "All reports": counts}
    )
    if is_small:
        return table
    for heading, column in (
        ("Share, all reports", "full_share"),
        ("Mean of samples", "mean_share"),
        ("2.5%", "low_share"),
        ("97.5%", "high_share"),
    ):
        table[heading] = [f"{share * 100:.1f}%" for share in frame[column]]
    for heading, column in (
        ("Ranks first", "first_share"),
        (f"Among the first {TOP}", "top_share"),
    ):
        table[heading] = _of_draws(frame, column)
    return table


def _contrast_table(frame: pd.DataFrame, level: str, is_small: bool) -> pd.DataFrame:
    table = pd.DataFrame({glossary.field_label(level): frame["label"].tolist()})
    for heading, side in (("First group", "first"), ("Second group", "second")):
        pairs = zip(frame[f"{side}_hit_count"], frame[f"{side}_recommendation_count"], strict=True)
        table[heading] = [f"{words.number(part)} of {words.number(whole)}" for part, whole in pairs]
    if is_small:
        return table
    for heading, column in (
        ("Points, all reports", "full_difference"),
        ("2.5%", "low_difference"),
        ("97.5%", "high_difference"),
    ):
        table[heading] = [points(difference) for difference in frame[column].fillna(0)]
    for heading, column in (
        ("Above zero", "positive_share"),
        ("Same direction", "agreeing_share"),
        ("Would be called a difference", "called_share"),
    ):
        table[heading] = _of_draws(frame, column)
    return table


def _of_draws(frame: pd.DataFrame, column: str) -> list[str]:
    """Parts of the samples as n of N; a dash where there is none to tell."""
    pairs = zip(frame[column], frame["draw_count"], strict=True)
    return [
        "–" if pd.isna(part) else f"{words.number(round(part * draws))} of {words.number(draws)}"
        for part, draws in pairs
    ]
