"""The stored tables: every column with its type, whether it may be blank, the values it may take,
and what it says.

One declaration serves the writer, the reader, the documentation and the tests.
"""

from __future__ import annotations

import pyarrow as pa

from ofsted.glossary import (
    BODIES,
    FRAMEWORKS,
    GRADES,
    LIST_STATES,
    NEXT_REPORTS,
    ORIENTATIONS,
    RATINGS,
    SCHEMES,
    SPECIFICATION_CHOICES,
    UNTOUCHED,
    VARIANTS,
)
from ofsted.limits import LEAST_KAPPA, LEAST_RECOMMENDATIONS, SMALL_GROUP
from ofsted.tables.schema import Column, Schema

_TEXTS = pa.list_(pa.string())
_NUMBERS = pa.list_(pa.int16())


# Columns a recommendation repeats from its report, so that filtering needs no join.
_FILTERS = (
    Column("framework", pa.string(), "Inspection framework.", FRAMEWORKS),
    Column(
        "rating",
        pa.string(),
        "Overall effectiveness as judged; blank where the report is a safeguarding-board review"
        " only.",
        RATINGS,
        blank=True,
    ),
    Column(
        "deprivation",
        pa.int8(),
        "Third of areas by IMD 2015: 1 most deprived, 3 least; blank where no index exists.",
        (1, 2, 3),
        blank=True,
    ),
    Column(
        "rurality",
        pa.int8(),
        "Rural-urban group 2011: 1 major conurbation, 2 other urban, 3 largely or mainly rural.",
        (1, 2, 3),
        blank=True,
    ),
    Column("year", pa.int16(), "Calendar year in which the inspection ended."),
    Column("region", pa.string(), "ONS region."),
    Column("urn", pa.string(), "Ofsted's provider number of the area."),
    Column("area_name", pa.string(), "Name of the area (local authority), ONS short form."),
)


def _grade(name: str, what: str) -> Column:
    return Column(
        name,
        pa.string(),
        f"Judgement: {what}. `not-given` where the framework makes none; blank where none was"
        " found.",
        GRADES,
        blank=True,
    )


REPORTS = Schema(
    "reports",
    "one published report that could be read",
    ("report_id",),
    (
        Column("report_id", pa.string(), "Ofsted's file number."),
        *_FILTERS,
        Column("la_type", pa.string(), "Type of authority."),
        Column("variant", pa.string(), "Kind of report within its framework.", VARIANTS),
        Column(
            "lead_inspector",
            pa.string(),
            "Lead or reporting inspector named on the cover.",
            blank=True,
        ),
        Column("inspected_from_on", pa.date32(), "First day of the inspection."),
        Column("inspected_to_on", pa.date32(), "Last day of the inspection."),
        Column("published_on", pa.date32(), "Date of publication on Ofsted's website (manifest)."),
        Column(
            "printed_published_on",
            pa.date32(),
            "Date of publication printed in the report, where one is.",
            blank=True,
        ),
        _grade("leaders", "leadership, management and governance; impact of leaders"),
        _grade("help_and_protection", "children who need help and protection"),
        _grade("in_care", "children in care / looked after"),
        _grade("care_leavers", "care leavers"),
        _grade("adoption", "adoption performance"),
        _grade("lscb", "Local Safeguarding Children Board"),
        Column("deprivation_2019", pa.int8(), "Third of areas by IMD 2019.", (1, 2, 3), blank=True),
        Column("deprivation_2025", pa.int8(), "Third of areas by IMD 2025.", (1, 2, 3), blank=True),
        Column(
            "list_state",
            pa.string(),
            "Authority's list: items found, heading without items, or no heading.",
            LIST_STATES,
        ),
        Column(
            "lscb_list_state",
            pa.string(),
            "Safeguarding board's list, likewise; not-applicable outside F3.",
            LIST_STATES,
        ),
        Column("recommendation_count", pa.int16(), "Recommendations to both bodies."),
        Column("authority_count", pa.int16(), "Recommendations to the authority."),
        Column("lscb_count", pa.int16(), "Recommendations to the safeguarding board."),
        Column(
            "list_pages",
            _NUMBERS,
            "PDF pages read for the lists: the only ones that hydration opens.",
        ),
        Column("warnings", _TEXTS, "What the reader of the report noticed and could not settle."),
        Column("url", pa.string(), "Ofsted's address of the file."),
        Column("sha256", pa.string(), "SHA-256 of the file."),
        Column("byte_count", pa.int32(), "Size of the file in bytes."),
        Column("page_count", pa.int16(), "Pages of the PDF."),
        Column(
            "is_non_commercial",
            pa.bool_(),
            "The report prints non-commercial reproduction terms (else Open Government Licence or"
            " none found).",
        ),
    ),
)

