"""The exhibits of one area's page: facts, inspections, what they asked for, what came up
again, its profile and its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st
from pandas.api.typing import NAType

from ofsted import glossary, words
from ofsted.address.view import View
from ofsted.analysis.counting.neighbours import count_covered, like_reports
from ofsted.analysis.counting.places import (
    JUDGEMENTS,
    list_inspections,
    list_tiles,
    profile_place,
)
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.places import (
    describe_covered,
    headline_inspections,
    headline_profile,
)
from ofsted.analysis.headlines.recurrence import headline_returns
from ofsted.analysis.inference.next_report import expect_returns
from ofsted.analysis.inference.recurrence import LENGTH_NOTE, count_recurrence, list_returns
from ofsted.charts.inspections import timeline, timeline_alt, timeline_table
from ofsted.charts.profiles import Share, share_dots, share_dots_alt
from ofsted.dashboard.exhibits.places import (
    MOST_SHOWN,
    place_address,
    place_addresses,
    recurrence_shares,
    scope_words,
    tile_table,
)
from ofsted.dashboard.held import data
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.memory import remember
from ofsted.dashboard.navigation import link_to
from ofsted.dashboard.parts.figures import Figure, offer_csv
from ofsted.dashboard.parts.markup import html_table
from ofsted.served.source import AreaRow
from ofsted.words import plural, printed_date


def show_facts(area: AreaRow, view: View, release: Release, areas: pd.DataFrame) -> None:
    """Region, type, deprivation, rurality, and what reorganisation means for its reports; `area` is
    a row of the areas table.
    """
    facts = {
        "Region": area.region,
        "Type": area.la_type[:1].upper() + area.la_type[1:],
        "Rurality": glossary.label("rurality", area.rurality),
    }
    if pd.notna(area.deprivation):
        facts["Deprivation (index of 2015)"] = glossary.label("deprivation", int(area.deprivation))
    later = release.dataset.reports.loc[
        release.dataset.reports["urn"] == area.urn, "deprivation_2025"
    ].dropna()
    if len(later) and later.iloc[0] != area.deprivation:
        facts["Deprivation (index of 2025)"] = glossary.label("deprivation", int(later.iloc[0]))
    listed = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in facts.items()
    )
    st.html(f'<dl class="facts-list">{listed}</dl>')
    if len(area.predecessors):
        st.html(
            f"<p>Formed on {printed_date(area.active_from_on)} from all or part of"
            f" {_linked(area.predecessors, view, release, areas)}. "
            "No report on those is in this release.</p>"
        )
    if pd.notna(area.active_to_on):
        st.html(
            f"<p>{escape(area.name)} was abolished: its last day was"
            f" {printed_date(area.active_to_on)}. No report on it is in this release. "
            f"Its services passed to {_linked(area.successors, view, release, areas)}.</p>"
        )


def _linked(names: Iterable[str], view: View, release: Release, areas: pd.DataFrame) -> str:
    """Names of areas as links to their pages."""
    place = dict(zip(areas["name"], areas["place"], strict=True))
    return words.listed(
        [
            f'<a href="{escape(place_address(place[name], view, release))}"'
            f' target="_self">{escape(name)}</a>'
            for name in names
        ],
        most=9,
    )


@remember
def inspections(release: Release, chosen: Selection, urn: str) -> Figure:
    """The time line of an area's inspections with the grades of all judgements."""
    rows, name = list_inspections(release.dataset, chosen, urn), release.dataset.area_names[urn]
    total = _count_reports(release, urn)
    hidden = (
        f" {total - len(rows)} of its {total} reports do not match the filters."
        if len(rows) < total
        else ""
    )
    return Figure(
        f"place-{urn}-inspections",
        headline_inspections(rows, name),
        "Inspections by the day on which they ended. O outstanding, G good, RI requires"
        " improvement, I inadequate, A adequate (before the SIF). "
        f"Not every framework judges the same services.{hidden} {scope_words(release, chosen)}",
        timeline(rows, JUDGEMENTS, release.vocabulary.years),
        timeline_alt(rows, name),
        partial(timeline_table, rows, JUDGEMENTS),
        picture="places",
        kind="inspections",
    )


