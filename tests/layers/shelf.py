"""A little input shelf on disk: two communes, three plots, a forest layer, three rasters.

The communes are two squares of 3 000 m side by side from the origin of ``tests.land`` eastwards
(900 ha each); the rasters have 30 m cells and reach 10 cells beyond them on every side.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import rasterio
from affine import Affine
from numpy.typing import NDArray

from gis.errors import NuongError, Problem
from gis.layers.model import Layers
from gis.layers.read import read_layers
from gis.project.model import Project
from tests.end_to_end.toml_text import write_project
from tests.land import NORTH, VN2000, WEST, square

CELL_M, RIM = 30.0, 10
SHAPE = (100 + 2 * RIM, 200 + 2 * RIM)
GRID = Affine(CELL_M, 0, WEST - RIM * CELL_M, 0, -CELL_M, NORTH + RIM * CELL_M)


def heights() -> NDArray[np.float32]:
    """A plane from 1 000 m, one metre up per row."""
    return np.broadcast_to(1000.0 + np.arange(SHAPE[0])[:, None], SHAPE).astype("float32")


@dataclass
class Shelf:
    """A folder with a project; ``layers`` is what the project file would say."""

    folder: Path
    crs: str = VN2000
    as_of: date = date(2025, 6, 30)
    layers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def declare(self, layer: str, kind: str, path: str, **said: object) -> None:
        self.layers[layer] = {
            "kind": kind,
            "path": path,
            "source": "invented for a test",
            "dated": date(2025, 6, 30),
            **said,
        }

    def say(self, name: str, /, **said: object) -> None:
        """Change what the project says of a layer."""
        self.layers[name] |= said

    def vector(
        self,
        path: str,
        shapes: Sequence[object],
        *,
        crs: str | None = VN2000,
        table: str | None = None,
        **columns: object,
    ) -> None:
        frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)
        options: dict[str, Any] = {"encoding": "UTF-8"} if path.endswith(".shp") else {}
        with warnings.catch_warnings(record=True):
            warnings.simplefilter("always")  # a missing CRS is remarked on, and meant
            pyogrio.write_dataframe(frame, self.folder / path, layer=table, **options)

    def raster(self, path: str, values: NDArray[Any], **profile: object) -> None:
        bands = values if values.ndim == 3 else values[None]
        form = {
            "driver": "GTiff",
            "count": bands.shape[0],
            "height": bands.shape[1],
            "width": bands.shape[2],
            "dtype": str(values.dtype),
            "crs": VN2000,
            "transform": GRID,
            **profile,
        }
        with warnings.catch_warnings(record=True):
            warnings.simplefilter("always")  # so is a missing georeference
            target = rasterio.open(self.folder / path, "w", **form)
        with target:
            target.write(bands)

    def communes(self, *squares: object, crs: str | None = VN2000, **columns: object) -> None:
        shapes = squares or (square(0, 0, 3000), square(3000, 0, 3000))
        told = {
            "ma_xa": [f"{i + 1:05d}" for i in range(len(shapes))],
            "ten_xa": [f"Xã {chr(65 + i)}" for i in range(len(shapes))],
        }
        self.vector("xã.gpkg", shapes, crs=crs, **(told | columns))

    def plots(self, *shapes: object, crs: str | None = VN2000, **columns: object) -> None:
        shapes = shapes or tuple(square(100 + 500 * i, 100, 100) for i in range(3))
        told = {
            "ma_lo": [f"L{i + 1}" for i in range(len(shapes))],
            "cay": (["Sắn", "sắn cao sản", "Sâm"] * len(shapes))[: len(shapes)],
            "dien_tich": [1.0] * len(shapes),
            "nam": [2022] * len(shapes),
        }
        self.vector("lô.gpkg", shapes, crs=crs, **(told | columns))

    def forest(self, **columns: object) -> None:
        told = {
            "TK": ["12", "12"],
            "KHOANH": ["3", "3"],
            "LO": ["12a", "b"],
            "LDLR": ["TXG", "DT2"],
            "MALDLR": [14, 78],
            "MALR3": [1, 3],
            "MAMDSD": [1, 9],
            "DTUONG": [1, 4],
            "DTICH": [100.0, 100.0],
            "GhiChu": ["đủ", None],
        }
        shapes = [square(0, 0, 1000), square(1000, 0, 1000)]
        self.vector("rừng.gpkg", shapes, **(told | columns))

    def fill(self) -> None:
        """All layers, without a fault."""
        self.communes()
        self.declare("communes", "communes", "xã.gpkg", columns={"code": "ma_xa", "name": "ten_xa"})
        self.raster("dem.tif", heights(), nodata=-9999.0)
        self.declare("dem", "dem", "dem.tif", name="mặt phẳng thử")
        self.plots()
        self.declare(
            "plots",
            "plots",
            "lô.gpkg",
            columns={"id": "ma_lo", "crop": "cay", "area_ha": "dien_tich", "planted_year": "nam"},
            labels={"crop": {"Sắn": "cassava", "sắn cao sản": "cassava", "Sâm": "ginseng"}},
        )
        self.forest()
        self.declare("forest", "forest", "rừng.gpkg")
        self.raster("tàn_che.tif", np.full(SHAPE, 75, dtype="uint8"), nodata=255)
        self.declare("canopy", "canopy", "tàn_che.tif", unit="percent")

    def said(self) -> dict[str, Any]:
        area = {"id": "a", "title": {"vi": "Thử"}, "crs": self.crs, "communes_as_of": self.as_of}
        return {"format": 1, "area": area, "layers": self.layers}

    def project(self) -> Project:
        return Project.model_validate(self.said())

    def write(self) -> Path:
        """The project file, for the command line."""
        return write_project(self.folder / "project.toml", self.said())

    def read(self) -> tuple[Layers, list[Problem]]:
        return read_layers(self.project(), self.folder)

    def problems(self) -> list[Problem]:
        """Every problem, whether or not it stops the run."""
        try:
            return self.read()[1]
        except NuongError as fault:
            return list(fault.problems)
