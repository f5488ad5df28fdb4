"""Everything one run computed: what the page and the files are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gis.errors import Problem
from gis.grid.grid import Grid, grid_of
from gis.grid.terrain import Ground, ground_of
from gis.layers.model import Layers
from gis.ledger.model import Ledger
from gis.project.model import Project
from gis.zones.site_cells import SiteCells
from gis.zones.tables import DoubtLand, FeatureTable, LegalLand, PlotLand, ZoneLand


@dataclass(frozen=True)
class Results:
    """One run, before anything is written.

    ``flags`` has ``FLAG_COLUMNS`` (every judged plot × commune × rule, whatever the verdict);
    ``problems`` are the warnings met on the way; ``legal`` is what the law says of plots, None
    where it was not asked; ``lots`` are the forest lots as the run used them; ``cells`` is what was
    found in every cell, None where nobody kept it.
    """

    project: Project
    layers: Layers
    plots: PlotLand
    flags: FeatureTable
    doubt: DoubtLand
    zones: ZoneLand
    ledger: Ledger
    problems: tuple[Problem, ...] = ()
    legal: LegalLand | None = None
    lots: FeatureTable | None = None
    cells: SiteCells | None = None

    @property
    def grid(self) -> Grid:
        """The grid of the DEM, on which land was judged."""
        return grid_of(self.layers.dem)

    @property
    def ground(self) -> Ground:
        """The DEM, ready to give its terrain block by block."""
        return ground_of(self.layers.dem)


@dataclass(frozen=True)
class RunRecord:
    """What was published: the folder, name → (bytes, sha256) of every product, and warnings met
    while writing (what a killed run had left behind).
    """

    folder: Path
    outputs: Mapping[str, tuple[int, str]]
    problems: tuple[Problem, ...] = ()
