"""Every page, under every filter, shows the same recommendations that the filters choose, and never
fails.
"""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

import ofsted.steps.hydrate
from ofsted import paths
from ofsted.address.url import read_link
from ofsted.analysis.counting.selection import Selection, choose_recommendations, choose_reports
from ofsted.dashboard import navigation
from ofsted.dashboard.held import hydration
from ofsted.dashboard.held.data import read_release
from ofsted.extract.wording import text_hash
from ofsted.served.asked import HEEDED
from ofsted.tables import stored
from ofsted.tables.declared import QUOTES
from ofsted.tables.stored import write_table
from tests.pages import TITLES, csv_buttons, example_of, in_link, open_bare, open_page, warnings
from tests.pages import markup as texts

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nothing_hydrated")]

PAGES = tuple(page.name for page in navigation.PAGES)
# What heeds no filter, and what says which it heeds.
UNFILTERED = (
    "overview",
    "basket",
    "check",
    "coding",
    "code",
    "outside",
    "about",
    "glossary",
    "accessibility",
)
FILTERED = tuple(
    page for page in PAGES if page not in (*UNFILTERED, "reliability", "sample", "places")
)
CODING_NOTE = "Sorted into themes by machine, twice. No person has checked a sample yet."


def examples(release):
    first = release.dataset.recommendations.iloc[len(release.dataset.recommendations) // 2]
    return {
        "framework": "F4",
        "rating": "good",
        "deprivation": "1",
        "rurality": "3",
        "year": "2016-2019",
        "region": "london",
        "area": first["urn"],
        "body": "lscb",
        "next": "not",
        "category": "risk",
        "theme": "casework/timeliness",
    }


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_with_one_title_and_without_trouble(page):
    app = open_page(page)
    assert not app.exception
    assert [title.value for title in app.title] == [TITLES[page]]
    assert not app.error


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "name",
    [
        "framework",
        "rating",
        "deprivation",
        "rurality",
        "year",
        "region",
        "area",
        "body",
        "next",
        "category",
        "theme",
    ],
)
def test_a_page_opens_under_each_filter_and_says_what_it_shows(page, name, release):
    app = open_page(page, **{name: examples(release)[name]})
    assert not app.exception
    assert not warnings(app)
    if page in FILTERED:
        assert any(button.key.startswith(f"chip-{name}-") for button in app.button)


def shown_of(app):
    """What a page shows outside the side bar: its own HTML, headings and charts; not the texts
    behind the buttons that copy a link.
    """
    return (
        re.sub(r'<div class="actions">.*?</details>| href="[^"]*"', "", texts(app.main)),
        [chart.proto.alt for chart in app.main.get("plotly_chart")],
        [header.value for header in app.main.header],
    )


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_heeds_no_filter_hides_them_and_one_that_heeds_some_says_which(page):
    plain, filtered = (
        open_page(page),
        open_page(
            page,
            framework="F4",
            rating="good",
            year="2019-2024",
            theme="casework/timeliness",
            scheme="strict",
        ),
    )
    is_hidden = '[data-testid="stSidebar"]' in texts(plain)
    assert is_hidden == (page in UNFILTERED) == (not navigation.find_page(page).heeds)
    assert ('class="heeds"' in texts(plain.sidebar)) == (page == "reliability")
    assert (shown_of(plain) == shown_of(filtered)) == (page in UNFILTERED)


def test_the_filters_are_hidden_on_the_page_of_a_council_and_kept():
    app = open_page("places", place="leeds", rating="good")
    assert '[data-testid="stSidebar"]' in texts(app)
    assert app.checkbox(key="rating-good").value
    assert in_link(app, "rating") == "good"


@pytest.mark.parametrize(
    ("parameters", "label"),
    [
        ({"framework": "all"}, "Filters"),
        ({}, "Filters (1)"),
        ({"framework": "F4", "rating": ["good", "inadequate"], "year": "2019-2023"}, "Filters (4)"),
    ],
)
def test_the_button_of_the_filters_says_how_many_are_set(parameters, label):
    assert f'content: "{label}"' in texts(open_bare("themes", **parameters))


