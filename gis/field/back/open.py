"""Whatever somebody hands in: a folder, an archive or a file, looked at before it is opened."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import ParseError

import shapely

from gis.errors import Problem, Where
from gis.field.back.geopackage_rows import read_geopackage
from gis.field.back.markup_rows import read_gpx, read_kml
from gis.field.back.model import BackLayer, Return
from gis.field.back.table_rows import read_csv
from gis.field.manifest import Manifest
from gis.layers.archives import check_archive, unpacked
from gis.layers.files import Format, find_file
from gis.layers.findings import Findings
from gis.layers.markup import check_markup

# What a phone brings home; everything else in its folder is left alone.
FORMATS: dict[str, Format] = {
    ".gpkg": "GPKG", ".kml": "KML", ".kmz": "KMZ", ".gpx": "GPX", ".csv": "CSV", ".zip": "zip",
}  # fmt: skip
_INSIDE = (".gpkg", ".kml", ".kmz", ".gpx", ".csv")
_TAIL = ".gpkg-wal"


def read_return(path: Path, manifest: Manifest, problems: list[Problem]) -> Return:
    """Everything of the pack's in what was handed in.

    Args:
        path: a folder, a zip file of one, or a single file.
        manifest: of the pack.
        problems: takes everything that cannot be read, or is not the pack's.
    """
    layers: list[BackLayer] = []
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.suffix.lower() in _INSIDE)
        for file in files:
            if file.is_symlink() or not file.resolve().is_relative_to(path.resolve()):
                problems.append(Problem("field.file_link", Where(str(file))))
            else:
                layers += _file(file, file.relative_to(path).as_posix(), manifest, problems)
    else:
        layers += _file(path, path.name, manifest, problems)
    if not layers and not any(p.level == "error" for p in problems):
        problems.append(Problem("field.nothing_back", Where(str(path))))
    return Return(path.name, tuple(layers))


def _file(file: Path, shown: str, manifest: Manifest, problems: list[Problem]) -> list[BackLayer]:
    found = Findings(shown)
    checked = find_file(file.parent, file.name, FORMATS, found)
    layers: list[BackLayer] = []
    if checked is not None:
        try:
            layers = _by_format(*checked, shown, manifest, found)
        except (ParseError, ValueError, OSError, shapely.errors.ShapelyError) as fault:
            found.error("file_unreadable", reason=fault)
    problems += found.problems
    return layers


def _by_format(
    file: Path, form: Format, shown: str, manifest: Manifest, found: Findings
) -> list[BackLayer]:
    if form == "GPKG":
        return read_geopackage(file, shown, manifest, found.problems)
    if form == "CSV":
        return read_csv(file, shown, manifest, found.problems)
    if form in ("KML", "GPX"):
        with file.open("rb") as stream:
            if check_markup(stream, form.lower(), found) is None:
                return []
            stream.seek(0)
            return (read_kml if form == "KML" else read_gpx)(stream, shown, manifest)
    members = check_archive(file, found)
    if members is None:
        return []
    if form == "KMZ":
        return _kmz(file, members, shown, manifest, found)
    return _zip(file, members, shown, manifest, found)


def _kmz(
    file: Path, members: Iterable[zipfile.ZipInfo], shown: str, manifest: Manifest, found: Findings
) -> list[BackLayer]:
    layers: list[BackLayer] = []
    pages = {m.filename: f"{n}.kml" for n, m in enumerate(members)
             if m.filename.lower().endswith(".kml")}  # fmt: skip
    with unpacked(file, pages) as folder:
        for name in pages.values():
            layers += _by_format(folder / name, "KML", shown, manifest, found)
    return layers


def _zip(
    file: Path, members: Iterable[zipfile.ZipInfo], shown: str, manifest: Manifest, found: Findings
) -> list[BackLayer]:
    """Members under names of ours; a ``-wal`` stays beside its GeoPackage."""
    names = sorted(m.filename for m in members)
    kept: dict[str, str] = {}
    for n, name in enumerate(x for x in names if _suffix(x) in _INSIDE):
        kept[name] = f"{n}{_suffix(name)}"
        if f"{name}-wal" in names:
            kept[f"{name}-wal"] = f"{n}{_TAIL}"
    layers: list[BackLayer] = []
    with unpacked(file, kept) as folder:
        for name, plain in kept.items():
            if not plain.endswith(_TAIL):
                layers += _file(folder / plain, f"{shown}/{name}", manifest, found.problems)
    return layers


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