RECOMMENDATIONS = Schema(
    "recommendations",
    "one item that a report formally lists for action",
    ("recommendation_id",),
    (
        Column(
            "recommendation_id",
            pa.string(),
            "report_id, a hyphen and the running number in two digits.",
        ),
        Column("report_id", pa.string(), "The report it stands in."),
        Column("order", pa.int16(), "Running number within the report, both bodies, from 1."),
        Column("body", pa.string(), "Who it is addressed to.", BODIES),
        Column(
            "section",
            pa.string(),
            "Sub-heading it stands under in the list, if any; a long one is cut to eight words and"
            " an ellipsis.",
            blank=True,
        ),
        Column(
            "priority", pa.string(), "Priority or timescale printed above it, if any.", blank=True
        ),
        Column("page", pa.int16(), "PDF page on which it starts, from 1."),
        Column("end_page", pa.int16(), "PDF page on which it ends."),
        Column("word_count", pa.int16(), "Words of the verbatim text."),
        Column(
            "text_sha256",
            pa.string(),
            "SHA-256 of the normalised verbatim text; what a quote is proved against.",
        ),
        Column(
            "framework_tag",
            pa.string(),
            "National-framework reference printed with it, if any.",
            blank=True,
        ),
        Column("paragraphs", _TEXTS, "Report paragraphs printed with it as its grounds."),
        Column(
            "summary", pa.string(), "Our one-sentence restatement; blank until written.", blank=True
        ),
        Column(
            "is_finding",
            pa.bool_(),
            "Whether it is printed as a finding, which asks for nothing, and not as a demand"
            " (coding rule R3).",
        ),
        Column(
            "orientation",
            pa.string(),
            "What it asks to change: `process` how work is done, `output` what is in place,"
            " `outcome` what changes for children; rules in `codebook-orientation.yaml`.",
            ORIENTATIONS,
        ),
        Column(
            "names_outcome",
            pa.bool_(),
            "Whether it names a change in the lives of children anywhere, as demand, purpose or"
            " yardstick.",
        ),
        Column(
            "sets_target",
            pa.bool_(),
            "Whether it says how much or by when in a way that can be counted.",
        ),
        Column("themes", _TEXTS, "Codebook themes given to it, in codebook order."),
        Column("categories", _TEXTS, "Categories of those themes, in codebook order."),
        Column(
            "primary_theme",
            pa.string(),
            "The theme that stands for it where one must (coding rule R18); blank where the coder"
            " names none.",
            blank=True,
        ),
        Column(
            "coders_agree",
            pa.bool_(),
            "Whether both coders gave the same themes before adjudication; blank while there are"
            " not two.",
            blank=True,
        ),
        Column(
            "coder",
            pa.string(),
            "Whose coding `themes` is; who that is and what was worked from stands in"
            " `codings/coders.yaml`.",
        ),
        Column(
            "codebook_version", pa.string(), "Version of the codebook that `themes` is coded with."
        ),
        Column(
            "next_report",
            pa.string(),
            "What the next full report on the same council shows of it: `theme` one of its themes,"
            " `delay` only delay or consistency of casework in common, `not` none of its themes,"
            " `none` there is no later full report, `unknown` it cannot be compared."
            " `not` does not mean put right. Blank for recommendations to a safeguarding board.",
            NEXT_REPORTS,
            blank=True,
        ),
        *_FILTERS,
        Column("variant", pa.string(), "Kind of report within its framework.", VARIANTS),
        Column("inspected_to_on", pa.date32(), "Last day of the inspection."),
        Column("published_on", pa.date32(), "Date of publication on Ofsted's website."),
        Column("url", pa.string(), "Ofsted's address of the report."),
    ),
)

CODINGS = Schema(
    "codings",
    "one theme given to one recommendation by one coder",
    ("recommendation_id", "theme", "coder"),
    (
        Column("recommendation_id", pa.string(), "The recommendation."),
        Column("theme", pa.string(), "Codebook theme id, `category/theme`."),
        Column("coder", pa.string(), "Who or what gave it."),
        Column(
            "trigger_start",
            pa.int32(),
            "First character of the trigger words in the normalised text, from 0.",
        ),
        Column("trigger_end", pa.int32(), "Character after the last."),
        Column(
            "is_primary",
            pa.bool_(),
            "The theme that stands for the recommendation; blank where the coder names none.",
            blank=True,
        ),
        Column("codebook_version", pa.string(), "Codebook the coder worked from."),
    ),
)

