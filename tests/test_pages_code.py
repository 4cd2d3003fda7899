"""The page Code a report: what is sent is coded, corrected, compared, and let go."""

import gc
import tomllib

import pytest
from starlette.formparsers import MultiPartParser

from ofsted import paths
from ofsted.dashboard.exhibits import uploads
from ofsted.dashboard.exhibits.uploads import Sent
from ofsted.extract import sandbox
from tests import pages
from tests.extract.layouts import FAMILIES
from tests.pages import csv_buttons, texts

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nothing_hydrated")]

LINES = (
    "The timeliness of <b>assessments</b>.\nThe quality and frequency of supervision of social"
    " workers."
)


@pytest.fixture
def content(tmp_path) -> bytes:
    return FAMILIES["E"]().paper.save(tmp_path / "made-up.pdf").read_bytes()


def open_page(**parameters):
    return pages.open_page("code", **parameters)


def send(app, content: bytes, name: str = "sesame.pdf"):
    app.file_uploader[0].upload(name, content, "application/pdf").run()
    return app


def paste(app, text: str):
    app.text_area(key="lines").set_value(text)
    app.button(key="lines-send").click().run()
    return app


def headers(app):
    return [header.value.replace("\\", "") for header in app.header]


def test_the_page_opens_with_what_it_does_and_what_becomes_of_a_file():
    app = open_page()
    assert not app.exception
    assert [title.value for title in app.title] == [pages.TITLES["code"]]
    assert "Nothing is written to disk, logged, passed on or learned from" in texts(app)
    assert len(app.multiselect) == len(open_page(framework="F3").multiselect)
    assert not app.get("plotly_chart")


def test_a_report_is_shown_with_its_cover_wording_themes_and_profile(content):
    app, made = send(open_page(), content), FAMILIES["E"]()
    assert not app.exception
    assert not app.error
    shown = texts(app)
    assert "Tansy Vale Council" in shown
    assert "4 June 2018 to 15 June 2018" in shown
    assert "<td>Outstanding</td>" in shown
    assert shown.count('<article class="card"') == len(made.paper.texts) == 3
    assert "Suggested by a classifier, not checked" in shown
    for text in made.paper.texts:
        assert text in shown.replace("<mark>", "").replace("</mark>", "")
    assert [chart.proto.alt != "" for chart in app.get("plotly_chart")] == [True]
    assert "The area on its cover is not known here" in shown
    assert len(csv_buttons(app)) == 3
    assert "sesame" not in shown


def test_a_correction_is_marked_and_moves_the_profile_and_survives_another_page(content):
    app = send(open_page(), content)
    key = next(each.key for each in app.multiselect if each.key and each.key.startswith("themes-"))
    app.multiselect(key=key).set_value(["workforce/capacity"]).run()
    assert "1 of 3 recommendations corrected by hand" in texts(app)
    assert "corrected by hand</p>" in texts(app)
    assert app.session_state["_kept-sent"].value.given[1] == ("workforce/capacity",)
    app.switch_page(str(paths.PAGES / "about.py")).run()
    app.switch_page(str(paths.PAGES / "code.py")).run()
    assert not app.exception
    assert "1 of 3 recommendations corrected by hand" in texts(app)
    assert app.multiselect(key=key).value == ["workforce/capacity"]


def test_all_themes_of_a_recommendation_can_be_taken_away(content):
    app = send(open_page(), content)
    for key in [
        each.key for each in app.multiselect if each.key and each.key.startswith("themes-")
    ]:
        app.multiselect(key=key).set_value([]).run()
    assert not app.exception
    assert "None of the 3 recommendations carries a theme" in headers(app)


def test_pasted_lines_are_coded_escaped_and_compared_with_all_reports():
    app = paste(open_page(), LINES)
    shown = " ".join(element.proto.body for element in app.get("html"))
    assert not app.exception
    assert "Coded: 2 recommendations" in shown
    assert "&lt;" in shown
    assert "<b>assess" not in shown
    assert not app.exception
    assert "Supervision: probability" in shown


