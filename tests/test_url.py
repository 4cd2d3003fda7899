"""A link opened gives the view it was made from, and no link breaks the page."""

import random
from urllib.parse import parse_qs, urlencode

import pytest

from ofsted.address.url import (
    clean_query,
    read_link,
    read_selection,
    read_url,
    write_selection,
    write_url,
)
from ofsted.address.view import (
    CHOICES,
    LISTS,
    PARAMETERS,
    View,
    cell_view,
    is_outdated,
    make_vocabulary,
    opening_view,
)
from ofsted.analysis.counting.samples import SampleDesign
from ofsted.analysis.counting.selection import Selection
from ofsted.served.asked import HEEDED, canonical_query, units_of

LABELS = {
    "framework": {
        "F1": ("Framework one",),
        "F3": ("SIF 2013–18 (F3)", "SIF"),
        "F4": ("ILACS",),
        "LAC-2013": ("Looked after",),
    },
    "rating": {
        "good": ("Good",),
        "requires-improvement": ("Requires improvement",),
        "inadequate": ("Inadequate",),
        "not-given": ("No overall rating given",),
    },
    "deprivation": {
        1: ("Most deprived third",),
        2: ("Middle third",),
        3: ("Least deprived third",),
    },
    "rurality": {1: ("Major conurbation",), 2: ("Other urban",), 3: ("Rural",)},
    "region": {"London": ("London",), "Yorkshire and The Humber": ("Yorkshire and The Humber",)},
    "area": {"80501": ("Bristol, City of",), "80502": ("Leeds",), "80503": ("Sampleton",)},
    "place": {"80501": ("Bristol, City of",), "80502": ("Leeds",), "E10000001": ("Old Sampleton",)},
    "category": {"casework": ("Casework and direct practice",), "risk": ("Risk",)},
    "theme": {
        "casework/timeliness": ("Timeliness of casework",),
        "risk/thresholds": ("Thresholds",),
    },
    "body": {"authority": ("Local authority",), "lscb": ("Safeguarding board",), "both": ("Both",)},
    "unit": {
        "share": ("Share",),
        "report-weighted": ("Report-weighted share",),
        "reports": ("Share of reports",),
        "count": ("Number",),
    },
    "by": {"none": ("No split",), "rating": ("Rating",), "year": ("Year",)},
    "la_type": {"London borough": ("London borough",), "county": ("County",)},
    "next": {"theme": ("Theme in the next report",), "none": ("No later full report",)},
    "orientation": {"process": ("How work is done",), "outcome": ("What changes",)},
    "level": {"category": ("Nine categories",), "theme": ("Themes",)},
    "scheme": {"full": ("Every theme",), "wide": ("Paper, wide",), "strict": ("Paper, strict",)},
    "steps": {"year": ("Years",), "quarter": ("Quarters",)},
    "sort": {
        "best": ("Best match first, else newest",),
        "newest": ("Newest first",),
        "oldest": ("Oldest first",),
        "area": ("Area",),
        "longest": ("Longest",),
    },
    "show": {"cards": ("Cards",), "table": ("Table",)},
    "basis": {"strict-sif": ("SIF alone, strict view",), "wide-sif": ("SIF alone, wide view",)},
    "verdict": {"all": ("All verdicts",), "supported": ("Supported",)},
    "counting": {"plain": ("Each once",), "weighted": ("Weighted",)},
    "order": {"total": ("All",), "difference": ("Widest",), "column": ("One",)},
    "dots": {"lowest": ("The lowest",), "all": ("All themes",)},
}
VOCABULARY = make_vocabulary(LABELS, (2013, 2026), ["50004178-01", "50004178-02"], "2026.1")

