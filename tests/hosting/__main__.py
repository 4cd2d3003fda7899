"""`python -m tests.hosting`: the trial of the hosting, printed; `--write` keeps it in
tests/studies/hosting.json, from where `python -m ofsted describe` puts it into MEASURED.md.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from ofsted.steps.hosting_trial import HOSTING
from tests.hosting.site import is_there
from tests.hosting.trial import Trial

_NEEDED = ("nginx", "openssl", "chromium")


def main() -> int:
    """Run the trial; the exit status is 1 where something that it needs is not installed."""
    parser = argparse.ArgumentParser(prog="python -m tests.hosting")
    parser.add_argument("--sessions", type=int, default=400, help="readers at once (400)")
    parser.add_argument("--think", type=float, default=10, help="seconds between clicks (10)")
    parser.add_argument("--steady", type=float, default=60, help="seconds before the loss (60)")
    parser.add_argument("--write", action="store_true", help="keep the results")
    options = parser.parse_args()
    if missing := [name for name in _NEEDED if not is_there(name)]:
        print(f"not installed: {', '.join(missing)}; `apt-get install` brings them")
        return 1
    mark = HOSTING.mark()  # before, in case something is changed meanwhile
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the proxy's workers are another user
        found = run(Trial(Path(folder) / "trial"), options)
    print(json.dumps(found, indent=1))
    if options.write:
        HOSTING.keep(mark, {"parts": found})
    return 0


def run(trial: Trial, options: argparse.Namespace) -> dict[str, object]:
    """Every part in its order; everything is stopped at the end, whatever happens."""
    # What else ran on the machine, without which no time can be judged.
    found: dict[str, object] = {"load before": round(os.getloadavg()[0], 1)}
    try:
        found["cold start"] = _told(trial.start())
        found["links"] = _told(trial.ask_links())
        found["guards"] = _told(trial.try_guards())
        found["browser"] = _told(trial.open_browser())
        found["load"] = _told(trial.lose_one(options.sessions, options.think, options.steady))
        found["rolling restart"] = _told(
            trial.restart_rolling(max(1, options.sessions // 10), options.think)
        )
        found["both lost"] = _told(trial.lose_both())
    finally:
        trial.end()
    return found


def _told(found: dict[str, object]) -> dict[str, object]:
    print(json.dumps(found)[:400], file=sys.stderr)
    return found


if __name__ == "__main__":
    sys.exit(main())
