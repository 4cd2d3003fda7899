"""One area at a time: its latest report, its inspections, what each asked for, and its profile beside those of other areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ofsted import words
from ofsted.analysis.counts import SMALL_GROUP, count_codes, few_reports
from ofsted.analysis.dataset import Dataset
from ofsted.analysis.selection import Selection, choose_recommendations, choose_reports

JUDGEMENTS = {
    "rating": "Overall effectiveness", "leaders": "Leaders", "help_and_protection": "Help and protection", "in_care": "Children in care",
    "care_leavers": "Care leavers", "adoption": "Adoption", "lscb": "Safeguarding board (LSCB)",
}
_ONE_MENTION = {
    "latest": "in the latest report on the one area chosen", "earlier": "in an earlier report on the one area chosen, not in the latest",
    "never": "in no report on the one area chosen",
}
NOTABLE = 2  # recommendations more or fewer than expected; less is not worth a headline
MENTIONS = {"latest": "Latest report lists it", "earlier": "An earlier report did", "never": "Never listed"}
GROUPS = {"neighbours": "Statistical neighbours", "region": "Region", "england": "England"}


def everywhere(selection: Selection) -> Selection:
    """The filters without those that pick areas: what a place and the groups it is set beside are taken from."""
    return replace(selection, deprivation=(), rurality=(), region=(), la_type=(), area=(), sample=None)


def list_tiles(dataset: Dataset, areas: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """One row per present area in the order of the tiles: its place on the map and the latest of its chosen reports.

    `rating` is blank where no chosen report gives one, `recommendation_count` are those of the latest report to the chosen body.
    `mention` says whether the chosen themes or categories stand in the latest report, in an earlier one, or in none; blank without a report.
    """
    tiles = areas[areas["urn"].notna()].sort_values(["tile_row", "tile_column"])
    tiles = tiles[["place", "urn", "name", "region", "letters", "tile_row", "tile_column"]].astype({"tile_row": int, "tile_column": int})
    latest = _list_latest(dataset, selection)
    return tiles.merge(latest, on="urn", how="left").astype({"report_count": "Int64", "recommendation_count": "Int64"})


def _list_latest(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    reports = dataset.reports
    items = np.bincount(dataset.report_rows[choose_recommendations(dataset, selection)], minlength=len(reports))
    hits = np.bincount(dataset.report_rows[choose_recommendations(dataset, selection, coded=True)], minlength=len(reports))
    chosen = reports.assign(recommendation_count=items, is_hit=hits > 0)[choose_reports(dataset, selection)]
    chosen = chosen.sort_values(["urn", "inspected_to_on"], kind="stable")
    by_area = chosen.groupby("urn")
    latest = chosen.drop_duplicates("urn", keep="last").set_index("urn")
    mention = np.select([latest["is_hit"], by_area["is_hit"].any()], ["latest", "earlier"], "never")
    latest = latest.assign(report_count=by_area.size(), mention=mention.astype(object)).reset_index()
    return latest[["urn", "report_id", "framework", "rating", "inspected_to_on", "report_count", "recommendation_count", "mention"]]


def list_inspections(dataset: Dataset, selection: Selection, urn: str) -> pd.DataFrame:
    """The chosen reports on an area, oldest first, as in the reports table, with `asked_count`: recommendations to the chosen body."""
    chosen = replace(everywhere(selection), area=(urn,))
    items = np.bincount(dataset.report_rows[choose_recommendations(dataset, chosen)], minlength=len(dataset.reports))
    inspections = dataset.reports.assign(asked_count=items)[choose_reports(dataset, chosen)]
    return inspections.sort_values("inspected_to_on", kind="stable")


def count_asks(dataset: Dataset, selection: Selection, urn: str) -> pd.DataFrame:
    """One row per theme and inspection of an area: `hit_count` of `asked_count`, zeros included, themes named most often first."""
    inspections = list_inspections(dataset, selection, urn)
    codes = dataset.codes("theme")
    chosen = choose_recommendations(dataset, replace(everywhere(selection), area=(urn,)))
    hits = np.stack([dataset.hits("theme")[chosen & (dataset.report_rows == row)].sum(axis=0) for row in inspections.index] or [np.zeros(len(codes), int)])
    order = [column for column in np.argsort(-hits.sum(axis=0), kind="stable") if hits[:, column].any()]
    labels, category_of = dataset.codebook.labels, dataset.codebook.category_of
    rows = [
        (codes[column], labels[codes[column]], labels[category_of[codes[column]]], report.report_id, int(hits[number, column]), report.asked_count)
        for column in order for number, report in enumerate(inspections.itertuples())
    ]
    return pd.DataFrame(rows, columns=["code", "label", "category_label", "report_id", "hit_count", "asked_count"])


def profile_place(dataset: Dataset, areas: pd.DataFrame, selection: Selection, urn: str) -> pd.DataFrame:
    """Categories of an area's recommendations beside those of its statistical neighbours, its region and England.

    One row per category and group, as `count_codes` gives them with `is_small`. `place_hit_count` of `place_count` is the area's own,
    `expected_count` what it would be at England's share. Region and England hold the area itself, the neighbours do not.
    """
    area = areas.set_index("urn").loc[urn]
    chosen = replace(everywhere(selection), category=(), theme=())
    own = count_codes(dataset, replace(chosen, area=(urn,))).set_index("code")
    groups = {"neighbours": replace(chosen, area=tuple(area["neighbours"])), "region": replace(chosen, region=(area["region"],)), "england": chosen}
    labels = GROUPS | {"region": area["region"]}
    frames = [few_reports(count_codes(dataset, each)).assign(group=name, group_label=labels[name]) for name, each in groups.items()]
    profile = pd.concat(frames, ignore_index=True)
    england = frames[-1].set_index("code")["share"]
    profile = profile.assign(place_hit_count=profile["code"].map(own["hit_count"]), place_count=profile["code"].map(own["recommendation_count"]))
    return profile.assign(expected_count=profile["place_count"] * profile["code"].map(england))


def headline_tiles(tiles: pd.DataFrame, what: Sequence[str] = ()) -> str:
    """How the latest ratings are spread over the areas; with the labels of themes or categories, how many areas they stand in."""
    covered = tiles[tiles["report_count"].notna()]
    if covered.empty:
        return "No reports match these filters."
    total = f"{words.number(len(covered))} area{'' if len(covered) == 1 else 's'}"
    years = pd.to_datetime(covered["inspected_to_on"]).dt.year
    span = f"Latest reports date from {years.min()} to {years.max()}." if years.min() < years.max() else f"All latest reports date from {years.min()}."
    if what:
        counts = covered["mention"].value_counts()
        latest, earlier, never = (words.number(counts.get(state, 0)) for state in MENTIONS)
        named = words.listed([_unbroken(label) for label in what])
        if len(covered) == 1:
            return f"{named}: {_ONE_MENTION[covered['mention'].iloc[0]]}. {span}"
        return f"{named}: in the latest report on {latest} of {total}; only in an earlier one on {earlier}; in none on {never}. {span}"
    counts = covered["rating"].value_counts()
    counts = counts.reindex([code for code in words.codes("rating") if code in counts.index]).sort_values(ascending=False, kind="stable")
    if counts.empty:
        return f"No overall rating in the latest reports on {total}. {span}"
    named = words.listed([f"{_rating(code)} {words.number(count)}" for code, count in counts.items()], most=len(counts))
    ungraded = " Inspections from April 2026 carry no overall rating; an area’s own page has its other judgements." if "not-given" in counts.index else ""
    if len(covered) < len(tiles):
        return (
            f"{total} of {words.number(len(tiles))} {'has' if len(covered) == 1 else 'have'} a report among those chosen, rated in the latest of these:"
            f" {named}. {span}{ungraded}"
        )
    return f"Latest ratings of {total}: {named}. {span}{ungraded}"


def headline_inspections(inspections: pd.DataFrame, name: str) -> str:
    """How often an area was inspected and how it was rated, first to last."""
    name = _unbroken(name)
    if inspections.empty:
        return f"No report on {name} matches these filters."
    years = inspections["year"].tolist()
    rated = [_rating(code) for code in inspections["rating"] if isinstance(code, str)]
    often = f"{len(years)} reports on {name} from {years[0]} to {years[-1]}" if len(years) > 1 else f"One report on {name}, of {years[0]}"
    return f"{often}, rated {', then '.join(rated)}." if rated else f"{often}, without an overall rating."


def headline_asks(asks: pd.DataFrame, inspections: pd.DataFrame, name: str) -> str:
    """What the latest report on an area asks for most."""
    name = _unbroken(name)
    if inspections.empty:
        return f"No report on {name} matches these filters."
    latest = inspections.iloc[-1]
    count = int(latest["asked_count"])
    lead = f"The latest report on {name} ({latest['year']}) lists {words.number(count) if count else 'no'} recommendation{'' if count == 1 else 's'}"
    own = asks[(asks["report_id"] == latest["report_id"]) & (asks["hit_count"] > 0)]
    if own.empty:
        return f"{lead}."
    most = int(own["hit_count"].max())
    top = own[own["hit_count"] == most]
    if len(top) > 3:
        return f"{lead}, on {len(own)} themes, none named more than {'once' if most == 1 else f'{most} times'}."
    each = f"{most} of {count}{' each' if len(top) > 1 else ''}"
    return f"{lead}; named most: {words.listed(top['label'].tolist())} ({each})."


def headline_profile(profile: pd.DataFrame, name: str) -> str:
    """The category of an area's recommendations that lies furthest from the number to expect at England's share, if any lies `NOTABLE` from it."""
    own, name = profile[profile["group"] == "england"], _unbroken(name)
    count = int(own["place_count"].max()) if len(own) else 0
    if not count:
        return f"No recommendations to {name} match these filters."
    gap = (own["place_hit_count"].astype(float) - own["expected_count"]).abs()
    top = own.loc[gap.idxmax()]
    lead = (
        f"Furthest from England: {top['label']}, {words.number(top['place_hit_count'])} of the {words.number(count)} recommendations to {name}, where "
        f"{top['expected_count']:.1f} would be expected at England’s share"
        if gap.max() >= NOTABLE
        else f"In every category the {words.number(count)} recommendations to {name} are within {NOTABLE} of what England’s shares would give"
    )
    return (
        f"{lead}. With fewer than {SMALL_GROUP} reports an area’s own counts are shown, "
        "not shares: differences of a few recommendations arise by chance."
    )


def _rating(code: str) -> str:
    """A rating inside a sentence."""
    return "not given" if code == "not-given" else words.short_label("rating", code).lower()


def _unbroken(text: str) -> str:
    """Text in which a full stop never ends a sentence: a heading takes the first one, and some names hold one."""
    return text.replace(". ", ".\u00a0")
