"""Run the benchmarks: ``python3 nuong.py bench [--quick] [--only NAME] [--json FILE]``.

``--setup`` installs the peers first; ``--markdown`` prints the table of the README.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

import numba
import numpy as np
import rasterio

from benchmarks import markdown, peers
from benchmarks.groups import FULL, GROUPS, QUICK, Bench
from benchmarks.measure import Row


def main() -> int:
    asked = _asked()
    if asked.setup:
        return peers.set_up()
    if asked.read:
        print(markdown.table(markdown.read(asked.read), asked.markdown or "en"))
        return 0
    with tempfile.TemporaryDirectory(prefix="nuong-bench-") as folder:
        bench = Bench(Path(folder), QUICK if asked.quick else FULL)
        rows = [row for name in asked.only or GROUPS for row in measured(bench, name)]
    told = [r.as_json() for r in rows]
    if asked.markdown:
        print(markdown.table(told, asked.markdown))
    else:
        show(rows)
    if asked.json:
        asked.json.write_text(json.dumps(told, indent=1, ensure_ascii=False), "utf-8")
    return 0


def measured(bench: Bench, name: str) -> list[Row]:
    """One group's rows; a group that fails is a row of its own, and the others go on."""
    print(f"… {name}", file=sys.stderr, flush=True)
    try:
        return GROUPS[name](bench)
    except Exception as fault:  # noqa: BLE001 - one peer's fault must not hide the other rows
        why = f"not measured: {type(fault).__name__}: {str(fault)[-300:]}"
        return [Row(f"{name}: every row", None, None, note=why)]


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nuong.py bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller land, fewer runs and peers")
    parser.add_argument("--only", action="append", choices=GROUPS, help="this group; repeatable")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows here too")
    parser.add_argument(
        "--markdown", nargs="?", const="en", choices=tuple(markdown.HEADS), help="print a table"
    )
    parser.add_argument(
        "--read", type=Path, metavar="FILE", help="measure nothing: the table of an earlier --json"
    )
    parser.add_argument("--setup", action="store_true", help="install the peers, then stop")
    return parser.parse_args()


def show(rows: list[Row]) -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
          f"Python {platform.python_version()}, numpy {np.__version__}, numba {numba.__version__}, "
          f"rasterio {rasterio.__version__} (GDAL {rasterio.__gdal_version__})")  # fmt: skip
    print(f"{'what':66} {'ratio':>9} {'bar':>9}  {'holds':5} {'ours':>9} {'peer':>9}")
    for r in rows:
        sign = ">=" if r.at_least else "<="
        bar = f"{sign} {r.bar:g}" if r.bar is not None else "-"
        holds = {True: "yes", False: "NO", None: "-"}[r.holds]
        print(f"{r.name:66} {_figure(r.ratio):>9} {bar:>9}  {holds:5} "
              f"{_figure(r.ours_s):>9} {_figure(r.peer_s):>9}")  # fmt: skip
        versions = ", ".join(f"{k} {v}" for k, v in r.versions.items())
        told = "; ".join(t for t in (r.note, versions) if t)
        if told:
            print(f"    {told}")


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main())
