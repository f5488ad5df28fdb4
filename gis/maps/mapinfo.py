"""MapInfo TAB and MIF that keep the datum of VN-2000.

GDAL knows no MapInfo number for VN-2000 and writes WGS 84 in its place, 222 m off when the file is
read. MapInfo's own form for such a datum is number 9999 with seven parameters, which GDAL writes
when the datum's name spells it; what was written is read again and compared before it is kept.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from pyproj import CRS

from gis.errors import NuongError, Problem, Where
from gis.layers.datum.recognise import Plane, datum_of, official, plane_of
from gis.maps.contents import OFFICE_FILE
from gis.reference.vn2000 import shift

# MapInfo's number of the WGS 84 ellipsoid, which is VN-2000's too.
_ELLIPSOID = 28
# Text fields of MapInfo hold 254 bytes.
MAX_TEXT_BYTES = 254
# The columns that may be cut: quotation and reasons, which stand whole in the office's GeoPackage,
# and a sign after them that says so.
_MAY_BE_CUT = ("quote_vi", "legal_reason_vi", "legal_reason_en", "legal_citation", "changed_why")
_CUT = f"… [{OFFICE_FILE}]"
# Places may come back this far off (metres); MapInfo keeps whole steps of the layer's extent.
TOLERANCE_M = 0.05
_ROOM = 0.05  # of the extent, around it


def write_mapinfo(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a table as MapInfo TAB or MIF, whichever the suffix says, and read it again.

    Args:
        frame: polygons and plain columns; VN-2000 keeps its datum, any other CRS goes as GDAL
            writes it.
        path: a free name; TAB brings ``.dat .map .id`` beside it, MIF ``.mid``.

    Raises:
        NuongError: a text is too long for MapInfo, or the file does not read as it was written.
    """
    rows = _fitting(frame, path)
    rows = rows.set_crs(_spelt_out(frame.crs), allow_override=True)
    tab = path.suffix.lower() == ".tab"
    pyogrio.write_dataframe(
        rows,
        path,
        driver="MapInfo File",
        dataset_options={} if tab else {"FORMAT": "MIF"},
        layer_options={"ENCODING": "UTF-8"} | ({"BOUNDS": _room(rows)} if tab else {}),
    )
    _check(rows, frame.crs, path)


def _spelt_out(crs: CRS) -> CRS:
    """A VN-2000 CRS with its datum under the name GDAL reads as MapInfo's datum 9999."""
    if datum_of(crs) != "vn2000":
        return crs
    parameters = ",".join(map(repr, shift().parameters()))
    geographic = (
        f'GEOGCS["VN-2000",DATUM["MIF 9999,{_ELLIPSOID},{parameters},0",'
        'SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
        'UNIT["degree",0.0174532925199433]]'
    )
    plane = plane_of(crs)
    return CRS.from_wkt(geographic if plane is None else _projected(geographic, plane))


def _projected(geographic: str, plane: Plane) -> str:
    return (
        f'PROJCS["VN-2000",{geographic},PROJECTION["Transverse_Mercator"],'
        f'PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",{plane.meridian_deg}],'
        f'PARAMETER["scale_factor",{plane.scale}],PARAMETER["false_easting",{plane.easting_m}],'
        f'PARAMETER["false_northing",{plane.northing_m}],UNIT["metre",1]]'
    )


def _room(frame: gpd.GeoDataFrame) -> str:
    """The extent a TAB file divides into 2³¹ steps: the layer's own, and a little more."""
    bounds = frame.total_bounds
    if frame.empty or not np.isfinite(bounds).all():
        bounds = np.array([0.0, 0.0, 1.0, 1.0])
    around = _ROOM * float(max(bounds[2:] - bounds[:2])) + 1e-3
    low, high = bounds[:2] - around, bounds[2:] + around
    return ",".join(f"{v:.9f}" for v in (*low, *high))


def _fitting(frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    """The table with quotations cut to what MapInfo holds; any other long text is refused."""
    rows = frame.copy()
    for name in rows.columns.drop(rows.geometry.name):
        texts = [v if isinstance(v, str) else None for v in rows[name]]
        if not any(t is not None and len(t.encode()) > MAX_TEXT_BYTES for t in texts):
            continue
        if name not in _MAY_BE_CUT:
            values = {"column": name, "limit": MAX_TEXT_BYTES}
            raise NuongError([Problem("maps.export_text_long", Where(str(path)), values)])
        rows[name] = [None if t is None else _cut(t) for t in texts]
    return rows


def _cut(text: str) -> str:
    data = text.encode()
    if len(data) <= MAX_TEXT_BYTES:
        return text
    return data[: MAX_TEXT_BYTES - len(_CUT.encode())].decode("utf-8", "ignore") + _CUT


def _check(rows: gpd.GeoDataFrame, crs: CRS, path: Path) -> None:
    """Hold a file just written against what was to be written."""
    back = pyogrio.read_dataframe(path)
    if rows.empty and back.empty:  # a TAB without rows keeps no shapes, and so no CRS
        return
    there = official(back.crs)
    same_datum = datum_of(there) == datum_of(crs) and plane_of(there) == plane_of(crs)
    apart = _apart_m(rows.geometry, back.geometry) if len(back) == len(rows) else np.inf
    if crs.is_geographic:
        apart *= 111_320.0
    if not same_datum or apart > TOLERANCE_M or not _same_texts(rows, back):
        values = {"why": f"{len(back)}/{len(rows)} · {apart:.3f} m · {there.name}"}
        raise NuongError([Problem("maps.export_not_written", Where(str(path)), values)])


def _apart_m(one: gpd.GeoSeries, other: gpd.GeoSeries) -> float:
    """The largest distance between two shapes of one row, as far as outlines go."""
    if not len(one):
        return 0.0
    there = ~(one.is_empty | one.isna()).to_numpy()
    apart = shapely.hausdorff_distance(one.to_numpy()[there], other.to_numpy()[there])
    return float(np.max(apart, initial=0.0))


def _same_texts(rows: gpd.GeoDataFrame, back: gpd.GeoDataFrame) -> bool:
    """Whether every text came back; MapInfo keeps no difference between empty and missing."""
    for name in rows.columns.drop(rows.geometry.name):
        pairs = zip(rows[name], back[name], strict=True)
        if any(isinstance(a, str) and a != (b or "") for a, b in pairs):
            return False
    return True
