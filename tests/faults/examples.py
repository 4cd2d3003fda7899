"""How many examples Hypothesis makes up: few with each run of the tests, many in the longer run of
`python -m tests.faults fuzz`.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

TIMES = "OFSTED_FUZZ_TIMES"


def made_up(count: int) -> settings:
    """Settings for so many examples, times what the environment says."""
    times = int(os.environ.get(TIMES, "1"))
    slow = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    return settings(max_examples=count * times, deadline=None, suppress_health_check=slow)
