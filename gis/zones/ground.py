"""What the ground of candidate zones is like: height, slope, canopy."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.criteria.model import Evaluation
from gis.grid.coverage import Coverage, cover
from gis.layers.model import Layers
from gis.zones.candidates import Candidates

Known = tuple[NDArray[np.float64], NDArray[np.bool_]]


def ground(
    rows: gpd.GeoDataFrame, candidates: Candidates, layers: Layers, evaluation: Evaluation
) -> pd.DataFrame:
    """Heights (m), slopes (degrees) and canopy (share) of parts of zones, from known cells alone.

    Means are weighted by the land of each cell that lies in the part; extremes are of the cells
    it touches. NaN where nothing is known, and for canopy when no criterion asked for a canopy
    layer.

    Args:
        rows: ``zone`` (position in ``candidates.shapes``) and polygons in the project CRS.
        candidates: the zones the rows are parts of.
        layers: which rasters are canopy; of several the first one evaluated is meant.
        evaluation: terrain and rasters on the grid the candidates were found on.
    """
    terrain = evaluation.terrain
    height: Known = (terrain.elevation_m, terrain.elevation_known)
    slope: Known = (terrain.slope_deg, terrain.slope_known)
    canopy = _canopy(layers, evaluation)
    cells = _own_cells(rows, candidates, evaluation)
    return pd.DataFrame(
        {
            "elevation_min_m": cells.minimum(*height),
            "elevation_mean_m": cells.mean(*height),
            "elevation_max_m": cells.maximum(*height),
            "slope_mean_deg": cells.mean(*slope),
            "slope_max_deg": cells.maximum(*slope),
            "canopy_mean_share": cells.mean(*canopy) if canopy else np.nan,
        },
        index=rows.index,
    )


def _own_cells(rows: gpd.GeoDataFrame, candidates: Candidates, evaluation: Evaluation) -> Coverage:
    """Coverage of the rows by their zone's own cells.

    Outlines follow cell borders, so a neighbour is met at most by a rounding error; it must not
    lend the zone its slope.
    """
    cells = cover(rows.geometry, evaluation.grid)
    piece = candidates.shapes.index.to_numpy()[rows["zone"]]
    inside = np.flatnonzero(cells.inside)
    at = cells.row[inside], cells.col[inside]
    own = inside[candidates.labels[at] == piece[cells.shape[inside]]]
    parts = {name: getattr(cells, name)[own] for name in ("shape", "row", "col", "share", "inside")}
    return replace(cells, **parts)


def _canopy(layers: Layers, evaluation: Evaluation) -> Known | None:
    kinds = {name: layer.spec.kind for name, layer in layers.rasters.items()}
    asked = [a for name, a in evaluation.rasters.items() if kinds.get(name) == "canopy"]
    return (np.asarray(asked[0].values, dtype=np.float64), asked[0].known) if asked else None
