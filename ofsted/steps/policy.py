"""The policy dates of `data/policy_dates.yaml`, read and checked."""

from __future__ import annotations

from functools import cache

from ofsted import paths
from ofsted.analysis.counting.policy import PolicyDate, parse_policy_dates
from ofsted.documents import read_yaml, reading


@cache
def read_policy_dates() -> tuple[PolicyDate, ...]:
    """The dates in order. Raises `PolicyError`, and `SchemaError` where the file is damaged."""
    with reading(paths.POLICY_DATES, "a list of policy dates"):
        return parse_policy_dates(read_yaml(paths.POLICY_DATES))
