"""The session's view, kept the same as the address bar.

The only module that touches session state and query parameters.

The view is read from the URL when a session starts and whenever the URL changes without a widget
having been used (Back, Forward, a page link, a pasted address). It is written to the URL only after
a widget was used, so that Back is never trapped. A run that carries an edit keeps its edit even if
the URL that came with it is already out of date.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner import RerunData, RerunException, get_script_run_ctx

from ofsted.address import basket
from ofsted.address.basket import Basket
from ofsted.address.changes import lapsing, left_behind, without_filters
from ofsted.address.url import clean_query, read_link, write_url
from ofsted.address.view import (
    LISTS,
    OPENING_FRAMEWORKS,
    PARAMETERS,
    View,
    Vocabulary,
    is_outdated,
)

_VIEW, _SEEN, _MESSAGES, _USED, _HELD, _PAGE = (
    "_view",
    "_seen",
    "_messages",
    "_used",
    "_held",
    "_page",
)
_EDITED = "edited"
_HEARD = "_heard"
_AGAIN, _RESEND = "_again", "_resend"
_DEPARTURES, _DEPARTURES_KEPT = "_departures", 20
_BASKET, _LINKED, _BASKET_TOLD, _BASKET_EDITED = (
    "_basket",
    "_linked",
    "_basket_told",
    "_basket_edited",
)
_BASKET_HELD = "basket-of-tab"  # the key of a widget; it ends the widget's id


def sync_view(page: str, vocabulary: Vocabulary) -> View:
    """The view of this run; call it once, before any widget is drawn.

    `page` is the name of the page being shown.
    """
    session = st.session_state
    stays = session.get(_PAGE) == page
    session[_PAGE] = page
    session[_RESEND] = session.pop(_AGAIN, False)
    _sync_basket(page, vocabulary.quotes)
    raw = asked_parameters()
    used = session.pop(_USED, None)
    if page == basket.PAGE and _VIEW in session:
        # Its address holds the basket alone: the view stays as it is for the other pages.
        session[_MESSAGES] = ()
        return session[_VIEW]
    if _VIEW not in session or (used is None and _fingerprint(raw) != session[_SEEN]):
        session[_VIEW], session[_MESSAGES] = read_link(raw, vocabulary)
        session[_SEEN] = _fingerprint(raw)
        if stays and not _is_history_step():
            # Streamlit's own links to the page that is open leave the browser's address as it was.
            st.query_params.from_dict(raw)
    elif used == _EDITED:
        written = write_url(session[_VIEW], vocabulary)
        st.query_params.from_dict(written)
        session[_SEEN] = _fingerprint(written)
    if used is None and _is_history_step():
        _undo_departure(page, vocabulary)
    return session[_VIEW]


def widgets_of_former_session() -> list[WidgetState]:
    """What the browser says of its widgets in the first run of a session; nothing where the session
    began with the page.

    After a restart of the server a page that stayed open comes with the widgets of the session that
    is gone, at the reader's first click. Call it before `sync_view`.
    """
    context = get_script_run_ctx()
    if _VIEW in st.session_state or context is None:
        return []
    return context.session_state._state._new_widget_state.as_widget_states()


def recover_basket(sent: list[WidgetState], known: Collection[str]) -> None:
    """Take over the basket of a session that is gone from the widget that `hold_basket` drew, so
    that a restart of the server loses nothing. Call it before `sync_view`.
    """
    if _BASKET in st.session_state:
        return
    for widget in sent:
        if widget.id.endswith(f"-{_BASKET_HELD}"):
            st.session_state[_BASKET] = basket.read_whole(widget.string_value, known)


def take_again(sent: list[WidgetState]) -> None:
    """Run anew with the same widgets, now that it is known what each is for: else the click that
    the reader made would be lost. Nothing where none were sent; else what follows in the script
    does not run.
    """
    context = get_script_run_ctx()
    if not sent or context is None:
        return
    st.session_state[_AGAIN] = True
    raise RerunException(
        RerunData(
            query_string=context.query_string,
            widget_states=WidgetStates(widgets=sent),
            page_script_hash=context.page_script_hash,
            cached_message_hashes=context.cached_message_hashes,
            context_info=context.context_info,
        )
    )


def depart(page: str, parameters: Mapping[str, list[str]]) -> None:
    """Call before a script leaves a page for another one with the given parameters.

    Streamlit's `switch_page` puts two entries into the browser's history: this page with the
    other's parameters, then the other page. Whoever steps back would land on the first of them, so
    it is noted what belongs there.
    """
    departures = st.session_state.setdefault(_DEPARTURES, {})
    departures[page, _fingerprint(parameters)] = current_view()
    while len(departures) > _DEPARTURES_KEPT:
        del departures[next(iter(departures))]


def _undo_departure(page: str, vocabulary: Vocabulary) -> None:
    session = st.session_state
    view = session.get(_DEPARTURES, {}).get((page, session[_SEEN]))
    if view is not None:
        written = write_url(view, vocabulary)
        session[_VIEW], session[_SEEN] = view, _fingerprint(written)
        st.query_params.from_dict(written)


def _is_history_step() -> bool:
    """Whether the browser's Back or Forward caused this run.

    Streamlit tells only its own context object.
    """
    return bool(getattr(get_script_run_ctx(), "is_history_navigation", False))


def _fingerprint(raw: Mapping[str, list[str]]) -> str:
    return hashlib.sha256(repr(sorted(raw.items())).encode("utf-8", "replace")).hexdigest()


def current_view() -> View:
    """The view as it stands."""
    return st.session_state[_VIEW]


def current_address(vocabulary: Vocabulary) -> str:
    """The address of what is shown, made from the view, so that nothing a link said besides is
    repeated; without host in a session without a browser.
    """
    query = urlencode(write_url(current_view(), vocabulary), doseq=True)
    return (st.context.url or "").split("?")[0] + (f"?{query}" if query else "")


def view_with_grouping(grouping: str) -> View:
    """The view as it stands, split by the given grouping where it is not split at all."""
    view = current_view()
    return view.having(by=grouping) if view.by == "none" else view


def current_page() -> str:
    """The name of the page being shown."""
    return st.session_state[_PAGE]


def asked_parameters() -> dict[str, list[str]]:
    """What the address says of the view, as it stands there."""
    # A basket's link names the version for the basket alone: no other page takes it along.
    own = (*basket.PARAMETERS, basket.VERSION)
    of_basket = own if current_page() == basket.PAGE else ()
    return {
        name: st.query_params.get_all(name)
        for name in st.query_params
        if name not in (*of_basket, basket.HANDED)
    }


def list_messages(vocabulary: Vocabulary, *, is_kept: bool = False) -> list[str]:
    """What to tell the reader about the link they came by; empty once they have changed anything.

    `is_kept` says that the release which the link was made for is kept, and told of already.
    """
    messages = list(st.session_state.get(_MESSAGES, ()))
    if is_outdated(current_view(), vocabulary) and not is_kept:
        messages.insert(0, tell_not_kept(vocabulary.version))
    return messages


def tell_not_kept(version: str) -> str:
    """What is said of a link for a version of the data that is not kept; `version` is shown."""
    return (
        "This link was frozen with another version of the data, which is not kept here. What you"
        f" see comes from version {version}, so numbers can differ from those the link was made"
        " for."
    )


def edit(**changes: Any) -> None:
    """Change parameters of the view and have the URL follow; other than for paging, the list starts
    again at page 1.

    Nothing happens on Back or Forward, when widgets that the browser has not redrawn yet still
    report what they were before; nor where a widget merely reports what the view says already.
    """
    view = st.session_state[_VIEW]
    if _is_history_step() or all(view.get(name) == value for name, value in changes.items()):
        return
    changes = lapsing(view, changes) | changes
    if _shows_frameworks(changes) and view.selection.framework == OPENING_FRAMEWORKS:
        # The opening filter would leave nothing to see of what is asked for.
        changes = {"framework": ()} | changes
    st.session_state[_VIEW] = view.having(**changes, version=None)
    st.session_state[_MESSAGES] = ()
    st.session_state[_USED] = _EDITED


def _shows_frameworks(changes: Mapping[str, object]) -> bool:
    """Whether a change asks for what only several frameworks can show: a split by framework, or
    the themes of the study, which was made of older reports.
    """
    return changes.get("by") == "framework" or changes.get("scheme") in ("strict", "wide")


def touch() -> None:
    """Callback of a widget that changes nothing in the view: keep the view, leave the URL alone."""
    if not _is_history_step():
        st.session_state.setdefault(_USED, "touched")


def clear_filters() -> None:
    """Back to the default filters, keeping how things are counted and split."""
    edit(**without_filters())


def hold(
    key: str,
    value: object,
    labels: Mapping[Any, str] | None = None,
    *,
    on_all_pages: bool = False,
) -> None:
    """Give a widget the value it must show; call just before drawing it.

    The value is set only where it differs: setting it sends it to the browser, which would undo a
    pick made meanwhile. `labels` are those of the chosen options. Streamlit names options by label,
    so where the label of one that was and is chosen has changed, the value is sent as well. To the
    browser a widget of another page is another widget even where the two share a key, and it begins
    with its first option: so the value is sent on arrival too, unless the shell draws it
    `on_all_pages`.
    """
    session = st.session_state
    page = None if on_all_pages else session[_PAGE]
    held, now = session.setdefault(_HELD, {}), dict(labels or {})
    page_before, labels_before = held.get(key, (page, {}))
    is_relabelled = any(code in now and now[code] != label for code, label in labels_before.items())
    is_known = key in session and session[key] == value and page == page_before
    if not is_known or is_relabelled or session.get(_RESEND):
        session[key] = value
    held[key] = page, now


def keep(name: str, value: object) -> None:
    """Hold a value for this session alone: it is in no link and goes with the session.

    None lets it go at once.
    """
    st.session_state[f"_kept-{name}"] = value


def kept(name: str) -> Any:
    """What this session holds under a name, or None."""
    return st.session_state.get(f"_kept-{name}")


def value_of(key: str) -> Any:
    """What a widget was set to by the reader, for use in its callback."""
    return st.session_state.get(key)


def take_list(name: str, key: str, vocabulary: Vocabulary) -> None:
    """Callback of a widget that picks several codes; whatever the browser sends, only known codes
    are taken.
    """
    asked = value_of(key) or ()
    wanted = {_known(name, item, vocabulary) for item in asked if isinstance(item, (str, int))}
    edit(**{name: tuple(code for code in vocabulary.codes[name] if code in wanted)})


def take_tick(name: str, code: object, key: str, vocabulary: Vocabulary) -> None:
    """Callback of one tick box of a filter."""
    ticked = set(current_view().get(name)) - {code} | ({code} if value_of(key) else set())
    edit(**{name: tuple(c for c in vocabulary.codes[name] if c in ticked)})


def take_choice(name: str, key: str, vocabulary: Vocabulary) -> None:
    """Callback of a widget that picks one code; nothing picked means the default."""
    code = _known(name, value_of(key), vocabulary)
    edit(**{name: PARAMETERS[name].default if code is None else code})


def take_one_of(name: str, key: str, codes: Iterable) -> None:
    """Callback of a widget that picks one of the codes that the page offers; anything else means
    none.
    """
    picked = value_of(key)
    edit(**{name: picked if picked in tuple(codes) else View().get(name)})


def take_years(key: str, vocabulary: Vocabulary) -> None:
    """Callback of the year slider: all years means no filter."""
    first, last = sorted(int(year) for year in value_of(key))
    low, high = vocabulary.years
    span = (max(first, low), min(last, high))
    edit(year=None if span == vocabulary.years else span)


def take_words(name: str, key: str) -> None:
    """Callback of a text box for words to look for."""
    edit(**{name: clean_query(str(value_of(key) or ""))})


def take_mark(name: str, key: str, codes: Iterable[str]) -> None:
    """Callback of a chart that marks were clicked in: the first that is one of the codes.

    A click beside them changes nothing.
    """
    event = value_of(key) or {}
    marks = [point.get("customdata") for point in event.get("selection", {}).get("points", ())]
    named = [str(mark[0]) for mark in marks if isinstance(mark, (list, tuple)) and mark]
    if picked := next((code for code in named if code in set(codes)), None):
        edit(**{name: picked})


def _known(name: str, item: object, vocabulary: Vocabulary) -> Any:
    """The code a widget's option stands for: the code itself, or its label with or without the
    count.
    """
    if item is None:
        return None
    text = str(item)
    code = vocabulary.find_code(name, text)
    return code if code is not None else vocabulary.find_code(name, text.rpartition(" (")[0])


def remove_code(name: str, code: object) -> None:
    """Take one filter away: a code of a list, the years, the body or the search."""
    if name in LISTS:
        edit(**{name: tuple(c for c in current_view().get(name) if c != code)})
    else:
        edit(**{name: PARAMETERS[name].default})


def link_parameters(
    page: str, vocabulary: Vocabulary, dropped: Mapping[str, Any] | None = None
) -> dict[str, list[str]]:
    """The parameters that a link to another page takes along: the filters, and what else means
    something there; `dropped` are those that are to be otherwise there.
    """
    if page == basket.PAGE:
        return basket.write_basket(own_basket()).parameters
    view = current_view().having(**left_behind(page), **(dropped or {}))
    parameters = write_url(view, vocabulary)
    return parameters | ({"v": [view.version]} if view.version else {})


@dataclass(frozen=True)
class Linked:
    """What the address of the basket's page holds: what could not be followed, the basket where it
    is another one than the reader's own, the version of the data that it names, and all that it
    says of a basket.
    """

    messages: tuple[str, ...] = ()
    other: Basket | None = None
    version: str = ""
    raw: basket.Raw = field(default_factory=dict)


def own_basket() -> Basket:
    """What the reader has collected."""
    return st.session_state.get(_BASKET, Basket())


def linked_basket() -> Linked:
    """What the address of the basket's page holds beside the reader's own basket."""
    return st.session_state.get(_LINKED, Linked())


def _sync_basket(page: str, known: Collection[str]) -> None:
    """Take over the basket that this tab had before its document was loaded, and the one that the
    address of the basket's page holds; write a basket that was changed into that address.

    A basket from a link never takes the place of one that the reader has made.
    """
    session = st.session_state
    handed = st.query_params.get_all(basket.HANDED)
    if handed and _BASKET not in session:
        session[_BASKET] = basket.read_whole(handed[-1], known)
    session[_LINKED] = Linked()
    was_edited = session.pop(_BASKET_EDITED, False)
    if page != basket.PAGE:
        return
    if was_edited:
        st.query_params.from_dict(basket.write_basket(own_basket()).parameters)
        return
    raw = {name: st.query_params.get_all(name) for name in basket.PARAMETERS}
    asked, messages = basket.read_basket(raw, known)
    if asked.items and not own_basket().items:
        session[_BASKET] = asked
    own = own_basket()
    # Beside notes too long for a link, a link to one's own basket is that basket.
    is_other = asked != own and basket.write_basket(asked) != basket.write_basket(own)
    other = asked if asked.items and is_other else None
    version = (st.query_params.get_all(basket.VERSION) or [""])[-1]
    session[_LINKED] = Linked(messages, other, version, raw)


def change_basket(changed: Basket, told: str = "") -> None:
    """Put another basket in the place of the reader's own; `told` is what the reader hears of it
    in the next run of the page.
    """
    if changed == own_basket():
        return
    session = st.session_state
    session[_BASKET], session[_BASKET_EDITED], session[_BASKET_TOLD] = changed, True, told
    session.setdefault(_USED, "touched")


def note_heard(key: str) -> None:
    """Note in a button's callback that its press was followed."""
    st.session_state[_HEARD] = key


