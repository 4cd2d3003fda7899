"""The same numbers without the picture: a table for display and download, and a text alternative."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ofsted import glossary, words
from ofsted.charts.style import emptiness, ranked_codes, shown_unit, small, values

ALT_TEXT_LIMIT = 400  # characters

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
    level = counts["level"].iloc[0] if len(counts) else "category"
    order = {
        code: place for place, code in enumerate(ranked_codes(counts, unit) if len(counts) else [])
    }
    rows = counts.assign(place=counts["code"].map(order)).sort_values("place", kind="stable")
    is_small = small(rows)
    table = {glossary.field_label(level): rows["label"]}
    if level == "theme":
        table["Category"] = rows["category_label"]
    if len(rows) and rows["grouping"].iloc[0] != "all":
        table[glossary.field_label(rows["grouping"].iloc[0])] = rows["group_label"]

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

    table |= {
        "Recommendations with it": rows["hit_count"],
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
    shares = [words.percent(value) if chosen.is_share else "" for value in values(counts, unit)]
    texts = [
        text if few or not share else f"{share} ({chosen.before}{text})"
        for text, share, few in zip(out_of, shares, small(counts), strict=True)
    ]
    cells = counts.assign(text=texts).pivot(index="code", columns="group_label", values="text")[
        counts["group_label"].unique()
    ]
    cells = cells.loc[list(order or ranked_codes(counts, unit))]
    labels = counts.drop_duplicates("code").set_index("code")["label"]
    cells.insert(0, glossary.field_label(level), labels.loc[cells.index])
    return cells.reset_index(drop=True).rename_axis(columns=None)


def alt_text(
    kind: str, counts: pd.DataFrame, unit: str = "share", selection_words: str = ""
) -> str:
    """What a chart shows, out of how many, its top three and its last, in at most `ALT_TEXT_LIMIT`
    characters.

    `kind` is "ranked", "grouped", "matrix" or "coverage"; `selection_words` are the filters in
    words.
    """
    if kind == "coverage":
        return _clipped(_coverage_text(counts))
    if reason := emptiness(counts):
        return _clipped(
            f"Empty chart. {reason}{f' Filters: {selection_words}.' if selection_words else ''}"
        )
    unit = shown_unit(counts, unit)
    level, chosen = _LEVEL_NAMES[counts["level"].iloc[0]], glossary.UNITS[unit]
    # A report addressed to both bodies stands in both groups: their reports do not add up.
    is_countable = chosen.of == "recommendations" or counts["grouping"].iloc[0] != "body"
    total = (
        f"{words.number(counts.drop_duplicates('group')[chosen.whole].sum())} "
        if is_countable
        else "all "
    )
    out_of = f"{total}{chosen.of}{f' ({selection_words})' if selection_words else ''}"
    if kind == "ranked":
        rows = {row.code: row for row in counts.itertuples()}
        ranked = [rows[code] for code in ranked_codes(counts, unit)]
        named = [f"{row.label} {_value(row, unit)}" for row in _ends(ranked)]
        opening = f"Bar chart of {len(ranked)} {level}, {chosen.label.lower()}, out of {out_of}."
        return _clipped(_with_ends(opening, named))
    groups = counts["group_label"].nunique()
    form = {"grouped": "Bar chart", "matrix": "Heatmap"}[kind]
    grouping = glossary.field_label(counts["grouping"].iloc[0]).lower()
    opening = f"{form} of {counts['code'].nunique()} {level} by {grouping} ({groups} group{'' if groups == 1 else 's'}), {chosen.label.lower()}, out of {out_of}."
    large = counts[~small(counts)] if chosen.is_share else counts
    ranked = (
        large.assign(value=values(large, unit))
        .dropna(subset="value")
        .sort_values("value", ascending=False, kind="stable")
    )
    return _clipped(
        _with_ends(
            opening,
            [
                f"{row.label}, {glossary.short_label(row.grouping, row.group)}, {_value(row, unit)}"
                for row in _ends(list(ranked.itertuples()))
            ],
        )
    )


def _coverage_text(coverage: pd.DataFrame) -> str:
    totals = coverage.groupby("row", sort=False)["report_count"].sum()
    if not totals.sum():
        return "Empty chart: no reports match these filters."
    columns = coverage.groupby("column_label", sort=False)["report_count"].sum()
    parts = ", ".join(f"{label} {words.number(count)}" for label, count in columns.items())
    return (
        f"Bar chart of {words.number(totals.sum())} reports by year of inspection, {totals.index[0]} to {totals.index[-1]}, stacked by framework: {parts}. "
        f"Most in {totals.idxmax()}: {words.number(totals.max())}; fewest in {totals.idxmin()}: {words.number(totals.min())}."
    )


def _value(row: object, unit: str) -> str:
    chosen = glossary.UNITS[unit]
    value = getattr(row, chosen.column)
    return words.percent(value, spelled=True) if chosen.is_share else words.number(value)


def _ends(ranked: list) -> list:
    """The first three and the last; all where there are no more than four."""
    return ranked if len(ranked) <= 4 else [*ranked[:3], ranked[-1]]


def _with_ends(opening: str, named: list[str]) -> str:
    """The opening, the first three and the last."""
    if not named:
        return opening
    text = f"{opening} Highest: {'; '.join(named[:3])}."
    return f"{text} Lowest: {named[-1]}." if len(named) > 3 else text


def _clipped(text: str) -> str:
    return text if len(text) <= ALT_TEXT_LIMIT else text[: ALT_TEXT_LIMIT - 1].rstrip() + "…"
