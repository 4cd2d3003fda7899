"""References come back from the programs that read them as they were written."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import bibtexparser
import pytest
import rispy

from ofsted.files.references import (
    refer_to_data,
    refer_to_recommendation,
    refer_to_view,
    write_bibtex,
    write_csl,
    write_ris,
)
from ofsted.tables.declared import RECOMMENDATIONS
from tests.invented import make_codebook, make_frame

TODAY = date(2026, 3, 1)
ADDRESS = "https://example.org/recommendation/7-01"
SUMMARY = "Spend 50% & more on {tools} #1_2 ~ ^ $ \\ \nwithout delay."


@pytest.fixture(scope="module")
def recommendation():
    row = {
        "recommendation_id": "7-01",
        "report_id": "7",
        "order": 1,
        "page": 3,
        "end_page": 4,
        "framework": "F4",
        "area_name": "Bath & North",
        "summary": SUMMARY,
        "themes": ["a/red", "b/blue"],
        "inspected_to_on": date(2024, 5, 24),
        "published_on": date(2024, 7, 12),
        "url": "https://files.example.org/7",
    }
    frame = make_frame(RECOMMENDATIONS, [row])
    (found,) = frame.itertuples(index=False)
    return refer_to_recommendation(found, make_codebook().labels, ADDRESS, "v1", TODAY)


DATASET = refer_to_data("https://example.org/", "v1", date(2026, 2, 3), TODAY)
VIEW = refer_to_view("Themes: 37%", "https://example.org/view/themes?a=b&c=d", "v1", TODAY, TODAY)


def test_ris_of_a_recommendation_names_report_page_and_place(recommendation):
    (entry,) = rispy.loads(write_ris(recommendation))
    assert entry["type_of_reference"] == "RPRT"
    assert entry["authors"] == ["Ofsted"]
    assert entry["title"] == "Inspection report on children’s services (ILACS): Bath & North"
    assert (entry["year"], entry["date"]) == ("2024", "2024/07/12/")
    assert (entry["start_page"], entry["end_page"]) == ("3", "4")
    assert entry["urls"] == ["https://files.example.org/7#page=3"]
    assert entry["keywords"] == ["Red apples", "Blue berries"]
    assert ADDRESS in entry["notes"][0]
    assert entry["abstract"].endswith(" ".join(SUMMARY.split()))


def test_bibtex_of_a_recommendation_is_read_back(recommendation):
    library = bibtexparser.parse_string(write_bibtex(recommendation))
    assert library.failed_blocks == []
    (entry,) = library.entries
    fields = {name: field.value for name, field in entry.fields_dict.items()}
    assert (entry.entry_type, entry.key) == ("techreport", "ofsted-7-01")
    assert fields["author"] == "{Ofsted}"
    assert fields["title"].endswith(r"(ILACS): Bath \& North}")
    assert (fields["year"], fields["month"], fields["pages"]) == ("2024", "jul", "3--4")
    assert fields["url"] == "https://files.example.org/7#page=3"
    assert r"50\% \& more on \{tools\} \#1\_2" in fields["abstract"]


def test_csl_of_a_recommendation_has_dates_in_parts(recommendation):
    (item,) = json.loads(write_csl(recommendation))
    assert item["type"] == "report"
    assert item["author"] == [{"literal": "Ofsted"}]
    assert item["issued"] == {"date-parts": [[2024, 7, 12]]}
    assert item["accessed"] == {"date-parts": [[2026, 3, 1]]}
    assert (item["page"], item["publisher"]) == ("3–4", "Ofsted")
    assert item["abstract"].endswith(SUMMARY)


@pytest.mark.parametrize(
    ("reference", "ris", "csl"), [(DATASET, "DATA", "dataset"), (VIEW, "ELEC", "webpage")]
)
def test_the_dataset_and_a_view_are_read_back_with_version_and_address(reference, ris, csl):
    (entry,) = rispy.loads(write_ris(reference))
    assert (entry["type_of_reference"], entry["urls"]) == (ris, [reference.url])
    assert "Data version v1." in entry["notes"][0]
    library = bibtexparser.parse_string(write_bibtex(reference))
    (parsed,) = library.entries
    assert parsed.entry_type == "misc"
    assert parsed.fields_dict["url"].value == reference.url
    assert parsed.fields_dict["version"].value == "v1"
    (item,) = json.loads(write_csl(reference))
    assert (item["type"], item["URL"], item["version"]) == (csl, reference.url, "v1")


def test_two_views_have_two_keys():
    other = refer_to_view("Themes: 37%", "https://example.org/view/themes", "v1", TODAY, TODAY)
    assert other.key != VIEW.key
    assert refer_to_view("Else", VIEW.url, "v1", TODAY, TODAY).key == VIEW.key


def test_a_line_break_in_a_value_begins_no_field_of_its_own(recommendation):
    hostile = replace(recommendation, note="one\r\nER  - \r\nTY  - JOUR\n}\n@misc{x,")
    assert len(rispy.loads(write_ris(hostile))) == 1
    library = bibtexparser.parse_string(write_bibtex(hostile))
    assert len(library.entries) == 1
