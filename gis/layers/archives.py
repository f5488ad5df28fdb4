"""Zip files from strangers: looked at before a byte is unpacked, unpacked under our own names."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from gis.layers.findings import Findings

MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 2 * 2**30
# No map data packs this well; a bomb does. Small members may (a table of one value).
_MAX_RATIO, _SMALL_BYTES = 200, 16 * 2**20
_CHUNK = 2**20


def check_archive(file: Path, found: Findings) -> tuple[zipfile.ZipInfo, ...] | None:
    """The members of a zip file, if it may be unpacked.

    Args:
        file: a checked local file.
        found: takes members whose names lead out of the archive, encrypted ones, and archives
            that would grow beyond measure.

    Returns:
        Its files, folders left out; ``None`` when the findings say why not.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = tuple(m for m in archive.infolist() if not m.is_dir())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as fault:
        found.error("file_unreadable", reason=fault)
        return None
    astray = [m.filename for m in members if _leads_out(m.filename)]
    if astray:
        found.error("archive_path", members=", ".join(astray[:4]))
    elif any(m.flag_bits & 0x1 for m in members):
        found.error("archive_locked")
    elif len(members) > MAX_MEMBERS or _is_bomb(members):
        mb = sum(m.file_size for m in members) >> 20
        found.error("archive_bomb", n=len(members), mb=mb, limit=MAX_UNPACKED_BYTES >> 20)
    else:
        return members
    return None


@contextmanager
def unpacked(file: Path, names: Mapping[str, str], suffix: str = "") -> Iterator[Path]:
    """A folder holding some members of an archive for the length of a ``with`` block.

    Args:
        file: an archive that passed :func:`check_archive`.
        names: member → plain file name it gets in the folder; the archive's own paths are not used.
        suffix: of the folder's name.

    Raises:
        ValueError: a member is not what the archive's directory says.
    """
    with TemporaryDirectory(suffix=suffix) as folder, zipfile.ZipFile(file) as archive:
        for member, name in names.items():
            try:
                with archive.open(member) as packed, (Path(folder) / name).open("wb") as plain:
                    while block := packed.read(_CHUNK):
                        plain.write(block)
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as fault:
                raise ValueError(str(fault)) from fault
        yield Path(folder)


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name or "\x00" in name


def _is_bomb(members: tuple[zipfile.ZipInfo, ...]) -> bool:
    if sum(m.file_size for m in members) > MAX_UNPACKED_BYTES:
        return True
    return any(
        m.file_size > _SMALL_BYTES and m.file_size > _MAX_RATIO * max(m.compress_size, 1)
        for m in members
    )
