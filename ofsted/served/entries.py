"""The pages without scripts of one council, one theme and one recommendation, and the list of
councils.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from ofsted import glossary, words
from ofsted.address.citation import cite_recommendation, label_report
from ofsted.address.view import View
from ofsted.analysis.counting.again import count_again, sum_again
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.neighbours import count_covered, like_reports
from ofsted.analysis.counting.next_report import count_by_report, count_outcomes
from ofsted.analysis.counting.places import count_asks, list_inspections
from ofsted.analysis.counting.selection import Selection, describe_selection
from ofsted.analysis.headlines.again import (
    COUNTS_THEMES,
    HOW_COUNTED,
    SUM_CAPTION,
    printed_again,
    tell_again,
)
from ofsted.analysis.headlines.counts import headline_split
from ofsted.analysis.headlines.next_report import (
    COUNTS_RECOMMENDATIONS,
    HOW_COMPARED,
    STANDING_LINE,
    headline_outcomes,
    headline_pair,
)
from ofsted.analysis.headlines.places import (
    headline_asks,
    headline_inspections,
    tell_addressees,
)
from ofsted.charts.printed import wide_table
from ofsted.served import pictures
from ofsted.served.cards import Card, make_card
from ofsted.served.contents import Link, Page, Section, Table, table_of
from ofsted.served.counted import count_shown, subtitle
from ofsted.served.document import cut, preview_address
from ofsted.served.headlines import find_recommendation
from ofsted.served.pictures import Bar
from ofsted.served.plain import (
    FILE_KINDS,
    MACHINE_NOTE,
    Making,
    cite,
    data_links,
    find_rows,
    picture_links,
    ranking,
    reference_links,
)
from ofsted.served.similar import find_similar
from ofsted.served.site import Site, query_text
from ofsted.served.source import Source, area_slug, find_area, last_inspection
from ofsted.words import printed_date

_NEWEST = 5  # recommendations on the page of a theme
_BOTH = Selection(body="both")


def make_area(place: str, source: Source, site: Site) -> Page:
    """The page of an area: every recommendation of the latest inspection first, then all others by
    inspection.
    """
    areas, release = source.read_areas(), source.release()
    area = find_area(areas, place)
    making = Making(View(_BOTH, place=place), release, source, site)
    is_covered = area.urn in release.dataset.area_names
    sections = _area_sections(making, area) if is_covered else [_no_report(area, areas, site)]
    address = f"/area/{area_slug(area.name)}"
    query = query_text({"area": [area.urn], "body": ["both"]}) if is_covered else ""
    return Page(
        title=area.name,
        about=(MACHINE_NOTE,),
        sections=tuple(sections),
        citation=cite(release, site, address),
        version=release.version,
        last_on=last_inspection(release),
        dashboard=site.path("/places", query_text({"place": [place]})),
        address=site.absolute(address),
        data=_ways_out(site, place, address, query) if is_covered else (),
        facts=_facts(area),
        feed=site.path(f"{address}/feed.atom"),
        image=preview_address(site, "places", query_text({"place": [place]})),
        description=cut(sections[0].headline, 250),
    )


def _ways_out(site: Site, place: str, address: str, query: str) -> tuple[Link, ...]:
    """What can be taken away of a council: its action plan to fill in, and its data."""
    return (
        Link("Action plan on one page, to print", site.path(f"{address}/plan")),
        *(
            Link(f"Action plan {told}", site.path(f"{address}.{kind}"))
            for kind, told in FILE_KINDS.items()
        ),
        *data_links(site, "recommendations", query),
        *picture_links(site, "places", query_text({"place": [place]})),
    )


def _facts(area: Any) -> tuple[tuple[str, str], ...]:
    facts = [
        ("Region", area.region),
        ("Type", area.la_type[:1].upper() + area.la_type[1:]),
        ("Rurality", glossary.label("rurality", area.rurality)),
    ]
    if pd.notna(area.deprivation):
        label = glossary.label("deprivation", int(area.deprivation))
        facts.append(("Deprivation (index of 2015)", label))
    return tuple(facts)


def _no_report(area: Any, areas: pd.DataFrame, site: Site) -> Section:
    known = set(areas["name"])
    links = tuple(
        Link(name, site.path(f"/area/{area_slug(name)}"))
        for name in area.successors
        if name in known
    )
    told = f"No report on {area.name} is in this release."
    if pd.isna(area.active_to_on):
        return Section(told)
    ended = f"It was abolished; its last day was {printed_date(area.active_to_on)}."
    return Section(told, (ended, "Its services passed to the councils below."), links=links)


def _area_sections(making: Making, area: Any) -> list[Section]:
    dataset = making.release.dataset
    rows = list_inspections(dataset, _BOTH, area.urn)
    asks = count_asks(dataset, _BOTH, area.urn)
    latest_first = list(rows.iloc[::-1].itertuples(index=False))
    lists = [_list_of(making, row, number == 0) for number, row in enumerate(latest_first)]
    overview = Section(
        headline_inspections(rows, area.name),
        (tell_addressees(dataset.recommendations, area.urn),),
        table=_inspection_table(rows, area.name),
        picture=_area_picture(asks, area.name),
        links=(_similar(making, area),),
    )
    head = Section(headline_asks(asks, rows, area.name))
    return [head, lists[0], overview, *_again_sections(dataset, area), *lists[1:]]


def _again_sections(dataset: Dataset, area: Any) -> list[Section]:
    """What the next report shows, and what came up again: the sums of the council's page."""
    pairs = count_by_report(dataset.reports, dataset.recommendations, area.urn)
    again = sum_again(dataset, area.urn)
    told = tell_again(again, area.name)
    if pairs.empty:
        return [Section("What came up again", told)]
    outcomes = count_outcomes(dataset.recommendations, area.urn)
    newest_first: list[Any] = pairs.iloc[::-1].to_dict("records")
    shown = Section(
        "What the next report shows",
        (
            f"{COUNTS_RECOMMENDATIONS} {headline_outcomes(outcomes, area.name)}",
            *(headline_pair(pair) for pair in newest_first),
            f"{STANDING_LINE} {HOW_COMPARED}",
        ),
    )
    table = table_of(printed_again(count_again(dataset, area.urn)), SUM_CAPTION)
    about = (f"{COUNTS_THEMES} {STANDING_LINE}", *told, HOW_COUNTED)
    return [shown, Section("What came up again", about, table=table)]


