"""Drill-down, downloads, wording, layout and accessibility, as a reader meets them."""

import csv
import io
import re
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from ofsted import paths
from ofsted.analysis.counting.selection import Selection, choose_recommendations
from ofsted.dashboard.held import data
from ofsted.served.counted import count_shown
from tests.browser.conftest import click_mark, settle

pytestmark = pytest.mark.browser


def query(page):
    return parse_qs(urlsplit(page.url).query)


def hit_count(selection):
    return int(choose_recommendations(data.read_release().dataset, selection, coded=True).sum())


def test_a_click_on_a_cell_leads_to_exactly_its_recommendations_and_back(server, visit):
    page = visit(f"{server}/heatmap?by=rating&deprivation=1", height=1600)
    chart = page.locator(".js-plotly-plot")
    expect(chart).to_be_visible()
    code, group = chart.evaluate(
        "chart => chart.data.find(trace => trace.name === 'cells').customdata[1]"
    )
    x, y = chart.evaluate(
        "chart => { const cells = chart.data.find(trace => trace.name === 'cells'); return"
        " [cells.x[1], cells.y[1]] }"
    )
    click_mark(page, chart, x, y)
    expect(page.locator("h1")).to_contain_text("Quotes")
    settle(page)
    assert query(page) == {"deprivation": ["1"], "category": [code], "rating": [group]}
    expected = hit_count(Selection(deprivation=(1,), category=(code,), rating=(group,)))
    expect(page.locator(".chosen")).to_contain_text(f"{expected:,} recommendation")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Heatmap")
    settle(page)
    page.wait_for_timeout(1000)
    assert urlsplit(page.url).path == "/heatmap"
    assert query(page) == {
        "by": ["rating"],
        "deprivation": ["1"],
    }


def test_a_cell_can_be_reached_by_keyboard_alone(server, visit):
    page = visit(f"{server}/heatmap?by=rating")
    dataset = data.read_release().dataset
    counts = count_shown(dataset, Selection(), "category", "share", "rating")
    page.get_by_test_id("stMain").get_by_role("combobox", name=re.compile("Category")).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    settle(page)
    link = page.get_by_test_id("stMain").get_by_role("link", name=re.compile("^Read [0-9,]+ rec"))
    target = parse_qs(urlsplit(link.get_attribute("href")).query)
    cell = counts[
        (counts["code"] == target["category"][0]) & (counts["group"] == target["rating"][0])
    ]
    assert f"Read {int(cell['hit_count'].iloc[0]):,} " in link.inner_text()
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Quotes")
    settle(page)
    assert query(page) == target


def downloaded(page, name):
    with page.expect_download() as started:
        page.get_by_role("button", name=name).first.click()
    return started.value


def text_of(download):
    # Line ends stay as they are written.
    return Path(download.path()).read_bytes().decode("utf-8-sig")


def test_the_csv_holds_the_numbers_that_are_shown(server, visit):
    page = visit(
        f"{server}/themes?framework=F4&buy=now"
    )  # what a link says besides is not repeated
    download = downloaded(page, "Download CSV")
    rows = list(csv.DictReader(io.StringIO(text_of(download))))
    chosen = Selection(framework=("F4",))
    counts = count_shown(data.read_release().dataset, chosen, "category", "share")
    head = "What needs to improve"
    assert {row[head]: int(row["Recommendations with it"]) for row in rows} == dict(
        zip(counts["label"], counts["hit_count"], strict=True)
    )
    sources = {row["Source"] for row in rows}
    assert sources == {
        f"Ofsted Recommendations Explorer, data version {data.read_release().version},"
        f" {server}/themes?framework=F4"
    }
    assert download.suggested_filename.startswith("ofsted-recommendations-category-")
    assert data.read_release().version in download.suggested_filename


def test_the_workbook_says_what_it_holds_and_where_it_comes_from(server, visit):
    page = visit(f"{server}/themes?framework=F4")
    headline = page.get_by_role("heading", level=2).filter(has_text="most often").first.inner_text()
    download = downloaded(page, "Download Excel")
    with zipfile.ZipFile(download.path()) as parts:
        texts = unescape(parts.read("xl/sharedStrings.xml").decode("utf-8"))
    assert headline in texts
    assert f"{server}/themes?framework=F4, accessed" in texts
    assert "No person has checked a sample yet." in texts
    assert download.suggested_filename.endswith(".xlsx")


