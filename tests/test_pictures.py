"""Pictures to take away hold what the dashboard's charts hold, and stand well on their paper."""

from __future__ import annotations

import asyncio
import random
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from html import unescape
from io import BytesIO
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from PIL import Image

from ofsted import glossary, paths
from ofsted.address.url import read_link
from ofsted.address.view import View, slug
from ofsted.analysis.headlines.trends import VERDICTS
from ofsted.charts.inspections import timeline
from ofsted.charts.pictures import layout, paint, typeface
from ofsted.charts.pictures.figures import describe_inspections
from ofsted.charts.pictures.frame import preview_sheet, whole_sheet
from ofsted.charts.pictures.grids import grid_width
from ofsted.charts.pictures.sheet import Box, Dot, Sheet, Words
from ofsted.charts.pictures.space import Space
from ofsted.charts.pictures.values import (
    Bars,
    Cell,
    Grid,
    Mark,
    Nothing,
    Pairs,
    Panels,
    Picture,
    Row,
)
from ofsted.charts.shades import cell_colour
from ofsted.charts.style import notice
from ofsted.dashboard.exhibits import comparison, themes, trends
from ofsted.dashboard.held import data, memory
from ofsted.limits import MOST_GRID, NAMED_LINES, PREVIEW_HEIGHT, PREVIEW_WIDTH
from ofsted.served import counted, images
from ofsted.served.asked import read_query
from ofsted.served.contrast import read_contrast
from ofsted.served.headlines import PAGES, tell
from ofsted.served.limits import Allowance, Busy, Easel
from ofsted.served.server import Kept
from ofsted.served.site import Site
from ofsted.served.source import Source
from tests import pages
from tests.asgi import ask, run
from tests.test_served import PUBLIC, make_app

pytestmark = pytest.mark.slow

SITE = Site("", PUBLIC)
SOURCE = Source(data.read_release, data.read_areas, dict, memory.find)
SPACE = Space(0, 0, 844)
SEED = 20261129


def read_view(query: str) -> View:
    return read_link(read_query(query.encode()), data.read_release().vocabulary)[0]


def described(page: str, query: str) -> Picture:
    return images.describe_picture(page, read_view(query), SOURCE, SITE)


def drawn(figure) -> SimpleNamespace:
    """What matplotlib draws of a figure: its texts in order, and the rectangles."""
    space = SPACE
    if isinstance(figure, Grid):
        space = replace(space, width=max(space.width, grid_width(figure, space)))
    sheet = Sheet(space.width)
    sheet.height = layout.place(sheet, figure, space) + 10
    artists = paint.draw(sheet).artists
    texts = [artist.get_text().strip() for artist in artists if hasattr(artist, "get_text")]
    boxes = [artist for artist in artists if hasattr(artist, "get_width")]
    lines = [artist for artist in artists if hasattr(artist, "get_xdata")]
    return SimpleNamespace(texts=texts, boxes=boxes, lines=lines, running=" ".join(texts))