def _similar(making: Making, area: Any) -> Link:
    like = like_reports(making.release.dataset, area.urn)
    near = View(replace(like, area=tuple(area.neighbours)), level="theme")
    covered = count_covered(making.release.dataset, like, area.neighbours)
    framework = glossary.short_label("framework", like.framework[0])
    label = (
        f"Statistical neighbours of {area.name}: what {covered.covered_count} of "
        f"{covered.neighbour_count} were told in {framework} reports"
    )
    return Link(label, making.link("themes", near))


def _list_of(making: Making, report: Any, is_latest: bool) -> Section:
    """Every recommendation of one inspection."""
    rows = making.release.dataset.recommendations
    own = rows[rows["report_id"] == report.report_id].sort_values("order", kind="stable")
    cards = tuple(_brief_card(making, row) for row in own.itertuples(index=False))
    which = "The latest inspection" if is_latest else "The inspection"
    framework = glossary.short_label("framework", report.framework)
    count = f"{len(cards)} {words.plural(len(cards), 'recommendation')}"
    headline = f"{which}, {framework}, {printed_date(report.inspected_to_on)}: {count}"
    links = (Link("Open the report at Ofsted (PDF)", report.url),)
    return Section(headline, cards=cards, links=links)


def _brief_card(making: Making, row: Any) -> Card:
    """The card of a recommendation under the heading of its inspection."""
    card = make_card(row, making.release, making.source, making.site)
    body = glossary.label("body", row.body).lower().replace("lscb", "LSCB")
    return replace(card, heading=f"Recommendation {row.order}", facts=f"To: {body}")


