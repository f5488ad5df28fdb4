"""Formats that are zip files: a packed shapefile or geodatabase, KMZ, a workbook."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import TypeVar

import geopandas as gpd

from gis.layers.archives import check_archive, unpacked
from gis.layers.files import Format
from gis.layers.findings import Findings
from gis.layers.markup import check_markup
from gis.layers.point_table import read_workbook
from gis.layers.source import SHAPEFILE_MEMBERS
from gis.project.layers_model import VectorSpec

T = TypeVar("T")

# What a File Geodatabase consists of; anything else in its folder is left packed.
_GEODATABASE = re.compile(r"(a[0-9a-f]{8}\.[a-z_0-9.]{1,24}|gdb|timestamps)")


def open_zip(
    file: Path,
    wanted: str | None,
    inside: Callable[[Path, Format], T | None],
    found: Findings,
) -> T | None:
    """What one shapefile or geodatabase in a zip file holds.

    Args:
        file: a checked local file.
        wanted: stem of the shapefile where there are several.
        inside: opens the unpacked file.
        found: takes what is wrong.
    """
    members = check_archive(file, found)
    if members is None:
        return None
    names = [m.filename for m in members]
    databases = sorted({_database(n) for n in names} - {""})
    if len(databases) == 1:
        mine = {n: PurePosixPath(n).name for n in names if _database(n) == databases[0]}
        kept = {n: plain for n, plain in mine.items() if _GEODATABASE.fullmatch(plain)}
        with unpacked(file, kept, suffix=".gdb") as folder:
            return inside(folder, "OpenFileGDB")
    stem = _shapefile(names, wanted, found)
    if stem is None:
        return None
    kept = {n: f"shape{suffix}" for n in names if (suffix := _member_of(n, stem)) is not None}
    with unpacked(file, kept) as folder:
        return inside(folder / "shape.shp", "ESRI Shapefile")


def open_kmz(file: Path, inside: Callable[[], T | None], found: Findings) -> T | None:
    """What a KMZ holds, if the archive and every KML in it are harmless."""
    members = check_archive(file, found)
    if members is None:
        return None
    pages = [m for m in members if m.filename.lower().endswith(".kml")]
    if not pages:
        found.error("archive_lacks", wanted=".kml", members=_listed(members))
        return None
    return inside() if _harmless(file, pages, "kml", found) else None


def open_workbook(file: Path, spec: VectorSpec, found: Findings) -> gpd.GeoDataFrame | None:
    """The points of a workbook, if the archive and every sheet in it are harmless."""
    members = check_archive(file, found)
    if members is None:
        return None
    if not any(m.filename == "xl/workbook.xml" for m in members):
        found.error("archive_lacks", wanted="xl/workbook.xml", members=_listed(members))
        return None
    sheets = [m for m in members if m.filename.startswith("xl/") and m.filename.endswith(".xml")]
    known = [m for m in sheets if PurePosixPath(m.filename).parts[1] in _SHEETS]
    return read_workbook(file, spec, found) if _harmless(file, known, None, found) else None


_SHEETS = ("worksheets", "sharedStrings.xml", "workbook.xml", "styles.xml")


def _harmless(
    file: Path, members: Sequence[zipfile.ZipInfo], root: str | None, found: Findings
) -> bool:
    with zipfile.ZipFile(file) as archive:
        for member in members:
            with archive.open(member) as stream:
                counts = check_markup(stream, root, found)
            if counts is None:
                return False
            if counts["NetworkLink"]:
                found.warning("kml_links", n=counts["NetworkLink"])
    return True


def _database(name: str) -> str:
    """The geodatabase folder a member lies in, "" for none."""
    parts = PurePosixPath(name).parts
    return next((p for p in parts[:-1] if p.lower().endswith(".gdb")), "")


def _shapefile(names: Sequence[str], wanted: str | None, found: Findings) -> str | None:
    """The path without suffix of the one shapefile meant."""
    stems = {str(PurePosixPath(n).with_suffix("")) for n in names if n.lower().endswith(".shp")}
    chosen = sorted(s for s in stems if wanted in (None, PurePosixPath(s).name))
    tables = ", ".join(sorted(PurePosixPath(s).name for s in stems))
    if len(chosen) == 1:
        return chosen[0]
    if not stems:
        found.error("archive_lacks", wanted=".shp, .gdb", members=", ".join(names[:6]) or "–")
    elif wanted is not None and not chosen:
        found.error("table_missing", table=wanted, tables=tables)
    else:
        found.error("table_unstated", tables=tables)
    return None


def _member_of(name: str, stem: str) -> str | None:
    path = PurePosixPath(name)
    suffix = path.suffix.lower()
    return suffix if str(path.with_suffix("")) == stem and suffix in SHAPEFILE_MEMBERS else None


def _listed(members: Sequence[zipfile.ZipInfo]) -> str:
    return ", ".join(m.filename for m in members[:6]) or "–"