def plain(text: str) -> str:
    """A text of plotly's without its tags, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def tight(text: str) -> str:
    """A text without the places where its lines are broken."""
    return "".join(text.split())


def random_queries(count: int, bys: tuple[str, ...]) -> list[str]:
    """Views drawn by lot: filters, unit, level and grouping."""
    drawing = random.Random(SEED)
    filters = ("framework", "rating", "deprivation", "rurality", "region", "category")
    vocabulary = data.read_release().vocabulary
    queries = []
    for _ in range(count):
        chosen = {"framework": "all"}
        for name in drawing.sample(filters, drawing.randint(0, 2)):
            code = drawing.choice(vocabulary.codes[name])
            chosen[name] = str(code).replace(" ", "-").lower() if name == "region" else str(code)
        chosen["unit"] = drawing.choice(("share", "reports", "count", "expected"))
        chosen["level"] = drawing.choice(("category", "theme"))
        chosen["by"] = drawing.choice(bys)
        queries.append("&".join(f"{name}={value}" for name, value in chosen.items()))
    return queries


BARS = [
    "framework=F4",
    "level=theme&framework=F4",
    "unit=count&rating=inadequate&framework=F4",
    "unit=reports&region=london&framework=all",
    "by=rating&framework=F4",
    "by=framework&unit=expected",
    "area=bradford&framework=all",
    "theme=groups/neglect&framework=F4",
    "category=risk&level=theme&by=deprivation&framework=F4",
    *random_queries(16, ("none", "rating", "deprivation", "framework")),
]
GRIDS = [
    "framework=F4",
    "by=region&framework=all",
    "by=year&unit=count&framework=all",
    "by=deprivation&level=theme&framework=F4",
    "area=bradford&by=year&framework=all",
    "by=rating&order=difference&framework=F4",
    "by=region&order=column&column=london&unit=themes-named&framework=F4",
    *random_queries(10, ("rating", "year", "region", "la_type", "period")),
]


def chart_of(query: str):
    """The chart of the page Themes."""
    view = read_view(query)
    release = data.read_release(view.scheme)
    if view.by == "none":
        return themes.ranking(release, view.selection, view.level, view.unit)
    return themes.split(release, view.selection, view.level, view.unit, view.by)


# Every label and number of the dashboard's charts


@pytest.mark.parametrize("query", BARS)
def test_a_picture_of_bars_holds_every_label_and_number_of_the_chart(query):
    shown, picture = chart_of(query), described("themes", query)
    chart = shown.chart.as_dict()
    if isinstance(picture.figure, Nothing):
        assert chart == notice(picture.figure.reason).as_dict()
        return
    assert isinstance(picture.figure, Bars)
    bars, whiskers = chart["data"]
    labels = [(note["y"], plain(note["text"])) for note in chart["layout"]["annotations"]]
    texts = [(y, plain(text)) for y, text in zip(bars["y"], bars["text"], strict=True)]
    found = drawn(picture.figure)
    assert tight(found.running) == tight(" ".join(text for _, text in sorted([*labels, *texts])))
    assert [to_hex(box) for box in found.boxes] == bars["marker"]["color"]
    check_lengths([box.get_width() for box in found.boxes], bars["x"])
    ends = [x for x in whiskers["x"] if x is not None]
    whisker_lines = [line for line in found.lines if line.get_linewidth() == 1.8]
    start = found.boxes[0].get_x()
    reached = [float(x) - start for line in whisker_lines for x in line.get_xdata()]
    check_lengths([*reached, found.boxes[0].get_width()], [*ends, bars["x"][0]])


def to_hex(box) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in box.get_facecolor()[:3])


def check_lengths(found: list[float], values: list[float]) -> None:
    """Lengths are as long for each other as the values are."""
    longest, highest = max(found, default=0), max(values, default=0)
    assert len(found) == len(values)
    for length, value in zip(found, values, strict=True):
        assert length * (highest or 1) == pytest.approx(value * (longest or 1), abs=1e-6)


@pytest.mark.parametrize("query", GRIDS)
def test_a_picture_of_a_grid_holds_every_label_and_number_of_the_chart(query):
    view = read_view(query)
    by = "rating" if view.by == "none" else view.by
    release = data.read_release(view.scheme)
    groups = {slug(str(code)): code for code in release.vocabulary.codes.get(by, ())}
    shown, counts, _ = themes.grid(
        release, view.selection, view.level, view.unit, by, view.order, groups.get(view.column)
    )
    picture = described("heatmap", query)
    chart = shown.chart.as_dict()
    if isinstance(picture.figure, Nothing):
        assert chart == notice(picture.figure.reason).as_dict()
        return
    assert isinstance(picture.figure, Grid)
    heads = [plain(text) for text in chart["layout"]["xaxis"]["ticktext"]]
    labels = [plain(text) for text in chart["layout"]["yaxis"]["ticktext"]][:MOST_GRID]
    texts = {
        (y, x): text
        for trace in chart["data"]
        if trace.get("mode") == "text"
        for x, y, text in zip(trace["x"], trace["y"], trace["text"], strict=True)
    }
    rows = [[label, *(texts[y, x] for x in range(len(heads)))] for y, label in enumerate(labels)]
    found = drawn(picture.figure)
    assert tight(found.running) == tight(
        " ".join([*heads, *(text for row in rows for text in row)])
    )
    levels = chart["data"][0]["z"]
    fills = [fill_of(level) for row in levels[:MOST_GRID] for level in row]
    assert len(found.boxes) == len(fills)
    for box, fill in zip(found.boxes, fills, strict=True):
        assert is_like(to_hex(box), fill)


def fill_of(level: float | None) -> str:
    return "#EFEFEF" if level is None else cell_colour(level)


def is_like(first: str, second: str) -> bool:
    """Equal but for rounding."""
    parts = [[int(text[at : at + 2], 16) for at in (1, 3, 5)] for text in (first, second)]
    return all(abs(a - b) <= 1 for a, b in zip(*parts, strict=True))


@pytest.mark.parametrize(
    "query",
    ["framework=F4", "level=theme&unit=themes-named&framework=all", "steps=quarter&framework=F4"],
)
def test_a_picture_of_trends_holds_every_line_of_the_page(query):
    view = read_view(query)
    unit = counted.tested_unit(view.unit)
    whole, lines, _ = trends.make_trends(
        data.read_release(), view.selection, view.level, view.steps, unit
    )
    picture = described("trends", query)
    assert isinstance(picture.figure, Panels)
    assert picture.title == whole.headline.partition(". ")[0].removesuffix(".")
    panels = picture.figure.panels
    assert [(panel.label, panel.told) for panel in panels] == [
        (line.label, line.trend) for line in lines
    ]
    for panel, line in zip(panels, lines, strict=True):
        *bands, shares, few = line.chart.as_dict()["data"]
        days = [
            (note["x"], note["text"])
            for note in line.chart.as_dict()["layout"].get("annotations", [])
            if note["text"].partition(" ")[0].isdigit()
        ]
        assert [(at, text.partition(" ")[0]) for at, text in days] == list(panel.days)
        assert [text for _, text in days] == list(panel.names or (n for _, n in panel.days))
        drawn_shares = [None if share != share else share for share in shares["y"]]
        assert [step.value for step in panel.steps] == drawn_shares
        assert [number for number, step in enumerate(panel.steps) if step.is_few] == list(few["x"])
        ends = [value for step in panel.steps if step.value for value in (step.low, step.high)]
        assert sum(ends) == pytest.approx(
            sum(band_sum(band, panel) for band in bands), rel=1e-9, abs=1e-9
        )
    check_dots(picture.figure)


def band_sum(band: dict, panel) -> float:
    """The sum of a band's ends at steps whose share is drawn and not 0."""
    steps = panel.steps
    return sum(y for x, y in zip(band["x"], band["y"], strict=True) if steps[int(x)].value)


