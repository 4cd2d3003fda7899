"""Files written whole or not at all, and folders that one command at a time writes into."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import stat
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from ofsted.errors import OfstedError

if sys.platform != "win32":
    import fcntl

LOCK_NAME = ".lock"
_STAGED = ".staged-"
_LEFTOVER_SECONDS = 3600  # after which a part is nobody's, whatever process has its number now
_held: dict[Path, int] = {}  # folders that this process holds, and how often it has taken them


# One file


def write_whole(path: Path, content: bytes) -> None:
    """Put the content at the path, so that a reader finds all of it or what stood there before.

    It is written beside, flushed to the disk and renamed. Raises `OfstedError` where the system
    refuses; what stood there is then unchanged.
    """
    target = Path(os.path.realpath(path))  # a link stays a link, and its target is renewed
    part = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(target)
        part.write_bytes(content)
        put_in_place(part, target)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise OfstedError(
            f"{path}: cannot be written ({error.strerror}); what stood there is unchanged"
        ) from error


def write_text_whole(path: Path, text: str) -> None:
    """Put the text at the path in UTF-8, as `write_whole` does."""
    write_whole(path, text.encode("utf-8"))


def put_in_place(part: Path, target: Path) -> None:
    """Give a file that is complete the name of the one it replaces, with that one's permissions.

    The content reaches the disk before the name does. Raises `OSError`.
    """
    with contextlib.suppress(FileNotFoundError):
        part.chmod(stat.S_IMODE(target.stat().st_mode))
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    _flush_folder(target.parent)


def _flush_folder(folder: Path) -> None:
    """Make a renaming outlast a power cut, where the file system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove_leftovers(target: Path) -> None:
    """Remove what processes that were killed while they wrote this file have left beside it."""
    for part in target.parent.glob(f".{target.name}.*.part"):
        writer = part.name.split(".")[-2].split("-")[0]
        if not writer.isdecimal():
            continue
        with contextlib.suppress(FileNotFoundError):
            is_old = time.time() - part.stat().st_mtime > _LEFTOVER_SECONDS
            if is_old or not _is_running(int(writer)):
                part.unlink()


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs, as somebody else
        return True
    return True


# Many files


@contextlib.contextmanager
def staged_in(folder: Path) -> Iterator[Path]:
    """A folder for files that belong together: when the block ends they all take their places in
    `folder`, one right after the other; where it breaks off, none does.

    Raises `OfstedError` where the system refuses. Hold the folder with `alone_in`.
    """
    stage = folder / f"{_STAGED}{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{_STAGED}*"):
            if left == stage or not _is_running(int(left.name.removeprefix(_STAGED))):
                shutil.rmtree(left)
        stage.mkdir()
    except OSError as error:
        raise _not_changed(folder, error) from error
    try:
        yield stage
        for part in sorted(stage.iterdir()):
            put_in_place(part, folder / part.name)
    except OSError as error:
        raise _not_changed(folder, error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _not_changed(folder: Path, error: OSError) -> OfstedError:
    return OfstedError(f"{folder}: cannot be written into ({error.strerror})")


# One command at a time


@contextlib.contextmanager
def alone_in(folder: Path, command: str) -> Iterator[None]:
    """Keep every other command that writes into the folder out of it, until the block ends.

    The system lets go of the lock when the process ends, however it does; processes that this one
    starts do not hold it. Raises `OfstedError` naming the process, its command and since when,
    where another one holds it.
    """
    place = Path(os.path.realpath(folder))
    if place in _held:
        _held[place] += 1
        try:
            yield
        finally:
            _held[place] -= 1
        return
    is_new = not place.exists()
    with _take_lock(place, folder) as lock:
        try:
            _say_who(lock, command, folder)
            _held[place] = 1
            yield
        finally:
            _held.pop(place, None)
            with contextlib.suppress(OSError):
                (place / LOCK_NAME).unlink()  # while it is held, so that nobody else's goes
                if is_new:
                    place.rmdir()  # which the system refuses unless it is empty


def _take_lock(place: Path, folder: Path) -> IO[str]:
    while True:
        lock = _open_lock(place, folder)
        try:
            _lock_file(lock, folder)
            if _is_at(place / LOCK_NAME, lock):
                return lock
        except BaseException:
            lock.close()
            raise
        lock.close()  # its holder has just removed it


def _is_at(path: Path, lock: IO[str]) -> bool:
    try:
        return os.path.samestat(os.fstat(lock.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _open_lock(place: Path, folder: Path) -> IO[str]:
    try:
        place.mkdir(parents=True, exist_ok=True)
        return (place / LOCK_NAME).open("a+", encoding="utf-8")
    except OSError as error:
        raise OfstedError(
            f"{folder}: cannot be written into ({error.strerror}); nothing was changed"
        ) from error


def _lock_file(lock: IO[str], folder: Path) -> None:
    if sys.platform == "win32":
        return
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise OfstedError(
            f"{folder}: {_holder(lock)} is writing here; expected to be alone,"
            " so nothing was changed. Try again when it has ended"
        ) from error


def _say_who(lock: IO[str], command: str, folder: Path) -> None:
    """Write who holds the lock; where there is no room for that, there is none for a table.

    Nothing stays in a buffer, which would be written, and refused, once more when the file is
    closed.
    """
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    note = json.dumps({"pid": os.getpid(), "command": command, "since": since}).encode()
    try:
        os.ftruncate(lock.fileno(), 0)
        if os.write(lock.fileno(), note) < len(note):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        raise OfstedError(
            f"{folder}: cannot be written into ({error.strerror}); nothing was changed"
        ) from error


def _holder(lock: IO[str]) -> str:
    """Who holds a lock, as far as its file says."""
    lock.seek(0)
    try:
        who = json.loads(lock.read())
        return f"process {who['pid']} (`{who['command']}`, since {who['since']})"
    except (ValueError, KeyError, TypeError):  # it has only just been taken
        return "another command"
