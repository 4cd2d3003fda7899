"""`python -m tests.faults PART --seed N`: longer runs of the tests of faults, printed; `--write`
keeps what they found under tests/studies/.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from ofsted import paths
from ofsted.steps.fault_studies import FUZZ, KILLS, SOAK
from ofsted.steps.kept_studies import Study
from tests.faults.examples import TIMES
from tests.faults.kills import kill_builds, kill_downloads, kill_hydrations, kill_imports
from tests.faults.soak import soak

Measure = Callable[[argparse.Namespace], dict[str, object]]


def run_kills(options: argparse.Namespace) -> dict[str, object]:
    """Whole runs of every command that writes, ended at random moments."""
    times, seed = options.times, options.seed
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as place:
        folders = {name: Path(place) / name for name in ("build", "hydrate", "import", "download")}
        for folder in folders.values():
            folder.mkdir()
        reports = options.reports.resolve()
        found["download"] = kill_downloads(folders["download"], reports, 10 * times, seed)
        quotes = paths.quotes_table()
        imports = kill_imports(folders["import"], quotes, (10 * times, 10 * times), seed)
        found["coding import"] = vars(imports)
        hydrations = kill_hydrations(folders["hydrate"], reports, (3 * times, times), seed)
        found["hydrate"] = vars(hydrations)
        builds = kill_builds(folders["build"], reports, (2 * times, 12 * times), seed)
        found["build"] = vars(builds)
    return {"seed": seed, "commands": found}


# How many times as many examples as with each run of the tests; 600 addresses become 10,200.
FUZZED = {
    "tests/test_addresses_at_random.py": 17,
    "tests/test_tables_at_random.py": 12,
    "tests/extract/test_layouts_at_random.py": 15,
}


def run_fuzz(options: argparse.Namespace) -> dict[str, object]:
    """The tests with examples made up at random, with many more of them."""
    found = {}
    for file, times in FUZZED.items():
        times *= options.times
        began = time.monotonic()
        seeded = f"--hypothesis-seed={options.seed}"
        told = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", seeded, file],
            cwd=paths.ROOT,
            env=os.environ | {TIMES: str(times)},
            capture_output=True,
            text=True,
        )
        print(told.stdout[-3000:], file=sys.stderr)
        found[file] = {
            "times": times,
            "said": told.stdout.strip().splitlines()[-1],
            "has_failed": bool(told.returncode),
            "seconds": round(time.monotonic() - began, 1),
        }
    return {"seed": options.seed, "files": found}


def run_soak(options: argparse.Namespace) -> dict[str, object]:
    """Readers who stay for long, and many who come and go."""
    say = partial(print, file=sys.stderr, flush=True)
    found = soak(options.sessions, options.minutes, options.coming, options.seed, say)
    return {"seed": options.seed} | found


PARTS: dict[str, tuple[Study, Measure]] = {
    "kills": (KILLS, run_kills),
    "fuzz": (FUZZ, run_fuzz),
    "soak": (SOAK, run_soak),
}


def main() -> int:
    """Run one part; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--reports", type=Path, default=paths.ROOT.parent / "shared" / "reports")
    parser.add_argument("--times", type=int, default=1, help="of kills or examples, so many more")
    parser.add_argument("--sessions", type=int, default=50, help="that stay (50)")
    parser.add_argument("--minutes", type=float, default=30, help="for which they stay (30)")
    parser.add_argument("--coming", type=int, default=1000, help="that come and go (1,000)")
    parser.add_argument("--write", action="store_true", help="keep the results")
    options = parser.parse_args()
    study, measure = PARTS[options.part]
    mark = study.mark()  # before, in case something is changed meanwhile
    found = measure(options)
    print(json.dumps(found, indent=1))
    if options.write:
        study.keep(mark, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