@pytest.mark.parametrize("page", PAGES)
def test_an_address_without_parameters_shows_what_the_link_to_inspections_since_2018_shows(page):
    bare, named = open_bare(page), open_bare(page, framework="F4")
    assert not bare.exception
    assert shown_of(bare) == shown_of(named)
    assert bare.checkbox(key="framework-F4").value
    assert not bare.checkbox(key="framework-F3").value


def test_all_frameworks_can_be_had_by_a_link_or_by_taking_the_opening_filter_away():
    named = open_bare("themes", framework="all")
    assert "3,870 recommendations to councils, from 492 reports." in texts(named)
    cleared = open_bare("themes")
    assert "1,452 recommendations to councils, from 321 reports (ILACS reports)." in texts(cleared)
    cleared.checkbox(key="framework-F4").uncheck().run()
    assert in_link(cleared, "framework") == "all"
    assert shown_of(cleared) == shown_of(named)


@pytest.mark.parametrize("page", [page for page in FILTERED if page != "quotes"])
def test_the_way_to_how_far_to_trust_the_themes_keeps_the_filters(page, release):
    app = open_page(page, framework="F3", rating="good")
    note = re.search(r'<p class="coding-note">.*?</p>', texts(app)).group()
    query = parse_qs(urlsplit(unescape(re.search(r'href="([^"]*)"', note)[1])).query)
    view, _ = read_link(query, release.vocabulary)
    assert view.selection.framework == ("F3",)
    assert view.selection.rating == ("good",)


@pytest.mark.parametrize("page", [page for page in PAGES if page != "overview"])
def test_three_buttons_copy_a_link_a_link_to_this_version_and_a_citation(page, release):
    if page in ("basket", "code", "glossary", "accessibility"):
        pytest.skip("the page has no view to share")
    shown = texts(open_page(page, framework="F4", rating="good"))
    copied = [unescape(text) for text in re.findall(r'data-copy="([^"]*)"', shown)][:3]
    live, fixed, citation = copied
    heeds = "rating" in HEEDED[page]
    assert parse_qs(urlsplit(live).query).get("rating") == (["good"] if heeds else None)
    assert parse_qs(urlsplit(fixed).query)["v"] == [release.version]
    assert fixed in citation
    listed = [unescape(text) for text in re.findall(r"<dd>([^<]*)</dd>", shown)]
    assert set(copied) <= set(listed)


@pytest.mark.parametrize("name", sorted(HEEDED["quotes"]))
def test_a_copied_link_opens_the_same_view_for_every_parameter(name, release):
    asked = {name: example_of(name)}
    page = open_bare("quotes", **asked)
    live, fixed = (
        parse_qs(urlsplit(unescape(text)).query)
        for text in re.findall(r'data-copy="([^"]*)"', texts(page))[:2]
    )
    assert live == {name: [asked[name]]}
    assert fixed == live | {"v": [release.version]}
    again = open_bare("quotes", **fixed)
    assert shown_of(again) == shown_of(page)
    assert warnings(page) == warnings(again) == []


def test_the_link_to_this_version_says_the_version_and_what_is_chosen():
    shown = texts(open_page("themes", framework="F4"))
    fixed = unescape(re.findall(r'data-copy="([^"]*)"', shown)[1])
    asked = parse_qs(urlsplit(fixed).query)
    assert asked == {"framework": ["F4"], "v": [read_release().version]}


def outline(block):
    """What stands in a block and in the blocks inside it, in order: the kind and key of every
    element.
    """
    return [
        (
            child.type,
            getattr(child, "key", None),
            outline(child) if hasattr(child, "children") else None,
        )
        for child in block.children.values()
    ]


def test_the_side_bar_has_the_same_elements_in_the_same_places_on_every_page():
    # A widget whose place shifts is put up anew, and on a quick way through the pages a tick box
    # that was put up anew lost its tick.
    outlines = {
        page: outline(open_page(page, framework="F4", rating="good").sidebar) for page in PAGES
    }
    assert len(outlines["overview"]) > 10
    assert {page: found for page, found in outlines.items() if found != outlines["overview"]} == {}


