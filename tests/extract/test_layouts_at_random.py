"""Lists set at random: what was printed is what is read, whatever the marks, edges, sizes, gaps and
page breaks, or the report is refused by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ofsted.errors import ReportError
from ofsted.extract.report import extract_report, extract_texts
from tests.extract.layouts import end_of_ilacs_list, ilacs, sif
from tests.extract.made_up import (
    ARROW_PRIVATE,
    DASH_MINUS,
    DASH_PRIVATE,
    SQUARE,
    SQUARE_PRIVATE,
    Paper,
    Printed,
)
from tests.faults.examples import made_up

pytestmark = pytest.mark.slow

BOTTOM = 720.0
MARKS = (SQUARE, SQUARE_PRIVATE, ARROW_PRIVATE, DASH_PRIVATE, "•", "–")
POINT_MARKS = (DASH_MINUS, "–", "•")
HEADINGS = (
    "Recommendations",
    "What does the local authority need to improve?",
    "What needs to improve?",
    "Areas for improvement:",
)
# Long and short, with apostrophes, accents, brackets and figures inside a sentence.
WORDS = (
    *("lanterns", "of", "the", "harbour", "in", "carers’", "umbrellas", "a", "ferry", "kite", "to"),
    *("orchards", "naïve", "and", "windmills", "(brass)", "by", "twelve", "bicycles", "for", "tea"),
    *("quality", "lighthouse-keepers", "is", "marmalade,", "puddles", "café", "on", "swift", "at"),
)
FIRST = ("Paint", "Mend", "the", "Improve", "how", "Ensure", "Trust", "quality")
LAST = ("lamps.", "gate", "ropes;", "kettle.")
PLAIN_LINES = st.lists(st.sampled_from(WORDS), min_size=2, max_size=8).map(" ".join)


@dataclass(frozen=True)
class Item:
    """One recommendation as it is to be printed: its lines, its second level, and whether a heading
    stands before it.
    """

    lines: tuple[str, ...]
    points: tuple[tuple[str, ...], ...] = ()
    heading: str | None = None


@st.composite
def items(draw: st.DrawFn) -> Item:
    """An item of one line to four, with now and then some points below it or a heading above."""
    lines = _sentence(draw)
    points = []
    if draw(st.integers(0, 5)) == 0:
        points = [_sentence(draw) for _ in range(draw(st.integers(2, 3)))]
        lines = (*lines[:-1], f"{lines[-1].rstrip('.;')}:")
    heading = None
    if draw(st.integers(0, 7)) == 0:
        heading = f"The {draw(st.sampled_from(WORDS))} service"
    return Item(lines, tuple(points), heading)


def _sentence(draw: st.DrawFn) -> tuple[str, ...]:
    more = draw(st.lists(PLAIN_LINES, max_size=3))
    first, last = draw(st.sampled_from(FIRST)), draw(st.sampled_from(LAST))
    lines = [f"{first} {draw(PLAIN_LINES)}", *more]
    return (*lines[:-1], f"{lines[-1]} {last}")


@dataclass(frozen=True)
class Layout:
    """How a list is set. Distances are points."""

    is_ilacs: bool
    heading: str
    heading_size: float
    mark: str | None  # None for numbers
    point_mark: str
    size: float
    spacing: float  # between lines, of their size
    gap: float
    top: float
    at: float
    hang: float


LAYOUTS = st.builds(
    Layout,
    is_ilacs=st.booleans(),
    heading=st.sampled_from(HEADINGS),
    heading_size=st.sampled_from((14.0, 16.0, 18.0)),
    mark=st.one_of(st.none(), st.sampled_from(MARKS)),
    point_mark=st.sampled_from(POINT_MARKS),
    size=st.sampled_from((11.0, 11.5, 12.0)),
    spacing=st.sampled_from((1.15, 1.2, 1.3)),
    gap=st.sampled_from((6.0, 9.0, 12.0, 20.0)),
    top=st.floats(90, 600).map(round),
    at=st.sampled_from((56.7, 70.9, 85.0)),
    hang=st.sampled_from((16.0, 18.0, 28.4)),
)


class Setter:
    """Prints a list on a paper, over as many pages as it takes."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.paper = ilacs() if layout.is_ilacs else sif()
        self.paper.page(layout.top).heading(layout.heading, size=layout.heading_size)

    def print(self, printed: Sequence[Item]) -> Paper:
        """The finished paper."""
        for number, item in enumerate(printed, start=1):
            self._print_item(item, self.layout.mark or f"{number}.")
        self._make_room(120)
        return self._end()

    def _print_item(self, item: Item, mark: str) -> None:
        layout = self.layout
        if item.heading:
            self._make_room(60)
            self.paper.line(item.heading, layout.at, layout.size, bold=True).down(layout.gap)
        self._make_room(layout.size)
        text = " ".join(item.lines)
        if item.points:
            points = [" ".join(point).rstrip(" ;.") for point in item.points[:-1]]
            text = f"{text} {'; '.join([*points, ' '.join(item.points[-1])])}"
        self.paper.recommended.append(
            Printed(self.paper.number, text, "authority", item.heading, None)
        )
        self._print_lines(mark, item.lines, layout.at)
        for point in item.points:
            self._print_lines(layout.point_mark, point, layout.at + layout.hang)

    def _print_lines(self, mark: str, lines: Sequence[str], at: float) -> None:
        layout, paper = self.layout, self.paper
        for number, line in enumerate(lines):
            self._make_room(layout.size)
            if number == 0:
                paper.put(mark, at, layout.size)
            paper.put(line, at + layout.hang, layout.size)
            paper.down(layout.size * layout.spacing)
        paper.down(layout.gap)

    def _make_room(self, points: float) -> None:
        if self.paper.y + points > BOTTOM:
            self.paper.page(90)

    def _end(self) -> Paper:
        if self.layout.is_ilacs:
            return end_of_ilacs_list(self.paper)
        return self.paper.heading("Summary for children and young people", size=14)