def check_dots(figure: Panels) -> None:
    """Every share is a mark, at the height of its value."""
    sheet = Sheet(900)
    layout.place(sheet, figure, SPACE)
    marks = [shape for shape in sheet.shapes if getattr(shape, "role", "") == "share"]
    values = [step.value for panel in figure.panels for step in panel.steps]
    shown = [value for value in values if value is not None]
    assert len(marks) == len(shown)
    pixels = SPACE.panel / (figure.top * 1.12)
    first = figure.panels[0]
    own = [step.value for step in first.steps if step.value is not None]
    for mark, value in zip(marks[: len(own)], own, strict=True):
        assert marks[0].y - mark.y == pytest.approx((value - own[0]) * pixels, abs=1e-6)


def test_a_picture_of_inspections_holds_every_grade_and_number_of_the_time_line():
    release = data.read_release()
    for urn in random.Random(SEED).sample(sorted(release.dataset.area_names), 12):
        rows = images.list_inspections(release.dataset, View().selection, urn)
        figure = describe_inspections(rows, images.JUDGEMENTS)
        chart = timeline(rows, images.JUDGEMENTS, release.vocabulary.years).as_dict()
        grades = [plain(text) for trace in chart["data"] for text in trace["text"]]
        asked = [str(count) for count in rows["asked_count"]]
        assert isinstance(figure, Grid)
        texts = [cell.text for row in figure.cells for cell in row if cell.text]
        assert texts == [*grades, *asked]
        found = drawn(figure)
        for text in (*texts, *figure.labels):
            assert text in found.running


