"""The field's own terms: codes of frameworks, ratings, bodies and groups, and what each is called
on a page.
"""

from __future__ import annotations

from dataclasses import dataclass

from ofsted.limits import SMALL_GROUP

# One word per thing, and what it means here.
WORDS = {
    "report": "One published document. Its id is the number of Ofsted's file.",
    "inspection": "The event that a report is on, with the dates on its cover.",
    "area": "A council with children's services, known by Ofsted's provider number (URN).",
    "recommendation": (
        "One item that a report formally lists for action, with the page it stands on. Reports"
        " also call them areas for improvement or priority actions."
    ),
    "body": "Whom a recommendation is addressed to: the authority, or its safeguarding board.",
    "framework": "The rules that an inspection follows: the SIF from 2013, ILACS from 2018.",
    "rating": "The judgement of overall effectiveness.",
    "deprivation": "A third of all areas, by the English indices of deprivation.",
    "rurality": "One of three groups, by the rural-urban classification of 2011.",
    "codebook": "The themes with definitions, keywords and rules: `data/codebook.yaml`.",
    "theme": "What a recommendation asks for: one entry of the codebook.",
    "category": "One of nine groups of themes, as the study of 2019 drew them.",
    "theme list": "Which themes are counted: all, or the study's (wide or strict).",
    "what needs to improve": "Eight of the nine categories. The ninth says who it is about.",
    "who it is about": "The children or families that a recommendation names, in five groups.",
    "main point": "A sentence on the first page, chosen and written by rule.",
    "coding": "One theme given to one recommendation by one coder.",
    "trigger": "The words of a recommendation for which a theme is given.",
    "orientation": "What a recommendation asks to change: process, output or outcome.",
    "adjudicated": "Settled by a third reading where two coders differ.",
    "kappa": "Agreement of two coders beyond what chance gives (Cohen): 1 is full agreement.",
    "summary": "Our own restatement of a recommendation in one sentence.",
    "quote": "The wording of a recommendation as printed.",
    "hydrate": "Read quotes from Ofsted's own files, each proved by its hash.",
    "finding": "What inspectors found. Some are printed where a recommendation should stand.",
    "unit": "What is being counted, and of what it is a share.",
    "small group": f"A group of fewer than {SMALL_GROUP} reports: counts only.",
    "interval": "Where the true share plausibly lies, at 95%, whole reports or areas resampled.",
    "percentage point": "The step from 10% to 11%. Differences of shares are given in them.",
    "ratio": "One share divided by another: 2.0 means twice as often.",
    "p": "How often chance alone would give a difference or a trend at least as clear.",
    "permutation test": (
        "A way to see what chance gives: ratings, areas or days are dealt out anew many times."
    ),
    "q": (
        "False-alarm rate: the part of findings this clear that chance would give, as many themes"
        " are tested at once. It is p corrected by Benjamini and Hochberg."
    ),
    "verdict": (
        "A comparison in words: clearly more or less, more or less but little, about the same,"
        " can't tell."
    ),
    "lean": "Which way a difference points where nothing is proved.",
    "expected": "How often two themes would be named together if chance alone paired them.",
    "trend": "A share that rises or falls over the years within a framework, beyond chance.",
    "what could have been found": (
        "The smallest difference that a comparison would find in four of five attempts."
    ),
    "adjusted difference": (
        "A difference between groups of councils with other things alike, by logistic regression."
    ),
    "claim": "A result of the study of 2019, as a statement that the data can test.",
    "next report": "The next full report on the same council, in which a theme may come up again.",
    "statistical neighbours": (
        "The ten councils with the most similar children, by the Department for Education's model."
    ),
}
# What the abbreviations stand for, and what that is.
ABBREVIATIONS = {
    "CAF": "Common Assessment Framework, an older way to assess families' needs early.",
    "CAMHS": "Child and adolescent mental health services.",
    "DfE": "Department for Education.",
    "EET": "Education, employment and training.",
    "EHE": "Elective home education.",
    "ILACS": "Inspection of local authority children's services, Ofsted's framework since 2018.",
    "IMD": "Index of Multiple Deprivation.",
    "IRO": "Independent reviewing officer, who chairs the reviews of children in care.",
    "LADO": "Local authority designated officer, who handles allegations against staff.",
    "LSCB": "Local safeguarding children board. These boards ended in 2019.",
    "MASH": "Multi-agency safeguarding hub.",
    "PEP": "Personal education plan.",
    "PLO": "Public Law Outline, the steps before and in care proceedings.",
    "SIF": "Single inspection framework, Ofsted's framework of 2013 to 2018.",
    "SMART": "Specific, measurable, achievable, relevant, timed: what a plan's aims should be.",
    "UASC": "Unaccompanied asylum-seeking children.",
}


KINDS = {"S": "statement", "F": "fault"}


VERDICTS = ("right", "wrong", "missing")
# What a reader says of a summary that is held against its wording.
SUMMARY_VERDICTS = ("content", "awkward", "ok")


