"""One made-up report per layout family, read whole: what was printed is what is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from ofsted.extract.report import Report, extract_report, extract_texts, report_as_json
from tests.extract.layouts import FAMILIES, Made
from tests.extract.made_up import Printed

READ_KEYS = {
    "report_file",
    "sha256",
    "title",
    "local_authority",
    "framework",
    "variant",
    "inspection_start",
    "inspection_end",
    "published",
    "lead_inspector",
    "judgements",
    "recommendations",
    "warnings",
}


@pytest.fixture(scope="module", params=FAMILIES)
def family(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Made, Path, Report]:
    made = FAMILIES[request.param]()
    path = made.paper.save(tmp_path_factory.mktemp("family") / "made-up.pdf")
    return made, path, extract_report(path)


def packed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_cover_gives_framework_variant_title_and_authority(
    family: tuple[Made, Path, Report],
) -> None:
    made, _, report = family
    cover = report.cover
    assert (cover.framework, cover.variant) == (made.framework, made.variant)
    assert (cover.title, cover.local_authority) == (made.title, made.authority)


def test_the_cover_gives_dates_and_inspector(family: tuple[Made, Path, Report]) -> None:
    made, _, report = family
    cover = report.cover
    assert (cover.inspected_from, cover.inspected_to) == made.days
    assert (cover.published, cover.lead_inspector) == (made.published, made.inspector)


def test_every_judgement_is_read_or_known_not_to_be_given(
    family: tuple[Made, Path, Report],
) -> None:
    made, _, report = family
    assert report.judgements == made.judgements


def test_the_recommendations_read_are_those_printed(family: tuple[Made, Path, Report]) -> None:
    made, _, report = family
    read = [
        Printed(item.page, item.text, item.body, item.section, item.priority)
        for item in report.recommendations
    ]
    assert read == made.paper.recommended
    assert [item.order for item in report.recommendations] == list(range(1, len(read) + 1))


def test_every_list_is_found_and_nothing_is_left_unsettled(
    family: tuple[Made, Path, Report],
) -> None:
    made, _, report = family
    assert report.list_states == made.states
    assert report.warnings == []


def test_every_text_stands_on_its_cited_pages(family: tuple[Made, Path, Report]) -> None:
    _, path, report = family
    with pypdfium2.PdfDocument(path) as document:
        pages = [
            page.get_textpage().get_text_bounded().replace("\x02", "-").replace("\ufffe", "-")
            for page in document
        ]
    for item in report.recommendations:
        cited = packed("".join(pages[item.page - 1 : item.end_page]))
        # Sub-points stand apart from their lead-in, and references can stand before the full stop.
        for part in re.split(r"; |(?<=:) ", item.text.rstrip(".")):
            assert packed(part) in cited, (item.page, part)


def test_hydration_reads_the_same_texts_from_the_pages_of_the_lists_alone(
    family: tuple[Made, Path, Report],
) -> None:
    made, path, report = family
    assert set(report.list_pages) < set(range(1, report.page_count + 1))
    assert extract_texts(path, report.list_pages) == made.paper.texts


def test_the_json_of_a_report_keeps_the_contract(family: tuple[Made, Path, Report]) -> None:
    made, _, report = family
    printed = report_as_json(report)
    assert set(printed) == READ_KEYS
    assert (printed["inspection_start"], printed["inspection_end"]) == tuple(
        day.isoformat() for day in made.days
    )
    assert printed["published"] == (made.published.isoformat() if made.published else None)
    assert [item["text"] for item in printed["recommendations"]] == made.paper.texts
    assert {item["addressee"] for item in printed["recommendations"]} <= {"local authority", "LSCB"}
    assert all(
        set(item) == {"n", "addressee", "section", "priority", "page", "text", "tags"}
        for item in printed["recommendations"]
    )


def test_reading_twice_gives_the_same_report(save: Callable[..., Path]) -> None:
    path = save(FAMILIES["B late"]().paper)
    assert extract_report(path) == extract_report(path)