def test_many_lines_are_shown_some_at_a_time():
    app = paste(open_page(), "Supervision of social workers\n" * 30)
    assert texts(app).count('<article class="card"') == 25
    picker = next(box for box in app.selectbox if box.label == "Show recommendations")
    picker.set_value(25).run()
    assert texts(app).count('<article class="card"') == 5
    assert not app.exception


@pytest.mark.parametrize(
    ("text", "reason"), [("  ", "There is no text"), ("x\n" * 201, "There is too much text")]
)
def test_text_that_cannot_be_coded_gives_a_reason(text, reason):
    app = paste(open_page(), text)
    assert not app.exception
    assert len(app.error) == 1
    assert reason in app.error[0].value


@pytest.mark.parametrize("content", [b"", b"<html>tides", b"%PDF-1.7 tides"])
def test_a_file_that_is_no_report_gives_a_reason_and_another_can_be_sent(content, tmp_path):
    app = send(open_page(), content)
    assert not app.exception
    assert len(app.error) == 1
    assert "Expected: an inspection report by Ofsted" in app.error[0].value
    assert "tides" not in app.error[0].value
    assert "sesame" not in app.error[0].value
    send(app, FAMILIES["E"]().paper.save(tmp_path / "made-up.pdf").read_bytes())
    assert not app.error
    assert "Tansy Vale Council" in texts(app)


def test_an_attempt_that_fails_keeps_what_is_held_with_its_corrections(content):
    app = send(open_page(), content)
    key = next(each.key for each in app.multiselect if each.key and each.key.startswith("themes-"))
    app.multiselect(key=key).set_value(["workforce/capacity"]).run()
    paste(app, "  ")
    assert len(app.error) == 1
    assert app.error[0].value.endswith("What you sent before is still below.")
    assert "1 of 3 recommendations corrected by hand" in texts(app)
    send(app, b"%PDF-1.4 broken")
    assert len(app.error) == 1
    assert "1 of 3 recommendations corrected by hand" in texts(app)
    paste(app, LINES)
    assert not app.error
    assert "Tansy Vale" not in texts(app)


def test_a_report_of_this_release_is_recognised_by_its_bytes(content, monkeypatch):
    app = open_page()
    from ofsted.dashboard.exhibits import suggestions
    from ofsted.dashboard.held import data

    row = data.read_release("full").dataset.reports.iloc[5]
    monkeypatch.setattr(suggestions, "find_published", lambda sent, release: row)
    shown = texts(send(app, content))
    assert "This very file is in this release" in shown
    assert f"place={row['urn']}" in shown
    assert "Published in this release (adjudicated)" in shown


def test_a_file_is_dropped_as_soon_as_it_is_read_and_forgetting_takes_the_rest(
    content, monkeypatch
):
    dropped, drop = [], uploads._drop
    monkeypatch.setattr(uploads, "_drop", lambda file: dropped.append(file.file_id) or drop(file))
    app = send(open_page(), content)
    assert len(dropped) == 1
    assert not app.file_uploader[0].value
    app.button(key="forget").click().run()
    assert not app.exception
    assert app.session_state["_kept-sent"] is None
    assert "Tansy Vale" not in texts(app)


def test_nothing_is_left_when_the_session_ends(content):
    app = send(open_page(), content)
    assert any(isinstance(each, Sent) for each in gc.get_objects())
    del app
    gc.collect()
    assert not any(isinstance(each, Sent) for each in gc.get_objects())


def test_without_a_classifier_the_page_says_so(monkeypatch):
    monkeypatch.setattr(uploads, "find_suggester", lambda: "This installation has no classifier.")
    app = open_page()
    assert not app.exception
    assert len(app.error) == 1
    assert not app.file_uploader


def test_the_limits_that_are_printed_are_those_that_hold():
    open_page()
    assert (
        MultiPartParser.spool_max_size > uploads.MOST_UPLOAD_MEGABYTES * 1024 * 1024
    )  # nothing that is allowed goes to a temporary file
    settings = tomllib.loads(
        (paths.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    )
    assert (
        settings["server"]["maxUploadSize"]
        == uploads.MOST_UPLOAD_MEGABYTES
        == sandbox.MAX_BYTES // 1_000_000
    )
