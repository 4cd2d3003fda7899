"""What a reader may choose on a page, in the order offered."""

from __future__ import annotations

from ofsted import glossary
from ofsted.address.view import Vocabulary, make_vocabulary
from ofsted.analysis.counting.counts import GROUPINGS
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import list_options
from ofsted.analysis.paper.report import BASES, VERDICT_LABELS
from ofsted.codebook import ONLY_WHO, Codebook
from ofsted.tables import stored

MOST_DOTS = 25  # themes in a chart of agreement, unless all are asked for


LEVELS = {"category": "Categories", "theme": "Themes"}


SORTS = {
    "best": "Best match first, else newest",
    "newest": "Newest first",
    "oldest": "Oldest first",
    "area": "Area, A to Z",
    "longest": "Longest first",
}


SHOWS = {"cards": "Cards", "table": "Table"}


STEPS = {"year": "Year", "quarter": "Quarter"}


DOTS = {"lowest": f"The {MOST_DOTS} lowest", "all": "All themes"}


ORDERS = {
    "total": "All groups together",
    "difference": "Widest difference first",
    "column": "One column",
}


COUNTINGS = {"plain": "Each recommendation once", "weighted": "Weighted to all reports"}


VERDICTS = {"all": "All verdicts"} | VERDICT_LABELS


SPLITS = {"none": "Nothing"} | {grouping: glossary.field_label(grouping) for grouping in GROUPINGS}


def _category_names(codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """By category the names that a link may say: the public one and the study's."""
    names = {category.id: (category.name, category.label) for category in codebook.categories}
    return names | {ONLY_WHO: (codebook.only_who,)}


def make_choices(dataset: Dataset, codebook: Codebook, version: str) -> Vocabulary:
    of_reports = ("framework", "rating", "deprivation", "rurality", "la_type")
    named = (*of_reports, "body", "next", "orientation", "unit", "scheme")
    labels = {
        name: {
            code: (glossary.label(name, code), glossary.short_label(name, code))
            for code in glossary.codes(name)
        }
        for name in named
    }
    labels |= {
        "region": {region: (region,) for region in list_options(dataset, "region")},
        "area": {urn: (name,) for urn, name in dataset.area_names.items()},
        "place": {
            row.place: (row.name, *row.also_known_as)
            for row in stored.read_areas().itertuples(index=False)
        },
        "category": _category_names(codebook),
        "theme": {theme.id: (theme.label,) for theme in codebook.themes},
    }
    choices = {
        "by": SPLITS,
        "level": LEVELS,
        "steps": STEPS,
        "sort": SORTS,
        "show": SHOWS,
        "basis": BASES,
        "verdict": VERDICTS,
        "counting": COUNTINGS,
        "dots": DOTS,
        "order": ORDERS,
    }
    labels |= {
        name: {code: (label,) for code, label in by_code.items()}
        for name, by_code in choices.items()
    }
    years = list_options(dataset, "year")
    return make_vocabulary(
        labels, (years[0], years[-1]), dataset.recommendations["recommendation_id"], version
    )
