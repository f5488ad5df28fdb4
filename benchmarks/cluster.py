"""The stream on two Dask workers against one: speed-up, same digits, what the scheduler costs."""

from __future__ import annotations

import time
from pathlib import Path

import geopandas as gpd

import gis
from benchmarks.land import CRS
from benchmarks.measure import Row, interleaved
from gis.cli.workers import crew
from gis.grid.blocks import BLOCK_CELLS


def compared(
    dem: Path, plots: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, runs: int, *, full: bool
) -> list[Row]:
    title = "the stream on Dask: one worker / two workers"
    try:
        import distributed
    except ImportError:
        why = "not measured: the extra nuong[cluster] is not installed"
        return [Row(title, None, 1.6, at_least=True, note=why)]
    frames, found, own = (plots, communes), {}, []

    def stream(name: str, hands) -> None:
        spent = time.process_time()
        found[name] = gis.stream_steep_land(
            dem,
            *frames,
            CRS,
            executor=hands.executor,
            in_flight=hands.in_flight,
            block_cells=BLOCK_CELLS * hands.times,
        )
        if name == "two":
            own.append(time.process_time() - spent)

    with crew("local", 1) as one, crew("local", 2) as two, crew(None, None) as alone:
        t = interleaved(
            {
                "alone": lambda: stream("alone", alone),
                "one": lambda: stream("one", one),
                "two": lambda: stream("two", two),
            },
            runs,
        )
    versions = {"distributed": distributed.__version__}
    median = sorted(own)[len(own) // 2]
    note = "wall; processes of one thread each; the clusters' start is not charged; client and "
    note += f"scheduler share these cores and took {median:.2f} s of them"
    note += "" if full else "; a DEM this small is no measure, so no bar"
    return [
        Row(title, t["one"].wall_s / t["two"].wall_s, 1.6 if full else None, t["two"].wall_s,
            t["one"].wall_s, True, versions=versions, note=note),
        Row("the stream: one Dask worker / no cluster", t["one"].wall_s / t["alone"].wall_s, None,
            t["one"].wall_s, t["alone"].wall_s, versions=versions,
            note="wall; what leaving this process costs"),
        Row("hectares that differ between no cluster, one worker and two", float(_differ(found)), 0,
            unit="cells", note=f"of {found['alone'].plots.size + found['alone'].communes.size}"),
    ]  # fmt: skip


def _differ(found: dict) -> int:
    a = found["alone"]
    return sum(
        int((getattr(a, part).to_numpy() != getattr(b, part).to_numpy()).sum())
        for b in (found["one"], found["two"])
        for part in ("plots", "communes")
    )