def _inspection_table(rows: pd.DataFrame, name: str) -> Table:
    latest_first = rows.iloc[::-1]
    frame = pd.DataFrame(
        {
            "Inspection ended": [printed_date(day) for day in latest_first["inspected_to_on"]],
            "Framework": [
                glossary.short_label("framework", code) for code in latest_first["framework"]
            ],
            "Rating": [_rating(code) for code in latest_first["rating"]],
            "Recommendations": latest_first["asked_count"].astype(int).tolist(),
        }
    )
    links = {"Inspection ended": latest_first["url"].tolist()}
    return table_of(frame, f"Inspections of {name}, each with its report (PDF)", links)


def _rating(code: object) -> str:
    return glossary.label("rating", code) if isinstance(code, str) else "–"


def _area_picture(asks: pd.DataFrame, name: str) -> pictures.Picture | None:
    if asks.empty:
        return None
    named = asks.groupby(["code", "label"], sort=False)["hit_count"].sum().reset_index()
    whole = asks.drop_duplicates("report_id")["asked_count"].sum()
    top = named.head(8)
    rows = []
    for label, count in zip(top["label"], top["hit_count"], strict=True):
        rows.append((str(label), [Bar(float(count), f"{count} of {words.number(whole)}")]))
    told = ", ".join(f"{row.label} {row.hit_count}" for row in top.itertuples())
    title = f"Themes named most in {name}, over all its inspections"
    return pictures.bars(title, f"Bars: {told}, of {words.number(whole)} recommendations.", rows)


def make_theme(code: str, source: Source, site: Site) -> Page:
    """The page of a theme or category: what it means, how often it is asked for, of whom, and the
    newest recommendations that carry it.
    """
    release = source.release()
    codebook = release.dataset.codebook
    level = "theme" if code in codebook.category_of else "category"
    view = View(level=level).having(**{level: (code,)})
    making = Making(view, release, source, site)
    entries: dict[str, str] = {entry.id: entry.definition for entry in codebook.categories}
    entries |= {theme.id: theme.definition for theme in codebook.themes}
    query = query_text({"level": [level], level: [code]})
    sections = [
        ranking(making),
        _by_rating(making),
        _newest(making),
        _others(making, code, level),
    ]
    return Page(
        title=codebook.labels[code],
        about=(entries[code], MACHINE_NOTE),
        sections=tuple(section for section in sections if section is not None),
        citation=cite(release, site, f"/theme/{code}"),
        version=release.version,
        last_on=last_inspection(release),
        dashboard=site.path("/themes", query),
        address=site.absolute(f"/theme/{code}"),
        image=preview_address(site, "themes", f"{query}&by=rating&framework=F4"),
        data=data_links(site, "recommendations", query_text({level: [code]})),
        description=cut(entries[code], 250),
    )


def _by_rating(making: Making) -> Section | None:
    """How often it is asked for by rating, within the inspections since 2018."""
    view = making.view.having(framework=("F4",), by="rating")
    dataset = making.release.dataset
    counts = count_shown(dataset, view.selection, view.level, "share", "rating")
    if counts.empty or not counts["hit_count"].any():
        return None
    headline = headline_split(counts)
    told = subtitle(dataset, view.selection, "share", view.level)
    table = table_of(wide_table(counts), headline.partition(". ")[0])
    chosen = describe_selection(view.selection, dataset, coded=False)
    return Section(headline, (told,), pictures.grid(counts, "share", headline, chosen), table)


def _newest(making: Making) -> Section:
    view = View(making.view.selection)
    rows = find_rows(view, making.release, making.source)
    cards = tuple(
        make_card(row, making.release, making.source, making.site)
        for row in rows.head(_NEWEST).itertuples(index=False)
    )
    label = f"Read all {words.number(len(rows))}"
    links = (Link(label, making.link("recommendations", view)),)
    return Section("The newest recommendations that carry it", cards=cards, links=links)


