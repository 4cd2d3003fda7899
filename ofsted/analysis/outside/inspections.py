"""The inspections that figures of others are counted from: those of the release, and the absent
ones as others reported them.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ofsted.analysis.outside.figures import DATES, JUDGEMENTS, Absent
from ofsted.errors import OutsideError

FRAMEWORKS = ("F3", "F4")  # graded as a whole, on one scale
_SHARED = ("report_id", "framework", "variant", "region", "deprivation")
COLUMNS = (*_SHARED, *DATES, *JUDGEMENTS, "authority", "area_name", "active_to_on")


def graded_inspections(reports: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """The SIF and ILACS inspections of authorities in the release, one row each, with the day on
    which the authority ceased to be.

    Reviews of a safeguarding board alone are none.
    """
    of_authorities = reports["variant"] != "lscb-review"
    is_graded = reports["framework"].isin(FRAMEWORKS)
    chosen = reports[of_authorities & is_graded]
    present = areas[areas["urn"].notna()]
    ends = present.set_index("urn")["active_to_on"]
    inspections = chosen.assign(
        authority=chosen["urn"],
        active_to_on=chosen["urn"].map(ends),
    )
    return _dated(inspections)


def absent_inspections(absent: Iterable[Absent], areas: pd.DataFrame) -> pd.DataFrame:
    """The inspections whose reports the release lacks, in the same columns.

    The first day counts as the last, and a judgement that is not known as the overall one; no
    judgement of a safeguarding board is known. Raises `OutsideError` where an inspection is not of
    an abolished authority while it existed.
    """
    abolished = areas[areas["urn"].isna()].set_index("name")
    rows = [_absent_row(entry, abolished) for entry in absent]
    return _dated(pd.DataFrame(rows, columns=list(COLUMNS)))


def _absent_row(entry: Absent, abolished: pd.DataFrame) -> dict[str, object]:
    if entry.area not in abolished.index:
        raise OutsideError(f"absent {entry.area}: expected one of {sorted(abolished.index)}")
    area = abolished.loc[entry.area]
    if not area["active_from_on"] <= entry.inspected_to_on <= area["active_to_on"]:
        raise OutsideError(
            f"absent {entry.area}: inspected {entry.inspected_to_on}; "
            f"expected {area['active_from_on']} to {area['active_to_on']}"
        )
    return {
        "report_id": f"absent {entry.area} {entry.inspected_to_on}",
        "framework": entry.framework,
        "variant": "standard",
        "region": area["region"],
        "deprivation": area["deprivation"],
        "inspected_from_on": entry.inspected_to_on,
        "inspected_to_on": entry.inspected_to_on,
        "published_on": entry.published_on,
        "rating": entry.rating,
        "leaders": entry.leaders or entry.rating,
        "help_and_protection": entry.rating,
        "lscb": "not-given",
        "authority": area["place"],
        "area_name": entry.area,
        "active_to_on": area["active_to_on"],
    }


def with_absent(inspections: pd.DataFrame, absent: pd.DataFrame) -> pd.DataFrame:
    """Both together."""
    return pd.concat([inspections, absent], ignore_index=True)


def _dated(inspections: pd.DataFrame) -> pd.DataFrame:
    days = {name: pd.to_datetime(inspections[name]) for name in (*DATES, "active_to_on")}
    dated = inspections.assign(**days)
    return dated[list(COLUMNS)].reset_index(drop=True)
