"""A little country on disk: hills, two communes, a stream, a subzone, plots; and ways to turn it.

The grid has 60 × 60 cells of 30 m around a centre near Phong Thổ. Nothing but the hills lies on
cell borders. Every way to turn, move or rewrite it gives another project of the same hectares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import rasterio
from affine import Affine
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from shapely import Geometry, LineString
from shapely.affinity import rotate, scale, translate
from shapely.geometry import box

from tests.end_to_end.toml_text import write_project
from tests.land import NORTH, VN2000, WEST

CELLS, CELL_M = 60, 30.0
MIDDLE = (WEST + CELLS * CELL_M / 2, NORTH - CELLS * CELL_M / 2)
SAID = {"source": "bịa để thử", "dated": date(2025, 6, 30)}
Move = Callable[[Geometry], Geometry]


def _hills() -> NDArray[np.float64]:
    """Heights in metres, a third of the land steeper than 25°; three cells have none (NaN)."""
    rough = gaussian_filter(np.random.default_rng(9).normal(size=(CELLS, CELLS)), 5)
    heights = 1500.0 + 60.0 * rough / rough.std()
    heights[30, 20] = heights[31, 20] = heights[12, 44] = np.nan
    return heights


def _at(x_m: float, y_m: float, width_m: float, height_m: float, turn_deg: float = 0) -> Geometry:
    """A rectangle by its offset from the north-west corner (east, south), turned on the spot."""
    west, north = WEST + x_m, NORTH - y_m
    return rotate(box(west, north - height_m, west + width_m, north), turn_deg)


def _plots() -> dict[str, Geometry]:
    chance = np.random.default_rng(4)
    spots = [(x, y) for y in range(170, 1600, 190) for x in range(170, 1600, 190)]
    found = {
        f"S{i:02d}": _at(x, y, *chance.uniform(40, 150, 2), chance.uniform(0, 90))
        for i, (x, y) in enumerate(spots)
    }
    # Across the outer border, wholly outside, and a twin that shares land with another plot.
    found["X1"] = _at(300, 60, 60.5, 140.5)
    found["X2"] = _at(900, 70, 50, 25)
    found["Y1"] = translate(found["S20"], 20, 15)
    return found


@dataclass(frozen=True)
class Country:
    """What is written; ``crs`` is that of every file unless its own is given."""

    heights: NDArray[np.float64] = field(default_factory=_hills)
    plots: Mapping[str, Geometry] = field(default_factory=_plots)
    communes: Mapping[str, Geometry] = field(
        default_factory=lambda: {
            "00001": _at(127.3, 131.9, 770.5, 1540.5),
            "00002": _at(127.3 + 770.5, 131.9, 770.5, 1540.5),
        }
    )
    names: Mapping[str, str] = field(default_factory=lambda: {"00001": "Xã A", "00002": "Xã B"})
    stream: Geometry = field(
        default_factory=lambda: LineString(
            [(WEST + 5, NORTH - 204.7), (WEST + 811, NORTH - 951.3), (WEST + 1795, NORTH - 703.1)]
        )
    )
    subzone: Geometry = field(default_factory=lambda: _at(611.7, 433.1, 333.3, 444.4, 20))
    transform: Affine = field(default_factory=lambda: Affine(CELL_M, 0, WEST, 0, -CELL_M, NORTH))
    crs: str = VN2000
    project_crs: str = VN2000
    plots_crs: str | None = None
    dem_said: Mapping[str, Any] = field(default_factory=dict)
    dem_profile: Mapping[str, Any] = field(default_factory=lambda: {"nodata": -9999.0})

    def moved(self, move: Move) -> Country:
        """All shapes moved; the hills stay."""
        return replace(
            self,
            plots={k: move(s) for k, s in self.plots.items()},
            communes={k: move(s) for k, s in self.communes.items()},
            stream=move(self.stream),
            subzone=move(self.subzone),
        )

    def rotated(self, quarters: int) -> Country:
        """Everything turned to the left by quarters of a circle."""
        turned = self.moved(lambda s: rotate(s, 90 * quarters, origin=MIDDLE))
        return replace(turned, heights=np.rot90(self.heights, quarters))

    def mirrored(self) -> Country:
        """East and west exchanged."""
        flipped = self.moved(lambda s: scale(s, -1, 1, origin=MIDDLE))
        return replace(flipped, heights=np.fliplr(self.heights))

    def shifted(self, cols: int, rows: int) -> Country:
        """Everything moved by whole cells."""
        elsewhere = self.moved(lambda s: translate(s, cols * CELL_M, -rows * CELL_M))
        return replace(
            elsewhere, transform=Affine.translation(cols * CELL_M, -rows * CELL_M) @ self.transform
        )

    def reordered(self, seed: int = 3) -> Country:
        """Rows of plots and communes in another order in their files."""
        chance = np.random.default_rng(seed)
        ids = [list(self.plots)[i] for i in chance.permutation(len(self.plots))]
        codes = list(self.communes)[::-1]
        return replace(
            self,
            plots={k: self.plots[k] for k in ids},
            communes={k: self.communes[k] for k in codes},
        )

    def write(self, folder: Path) -> Path:
        """Write all layers and the project file; gives back the latter."""
        folder.mkdir(parents=True, exist_ok=True)
        names = [self.names[code] for code in self.communes]
        self._vector(folder / "xã.gpkg", self.communes, ma=list(self.communes), ten=names)
        self._vector(folder / "lô.gpkg", self.plots, self.plots_crs, id=list(self.plots))
        self._vector(folder / "suối.gpkg", {"1": self.stream})
        self._vector(folder / "phân khu.gpkg", {"1": self.subzone}, loai=["nghiêm ngặt"])
        self._dem(folder / "dem.tif")
        return write_project(folder / "project.toml", self.said())

    def said(self) -> dict[str, Any]:
        """The project file as values."""
        return {
            "format": 1,
            "plans": ["000", "002"],
            "area": {
                "id": "thu",
                "title": {"vi": "Vùng thử", "en": "Test area"},
                "crs": self.project_crs,
                "communes_as_of": date(2025, 6, 30),
            },
            "layers": self._layers(),
            "criteria": {
                "steep": {"test": "slope", "above_deg": 25.0},
                "height": {"test": "elevation", "from_m": 1450.0, "to_m": 1600.0},
                "strict": {"test": "inside", "layer": "subzones"},
                "near_stream": {"test": "distance", "layer": "streams", "within_m": 47.0},
            },
            "flags": {
                "steep_cassava": {
                    "plots": "cassava", "when": ["steep"], "cites": "000 III.2",
                    "min_area_ha": 0.05,
                }
            },
            "zones": {
                "ginseng": {
                    "crop": "ginseng", "method": "open_land", "require": ["height"],
                    "exclude": ["steep", "strict", "near_stream"], "min_area_ha": 0.5,
                }
            },
        }  # fmt: skip

    def _layers(self) -> dict[str, Any]:
        kinds: dict[str, dict[str, Any]] = {
            "communes": {
                "kind": "communes", "path": "xã.gpkg", "columns": {"code": "ma", "name": "ten"},
            },
            "dem": {"kind": "dem", "path": "dem.tif", "name": "đồi thử", **self.dem_said},
            "cassava": {
                "kind": "plots", "path": "lô.gpkg", "crop": "cassava", "state": "planted",
                "columns": {"id": "id"},
            },
            "streams": {"kind": "lines", "path": "suối.gpkg"},
            "subzones": {"kind": "polygons", "path": "phân khu.gpkg"},
        }  # fmt: skip
        return {name: layer | SAID for name, layer in kinds.items()}

    def _vector(
        self, path: Path, shapes: Mapping[str, Geometry], crs: str | None = None, **columns: Any
    ) -> None:
        frame = gpd.GeoDataFrame(columns, geometry=list(shapes.values()), crs=self.crs)
        pyogrio.write_dataframe(frame.to_crs(crs or self.crs), path)

    def _dem(self, path: Path) -> None:
        nodata = self.dem_profile.get("nodata")
        stored = self.heights if nodata is None else np.nan_to_num(self.heights, nan=nodata)
        form = {
            "driver": "GTiff", "count": 1, "height": stored.shape[0], "width": stored.shape[1],
            "dtype": str(stored.dtype), "crs": self.crs, "transform": self.transform,
        }  # fmt: skip
        with rasterio.open(path, "w", **(form | dict(self.dem_profile))) as file:
            file.write(stored, 1)