@pytest.mark.parametrize("page", ["overview", "themes", "heatmap", "compare"])
@pytest.mark.parametrize("query", ["framework=F4", "rating=good&level=theme&by=deprivation"])
def test_the_headline_of_a_picture_is_that_of_its_page(page, query):
    view = read_view(query)
    picture = images.describe_picture(page, view, SOURCE, SITE)
    told = tell(page, view, SOURCE)
    finding, _, caveats = told.headline.partition(". ")
    assert (picture.title, picture.caveats) == (finding.removesuffix("."), caveats)
    if page != "compare":
        assert picture.told == told.about


# On paper


@cache
def pictures() -> dict[str, Picture]:
    """Pictures of all kinds, long names and few rows and many among them."""
    views = {
        "themes": "framework=F4",
        "trends": "framework=all&level=theme",
        "compare": "level=theme",
        "heatmap": "by=year&level=theme&framework=all",
        "places": "place=bradford",
        "overview": "",
    }
    found = {page: described(page, query) for page, query in views.items()}
    base = found["themes"]
    long = " ".join(["Unpronounceable-and-never-ending-name-of-a-theme"] * 4)
    mark = Mark(0.5, "50% · 250 of 500 reports", "#12436D", "", 0.4, 0.9)
    blank = Mark(None, "0 of 0", "#12436D")
    found["one"] = replace(base, figure=Bars((Row("One", (mark,)),)))
    found["blank"] = replace(base, figure=Bars((Row("None", (blank,)),)))
    found["sixty"] = replace(
        base, title=f"{long} {long}", told=long, figure=Bars((Row(long, (mark, mark)),) * 60)
    )
    found["grouped"] = described("themes", "by=framework&framework=all&level=theme")
    found["empty"] = described("themes", "area=rutland&framework=F3&year=2013")
    cell = Cell("100%", "#FFFFFF", "#000000")
    wide = Grid((("A group", "of 1,234", "(counts)"),) * 30, (long, "Short"), ((cell,) * 30,) * 2)
    found["wide"] = replace(base, figure=wide)
    return found


@pytest.mark.parametrize("make", [whole_sheet, preview_sheet])
def test_everything_stands_on_the_paper_and_nothing_is_written_over_anything(make):
    for name, picture in pictures().items():
        sheet = make(picture)
        assert sheet.height > 0
        boxes = [text_box(shape) for shape in sheet.shapes if isinstance(shape, Words)]
        for left, top, right, bottom, text in boxes:
            assert left >= -1, (name, text)
            assert right <= sheet.width + 1, (name, text)
            assert top >= 0, (name, text)
            assert bottom <= sheet.height, (name, text)
        for number, first in enumerate(boxes):
            for second in boxes[:number]:
                assert not overlap(first, second), (name, first[4], second[4])


def test_the_sides_of_a_comparison_differ_in_shape_and_the_shapes_are_named():
    picture = described("compare", "level=theme")
    shapes = [shape for shape in whole_sheet(picture).shapes if isinstance(shape, Dot)]
    pairs = picture.figure
    assert isinstance(pairs, Pairs)
    colour = {pairs.rows[0].first.colour: "full", pairs.rows[0].second.colour: "diamond"}
    assert all(colour[dot.colour] == dot.kind for dot in shapes)
    assert [dot.kind for dot in shapes if dot.role == "key"] == ["full", "diamond"]
    assert "Circles are A, diamonds are B." in picture.notes
    assert "circles, A, " in picture.alt
    assert "diamonds, B, " in picture.alt


