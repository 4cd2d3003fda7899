"""What people and the study gave beside our coding, for the page on reliability."""

from __future__ import annotations

import pandas as pd
from cachetools import LRUCache, cached

from ofsted.address.view import View
from ofsted.analysis.paper.examples import compare_examples
from ofsted.dashboard.held.data import Release, read_examples
from ofsted.dashboard.held.memory import remember
from ofsted.dashboard.navigation import page_address
from ofsted.steps.own_coding import Compared, compare_answers
from ofsted.steps.people import Person


@cached(
    LRUCache(maxsize=8),
    key=lambda release, person: (release.key, person.name, len(person.answers)),
)
def compare_person(release: Release, person: Person) -> Compared:
    """A person's coding beside ours."""
    dataset = release.dataset
    return compare_answers(dataset.recommendations, dataset.codebook, person.sample, person.answers)


@remember
def compare_with_study(release: Release) -> pd.DataFrame:
    """The study's codes of what it quotes beside ours, a row each."""
    dataset = release.dataset
    rows = dataset.recommendations
    ours = dict(zip(rows["recommendation_id"], rows["themes"], strict=True))
    return compare_examples(read_examples(release), ours, dataset.codebook)


def printed_examples(table: pd.DataFrame) -> pd.DataFrame:
    """The same under names that a reader understands."""
    return pd.DataFrame(
        {
            "As the study names it": table["printed_as"],
            "The study’s category": table["category"],
            "The study’s theme": table["theme"],
            "Our themes": table["ours"],
            "Has the theme": table["has_theme"].map({True: "yes", False: "no"}),
        }
    )


def example_links(table: pd.DataFrame, release: Release) -> dict[str, pd.Series]:
    """The address of each recommendation."""
    addresses = [
        page_address("quotes", View(quote=key), release.vocabulary)
        for key in table["recommendation_id"]
    ]
    return {"As the study names it": pd.Series(addresses, dtype=object)}
