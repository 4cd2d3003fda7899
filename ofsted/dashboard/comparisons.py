"""The Compare page's parts: which two sides are set against each other, their controls, and the exhibits with and without statistics."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from html import escape

import pandas as pd
import streamlit as st

from ofsted import words
from ofsted.analysis.comparison import REST, compare_all, compare_groups, compare_selections
from ofsted.analysis.counts import SMALL_GROUP, count_codes
from ofsted.analysis.schemes import describe_scheme
from ofsted.analysis.selection import Selection, choose_recommendations, choose_reports, describe_selection
from ofsted.analysis.tallies import group_label, tally_groups
from ofsted.analysis.verdicts import headline_comparison, headline_omnibus, list_caveats, list_warnings, name_sides, rank_comparison
from ofsted.charts.differences import brief_differences, difference_alt_text, difference_dots, printed_differences, printed_omnibus
from ofsted.dashboard import state
from ofsted.dashboard.data import SPLITS, Release
from ofsted.dashboard.exhibits import MOST_RANKED, remember
from ofsted.dashboard.figures import Figure
from ofsted.dashboard.markup import plural
from ofsted.dashboard.url import LISTS, View, Vocabulary, cell_view, fold, is_understood, read_selection, read_url, slug, write_selection

OPENING_BY, OPENING_FRAMEWORK = "rating", ("F4",)
GROUPINGS = {code: label for code, label in SPLITS.items() if code != "none"} | {"none": "Two sets of filters, A and B"}
# The sides that a grouping opens with, where both are there.
PAIRS = {
    "framework": ("F3", "F4"), "rating": ("inadequate", "good"), "deprivation": (1, 3), "rurality": (1, 3), "la_type": ("London borough", REST),
    "period": ("2024–2026", REST), "body": ("authority", "lscb"),
}
REST_LABEL = "All the others"
# Groupings along which frameworks change, so that none is held still.
_WITHIN = "Highest and lowest are taken within frameworks, each group against all others, so the share printed as highest need not be the largest. "
_ACROSS_FRAMEWORKS = ("framework", "year", "period", "body")


@dataclass(frozen=True)
class Contrast:
    """Two sides: groups `first` and `second` of a grouping within one set of filters, or, by "none", two sets of filters, `selection` and `other`."""

    by: str
    level: str
    selection: Selection
    other: Selection | None = None
    first: object = None
    second: object = None
    groups: tuple[tuple[object, int], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to set against each other."""
        return self.selection == self.other if self.by == "none" else len(self.groups) < 2

    @property
    def has_many(self) -> bool:
        """Whether more than two groups have enough reports, so that there is a test over all of them to make."""
        return sum(count >= SMALL_GROUP for _, count in self.groups) > 2


@dataclass(frozen=True)
class Result:
    """A comparison as the page shows it: the figure, whose table is for download, the table to read, the rows in order, warnings and caveats."""

    figure: Figure
    brief: pd.DataFrame
    ranked: pd.DataFrame
    warnings: tuple[str, ...]
    caveats: tuple[str, ...]


def read_contrast(release: Release, view: View) -> tuple[Contrast, list[str]]:
    """What a view compares, and messages about parts of it that could not be followed.

    A view that names no grouping and no side opens with ratings within ILACS, or within the frameworks of its filters.
    """
    if view.by == "none" and not is_opening(view):
        return _read_sets(release, view)
    by, selection = view.by, view.selection
    if is_opening(view):
        by, selection = OPENING_BY, selection if selection.framework else replace(selection, framework=OPENING_FRAMEWORK)
    if by == "body":
        selection = replace(selection, body="both")
    groups = group_sizes(release, selection, by)
    codes = {fold(code_text(by, code)): code for code, _ in groups} | {fold(str(code)): code for code, _ in groups}
    first, second = codes.get(fold(view.a)), codes.get(fold(view.b), REST if fold(view.b) == REST else None)
    unknown = (view.a and first is None) or (view.b and second is None) or (first is not None and first == second)
    messages = ["The link's comparison asks for a side that has no reports under these filters, or for one group on both sides: another is shown."] if unknown else []
    first, second = _choose_sides(by, list(dict.fromkeys(codes.values())), first, second)
    return Contrast(by, view.level, selection, first=first, second=second, groups=groups), messages


def is_opening(view: View) -> bool:
    """Whether the view names nothing to compare."""
    return view.by == "none" and not view.a and not view.b


