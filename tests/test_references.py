"""References come back from the programs that read them as they were written."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import bibtexparser
import pytest
import rispy

from ofsted.address.citation import (
    NAME,
    cite_data,
    cite_recommendation,
    dated,
    label_report,
)
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


def row_of(inspected: date, published: date):
    return SimpleNamespace(
        area_name="Bath & North",
        framework="F3",
        inspected_to_on=inspected,
        published_on=published,
        order=3,
        page=7,
        end_page=8,
        url="https://files.example.org/7",
    )


def test_labels_name_the_inspection_and_citations_both_dates():
    late = row_of(date(2018, 12, 14), date(2019, 2, 1))
    assert label_report(late) == "Bath & North, 2018"
    assert dated(late) == "inspected December 2018, published February 2019"
    citation = cite_recommendation(late, ADDRESS, "v1")
    assert citation.startswith("Ofsted (2019). ")
    assert (
        " Inspected December 2018, published February 2019. Recommendation 3, pp. 7–8. " in citation
    )
    same = row_of(date(2019, 5, 3), date(2019, 5, 30))
    assert dated(same) == "inspected and published May 2019"


def test_every_format_says_when_the_inspection_was_and_is_dated_by_publication(recommendation):
    told = "Recommendation 1. Inspected May 2024, published July 2024."
    (entry,) = rispy.loads(write_ris(recommendation))
    (item,) = json.loads(write_csl(recommendation))
    (parsed,) = bibtexparser.parse_string(write_bibtex(recommendation)).entries
    notes = (entry["notes"][0], item["note"], parsed.fields_dict["note"].value)
    assert all(note.startswith(told) for note in notes)
    assert item["issued"] == {"date-parts": [[2024, 7, 12]]}


# Where nobody has said by what address readers know the dashboard


def test_a_citation_without_host_says_that_its_address_is_within_the_dashboard():
    citation = cite_data("/view/themes?a=b", "v1", TODAY)
    assert "CC BY 4.0. Address within the dashboard: /view/themes?a=b (accessed" in citation
    assert NAME in citation
    assert "data version v1" in citation
    named = cite_data("https://example.org/view/themes", "v1", TODAY)
    assert "CC BY 4.0. https://example.org/view/themes (accessed" in named


def test_a_reference_without_host_has_no_address_for_a_program_but_tells_it():
    for work in (
        refer_to_data("/", "v1", TODAY, TODAY),
        refer_to_view("Themes", "/view/themes?a=b", "v1", TODAY, TODAY),
    ):
        (item,) = json.loads(write_csl(work))
        assert "URL" not in item
        assert "Address within the dashboard: /" in item["note"]
        assert "UR  -" not in write_ris(work)
        assert "  url =" not in write_bibtex(work)


def test_two_views_have_two_keys():
    other = refer_to_view("Themes: 37%", "https://example.org/view/themes", "v1", TODAY, TODAY)
    assert other.key != VIEW.key
    assert refer_to_view("Else", VIEW.url, "v1", TODAY, TODAY).key == VIEW.key


def test_a_line_break_in_a_value_begins_no_field_of_its_own(recommendation):
    hostile = replace(recommendation, note="one\r\nER  - \r\nTY  - JOUR\n}\n@misc{x,")
    assert len(rispy.loads(write_ris(hostile))) == 1
    library = bibtexparser.parse_string(write_bibtex(hostile))
    assert len(library.entries) == 1
