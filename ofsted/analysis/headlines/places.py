"""What the charts of one area show, in a sentence each."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.neighbours import Covered
from ofsted.analysis.counting.places import MENTIONS
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.phrases import by_number, counted
from ofsted.analysis.headlines.rows import listed_labels, row_of_most
from ofsted.limits import SMALL_GROUP
from ofsted.words import _unbroken

NOTABLE = 2  # recommendations more or fewer than expected; less is not worth a headline
_ONE_MENTION = {
    "latest": "in the latest report on the one area chosen",
    "earlier": "in an earlier report on the one area chosen, not in the latest",
    "never": "in no report on the one area chosen",
}


def headline_tiles(tiles: pd.DataFrame, what: Sequence[str] = ()) -> str:
    """How the latest ratings are spread over the areas.

    With `what`, labels of themes or categories: how many areas they stand in.
    """
    covered = tiles[tiles["report_count"].notna()]
    if covered.empty:
        return "No reports match these filters."
    span = _span_words(covered)
    if what:
        return f"{_mention_words(covered, what)}. {span}"
    total = counted(len(covered), "area")
    ratings = covered["rating"].value_counts()
    known = [code for code in glossary.codes("rating") if code in ratings.index]
    ratings = ratings.reindex(known).sort_values(ascending=False, kind="stable")
    if ratings.empty:
        return f"No overall rating in the latest reports on {total}. {span}"
    parts = [f"{_rating(str(code))} {words.number(count)}" for code, count in ratings.items()]
    named = words.listed(parts, most=len(parts))
    ungraded = ""
    if "not-given" in ratings.index:
        ungraded = (
            " Inspections from April 2026 carry no overall rating; an area’s own page has its "
            "other judgements."
        )
    if len(covered) < len(tiles):
        have = by_number(len(covered), "has", "have")
        everywhere = words.number(len(tiles))
        return (
            f"{total} of {everywhere} {have} a report among those chosen, rated in "
            f"the latest of these: {named}. {span}{ungraded}"
        )
    return f"Latest ratings of {total}: {named}. {span}{ungraded}"


def headline_inspections(inspections: pd.DataFrame, name: str) -> str:
    """How often an area was inspected and how it was rated, first to last."""
    name = _unbroken(name)
    if inspections.empty:
        return f"No report on {name} matches these filters."
    years = inspections["year"].tolist()
    first, last = years[0], years[-1]
    often = f"One report on {name}, of {first}"
    if len(years) > 1:
        often = f"{len(years)} reports on {name} from {first} to {last}"
    codes = inspections["rating"].dropna()
    rated = [_rating(code) for code in codes]
    if not rated:
        return f"{often}, without an overall rating."
    in_turn = ", then ".join(rated)
    return f"{often}, rated {in_turn}."


def headline_asks(asks: pd.DataFrame, inspections: pd.DataFrame, name: str) -> str:
    """What the latest report on an area asks for most."""
    name = _unbroken(name)
    if inspections.empty:
        return f"No report on {name} matches these filters."
    latest = inspections.iloc[-1]
    year = latest["year"]
    count = int(latest["asked_count"])
    listed = "no recommendations"
    if count:
        listed = counted(count, "recommendation")
    lead = f"The latest report on {name} ({year}) lists {listed}"
    is_own = asks["report_id"] == latest["report_id"]
    is_named = asks["hit_count"] > 0
    own = asks[is_own & is_named]
    if own.empty:
        return f"{lead}."
    hits = own["hit_count"]
    most = int(hits.max())
    top = own[hits == most]
    if len(top) > 3:
        times = by_number(most, "once", f"{most} times")
        return f"{lead}, on {len(own)} themes, none named more than {times}."
    each = by_number(len(top), "", " each")
    return f"{lead}; named most: {listed_labels(top)} ({most} of {count}{each})."


def tell_addressees(recommendations: pd.DataFrame, urn: str) -> str:
    """How many recommendations of all reports on an area are to the council, and how many to its
    safeguarding board.
    """
    bodies = recommendations.loc[recommendations["urn"] == urn, "body"]
    council, board = int((bodies == "authority").sum()), int((bodies == "lscb").sum())
    told = f"{counted(council + board, 'recommendation')}"
    if not board:
        return f"{told}, all to the council."
    return (
        f"{told}: {words.number(council)} to the council and {words.number(board)} to its "
        "safeguarding board (LSCB)."
    )


def describe_covered(covered: Covered, selection: Selection) -> str:
    """How many statistical neighbours have a report among those compared, and which these are."""
    which = words.listed([glossary.short_label("framework", code) for code in selection.framework])
    among = f"{which} reports" if which else "reports"
    near = (
        "Neighbours have the most similar children’s characteristics, by the model of the "
        "Department for Education, 2025."
    )
    have = by_number(covered.covered_count, "has", "have")
    told = f"{covered.covered_count} of {covered.neighbour_count} neighbours {have} {among}"
    if covered.years is None:
        return f"{near} {told} here."
    first, last = covered.years
    return f"{near} {told}: {words.number(covered.report_count)} in all, {first} to {last}."


def headline_profile(profile: pd.DataFrame, name: str, among: str = "") -> str:
    """The category of an area's recommendations that lies furthest from what to expect; `among`
    names the reports that are counted, such as "ILACS reports".

    To be expected is the number at England's share; a category is named only if it lies `NOTABLE`
    recommendations from that.
    """
    own = profile[profile["group"] == "england"]
    name = _unbroken(name)
    if among:
        name = f"{name} in {among}"
    count = 0
    if len(own):
        count = int(own["place_count"].max())
    if not count:
        return f"No recommendations to {name} match these filters."
    return (
        f"{_furthest_words(own, count, name)}. With fewer than {SMALL_GROUP} reports a council’s "
        "own counts are shown, not shares: differences of a few recommendations arise by chance."
    )


def _span_words(covered: pd.DataFrame) -> str:
    """The years in which the latest reports were inspected."""
    days = pd.to_datetime(covered["inspected_to_on"])
    years = days.dt.year
    first, last = years.min(), years.max()
    if first < last:
        return f"Latest reports date from {first} to {last}."
    return f"All latest reports date from {first}."


def _mention_words(covered: pd.DataFrame, what: Sequence[str]) -> str:
    """In how many areas the latest report, an earlier one or none names what is chosen."""
    named = words.listed([_unbroken(label) for label in what])
    mentions = covered["mention"]
    if len(covered) == 1:
        mention = _ONE_MENTION[mentions.iloc[0]]
        return f"{named}: {mention}"
    counts = mentions.value_counts().reindex(list(MENTIONS), fill_value=0)
    latest, earlier, never = counts.map(words.number)
    total = counted(len(covered), "area")
    return (
        f"{named}: in the latest report on {latest} of {total}; only in an earlier one on "
        f"{earlier}; in none on {never}"
    )


def _furthest_words(own: pd.DataFrame, count: int, name: str) -> str:
    gap = (own["place_hit_count"].astype(float) - own["expected_count"]).abs()
    top = row_of_most(own, gap)
    total = words.number(count)
    if gap.max() >= NOTABLE:
        return (
            f"Furthest from England: {top['label']}, {words.number(top['place_hit_count'])} of the "
            f"{total} recommendations to {name}, where {top['expected_count']:.1f} would be "
            "expected at England’s share"
        )
    return (
        f"In every category the {total} recommendations to {name} are within {NOTABLE} of what "
        "England’s shares would give"
    )


def _rating(code: str) -> str:
    """A rating inside a sentence."""
    if code == "not-given":
        return "not given"
    return glossary.short_label("rating", code).lower()
