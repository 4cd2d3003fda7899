"""What the release consists of: every file of `data/` with what it holds, where that comes from, its licence and what its columns point at.

The stored tables are declared in `schema`; the hand-kept CSV files are declared here in the same terms. In a CSV file lists have `|` between
their items, yes and no are 1 and 0, and an empty cell is a blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pyarrow as pa

from ofsted import words
from ofsted.coding.findings import KINDS
from ofsted.coding.store import VERDICTS
from ofsted.corpus.areas import INDICES, LA_TYPES, REGIONS, RURALITY_OF_CLASS
from ofsted.schema import AGREEMENT, AGREEMENT_SETS, AREAS, AUDIT, CODINGS, DISAGREEMENTS, RECOMMENDATIONS, REPORTS, Column, Schema

LIST_SEPARATOR = "|"
TRUE, FALSE = "1", "0"
THIRDS = (1, 2, 3)

_TEXTS = pa.list_(pa.string())
_TEXT_ID = Column("text_id", pa.string(), "First twelve digits of `text_sha256` in `recommendations`: recommendations of the same wording share it.")
_CODEBOOK_VERSION = Column("codebook_version", pa.string(), "Version of the codebook that was coded with.")

MANIFEST = Schema(
    "manifest",
    "one file in Ofsted's list of reports, readable or not",
    ("report_id",),
    (
        Column("report_id", pa.string(), "Ofsted's file number."),
        Column("urn", pa.string(), "Ofsted's provider number of the area."),
        Column("area_name", pa.string(), "Name of the area."),
        Column("url", pa.string(), "Official address of the file."),
        Column("published_on", pa.date32(), "Date of publication on Ofsted's website; a date printed in the report can differ by days."),
        Column("sha256", pa.string(), "SHA-256 that the file must have."),
        Column("byte_count", pa.int32(), "Size that the file must have, in bytes."),
        Column("page_count", pa.int16(), "Pages of the PDF; blank for a file that is none.", blank=True),
        Column("note", pa.string(), "What is unusual about the file.", blank=True),
    ),
)


def _index_columns(year: int) -> tuple[Column, ...]:
    """Score, ranks, third and source of one index of deprivation."""
    is_blank = year != 2015
    return (
        Column(f"imd{year}_score", pa.float64(), f"Average score of the Index of Multiple Deprivation {year}; blank where there is none.", blank=is_blank),
        Column(f"imd{year}_rank", pa.int16(), "Rank among the areas that the index covers, 1 most deprived; blank for others.", blank=True),
        Column(f"imd{year}_placed_rank", pa.int16(), "The same rank or, for an area outside the ranking, the place its score would take.", blank=is_blank),
        Column(f"deprivation_{year}", pa.int8(), "Third by that rank: 1 most deprived, 3 least.", THIRDS, blank=is_blank),
        Column(f"imd{year}_source", pa.string(), "Whether score and rank are official or computed, and from what.", blank=is_blank),
    )


AREA_SOURCES = Schema(
    "area-sources",
    "one area (local authority with children's services), present or abolished, with the figures that its groups are made of",
    ("ons_code",),
    (
        Column("urn", pa.string(), "Ofsted's provider number; blank for abolished areas.", blank=True),
        Column("ons_code", pa.string(), "ONS code."),
        Column("ons_codes_previous", _TEXTS, "Earlier ONS codes of the same area."),
        Column("dfe_code", pa.string(), "Three-digit code of the Department for Education; neighbours are written with it."),
        Column("name", pa.string(), "Name of the area, ONS short form."),
        Column("also_known_as", _TEXTS, "Other names met on report covers and in listings."),
        Column("region", pa.string(), "ONS region.", REGIONS),
        Column("la_type", pa.string(), "Type of authority.", LA_TYPES),
        Column("active_from_on", pa.date32(), "First day of the area; nominal before 2009."),
        Column("active_to_on", pa.date32(), "Last day; blank for present areas.", blank=True),
        Column("predecessors", _TEXTS, "Names of the areas it replaced."),
        Column("successors", _TEXTS, "Names of the areas that replaced it."),
        Column("status_note", pa.string(), "What is unusual about its history.", blank=True),
        *(column for year in INDICES for column in _index_columns(year)),
        Column("ruc2011_class", pa.string(), "Rural-urban classification 2011, six-fold, in words."),
        Column("ruc2011_code", pa.int8(), "The same as a number: 6 most urban, 1 most rural.", tuple(sorted(map(int, RURALITY_OF_CLASS)))),
        Column("rurality", pa.int8(), "Rural-urban group: 1 major conurbation, 2 other urban, 3 largely or mainly rural.", THIRDS),
        Column("rurality_source", pa.string(), "Whether the class is official or computed, and from what."),
        Column("neighbour_codes", _TEXTS, "DfE codes of the ten statistical neighbours, nearest first, model of 2025; none for abolished areas."),
        Column("neighbour_codes_2021", _TEXTS, "The same by the groupings of 2021."),
    ),
)

TILES = Schema(
    "tiles",
    "one present area with its tile on the map",
    ("urn",),
    (
        Column("urn", pa.string(), "Ofsted's provider number of the area."),
        Column("name", pa.string(), "Name of the area."),
        Column("letters", pa.string(), "Three capital letters printed on the tile, each set once."),
        Column("row", pa.int16(), "Row of the grid, from 1 in the north."),
        Column("column", pa.int16(), "Column of the grid, from 1 in the west."),
    ),
)

CODER_FILE = Schema(
    "coder",
    "one theme that the coder gave to one wording; a wording without a theme has one row with a reason",
    ("text_id", "theme"),
    (
        _TEXT_ID,
        Column("theme", pa.string(), "Codebook theme id; blank where the coder found none.", blank=True),
        Column("trigger_start", pa.int32(), "First character of the trigger words in the normalised text, from 0; blank without a theme.", blank=True),
        Column("trigger_end", pa.int32(), "Character after the last; blank without a theme.", blank=True),
        Column("is_primary", pa.bool_(), "Whether the theme stands for the recommendation; blank without a theme.", blank=True),
        Column("reason", pa.string(), "Why there is no theme; blank where there is one.", blank=True),
        _CODEBOOK_VERSION,
    ),
)

ADJUDICATIONS = Schema(
    "adjudications",
    "one theme of one wording on which the coders differed, as the third reading left it",
    ("text_id", "theme"),
    (
        _TEXT_ID,
        Column("theme", pa.string(), "Codebook theme id."),
        Column("trigger_start", pa.int32(), "First character of the trigger words in the normalised text, from 0."),
        Column("trigger_end", pa.int32(), "Character after the last."),
        Column("is_kept", pa.bool_(), "Whether the theme stayed."),
        Column("is_primary", pa.bool_(), "Whether it stands for the recommendation."),
        Column("reason", pa.string(), "Reason of the ruling, with the coding rule it rests on."),
        _CODEBOOK_VERSION,
    ),
)

VERDICT_FILE = Schema(
    "audit-verdicts",
    "one theme of one wording that was drawn from the agreements and read again, or was found missing there",
    ("text_id", "theme"),
    (
        _TEXT_ID,
        Column("theme", pa.string(), "Codebook theme id; blank for a wording rightly without a theme.", blank=True),
        Column("verdict", pa.string(), "Whether both coders were right to give it, wrong, or missed it.", VERDICTS),
        Column("trigger_start", pa.int32(), "First character of the trigger words in the normalised text, from 0."),
        Column("trigger_end", pa.int32(), "Character after the last."),
        Column("reason", pa.string(), "Reason of a verdict other than right.", blank=True),
        Column("inclusion_probability", pa.float64(), "Chance that every agreement had of being drawn."),
        _CODEBOOK_VERSION,
    ),
)

FINDINGS = Schema(
    "findings",
    "one wording that a reader took for a finding and not a demand, with the ruling; all others are demands",
    ("text_id",),
    (
        _TEXT_ID,
        Column(
            "first", pa.string(), "What the first reader marked it as: a statement of how things are, or a phrase that names a fault; blank if unmarked.",
            tuple(KINDS.values()), blank=True,
        ),
        Column("second", pa.string(), "What the second reader marked it as.", tuple(KINDS.values()), blank=True),
        Column("is_finding", pa.bool_(), "Whether it is a finding, after the third reading."),
        Column("reason", pa.string(), "Reason of the ruling."),
        _CODEBOOK_VERSION,
    ),
)

SUMMARIES = Schema(
    "summaries",
    "one wording with our restatement",
    ("text_id",),
    (_TEXT_ID, Column("summary", pa.string(), "What is asked, in one sentence of our own of at most 20 words.")),
)


def _mark(name: str, meaning: str) -> Column:
    return Column(name, pa.float64(), f"{meaning} Blank where it is undefined.", blank=True)


EVALUATION = Schema(
    "evaluation",
    "one theme or category with the marks of the classifier on authorities it had not seen",
    ("level", "code"),
    (
        Column("level", pa.string(), "Categories or themes.", ("theme", "category")),
        Column("code", pa.string(), "Theme or category id."),
        Column("recommendation_count", pa.int32(), "Recommendations that carry it."),
        Column("suggested_count", pa.int32(), "Recommendations for which the classifier suggests it."),
        Column("both_count", pa.int32(), "Recommendations that carry it and for which it is suggested."),
        _mark("precision", "Share of the suggestions that are right."),
        _mark("recall", "Share of the recommendations that carry it for which it is suggested."),
        _mark("f1", "Harmonic mean of the two."),
        _mark("kappa", "Cohen's kappa of suggestions and adjudicated coding."),
        _mark("brier", "Mean squared error of the probabilities."),
        _mark("ece", "Expected calibration error, ten bins."),
        _mark("coders_f1", "Positive agreement of the two coders, as the ceiling."),
        _mark("coders_kappa", "Cohen's kappa of the two coders."),
        _mark("dictionary_f1", "F1 of the keyword coding, as the floor."),
        _mark("dictionary_kappa", "Cohen's kappa of the keyword coding."),
    ),
)

PERIOD = Column("period", pa.string(), "Period of years in which the inspection ended.", words.codes("period"))
# The tables as the page About offers them for spreadsheets; reports have their period besides.
DOWNLOADS = (Schema(REPORTS.name, REPORTS.row, REPORTS.key, (*REPORTS.columns, PERIOD)), RECOMMENDATIONS)

OURS, AREA_DATA = "CC-BY-4.0", "OGL-UK-3.0"


@dataclass(frozen=True)
class DataFile:
    """One file of the release, `path` below `data/`. `references` maps a column to the `file.column` that its values stand in.

    `may_be_absent` says that a command of its own makes it from the rest, so that a release is whole without it.
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


