"""Where pages and routes read: the current data as loaded, and the kept releases."""

from __future__ import annotations

from ofsted.dashboard.held import data, memory
from ofsted.served.editions import Editions
from ofsted.served.source import Source

EDITIONS = Editions()


def current_source() -> Source:
    """The current data, from which kept releases are found too."""
    return Source(
        data.read_release,
        data.read_areas,
        data.read_hydrated,
        memory.find,
        keeper=EDITIONS,
        read_neighbours=data.read_neighbours,
    )
