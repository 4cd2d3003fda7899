"""Whether a path leads to a file that can be read as a PDF; if not, what it leads to instead."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

from ofsted.errors import ReportError

MAX_BYTES = 50_000_000
_START_BYTES = 1024

_NOT_REACHED = {
    errno.ENOENT: "no such file",
    errno.ENOTDIR: "no such file; part of its path is no folder",
    errno.ELOOP: "a symbolic link that leads back to itself, and to no file",
    errno.ENAMETOOLONG: "a name longer than names of files can be; there is no such file",
    errno.EACCES: "may not be read (permission denied)",
    errno.EPERM: "may not be read (permission denied)",
    errno.EISDIR: "a folder; expected a PDF, and there is no such file",
}
_OTHER_THINGS = (
    (stat.S_ISDIR, "a folder; expected a PDF, and there is no such file"),
    (stat.S_ISFIFO, "a named pipe (FIFO), not a file; expected a PDF"),
    (stat.S_ISSOCK, "a socket, not a file; expected a PDF"),
    (stat.S_ISCHR, "a device, not a file; expected a PDF"),
    (stat.S_ISBLK, "a device, not a file; expected a PDF"),
)


def check_file(path: Path) -> None:
    """Pass a file that begins as a PDF and is not too large.

    Opens nothing that could keep it waiting. Raises `ReportError` naming the file and what it is.
    """
    try:
        found = os.stat(path)
        _check_kind(path, found)
        with path.open("rb") as file:
            start = file.read(_START_BYTES)
    except (OSError, ValueError) as error:
        raise ReportError(f"{path.name}: {_why_not_reached(path, error)}") from error
    if b"%PDF-" not in start:
        raise ReportError(f"{path.name}: {_kind_of_content(start)}, not a PDF")


def _check_kind(path: Path, found: os.stat_result) -> None:
    for is_kind, words in _OTHER_THINGS:
        if is_kind(found.st_mode):
            raise ReportError(f"{path.name or path}: {words}")
    if found.st_size == 0:
        raise ReportError(f"{path.name}: the file is empty; expected a PDF")
    if found.st_size > MAX_BYTES:
        raise ReportError(f"{path.name}: {found.st_size:,} bytes; expected at most {MAX_BYTES:,}")


def _why_not_reached(path: Path, error: OSError | ValueError) -> str:
    code = getattr(error, "errno", None)
    if code == errno.ENOENT and path.is_symlink():
        return "a symbolic link that leads nowhere; there is no such file"
    if code in _NOT_REACHED:
        return _NOT_REACHED[code]
    return f"cannot be opened ({getattr(error, 'strerror', None) or error})"


def _kind_of_content(start: bytes) -> str:
    if re.search(rb"<!doctype html|<html", start, re.I):
        return "an HTML page"
    return "another kind of file"
