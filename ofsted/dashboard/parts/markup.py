"""Text and tables made safe for HTML and for Streamlit's Markdown. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

import pandas as pd
from markupsafe import Markup

from ofsted.served.templating import render
from ofsted.words import MINUS

_ELSEWHERE = (
    "https://files.ofsted.gov.uk/",
    "https://www.gov.uk/",
    "https://gov.uk/",
    "https://www.legislation.gov.uk/",
    "https://feweek.co.uk/",
)


def html_table(table: pd.DataFrame, caption: str, links: dict[str, pd.Series] | None = None) -> str:
    """The frame as an HTML table with caption and header cells, every text escaped; `links` gives
    columns an address per row.

    It scrolls sideways inside a region that the keyboard can reach.
    """
    addresses = {head: column.tolist() for head, column in (links or {}).items()}
    numeric = {column for column in table.columns if pd.api.types.is_numeric_dtype(table[column])}
    heads = "".join(
        f'<th scope="col"{_class(column in numeric)}>{escape(str(column))}</th>'
        for column in table.columns
    )
    rows = []
    for number, values in enumerate(table.to_numpy(dtype=object).tolist()):
        cells = []
        for column, value in zip(table.columns, values, strict=True):
            text = escape(_printed(value))
            if column in addresses and (address := addresses[column][number]):
                text = f'<a href="{escape(address)}" {_target(address)}>{text}</a>'
            tag = 'th scope="row"' if column == table.columns[0] else "td"
            cells.append(f"<{tag}{_class(column in numeric)}>{text}</{tag.split()[0]}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return (
        '<div class="wide" role="region" tabindex="0"'
        f' aria-label="{escape(f"Table: {caption}")}"><table class="figures">'
        f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _target(address: str) -> str:
    """Reports and sources of others open beside this page, pages of our own in its place."""
    if address.startswith(_ELSEWHERE):
        return 'target="_blank" rel="noopener"'
    return 'target="_self"'


def _class(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _printed(value: object) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return "–"
    if isinstance(value, float):
        return f"{value:,.1f}".replace("-", MINUS)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def escape_markdown(text: str) -> str:
    """Text in which Markdown, LaTeX and Streamlit's colour marks mean nothing."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|~>$:<&^=])", r"\\\1", text)


def paragraph(text: str, style: str = "") -> str:
    """Text as a paragraph, of a class of the style sheet where one is named."""
    if style:
        return Markup('<p class="{}">{}</p>').format(style, text)
    return Markup("<p>{}</p>").format(text)


def list_terms(meanings: Mapping[str, str]) -> str:
    """Terms with their meanings as a list."""
    return render("dashboard/terms.html", meanings=meanings)
