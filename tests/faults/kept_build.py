"""The command `build` on readings that are kept in a file, so that it is soon where it writes:

    python -m tests.faults.kept_build READINGS REPORTS

The first time the reports are read and the readings are kept.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ofsted.__main__ import main as run
from ofsted.steps import build
from ofsted.steps.build_readings import Reading, read_all


def main(kept: Path, reports: str) -> int:
    """Build; the exit status of the command."""

    def read(*given: Any) -> Iterator[Reading]:
        if not kept.is_file():
            kept.write_bytes(pickle.dumps(list(read_all(*given))))
        yield from pickle.loads(kept.read_bytes())

    build.read_all = read
    return run(["build", "--reports", reports])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
