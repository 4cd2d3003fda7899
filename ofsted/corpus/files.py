"""Report files on this computer: where one belongs, and whether the one there is the right one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ofsted.errors import DownloadError


def report_path(report_id: str, folder: Path) -> Path:
    """Where a report's file belongs in a folder.

    Raises `DownloadError` for an id that is not a file number.
    """
    # Ids also come from addresses typed by strangers: one such as `../x` must not name a path.
    if not (report_id.isascii() and report_id.isdigit()):
        raise DownloadError(f"report {report_id!r}: not one of Ofsted's file numbers")
    return folder / f"{report_id}.pdf"


def find_report_file(
    report_id: str, sha256: str, folders: Iterable[Path], byte_count: int | None = None
) -> Path | None:
    """The first file of that report, in the order of the folders, whose content has the hash; None
    where there is none that may be read.
    """
    for folder in folders:
        path = report_path(report_id, folder)
        # A file that may not be read, or goes meanwhile, is none.
        with suppress(OSError):
            if not path.is_file() or byte_count not in (None, path.stat().st_size):
                continue
            if file_sha256(path) == sha256:
                return path
    return None


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
