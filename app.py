"""Ofsted Recommendations Explorer: `streamlit run app.py` opens it.

This is the web application; the script that draws the pages is `ofsted/dashboard/shell.py`.
"""

from pathlib import Path

import streamlit as st

from ofsted.dashboard.server import MIDDLEWARE, ROUTES, lifespan

SHELL = Path(__file__).parent / "ofsted" / "dashboard" / "shell.py"

app = st.App(SHELL, lifespan=lifespan, routes=ROUTES, middleware=MIDDLEWARE)
