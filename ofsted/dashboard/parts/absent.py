"""What stands in the place of a part of a page whose file is missing or damaged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from ofsted.errors import OfstedError


@contextmanager
def told_where_absent() -> Iterator[None]:
    """A part of a page: where its file cannot be read, one sentence says so and the page goes
    on.
    """
    try:
        yield
    except OfstedError as error:
        st.error(f"This part cannot be shown: {error}")
