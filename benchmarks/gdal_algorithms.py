"""``gdal raster …`` of GDAL 3.11 and later, through the library that comes inside pyogrio."""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path

import pyogrio


@cache
def _library() -> ctypes.CDLL | None:
    folder = Path(pyogrio.__file__).parent.with_name("pyogrio.libs")
    found = sorted(folder.glob("libgdal*.so*"))
    if not found or pyogrio.__gdal_version__ < (3, 11, 0):
        return None
    library = ctypes.CDLL(str(found[0]))
    for name in (
        "GDALGetGlobalAlgorithmRegistry",
        "GDALAlgorithmRegistryInstantiateAlg",
        "GDALAlgorithmInstantiateSubAlgorithm",
    ):
        getattr(library, name).restype = ctypes.c_void_p
    library.GDALAllRegister()
    return library


def missing() -> str:
    """Why the algorithms cannot be called here; empty when they can."""
    return "" if _library() else "no libgdal >= 3.11 inside the pyogrio wheel on this machine"


def run(group: str, name: str, *words: str) -> None:
    """``gdal <group> <name> <words>``, in this process.

    Raises:
        RuntimeError: GDAL refused the words or failed.
    """
    library = _library()
    if library is None:
        raise RuntimeError(missing())
    registry = ctypes.c_void_p(library.GDALGetGlobalAlgorithmRegistry())
    top = ctypes.c_void_p(library.GDALAlgorithmRegistryInstantiateAlg(registry, group.encode()))
    one = ctypes.c_void_p(library.GDALAlgorithmInstantiateSubAlgorithm(top, name.encode()))
    given = (ctypes.c_char_p * (len(words) + 1))(*[w.encode() for w in words], None)
    try:
        if not library.GDALAlgorithmParseCommandLineArguments(one, given):
            raise RuntimeError(f"gdal {group} {name} refused its arguments")
        if not library.GDALAlgorithmRun(one, None, None):
            raise RuntimeError(f"gdal {group} {name} failed")
        library.GDALAlgorithmFinalize(one)
    finally:
        for handle in (one, top, registry):
            (library.GDALAlgorithmRegistryRelease if handle is registry
             else library.GDALAlgorithmRelease)(handle)  # fmt: skip
