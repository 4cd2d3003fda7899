"""Errors that were found and put right are listed publicly, and whoever finds one is told where to
write.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from ofsted import paths
from ofsted.dashboard.held.contact import VARIABLE
from ofsted.dashboard.parts.cards import card_html
from ofsted.errors import SchemaError
from ofsted.served.cards import LEAD_IN, is_phrase
from ofsted.steps.corrections import COLUMNS, faults_in_corrections, read_corrections
from tests.pages import open_page, texts

KEY = "50004352-01"


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A function that puts these lines in place of the kept list."""

    def put(*lines: str) -> None:
        path = tmp_path / "corrections.csv"
        path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
        monkeypatch.setattr(paths, "CORRECTIONS", path)

    return put


def test_the_kept_list_is_in_order_and_of_this_release(corpus) -> None:
    assert faults_in_corrections(set(corpus.recommendations["recommendation_id"])) == []


def test_the_latest_correction_is_listed_first_with_the_way_to_its_recommendation(keep) -> None:
    keep(
        "1,2026-01-05,,Two reports had their dates swapped.,Each has its own.",
        f"2,2026-02-07,{KEY},The <b>page</b> was 3.,It is 4 as printed.",
    )
    shown = texts(open_page("about"))
    assert shown.index("7 February 2026") < shown.index("5 January 2026")
    assert "The <b>page</b> was 3." in unescape(shown)
    assert f"quote={KEY}" in shown


def test_an_empty_list_says_so(keep) -> None:
    keep()
    app = open_page("about")
    assert any("No error has been reported and put right" in each.value for each in app.markdown)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("2,2026-01-05,,Wrong.,Right.", "row 2, column number"),
        ("1,5.1.2026,,Wrong.,Right.", "row 2, column corrected_on"),
        ("1,2026-01-05,,,Right.", "row 2, column error"),
        ("1,2026-01-05,,Wrong.,", "row 2, column correction"),
        ("1,2026-01-05,Wrong.,Right.", "row 2: 4 values"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(keep, line: str, named: str) -> None:
    keep(line)
    with pytest.raises(SchemaError, match=named):
        read_corrections()
    assert faults_in_corrections(set())


def test_a_correction_of_no_recommendation_here_is_a_fault(keep) -> None:
    keep("1,2026-01-05,1-99,Wrong.,Right.")
    (fault,) = faults_in_corrections({KEY})
    assert "'1-99' is no recommendation of the release" in fault


def test_every_card_says_where_to_report_an_error_where_the_host_gives_an_address(
    release, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = next(release.dataset.recommendations.itertuples(index=False))
    assert "Report an error" not in card_html(row, release, None, "/quotes")
    monkeypatch.setenv(VARIABLE, "errors@example.org")
    shown = unescape(card_html(row, release, None, "/quotes"))
    assert f"mailto:errors@example.org?subject=Recommendation%20{row.recommendation_id}" in shown


def test_the_lead_in_stands_before_a_phrase_and_not_before_a_summary(release) -> None:
    rows = release.dataset.recommendations
    row = next(rows[rows["framework"] == "F4"].itertuples(index=False))
    assert is_phrase(row)
    for wording, leads in (("The lamps in the harbour.", True), (None, False)):
        shown = unescape(card_html(row, release, wording, "/quotes"))
        quote = re.findall(r'data-copy="([^"]*)"', shown)[0]
        assert quote.startswith(LEAD_IN) == leads
        assert (f"<strong>{LEAD_IN}</strong>" in shown) == leads
