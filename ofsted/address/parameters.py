"""What a parameter of an address is, and the filters among them.

The other parameters stand as the fields of `view.View`; `view.PARAMETERS` holds all of them.
Whatever reads, writes, offers or describes a parameter follows what is declared here and there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from ofsted import glossary
from ofsted.analysis.counting.selection import Selection

ALL = "all"
NONE = "none"
QUERY_MAX_CHARACTERS = 200

PAGES = (
    "overview",
    "themes",
    "heatmap",
    "compare",
    "trends",
    "change",
    "places",
    "quotes",
    "basket",
    "check",
    "reliability",
    "coding",
    "sample",
    "code",
    "outside",
    "about",
    "glossary",
    "accessibility",
)
COUNTED = ("themes", "heatmap", "compare", "trends", "change", "places", "quotes", "sample")
COUNTED_OR_CODED = (*COUNTED, "reliability")

Options = Mapping[Any, tuple[str, ...]]


class Kind(Enum):
    """What a parameter holds. An address names its parameters kind by kind, in this order."""

    CODES = auto()  # any of several codes
    CHOICE = auto()  # one code, always
    YEARS = auto()  # a span of years
    SAMPLE = auto()  # how a sample of reports is drawn
    PLACE = auto()  # one area, or none
    SIDE = auto()  # one side of a comparison, as text
    SECTION = auto()  # a section of the study, as it stands in an address
    PICK = auto()  # what is picked or sought among what a page shows, which the page looks up
    WORDS = auto()  # words to search for
    PAGE = auto()  # a page of a list
    QUOTE = auto()  # one recommendation, or none
    VERSION = auto()  # a version of the data


@dataclass(frozen=True)
class Parameter:
    """One parameter of an address.

    `meaning` and `values` describe it in LINKS.md and to programs; `pages` are those where it means
    something. `options` are the codes that are known before any data is read, each with the names
    accepted for it, the first of which is shown. `label` and `key` are those of its control.
    `message` is what the reader of a page is told where a link's value cannot be followed, and
    `expected` what a program is told. `nothing` is how an address says that nothing is chosen.
    """

    kind: Kind
    meaning: str
    pages: tuple[str, ...]
    name: str = ""
    default: Any = None
    values: str = ""
    options: Options = field(default_factory=dict)
    label: str = ""
    key: str = ""
    message: str = ""
    expected: str = ""
    nothing: str = ""
    is_slug: bool = False  # its codes are names, written as `yorkshire-and-the-humber`
    is_filter: bool = False  # set in the panel that pages share
    is_of_page: bool = False  # would mislead on other pages, so links to them leave it behind
    keeps_page: bool = False  # changing it leaves a list at the page it is turned to
    lapses: tuple[str, ...] = ()  # the parameters that mean nothing any more once it changes

    @property
    def labels(self) -> dict[str, str]:
        """The options in words, as a control offers them."""
        return {code: names[0] for code, names in self.options.items()}

    def says(self, value: object) -> bool:
        """Whether a value differs from what holds where an address says nothing."""
        return bool(value) and value != self.default


def declared(kind: Kind, default: Any, meaning: str, *pages: str, **more: Any) -> Any:
    """A field of a view, with the parameter that stands for it in an address."""
    parameter = Parameter(kind, meaning, pages, default=default, **more)
    return field(default=default, metadata={"parameter": parameter})


def choice(default: str, options: Options, meaning: str, *pages: str, **more: Any) -> Any:
    """A field of a view that always holds one of some codes."""
    return declared(Kind.CHOICE, default, meaning, *pages, options=options, **more)


def named(labels: Mapping[str, str]) -> Options:
    """Codes that each have one name."""
    return {code: (label,) for code, label in labels.items()}


def of_glossary(name: str) -> Options:
    """The codes of a field of the glossary, each with its full and its short name."""
    return {
        code: (glossary.label(name, code), glossary.short_label(name, code))
        for code in glossary.codes(name)
    }


def _filter(name: str, kind: Kind, meaning: str, **more: Any) -> Parameter:
    own = {
        "pages": COUNTED,
        "default": getattr(Selection(), name),
        "label": glossary.field_label(name),
        "key": name,
        "nothing": ALL,
        "is_filter": True,
    }
    return Parameter(kind, meaning, name=name, **(own | more))


# Each is a field of `Selection`, where it is counted by. The order is that of links.
FILTERS = (
    _filter(
        "framework",
        Kind.CODES,
        "Inspections under these frameworks.",
        pages=COUNTED_OR_CODED,
        options=of_glossary("framework"),
    ),
    _filter(
        "rating",
        Kind.CODES,
        "Reports with these judgements of overall effectiveness.",
        options=of_glossary("rating"),
    ),
    _filter(
        "deprivation",
        Kind.CODES,
        "Councils in these thirds by deprivation, 1 the most deprived.",
        options=of_glossary("deprivation"),
    ),
    _filter(
        "rurality",
        Kind.CODES,
        "Councils of these kinds, 1 the most urban.",
        options=of_glossary("rurality"),
    ),
    _filter(
        "region",
        Kind.CODES,
        "Councils in these regions.",
        values="names of regions, as `yorkshire-and-the-humber`",
        is_slug=True,
    ),
    _filter(
        "la_type",
        Kind.CODES,
        "Councils of these types.",
        options=of_glossary("la_type"),
        is_slug=True,
    ),
    _filter(
        "area",
        Kind.CODES,
        "These councils.",
        values="Ofsted’s provider numbers (URN), or names as `leeds`",
    ),
    _filter(
        "next",
        Kind.CODES,
        "Recommendations of which the next full report shows this.",
        options=of_glossary("next"),
        key="next-report",  # the button of a list that turns to the next page is called `next`
    ),
    _filter(
        "orientation",
        Kind.CODES,
        "Recommendations that ask to change this.",
        options=of_glossary("orientation"),
    ),
    _filter(
        "category",
        Kind.CODES,
        "Recommendations with a theme of these categories.",
        values="ids of the codebook, as `casework`",
    ),
    _filter(
        "theme",
        Kind.CODES,
        "Recommendations with these themes.",
        values="ids of the codebook, as `casework/timeliness`",
    ),
    _filter(
        "year",
        Kind.YEARS,
        "Inspections that ended in these years.",
        values="a year, or two as `2016-2019`",
        expected="expected a year or a span as {first}-{last}, within these years",
    ),
    _filter(
        "body",
        Kind.CHOICE,
        "Recommendations addressed to this body.",
        pages=COUNTED_OR_CODED,
        options=of_glossary("body"),
    ),
    _filter(
        "sample",
        Kind.SAMPLE,
        "A sample of reports, drawn anew from these numbers.",
        values="reports for each framework, and a seed, as `F3:20,F4:20;seed=7`",
        message="The sample in the link cannot be drawn, so all reports are shown",
    ),
)
