"""What the long runs with readers say of a server's memory, and that readers who get no answer are
counted.
"""

from __future__ import annotations

import argparse
from collections import Counter

import pytest

from tests import asgi
from tests.faults.soak import State, describe, read_together, thin_out
from tests.load import Readers


def states(*memory: float) -> list[State]:
    return [State(float(at), at, held, 40 + at, 9) for at, held in enumerate(memory)]


def test_level_memory_is_level_whatever_the_first_quarter_took() -> None:
    told = describe(states(300, 340, *[400] * 6))
    assert (told["memory_MB"], told["memory_at_the_end_MB"], told["growth_share"]) == (400, 400, 0)


def test_memory_and_files_that_grow_are_seen_to_grow() -> None:
    told = describe(states(*range(400, 480)))
    assert told["growth_share"] == pytest.approx(469.5 / 429.5 - 1, abs=1e-4)
    assert told["open_files_at_the_end"] > told["open_files"]


def test_one_state_is_enough_to_tell_of() -> None:
    assert describe(states(400))["growth_share"] == 0


def test_states_are_thinned_evenly_and_the_last_is_kept() -> None:
    many = states(*[400.0] * 500)
    kept = thin_out(many)
    assert len(kept) <= 61
    assert (kept[0], kept[-1]) == (many[0], many[-1])


def test_a_reader_who_gets_no_answer_is_counted_and_holds_up_no_other() -> None:
    """Nothing listens at the port, so that every session fails at once."""
    options = argparse.Namespace(port=1, page=[""], sessions=3, reruns=1, think=0, seed="1")
    faults: Counter[str] = Counter()
    assert asgi.run(read_together(Readers(options), faults)) == []
    assert faults == {"ConnectionRefusedError": 3}
