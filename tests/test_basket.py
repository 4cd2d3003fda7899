"""An evidence basket: what it holds, its link, its pages and its files."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from types import SimpleNamespace
from urllib.parse import parse_qs, quote

import docx
import jsonschema
import pandas as pd
import pytest
import rispy
from python_calamine import CalamineWorkbook

from ofsted.address.basket import (
    Basket,
    Item,
    describe_link,
    read_basket,
    read_whole,
    write_basket,
    write_whole,
)
from ofsted.limits import MOST_BASKET_LINK_BYTES, MOST_IN_BASKET, MOST_NOTE_CHARACTERS
from ofsted.served.basket_then import tell_changes
from ofsted.served.columns import BASKET
from ofsted.served.site import Site
from tests.asgi import ask
from tests.invented import make_codebook
from tests.test_served import HOSTILE, PUBLIC, make_app, parse

KEYS = tuple(f"{number}-01" for number in range(100, 100 + MOST_IN_BASKET + 1))


def basket(*keys: str, **notes: str) -> Basket:
    return Basket(tuple(Item(key, notes.get(f"n{key[:3]}", "")) for key in keys))


# What a basket holds


def test_nothing_is_in_a_basket_twice_and_never_more_than_it_holds():
    held = Basket().adding(["100-01", "101-01"]).adding(["101-01", "102-01"])
    assert held.keys == ("100-01", "101-01", "102-01")
    assert Basket().adding(KEYS).keys == KEYS[:MOST_IN_BASKET]


@pytest.mark.parametrize(
    ("key", "steps", "order"),
    [
        ("102-01", -1, ("100-01", "102-01", "101-01")),
        ("100-01", 1, ("101-01", "100-01", "102-01")),
        ("100-01", -1, ("100-01", "101-01", "102-01")),
        ("102-01", 5, ("100-01", "101-01", "102-01")),
        ("900-01", 1, ("100-01", "101-01", "102-01")),
    ],
)
def test_an_item_moves_within_the_basket(key, steps, order):
    assert basket("100-01", "101-01", "102-01").moving(key, steps).keys == order


def test_a_note_is_one_paragraph_of_text_and_stays_with_its_recommendation():
    held = basket("100-01", "101-01").noting("101-01", "  Ask\n\n about\x00 this  ")
    assert held.notes == {"101-01": "Ask about this"}
    assert held.moving("101-01", -1).notes == {"101-01": "Ask about this"}
    assert held.without({"101-01"}).notes == {}
    assert len(held.noting("100-01", "x" * 9_999).notes["100-01"]) == MOST_NOTE_CHARACTERS


# The link


@pytest.mark.parametrize(
    "note", ["", "Bring to the board", HOSTILE, "a&b=c+d%20#e?", "Größe – ’quoted’", "[x](y) **z**"]
)
def test_reading_a_link_gives_the_basket_that_it_was_made_from(note):
    held = basket("102-01", "100-01", n102=note)
    link = write_basket(held)
    assert read_basket(parse_qs(link.query), KEYS) == (held, ())
    assert link.has_notes == bool(note)


def test_ids_can_be_parted_by_commas():
    assert read_basket({"id": ["101-01, 100-01", "102-01"]}, KEYS)[0] == basket(
        "101-01", "100-01", "102-01"
    )


def test_notes_that_are_too_long_for_a_link_are_left_out_and_this_is_said():
    few, many = Basket().adding(KEYS[:3]), Basket().adding(KEYS)
    for key in KEYS:
        few, many = few.noting(key, "word " * 90), many.noting(key, "word " * 90)
    assert write_basket(few).has_notes
    assert "and your notes" in describe_link(few, write_basket(few))
    link = write_basket(many)
    assert len(link.query) <= MOST_BASKET_LINK_BYTES
    assert set(link.parameters) == {"id"}
    assert "too long for a link" in describe_link(many, link)
    assert "note" not in describe_link(Basket().adding(KEYS), link)


def test_the_longest_basket_fits_into_a_link_and_is_kept_whole_by_its_tab(release):
    longest = sorted(release.vocabulary.quotes, key=len)[-MOST_IN_BASKET:]
    held = Basket().adding(longest)
    for key in longest:
        held = held.noting(key, "é" * MOST_NOTE_CHARACTERS)
    assert len(write_basket(held).query) <= MOST_BASKET_LINK_BYTES
    assert read_whole(write_whole(held), release.vocabulary.quotes) == held


def test_unknown_ids_are_named_and_what_is_no_id_is_never_repeated():
    found, messages = read_basket({"id": ["100-01", "999-01", HOSTILE, "998-02"]}, KEYS)
    assert found == basket("100-01")
    assert messages[0] == "The link names what is not in this release: 999-01, 998-02."
    assert messages[1].startswith("1 value of “id” could not be followed: expected the number")
    assert "script" not in " ".join(messages)
    many = read_basket({"id": [f"9{number:03}-01" for number in range(20)]}, KEYS)[1]
    assert many[0].endswith("9009-01 and 10 more.")


def test_a_link_to_more_than_a_basket_holds_is_refused_with_what_was_expected():
    found, messages = read_basket({"id": list(KEYS)}, KEYS)
    assert found == Basket()
    assert messages == (
        f"The link names {len(KEYS)} recommendations. A basket holds at most {MOST_IN_BASKET}, "
        "so nothing of it is shown.",
    )


@pytest.mark.parametrize("note", ["101-01 of another", "no id", "", "100-01"])
def test_a_note_that_belongs_to_nothing_is_left_out_and_this_is_said(note):
    found, messages = read_basket({"id": ["100-01"], "note": [note]}, KEYS)
    assert found == basket("100-01")
    assert len(messages) == 1


# What has changed since the release that a link was made for


def source_of(*rows: dict):
    """A source whose release has these recommendations."""
    shared = {
        "area_name": "Orchard",
        "inspected_to_on": date(2024, 5, 24),
        "text_sha256": "a",
        "summary": "Count.",
        "themes": ["a/red"],
    }
    frame = pd.DataFrame([shared | row for row in rows])
    return SimpleNamespace(
        release=lambda: SimpleNamespace(
            dataset=SimpleNamespace(recommendations=frame, codebook=make_codebook()),
            vocabulary=SimpleNamespace(quotes=frozenset(frame["recommendation_id"])),
        )
    )


def test_each_recommendation_that_is_no_longer_as_it_was_is_named_with_then_and_now():
    keys = [f"7-{order:02}" for order in range(1, 6)]
    rows = [{"recommendation_id": key, "order": int(key[-1])} for key in keys]
    changed = ({}, {"themes": ["b/blue"]}, {"text_sha256": "b"}, {"summary": "Prune."})
    later = [row | other for row, other in zip(rows, changed, strict=False)]
    then = source_of(*rows)
    assert tell_changes(keys, then, source_of(*later)) == (
        "Of the 5 recommendations in this basket, 4 are no longer as in that release.",
        "Orchard, 2024, recommendation 2: Themes then: Red apples. Themes now: Blue berries.",
        "Orchard, 2024, recommendation 3: Its wording was read anew.",
        "Orchard, 2024, recommendation 4: Our summary then: Count. Our summary now: Prune.",
        "Orchard, 2024, recommendation 5: no longer in the data.",
    )
    told = tell_changes(keys[:1], then, then)
    assert told == ("Nothing has changed since of the 1 recommendation in this basket.",)


# The page without scripts


@pytest.fixture(scope="module")
def app():
    return make_app(Site("", PUBLIC))


@pytest.fixture(scope="module")
def three(release) -> Basket:
    """Recommendations of three reports, not in the order of the table; two have notes."""
    rows = release.dataset.recommendations.drop_duplicates("report_id")
    keys = rows["recommendation_id"].iloc[[40, 3, 20]].tolist()
    return Basket().adding(keys).noting(keys[0], "First & foremost").noting(keys[2], HOSTILE)


@pytest.mark.slow
def test_the_page_without_scripts_shows_the_basket_in_its_order_with_its_notes(app, three):
    query = write_basket(three).query
    answer = ask(app, f"/view/basket?{query}")
    assert answer.status == 200
    parsed = parse(answer.text)
    shown = [link for link in parsed.links if link.startswith("/recommendation/")]
    assert shown == [f"/recommendation/{key}" for key in three.keys]
    assert "First &amp; foremost" in answer.text
    assert "<script" not in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text
    for link in parsed.links:
        if "/api/v1/" in link or link.startswith(("/view/basket", "/basket")):
            assert ask(app, link).status == 200, link


@pytest.mark.slow
def test_a_link_that_cannot_be_followed_answers_400_and_shows_nothing_else(app, three):
    for query in (
        f"{write_basket(three).query}&id=999999-01",
        "&".join(f"id={key}" for key in KEYS),
        f"id={quote(HOSTILE)}",
        f"{write_basket(three).query}&nonsense=1",
    ):
        page, table = ask(app, f"/view/basket?{query}"), ask(app, f"/api/v1/basket.json?{query}")
        assert (page.status, table.status) == (400, 400)
        assert three.keys[0] not in page.text
        assert "<script" not in page.text
    assert ask(app, "/api/v1/basket.csv").status == 400
    empty = ask(app, "/view/basket")
    assert empty.status == 200
    assert "The basket is empty" in empty.text


@pytest.mark.slow
def test_the_document_of_a_basket_leads_to_its_page_without_scripts(app, three):
    query = write_basket(three).query
    text = ask(app, f"/basket?{query}").text
    assert f'href="/view/basket?{query.replace("&", "&amp;")}"' in text
    hostile = ask(app, f"/basket?id={quote(HOSTILE)}").text
    assert "alert(1)" not in hostile


# Files and data


def rows_of(content: bytes) -> list[dict]:
    """The rows of both sheets together."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    first, second = (_rows_of_sheet(book.get_sheet_by_index(place).to_python()) for place in (0, 1))
    return [{**few, **rest} for few, rest in zip(first, second, strict=True)]