def _count_reports(release: Release, urn: str) -> int:
    return int((release.dataset.reports["urn"] == urn).sum())


@remember
def returns(release: Release, chosen: Selection, urn: str) -> Figure:
    """Themes that came up again at an area's next inspection, with how often they do nationally."""
    dataset = release.dataset
    rows, name = (
        list_returns(dataset, chosen, urn, count_recurrence(dataset, chosen)),
        dataset.area_names[urn],
    )
    back = rows[rows["came_back"].astype(bool)].sort_values(
        "next_year", ascending=False, kind="stable"
    )
    blocks = [
        (f"{row.label}: {row.year}, again {row.next_year}", recurrence_shares(row))
        for row in back.head(MOST_SHOWN).itertuples()
    ]
    cut = (
        f" The chart shows the latest {MOST_SHOWN} of {len(back)}."
        if len(back) > MOST_SHOWN
        else ""
    )
    return Figure(
        f"place-{urn}-returns",
        headline_returns(rows, name, expect_returns(dataset, chosen, urn)),
        f"The chart shows national figures for the themes that came up again in {name}: the share"
        " of next reports of all areas that list each, by whether the first report did. "
        f"The table also holds those that did not.{cut} {LENGTH_NOTE}"
        f" {scope_words(release, chosen)}",
        share_dots(blocks),
        share_dots_alt(f"themes that came up again in {name}, with national shares", blocks),
        partial(_return_table, rows),
        kind="again",
    )


def _when_back(is_back: bool, later: int | NAType) -> str:
    if is_back:
        return "yes"
    return f"later, in {later}" if pd.notna(later) else "no"


def _return_table(rows: pd.DataFrame) -> pd.DataFrame:
    came_back = [
        _when_back(back, later)
        for back, later in zip(rows["came_back"], rows["later_year"], strict=True)
    ]
    return pd.DataFrame(
        {
            "Theme": rows["label"],
            "First report": rows["year"],
            "Recommendations in it": rows["hit_count"],
            "Next report": rows["next_year"],
            "Recommendations in next": rows["next_hit_count"],
            "Came up again": came_back,
            "Nationally, listed again": [
                share.text for share in (recurrence_shares(row)[0] for row in rows.itertuples())
            ],
            "Nationally, listed where not before": [
                share.text for share in (recurrence_shares(row)[1] for row in rows.itertuples())
            ],
        }
    ).astype({"First report": str, "Next report": str})


@remember
def profiles(release: Release, chosen: Selection, urn: str) -> Figure:
    """Categories of an area's recommendations as counts, with the shares of its neighbours, its
    region and England.
    """
    counts, name = (
        profile_place(release.dataset, data.read_areas(), chosen, urn),
        release.dataset.area_names[urn],
    )
    order: Iterable[str] = ()
    if len(counts):
        of_england = counts[counts["group"] == "england"]
        order = of_england.sort_values("place_hit_count", ascending=False, kind="stable")["code"]
    blocks = []
    for code in order:
        own = counts[counts["code"] == code]
        first = own.iloc[0]
        here = Share(
            name,
            int(first["place_hit_count"]),
            int(first["place_count"]),
            is_small=True,
            note=f", {first['expected_count']:.1f} expected",
        )
        rows: Iterable[Any] = own.itertuples()
        groups = [
            Share(
                _group_name(row),
                int(row.hit_count),
                int(row.recommendation_count),
                bool(row.is_small),
            )
            for row in rows
        ]
        blocks.append((first["label"], [here, *groups]))
    return Figure(
        f"place-{urn}-profile",
        headline_profile(counts, name, _which_reports(chosen)),
        "Share of recommendations by category. “Expected” is the council’s number of"
        " recommendations times England’s share. Its region and England include it. "
        f"{_describe_neighbours(release, chosen, urn)} {scope_words(release, chosen)}",
        share_dots(blocks),
        share_dots_alt(f"categories in {name} and elsewhere", blocks),
        partial(_profile_table, counts, name),
        kind="profile",
    )


