"""Code a report: themes suggested for a report that the reader sends, corrected by hand, compared
and downloaded; nothing is kept.
"""

import streamlit as st

from ofsted.dashboard.exhibits import suggestions, uploads
from ofsted.dashboard.held import data
from ofsted.dashboard.parts import heading

LEDE = (
    "Have a report that is not in this release? Drop its PDF here, of any framework from 2009 on."
    " Its recommendations are read out and a classifier "
    "suggests themes for each, which you can correct and take away."
)
PRIVACY = (
    "What you send stays yours. The file is read in the server’s memory and dropped as soon as it"
    " has been read. Its wording and coding are held in "
    "memory for this tab alone. They are dropped when you ask for it, some minutes after you close"
    " the tab, or an hour after your last step here. "
    "Reloading the page, or a restart of the server, drops them too, with your corrections:"
    " download these first. Nothing is written to disk, logged, passed on or learned from."
)

release = data.read_release("full")
suggester = uploads.find_suggester()

heading.draw_title("code")
st.html(f'<p class="lede">{LEDE}</p>')
st.html(f"<p>{PRIVACY}</p>")
if isinstance(suggester, str):
    st.error(suggester)
    st.stop()
uploads.take_report(suggester)
uploads.take_lines(suggester)
uploads.show_trouble()
if (held := uploads.find_held()) and (sent := held.value):
    uploads.offer_to_forget()
    published = suggestions.find_published(sent, release)
    suggestions.show_about(sent, release, published)
    suggestions.show_items(sent, suggester, release, published)
    suggestions.show_profile(sent, release, published)
    suggestions.offer_downloads(held, suggester)
