"""What a link may say of a dataset: its regions, areas and themes beside the options that are the
same for all data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ofsted.address.view import PARAMETERS, Vocabulary, make_vocabulary
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import list_options
from ofsted.codebook import ONLY_WHO, Codebook
from ofsted.tables import stored


def _category_names(codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """By category the names that a link may say: the public one and the study's."""
    names = {category.id: (category.name, category.label) for category in codebook.categories}
    return names | {ONLY_WHO: (codebook.only_who,)}


def _place_names(areas: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """By area the names that a link may say: today's and those it had."""
    stated = zip(areas["place"], areas["name"], areas["also_known_as"], strict=True)
    return {place: (name, *others) for place, name, others in stated}


def make_choices(
    dataset: Dataset, codebook: Codebook, version: str, areas: pd.DataFrame | None = None
) -> Vocabulary:
    """What a link to this dataset may say; `areas` are the stored ones where none are given."""
    if areas is None:
        areas = stored.read_areas()
    labels: dict[str, Mapping[Any, tuple[str, ...]]] = {
        name: parameter.options for name, parameter in PARAMETERS.items() if parameter.options
    }
    labels |= {
        "region": {region: (region,) for region in list_options(dataset, "region")},
        "area": {urn: (name,) for urn, name in dataset.area_names.items()},
        "place": _place_names(areas),
        "category": _category_names(codebook),
        "theme": {theme.id: (theme.label,) for theme in codebook.themes},
    }
    years = list_options(dataset, "year")
    return make_vocabulary(
        labels, (years[0], years[-1]), dataset.recommendations["recommendation_id"], version
    )