def _read_sets(release: Release, view: View) -> tuple[Contrast, list[str]]:
    """A side that is not saved is the filters as they stand."""
    sides, messages = [], []
    for text in (view.a, view.b):
        selection = read_selection(text, release.vocabulary) if text else view.selection
        if text and not is_understood(text, release.vocabulary):
            messages.append("One of the two sets of filters in the link could not be followed in full; what was not understood is left out.")
        sides.append(selection)
    return Contrast("none", view.level, *sides), list(dict.fromkeys(messages))


def _choose_sides(by: str, codes: list, first: object, second: object) -> tuple[object, object]:
    """Sides that are there and differ; what is not chosen is the pair a grouping opens with, or one group against all the others."""
    if not codes:
        return None, None
    usual = PAIRS.get(by, (codes[-1] if by == "year" else codes[0], REST))
    if first is None:
        first = next((code for code in (usual[0], *codes) if code in codes and code != second), codes[0])
        second = usual[1] if second is None and first == usual[0] and usual[1] in codes else second
    return first, REST if second is None or second == first else second


@remember
def group_sizes(release: Release, selection: Selection, by: str) -> tuple[tuple[object, int], ...]:
    """Every group with its number of reports, in printing order."""
    groups, members, _ = tally_groups(release.dataset, selection, "category", by)
    return tuple(zip(groups, members.sum(axis=1).tolist(), strict=True))


def code_text(by: str, code: object) -> str:
    """A group as it stands in a link."""
    return slug(str(code)) if by in ("region", "la_type") else str(code).replace("–", "-")


def spelled_out(view: View, contrast: Contrast, vocabulary: Vocabulary) -> View:
    """The view with everything that the contrast took as given, so that a link to it keeps its meaning."""
    if contrast.by == "none":
        return view.having(a=write_selection(contrast.selection, vocabulary), b=write_selection(contrast.other, vocabulary))
    sides = {"a": _side_text(contrast, contrast.first), "b": _side_text(contrast, contrast.second)}
    return view.having(by=contrast.by, framework=contrast.selection.framework, body=contrast.selection.body, **sides)


def _side_text(contrast: Contrast, code: object) -> str:
    return "" if code is None else code_text(contrast.by, code)


def side_view(view: View, contrast: Contrast, code: str, side: str) -> View | None:
    """The recommendations of one side, "first" or "second", that carry a code; None where no set of filters gives them (all other years)."""
    if contrast.by == "none":
        return cell_view(View(contrast.selection if side == "first" else contrast.other, level=view.level, scheme=view.scheme), code, None)
    group = contrast.first if side == "first" else contrast.second
    whole = View(contrast.selection, by=contrast.by, level=view.level, scheme=view.scheme)
    if group != REST:
        return cell_view(whole, code, group)
    others = tuple(other for other, _ in contrast.groups if other != contrast.first)
    if len(others) == 1:
        return cell_view(whole, code, others[0])
    return None if contrast.by in ("year", "period") else cell_view(whole.having(by="none", **{contrast.by: others}), code, None)


def pick_grouping(view: View, contrast: Contrast, vocabulary: Vocabulary) -> None:
    """What the two sides are groups of, or that they are two sets of filters."""
    state.hold("compare-by", contrast.by)
    st.selectbox(
        "Compare by", list(GROUPINGS), key="compare-by", format_func=GROUPINGS.__getitem__, filter_mode=None, on_change=_take_grouping, args=(view, vocabulary),
    )


def _take_grouping(view: View, vocabulary: Vocabulary) -> None:
    """The sides start anew. Whoever has not chosen anything stays within the framework that the page opened with, where that can be.

    A filter that leaves one group of the new grouping is lifted: there would be nothing to compare.
    """
    by = state.value_of("compare-by")
    if by not in GROUPINGS:
        return
    if by == "none":
        state.edit(by=by, a=write_selection(view.selection, vocabulary), b="")
        return
    held = is_opening(view) and not view.selection.framework and by not in _ACROSS_FRAMEWORKS
    lifted = {by: ()} if by in LISTS and len(view.get(by)) == 1 else {}
    state.edit(by=by, **({"framework": OPENING_FRAMEWORK} if held else lifted))


def pick_sides(view: View, contrast: Contrast, vocabulary: Vocabulary) -> None:
    """Side A, side B, and a button that swaps them."""
    left, right, end = st.columns([4, 4, 1.6], vertical_alignment="bottom")
    labels = {
        code_text(contrast.by, code): f"{group_label(contrast.by, code)} ({words.number(count)} {plural(count, 'report')})" for code, count in contrast.groups
    }
    whole = spelled_out(view, contrast, vocabulary)
    with left:
        _pick_side("a", "Side A", {text: label for text, label in labels.items() if text != whole.b}, whole)
    with right:
        _pick_side("b", "Side B", {text: label for text, label in labels.items() if text != whole.a} | {REST: REST_LABEL}, whole)
    with end:
        st.button("Swap A and B", key="compare-swap", on_click=_take_whole, args=(whole.having(a=whole.b, b=whole.a),), disabled=whole.b == REST, width="stretch")


