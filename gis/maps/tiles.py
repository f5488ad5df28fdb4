"""A raster written block by block as a tiled GeoTIFF, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rasterio
from numpy.typing import NDArray
from rasterio.io import DatasetWriter
from rasterio.windows import Window

from gis.grid.blocks import BLOCK_CELLS, Block, blocks_of
from gis.grid.executor import run_blocks
from gis.grid.grid import Grid
from gis.layers.band import GDAL_CACHE_BYTES

TILE = 512
Values = NDArray[Any]
Stage = Callable[[Block], Values]


@dataclass(frozen=True)
class _Placed:
    """The task: the values of a block, and where they belong."""

    stage: Stage

    def __call__(self, block: Block) -> tuple[Block, Values]:
        return block, self.stage(block)


@dataclass(frozen=True)
class TiledFile:
    """How a stream of blocks is stored.

    Args:
        dtype: of the values.
        nodata: what stands for unknown among them.
        options: GDAL's, e.g. compression.
    """

    dtype: str
    nodata: float
    options: Mapping[str, object] = field(default_factory=dict)

    @contextmanager
    def opened(self, grid: Grid, file: Path) -> Iterator[DatasetWriter]:
        """The empty file, to be filled and closed."""
        rows, cols = grid.shape
        form = {
            "driver": "GTiff", "height": rows, "width": cols, "count": 1,
            "dtype": self.dtype, "nodata": self.nodata,
            "crs": grid.crs, "transform": grid.transform,
            "tiled": True, "blockxsize": TILE, "blockysize": TILE, "bigtiff": "if_safer",
        }  # fmt: skip
        with (
            rasterio.Env(GDAL_CACHEMAX=GDAL_CACHE_BYTES),
            rasterio.open(file, "w", **form, **self.options) as out,
        ):
            yield out


def fill(
    out: DatasetWriter,
    stage: Stage,
    executor: Executor | None = None,
    cells: int = BLOCK_CELLS,
) -> Iterator[Values]:
    """Fill a file block by block, and hand on every block once it is written.

    Args:
        out: opened by :meth:`TiledFile.opened`.
        stage: gives the values of a block, (height, width); sent to the executor's workers.
        executor: a pool that works out the blocks; ``None`` works in this thread.
        cells: about how many cells are worked out at once.
    """
    rows, cols = out.shape
    # Blocks follow the tiles of the output, so that none is compressed twice.
    jobs = blocks_of(out.shape, (min(TILE, rows), min(TILE, cols)), cells)
    for block, values in run_blocks(_Placed(stage), jobs, executor):
        out.write(values, 1, window=Window(block.col, block.row, block.width, block.height))
        yield values
