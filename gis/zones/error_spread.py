"""How much land errs together: what open land must be multiplied by to give a total's variance.

Cells next to each other share heights and their errors, so they change their answer together. Were
every cell on its own, a total of cells with chances ``p`` had the variance of the sum of
``p (1 - p)``; with neighbours that agree it is so many times as large. How many times is found by
drawing errors over some squares of the DEM, spread over it by a fixed lot.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gis.grid.error_field import ErrorLibrary
from gis.zones.dem_doubt import DemDoubt
from gis.zones.slope_draws import LikelySlope, chances_above, tangents

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Rows and columns of a square, squares looked at, times each is drawn.
SIDE, SQUARES, DRAWS = 64, 64, 64
# A cell that changes its answer less often than this adds nothing worth drawing.
OPEN = 1e-3


def spreads(known: DemDoubt, limits_deg: Sequence[float]) -> list[float]:
    """How many cells err together, by limit of the slope in degrees; at least one."""
    library = known.library()
    random = np.random.default_rng((known.seed, 3))
    found = np.zeros((len(limits_deg), 2))
    for row, col in _squares(known.likely.relief.grid.shape):
        likely = known.likely(row, col)
        there = ~np.isnan(likely.east)
        east, south = likely.east[there], likely.south[there]
        slope = LikelySlope(east, south, likely.kind[there], known.left.sd)
        origins = np.ascontiguousarray(library.origins(DRAWS, random).T)
        chance = chances_above(slope, limits_deg)
        for number, (limit, own) in enumerate(zip(tangents(limits_deg), chance, strict=True)):
            open_ = np.flatnonzero(own * (1 - own) > OPEN)
            if len(open_):
                total = _drawn(library, origins, (row[there], col[there]), slope, open_, limit)
                found[number] += total.var(ddof=1), (own * (1 - own))[open_].sum()
    return [max(1.0, float(var / open_)) if open_ > 0 else 1.0 for var, open_ in found]


def _squares(shape: tuple[int, int]) -> list[tuple[Ints, Ints]]:
    """Rows and columns of the cells of some squares of the grid."""
    down, across = (max(n // SIDE, 1) for n in shape)
    chosen = np.random.default_rng(0).permutation(down * across)[:SQUARES]
    row, col = (a.ravel() for a in np.mgrid[: min(SIDE, shape[0]), : min(SIDE, shape[1])])
    return [(row + one // across * SIDE, col + one % across * SIDE) for one in chosen.tolist()]


def _drawn(
    library: ErrorLibrary,
    origins: Ints,
    cells: tuple[Ints, Ints],
    slope: LikelySlope,
    some: Ints,
    limit: float,
) -> Floats:
    """Cells steeper than a limit in every draw, (draws,), among some of a square."""
    from gis.grid.kernels.drawn import YES, judge_drawn

    size, none = library.torus.size, np.zeros(len(some), np.int64)
    steep, unknown = np.zeros((2, len(origins), 1))
    row, col = cells
    judge_drawn(
        library.shelf.view(np.float32).reshape(*library.shelf.shape, 2),
        origins[:, None],
        np.column_stack([row[some] % size, col[some] % size, none, slope.kind[some], none, none]),
        np.column_stack([slope.east[some], slope.south[some]]),
        np.array([limit**2]),
        np.tile(np.array([0, YES], np.uint8), (len(some), 1)),
        np.ones(len(some)),
        none,
        steep,
        unknown,
        np.zeros((len(origins), 1), np.int64),
    )
    return steep[:, 0]
