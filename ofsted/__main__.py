"""The command line:

`python -m ofsted download | extract | code | build | hydrate | coding | check | claims | outside |
describe | release | site | study | benchmark | search | similar | export`.
"""

from __future__ import annotations

import argparse
import errno
import io
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress

from ofsted.commands.coding import add_coding
from ofsted.commands.export import add_export
from ofsted.commands.measurements import add_benchmark, add_study
from ofsted.commands.release import (
    add_check,
    add_claims,
    add_describe,
    add_outside,
    add_release,
)
from ofsted.commands.reports import add_build, add_download, add_extract, add_hydrate
from ofsted.commands.search import add_search, add_similar
from ofsted.commands.site import add_site
from ofsted.commands.suggestions import add_code
from ofsted.errors import OfstedError
from ofsted.tables.whole import alone_in

# What a shell reports of a command whose output was closed, and of one that was interrupted: 128
# and the number of SIGPIPE, of SIGINT.
CLOSED_PIPE = 141
INTERRUPTED = 130
CANNOT_RUN = 2
_OUTPUT_FAULTS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}
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
    add_outside,
    add_describe,
    add_release,
    add_site,
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
    if sys.stdout is None:
        return _say("standard output is closed; expected a place to print to")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal may have no codes for what stands in a report or in the name of a file.
        sys.stdout.reconfigure(errors="backslashreplace")
    command = " ".join(["python -m ofsted", *(sys.argv[1:] if arguments is None else arguments)])
    try:
        with _alone(options, command):
            status = options.run(options)
        sys.stdout.flush()  # so that a closed pipe shows here and not when Python ends
        return status
    except BrokenPipeError:
        # Whoever reads the output has closed it, as `head` does.
        _drop_output()
        return CLOSED_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OfstedError as error:
        return _say(str(error))
    except OSError as error:
        return _say(_name_what_failed(error))


def _alone(options: argparse.Namespace, command: str) -> AbstractContextManager[None]:
    """Holds the folder that the command writes into, where it writes into one."""
    folder = options.writes_into(options) if "writes_into" in options else None
    return nullcontext() if folder is None else alone_in(folder, command)


def _say(message: str) -> int:
    print(f"ofsted: {message}", file=sys.stderr)
    return CANNOT_RUN


def _name_what_failed(error: OSError) -> str:
    """What the system refused, in words: a file, or where it names none the output."""
    reason = error.strerror or type(error).__name__
    if error.filename is not None:
        return f"{error.filename}: cannot be read or written ({reason})"
    if error.errno in _OUTPUT_FAULTS:
        _drop_output()
        return f"the output cannot be written ({reason})"
    return f"the system refused something ({reason})"


def _drop_output() -> None:
    """Let what is still to be flushed go nowhere: else it would fail again when Python ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ofsted", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for add_command in COMMANDS:
        add_command(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
