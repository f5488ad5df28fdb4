"""Land judged again under each of many drawn errors."""

from __future__ import annotations

import numpy as np
from numba import types as t
from numpy.typing import NDArray

from gis.grid.kernels.compiled import filled, kernel, seen

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]

YES, UNKNOWN = 1, 2


@kernel(
    t.void(
        *(seen(t.float32, 5), seen(t.int64, 3), seen(t.int64, 2), seen(t.float64, 2)),
        *(seen(t.float64, 1), seen(t.uint8, 2), seen(t.float64, 1), seen(t.int64, 1)),
        *(filled(t.float64, 2), filled(t.float64, 2), filled(t.int64, 2)),
    )
)
def judge_drawn(
    shelf: Singles,
    origins: Ints,
    pairs: Ints,
    gradient: Floats,
    limits: Floats,
    answers: NDArray[np.uint8],
    drawn_ha: Floats,
    counted: Ints,
    flagged_ha: Floats,
    unknown_ha: Floats,
    placed: Ints,
) -> None:
    """Add up land that meets a rule, and land of which it is unknown, in every draw.

    Args:
        shelf: drawn errors eastward and southward, (classes, fields, size, size, 2).
        origins: field, row and column where each square reads in each draw, (draws, squares, 3).
        pairs: of a plot and a cell: row and column of the cell, counted round the shelf's size,
            square, class of roughness, plot, place, (pairs, 6).
        gradient: most likely one of each pair's cell, (pairs, 2).
        limits: squared tangents, ascending, (limits,).
        answers: ``YES`` and ``UNKNOWN`` added up, by class of slope, (pairs, limits + 1).
        drawn_ha: drawn hectares of each pair.
        counted: amounts that count, of each pair.
        flagged_ha: takes drawn hectares that meet the rule, (draws, plots).
        unknown_ha: takes those of which it is unknown, likewise.
        placed: takes the amounts that meet the rule, (draws, places).
    """
    size = shelf.shape[2]
    for draw in range(len(origins)):
        of = flagged_ha[draw]
        for pair in range(len(pairs)):
            origin = origins[draw, pairs[pair, 2]]
            row, col = origin[1] + pairs[pair, 0], origin[2] + pairs[pair, 1]
            row -= size if row >= size else 0
            col -= size if col >= size else 0
            error = shelf[pairs[pair, 3], origin[0], row, col]
            east, south = gradient[pair, 0] + error[0], gradient[pair, 1] + error[1]
            squared = east * east + south * south
            steps = 0
            for limit in limits:
                steps += squared > limit
            answer = answers[pair, steps]
            # No branch: nobody could foresee which way it goes.
            yes = answer & np.uint8(YES)
            of[pairs[pair, 4]] += drawn_ha[pair] * yes
            placed[draw, pairs[pair, 5]] += counted[pair] * np.int64(yes)
            if answer & UNKNOWN:
                unknown_ha[draw, pairs[pair, 4]] += drawn_ha[pair]
