"""The same numbers without the picture: a table to read or download, and a text alternative."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ofsted import glossary, words
from ofsted.charts.style import (
    clipped,
    emptiness,
    ranked_codes,
    shown_unit,
    small,
    values,
)
from ofsted.codebook import ONLY_WHO
from ofsted.tables.tuples import rows_of

NARROWER_HEAD = "Of these, with narrower themes not shown on their own"
_LEVEL_NAMES = {
    "category": "categories",
    "theme": "themes",
    "what": "categories",
    "who": "groups of children",
}


def printed_table(counts: pd.DataFrame, unit: str = "share") -> pd.DataFrame:
    """The counts frame under column names a reader understands, ranked by the unit; groups keep
    their order under each code.

    Shares are percentages to one decimal place; they are blank for small groups (`is_small`) and
    where there is nothing to divide by.
    """
    rows = _ranked_rows(counts, unit)
    is_small = small(rows)

    def percentages(column: str) -> pd.Series:
        return (rows[column].astype(float) * 100).round(1).where(~is_small)

    def ends(column: str, name: str) -> dict[str, pd.Series]:
        """The interval's two columns, where the frame holds it."""
        bounds = {"from": f"{column}_low", "to": f"{column}_high"}
        return {
            f"{name}, 95% interval {end} (%)": percentages(bound)
            for end, bound in bounds.items()
            if bound in rows
        }

    table = _names(rows) | {
        "Recommendations with it": rows["hit_count"],
        **_narrower(rows),
        "All recommendations": rows["recommendation_count"],
        "Share (%)": percentages("share"),
        **ends("share", "Share"),
        "Report-weighted share (%)": percentages("report_weighted_share"),
        **ends("report_weighted_share", "Report-weighted share"),
        "Reports with it": rows["report_hit_count"],
        "All reports": rows["report_count"],
        "Share of reports (%)": percentages("report_share"),
        **ends("report_share", "Share of reports"),
        "Share of reports, adjusted for length (%)": percentages("expected_share"),
        **ends("expected_share", "Share of reports, adjusted for length"),
        "All themes named": rows["named_count"],
        "Share of all themes named (%)": percentages("named_share"),
        **ends("named_share", "Share of all themes named"),
    }
    return pd.DataFrame(table).reset_index(drop=True)


