"""The rows of a heatmap in the order asked for: by all groups, by the widest difference, by one
column; and the page that shows it.
"""

from __future__ import annotations

import re

import pandas as pd
import pytest

from ofsted.analysis.counting.counts import count_codes, few_reports
from ofsted.analysis.counting.selection import Selection
from ofsted.charts.heatmap import matrix
from ofsted.charts.printed import wide_table
from ofsted.charts.style import ordered_codes, ranked_codes
from ofsted.codebook import ONLY_WHO
from tests import pages


@pytest.fixture(scope="module")
def counts(release):
    chosen = Selection(framework=("F4",))
    return few_reports(count_codes(release.dataset, chosen, level="what", by="rating"))


def shares(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.pivot(index="code", columns="group", values="share")


def test_the_widest_difference_between_groups_with_shares_comes_first(counts):
    order = ordered_codes(counts, "share", "difference")
    large = shares(counts[~counts["is_small"]])
    gaps = (large.max(axis=1) - large.min(axis=1)).loc[order[:-1]]
    assert gaps.is_monotonic_decreasing
    assert order[-1] == ONLY_WHO


def test_one_column_orders_the_rows_and_an_unknown_one_leaves_them(counts):
    order = ordered_codes(counts, "share", "column", "inadequate")
    assert shares(counts)["inadequate"].loc[order[:-1]].is_monotonic_decreasing
    assert ordered_codes(counts, "share", "column", "nobody") == ranked_codes(counts, "share")
    assert ordered_codes(counts, "share") == ranked_codes(counts, "share")


def test_picture_and_table_keep_the_order_and_the_picture_its_first_rows(counts):
    order = ordered_codes(counts, "share", "difference")
    labels = counts.drop_duplicates("code").set_index("code")["label"]
    assert wide_table(counts, "share", order).iloc[:, 0].tolist() == labels[order].tolist()
    chart = matrix(counts, "share", order=order, most=3)
    drawn = {mark[0] for mark in chart.data[-1].customdata}
    assert drawn == set(order[:3])


def test_the_page_opens_in_the_order_of_its_address_and_links_every_cell():
    app = pages.open_page("heatmap", order="column", column="inadequate")
    assert not app.exception
    assert app.selectbox(key="pick-order").value == "inadequate"
    app.selectbox(key="pick-order").set_value("difference").run()
    assert pages.in_link(app, "order") == "difference"
    app.selectbox(key="pick-order").set_value("good").run()
    assert [pages.in_link(app, name) for name in ("order", "column")] == ["column", "good"]


def test_twenty_themes_are_drawn_until_all_are_asked_for():
    app = pages.open_page("heatmap", level="theme")
    assert not app.exception
    toggle = app.toggle(key="heatmap-all")
    count = int(re.search("Show all ([0-9]+) rows", toggle.label)[1])
    assert count > 20
    few = len(app.get("plotly_chart")[0].proto.spec)
    toggle.set_value(True).run()
    assert not app.exception
    assert len(app.get("plotly_chart")[0].proto.spec) > few
