"""LINKS.md: every parameter of an address, as it is declared."""

from __future__ import annotations

from ofsted import words
from ofsted.address.parameters import ALL, COUNTED, PAGES, Kind, Parameter
from ofsted.address.url import code_text
from ofsted.address.view import DECLARED, OPENING_FRAMEWORKS
from ofsted.release.terms import markdown_table

_OPENING = f"""# Links

Everything that a page shows is in its address, so a copied link opens the same view.
This page is made from `ofsted/address/` by `python -m ofsted describe`.

* A link names only what differs from the defaults. An address that names nothing shows inspections
  since 2018 (`framework={OPENING_FRAMEWORKS[0]}`); `framework=all` shows all.
* Codes and names count in any case. Several values of a filter stand beside each other:
  `rating=good&rating=inadequate`, or `rating=good,inadequate`.
* What a page cannot follow it leaves out, and says so. Data and pages without scripts answer 400.
* The same parameters hold for `/view/…`, `/embed/…`, `/image/…` and `/api/v1/…`
  ([hosting](HOSTING.md), `/api/v1/openapi.json`).
"""
_HEADS = ("parameter", "what it says", "values", "where nothing is said", "pages")


def describe_links() -> str:
    """LINKS.md: how links are read, and a row for every parameter."""
    filters = [each for each in DECLARED if each.is_filter]
    others = [each for each in DECLARED if not each.is_filter]
    return "\n".join(
        [
            _OPENING,
            "## Filters\n",
            f"Pages with filters are {words.listed(list(COUNTED), most=len(COUNTED))}.\n",
            markdown_table(_HEADS, map(_row, filters)),
            "## What a page shows\n",
            markdown_table(_HEADS, map(_row, others)),
        ]
    )


def _row(parameter: Parameter) -> tuple[str, ...]:
    return (
        f"`{parameter.name}`",
        parameter.meaning,
        _values(parameter),
        _default(parameter),
        _pages(parameter),
    )


def _values(parameter: Parameter) -> str:
    """What a parameter may be: its codes with what they mean, or a description."""
    if parameter.values:
        return parameter.values
    told = (
        f"`{code_text(parameter.name, code)}` {label}" for code, label in parameter.labels.items()
    )
    return "<br>".join(told)


def _default(parameter: Parameter) -> str:
    if parameter.kind in (Kind.CHOICE, Kind.PAGE):
        return f"`{parameter.default}`"
    if parameter.is_filter or parameter.nothing == ALL:
        return "all"
    return "none"


def _pages(parameter: Parameter) -> str:
    """Where a parameter means something."""
    if not parameter.pages:
        return "all"
    if set(parameter.pages) >= set(COUNTED):
        beyond = [page for page in PAGES if page in parameter.pages and page not in COUNTED]
        return ", ".join(["all with filters", *beyond])
    return ", ".join(parameter.pages)
