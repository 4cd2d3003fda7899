"""One way to show a chart: headline, what is measured, the picture with its text alternative, the
table, the download.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from ofsted.address.citation import NAME, STATUS
from ofsted.address.view import View
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.export import csv_text
from ofsted.charts.drawing import Drawing
from ofsted.charts.reading import READINGS
from ofsted.dashboard import state
from ofsted.dashboard.held import data
from ofsted.dashboard.navigation import cited, root_address
from ofsted.dashboard.parts.markup import escape_markdown, html_table
from ofsted.dashboard.parts.plain import Plain
from ofsted.dashboard.parts.spreadsheet import MEDIA_TYPE, write_workbook
from ofsted.errors import OfstedError
from ofsted.served.asked import canonical_query
from ofsted.served.images import page_of
from ofsted.words import printed_date

_PHONE_PX = 335  # width of the text column on a phone 375 px wide
_CONFIG = {
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "scrollZoom": False,
    "doubleClick": False,
}


@dataclass(frozen=True)
class Figure:
    """A chart with everything said about it; no chart where a page draws it in another way.

    `name` makes widget keys and file names. `picture` is what its picture is called where it has
    one, and `view` the view that it shows where that is not the page's.

    `make_table` gives the numbers as a table; most readers
    never open it, so it is made when somebody does. `codes` are those of its rows where it has one
    a row, `make_links` gives each row the address that its first column leads to,
    `make_cell_links` those of other columns by their heads. `kind` is that of the chart where the
    page says how it is read. `beside` is what stands right under the headline, which holds
    it as its second sentence: what the other measure puts first.
    """

    name: str
    headline: str
    subtitle: str
    chart: Drawing | None
    alt: str
    make_table: Callable[[], pd.DataFrame]
    codes: tuple[str, ...] = ()
    make_links: Callable[[], list[str]] | None = None
    make_cell_links: Callable[[], dict[str, list[str]]] | None = None
    picture: str = ""
    view: View | None = None
    kind: str = ""
    beside: str = ""

    @property
    def caveats(self) -> str:
        """What the headline says after its finding, without what stands right under that."""
        return self.headline.partition(". ")[2].removeprefix(self.beside).lstrip()

    @cached_property
    def table(self) -> pd.DataFrame:
        """The numbers as a table."""
        return self.make_table()

    @cached_property
    def table_html(self) -> str:
        """The table as HTML, under the headline."""
        table = self.table
        links: dict[str, list[str]] = {}
        if self.make_links is not None and not table.empty:
            links[table.columns[0]] = self.make_links()
        if self.make_cell_links is not None and not table.empty:
            links |= self.make_cell_links()
        columns = {head: pd.Series(texts, dtype=object) for head, texts in links.items()}
        return html_table(table, self.headline, columns)


def show_figure(
    figure: Figure,
    version: str,
    *,
    min_width_px: int = 0,
    selectable: bool = False,
    with_headline: bool = True,
) -> list:
    """Draw a figure; gives the `customdata` of marks that the reader clicked, if it is
    `selectable`.

    The picture follows its finding at once, so that it stands high on the page; what was measured
    and out of how many stands under it.
    """
    if with_headline:
        show_finding(figure)
    with st.container(key=f"scroll-{figure.name}"):
        if min_width_px:
            st.html(
                f"<style>.st-key-scroll-{figure.name} > div {{ min-width: {int(min_width_px)}px"
                f" }}</style>"
            )
        assert figure.chart is not None  # a page that draws it in another way does not come here
        marks = show_chart(
            figure.chart,
            figure.name,
            figure.alt,
            version,
            selectable=selectable,
            has_picture=bool(figure.picture),
        )
        if min_width_px > _PHONE_PX:
            # Focusable, so that the arrow keys reach what scrolls.
            st.html(
                '<p class="hint" tabindex="0">Where the picture is wider than the screen, it'
                " scrolls sideways, with the arrow keys too.</p>"
            )
    show_told(figure)
    show_table(figure)
    offer_table(figure, version)
    return marks


def show_chart(
    chart: Drawing,
    name: str,
    alt: str,
    version: str,
    *,
    selectable: bool = False,
    row_codes: Iterable[str] = (),
    has_picture: bool = False,
) -> list:
    """Draw a chart alone; gives the `customdata` of marks that the reader clicked, if it is
    `selectable`.

    With `row_codes` a click on a mark of one of these codes picks it as the `row` of the view
    instead. Where there is a picture to take away, the browser's own is not offered beside it.
    """
    key = f"chart-{name}"
    config = _CONFIG | {"toImageButtonOptions": {"filename": file_name(name, version), "scale": 2}}
    if has_picture:
        config = _CONFIG | {"displayModeBar": False}
    # Without `on_select` the chart sends nothing back.
    select: dict[str, Any] = {}
    if selectable:
        select = {"on_select": "rerun", "selection_mode": "points"}
    if row_codes:
        select = {
            "on_select": lambda: state.take_mark("row", key, row_codes),
            "selection_mode": "points",
        }
    event: Any = st.plotly_chart(
        Plain(chart.as_dict()), key=key, alt=alt, theme=None, config=config, **select
    )
    points = event["selection"]["points"] if selectable else []
    return [point["customdata"] for point in points if point.get("customdata")]


def show_table(figure: Figure, *, is_open: bool = False) -> None:
    """The numbers of a figure as a table that is folded away unless `is_open`."""
    if is_open:
        st.html(figure.table_html)
        return
    folded = st.expander(
        "The same numbers as a table",
        key=f"table-{figure.name}",
        on_change=state.touch,
    )
    if folded.open:
        folded.html(figure.table_html)


def show_headline(figure: Figure) -> None:
    """The finding as a heading; under it its caveats, what was measured, out of how many, and with
    which filters.
    """
    show_finding(figure)
    show_told(figure)


def show_finding(figure: Figure) -> None:
    """The finding alone, as a heading, and right under it what must be read with it."""
    finding = figure.headline.partition(". ")[0]
    st.header(escape_markdown(finding.removesuffix(".")), anchor=False)
    show_beside(figure.beside)


def show_beside(text: str) -> None:
    """The line that must be read with a heading, where there is one."""
    if text:
        st.html(f'<p class="subtitle">{escape(text)}</p>')


def show_told(figure: Figure) -> None:
    """The caveats of the finding, and what was measured, out of how many, with which filters; and,
    folded, how the chart is read.
    """
    told = [text for text in (figure.caveats, figure.subtitle) if text]
    html = "".join(f'<p class="subtitle">{escape(text)}</p>' for text in told)
    if html := html + reading_html(figure.kind):
        st.html(html)


def reading_html(kind: str) -> str:
    """How a kind of chart is read, with an example, folded away; "" for a kind without words."""
    if kind not in READINGS:
        return ""
    told, example = map(escape, READINGS[kind])
    return (
        '<details class="reading"><summary>How to read this</summary>'
        f"<p>{told}</p><p><strong>An invented example.</strong> {example}</p></details>"
    )


def coding_note(dataset: Dataset) -> str:
    """What the reader must know about the coding they are looking at."""
    coders = dataset.coders
    if coders == ("dictionary",):
        return (
            "Themes are a provisional keyword coding (coder: dictionary). Expect missed and"
            " wrong themes; a checked coding will replace it."
        )
    if coders == ("adjudicated",):
        return f"Sorted into themes by machine, twice.{_who_checked()}"
    return f"Themes were given by: {', '.join(coders)}."


def _who_checked() -> str:
    """How many people have checked a sample; nothing where the record of the coders is damaged."""
    try:
        count = len(data.read_people())
    except OfstedError:
        return ""
    if not count:
        return " No person has checked a sample yet."
    have = "person has" if count == 1 else "people have"
    return f" {count} {have} checked a sample."


def show_coding_note(dataset: Dataset) -> None:
    """The note on the coding as one small line, and the way to how reliable it is."""
    vocabulary = data.read_release().vocabulary
    query = urlencode(state.link_parameters("reliability", vocabulary), doseq=True)
    address = f"{root_address()}/reliability?{query}"
    st.html(
        f'<p class="coding-note">{escape(coding_note(dataset))} '
        f'<a href="{escape(address)}" target="_self">How far to trust this</a></p>'
    )


def offer_table(figure: Figure, version: str, label: str = "Download CSV") -> None:
    """The figure's picture where it has one, and its table in both forms."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if figure.picture:
            offer_picture(figure.picture, figure.view or state.current_view())
        offer_csv(lambda: figure.table, figure.name, version, label)
        offer_workbook(lambda: figure.table, figure.name, version, figure.headline, figure.subtitle)


