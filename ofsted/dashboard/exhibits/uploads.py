"""What a reader sends to have coded: taken in, held for their session alone, corrected by hand, and
let go.

The file is dropped as soon as it has been read. Wording and coding are in memory only, until they
are forgotten or the session ends, and at latest an hour after they were last looked at; no cache,
file or log holds them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st
from starlette.formparsers import MultiPartParser

from ofsted import paths
from ofsted.classifier.suggested import SuggestedCoding, SuggestedItem, is_corrected
from ofsted.dashboard import state
from ofsted.dashboard.held import turns
from ofsted.dashboard.held.incoming import forget_sent as _drop
from ofsted.dashboard.held.shelf import Held, Shelf
from ofsted.errors import OfstedError
from ofsted.limits import (
    MOST_PASTED_CHARACTERS,
    MOST_PASTED_LINES,
    MOST_THEMES,
    MOST_UPLOAD_MEGABYTES,
)
from ofsted.steps.suggest import Suggester, code_sent_lines, code_sent_report, read_suggester

HELD_SECONDS = 60 * 60
_SENT, _TROUBLE, _TAKEN = "sent", "sent-trouble", "sent-taken"

_shelf = Shelf(HELD_SECONDS)


@dataclass(frozen=True)
class Sent:
    """What this session holds: the coding as suggested, and the themes of each recommendation, by
    its order, as they stand.
    """

    number: int
    coding: SuggestedCoding
    given: Mapping[int, tuple[str, ...]]

    @property
    def corrected_count(self) -> int:
        """Recommendations whose themes were changed by hand."""
        return sum(is_corrected(item, self.given[item.order]) for item in self.coding.items)


def find_held() -> Held | None:
    """The place where what this session has sent is held, a `Sent`; None where there is nothing, or
    nothing any more.
    """
    held = state.kept(_SENT)
    return None if held is None or held.is_empty else held


def find_suggester() -> Suggester | str:
    """The classifier, or why there is none here."""
    files = (paths.MODEL, paths.EVALUATION, paths.CODEBOOK)
    try:
        return _load_suggester(
            tuple(file.stat().st_mtime_ns if file.exists() else None for file in files)
        )
    except OfstedError as error:
        return f"This installation has no classifier that can be used. {error}."


@st.cache_resource(max_entries=1, show_spinner=False)
def _load_suggester(stamp: tuple) -> Suggester:
    return read_suggester()


def take_report(suggester: Suggester) -> None:
    """A place to drop a PDF; one that is dropped is read, coded and let go."""
    # Streamlit's server would put parts of more than 1 MB into a temporary file.
    MultiPartParser.spool_max_size = (MOST_UPLOAD_MEGABYTES + 1) * 1024 * 1024
    number = state.kept(_TAKEN) or 0
    label = f"An inspection report as a PDF, at most {MOST_UPLOAD_MEGABYTES} MB"
    # A new key lets go of the file: Streamlit forgets widgets that are not drawn.
    file = st.file_uploader(
        label,
        type="pdf",
        key=f"upload-{number}",
        on_change=state.touch,
        max_upload_size=MOST_UPLOAD_MEGABYTES,
    )
    if file is None:
        return
    # A click elsewhere while it is read starts the page anew, and the reading with it: until it has
    # been read, the file stays.
    bar = st.progress(0.0, text="Reading the report…")

    def show_stage(stage: str, seconds: float) -> None:
        bar.progress(min(0.95, seconds / 5), text=_waiting(stage, seconds))

    try:
        with turns.waiting():
            coding = code_sent_report(file.getvalue(), suggester, show_stage)
    except OfstedError as error:
        _take(None, str(error))
    else:
        _take(coding)
    _drop(file)
    st.rerun()


def take_lines(suggester: Suggester) -> None:
    """A box for recommendations without a report."""
    with (
        st.expander("Or paste recommendations, one on a line"),
        st.form("lines-form", clear_on_submit=True, border=False),
    ):
        text = st.text_area(
            f"Recommendations, one on a line: at most {MOST_PASTED_LINES} lines and "
            f"{MOST_PASTED_CHARACTERS:,} characters",
            key="lines",
            max_chars=MOST_PASTED_CHARACTERS,
        )
        is_asked = st.form_submit_button("Suggest themes", key="lines-send", on_click=state.touch)
    if is_asked:
        try:
            coding = code_sent_lines(str(text or ""), suggester)
        except OfstedError as error:
            _take(None, str(error))
        else:
            _take(coding)
        st.rerun()


def show_trouble() -> None:
    """Why what was sent last could not be coded."""
    if trouble := state.kept(_TROUBLE):
        st.error(
            trouble if find_held() is None else f"{trouble} What you sent before is still below."
        )


def offer_to_forget() -> None:
    """A button that lets go of what was sent."""
    st.button("Forget what I sent", key="forget", on_click=_forget)


def correct_themes(
    sent: Sent, item: SuggestedItem, labels: Mapping[str, str], codes: Sequence[str]
) -> None:
    """A widget to set the themes of one recommendation by hand."""
    key = f"themes-{sent.number}-{item.order}"
    state.hold(key, list(sent.given[item.order]))
    st.multiselect(
        f"Themes of recommendation {item.order}",
        list(codes),
        key=key,
        format_func=lambda code: labels.get(code, str(code)),
        max_selections=MOST_THEMES,
        select_all=False,  # else Enter would take all that match
        on_change=_take_themes,
        args=(item.order, key, tuple(codes)),
    )


def _take(coding: SuggestedCoding | None, trouble: str | None = None) -> None:
    number = (state.kept(_TAKEN) or 0) + 1
    state.keep(_TAKEN, number)
    state.keep(_TROUBLE, trouble)
    if trouble:
        # What is held already, with the corrections made by hand, outlives an attempt that fails.
        return
    if held := find_held():
        held.replace(None)
    state.keep(
        _SENT,
        _shelf.hold(Sent(number, coding, {item.order: item.themes for item in coding.items}))
        if coding
        else None,
    )


def _take_themes(order: int, key: str, codes: tuple[str, ...]) -> None:
    """Callback: whatever the browser sends, only known themes are taken, in codebook order."""
    held, picked = find_held(), state.value_of(key) or ()
    sent = held.value if held else None
    if held is not None and sent is not None and order in sent.given:
        given = tuple(code for code in codes if code in picked)[:MOST_THEMES]
        held.replace(replace(sent, given={**sent.given, order: given}))
    state.touch()


def _forget() -> None:
    _take(None)
    state.touch()


def _waiting(stage: str, seconds: float) -> str:
    return (
        f"Waiting for other readers’ reports to be read: {seconds:.0f} s"
        if stage == "turn"
        else f"Reading the report: {seconds:.0f} s"
    )