@pytest.mark.parametrize("scheme", ["wide", "strict"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_every_view_of_the_codebook(page, scheme):
    app = open_page(page, scheme=scheme, level="theme")
    assert not app.exception
    assert not warnings(app)
    assert not app.error


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_a_sample_and_where_nothing_is_chosen(page):
    for parameters in (
        {"sample": "F3:20,F4:20;seed=7"},
        {"framework": "F1"},
        {"area": "leeds", "year": "2015-2015"},
    ):
        app = open_page(page, **parameters)
        assert not app.exception
        assert not app.error


@pytest.mark.parametrize("unit", ["share", "report-weighted", "reports", "expected", "count"])
@pytest.mark.parametrize(
    "by",
    [
        "none",
        "framework",
        "rating",
        "deprivation",
        "rurality",
        "region",
        "la_type",
        "year",
        "period",
        "body",
    ],
)
@pytest.mark.parametrize("page", ["themes", "heatmap"])
def test_every_unit_and_split_can_be_drawn(page, by, unit):
    app = open_page(page, unit=unit, by=by, level="theme" if unit == "share" else "category")
    assert not app.exception
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))


def test_every_chart_has_a_text_alternative_a_table_and_a_download():
    app = open_page()
    charts = app.get("plotly_chart")
    assert len(charts) == 3
    assert all(chart.proto.alt for chart in charts)
    assert len(csv_buttons(app)) == 3
    # A table is made when it is unfolded: until then it would only be sent for nothing.
    assert texts(app).count("<table") == 0
    for name in ("category", "who", "coverage"):
        app.session_state[f"table-{name}"] = True
    assert texts(app.run()).count("<table") == 3


def test_share_of_reports_is_shown_with_its_warning():
    assert any(
        "Read with care" in info.value
        for info in open_page("themes", unit="reports", by="rating").info
    )
    assert not open_page("themes", unit="share", by="rating").info


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page not in ("code", "outside", "glossary", "accessibility")],
)
def test_it_is_said_who_coded_the_themes_wherever_they_are_shown(page):
    note = f'<p class="coding-note">{CODING_NOTE} <a href='
    if page == "overview":
        note = "Sorted into themes by machine, not yet checked by people. <a href="
    assert note in texts(open_page(page))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_that_it_is_independent_of_ofsted(page):
    assert "independent of Ofsted" in texts(open_page(page))


def test_the_sentence_above_the_content_counts_what_the_filters_choose(release):
    app = open_page("quotes", framework="F4", rating=["good", "inadequate"], year="2019-2023")
    selection = Selection(framework=("F4",), rating=("good", "inadequate"), year=(2019, 2023))
    expected = int(choose_recommendations(release.dataset, selection, coded=True).sum())
    reports = int(choose_reports(release.dataset, selection).sum())
    told = f"{expected:,} recommendations to councils, from {reports} reports (ILACS reports rated "
    assert told in texts(app)


def test_ticking_a_box_filters_and_clearing_brings_everything_back():
    app = open_page("themes")
    before = texts(app)
    app.checkbox(key="rating-good").check().run()
    assert "rated good" in texts(app)
    assert texts(app) != before
    app.button(key="clear").click().run()
    assert texts(app) == before
    assert not app.checkbox(key="rating-good").value


def test_ticks_add_up_and_a_chip_takes_one_away():
    app = open_page("themes")
    app.checkbox(key="rating-good").check().run()
    app.checkbox(key="rating-inadequate").check().run()
    assert "rated good or inadequate" in texts(app)
    app.button(key="chip-rating-good").click().run()
    assert "rated inadequate" in texts(app)
    assert not app.checkbox(key="rating-good").value