def _others(making: Making, code: str, level: str) -> Section:
    """Ways to the other themes of the category."""
    codebook = making.release.dataset.codebook
    category = codebook.category_of.get(code, code)
    links = [
        Link(theme.label, making.site.path(f"/theme/{theme.id}"))
        for theme in codebook.themes
        if theme.category == category and theme.id != code
    ]
    if level == "theme":
        links.insert(0, Link(codebook.labels[category], making.site.path(f"/theme/{category}")))
    return Section("Other themes of the category", links=tuple(links))


def make_recommendation(key: str, source: Source, site: Site) -> Page:
    """The page of one recommendation with its citation, and ways to those beside it."""
    release = source.release()
    row = find_recommendation(release, key)
    card = make_card(row, release, source, site)
    address = f"/recommendation/{key}"
    citation = cite_recommendation(row, site.citable(address), release.version)
    return Page(
        title=f"{label_report(row)}: recommendation {row.order}",
        about=(MACHINE_NOTE,),
        sections=(
            Section("What it says", cards=(card,)),
            _told_elsewhere(key, source, site),
            _beside(row, card, source, site),
        ),
        citation=citation,
        version=release.version,
        last_on=last_inspection(release),
        dashboard=site.path("/quotes", query_text({"quote": [key]})),
        address=site.absolute(address),
        image=preview_address(site, "quotes", query_text({"quote": [key]})),
        description=cut(card.summary, 250),
        references=reference_links(site, address),
    )


def _told_elsewhere(key: str, source: Source, site: Site) -> Section:
    headline = "What other councils were told about this"
    similar = find_similar(key, source, site)
    if not similar:
        return Section(headline, ("No other report has a recommendation like it.",))
    frame = pd.DataFrame(
        {
            "Council": [each.where for each in similar],
            "Our summary": [each.summary for each in similar],
        }
    )
    links = {"Council": [site.path(f"/recommendation/{each.key}") for each in similar]}
    caption = "The most similar recommendations of other reports, by their words and themes"
    return Section(headline, table=table_of(frame, caption, links))


def _beside(row: Any, card: Card, source: Source, site: Site) -> Section:
    rows = source.release().dataset.recommendations
    keys = rows.loc[rows["report_id"] == row.report_id, "recommendation_id"].tolist()
    place = keys.index(row.recommendation_id)
    links = [Link(f"All of {row.area_name}", card.area)]
    if place > 0:
        links.append(Link("The one before it", site.path(f"/recommendation/{keys[place - 1]}")))
    if place + 1 < len(keys):
        links.append(Link("The one after it", site.path(f"/recommendation/{keys[place + 1]}")))
    links += [Link(f"Theme: {label}", address) for label, address in card.themes]
    return Section("Ways on", links=tuple(links))


def make_areas(source: Source, site: Site) -> Page:
    """The list of all councils with their latest report."""
    areas, release = source.read_areas().sort_values("name"), source.release()
    reports = release.dataset.reports.sort_values("inspected_to_on", kind="stable")
    rows = reports.drop_duplicates("urn", keep="last").itertuples(index=False)
    latest: dict[object, Any] = {row.urn: row for row in rows}
    ended, rated = [], []
    for area in areas.itertuples():
        if area.urn not in latest:
            ended.append("no report here")
            rated.append("–")
            continue
        row = latest[area.urn]
        ended.append(printed_date(row.inspected_to_on))
        rated.append(_rating(row.rating))
    frame = pd.DataFrame(
        {
            "Council": areas["name"].tolist(),
            "Region": areas["region"].tolist(),
            "Latest inspection": ended,
            "Rating": rated,
        }
    )
    links = {"Council": [site.path(f"/area/{area_slug(name)}") for name in areas["name"]]}
    headline = f"{len(areas)} councils, present and abolished"
    return Page(
        title="Councils",
        about=("Each leads to its inspections and every recommendation made to it.",),
        sections=(Section(headline, table=table_of(frame, "All councils", links)),),
        citation=cite(release, site, "/area"),
        version=release.version,
        last_on=last_inspection(release),
        dashboard=site.path("/places"),
        address=site.absolute("/area"),
        image=preview_address(site, "places"),
        data=data_links(site, "areas", ""),
        description="Every council with its latest inspection.",
    )
