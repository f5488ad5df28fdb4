"""Where a surface model meets a forest's edge: the slope there is of tree tops, not of land."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import maximum_filter

from gis.criteria.mask import Mask
from gis.criteria.model import Aligned, Evaluation
from gis.layers.model import Layers
from gis.project.layers_model import DemLayer
from gis.project.model import Project


def canopy_edge(project: Project, layers: Layers, evaluation: Evaluation) -> Mask | None:
    """Cells whose 3×3 window holds both forest and open land, under a surface model.

    Horn's window then takes in the step from tree tops to the ground, often 10-20 m: as steep as
    the limit itself on a 30 m grid.

    Args:
        project: ``[doubt] canopy_share`` is where forest begins; the first canopy layer counts.
        layers: says whether the DEM shows bare earth or tree tops.
        evaluation: the canopy on the grid.

    Returns:
        Where the slope is suspect. No cell for a bare-earth DEM. None (not known) where the DEM's
        kind is unknown or there is no canopy layer. A window of which too little canopy is known
        to say is unknown.
    """
    spec = layers.dem.spec
    shape = evaluation.grid.shape
    if isinstance(spec, DemLayer) and spec.surface == "bare_earth":
        return Mask(np.zeros(shape, bool), np.ones(shape, bool))
    names = [n for n, layer in layers.rasters.items() if layer.spec.kind == "canopy"]
    if not names or not isinstance(spec, DemLayer) or spec.surface != "surface":
        return None
    return edge_of(evaluation.rasters[names[0]], project.doubt.canopy_share)


def edge_of(canopy: Aligned, share: float) -> Mask:
    """Cells whose 3×3 window holds canopy of at least a share, and less than it."""
    forest = canopy.known & (canopy.values >= share)
    open_land = canopy.known & (canopy.values < share)
    near_forest, near_open, near_unknown = (
        maximum_filter(part, size=3, mode="constant", cval=False)
        for part in (forest, open_land, ~canopy.known)
    )
    edge = near_forest & near_open
    return Mask(edge, edge | ~near_unknown)