EXAMPLES = {
    "framework": "F3",
    "rating": "requires-improvement",
    "deprivation": "2",
    "rurality": "3",
    "region": "yorkshire-and-the-humber",
    "area": "80501",
    "category": "risk",
    "theme": "casework/timeliness",
    "body": "lscb",
    "unit": "reports",
    "by": "rating",
    "level": "theme",
    "sort": "area",
    "la_type": "london-borough",
    "next": "theme",
    "orientation": "outcome",
    "scheme": "strict",
    "steps": "quarter",
    "sample": "F3:20,F4:20;seed=7",
    "place": "80502",
    "a": "good",
    "b": "framework=F3&rating=good&theme=risk%2Fthresholds",
    "show": "table",
    "year": "2016-2019",
    "q": "drift & delay",
    "page": "3",
    "quote": "50004178-02",
    "basis": "wide-sif",
    "verdict": "supported",
    "section": "findings-by-deprivation",
    "counting": "weighted",
    "order": "difference",
    "dots": "all",
    "row": "casework/timeliness",
    "column": "requires-improvement",
    "pair": "casework/timeliness~risk/thresholds",
    "find": "drift & delay",
    "draw": "400-7",
}


def read(query):
    return read_url(parse_qs(query, keep_blank_values=True), VOCABULARY)


def reopen(view, frozen=False):
    """What a link to a view opens."""
    return open_link(urlencode(write_url(view, VOCABULARY, frozen), doseq=True))


def open_link(query):
    return read_link(parse_qs(query, keep_blank_values=True), VOCABULARY)


