"""RFC 7946 checked on the file itself: members, rings, winding, decimals, ids, counts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from shapely.geometry import MultiPolygon, Polygon

from gis.errors import Problem, Where
from gis.maps.check.found import Found, check_counts
from gis.maps.contents import Count
from gis.maps.lonlat import DECIMALS

_Ring = list[tuple[float, float]]


class _Polygon(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    type: Literal["Polygon"]
    coordinates: Annotated[list[_Ring], Field(min_length=1)]

    def polygons(self) -> list[list[_Ring]]:
        return [self.coordinates]


class _MultiPolygon(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[Annotated[list[_Ring], Field(min_length=1)]], Field(min_length=1)]

    def polygons(self) -> list[list[_Ring]]:
        return self.coordinates


class _Feature(BaseModel):
    model_config = ConfigDict(extra="forbid")
    type: Literal["Feature"]
    id: str
    properties: dict[str, Any]
    geometry: Annotated[_Polygon | _MultiPolygon, Field(discriminator="type")] | None


class _Collection(BaseModel):
    model_config = ConfigDict(extra="allow")
    type: Literal["FeatureCollection"]
    features: list[_Feature]


def check_features(path: Path, tables: Mapping[str, Count]) -> Found:
    """Faults of a GeoJSON file of ours, and its hectares by rule.

    Args:
        path: the file.
        tables: how many features and hectares ``run.json`` says it holds.

    Returns:
        Faults by feature id; sums named ``zones.<rule>`` or ``flags.<rule>``.
    """
    where = Where(file=path.name)
    try:
        collection = _Collection.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as fault:
        reason = str(fault).partition("\n")[0]
        unreadable = Problem("maps.geojson_unreadable", where, {"reason": reason})
        return Found([unreadable], readable=False)
    found = _sums(path.stem, collection)
    if "crs" in (collection.model_extra or {}):
        found.problems.append(Problem("maps.geojson_crs", where))
    total = math.fsum(v for f in collection.features if (v := _hectares(f)) == v)
    seen = {"features": Count(rows=len(collection.features), area_ha=total)}
    found.problems += check_counts(path.name, tables, seen)
    found.problems += _check_ids(path.name, collection.features)
    found.problems += _check_shapes(path.name, collection.features)
    return found


def _sums(stem: str, collection: _Collection) -> Found:
    found = Found(rows=len(collection.features))
    for feature in collection.features:
        found.add(f"{stem}.{feature.properties.get('rule')}", _hectares(feature))
    return found


def _hectares(feature: _Feature) -> float:
    value = feature.properties.get("area_ha")
    return float(value) if isinstance(value, int | float) else math.nan


def _check_ids(file: str, features: list[_Feature]) -> list[Problem]:
    twice = [name for name, times in Counter(f.id for f in features).items() if times > 1]
    return _problem("maps.geojson_ids", file, twice)


def _check_shapes(file: str, features: list[_Feature]) -> list[Problem]:
    drawn = [f for f in features if f.geometry is not None]
    ids = np.array([f.id for f in drawn], dtype=object)
    closed = np.array([all(_is_closed(r) for r in _rings(f)) for f in drawn], dtype=bool)
    shapes = np.array([_shape(f) for f, ok in zip(drawn, closed, strict=True) if ok], dtype=object)
    wound = shapely.equals_identical(shapes, shapely.orient_polygons(shapes))
    return [
        *_problem("maps.geojson_open_ring", file, ids[~closed]),
        *_problem("maps.geojson_invalid", file, ids[closed][~shapely.is_valid(shapes)]),
        *_problem("maps.geojson_winding", file, ids[closed][~wound]),
        *_problem("maps.geojson_decimals", file, ids[closed][~_per_shape(shapes, _is_rounded)]),
        *_problem("maps.geojson_range", file, ids[closed][~_per_shape(shapes, _is_on_earth)]),
    ]


def _problem(code: str, file: str, ids: Any) -> list[Problem]:
    rows = tuple(str(i) for i in ids)
    return [Problem(code, Where(file=file, rows=rows))] if rows else []


def _rings(feature: _Feature) -> Iterator[_Ring]:
    for polygon in feature.geometry.polygons() if feature.geometry else []:
        yield from polygon


def _is_closed(ring: _Ring) -> bool:
    return len(ring) >= 4 and ring[0] == ring[-1]


def _shape(feature: _Feature) -> Polygon | MultiPolygon:
    geometry = feature.geometry
    parts = [Polygon(p[0], p[1:]) for p in geometry.polygons()] if geometry else []
    return parts[0] if isinstance(geometry, _Polygon) else MultiPolygon(parts)


def _per_shape(shapes: NDArray[np.object_], test: Any) -> NDArray[np.bool_]:
    """Whether every coordinate of a shape passes a test on (n, 2) longitudes and latitudes."""
    lonlat, index = shapely.get_coordinates(shapes, return_index=True)
    passes = np.ones(len(shapes), dtype=bool)
    np.logical_and.at(passes, index, test(lonlat).all(axis=1))
    return passes


def _is_rounded(lonlat: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.round(lonlat, DECIMALS) == lonlat


def _is_on_earth(lonlat: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.abs(lonlat) <= (180.0, 90.0)
