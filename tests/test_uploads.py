"""What strangers send is read within limits, coded, counted and let go: nothing of it stays on
disk, in a log or in a cache.
"""

import ast
import csv
import gc
import io
import json
import logging
import subprocess
import tempfile
import threading
import time
import zlib
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from ofsted import paths
from ofsted.analysis.counting.export import csv_text
from ofsted.analysis.counting.profiles import comparable_groups, find_area, profile_report
from ofsted.analysis.headlines.profiles import headline_profile
from ofsted.classifier.suggested import SuggestedItem, SuggestedTheme, coding_frame, coding_json
from ofsted.dashboard.exhibits import suggestions
from ofsted.dashboard.held.shelf import Shelf
from ofsted.errors import OfstedError, ReportError
from ofsted.extract import sandbox
from ofsted.extract.pages import MAX_PAGES
from ofsted.extract.report import extract_report
from ofsted.extract.sandbox import MAX_BYTES, read_sent_report
from ofsted.steps.suggest import (
    MOST_PASTED_CHARACTERS,
    MOST_PASTED_LINES,
    code_sent_lines,
    code_sent_report,
    read_suggester,
)
from ofsted.tables import stored
from tests.extract.layouts import FAMILIES, another_kind, encrypted, ilacs
from tests.extract.made_up import Paper, marks_font

pytestmark = pytest.mark.slow

LINES = (
    "The timeliness of assessments.\n\nThe quality and frequency of supervision of social"
    " workers.\n"
)


@pytest.fixture(scope="module")
def suggester():
    return read_suggester()


@pytest.fixture
def watched(tmp_path, monkeypatch):
    """An empty folder that is the temporary folder, the working folder and the local folder at
    once.
    """
    marks_font()  # the made-up papers keep a font among temporary files
    folder = tmp_path / "watched"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("OFSTED_LOCAL", str(folder))
    return folder


def saved(paper: Paper, folder: Path) -> bytes:
    return paper.save(folder / "made-up.pdf").read_bytes()


def without_pages(folder):
    held = io.BytesIO()
    with pypdfium2.PdfDocument.new() as document:
        document.save(held)
    return held.getvalue()


def scanned(folder):
    paper = Paper(header="x").page()
    paper.pdf.line(70, 70, 500, 700)
    return saved(paper, folder)


def three_hundred_pages(folder):
    paper = ilacs()
    for _ in range(299):
        paper.page()
    return saved(paper, folder)


