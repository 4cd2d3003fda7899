"""The action plan of a council prints on one sheet of paper."""

from __future__ import annotations

import pypdfium2
import pytest

from ofsted import paths
from ofsted.dashboard.held import data, memory
from ofsted.limits import MOST_PRINTED_WORDS
from ofsted.served.plan import write_plan_page
from ofsted.served.site import Site
from ofsted.served.source import Source, find_area

pytestmark = pytest.mark.browser
FILES = paths.ROOT / "ofsted" / "served" / "files"
WORD = "agency "  # with its blank as long as words are on the average


def latest_lists():
    rows = data.read_release().dataset.recommendations
    newest = rows.sort_values("inspected_to_on").groupby("urn")["report_id"].last()
    return rows[rows["report_id"].isin(newest)].groupby("urn")["word_count"].agg(["sum", "size"])


def printed_pages(browser, urn) -> int:
    source = Source(data.read_release, data.read_areas, lambda: {}, memory.find)
    area = find_area(data.read_areas(), urn)
    html = write_plan_page(area, source, Site("", "https://example.org/explorer"))
    styles = "".join((FILES / name).read_text() for name in ("page.css", "plan.css"))
    page = browser.new_page()
    page.set_content(html.replace("</head>", f"<style>{styles}</style></head>"))
    content = page.pdf(prefer_css_page_size=True, print_background=True)
    page.close()
    return len(pypdfium2.PdfDocument(content))


@pytest.mark.parametrize("order", ["sum", "size"])
def test_the_longest_plans_print_on_one_page(browser, monkeypatch, order):
    monkeypatch.setattr(Source, "find_wording", lambda self, row: WORD * row.word_count)
    longest = latest_lists().sort_values(order).index[-3:]
    assert [printed_pages(browser, urn) for urn in longest] == [1, 1, 1]


def test_a_plan_as_long_as_wordings_are_shown_prints_on_one_page(browser, monkeypatch):
    lists = latest_lists()
    urn = lists.sort_values("size").index[-1]
    each = MOST_PRINTED_WORDS // int(lists.loc[urn, "size"])
    monkeypatch.setattr(Source, "find_wording", lambda self, row: WORD * each)
    assert printed_pages(browser, urn) == 1


def test_a_plan_too_long_for_its_wordings_prints_summaries_on_one_page(browser, monkeypatch):
    monkeypatch.setattr(Source, "find_wording", lambda self, row: WORD * 200)
    urn = latest_lists().sort_values("size").index[-1]
    assert printed_pages(browser, urn) == 1
