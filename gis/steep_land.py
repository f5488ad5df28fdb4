"""Steep hectares of plots and communes straight from a DEM file of any size."""

from __future__ import annotations

import os
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from gis.criteria.slope import least_above_deg
from gis.errors import NuongError, Problem, Where
from gis.grid.blocks import BLOCK_CELLS, blocks_of
from gis.grid.coverage import placed_shapes
from gis.grid.executor import IN_FLIGHT, run_blocks
from gis.grid.heights import grid_of_heights
from gis.grid.laid import Laid, lay_placed
from gis.grid.steep_sums import ANSWERS, SteepBlock, jobs_of, steep_block
from gis.layers.findings import Findings
from gis.layers.plain_shapes import read_shapes
from gis.layers.windows import DemWindows, open_dem
from gis.project.layers_model import DemLayer, PolygonsLayer
from gis.units import area_ha

Polygons: TypeAlias = gpd.GeoDataFrame | Path | str

COLUMNS = ("area_ha", "steep_ha", "not_steep_ha", "unknown_ha")


@dataclass(frozen=True)
class SteepLand:
    """Hectares of plots and of communes: all, steep, not steep, unknown; the last three add up to
    the first. Rows are those of the frames or files given, in their order.
    """

    plots: pd.DataFrame
    communes: pd.DataFrame


def stream_steep_land(
    dem: Path | str | DemLayer,
    plots: Polygons,
    communes: Polygons,
    project_crs: CRS | str,
    above_deg: float = 25.0,
    executor: Executor | None = None,
    *,
    block_cells: int = BLOCK_CELLS,
    in_flight: int = IN_FLIGHT,
) -> SteepLand:
    """Steep, not steep and unknown hectares, with the DEM read block by block and never kept.

    Slope is Horn's on the DEM's own grid, coverage is exact, and "above" is strict as everywhere.
    Memory depends on the blocks and the vectors, not on the size of the DEM. Block size, order
    and the number of workers change no digit.

    Args:
        dem: a GeoTIFF of heights in metres, or its declaration (path absolute or from here).
        plots: valid polygons in any CRS, as a frame or a vector file (GeoPackage, GeoJSON,
            shapefile) of which the shapes alone are read, checked as a project's layer is.
        communes: likewise.
        project_crs: projected; hectares are horizontal areas in it.
        above_deg: in degrees; a plot's steep land lies strictly above it.
        executor: a pool of threads or processes, or a cluster's; ``None`` is a pool of threads on
            this machine, one to a core.
        block_cells: about how many cells are worked on at once.
        in_flight: most blocks given out at once.

    Returns:
        Hectares by plot and by commune. Land outside the DEM, in its voids or beside them is
        unknown.

    Raises:
        NuongError: a file cannot be read, shapes in it cannot be measured, or the DEM holds
            heights that cannot be land.
        ValueError: the shapes have no CRS, or the project's CRS has no hectares.
    """
    windows = _opened(dem)
    grid = grid_of_heights(windows)
    shapes = [_shapes(given) for given in (plots, communes)]
    hectares = np.concatenate([area_ha(s.to_crs(project_crs)) for s in shapes])
    placed = np.concatenate([placed_shapes(s, grid) for s in shapes])
    laid = lay_placed(placed, grid)
    task = steep_block(windows, least_above_deg(above_deg))
    with _pool(executor) as pool:
        amounts = _summed(windows, task, laid, pool, block_cells, in_flight)
    amounts[:, -1] += laid.beyond
    table = _hectares(amounts, hectares)
    of_plots, of_communes = (s.index for s in shapes)
    n = len(of_plots)
    return SteepLand(table[:n].set_axis(of_plots), table[n:].set_axis(of_communes))


def _pool(executor: Executor | None) -> AbstractContextManager[Executor]:
    """The pool given, left open; else threads of our own."""
    return nullcontext(executor) if executor else ThreadPoolExecutor(os.cpu_count())


def _shapes(given: Polygons) -> gpd.GeoSeries:
    if isinstance(given, gpd.GeoDataFrame):
        return given.geometry
    file = Path(given)
    found = Findings(file=str(file))
    spec = PolygonsLayer(kind="polygons", path=str(file), source=file.name, dated=date.today())
    shapes = read_shapes(spec, Path(), found)
    if shapes is None:
        raise NuongError(found.problems)
    return shapes


def _opened(dem: Path | str | DemLayer) -> DemWindows:
    spec = dem if isinstance(dem, DemLayer) else _declared(Path(dem))
    found = Findings(file=spec.path)
    windows = open_dem(spec, Path(), found)
    if windows is None:
        raise NuongError(found.problems)
    return windows


def _declared(file: Path) -> DemLayer:
    """A bare file, as if a project had declared it in metres."""
    return DemLayer(
        kind="dem", path=str(file), name=file.stem, source=file.name, dated=date.today()
    )


def _summed(
    dem: DemWindows,
    task: SteepBlock,
    laid: Laid,
    executor: Executor,
    block_cells: int,
    in_flight: int,
) -> NDArray[np.int64]:
    """Amounts per shape and answer over all blocks, (shapes, 3)."""
    amounts = np.zeros((len(laid.number), ANSWERS), dtype=np.int64)
    beyond = 0
    blocks = blocks_of(dem.shape, dem.unit, block_cells)
    for part in run_blocks(task, jobs_of(blocks, laid, dem.shape), executor, in_flight):
        amounts[part.shapes] += part.amounts
        beyond += part.beyond
    if beyond:
        where = Where(file=dem.file.name)
        raise NuongError([Problem("grid.heights_implausible", where, {"n": beyond})])
    return amounts


def _hectares(amounts: NDArray[np.int64], area: NDArray[np.float64]) -> pd.DataFrame:
    total = amounts.sum(axis=1)
    shares = amounts / np.maximum(total, 1)[:, None]
    # A shape without area has no land to judge; what it has (0 ha) stays unknown.
    shares[total == 0, -1] = 1.0
    gentle, steep, unknown = shares.T * area
    columns = [area, steep, gentle, unknown]
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))
