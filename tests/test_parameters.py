"""A parameter of an address is declared once, and all that deals with addresses follows."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from ofsted import paths
from ofsted.address.changes import active_filters, heeded_on, lapsing, left_behind
from ofsted.address.links import describe_links
from ofsted.address.parameters import PAGES, Kind
from ofsted.address.view import CHOICES, IN_SELECTION, LISTS, PARAMETERS, View
from ofsted.analysis.counting.samples import SampleDesign
from ofsted.commands.search import FILTERS

MOST_WORDS = 25  # of a sentence that readers meet
# One field, put into the source of `View`; nothing else is touched.
FIELD = """
    tone: str = choice(
        "plain",
        named({"plain": "Plain tone", "bright": "Bright tone"}),
        "How bright an invented figure is.",
        "themes",
        "quotes",
        label="Tone",
        message="There is no such tone.",
    )
"""
FIRST = "    selection: Selection = field(default_factory=Selection)\n"
ADD_AND_TELL = """
import json, sys, types
from pathlib import Path

path, field, first = sys.argv[1:]
source = Path(path).read_text(encoding="utf-8")
assert source.count(first) == 1
name = "ofsted.address.view"
module = sys.modules[name] = types.ModuleType(name)
exec(compile(source.replace(first, first + field), path, "exec"), module.__dict__)

from ofsted.address.changes import heeded_on
from ofsted.address.choices import make_choices
from ofsted.address.links import describe_links
from ofsted.address.url import read_url, record_defaults, write_url
from ofsted.address.view import PARAMETERS, View
from ofsted.served.asked import HEEDED, canonical_query, read_strictly
from ofsted.served.openapi import describe_api
from ofsted.served.site import Site
from ofsted.steps.published import read_leaves

