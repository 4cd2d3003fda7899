"""What the release consists of: every file of `data/` with what it holds, where that comes from,
its licence and what its columns point at.

The stored tables are declared in `schema`; the hand-kept CSV files are declared here in the same
terms. In a CSV file lists have `|` between their items, yes and no are 1 and 0, and an empty cell
is a blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pyarrow as pa

from ofsted import glossary
from ofsted.tables.declared import (
    ADJUSTED,
    AGREEMENT,
    AGREEMENT_SETS,
    AREAS,
    AUDIT,
    CODINGS,
    DISAGREEMENTS,
    NEIGHBOURS,
    RECOMMENDATIONS,
    REPORTS,
    SEARCH,
    SEARCH_STEMS,
    SPECIFICATIONS,
    THEME_PAIRS,
)
from ofsted.tables.handkept import (
    ADJUDICATIONS,
    AREA_SOURCES,
    CLAIMS_LOG,
    CODER_FILE,
    CORRECTIONS,
    EVALUATION,
    FINDINGS,
    JUDGED_NEIGHBOURS,
    JUDGED_SUMMARIES,
    MANIFEST,
    ORIENTATIONS,
    PAPER_EXAMPLES,
    SUMMARIES,
    TILES,
    VERDICT_FILE,
)
from ofsted.tables.schema import Column, Schema

PERIOD = Column(
    "period",
    pa.string(),
    "Period of years in which the inspection ended.",
    glossary.codes("period"),
)
# The tables as the page About offers them for spreadsheets; reports have their period besides.
DOWNLOADS = (
    Schema(REPORTS.name, REPORTS.row, REPORTS.key, (*REPORTS.columns, PERIOD)),
    RECOMMENDATIONS,
)

OURS, AREA_DATA = "CC-BY-4.0", "OGL-UK-3.0"


@dataclass(frozen=True)
class DataFile:
    """One file of the release, `path` below `data/`.

    `references` maps a column to the `file.column` that its values stand in.

    `may_be_absent` says that a command of its own makes it from the rest, so that a release is
    whole without it.
    """

    name: str
    path: str
    title: str
    sources: tuple[str, ...]
    schema: Schema | None = None
    description: str = ""
    references: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    licence: str = OURS
    may_be_absent: bool = False

    @property
    def is_csv(self) -> bool:
        """Whether it is a text table rather than parquet or a document."""
        return self.path.endswith(".csv")

    @property
    def is_parquet(self) -> bool:
        """Whether it is a stored table. Its hash is given and no size: validators count the bytes
        of text alone.
        """
        return self.path.endswith(".parquet")


_AREA_BODIES = ("mhclg", "defra", "ons", "dfe")
# `urn` of an area is blank where it was abolished; its `place` never is, and of an area with
# reports it is the same number.
_OF_AREA = {"urn": "areas.place"}
_OF_REPORT = {"report_id": "reports.report_id", **_OF_AREA}
_OF_RECOMMENDATION = {"recommendation_id": "recommendations.recommendation_id"}
_OF_TEXT = {"text_id": "summaries.text_id"}

FILES = (
    DataFile(
        "reports",
        "reports.parquet",
        "Reports",
        ("ofsted", *_AREA_BODIES),
        REPORTS,
        references={"report_id": "manifest.report_id", **_OF_AREA},
    ),
    DataFile(
        "recommendations",
        "recommendations.parquet",
        "Recommendations",
        ("ofsted", *_AREA_BODIES),
        RECOMMENDATIONS,
        references=_OF_REPORT,
    ),
    DataFile(
        "codings",
        "codings.parquet",
        "Codings of all coders",
        ("ofsted",),
        CODINGS,
        references=_OF_RECOMMENDATION,
    ),
    DataFile(
        "areas", "areas.parquet", "Areas", ("ofsted", *_AREA_BODIES), AREAS, licence=AREA_DATA
    ),
    DataFile(
        "agreement",
        "agreement.parquet",
        "Agreement of the two coders on each theme and category",
        ("ofsted",),
        AGREEMENT,
    ),
    DataFile(
        "agreement_sets",
        "agreement_sets.parquet",
        "Agreement of the two coders on sets of themes and categories",
        ("ofsted",),
        AGREEMENT_SETS,
    ),
    DataFile(
        "disagreements",
        "disagreements.parquet",
        "Disagreements of the two coders and how they were ruled on",
        ("ofsted",),
        DISAGREEMENTS,
        references=_OF_RECOMMENDATION,
    ),
    DataFile("audit", "audit.parquet", "Error rates of the agreements", ("ofsted",), AUDIT),
    DataFile(
        "search",
        "search.parquet",
        "Search index: bags of stems of the wordings",
        ("ofsted",),
        SEARCH,
        references=_OF_RECOMMENDATION,
    ),
    DataFile(
        "search_stems",
        "search_stems.parquet",
        "Vocabulary of the search index",
        ("ofsted",),
        SEARCH_STEMS,
    ),
    DataFile(
        "neighbours",
        "neighbours.parquet",
        "Similar recommendations of other reports",
        ("ofsted",),
        NEIGHBOURS,
        references=_OF_RECOMMENDATION,
    ),
    DataFile(
        "theme_pairs",
        "theme_pairs.parquet",
        "Themes named together",
        ("ofsted",),
        THEME_PAIRS,
    ),
    DataFile(
        "adjusted",
        "adjusted.parquet",
        "Adjusted differences",
        ("ofsted",),
        ADJUSTED,
    ),
    DataFile(
        "manifest",
        "manifest.csv",
        "Manifest of the report files",
        ("ofsted",),
        MANIFEST,
        references=_OF_AREA,
        licence=AREA_DATA,
    ),
    DataFile(
        "area-sources",
        "areas.csv",
        "Areas with the figures behind their groups",
        ("ofsted", *_AREA_BODIES),
        AREA_SOURCES,
        licence=AREA_DATA,
    ),
    DataFile(
        "tiles",
        "tiles.csv",
        "Tile map of the areas",
        ("ofsted",),
        TILES,
        references={"name": "area-sources.name"},
    ),
    DataFile(
        "codings-model-a",
        "codings/model-a.csv",
        "Codings of the first coder",
        ("ofsted",),
        CODER_FILE,
        references=_OF_TEXT,
    ),
    DataFile(
        "codings-model-b",
        "codings/model-b.csv",
        "Codings of the second coder",
        ("ofsted",),
        CODER_FILE,
        references=_OF_TEXT,
    ),
    DataFile(
        "adjudications",
        "codings/adjudications.csv",
        "Rulings on the disagreements",
        ("ofsted",),
        ADJUDICATIONS,
        references=_OF_TEXT,
    ),
    DataFile(
        "audit-verdicts",
        "codings/audit.csv",
        "Verdicts on the agreements read again",
        ("ofsted",),
        VERDICT_FILE,
        references=_OF_TEXT,
    ),
    DataFile(
        "findings",
        "codings/findings.csv",
        "Findings that ask for nothing",
        ("ofsted",),
        FINDINGS,
        references=_OF_TEXT,
    ),
    DataFile(
        "orientation",
        "codings/orientation.csv",
        "What each wording asks to change",
        ("ofsted",),
        ORIENTATIONS,
        references=_OF_TEXT,
    ),
    DataFile("summaries", "codings/summaries.csv", "Summaries", ("ofsted",), SUMMARIES),
    DataFile(
        "summaries-judged",
        "codings/summaries_judged.csv",
        "Summaries drawn by lot and judged against the wording",
        ("ofsted",),
        JUDGED_SUMMARIES,
        references=_OF_TEXT,
    ),
    DataFile(
        "summary-rules",
        "summary-rules.yaml",
        "What a summary must keep and does not say",
        ("ofsted",),
        description=(
            "The sector's terms of art, which a summary keeps where the wording has them, and the "
            "words that no summary uses."
        ),
    ),
    DataFile(
        "coders",
        "codings/coders.yaml",
        "Who coded",
        ("ofsted",),
        description=(
            "Of every coder: kind, model and date where recorded, what was shown and what not,"
            " order of the wordings; "
            "version and hash of the codebook."
        ),
    ),
    DataFile(
        "codebook",
        "codebook.yaml",
        "Codebook",
        ("paper",),
        description=(
            "Nine categories, their themes with definitions and keywords, and the coding rules."
        ),
    ),
    DataFile(
        "codebook-names",
        "codebook-names.yaml",
        "Public names of the categories",
        ("ofsted",),
        description=(
            "The public name of each category beside the study's, and the blocks of themes that "
            "say who a recommendation is about."
        ),
    ),
    DataFile(
        "codebook-orientation",
        "codebook-orientation.yaml",
        "What a recommendation asks to change",
        ("ofsted",),
        description="Process, output and outcome: definitions, rules, marks and invented examples.",
    ),
    DataFile(
        "neighbours-judged",
        "neighbours-judged.csv",
        "Nearest neighbours read and judged",
        ("ofsted",),
        JUDGED_NEIGHBOURS,
    ),
    DataFile(
        "synonyms",
        "synonyms.yaml",
        "Everyday words for the terms of the field",
        ("ofsted",),
        description="What the search takes everyday words for; reviewed by hand.",
    ),
    DataFile(
        "queries",
        "queries.yaml",
        "Everyday queries that the search is judged by",
        ("ofsted",),
        description=(
            "Queries with the themes that a reader means, as two readings by machine gave them."
        ),
    ),
    DataFile(
        "queries-sealed",
        "queries-sealed.yaml",
        "Everyday queries, the sealed half",
        ("ofsted",),
        description="Likewise; scored once, after the synonyms were frozen.",
    ),
    DataFile(
        "claims",
        "claims.yaml",
        "Claims of the paper",
        ("paper",),
        description=(
            "The findings of the paper in our words, each as statements that can be tested."
        ),
    ),
    DataFile(
        "outside",
        "outside.yaml",
        "Figures that others published",
        ("others",),
        description=(
            "What others published on the same inspections, each as a question to the tables, "
            "with source, day and the verdict recorded; "
            "and the inspections whose reports the release lacks."
        ),
    ),
    DataFile(
        "policy-dates",
        "policy_dates.yaml",
        "Policy dates",
        ("others",),
        description=(
            "Days on which inspections, or what councils must do, changed, each with its source; "
            "they stand beside the trends."
        ),
    ),
    DataFile(
        "declaration",
        "declaration.yaml",
        "Declaration for the claims",
        ("paper",),
        description=(
            "What is fixed, from a day on, for every verdict: basis, bounds, levels, sidedness, "
            "families."
        ),
    ),
    DataFile(
        "claims-log",
        "claims_log.csv",
        "Changes of the rules for the claims",
        ("paper",),
        CLAIMS_LOG,
    ),
    DataFile(
        "corrections",
        "corrections.csv",
        "Errors that were found and put right",
        ("ofsted",),
        CORRECTIONS,
    ),
    DataFile(
        "paper-examples",
        "paper_examples.csv",
        "The study's codes of the recommendations that it quotes",
        ("paper",),
        PAPER_EXAMPLES,
    ),
    DataFile(
        "specifications",
        "specifications.parquet",
        "Claims in all defensible ways to count",
        ("ofsted", "paper"),
        SPECIFICATIONS,
        may_be_absent=True,
    ),
    DataFile(
        "claim-results",
        "claims.json",
        "Results of the claims",
        ("ofsted", "paper"),
        description=(
            "What the corpus says of every claim, in each view of the codebook and slice of the"
            " corpus: verdict, estimates, intervals, counts."
        ),
        may_be_absent=True,
    ),
    DataFile(
        "classifier",
        "model/classifier.npz",
        "Classifier of themes",
        ("ofsted",),
        may_be_absent=True,
        description=(
            "Weights, thresholds and provenance of the model that suggests themes for new reports,"
            " as plain arrays."
        ),
    ),
    DataFile(
        "evaluation",
        "model/evaluation.csv",
        "Marks of the classifier on each theme and category",
        ("ofsted",),
        EVALUATION,
        may_be_absent=True,
    ),
    DataFile(
        "evaluation-summary",
        "model/evaluation.json",
        "Marks of the classifier as a whole",
        ("ofsted",),
        may_be_absent=True,
        description=(
            "Scores over all themes and categories, beside those of the two coders and of the"
            " keyword coding; transfer between frameworks and years."
        ),
    ),
    DataFile(
        "build",
        "build.json",
        "Record of the build",
        ("ofsted",),
        description=(
            "Data version, counts, hashes of the tables it is made of, files that could not be"
            " read, and doubts of the reader."
        ),
    ),
)
