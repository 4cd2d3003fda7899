"""The whole coding as a project for programs of qualitative analysis (.qdpx).

Each report is one text of its recommendations; every recommendation is one marked passage with the
themes that each coder gave it. Places are counted in characters (code points) from 0, the end is
the character after the last, and lines end with a line feed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from ofsted import glossary
from ofsted.address.citation import NAME, STATUS
from ofsted.codebook import Codebook
from ofsted.files.notes import OPEN_TERMS, RESTRICTED_TERMS
from ofsted.files.refi import add, add_codes, guid, start, written
from ofsted.words import printed_date

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

PROJECT_SPACE = "urn:QDA-XML:project:1.0"
SUMMARY_MARK = "[Our summary; the wording was not at hand] "
_INTEGER, _TEXT = "Integer", "Text"
# Variable of a case: the column of the reports, its title, the type of its values.
VARIABLES = (
    ("framework", "Framework", _TEXT),
    ("rating", "Rating", _TEXT),
    ("deprivation", "Deprivation", _TEXT),
    ("rurality", "Rurality", _TEXT),
    ("year", "Year of inspection", _INTEGER),
    ("area_name", "Council", _TEXT),
    ("region", "Region", _TEXT),
    ("la_type", "Type of authority", _TEXT),
)
_WHOLE = ("deprivation", "rurality", "year")
_LABELLED = ("framework", "rating", "deprivation", "rurality")


@dataclass(frozen=True)
class Passage:
    """One recommendation in the text of its report: from `start` up to but not with `end`."""

    recommendation_id: str
    start: int
    end: int
    summary: str
    has_wording: bool


@dataclass(frozen=True)
class ReportText:
    """The text made of one report, and where in it each recommendation stands."""

    report: Any
    text: str
    passages: tuple[Passage, ...]

    @property
    def wording_count(self) -> int:
        """How many passages are the report's own wording."""
        return sum(passage.has_wording for passage in self.passages)


@dataclass(frozen=True)
class Corpus:
    """What a project is made of: stored tables, wordings that are at hand and proved, and of every
    coder in words what it is.
    """

    reports: pd.DataFrame
    recommendations: pd.DataFrame
    codings: pd.DataFrame
    codebook: Codebook
    wordings: Mapping[str, str]
    coders: Mapping[str, str]
    version: str


def write_project(corpus: Corpus) -> bytes:
    """The project as bytes: the same corpus gives the same bytes."""
    texts = make_texts(corpus)
    made_on = max(corpus.reports["published_on"])
    root = _start_project(made_on)
    _add_users(root, corpus.coders)
    add_codes(add(root, "CodeBook"), corpus.codebook)
    _add_variables(root)
    _add_cases(root, texts)
    _add_sources(root, texts, corpus)
    add(root, "Description", _describe(texts, corpus))
    return _pack(root, texts, made_on)


def make_texts(corpus: Corpus) -> list[ReportText]:
    """The text of every report that has recommendations, in the order of the reports."""
    groups = corpus.recommendations.groupby("report_id", sort=False)
    rows_of = {str(report_id): rows for report_id, rows in groups}
    reports: list[Any] = list(corpus.reports.itertuples(index=False))
    return [
        make_text(report, rows_of[report.report_id], corpus.wordings)
        for report in reports
        if report.report_id in rows_of
    ]


def make_text(report: Any, rows: pd.DataFrame, wordings: Mapping[str, str]) -> ReportText:
    """The recommendations of a report, each under its number; our summary where there is no
    wording, and marked so.
    """
    parts = [f"{_name(report)}\n{report.url}\n"]
    length = len(parts[0])
    passages = []
    for row in rows.sort_values("order", kind="stable").itertuples(index=False):
        key = str(row.recommendation_id)
        body = glossary.label("body", row.body)
        head = f"\nRecommendation {row.order}, page {row.page}, to: {body}\n"
        summary = row.summary if isinstance(row.summary, str) else ""
        has_wording = key in wordings
        text = _with_line_feeds(wordings[key]) if has_wording else SUMMARY_MARK + summary
        begin = length + len(head)
        end = begin + len(text)
        passages.append(Passage(key, begin, end, summary, has_wording))
        parts += [head, text, "\n"]
        length = end + 1
    return ReportText(report, "".join(parts), tuple(passages))


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _name(report: Any) -> str:
    framework = glossary.short_label("framework", report.framework)
    ended = printed_date(report.inspected_to_on)
    return f"{report.area_name}, {framework}, inspection ended {ended} ({report.report_id})"


def _start_project(made_on: date) -> Element:
    made_at = f"{made_on.isoformat()}T00:00:00Z"
    return start(PROJECT_SPACE, "Project", name=NAME, origin=NAME, creationDateTime=made_at)


