"""The groups of rows, each from land that is made when a group first asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks import chain, cluster, forest_lots, land, plots, polygons, sites, terrain, whole
from benchmarks.measure import Row


@dataclass(frozen=True)
class Size:
    """How much land and how many runs; ``few`` plots go to the slowest peers."""

    side: int
    plots: int
    communes: int
    runs: int
    few: int
    mosaic: int
    chain: tuple[int, int, int]
    lots: tuple[int, int]
    sites: tuple[int, int]
    full: bool


QUICK = Size(2048, 8_000, 80, 3, 400, 2, (768, 1_200, 15), (4_000, 10), (8_000, 1_600), full=False)
FULL = Size(
    5000, 50_000, 500, 5, 2_000, 4, (5000, 50_000, 500), (200_000, 40), (50_000, 10_000), full=True
)


@dataclass(frozen=True)
class Bench:
    """One run of the benchmarks: a folder that is thrown away, and a size."""

    work: Path
    size: Size

    @cached_property
    def dem(self) -> Path:
        return land.write_dem(self.work / "dem.tif", self.size.side)

    @cached_property
    def plots(self) -> Path:
        file = self.work / "plots.gpkg"
        land.fields(self.size.side, self.size.plots).to_file(file)
        return file

    @cached_property
    def communes(self) -> Path:
        file = self.work / "communes.gpkg"
        land.communes(self.size.side, self.size.communes).to_file(file)
        return file

    @cached_property
    def mask(self) -> Path:
        slope = terrain.write_slope_of(self.dem, self.work / "for_mask.tif")
        return plots.steep_mask(slope, self.work / "mask.tif")

    @cached_property
    def large(self) -> Path:
        return land.write_mosaic(self.work / "large.tif", self.dem, self.size.mosaic)

    @cached_property
    def inputs(self) -> chain.Inputs:
        return chain.write_inputs(self.work / "chain", *self.size.chain)


def _stream(b: Bench) -> list[Row]:
    frames = (land.fields(b.size.side, b.size.plots), land.communes(b.size.side, b.size.communes))
    return terrain.stream(b.dem, *frames, b.size.runs)


def _slope(b: Bench) -> list[Row]:
    rows = terrain.agreement(b.dem, b.work)
    return rows + terrain.slope_raster(b.dem, b.work, b.size.runs, full=b.size.full)


def _plots(b: Bench) -> list[Row]:
    s = b.size
    return plots.compared(b.dem, b.mask, b.plots, b.work, s.runs, s.few, full=s.full)


def _chain(b: Bench) -> list[Row]:
    return chain.compared(b.inputs, b.size.runs if b.size.full else 1, full=b.size.full)


def _memory(b: Bench) -> list[Row]:
    s = b.size
    size = f"{_mpx(s.side)} to {_mpx(s.side * s.mosaic)}, same vectors"
    rows = whole.memory(b.dem, b.large, b.plots, b.communes, size)
    if s.full:
        rows += _many(b)
    run = f"{_mpx(s.chain[0])} with {s.chain[1]:,} plots"
    return rows + chain.memory(b.inputs, run, full=s.full)


def _many(b: Bench) -> list[Row]:
    """Twice the side and ten times the plots."""
    side, number = 2 * b.size.side, 10 * b.size.plots
    dem, fields = b.work / "twice.tif", b.work / "many.gpkg"
    land.write_mosaic(dem, b.dem, 2)
    land.fields(side, number).to_file(fields)
    return whole.memory_of_many(dem, fields, b.communes, f"{_mpx(side)} with {number:,} plots")


def _cluster(b: Bench) -> list[Row]:
    """Land without plots or communes is not read, so both are spread over all of the large DEM."""
    side = b.size.side * b.size.mosaic
    plots, communes = land.fields(side, b.size.plots), land.communes(side, b.size.communes)
    return cluster.compared(b.large, plots, communes, b.size.runs, full=b.size.full)


def _forest(b: Bench) -> list[Row]:
    files = forest_lots.write_inputs(b.work / "forest", *b.size.lots)
    return forest_lots.measured(files, 1, full=b.size.full)


def _mpx(side: int) -> str:
    return f"{side**2 / 1e6:.2g}Mpx" if side < 1000 else f"{side**2 / 1e6:.0f}Mpx"


GROUPS: Mapping[str, Callable[[Bench], list[Row]]] = {
    "stream": _stream,
    "slope": _slope,
    "plots": _plots,
    "polygons": lambda b: polygons.compared(b.mask, b.work, b.size.runs),
    "start": lambda b: whole.start_up(b.size.runs),
    "memory": _memory,
    "chain": _chain,
    "cluster": _cluster,
    "forest": _forest,
    "sites": lambda b: sites.measured(b.work / "sites", b.size.side, *b.size.sites),
}
