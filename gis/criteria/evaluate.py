"""Every declared criterion, answered for every cell of the DEM's grid at once."""

from __future__ import annotations

from gis.criteria.judge import prepare
from gis.criteria.model import Evaluation
from gis.layers.model import Layers
from gis.project.model import Project


def evaluate(project: Project, layers: Layers) -> Evaluation:
    """Terrain, rasters on its grid and one mask per declared criterion, as one block.

    Arguments, faults and meaning as for :func:`gis.criteria.judge.prepare`; a small land only, for
    all of it is held in memory.
    """
    judge = prepare(project, layers)
    return judge(judge.grid.whole)
