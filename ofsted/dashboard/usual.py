"""The views that readers open most, made before they ask."""

from __future__ import annotations

import importlib

from ofsted.address.view import View, opening_view
from ofsted.analysis.counting.selection import Selection
from ofsted.dashboard.exhibits import main_points, themes
from ofsted.dashboard.held import data
from ofsted.dashboard.held.memory import chosen_counts, option_counts, row_order
from ofsted.search.listing import BEST

# Loaded by pages when they are first opened; some take half a second.
_MODULES = (
    "plotly.graph_objects",
    "ofsted.dashboard.exhibits.area",
    "ofsted.dashboard.exhibits.claims",
    "ofsted.dashboard.exhibits.comparison",
    "ofsted.dashboard.exhibits.contrasts",
    "ofsted.dashboard.exhibits.main_points",
    "ofsted.dashboard.exhibits.places",
    "ofsted.dashboard.exhibits.reliability",
    "ofsted.dashboard.exhibits.samples",
    "ofsted.dashboard.exhibits.suggestions",
    "ofsted.dashboard.exhibits.trends",
    "ofsted.dashboard.exhibits.uploads",
    "ofsted.dashboard.parts.cards",
    "ofsted.dashboard.navigation",
    "ofsted.dashboard.parts.share",
)
_SINGLE_FILTERS = ("framework", "rating", "deprivation", "rurality")


def load_modules() -> None:
    """Import what the pages import."""
    for name in _MODULES:
        importlib.import_module(name)


def make_default_views() -> None:
    """The figures of the first page and of each page's opening view."""
    release = data.read_release()
    main_points.main_points(release)
    row_order(release, BEST)
    _make_first_page(release, opening_view().selection)
    themes.grid(release, opening_view().selection, "category", "share", "rating")


def make_single_filters() -> None:
    """The ranking of categories under each single filter, and its option counts."""
    release = data.read_release()
    for name in _SINGLE_FILTERS:
        for code in release.vocabulary.codes[name]:
            selection = View().having(**{name: (code,)}).selection
            _make_counts(release, selection)
            themes.ranking(release, selection, "category", "share")


def _make_first_page(release: data.Release, selection: Selection) -> None:
    _make_counts(release, selection)
    themes.ranking(release, selection, "category", "share")
    themes.who(release, selection, "share")
    themes.ranking(release, selection, "theme", "share")
    themes.coverage(release, View().selection)


def _make_counts(release: data.Release, selection: Selection) -> None:
    option_counts(release, selection)
    chosen_counts(release, selection)


# Each apart from the others: where one file is damaged, what needs it not is made all the same.
MAKERS = (
    load_modules,
    data.read_release,
    data.read_areas,
    data.read_people,
    make_default_views,
    make_single_filters,
)
# Needed by the first search only, which waits for it where it comes before.
LATER = (data.read_engine,)
