"""Invented commune outlines, grown from rounded centre points until each has its rounded size.

Names, codes and centres are facts of the commune set of 30 June 2025; the borders are not: they
are where growing discs with wavering edges meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from gis.reference.admin import communes_of
from gis.sample.ground import (
    HEIGHT_M,
    NORTH_M,
    PATCH_CELL_M,
    RIVER_CELL_M,
    WEST_M,
    WIDTH_M,
    centres_of,
    random_for,
)
from gis.sample.noise import noise
from gis.sample.places import metres_of

AS_OF = date(2025, 6, 30)
ROUNDS = 40
WAVES_M = (650.0, 260.0, 90.0)
# Sizes to the nearest 5 km², so that big communes come out big; by code.
SIZES_KM2 = {
    "03391": 75, "03490": 135, "03549": 40, "03550": 55, "03553": 25, "03559": 40, "03562": 25,
    "03565": 30, "03568": 35, "03571": 70, "03574": 55, "03577": 100, "03580": 65, "03583": 25,
    "03586": 125, "03589": 35, "03592": 90,
}  # fmt: skip
Ground = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class Seats:
    """The communes in the order of their codes, with their centres in metres of the sample CRS."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def seats() -> Seats:
    """The 17 communes of Phong Thổ as of 30 June 2025, at rounded centre points."""
    units = sorted(communes_of("phong_tho", AS_OF), key=lambda unit: unit.code)
    x, y = metres_of([(unit.centre_lon, unit.centre_lat) for unit in units])
    return Seats(tuple(u.code for u in units), tuple(u.name for u in units), x, y)


def grow_communes(places: Seats) -> NDArray[np.int32]:
    """Number of the commune every 60 m cell of the window belongs to; -1 is outside the area."""
    reach_m2 = _reaches(places)
    number, inside = _nearest(places, reach_m2, _wavering(PATCH_CELL_M))
    grown = np.where(one_piece(inside), number, -1).astype(np.int32)
    return without_islands(grown)


def without_islands(number: NDArray[np.int32]) -> NDArray[np.int32]:
    """Gives every piece cut off from the largest piece of its number to the number around it."""
    lonely = np.zeros(number.shape, dtype=bool)
    for one in np.unique(number[number >= 0]):
        pieces, count = ndimage.label(number == one)
        if count > 1:
            sizes = np.bincount(pieces.ravel())[1:]
            lonely |= (pieces > 0) & (pieces != 1 + int(sizes.argmax()))
    near = ndimage.distance_transform_edt(
        lonely | (number < 0), return_distances=False, return_indices=True
    )
    return np.where(lonely, number[tuple(near)], number)


def _reaches(places: Seats) -> NDArray[np.float64]:
    """Squared reach of each commune (m²) at which its land comes to its rounded size."""
    wanted = np.array([SIZES_KM2[code] for code in places.codes]) * 1e6
    reach, ground = wanted / np.pi, _wavering(RIVER_CELL_M)
    for _ in range(ROUNDS):
        number, inside = _nearest(places, reach, ground)
        held = np.bincount(number[inside], minlength=wanted.size) * RIVER_CELL_M**2
        reach = np.maximum(reach + 0.5 * (wanted - held) / np.pi, 1e5)
    return reach


def _nearest(
    places: Seats, reach_m2: NDArray[np.float64], ground: Ground
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Whose disc a cell lies deepest in, and whether it lies in any."""
    x, y, rim_m2 = ground
    power = np.stack(
        [
            (x - px) ** 2 + (y - py) ** 2 - reach
            for px, py, reach in zip(places.x, places.y, reach_m2, strict=True)
        ]
    )
    power += rim_m2
    return power.argmin(axis=0), power.min(axis=0) < 0


def _wavering(cell_m: float) -> Ground:
    """X and y of every cell, shaken so that borders waver, and what keeps land off the rim."""
    x, y = centres_of(cell_m)
    waves = [
        np.sum([size * noise(rng, 4 * size, cell_m) for size in WAVES_M], axis=0, dtype=np.float64)
        for rng in (random_for("borders east"), random_for("borders north"))
    ]
    from_rim = np.minimum(
        np.minimum(x - WEST_M, WEST_M + WIDTH_M - x)[None, :],
        np.minimum(y - NORTH_M + HEIGHT_M, NORTH_M - y)[:, None],
    )
    into_rim = np.maximum(1_500.0 + 0.35 * np.clip(waves[0], -1_500, 1_500) - from_rim, 0.0)
    return x[None, :] + waves[0], y[:, None] + waves[1], (30 * into_rim) ** 2


def one_piece(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """An area without holes, narrow notches and anything cut off from its largest piece."""
    closed = ndimage.binary_closing(np.pad(inside, 20), iterations=10)[20:-20, 20:-20]
    pieces, _ = ndimage.label(ndimage.binary_fill_holes(closed))
    return pieces == 1 + int(np.bincount(pieces.ravel())[1:].argmax())
