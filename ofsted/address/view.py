"""What decides what a page shows: the view, and the vocabulary of codes and spellings that a view
can be made of. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace

from ofsted.analysis.counting.selection import Selection

LISTS = (
    "framework",
    "rating",
    "deprivation",
    "rurality",
    "region",
    "la_type",
    "area",
    "next",
    "orientation",
    "category",
    "theme",
)
CHOICES = {
    "body": "authority",
    "unit": "share",
    "by": "none",
    "level": "category",
    "scheme": "full",
    "steps": "year",
    "sort": "best",
    "show": "cards",
    "basis": "strict-sif",
    "verdict": "all",
    "counting": "plain",
    "dots": "lowest",
    "order": "total",
}
SIDES = ("a", "b")
PICKS = (
    "row",
    "column",
    "pair",
    "find",
)  # what is picked or sought among what a page shows; the page knows which there are
OTHERS = ("year", "sample", "place", *SIDES, "section", *PICKS, "q", "page", "quote", "v")
PARAMETERS = (*LISTS, *CHOICES, *OTHERS)

ALL = "all"
OPENING_FRAMEWORKS = ("F4",)  # inspections since 2018: what an address without parameters shows
IN_SELECTION = frozenset(f.name for f in fields(Selection))


@dataclass(frozen=True)
class View:
    """Everything that decides what a page shows: the filters, and how they are counted, split,
    searched and paged.

    `scheme` is the view of the codebook, `steps` the length of a step in time, `place` the area of
    its own page. `a` and `b` are the two sides of a comparison: codes of the grouping `by`, or,
    without one, filters as `write_selection` gives them. `basis`, `verdict` and `section` choose
    among the paper's claims; `counting` is how samples are counted. `row` and `column` are what is
    picked of a table to read its recommendations, `pair` two themes that were confused, `find` the
    words sought in the codebook, `dots` whether all themes are drawn or those of the lowest
    agreement. `order` is that of a heatmap's rows: by all groups, by the widest difference between
    groups, or by the `column` picked.
    """

    selection: Selection = field(default_factory=Selection)
    unit: str = "share"
    by: str = "none"
    level: str = "category"
    scheme: str = "full"
    steps: str = "year"
    place: str | None = None
    a: str = ""
    b: str = ""
    basis: str = "strict-sif"
    verdict: str = "all"
    section: str = ""
    counting: str = "plain"
    dots: str = "lowest"
    order: str = "total"
    row: str = ""
    column: str = ""
    pair: str = ""
    find: str = ""
    q: str = ""
    sort: str = "best"
    page: int = 1
    show: str = "cards"
    quote: str | None = None
    version: str | None = None

    def get(self, name: str):
        """The value of a parameter, whether it is one of the filters or not."""
        return getattr(
            self.selection if name in IN_SELECTION else self, "version" if name == "v" else name
        )

    def having(self, **changes) -> View:
        """The same view with some parameters changed, filters among them."""
        filters = {name: value for name, value in changes.items() if name in IN_SELECTION}
        others = {
            ("version" if name == "v" else name): value
            for name, value in changes.items()
            if name not in filters
        }
        return replace(self, selection=replace(self.selection, **filters), **others)


def opening_view() -> View:
    """What an address without parameters shows: inspections since 2018.

    All frameworks pooled would hide what has changed, as most recommendations are from before.
    """
    return View(Selection(framework=OPENING_FRAMEWORKS))


@dataclass(frozen=True)
class Vocabulary:
    """What a link may say: codes by parameter in the order shown, other spellings of them, years,
    quotes, data version.
    """

    codes: Mapping[str, tuple]
    spellings: Mapping[str, Mapping[str, object]]
    years: tuple[int, int]
    quotes: frozenset[str]
    version: str

    def find_code(self, name: str, text: str):
        """The code that a spelling stands for, in any case; None where there is none."""
        return self.spellings[name].get(fold(text))


def fold(text: str) -> str:
    """A spelling reduced to what distinguishes it: case, dashes and runs of spaces do not."""
    return " ".join(text.casefold().replace("–", "-").replace("_", "-").split())


def slug(label: str) -> str:
    """A label as it stands in an address:

    `Yorkshire and The Humber` gives `yorkshire-and-the-humber`.
    """
    return "-".join(re.findall(r"[a-z0-9]+", label.casefold()))


def make_vocabulary(
    labels: Mapping[str, Mapping[object, Iterable[str]]],
    years: tuple[int, int],
    quotes: Iterable[str],
    version: str,
) -> Vocabulary:
    """A vocabulary from each parameter's codes and the labels that are accepted for them."""
    codes = {name: tuple(by_code) for name, by_code in labels.items()}
    spellings = {name: _spellings(by_code) for name, by_code in labels.items()}
    return Vocabulary(codes, spellings, years, frozenset(quotes), version)


def _spellings(by_code: Mapping[object, Iterable[str]]) -> dict[str, object]:
    found = {}
    for code, labels in by_code.items():
        for text in labels:
            found.setdefault(fold(text), code)
            found.setdefault(slug(text), code)
    found |= {slug(str(code)): code for code in by_code}
    return found | {fold(str(code)): code for code in by_code}


def cell_view(view: View, code: str, group: object) -> View:
    """The recommendations behind one cell of a table of categories or themes by group, in the same
    view of the codebook.
    """
    coded = {"category": (), "theme": (), view.level: (code,)}
    if view.by == "none":
        return View(view.having(**coded).selection, scheme=view.scheme)
    chosen = {"year": (group, group), "body": group, "period": _years_within(group, view)}.get(
        view.by, (group,)
    )
    field_name = "year" if view.by == "period" else view.by
    return View(view.having(**coded, **{field_name: chosen}).selection, scheme=view.scheme)


def _years_within(period: object, view: View) -> tuple[int, int] | None:
    """The years of a period, and of the filter by year where there is one."""
    stated = [int(year) for year in re.findall(r"[0-9]{4}", str(period))]
    if not stated:
        return None
    low, high = view.selection.year or (stated[0], stated[-1])
    return max(stated[0], low), min(stated[-1], high)


def is_outdated(view: View, vocabulary: Vocabulary) -> bool:
    """Whether the view came from a link frozen with another version of the data."""
    return view.version is not None and view.version != vocabulary.version
