"""What recommendations ask to change, in a sentence."""

from __future__ import annotations

import pandas as pd

from ofsted import words
from ofsted.glossary import ORIENTATIONS

_LEADS = {
    "process": "how work is done",
    "output": "what is to be in place",
    "outcome": "what changes for children",
}
READERS_NOTE = (
    "Two readings by machine, each blind to the other, with a third where they differed."
    " A recommendation with several demands counts by its first."
)


def headline_orientation(counts: pd.DataFrame) -> str:
    """What most recommendations ask to change, and how many ask for a change in children's lives;
    `counts` is a frame of `count_orientations` without grouping.
    """
    hits = {
        str(code): int(count)
        for code, count in zip(counts["code"], counts["hit_count"], strict=True)
    }
    whole = int(counts["recommendation_count"].max()) if len(counts) else 0
    if not whole:
        return "No recommendations match these filters"
    leader = max(ORIENTATIONS, key=hits.__getitem__)
    share = words.percent(hits[leader] / whole)
    if leader == "outcome":
        return f"{share} ask directly for {_LEADS[leader]}"
    return (
        f"{share} of recommendations are about {_LEADS[leader]};"
        f" {words.number(hits['outcome'])} of {words.number(whole)} ask directly"
        " for a change in children’s lives"
    )


def describe_marks(counts: pd.DataFrame) -> str:
    """How many name a change for children, how many of these ask for it, and how many set a target;
    "" where nothing is chosen. What asks for a change for children always names it.
    """
    hits = {
        str(code): int(count)
        for code, count in zip(counts["code"], counts["hit_count"], strict=True)
    }
    whole = int(counts["recommendation_count"].max()) if len(counts) else 0
    if not whole:
        return ""
    of_all = f"of {words.number(whole)}"
    return (
        f"{words.number(hits['names_outcome'])} {of_all} name a change for children anywhere."
        f" In {words.number(hits['outcome'])} of these it is what is asked for; in the others it is"
        " a purpose or a yardstick."
        f" {words.number(hits['sets_target'])} {of_all} say how much or by when."
    )
