"""Everything one audit computed: what its products are made from."""

from __future__ import annotations

from dataclasses import dataclass

from gis.errors import Problem
from gis.grid.grid import Grid, grid_of
from gis.layers.model import Layers
from gis.ledger.audit.model import AuditLedger
from gis.project.model import Project


@dataclass(frozen=True)
class AuditResults:
    """One audit, before anything is written; ``problems`` are the warnings met on the way."""

    project: Project
    layers: Layers
    ledger: AuditLedger
    problems: tuple[Problem, ...] = ()

    @property
    def grid(self) -> Grid:
        """The grid of the DEM, on which slope and law were judged."""
        return grid_of(self.layers.dem)
