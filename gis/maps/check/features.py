"""RFC 7946 checked on the file itself: members, rings, winding, decimals, ids, counts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal

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
# Features held at once: what a number takes as an object of Python is many times its text.
_AT_ONCE = 2_000


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


class _Step(BaseModel):
    crop: str | None
    step: str
    step_ha: float


class _About(BaseModel):
    """What the file says of itself, as far as it is compared."""

    waterfall: list[_Step] = Field(default_factory=list)


class _Collection(BaseModel):
    model_config = ConfigDict(extra="allow")
    nuong: _About = Field(default_factory=_About)
    type: Literal["FeatureCollection"]
    features: list[_Feature]


def check_features(path: Path, tables: Mapping[str, Count]) -> Found:
    """Faults of a GeoJSON file of ours, and its hectares by rule.

    Args:
        path: the file.
        tables: how many features and hectares ``run.json`` says it holds.

    Returns:
        Faults by feature id; sums named ``zones.<rule>`` or ``flags.<rule>``, and
        ``waterfall.<crop>.<step>``.
    """
    where = Where(file=path.name)
    try:
        seen = _seen(path)
    except (OSError, ValidationError) as fault:
        reason = str(fault).partition("\n")[0]
        unreadable = Problem("maps.geojson_unreadable", where, {"reason": reason})
        return Found([unreadable], readable=False)
    found = Found(rows=len(seen.ids))
    for rule, hectares in zip(seen.rules, seen.hectares, strict=True):
        found.add(f"{path.stem}.{rule}", hectares)
    for step in seen.steps:
        found.add(f"waterfall.{step.crop}.{step.step}", step.step_ha)
    if seen.names_crs:
        found.problems.append(Problem("maps.geojson_crs", where))
    total = math.fsum(v for v in seen.hectares if not math.isnan(v))
    counts = {"features": Count(rows=len(seen.ids), area_ha=total)}
    found.problems += check_counts(path.name, tables, counts)
    twice = [name for name, times in Counter(seen.ids).items() if times > 1]
    found.problems += _problem("maps.geojson_ids", path.name, twice)
    for code, ids in seen.faults.items():
        found.problems += _problem(code, path.name, ids)
    return found


@dataclass
class _Seen:
    """What is kept of the features; their shapes are looked at and let go."""

    ids: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    hectares: list[float] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=dict)
    steps: list[_Step] = field(default_factory=list)
    names_crs: bool = False

    def add(self, collection: _Collection) -> None:
        """Look at some features."""
        self.names_crs |= "crs" in (collection.model_extra or {})
        self.steps = collection.nuong.waterfall
        self.ids += [f.id for f in collection.features]
        self.rules += [f"{f.properties.get('rule')}" for f in collection.features]
        self.hectares += [_hectares(f) for f in collection.features]
        for code, ids in _broken_shapes(collection.features):
            self.faults.setdefault(code, []).extend(ids)


def _seen(path: Path) -> _Seen:
    """A collection of ours has a feature on each line, which need not all be held at once."""
    try:
        with path.open("rb") as file:
            return _looked_at(_in_parts(file))
    except (ValidationError, _OneLineError):
        return _looked_at([path.read_bytes()])


class _OneLineError(ValueError):
    """The features do not stand one to a line."""


def _looked_at(collections: Iterable[bytes]) -> _Seen:
    seen = _Seen()
    for data in collections:
        seen.add(_Collection.model_validate_json(data))
    return seen


def _in_parts(file: BinaryIO) -> Iterator[bytes]:
    """The same features in collections of some."""
    head = file.readline().removesuffix(b"\n")
    if not head.endswith(b"["):
        raise _OneLineError
    lines = _feature_lines(file)
    held = list(islice(lines, _AT_ONCE))
    yield head + b",".join(held) + b"]}"
    while held := list(islice(lines, _AT_ONCE)):
        yield head + b",".join(held) + b"]}"


def _feature_lines(file: BinaryIO) -> Iterator[bytes]:
    """Features without what parts them; between them only commas, after them only the end."""
    more = True
    for number, line in enumerate(file):
        if line == b"]}\n":
            more &= number > 0
            break
        if not more:
            raise _OneLineError
        more = line.endswith(b",\n")
        yield line.removesuffix(b"\n").removesuffix(b",")
    else:
        raise _OneLineError
    if more or file.read(1):
        raise _OneLineError


def _hectares(feature: _Feature) -> float:
    value = feature.properties.get("area_ha")
    return float(value) if isinstance(value, int | float) else math.nan


def _broken_shapes(features: list[_Feature]) -> Iterator[tuple[str, Iterable[str]]]:
    drawn = [f for f in features if f.geometry is not None]
    ids = np.array([f.id for f in drawn], dtype=object)
    closed = np.array([all(_is_closed(r) for r in _rings(f)) for f in drawn], dtype=bool)
    shapes = np.array([_shape(f) for f, ok in zip(drawn, closed, strict=True) if ok], dtype=object)
    wound = shapely.equals_identical(shapes, shapely.orient_polygons(shapes))
    yield "maps.geojson_open_ring", ids[~closed]
    yield "maps.geojson_invalid", ids[closed][~shapely.is_valid(shapes)]
    yield "maps.geojson_winding", ids[closed][~wound]
    yield "maps.geojson_decimals", ids[closed][~_per_shape(shapes, _is_rounded)]
    yield "maps.geojson_range", ids[closed][~_per_shape(shapes, _is_on_earth)]


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