def random_view(seed):
    chance = random.Random(seed)
    lists = {
        name: tuple(code for code in VOCABULARY.codes[name] if chance.random() < 0.4)
        for name in LISTS
    }
    choices = {name: chance.choice(VOCABULARY.codes[name]) for name in CHOICES}
    first = chance.randint(2013, 2026)
    year = chance.choice([None, (first, first), (first, chance.randint(first, 2026))])
    year = None if year == (2013, 2026) else year
    query = clean_query(
        "".join(chance.choice("ab é&=%+#?'\"<>$*_") for _ in range(chance.randint(0, 30)))
    )
    sample = chance.choice(
        [
            None,
            SampleDesign((("F3", 20), ("F4", chance.randint(1, 40))), seed=chance.randint(0, 999)),
        ]
    )
    sides = {
        "a": chance.choice(
            ["", "good", write_selection(Selection(rating=lists["rating"]), VOCABULARY)]
        ),
        "b": chance.choice(["", query]),
    }
    return View().having(
        **lists,
        **choices,
        **sides,
        year=year,
        sample=sample,
        row=query,
        find=query,
        place=chance.choice([None, "80501"]),
        q=query,
        page=chance.randint(1, 9),
        quote=chance.choice([None, "50004178-01"]),
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_parameter_survives_the_round_trip(name):
    view, messages = read(urlencode({name: EXAMPLES[name]}))
    assert messages == ()
    assert view != View()
    assert write_url(view, VOCABULARY) == {name: [EXAMPLES[name]]}
    assert reopen(view) == (view, ())


@pytest.mark.parametrize("seed", range(50))
def test_filters_written_as_one_side_of_a_comparison_read_back_the_same(seed):
    selection = random_view(seed).selection
    assert read_selection(write_selection(selection, VOCABULARY), VOCABULARY) == selection


@pytest.mark.parametrize(
    "text",
    [
        "",
        "all",
        "framework",
        "framework=<b>",
        "a=b&c=d&" * 99,
        "%%%=%",
        "rating=good&rating",
        "q=x&v=2",
        "sample=F3:9999999",
        "sample=;;;",
    ],
)
def test_a_side_that_says_nonsense_restricts_nothing_it_cannot_read(text):
    selection = read_selection(text, VOCABULARY)
    assert selection.sample is None
    assert selection.rating in ((), ("good",))


@pytest.mark.parametrize(
    "text", ["F3:0", "F9:20", "F3:20;seed=-1", "F3:20;seed=" + "9" * 400, "<script>", "F3:20" * 99]
)
def test_a_sample_that_cannot_be_drawn_gives_a_message_and_all_reports(text):
    view, messages = read(urlencode({"sample": text}))
    assert view == View()
    assert len(messages) == 1
    assert text not in messages[0]


def test_an_area_can_be_named_in_a_link():
    assert read("place=leeds")[0].place == "80502"
    assert read("place=bristol-city-of")[0].place == "80501"
    assert read("place=old-sampleton")[0].place == "E10000001"
    assert read("place=atlantis") == (
        View(),
        ("The area in the link is not known; the map shows all areas.",),
    )


def test_every_parameter_has_an_example():
    assert set(EXAMPLES) | {"v"} == set(PARAMETERS)


@pytest.mark.parametrize("seed", range(200))
def test_any_view_is_what_its_links_open(seed):
    view = random_view(seed)
    assert reopen(view) == (view, ())
    frozen, messages = reopen(view, frozen=True)
    assert frozen == view.having(v="2026.1")
    assert messages == ()


@pytest.mark.parametrize("seed", range(50))
def test_reading_is_idempotent(seed):
    chance = random.Random(seed)
    raw = {
        name: [
            chance.choice(["", "all", EXAMPLES.get(name, "x"), "nonsense", "2019-2016", "0", "-1"])
            for _ in range(chance.randint(0, 3))
        ]
        for name in PARAMETERS
    }
    raw.pop("v")
    view, _ = read_url(raw, VOCABULARY)
    assert reopen(view)[0] == view


def test_an_address_without_parameters_opens_with_inspections_since_2018():
    assert open_link("") == (opening_view(), ())
    assert opening_view() == View(Selection(framework=("F4",)))
    assert open_link("utm_source=x") == (opening_view(), ())
    view, messages = open_link("nonsense=1")
    assert view == opening_view()
    assert len(messages) == 1


def test_the_link_of_the_opening_view_names_its_framework_and_opens_it():
    assert write_url(opening_view(), VOCABULARY) == {"framework": ["F4"]}
    assert reopen(opening_view()) == (opening_view(), ())


def test_all_frameworks_are_named_in_a_link_and_survive_the_round_trip():
    assert open_link("framework=all") == (View(), ())
    assert write_url(View(), VOCABULARY) == {"framework": ["all"]}
    assert reopen(View()) == (View(), ())


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_link_that_says_anything_of_a_view_shows_all_frameworks_unless_it_names_one(name):
    expected = ("F3",) if name == "framework" else ()
    assert open_link(urlencode({name: EXAMPLES[name]}))[0].selection.framework == expected


@pytest.mark.parametrize("page", [page for page in HEEDED if HEEDED[page]])
def test_the_link_to_share_of_a_page_opens_all_that_means_something_there(page):
    views = [
        View(),
        opening_view(),
        *(read(urlencode({name: EXAMPLES[name]}))[0] for name in EXAMPLES),
        *(random_view(seed) for seed in range(50)),
    ]
    for view in views:
        opened, _ = open_link(canonical_query(view, VOCABULARY, page))
        # The page of a council shows all its inspections, whatever the filters.
        of_one = page == "places" and view.place
        heeded = {name: view.get(name) for name in (("place",) if of_one else HEEDED[page])}
        if "unit" in heeded and view.unit not in units_of(page, VOCABULARY):
            heeded["unit"] = "share"  # the page shows it by the unit that it has
        assert {name: opened.get(name) for name in heeded} == heeded, view


def test_a_live_link_says_what_restricts_and_a_frozen_one_says_everything():
    frozen = write_url(View(), VOCABULARY, frozen=True)
    assert set(frozen) == set(PARAMETERS)
    assert frozen["year"] == ["2013-2026"]
    assert frozen["v"] == ["2026.1"]
    assert frozen["framework"] == ["all"]


def test_a_frozen_link_keeps_its_years_when_the_data_grows():
    grown = make_vocabulary(LABELS, (2013, 2027), [], "2027.1")
    view, _ = read_url(write_url(View(), VOCABULARY, frozen=True), grown)
    assert view.selection.year == (2013, 2026)
    assert is_outdated(view, grown)


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        ("framework=f3", "framework", ("F3",)),
        ("framework=SIF", "framework", ("F3",)),
        ("framework=lac-2013&framework=F4", "framework", ("F4", "LAC-2013")),
        ("FRAMEWORK=f3,f4", "framework", ("F3", "F4")),
        ("rating=Requires+Improvement", "rating", ("requires-improvement",)),
        ("rating=good,inadequate&rating=good", "rating", ("good", "inadequate")),
        ("deprivation=1&deprivation=3", "deprivation", (1, 3)),
        ("deprivation=Most+deprived+third", "deprivation", (1,)),
        ("region=yorkshire+and+the+humber", "region", ("Yorkshire and The Humber",)),
        ("region=LONDON", "region", ("London",)),
        ("area=Bristol,+City+of", "area", ("80501",)),
        ("area=80502,Sampleton", "area", ("80502", "80503")),
        ("theme=Thresholds", "theme", ("risk/thresholds",)),
        ("body=LSCB", "body", "lscb"),
        ("unit=REPORT-WEIGHTED", "unit", "report-weighted"),
        ("year=2016", "year", (2016, 2016)),
        ("year=2016-2019", "year", (2016, 2019)),
        ("year=2016–2019", "year", (2016, 2019)),
        ("year=2016&year=2019", "year", (2016, 2019)),
        ("year=2016,2019", "year", (2016, 2019)),
        ("year=2013-2026", "year", None),
        ("framework=all", "framework", ()),
        ("q=+two++words+", "q", "two words"),
    ],
)
def test_codes_and_labels_are_accepted_in_any_case_and_form(query, name, expected):
    view, messages = read(query)
    assert view.get(name) == expected
    assert messages == ()


