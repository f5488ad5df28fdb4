"""Rows of a pack's layers: UUIDs that stay the same, columns of the form, shapes of the run."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence

import geopandas as gpd
import pandas as pd
import shapely

from gis.field.form import NOTES, UUID, YES_NO, FieldLayer, field_layers
from gis.field.pack.source import Source
from gis.ledger.states.model import PRESENT
from gis.maps.columns import Kind, kind_of, plain

# Our own name space: the same area, layer and id have the same UUID in every pack for ever.
SPACE = uuid.UUID("6d2f4a3e-3c0b-4a55-9e0e-6f8f6f1c5b07")


def row_uuid(area: str, layer: str, name: str) -> str:
    """The UUID of a row.

    Args:
        area: id of the planning area.
        layer: of the pack.
        name: what the row is known by in every run.
    """
    return str(uuid.uuid5(SPACE, "\n".join((area, layer, name))))


def pack_rows(source: Source) -> dict[str, gpd.GeoDataFrame]:
    """Rows of every layer by its name, in order of UUID but the field list, which keeps its own.

    Args:
        source: the run.

    Returns:
        Frames with the layer's columns and ``geometry`` in the run's CRS. A value that is not
        known is missing.
    """
    layers = field_layers(names=source.names)
    made: Mapping[str, Callable[[Source], gpd.GeoDataFrame]] = {
        "visits": _visits, "corrections": _plots, "flagged": _flagged, "zones": _zones,
        "forest_lots": _lots, "communes": _communes,
    }  # fmt: skip
    found = {"findings": _no_findings(source, layers["findings"])}
    for name, make in made.items():
        found[name] = _with_columns(make(source), layers[name], source)
    return {name: found[name] for name in layers}


def _visits(source: Source) -> gpd.GeoDataFrame:
    doubt = source.frames["doubt"]
    wanted = doubt[doubt["visit_order"].notna()]
    rows = wanted.sort_values(["rule", "visit_order"], kind="stable")
    return rows.assign(_name=rows["doubt_id"])


def _flagged(source: Source) -> gpd.GeoDataFrame:
    judged = source.frames["judged"]
    rows = judged[judged["verdict"] == "review"]
    return rows.assign(_name=rows["flag_id"])


def _zones(source: Source) -> gpd.GeoDataFrame:
    rows = source.frames["zones"]
    return rows.assign(_name=rows["zone_id"])


def _lots(source: Source) -> gpd.GeoDataFrame:
    rows = source.frames["forest_lots"]
    return rows.assign(_name=rows["lot_id"])


def _communes(source: Source) -> gpd.GeoDataFrame:
    rows = source.frames["communes"]
    return rows.assign(_name=[f"{c} {d}" for c, d in zip(rows["commune_code"], rows["as_of"],
                                                         strict=True)])  # fmt: skip


def _plots(source: Source) -> gpd.GeoDataFrame:
    """Plots as they were drawn, put together again from their pieces by commune."""
    pieces = source.frames["plots"]
    name = [f"{a}:{b}" for a, b in zip(pieces["layer"], pieces["plot_id"], strict=True)]
    pieces = pieces.assign(_name=name)
    # The largest piece says in which commune a plot lies.
    first = pieces.sort_values(["_name", "area_ha"], ascending=[True, False], kind="stable")
    rows: gpd.GeoDataFrame = first.drop_duplicates("_name").copy()
    parts = {n: list(g.geometry) for n, g in first.groupby("_name", sort=False)}
    shapes = [_together(parts[n]) for n in rows["_name"]]
    rows = rows.set_geometry(gpd.GeoSeries(shapes, index=rows.index, crs=pieces.crs))
    rows[PRESENT] = True
    return rows


def _together(parts: Sequence[shapely.Geometry]) -> shapely.Geometry:
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _no_findings(source: Source, layer: FieldLayer) -> gpd.GeoDataFrame:
    columns = {c: pd.Series(dtype="object") for c in layer.columns}
    for column, content in layer.edits.items():
        if content == "number":
            columns[column] = pd.Series(dtype="float64")
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=source.crs), crs=source.crs)


def _with_columns(rows: gpd.GeoDataFrame, layer: FieldLayer, source: Source) -> gpd.GeoDataFrame:
    names = [str(n) for n in rows["_name"]]
    columns: dict[str, pd.Series] = {}
    for column in layer.columns:
        if column == UUID:
            values: list[object] = [row_uuid(source.area, layer.name, n) for n in names]
            columns[column] = pd.Series(values, dtype="object")
        else:
            columns[column] = _column(rows, column, layer)
    shapes = gpd.GeoSeries(_multi(rows.geometry), crs=source.crs)
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=source.crs)
    if frame[UUID].duplicated().any():
        raise ValueError(f"{layer.name}: ids are not unique")
    ordered = frame if layer.name == "visits" else frame.sort_values(UUID, kind="stable")
    return ordered.reset_index(drop=True)


def _column(rows: gpd.GeoDataFrame, column: str, layer: FieldLayer) -> pd.Series:
    """A column with one type; a yes or no is a word, so that "not known" is no third number."""
    if column in NOTES or column not in rows:
        number = layer.edits.get(column) == "number"
        return pd.Series([None] * len(rows), dtype="float64" if number else "object")
    content = layer.edits.get(column)
    if content == "yes_no":
        words: dict[object, str] = {v: k for k, v in YES_NO.items()}
        said = [words.get(plain(v, "yes_no")) for v in rows[column].astype(object)]
        return pd.Series(said, dtype="object")
    kind: Kind = "year" if content == "year" else "text" if content else kind_of(column)
    types = {"number": "float64", "year": "Int64", "yes_no": "boolean", "text": "object"}
    values = [plain(v, kind) for v in rows[column].astype(object)]
    return pd.Series(values, dtype="object").astype(types[kind])  # type: ignore[call-overload]


def _multi(shapes: gpd.GeoSeries) -> list[shapely.MultiPolygon]:
    """Every shape as a multipolygon without heights, as the tables declare."""
    found = []
    for shape in shapely.force_2d(shapes.to_numpy()):
        polygons = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
        found.append(shapely.MultiPolygon(polygons))
    return found
