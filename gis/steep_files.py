"""The stream from files to rows: shapes read and checked as every layer is, their ids kept."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from gis.errors import Problem, raise_errors
from gis.grid.blocks import BLOCK_CELLS
from gis.grid.executor import IN_FLIGHT
from gis.layers.cell_values import text_column
from gis.layers.findings import Findings
from gis.layers.model import VectorLayer
from gis.layers.read_vector import read_vector
from gis.layers.source import crs_text
from gis.layers.windows import DemWindows, open_dem
from gis.project.area_rules import crs_faults
from gis.project.layers_model import DemLayer, PolygonsLayer
from gis.steep_land import COLUMNS, stream_steep_land

HeightUnit = Literal["m", "ft", "us_ft"]


@dataclass(frozen=True)
class ShapesFile:
    """A vector file of plots or communes, and the column that names its rows.

    Args:
        path: GeoPackage, GeoJSON or shapefile; absolute or from here.
        id_column: kept beside the hectares; ``None`` keeps row numbers alone.
        table: of a GeoPackage with several.
    """

    path: Path
    id_column: str | None = None
    table: str | None = None


@dataclass(frozen=True)
class SteepRequest:
    """What is to be measured: one DEM, plots, communes or both, and where hectares are measured.

    ``crs`` names a projected CRS; the slope limit is in degrees and strict.
    """

    dem: DemLayer
    crs: str
    plots: ShapesFile | None = None
    communes: ShapesFile | None = None
    above_deg: float = 25.0


@dataclass(frozen=True)
class SteepTables:
    """``plots`` and ``communes`` have ``row`` (1-based, of the file), ``id`` (text, or missing) and
    the hectares of ``SteepLand``; ``cells`` says the DEM's cell size and CRS.
    """

    request: SteepRequest
    plots: pd.DataFrame
    communes: pd.DataFrame
    cells: str
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class SteepLayers:
    """A request whose files were read and found sound."""

    request: SteepRequest
    dem: DemWindows
    plots: gpd.GeoDataFrame
    communes: gpd.GeoDataFrame
    warnings: tuple[Problem, ...]


def dem_file(path: Path, unit: HeightUnit = "m") -> DemLayer:
    """A bare file of heights as if a project had declared it."""
    told, today = path.name, date.today()
    return DemLayer(kind="dem", path=str(path), name=path.stem, source=told, dated=today, unit=unit)


def read_steep_layers(request: SteepRequest, other_problems: Sequence[Problem] = ()) -> SteepLayers:
    """Read and check every file of a request, so that all faults are told at once.

    Raises:
        NuongError: with every error found, those given among them.
    """
    faults = [*other_problems, *crs_faults(request.crs, "--crs")]
    crs = None if any(p.level == "error" for p in faults) else CRS.from_user_input(request.crs)
    heights = Findings(file=request.dem.path)
    dem = open_dem(request.dem, Path(), heights)
    read = [_read(name, f, crs) for name, f in _files(request)]
    met = [p for _, found in read for p in found.problems]
    warnings = raise_errors([*faults, *heights.problems, *met])
    if dem is None:  # it has left an error behind
        raise RuntimeError("the DEM was lost without a reason")
    frames = {layer.name: layer.frame for layer, _ in read if layer is not None}
    none = gpd.GeoDataFrame({"geometry": []}, geometry="geometry", crs=crs)
    plots, communes = (frames.get(name, none) for name in ("plots", "communes"))
    return SteepLayers(request, dem, plots, communes, tuple(warnings))


def measure_steep_layers(
    layers: SteepLayers,
    executor: Executor | None = None,
    in_flight: int = IN_FLIGHT,
    times: int = 1,
) -> SteepTables:
    """Steep, not steep and unknown hectares of every row, with the DEM streamed block by block.

    Args:
        layers: from ``read_steep_layers``.
        executor: as for ``stream_steep_land``: it changes no digit.
        in_flight: most blocks given out at once.
        times: how many times the usual blocks; it changes no digit either.

    Raises:
        NuongError: the DEM cannot be read to its end, or holds heights that cannot be land.
    """
    asked, shapes = layers.request, (layers.plots, layers.communes)
    land = stream_steep_land(
        asked.dem,
        *shapes,
        asked.crs,
        asked.above_deg,
        executor,
        block_cells=BLOCK_CELLS * times,
        in_flight=in_flight,
    )
    plots, communes = (
        _rows(*pair) for pair in zip(shapes, (land.plots, land.communes), strict=True)
    )
    return SteepTables(asked, plots, communes, _cells(layers.dem), layers.warnings)


def _files(request: SteepRequest) -> list[tuple[str, ShapesFile]]:
    named = (("plots", request.plots), ("communes", request.communes))
    return [(name, file) for name, file in named if file is not None]


def _read(name: str, file: ShapesFile, crs: CRS | None) -> tuple[VectorLayer | None, Findings]:
    columns = {"id": file.id_column} if file.id_column else {}
    spec = PolygonsLayer(
        kind="polygons", path=str(file.path), layer=file.table, columns=columns,
        source=file.path.name, dated=date.today(),
    )  # fmt: skip
    found = Findings(file=spec.path)
    return read_vector(name, spec, Path(), crs, {}, found), found


def _rows(frame: gpd.GeoDataFrame, hectares: pd.DataFrame) -> pd.DataFrame:
    named = "id" in frame.columns
    ids = text_column(frame["id"]) if named else pd.Series([None] * len(frame), dtype=object)
    columns = {"row": range(1, len(frame) + 1), "id": ids.to_numpy()}
    return pd.DataFrame(columns | {c: hectares[c].to_numpy() for c in COLUMNS})


def _cells(dem: DemWindows) -> str:
    sides = f"{dem.transform.a:.6g} × {-dem.transform.e:.6g}"
    return f"{sides} {dem.crs.axis_info[0].unit_name}, {crs_text(dem.crs)}"
