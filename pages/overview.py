"""Main points: what Ofsted asks for most, what has changed, and a way to look up a council."""

import streamlit as st

from ofsted.dashboard.exhibits import main_points
from ofsted.dashboard.held import data

release = data.read_release()
points = main_points.main_points(release)

st.title("What Ofsted tells councils’ children’s services to improve", anchor=False)
told, sought = st.columns([3, 2])
with told:
    main_points.show_size(release)
with sought:
    main_points.offer_search(release)
left, right = st.columns([3, 2], gap="large")
with left:
    if points and points[0].kind == "largest":
        main_points.show_lead(release, points[0])
    main_points.show_status(release)
with right:
    main_points.show_points(release, tuple(p for p in points if p.kind != "largest"))
main_points.show_who(release)
main_points.show_coverage(release)
