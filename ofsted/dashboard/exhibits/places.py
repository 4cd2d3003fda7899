"""The exhibits of the page Places over all areas: the tile map, and what comes back.

What there is of one area is in `area`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from typing import Any
from urllib.parse import quote_plus

import pandas as pd
import streamlit as st

from ofsted import words
from ofsted.address.view import PARAMETERS, View
from ofsted.analysis.counting.places import MENTIONS, everywhere, list_tiles
from ofsted.analysis.counting.selection import Selection, describe_selection
from ofsted.analysis.headlines.next_report import headline_exchange
from ofsted.analysis.headlines.places import headline_tiles
from ofsted.analysis.headlines.recurrence import headline_recurrence
from ofsted.analysis.inference.next_report import measure_excess
from ofsted.analysis.inference.recurrence import (
    PAIR_RULES,
    count_recurrence,
    mean_lengths,
    pair_reports,
)
from ofsted.charts import profiles
from ofsted.charts.grades import grade_label
from ofsted.charts.places import tile_map
from ofsted.charts.profiles import Share
from ofsted.dashboard import state
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.memory import remember
from ofsted.dashboard.navigation import page_address
from ofsted.dashboard.parts.figures import Figure, offer_table, show_headline
from ofsted.dashboard.parts.markup import html_table
from ofsted.limits import SMALL_GROUP
from ofsted.tables.tuples import rows_of

MOST_SHOWN = 12  # themes in a chart or at once in a table; the rest one click away
NOT_DONE = "It is no measure of whether a recommendation was acted on."
BY_RATING, BY_FILTERS = "rating", "filters"


def pick_place(areas: pd.DataFrame, view: View) -> None:
    """A search box over the names of all areas, abolished ones too; picking one opens its page."""
    names = {row.place: _dated_name(row) for row in rows_of(areas.sort_values("name"))}
    key = PARAMETERS["place"].key
    state.hold(key, view.place)
    st.selectbox(
        "Find a council",
        list(names),
        key=key,
        format_func=lambda code: names.get(code, str(code)),
        placeholder="Type a name",
        on_change=state.take_one_of,
        args=("place", key, list(names)),
    )


def pick_colour(release: Release, view: View) -> None:
    """What the tiles show: the latest rating, or when a theme was last listed.

    A theme is the filter of that name, so it is in the link.
    """
    codes = [BY_RATING, *release.dataset.codes("theme")]
    shown = _coloured_by(view.selection)
    codes += [shown] if shown not in codes else []
    labels = release.dataset.codebook.labels | {
        BY_RATING: "Latest overall rating",
        BY_FILTERS: "When the filtered themes were last listed",
    }
    state.hold("pick-colour", shown)
    st.selectbox(
        "Colour the tiles by",
        codes,
        key="pick-colour",
        format_func=lambda code: labels.get(code, str(code)),
        on_change=_take_colour,
        args=(codes,),
    )


def _take_colour(codes: list[str]) -> None:
    picked = state.value_of("pick-colour")
    if picked in codes and picked != BY_FILTERS:
        state.edit(theme=() if picked == BY_RATING else (picked,), category=())


def _coloured_by(selection: Selection) -> str:
    if not selection.theme and not selection.category:
        return BY_RATING
    return (
        selection.theme[0] if len(selection.theme) == 1 and not selection.category else BY_FILTERS
    )


def show_map(release: Release, view: View, areas: pd.DataFrame) -> None:
    """The tile map with its headline, key, table and download; every tile and every name in the
    table is a link to the area's page.
    """
    chosen, labels = view.selection, release.dataset.codebook.labels
    what = [labels[code] for code in (*chosen.category, *chosen.theme)]
    tiles = list_tiles(release.dataset, areas, chosen)
    addresses = place_addresses(tiles["place"].tolist(), view, release)
    headline = headline_tiles(tiles, what)
    told = (
        "Each area’s latest report among those chosen"
        if not what
        else f"When {words.listed(what)} was last listed, by each area’s latest report among those"
        " chosen"
    )
    subtitle = (
        f"{told}: {describe_selection(chosen, release.dataset, coded=False)}. One tile an"
        " area, all of one size; only the rough position means anything."
    )
    ordered = tiles.sort_values("name")
    table = partial(tile_table, ordered, what)
    figure = Figure("places", headline, subtitle, None, "", table, kind="tiles")
    show_headline(figure)
    st.html(tile_map(tiles, addresses, f"Map: {headline}", by="mention" if what else "rating"))
    folded = st.expander("The same areas as a table", key="table-places", on_change=state.touch)
    if folded.open:
        links = {"Area": ordered["place"].map(addresses)}
        folded.html(html_table(figure.table, headline, links))
    offer_table(figure, release.version)


def tile_table(tiles: pd.DataFrame, what: list[str]) -> pd.DataFrame:
    """The areas of the map under column names a reader understands."""
    has_report = tiles["report_count"].notna()
    table = {
        "Area": tiles["name"],
        "Region": tiles["region"],
        "Letters": tiles["letters"],
        "Latest rating": [
            grade_label(grade) if reported else "No report chosen"
            for grade, reported in zip(tiles["rating"], has_report, strict=True)
        ],
        "Inspection ended": [
            str(day) if reported else ""
            for day, reported in zip(tiles["inspected_to_on"], has_report, strict=True)
        ],
        "Recommendations in it": tiles["recommendation_count"].fillna(0).astype(int),
        "Reports chosen": tiles["report_count"].fillna(0).astype(int),
    }
    if what:
        table[f"Mention of {words.listed(what)}"] = [
            MENTIONS.get(mention, "") for mention in tiles["mention"]
        ]
    return pd.DataFrame(table).reset_index(drop=True)


def recurring(release: Release, chosen: Selection) -> Figure:
    """How often themes come back at the next inspection, over all areas.

    Remembered without the filters that it does not heed, so that those change nothing here.
    """
    return _recurring(release, replace(everywhere(chosen), category=(), theme=()))


@remember
def _recurring(release: Release, chosen: Selection) -> Figure:
    counts, pairs = (
        count_recurrence(release.dataset, chosen),
        len(pair_reports(release.dataset, everywhere(chosen))),
    )
    ranked = counts[counts["listed_count"] > 0].sort_values(
        ["is_small", "again_share"], ascending=[True, False], kind="stable"
    )
    top: Iterable[Any] = rows_of(ranked.head(MOST_SHOWN))
    blocks = [(row.label, recurrence_shares(row)) for row in top]
    first, following = mean_lengths(release.dataset, chosen)
    headline, excess = headline_recurrence(counts, pairs), None
    if pairs >= SMALL_GROUP:
        excess = measure_excess(release.dataset, chosen)
        headline = f"{headline_exchange(excess)} {NOT_DONE}"
    lengths = (
        f" The first report of a pair lists {first:.1f} recommendations on average, the next"
        f" {following:.1f}."
        if pairs
        else ""
    )
    cut = (
        f" The chart shows the {MOST_SHOWN} themes that come back most often; the table and the"
        f" download hold all {len(ranked)}."
        if len(ranked) > MOST_SHOWN
        else ""
    )
    return Figure(
        "recurrence",
        headline,
        "Share of next reports that list a theme, by whether the first report of the pair"
        f" did.{lengths}{cut} {scope_words(release, chosen)}",
        profiles.share_dots(blocks),
        profiles.share_dots_alt("how often themes are listed again in the next report", blocks),
        partial(_recurrence_table, ranked, excess),
        kind="again",
    )


def recurrence_shares(row: Any) -> list[Share]:
    """How often the next report lists a theme, by whether the first one did."""
    return [
        Share("Listed before", int(row.again_count), int(row.listed_count), bool(row.is_small)),
        Share("Not before", int(row.new_count), int(row.unlisted_count), bool(row.is_small)),
    ]


def _recurrence_table(counts: pd.DataFrame, excess: pd.DataFrame | None) -> pd.DataFrame:
    """The themes with their counts, and beside them what next reports of other councils would
    give.
    """
    measured = counts[["code"]]
    if excess is not None:
        measured = measured.merge(excess.drop(columns="label"), on="code", how="left")
    ends = {
        "More than that (points)": "excess",
        "More than that, 95% interval from": "excess_low",
        "More than that, 95% interval to": "excess_high",
    }
    beside = {"With another council’s next report (%)": "exchanged_share"} | ends
    added = {
        head: (measured[column] * 100).round(1).tolist()
        for head, column in beside.items()
        if column in measured
    }
    return pd.DataFrame(
        {
            "Theme": counts["label"],
            "First report lists it": counts["listed_count"],
            "Next lists it again": counts["again_count"],
            "Listed again (%)": (counts["again_share"] * 100).round(1).where(~counts["is_small"]),
            **added,
            "First report does not": counts["unlisted_count"],
            "Next lists it": counts["new_count"],
            "Listed anew (%)": (counts["new_share"] * 100).round(1).where(~counts["is_small"]),
        }
    ).reset_index(drop=True)


def explain_pairs() -> None:
    """Which reports are set beside each other."""
    with st.expander("Which reports make a pair"):
        st.html(f"<p>{escape(PAIR_RULES)}</p>")


def place_address(place: str, view: View, release: Release) -> str:
    """The address of an area's own page under the present filters."""
    return page_address("places", view.having(place=place), release.vocabulary)


def place_addresses(places: Sequence[str], view: View, release: Release) -> dict[str, str]:
    """The addresses of many areas' own pages. They differ in the area alone, so that the filters
    are written once.
    """
    if not places:
        return {}
    named = f"place={quote_plus(places[0])}"
    before, _, after = place_address(places[0], view, release).partition(named)
    return {place: f"{before}place={quote_plus(place)}{after}" for place in places}


def scope_words(release: Release, chosen: Selection) -> str:
    """The filters that apply to an area and to what it is set beside, in words."""
    told = describe_selection(everywhere(chosen), release.dataset, coded=False)
    return f"{told[:1].upper()}{told[1:]}."


def _dated_name(row: Any) -> str:
    return row.name if pd.isna(row.active_to_on) else f"{row.name} (until {row.active_to_on.year})"
