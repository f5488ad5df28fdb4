"""Many runs on land whose truth is known: what ranges of land by slope and of candidates hold.

``python -m tests.zones.land_calibration [runs [size [cells [landscape …]]]]`` measures what
``test_land_ranges.py`` cites.
"""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pandas as pd

from gis.criteria.judge import prepare
from gis.project.model import Project
from gis.zones import land_ranges
from gis.zones.commune_land import measure_communes
from gis.zones.dem_doubt import dem_doubt
from gis.zones.land_ranges import RangeTally
from gis.zones.one_pass import one_pass
from gis.zones.outline import OutlineTally
from gis.zones.pieces import cut_plots
from gis.zones.slope_land import SlopeTally
from tests import land
from tests.grid.fractal import CELL_M, errors
from tests.grid.landscapes import LANDSCAPES, Landscape
from tests.zones.asked import project
from tests.zones.plotted import MODEL

ERROR = {"sd_m": MODEL.sd_m, "correlation_m": MODEL.correlation_m, "source": "invented"}
CRITERIA = {
    "gentle": {"test": "slope", "at_most_deg": 20.0},
    "patches": {"test": "canopy_cover", "layer": "canopy", "to_share": 0.5},
}
ZONE = {
    "crop": "ginseng", "method": "open_land", "require": ("gentle", "patches"),
    "min_area_ha": 0.5, "cites": "000 III.2",
}  # fmt: skip


def asked_of(heights, canopy, sides: int) -> tuple[Project, object]:
    """A project over a square DEM, in ``sides`` × ``sides`` communes."""
    ground = land.raster("dem", heights)
    spec = type(ground.spec).model_validate(ground.spec.model_dump() | {"error": ERROR})
    patches = land.raster("canopy", canopy, kind="canopy")
    side_m = heights.shape[0] * CELL_M / sides
    place = land.communes(
        *(land.square(c * side_m, r * side_m, side_m) for r in range(sides) for c in range(sides))
    )
    plots = land.vector("plots", "cassava", [], id=[], crop=[], method=[], state=[])
    layers = land.layers(replace(ground, spec=spec), place, plots, patches)
    made = project(
        *layers.vectors.values(), *layers.rasters.values(), criteria=CRITERIA, zones={"z": ZONE}
    )
    return made, layers


def ranges_of(heights, canopy, sides: int, *, blocks: int = 1 << 16) -> pd.DataFrame:
    """The table of ranges of a DEM."""
    made, layers = asked_of(heights, canopy, sides)
    judge = prepare(made, layers)
    communes = measure_communes(layers, judge.grid)
    plots = cut_plots(made, layers)
    slopes = SlopeTally(made, layers, plots, judge.grid, communes)
    zones = OutlineTally(made, layers, judge.grid, communes)
    ranges = RangeTally(made, communes, judge.grid, dem_doubt(made, layers))
    one_pass(judge, [slopes, zones, ranges], block_cells=blocks)
    return ranges.table(slopes.land(), zones.zones())


def run(make: Landscape, seeds: range, size: int, sides: int = 3) -> pd.DataFrame:
    """Ranges of the DEM beside ``true_ha``, measured on the truth; all runs below each other."""
    tables = []
    for seed in seeds:
        random = np.random.default_rng(seed)
        truth = make(size, random)
        canopy = (np.kron(random.random((size // 8, size // 8)), np.ones((8, 8))) > 0.4) * 0.8
        table = ranges_of(truth + errors(size, MODEL, random), canopy, sides)
        true_ha = ranges_of(truth, canopy, sides)["measured_ha"]
        tables.append(table.assign(true_ha=true_ha, seed=seed))
    return pd.concat(tables, ignore_index=True)


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """By question and place: how often ranges held, and in percent of the truth how wide they are
    and how far what is expected, and what is measured, lies off it.
    """
    off = {
        "held": (found["low_ha"] <= found["true_ha"]) & (found["true_ha"] <= found["high_ha"]),
        "width": 100 * (found["high_ha"] - found["low_ha"]) / found["true_ha"],
        "expected": 100 * (found["expected_ha"] / found["true_ha"] - 1),
        "measured": 100 * (found["measured_ha"] / found["true_ha"] - 1),
    }
    asked = found["rule"].fillna("over ") + found["above_deg"].astype("string").fillna("")
    return pd.DataFrame(off).groupby([found["place"], asked]).mean()


def main(runs: str = "20", size: str = "384", cells: str = "1000000", *names: str) -> None:
    """Print the figures of some landscapes, or of all."""
    land_ranges.SAMPLE_CELLS = int(cells)
    for name in names or LANDSCAPES:
        said = summary(run(LANDSCAPES[name], range(int(runs)), int(size)))
        sys.stdout.write(f"{name}\n{said.round(2).to_string()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