def test_a_pick_keeps_its_value_when_other_filters_change_the_counts_beside_it(release):
    app = open_page("themes", region="london")
    assert app.multiselect(key="region").value == ["London"]
    app.checkbox(key="rating-good").check().run()
    assert app.multiselect(key="region").value == ["London"]
    assert "in London" in texts(app)


def test_what_the_next_report_shows_is_a_filter_in_words_with_its_numbers():
    app = open_page("quotes", area="80435", next="not")
    picked = app.multiselect(key="next-report")
    assert [option.partition(" (")[0] for option in picked.options] == [
        "Theme in the next report",
        "Only delay or consistency in common",
        "Theme not in the next report",
        "No later full report",
        "Can’t compare",
    ]
    assert "with no theme that is in the next report" in texts(app)
    picked.set_value(["none"]).run()
    assert not app.exception
    assert "with no later full report" in texts(app)


def test_an_empty_result_is_said_in_words():
    for page in ("themes", "heatmap", "quotes"):
        app = open_page(page, framework="F1")
        assert not app.exception
        assert "0 recommendations to councils, from 0 reports" in texts(app)
    assert any(
        "No recommendation matches" in header.value
        for header in open_page("quotes", framework="F1").header
    )


def test_quotes_are_paged_and_a_page_beyond_the_end_is_the_last():
    app = open_page("quotes", page="999999")
    assert len(warnings(app)) == 1
    assert "last" in warnings(app)[0]
    for place in ("above", "below"):
        assert app.button(key=f"next-{place}").disabled
        assert not app.button(key=f"previous-{place}").disabled


@pytest.mark.parametrize("place", ["above", "below"])
def test_the_next_page_shows_other_cards(place):
    app = open_page("quotes")
    first = set(re.findall(r"quote=([0-9-]+)", texts(app)))
    app.button(key=f"next-{place}").click().run()
    second = set(re.findall(r"quote=([0-9-]+)", texts(app)))
    assert len(first) == len(second) == 20
    assert not first & second


def test_one_recommendation_has_its_own_view(release):
    key = release.dataset.recommendations["recommendation_id"].iloc[7]
    app = open_page("quotes", quote=key)
    assert texts(app).count("<article") == 1
    assert f"quote={key}" in texts(app)


def test_a_search_finds_areas_and_says_how_many(release):
    name = release.dataset.recommendations["area_name"].iloc[0]
    app = open_page("quotes", q=f'"{name}"')
    assert "the search" in texts(app)
    assert name in texts(app)


def test_the_table_view_holds_links_into_the_report():
    app = open_page("quotes", show="table")
    assert "#page=" in texts(app)
    assert "<table" in texts(app)


def test_an_outdated_frozen_link_says_so_and_a_current_one_does_not(release):
    assert "frozen with another version" in warnings(open_page(v="1999.1"))[0]
    assert not warnings(open_page(v=release.version))


def test_messages_about_a_link_go_once_the_reader_changes_something():
    app = open_page(rating="splendid")
    assert len(warnings(app)) == 1
    assert "splendid" not in warnings(app)[0]
    app.checkbox(key="framework-F4").check().run()
    assert not warnings(app)


@pytest.mark.parametrize(
    "query",
    ["<script>alert(1)</script>", "**bold** $x$ :red[x] ![](http://x)", "‮\0\x1b", "a" * 5000],
)
def test_a_hostile_search_is_shown_as_text(query):
    app = open_page("quotes", q=query)
    assert not app.exception
    assert "<script" not in texts(app)


def test_only_proved_wording_is_shown_as_text_and_escaped(release, monkeypatch):
    first = release.dataset.recommendations.iloc[7]
    invented = "Plough the <b>fields</b> & scatter 5*3 **seeds** for $5."
    proof = text_hash(invented)
    row = {"recommendation_id": first["recommendation_id"], "quote": invented, "text_sha256": "0"}
    write_table([row], QUOTES, paths.quotes_table())
    app = open_page("quotes", quote=first["recommendation_id"])
    assert "fields" not in texts(app)  # which is not the wording of this release
    monkeypatch.setattr(stored, "read_text_hashes", lambda: {row["recommendation_id"]: proof})
    (paths.quotes_table()).touch()
    app = open_page("quotes", quote=first["recommendation_id"])
    assert texts(app).count("<article") == 1
    assert "Plough the &lt;b&gt;fields&lt;/b&gt; &amp; scatter 5*3 **seeds** for $5." in texts(app)


