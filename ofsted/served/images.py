"""What the picture of a view holds: its figure and the words around it, as its page has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from ofsted import glossary
from ofsted.address.citation import NAME, printed_address
from ofsted.address.view import View, is_outdated, opening_view, slug
from ofsted.analysis.counting.counts import count_codes, few_reports, shown_codes
from ofsted.analysis.counting.orientation import count_orientations
from ofsted.analysis.counting.places import JUDGEMENTS, list_inspections
from ofsted.analysis.counting.policy import PolicyDate
from ofsted.analysis.counting.selection import Selection, describe_selection
from ofsted.analysis.headlines.comparison import (
    headline_comparison,
    name_sides,
    rank_comparison,
)
from ofsted.analysis.headlines.counts import (
    NOT_COUNTED,
    beside_heatmap,
    beside_ranking,
    beside_split,
    headline_heatmap,
    headline_ranking,
    headline_split,
)
from ofsted.analysis.headlines.main_points import find_main_points
from ofsted.analysis.headlines.orientation import READERS_NOTE
from ofsted.analysis.headlines.places import headline_inspections
from ofsted.analysis.headlines.trends import order_trends, tell_trend, tell_trends
from ofsted.analysis.inference.trends import count_steps, framework_starts, measure_trends
from ofsted.charts.composition import composition_alt
from ofsted.charts.inspections import timeline_alt
from ofsted.charts.pictures import figures
from ofsted.charts.pictures.values import Bars, Figure, Nothing, Panel, Picture
from ofsted.charts.printed import alt_text
from ofsted.charts.style import ordered_codes
from ofsted.limits import (
    MOST_GRID,
    MOST_LINES,
    MOST_RANKED,
    MOST_SPLIT,
    NAMED_LINES,
    SMALL_GROUP,
)
from ofsted.served.asked import canonical_query
from ofsted.served.contrast import Contrast, compare_sides, read_contrast, spelled_out
from ofsted.served.counted import (
    among,
    count_shown,
    describe_part,
    picture_subtitle,
    shown_level,
    tell_only_who,
    tested_unit,
)
from ofsted.served.document import address_of
from ofsted.served.headlines import PAGES, as_of, tell
from ofsted.served.kept import name_release
from ofsted.served.orientation import (
    NOT_READ,
    SIZE_NOTE,
    SMALL_NOTE,
    WHAT,
    find_wholes,
    headline_asked,
    headline_groups,
    is_read,
)
from ofsted.served.site import Site
from ofsted.served.source import Release, Source, find_area
from ofsted.steps.policy import read_policy_dates
from ofsted.words import printed_date

OUTDATED_NOTE = "The link was made for a version of the data that is not kept here."
_CODED = "Sorted into themes by machine; no person has checked a sample yet."
_EVERYTHING = Selection()  # what is shown of a council, whichever filters are set
_MARGINS = "Thin lines show the margin of error."


@dataclass(frozen=True)
class Drawn:
    """A headline with its caveats, what was counted, the figure, how to read it, and the figure in
    words; `beside` is the caveat that must stand right under the headline.
    """

    headline: str
    told: str
    figure: Figure
    notes: tuple[str, ...]
    alt: str
    beside: str = ""


def describe_picture(page: str, view: View, source: Source, site: Site) -> Picture:
    """The picture of a view: `page` is one of `PICTURED`, a page or one of its figures."""
    release = source.release(view.scheme)
    return _framed(page, view, PICTURED[page](view, release, source), (source, site))


def describe_preview(page: str, view: View, source: Source, site: Site) -> Picture:
    """What stands beside a link to a view: its picture, or its words where it has none."""
    if has_picture(page, view):
        return describe_picture(page, view, source, site)
    told = tell(page, view, source)
    about = told.about
    if page == "quotes" and view.quote:
        about = PAGES["quotes"].about  # no words about a single recommendation in a picture
    drawn = Drawn(told.headline, about, Nothing(""), (), told.headline)
    return _framed(page, view, drawn, (source, site))


def has_picture(page: str, view: View) -> bool:
    """Whether a view has a picture of its own."""
    return page in PICTURED and not (page == "places" and view.place is None)


def page_of(name: str) -> str:
    """The page of the dashboard that shows the figure of a picture."""
    return {"who": "themes"}.get(name, name)


def _framed(page: str, view: View, drawn: Drawn, made_of: tuple[Source, Site]) -> Picture:
    source, site = made_of
    release = source.release(view.scheme)
    finding, _, caveats = drawn.headline.partition(". ")
    notes = drawn.notes
    if source.kept is not None:
        notes = (f"From {name_release(source.kept.about)}, not the current data.", *notes)
    elif is_outdated(view, release.vocabulary):
        notes = (OUTDATED_NOTE, *notes)
    shown_on = page_of(page)
    query = canonical_query(_spelled_out(page, view, release), release.vocabulary, shown_on)
    return Picture(
        title=finding.removesuffix("."),
        caveats=caveats,
        told=drawn.told,
        figure=drawn.figure,
        notes=notes,
        source=f"Data from Ofsted reports. {NAME}, data version {release.version}.",
        as_of=as_of(release),
        address=printed_address(site.citable(address_of(shown_on), query)),
        alt=drawn.alt,
        site=NAME,
        beside=drawn.beside,
    )


def _spelled_out(page: str, view: View, release: Release) -> View:
    """The view with what its page takes as given, so that its address keeps its meaning."""
    if page != "compare":
        return view
    contrast, _ = read_contrast(release, view)
    if contrast.is_empty:
        return view
    return spelled_out(view, contrast, release.vocabulary)


def _overview(view: View, release: Release, source: Source) -> Drawn:
    drawn = _themes(opening_view(), release, source)
    points = find_main_points(release.dataset)
    if not points or points[0].kind != "largest":
        return drawn
    return replace(drawn, headline=points[0].told, beside=points[0].beside)


def _themes(view: View, release: Release, source: Source) -> Drawn:
    if view.by != "none":
        return _split(view, release)
    counts = count_shown(release.dataset, view.selection, view.level, view.unit)
    figure = figures.describe_ranking(counts, view.unit, MOST_RANKED)
    notes = (*_margins(figure), *_cut(MOST_RANKED, counts), _CODED)
    drawn = _counted(view, release, counts, headline_ranking(counts, view.unit), "ranked")
    beside = beside_ranking(counts, view.unit)
    return _checked(replace(drawn, figure=figure, notes=notes, beside=beside), view, release)


def _who(view: View, release: Release, source: Source) -> Drawn:
    """Who the recommendations are about."""
    counts = count_shown(release.dataset, view.selection, "who", view.unit)
    figure = figures.describe_ranking(counts, view.unit)
    drawn = _counted(view, release, counts, headline_ranking(counts, view.unit), "ranked")
    told = picture_subtitle(release.dataset, view.selection, view.unit)
    told = f"{told} One recommendation can name several groups of children."
    return replace(drawn, told=told, figure=figure, notes=(*_margins(figure), _CODED))


def _split(view: View, release: Release) -> Drawn:
    counts = count_shown(release.dataset, view.selection, view.level, view.unit, view.by)
    figure = figures.describe_groups(counts, view.unit, MOST_SPLIT)
    notes = (
        *_margins(figure),
        *_cut(MOST_SPLIT, counts),
        *_left_out(counts),
        _CODED,
    )
    drawn = _counted(view, release, counts, headline_split(counts, view.unit), "grouped")
    beside = beside_split(counts, view.unit)
    return _checked(replace(drawn, figure=figure, notes=notes, beside=beside), view, release)


def _heatmap(view: View, release: Release, source: Source) -> Drawn:
    if view.by == "none":
        view = view.having(by="rating")
    counts = count_shown(release.dataset, view.selection, view.level, view.unit, view.by)
    group = None
    if view.order == "column":
        groups = {slug(str(group)): group for group in counts["group"].unique()}
        group = groups.get(view.column)
    codes = ordered_codes(counts, view.unit, view.order, group) if len(counts) else []
    figure = figures.describe_grid(counts, view.unit, MOST_GRID, order=codes)
    notes = (*_cut(MOST_GRID, counts), _CODED)
    if view.unit != "count" and counts["is_small"].any():
        notes = (f"Grey columns have fewer than {SMALL_GROUP} reports and hold counts.", *notes)
    drawn = _counted(view, release, counts, headline_heatmap(counts, view.unit), "matrix")
    beside = beside_heatmap(counts, view.unit)
    return _checked(replace(drawn, figure=figure, notes=notes, beside=beside), view, release)


def _counted(view: View, release: Release, counts: pd.DataFrame, headline: str, kind: str) -> Drawn:
    """What is said of counts; the figure is still to come."""
    dataset, chosen = release.dataset, view.selection
    return Drawn(
        among(chosen, headline, counts),
        picture_subtitle(dataset, chosen, view.unit, view.level),
        Nothing(""),
        (),
        alt_text(kind, counts, view.unit, describe_selection(chosen, dataset, coded=False)),
    )


def _checked(drawn: Drawn, view: View, release: Release) -> Drawn:
    """The figure, or why there is none: themes chosen are not counted in every view."""
    if shown_codes(release.dataset, view.selection, view.level, None):
        return drawn
    told = f"Nothing to show: {NOT_COUNTED}."
    alt = f"Empty chart. {told}"
    return replace(drawn, headline=told, figure=Nothing(told), alt=alt, beside="")


def _margins(figure: Figure) -> tuple[str, ...]:
    if not isinstance(figure, Bars):
        return ()
    has_interval = any(mark.low is not None for row in figure.rows for mark in row.marks)
    return (_MARGINS,) * has_interval


def _cut(most: int, counts: pd.DataFrame) -> tuple[str, ...]:
    shown = counts["code"].nunique() if len(counts) else 0
    if shown <= most:
        return ()
    return (f"The picture shows the first {most} of {shown}.",)


def _left_out(counts: pd.DataFrame) -> tuple[str, ...]:
    few = counts.loc[counts["is_small"], "group_label"].unique().tolist()
    if not few:
        return ()
    return (f"Too few reports (under {SMALL_GROUP}) for shares: {', '.join(few)}.",)


def _compare(view: View, release: Release, source: Source) -> Drawn:
    contrast, messages = read_contrast(release, view)
    if contrast.is_empty:
        told = "Under these filters there are no two groups to compare."
        return Drawn(told, "", Nothing(told), tuple(messages), f"Empty chart. {told}")
    comparison = compare_sides(release.dataset, contrast)
    ranked = rank_comparison(comparison)
    headline = among(contrast.selection, headline_comparison(comparison), ranked)
    if ranked.empty:
        return Drawn(headline, "", Nothing(headline), (), f"Empty chart. {headline}")
    sides = name_sides(comparison)
    figure = figures.describe_differences(ranked, MOST_RANKED, are_named=contrast.by != "none")
    measure = glossary.label("unit", contrast.unit)
    told = f"{measure} on each side, with the number of recommendations in brackets."
    told = f"{told} {_tell_sets(contrast, release)}"
    alt = f"Pairs of marks: circles, A, {sides[0]}; diamonds, B, {sides[1]}. {headline}"
    drawn = ranked["shown_difference_low"].notna()
    notes = (
        "Circles are A, diamonds are B.",
        "An interval is for its row alone; the outcome allows for all rows.",
    )
    return Drawn(headline, told, figure, (*notes, *_cut(MOST_RANKED, ranked[drawn]), _CODED), alt)


def _tell_sets(contrast: Contrast, release: Release) -> str:
    """What is compared, with filters, years and n of N; of each side where the sides are filters of
    their own.
    """
    if contrast.by != "none":
        return f"From {describe_part(release.dataset, contrast.selection)}."
    first, second = (
        describe_part(release.dataset, each) for each in (contrast.selection, contrast.other)
    )
    return f"A: {first}. B: {second}."


def _trends(view: View, release: Release, source: Source) -> Drawn:
    dataset, chosen = release.dataset, view.selection
    level = shown_level(dataset, view.level, chosen)
    unit = tested_unit(view.unit)
    counts = count_steps(dataset, chosen, level=level, steps=view.steps, unit=unit)
    tested = measure_trends(dataset, chosen, level=level, unit=unit)
    starts, policy = framework_starts(dataset, view.steps), read_policy_dates()
    named = {row["code"]: row for _, row in tested.iterrows()}
    panels = []
    for place, code in enumerate(order_trends(tested)[:MOST_LINES]):
        row = named[code]
        panel = figures.describe_panel(
            counts[counts["code"] == code],
            str(row["label"]),
            tell_trend(row),
            starts,
            policy,
            is_named=place < NAMED_LINES,
        )
        panels += [panel] if panel else []
    periods = few_reports(count_codes(dataset, chosen, level=level, by="period"))
    beside = tell_only_who(dataset, chosen)
    told = tell_trends(counts, tested, periods, view.steps, unit, beside)
    headline = among(chosen, told, tested)
    notes = ["Bands: 95% intervals. Hollow marks: steps that the data covers in part."]
    if view.steps == "quarter":
        notes.append("Each point covers the four quarters that end with it.")
    if any(step.is_few for panel in panels for step in panel.steps):
        notes.append(f"Crosses: fewer than {SMALL_GROUP} reports.")
    if any(panel.days for panel in panels):
        notes.append(
            f"Numbered lines: {_list_days(policy)}. A date beside a change is not its cause."
        )
    notes += [*_cut(MOST_LINES, tested), _CODED]
    return Drawn(
        headline,
        picture_subtitle(dataset, chosen, unit, level),
        figures.describe_panels(panels),
        tuple(notes),
        f"Line charts of {len(panels)}: {headline}{_tell_days(policy, panels)}",
        beside=beside if beside in headline else "",
    )


def _change(view: View, release: Release, source: Source) -> Drawn:
    """What is asked to change, of all that is chosen or by the grouping of the view."""
    dataset, selection = release.dataset, view.selection
    by = None if view.by in ("none", "body") else view.by
    told = f"{describe_part(dataset, selection)}."
    if not is_read(dataset):
        return Drawn(NOT_READ, told, Nothing(NOT_READ), (), f"Empty chart. {NOT_READ}.")
    wholes = find_wholes(count_orientations(dataset, selection, by)[0])
    headline = headline_groups(by) if by else headline_asked(dataset, selection)
    notes = ((SIZE_NOTE, SMALL_NOTE) if by else (), (READERS_NOTE,))
    return Drawn(
        headline,
        told,
        figures.describe_wholes(wholes),
        tuple(note for several in notes for note in several),
        composition_alt(WHAT, wholes),
    )


def _tell_days(policy: Sequence[PolicyDate], panels: Sequence[Panel]) -> str:
    """The lines at days of policy in words, once for all charts; "" where there are none."""
    shown = sorted({int(number) for panel in panels for _, number in panel.days})
    if not shown:
        return ""
    named = [f"{policy[at - 1].short}, {printed_date(policy[at - 1].day)}" for at in shown]
    return f" Thin lines mark policy dates: {'; '.join(named)}."


def _list_days(policy: Sequence[PolicyDate]) -> str:
    """Days of policy by their numbers."""
    named = (f"{number} {row.short}" for number, row in enumerate(policy, start=1))
    return ", ".join(named)


def _places(view: View, release: Release, source: Source) -> Drawn:
    area = find_area(source.read_areas(), view.place)
    if area is None or area.urn not in release.dataset.area_names:
        told = "No report in this release"
        if area is not None:
            told = f"{area.name}: no report in this release"
        return Drawn(told, "", Nothing(told), (), f"Empty chart. {told}.")
    rows = list_inspections(release.dataset, _EVERYTHING, area.urn)
    marks = ", ".join(f"{mark} {name}" for mark, name in _GRADES)
    return Drawn(
        headline_inspections(rows, area.name),
        "Inspections by the month in which they ended, with the grades given and the number of"
        " recommendations.",
        figures.describe_inspections(rows, JUDGEMENTS),
        (f"{marks}. Not every framework judges the same services.",),
        timeline_alt(rows, area.name),
    )


_GRADES = (
    ("O", "outstanding"),
    ("G", "good"),
    ("RI", "requires improvement"),
    ("I", "inadequate"),
    ("A", "adequate (before the SIF)"),
)

PICTURED: dict[str, Callable[[View, Release, Source], Drawn]] = {
    "overview": _overview,
    "themes": _themes,
    "who": _who,
    "heatmap": _heatmap,
    "compare": _compare,
    "trends": _trends,
    "change": _change,
    "places": _places,
}