def test_a_picture_of_trends_names_the_policy_dates_in_its_first_row_and_describes_them_once():
    picture = described("trends", "framework=F4")
    assert isinstance(picture.figure, Panels)
    named = [bool(panel.names) for panel in picture.figure.panels]
    assert named == [True] * NAMED_LINES + [False] * (len(named) - NAMED_LINES)
    upright = [
        shape.text
        for shape in whole_sheet(picture).shapes
        if isinstance(shape, Words) and shape.is_upright
    ]
    assert upright == list(picture.figure.panels[0].names) * NAMED_LINES
    assert picture.alt.count("Thin lines mark policy dates: ") == 1
    assert "Covid-19, 17 March 2020" in picture.alt


@pytest.mark.parametrize(
    "page", ["overview", "themes", "who", "heatmap", "compare", "trends", "change"]
)
def test_every_picture_says_n_of_n_the_years_and_the_filters(page):
    query = "" if page == "overview" else "rating=good,inadequate&framework=F4&year=2019-2024"
    told = described(page, query).told
    dataset = data.read_release().dataset
    everything = dataset.recommendations["body"] == "authority"
    assert re.search(rf"[\d,]+ of {int(everything.sum()):,} recommendations to councils", told)
    assert re.search(r", in \d+ of 492 reports, inspections 20\d\d to 20\d\d \(.+\)", told)
    if page != "overview":
        assert "inspections 2019 to 2024" in told


def text_box(shape: Words) -> tuple[float, float, float, float, str]:
    """Where the letters of a line are."""
    width = typeface.width_of(shape.text.strip(), shape.size, shape.is_bold)
    if shape.is_upright:
        return shape.x - 0.5 * shape.size, shape.y - width, shape.x, shape.y, shape.text
    left = shape.x - {"left": 0.0, "center": width / 2, "right": width}[shape.anchor]
    return left, shape.y - 0.5 * shape.size, left + width, shape.y, shape.text


def overlap(first: tuple, second: tuple) -> bool:
    across = first[0] < second[2] - 0.5 and second[0] < first[2] - 0.5
    return across and first[1] < second[3] and second[1] < first[3]


def test_a_preview_has_its_size_large_type_and_at_most_six_rows():
    for name, picture in pictures().items():
        sheet = preview_sheet(picture)
        assert (sheet.width, sheet.height) == (PREVIEW_WIDTH, PREVIEW_HEIGHT)
        texts = [shape for shape in sheet.shapes if isinstance(shape, Words)]
        assert texts[0].text == picture.site
        assert min(shape.size for shape in texts) >= 13, name
        bars = [s for s in sheet.shapes if isinstance(s, Box) and s.role == "bar"]
        if isinstance(picture.figure, Bars):
            assert 1 <= len(bars) / len(picture.figure.rows[0].marks) <= 6, name
        if isinstance(picture.figure, Pairs):
            shown = sum(
                pair.label.split()[0] in s.text for pair in picture.figure.rows[:6] for s in texts
            )
            assert shown >= 3


def test_a_picture_says_what_was_counted_where_it_comes_from_and_when():
    picture = described("themes", "rating=inadequate&framework=F4")
    told = " ".join(whole_sheet(picture).texts())
    version = data.read_release().version
    assert (
        "336 of 3,870 recommendations to councils, in 34 of 492 reports, inspections 2018 to 2025"
        " (ILACS reports rated inadequate)" in told
    )
    assert "Data from Ofsted reports." in told
    assert f"data version {version}" in told
    assert "Inspections up to " in told
    assert f"{PUBLIC}/themes?framework=F4&rating=inadequate" in told


def test_a_picture_of_two_sets_of_filters_says_what_they_are():
    view = read_view("").having(a="rating=good", b="rating=inadequate", by="none")
    picture = images.describe_picture("compare", view, SOURCE, SITE)
    assert re.search(r"A: 941 of 3,870 .*\(reports rated good\)\. B: 1,157 of", picture.told)


def test_a_link_to_another_version_of_the_data_is_told_in_the_picture():
    assert images.OUTDATED_NOTE in described("themes", "framework=F4&v=0123456789").notes


def test_an_address_that_is_too_long_to_print_is_left_out():
    picture = replace(described("themes", "framework=F4"), address="https://x.org/" + "a" * 500)
    assert "https://x.org" not in " ".join(whole_sheet(picture).texts())


