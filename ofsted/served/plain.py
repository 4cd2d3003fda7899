"""The pages without scripts: views of the dashboard made from its own counts and sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from ofsted import glossary, words
from ofsted.address.citation import cite_data
from ofsted.address.view import View, cell_view
from ofsted.analysis.counting.counts import shown_codes
from ofsted.analysis.counting.orientation import count_orientations
from ofsted.analysis.counting.schemes import describe_rolled_up
from ofsted.analysis.counting.selection import Selection, choose_recommendations, describe_selection
from ofsted.analysis.headlines.comparison import (
    headline_comparison,
    list_caveats,
    name_sides,
    rank_comparison,
)
from ofsted.analysis.headlines.counts import (
    NOT_COUNTED,
    headline_change,
    headline_heatmap,
    headline_ranking,
    headline_split,
)
from ofsted.analysis.headlines.orientation import READERS_NOTE, describe_marks
from ofsted.analysis.headlines.trends import headline_periods
from ofsted.analysis.inference.trends import ROLLING_QUARTERS, count_steps
from ofsted.charts.comparison import brief_differences
from ofsted.charts.composition import COLOURS, Whole, composition_alt
from ofsted.charts.printed import printed_table, wide_table
from ofsted.charts.style import ranked_codes
from ofsted.files.notes import MACHINE_NOTE
from ofsted.glossary import ORIENTATIONS
from ofsted.limits import ROWS_A_PAGE
from ofsted.search import listing
from ofsted.served import pictures
from ofsted.served.asked import canonical_query, count_filters
from ofsted.served.cards import make_card
from ofsted.served.columns import PAGE_OF
from ofsted.served.contents import Link, Page, Section, Table, table_of
from ofsted.served.contrast import Contrast, compare_sides, read_contrast, side_view
from ofsted.served.counted import (
    among,
    count_chosen,
    count_shown,
    describe_choice,
    shown_level,
    subtitle,
    tell_only_who,
)
from ofsted.served.document import address_of, cut, preview_address
from ofsted.served.headlines import PAGES
from ofsted.served.orientation import (
    SMALL_NOTE,
    WHAT,
    find_wholes,
    has_groups,
    headline_asked,
    headline_groups,
    is_read,
    print_orientations,
    shown_groupings,
)
from ofsted.served.pictures import Bar
from ofsted.served.site import Site
from ofsted.served.source import Release, Source, last_inspection

_MOST_ROWS = 40  # of a table; more would make the page heavy
_MOST_GRID_ROWS = 25
_EXAMPLES = 1
_MOST_QUARTERS = 8
_NO_CHANGE = "Too few reports to set groups of years against each other: the table holds the years."
VIEWS = {
    "overview": "overview",
    "themes": "themes",
    "heatmap": "heatmap",
    "compare": "compare",
    "trends": "trends",
    "change": "change",
    "recommendations": "quotes",
}
# Columns of the full table that a page has room for.
_SHORT_COLUMNS = (
    "Recommendations with it",
    "All recommendations",
    "Share (%)",
    "Share, 95% interval from (%)",
    "Share, 95% interval to (%)",
    "Reports with it",
    "All reports",
)


@dataclass(frozen=True)
class Making:
    """What a page is made of: the view, its release, and where the site stands."""

    view: View
    release: Release
    source: Source
    site: Site

    def link(self, name: str, view: View) -> str:
        """The address of the page without scripts that shows a view."""
        query = canonical_query(view, self.release.vocabulary, VIEWS[name])
        return self.site.path(f"/view/{name}", query)

    def entry(self, code: str) -> str:
        """The address of a theme's or category's page; of the recommendations where it has none."""
        if code in self.release.dataset.codebook.ids:
            return self.site.path(f"/theme/{code}")
        return self.link("recommendations", cell_view(self.view.having(by="none"), code, None))


def make_view(name: str, view: View, source: Source, site: Site) -> Page:
    """The page without scripts for a view: `name` is one of `VIEWS`."""
    if name == "heatmap" and view.by == "none":
        view = view.having(by="rating")
    making = Making(view, source.release(view.scheme), source, site)
    return _frame(making, name, _MAKERS[name](making))


def _frame(making: Making, name: str, sections: list[Section]) -> Page:
    """The page around its sections."""
    page, view, release, site = VIEWS[name], making.view, making.release, making.site
    query = canonical_query(view, release.vocabulary, page)
    chosen = _chosen(making, name)
    counts = count_chosen(release.dataset, chosen)
    choice = describe_choice(release.dataset, chosen, counts)
    about = [MACHINE_NOTE, choice]
    if uncounted := describe_rolled_up(release.dataset, chosen.theme):
        about.append(uncounted)
    return Page(
        title=PAGES[page].title,
        about=tuple(about),
        sections=tuple(sections),
        citation=cite(release, site, f"/view/{name}", query),
        version=release.version,
        last_on=last_inspection(release),
        dashboard=site.path(address_of(page), query),
        address=site.absolute(f"/view/{name}", query),
        data=_ways_out(making, name, query),
        references=reference_links(site, f"/view/{name}", query),
        is_indexed=count_filters(view) <= 1,
        description=cut(sections[0].headline if sections else choice, 250),
        image=preview_address(site, page, query),
        image_alt=cut(sections[0].headline if sections else choice, 250),
    )


def _chosen(making: Making, name: str) -> Selection:
    """The filters that the figures of a page are under: a comparison may open with its own."""
    if name == "compare":
        return read_contrast(making.release, making.view)[0].selection
    return making.view.selection


def cite(release: Release, site: Site, address: str, query: str = "") -> str:
    """How to cite the data as this page shows them."""
    return cite_data(site.citable(address, query), release.version, date.today())


def data_links(site: Site, name: str, query: str) -> tuple[Link, ...]:
    """The ways to the data behind a view."""
    return tuple(
        Link(f"This view as {kind.upper()}", site.path(f"/api/v1/{name}.{kind}", query))
        for kind in ("csv", "json")
    )


def picture_links(site: Site, page: str, query: str = "") -> tuple[Link, ...]:
    """The ways to the picture of a view."""
    return tuple(
        Link(f"This picture as {kind.upper()}", site.path(f"/image/{page}.{kind}", query))
        for kind in ("png", "svg")
    )


def _ways_out(making: Making, name: str, query: str) -> tuple[Link, ...]:
    """What can be taken away of a view: its data, and its list or its picture. The address of the
    main points holds no filter, that of their data does.
    """
    site, table = making.site, _DATA[name]
    # A page of data holds more than a page of cards: pages of one are none of the other.
    view = making.view.having(page=1)
    of_data = canonical_query(view, making.release.vocabulary, PAGE_OF[table])
    links = data_links(site, table, of_data)
    if name == "recommendations":
        return (*links, *_list_links(site, name, of_data))
    return (*links, *picture_links(site, VIEWS[name], query))


def _list_links(site: Site, name: str, query: str) -> tuple[Link, ...]:
    """The ways to the list of recommendations as files."""
    return tuple(
        Link(f"This list {told}", site.path(f"/api/v1/{name}.{kind}", query))
        for kind, told in FILE_KINDS.items()
    )


def reference_links(site: Site, address: str, query: str = "") -> tuple[Link, ...]:
    """The ways to a reference in each format."""
    return tuple(
        Link(told, site.path(f"{address}.{ending}", query))
        for ending, told in REFERENCE_KINDS.items()
    )


FILE_KINDS = {
    "xlsx": "for Excel (XLSX)",
    "ods": "as an OpenDocument spreadsheet (ODS)",
    "docx": "for Word (DOCX)",
}
REFERENCE_KINDS = {"ris": "RIS", "bib": "BibTeX", "csl.json": "CSL-JSON"}
_DATA = {
    "overview": "themes",
    "themes": "themes",
    "heatmap": "heatmap",
    "compare": "compare",
    "trends": "trends",
    "change": "change",
    "recommendations": "recommendations",
}


def _overview(making: Making) -> list[Section]:
    view = making.view.having(level="category", unit="share", by="none")
    themes = view.having(level="theme")
    release, chosen = making.release, view.selection
    both = chosen if chosen.framework else replace(chosen, framework=("F3", "F4"))
    change = count_shown(release.dataset, both, "category", "share", "framework")
    change_view = View(both, level="category", by="framework", scheme=view.scheme)
    return [
        ranking(replace(making, view=view), with_example=True),
        ranking(replace(making, view=themes), most=10),
        Section(
            headline_change(change),
            (subtitle(release.dataset, both, "share"),),
            links=(Link("See every category", making.link("heatmap", change_view)),),
        ),
    ]


def _themes(making: Making) -> list[Section]:
    if making.view.by == "none":
        return [ranking(making, with_example=True)]
    return [_grid(making, headline_split), *_example_sections(making)]


def _heatmap(making: Making) -> list[Section]:
    return [_grid(making, headline_heatmap), *_example_sections(making)]


def ranking(making: Making, *, most: int = _MOST_ROWS, with_example: bool = False) -> Section:
    """Categories or themes of all chosen reports, ranked, with bars and table."""
    view, release = making.view, making.release
    dataset, selection = release.dataset, view.selection
    counts = count_shown(dataset, selection, view.level, view.unit)
    headline = _headline(making, headline_ranking(counts, view.unit), counts)
    told = subtitle(dataset, selection, view.unit, view.level)
    codes = ranked_codes(counts, view.unit) if len(counts) else []
    frame = _short(printed_table(counts, view.unit), view.unit)
    links = {frame.columns[0]: [making.entry(code) for code in codes]}
    chosen = describe_selection(selection, dataset, coded=False)
    picture = pictures.ranked(counts, view.unit, headline, chosen)
    about = (told, *_cut_note(len(codes), pictures.MOST_BARS, picture))
    table = table_of(frame, headline.partition(". ")[0], links, most=most)
    section = Section(headline, about, picture, table)
    return _with_example(section, making, codes) if with_example else section


def _short(frame: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The columns that a page has room for: names, counts, the chosen unit with its interval."""
    named = [column for column in frame.columns if column not in _NUMBERS_OF_UNITS]
    kept = [column for column in frame.columns if column in _SHORT_COLUMNS]
    chosen = [column for column in frame.columns if column.startswith(_UNIT_COLUMN[unit])]
    columns = [column for column in frame.columns if column in {*named, *kept, *chosen}]
    return frame[columns]