def _rows_of_sheet(sheet: list[list]) -> list[dict]:
    place = next(number for number, row in enumerate(sheet) if row[0] == "Number")
    heads, *values = sheet[place:]
    return [dict(zip(heads, row, strict=True)) for row in values]


@pytest.mark.slow
def test_every_file_holds_the_basket_in_its_order_with_its_notes(app, three):
    query = write_basket(three).query
    table = ask(app, f"/api/v1/basket.csv?{query}").text
    listed = list(csv.DictReader(io.StringIO(table)))
    assert tuple(row["recommendation_id"] for row in listed) == three.keys
    assert [row["note"] for row in listed] == ["First & foremost", "", HOSTILE]
    for kind in ("xlsx", "ods"):
        rows = rows_of(ask(app, f"/api/v1/basket.{kind}?{query}").body)
        assert tuple(row["Id"] for row in rows) == three.keys
        assert [row["Number"] for row in rows] == [1, 2, 3]
        assert rows[0]["Your note"] == "First & foremost"
    document = docx.Document(io.BytesIO(ask(app, f"/api/v1/basket.docx?{query}").body))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "Your note: First & foremost" in texts
    assert sum(text.startswith("Your note: ") for text in texts) == 2
    assert [text for text in texts if text.endswith(" of 3")] == ["1 of 3", "2 of 3", "3 of 3"]


