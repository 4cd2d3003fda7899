"""Places: a map of all areas, and a page for each with its inspections, what they asked for and
what came back.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import streamlit as st

from ofsted.address.view import View
from ofsted.analysis.counting.neighbours import like_reports
from ofsted.analysis.counting.selection import Selection
from ofsted.dashboard import navigation, state
from ofsted.dashboard.exhibits import area as one_area
from ofsted.dashboard.exhibits import council, places
from ofsted.dashboard.held import data
from ofsted.dashboard.parts import card_list, filters, heading, share
from ofsted.dashboard.parts.figures import Figure, show_coding_note, show_figure, show_headline
from ofsted.served.source import AreaRow

EVERYTHING = Selection()  # a council's page shows all its inspections, whatever the filters

view = state.current_view()
release, areas = data.read_release(view.scheme), data.read_areas()


def draw_all() -> None:
    """The tile map, and what comes back over all areas."""
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        places.pick_place(areas, view)
    with right:
        places.pick_colour(release, view)
    places.show_map(release, view, areas)
    show_figure(places.recurring(release, view.selection), release.version)
    places.explain_pairs()


def draw_figure(figure: Figure) -> None:
    """A figure of one area; where it holds nothing, the sentence that says so alone."""
    if len(figure.table):
        show_figure(figure, release.version)
    else:
        show_headline(replace(figure, subtitle=""))


def draw_one(area: AreaRow) -> None:
    """One area; an abolished one has no report of its own here."""
    places.pick_place(areas, view)
    navigation.link_to(
        "places", "All councils on the map", view.having(place=None), release.vocabulary
    )
    one_area.show_facts(area, view, release, areas)
    if area.urn not in release.dataset.area_names:
        return
    whole = council.read_council(release, area.urn)
    council.show_ways(whole)
    left, right = st.columns([2, 1], gap="large")
    with left:
        card_list.draw_while_wordings_come(
            council.latest_keys(whole), lambda: council.show_latest(whole)
        )
        council.offer_latest(whole)
    with right:
        council.show_inspections(whole)
    draw_figure(one_area.inspections(release, EVERYTHING, area.urn))
    council.show_outcomes(whole)
    council.show_again(whole)
    draw_figure(one_area.returns(release, EVERYTHING, area.urn))
    places.explain_pairs()
    one_area.show_neighbours(area, release, areas)
    like = like_reports(release.dataset, area.urn)
    draw_figure(one_area.profiles(release, like, area.urn))
    council.show_limits(whole)


rows: Iterable[Any] = areas.itertuples(index=False)
area: AreaRow | None = next((row for row in rows if row.place == view.place), None)
if area:
    navigation.name_tab(area.name)
heading.draw_title("places", area.name if area else "")
told = None
if area is not None and area.urn in release.dataset.area_names:
    told = View(Selection(area=(area.urn,)))
share.offer_links("places", view, release.vocabulary, listed=told)
if not area:
    filters.draw_active_filters(release, view)
show_coding_note(release.dataset)
if area:
    draw_one(area)
else:
    draw_all()
