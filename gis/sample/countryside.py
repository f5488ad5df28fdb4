"""What a farmer sees of the invented land: heights, slopes, states and ways, on 60 m cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from rasterio.features import rasterize
from scipy import ndimage

from gis.sample.ground import PATCH_CELL_M, shape_of, transform_of
from gis.sample.lots import Lots


@dataclass(frozen=True)
class Countryside:
    """Rasters of 60 m cells: metres, degrees, and the commune's number (-1 outside the area).

    ``states`` is the state code and ``codes`` the commune code their numbers stand for.
    """

    elevation_m: NDArray[np.float32]
    slope_deg: NDArray[np.float32]
    to_road_m: NDArray[np.float64]
    to_stream_m: NDArray[np.float64]
    to_border_m: NDArray[np.float64]
    commune: NDArray[np.int32]
    lots: Lots
    states: NDArray[np.object_]
    codes: tuple[str, ...]

    def by_state(self, worth: Mapping[str, float], otherwise: float) -> NDArray[np.float64]:
        """A value for every cell by the state of its lot; 0 outside the area."""
        of_lot = np.array([worth.get(code, otherwise) for code in self.states])
        return np.where(self.lots.number >= 0, of_lot[self.lots.number], 0.0)

    def by_commune(self, worth: Mapping[str, float]) -> NDArray[np.float64]:
        """A value for every cell by its commune's code; 0 elsewhere."""
        of_commune = np.array([worth.get(code, 0.0) for code in self.codes])
        return np.where(self.commune >= 0, of_commune[self.commune], 0.0)


def distance_to(lines: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Metres from every 60 m cell to the nearest cell a line touches."""
    touched = rasterize(
        lines.geometry,
        shape_of(PATCH_CELL_M),
        transform=transform_of(PATCH_CELL_M),
        all_touched=True,
        dtype="uint8",
    )
    return ndimage.distance_transform_edt(touched == 0, sampling=PATCH_CELL_M)


def distance_to_border(commune: NDArray[np.int32]) -> NDArray[np.float64]:
    """Metres from every 60 m cell to the nearest cell beside another commune or the outside."""
    beside = np.zeros(commune.shape, dtype=bool)
    across, down = commune[:, 1:] != commune[:, :-1], commune[1:] != commune[:-1]
    beside[:, 1:] |= across
    beside[1:] |= down
    return ndimage.distance_transform_edt(~beside, sampling=PATCH_CELL_M)
