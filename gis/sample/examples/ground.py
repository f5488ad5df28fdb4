"""The window an example lies in: communes' centres and a margin around them, in metres."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from gis.reference.admin import Commune, communes_of
from gis.sample.examples.areas import Example
from gis.sample.ground import SEED
from gis.sample.noise import noise_over
from gis.sample.places import metres_of


@dataclass(frozen=True)
class Ground:
    """Communes by code with their centres (metres of the example's CRS), and the window.

    ``size_m`` is height and width, a whole number of steps of the patch and the DEM cell.
    """

    example: Example
    communes: tuple[Commune, ...]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    west_m: float
    north_m: float
    size_m: tuple[float, float]

    def random_for(self, what: str) -> np.random.Generator:
        """The random numbers of one layer; examples of one place share their land."""
        name = f"{self.example.unit} {what}"
        return np.random.default_rng([SEED, zlib.crc32(name.encode())])

    def shape(self, cell_m: float) -> tuple[int, int]:
        """Rows and columns of the window in cells of a size, metres."""
        rows, cols = (round(side / cell_m) for side in self.size_m)
        return rows, cols

    def transform(self, cell_m: float) -> Affine:
        """(col, row) corners of cells of a size → x, y in metres."""
        return Affine(cell_m, 0.0, self.west_m, 0.0, -cell_m, self.north_m)

    def centres(self, cell_m: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """X and y of every cell centre, each (rows, cols), metres."""
        rows, cols = self.shape(cell_m)
        x = self.west_m + (np.arange(cols) + 0.5) * cell_m
        y = self.north_m - (np.arange(rows) + 0.5) * cell_m
        east, north = np.meshgrid(x, y)
        return np.asarray(east), np.asarray(north)

    def noise(
        self, rng: np.random.Generator, wavelength_m: float, cell_m: float
    ) -> NDArray[np.float32]:
        """A smooth random surface over the window; see :func:`gis.sample.noise.noise_over`."""
        return noise_over(rng, wavelength_m, self.size_m, self.shape(cell_m))


def ground_of(example: Example) -> Ground:
    """The communes of an example and a window with room around them."""
    communes = communes_of(example.unit, example.as_of)
    x, y = metres_of([(c.centre_lon, c.centre_lat) for c in communes], example.crs)
    step = math.lcm(round(example.patch_m), round(example.dem_m))
    # Wide enough for the outermost communes and a rim of DEM beyond them.
    margin_m = 1.3 * math.sqrt(example.size_km2 * 1e6 / len(communes))
    west, south, east, north = (
        step * math.floor(float(edge) / step)
        for edge in (x.min() - margin_m, y.min() - margin_m, x.max() + margin_m, y.max() + margin_m)
    )
    size_m = (float(north - south + step), float(east - west + step))
    return Ground(example, communes, x, y, float(west), float(north + step), size_m)
