"""Every declared criterion, answered for every cell of the DEM's grid."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd

from gis.criteria.aligned import align
from gis.criteria.canopy import canopy_mask
from gis.criteria.check import check_criteria, order
from gis.criteria.code import code_of_cells, code_of_polygons
from gis.criteria.distance import distance_mask
from gis.criteria.elevation import elevation_mask
from gis.criteria.inside import place_mask
from gis.criteria.mask import Mask, all_of, any_of
from gis.criteria.model import Aligned, Evaluation
from gis.criteria.slope import slope_mask
from gis.errors import raise_errors
from gis.grid.grid import Grid
from gis.grid.shapes import cell_size_m, shapes_on
from gis.grid.terrain import Terrain, terrain_of
from gis.layers.model import Layers, whole
from gis.project.criteria_model import (
    CanopyTest,
    CodeTest,
    CombinedTest,
    Criterion,
    DistanceTest,
    ElevationTest,
    PlaceTest,
    SlopeTest,
)
from gis.project.model import Project


def evaluate(project: Project, layers: Layers) -> Evaluation:
    """Terrain, rasters on its grid and one mask per declared criterion.

    Args:
        project: its criteria, in any order.
        layers: read and checked; the analysis grid is the DEM's own.

    Returns:
        The evaluation. ``rasters`` holds every raster layer but DEMs. What a layer does not say
        about a cell is unknown in the mask, never no.

    Raises:
        NuongError: criteria that cannot be asked of these layers, all of them together.
    """
    raise_errors(check_criteria(project, layers))
    terrain = terrain_of(whole(layers.dem))
    rasters = {
        name: align(whole(raster), terrain.grid)
        for name, raster in layers.rasters.items()
        if raster.spec.kind != "dem"
    }
    land = _Land(layers, terrain, rasters)
    masks: dict[str, Mask] = {}
    for name in order(project):
        masks[name] = land.answer(project.criteria[name], masks)
    return Evaluation(terrain.grid, terrain, rasters, {n: masks[n] for n in project.criteria})


class _Land:
    """The layers as criteria ask for them; polygons are taken to the grid's CRS once."""

    def __init__(self, layers: Layers, terrain: Terrain, rasters: Mapping[str, Aligned]) -> None:
        self.layers = layers
        self.terrain = terrain
        self.rasters = rasters
        self._on_grid: dict[str, gpd.GeoSeries] = {}

    @property
    def grid(self) -> Grid:
        return self.terrain.grid

    def answer(self, test: Criterion, masks: Mapping[str, Mask]) -> Mask:
        """The mask of one criterion; ``masks`` holds those it may combine."""
        match test:
            case SlopeTest():
                return slope_mask(test, self.terrain)
            case ElevationTest():
                return elevation_mask(test, self.terrain)
            case CombinedTest():
                combine = all_of if test.test == "all_of" else any_of
                return combine(masks[name] for name in test.criteria)
            case _:
                return self._of_layer(test)

    def _of_layer(self, test: CanopyTest | CodeTest | DistanceTest | PlaceTest) -> Mask:
        match test:
            case CanopyTest():
                return canopy_mask(test, self.rasters[test.layer])
            case CodeTest():
                return self._code(test)
            case PlaceTest():
                frame = self.layers.vectors[test.layer].frame
                return place_mask(test, frame, self._shapes(test.layer), self.grid)
            case DistanceTest():
                frame = self.layers.vectors[test.layer].frame
                crs = self.layers.project_crs
                features = shapes_on(frame.geometry, crs, cell_size_m(self.grid))
                return distance_mask(test, features, self.grid)

    def _code(self, test: CodeTest) -> Mask:
        if test.layer in self.rasters:
            return code_of_cells(test, self.rasters[test.layer])
        column = self.layers.vectors[test.layer].frame[test.column]
        return code_of_polygons(test, column, self._shapes(test.layer), self.grid)

    def _shapes(self, layer: str) -> gpd.GeoSeries:
        if layer not in self._on_grid:
            shapes = self.layers.vectors[layer].frame.geometry
            self._on_grid[layer] = shapes_on(shapes, self.grid.crs, cell_size_m(self.grid))
        return self._on_grid[layer]