def test_the_typeface_is_shipped_with_its_licence_and_has_every_character_that_is_written():
    folder = typeface.FILES[False].parent
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in folder.iterdir()) < 1_000_000
    codebook = data.read_release().dataset.codebook
    labels = {*codebook.labels.values(), *(page.title for page in PAGES.values())}
    labels |= {*data.read_areas()["name"], *VERDICTS.values()}
    labels |= {
        glossary.short_label(field, code)
        for field in ("rating", "framework", "deprivation", "rurality", "la_type", "period")
        for code in glossary.codes(field)
    }
    letters = set("".join(labels)) | set("0123456789%·–−×…“”‘’<>()&?=/:") - {" "}
    for is_bold in (False, True):
        missing = [c for c in letters if not typeface.typeface(is_bold).has(c)]
        assert not missing


def test_two_drawn_at_once_are_what_they_are_alone():
    sheets = [whole_sheet(picture) for picture in (pictures()["one"], pictures()["places"])] * 2
    alone = [paint.as_svg(sheet, "A", "B") for sheet in sheets]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda sheet: paint.as_svg(sheet, "A", "B"), sheets))
    assert together == alone


# Served


@pytest.fixture(scope="module")
def app():
    data.read_release()
    return make_app(SITE)


@pytest.mark.parametrize(
    "address",
    [
        "overview.png",
        "themes.png?framework=F4",
        "heatmap.png?by=region",
        "compare.png",
        "trends.png?framework=F4",
        "change.png?framework=F4",
        "change.png?by=year&framework=all",
        "places.png?place=bradford",
    ],
)
def test_every_page_with_a_figure_has_a_picture(app, address):
    answer = ask(app, f"/image/{address}")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    image = Image.open(BytesIO(answer.body))
    assert image.width >= 1200
    assert len(image.getcolors(10_000_000)) > 50
    assert len(answer.body) < 2_500_000


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_a_preview(app, page):
    answer = ask(app, f"/image/{page}.png?size=preview")
    assert answer.status == 200
    assert Image.open(BytesIO(answer.body)).size == (1200, 630)
    assert len(answer.body) < 300_000  # what messengers take


def test_a_drawing_has_a_title_and_says_what_it_shows(app):
    answer = ask(app, "/image/themes.svg?framework=F4")
    assert answer.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(answer.body)
    space = {"s": "http://www.w3.org/2000/svg"}
    picture = described("themes", "framework=F4")
    assert root.find("s:title", space).text == picture.title
    assert root.find("s:desc", space).text == picture.alt
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "picture-title picture-told"
    assert b"<script" not in answer.body


def test_a_picture_of_a_recommendation_holds_no_words_about_it(app):
    key = data.read_release().dataset.recommendations["recommendation_id"].iloc[0]
    view = View(quote=key)
    row = data.read_release().dataset.recommendations.iloc[0]
    picture = images.describe_preview("quotes", view, SOURCE, SITE)
    told = " ".join(preview_sheet(picture).texts())
    assert row.area_name in told
    assert str(row.summary) not in told


def test_what_cannot_be_followed_is_named_and_what_is_not_there_is_404(app):
    for query, named in (("rating=splendid", "rating"), ("size=huge", "size")):
        answer = ask(app, f"/image/themes.png?{query}")
        assert answer.status == 400
        assert named in answer.text
    for address in ("nothing.png", "quotes.png", "places.png", "themes.jpg", "a/b.png"):
        assert ask(app, f"/image/{address}").status == 404


def test_a_picture_that_did_not_change_is_not_sent_again(app):
    first = ask(app, "/image/themes.png?framework=F4")
    again = ask(
        app, "/image/themes.png?framework=F4", headers={"if-none-match": first.headers["etag"]}
    )
    assert (again.status, again.body) == (304, b"")
    head = ask(app, "/image/themes.png?framework=F4", method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]
    other = ask(app, "/image/themes.png?framework=F3")
    assert other.headers["etag"] != first.headers["etag"]