def _which_reports(chosen: Selection) -> str:
    """The framework of the reports that are counted, where it is one."""
    if len(chosen.framework) != 1:
        return ""
    return f"{glossary.short_label('framework', chosen.framework[0])} reports"


def _describe_neighbours(release: Release, chosen: Selection, urn: str) -> str:
    """How many of the statistical neighbours have a report among those counted."""
    areas = data.read_areas()
    near: list[str] = [
        each for listed in areas.loc[areas["urn"] == urn, "neighbours"] for each in listed
    ]
    return describe_covered(count_covered(release.dataset, chosen, near), chosen)


def _group_name(row: Any) -> str:
    return "Neighbours" if row.group == "neighbours" else row.group_label


def _profile_table(counts: pd.DataFrame, name: str) -> pd.DataFrame:
    rows = counts.drop_duplicates("code")
    table = {
        "Category": rows["label"].tolist(),
        name: [
            f"{words.number(hits)} of {words.number(whole)}"
            for hits, whole in zip(rows["place_hit_count"], rows["place_count"], strict=True)
        ],
        "Expected at England’s share": rows["expected_count"].round(1).tolist(),
    }
    for group in counts["group"].unique():
        own = counts[counts["group"] == group]
        heading = (
            f"{own['group_label'].iloc[0]} ({words.number(own['report_count'].iloc[0])}"
            f" {plural(int(own['report_count'].iloc[0]), 'report')})"
        )
        table[heading] = [
            Share(group, int(row.hit_count), int(row.recommendation_count), bool(row.is_small)).text
            for row in own.itertuples()
        ]
    return pd.DataFrame(table)


def _printed_day(day: object) -> str:
    """A day as a page prints it; empty where there is none."""
    return printed_date(day) if isinstance(day, date) else ""


def show_neighbours(area: AreaRow, release: Release, areas: pd.DataFrame) -> None:
    """The statistical neighbours, nearest first, each a link to its page with its latest report;
    and the ways to what they were told. Compared are reports of one framework.
    """
    like = like_reports(release.dataset, area.urn)
    covered = count_covered(release.dataset, like, area.neighbours)
    st.html(f'<h2 id="alike">Statistical neighbours of {escape(area.name)}</h2>')
    st.html(f'<p class="subtitle">{escape(describe_covered(covered, like))}</p>')
    scheme = release.dataset.scheme
    near = View(replace(like, area=tuple(area.neighbours)), scheme=scheme)
    with st.container(horizontal=True, gap="small"):
        link_to(
            "themes", "Themes of the ten neighbours", near.having(level="theme"), release.vocabulary
        )
        link_to("quotes", "Read their recommendations", near, release.vocabulary)
    tiles = list_tiles(release.dataset, areas, like).set_index("urn")
    tiles = tiles.loc[list(area.neighbours)].reset_index()
    table = tile_table(tiles, []).drop(columns="Letters")
    table = table.rename(columns={"Reports chosen": "Reports compared"})
    table.insert(1, "Nearness", range(1, len(table) + 1))
    own_page = View(like, scheme=scheme)
    st.html(
        html_table(
            table.assign(**{"Inspection ended": tiles["inspected_to_on"].map(_printed_day)}),
            f"Statistical neighbours of {area.name}, nearest first",
            {
                "Area": tiles["place"].map(
                    place_addresses(tiles["place"].tolist(), own_page, release)
                )
            },
        )
    )
    offer_csv(table, f"place-{area.place}-neighbours", release.version)