@pytest.mark.slow
def test_references_of_a_basket_are_one_file_in_its_order(app, three):
    query = write_basket(three).query
    works = rispy.loads(ask(app, f"/view/basket.ris?{query}").text)
    ids = [f"ofsted-{key}" for key in three.keys]
    assert [work["id"] for work in works] == ids
    assert works[0]["notes"][0].endswith("Note of the reader: First & foremost")
    held = json.loads(ask(app, f"/view/basket.csl.json?{query}").text)
    assert [work["id"] for work in held] == ids
    bibtex = ask(app, f"/view/basket.bib?{query}").text
    assert [line.split("{")[1][:-1] for line in bibtex.splitlines() if line[:1] == "@"] == ids
    assert r"First \& foremost" in bibtex


@pytest.mark.slow
def test_the_table_of_a_basket_is_what_its_description_says(app, three):
    described = json.loads(ask(app, "/api/v1/openapi.json").text)
    schema = described["components"]["schemas"]["basket"]
    held = json.loads(ask(app, f"/api/v1/basket.json?{write_basket(three).query}").text)
    jsonschema.Draft202012Validator(schema).validate(held)
    assert held["columns"].keys() == {column.name for column in BASKET}
    assert held["row_count"] == 3


@pytest.mark.slow
def test_wording_in_a_basket_is_proved(three):
    other = {three.keys[0]: "Another text altogether."}
    table = ask(make_app(Site(), other), f"/api/v1/basket.csv?id={three.keys[0]}").text
    (row,) = csv.DictReader(io.StringIO(table))
    assert row["recommendation_id"] == three.keys[0]
    assert row["wording"] == ""