# The choices of a specification, each with its levels, the first as the site counts; and what
# stands for a choice that does not touch a claim.
SPECIFICATION_CHOICES = {
    "body": ("authority", "both"),
    "promptness": ("casework", "performance-too", "performance-alone"),
    "groups": ("rival", "no-rival", "targeted-only"),
    "unit": ("recommendations", "coded-items"),
    "theme_list": ("named", "all"),
}
UNTOUCHED = "any"


# What may come of a comparison, by the code in files, and the words for it everywhere else.
OUTCOMES = {
    "higher": "clearly more in A",
    "lower": "clearly less in A",
    "higher-little": "more in A, but little",
    "lower-little": "less in A, but little",
    "no-difference": "about the same",
    "undetermined": "can’t tell",
    "counts-only": "counts only: too few reports",
}


# The heads of columns that hold a term of statistics: plain words first.
Q_HEAD = "False-alarm rate (q)"
RATIO_HEAD = "Ratio, A ÷ B (95% interval)"


# What may come of a claim of the study.
CLAIM_VERDICTS = (
    "supported",
    "contradicted",
    "at-most-small",
    "depends-on-coding",
    "undetermined",
    "not-testable",
)


INDICES = (2015, 2019, 2025)


REGIONS = (
    "East Midlands",
    "East of England",
    "London",
    "North East",
    "North West",
    "South East",
    "South West",
    "West Midlands",
    "Yorkshire and The Humber",
)


LA_TYPES = ("county", "unitary authority", "metropolitan district", "London borough")


# Six-fold class of 2011 (6 most urban, 1 most rural) to the three groups that are compared.
RURALITY_OF_CLASS = {"6": 1, "5": 2, "4": 2, "3": 2, "2": 3, "1": 3}


FRAMEWORKS = ("F1", "F2", "LAC-2013", "F3", "F4")


VARIANTS = ("standard", "short", "re-inspection", "lscb-review")


RATINGS = ("outstanding", "good", "requires-improvement", "adequate", "inadequate", "not-given")


GRADES = (*RATINGS, "not-judged")


BODIES = ("authority", "lscb")


SCHEMES = ("full", "wide", "strict")  # views of the codebook


# What the next full report on the same council shows of a recommendation.
NEXT_REPORTS = ("theme", "delay", "not", "none", "unknown")


ORIENTATIONS = ("process", "output", "outcome")


LIST_STATES = ("listed", "empty", "no-heading", "not-applicable")


@dataclass(frozen=True)
class Unit:
    """What is being counted, and which columns of a counts frame hold its value, its part and its
    whole.

    `before` stands before a printed n of N where the value is made from that share and is not that
    share itself.
    """

    label: str
    short: str
    column: str
    part: str
    whole: str
    of: str
    meaning: str
    before: str = ""

    @property
    def is_share(self) -> bool:
        """Whether the value is a share (0–1) and so is printed as a percentage."""
        return self.column != "hit_count"


NAMED = "themes-named"  # the unit out of all themes named
UNITS = {
    "share": Unit(
        "Share of recommendations",
        "% of recommendations",
        "share",
        "hit_count",
        "recommendation_count",
        "recommendations",
        "Of all recommendations, the part that carries it. Long reports weigh more.",
    ),
    "report-weighted": Unit(
        "Report-weighted share",
        "% of a report’s recommendations, on average",
        "report_weighted_share",
        "hit_count",
        "recommendation_count",
        "recommendations",
        "The share within each report, averaged over the reports that list recommendations: every"
        " report weighs the same.",
    ),
    "reports": Unit(
        "Share of reports with at least one",
        "% of reports",
        "report_share",
        "report_hit_count",
        "report_count",
        "reports",
        "Of all reports, the part with at least one such recommendation. Reports that list more"
        " recommendations mention more, whatever the content.",
    ),
    "expected": Unit(
        "Share of reports, adjusted for length",
        "% of reports, if of like length",
        "expected_share",
        "hit_count",
        "recommendation_count",
        "recommendations",
        "The part of reports expected to have at least one if every group’s reports were as long as"
        " all those chosen here. It is made from the share of "
        "recommendations and takes those of a report as independent."
        " Use it to compare groups, not to say how many reports do ask.",
        "from ",
    ),
    NAMED: Unit(
        "Share of all themes named",
        "% of themes named",
        "named_share",
        "hit_count",
        "named_count",
        "themes named",
        "Of all themes named, the part that is this one; for categories, of all categories named."
        " They sum to 100%, so neither longer lists nor longer recommendations raise it.",
    ),
    "count": Unit(
        "Number of recommendations",
        "Recommendations",
        "hit_count",
        "hit_count",
        "recommendation_count",
        "recommendations",
        "Plain counts. Larger groups have more of everything.",
    ),
}


FIELDS = {
    "framework": "Framework",
    "rating": "Rating",
    "deprivation": "Deprivation",
    "rurality": "Rurality",
    "region": "Region",
    "area": "Area",
    "year": "Year of inspection",
    "body": "Addressed to",
    "category": "Category",
    "theme": "Theme",
    "what": "What needs to improve",
    "who": "Who it is about",
    "unit": "Unit",
    "variant": "Kind of report",
    "la_type": "Type of authority",
    "period": "Period",
    "quarter": "Quarter of inspection",
    "scheme": "Theme list",
    "sample": "Sample",
    "next": "Next report",
    "orientation": "What it asks to change",
}