def offer_picture(name: str, view: View) -> None:
    """Links to the picture of a view, which the server draws when somebody follows one."""
    query = canonical_query(view, data.read_release().vocabulary, page_of(name))
    asked = f"?{query}" if query else ""
    address = {kind: f"{root_address()}/image/{name}.{kind}{asked}" for kind in ("png", "svg")}
    st.html(
        '<div class="actions">'
        f'<a href="{escape(address["png"])}" download>Download picture (PNG)</a>'
        f'<a href="{escape(address["svg"])}" download>SVG<span class="unseen"> of the'
        " picture</span>"
        "</a>"
        "</div>",
        width="content",
    )


def offer_workbook(
    table: pd.DataFrame | Callable[[], pd.DataFrame], name: str, version: str, title: str, told: str
) -> None:
    """A button that makes an Excel workbook when it is pressed: the table, and a cover that says
    what it is and where it comes from.
    """
    dataset, source = data.read_release().dataset, _source(version)

    def make_file() -> bytes:
        accessed = f"Source: {source}, accessed {printed_date(date.today())}."
        about = (told, coding_note(dataset), accessed, STATUS)
        return write_workbook(
            table() if callable(table) else table, title, [text for text in about if text]
        )

    st.download_button(
        "Download Excel",
        make_file,
        file_name=f"{file_name(name, version)}.xlsx",
        mime=MEDIA_TYPE,
        key=f"xlsx-{name}",
        on_click="ignore",
        help="An Excel workbook with the table, its headline and its source",
    )


def offer_csv(
    table: pd.DataFrame | Callable[[], pd.DataFrame],
    name: str,
    version: str,
    label: str = "Download CSV",
    *,
    is_view: bool = True,
) -> None:
    """A button that makes the file only when it is pressed; `table` can be a function that gives
    it.

    What shows a view, and not the release whole, has the data version and the address of the view
    in its last column, so that it can be traced.
    """
    source = {"Source": _source(version)} if is_view else {}

    def make_file() -> bytes:
        return csv_text((table() if callable(table) else table).assign(**source)).encode(
            "utf-8-sig"
        )

    st.download_button(
        label,
        make_file,
        file_name=f"{file_name(name, version)}.csv",
        mime="text/csv",
        key=f"csv-{name}",
        on_click="ignore",
    )


def _source(version: str) -> str:
    """Where a downloaded view comes from, and the address that shows it again."""
    return (
        f"{NAME}, data version {version},"
        f" {cited(state.current_address(data.read_release().vocabulary))}"
    ).removesuffix(", ")


def file_name(name: str, version: str) -> str:
    """The stem of a downloaded file, saying where it comes from and which data it holds."""
    return "-".join(("ofsted-recommendations", name, re.sub(r"[^A-Za-z0-9.]+", "-", version)))
