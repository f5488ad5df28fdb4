"""Vector files as tables: GeoJSON and CSV read by ourselves, every other format through pyogrio.

Only formats of ``files`` come here, each checked by its first bytes; containers and XML are looked
through first, and the driver GDAL chose is held against the one that was meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import geopandas as gpd
import pyogrio
from pyogrio import errors as ogr
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError

from gis.layers.arcs import shapes_with_arcs
from gis.layers.containers import open_kmz, open_workbook, open_zip
from gis.layers.files import Format
from gis.layers.findings import Findings
from gis.layers.geojson import read_geojson
from gis.layers.markup import check_markup
from gis.layers.point_table import read_csv
from gis.layers.remarks import reader_remarks
from gis.layers.source import members_of, shapefile_members
from gis.layers.text.evidence import ENCODINGS, encoding_of
from gis.project.layers_model import VectorSpec

Opened = tuple[gpd.GeoDataFrame, CRS | None]

# A text in none of the encodings the file claims: read byte by byte, for ``text`` to judge.
_BYTES = "ISO-8859-1"
_UNREADABLE = (ogr.DataSourceError, ogr.DataLayerError, CRSError, ShapelyError, ValueError, OSError)
_DRIVERS: dict[Format, tuple[str, ...]] = {
    "GPKG": ("GPKG",),
    "ESRI Shapefile": ("ESRI Shapefile",),
    "FlatGeobuf": ("FlatGeobuf",),
    "KML": ("LIBKML", "KML"),
    "KMZ": ("LIBKML",),
    "GPX": ("GPX",),
    "MapInfo TAB": ("MapInfo File",),
    "MapInfo MIF": ("MapInfo File",),
    "OpenFileGDB": ("OpenFileGDB",),
    "DGN": ("DGN",),
}
# Formats that may hold several tables of shapes.
_SEVERAL: tuple[Format, ...] = ("GPKG", "KML", "KMZ", "GPX", "OpenFileGDB", "zip", "XLSX")

# Formats whose points, lines and folders are tables of their own.
_TOGETHER: tuple[Format, ...] = ("KML", "KMZ", "GPX")


def open_vector(
    file: Path,
    form: Format,
    spec: VectorSpec,
    found: Findings,
    columns: Sequence[str] | None = None,
) -> Opened | None:
    """The rows of a vector file and the CRS it carries.

    Args:
        file: a checked local file.
        form: its format.
        spec: names the table of a file that holds several.
        found: takes what is wrong, and as warnings what the reader itself remarked.
        columns: those wanted, to save reading the others where the format allows; all of them when
            not given.

    Returns:
        A frame without CRS, in file order, and the file's CRS or ``None`` where it carries none;
        ``None`` altogether when the findings say why not.
    """
    if form not in _SEVERAL and spec.layer is not None:
        found.error("table_only_geopackage", table=spec.layer)
    if form == "GeoJSON":
        return read_geojson(file, spec.crs, found)
    try:
        with reader_remarks(found):
            opener = _OPEN.get(form)
            if opener is None:
                return _by_driver(file, form, spec, found, columns)
            return opener(file, form, spec, found)
    except _UNREADABLE as fault:
        found.error("file_unreadable", reason=fault)
        return None


def open_tables(
    file: Path, form: Format, spec: VectorSpec, found: Findings
) -> list[tuple[str, Opened]]:
    """Every table of shapes of a file, where :func:`open_vector` wants one to be named.

    KML, KMZ and GPX keep points, lines and folders apart as tables; of a GPX the points that make
    up its tracks and routes come last. Other formats give the one table that ``open_vector`` does.

    Args:
        file: a checked local file.
        form: its format.
        spec: names the table wanted; without a name all of them.
        found: takes what is wrong.

    Returns:
        Names of the tables that hold something, and what they hold.
    """
    if form not in _TOGETHER or spec.layer is not None:
        opened = open_vector(file, form, spec, found)
        return [] if opened is None else [(spec.layer or file.stem, opened)]
    try:
        with reader_remarks(found):
            if form == "KMZ":
                return open_kmz(file, lambda: _every_table(file, form, spec, found), found) or []
            counts = _harmless(file, form, found)
            tables = [] if counts is None else _every_table(file, form, spec, found)
            if form == "GPX" and counts is not None:
                _check_times([frame for _, (frame, _) in tables], counts, found)
            return tables
    except _UNREADABLE as fault:
        found.error("file_unreadable", reason=fault)
        return []


def _every_table(
    file: Path, form: Format, spec: VectorSpec, found: Findings
) -> list[tuple[str, Opened]]:
    opened = []
    for name in _tables(file, form):
        one = _by_driver(file, form, spec.model_copy(update={"layer": name}), found)
        if one is not None:
            opened.append((name, one))
    return opened


def _by_driver(
    file: Path,
    form: Format,
    spec: VectorSpec,
    found: Findings,
    columns: Sequence[str] | None = None,
) -> Opened | None:
    table = _table(file, form, spec.layer, found)
    if table is None:
        return None
    _check_driver(file, form, table)
    if form == "GPKG" and (arcs := shapes_with_arcs(file, table)):
        found.warning("geometry_curves", n=arcs)
    frame = _frame(file, form, table, spec, columns)
    if not isinstance(frame, gpd.GeoDataFrame):
        found.error("table_not_spatial", table=table)
        return None
    # The index has the file's order; the CRS is chosen later, beside what the project states.
    return frame.set_crs(None, allow_override=True), _own_crs(frame.crs)


def _frame(
    file: Path, form: Format, table: str, spec: VectorSpec, columns: Sequence[str] | None
) -> gpd.GeoDataFrame:
    layer = None if form == "ESRI Shapefile" else table
    # MapInfo files say their encoding as seldom as shapefiles do.
    silent = form in ("ESRI Shapefile", "MapInfo TAB", "MapInfo MIF")
    if silent and spec.text is not None:
        return pyogrio.read_dataframe(file, layer=layer, encoding=_BYTES)
    # A track of one point is no line: it becomes a row without a shape instead of failing them all.
    broken = "ignore" if form == "GPX" else "raise"
    try:
        return pyogrio.read_dataframe(file, layer=layer, columns=columns, on_invalid=broken)
    except UnicodeDecodeError:
        if not silent:
            raise
        return pyogrio.read_dataframe(file, layer=layer, encoding=_BYTES)


def _check_driver(file: Path, form: Format, table: str) -> None:
    """GDAL goes by content: what it opened must be what was meant."""
    driver = pyogrio.read_info(file, layer=table, encoding=_BYTES)["driver"]
    if driver not in _DRIVERS[form]:
        raise ValueError(f"{driver}, not {form}")


def _own_crs(crs: CRS | None) -> CRS | None:
    """A CRS without a place on Earth ("Undefined …", a local one) is as good as none."""
    if crs is None or crs.name.startswith(("Undefined", "unnamed local", "Nonearth")):
        return None
    return crs


def _table(file: Path, form: Format, table: str | None, found: Findings) -> str | None:
    tables = _tables(file, form)
    listed = ", ".join(tables) or "–"
    if table is None and len(tables) == 1:
        return tables[0]
    if table is not None and table in tables:
        return table
    if not tables:
        found.error("table_not_spatial", table=table or file.name)
    elif table is None:
        found.error("table_unstated", tables=listed)
    else:
        found.error("table_missing", table=table, tables=listed)
    return None


def _tables(file: Path, form: Format) -> list[str]:
    """Names of the tables of shapes, empty ones left out where a format always lists some."""
    tables = [str(name) for name, kind in pyogrio.list_layers(file) if kind is not None]
    if form in _TOGETHER:  # GPX always lists five tables, KML a folder of folders
        tables = [t for t in tables if pyogrio.read_info(file, layer=t, force_feature_count=True)[
            "features"]]  # fmt: skip
    return tables


def _shapefile(file: Path, form: Format, spec: VectorSpec, found: Findings) -> Opened | None:
    if not _complete(file, found):
        return None
    _decode_prj(file)
    read = _by_driver(file, form, spec, found)
    if read is not None and spec.text is None:
        _check_encoding(file, read[0], found)
    return read


def _complete(file: Path, found: Findings) -> bool:
    present = {m.suffix.lower() for m in shapefile_members(file)}
    lacking = [suffix for suffix in (".shx", ".dbf") if suffix not in present]
    if lacking:
        found.error("shapefile_incomplete", members=", ".join(lacking))
    return not lacking


def _decode_prj(file: Path) -> None:
    """Fail here on a ``.prj`` that is no text: the reader would fail without a proper error."""
    for member in shapefile_members(file):
        if member.suffix.lower() == ".prj":
            member.read_text("utf-8")


def _check_encoding(file: Path, frame: gpd.GeoDataFrame, found: Findings) -> None:
    """Vietnamese text without a stated encoding would be guessed, so it is refused."""
    if any(m.suffix.lower() == ".cpg" for m in shapefile_members(file)):
        return
    for name in frame.columns.drop(frame.geometry.name):
        beyond = [isinstance(v, str) and not v.isascii() for v in frame[name]]
        texts = [v for v, b in zip(frame[name], beyond, strict=True) if b]
        if encoding_of(texts) in ENCODINGS:  # named with its repair when columns are read
            continue
        if any(beyond) or not str(name).isascii():
            sample = next((v for v, b in zip(frame[name], beyond, strict=True) if b), name)
            found.error("shapefile_encoding", column=str(name), sample=sample)
            return


def _mapinfo(file: Path, form: Format, spec: VectorSpec, found: Findings) -> Opened | None:
    present = {m.suffix.lower() for m in members_of(file, form)}
    needed = (".dat", ".map", ".id") if form == "MapInfo TAB" else (".mid",)
    lacking = [suffix for suffix in needed if suffix not in present]
    if lacking:
        found.error("mapinfo_incomplete", members=", ".join(lacking))
        return None
    # Linked, seamless and view tables are descriptions that open other files.
    if form == "MapInfo TAB" and b"type native" not in file.read_bytes().lower():
        found.error("mapinfo_linked")
        return None
    return _by_driver(file, form, spec, found)


def _markup(file: Path, form: Format, spec: VectorSpec, found: Findings) -> Opened | None:
    counts = _harmless(file, form, found)
    read = None if counts is None else _by_driver(file, form, spec, found)
    if form == "GPX" and counts is not None and read is not None:
        _check_times([read[0]], counts, found)
    return read


def _harmless(file: Path, form: Format, found: Findings) -> Counter[str] | None:
    """What an XML file that may be handed to GDAL holds; of a KML, whether GDAL sees all of it."""
    with file.open("rb") as stream:
        counts = check_markup(stream, form.lower(), found)
    if counts is None:
        return None
    if counts["NetworkLink"]:
        found.warning("kml_links", n=counts["NetworkLink"])
    if form == "KML":
        _count_placemarks(file, counts["Placemark"])
    return counts


def _check_times(tables: Sequence[gpd.GeoDataFrame], counts: Counter[str], found: Findings) -> None:
    """Note times of GPX points that the driver could not read and left empty."""
    timed = [table["time"] for table in tables if "time" in table]
    there = counts["wpt/time"] + counts["trkpt/time"] + counts["rtept/time"]
    lost = there - sum(int(times.notna().sum()) for times in timed)
    if lost > 0 and there <= sum(map(len, timed)):  # else some are of another table
        found.warning("gpx_times", n=lost)


def _count_placemarks(file: Path, there: int) -> None:
    """The driver flattens folders; every placemark must be in one of its tables."""
    tables = [str(name) for name, _ in pyogrio.list_layers(file)]
    infos = [pyogrio.read_info(file, layer=t, force_feature_count=True) for t in tables]
    seen = sum(info["features"] for info in infos)
    if seen != there:
        raise ValueError(f"{seen} of {there} Placemark")


def _csv(file: Path, _form: Format, spec: VectorSpec, found: Findings) -> Opened | None:
    frame = read_csv(file, spec, found)
    return None if frame is None else (frame, None)


def _zip(file: Path, _form: Format, spec: VectorSpec, found: Findings) -> Opened | None:
    def inside(member: Path, form: Format) -> Opened | None:
        alone = spec.model_copy(update={"layer": None}) if form == "ESRI Shapefile" else spec
        return _OPEN.get(form, _by_driver)(member, form, alone, found)

    return open_zip(file, spec.layer, inside, found)


def _kmz(file: Path, form: Format, spec: VectorSpec, found: Findings) -> Opened | None:
    return open_kmz(file, lambda: _by_driver(file, form, spec, found), found)


def _workbook(file: Path, _form: Format, spec: VectorSpec, found: Findings) -> Opened | None:
    frame = open_workbook(file, spec, found)
    return None if frame is None else (frame, None)


_OPEN: dict[Format, Callable[[Path, Format, VectorSpec, Findings], Opened | None]] = {
    "ESRI Shapefile": _shapefile,
    "MapInfo TAB": _mapinfo,
    "MapInfo MIF": _mapinfo,
    "KML": _markup,
    "GPX": _markup,
    "KMZ": _kmz,
    "zip": _zip,
    "CSV": _csv,
    "XLSX": _workbook,
}
