"""A project made ready for questions about sites: read once, asked as often as one likes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gis.criteria.judge import Judge, prepare
from gis.criteria.law_cells import LawOfCells
from gis.criteria.law_facts import forest_layer
from gis.layers.model import Layers, VectorLayer
from gis.main_job import Step, read_ground
from gis.project.model import Project
from gis.site.asked_project import asked_of_sites
from gis.units import area_ha
from gis.zones.communes import exclusive_communes
from gis.zones.dem_doubt import DemDoubt, dem_doubt
from gis.zones.doubt import widest_piece
from gis.zones.doubt_batches import Sight
from gis.zones.pieces import cut_plots
from gis.zones.reproject import to_project_crs

Ints = NDArray[np.int64]
Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class SiteLand:
    """A project's land, ready to be asked about sites; threads may share it.

    Args:
        project: as its file says.
        asked: what is asked of sites (:func:`gis.site.asked_project.asked_of_sites`).
        layers: read and checked.
        judge: the criteria of ``asked``; its law is never None.
    """

    project: Project
    asked: Project
    layers: Layers
    judge: Judge

    @cached_property
    def law(self) -> LawOfCells:
        """What the law says of cells, the same as in a run."""
        if self.judge.law is None:
            raise RuntimeError("sites are always asked about the law")
        return self.judge.law

    @cached_property
    def forest(self) -> VectorLayer | None:
        """The forest layer the law asks."""
        return forest_layer(self.layers)

    @cached_property
    def lots(self) -> Shapes:
        """The lots in the project CRS, in file order."""
        return self._in_project_crs(self.forest)

    @cached_property
    def lot_ha(self) -> NDArray[np.float64]:
        """Hectares of the lots."""
        return area_ha(gpd.GeoSeries(self.lots, crs=self.layers.project_crs))

    @cached_property
    def lot_tree(self) -> shapely.STRtree:
        """To find lots by place."""
        return shapely.STRtree(self.lots)

    @cached_property
    def subzones(self) -> Shapes:
        """The subzones in the project CRS, in file order."""
        return self._in_project_crs(self.layers.vectors.get(self.project.law.subzones or ""))

    @cached_property
    def communes(self) -> gpd.GeoDataFrame:
        """Communes by code without shared land, in the project CRS."""
        return exclusive_communes(self.layers)

    @cached_property
    def doubt(self) -> DemDoubt | None:
        """What is known of the DEM's error; None where the project states none."""
        return dem_doubt(self.project, self.layers)

    @cached_property
    def widest_plot(self) -> int:
        """Cells across the widest piece of the project's plots: a run draws errors so wide."""
        return widest_piece(cut_plots(self.project, self.layers), self.judge.grid)

    @cached_property
    def sight(self) -> Sight | None:
        """What slopes may be, drawn as a run of the project draws them."""
        return self.sight_of(self.widest_plot)

    def sight_of(self, reach_cells: int) -> Sight | None:
        """As :attr:`sight`, for land so many cells wide."""
        known = self.doubt
        return (
            None if known is None else Sight(known.likely, known.left, known.library(reach_cells))
        )

    @cached_property
    def metres(self) -> float:
        """Metres of one unit of the project CRS."""
        return float(self.layers.project_crs.axis_info[0].unit_conversion_factor)

    @cached_property
    def to_lonlat(self) -> Transformer:
        """From the project CRS to WGS 84."""
        return Transformer.from_crs(self.layers.project_crs, "EPSG:4326", always_xy=True)

    def make_ready(self) -> None:
        """Work out now what the first fix would have to wait for; polygons need more."""
        ready = (self.law, self.lot_tree, self.lot_ha, self.subzones, self.communes, self.doubt)
        if len(ready[1]) != len(self.lots):
            raise RuntimeError("a lot was lost")

    def _in_project_crs(self, layer: VectorLayer | None) -> Shapes:
        if layer is None:
            return np.zeros(0, dtype=object)
        crs = self.layers.project_crs
        return to_project_crs(layer.frame.geometry, crs, layer.name).to_numpy()


def _silent(step: str) -> None:
    """Say nothing: the default for callers without a terminal."""


def open_land(project_path: Path | str, step: Step = _silent) -> SiteLand:
    """Read a project and make it ready to be asked about sites.

    Args:
        project_path: the ``project.toml`` of a planning area.
        step: told the name of each step as it begins.

    Raises:
        NuongError: the project or its layers have errors.
    """
    project, layers = read_ground(project_path, step)
    step("evaluate")
    land = land_of(project, layers)
    land.make_ready()
    return land


def land_of(project: Project, layers: Layers) -> SiteLand:
    """Layers at hand made ready to be asked about sites.

    Args:
        project: its flag rules, ``[law]`` and ``[doubt]``.
        layers: read and checked.

    Raises:
        NuongError: criteria that cannot be asked of the layers.
    """
    asked = asked_of_sites(project)
    return SiteLand(project, asked, layers, prepare(asked, layers))