leaves = read_leaves()
vocabulary = make_choices(leaves, leaves.codebook, "2026.1")
bright = read_url({"tone": ["Bright Tone"]}, vocabulary)[0]
path = describe_api(vocabulary, Site())["paths"]["/api/v1/themes.json"]["get"]
told = {
    "view": View().tone,
    "read": bright.tone,
    "written": write_url(bright, vocabulary),
    "unwritten": write_url(View(), vocabulary),
    "frozen": write_url(View(), vocabulary, frozen=True)["tone"],
    "messages": read_url({"tone": ["loud"]}, vocabulary)[1],
    "faults": [str(each) for each in read_strictly(
        {"tone": ["brigt"]}, vocabulary, HEEDED["themes"])[1]],
    "unheeded": [str(each) for each in read_strictly(
        {"tone": ["bright"]}, vocabulary, HEEDED["trends"], tells_idle=True)[1]],
    "links": {page: canonical_query(bright, vocabulary, page) for page in ("themes", "trends")},
    "heeded": [page for page in HEEDED if "tone" in HEEDED[page]],
    "defaults": record_defaults()["defaults"]["tone"],
    "key": PARAMETERS["tone"].key,
    "labels": PARAMETERS["tone"].labels,
    "openapi": [each for each in path["parameters"] if each["name"] == "tone"],
    "rows": [line for line in describe_links().splitlines() if line.startswith("| `tone`")],
}
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def added() -> dict:
    """What a view, its addresses and their descriptions say once one field is added."""
    view = paths.ROOT / "ofsted" / "address" / "view.py"
    done = subprocess.run(
        [sys.executable, "-c", ADD_AND_TELL, str(view), FIELD, FIRST],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_parameter_that_is_added_stands_in_the_view(added):
    assert added["view"] == "plain"


def test_it_is_read_from_and_written_to_an_address(added):
    assert added["read"] == "bright"
    assert added["written"] == {"tone": ["bright"]}
    assert added["unwritten"] == {"framework": ["all"]}
    assert added["frozen"] == ["plain"]
    assert added["defaults"] == ["plain"]


def test_it_has_its_messages(added):
    assert added["messages"] == ["There is no such tone."]
    assert added["faults"] == ["tone: brigt is not known. Known: bright."]
    assert added["unheeded"][0].startswith("tone: has no meaning here")


def test_it_counts_on_its_pages_alone(added):
    assert added["heeded"] == ["themes", "quotes"]
    assert added["links"] == {"themes": "tone=bright", "trends": "framework=all"}


def test_its_control_has_a_key_and_labels(added):
    assert added["key"] == "pick-tone"
    assert added["labels"] == {"plain": "Plain tone", "bright": "Bright tone"}


def test_it_is_described_for_programs_and_for_readers(added):
    (described,) = added["openapi"]
    assert described == {
        "name": "tone",
        "in": "query",
        "required": False,
        "description": "How bright an invented figure is.",
        "schema": {"type": "string", "enum": ["plain", "bright"]},
    }
    assert added["rows"] == [
        "| `tone` | How bright an invented figure is. | `plain` Plain tone<br>`bright` Bright tone"
        " | `plain` | themes, quotes |"
    ]


def test_the_committed_description_of_links_is_what_the_declarations_give():
    assert paths.LINKS.read_text(encoding="utf-8") == describe_links(), (
        "LINKS.md is out of date; `python -m ofsted describe` renews it"
    )


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_is_declared_in_full(name):
    parameter = PARAMETERS[name]
    assert describe_links().count(f"\n| `{name}` |") == 1
    assert parameter.meaning.endswith(".")
    assert len(parameter.meaning.split()) <= MOST_WORDS
    assert bool(parameter.values) != bool(parameter.options)
    assert set(parameter.pages) <= set(PAGES)
    assert set(parameter.lapses) <= set(PARAMETERS)
    if parameter.kind is Kind.CHOICE:
        assert parameter.default in parameter.options
        assert parameter.label


def test_no_two_controls_share_a_key():
    keys = [parameter.key for parameter in PARAMETERS.values()]
    assert len(set(keys)) == len(keys)


def test_every_filter_of_the_data_is_a_parameter_and_can_be_asked_for_by_the_command():
    assert set(PARAMETERS) >= IN_SELECTION
    assert FILTERS == LISTS


def test_what_is_picked_among_groups_lapses_with_the_grouping():
    view = View(by="rating", a="good", b="inadequate", column="good", row="risk", page=3)
    assert view.having(**lapsing(view, {"by": "region"})) == View(by="rating", row="risk")
    assert view.having(**lapsing(view, {"level": "theme"})) == view.having(row="", page=1)


def test_only_turning_the_page_keeps_a_list_where_it_is():
    view = View(page=3, quote="2761820-01")
    assert lapsing(view, {"page": 4}) == {}
    assert lapsing(view, {"show": "table"}) == {}
    assert lapsing(view, {"sort": "newest"}) == {"page": 1, "quote": None}
    assert lapsing(view, {"by": "none"}) == {"page": 1, "quote": None}
    assert lapsing(view, {"q": "drift", "quote": "1-01"}) == {"page": 1}


def test_a_search_stays_behind_when_another_page_is_opened():
    assert left_behind("quotes") == {}
    assert left_behind("themes") == {"q": "", "page": 1, "quote": None}


def test_every_filter_that_restricts_counts_once_a_code():
    design = SampleDesign((("F3", 20),))
    view = View(q="drift", unit="reports", scheme="wide").having(
        framework=("F3", "F4"), body="lscb", year=(2016, 2019), sample=design
    )
    assert active_filters(view) == [
        ("framework", "F3"),
        ("framework", "F4"),
        ("year", (2016, 2019)),
        ("body", "lscb"),
        ("sample", design),
        ("q", "drift"),
    ]
    assert active_filters(View()) == []


def test_the_choices_of_a_view_are_its_defaults():
    assert {name: View().get(name) for name in CHOICES} == CHOICES
    assert heeded_on("code") == ()
