"""What the charts of one area show, in a sentence each."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.places import MENTIONS
from ofsted.limits import SMALL_GROUP
from ofsted.words import _unbroken

_ONE_MENTION = {
    "latest": "in the latest report on the one area chosen",
    "earlier": "in an earlier report on the one area chosen, not in the latest",
    "never": "in no report on the one area chosen",
}


NOTABLE = 2  # recommendations more or fewer than expected; less is not worth a headline


def headline_tiles(tiles: pd.DataFrame, what: Sequence[str] = ()) -> str:
    """How the latest ratings are spread over the areas; with the labels of themes or categories,
    how many areas they stand in.
    """
    covered = tiles[tiles["report_count"].notna()]
    if covered.empty:
        return "No reports match these filters."
    total = f"{words.number(len(covered))} area{'' if len(covered) == 1 else 's'}"
    years = pd.to_datetime(covered["inspected_to_on"]).dt.year
    span = (
        f"Latest reports date from {years.min()} to {years.max()}."
        if years.min() < years.max()
        else f"All latest reports date from {years.min()}."
    )
    if what:
        counts = covered["mention"].value_counts()
        latest, earlier, never = (words.number(counts.get(state, 0)) for state in MENTIONS)
        named = words.listed([_unbroken(label) for label in what])
        if len(covered) == 1:
            return f"{named}: {_ONE_MENTION[covered['mention'].iloc[0]]}. {span}"
        return f"{named}: in the latest report on {latest} of {total}; only in an earlier one on {earlier}; in none on {never}. {span}"
    counts = covered["rating"].value_counts()
    counts = counts.reindex(
        [code for code in glossary.codes("rating") if code in counts.index]
    ).sort_values(ascending=False, kind="stable")
    if counts.empty:
        return f"No overall rating in the latest reports on {total}. {span}"
    named = words.listed(
        [f"{_rating(code)} {words.number(count)}" for code, count in counts.items()],
        most=len(counts),
    )
    ungraded = (
        " Inspections from April 2026 carry no overall rating; an area’s own page has its other judgements."
        if "not-given" in counts.index
        else ""
    )
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
    often = (
        f"{len(years)} reports on {name} from {years[0]} to {years[-1]}"
        if len(years) > 1
        else f"One report on {name}, of {years[0]}"
    )
    return (
        f"{often}, rated {', then '.join(rated)}."
        if rated
        else f"{often}, without an overall rating."
    )


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
    """The category of an area's recommendations that lies furthest from the number to expect at
    England's share, if any lies `NOTABLE` from it.
    """
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
    return "not given" if code == "not-given" else glossary.short_label("rating", code).lower()