_UNIT_COLUMN = {
    "share": "Share (%)",
    "report-weighted": "Report-weighted share",
    "reports": "Share of reports (%)",
    "expected": "Share of reports, adjusted",
    glossary.NAMED: "Share of all themes named",
    "count": "Recommendations with it",
}
_NUMBERS_OF_UNITS = frozenset(
    f"{name}{end} (%)"
    for name in (
        "Share",
        "Report-weighted share",
        "Share of reports",
        "Share of reports, adjusted for length",
        "Share of all themes named",
    )
    for end in ("", ", 95% interval from", ", 95% interval to")
)


def _headline(making: Making, headline: str, counts: pd.DataFrame) -> str:
    """The headline among what was chosen, or that what was chosen is not counted on its own."""
    dataset, view = making.release.dataset, making.view
    if not shown_codes(dataset, view.selection, view.level, None):
        return f"Nothing to show: {NOT_COUNTED}."
    return among(view.selection, headline, counts)


def _cut_note(shown: int, most: int, picture: pictures.Picture | None) -> tuple[str, ...]:
    if picture is None or shown <= most:
        return ()
    return (f"The picture shows the first {most} of {shown}.",)


def _grid(making: Making, tell: Callable[[pd.DataFrame, str], str]) -> Section:
    """Codes down, groups across; every cell that is not 0 leads to its recommendations."""
    view, release = making.view, making.release
    counts = count_shown(release.dataset, view.selection, view.level, view.unit, view.by)
    headline = _headline(making, tell(counts, view.unit), counts)
    told = subtitle(release.dataset, view.selection, view.unit, view.level)
    chosen = describe_selection(view.selection, release.dataset, coded=False)
    picture = pictures.grid(counts, view.unit, headline, chosen)
    if counts.empty:
        return Section(headline, (told,))
    codes = ranked_codes(counts, view.unit)[:_MOST_GRID_ROWS]
    table = table_of(
        wide_table(counts, view.unit),
        headline.partition(". ")[0],
        _cell_links(making, counts, codes),
        most=_MOST_GRID_ROWS,
    )
    few = _cut_note(counts["code"].nunique(), pictures.MOST_ROWS, picture)
    return Section(headline, (told, *few), picture, table)


