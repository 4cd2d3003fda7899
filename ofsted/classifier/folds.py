"""Folds for judging a classifier: an authority's recommendations stay together, and so do
near-duplicates across authorities.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

import numpy as np

RUN = 5  # words in a row that are compared
LEAST_OVERLAP = 0.6  # Jaccard index of these runs above which two texts are near-duplicates


def find_near_duplicates(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of places of texts whose runs of five words overlap by more than 0.6 (Jaccard index),
    in rising order.
    """
    runs = [_runs(text) for text in texts]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, own in enumerate(runs):
        for run in own:
            holders[run].append(place)
    shared = Counter(pair for places in holders.values() for pair in combinations(places, 2))
    return sorted(
        pair
        for pair, count in shared.items()
        if count / (len(runs[pair[0]]) + len(runs[pair[1]]) - count) > LEAST_OVERLAP
    )


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))}


def group_texts(texts: Sequence[str], authorities: Sequence[str]) -> np.ndarray:
    """A group number per text: texts of one authority share it, and authorities joined by
    near-duplicates do.
    """
    leader = list(range(len(texts)))

    def find(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    first: dict[str, int] = {}
    for place, authority in enumerate(authorities):
        leader[find(place)] = find(first.setdefault(authority, place))
    for one, two in find_near_duplicates(texts):
        leader[find(one)] = find(two)
    return np.unique([find(place) for place in range(len(texts))], return_inverse=True)[1]


def split_folds(groups: Sequence[int], count: int) -> np.ndarray:
    """A fold per text, 0 to `count` - 1: whole groups, the largest first, each to the fold that
    holds least.
    """
    sizes = Counter(int(group) for group in groups)
    held = [0] * count
    fold_of = {}
    for group, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        fold_of[group] = held.index(min(held))
        held[fold_of[group]] += size
    return np.array([fold_of[int(group)] for group in groups])
