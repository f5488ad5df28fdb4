"""What is found at a place for each kind of criterion."""

from __future__ import annotations

import math
from functools import singledispatchmethod

import geopandas as gpd
import numpy as np
import pandas as pd
from rasterstats import point_query

from gis.criteria.model import Evaluation
from gis.explain.place import Place
from gis.grid.aspect import aspect_at
from gis.layers.model import Layers
from gis.project.criteria_model import (
    CanopyTest,
    CodeTest,
    CombinedTest,
    DistanceTest,
    ElevationTest,
    LawTest,
    PlaceTest,
    SlopeTest,
)
from gis.zones.reproject import to_project_crs

Value = float | str | None


def elevation_m(place: Place, evaluation: Evaluation) -> float | None:
    """Elevation by rasterstats' bilinear point query on the DEM's own grid, in metres.

    None outside the DEM and where one of the four nearest cells is unknown: unknown heights are
    NaN, and NaN spreads, so a missing neighbour is never replaced by the nearest one.
    """
    terrain, grid = evaluation.terrain, evaluation.grid
    heights = np.where(terrain.elevation_known, terrain.elevation_m, np.nan)
    found = point_query(
        [place.point(grid.crs)],
        heights,
        affine=grid.transform,
        nodata=np.nan,
        interpolate="bilinear",
    )[0]
    return float(found) if found is not None and math.isfinite(found) else None


class Finder:
    """Finds the value of a criterion at one place; None where there is none or it is unknown.

    ``cell`` is the place's in the evaluated land around it, None outside the DEM; ``legal`` the
    law's verdict there.
    """

    def __init__(
        self,
        place: Place,
        layers: Layers,
        evaluation: Evaluation,
        cell: tuple[int, int] | None,
        legal: str | None = None,
    ) -> None:
        self.place, self.layers, self.evaluation, self.cell = place, layers, evaluation, cell
        self.legal = legal

    @singledispatchmethod
    def value(self, _test: object) -> Value:
        """Degrees, metres, a share, a code or the words of a polygon, by the kind of the test."""
        raise TypeError(_test)

    @value.register
    def _slope(self, _test: SlopeTest) -> Value:
        return self.slope_deg()

    @value.register
    def _elevation(self, _test: ElevationTest) -> Value:
        return elevation_m(self.place, self.evaluation)

    @value.register
    def _canopy(self, test: CanopyTest) -> Value:
        return self._raster(test.layer)

    @value.register
    def _code(self, test: CodeTest) -> Value:
        if test.layer in self.layers.rasters:
            code = self._raster(test.layer)
            return None if code is None else str(int(code))
        held = self.place.features(self.layers.vectors[test.layer])
        return _texts(held, [test.column]) if test.column else None

    @value.register
    def _distance(self, test: DistanceTest) -> Value:
        layer, crs = self.layers.vectors[test.layer], self.layers.project_crs
        there = to_project_crs(layer.frame.geometry, crs, layer.name)
        metres = float(crs.axis_info[0].unit_conversion_factor)
        nearest = there.distance(self.place.point(crs)).min()
        return float(nearest) * metres if math.isfinite(nearest) else None

    @value.register
    def _place(self, test: PlaceTest) -> Value:
        held = self.place.features(self.layers.vectors[test.layer])
        numbered = held.assign(**{"#": held.index + 1})
        return _texts(numbered, list(test.where) or ["#"])

    @value.register
    def _combined(self, test: CombinedTest) -> Value:
        return ", ".join(test.criteria)

    @value.register
    def _law(self, _test: LawTest) -> Value:
        return self.legal

    def slope_deg(self) -> float | None:
        """Slope of the cell, degrees; None where it is unknown."""
        terrain = self.evaluation.terrain
        if self.cell is None or not terrain.slope_known[self.cell]:
            return None
        return float(terrain.slope_deg[self.cell])

    def aspect_deg(self) -> float | None:
        """The way the cell falls, degrees from north; None where it is unknown or flat."""
        return None if self.cell is None else aspect_at(self.evaluation.terrain, *self.cell)

    def _raster(self, layer: str) -> float | None:
        raster = self.evaluation.rasters[layer]
        if self.cell is None or not raster.known[self.cell]:
            return None
        return float(np.asarray(raster.values)[self.cell])


def _texts(held: gpd.GeoDataFrame, columns: list[str]) -> str | None:
    """The words of the polygons that hold the place: "a, b; a, c"; an empty value reads "?"."""
    rows = held[columns].astype(object).itertuples(index=False, name=None)
    return "; ".join(", ".join("?" if pd.isna(v) else str(v) for v in row) for row in rows) or None
