"""Start-up and peak memory, each in a process of its own."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from benchmarks.measure import Row, child, peak_mb

STREAM = """
import sys
import geopandas as gpd
import gis
dem, plots, communes = sys.argv[1:]
plots, communes = gpd.read_file(plots), gpd.read_file(communes)
gis.stream_steep_land(dem, plots, communes, "EPSG:9205")
"""
FLOOR = "import geopandas, numba"
BEGIN = "import gis.main_job; from gis.grid.kernels import load_kernels; load_kernels()"


def start_up(runs: int) -> list[Row]:
    child(BEGIN)
    times = {code: [] for code in (BEGIN, "import gis.main_job", FLOOR, "pass")}
    for _ in range(runs):
        for code, taken in times.items():
            began = time.perf_counter()
            child(code)
            taken.append(time.perf_counter() - began)
    whole, imports, floor, bare = (statistics.median(t) for t in times.values())
    note = f"wall; imports {imports - bare:.2f} s, kernels from the cache {whole - imports:.2f} s"
    return [
        Row("start-up (s)", whole, 1.5, whole, None, note=note),
        Row("start-up / bare geopandas and numba", whole / floor, None, whole, floor,
            note=f"wall; `{FLOOR}` in a process of its own is what this stack costs any tool"),
    ]  # fmt: skip


def memory(dem: Path, large: Path, plots: Path, communes: Path, size: str) -> list[Row]:
    names = f"peak memory of the stream, {size.split()[0]} (MB)", f"peak memory, {size}"
    try:
        small_mb, large_mb = (
            peak_mb(STREAM, str(d), str(plots), str(communes)) for d in (dem, large)
        )
    except OSError as fault:
        note = f"not measured: {fault}"
        return [Row(n, None, bar, note=note) for n, bar in zip(names, (700, 1.25), strict=True)]
    return [
        Row(names[0], small_mb, 700, unit="MB",
            note="whole process: interpreter, libraries, kernels, vectors, stream"),
        Row(names[1], large_mb / small_mb, 1.25, large_mb, small_mb, unit="MB"),
    ]  # fmt: skip


def memory_of_many(dem: Path, plots: Path, communes: Path, size: str) -> list[Row]:
    """Ten times the plots: what vectors cost, beside what cells cost."""
    name = f"peak memory of the stream, {size} (MB)"
    try:
        used = peak_mb(STREAM, str(dem), str(plots), str(communes))
    except OSError as fault:
        return [Row(name, None, None, unit="MB", note=f"not measured: {fault}")]
    return [Row(name, used, None, unit="MB", note="no bar: grows with the vectors")]
