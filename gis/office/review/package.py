"""Whether a file is a plain workbook and safe to open: looked at as a zip, before any reader."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from gis.errors import NuongError, Problem, Where, raise_errors

# A sheet of 20,000 plots is about 60 MB unpacked.
MAX_BYTES = 50_000_000
MAX_UNPACKED = 400_000_000
MAX_PARTS = 2_000
MAX_RATIO = 200
_SMALL = 1_000_000
_PIECE = 1 << 20
_MACROS = ("vbaproject", "macrosheets/", "activex/", "dialogsheets/")
_LINKED = ("externallinks/", "connections.xml", "querytables/", "embeddings/", "model/", "customui")
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def fit_package(path: Path) -> bytes:
    """The bytes of a file that is fit to be read as a workbook.

    Args:
        path: the file; only listed and searched, nothing in it is run or followed.

    Raises:
        NuongError: everything that makes it unfit.
    """
    raise_errors(_named(path))
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise NuongError([_no_workbook(path, fault.strerror or str(fault))]) from fault
    raise_errors(_inside(path, data))
    return data


def _no_workbook(path: Path, found: str) -> Problem:
    return Problem("office.not_a_workbook", Where(file=path.name), {"found": found})


def _named(path: Path) -> list[Problem]:
    """What name and size tell before anything is read."""
    where = Where(file=path.name)
    if not path.is_file():
        return [Problem("office.file_missing", where)]
    if path.suffix.lower() == ".xlsm" or path.suffix.lower() != ".xlsx":
        code = "macros" if path.suffix.lower() in (".xlsm", ".xltm", ".xlsb") else "not_a_workbook"
        return [Problem(f"office.{code}", where, {"found": path.suffix or "-"})]
    if path.stat().st_size > MAX_BYTES:
        return [Problem("office.bomb", where, {"found": f"{path.stat().st_size} bytes"})]
    return []


def _inside(path: Path, data: bytes) -> list[Problem]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return list(_faults(package, Where(file=path.name)))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as fault:
        return [_no_workbook(path, str(fault))]


def _faults(package: zipfile.ZipFile, where: Where) -> Iterator[Problem]:
    bomb = _bomb(package.infolist())
    if bomb:
        # Nothing is unpacked then.
        yield Problem("office.bomb", where, {"found": bomb})
        return
    names = [info.filename for info in package.infolist()]
    for code, marks in (("macros", _MACROS), ("external", _LINKED)):
        found = [n for n in names if any(mark in n.casefold() for mark in marks)]
        if found:
            yield Problem(f"office.{code}", where, {"found": ", ".join(found[:5])})
    if len(set(names)) != len(names):
        yield Problem("office.not_a_workbook", where, {"found": "duplicate parts"})
    for name in names:
        if name.casefold().endswith((".xml", ".rels")) and _declares(package, name):
            yield Problem("office.unsafe_xml", where, {"found": name})


def _bomb(infos: list[zipfile.ZipInfo]) -> str | None:
    """What is too much of it: bytes, parts, or one part packed beyond reason."""
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MAX_UNPACKED:
        return f"{unpacked} bytes"
    if len(infos) > MAX_PARTS:
        return f"{len(infos)} parts"
    for info in infos:
        if info.file_size > _SMALL and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            return f"{info.filename}: {info.compress_size} → {info.file_size} bytes"
    return None


def _declares(package: zipfile.ZipFile, name: str) -> bool:
    """Whether a part declares a document type or entities; zipfile reads no more than declared."""
    tail = b""
    with package.open(name) as part:
        while piece := part.read(_PIECE):
            text = tail + piece.replace(b"\x00", b"")
            if _DOCTYPE.search(text):
                return True
            tail = text[-16:]
    return False
