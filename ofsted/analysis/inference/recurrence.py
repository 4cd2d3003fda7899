"""What comes back: themes of one inspection report that the next report on the same area lists
again.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.next_report import is_full
from ofsted.analysis.counting.places import everywhere
from ofsted.analysis.counting.selection import Selection, choose_recommendations, choose_reports
from ofsted.analysis.inference.intervals import SEED
from ofsted.limits import CONFIDENCE, DRAWS, SMALL_GROUP

PAIR_RULES = (
    "A pair is two consecutive full reports on the same area, by the day on which the inspection"
    " ended. Standard, short and re-inspections under SIF "
    "and ILACS count. The looked-after-children inspections of 2013 and reviews of a safeguarding"
    " board alone cover a part of the services and are passed over. "
    "Reports on an abolished area are not joined to those on its successors. ILACS focused visits"
    " and monitoring visits are not in the data."
)
LENGTH_NOTE = (
    "Later reports are mostly shorter, and worse-rated areas get long lists each time. Read “listed"
    " again” only beside how often the theme turns up in "
    "the next report on areas that had not been asked for it. Reports of like framework and length"
    " resemble each other anywhere, which explains most of "
    "the difference. It is no measure of whether a recommendation was acted on."
)
LENGTH_CLASS = (
    10  # pairs that may swap their next reports: so many neighbours by the next report's length
)


def pair_reports(dataset: Dataset, selection: Selection) -> np.ndarray:
    """Row numbers of consecutive full reports on the same area, one pair a row; both reports are
    among the chosen ones.
    """
    pairs = dataset.consecutive_rows
    return pairs[choose_reports(dataset, selection)[pairs].all(axis=1)]


def mean_lengths(dataset: Dataset, selection: Selection) -> tuple[float, float]:
    """Recommendations in the average first and next report of a pair; NaN where there are no
    pairs.
    """
    chosen = of_pairs(selection)
    pairs = pair_reports(dataset, chosen)
    items = np.bincount(
        dataset.report_rows[choose_recommendations(dataset, chosen)], minlength=len(dataset.reports)
    )
    return tuple(items[pairs].mean(axis=0).tolist()) if len(pairs) else (np.nan, np.nan)


def count_recurrence(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """One row per theme, over the pairs of all areas: how often the next report lists it, by
    whether the first did.

    `again_count` of `listed_count` pairs whose first report lists it, and `new_count` of
    `unlisted_count` pairs whose first does not, with `again_share` and `new_share`. `is_small`
    marks themes that fewer than `SMALL_GROUP` first reports list: counts only.
    """
    tallies = {name: hits.sum(axis=0) for name, hits in pair_tallies(dataset, selection).items()}
    counts = pd.DataFrame(
        {
            "code": dataset.codes("theme"),
            "label": [dataset.codebook.labels[code] for code in dataset.codes("theme")],
            **tallies,
        }
    )
    shares = {
        f"{kind}_share": counts[f"{kind}_count"]
        / counts[f"{of}_count"].where(counts[f"{of}_count"] > 0)
        for kind, of in (("again", "listed"), ("new", "unlisted"))
    }
    return counts.assign(**shares, is_small=counts["listed_count"] < SMALL_GROUP)


def summarise_recurrence(recurrence: pd.DataFrame) -> dict[str, float]:
    """All themes together: `again_count` of `listed_count`, its share, and `base_share`.

    `base_share` is the share of next reports that list a theme their first report did not, each
    theme weighted by how many first reports list it (direct standardisation), so that common and
    rare themes weigh the same on both sides. Themes that every first report lists have no such next
    reports and stand aside.
    """
    listed, again = recurrence["listed_count"].sum(), recurrence["again_count"].sum()
    known = recurrence[recurrence["unlisted_count"] > 0]
    weight = known["listed_count"].sum()
    return {
        "listed_count": int(listed),
        "again_count": int(again),
        "again_share": again / listed if listed else np.nan,
        "base_share": (known["listed_count"] * known["new_share"]).sum() / weight
        if weight
        else np.nan,
    }


def recurrence_interval(
    dataset: Dataset, selection: Selection, *, draws: int = DRAWS, seed: int = SEED
) -> tuple[float, float]:
    """95% interval of `again_share` less `base_share`, both over themes that some first report does
    not list.

    Its ends are percentiles of resamples of whole areas (Efron & Tibshirani 1993, ch. 13): an
    area's pairs share its reports, so areas are what can be drawn again. Themes that every first
    report of a draw lists stand aside in it. NaN where fewer than two areas have a pair.
    """
    areas = dataset.reports["urn"].to_numpy()[pair_reports(dataset, of_pairs(selection))[:, 0]]
    names, owner = np.unique(areas, return_inverse=True)
    if len(names) < 2:
        return np.nan, np.nan
    weights = (
        np.random.default_rng(seed)
        .multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws)
        .astype(float)
    )
    member = (owner == np.arange(len(names))[:, None]).astype(float)
    drawn = {
        name: weights @ (member @ hits) for name, hits in pair_tallies(dataset, selection).items()
    }
    fresh = np.divide(
        drawn["new_count"],
        drawn["unlisted_count"],
        out=np.zeros_like(drawn["new_count"]),
        where=drawn["unlisted_count"] > 0,
    )
    known = drawn["unlisted_count"] > 0
    listed = (drawn["listed_count"] * known).sum(axis=1)
    difference = ((drawn["again_count"] - drawn["listed_count"] * fresh) * known).sum(axis=1)[
        listed > 0
    ] / listed[listed > 0]
    tail = (1 - CONFIDENCE) / 2
    return (
        tuple(np.quantile(difference, [tail, 1 - tail]).tolist())
        if len(difference)
        else (np.nan, np.nan)
    )


def exchange_recurrence(
    dataset: Dataset, selection: Selection, *, draws: int = DRAWS, seed: int = SEED
) -> dict[str, float]:
    """What `again_share` would be if the next report were another area's, of like framework and
    length: `exchanged_share`, its middle 95%, and `p`.

    Next reports change places between pairs of the same two frameworks whose next reports are of
    about the same length (classes of about `LENGTH_CLASS` by number of recommendations). Nothing
    but what areas have of their own, framework and length apart, is lost by that, so it is the
    hypothesis that the first report says nothing of the next beyond them (a stratified permutation
    test, Good 2005, ch. 3 and 7). `p` is (1 + draws at least as large) / (1 + draws), over all
    exchanges; the share is over next reports that came from another area alone. NaN where nothing
    is listed, or no area has another's to take.
    """
    chosen = of_pairs(selection)
    pairs = pair_reports(dataset, chosen)
    first, following = np.moveaxis(list_themes(dataset, chosen)[pairs], 1, 0).astype(np.float32)
    listed = first.sum()
    if not listed:
        return dict.fromkeys(("exchanged_share", "exchanged_low", "exchanged_high", "p"), np.nan)
    classes, rng = length_classes(dataset, chosen, pairs), np.random.default_rng(seed)
    areas = dataset.reports["urn"].to_numpy()[pairs[:, 0]]
    again, elsewhere, counted = np.zeros(draws), np.zeros(draws), np.zeros(draws)
    for rows in classes:
        overlap = (
            first[rows] @ following[rows].T
        )  # themes that the one pair's first and the other's next report share
        order = rng.permuted(np.tile(np.arange(len(rows)), (draws, 1)), axis=1)
        again += overlap[np.arange(len(rows)), order].sum(axis=1)
        # One cycle, so that few keep their own; what still comes from the same area is not counted.
        is_other, taken = areas[rows][:, None] != areas[rows], np.roll(order, 1, axis=1)
        elsewhere += (overlap * is_other)[order, taken].sum(axis=1)
        counted += (first[rows].sum(axis=1)[:, None] * is_other)[order, taken].sum(axis=1)
    observed, tail = (first * following).sum(), (1 - CONFIDENCE) / 2
    p = (1 + (again >= observed).sum()) / (1 + draws)
    if not counted.all():
        return dict.fromkeys(("exchanged_share", "exchanged_low", "exchanged_high", "p"), np.nan)
    low, high = np.quantile(elsewhere / counted, [tail, 1 - tail]).tolist()
    return {
        "exchanged_share": float((elsewhere / counted).mean()),
        "exchanged_low": low,
        "exchanged_high": high,
        "p": float(p),
    }


def length_classes(dataset: Dataset, selection: Selection, pairs: np.ndarray) -> list[np.ndarray]:
    """Numbers of the pairs that may swap next reports, by the frameworks of both reports and the
    length of the next.
    """
    items = np.bincount(
        dataset.report_rows[choose_recommendations(dataset, selection)],
        minlength=len(dataset.reports),
    )
    frameworks = dataset.reports["framework"].to_numpy()[pairs]
    classes = []
    for kind in sorted({tuple(row) for row in frameworks}):
        rows = np.flatnonzero((frameworks == kind).all(axis=1))
        rows = rows[np.argsort(items[pairs[rows, 1]], kind="stable")]
        classes += np.array_split(rows, max(1, len(rows) // LENGTH_CLASS))
    return classes


_RETURN_COLUMNS = (
    "code",
    "report_id",
    "year",
    "hit_count",
    "next_report_id",
    "next_year",
    "next_hit_count",
    "later_year",
)


def list_returns(
    dataset: Dataset, selection: Selection, urn: str, recurrence: pd.DataFrame
) -> pd.DataFrame:
    """One row per theme of every report on an area that was followed by another: the counts in both
    and whether it came back.

    `later_year` is that of the first report after the next one that lists the theme again, where
    the next does not. The columns of `recurrence` say how often themes come back nationally. Pairs
    oldest first, themes named most often first.
    """
    chosen = replace(everywhere(selection), area=(urn,), category=(), theme=(), next=())
    counts, reports, codes = (
        list_themes(dataset, chosen, counted=True),
        dataset.reports,
        dataset.codes("theme"),
    )
    rows = []
    in_time = (
        reports[is_full(reports) & choose_reports(dataset, chosen)]
        .sort_values("inspected_to_on", kind="stable")
        .index.tolist()
    )
    for first, following in pair_reports(dataset, chosen):
        afterwards = in_time[in_time.index(following) + 1 :]
        for column in np.argsort(-counts[first], kind="stable"):
            if counts[first, column]:
                one, two = reports.loc[first], reports.loc[following]
                later = afterwards if not counts[following, column] else []
                years = [int(reports.loc[row, "year"]) for row in later if counts[row, column]]
                rows.append(
                    {
                        "code": codes[column],
                        "report_id": one["report_id"],
                        "year": one["year"],
                        "hit_count": counts[first, column],
                        "next_report_id": two["report_id"],
                        "next_year": two["year"],
                        "next_hit_count": counts[following, column],
                        "later_year": min(years, default=None),
                    }
                )
    returns = pd.DataFrame(rows, columns=list(_RETURN_COLUMNS))
    returns["later_year"] = returns["later_year"].astype("Int64")
    return returns.assign(came_back=returns["next_hit_count"] > 0).merge(
        recurrence, on="code", how="left"
    )


def of_pairs(selection: Selection) -> Selection:
    """The filters that choose pairs: those that pick areas or recommendations are lifted."""
    return replace(everywhere(selection), category=(), theme=(), next=())


def pair_tallies(dataset: Dataset, selection: Selection) -> dict[str, np.ndarray]:
    """[pair × theme], 0 or 1: whether the first report lists it, and whether the next does again or
    anew.
    """
    chosen = of_pairs(selection)
    first, following = np.moveaxis(
        list_themes(dataset, chosen)[pair_reports(dataset, chosen)], 1, 0
    )
    return {
        name: hits.astype(int)
        for name, hits in (
            ("listed_count", first),
            ("again_count", first & following),
            ("unlisted_count", ~first),
            ("new_count", ~first & following),
        )
    }


def list_themes(dataset: Dataset, selection: Selection, *, counted: bool = False) -> np.ndarray:
    """[report × theme]: whether a report's chosen recommendations carry the theme; if `counted`,
    how many do.
    """
    chosen = choose_recommendations(dataset, selection)
    lists = np.zeros((len(dataset.reports), len(dataset.codes("theme"))), dtype=np.int32)
    np.add.at(lists, dataset.report_rows[chosen], dataset.hits("theme")[chosen])
    return lists if counted else lists > 0