# field → code → (label, short label)
_LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "framework": {
        "F1": ("Safeguarding and looked after children 2009–12 (F1)", "F1"),
        "F2": ("Protection of children 2012–13 (F2)", "F2"),
        "LAC-2013": ("Children in care, 2013 (LAC-2013)", "LAC-2013"),
        "F3": ("2013 to 2018 (SIF)", "SIF"),
        "F4": ("Since 2018 (ILACS)", "ILACS"),
    },
    "rating": {
        "outstanding": ("Outstanding", "Outstanding"),
        "good": ("Good", "Good"),
        "requires-improvement": ("Requires improvement", "Requires improvement"),
        "adequate": ("Adequate (before the SIF)", "Adequate"),
        "inadequate": ("Inadequate", "Inadequate"),
        "not-given": ("No overall rating given", "Not given"),
    },
    "deprivation": {
        "1": ("Most deprived third", "Most deprived"),
        "2": ("Middle third", "Middle"),
        "3": ("Least deprived third", "Least deprived"),
    },
    "rurality": {
        "1": ("Major conurbation", "Conurbation"),
        "2": ("Other urban", "Other urban"),
        "3": ("Largely or mainly rural", "Rural"),
    },
    "la_type": {
        "London borough": ("London borough", "London"),
        "metropolitan district": ("Metropolitan district", "Metropolitan"),
        "unitary authority": ("Unitary authority", "Unitary"),
        "county": ("County", "County"),
    },
    "body": {
        "authority": ("Local authority", "Authority"),
        "lscb": ("Safeguarding board (LSCB)", "LSCB"),
        "both": ("Authority and safeguarding board", "Both"),
    },
    "variant": {
        "standard": ("Standard inspection", "Standard"),
        "short": ("Short inspection", "Short"),
        "re-inspection": ("Re-inspection", "Re-inspection"),
        "lscb-review": ("Review of the safeguarding board only", "LSCB review"),
    },
    "next": {
        "theme": ("Theme in the next report", "Theme again"),
        "delay": ("Only delay or consistency in common", "Only delay or consistency"),
        "not": ("Theme not in the next report", "Not in it"),
        "none": ("No later full report", "No later report"),
        "unknown": ("Can’t compare", "Can’t compare"),
    },
    "orientation": {
        "process": ("How work is done (process)", "How work is done"),
        "output": ("What is in place (output)", "What is in place"),
        "outcome": ("What changes for children (outcome)", "What changes for children"),
    },
    "all": {"all": ("All chosen reports", "All")},
    "unit": {code: (unit.label, unit.short) for code, unit in UNITS.items()},
    "scheme": {
        "full": ("All themes", "All themes"),
        "wide": ("Study plus later themes", "Study plus later themes"),
        "strict": ("As in the 2019 study", "As in the 2019 study"),
    },
}


_CODES: dict[str, tuple] = {
    "framework": FRAMEWORKS,
    "rating": RATINGS,
    "deprivation": (1, 2, 3),
    "rurality": (1, 2, 3),
    "body": (*BODIES, "both"),
    "variant": VARIANTS,
    "next": NEXT_REPORTS,
    "orientation": ORIENTATIONS,
    "unit": tuple(UNITS),
    "scheme": ("full", "wide", "strict"),
    "la_type": ("London borough", "metropolitan district", "unitary authority", "county"),
    "period": ("2013–2015", "2016–2017", "2018–2020", "2021–2023", "2024–2026"),
}


# Fields whose codes say themselves.
_PLAIN = ("year", "region", "area", "category", "theme", "what", "who", "period", "quarter")


def codes(field: str) -> tuple:
    """The codes of a field with a fixed list, in the order every table and chart keeps.

    Raises `KeyError` for other fields.
    """
    return _CODES[field]


def label(field: str, code: object) -> str:
    """A code in full words.

    Years, regions and areas come back as they are. Raises `KeyError` on a code that the field does
    not have.
    """
    return _words_of(field, code)[0]


def short_label(field: str, code: object) -> str:
    """A code in as few words as a chart can do with. Raises `KeyError` like `label`."""
    return _words_of(field, code)[1]


def _words_of(field: str, code: object) -> tuple[str, ...]:
    """A code in full words and in as few as a chart can do with."""
    if field in _PLAIN:
        return str(code), str(code)
    return _LABELS[field][str(code)]


def field_label(field: str) -> str:
    """The name of a filter or grouping, e.g. "Framework"."""
    return FIELDS[field]


def period_of(year: int) -> str:
    """The period that a year falls into; the first and the last period are open at their ends."""
    periods = _CODES["period"]
    return next((period for period in periods if year <= int(period[-4:])), periods[-1])


# Whose codings a project for qualitative analysis has, where none are named.
PROJECT_CODERS = ("adjudicated", "model-a", "model-b")
