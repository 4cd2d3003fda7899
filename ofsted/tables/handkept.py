"""The hand-kept CSV files, declared."""

from __future__ import annotations

import pyarrow as pa

from ofsted.glossary import (
    CLAIM_VERDICTS,
    INDICES,
    KINDS,
    LA_TYPES,
    REGIONS,
    RURALITY_OF_CLASS,
    SUMMARY_VERDICTS,
    VERDICTS,
)
from ofsted.glossary import ORIENTATIONS as KINDS_OF_CHANGE
from ofsted.limits import SUMMARY_WORDS
from ofsted.tables.schema import Column, Schema
from ofsted.words import listed

LIST_SEPARATOR = "|"


TRUE, FALSE = "1", "0"


THIRDS = (1, 2, 3)


_TEXTS = pa.list_(pa.string())


_TEXT_ID = Column(
    "text_id",
    pa.string(),
    "First twelve digits of `text_sha256` in `recommendations`: recommendations of the same wording"
    " share it.",
)


_CODEBOOK_VERSION = Column(
    "codebook_version", pa.string(), "Version of the codebook that was coded with."
)


MANIFEST = Schema(
    "manifest",
    "one file in Ofsted's list of reports, readable or not",
    ("report_id",),
    (
        Column("report_id", pa.string(), "Ofsted's file number."),
        Column("urn", pa.string(), "Ofsted's provider number of the area."),
        Column("area_name", pa.string(), "Name of the area."),
        Column("url", pa.string(), "Official address of the file."),
        Column(
            "published_on",
            pa.date32(),
            "Date of publication on Ofsted's website; a date printed in the report can differ by"
            " days.",
        ),
        Column("sha256", pa.string(), "SHA-256 that the file must have."),
        Column("byte_count", pa.int32(), "Size that the file must have, in bytes."),
        Column(
            "page_count", pa.int16(), "Pages of the PDF; blank for a file that is none.", blank=True
        ),
        Column("note", pa.string(), "What is unusual about the file.", blank=True),
    ),
)


def _index_columns(year: int) -> tuple[Column, ...]:
    """Score, ranks, third and source of one index of deprivation."""
    is_blank = year != 2015
    return (
        Column(
            f"imd{year}_score",
            pa.float64(),
            f"Average score of the Index of Multiple Deprivation {year}; blank where there is"
            " none.",
            blank=is_blank,
        ),
        Column(
            f"imd{year}_rank",
            pa.int16(),
            "Rank among the areas that the index covers, 1 most deprived; blank for others.",
            blank=True,
        ),
        Column(
            f"imd{year}_placed_rank",
            pa.int16(),
            "The same rank or, for an area outside the ranking, the place its score would take.",
            blank=is_blank,
        ),
        Column(
            f"deprivation_{year}",
            pa.int8(),
            "Third by that rank: 1 most deprived, 3 least.",
            THIRDS,
            blank=is_blank,
        ),
        Column(
            f"imd{year}_source",
            pa.string(),
            "Whether score and rank are official or computed, and from what.",
            blank=is_blank,
        ),
    )