def take_heard(key: str) -> bool:
    """Whether the press of a button was followed already; asked once."""
    return st.session_state.pop(_HEARD, None) == key


def show_own_basket() -> None:
    """Callback: have the address of the basket's page hold the reader's own basket."""
    st.session_state[_BASKET_EDITED] = True


def tell_of_basket(told: str) -> None:
    """What the reader hears of the basket in the next run, where it stays as it is."""
    st.session_state[_BASKET_TOLD] = told


def take_told_of_basket() -> str:
    """What happened to the basket in this run; "" where nothing did, or it was told already."""
    return st.session_state.pop(_BASKET_TOLD, "")


def basket_of_tab() -> str | None:
    """The basket as the tab holds it until its next document; None where this session has none of
    its own, so that what the tab holds stays there.
    """
    session = st.session_state
    return basket.write_whole(session[_BASKET]) if _BASKET in session else None


def hold_basket() -> None:
    """Have the browser hold the reader's own basket in a text box that nobody sees; it comes back
    with the first click after a restart of the server.
    """
    whole = basket_of_tab()
    if whole is None:
        return
    hold(_BASKET_HELD, whole, on_all_pages=True)
    with st.container(key="unseen-basket"):
        st.text_input(
            "Your basket, kept by this tab",
            key=_BASKET_HELD,
            label_visibility="collapsed",
            on_change=touch,
        )
