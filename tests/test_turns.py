"""Computing is limited, waiting is not; what is remembered belongs to one release."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future

from ofsted.dashboard.held import turns
from ofsted.dashboard.held.memory import remember
from ofsted.dashboard.held.pending import await_result, begin


def test_what_did_not_come_is_not_remembered():
    class Made:
        key = (0, "full")

    answers = iter([ValueError("a table is damaged"), 7])

    def work() -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @remember
    def make(release) -> Future:
        return begin(work)

    first = make(Made)
    assert isinstance(first.exception(timeout=20), ValueError)
    assert make(Made).result(timeout=20) == 7
    assert make(Made).result() == 7


def run_together(count: int, work) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
        assert not thread.is_alive()


def test_no_more_runs_compute_at_once_than_may():
    lock, now, most = threading.Lock(), [0], [0]

    def compute() -> None:
        with turns.turn():
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            time.sleep(0.02)
            with lock:
                now[0] -= 1

    run_together(12, compute)
    assert most[0] == turns.AT_ONCE


def test_runs_that_wait_leave_their_turn_to_others():
    go, done = threading.Event(), threading.Event()

    def wait() -> None:
        with turns.turn(), turns.waiting():
            assert go.wait(timeout=10)

    waiters = [threading.Thread(target=wait) for _ in range(turns.AT_ONCE + 3)]
    for waiter in waiters:
        waiter.start()

    def compute() -> None:
        with turns.turn():
            done.set()

    run_together(1, compute)
    assert done.is_set()
    go.set()
    for waiter in waiters:
        waiter.join(timeout=10)


def test_a_turn_within_a_turn_takes_no_second_one():
    with turns.turn(), turns.turn(), turns.turn(), turns.turn():
        pass


def test_a_run_that_fails_gives_its_turn_back():
    for _ in range(turns.AT_ONCE + 2):
        try:
            with turns.turn():
                raise SystemExit
        except SystemExit:
            pass
    test_a_turn_within_a_turn_takes_no_second_one()


def test_statistics_are_awaited_without_holding_a_turn():
    with turns.turn():
        assert await_result(begin(lambda: 7)) == 7
