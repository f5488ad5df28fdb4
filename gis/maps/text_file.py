"""Text products written part by part, so that no file need stand whole in memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gis.errors import NuongError, Problem, Where


def write_text(path: Path, parts: Iterable[str]) -> None:
    """Write parts of a text as UTF-8, as they are: a newline made another would break digests.

    Args:
        path: a file that does not exist yet. It is not yet synced to the disk.
        parts: in order; each is let go once it is written.

    Raises:
        NuongError: half a surrogate pair, which no file can hold as UTF-8.
    """
    written = 0
    with path.open("wb") as file:
        for part in parts:
            file.write(_encoded(part, path.name, written))
            written += len(part)


def _encoded(text: str, name: str, before: int) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as fault:
        where, values = Where(file=name), {"place": before + fault.start}
        raise NuongError([Problem("maps.not_text", where, values)]) from fault
