"""One table of a finished run, written to another format, CRS or for one commune."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import geopandas as gpd
import pyogrio
from pyproj import CRS
from pyproj.exceptions import CRSError

from gis.errors import NuongError, Problem, Where, raise_errors
from gis.maps.check.verify import verify_outputs
from gis.maps.columns import PERSONAL, plain_rows, typed
from gis.maps.contents import OFFICE_FILE
from gis.maps.geojson import collection_parts
from gis.maps.geopackage import SHAPES
from gis.maps.mapinfo import write_mapinfo
from gis.maps.one_file import check_new_file, new_file, new_files
from gis.maps.tables import SEPARATOR, defused, number_cell
from gis.maps.text_file import write_text
from gis.messages import Lang
from gis.reference.admin import name_key

IDS = {
    "communes": "commune_code",
    "plots": "piece_id",
    "judged": "flag_id",
    "zones": "zone_id",
    "overlaps": "overlap_id",
    "doubt": "doubt_id",
    "plots_law": "piece_id",
    "forest_lots": "lot_id",
}
Writer = Callable[[gpd.GeoDataFrame, str, Path, Lang], None]


def export_table(
    folder: Path,
    table: str,
    to: Path,
    *,
    crs: str | None = None,
    commune: str | None = None,
    lang: Lang = "vi",
) -> int:
    """Write one table of a run; hectares stay those of the run, whatever the CRS of the file.

    Args:
        folder: a run's folder; it is verified before anything is read from it.
        table: one of ``communes, plots, judged, doubt, zones, overlaps, plots_law, forest_lots``.
        to: ``.geojson`` (RFC 7946, always WGS 84, without names of people), ``.gpkg``, ``.fgb``,
            ``.tab`` or ``.mif`` (MapInfo, with the datum of VN-2000) or ``.csv`` (no shapes). An
            existing file is left alone.
        crs: of the file; the project's when not given.
        commune: only this commune, by code or exact name (case, blanks and unit word aside).
        lang: separator and decimal sign of a CSV.

    Returns:
        Number of rows written. Unknown figures are empty, "?" in a CSV.

    Raises:
        NuongError: the folder is no whole run, or table, format, CRS or commune are not to be had.
    """
    writer = _writer(to)
    raise_errors(verify_outputs(folder))
    frame = _in_crs(_of_commune(_read(folder, table), commune, table), crs, to)
    with (new_files if to.suffix.lower() in BESIDE else new_file)(to) as part:
        writer(frame, table, part, lang)
    return len(frame)


def _writer(to: Path) -> Writer:
    raise_errors(check_new_file(to, WRITERS))
    for suffix in BESIDE.get(to.suffix.lower(), ()):
        raise_errors(check_new_file(to.with_suffix(suffix), (suffix,)))
    return WRITERS[to.suffix.lower()]


def _read(folder: Path, table: str) -> gpd.GeoDataFrame:
    if table not in SHAPES:
        values = {"table": table, "known": ", ".join(SHAPES)}
        raise NuongError([Problem("maps.export_table", Where(OFFICE_FILE), values)])
    return pyogrio.read_dataframe(folder / OFFICE_FILE, layer=table)


def _of_commune(frame: gpd.GeoDataFrame, commune: str | None, table: str) -> gpd.GeoDataFrame:
    if commune is None:
        return frame
    if "commune_code" not in frame:
        raise NuongError([Problem("maps.export_no_communes", Where(layer=table))])
    wanted = name_key(commune)
    # Land outside every commune has no name.
    rows = frame["commune"].map(lambda name: isinstance(name, str) and name_key(name) == wanted)
    kept = frame[rows | (frame["commune_code"] == commune)]
    if kept.empty:
        values = {"commune": commune}
        raise NuongError([Problem("maps.export_commune", Where(layer=table), values)])
    return kept


def _in_crs(frame: gpd.GeoDataFrame, crs: str | None, to: Path) -> gpd.GeoDataFrame:
    if crs is None:
        return frame
    if to.suffix.lower() in (".geojson", ".csv"):
        raise NuongError([Problem("maps.export_crs_fixed", Where(str(to)), {"crs": crs})])
    try:
        return frame.to_crs(CRS.from_user_input(crs))
    except CRSError as fault:
        raise NuongError([Problem("maps.export_crs", Where(str(to)), {"crs": crs})]) from fault


def _write_geojson(frame: gpd.GeoDataFrame, table: str, path: Path, lang: Lang) -> None:
    columns = [c for c in SHAPES[table] if c not in PERSONAL]
    said: Mapping[str, object] = {"hectares_crs": frame.crs.to_string(), "lang": lang}
    write_text(path, collection_parts(frame, IDS[table], columns, said))


def _write_features(frame: gpd.GeoDataFrame, table: str, path: Path, lang: Lang) -> None:
    del lang  # attributes are the same in every language
    rows = gpd.GeoDataFrame(
        typed(frame, SHAPES[table]), geometry=frame.geometry.to_numpy(), crs=frame.crs
    )
    driver = "GPKG" if path.suffix.lower() == ".gpkg" else "FlatGeobuf"
    options = {"geometry_type": "MultiPolygon", "promote_to_multi": True}
    pyogrio.write_dataframe(rows, path, layer=table, driver=driver, **options)


def _write_mapinfo(frame: gpd.GeoDataFrame, table: str, path: Path, lang: Lang) -> None:
    del lang
    rows = typed(frame, SHAPES[table])
    write_mapinfo(gpd.GeoDataFrame(rows, geometry=frame.geometry.to_numpy(), crs=frame.crs), path)


def _write_csv(frame: gpd.GeoDataFrame, table: str, path: Path, lang: Lang) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=SEPARATOR[lang], lineterminator="\r\n")
        writer.writerow(SHAPES[table])
        for row in plain_rows(frame, SHAPES[table]):
            writer.writerow([_csv_cell(column, value, lang) for column, value in row.items()])


def _csv_cell(column: str, value: object, lang: Lang) -> str:
    if value is None:
        return "?" if column.endswith(("_ha", "_deg", "_m", "_share")) else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number_cell(column, value, lang)
    return defused(str(value)) if isinstance(value, str) else str(value)


WRITERS: dict[str, Writer] = {
    ".geojson": _write_geojson,
    ".gpkg": _write_features,
    ".fgb": _write_features,
    ".tab": _write_mapinfo,
    ".mif": _write_mapinfo,
    ".csv": _write_csv,
}
# Files a format brings beside its own.
BESIDE = {".tab": (".dat", ".map", ".id"), ".mif": (".mid",)}
