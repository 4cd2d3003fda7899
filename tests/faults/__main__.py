"""`python -m tests.faults PART --seed N`: longer runs of the tests of faults, printed; `--write`
keeps what they found under tests/studies/.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from ofsted import paths
from ofsted.steps.fault_studies import KILLS
from ofsted.steps.kept_studies import Study
from tests.faults.kills import kill_builds, kill_downloads, kill_hydrations, kill_imports

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


PARTS: dict[str, tuple[Study, Measure]] = {"kills": (KILLS, run_kills)}


def main() -> int:
    """Run one part; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--reports", type=Path, default=paths.ROOT.parent / "shared" / "reports")
    parser.add_argument("--times", type=int, default=1, help="so many times as many kills (1)")
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