AREAS = Schema(
    "areas",
    "one area (local authority with children's services), present or abolished",
    ("place",),
    (
        Column(
            "place",
            pa.string(),
            "What links call it: the provider number, or the ONS code of an abolished area.",
        ),
        Column(
            "urn", pa.string(), "Ofsted's provider number; blank for abolished areas.", blank=True
        ),
        Column("ons_code", pa.string(), "ONS code."),
        Column("name", pa.string(), "Name of the area, ONS short form."),
        Column("also_known_as", _TEXTS, "Other names met on report covers and in listings."),
        Column("region", pa.string(), "ONS region."),
        Column("la_type", pa.string(), "Type of authority."),
        Column(
            "deprivation",
            pa.int8(),
            "Third of areas by IMD 2015: 1 most deprived, 3 least; blank where no index exists.",
            (1, 2, 3),
            blank=True,
        ),
        Column(
            "rurality",
            pa.int8(),
            "Rural-urban group 2011: 1 major conurbation, 2 other urban, 3 largely or mainly"
            " rural.",
            (1, 2, 3),
        ),
        Column(
            "neighbours",
            _TEXTS,
            "Provider numbers of the ten statistical neighbours, nearest first (DfE model of 2025);"
            " none for abolished areas.",
        ),
        Column("predecessors", _TEXTS, "Names of the areas it replaced."),
        Column("successors", _TEXTS, "Names of the areas that replaced it."),
        Column("active_from_on", pa.date32(), "First day of the area; nominal before 2009."),
        Column("active_to_on", pa.date32(), "Last day; blank for present areas.", blank=True),
        Column(
            "letters",
            pa.string(),
            "Three letters that stand for it on the tile map; blank for abolished areas.",
            blank=True,
        ),
        Column(
            "tile_row",
            pa.int16(),
            "Row of its tile, from 1 in the north; blank for abolished areas.",
            blank=True,
        ),
        Column(
            "tile_column",
            pa.int16(),
            "Column of its tile, from 1 in the west; blank for abolished areas.",
            blank=True,
        ),
    ),
)

QUOTES = Schema(
    "quotes",
    "the verbatim text of one recommendation, proved against its hash; never committed",
    ("recommendation_id",),
    (
        Column("recommendation_id", pa.string(), "The recommendation."),
        Column("quote", pa.string(), "Verbatim text."),
        Column("text_sha256", pa.string(), "SHA-256 of its normalised form."),
    ),
)


def _coefficient(name: str, meaning: str) -> Column:
    return Column(
        name,
        pa.float64(),
        f"{meaning} Blank where it is undefined and for groups of fewer than {SMALL_GROUP}"
        " reports.",
        blank=True,
    )


# What a row of an agreement table is about.
_SCOPE = (
    Column("scheme", pa.string(), "View of the codebook.", SCHEMES),
    Column(
        "scope",
        pa.string(),
        "Which recommendations: all, those of one framework, or those to one body.",
        ("all", *FRAMEWORKS, *BODIES),
    ),
    Column("level", pa.string(), "Categories or themes.", ("category", "theme")),
)

AGREEMENT = Schema(
    "agreement",
    "one theme or category in one view of the codebook and one group of recommendations, as two"
    " coders gave it before adjudication",
    ("scheme", "scope", "level", "code"),
    (
        *_SCOPE,
        Column("code", pa.string(), "Theme or category id."),
        Column("report_count", pa.int16(), "Reports of the recommendations."),
        Column("recommendation_count", pa.int32(), "Recommendations coded by both."),
        Column("both_count", pa.int32(), "Recommendations to which both gave it."),
        Column("first_only_count", pa.int32(), "Those to which only the first coder gave it."),
        Column("second_only_count", pa.int32(), "Those to which only the second coder gave it."),
        Column("adjudicated_count", pa.int32(), "Those that carry it after adjudication."),
        _coefficient("prevalence", "Mean share of recommendations to which a coder gave it."),
        _coefficient("agreement", "Share of recommendations on which both did the same."),
        _coefficient("kappa", "Cohen's kappa."),
        _coefficient("kappa_low", "Low end of its 95 % interval, bootstrap over reports."),
        _coefficient("kappa_high", "High end."),
        _coefficient("positive_agreement", "Positive agreement, 2a / (2a + b + c)."),
        _coefficient("ac1", "Gwet's AC1; to be read beside kappa only."),
        Column(
            "is_shown",
            pa.bool_(),
            f"Whether it may be shown on its own: kappa of {LEAST_KAPPA:.2f} or more,"
            f" and {LEAST_RECOMMENDATIONS} recommendations or more, over all recommendations.",
        ),
        Column(
            "why_not",
            pa.string(),
            "Why it is not shown on its own; blank where it is.",
            ("rare", "low-kappa"),
            blank=True,
        ),
    ),
)

