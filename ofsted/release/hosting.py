"""What the trial of the hosting found, as a part of MEASURED.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ofsted.release.measured import make_table

HOSTING = "trial of the hosting"


def hosting_table(record: Mapping[str, Any] | None) -> str:
    """What the trial of the hosting found, and on what it was run."""
    if record is None:
        return "Not tried yet."
    parts = record["parts"]
    about = (
        f"{record['measured_on']}, commit {record['commit']}, {record['machine']}. The replicas,"
        f" the proxy and the readers share the cores; other work gave them a load of"
        f" {parts['load before']} before."
    )
    rows = [
        ("what", "found"),
        ("---",) * 2,
        *_start_rows(parts["cold start"]),
        ("links of every kind through https and the base path", _links(parts["links"].values())),
        *_guard_rows(parts["guards"]),
        *_load_rows(parts["load"]),
        *_browser_rows(parts["browser"]),
        *_restart_rows(parts["rolling restart"]),
        *_lost_rows(parts["both lost"]),
    ]
    return f"{about}\n\n{make_table(rows)}"


_Rows = list[tuple[str, ...]]


def _start_rows(found: Mapping[str, Any]) -> _Rows:
    return [
        (
            "cold start: answers; shows a page through the proxy; ready",
            f"{found['answers_after']} s; {found['page_through_proxy_after']} s;"
            f" {found['ready_after']} s",
        )
    ]


def _links(told: Iterable[Mapping[str, Any]]) -> str:
    asked = list(told)
    count = sum(each["asked"] for each in asked)
    faults = sum(len(each["faults"]) for each in asked)
    return f"{count:,} asked, {faults:,} wrong"


def _guard_rows(found: Mapping[str, Any]) -> _Rows:
    passed, refused = (found["flood"].get(status, 0) for status in ("200", "429"))
    return [
        (
            "websocket; from another site; another host",
            f"{found['websocket']}; {found['websocket from another site']};"
            f" {found['another host']}",
        ),
        ("headers that come slowly", f"cut after {found['slow headers, seconds until cut']} s"),
        (
            "a body of 100 kB; an upload of 7 MB",
            f"{found['a body of 100 kB']}; {found['an upload of 7 MB']}",
        ),
        (
            f"{passed + refused:,} requests in a row from one address",
            f"{passed:,} answered, {refused:,} refused (429)",
        ),
    ]


def _load_rows(found: Mapping[str, Any]) -> _Rows:
    return [
        (
            f"{found['sessions']:,} sessions, {found['think_seconds']:g} s between clicks: a rerun"
            f" (of {found['rerun_count']:,}); a first run",
            f"{_spread(found['reruns'])}; {_spread(found['first_runs'])}",
        ),
        (
            "one replica killed under that load: sessions that moved; until back",
            f"{found['sessions_moved']:,}; {_spread(found['seconds_until_back'])}",
        ),
        (
            "sessions lost; back with another view",
            f"{found['sessions_lost']:,}; {found['back_with_another_view']:,}",
        ),
        ("links meanwhile", f"{_links([found['links']])}; {_spread(found['links']['seconds'])}"),
    ]


def _browser_rows(found: Mapping[str, Any]) -> _Rows:
    kept = "kept" if found["filters_kept"] and found["headline_kept"] else "not kept"
    return [
        (
            "a browser whose replica is killed: filters and headline; the next page",
            f"{kept}; after {found['next_page_after']} s",
        )
    ]


def _restart_rows(found: Mapping[str, Any]) -> _Rows:
    return [
        (
            "one replica after the other restarted with a new release",
            f"{found['seconds']} s; on every page {found['new_release_everywhere_after']} s later",
        ),
        (
            f"of {found['sessions']:,} sessions moved; lost; until back",
            f"{found['sessions_moved']:,}; {found['sessions_lost']:,};"
            f" {_spread(found['seconds_until_back'])}",
        ),
        (
            "links meanwhile; a link to the old release",
            f"{_links([found['links']])}; {found['link_to_the_old_release']}",
        ),
    ]


def _lost_rows(found: Mapping[str, Any]) -> _Rows:
    view, page = found["a view that was asked for before"], found["a page of the dashboard"]
    return [("both replicas away: a view that is remembered; a dashboard page", f"{view}; {page}")]


def _spread(seconds: Mapping[str, float]) -> str:
    if not seconds:
        return "none"
    return f"median {seconds['median']:.2f} s, 95th percentile {seconds['p95']:.2f} s"
