"""Every row the audit asks: allocations and planned plots, in the CRS hectares are measured in."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.layers.area_column import area_factor
from gis.layers.model import Layers, VectorLayer
from gis.project.model import Project
from gis.units import M2_PER_HA, area_ha
from gis.zones.allocation.tables import ROLES
from gis.zones.drawn import PLOT_TYPES
from gis.zones.reproject import to_project_crs

ALLOCATION, PLANNED_PLOT = ROLES
_COPIED = (
    "owner", "contract", "contract_date", "form", "purpose", "crop", "tk", "khoanh", "lo",
)  # fmt: skip
COLUMNS = (
    "audit_id", "role", "layer", "allocation_id", *_COPIED, "paper_commune_code", "paper_ha",
    "area_ha",
)  # fmt: skip


def audited_land(project: Project, layers: Layers) -> gpd.GeoDataFrame:
    """Allocations, and planned plots where the project wants them, sorted by layer and id.

    Args:
        project: names the layers; ``[audit]`` says whether planned plots are asked.
        layers: holds them, in the CRS of their files.

    Returns:
        ``COLUMNS`` and the polygon in the project CRS. ``paper_ha`` is hectares on paper, NaN
        where none are given; a column without units that as a whole is m² is divided. What a file
        does not say is missing.

    Raises:
        NuongError: a shape does not survive the way into the project CRS.
    """
    tables = list(_tables(project, layers))
    if not tables:
        empty = gpd.GeoSeries([], crs=layers.project_crs)
        return gpd.GeoDataFrame(pd.DataFrame(columns=list(COLUMNS)), geometry=empty)
    land = gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), crs=layers.project_crs)
    return land.sort_values(["layer", "allocation_id"], ignore_index=True)


def _tables(project: Project, layers: Layers) -> Iterator[gpd.GeoDataFrame]:
    for name, layer in layers.vectors.items():
        if layer.spec.kind == "allocations" and len(layer.frame):
            yield _rows(layer, ALLOCATION, layers, layer.frame.index.to_numpy())
        elif layer.spec.kind == "plots" and project.audit.planned_plots:
            planned = np.flatnonzero(layers.vectors[name].frame["state"] == "planned")
            if len(planned):
                yield _rows(layer, PLANNED_PLOT, layers, planned)


def _rows(layer: VectorLayer, role: str, layers: Layers, kept: np.ndarray) -> gpd.GeoDataFrame:
    frame = layer.frame.iloc[kept].reset_index(drop=True)
    shapes = to_project_crs(layer.frame.geometry, layers.project_crs, layer.name).iloc[kept]
    shapes = shapes.reset_index(drop=True)
    nothing = pd.Series([None] * len(frame), dtype=object)
    measured = area_ha(shapes)
    ids = frame["id"].astype(str).astype(object)
    table = {
        "audit_id": layer.name + ":" + ids,
        "role": pd.Series([role] * len(frame), dtype=object),
        "layer": pd.Series([layer.name] * len(frame), dtype=object),
        "allocation_id": ids,
        **{name: _plain(frame.get(name, nothing)) for name in _COPIED},
        "paper_commune_code": _plain(frame.get("commune_code", nothing)),
        "paper_ha": paper_ha(frame, measured, role),
        "area_ha": measured,
    }
    return gpd.GeoDataFrame(table, geometry=shapes, crs=layers.project_crs)


def _plain(values: pd.Series) -> pd.Series:
    """Values of no type of their own, None where missing."""
    given = values.astype(object)
    return given.where(given.notna(), None)


def paper_ha(frame: pd.DataFrame, measured: np.ndarray, role: str) -> np.ndarray:
    """Hectares on paper, (rows,), NaN where none are given.

    Args:
        frame: rows of a layer with standard columns.
        measured: hectares of their shapes.
        role: whose column it is.
    """
    column = "paper_ha" if role == ALLOCATION else "area_ha"
    if column not in frame:
        return np.full(len(frame), np.nan)
    said = frame[column].to_numpy(dtype=float).copy()
    unstated = np.ones(len(frame), dtype=bool)
    if "paper_unit" in frame and role == ALLOCATION:
        unstated = frame["paper_unit"].isna().to_numpy(dtype=bool)
    if area_factor(said[unstated], measured[unstated]) == M2_PER_HA:
        said[unstated] /= M2_PER_HA
    return said


def as_plots(land: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The rows as plots, so that they are cut by commune, counted once and judged as plots are.

    The role stands in for the crop: land counts once among allocations and once among planned
    plots.

    Args:
        land: from :func:`audited_land`.
    """
    plots = gpd.GeoDataFrame({"layer": land["layer"], "plot_id": land["allocation_id"]})
    for name, dtype in PLOT_TYPES.items():
        plots[name] = pd.Series([None] * len(land), dtype=dtype)
    plots["crop"], plots["owner"] = land["role"].to_numpy(), land["owner"].to_numpy()
    plots["plot_area_ha"] = land["area_ha"].to_numpy(dtype=float)
    return plots.set_geometry(land.geometry.to_numpy(), crs=land.crs)