def _pick_side(name: str, label: str, options: dict[str, str], whole: View) -> None:
    key, chosen = f"compare-{name}", whole.get(name)
    state.hold(key, chosen, {chosen: options[chosen]})
    st.selectbox(label, list(options), key=key, format_func=lambda text: options.get(text, text), on_change=_take_side, args=(name, key, tuple(options), whole))


def _take_side(name: str, key: str, texts: tuple[str, ...], whole: View) -> None:
    picked = state.value_of(key)
    if picked in texts:
        _take_whole(whole.having(**{name: picked}))


def _take_whole(view: View) -> None:
    """Grouping, sides and the filters that hold them, all at once."""
    state.edit(by=view.by, framework=view.selection.framework, body=view.selection.body, a=view.a, b=view.b)


def pick_sets(release: Release, view: View, contrast: Contrast) -> None:
    """Both sets in words, and buttons that save the filters of the side bar as A or as B, swap the two, and clear them."""
    vocabulary = release.vocabulary
    here = write_selection(view.selection, vocabulary)
    fits = read_url({"a": [here]}, vocabulary)[0].a == here
    st.html("".join(f'<p class="chosen">{escape(text)}.</p>' for text in describe_sets(release, view, contrast)))
    with st.container(horizontal=True, gap="small"):
        st.button("Save the current filters as A", key="compare-save-a", on_click=_take_sets, args=(here, view.b), disabled=not fits)
        st.button("Save the current filters as B", key="compare-save-b", on_click=_take_sets, args=(view.a, here), disabled=not fits)
        whole = spelled_out(view, contrast, vocabulary)
        st.button("Swap A and B", key="compare-swap", on_click=_take_sets, args=(whole.b, whole.a), disabled=contrast.is_empty)
        st.button("Clear A and B", key="compare-clear", type="tertiary", on_click=_take_sets, args=("", ""))
    if view.a and view.b:
        st.caption("Both sets are saved: the filters in the side bar change neither until you save them as one of the two.")
    if not fits:
        st.info("These filters are too many to be saved as a side: they would not fit into a link.")
    if contrast.is_empty:
        st.info("A and B are the same set of filters. Change the filters in the side bar: a side that is not saved follows them.")


def _take_sets(a: str, b: str) -> None:
    state.edit(by="none", a=a, b=b)


def describe_sets(release: Release, view: View, contrast: Contrast) -> list[str]:
    """Each set of filters in words with its size."""
    return [
        f"{name}{'' if text else ' (the current filters, not saved)'}: {_describe(release, selection)}"
        for name, text, selection in (("A", view.a, contrast.selection), ("B", view.b, contrast.other))
    ]


def _describe(release: Release, selection: Selection) -> str:
    dataset = release.dataset
    items, reports = int(choose_recommendations(dataset, selection).sum()), int(choose_reports(dataset, selection).sum())
    return f"{describe_selection(selection, dataset, coded=False)}, {_size(items, reports)}"


def _size(items: int, reports: int) -> str:
    return f"{words.number(items)} {plural(items, 'recommendation')} in {words.number(reports)} {plural(reports, 'report')}"


@remember
def count_sides(release: Release, contrast: Contrast) -> pd.DataFrame:
    """Hits, recommendations and reports of both sides, one row per code, the most frequent first."""
    dataset, level = release.dataset, contrast.level
    if contrast.by == "none":
        sides = [count_codes(dataset, selection, level=level) for selection in (contrast.selection, contrast.other)]
    else:
        counts = count_codes(dataset, contrast.selection, level=level, by=contrast.by)
        is_first = counts["group"] == contrast.first
        sides = [counts[is_first], counts[~is_first if contrast.second == REST else counts["group"] == contrast.second]]
    columns = ["hit_count", "recommendation_count", "report_count"]
    summed = [side.groupby("code", sort=False)[columns].sum().add_prefix(name) for side, name in zip(sides, ("first_", "second_"), strict=True)]
    joined = summed[0].join(summed[1], how="outer").fillna(0).astype(int)
    joined.insert(0, "label", [dataset.codebook.labels[code] for code in joined.index])
    total = joined["first_hit_count"] + joined["second_hit_count"]
    return joined.loc[total.sort_values(ascending=False, kind="stable").index].rename_axis("code").reset_index()