SMALL = Layout(
    is_ilacs=False,
    heading="Recommendations",
    heading_size=18.0,
    mark=None,
    point_mark="–",
    size=11.0,
    spacing=1.15,
    gap=6.0,
    top=90,
    at=56.7,
    hang=16.0,
)


def test_the_first_item_of_a_page_in_small_type_is_none_of_its_margin(tmp_path: Path) -> None:
    points = (("Paint the lanterns of the harbour.",), ("Mend the kettle.",))
    more = [Item(("Trust the ferry and the lighthouse-keepers.",))] * 6
    printed = [Item(("Improve the supply of umbrellas:",), points), *more]
    paper = Setter(replace(SMALL, heading_size=14.0)).print(printed)
    report = extract_report(paper.save(tmp_path / "small.pdf"))
    assert [item.text for item in report.recommendations] == paper.texts


def test_the_rest_of_an_item_at_the_head_of_a_page_in_small_type_is_read(tmp_path: Path) -> None:
    """The more lines stand above, the more of the item goes over to the next page."""
    line = "Improve the supply of lanterns and umbrellas in the harbour by the windmills"
    for top in (643, 655, 667):
        rest = ("for carers’ bicycles and swift orchards", "on the ferry.")
        printed = [Item((line, line, *rest)), Item((line, "of the kite.")), Item((line, "by tea."))]
        paper = Setter(replace(SMALL, top=top)).print(printed)
        report = extract_report(paper.save(tmp_path / f"{top}.pdf"))
        assert [item.text for item in report.recommendations] == paper.texts, top


@made_up(30)
@given(LAYOUTS, st.lists(items(), min_size=1, max_size=9))
def test_what_was_printed_is_what_is_read_or_the_report_is_refused(
    layout: Layout, printed: list[Item]
) -> None:
    paper = Setter(layout).print(printed)
    with TemporaryDirectory() as folder:
        path = paper.save(Path(folder) / "random.pdf")
        try:
            report = extract_report(path)
        except ReportError as error:
            pytest.fail(f"refused: {error}")
        again = extract_texts(path, report.list_pages)
    read = [item.text for item in report.recommendations]
    assert read == paper.texts
    assert again == read
    assert [item.page for item in report.recommendations] == [
        each.page for each in paper.recommended
    ]