def _cell_links(making: Making, counts: pd.DataFrame, codes: list[str]) -> dict[str, list[str]]:
    keys = zip(counts["code"], counts["group"], strict=True)
    hits: dict[tuple[str, object], int] = dict(zip(keys, counts["hit_count"], strict=True))
    labels = counts.drop_duplicates("group").set_index("group")["group_label"]
    head = glossary.field_label(counts["level"].iloc[0])
    links = {head: [making.entry(code) for code in codes]}
    for group, label in labels.items():
        links[str(label)] = [
            _cell_link(making, code, group) if hits[(code, group)] else "" for code in codes
        ]
    return links


def _cell_link(making: Making, code: str, group: object) -> str:
    return making.link("recommendations", cell_view(making.view, code, group))


def _example_sections(making: Making) -> list[Section]:
    counts = count_shown(
        making.release.dataset, making.view.selection, making.view.level, making.view.unit
    )
    codes = ranked_codes(counts, making.view.unit) if len(counts) else []
    section = _with_example(Section("An example"), making, codes)
    return [section] if section.cards else []


def _with_example(section: Section, making: Making, codes: list[str]) -> Section:
    """The section with the latest recommendation of its first code, and the way to all of them."""
    if not codes:
        return section
    view = cell_view(making.view.having(by="none"), codes[0], None)
    rows = _rows(making.release, view)
    cards = tuple(
        make_card(row, making.release, making.source, making.site)
        for row in rows.head(_EXAMPLES).itertuples(index=False)
    )
    count = len(rows)
    label = f"Read the {words.number(count)} {words.plural(count, 'recommendation')} that carry it"
    links = (Link(label, making.link("recommendations", view)),) if count else ()
    return replace(section, cards=cards, links=links)


