"""The pages as a folder for a static host: relative links, none broken, written whole."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from ofsted.__main__ import main
from ofsted.commands.site import list_licences
from ofsted.errors import OfstedError
from ofsted.files.notes import OPEN_TERMS, RESTRICTED_TERMS
from ofsted.served import static
from ofsted.served.editions import read_published
from ofsted.served.source import Source
from ofsted.served.static import list_leaves, write_site

MOST = 12  # pages of each kind


@pytest.fixture(scope="module")
def source() -> Source:
    return read_published(with_wording=False)


@pytest.fixture(scope="module")
def site(source, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sites") / "site"
    write_site(folder, source, jobs=2, most=MOST)
    return folder


def links_of(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return [unescape(link) for link in re.findall(r'(?:href|src)="([^"]*)"', text)]


def crawl(folder: Path) -> tuple[set[Path], list[str]]:
    """The pages that can be reached from the first one, and what is wrong with their links."""
    found, waiting, broken = set(), [folder / "index.html"], []
    while waiting:
        page = waiting.pop()
        if page in found:
            continue
        found.add(page)
        for link in links_of(page):
            parts = urlsplit(link)
            if parts.scheme or link.startswith("#"):
                continue
            target = (page.parent / unquote(parts.path)).resolve()
            is_inside = target.is_relative_to(folder.resolve())
            if link.startswith("/") or not link or not is_inside or not target.is_file():
                broken.append(f"{page.relative_to(folder)}: {link}")
            elif target.suffix == ".html":
                waiting.append(target)
    return found, broken


def test_no_relative_link_is_broken_and_none_is_absolute(site):
    found, broken = crawl(site)
    assert broken == []
    assert len(found) > 3 * MOST


def test_links_lead_out_to_the_reports_and_licences_alone(site):
    pages = list(site.rglob("*.html"))
    outside = {urlsplit(link).netloc for page in pages for link in links_of(page)}
    assert outside == {"", "files.ofsted.gov.uk", "creativecommons.org"}


def test_pages_say_what_the_served_ones_say(site):
    first = (site / "index.html").read_text(encoding="utf-8")
    assert "named most often" in first
    theme = (site / "view" / "themes" / "index.html").read_text(encoding="utf-8")
    assert "540 of 1,452 recommendations (37%)" in unescape(theme)


def test_every_view_filter_council_theme_and_recommendation_is_written(source):
    release = source.release()
    files = {leaf.file for leaf in list_leaves(source)}
    rows = release.dataset.recommendations
    assert {f"recommendation/{key}/index.html" for key in rows["recommendation_id"]} <= files
    assert {f"theme/{code}/index.html" for code in release.dataset.codebook.ids} <= files
    assert sum(file.startswith("area/") for file in files) == len(source.read_areas()) + 1
    for view in ("themes", "heatmap", "compare", "trends", "recommendations"):
        for name in ("rating", "deprivation", "rurality", "region", "la_type"):
            count = sum(file.startswith(f"view/{view}/{name}-") for file in files)
            wanted = release.dataset.reports[name].dropna().unique()
            assert count >= len(wanted)


def test_without_being_asked_no_wording_is_written(source, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(
        "ofsted.served.editions.read_quotes", lambda: asked.append(1) or {"2761820-01": "x"}
    )
    assert read_published(with_wording=False).read_quotes() == {}
    assert not asked
    assert read_published(with_wording=True).read_quotes() == {"2761820-01": "x"}


def test_the_licences_of_the_wording_are_told(source):
    reports = source.release().dataset.reports
    free = reports.loc[~reports["is_non_commercial"], "report_id"].iloc[0]
    bound = reports.loc[reports["is_non_commercial"], "report_id"].iloc[0]
    quotes = {f"{free}-01": "x", f"{free}-02": "x", f"{bound}-01": "x"}
    told = list_licences(
        Source(source.read_release, source.read_areas, lambda: quotes, source.find)
    )
    assert told == [
        f"wording of 1 reports: {OPEN_TERMS}",
        f"wording of 1 reports: {RESTRICTED_TERMS}",
    ]


def test_links_to_what_no_file_answers_lead_to_the_dashboard_where_it_is_known(source, tmp_path):
    write_site(tmp_path / "site", source, public="https://example.org/x", jobs=1, most=1)
    links = links_of(tmp_path / "site" / "index.html")
    assert "https://example.org/x/" in links
    assert any(link.startswith("https://example.org/x/api/v1/themes.csv") for link in links)
    assert crawl(tmp_path / "site")[1] == []


def test_a_folder_that_is_no_site_of_ours_is_left_alone(source, tmp_path, capsys):
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with pytest.raises(OfstedError, match="expected a new folder"):
        write_site(tmp_path, source, most=1)
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]
    file = tmp_path / "photo.jpg"
    with pytest.raises(OfstedError, match="not empty"):
        write_site(file, source, most=1)
    assert main(["site", str(tmp_path)]) == 2
    assert "not empty" in capsys.readouterr().err


def test_a_site_that_was_written_before_is_replaced_and_an_empty_folder_taken(source, tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    write_site(folder, source, jobs=1, most=1)
    (folder / "area" / "old.html").write_text("old")
    count = write_site(folder, source, jobs=1, most=1)
    assert not (folder / "area" / "old.html").exists()
    held = json.loads((folder / "site.json").read_text(encoding="utf-8"))
    assert held["page_count"] == count == len(list(folder.rglob("index.html")))
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_site_that_breaks_off_leaves_what_stood_there(source, tmp_path, monkeypatch):
    folder = tmp_path / "site"
    write_site(folder, source, jobs=1, most=1)
    before = sorted(folder.rglob("*"))
    monkeypatch.setattr(static, "render", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_site(folder, source, jobs=1, most=1)
    assert sorted(folder.rglob("*")) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