def bomb(folder):
    """A page whose few bytes of content swell to four thousand million."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b"BT (lighthouse) Tj ET " * 50_000) + packer.flush(zlib.Z_FULL_FLUSH)
    content = zlib.compress(b"\x78\x9c" + block * 4_000 + b"\x03\x00")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream"
        % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    file, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        file
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(file)
    )


BAD = {
    "no bytes": (lambda folder: b"", "is empty"),
    "a web page": (lambda folder: b"<!DOCTYPE html><p>lighthouse", "is a web page, not a PDF"),
    "a picture": (lambda folder: b"\x89PNG lighthouse", "is not a PDF"),
    "half a file": (
        lambda folder: saved(FAMILIES["C"]().paper, folder)[:3000],
        "damaged or incomplete",
    ),
    "encrypted": (lambda folder: saved(encrypted(), folder), "needs a password"),
    "no pages": (without_pages, "damaged or incomplete"),
    "too many pages": (three_hundred_pages, "no pages, or more than 200"),
    "a scan": (scanned, "no text on any page"),
    "another document": (
        lambda folder: saved(another_kind(), folder),
        "does not read as the cover",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_report_is_refused_saying_what_was_expected_and_repeating_nothing(
    name, tmp_path, watched
):
    make, reason = BAD[name]
    content = make(tmp_path)
    with pytest.raises(ReportError) as refused:
        read_sent_report(content)
    told = str(refused.value)
    assert reason in told
    assert "Expected: an inspection report by Ofsted" in told
    assert not any(word in told for word in ("lighthouse", "harbour", "made-up", "fd", "/"))
    assert list(watched.iterdir()) == []


def test_a_file_that_is_too_large_is_refused_before_anything_is_started(monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", None)
    with pytest.raises(ReportError, match="at most 5 MB"):
        read_sent_report(b"%PDF-" + bytes(MAX_BYTES))


def test_a_file_that_swells_is_stopped_and_leaves_nothing(tmp_path, watched):
    content = bomb(tmp_path)
    assert len(content) < 100_000
    with pytest.raises(ReportError):
        read_sent_report(content, seconds=6)
    assert list(watched.iterdir()) == []


@pytest.fixture
def started(monkeypatch):
    """The processes that are started, as they are started."""
    processes, start = [], subprocess.Popen
    monkeypatch.setattr(
        subprocess,
        "Popen",
        lambda *args, **options: processes.append(start(*args, **options)) or processes[-1],
    )
    return processes


def test_reading_that_takes_too_long_is_killed_and_leaves_nothing(tmp_path, watched, started):
    with pytest.raises(ReportError, match="more than 0 seconds, and was stopped"):
        read_sent_report(saved(FAMILIES["C"]().paper, tmp_path), seconds=0)
    assert len(started) == 1
    assert started[0].returncode == -9
    assert list(watched.iterdir()) == []


def test_a_large_file_arrives_whole_however_often_its_answer_is_waited_for(monkeypatch):
    monkeypatch.setattr(sandbox, "_STEP_SECONDS", 0.001)
    with pytest.raises(ReportError, match="is not a PDF"):
        read_sent_report(bytes(4_000_000), seconds=20)


def test_a_reader_who_goes_away_while_it_is_read_leaves_no_process_and_no_turn_taken(
    tmp_path, watched, started
):
    def gone(stage, seconds):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_sent_report(saved(FAMILIES["C"]().paper, tmp_path), gone)
    assert started[0].returncode is not None
    assert list(watched.iterdir()) == []
    assert sandbox._turns._value == sandbox.AT_ONCE


def test_the_process_gets_nothing_of_the_servers_environment(tmp_path, monkeypatch):
    seen, start = {}, subprocess.Popen
    monkeypatch.setenv("STREAMLIT_SERVER_COOKIE_SECRET", "harbour")
    monkeypatch.setattr(
        subprocess,
        "Popen",
        lambda *args, **options: seen.update(options) or start(*args, **options),
    )
    read_sent_report(saved(FAMILIES["E"]().paper, tmp_path))
    assert "harbour" not in seen["env"].values()
    assert seen["stderr"] == subprocess.DEVNULL


def test_no_more_than_two_are_read_at_once_and_who_waits_too_long_is_told(monkeypatch):
    monkeypatch.setattr(sandbox, "MAX_WAIT_SECONDS", 0.3)
    monkeypatch.setattr(sandbox, "_run_reader", lambda *args: time.sleep(1.5) or {"error": "x"})
    heard = []
    busy = [
        threading.Thread(target=lambda: pytest.raises(ReportError, read_sent_report, b""))
        for _ in range(2)
    ]
    for thread in busy:
        thread.start()
    time.sleep(0.1)
    with pytest.raises(ReportError, match="Other readers"):
        read_sent_report(b"", lambda stage, seconds: heard.append(stage))
    for thread in busy:
        thread.join()
    assert set(heard) == {"turn"}
    assert sandbox._turns._value == sandbox.AT_ONCE


@pytest.mark.parametrize("family", ["F1", "C", "F", "H"])
def test_layouts_old_and_new_are_read_as_the_product_reads_them_and_nothing_is_left_or_logged(
    family, tmp_path, watched, caplog
):
    caplog.set_level(logging.DEBUG)
    made = FAMILIES[family]()
    content = saved(made.paper, tmp_path)
    report, logged = read_sent_report(content), caplog.text
    direct = extract_report(tmp_path / "made-up.pdf")
    assert (
        [item["text"] for item in report["recommendations"]]
        == [item.text for item in direct.recommendations]
        == made.paper.texts
    )
    assert (report["sha256"], report["page_count"], report["framework"]) == (
        direct.sha256,
        direct.page_count,
        made.framework,
    )
    assert "report_file" not in report
    assert list(watched.iterdir()) == []
    assert not any(text[:20] in logged for text in made.paper.texts)
    assert "made-up" not in logged


def test_where_nothing_can_be_held_in_memory_the_file_goes_with_its_folder(
    tmp_path, watched, monkeypatch
):
    monkeypatch.delattr("os.memfd_create")
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert sandbox._hold(b"tides").read_bytes() == b"tides"
    assert [file.name for file in folder.iterdir()] == ["report.pdf"]


# Suggestions


def test_lines_are_coded_in_order_without_the_blank_ones(suggester):
    coding = code_sent_lines(LINES, suggester)
    assert [(item.order, item.text, item.page) for item in coding.items] == [
        (1, LINES.splitlines()[0], None),
        (2, LINES.splitlines()[2], None),
    ]
    assert "oversight/supervision" in coding.items[1].themes
    assert coding.sha256 is None
    for item in coding.items:
        assert all(
            0 <= each.start < each.end <= len(item.text)
            and item.text[each.start : each.end].strip()
            for each in item.suggestions
        )


@pytest.mark.parametrize("text", ["", " \n\n", "x\n" * (MOST_PASTED_LINES + 1), "x" * 20_001])
def test_no_text_and_too_much_text_are_refused(text, suggester):
    with pytest.raises(OfstedError, match="Expected: "):
        code_sent_lines(text, suggester)


def test_wording_stays_verbatim_and_its_triggers_stand_on_it(suggester):
    text = "Supervision that’s “regular” of social workers"
    item = code_sent_lines(text, suggester).items[0]
    assert item.text == text
    assert any("upervision" in text[each.start : each.end] for each in item.suggestions)
    ligature = code_sent_lines("The ﬁnal supervision of social workers", suggester).items[0]
    assert ligature.text == "The final supervision of social workers"
    assert any(
        "supervision" in ligature.text[each.start : each.end] for each in ligature.suggestions
    )


def test_the_files_hold_the_coding_as_corrected_and_wording_only_where_asked(suggester, tmp_path):
    coding = code_sent_report(saved(FAMILIES["E"]().paper, tmp_path), suggester)
    given = {item.order: item.themes for item in coding.items} | {1: ("risk/thresholds",), 2: ()}
    rows = list(
        csv.DictReader(
            io.StringIO(csv_text(coding_frame(coding, given, suggester.codebook, wording=False)))
        )
    )
    assert [row["origin"] for row in rows if row["order"] == "1"] == ["added by hand"]
    assert "text" not in rows[0]
    assert [(row["theme"], row["is_corrected"]) for row in rows if row["order"] == "2"] == [
        ("", str(bool(coding.items[1].themes)))
    ]
    assert {row["report_sha256"] for row in rows} == {coding.sha256}
    assert {row["model_version"] for row in rows} == {coding.model_version}
    told = json.loads(coding_json(coding, given, suggester.codebook, wording=True))
    assert [row["text"] for row in told["recommendations"]] == [item.text for item in coding.items]
    assert [[each["theme"] for each in row["themes"]] for row in told["recommendations"]] == [
        list(given[item.order]) for item in coding.items
    ]
    assert told["recommendations"][0]["removed"] == sorted(coding.items[0].themes)
    assert told["codebook_version"] == suggester.codebook.version
    assert (
        "text"
        not in json.loads(coding_json(coding, given, suggester.codebook, wording=False))[
            "recommendations"
        ][0]
    )


def test_a_formula_in_what_was_sent_does_not_run_in_a_spreadsheet(suggester):
    coding = code_sent_lines("=HYPERLINK(1) supervision of social workers", suggester)
    given = {1: coding.items[0].themes}
    assert "'=HYPERLINK" in csv_text(coding_frame(coding, given, suggester.codebook, wording=True))


def test_the_note_gives_the_marks_that_are_published_and_says_where_there_are_none(suggester):
    marks = json.loads((paths.DATA / "model" / "evaluation.json").read_text(encoding="utf-8"))[
        "theme"
    ]["classifier"]
    note = suggestions.status_note(suggester)
    assert note.startswith("Suggested by a classifier, not checked.")
    assert f"{marks['micro_f1_all_themes']:.2f}" in note
    assert f"{marks['uncertain_count']:,}" in note
    assert "has not been measured" in suggestions.status_note(replace(suggester, marks=None))


def test_what_was_sent_is_escaped_and_only_triggers_are_marked(suggester):
    item = SuggestedItem(
        1,
        "<b>Tides</b> & **supervision**",
        (
            SuggestedTheme("oversight/supervision", 0.5, 17, 28, True),
            SuggestedTheme("oversight/management-oversight", 0.4, 20, 28, True),
        ),
    )
    assert suggestions.part_by_triggers(item) == [
        ("<b>Tides</b> & **", False),
        ("supervision", True),
        ("**", False),
    ]
    shown = suggestions.item_html(item, ("risk/thresholds",), suggester.codebook.labels)
    assert "<b>" not in shown
    assert "&lt;b&gt;Tides&lt;/b&gt; &amp; **<mark>supervision</mark>**" in shown
    assert "probability 50%, uncertain" in shown
    assert "corrected by hand" in shown


# Profiles


def test_areas_are_found_under_the_names_that_covers_print():
    areas = stored.read_areas()
    for name in (
        "Stockton-on-Tees Borough Council",
        "Stockton-on-Tees",
        "STOCKTON-ON-TEES BOROUGH COUNCIL",
    ):
        assert find_area(areas, name)["name"] == "Stockton-on-Tees"
    for name in (
        "City of London",
        "Kingston upon Hull",
        "Bristol",
        "Durham County Council",
        "London Borough of Brent",
    ):
        assert find_area(areas, name) is not None, name
    assert find_area(areas, "Mirefold County Council") is None
    assert find_area(areas, "Council") is None


def test_every_area_is_found_by_each_of_its_own_names():
    areas = stored.read_areas()
    for area in areas[areas["urn"].notna()].itertuples():
        assert find_area(areas, area.name)["urn"] == area.urn


def test_the_profile_counts_by_hand_and_leaves_the_report_itself_out(counted):
    row = counted.reports[
        (counted.reports["framework"] == "F3") & (counted.reports["rating"] == "good")
    ].iloc[0]
    own = counted.recommendations[
        (counted.recommendations["report_id"] == row["report_id"])
        & (counted.recommendations["body"] == "authority")
    ]
    groups = comparable_groups("F3", "good", (), "authority")
    profile = profile_report(counted, own["themes"].tolist(), groups, row["report_id"])
    others = counted.recommendations[
        (counted.recommendations["framework"] == "F3")
        & (counted.recommendations["body"] == "authority")
        & (counted.recommendations["report_id"] != row["report_id"])
    ]
    for cell in profile[profile["group"] == "SIF, all"].itertuples():
        hits = sum(cell.code in categories for categories in others["categories"])
        assert (cell.own_hit_count, cell.own_count) == (
            sum(cell.code in categories for categories in own["categories"]),
            len(own),
        )
        assert (cell.hit_count, cell.recommendation_count) == (hits, len(others))
        assert cell.expected_count == pytest.approx(len(own) * hits / len(others))


def test_small_groups_have_counts_alone_and_an_empty_report_has_a_headline(counted):
    profile = profile_report(
        counted,
        [("risk/thresholds",)],
        comparable_groups("LAC-2013", "inadequate", (), "authority"),
    )
    assert profile["is_small"].all()
    assert profile["expected_count"].isna().all()
    assert profile["share"].isna().all()
    assert headline_profile(profile).startswith("Named most: ")
    assert "expected" not in headline_profile(profile)
    nothing = profile_report(counted, [], comparable_groups(None, None, (), "authority"))
    assert headline_profile(nothing) == "There are no recommendations to compare."
    assert "None of the 2" in headline_profile(
        profile_report(counted, [(), ()], comparable_groups("F4", None, (), "authority"))
    )


def test_the_figure_gives_n_of_n_everywhere(counted):
    neighbours = tuple(stored.read_areas().set_index("name").loc["Sunderland", "neighbours"])
    profile = profile_report(
        counted,
        [("risk/thresholds",), ()],
        comparable_groups("F4", "good", neighbours, "authority"),
    )
    figure = suggestions.profile_figure(profile, "authority", "This report")
    assert figure.alt
    assert "1 of 2" in figure.headline
    assert len(figure.table) == 9
    assert all(
        " of " in cell
        for column in figure.table
        if column != "Category" and not column.startswith("Expected")
        for cell in figure.table[column]
    )


# Nothing is kept


def test_no_cache_is_laid_over_anything_that_is_sent():
    cached = set()
    for path in (
        paths.ROOT / "ofsted" / "dashboard" / "exhibits" / "uploads.py",
        paths.ROOT / "ofsted" / "dashboard" / "exhibits" / "suggestions.py",
        paths.ROOT / "ofsted" / "steps" / "suggest.py",
    ):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                "cache" in ast.unparse(each) or "remember" in ast.unparse(each)
                for each in node.decorator_list
            ):
                cached.add((node.name, tuple(argument.arg for argument in node.args.args)))
    assert cached == {("_load_suggester", ("stamp",))}


def test_what_is_held_is_let_go_when_nobody_uses_it_and_its_watcher_ends():
    shelf = Shelf(0.2, step_seconds=0.05)
    idle, used, emptied = shelf.hold("tides"), shelf.hold("winds"), shelf.hold("sands")
    emptied.replace(None)
    for _ in range(10):
        time.sleep(0.05)
        assert used.value == "winds"
    assert idle.is_empty
    assert emptied.is_empty
    assert not used.is_empty
    time.sleep(0.5)
    assert used.is_empty
    assert shelf._watcher is None
    assert shelf.hold("tides").value == "tides"
    assert shelf._watcher is not None


def test_a_coding_that_nobody_holds_any_more_is_gone(suggester, tmp_path):
    coding = code_sent_report(saved(FAMILIES["E"]().paper, tmp_path), suggester)
    kind = type(coding)
    assert any(type(each) is kind for each in gc.get_objects())
    del coding
    gc.collect()
    assert not any(type(each) is kind for each in gc.get_objects())


def test_the_page_on_hosting_states_the_limits_that_hold():
    hosting = " ".join((paths.ROOT / "HOSTING.md").read_text(encoding="utf-8").split())
    assert (
        f"at most {sandbox.MAX_BYTES // 1_000_000} MB and {MAX_PAGES} pages, or {MOST_PASTED_LINES} lines"
        f" of {MOST_PASTED_CHARACTERS:,} characters in all" in hosting
    )
    assert (
        f"gets {sandbox.MAX_SECONDS} s, {sandbox.MAX_MEMORY_BYTES // 1_000_000_000} GB of memory"
        in hosting
    )
    assert sandbox.AT_ONCE == 2
    assert "two are read at once" in hosting
    assert f"longer than {sandbox.MAX_WAIT_SECONDS} s" in hosting


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("1. Improve plans", "Improve plans"),
        ("(12) Improve plans", "Improve plans"),
        ("- Improve plans", "Improve plans"),
        ("•  Improve plans", "Improve plans"),
        ("2024 plans need review", "2024 plans need review"),
        ("0 to 25 service", "0 to 25 service"),
        ("16-year-olds in care", "16-year-olds in care"),
    ],
)
def test_the_marks_of_a_pasted_list_are_not_part_of_its_items(suggester, line, bare):
    assert [item.text for item in code_sent_lines(f"{line}\n\n", suggester).items] == [bare]
