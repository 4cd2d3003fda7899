"""What decides what a page shows: the view, and the vocabulary of codes and spellings that a view
can be made of. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from ofsted import glossary
from ofsted.address.parameters import (
    ALL,
    COUNTED_OR_CODED,
    FILTERS,
    NONE,
    QUERY_MAX_CHARACTERS,
    Kind,
    Parameter,
    choice,
    declared,
    named,
    of_glossary,
)
from ofsted.analysis.counting.counts import GROUPINGS
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.paper.report import BASES, VERDICT_LABELS
from ofsted.limits import MOST_DOTS

OPENING_FRAMEWORKS = ("F4",)  # inspections since 2018: what an address without parameters shows
IN_SELECTION = frozenset(f.name for f in fields(Selection))
_CUT = f"The search was cut to its first {QUERY_MAX_CHARACTERS} characters."
_NO_SIDE = "One side of the comparison in the link could not be read."


@dataclass(frozen=True)
class View:
    """Everything that decides what a page shows: the filters, and how they are counted, split,
    searched and paged.

    A field added here is a parameter of the address: it is read, written and described like the
    others. Pages offer a control for it (`dashboard/parts/controls.py`).
    """

    selection: Selection = field(default_factory=Selection)
    unit: str = choice(
        "share",
        of_glossary("unit"),
        "What is counted.",
        "themes",
        "heatmap",
        "compare",
        "trends",
        label="Measure",
    )
    by: str = choice(
        "none",
        named({"none": "Nothing"} | {name: glossary.field_label(name) for name in GROUPINGS}),
        "The groups that figures are split by.",
        "themes",
        "heatmap",
        "compare",
        "change",
        label="Break down by",
        lapses=("a", "b", "column"),  # codes of the grouping
    )
    level: str = choice(
        "category",
        named({"category": "Categories", "theme": "Themes"}),
        "Whether categories or themes are counted.",
        "themes",
        "heatmap",
        "compare",
        "trends",
        "sample",
        label="Show",
        lapses=("row",),
    )
    scheme: str = choice(
        "full",
        of_glossary("scheme"),
        "The list of themes that counts.",
        *COUNTED_OR_CODED,
        label=glossary.field_label("scheme"),
        is_filter=True,
    )
    steps: str = choice(
        "year",
        named({"year": "Year", "quarter": "Quarter"}),
        "The length of a step in time.",
        "trends",
        label="Show by",
    )
    q: str = declared(
        Kind.WORDS,
        "",
        "Words to search the recommendations for.",
        "quotes",
        values='words, `"words together"`, `-without`, `beginnings*`',
        message=_CUT,
        is_of_page=True,
    )
    sort: str = choice(
        "best",
        named(
            {
                "best": "Best match first, else newest",
                "newest": "Newest first",
                "oldest": "Oldest first",
                "area": "Area, A to Z",
                "longest": "Longest first",
            }
        ),
        "The order of the list.",
        "quotes",
        label="Order",
    )
    show: str = choice(
        "cards",
        named({"cards": "Cards", "table": "Table"}),
        "How the list is shown.",
        "quotes",
        label="Show as",
        keeps_page=True,
    )
    page: int = declared(
        Kind.PAGE,
        1,
        "The page of a list.",
        "quotes",
        values="a whole number from 1",
        expected="expected a whole number from 1",
        is_of_page=True,
        keeps_page=True,
    )
    quote: str | None = declared(
        Kind.QUOTE,
        None,
        "One recommendation, alone.",
        "quotes",
        values="its id, as `2761820-01`",
        nothing=NONE,
        message="The recommendation that the link points to is not in this release.",
        is_of_page=True,
    )
    basis: str = choice(
        "strict-sif",
        named(BASES),
        "The reports and the list of themes that claims of the study are judged on.",
        "check",
        label="Reports and theme list",
    )
    verdict: str = choice(
        "all",
        named({"all": "All verdicts"} | VERDICT_LABELS),
        "The claims of the study with this verdict.",
        "check",
        label="Verdict",
    )
    section: str = declared(
        Kind.SECTION,
        "",
        "The claims of one section of the study.",
        "check",
        values="its heading, as `findings-by-deprivation`",
        nothing=ALL,
    )
    counting: str = choice(
        "plain",
        named({"plain": "Each recommendation once", "weighted": "Weighted to all reports"}),
        "How the recommendations of a sample are counted.",
        "sample",
        label="Count",
    )
    dots: str = choice(
        "lowest",
        named({"lowest": f"The {MOST_DOTS} lowest", "all": "All themes"}),
        "The themes whose agreement is drawn.",
        "reliability",
        label="Chart",
    )
    order: str = choice(
        "total",
        named(
            {
                "total": "All groups together",
                "difference": "Widest difference first",
                "column": "One column",
            }
        ),
        "The order of the rows; `column` is the one that `column` names.",
        "heatmap",
        label="Order of rows",
    )
    a: str = declared(
        Kind.SIDE,
        "",
        "The first side of a comparison.",
        "compare",
        values="a code of the grouping, or filters as `framework=F3&rating=good`",
        message=_NO_SIDE,
    )
    b: str = declared(
        Kind.SIDE,
        "",
        "The other side of a comparison.",
        "compare",
        values="as for `a`",
        message=_NO_SIDE,
    )
    row: str = declared(
        Kind.PICK,
        "",
        "The row picked of a table.",
        "heatmap",
        "compare",
        "reliability",
        values="id of a category or theme",
    )
    column: str = declared(
        Kind.PICK,
        "",
        "The column picked of a table.",
        "heatmap",
        values="a code of the grouping",
    )
    pair: str = declared(
        Kind.PICK,
        "",
        "Two themes, named together or confused with each other.",
        "heatmap",
        "reliability",
        values="two ids, as `casework/timeliness~risk/thresholds`",
    )
    find: str = declared(
        Kind.PICK,
        "",
        "Words to look for in the codebook.",
        "reliability",
        "coding",
        values="words",
        message=_CUT,
    )
    draw: str = declared(
        Kind.PICK,
        "",
        "The sample that a person codes.",
        "coding",
        values="how many recommendations and a seed, as `400-7`",
    )
    place: str | None = declared(
        Kind.PLACE,
        None,
        "The council whose page is shown.",
        "places",
        values="Ofsted’s provider number (URN) or code, or a name as `leeds`",
        nothing=NONE,
        message="The area in the link is not known; the map shows all areas.",
    )
    version: str | None = declared(
        Kind.VERSION,
        None,
        "The data version of a kept release, which is then served in place of the current.",
        name="v",
        values="as `84fd5aa12e`",
    )

    def get(self, name: str) -> Any:
        """The value of a parameter, whether it is one of the filters or not."""
        if name in IN_SELECTION:
            return getattr(self.selection, name)
        return getattr(self, _field_of(name))

    def values(self) -> dict[str, Any]:
        """The value of every parameter by its name."""
        return vars(self) | vars(self.selection) | {"v": self.version}

    def having(self, **changes: Any) -> View:
        """The same view with some parameters changed, filters among them."""
        filters = {name: value for name, value in changes.items() if name in IN_SELECTION}
        others = {
            _field_of(name): value for name, value in changes.items() if name not in IN_SELECTION
        }
        return replace(self, selection=replace(self.selection, **filters), **others)


def _field_of(name: str) -> str:
    """The field of a view that holds a parameter."""
    return "version" if name == "v" else name


def _declared_in_view() -> Iterator[Parameter]:
    """The parameters that are fields of a view, in the order of the fields."""
    for each in fields(View):
        if "parameter" in each.metadata:
            parameter = each.metadata["parameter"]
            name = parameter.name or each.name
            yield replace(parameter, name=name, key=parameter.key or f"pick-{name}")


# As they are declared, and in the order in which links name them.
DECLARED = (*FILTERS, *_declared_in_view())
PARAMETERS = {
    parameter.name: parameter
    for parameter in sorted(DECLARED, key=lambda parameter: parameter.kind.value)
}
LISTS = tuple(name for name, each in PARAMETERS.items() if each.kind is Kind.CODES)
CHOICES = {name: each.default for name, each in PARAMETERS.items() if each.kind is Kind.CHOICE}


def opening_view() -> View:
    """What an address without parameters shows: inspections since 2018.

    All frameworks pooled would hide what has changed, as most recommendations are from before.
    """
    return View(Selection(framework=OPENING_FRAMEWORKS))


@dataclass(frozen=True)
class Vocabulary:
    """What a link may say: codes by parameter in the order shown, other spellings of them, years,
    quotes, data version.

    `defaults` are choices that a link leaves out, where they are not today's: those of an older
    release.
    """

    codes: Mapping[str, tuple[Any, ...]]
    spellings: Mapping[str, Mapping[str, Any]]
    years: tuple[int, int]
    quotes: frozenset[str]
    version: str
    defaults: Mapping[str, str] = field(default_factory=dict)

    def default_of(self, name: str) -> Any:
        """What a parameter is where a link does not say. Raises `KeyError`."""
        return self.defaults.get(name, PARAMETERS[name].default)

    def find_code(self, name: str, text: str) -> Any:
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
    labels: Mapping[str, Mapping[Any, Iterable[str]]],
    years: tuple[int, int],
    quotes: Iterable[str],
    version: str,
) -> Vocabulary:
    """A vocabulary from each parameter's codes and the labels that are accepted for them."""
    codes = {name: tuple(by_code) for name, by_code in labels.items()}
    spellings = {name: _spellings(by_code) for name, by_code in labels.items()}
    return Vocabulary(codes, spellings, years, frozenset(quotes), version)


def _spellings(by_code: Mapping[Any, Iterable[str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for code, labels in by_code.items():
        for text in labels:
            found.setdefault(fold(text), code)
            found.setdefault(slug(text), code)
    found |= {slug(str(code)): code for code in by_code}
    return found | {fold(str(code)): code for code in by_code}


def cell_view(view: View, code: str, group: Any) -> View:
    """The recommendations behind one cell of a table of categories or themes by group, in the same
    view of the codebook.
    """
    coded: dict[str, Any] = {"category": (), "theme": (), view.level: (code,)}
    grouped = view.having(**coded, **_group_filter(view, group))
    return View(grouped.selection, scheme=view.scheme)


def _group_filter(view: View, group: Any) -> dict[str, Any]:
    """The filter that chooses one group of a view's grouping."""
    if view.by == "none":
        return {}
    if view.by == "year":
        return {"year": (group, group)}
    if view.by == "period":
        return {"year": _years_within(group, view)}
    if view.by == "body":
        return {"body": group}
    return {view.by: (group,)}


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
