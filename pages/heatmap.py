"""Heatmap: categories or themes against one grouping; every cell leads to its recommendations."""

from dataclasses import replace

import streamlit as st

from ofsted import glossary, words
from ofsted.address.view import cell_view, slug
from ofsted.dashboard import navigation, state
from ofsted.dashboard.exhibits import themes, together
from ofsted.dashboard.held import data
from ofsted.dashboard.parts import controls, foot, heading
from ofsted.dashboard.parts.absent import told_where_absent
from ofsted.dashboard.parts.figures import show_figure, show_finding
from ofsted.tables.tuples import rows_of
from ofsted.words import plural

# A heatmap needs a grouping; where the link names none, it is the rating.
view = state.view_with_grouping("rating")
release = data.read_release(view.scheme)
MOST_ROWS = 20  # in the picture, until all are asked for
ALL_ROWS = "heatmap-all"


def picked_group() -> object:
    """The group that the address picks as column; None where it names none."""
    counted = themes.grid(release, view.selection, view.level, view.unit, view.by)[1]
    groups = {slug(str(group)): group for group in counted["group"].unique()}
    return groups.get(view.column)


def draw_grid() -> tuple:
    """Figure, counts and least width in the order asked for."""
    most = None if state.value_of(ALL_ROWS) else MOST_ROWS
    group = picked_group() if view.order == "column" else None
    return themes.grid(
        release, view.selection, view.level, view.unit, view.by, view.order, group, most
    )


figure, counts, min_width_px = draw_grid()


def draw_controls() -> None:
    """Level, grouping and unit."""
    with controls.folded("heatmap"):
        left, middle, right = st.columns(3, vertical_alignment="bottom")
        with left:
            controls.pick_level(view, release.vocabulary)
        with middle:
            controls.pick_split(view, release.vocabulary, label="Columns", may_be_none=False)
        with right:
            controls.pick_unit(view, release.vocabulary)
        labels = counts.drop_duplicates("group")[["group", "group_label"]]
        controls.pick_order(
            view,
            {slug(str(row.group)): row.group_label for row in rows_of(labels)},
        )
        controls.explain_unit(view)


def draw_cell_picker() -> None:
    """The same way to a cell's recommendations for those who do not click on pictures: pick row and
    column, follow the link.
    """
    codes = dict(zip(counts["code"], counts["label"], strict=True))
    groups = {slug(str(group)): group for group in counts["group"].unique()}
    group_labels = dict(
        zip(map(slug, counts["group"].astype(str)), counts["group_label"], strict=True)
    )
    fullest = counts.loc[counts["hit_count"].idxmax()]
    left, right = st.columns(2)
    with left:
        code = controls.pick_one(
            "row", glossary.field_label(view.level), codes, fullest["code"], view
        )
    with right:
        group = groups[
            controls.pick_one(
                "column",
                glossary.field_label(view.by),
                group_labels,
                slug(str(fullest["group"])),
                view,
            )
        ]
    hits = int(counts.loc[(counts["code"] == code) & (counts["group"] == group), "hit_count"].sum())
    if hits:
        navigation.link_to(
            "quotes",
            f"Read {words.number(hits)} {plural(hits, 'recommendation')}",
            cell_view(view, code, group),
            release.vocabulary,
        )
    else:
        st.write("No recommendation in this cell.")


def cell_links() -> dict[str, list[str]]:
    """The address of the recommendations of every cell that has any, by the table's columns."""
    hits = {
        (code, group): count
        for code, group, count in zip(
            counts["code"], counts["group"], counts["hit_count"], strict=True
        )
    }
    labels = counts.drop_duplicates("group").set_index("group")["group_label"]
    return {
        label: [
            navigation.page_address("quotes", cell_view(view, code, group), release.vocabulary)
            if hits[code, group]
            else ""
            for code in figure.codes
        ]
        for group, label in labels.items()
    }


def offer_all_rows() -> None:
    """A switch between the first rows of the picture and all of them."""
    count = counts["code"].nunique()
    if count > MOST_ROWS:
        st.toggle(f"Show all {count} rows", key=ALL_ROWS, on_change=state.touch)


def find_cell(marks: list) -> tuple[str, object] | None:
    """The first cell among what the browser says was clicked; whatever is no cell of this table is
    not taken.
    """
    cells = {
        (code, str(group)): (code, group)
        for code, group in zip(counts["code"], counts["group"], strict=True)
    }
    named = (
        (str(mark[0]), str(mark[1]))
        for mark in marks
        if isinstance(mark, (list, tuple)) and len(mark) == 2
    )
    return next((cells[name] for name in named if name in cells), None)


heading.draw_title("heatmap")
foot.draw_emptiness(release, view)
show_finding(figure)
draw_controls()
marks = show_figure(
    replace(figure, make_cell_links=cell_links),
    release.version,
    min_width_px=min_width_px,
    selectable=True,
    with_headline=False,
)
offer_all_rows()
clicked = find_cell(marks)
if clicked:
    navigation.go_to("quotes", cell_view(view, *clicked), release.vocabulary, leaving="heatmap")
if len(counts):
    with st.container(key="screen-cell"):
        st.header("Read the recommendations of one cell", anchor=False)
        draw_cell_picker()
    with told_where_absent():
        together.show_pairs(release, view)
foot.draw_foot("heatmap", release, view)
