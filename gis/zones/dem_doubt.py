"""What is common to everything in doubt: the stated error, and what the terrain says of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from gis.grid.error_field import ErrorLibrary, ErrorModel, Torus, torus_for
from gis.grid.likely import LikelyGradient
from gis.grid.relief import relief_of
from gis.grid.roughness import Roughness, roughness_of
from gis.layers.model import Layers
from gis.project.dem_error import StatedError, stated_error
from gis.project.model import Project
from gis.zones.doubt_sums import CHANCE_UNSURE
from gis.zones.slope_draws import Left, left_of


@dataclass(frozen=True)
class DemDoubt:
    """The stated error of a DEM, what the terrain's roughness leaves of it, and the gradient that
    is likely then.
    """

    stated: StatedError
    model: ErrorModel
    roughness: Roughness | None
    likely: LikelyGradient
    left: Left
    seed: int

    def library(self, reach_cells: int = 0) -> ErrorLibrary:
        """Drawn errors for shapes so many rows or columns wide; the same whenever it is asked."""
        torus = self._torus(reach_cells)
        random = np.random.default_rng(self.seed)
        return ErrorLibrary(self.model, torus, random, self.left.responses)

    def _torus(self, reach_cells: int) -> Torus:
        return torus_for(self.model, *self.likely.relief.cell_m, reach_cells=reach_cells)

    def method(self) -> dict[str, object]:
        """How doubt is estimated, in plain values."""
        said: dict[str, object] = {
            "error": asdict(self.stated),
            "prior_used": "none" if self.roughness is None else "terrain",
            "gradient_sd": [[float(v) for v in sd] for sd in self.left.sd],
            "chance_unsure": CHANCE_UNSURE,
        }
        if self.roughness is not None:
            said["rougher_share"] = self.roughness.rougher_share
        return said


def dem_doubt(project: Project, layers: Layers) -> DemDoubt | None:
    """What is known of the DEM's error; None where the project states none.

    Args:
        project: the error of its DEM, ``[doubt]``.
        layers: the DEM, of which parts are read by windows.
    """
    stated, relief = stated_error(project), relief_of(layers.dem)
    if stated is None:
        return None
    model = ErrorModel(stated.sd_m, stated.correlation_m, stated.shape)
    roughness = roughness_of(relief, model) if project.doubt.prior == "terrain" else None
    left = left_of(model, torus_for(model, *relief.cell_m), roughness)
    likely = LikelyGradient(relief, roughness)
    return DemDoubt(stated, model, roughness, likely, left, project.doubt.seed)
