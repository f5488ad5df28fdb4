"""The faults of commune borders as a file that QGIS opens: one feature for each, largest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS

from gis.errors import raise_errors
from gis.layers.borders.model import BorderFault
from gis.layers.borders.words import fault_title
from gis.maps.columns import typed
from gis.maps.geojson import collection_parts
from gis.maps.one_file import check_new_file, new_file
from gis.maps.text_file import write_text
from gis.messages import Lang, visible

COLUMNS = (
    "fault_id", "kind", "what", "area_ha", "width_m", "sliver", "away_m", "repaired_ha", "codes",
    "names", "reason", "lon_deg", "lat_deg",
)  # fmt: skip


def write_border_file(faults: Sequence[BorderFault], crs: CRS, to: Path, lang: Lang) -> int:
    """Write border faults to a GeoJSON or a GeoPackage.

    Args:
        faults: with shapes in the project CRS.
        crs: the project CRS; a GeoPackage is in it, GeoJSON in WGS 84.
        to: ``.geojson`` or ``.gpkg``; an existing file is left alone. A GeoPackage has two tables:
            ``faults`` (polygons; of a ring, its commune as GEOS would repair it) and ``places``
            (a point in each fault).
        lang: language of the column ``what``; the other columns are the same in both.

    Returns:
        Number of faults written. What does not apply to a kind is empty.

    Raises:
        NuongError: another format, the name is taken, or the disk refused.
    """
    check_border_file(to)
    frame = border_frame(faults, crs, lang)
    with new_file(to) as part:
        _WRITERS[to.suffix.lower()](frame, part, lang)
    return len(frame)


def check_border_file(to: Path) -> None:
    """Refuse a name that cannot be written, before any work.

    Raises:
        NuongError: another format than ``.geojson`` or ``.gpkg``, or the name is taken.
    """
    raise_errors(check_new_file(to, _WRITERS))


def border_frame(faults: Sequence[BorderFault], crs: CRS, lang: Lang) -> gpd.GeoDataFrame:
    """Border faults as a table of ``COLUMNS`` with their polygons, in the project CRS."""
    rows = [
        {
            "fault_id": f"{fault.kind}-{number}",
            "kind": fault.kind,
            "what": fault_title(fault, lang),
            "area_ha": fault.area_ha,
            "width_m": fault.width_m,
            "sliver": "yes" if fault.sliver else "no",
            "away_m": fault.away_m,
            "repaired_ha": fault.repaired_ha,
            "codes": "; ".join(map(visible, fault.codes)),
            "names": "; ".join(map(visible, fault.names)),
            "reason": fault.reason or None,
            "lon_deg": fault.lon,
            "lat_deg": fault.lat,
        }
        for number, fault in enumerate(faults, start=1)
    ]
    shapes = gpd.GeoSeries([f.shape for f in faults], crs=crs)
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=list(COLUMNS)), geometry=shapes, crs=crs)


def _write_geojson(frame: gpd.GeoDataFrame, path: Path, lang: Lang) -> None:
    said = {"hectares_crs": frame.crs.to_string(), "lang": lang}
    write_text(path, collection_parts(frame, "fault_id", COLUMNS, said))


def _write_geopackage(frame: gpd.GeoDataFrame, path: Path, lang: Lang) -> None:
    del lang  # the words stand in a column
    rows = gpd.GeoDataFrame(
        typed(frame, COLUMNS), geometry=frame.geometry.to_numpy(), crs=frame.crs
    )
    kind = {"geometry_type": "MultiPolygon", "promote_to_multi": True}
    pyogrio.write_dataframe(rows, path, layer="faults", driver="GPKG", **kind)
    points = gpd.GeoSeries(shapely.points(rows["lon_deg"], rows["lat_deg"]), crs=4326)
    places = rows.set_geometry(points.to_crs(frame.crs).to_numpy(), crs=frame.crs)
    pyogrio.write_dataframe(
        places, path, layer="places", driver="GPKG", geometry_type="Point", append=True
    )


_WRITERS: dict[str, Callable[[gpd.GeoDataFrame, Path, Lang], None]] = {
    ".geojson": _write_geojson,
    ".gpkg": _write_geopackage,
}