def printed_counts(counts: pd.DataFrame, level: str) -> pd.DataFrame:
    """The counts that stand on the page until the statistics are there."""
    return pd.DataFrame({words.field_label(level): counts["label"]} | {
        name: [f"{words.number(hits)} of {words.number(items)}" for hits, items in zip(counts[f"{side}_hit_count"], counts[f"{side}_recommendation_count"], strict=True)]
        for name, side in (("A", "first"), ("B", "second"))
    })


@st.cache_resource(max_entries=1, show_spinner=False)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="comparison")


@remember
def start_comparison(release: Release, contrast: Contrast) -> Future:
    """The `Result` of a contrast, computed off the page's own thread; once done it stays done for all who ask."""
    return _pool().submit(_compare, release, contrast)


@remember
def start_omnibus(release: Release, selection: Selection, by: str, level: str) -> Future:
    """The `Figure` of the test over all groups, likewise."""
    return _pool().submit(_compare_all, release, selection, by, level)


def _compare(release: Release, contrast: Contrast) -> Result:
    dataset, level = release.dataset, contrast.level
    if contrast.by == "none":
        comparison = compare_selections(dataset, contrast.selection, contrast.other, level=level)
    else:
        second = None if contrast.second == REST else contrast.second
        comparison = compare_groups(dataset, contrast.selection, level=level, by=contrast.by, first=contrast.first, second=second)
    ranked = rank_comparison(comparison)
    sides = name_sides(comparison) if len(comparison) else ("A", "B")
    figure = Figure(
        f"compare-{level}", headline_comparison(comparison), _subtitle(release, contrast, ranked, sides), difference_dots(ranked, most=MOST_RANKED),
        difference_alt_text(ranked, f"A, {sides[0]}, and B, {sides[1]}," if sides != ("A", "B") else "A and B", most=MOST_RANKED), printed_differences(ranked),
    )
    warnings = tuple(list_warnings(comparison, _frameworks(release, contrast)))
    return Result(figure, brief_differences(ranked), ranked, warnings, tuple(list_caveats(comparison)))


def _compare_all(release: Release, selection: Selection, by: str, level: str) -> Figure:
    omnibus = compare_all(release.dataset, selection, level=level, by=by)
    filters = describe_selection(selection, release.dataset, coded=False)
    about = (
        f"Share of recommendations in the groups of at least {SMALL_GROUP} reports, tested all together; q after Benjamini and Hochberg over all rows. "
        f"{_WITHIN if by == 'rating' else ''}Filters: {filters}."
    )
    return Figure(f"omnibus-{level}", headline_omnibus(omnibus), about, None, "", printed_omnibus(omnibus))


def _subtitle(release: Release, contrast: Contrast, ranked: pd.DataFrame, sides: tuple[str, str]) -> str:
    """Measure, N of both sides, filters, and what the chart leaves out."""
    if ranked.empty:
        return ""
    row = ranked.iloc[0]
    sizes = [_size(row[f"{side}_recommendation_count"], row[f"{side}_report_count"]) for side in ("first", "second")]
    named = [f"{name}: {size}" if label == name else f"{name}: {label}, {size}" for name, label, size in zip("AB", sides, sizes, strict=True)]
    told = ["Share of recommendations, A − B, in percentage points with 95% interval.", f"{'. '.join(named)}."]
    if contrast.by == "none":
        told += [f"A is {row['first_label']}; B is {row['second_label']}."]
    else:
        told += [f"Filters: {describe_selection(contrast.selection, release.dataset, coded=False)}."]
    drawn = int(ranked["shown_difference_low"].notna().sum())
    if drawn > MOST_RANKED:
        told.append(f"The chart shows the first {MOST_RANKED} of {drawn}; the table and the download hold all {len(ranked)}.")
    return " ".join(part for part in (*told, describe_scheme(release.dataset, contrast.level)) if part)


def _frameworks(release: Release, contrast: Contrast) -> list[str]:
    """The frameworks of the reports on either side, in printing order."""
    reports = release.dataset.reports
    chosen = choose_reports(release.dataset, contrast.selection)
    if contrast.by == "none":
        chosen = chosen | choose_reports(release.dataset, contrast.other)
    elif contrast.second != REST and contrast.by != "body":
        chosen = chosen & reports[contrast.by].isin([contrast.first, contrast.second]).to_numpy()
    present = set(reports.loc[chosen, "framework"])
    return [code for code in words.codes("framework") if code in present]


def explain_emptiness(contrast: Contrast) -> str:
    """Why a grouping has no two sides under its filters."""
    if not contrast.groups:
        return "Under these filters fewer than two groups have a report, so there is nothing to compare."
    return f"Under these filters all reports stand in one group, {group_label(contrast.by, contrast.groups[0][0])}: there is nothing to compare it with."
