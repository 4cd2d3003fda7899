"""The words and abbreviations of the site, each with what it means here. The page Glossary and
`GLOSSARY.md` are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A word of the site or of the sector, in full where it is an abbreviation."""

    name: str
    meaning: str
    full: str = ""


WORDS = (
    Term("Report", "One document that Ofsted published about one inspection."),
    Term("Inspection", "The event that a report is about. Its date is the day on which it ended."),
    Term("Recommendation", "One item of a report’s list of what needs to improve."),
    Term("Wording", "The recommendation as Ofsted printed it, read from Ofsted’s own file."),
    Term("Summary", "Our own short sentence on what a recommendation asks. Machine-made."),
    Term("Theme", "What a recommendation asks for, such as quality of assessments."),
    Term("Category", "One of nine groups of themes, after the study of 2019."),
    Term(
        "What needs to improve",
        "Eight of the nine categories. The ninth says who a recommendation is about.",
    ),
    Term(
        "Who it is about",
        "The children or families that a recommendation names, in five groups.",
    ),
    Term("Coding", "Giving themes to a recommendation by the rules of the codebook."),
    Term("Codebook", "The list of categories and themes, with what belongs to each and what not."),
    Term("Framework", "The rules by which Ofsted inspected at the time."),
    Term(
        "Rating",
        "Ofsted’s overall judgement: outstanding, good, requires improvement or inadequate. "
        "Inspections from April 2026 have none.",
    ),
    Term(
        "Deprivation",
        "Councils in three equal groups by the Index of Multiple Deprivation 2015.",
    ),
    Term("Rurality", "Councils in three groups by the rural and urban class of 2011."),
    Term(
        "Statistical neighbours",
        "The ten councils with the most similar children, by the Department for Education’s model.",
    ),
    Term(
        "Margin of error",
        "The range that holds the true share 95 times in 100. Charts show it as a thin line.",
    ),
    Term("Next report", "The next full report on the same council."),
    Term("The study", "Hood, Nilsson and Habibi (2019), who coded 60 reports by hand."),
)

ABBREVIATIONS = (
    Term("CAF", "An older way to assess families’ needs early.", "Common Assessment Framework"),
    Term("CAMHS", "", "child and adolescent mental health services"),
    Term("DfE", "", "Department for Education"),
    Term("EET", "", "education, employment and training"),
    Term("EHE", "", "elective home education"),
    Term(
        "ILACS",
        "Ofsted’s framework since 2018.",
        "inspection of local authority children’s services",
    ),
    Term("IMD", "", "Index of Multiple Deprivation"),
    Term("IRO", "Chairs the reviews of children in care.", "independent reviewing officer"),
    Term(
        "LADO",
        "Handles allegations against people who work with children.",
        "local authority designated officer",
    ),
    Term("LSCB", "Ended in 2019.", "local safeguarding children board"),
    Term("MASH", "", "multi-agency safeguarding hub"),
    Term("PEP", "", "personal education plan"),
    Term("PLO", "The steps before and in care proceedings.", "Public Law Outline"),
    Term("SIF", "Ofsted’s framework of 2013 to 2018.", "single inspection framework"),
    Term(
        "SMART", "What a good plan’s aims are.", "specific, measurable, achievable, relevant, timed"
    ),
    Term("UASC", "", "unaccompanied asylum-seeking children"),
)

STATISTICS = (
    Term("kappa", "How far two codings agree beyond chance: 1 is full agreement, 0 is chance."),
    Term("p", "How often chance alone would give a difference at least as large."),
    Term("q", "The same with allowance for many themes tested at once."),
    Term("n of N", "How many, out of how many."),
)
