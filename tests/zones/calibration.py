"""Many runs on land whose truth is known: what is stated, what is true, what ranges hold.

``python -m tests.zones.calibration [runs [size [landscape …]]]`` measures what
``test_calibration.py`` and the documents cite.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.grid.relief import relief_of
from gis.grid.roughness import roughness_of
from gis.project.model import Project
from gis.zones.doubt_batches import place_sums
from gis.zones.doubt_sums import place_doubt
from gis.zones.verdict import reaches
from tests import land
from tests.grid.fractal import errors, terrain
from tests.grid.landscapes import LANDSCAPES, Landscape
from tests.zones.asked import project
from tests.zones.plotted import CELL_HA, MODEL, RULE, SIDE, judged, squares, truth_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Runs:
    """Stated probabilities and truth of every plot of every run; by run the range of the total
    and the truth: low, true, high in hectares, (runs, 3).
    """

    told: Floats
    true: NDArray[np.bool_]
    totals: Floats

    def by_tenth(self) -> Floats:
        """Stated minus true, in points, by tenth of the stated probability."""
        tenth = np.minimum((self.told * 10).astype(int), 9)
        off = np.bincount(tenth, self.told, 10) - np.bincount(tenth, self.true, 10)
        return 100 * off / np.bincount(tenth, minlength=10)

    def held(self) -> float:
        """How often the range holds the true total."""
        low, true, high = self.totals.T
        return float(((low <= true) & (true <= high)).mean())


def asked(layer) -> Project:
    place = land.communes(land.square(0, 0, 3000))
    plots = land.vector("plots", "cassava", [], id=[], crop=[], method=[], state=[])
    return project(
        layer, place, plots,
        criteria={"steep": {"test": "slope", "above_deg": 25.0}},
        flags={"steep_land": RULE.model_dump()},
    )  # fmt: skip


def run(
    make: Landscape, seeds: range, size: int, *, prior: bool = True, given: str = "truth"
) -> Runs:
    """Judge a landscape full of plots from a DEM with errors.

    Args:
        make: the landscape.
        seeds: one run each.
        size: rows and columns of the DEM.
        prior: whether the terrain's roughness is taken into account.
        given: ``"truth"``: the DEM is drawn around the truth; ``"dem"``: the truth around the DEM.
    """
    cells, told, true, totals = squares(size), [], [], []
    area_ha = np.full(cells.plots, SIDE**2 * CELL_HA)
    for seed in seeds:
        random = np.random.default_rng(seed)
        ground, wrong = make(size, random), errors(size, MODEL, random)
        truth, shown = (ground, ground + wrong) if given == "truth" else (ground - wrong, ground)
        layer = land.raster("dem", shown)
        relief = relief_of(layer)
        draws = judged(relief, cells, roughness_of(relief, MODEL) if prior else None, seed)
        over, total_ha = truth_of(terrain(truth), cells)
        told.append(reaches(RULE, draws.flagged_ha, area_ha).mean(axis=0))
        true.append(over)
        found = place_doubt(asked(layer), place_sums(cells, draws, cells.inside), estimated=True)
        totals.append((found.low_ha[-1], total_ha, found.high_ha[-1]))
    return Runs(np.concatenate(told), np.concatenate(true), np.array(totals))


def main(runs: str = "40", size: str = "384", *names: str) -> None:
    """Print the figures of some landscapes, or of all."""
    for name in names or LANDSCAPES:
        found = run(LANDSCAPES[name], range(int(runs)), int(size))
        low, true, high = found.totals.T
        width = 100 * ((high - low) / true).mean()
        off = 100 * ((low + high) / 2 / true - 1).mean()
        said = f"{name:9s} {found.by_tenth().round(1)} held {found.held():.3f}"
        sys.stdout.write(f"{said} width {width:.2f} % middle off {off:.2f} %\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