AGREEMENT_SETS = Schema(
    "agreement_sets",
    "the sets of codes in one view of the codebook and one group of recommendations, as two coders"
    " gave them before adjudication",
    ("scheme", "scope", "level"),
    (
        *_SCOPE,
        Column("report_count", pa.int16(), "Reports of the recommendations."),
        Column("recommendation_count", pa.int32(), "Recommendations coded by both."),
        Column(
            "disagreement_count",
            pa.int32(),
            "Those to which the two gave different sets, all of which went to a third reading.",
        ),
        _coefficient("alpha", "Krippendorff's alpha with MASI distance."),
        _coefficient("alpha_low", "Low end of its 95 % interval, bootstrap over reports."),
        _coefficient("alpha_high", "High end."),
        _coefficient("mean_kappa", "Mean of the kappas of the codes that have one."),
        Column("draws", pa.int32(), "Bootstrap draws behind the intervals."),
        Column(
            "first_kept_count", pa.int32(), "Codes that only the first coder gave and that stayed."
        ),
        Column(
            "first_dropped_count",
            pa.int32(),
            "Codes that only the first coder gave and that were dropped.",
        ),
        Column(
            "second_kept_count",
            pa.int32(),
            "Codes that only the second coder gave and that stayed.",
        ),
        Column(
            "second_dropped_count",
            pa.int32(),
            "Codes that only the second coder gave and that were dropped.",
        ),
    ),
)

DISAGREEMENTS = Schema(
    "disagreements",
    "one theme that one of two coders gave to a recommendation and the other did not",
    ("recommendation_id", "theme"),
    (
        Column("recommendation_id", pa.string(), "The recommendation."),
        Column("theme", pa.string(), "The theme."),
        Column("coder", pa.string(), "Who gave it."),
        Column(
            "is_kept", pa.bool_(), "Whether it stayed; blank while nobody has ruled.", blank=True
        ),
        Column(
            "reason", pa.string(), "Reason of the ruling; blank while nobody has ruled.", blank=True
        ),
    ),
)

AUDIT = Schema(
    "audit",
    "one rate found when a random part of the agreements was read again; no row while nobody has",
    ("measure",),
    (
        Column(
            "measure",
            pa.string(),
            "What is counted.",
            ("texts-audited", "labels-wrong", "texts-with-error", "labels-found"),
        ),
        Column("part_count", pa.int32(), "How many."),
        Column("whole_count", pa.int32(), "Out of how many."),
        Column("share", pa.float64(), "The share.", blank=True),
        Column(
            "share_low",
            pa.float64(),
            "Low end of its 95 % Wilson interval; blank for the size of the sample.",
            blank=True,
        ),
        Column("share_high", pa.float64(), "High end.", blank=True),
    ),
)

SEARCH = Schema(
    "search",
    "the bag of stems of one recommendation's wording: which it has and how often, in no order",
    ("recommendation_id",),
    (
        Column("recommendation_id", pa.string(), "The recommendation."),
        Column(
            "text_id",
            pa.string(),
            "First twelve digits of the SHA-256 of the wording that the bag was made of.",
        ),
        Column(
            "stems",
            _NUMBERS,
            "Stems of the wording, as `stem_id` of `search_stems`, sorted; function words left out."
            " A wording of fewer than nine words gives only stems that its summary has too.",
        ),
        Column("counts", _NUMBERS, "How often the wording has each of them, in the same order."),
    ),
)

SEARCH_STEMS = Schema(
    "search_stems",
    "one stem of the wordings, with the words that it stands for",
    ("stem_id",),
    (
        Column("stem_id", pa.int16(), "Number of the stem, in the order of the alphabet from 0."),
        Column("stem", pa.string(), "The stem (Porter's second stemmer for English)."),
        Column("words", _TEXTS, "Words of the wordings that have it, the most frequent first."),
        Column("row_count", pa.int16(), "Recommendations whose bag has it."),
    ),
)

