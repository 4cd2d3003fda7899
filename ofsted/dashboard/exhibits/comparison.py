"""The Compare page's exhibits: counts of both sides at once, and the comparison with its statistics
when it is ready.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from textwrap import shorten

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.counts import count_codes
from ofsted.analysis.counting.schemes import describe_scheme
from ofsted.analysis.counting.selection import Selection, choose_reports, describe_selection
from ofsted.analysis.headlines.comparison import (
    describe_unsteady,
    headline_comparison,
    headline_omnibus,
    list_caveats,
    list_warnings,
    mark_unsteady,
    name_sides,
    rank_comparison,
    themes_each,
)
from ofsted.analysis.headlines.own_coding import printed_corrected
from ofsted.analysis.inference.comparison import (
    REST,
    compare_all,
)
from ofsted.charts.comparison import (
    brief_differences,
    printed_differences,
    printed_omnibus,
)
from ofsted.charts.pairs import pair_alt_text, pair_dots
from ofsted.dashboard.exhibits.themes import MOST_RANKED
from ofsted.dashboard.held.data import Release, read_people
from ofsted.dashboard.held.memory import remember
from ofsted.dashboard.held.pending import begin
from ofsted.dashboard.parts.figures import Figure
from ofsted.limits import SMALL_GROUP
from ofsted.served.contrast import Contrast, compare_sides, side_masks, words_each
from ofsted.served.counted import among, describe_size
from ofsted.steps.people import correct_sides, make_check

MOST_LEGEND = 120  # letters of a set of filters beside its dot
_WITHIN = (
    "Highest and lowest are taken within frameworks, each group against all others, so the"
    " share printed as highest need not be the largest. "
)


@dataclass(frozen=True)
class Result:
    """A comparison as the page shows it: the figure, whose table is for download, the table to
    read, the rows in order, warnings and caveats.
    """

    figure: Figure
    brief: pd.DataFrame
    ranked: pd.DataFrame
    warnings: tuple[str, ...]
    caveats: tuple[str, ...]


@remember
def count_sides(release: Release, contrast: Contrast) -> pd.DataFrame:
    """Hits, recommendations and reports of both sides, one row per code, the most frequent
    first.
    """
    dataset, level = release.dataset, contrast.level
    if contrast.by == "none":
        sides = [
            count_codes(dataset, selection, level=level)
            for selection in (contrast.selection, contrast.other)
        ]
    else:
        counts = count_codes(dataset, contrast.selection, level=level, by=contrast.by)
        is_first = counts["group"] == contrast.first
        sides = [
            counts[is_first],
            counts[~is_first if contrast.second == REST else counts["group"] == contrast.second],
        ]
    columns = ["hit_count", "recommendation_count", "report_count"]
    summed = [
        side.groupby("code", sort=False)[columns].sum().add_prefix(name)
        for side, name in zip(sides, ("first_", "second_"), strict=True)
    ]
    joined = summed[0].join(summed[1], how="outer").fillna(0).astype(int)
    joined.insert(0, "label", [dataset.codebook.labels[code] for code in joined.index])
    total = joined["first_hit_count"] + joined["second_hit_count"]
    return (
        joined.loc[total.sort_values(ascending=False, kind="stable").index]
        .rename_axis("code")
        .reset_index()
    )


def printed_counts(counts: pd.DataFrame, level: str) -> pd.DataFrame:
    """The counts that stand on the page until the statistics are there."""
    return pd.DataFrame(
        {glossary.field_label(level): counts["label"]}
        | {
            name: [
                f"{words.number(hits)} of {words.number(items)}"
                for hits, items in zip(
                    counts[f"{side}_hit_count"], counts[f"{side}_recommendation_count"], strict=True
                )
            ]
            for name, side in (("A", "first"), ("B", "second"))
        }
    )


@remember
def start_comparison(release: Release, contrast: Contrast) -> Future[Result]:
    """The `Result` of a contrast, computed off the page's own thread; once done it stays done for
    all who ask.
    """
    return begin(_compare, release, contrast)


@remember
def start_omnibus(
    release: Release, selection: Selection, by: str, level: str, unit: str = "share"
) -> Future[Figure]:
    """The `Figure` of the test over all groups, likewise."""
    return begin(_compare_all, release, selection, by, level, unit)


def _compare(release: Release, contrast: Contrast) -> Result:
    dataset, level = release.dataset, contrast.level
    comparison = compare_sides(dataset, contrast)
    other = replace(contrast, unit="share" if contrast.unit == glossary.NAMED else glossary.NAMED)
    ranked = mark_unsteady(rank_comparison(comparison), compare_sides(dataset, other))
    sides = name_sides(comparison) if len(comparison) else ("A", "B")
    figure = Figure(
        f"compare-{level}",
        among(contrast.selection, headline_comparison(comparison), ranked),
        _subtitle(release, contrast, ranked, sides),
        pair_dots(ranked, _names_of_dots(ranked, sides), most=MOST_RANKED),
        pair_alt_text(
            ranked,
            f"A, {sides[0]}, and B, {sides[1]}," if sides != ("A", "B") else "A and B",
            most=MOST_RANKED,
        ),
        partial(printed_differences, ranked),
        picture="compare",
        kind="pair",
    )
    warnings = tuple(list_warnings(comparison, _frameworks(release, contrast)))
    return Result(
        figure,
        brief_differences(ranked),
        ranked,
        tuple(text for text in (describe_unsteady(ranked), *warnings) if text),
        tuple(list_caveats(comparison)),
    )


def correct_contrast(release: Release, contrast: Contrast) -> pd.DataFrame | None:
    """A − B corrected for errors of the coding, beside the plain one, where a person has coded a
    sample; None where nobody has.
    """
    people = read_people()
    if not people:
        return None
    known = tuple((person.name, len(person.answers)) for person in people)
    return _correct(release, contrast, known)


@remember
def _correct(release: Release, contrast: Contrast, known: tuple) -> pd.DataFrame:
    check = make_check(release.dataset, read_people())
    assert check is not None
    sides = side_masks(release.dataset, contrast)
    found = correct_sides(release.dataset, check, contrast.level, *sides)
    return printed_corrected(found, contrast.level)


def _compare_all(release: Release, selection: Selection, by: str, level: str, unit: str) -> Figure:
    omnibus = compare_all(release.dataset, selection, level=level, by=by, unit=unit)
    filters = describe_selection(selection, release.dataset, coded=False)
    about = (
        f"{glossary.label('unit', unit)} in the groups of at least {SMALL_GROUP} reports, tested"
        " all together. The false-alarm rate (q) allows for all rows (Benjamini and Hochberg). "
        f"{_WITHIN if by == 'rating' else ''}Filters: {filters}."
    )
    return Figure(
        f"omnibus-{level}",
        among(selection, headline_omnibus(omnibus), omnibus),
        about,
        None,
        "",
        partial(printed_omnibus, omnibus),
    )


def _names_of_dots(ranked: pd.DataFrame, sides: tuple[str, str]) -> tuple[str, str]:
    """What the two dots are called: sets of filters, which have no short name, by their filters."""
    if sides != ("A", "B") or ranked.empty:
        return sides
    row = ranked.iloc[0]
    first, second = (
        shorten(row[f"{side}_label"], MOST_LEGEND, placeholder=" …") for side in ("first", "second")
    )
    return first, second


def _subtitle(
    release: Release, contrast: Contrast, ranked: pd.DataFrame, sides: tuple[str, str]
) -> str:
    """Measure, N of both sides, filters, and what the chart leaves out."""
    if ranked.empty:
        return ""
    row = ranked.iloc[0]
    sizes = [
        describe_size(row[f"{side}_recommendation_count"], row[f"{side}_report_count"])
        for side in ("first", "second")
    ]
    named = [
        f"{name}: {size}" if label == name else f"{name}: {label}, {size}"
        for name, label, size in zip("AB", sides, sizes, strict=True)
    ]
    told = [
        f"{glossary.label('unit', contrast.unit)}, A − B, in percentage points with 95% interval."
        " An interval is for its row alone; the outcome allows for all rows."
    ]
    told += [f"{'. '.join(named)}.", _length_words(release, contrast, ranked)]
    if contrast.by == "none":
        told += [f"A is {row['first_label']}; B is {row['second_label']}."]
    else:
        told += [
            f"Filters: {describe_selection(contrast.selection, release.dataset, coded=False)}."
        ]
    drawn = int(ranked["shown_difference_low"].notna().sum())
    if drawn > MOST_RANKED:
        told.append(
            f"The chart shows the first {MOST_RANKED} of {drawn}; the table and the download hold"
            f" all {len(ranked)}."
        )
    return " ".join(
        part for part in (*told, describe_scheme(release.dataset, contrast.level)) if part
    )


def _length_words(release: Release, contrast: Contrast, ranked: pd.DataFrame) -> str:
    """How many themes a recommendation names, and how many words it has, in A and in B."""
    named = "categories" if contrast.level != "theme" else "themes"
    first, second = themes_each(ranked)
    long, other = words_each(release.dataset, contrast)
    return (
        f"A recommendation names {first:.1f} {named} in A and {second:.1f} in B, in {long:.0f} and "
        f"{other:.0f} words."
    )


def _frameworks(release: Release, contrast: Contrast) -> list[str]:
    """The frameworks of the reports on either side, in printing order."""
    reports = release.dataset.reports
    chosen = choose_reports(release.dataset, contrast.selection)
    if contrast.by == "none":
        chosen = chosen | choose_reports(release.dataset, contrast.other)
    elif contrast.second != REST and contrast.by != "body":
        chosen = chosen & reports[contrast.by].isin([contrast.first, contrast.second]).to_numpy()
    present = set(reports.loc[chosen, "framework"])
    return [code for code in glossary.codes("framework") if code in present]
