"""Accessibility: what was tested, what is known not to work, and whom to write to."""

import streamlit as st

from ofsted.dashboard.held import contact
from ofsted.dashboard.parts import heading

STATEMENT = """
We want as many people as possible to be able to use this site. You should be able to:

* zoom in to 400% without text spilling off the screen
* use every page with a keyboard alone
* read every chart as a table
* read councils, themes and recommendations on pages that need no scripts.

**How accessible it is.** The site aims at level AA of the Web Content Accessibility Guidelines,
version 2.2. Pages are tested by machine with axe at two widths, 1400 and 375 pixels, and at 200%
zoom. They are tested for sideways scrolling at 320 pixels, and as printed on A4. No test with a
screen reader, and no audit by a person from outside, has been made yet. Use by keyboard alone is tested on some pages only.

**What we know does not work well**

* Pages change a moment after a choice. Screen readers are told of new counts, not of new charts.
* Wide tables and the heatmap scroll sideways on a narrow screen. The arrow keys reach them.
* Drop-down lists come from Streamlit. Their focus ring is thin.
* Ofsted’s own reports are PDF files. We have not tested them with screen readers.
"""

heading.draw_title("accessibility")
st.markdown(STATEMENT)
st.header("Report a problem", anchor=False)
st.write(contact.describe_contact("a part of this site that you cannot use"))
st.markdown("Prepared on 29 November 2026, from our own tests.")