def test_the_list_of_quotes_is_downloaded_whole(server, visit):
    page = visit(f"{server}/quotes?rating=outstanding")
    download = downloaded(page, re.compile("^Download all"))
    rows = list(csv.DictReader(io.StringIO(text_of(download))))
    assert len(rows) == hit_count(Selection(rating=("outstanding",)))


@pytest.mark.parametrize("name", ["reports", "recommendations"])
def test_the_committed_tables_can_be_downloaded(server, visit, name):
    page = visit(f"{server}/about")
    parquet = downloaded(page, f"{name.capitalize()} as Parquet")
    committed = {"reports": paths.REPORTS_TABLE, "recommendations": paths.RECOMMENDATIONS_TABLE}[
        name
    ]
    assert Path(parquet.path()).read_bytes() == committed.read_bytes()
    table = downloaded(page, re.compile(f"^{name.capitalize()} as CSV"))
    rows = list(csv.reader(io.StringIO(text_of(table))))
    release = data.read_release().dataset
    assert len(rows) == len(getattr(release, name)) + 1


def test_cards_are_paged_and_each_leads_to_its_page_in_the_report(server, visit):
    page = visit(f"{server}/quotes?framework=F4")
    assert page.locator("article").count() == 20
    first = page.locator("article").first.inner_text()
    page.get_by_role("button", name="Next page").first.click()
    expect(page).to_have_url(re.compile("page=2"))
    settle(page)
    assert page.locator("article").first.inner_text() != first
    source = page.locator('article a[href*="files.ofsted"]').first
    assert re.fullmatch(
        r"https://files\.ofsted\.gov\.uk/v1/file/[0-9]+#page=[0-9]+", source.get_attribute("href")
    )
    assert source.get_attribute("target") == "_blank"
    assert "noopener" in source.get_attribute("rel")


def test_a_permalink_opens_one_card_and_there_is_a_way_back(server, visit):
    page = visit(f"{server}/quotes?framework=F4")
    name = page.locator("article h3").nth(3).inner_text()
    page.locator("article").nth(3).get_by_role("link", name="Link to this recommendation").click()
    expect(page.locator("article")).to_have_count(1)
    settle(page)
    assert page.locator("article h3").inner_text() == name
    assert set(query(page)) == {"quote"}
    page.get_by_role("button", name="Show all recommendations").click()
    expect(page.locator("article")).to_have_count(20)


def test_similar_recommendations_are_loaded_when_their_fold_is_opened(server, visit):
    page = visit(f"{server}/quotes?framework=F4")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    fold = page.locator("details[data-similar]").nth(1)
    expect(page.locator("details[data-similar]")).to_have_count(20)
    fold.locator("summary").click()
    expect(fold.locator("li")).to_have_count(10)
    assert [address for address in asked if address.endswith("/similar")] == [
        f"{server}/recommendation/{fold.get_attribute('data-similar')}/similar"
    ]
    where = fold.get_by_role("link").first
    told = where.inner_text()
    where.click()
    expect(page.locator("article")).to_have_count(1)
    settle(page)
    assert "quote" in query(page)
    assert told.split(",")[0] in page.locator("article h3").inner_text()


def test_searching_narrows_the_list_and_is_kept_in_the_address(server, visit):
    page = visit(f"{server}/quotes")
    page.get_by_role("textbox", name="Search").fill("Leeds")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=Leeds"))
    settle(page)
    assert "match" in page.locator(".chosen").inner_text()
    assert all("Leeds" in heading for heading in page.locator("article h3").all_inner_texts())


def test_the_server_sends_its_headers_and_keeps_its_metrics_to_itself(server, visit):
    page = visit(server)
    answer = page.request.get(f"{server}/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert f"ws://{urlsplit(server).netloc}" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in answer.headers
    assert "permissions-policy" in answer.headers
    assert page.request.get(f"{server}/_stcore/metrics").status == 404
    script = re.search(r'src="\./(static/js/[^"]+)"', answer.text()).group(1)
    assert page.request.get(f"{server}/{script}").headers["content-encoding"] == "gzip"
