"""A folder that appears whole or not at all.

Everything is written into ``.<name>.nuong-new`` beside the target (same file system), checked,
and renamed into place; the folder that stood there waits as ``.<name>.nuong-old`` until then.
A run that was killed leaves only such names behind, and the next run puts them right.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gis.errors import NuongError, Problem, Where, raise_errors
from gis.maps.contents import OPTIONAL, OUTPUTS, RECORD
from gis.maps.lock import BusyError, locked

# Files that Windows, macOS and QGIS leave in a folder that was only looked at.
_STRAYS = {
    "thumbs.db", "desktop.ini", ".ds_store", "layers.gpkg-wal", "layers.gpkg-shm",
    "audit.gpkg-wal", "audit.gpkg-shm",
    *(f"{name}.aux.xml" for name in OPTIONAL),
}  # fmt: skip
_RENAME_TRIES, _RENAME_PAUSE_S = 10, 0.2


@dataclass(frozen=True)
class Shelf:
    """What a folder of ours may hold: names of products, and the record that makes it ours."""

    names: frozenset[str]
    record: str


RUN = Shelf(frozenset((*OUTPUTS, *OPTIONAL)), RECORD)


@dataclass(frozen=True)
class Staging:
    """The folder to write into, and warnings about what a killed run had left behind."""

    folder: Path
    warnings: tuple[Problem, ...]


@contextmanager
def replacing(target: Path, shelf: Shelf = RUN) -> Iterator[Staging]:
    """Fill a new folder in a ``with`` block; at its end it takes the place of ``target``.

    Args:
        target: a name that is free, an empty folder, or the folder of an earlier run.
        shelf: what the folder holds; a folder of another kind is left alone.

    Raises:
        NuongError: the target is something else, another run is writing, or the disk refused.
            The target is then as it was before, and so it is after any other error in the block.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(_beside(target, "lock")):
            warnings = _heal(target)
            raise_errors(check_target(target, shelf))
            with _fresh_folder(target) as fresh:
                yield Staging(fresh, warnings)
                sync_folder(fresh)
                _swap(fresh, target)
    except BusyError as held:
        raise NuongError([Problem("maps.busy", Where(file=str(target)))]) from held
    except OSError as fault:
        raise NuongError([_not_written(target, fault)]) from fault


def target_of(out: Path) -> Path:
    """The absolute folder an argument means; its last part is not followed if it is a link."""
    if out.name in ("", ".."):
        return out.resolve()
    return out.parent.resolve() / out.name


def check_target(target: Path, shelf: Shelf = RUN) -> list[Problem]:
    """Whether a folder may appear, or be replaced, under this name."""
    where = Where(file=str(target))
    if target.is_symlink() or getattr(os.path, "isjunction", lambda _: False)(target):
        return [Problem("maps.target_is_link", where)]
    if Path.cwd().is_relative_to(target):
        return [Problem("maps.target_is_here", where)]
    if not target.exists():
        return []
    if not target.is_dir():
        return [Problem("maps.target_is_file", where)]
    return _check_former(target, where, shelf)


def _check_former(target: Path, where: Where, shelf: Shelf) -> list[Problem]:
    found = {p.name for p in target.iterdir() if p.name.casefold() not in _STRAYS}
    if not found:
        return []
    if not _is_ours(target / shelf.record):
        return [Problem("maps.target_not_ours", where)]
    others = sorted(found - shelf.names)
    return (
        [Problem("maps.target_has_others", where, {"names": ", ".join(others)})] if others else []
    )


def _is_ours(record: Path) -> bool:
    try:
        said = json.loads(record.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("program") == "nuong"


def _beside(target: Path, role: str) -> Path:
    return target.with_name(f".{target.name}.nuong-{role}")


def _heal(target: Path) -> tuple[Problem, ...]:
    """Put right what a killed run left: the lock is ours, so nobody is writing there now."""
    fresh, old = _beside(target, "new"), _beside(target, "old")
    warnings = []
    if fresh.exists():
        shutil.rmtree(fresh)
        warnings.append(_left(fresh, "maps.leftover_removed"))
    if old.exists() and target.exists():
        shutil.rmtree(old)
        warnings.append(_left(old, "maps.leftover_removed"))
    elif old.exists():
        _rename(old, target)
        warnings.append(_left(old, "maps.leftover_restored"))
    return tuple(warnings)


def _left(path: Path, code: str) -> Problem:
    return Problem(code, Where(file=path.name), level="warning")


@contextmanager
def _fresh_folder(target: Path) -> Iterator[Path]:
    fresh = _beside(target, "new")
    fresh.mkdir()
    try:
        yield fresh
    except BaseException:
        # Whatever stopped the writing, Ctrl-C too, must not leave half a result behind.
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _swap(fresh: Path, target: Path) -> None:
    """Two renames; when the second fails the first is undone."""
    old = _beside(target, "old")
    replaces = target.exists()
    if replaces:
        _rename(target, old)
    try:
        _rename(fresh, target)
    except BaseException:
        if replaces:
            _rename(old, target)
        raise
    sync_folder(target.parent)
    # If Windows still holds a file of it open, the next run removes the rest.
    shutil.rmtree(old, ignore_errors=True)


def _rename(source: Path, goal: Path) -> None:
    """Rename; on Windows try again for two seconds, as virus scanners look into new files."""
    tries = _RENAME_TRIES if sys.platform == "win32" else 1
    for left in range(tries - 1, -1, -1):
        try:
            source.rename(goal)
        except PermissionError:
            if not left:
                raise
            time.sleep(_RENAME_PAUSE_S)
        else:
            return


def sync_file(path: Path) -> None:
    """Wait until a file's bytes are on the disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until a folder's names are on the disk; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _not_written(target: Path, fault: OSError) -> Problem:
    values = {"name": Path(fault.filename or target).name, "reason": fault.strerror or str(fault)}
    return Problem("maps.not_written", Where(file=str(target)), values)