AREA_SOURCES = Schema(
    "area-sources",
    "one area (local authority with children's services), present or abolished, with the figures"
    " that its groups are made of",
    ("ons_code",),
    (
        Column(
            "urn", pa.string(), "Ofsted's provider number; blank for abolished areas.", blank=True
        ),
        Column("ons_code", pa.string(), "ONS code."),
        Column("ons_codes_previous", _TEXTS, "Earlier ONS codes of the same area."),
        Column(
            "dfe_code",
            pa.string(),
            "Three-digit code of the Department for Education; neighbours are written with it.",
        ),
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
        Column(
            "ruc2011_class", pa.string(), "Rural-urban classification 2011, six-fold, in words."
        ),
        Column(
            "ruc2011_code",
            pa.int8(),
            "The same as a number: 6 most urban, 1 most rural.",
            tuple(sorted(map(int, RURALITY_OF_CLASS))),
        ),
        Column(
            "rurality",
            pa.int8(),
            "Rural-urban group: 1 major conurbation, 2 other urban, 3 largely or mainly rural.",
            THIRDS,
        ),
        Column(
            "rurality_source",
            pa.string(),
            "Whether the class is official or computed, and from what.",
        ),
        Column(
            "neighbour_codes",
            _TEXTS,
            "DfE codes of the ten statistical neighbours, nearest first, model of 2025; none for"
            " abolished areas.",
        ),
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
    "one theme that the coder gave to one wording; a wording without a theme has one row with a"
    " reason",
    ("text_id", "theme"),
    (
        _TEXT_ID,
        Column(
            "theme", pa.string(), "Codebook theme id; blank where the coder found none.", blank=True
        ),
        Column(
            "trigger_start",
            pa.int32(),
            "First character of the trigger words in the normalised text, from 0; blank without a"
            " theme.",
            blank=True,
        ),
        Column(
            "trigger_end",
            pa.int32(),
            "Character after the last; blank without a theme.",
            blank=True,
        ),
        Column(
            "is_primary",
            pa.bool_(),
            "Whether the theme stands for the recommendation; blank without a theme.",
            blank=True,
        ),
        Column(
            "reason", pa.string(), "Why there is no theme; blank where there is one.", blank=True
        ),
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
        Column(
            "trigger_start",
            pa.int32(),
            "First character of the trigger words in the normalised text, from 0.",
        ),
        Column("trigger_end", pa.int32(), "Character after the last."),
        Column("is_kept", pa.bool_(), "Whether the theme stayed."),
        Column("is_primary", pa.bool_(), "Whether it stands for the recommendation."),
        Column("reason", pa.string(), "Reason of the ruling, with the coding rule it rests on."),
        _CODEBOOK_VERSION,
    ),
)


VERDICT_FILE = Schema(
    "audit-verdicts",
    "one theme of one wording that was drawn from the agreements and read again, or was found"
    " missing there",
    ("text_id", "theme"),
    (
        _TEXT_ID,
        Column(
            "theme",
            pa.string(),
            "Codebook theme id; blank for a wording rightly without a theme.",
            blank=True,
        ),
        Column(
            "verdict",
            pa.string(),
            "Whether both coders were right to give it, wrong, or missed it.",
            VERDICTS,
        ),
        Column(
            "trigger_start",
            pa.int32(),
            "First character of the trigger words in the normalised text, from 0.",
        ),
        Column("trigger_end", pa.int32(), "Character after the last."),
        Column("reason", pa.string(), "Reason of a verdict other than right.", blank=True),
        Column(
            "inclusion_probability", pa.float64(), "Chance that every agreement had of being drawn."
        ),
        _CODEBOOK_VERSION,
    ),
)


_READINGS = {"first_": "First reading", "second_": "Second reading", "": "What stands"}
_READ_MARKS = {
    "names_outcome": "whether a change in the lives of children is named.",
    "sets_target": "whether it says how much or by when.",
}


FINDINGS = Schema(
    "findings",
    "one wording that a reader took for a finding and not a demand, with the ruling; all others are"
    " demands",
    ("text_id",),
    (
        _TEXT_ID,
        Column(
            "first",
            pa.string(),
            "What the first reader marked it as: a statement of how things are, or a phrase that"
            " names a fault; blank if unmarked.",
            tuple(KINDS.values()),
            blank=True,
        ),
        Column(
            "second",
            pa.string(),
            "What the second reader marked it as.",
            tuple(KINDS.values()),
            blank=True,
        ),
        Column("is_finding", pa.bool_(), "Whether it is a finding, after the third reading."),
        Column("reason", pa.string(), "Reason of the ruling."),
        _CODEBOOK_VERSION,
    ),
)


ORIENTATIONS = Schema(
    "orientation",
    "one wording with what it asks to change, by two readers and after the third reading",
    ("text_id",),
    (
        _TEXT_ID,
        *(
            Column(
                f"{who}orientation",
                pa.string(),
                f"{whose}: what it asks to change.",
                KINDS_OF_CHANGE,
            )
            for who, whose in _READINGS.items()
        ),
        *(
            Column(f"{who}{name}", pa.bool_(), f"{whose}: {meaning}")
            for name, meaning in _READ_MARKS.items()
            for who, whose in _READINGS.items()
        ),
        Column(
            "reason",
            pa.string(),
            "Reason of the third reading; blank where the two agree.",
            blank=True,
        ),
        Column("rules_version", pa.string(), "Version of `codebook-orientation.yaml`."),
    ),
)


_SUMMARY_LIMITS = f"{SUMMARY_WORDS[-1][1]} words, " + listed(
    [f"{most} where the wording has {least} or more" for least, most in SUMMARY_WORDS[-2::-1]]
)

SUMMARIES = Schema(
    "summaries",
    "one wording with our restatement",
    ("text_id",),
    (
        _TEXT_ID,
        Column(
            "summary",
            pa.string(),
            f"What is asked, in one sentence of our own of at most {_SUMMARY_LIMITS}.",
        ),
    ),
)


JUDGED_SUMMARIES = Schema(
    "summaries-judged",
    "one summary that was drawn by lot and held against its wording by two readers who had not"
    " written it",
    ("text_id", "drawn_from"),
    (
        _TEXT_ID,
        Column(
            "first",
            pa.string(),
            "What the first reader says: a fault of content, awkward English only, or neither.",
            SUMMARY_VERDICTS,
        ),
        Column("second", pa.string(), "What the second reader says.", SUMMARY_VERDICTS),
        Column("first_why", pa.string(), "Why; blank where nothing is wrong.", blank=True),
        Column("second_why", pa.string(), "Likewise, of the second reader.", blank=True),
        Column(
            "summary_sha256",
            pa.string(),
            "First twelve digits of the SHA-256 of the sentence that was judged; blank where it was"
            " not recorded.",
            blank=True,
        ),
        Column(
            "drawn_from",
            pa.string(),
            "The draw: first sixteen digits of the SHA-256 of `codings/summaries.csv` as it was,"
            " which gave the seed.",
        ),
        Column("judged_on", pa.date32(), "Day on which the judgements were taken in."),
    ),
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
        Column(
            "suggested_count", pa.int32(), "Recommendations for which the classifier suggests it."
        ),
        Column(
            "both_count", pa.int32(), "Recommendations that carry it and for which it is suggested."
        ),
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


JUDGED_NEIGHBOURS = Schema(
    "neighbours-judged",
    "a recommendation drawn by lot with its nearest neighbour, both wordings read",
    ("recommendation_id", "neighbour_id"),
    (
        Column("recommendation_id", pa.string(), "The recommendation."),
        Column("neighbour_id", pa.string(), "The most similar one of another report."),
        Column("is_alike", pa.bool_(), "Whether both make the same demand or one close to it."),
    ),
)

PAPER_EXAMPLES = Schema(
    "paper-examples",
    "a recommendation that the study quotes and the release has, under the heading where the study"
    " prints it",
    ("recommendation_id",),
    (
        Column("recommendation_id", pa.string(), "The recommendation, found by its wording."),
        Column("category", pa.string(), "The study's category."),
        Column("theme", pa.string(), "The study's theme, as the codebook calls it."),
        Column(
            "printed_as",
            pa.string(),
            "Area, year and framework as the study prints them; one of them is another area's.",
        ),
    ),
)

CLAIM_CHANGES = ("first", "rule", "claim", "data")


def _verdict_counts(when: str) -> tuple[Column, ...]:
    """How many claims had each verdict, before or after a change."""
    return tuple(
        Column(
            f"{verdict.replace('-', '_')}_{when}",
            pa.int16(),
            f"Claims with the verdict {verdict} {when} the change, "
            "on SIF reports alone in the strict view.",
        )
        for verdict in CLAIM_VERDICTS
    )


CLAIMS_LOG = Schema(
    "claims-log",
    "one change of what decides the verdicts on the study's claims",
    ("number",),
    (
        Column("number", pa.int16(), "Place in the order of the changes, from 1."),
        Column("changed_on", pa.date32(), "Day of the change."),
        Column(
            "commit",
            pa.string(),
            "Commit of the change; blank for those since the release before.",
            blank=True,
        ),
        Column(
            "kind",
            pa.string(),
            "Whether a rule changed, the test of a claim, or the data; first for the "
            "first results.",
            CLAIM_CHANGES,
        ),
        Column("change", pa.string(), "What changed, and how."),
        Column("claims_moved", _TEXTS, "Claims whose verdict changed by it.", blank=True),
        *_verdict_counts("before"),
        *_verdict_counts("after"),
    ),
)


CORRECTIONS = Schema(
    "corrections",
    "one error that was found in the release and put right",
    ("number",),
    (
        Column("number", pa.int16(), "Place in the order of the corrections, from 1."),
        Column("corrected_on", pa.date32(), "Day of the correction."),
        Column(
            "recommendation_id",
            pa.string(),
            "The recommendation whose row was wrong; blank where it was no single one.",
            blank=True,
        ),
        Column("error", pa.string(), "What was wrong."),
        Column("correction", pa.string(), "What stands there now, and why."),
    ),
)
