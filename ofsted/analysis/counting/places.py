"""One area at a time: its latest report, its inspections, what each asked for, and its profile
beside those of other areas.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ofsted.analysis.counting.counts import count_codes, few_reports
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection, choose_recommendations, choose_reports

JUDGEMENTS = {
    "rating": "Overall effectiveness",
    "leaders": "Leaders",
    "help_and_protection": "Help and protection",
    "in_care": "Children in care",
    "care_leavers": "Care leavers",
    "adoption": "Adoption",
    "lscb": "Safeguarding board (LSCB)",
}
MENTIONS = {
    "latest": "Latest report lists it",
    "earlier": "An earlier report did",
    "never": "Never listed",
}
GROUPS = {"neighbours": "Statistical neighbours", "region": "Region", "england": "England"}


def everywhere(selection: Selection) -> Selection:
    """The filters without those that pick areas: what a place and the groups it is set beside are
    taken from.
    """
    return replace(
        selection, deprivation=(), rurality=(), region=(), la_type=(), area=(), sample=None
    )


def list_tiles(dataset: Dataset, areas: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """One row per present area in the order of the tiles: its place on the map and the latest of
    its chosen reports.

    `rating` is blank where no chosen report gives one, `recommendation_count` are those of the
    latest report to the chosen body. `mention` says whether the chosen themes or categories stand
    in the latest report, in an earlier one, or in none; blank without a report.
    """
    tiles = areas[areas["urn"].notna()].sort_values(["tile_row", "tile_column"])
    tiles = tiles[["place", "urn", "name", "region", "letters", "tile_row", "tile_column"]].astype(
        {"tile_row": int, "tile_column": int}
    )
    latest = _list_latest(dataset, selection)
    return tiles.merge(latest, on="urn", how="left").astype(
        {"report_count": "Int64", "recommendation_count": "Int64"}
    )


def _list_latest(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    reports = dataset.reports
    items = np.bincount(
        dataset.report_rows[choose_recommendations(dataset, selection)], minlength=len(reports)
    )
    hits = np.bincount(
        dataset.report_rows[choose_recommendations(dataset, selection, coded=True)],
        minlength=len(reports),
    )
    chosen = choose_reports(dataset, selection)[dataset.rows_by_area]
    rows = dataset.rows_by_area[chosen]
    areas = dataset.area_numbers[rows]
    is_latest = np.append(areas[1:] != areas[:-1], True)[: len(rows)]
    latest, found = rows[is_latest], areas[is_latest]
    has_any = np.bincount(areas, hits[rows] > 0, minlength=len(reports))[found] > 0
    mention = np.select([hits[latest] > 0, has_any], ["latest", "earlier"], "never")
    told = reports[["urn", "report_id", "framework", "rating", "inspected_to_on"]].take(latest)
    return told.assign(
        report_count=np.bincount(areas, minlength=len(reports))[found],
        recommendation_count=items[latest],
        mention=mention.astype(object),
    )


def list_inspections(dataset: Dataset, selection: Selection, urn: str) -> pd.DataFrame:
    """The chosen reports on an area, oldest first, as in the reports table, with `asked_count`:
    recommendations to the chosen body.
    """
    chosen = replace(everywhere(selection), area=(urn,))
    items = np.bincount(
        dataset.report_rows[choose_recommendations(dataset, chosen)], minlength=len(dataset.reports)
    )
    inspections = dataset.reports.assign(asked_count=items)[choose_reports(dataset, chosen)]
    return inspections.sort_values("inspected_to_on", kind="stable")


def count_asks(dataset: Dataset, selection: Selection, urn: str) -> pd.DataFrame:
    """One row per theme and inspection of an area:

    `hit_count` of `asked_count`, zeros included, themes named most often first.
    """
    inspections = list_inspections(dataset, selection, urn)
    codes = dataset.codes("theme")
    chosen = choose_recommendations(dataset, replace(everywhere(selection), area=(urn,)))
    hits = np.stack(
        [
            dataset.hits("theme")[chosen & (dataset.report_rows == row)].sum(axis=0)
            for row in inspections.index
        ]
        or [np.zeros(len(codes), int)]
    )
    order = [
        column for column in np.argsort(-hits.sum(axis=0), kind="stable") if hits[:, column].any()
    ]
    labels, category_of = dataset.codebook.labels, dataset.codebook.category_of
    rows = [
        (
            codes[column],
            labels[codes[column]],
            labels[category_of[codes[column]]],
            report.report_id,
            int(hits[number, column]),
            report.asked_count,
        )
        for column in order
        for number, report in enumerate(inspections.itertuples())
    ]
    return pd.DataFrame(
        rows, columns=["code", "label", "category_label", "report_id", "hit_count", "asked_count"]
    )


def profile_place(
    dataset: Dataset, areas: pd.DataFrame, selection: Selection, urn: str
) -> pd.DataFrame:
    """Categories of an area's recommendations beside those of its statistical neighbours, its
    region and England.

    One row per category and group, as `count_codes` gives them with `is_small`. `place_hit_count`
    of `place_count` is the area's own, `expected_count` what it would be at England's share. Region
    and England hold the area itself, the neighbours do not.
    """
    area = areas.set_index("urn").loc[urn]
    chosen = replace(everywhere(selection), category=(), theme=())
    own = count_codes(dataset, replace(chosen, area=(urn,))).set_index("code")
    groups = {
        "neighbours": replace(chosen, area=tuple(area["neighbours"])),
        "region": replace(chosen, region=(str(area["region"]),)),
        "england": chosen,
    }
    labels = GROUPS | {"region": area["region"]}
    frames = [
        few_reports(count_codes(dataset, each)).assign(group=name, group_label=labels[name])
        for name, each in groups.items()
    ]
    profile = pd.concat(frames, ignore_index=True)
    england = frames[-1].set_index("code")["share"]
    profile = profile.assign(
        place_hit_count=profile["code"].map(own["hit_count"]),
        place_count=profile["code"].map(own["recommendation_count"]),
    )
    return profile.assign(expected_count=profile["place_count"] * profile["code"].map(england))