def test_a_picture_is_drawn_once(app, monkeypatch):
    ask(app, "/image/themes.png?framework=F3&by=rating")
    monkeypatch.setattr(paint, "draw", None)
    assert ask(app, "/image/themes.png?framework=F3&by=rating").status == 200


def test_more_pictures_than_may_be_made_are_refused():
    hurried = make_app(SITE, allowance=Allowance(rate=0, burst=3))
    statuses = [ask(hurried, f"/image/quotes.png?size=preview&page={n}").status for n in (1, 2)]
    assert statuses == [200, 429]


def test_two_are_drawn_at_once_and_who_waits_too_long_is_told_to_come_back():
    gate, running, most = threading.Event(), [], []

    def make() -> bytes:
        running.append(1)
        most.append(len(running))
        gate.wait(5)
        running.pop()
        return b"picture"

    async def ask_four() -> list:
        easel = Easel(most_waiting=1, patience_seconds=0.1)
        asked = [asyncio.create_task(easel.draw(make)) for _ in range(4)]
        await asyncio.sleep(0.3)
        gate.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    found = run(ask_four())
    assert found[:2] == [b"picture", b"picture"]
    assert [type(failure) for failure in found[2:]] == [Busy, Busy]
    assert max(most) == 2


def test_a_busy_easel_answers_503_with_a_wait(monkeypatch):
    async def is_busy(self, make):
        raise Busy

    monkeypatch.setattr(Easel, "draw", is_busy)
    answer = ask(make_app(SITE), "/image/themes.png")
    assert answer.status == 503
    assert int(answer.headers["retry-after"]) > 0


def test_only_so_many_pictures_are_remembered():
    kept = Kept(most_bytes=1_000, most_bodies=3)
    for number in range(5):
        kept.keep(number, b"x" * 10)
    assert [kept.find(number) is not None for number in range(5)] == [False] * 2 + [True] * 3


@pytest.mark.slow
def test_matplotlib_is_loaded_by_the_first_picture_and_not_before():
    code = "import sys; import ofsted.dashboard.server; print('matplotlib' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    "query",
    ["framework=F4", "by=deprivation&framework=F4&unit=themes-named", "by=framework&level=theme"],
)
def test_a_picture_of_a_comparison_holds_every_label_and_number_of_the_page(query):
    contrast, _ = read_contrast(data.read_release(), read_view(query))
    result = comparison.start_comparison(data.read_release(), contrast).result(60)
    chart = result.figure.chart.as_dict()
    figure = described("compare", query).figure
    assert isinstance(figure, Pairs)
    notes = [plain(note["text"]) for note in chart["layout"]["annotations"]]
    count = len(figure.rows)
    assert [pair.label for pair in figure.rows] == notes[2 : 2 + count]
    outcomes = [tight(text) for text in notes[2 + count :]]
    found = drawn(figure)
    for pair, outcome in zip(figure.rows, outcomes, strict=True):
        difference = tight(pair.difference)
        assert outcome.startswith(difference)
        assert outcome.removeprefix(difference)[1:] == tight(pair.verdict)  # after its sign
        assert pair.difference in found.texts
        assert pair.verdict in found.texts
    for side, dots in zip(("first", "second"), chart["data"], strict=True):
        marks = [getattr(pair, side) for pair in figure.rows]
        assert [mark.value for mark in marks] == list(dots["x"])
        assert [mark.text.partition(" ")[0] for mark in marks] == [
            unescape(t) for t in dots["text"]
        ]


# Previews beside links


