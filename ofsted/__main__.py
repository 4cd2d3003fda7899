"""The command line:

`python -m ofsted download | extract | code | build | hydrate | coding | check | claims | describe |
study | benchmark | search | similar | export`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from ofsted.commands.coding import add_coding
from ofsted.commands.export import add_export
from ofsted.commands.measurements import add_benchmark, add_study
from ofsted.commands.release import add_check, add_claims, add_describe
from ofsted.commands.reports import add_build, add_download, add_extract, add_hydrate
from ofsted.commands.search import add_search, add_similar
from ofsted.commands.suggestions import add_code
from ofsted.errors import OfstedError

CLOSED_PIPE = (
    141  # what a shell reports of a command whose output was closed: 128 and the number of SIGPIPE
)
# In the order in which the help lists them.
COMMANDS = (
    add_download,
    add_extract,
    add_build,
    add_code,
    add_hydrate,
    add_coding,
    add_check,
    add_claims,
    add_describe,
    add_study,
    add_benchmark,
    add_search,
    add_similar,
    add_export,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 where all went well, 1 where some files failed, 2 where the command could
    not run or `check` could not prove all.
    """
    options = _parser().parse_args(arguments)
    try:
        status = options.run(options)
        sys.stdout.flush()  # so that a closed pipe shows here and not when Python ends
        return status
    except BrokenPipeError:
        # Whoever reads the output has closed it, as `head` does; what is still to be flushed goes
        # nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    except OfstedError as error:
        print(f"ofsted: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ofsted", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for add_command in COMMANDS:
        add_command(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
