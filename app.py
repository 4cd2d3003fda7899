"""Ofsted Recommendations Explorer: `streamlit run app.py` opens it.

This is the web application; the script that draws the pages is `ofsted/dashboard/shell.py`.
"""

from pathlib import Path

import streamlit as st

from ofsted.dashboard.server import MIDDLEWARE

app = st.App(Path(__file__).parent / "ofsted" / "dashboard" / "shell.py", middleware=MIDDLEWARE)
