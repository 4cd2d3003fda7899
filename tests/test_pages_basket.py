"""The evidence basket as a reader meets it on the pages."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qs

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates

from ofsted import paths
from ofsted.address.basket import Basket, Item, write_basket, write_whole
from ofsted.dashboard.held.published import current_source
from ofsted.dashboard.parts.baskets import FOLDED_ON
from ofsted.limits import MOST_IN_BASKET
from tests.asgi import ask
from tests.pages import (
    headers,
    in_link,
    markup,
    new_app,
    open_bare,
    registered_pages,
    texts,
    warnings,
)
from tests.test_kept import FIRST
from tests.test_kept import make_app as make_keeping
from tests.test_served import HOSTILE

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nothing_hydrated")]

FEW = {"framework": "F4", "rating": "outstanding"}


@pytest.fixture(scope="module")
def keys(release) -> list[str]:
    """Recommendations of several reports."""
    rows = release.dataset.recommendations.drop_duplicates("report_id")
    return rows["recommendation_id"].iloc[:: len(rows) // 80].tolist()


def held(*keys: str, note: str = "") -> Basket:
    return Basket(tuple(Item(key, note) for key in keys))


def open_link(basket: Basket):
    """The basket's page as a link to it opens it."""
    app = open_bare("basket", **write_basket(basket).parameters)
    assert not app.exception
    return app


def to_page(app, name: str):
    return app.switch_page(str(paths.PAGES / f"{name}.py")).run()


def shown(app) -> list[str]:
    """Ids of the recommendations on the basket's page, in their order."""
    notes = [area.key for area in app.text_area if area.key.startswith("note-")]
    return [key.removeprefix("note-") for key in notes]


def navigation(app) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]


def told(app) -> list[str]:
    return [toast.value.replace("\\", "") for toast in app.toast]


def on_cards(app) -> list[str]:
    keys = [button.key for button in app.button if button.key]
    return [key.removeprefix("basket-") for key in keys if key.startswith("basket-")]


def test_a_card_puts_its_recommendation_into_the_basket_and_takes_it_out_again(release):
    app = open_bare("quotes", **FEW)
    key = on_cards(app)[1]
    rows = release.dataset.recommendations.set_index("recommendation_id")
    assert "Basket" in navigation(app)
    app.button(key=f"basket-{key}").click().run()
    assert not app.exception
    (heard,) = told(app)
    assert heard.startswith(f"Added to your basket: {rows.loc[key, 'area_name']}, ")
    assert heard.endswith("It holds 1 recommendation.")
    assert "Basket (1)" in navigation(app)
    assert app.button(key=f"basket-{key}").label == "Remove from basket"
    app.button(key=f"basket-{key}").click().run()
    assert told(app)[0].startswith("Removed from your basket: ")
    assert "Basket" in navigation(app)


def test_what_was_told_is_told_once():
    app = open_bare("quotes", **FEW)
    app.button(key=f"basket-{on_cards(app)[0]}").click().run()
    assert len(told(app)) == 1
    assert told(app.run()) == []


def test_filters_are_kept_on_the_way_through_the_basket():
    app = open_bare("quotes", **FEW)
    app.button(key=f"basket-{on_cards(app)[0]}").click().run()
    to_page(app, "basket")
    assert len(shown(app)) == 1
    to_page(app, "themes")
    assert app.checkbox(key="rating-outstanding").value


@pytest.mark.parametrize(
    ("page", "parameters"), [("places", {"place": "leeds"}), ("quotes", {"quote": "2761820-01"})]
)
def test_numbered_lists_put_their_recommendations_into_the_basket(page, parameters):
    app = open_bare(page, **parameters)
    pills = next(group for group in app.button_group if group.key.startswith("basket-of-"))
    first, second = pills.options[:2]
    pills.set_value([first, second]).run()
    assert not app.exception
    assert "It holds 2 recommendations." in told(app)[0]
    assert "Basket (2)" in navigation(app)
    again = next(group for group in app.button_group if group.key.startswith("basket-of-"))
    again.set_value([second]).run()
    assert told(app)[0].startswith("Removed from your basket: ")
    assert "Basket (1)" in navigation(app)


def test_a_link_opens_the_basket_that_it_was_made_from_and_its_address_is_that_link(keys):
    basket = Basket((Item(keys[2], "Why this one"), Item(keys[0])))
    app = open_link(basket)
    assert shown(app) == [keys[2], keys[0]]
    assert app.text_area(key=f"note-{keys[2]}").value == "Why this one"
    assert "Basket (2)" in navigation(app)
    app.button(key=f"move--1-{keys[0]}").click().run()
    assert shown(app) == [keys[0], keys[2]]
    assert told(app)[0].endswith("is now number 1.")
    assert app.query_params["id"] == [keys[0], keys[2]]
    app.button(key=f"remove-{keys[0]}").click().run()
    assert shown(app) == [keys[2]]
    app.text_area(key=f"note-{keys[2]}").set_value("Another\n\nnote").run()
    assert in_link(app, "note") == f"{keys[2]} Another note"
    app.button(key="basket-empty").click().run()
    assert "Your basket is empty" in headers(app)
    assert not app.query_params


