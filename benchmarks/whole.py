"""Start-up and peak memory, each in a process of its own."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from benchmarks.measure import Row, child

STREAM = """
import sys
from pathlib import Path
import geopandas as gpd
import gis
dem, plots, communes = sys.argv[1:]
plots, communes = gpd.read_file(plots), gpd.read_file(communes)
gis.stream_steep_land(dem, plots, communes, "EPSG:9205")
# Not ru_maxrss: a child inherits its parent's peak there.
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
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
    if not Path("/proc/self/status").exists():
        return [Row(f"peak memory, {size}", None, 1.25, note="skipped: no /proc on this system")]
    small_mb, large_mb = (
        float(child(STREAM, str(d), str(plots), str(communes))) for d in (dem, large)
    )
    return [
        Row(f"peak memory, {size.split()[0]} (MB)", small_mb, 700, unit="MB",
            note="whole process: interpreter, libraries, kernels, vectors, stream"),
        Row(f"peak memory, {size}", large_mb / small_mb, 1.25, large_mb, small_mb, unit="MB"),
    ]  # fmt: skip
