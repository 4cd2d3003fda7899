"""The rows of the stored tables: every report joined with its area, its recommendations with the
codes given to them, and the areas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ofsted import paths
from ofsted.analysis.counting.next_report import code_next_reports, present_councils
from ofsted.codebook import Codebook
from ofsted.coding.coders import Coders, coded_columns, coding_rows, gather_coders
from ofsted.coding.rounds import Rounds
from ofsted.coding.texts import text_id
from ofsted.corpus.areas import Area, read_all_areas
from ofsted.corpus.manifest import Report as Entry
from ofsted.corpus.tiles import Tile, read_tiles
from ofsted.errors import OfstedError, ReportError
from ofsted.extract.judgements import grade_codes
from ofsted.extract.report import Recommendation, Report
from ofsted.extract.wording import normal_text, text_hash
from ofsted.steps.build_readings import Reading

SECTION_WORDS = 8  # more would be report text, which the repository does not hold
_REPEATED = (
    "framework",
    "rating",
    "deprivation",
    "rurality",
    "year",
    "region",
    "urn",
    "area_name",
    "variant",
    "inspected_to_on",
    "published_on",
    "url",
)


@dataclass(frozen=True)
class Tables:
    """The rows of the three stored tables."""

    reports: list[dict]
    recommendations: list[dict]
    codings: list[dict]


def make_tables(
    readings: Sequence[Reading], areas: dict[str, Area], codebook: Codebook, rounds: Rounds
) -> Tables:
    """The rows of all tables, reports by inspection date and number.

    Raises `OfstedError` on an unknown area.
    """
    readable = [(reading.entry, reading.report) for reading in readings if reading.report]
    texts = {
        text_id(text_hash(recommendation.text))
        for _, report in readable
        for recommendation in report.recommendations
    }
    coders = gather_coders(codebook, rounds.coders, rounds.adjudicated, texts)
    tables = Tables([], [], [])
    readable.sort(key=lambda pair: (_inspected(pair[1])[1], int(pair[0].report_id)))
    for entry, report in readable:
        area = areas.get(entry.urn)
        if area is None:
            raise OfstedError(
                f"{entry.report_id}: no area with the provider number {entry.urn} in areas.csv"
            )
        report_row = _report_row(entry, report, area)
        tables.reports.append(report_row)
        for recommendation in report.recommendations:
            row, codings = _recommendation_rows(recommendation, report_row, coders, rounds)
            tables.recommendations.append(row)
            tables.codings.extend(codings)
    return tables


def _inspected(report: Report) -> tuple[date, date]:
    cover = report.cover
    if cover.inspected_from is None or cover.inspected_to is None:
        raise ReportError(f"{report.file_name}: no inspection dates on the cover")
    return cover.inspected_from, cover.inspected_to


def _report_row(entry: Entry, report: Report, area: Area) -> dict:
    inspected_from, inspected_to = _inspected(report)
    bodies = [recommendation.body for recommendation in report.recommendations]
    grades = grade_codes(report.judgements)
    rating = grades.pop("overall")
    if report.cover.variant == "lscb-review":
        rating = None
    return {
        "report_id": entry.report_id,
        "framework": report.cover.framework,
        "rating": rating,
        "deprivation": area.deprivation,
        "rurality": area.rurality,
        "year": inspected_to.year,
        "region": area.region,
        "urn": entry.urn,
        "area_name": area.name,
        "la_type": area.la_type,
        "variant": report.cover.variant,
        "lead_inspector": report.cover.lead_inspector,
        "inspected_from_on": inspected_from,
        "inspected_to_on": inspected_to,
        "published_on": entry.published_on,
        "printed_published_on": report.cover.published,
        **grades,
        "deprivation_2019": area.deprivation_2019,
        "deprivation_2025": area.deprivation_2025,
        "list_state": report.list_states["authority"],
        "lscb_list_state": report.list_states["lscb"],
        "recommendation_count": len(bodies),
        "authority_count": bodies.count("authority"),
        "lscb_count": bodies.count("lscb"),
        "list_pages": list(report.list_pages),
        "warnings": report.warnings,
        "url": entry.url,
        "sha256": report.sha256,
        "byte_count": entry.byte_count,
        "page_count": report.page_count,
        "is_non_commercial": report.is_non_commercial,
    }


def _short_section(section: str | None) -> str | None:
    words = (section or "").split()
    if len(words) <= SECTION_WORDS:
        return section
    return " ".join(words[:SECTION_WORDS]) + "…"


def recommendation_id(report_id: str, recommendation: Recommendation) -> str:
    """The id of a recommendation: the report's and the running number in two digits."""
    return f"{report_id}-{recommendation.order:02d}"


def _recommendation_rows(
    recommendation: Recommendation, report_row: dict, coders: Coders, rounds: Rounds
) -> tuple[dict, list[dict]]:
    key_of_row = recommendation_id(report_row["report_id"], recommendation)
    digest = text_hash(recommendation.text)
    key = text_id(digest)
    given = coders.labels(key, normal_text(recommendation.text))
    row = {
        "recommendation_id": key_of_row,
        "report_id": report_row["report_id"],
        "order": recommendation.order,
        "body": recommendation.body,
        "section": _short_section(recommendation.section),
        "priority": recommendation.priority,
        "page": recommendation.page,
        "end_page": recommendation.end_page,
        "word_count": len(recommendation.text.split()),
        "text_sha256": digest,
        "framework_tag": recommendation.framework_tag,
        "paragraphs": list(recommendation.paragraphs),
        "summary": rounds.summaries.get(key),
        "is_finding": rounds.is_finding(key),
        **rounds.orientation_columns(key),
        **coded_columns(given, coders),
        "next_report": None,  # known once every report is read: `add_next_reports`
        **{name: report_row[name] for name in _REPEATED},
    }
    return row, coding_rows(key_of_row, given, coders.codebook.version)


def add_next_reports(tables: Tables, area_rows: Sequence[dict]) -> None:
    """Give every recommendation what the next full report on the same council shows of it."""
    for row, outcome in zip(tables.recommendations, next_reports(tables, area_rows), strict=True):
        row["next_report"] = outcome


def next_reports(tables: Tables, area_rows: Sequence[dict]) -> list[str | None]:
    """What the next full report shows of every recommendation, from rows of the tables alone."""
    return code_next_reports(
        pd.DataFrame(tables.reports),
        pd.DataFrame(tables.recommendations),
        present_councils(pd.DataFrame(area_rows)),
    )


def make_area_rows() -> list[dict]:
    """The rows of the areas table, in the order of `areas.csv`."""
    areas = read_all_areas(paths.AREAS)
    tiles = read_tiles(paths.TILES, {area.urn: area for area in areas if area.urn})
    return [_area_row(area, tiles.get(area.urn)) for area in areas]


def _area_row(area: Area, tile: Tile | None) -> dict:
    on_map: dict[str, str | int | None] = dict.fromkeys(("letters", "tile_row", "tile_column"))
    if tile:
        on_map = {"letters": tile.letters, "tile_row": tile.row, "tile_column": tile.column}
    return {
        "place": area.urn or area.ons_code,
        "urn": area.urn or None,
        "ons_code": area.ons_code,
        "name": area.name,
        "also_known_as": list(area.also_known_as),
        "region": area.region,
        "la_type": area.la_type,
        "deprivation": area.deprivation,
        "rurality": area.rurality,
        "neighbours": list(area.neighbours),
        "predecessors": list(area.predecessors),
        "successors": list(area.successors),
        "active_from_on": area.active_from_on,
        "active_to_on": area.active_to_on,
        **on_map,
    }
