"""A single file that appears whole or not at all, and never in the place of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pyogrio.errors import DataLayerError, DataSourceError

from gis.errors import NuongError, Problem, Where
from gis.maps.staging import sync_file


def check_new_file(to: Path, suffixes: Iterable[str]) -> list[Problem]:
    """Whether a file can be written under this name; asked before the work that fills it.

    Args:
        to: the name.
        suffixes: formats there are, each with its dot.
    """
    known = tuple(suffixes)
    if to.suffix.lower() not in known:
        values = {"suffix": to.suffix or "-", "known": ", ".join(known)}
        return [Problem("maps.export_format", Where(str(to)), values)]
    if to.exists():
        return [Problem("maps.export_exists", Where(str(to)))]
    if not to.parent.is_dir():
        return [_not_written(to, f"{to.parent}/ ?")]
    return []


@contextmanager
def new_file(to: Path) -> Iterator[Path]:
    """A name to write to in a ``with`` block; at its end the file is synced and renamed to ``to``.

    Raises:
        NuongError: the disk refused. Nothing is left behind then, nor after any other error.
    """
    part = to.with_name(f".{to.name}.part{to.suffix}")
    try:
        yield part
        sync_file(part)
        part.rename(to)
    except (OSError, DataSourceError, DataLayerError) as fault:
        why = getattr(fault, "strerror", None) or str(fault)
        raise NuongError([_not_written(to, why)]) from fault
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def new_files(to: Path) -> Iterator[Path]:
    """As :func:`new_file` for a format of several files of one stem; ``to`` itself comes last.

    Raises:
        NuongError: the disk refused. None of the files is left behind then.
    """
    moved: list[Path] = []
    try:
        with TemporaryDirectory(prefix=f".{to.stem}.part", dir=to.parent) as folder:
            main = Path(folder) / to.name
            yield main
            for part in sorted(Path(folder).iterdir(), key=lambda p: p == main):
                sync_file(part)
                moved.append(part.rename(to.with_name(part.name)))
    except (OSError, DataSourceError, DataLayerError) as fault:
        for file in moved:
            file.unlink(missing_ok=True)
        why = getattr(fault, "strerror", None) or str(fault)
        raise NuongError([_not_written(to, why)]) from fault


def _not_written(to: Path, why: str) -> Problem:
    return Problem("maps.export_not_written", Where(str(to)), {"why": why})