def metas(text: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:name|property)="([^"]*)" content="([^"]*)"', text)
    return {name: unescape(content) for name, content in found}


@pytest.mark.parametrize(
    "address",
    [
        *("/" if page == "overview" else f"/{page}" for page in PAGES),
        "/themes?rating=good&by=deprivation",
        "/places?place=bradford",
        "/view/overview",
        "/view/themes?framework=F4",
        "/view/compare",
        "/view/recommendations?rating=good",
        "/area",
        "/area/bradford",
        "/theme/groups/neglect",
    ],
)
def test_every_document_and_page_names_a_preview_that_is_there(app, address):
    answer = ask(app, address)
    assert answer.status == 200
    named = metas(answer.text)
    assert named["twitter:card"] == "summary_large_image"
    assert named["og:image"] == named["twitter:image"]
    assert (named["og:image:width"], named["og:image:height"]) == ("1200", "630")
    assert named["og:image:alt"]
    assert named["og:image"].startswith(f"{PUBLIC}/image/")
    image = ask(app, named["og:image"].removeprefix(PUBLIC), method="HEAD")
    assert (image.status, image.headers["content-type"]) == (200, "image/png")


def test_a_recommendation_has_a_preview(app):
    key = data.read_release().dataset.recommendations["recommendation_id"].iloc[-1]
    named = metas(ask(app, f"/recommendation/{key}").text)
    assert named["og:image"] == f"{PUBLIC}/image/quotes.png?quote={key}&size=preview"
    assert ask(app, named["og:image"].removeprefix(PUBLIC)).status == 200


@pytest.mark.parametrize("address", ["/", "/themes", "/view/themes"])
def test_without_a_public_address_there_is_no_preview(address):
    text = ask(make_app(Site()), address).text
    assert "og:image" not in text
    assert metas(text)["twitter:card"] == "summary"


def test_a_page_without_scripts_leads_to_its_picture(app):
    text = ask(app, "/view/heatmap?by=region&framework=F4").text
    for kind in ("png", "svg"):
        address = re.search(rf'href="(/image/heatmap\.{kind}\?[^"]*)"', text)[1]
        assert "by=region" in address
        assert ask(app, unescape(address)).status == 200


# The way to them in the dashboard


@pytest.mark.parametrize(
    ("page", "parameters", "address"),
    [
        ("overview", {}, "overview.png"),
        ("themes", {"framework": "F4", "unit": "reports"}, "themes.png?framework=F4&unit=reports"),
        ("themes", {"framework": "F4"}, "who.png?framework=F4"),
        ("themes", {"framework": "F4", "by": "rating"}, "themes.png?framework=F4&by=rating"),
        ("heatmap", {"framework": "F4", "by": "region"}, "heatmap.png?framework=F4&by=region"),
        ("compare", {"framework": "F4"}, "compare.png?framework=F4"),
        ("trends", {"framework": "F4"}, "trends.png?framework=F4"),
        ("places", {"place": "80486"}, "places.png?place=80486"),
    ],
)
def test_a_page_leads_to_the_pictures_of_its_figures(app, page, parameters, address):
    opened = pages.open_bare(page, **parameters)
    told = pages.texts(opened)
    named = re.findall(r'href="[^"]*?(/image/[^"]+)" download', told)
    assert f"/image/{address}" in named
    assert f"/image/{address}".replace(".png", ".svg") in named
    assert ask(app, f"/image/{address}", method="HEAD").status == 200


def test_the_browsers_own_picture_is_not_offered_beside_ours():
    for page, has_ours in (("themes", True), ("compare", True), ("reliability", False)):
        opened = pages.open_bare(page, **({"framework": "F4"} if has_ours else {}))
        charts = opened.get("plotly_chart")
        assert charts
        offered = ["toImage" in chart.proto.config for chart in charts]
        hidden = ['"displayModeBar": false' in chart.proto.config for chart in charts]
        assert all(hidden if has_ours else offered), page


@pytest.mark.parametrize("query", ["framework=F4", "region=london&framework=all&unit=count"])
def test_the_picture_of_who_is_the_chart_of_the_page(query):
    view = read_view(query)
    chart = themes.who(data.read_release(), view.selection, view.unit).chart.as_dict()
    labels = [(note["y"], plain(note["text"])) for note in chart["layout"]["annotations"]]
    bars = chart["data"][0]
    texts = [(y, plain(text)) for y, text in zip(bars["y"], bars["text"], strict=True)]
    picture = described("who", query)
    expected = " ".join(text for _, text in sorted([*labels, *texts]))
    assert tight(drawn(picture.figure).running) == tight(expected)
    assert f"{PUBLIC}/themes?" in picture.address