def _rows(release: Release, view: View) -> pd.DataFrame:
    dataset = release.dataset
    chosen = choose_recommendations(dataset, view.selection, coded=True)
    return listing.order_rows(dataset.recommendations[chosen], view.sort)


def _trends(making: Making) -> list[Section]:
    """Shares by year with the widest change between groups of years, or the latest quarters."""
    view = making.view.having(by="year", unit="share")
    periods = count_shown(making.release.dataset, view.selection, view.level, "share", "period")
    change = headline_periods(periods) or _NO_CHANGE
    change = f"{change} {tell_only_who(making.release.dataset, view.selection)}".rstrip()
    by_year = _grid(replace(making, view=view), lambda counts, unit: change)
    if view.steps == "quarter":
        by_year = replace(by_year, table=_quarters(making), picture=None)
    return [by_year, *_example_sections(making)]


def _change(making: Making) -> list[Section]:
    """What is asked to change: of all that is chosen, and by group."""
    dataset, view = making.release.dataset, making.view
    headline = headline_asked(dataset, view.selection)
    if not is_read(dataset):
        return [Section(headline)]
    counts, _, _ = count_orientations(dataset, view.selection)
    whole = _composition(making, headline, None)
    if not whole.table:
        return [whole]
    about = (describe_marks(counts), READERS_NOTE)
    links = tuple(_read_those(making, code) for code in ORIENTATIONS)
    groups = [
        replace(_composition(making, headline_groups(by), by), about=(SMALL_NOTE,))
        for by in shown_groupings(view)
        if has_groups(dataset, view.selection, by)
    ]
    return [replace(whole, about=about, links=links), *groups]