_AREA_BODIES = ("mhclg", "defra", "ons", "dfe")
_OF_REPORT = {"report_id": "reports.report_id", "urn": "areas.urn"}
_OF_RECOMMENDATION = {"recommendation_id": "recommendations.recommendation_id"}
_OF_TEXT = {"text_id": "summaries.text_id"}

FILES = (
    DataFile("reports", "reports.parquet", "Reports", ("ofsted", *_AREA_BODIES), REPORTS, references={"report_id": "manifest.report_id", "urn": "areas.urn"}),
    DataFile("recommendations", "recommendations.parquet", "Recommendations", ("ofsted", *_AREA_BODIES), RECOMMENDATIONS, references=_OF_REPORT),
    DataFile("codings", "codings.parquet", "Codings of all coders", ("ofsted",), CODINGS, references=_OF_RECOMMENDATION),
    DataFile("areas", "areas.parquet", "Areas", ("ofsted", *_AREA_BODIES), AREAS, licence=AREA_DATA),
    DataFile("agreement", "agreement.parquet", "Agreement of the two coders on each theme and category", ("ofsted",), AGREEMENT),
    DataFile("agreement_sets", "agreement_sets.parquet", "Agreement of the two coders on sets of themes and categories", ("ofsted",), AGREEMENT_SETS),
    DataFile(
        "disagreements", "disagreements.parquet", "Disagreements of the two coders and how they were ruled on", ("ofsted",), DISAGREEMENTS,
        references=_OF_RECOMMENDATION,
    ),
    DataFile("audit", "audit.parquet", "Error rates of the agreements", ("ofsted",), AUDIT),
    DataFile("manifest", "manifest.csv", "Manifest of the report files", ("ofsted",), MANIFEST, references={"urn": "areas.urn"}, licence=AREA_DATA),
    DataFile("area-sources", "areas.csv", "Areas with the figures behind their groups", ("ofsted", *_AREA_BODIES), AREA_SOURCES, licence=AREA_DATA),
    DataFile("tiles", "tiles.csv", "Tile map of the areas", ("ofsted",), TILES, references={"urn": "area-sources.urn"}),
    DataFile("codings-model-a", "codings/model-a.csv", "Codings of the first coder", ("ofsted",), CODER_FILE, references=_OF_TEXT),
    DataFile("codings-model-b", "codings/model-b.csv", "Codings of the second coder", ("ofsted",), CODER_FILE, references=_OF_TEXT),
    DataFile("adjudications", "codings/adjudications.csv", "Rulings on the disagreements", ("ofsted",), ADJUDICATIONS, references=_OF_TEXT),
    DataFile("audit-verdicts", "codings/audit.csv", "Verdicts on the agreements read again", ("ofsted",), VERDICT_FILE, references=_OF_TEXT),
    DataFile("findings", "codings/findings.csv", "Findings that ask for nothing", ("ofsted",), FINDINGS, references=_OF_TEXT),
    DataFile("summaries", "codings/summaries.csv", "Summaries", ("ofsted",), SUMMARIES),
    DataFile(
        "coders", "codings/coders.yaml", "Who coded", ("ofsted",),
        description=(
            "Of every coder: kind, model and date where recorded, what was shown and what not, order of the wordings; "
            "version and hash of the codebook."
        ),
    ),
    DataFile(
        "codebook", "codebook.yaml", "Codebook", ("paper",),
        description="Nine categories, their themes with definitions and keywords, and the coding rules.",
    ),
    DataFile(
        "claims", "claims.yaml", "Claims of the paper", ("paper",),
        description="The findings of the paper in our words, each as statements that can be tested.",
    ),
    DataFile(
        "claim-results", "claims.json", "Results of the claims", ("ofsted", "paper"),
        description="What the corpus says of every claim, in each view of the codebook and slice of the corpus: verdict, estimates, intervals, counts.",
        may_be_absent=True,
    ),
    DataFile(
        "classifier", "model/classifier.npz", "Classifier of themes", ("ofsted",), may_be_absent=True,
        description="Weights, thresholds and provenance of the model that suggests themes for new reports, as plain arrays.",
    ),
    DataFile("evaluation", "model/evaluation.csv", "Marks of the classifier on each theme and category", ("ofsted",), EVALUATION, may_be_absent=True),
    DataFile(
        "evaluation-summary", "model/evaluation.json", "Marks of the classifier as a whole", ("ofsted",), may_be_absent=True,
        description="Scores over all themes and categories, beside those of the two coders and of the keyword coding; transfer between frameworks and years.",
    ),
    DataFile(
        "build", "build.json", "Record of the build", ("ofsted",),
        description="Data version, counts, hashes of the tables it is made of, files that could not be read, and doubts of the reader.",
    ),
)
