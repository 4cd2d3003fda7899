"""What stands under the first chart of a page, so that the chart itself stands high."""

from __future__ import annotations

from ofsted.address.view import View
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.memory import chosen_counts
from ofsted.dashboard.parts import filters, share
from ofsted.dashboard.parts.figures import show_coding_note


def draw_emptiness(release: Release, view: View) -> None:
    """That no report is chosen, and ways out; nothing where some are.

    A chart of nothing must not stand above the reason.
    """
    if not chosen_counts(release, view.selection)[0]:
        filters.draw_active_filters(release, view)


def draw_foot(page: str, release: Release, view: View, *, shared: View | None = None) -> None:
    """What is chosen, how it was sorted into themes, and the links; `shared` is the view that the
    links lead to, where it says more than the page's own.
    """
    if chosen_counts(release, view.selection)[0]:
        filters.draw_active_filters(release, view)
    show_coding_note(release.dataset)
    share.offer_links(page, shared or view, release.vocabulary)