def test_a_card_says_what_is_printed_as_a_finding(release):
    rows = release.dataset.recommendations
    found, demand = (
        rows.loc[rows["is_finding"], "recommendation_id"].iloc[0],
        rows.loc[~rows["is_finding"], "recommendation_id"].iloc[0],
    )
    assert "Printed as a finding" in texts(open_page("quotes", quote=found))
    assert "Printed as a finding" not in texts(open_page("quotes", quote=demand))


def test_a_card_shows_the_wording_that_was_read_from_its_report(release, monkeypatch):
    key = release.dataset.recommendations["recommendation_id"].iloc[7]
    wordings = hydration.Wordings()
    monkeypatch.setattr(hydration, "shared_wordings", lambda: wordings)
    app = open_page("quotes", quote=key)
    assert "<blockquote>" not in texts(app)
    assert "<strong>Our summary:</strong>" in texts(app)
    read = {key: "An invented wording."}
    monkeypatch.setattr(ofsted.steps.hydrate, "hydrate_report", lambda *_, **named: read)
    wordings.fetch(hydration.report_of(key))
    app.run()
    assert "<blockquote>An invented wording.</blockquote>" in texts(app)


def test_what_a_card_leads_to_keeps_the_filters_and_lists_its_recommendation(release):
    kept = {"framework": ["F4"], "rating": ["good"], "region": ["london"], "scheme": ["strict"]}
    shown = texts(open_page("quotes", **kept, theme="casework/timeliness", q="timely"))
    articles = re.findall(r"<article.*?</article>", shown)
    assert articles
    for article in articles:
        links = re.findall(r'href="([^"]*)" target="_self"', article)
        asked = [parse_qs(urlsplit(unescape(link)).query) for link in links]
        (key,) = next(query["quote"] for query in asked if "quote" in query)
        led = [query for query in asked if "quote" not in query]
        assert all(kept.items() <= query.items() and "q" not in query for query in led)
        lists = [query for query in led if not {"place", "find"} & query.keys()]
        row = release.dataset.recommendations.set_index("recommendation_id").loc[key]
        assert [query["theme"] for query in lists] == [[theme] for theme in row["themes"]]
        for query in lists:
            view, messages = read_link(query, release.vocabulary)
            assert not messages
            strict = read_release("strict").dataset
            found = choose_recommendations(strict, view.selection, coded=True)
            assert key in set(strict.recommendations.loc[found, "recommendation_id"])


def test_every_card_folds_similar_recommendations_away_but_the_one_that_lists_them(release):
    shown = texts(open_page("quotes", framework="F4"))
    folds = re.findall(r'<details data-similar="([0-9-]+)">', shown)
    assert len(folds) == len(set(folds)) == 20
    key = folds[0]
    alone = texts(open_page("quotes", quote=key))
    assert "<details data-similar" not in alone
    assert alone.count("<li><p>") == 10


def test_the_cell_and_the_row_that_a_link_picks_are_there_and_what_is_not_there_is_said(release):
    heatmap = open_page(
        "heatmap", by="rating", row="risk", column="requires-improvement", framework="F4"
    )
    assert [heatmap.selectbox(key=f"pick-{name}").value for name in ("row", "column")] == [
        "risk",
        "requires-improvement",
    ]
    regions = open_page("heatmap", by="region", row="risk", column="yorkshire-and-the-humber")
    assert regions.selectbox(key="pick-column").value == "yorkshire-and-the-humber"
    compared = open_page(
        "compare", by="rating", a="good", b="inadequate", framework="F4", row="risk"
    )
    assert compared.selectbox(key="pick-row").value == "risk"
    heatmap.selectbox(key="pick-row").set_value("casework").run()
    assert heatmap.query_params["row"] == "casework"
    assert not heatmap.exception
    elsewhere = open_page("heatmap", by="rating", row="<b>nothing</b>", column="1492")
    told = [caption.value for caption in elsewhere.caption]
    assert sum("is not among what is shown" in text for text in told) == 2
    assert not any("nothing" in text or "1492" in text for text in told)


