"""The policy dates of `data/policy_dates.yaml`, read and checked."""

from __future__ import annotations

from functools import cache

import yaml

from ofsted import paths
from ofsted.analysis.counting.policy import PolicyDate, parse_policy_dates


@cache
def read_policy_dates() -> tuple[PolicyDate, ...]:
    """The dates in order. Raises `PolicyError`."""
    return parse_policy_dates(yaml.safe_load(paths.POLICY_DATES.read_text(encoding="utf-8")))