@pytest.mark.parametrize(
    "query",
    [
        "framework=F9",
        "rating=<script>alert(1)</script>",
        "deprivation=4",
        "deprivation=NaN",
        "rurality=1e0",
        "region=Atlantis",
        "area=../../etc/passwd",
        "body=everyone",
        "category=%00",
        "theme=javascript:alert(1)",
        "unit=;DROP TABLE",
        "by=__class__",
        "level=0",
        "sort=-newest",
        "show=none",
        "year=nineteen",
        "year=20160",
        "year=1999",
        "year=3000-4000",
        "page=0",
        "page=-1",
        "page=1.5",
        "page=9999999999999999999",
        "page=٣",
        "quote=50004178-99",
        "quote=<img src=x>",
        "v=<b>",
        "nonsense=1",
        "framework[]=F3",
        "__proto__=1",
    ],
)
def test_hostile_values_are_ignored_with_a_message_that_does_not_repeat_them(query):
    view, messages = read(query)
    assert view == View()
    assert len(messages) == 1
    assert query.partition("=")[2] not in messages[0] or len(query.partition("=")[2]) < 3


def test_the_good_part_of_a_bad_list_is_kept():
    view, messages = read("rating=good&rating=splendid")
    assert view.selection.rating == ("good",)
    assert len(messages) == 1
    assert "splendid" not in messages[0]


def test_reversed_years_are_swapped_and_said_so():
    view, messages = read("year=2019-2016")
    assert view.selection.year == (2016, 2019)
    assert "wrong order" in messages[0]


def test_years_beyond_the_data_are_clipped_and_said_so():
    view, messages = read("year=2009-2015")
    assert view.selection.year == (2013, 2015)
    assert "beyond" in messages[0]


def test_a_long_search_is_cut():
    view, messages = read(urlencode({"q": "a" * 100_000}))
    assert len(view.q) == 200
    assert len(messages) == 1


def test_control_characters_leave_the_search():
    assert read(urlencode({"q": "a\0b\x1b\u202e\n c"}))[0].q == "a b c"


def test_thousands_of_parameters_are_read_at_once():
    view, messages = read_url(
        {f"x{n}": ["1"] for n in range(5000)} | {"rating": ["good", "x"] * 5000}, VOCABULARY
    )
    assert view.selection.rating == ("good",)
    assert len(messages) == 2


def test_marks_left_by_social_media_pass_in_silence():
    assert read("utm_source=x&fbclid=y&gclid=z") == (View(), ())


def test_a_link_frozen_with_this_version_is_not_outdated():
    assert not is_outdated(read("v=2026.1")[0], VOCABULARY)
    assert is_outdated(read("v=2025.9")[0], VOCABULARY)


def test_a_cell_leads_to_its_own_recommendations_only():
    view = View(
        selection=Selection(rating=("good",), theme=("risk/thresholds",)),
        level="category",
        by="year",
        unit="reports",
    )
    cell = cell_view(view, "casework", 2016)
    assert cell.selection == Selection(rating=("good",), year=(2016, 2016), category=("casework",))
    assert cell.unit == "share"
    assert cell.page == 1