NEIGHBOURS = Schema(
    "neighbours",
    "one recommendation with the ten most similar recommendations of other reports",
    ("recommendation_id",),
    (
        Column("recommendation_id", pa.string(), "The recommendation."),
        Column("neighbours", _TEXTS, "The ten most similar of other reports, nearest first."),
        Column(
            "similarities",
            _NUMBERS,
            "How similar each is, 0 to 1,000: of stems of wording and summary, and of themes.",
        ),
    ),
)

THEME_PAIRS = Schema(
    "theme_pairs",
    "two themes and how often recommendations to councils name them together, by framework",
    ("framework", "first", "second"),
    (
        Column("framework", pa.string(), "SIF (F3) or ILACS (F4).", ("F3", "F4")),
        Column("first", pa.string(), "Theme that comes first in the codebook."),
        Column("second", pa.string(), "The other theme."),
        Column("pair_count", pa.int32(), "Recommendations that carry both."),
        Column(
            "expected",
            pa.float64(),
            "Mean of them where the themes of every report change places between its"
            " recommendations, each keeping its number of themes.",
        ),
        Column(
            "lift",
            pa.float64(),
            "`pair_count` divided by `expected`; blank where none is expected.",
            blank=True,
        ),
        Column(
            "p",
            pa.float64(),
            "Part of the draws with as many; blank where fewer than 1 is expected.",
            blank=True,
        ),
        Column("q", pa.float64(), "p after Benjamini and Hochberg over the framework.", blank=True),
    ),
)

ADJUSTED = Schema(
    "adjusted",
    "one category or theme in one comparison of two groups of councils, other things equal",
    ("framework", "level", "code", "grouping", "first", "second"),
    (
        Column("framework", pa.string(), "SIF (F3), ILACS (F4) or both.", ("F3", "F4", "both")),
        Column("level", pa.string(), "What needs to improve, or theme.", ("what", "theme")),
        Column("code", pa.string(), "Category or theme; only-who where it names only a group."),
        Column("grouping", pa.string(), "What the two groups are groups of."),
        Column("first", pa.string(), "Code of the first group."),
        Column("second", pa.string(), "Code of the second group."),
        Column("hit_count", pa.int32(), "Recommendations that carry it, over all groups."),
        Column("plain_difference", pa.float64(), "First less second share of recommendations."),
        Column(
            "difference",
            pa.float64(),
            "The same with rating, deprivation, rurality, framework, year and length alike:"
            " average marginal difference of a logistic regression.",
            blank=True,
        ),
        Column("difference_low", pa.float64(), "Lower end of its 95% interval.", blank=True),
        Column("difference_high", pa.float64(), "Upper end of its 95% interval.", blank=True),
        Column(
            "reason", pa.string(), "Why it cannot be estimated; empty where it can.", blank=True
        ),
    ),
)

STORED = (
    REPORTS,
    RECOMMENDATIONS,
    CODINGS,
    AREAS,
    AGREEMENT,
    AGREEMENT_SETS,
    DISAGREEMENTS,
    AUDIT,
    SEARCH,
    SEARCH_STEMS,
    NEIGHBOURS,
    THEME_PAIRS,
    ADJUSTED,
    QUOTES,
)


_CHOICE_MEANINGS = {
    "body": "Whose recommendations count: the authority's, or those to the safeguarding board too.",
    "promptness": (
        "Where timeliness counts: in the category of casework, in performance too, or in"
        " performance alone."
    ),
    "groups": (
        "How groups count: wherever named and as a rival of the other categories, as no rival, or"
        " only where the primary theme is a group."
    ),
    "unit": "Whether a recommendation counts once, or every theme that it was given.",
    "theme_list": "The study's named themes, or those that the codebook added too.",
}

SPECIFICATIONS = Schema(
    "specifications",
    "one claim of the study in one defensible way to count, on SIF reports alone",
    ("claim", *SPECIFICATION_CHOICES),
    (
        Column("claim", pa.string(), "The claim."),
        *(
            Column(
                choice,
                pa.string(),
                f"{_CHOICE_MEANINGS[choice]} "
                f"`{UNTOUCHED}` where it makes no difference to the claim.",
                (*levels, UNTOUCHED),
            )
            for choice, levels in SPECIFICATION_CHOICES.items()
        ),
        Column("holds", pa.bool_(), "Whether the claim is true of the estimates."),
        Column(
            "kept_share",
            pa.float64(),
            "Share of 1,000 resamples of areas in which it is true of the estimates.",
        ),
    ),
)