def _add_users(root: Element, coders: Mapping[str, str]) -> None:
    users = add(root, "Users")
    for coder in coders:
        key = guid("coder", coder)
        add(users, "User", guid=key, name=coder, id=coder)


def _add_variables(root: Element) -> None:
    variables = add(root, "Variables")
    for column, title, kind in VARIABLES:
        own = {
            "guid": guid("variable", column),
            "name": title,
            "typeOfVariable": kind,
        }
        add(variables, "Variable", **own)


def _add_cases(root: Element, texts: Sequence[ReportText]) -> None:
    cases = add(root, "Cases")
    for text in texts:
        report = text.report
        key = guid("case", report.report_id)
        case = add(cases, "Case", guid=key, name=_name(report))
        for column, _, kind in VARIABLES:
            value = getattr(report, column)
            _add_value(case, column, kind, value)
        source = guid("source", report.report_id)
        add(case, "SourceRef", targetGUID=source)


def _add_value(case: Element, column: str, kind: str, value: Any) -> None:
    if value is None or pd.isna(value):
        return
    given = add(case, "VariableValue")
    variable = guid("variable", column)
    add(given, "VariableRef", targetGUID=variable)
    code = str(int(value)) if column in _WHOLE else str(value)
    text = glossary.label(column, code) if column in _LABELLED else code
    add(given, f"{kind}Value", text)


def _add_sources(root: Element, texts: Sequence[ReportText], corpus: Corpus) -> None:
    sources = add(root, "Sources")
    given: dict[str, list[tuple[str, str]]] = {}
    rows = corpus.codings[corpus.codings["coder"].isin(list(corpus.coders))]
    for key, theme, coder in zip(
        rows["recommendation_id"], rows["theme"], rows["coder"], strict=True
    ):
        given.setdefault(key, []).append((theme, coder))
    for text in texts:
        _add_source(sources, text, given)


def _add_source(
    sources: Element, text: ReportText, given: Mapping[str, list[tuple[str, str]]]
) -> None:
    report = text.report
    key = guid("source", report.report_id)
    own = {
        "guid": key,
        "name": _name(report),
        "plainTextPath": f"internal://{key}.txt",
    }
    source = add(sources, "TextSource", **own)
    terms = RESTRICTED_TERMS if report.is_non_commercial else OPEN_TERMS
    told = (
        f"Recommendations of one report: {text.wording_count} of {len(text.passages)} as worded,"
        f" the others as our summaries. Wording: {terms}. Summaries: CC BY 4.0. {report.url}"
    )
    add(source, "Description", told)
    for passage in text.passages:
        _add_passage(source, passage, given.get(passage.recommendation_id, []))


def _add_passage(source: Element, passage: Passage, given: list[tuple[str, str]]) -> None:
    key = passage.recommendation_id
    own = {
        "guid": guid("passage", key),
        "name": key,
        "startPosition": str(passage.start),
        "endPosition": str(passage.end),
    }
    marked = add(source, "PlainTextSelection", **own)
    add(marked, "Description", f"Our summary: {passage.summary}")
    for theme, coder in given:
        own = {
            "guid": guid("coding", f"{key}:{theme}:{coder}"),
            "creatingUser": guid("coder", coder),
        }
        coding = add(marked, "Coding", **own)
        code = guid("code", theme)
        add(coding, "CodeRef", targetGUID=code)


def _describe(texts: Sequence[ReportText], corpus: Corpus) -> str:
    wordings = sum(text.wording_count for text in texts)
    passages = sum(len(text.passages) for text in texts)
    left_out = sorted(set(corpus.codings["coder"]) - set(corpus.coders))
    without = len(corpus.reports) - len(texts)
    told = [
        f"Data version {corpus.version}, codebook {corpus.codebook.version}.",
        f"{passages:,} recommendations of {len(texts)} reports; {wordings:,} as worded in the"
        f" report, {passages - wordings:,} as our summaries.",
        f"{without} reports list no recommendations and have no text here.",
        "Every coder is a user. No person has checked a sample of the coding yet.",
        *(f"{coder}: {kind}." for coder, kind in corpus.coders.items()),
        STATUS,
    ]
    if left_out:
        told.insert(3, f"Codings left out: {', '.join(left_out)}.")
    return "\n".join(told)


def _pack(root: Element, texts: Sequence[ReportText], made_on: date) -> bytes:
    buffer = io.BytesIO()
    day = (made_on.year, made_on.month, made_on.day, 0, 0, 0)
    files = {"project.qde": written(root)}
    for text in texts:
        name = f"sources/{guid('source', text.report.report_id)}.txt"
        files[name] = text.text.encode("utf-8")
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, day)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()
