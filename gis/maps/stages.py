"""What a raster beside the map shows, worked out for one block of the DEM at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.criteria.slope_classes import slope_classes
from gis.grid.aspect import aspect_of_block
from gis.grid.blocks import Block
from gis.grid.terrain import Ground

Singles = NDArray[np.float32]


@dataclass(frozen=True)
class SlopeStage:
    """Slope in degrees, float32; ``unknown`` where it is not known."""

    ground: Ground
    unknown: float = np.nan

    def __call__(self, block: Block) -> Singles:
        """Values of a block, (height, width)."""
        terrain = self.ground(block)
        return np.where(terrain.slope_known, terrain.slope_deg, self.unknown).astype(np.float32)


@dataclass(frozen=True)
class ClassStage:
    """Numbers of slope classes between breaks in degrees, uint8; see ``slope_classes``."""

    ground: Ground
    breaks_deg: tuple[float, ...]

    def __call__(self, block: Block) -> NDArray[np.uint8]:
        """Values of a block, (height, width)."""
        return slope_classes(self.ground(block), self.breaks_deg)


@dataclass(frozen=True)
class AspectStage:
    """Aspect in degrees from grid north, float32; NaN where unknown and on flat land."""

    ground: Ground

    def __call__(self, block: Block) -> Singles:
        """Values of a block, (height, width)."""
        aspect = aspect_of_block(self.ground, block).astype(np.float32)
        aspect[aspect == 360] = 0  # rounded up to the full circle
        return aspect
