"""The script behind every page: settings, filters and navigation around the page that the address
asks for.
"""

from html import escape

import streamlit as st

from ofsted.address.citation import NAME
from ofsted.dashboard import navigation, state
from ofsted.dashboard.held import data, turns
from ofsted.dashboard.parts import baskets, filter_dialog, filters, kept, share
from ofsted.errors import OfstedError
from ofsted.words import printed_date

MOST_MESSAGES = 3  # of a link that could not be followed; more would push the page out of sight


def last_inspection(release: data.Release) -> str:
    """The date that the data reach to, in words."""
    return printed_date(release.dataset.reports["inspected_to_on"].max())


def basket_mark() -> str:
    """What the script of the document keeps of the basket until the tab's next document."""
    held = state.basket_of_tab()
    return "" if held is None else f' data-basket="{escape(held)}"'


def main() -> None:
    """Draw the page."""
    st.set_page_config(layout="wide", initial_sidebar_state="auto")
    page = navigation.declare_pages()
    st.html(f'<p class="site-name"><strong>{NAME}</strong><span>independent of Ofsted</span></p>')
    try:
        release = data.read_release()
    except OfstedError as error:
        st.title("The data cannot be shown")
        st.error(f"The tables could not be read: {error}")
        st.stop()
    sent = state.widgets_of_former_session()
    state.recover_basket(sent, release.vocabulary.quotes)
    view = state.sync_view(navigation.name_of(page), release.vocabulary)
    with st.empty():  # holds the place, so that the page is not put up anew with the first basket
        state.hold_basket()
    release = data.read_release(view.scheme)
    name = navigation.name_of(page)
    navigation.name_tab(navigation.find_page(name).label)  # else a council's name would stay
    navigation.draw_navigation(name, release.vocabulary)
    heeds = "" if view.place and name == "places" else navigation.find_page(name).heeds
    told = "" if heeds == "all" else heeds
    with st.container(horizontal=True, gap="small", key="phone-bar"):
        navigation.draw_menu(name, release.vocabulary)
        filter_dialog.offer_filters(told, is_shown=bool(heeds))
    filters.style_panel(view, is_shown=bool(heeds))
    with st.sidebar:
        st.html('<h2 id="filters" tabindex="-1">Filters</h2>')
        filters.draw_filters(release, view, told)
    notice = st.empty()  # likewise when the notice goes
    with st.empty():  # likewise
        is_kept = kept.show_release(name, view, state.asked_parameters(), release)
    if messages := state.list_messages(release.vocabulary, is_kept=is_kept):
        notice.warning(
            "\n\n".join(messages)
            if len(messages) <= MOST_MESSAGES
            else f"{messages[0]}\n\n{len(messages) - 1} more parts of the link were not followed"
            " either."
        )
    try:
        page.run()
    except OfstedError as error:  # a file that this page needs; the others go on
        st.error(f"This page cannot be shown: {error}")
    if name in baskets.FOLDED_ON:
        baskets.hear_folds(release.dataset.recommendations)
    st.html(
        f'{baskets.tell()}<p class="foot"{basket_mark()}>{NAME} is independent of Ofsted and not'
        " official statistics. "
        f"Inspections up to {last_inspection(release)}. Data version {escape(release.version)}. "
        "Code: MIT. Annotations: CC BY 4.0. Reports: © Crown copyright. "
        '<span class="print-only">Address:'
        f" {escape(share.share_address(name, view, release.vocabulary))}</span></p>"
    )
    state.take_again(sent)


with turns.turn(), data.one_release():
    main()