def test_everyday_words_find_recommendations_without_their_texts(nothing_hydrated):
    app = open_page("quotes", q="return home interview")
    assert not app.exception
    assert "<mark>" in texts(app)
    assert any("recommendations" in header.value for header in app.header)
    assert "No recommendation matches" not in " ".join(header.value for header in app.header)


def test_an_area_and_a_year_in_a_search_are_offered_as_filters(release):
    app = open_page("quotes", q="supervision Bradford 2022")
    labels = [button.label for button in app.button]
    assert "Only Bradford" in labels
    app = next(button for button in app.button if button.label == "Only Bradford").click().run()
    assert not app.exception
    assert "on Bradford" in texts(app)
    assert "Bradford" not in app.text_input(key="q").value


def test_a_search_that_finds_nothing_offers_a_way_on():
    app = open_page("quotes", q="suporvision")
    assert not app.exception
    listed = " ".join(header.value for header in app.header)
    offered = [button.label for button in app.button if button.label.startswith("Search")]
    assert offered or "No recommendation matches" not in listed


def test_a_theme_that_the_words_mean_is_named_with_its_number():
    app = open_page("quotes", q="supervision of social workers")
    assert "Themes that match your words" in " ".join(text.value for text in app.markdown)


# A way out of empty results


@pytest.mark.parametrize(
    "parameters",
    [
        {"framework": "F4", "area": "leeds", "year": "2013-2014"},
        {"framework": "F3", "rating": "outstanding", "year": "2024-2026"},
    ],
)
def test_where_nothing_matches_each_filter_less_is_offered_with_what_it_gives(parameters):
    app = open_page("themes", **parameters)
    offered = {b.key: b.label for b in app.button if b.key.startswith("without-")}
    assert offered
    for key, label in offered.items():
        number = re.fullmatch(r"Remove [a-z ]+: ([\d,]+) recommendations?", label)[1]
        narrowed = open_page("themes", **parameters)
        narrowed.button(key=key).click().run()
        assert not narrowed.exception
        assert re.search(rf'role="status">{number} recommendations? to councils', texts(narrowed))


def test_a_place_that_no_council_can_be_is_said_to_be_none():
    app = open_page("themes", deprivation="1", rurality="3", rating="outstanding")
    reports = read_release().dataset.reports
    both = ((reports["deprivation"] == 1) & (reports["rurality"] == 3)).any()
    assert ("No council is both in the most deprived third and" in texts(app)) == (not both)


# The first page


@pytest.mark.parametrize(
    ("typed", "title", "expected"),
    [
        ("Leeds", "Leeds", {"place": None}),
        ("Timeliness of casework", "Quotes", {"theme": "casework/timeliness"}),
        ("return home interview", "Quotes", {"q": "return home interview"}),
    ],
)
def test_the_box_of_the_first_page_leads_to_what_answers(typed, title, expected):
    app = open_bare()
    app.text_input(key="find-words").set_value(typed)
    next(button for button in app.button if button.label == "Find").click().run()
    assert not app.exception
    assert [shown.value for shown in app.title] == [title]
    for name in expected:
        assert in_link(app, name)
    if "place" not in expected:
        assert in_link(app, "framework") == "F4"
    for name in set(expected) - {"place"}:
        assert in_link(app, name) == expected[name]


def test_the_first_page_shows_the_same_under_every_filter_and_counts_inspections_since_2018():
    plain = open_bare()
    assert "1,452 recommendations in 321 inspection reports since 2018." in texts(plain)
    filtered = open_bare(rating="good", framework="F3", theme="casework/timeliness")
    assert shown_of(filtered) == shown_of(plain)
