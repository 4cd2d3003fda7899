"""Report files on this computer: where one belongs, and whether the one there is the right one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
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
    where there is none.
    """
    for folder in folders:
        path = report_path(report_id, folder)
        if (
            path.is_file()
            and byte_count in (None, path.stat().st_size)
            and file_sha256(path) == sha256
        ):
            return path
    return None


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