def _composition(making: Making, headline: str, by: str | None) -> Section:
    """The parts of every group as bars and as a table; the headline alone where none is chosen."""
    selection, dataset = making.view.selection, making.release.dataset
    counts, _, _ = count_orientations(dataset, selection, by)
    wholes = [whole for whole in find_wholes(counts) if whole.count]
    table = table_of(print_orientations(dataset, selection, by), headline.partition(". ")[0])
    if not table.rows or not counts["recommendation_count"].any():
        return Section(headline)
    rows = [(f"{whole.label} ({words.number(whole.count)})", _parts(whole)) for whole in wholes]
    picture = pictures.bars(headline, composition_alt(WHAT, wholes), rows) if rows else None
    return Section(headline, picture=picture, table=table)


def _parts(whole: Whole) -> list[Bar]:
    parts = zip(whole.parts, COLOURS, strict=False)
    return [
        Bar(whole.share(part), f"{words.percent(whole.share(part))} {part.name}", colour)
        for part, colour in parts
    ]


def _read_those(making: Making, code: str) -> Link:
    view = making.view.having(orientation=(code,), by="none")
    label = f"Read those on: {glossary.label('orientation', code).lower()}"
    return Link(label, making.link("recommendations", view))


def _quarters(making: Making) -> Table:
    """The latest quarters, each with the three before it."""
    view, dataset = making.view, making.release.dataset
    level = shown_level(dataset, view.level, view.selection)
    counts = count_steps(dataset, view.selection, level=level, steps="quarter")
    latest = counts["step"].unique()[-_MOST_QUARTERS:]
    shown = counts[counts["step"].isin(latest)].copy()
    rows: Iterable[Any] = shown.itertuples()
    shown["text"] = [
        _share_text(row.hit_count, row.recommendation_count, row.is_small) for row in rows
    ]
    codes = shown["code"].unique()
    wide = shown.pivot(index="code", columns="step", values="text").loc[codes]
    wide.insert(0, glossary.field_label(level), shown.drop_duplicates("code")["label"].tolist())
    note = f"Each column covers the {ROLLING_QUARTERS} quarters that end with it."
    return table_of(wide, "Share of recommendations by quarter", most=_MOST_GRID_ROWS, note=note)


def _share_text(hits: int, items: int, is_small: bool) -> str:
    of = f"{words.number(hits)} of {words.number(items)}"
    if is_small or not items:
        return of
    return f"{words.percent(hits / items)} ({of})"


def _compare(making: Making) -> list[Section]:
    contrast, messages = read_contrast(making.release, making.view)
    if contrast.is_empty:
        told = "Under these filters there are no two groups to compare."
        return [Section(told, tuple(messages))]
    comparison = compare_sides(making.release.dataset, contrast)
    ranked = rank_comparison(comparison)
    headline = among(contrast.selection, headline_comparison(comparison), ranked)
    if ranked.empty:
        return [Section(headline, tuple(messages))]
    first, second = name_sides(comparison)
    told = (
        f"A, the upper bar (blue): {first}. B, the lower bar (orange): {second}."
        f" {glossary.label('unit', contrast.unit)}; the outcome allows for all rows."
    )
    note = " ".join(list_caveats(comparison))
    table = table_of(
        brief_differences(ranked),
        headline.partition(". ")[0],
        _side_links(making, contrast, ranked),
        most=_MOST_GRID_ROWS,
        note=note,
    )
    picture = _pairs(ranked, headline, told)
    return [Section(headline, (*messages, told), picture, table)]


