"""One writer per folder: the operating system holds the lock, so a killed run never leaves it.

``fcntl.flock`` on Linux and macOS, ``msvcrt.locking`` on Windows; both end with the process.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

WAIT_S = 30.0
PAUSE_S = 0.1


class BusyError(Exception):
    """Another run holds the lock and did not let go in time."""


if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

    def _let_go(file: int, path: Path) -> None:
        # Windows deletes no open file: close first; whoever waits keeps the file alive.
        os.close(file)
        with suppress(PermissionError, FileNotFoundError):
            path.unlink()

    def _is_still(file: int, path: Path) -> bool:  # noqa: ARG001 - an open file keeps its name
        return True
else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _let_go(file: int, path: Path) -> None:
        path.unlink(missing_ok=True)
        os.close(file)

    def _is_still(file: int, path: Path) -> bool:
        """Whether the locked file has its name still: its last holder may have removed it."""
        try:
            return os.path.samestat(os.fstat(file), path.stat())
        except FileNotFoundError:
            return False


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file for the length of a ``with`` block, waiting at most ``WAIT_S`` seconds.

    Args:
        path: the lock file; made when absent, removed at the end.

    Raises:
        BusyError: another process holds it still.
        OSError: the file cannot be made.
    """
    file = _wait_for(path, time.monotonic() + WAIT_S)
    try:
        yield
    finally:
        _let_go(file, path)


def _wait_for(path: Path, until: float) -> int:
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            if _taken(file) and _is_still(file, path):
                return file
        except BaseException:
            os.close(file)
            raise
        os.close(file)
        if time.monotonic() >= until:
            raise BusyError(path.name)
        time.sleep(PAUSE_S)


def _taken(file: int) -> bool:
    try:
        _take(file)
    except (BlockingIOError, PermissionError):
        return False
    return True
