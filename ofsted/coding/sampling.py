"""The recommendations that a person codes to check the published coding: a probability sample.

Strata are framework × rating. Their sizes go with the square root of how many recommendations each
has, so that small strata are seen too (power allocation, Bankier 1988). Within a stratum what
carries a rare theme is drawn `RARE_BOOST` times as often. One systematic pass with these
probabilities (Madow 1949) draws exactly as many as asked for, and from each stratum its number, up
or down to a whole one. The inclusion probability follows from the data and the size alone, not from
the seed: that is what estimates for all recommendations are weighted by.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ofsted.coding.texts import text_id
from ofsted.errors import OfstedError
from ofsted.limits import (
    LEAST_OWN_SAMPLE,
    MOST_OWN_SAMPLE,
    OWN_SAMPLE,
    RARE_BOOST,
    RARE_THEME,
)

MOST_SEED = 999_999
_WRITTEN = re.compile(r"([0-9]{1,6})-([0-9]{1,6})")
_ROUNDING = 1e-9
_DIGITS = 13  # hexadecimal digits of a hash that make one number: as many as a float holds exactly


@dataclass(frozen=True)
class OwnSample:
    """How many recommendations are drawn, and the seed; written `400-7`.

    Raises `OfstedError` on a size or a seed that cannot be.
    """

    most: int = OWN_SAMPLE
    seed: int = 1

    def __post_init__(self) -> None:
        if not LEAST_OWN_SAMPLE <= self.most <= MOST_OWN_SAMPLE:
            raise OfstedError(
                f"{self.most} recommendations asked for; a sample has {LEAST_OWN_SAMPLE} to"
                f" {MOST_OWN_SAMPLE:,}"
            )
        if not 0 <= self.seed <= MOST_SEED:
            raise OfstedError(
                f"the seed of a sample is a whole number from 0 to {MOST_SEED:,}, not {self.seed}"
            )

    def __str__(self) -> str:
        return f"{self.most}-{self.seed}"


def parse_sample(text: str) -> OwnSample:
    """The sample that a text like `400-7` stands for. Raises `OfstedError`; never repeats it."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise OfstedError("a sample is written as its size and its seed, as in 400-7")
    return OwnSample(int(found[1]), int(found[2]))


def inclusion_probabilities(recommendations: pd.DataFrame, most: int) -> np.ndarray:
    """The chance of every recommendation to be drawn; they add up to `most`, or to all there are.

    `recommendations` needs framework, rating and themes.
    """
    strata = list_strata(recommendations)
    sizes = np.where(carries_rare(recommendations["themes"]), float(RARE_BOOST), 1.0)
    numbers, _ = pd.factorize(strata)
    in_stratum = np.bincount(numbers)[numbers]
    weight_of_stratum = np.bincount(numbers, weights=sizes)[numbers]
    wanted = np.sqrt(in_stratum) * sizes / weight_of_stratum
    return _cap_at_one(wanted, min(most, len(recommendations)))


def _cap_at_one(wanted: np.ndarray, total: float) -> np.ndarray:
    """Probabilities in proportion to what is wanted, none above 1, that add up to the total."""
    certain = np.zeros(len(wanted), dtype=bool)
    while True:
        left = total - certain.sum()
        free = wanted[~certain].sum()
        scaled = wanted * (left / free if free else 0.0)
        over = ~certain & (scaled > 1 - _ROUNDING)
        if not over.any():
            return np.where(certain, 1.0, scaled)
        certain |= over


def list_strata(recommendations: pd.DataFrame) -> np.ndarray:
    """The stratum of every recommendation, as `F4/good`."""
    ratings = recommendations["rating"].astype(object)
    ratings = ratings.where(ratings.notna(), "not-given")
    frameworks = recommendations["framework"].astype(str)
    return (frameworks + "/" + ratings.astype(str)).to_numpy(dtype=object)


def carries_rare(themes: Iterable[Iterable[str]]) -> np.ndarray:
    """Which recommendations carry a theme that fewer than `RARE_THEME` carry, as we coded them."""
    carried = [list(of_one) for of_one in themes]
    counts = Counter(theme for of_one in carried for theme in of_one)
    rare = {theme for theme, count in counts.items() if count < RARE_THEME}
    return np.array([not rare.isdisjoint(of_one) for of_one in carried], dtype=bool)


def draw_own_sample(recommendations: pd.DataFrame, sample: OwnSample) -> pd.DataFrame:
    """The drawn recommendations in an order of the seed's own, which tells nothing of how they were
    coded: recommendation_id, text_id, report_id, stratum and inclusion_probability.

    The same on every machine, whatever the order of the rows.
    """
    frame = recommendations.sort_values("recommendation_id").reset_index(drop=True)
    ids = frame["recommendation_id"].astype(str).tolist()
    chances = inclusion_probabilities(frame, sample.most)
    strata = list_strata(frame)
    order = np.lexsort((_numbers(f"lot {sample.seed}", ids), strata))
    start = _numbers(f"start {sample.seed}", [""])[0]
    taken = order[take_systematically(chances[order], start)]
    taken = taken[np.argsort(_numbers(f"order {sample.seed}", [ids[row] for row in taken]))]
    return pd.DataFrame(
        {
            "recommendation_id": [ids[row] for row in taken],
            "text_id": [text_id(digest) for digest in frame["text_sha256"].iloc[taken]],
            "report_id": frame["report_id"].astype(str).iloc[taken].tolist(),
            "stratum": strata[taken],
            "inclusion_probability": chances[taken],
        }
    )


def take_systematically(chances: np.ndarray, start: float) -> np.ndarray:
    """The places whose stretch of the running sum holds one of the points start, start + 1, …"""
    ends = np.cumsum(chances)
    # The sum is a whole number but for rounding; the last point must not fall off its end.
    ends[-1] = np.round(ends[-1])
    begins = np.concatenate([[0.0], ends[:-1]])
    return np.flatnonzero(np.ceil(ends - start) > np.ceil(begins - start))


def _numbers(purpose: str, ids: list[str]) -> np.ndarray:
    """A number from 0 to below 1 for every id, from its hash with the purpose."""
    digests = [hashlib.sha256(f"{purpose}:{key}".encode()).hexdigest() for key in ids]
    return np.array([int(digest[:_DIGITS], 16) / 16**_DIGITS for digest in digests])