def test_the_page_gives_the_link_and_says_what_it_carries(keys):
    short, long = held(keys[0], note="Ask why"), held(*keys[:40], note="word " * 90)
    page = texts(open_link(short))
    assert "The link carries 1 recommendation and your notes." in page
    assert f"/basket?{write_basket(short).query}" in page
    assert f"/view/basket?{write_basket(short).query}" in page
    handed = open_bare("basket", basket=write_whole(long))
    assert "Your notes are too long for a link" in texts(handed)
    assert handed.text_area(key=f"note-{keys[7]}").value == ("word " * 90).strip()


def copied(app) -> dict[str, list[str]]:
    """What the link to this version of the data says."""
    links = re.findall(r'data-copy="([^"]*)"[^>]*>Copy link to this version<', markup(app))
    (link,) = links
    return parse_qs(unescape(link).partition("?")[2])


def boxes(app) -> list[str]:
    found = (element.proto.body for element in app.get("html"))
    return [unescape(body) for body in found if 'class="kept"' in body]


def test_a_link_to_this_version_names_it_and_opens_as_the_other_does(keys, release):
    basket = held(keys[0], keys[1], note="Ask why")
    parameters = copied(open_link(basket))
    assert parameters == write_basket(basket).parameters | {"v": [release.version]}
    app = open_bare("basket", **parameters)
    assert shown(app) == [keys[0], keys[1]]
    assert not boxes(app)


def test_a_link_for_a_kept_release_says_what_has_changed_since_until_the_basket_does(release):
    then = current_source().find_kept(FIRST)
    before = then.release().dataset.recommendations.set_index("recommendation_id")
    after = release.dataset.recommendations.set_index("recommendation_id")
    both = before.index.intersection(after.index)
    same = before.loc[both, "summary"] == after.loc[both, "summary"]
    key, stays = both[~same][0], both[same][0]
    app = open_bare("basket", id=[key, stays], v=FIRST)
    (box,) = boxes(app)
    assert f"made for release {FIRST} of " in box
    assert "Of the 2 recommendations in this basket, 1 is no longer as in that release." in box
    row = before.loc[key]
    named = f"{row.area_name}, {row.inspected_to_on.year}, recommendation {row.order}: Our summary"
    assert f"{named} then: {row.summary}" in box
    address = re.search(r'href="([^"]*)"', box)[1]
    assert parse_qs(address.partition("?")[2]) == {"id": [key, stays], "v": [FIRST]}
    plain = ask(make_keeping(), address)
    assert plain.status == 200
    assert named in unescape(plain.text)
    assert f"/recommendation/{key}?v={FIRST}" in plain.text
    table = json.loads(ask(make_keeping(), f"/api/v1/basket.json?id={key}&v={FIRST}").text)
    assert table["data_version"] == table["release"]["version"] == FIRST
    assert named in table["release"]["told"][1]
    assert ask(make_keeping(), f"/api/v1/basket.xlsx?id={key}&v={FIRST}").status == 200
    app.button(key=f"move--1-{stays}").click().run()
    assert not boxes(app)
    assert app.query_params["id"] == [stays, key]
    assert "v" not in app.query_params


def test_the_version_of_a_basket_stays_with_the_basket(keys):
    app = open_bare("basket", id=[keys[0]], v=FIRST)
    assert boxes(app)
    links = [link.proto.query_string for link in app.get("page_link")]
    assert not any("v=" in link for link in links)


def test_a_link_for_a_version_that_is_not_kept_says_so(keys):
    app = open_bare("basket", id=[keys[0]], v="0123456789")
    assert "not kept here" in warnings(app)[0]
    assert shown(app) == [keys[0]]


def test_a_session_that_begins_with_the_widgets_of_another_has_its_basket(keys):
    """As after a restart of the server: the browser sends what its text box holds."""
    app = open_bare("themes", basket=write_whole(held(keys[0], note="Ask why")))
    (box,) = [box for box in app.text_input if box.key == "basket-of-tab"]
    assert parse_qs(box.value) == {"id": [keys[0]], "note": [f"{keys[0]} Ask why"]}
    again = new_app()
    again._registered_pages = registered_pages()
    states = WidgetStates()
    states.widgets.add(id=box.id, string_value=box.value)
    again._run(states)
    assert not again.exception
    assert "Basket (1)" in navigation(again)