def _pairs(ranked: pd.DataFrame, headline: str, told: str) -> pictures.Picture:
    colours = (("first", pictures.MAIN), ("second", pictures.OTHER))
    rows = [
        (str(row.label), [_side_bar(row, side, colour) for side, colour in colours])
        for row in ranked.head(pictures.MOST_BARS).itertuples()
    ]
    return pictures.bars(headline, f"Pairs of bars. {told}", rows)


_LETTERS = {"first": "A", "second": "B"}  # beside each bar: colour alone tells some nothing


def _side_bar(row: Any, side: str, colour: str) -> Bar:
    share = float(getattr(row, f"{side}_share"))
    hits = words.number(getattr(row, f"{side}_hit_count"))
    items = words.number(getattr(row, f"{side}_{glossary.UNITS[row.unit].whole}"))
    is_few = row.verdict == "counts-only"
    text = f"{hits} of {items}" if is_few else f"{words.percent(share)} ({hits} of {items})"
    text = f"{_LETTERS[side]}: {text}"
    return Bar(0.0 if share != share else share, text, colour)


def _side_links(making: Making, contrast: Contrast, ranked: pd.DataFrame) -> dict[str, list[str]]:
    head = glossary.field_label(making.view.level)
    links = {head: [making.site.path(f"/theme/{code}") for code in ranked["code"]]}
    for name, side in (("A", "first"), ("B", "second")):
        addresses = []
        for code, hits in zip(ranked["code"], ranked[f"{side}_hit_count"], strict=True):
            target = side_view(making.view, contrast, code, side) if hits else None
            addresses.append(making.link("recommendations", target) if target else "")
        links[name] = addresses
    return links


def _recommendations(making: Making) -> list[Section]:
    view, release = making.view, making.release
    found = find_rows(view, release, making.source)
    pages = listing.count_pages(len(found), "cards")
    page = min(view.page, pages)
    shown = listing.take_page(found, page, "cards")
    if not len(found):
        return [Section("No recommendation matches", ("Take a filter away, or try other words.",))]
    first = (page - 1) * ROWS_A_PAGE["cards"] + 1
    span = f"{words.number(first)}–{words.number(first + len(shown) - 1)} of "
    count = f"{words.number(len(found))} {words.plural(len(found), 'recommendation')}"
    cards = tuple(
        make_card(row, release, making.source, making.site) for row in shown.itertuples(index=False)
    )
    near = [("Previous page", page - 1), ("Next page", page + 1)]
    links = tuple(
        Link(
            f"{label} ({number} of {pages})",
            making.link("recommendations", view.having(page=number)),
        )
        for label, number in near
        if 1 <= number <= pages
    )
    headline = f"{span}{count}" if len(found) > 1 else count
    return [Section(headline, cards=cards, links=links)]


def find_rows(view: View, release: Release, source: Source) -> pd.DataFrame:
    """The recommendation that a view names, or those that filters and search leave, in the order
    asked for.
    """
    dataset = release.dataset
    if view.quote:
        every = dataset.recommendations
        return every[every["recommendation_id"] == view.quote]
    chosen = choose_recommendations(dataset, view.selection, coded=True)
    found = source.find(release, view.q, view.selection) if view.q else None
    return listing.list_rows(dataset.recommendations, chosen, found, view.sort)


_MAKERS: dict[str, Callable[[Making], list[Section]]] = {
    "overview": _overview,
    "themes": _themes,
    "heatmap": _heatmap,
    "compare": _compare,
    "trends": _trends,
    "change": _change,
    "recommendations": _recommendations,
}
