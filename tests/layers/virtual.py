"""A DEM in two GeoTIFFs and the VRT over them, as ``gdalbuildvrt`` writes it."""

from __future__ import annotations

from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS

from tests.land import VN2000
from tests.layers.shelf import GRID, SHAPE, Shelf, heights

HALF = 110
NODATA = -9999.0


def source(name: str, col: int, width: int, *, tag: str = "ComplexSource", **said: object) -> str:
    """One part from a column of the mosaic eastwards, all rows high."""
    more = {"relative": 1, "void": f"<NODATA>{NODATA:g}</NODATA>", "src": "", **said}
    rect = f'yOff="0" xSize="{width}" ySize="{SHAPE[0]}"'
    return (
        f'<{tag}><SourceFilename relativeToVRT="{more["relative"]}">{name}</SourceFilename>'
        f'<SourceBand>1</SourceBand><SrcRect xOff="0" {more["src"] or rect}/>'
        f'<DstRect xOff="{col}" {rect}/>{more["void"]}</{tag}>'
    )


def document(*sources: str, band: str = "", nodata: float | None = NODATA, head: str = "") -> str:
    """A VRT of the shelf's grid."""
    geo = ", ".join(f"{v:.16g}" for v in GRID.to_gdal())
    void = "" if nodata is None else f"<NoDataValue>{nodata:g}</NoDataValue>"
    srs = CRS(VN2000).to_wkt().replace('"', "&quot;")
    return (
        f'{head}<VRTDataset rasterXSize="{SHAPE[1]}" rasterYSize="{SHAPE[0]}"><SRS>{srs}</SRS>'
        f'<GeoTransform>{geo}</GeoTransform><VRTRasterBand dataType="Float32" band="1"{band}>'
        f"{void}{''.join(sources)}</VRTRasterBand></VRTDataset>"
    )


TWO = (source("tây.tif", 0, HALF), source("đông.tif", HALF, HALF))


def halves(shelf: Shelf, values: NDArray[Any] | None = None, **east: object) -> None:
    """The DEM as two halves under ``dem.vrt``; ``east`` changes how the second is written."""
    z = heights() if values is None else values
    form = {"nodata": NODATA, "transform": GRID @ Affine.translation(HALF, 0)}
    shelf.raster("tây.tif", z[:, :HALF], nodata=NODATA)
    shelf.raster("đông.tif", np.asarray(z[:, HALF:], dtype=east.pop("dtype", z.dtype)),
                 **(form | east))  # fmt: skip
    (shelf.folder / "dem.vrt").write_text(document(*TWO), "utf-8")
    shelf.say("dem", path="dem.vrt")


def virtual(shelf: Shelf, text: str) -> None:
    """Two halves there, and another VRT over them."""
    halves(shelf)
    (shelf.folder / "dem.vrt").write_text(text, "utf-8")