def _narrower(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """How many of a theme's recommendations carry a narrower one that is not shown on its own; no
    column where none does.
    """
    if "narrower_count" not in rows or not rows["narrower_count"].any():
        return {}
    return {NARROWER_HEAD: rows["narrower_count"]}


def _ranked_rows(counts: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The rows by their code's place in the ranking."""
    if counts.empty:
        return counts
    order = {code: place for place, code in enumerate(ranked_codes(counts, unit))}
    rows = counts.assign(place=counts["code"].map(order))
    return rows.sort_values("place", kind="stable")


def _names(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns that say what a row is of: its code, its category, and its group if any."""
    level, grouping = "category", "all"
    if len(rows):
        level, grouping = rows["level"].iloc[0], rows["grouping"].iloc[0]
    table = {glossary.field_label(level): rows["label"]}
    if level == "theme":
        table["Category"] = rows["category_label"]
    if grouping != "all":
        table[glossary.field_label(grouping)] = rows["group_label"]
    return table


def wide_table(
    counts: pd.DataFrame, unit: str = "share", order: Sequence[str] = ()
) -> pd.DataFrame:
    """Codes down, in the order given or ranked, groups across, each cell printed as "32% (1,234 of
    3,900)"; small groups as "3 of 12".
    """
    if counts.empty:
        return pd.DataFrame(columns=["Category"])
    level, chosen = counts["level"].iloc[0], glossary.UNITS[unit]
    out_of = [
        f"{words.number(part)} of {words.number(whole)}"
        for part, whole in zip(counts[chosen.part], counts[chosen.whole], strict=True)
    ]
    texts = out_of
    if chosen.is_share:
        texts = [
            _with_share(text, value, chosen, few)
            for text, value, few in zip(out_of, values(counts, unit), small(counts), strict=True)
        ]
    cells = counts.assign(text=texts).pivot(index="code", columns="group_label", values="text")
    cells = cells[counts["group_label"].unique()]
    cells = cells.loc[list(order or ranked_codes(counts, unit))]
    labels = counts.drop_duplicates("code").set_index("code")["label"]
    cells.insert(0, glossary.field_label(level), labels.loc[cells.index])
    return cells.reset_index(drop=True).rename_axis(columns=None)


def _with_share(text: str, value: float, unit: glossary.Unit, is_small: bool) -> str:
    """A share with what it is out of; in a small group what it is out of alone."""
    if is_small:
        return text
    return f"{words.percent(value)} ({unit.before}{text})"


def alt_text(
    kind: str, counts: pd.DataFrame, unit: str = "share", selection_words: str = ""
) -> str:
    """What a chart shows, out of how many, its top three and its last, in at most `ALT_TEXT_LIMIT`
    characters.

    `kind` is "ranked", "grouped", "matrix" or "coverage"; `selection_words` are the filters in
    words.
    """
    if kind == "coverage":
        return clipped(_coverage_text(counts))
    if reason := emptiness(counts):
        filters = f" Filters: {selection_words}." if selection_words else ""
        return clipped(f"Empty chart. {reason}{filters}")
    unit = shown_unit(counts, unit)
    level, chosen = _LEVEL_NAMES[counts["level"].iloc[0]], glossary.UNITS[unit]
    out_of = _whole_words(counts, chosen)
    if selection_words:
        out_of += f" ({selection_words})"
    told = f"{chosen.label.lower()}, out of {out_of}."
    if kind == "ranked":
        rows = {row.code: row for row in rows_of(counts)}
        ranked = [rows[code] for code in ranked_codes(counts, unit)]
        rivals = [row for row in ranked if row.code != ONLY_WHO]
        named = [f"{row.label} {_value(row, unit)}" for row in _ends(rivals)]
        apart = "".join(
            f" Apart from these: {row.label} {_value(row, unit)}."
            for row in ranked
            if row.code == ONLY_WHO
        )
        opening = f"Bar chart of {len(ranked)} {level}, {told}"
        return clipped(f"{_with_ends(opening, named)}{apart}")
    count = counts["group_label"].nunique()
    form = {"grouped": "Bar chart", "matrix": "Heatmap"}[kind]
    grouping = glossary.field_label(counts["grouping"].iloc[0]).lower()
    opening = (
        f"{form} of {counts['code'].nunique()} {level} by {grouping}"
        f" ({count} {words.plural(count, 'group')}), {told}"
    )
    named = [_named_value(row, unit) for row in _ends(_by_value(counts, unit))]
    return clipped(_with_ends(opening, named))


def _whole_words(counts: pd.DataFrame, unit: glossary.Unit) -> str:
    """What all shares are out of, with its number where it can be counted."""
    # A report addressed to both bodies stands in both groups: their reports do not add up.
    if unit.of != "recommendations" and counts["grouping"].iloc[0] == "body":
        return f"all {unit.of}"
    by_group = dict(zip(counts["group"], counts[unit.whole], strict=True))
    return f"{words.number(sum(by_group.values()))} {unit.of}"


def _by_value(counts: pd.DataFrame, unit: str) -> list[Any]:
    """The rows with a value, highest first, without small groups where it is a share."""
    shown = counts
    if glossary.UNITS[unit].is_share:
        shown = counts[~small(counts)]
    shown = shown.assign(value=values(shown, unit)).dropna(subset="value")
    return rows_of(shown.sort_values("value", ascending=False, kind="stable"))


def _named_value(row: Any, unit: str) -> str:
    group = glossary.short_label(row.grouping, row.group)
    return f"{row.label}, {group}, {_value(row, unit)}"


def _coverage_text(coverage: pd.DataFrame) -> str:
    totals = coverage.groupby("row", sort=False)["report_count"].sum()
    if not totals.sum():
        return "Empty chart: no reports match these filters."
    columns = coverage.groupby("column_label", sort=False)["report_count"].sum()
    parts = ", ".join(f"{label} {words.number(count)}" for label, count in columns.items())
    return (
        f"Bar chart of {words.number(totals.sum())} reports by year of inspection,"
        f" {totals.index[0]} to {totals.index[-1]}, stacked by framework: {parts}."
        f" Most in {totals.idxmax()}: {words.number(totals.max())};"
        f" fewest in {totals.idxmin()}: {words.number(totals.min())}."
    )


def _value(row: Any, unit: str) -> str:
    chosen = glossary.UNITS[unit]
    value = getattr(row, chosen.column)
    if chosen.is_share:
        return words.percent(value, spelled=True)
    return words.number(value)


def _ends(ranked: list[Any]) -> list[Any]:
    """The first three and the last; all where there are no more than four."""
    if len(ranked) <= 4:
        return ranked
    return [*ranked[:3], ranked[-1]]


def _with_ends(opening: str, named: list[str]) -> str:
    """The opening, the first three and the last."""
    if not named:
        return opening
    text = f"{opening} Highest: {'; '.join(named[:3])}."
    if len(named) > 3:
        text += f" Lowest: {named[-1]}."
    return text
