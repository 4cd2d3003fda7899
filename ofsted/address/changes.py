"""What restricts a view, and what else changes when one of its parameters does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ofsted.address.view import DECLARED, IN_SELECTION, LISTS, PARAMETERS, View


def active_filters(view: View) -> list[tuple[str, Any]]:
    """Every filter that restricts a view, and its search: one entry for each chosen code."""
    active: list[tuple[str, Any]] = []
    for parameter in DECLARED:
        name, value = parameter.name, view.get(parameter.name)
        if name in LISTS:
            active += [(name, code) for code in value]
        elif name in (*IN_SELECTION, "q") and parameter.says(value):
            active.append((name, value))
    return active


def without_filters() -> dict[str, Any]:
    """What the filters and the search are where nothing restricts a view."""
    return {name: PARAMETERS[name].default for name in (*IN_SELECTION, "q")}


def lapsing(view: View, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What means nothing any more once a view is changed, each at its default: a list starts again
    at its first page, and what is picked among groups goes with the grouping.
    """
    lapsed = []
    if any(not PARAMETERS[name].keeps_page for name in changes):
        lapsed += ["page", "quote"]
    for name, value in changes.items():
        if value != view.get(name):
            lapsed += PARAMETERS[name].lapses
    return {name: PARAMETERS[name].default for name in lapsed if name not in changes}


def left_behind(page: str) -> dict[str, Any]:
    """What a link to a page does not take along, as it would mislead there, each at its default."""
    return {
        name: each.default
        for name, each in PARAMETERS.items()
        if each.is_of_page and page not in each.pages
    }


def heeded_on(page: str) -> tuple[str, ...]:
    """The parameters that mean something on a page, the filters first."""
    heeded = [each for each in DECLARED if page in each.pages]
    heeded.sort(key=lambda each: not each.is_filter)
    return tuple(each.name for each in heeded)
