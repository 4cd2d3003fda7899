"""Files that the web server gives: the rows of the page that links to them, within its limits."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from html import unescape

import docx
import pytest
import rispy
from python_calamine import CalamineWorkbook

from ofsted.dashboard.held import data
from ofsted.files.notes import OPEN_TERMS, RESTRICTED_TERMS
from ofsted.limits import MOST_SERVED_ROWS
from ofsted.served.limits import LIST_COST, Allowance
from ofsted.served.site import Site
from ofsted.served.source import Source
from ofsted.tables.stored import read_recommendations
from tests.asgi import ask
from tests.test_served import PUBLIC, make_app, parse

pytestmark = pytest.mark.slow

LIST = "/api/v1/recommendations"


@pytest.fixture(scope="module")
def app():
    data.read_engine()
    return make_app(Site("", PUBLIC))


def read_rows(content: bytes, first_head: str) -> list[dict]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    place = next(number for number, row in enumerate(sheet) if row[0] == first_head)
    heads, *values = sheet[place:]
    return [dict(zip(heads, row, strict=True)) for row in values]


@pytest.mark.parametrize("query", ["rating=good&theme=groups/neglect", "q=supervision&year=2024"])
def test_a_list_holds_the_rows_of_its_view_in_their_order(app, query):
    text = ask(app, f"{LIST}.csv?{query}").text
    keys = [row["recommendation_id"] for row in csv.DictReader(io.StringIO(text))]
    assert keys
    for kind in ("xlsx", "ods"):
        answer = ask(app, f"{LIST}.{kind}?{query}")
        rows = read_rows(answer.body, "Wording or summary")
        assert [row["Id"] for row in rows] == keys
        assert {row["Which"] for row in rows} == {"our summary"}
        assert rows[0]["Link to this recommendation"] == f"{PUBLIC}/recommendation/{keys[0]}"
    document = docx.Document(io.BytesIO(ask(app, f"{LIST}.docx?{query}").body))
    texts = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert texts.count("Link to this recommendation") == len(keys)


def test_a_list_says_which_rows_it_holds_and_where_the_next_are(app, counted):
    answer = ask(app, f"{LIST}.xlsx?body=both")
    rows = read_rows(answer.body, "Wording or summary")
    assert len(rows) == MOST_SERVED_ROWS
    assert "page=2" in answer.headers["link"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.body)).get_sheet_by_index(0)
    notes = " ".join(str(row[0]) for row in sheet.to_python()[:12])
    assert f"1 to 1,000 of {len(counted.recommendations):,} recommendations" in notes
    last = ask(app, f"{LIST}.xlsx?body=both&page=5")
    assert "link" not in last.headers
    assert len(read_rows(last.body, "Wording or summary")) == len(counted.recommendations) - 4_000


def test_a_file_names_version_licence_and_how_it_is_saved(app):
    answer = ask(app, f"{LIST}.ods?rating=good")
    assert answer.headers["content-type"] == "application/vnd.oasis.opendocument.spreadsheet"
    assert answer.headers["content-disposition"].endswith('"ofsted-recommendations.ods"')
    assert answer.headers["x-data-version"]
    assert "CC BY 4.0" in answer.headers["x-licence"]
    assert answer.headers["access-control-allow-origin"] == "*"
    tag = answer.headers["etag"]
    again = ask(app, f"{LIST}.ods?rating=good", headers={"if-none-match": tag})
    assert again.status == 304


def test_a_bad_parameter_of_a_list_answers_400_with_its_name(app):
    answer = ask(app, f"{LIST}.docx?rating=inadequat")
    assert answer.status == 400
    assert json.loads(answer.text)["parameters"][0]["nearest"][0] == "inadequate"


def test_wording_in_a_file_is_proved_and_under_the_terms_of_its_report(counted):
    closed = counted.reports.set_index("report_id")["is_non_commercial"]
    rows = counted.recommendations.drop_duplicates("report_id")
    chosen = [
        rows[rows["report_id"].map(closed) == value].iloc[0]["recommendation_id"]
        for value in (True, False)
    ]
    app = make_app(Site(), {chosen[0]: "Another text altogether."})
    (row,) = read_rows(ask(app, f"{LIST}.xlsx?quote={chosen[0]}").body, "Wording or summary")
    assert row["Which"] == "our summary"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Source, "find_wording", lambda self, row: "Prune the trees.")
        for key, terms in zip(chosen, (RESTRICTED_TERMS, OPEN_TERMS), strict=True):
            content = ask(make_app(Site()), f"{LIST}.xlsx?quote={key}").body
            (row,) = read_rows(content, "Wording or summary")
            assert (row["Wording or summary"], row["Which"]) == ("Prune the trees.", "wording")
            assert row["Terms of the wording"] == terms


def test_a_pack_holds_every_recommendation_to_the_council_the_latest_first(app, counted):
    own = counted.recommendations[counted.recommendations["area_name"] == "Bradford"]
    for kind in ("xlsx", "ods"):
        answer = ask(app, f"/area/bradford.{kind}")
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.body))
        found = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name).to_python()
            place = next(number for number, row in enumerate(sheet) if row[0] == "Number")
            found += [row[-1].rpartition("/")[2] for row in sheet[place + 1 :]]
        assert sorted(found) == sorted(own["recommendation_id"])
        latest = own.sort_values("inspected_to_on").iloc[-1]["report_id"]
        assert found[0] == f"{latest}-01"
    document = docx.Document(io.BytesIO(ask(app, "/area/bradford.docx").body))
    assert sum(len(table.rows) - 1 for table in document.tables) == len(own)


@pytest.mark.parametrize("end", [".xlsx", ".ods", ".docx", "/plan"])
def test_other_spellings_lead_to_the_pack_and_what_has_none_is_missing(app, end):
    assert ask(app, f"/area/80486{end}").headers["location"] == f"/area/barking-and-dagenham{end}"
    assert ask(app, f"/area/atlantis{end}").status == 404
    assert ask(app, f"/area/dorset-county-pre-2019{end}").status == 404


def test_the_plan_to_print_has_the_latest_list_and_columns_to_fill_in(app, counted):
    answer = ask(app, "/area/bradford/plan")
    parsed = parse(answer.text)
    assert parsed.open == []
    assert parsed.heads == ["h1"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    own = counted.recommendations[counted.recommendations["area_name"] == "Bradford"]
    latest = own[own["report_id"] == own.sort_values("inspected_to_on").iloc[-1]["report_id"]]
    assert answer.text.count("Our summary:") == len(latest)
    for head in ("Owner", "Due", "Evidence", "Progress"):
        assert f">{head}</th>" in answer.text
    assert f"{len(own) - len(latest)} earlier recommendations" in answer.text
    assert ask(app, "/served/plan.css").headers["content-type"].startswith("text/css")


def test_a_plan_too_long_for_a_page_shows_summaries_and_says_so(monkeypatch):
    monkeypatch.setattr(Source, "find_wording", lambda self, row: "apples " * 300)
    text = ask(make_app(Site()), "/area/bradford/plan").text
    assert "so that the plan fits on one page" in text
    assert "apples apples" not in text


def test_hostile_wording_is_text_in_a_plan(monkeypatch):
    monkeypatch.setattr(Source, "find_wording", lambda self, row: "<script>alert(1)</script>")
    text = ask(make_app(Site()), "/area/bradford/plan").text
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("path", ["/recommendation/2761820-01", "/view/themes", "/files/dataset"])
@pytest.mark.parametrize("ending", ["ris", "bib", "csl.json"])
def test_references_are_served(app, path, ending):
    answer = ask(app, f"{path}.{ending}")
    assert answer.status == 200
    assert answer.headers["content-disposition"].endswith(f'.{ending}"')
    assert PUBLIC in answer.text


def test_the_reference_of_a_view_is_of_what_it_found_under_its_filters(app):
    answer = ask(app, "/view/themes.ris?rating=good&utm_source=x&unit=share")
    (entry,) = rispy.loads(answer.text)
    assert entry["urls"] == [f"{PUBLIC}/view/themes?rating=good"]
    page = ask(app, "/view/themes?rating=good").text
    finding = re.search(r'<h2 id="part-1">(.*?)</h2>', page)[1]
    assert finding in entry["title"]
    assert ask(app, "/view/themes.ris?rating=best").status == 400
    assert ask(app, "/view/nothing.ris").status == 404
    assert ask(app, "/recommendation/nothing.ris").status == 404


@pytest.mark.parametrize("name", ["overview", "themes", "heatmap", "trends", "change"])
def test_the_reference_of_a_view_without_filters_says_what_its_page_says(app, name):
    (entry,) = rispy.loads(ask(app, f"/view/{name}.ris").text)
    page = ask(app, f"/view/{name}").text
    finding = unescape(re.search(r'<h2 id="part-1">(.*?)</h2>', page)[1])
    assert finding in entry["title"]


def test_the_codebook_is_served(app):
    answer = ask(app, "/files/codebook.qdc")
    assert b"urn:QDA-XML:codebook:1.0" in answer.body
    assert answer.headers["content-disposition"].endswith('"ofsted-codebook.qdc"')


def test_the_project_is_served_with_summaries_and_codes_and_without_wordings(app):
    answer = ask(app, "/files/project.qdpx")
    assert answer.headers["content-disposition"].endswith('"ofsted-project.qdpx"')
    with zipfile.ZipFile(io.BytesIO(answer.body)) as parts:
        texts = " ".join(
            parts.read(name).decode() for name in parts.namelist() if name.endswith(".txt")
        )
    rows = read_recommendations()
    for summary in rows["summary"].sample(50, random_state=1):
        assert summary in texts


@pytest.mark.parametrize(
    ("path", "links"),
    [
        ("/area/bradford", ["/area/bradford.xlsx", "/area/bradford.ods", "/area/bradford/plan"]),
        ("/view/recommendations?rating=good", [f"{LIST}.docx?rating=good"]),
        ("/recommendation/2761820-01", ["/recommendation/2761820-01.bib"]),
        ("/view/heatmap?by=rating", ["/view/heatmap.csl.json?by=rating"]),
    ],
)
def test_pages_lead_to_their_files(app, path, links):
    found = parse(ask(app, path).text).links
    assert set(links) <= set(found)
    for link in links:
        assert ask(app, link).status == 200


def test_the_description_for_programs_names_every_file(app):
    described = json.loads(ask(app, "/api/v1/openapi.json").text)
    held = json.loads(ask(app, "/api/v1/").text)
    assert held["tables"]["recommendations"]["ods"] == f"{PUBLIC}{LIST}.ods"
    values = {"{name}": "bradford", "{key}": "2761820-01"}
    files = {path for path in described["paths"] if not path.endswith((".json", ".csv"))}
    files |= {path for path in described["paths"] if path.endswith(".csl.json")}
    assert len(files) == 20
    for path in files:
        address = path
        for name, value in values.items():
            address = address.replace(name, value)
        if "/basket." in address:
            address = f"{address}?id=2761820-01"
        answer = ask(app, address)
        (media_type,) = described["paths"][path]["get"]["responses"]["200"]["content"]
        assert answer.status == 200, address
        assert answer.headers["content-type"].partition(";")[0] == media_type


def test_files_count_as_new_views_for_the_limits_and_lists_as_several():
    app = make_app(Site(), allowance=Allowance(rate=0.001, burst=LIST_COST + 2))
    assert ask(app, f"{LIST}.ods?rating=outstanding").status == 200
    assert ask(app, f"{LIST}.ods?rating=outstanding").status == 200  # remembered
    assert ask(app, f"{LIST}.xlsx?rating=outstanding").status == 429
    assert ask(app, "/recommendation/2761820-01.ris").status == 200
    assert ask(app, "/recommendation/2761820-01.ris").status == 200  # remembered
    assert ask(app, "/area/bradford.xlsx").status == 200
    refused = ask(app, "/area/bradford.ods")
    assert refused.status == 429
    assert int(refused.headers["retry-after"]) > 0
