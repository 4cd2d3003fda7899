"""One report's categories, counted, beside those of comparable reports: what it names, and what to
expect at the others' shares.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ofsted import glossary
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection, choose_recommendations, choose_reports
from ofsted.limits import SMALL_GROUP

_STYLES = (
    r"\b(london|royal|metropolitan|city|county|district|unitary|borough|council|corporation"
    r"|authority|local|the|of|and|trust|childrens?|services?)\b"
)


def find_area(areas: pd.DataFrame, printed: str) -> pd.Series | None:
    """The present area that a report's cover names, a row of `areas`; None where no area or more
    than one goes by that name.
    """
    wanted = _bare(printed)
    present = areas[areas["urn"].notna()]
    found = [
        row
        for _, row in present.iterrows()
        if wanted and wanted in {_bare(name) for name in (row["name"], *row["also_known_as"])}
    ]
    if len(found) != 1:
        return None
    return found[0]


def _bare(name: str) -> str:
    """A name without the words that tell what kind of council it is; the City of London, left
    without a name, keeps them.
    """
    plain = re.sub(r"['’]", "", name.lower())
    return " ".join(re.sub(r"[^a-z ]", " ", re.sub(_STYLES, " ", plain)).split()) or plain


def comparable_groups(
    framework: str | None, rating: str | None, neighbours: Sequence[str], body: str
) -> dict[str, Selection]:
    """Groups of reports to set one beside, by their label; all within its framework, where it has
    one.
    """
    if framework is None:
        return {"All reports": Selection(body=body)}
    name = glossary.short_label("framework", framework)
    groups = {f"{name}, all": Selection(framework=(framework,), body=body)}
    if rating not in (None, "not-given"):
        groups[f"{name}, rated {glossary.label('rating', rating).lower()}"] = Selection(
            framework=(framework,), rating=(rating,), body=body
        )
    if len(neighbours):
        groups[f"{name}, statistical neighbours"] = Selection(
            framework=(framework,), area=tuple(neighbours), body=body
        )
    return groups


def profile_report(
    dataset: Dataset,
    coded: Sequence[Sequence[str]],
    groups: Mapping[str, Selection],
    own_report_id: str | None = None,
) -> pd.DataFrame:
    """Categories of one report's recommendations beside groups of others; a row per category and
    group, those named most often first.

    `coded` are the themes of each recommendation. `own_hit_count` of `own_count` are the report's;
    `hit_count` of `recommendation_count` in `report_count` reports the group's, without the report
    itself; `share` is 0–1. `expected_count` is the group's share times `own_count`. Share and
    expected count are missing where the group is small (`is_small`: fewer than 15 reports) or lists
    nothing.
    """
    category_of, codes = dataset.codebook.category_of, dataset.category_ids
    rows = [{category_of[theme] for theme in themes} for themes in coded]
    own = np.array([sum(code in row for row in rows) for code in codes])
    is_own = np.zeros(len(dataset.reports), bool)
    if own_report_id:
        is_own = (dataset.reports["report_id"] == own_report_id).to_numpy()
    frames = [
        _beside(dataset, label, selection, is_own, own, len(rows))
        for label, selection in groups.items()
    ]
    return pd.concat(
        [frame.iloc[np.argsort(-own, kind="stable")] for frame in frames], ignore_index=True
    )


def _beside(
    dataset: Dataset,
    label: str,
    selection: Selection,
    is_own: np.ndarray,
    own: np.ndarray,
    own_count: int,
) -> pd.DataFrame:
    chosen = choose_recommendations(dataset, selection) & ~is_own[dataset.report_rows]
    report_count = int((choose_reports(dataset, selection) & ~is_own).sum())
    count = int(chosen.sum())
    hits = dataset.hits("category")[chosen].sum(axis=0)
    is_small = report_count < SMALL_GROUP
    share = np.full(len(hits), np.nan)
    if count and not is_small:
        share = hits / count
    labels = dataset.codebook.labels
    return pd.DataFrame(
        {
            "code": dataset.category_ids,
            "label": [labels[code] for code in dataset.category_ids],
            "own_hit_count": own,
            "own_count": own_count,
            "group": label,
            "hit_count": hits,
            "recommendation_count": count,
            "report_count": report_count,
            "share": share,
            "expected_count": share * own_count,
            "is_small": is_small,
        }
    )