def test_citations_name_the_declared_address_and_copied_links_that_of_the_reader(monkeypatch):
    declared = "ofsted.dashboard.navigation._declared_address"
    monkeypatch.setattr(declared, lambda: "https://example.org/explorer")
    app = open_bare("quotes", quote="2761820-01")
    copied_texts = [unescape(text) for text in re.findall(r'data-copy="([^"]*)"', markup(app))]
    cited = [text for text in copied_texts if "data version" in text]
    assert len(cited) == 2
    for text in cited:
        assert "https://example.org/explorer/quotes?quote=2761820-01" in text
    links = [text for text in copied_texts if text not in cited]
    assert not any("example.org" in text for text in links)


def test_unknown_ids_of_a_link_are_named_and_the_others_shown(keys):
    app = open_bare("basket", id=[keys[0], "999999-01", HOSTILE])
    assert shown(app) == [keys[0]]
    (warning,) = warnings(app)
    assert "999999\\-01" in warning
    assert "script" not in warning


def test_more_than_a_basket_holds_is_refused_with_what_was_expected(release):
    many = sorted(release.vocabulary.quotes)[: MOST_IN_BASKET + 1]
    app = open_bare("basket", id=many)
    assert shown(app) == []
    assert f"at most {MOST_IN_BASKET}" in warnings(app)[0]


def test_a_full_basket_takes_no_more_and_says_so(release):
    full = sorted(release.vocabulary.quotes)[:MOST_IN_BASKET]
    app = open_bare("quotes", basket=write_whole(held(*full)), **FEW)
    key = next(key for key in on_cards(app) if key not in full)
    app.button(key=f"basket-{key}").click().run()
    assert told(app) == [f"The basket is full: it holds at most {MOST_IN_BASKET} recommendations."]
    assert f"Basket ({MOST_IN_BASKET})" in navigation(app)


def test_a_note_is_neither_markup_nor_markdown(keys):
    note = f"{HOSTILE} **bold** [link](https://example.org) $x$"
    own = held(keys[1])
    app = open_bare(
        "basket", basket=write_whole(own), **write_basket(held(keys[0], note=note)).parameters
    )
    assert headers(app).startswith("A basket from a link: 1 recommendation")
    raw = " ".join(element.proto.body for element in app.get("html"))
    assert "<script>alert" not in raw
    assert note in texts(app)
    assert not any("bold" in element.value for element in app.markdown)


def test_a_basket_from_a_link_never_takes_the_place_of_ones_own(keys):
    own, other = held(keys[1]), held(keys[0], keys[2])
    app = open_bare("basket", basket=write_whole(own), **write_basket(other).parameters)
    assert shown(app) == []
    assert "Basket (1)" in navigation(app)
    app.button(key="basket-own").click().run()
    assert shown(app) == [keys[1]]
    again = open_bare("basket", basket=write_whole(own), **write_basket(other).parameters)
    again.button(key="basket-join").click().run()
    assert shown(again) == [keys[1], keys[0], keys[2]]
    assert told(again) == ["Added to your basket: 2."]


def test_a_page_keeps_what_its_tab_holds_until_it_has_a_basket_of_its_own(keys):
    assert "data-basket" not in texts(open_bare("themes"))
    app = open_bare("themes", basket=write_whole(held(keys[0], note="Ask why")))
    assert not warnings(app)
    mark = texts(app).partition('data-basket="')[2].partition('"')[0]
    assert parse_qs(mark) == {"id": [keys[0]], "note": [f"{keys[0]} Ask why"]}
    assert in_link(app, "framework") == ""


def test_every_kind_of_file_is_offered(keys):
    offered = [button.proto.label for button in open_link(held(keys[0])).get("download_button")]
    kinds = [
        "CSV",
        "Excel (XLSX)",
        "OpenDocument (ODS)",
        "Word (DOCX)",
        "RIS",
        "BibTeX",
        "CSL-JSON",
    ]
    assert offered == [f"Download {kind}" for kind in kinds]


def test_what_a_fold_asks_for_is_taken_where_it_is_known_and_else_nothing_happens(keys):
    app = open_bare("quotes", **FEW)
    box = "basket-asked-for"
    app.text_input(key=box).set_value(f"+{keys[0]}").run()
    assert not app.exception
    assert told(app)[0].startswith("Added to your basket: ")
    assert "Basket (1)" in navigation(app)
    assert app.text_input(key=box).value == ""
    for strange in (*HOSTILE[:3], f"*{keys[1]}", keys[1], "+", "-1-01"):
        app.text_input(key=box).set_value(strange[:40]).run()
        assert not app.exception
        assert not told(app)
        assert "Basket (1)" in navigation(app)
    app.text_input(key=box).set_value(f"-{keys[0]}").run()
    assert told(app)[0].startswith("Removed from your basket: ")
    assert "Basket" in navigation(app)


def test_only_pages_with_folds_hold_the_box_that_hears_them():
    for name in ("quotes", "places", "themes"):
        boxes = [box.key for box in open_bare(name).text_input]
        assert ("basket-asked-for" in boxes) == (name in FOLDED_ON), name
