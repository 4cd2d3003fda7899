"""The pages of statistics in a browser: what a reader picks is in the address, changes what is
shown, and leads to the recommendations counted.
"""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from ofsted.dashboard.held import data
from tests.browser.conftest import click_mark, open_controls, settle

pytestmark = pytest.mark.browser


def pick(page, label, option):
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def follow(page, name):
    page.get_by_role("link", name=name).first.click()
    page.wait_for_url(re.compile("/quotes"))
    settle(page)


def test_a_grouping_is_compared_and_both_sides_lead_to_as_many_recommendations_as_they_count(
    server, visit
):
    page = visit(f"{server}/compare?framework=F4")
    open_controls(page)
    pick(page, "Compare by", "Deprivation")
    expect(page).to_have_url(re.compile("by=deprivation"))
    expect(
        page.get_by_role(
            "heading",
            name=re.compile(
                "between reports on councils in the most deprived third and reports on councils in the"
                " least deprived third"
            ),
        )
    ).to_be_visible()
    link = page.get_by_role("link", name=re.compile(r"^Read [\d,]+ recommendations? in A$"))
    counted = re.search(r"[\d,]+", link.inner_text()).group()
    follow(page, re.compile(r"^Read [\d,]+ recommendations? in A$"))
    expect(page.locator("p.chosen").first).to_have_text(re.compile(rf"^{counted} recommendation"))
    assert parse_qs(urlsplit(page.url).query)["deprivation"] == ["1"]


def test_a_click_on_a_row_of_a_comparison_is_kept_in_the_address(server, visit):
    page = visit(f"{server}/compare?framework=F4&by=rating&a=good&b=inadequate", height=1800)
    chart = page.locator(".js-plotly-plot").first
    expect(chart).to_be_visible()
    trace = (
        "chart.data.find(trace => trace.mode.startsWith('markers') && trace.customdata &&"
        " trace.customdata.length > 1)"
    )
    code, x, y = chart.evaluate(
        f"chart => {{ const dots = {trace}; return [dots.customdata[1][0], dots.x[1], dots.y[1]] }}"
    )
    click_mark(page, chart, x, y)
    expect(page).to_have_url(re.compile(rf"row={code}"))
    settle(page)
    label = data.read_release().dataset.codebook.labels[code]
    expect(page.get_by_text(re.compile(rf"^{re.escape(label)}: ")).first).to_be_visible()
    page.reload()
    settle(page)
    expect(page.get_by_text(re.compile(rf"^{re.escape(label)}: ")).first).to_be_visible()


def test_two_saved_sets_are_compared_and_the_side_bar_changes_neither(server, visit):
    page = visit(
        f"{server}/compare?by=none&a=framework%3DF4%26rating%3Doutstanding&b=framework%3DF4%26rating%3Dgood"
    )
    before = page.get_by_role("heading", level=2).all_inner_texts()
    page.get_by_test_id("stSidebar").get_by_text("Major conurbation", exact=False).first.click()
    settle(page)
    assert "rurality=1" in page.url
    assert page.get_by_role("heading", level=2).all_inner_texts() == before


def test_quarters_are_drawn_when_they_are_picked(server, visit):
    page = visit(f"{server}/trends")
    open_controls(page)
    page.get_by_text("Quarter", exact=True).click()
    expect(page).to_have_url(re.compile("steps=quarter"))
    settle(page)
    expect(
        page.get_by_text("Each point covers the four quarters that end with it.", exact=False).first
    ).to_be_visible()
    assert page.locator(".js-plotly-plot").count() == 9


def test_a_claim_opens_by_keyboard_and_other_reports_give_other_verdicts(server, visit):
    page = visit(f"{server}/check")
    headline = page.get_by_role("heading", name=re.compile("^Of 71 claims")).inner_text()
    pick(page, "Reports and theme list", "ILACS alone, strict view")
    expect(page).to_have_url(re.compile("basis=strict-ilacs"))
    assert page.get_by_role("heading", name=re.compile("^Of 71 claims")).inner_text() != headline
    expect(page.locator("p.chosen")).to_contain_text("ILACS alone, strict view")
    page.locator("#C12 summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#C12 table").first).to_be_visible()


def test_a_sample_is_drawn_and_used_as_a_filter_of_another_page(server, visit):
    page = visit(f"{server}/sample?sample=F4:16;seed=3")
    expect(
        page.get_by_role("heading", name=re.compile("^The sample holds 16 of 321 reports"))
    ).to_be_visible()
    page.get_by_role("button", name="New seed: draw another sample").click()
    page.wait_for_url(re.compile(r"sample=F4(%3A|:)16(%3B|;)seed(%3D|=)(?!3(&|$))"))
    settle(page)
    page.get_by_role("link", name="Use this sample as a filter: themes").click()
    page.wait_for_url(re.compile("/themes"))
    settle(page)
    expect(page.locator("p.chosen").first).to_contain_text("from 16 reports")


def test_a_theme_of_the_codebook_is_found_and_leads_to_its_recommendations(server, visit):
    page = visit(f"{server}/reliability")
    page.get_by_role("textbox", name="Find a theme").fill("private fostering")
    page.keyboard.press("Enter")
    settle(page)
    link = page.locator(
        'a[href*="theme=groups%2Fprivate-fostering"], a[href*="theme=groups/private-fostering"]'
    ).first
    expect(link).to_be_visible()
    assert "/quotes" in link.get_attribute("href") or link.get_attribute("href").startswith(
        "quotes"
    )
