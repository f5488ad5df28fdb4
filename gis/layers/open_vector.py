"""Vector files as tables: GeoPackage and shapefile through pyogrio, GeoJSON by ourselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pyogrio
from pyogrio import errors as ogr
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError

from gis.layers.files import Format
from gis.layers.findings import Findings
from gis.layers.geojson import read_geojson
from gis.layers.remarks import reader_remarks
from gis.layers.source import shapefile_members
from gis.project.layers_model import VectorSpec

_UNREADABLE = (ogr.DataSourceError, ogr.DataLayerError, CRSError, ShapelyError, ValueError)


def open_vector(
    file: Path,
    form: Format,
    spec: VectorSpec,
    found: Findings,
    columns: Sequence[str] | None = None,
) -> tuple[gpd.GeoDataFrame, CRS | None] | None:
    """The rows of a vector file and the CRS it carries.

    Args:
        file: a checked local file.
        form: its format.
        spec: names the table of a GeoPackage that holds several.
        found: takes what is wrong, and as warnings what the reader itself remarked.
        columns: those wanted, to save reading the others; all of them when not given. A GeoJSON
            file is read whole.

    Returns:
        A frame without CRS, in file order, and the file's CRS or ``None`` where it carries none;
        ``None`` altogether when the findings say why not.
    """
    if form != "GPKG" and spec.layer is not None:
        found.error("table_only_geopackage", table=spec.layer)
    if form == "GeoJSON":
        return read_geojson(file, spec.crs, found)
    if form == "ESRI Shapefile" and not _complete(file, found):
        return None
    try:
        if form == "ESRI Shapefile":
            _decode_prj(file)
        with reader_remarks(found):
            read = _read(file, form, spec.layer, found, columns)
    except _UNREADABLE as fault:
        found.error("file_unreadable", reason=fault)
        return None
    if read is not None and form == "ESRI Shapefile":
        _check_encoding(file, read[0], found)
    return read


def _read(
    file: Path,
    form: Format,
    table: str | None,
    found: Findings,
    columns: Sequence[str] | None,
) -> tuple[gpd.GeoDataFrame, CRS | None] | None:
    chosen = _table(file, table, found) if form == "GPKG" else None
    if form == "GPKG" and chosen is None:
        return None
    frame = pyogrio.read_dataframe(file, layer=chosen, columns=columns)
    if not isinstance(frame, gpd.GeoDataFrame):
        found.error("table_not_spatial", table=chosen or file.name)
        return None
    # The index has the file's order; the CRS is chosen later, beside what the project states.
    return frame.set_crs(None, allow_override=True), _own_crs(frame.crs)


def _own_crs(crs: CRS | None) -> CRS | None:
    """A CRS without a place on Earth ("Undefined …", a local one) is as good as none."""
    if crs is None or crs.name.startswith(("Undefined", "unnamed local")):
        return None
    return crs


def _table(file: Path, table: str | None, found: Findings) -> str | None:
    tables = [str(name) for name, kind in pyogrio.list_layers(file) if kind is not None]
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
        if any(beyond) or not str(name).isascii():
            sample = next((v for v, b in zip(frame[name], beyond, strict=True) if b), name)
            found.error("shapefile_encoding", column=str(name), sample=sample)
            return
