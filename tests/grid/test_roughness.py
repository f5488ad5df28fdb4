"""What of a DEM's detail is terrain."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from scipy.fft import fft2, ifft2

from gis.grid import likely
from gis.grid.blocks import Block
from gis.grid.error_field import ErrorModel, Torus, gradient_sd
from gis.grid.likely import LikelyGradient
from gis.grid.relief import Relief, relief_of
from gis.grid.roughness import PART, SQUARE, WINDOW, roughness_of
from gis.layers.model import RasterLayer
from tests import land
from tests.grid.fractal import CELL_M, errors, fractal
from tests.grid.landscapes import halves

MODEL = ErrorModel(4.0, 300.0)
SIZE = 512


def relief(heights, **more) -> Relief:
    return relief_of(land.raster("dem", heights, **more))


def gradient(ground: Relief, rows, cols, roughness=None):
    found = LikelyGradient(ground, roughness)(np.asarray(rows), np.asarray(cols))
    return np.array([found.east, found.south])


def test_the_terrain_s_share_is_found_from_the_dem_alone() -> None:
    random = np.random.default_rng(11)
    truth, wrong = fractal(SIZE, 0.3, 0.8, random), errors(SIZE, MODEL, random)
    shown = relief(truth + wrong)
    found = roughness_of(shown, MODEL)
    assert found is not None
    assert found.rougher_share == 0.0
    # Long waves are all terrain; the shortest hold the most error.
    assert (found.share[:, 1] > 0.95).all()
    assert (found.share[:, -8:].mean(axis=1) < found.share[:, 1]).all()
    # The corrected gradient lies nearer the truth than the shown one.
    rows, cols = (a.ravel() for a in np.mgrid[100:400, 100:400])
    true = gradient(relief(truth), rows, cols)
    likely_one = gradient(shown, rows, cols, found)
    off = [np.mean((g - true) ** 2) for g in (gradient(shown, rows, cols), likely_one)]
    assert off[1] < off[0]
    # What is left is what the spectra promise, on average over the classes.
    kinds = np.bincount(LikelyGradient(shown, found)(rows, cols).kind, minlength=len(found.share))
    torus = Torus(SIZE, CELL_M, CELL_M)
    left = [gradient_sd(MODEL, torus, lambda f, k=k: found.of_class(k, f))[0] for k in range(8)]
    assert np.sqrt(off[1]) == pytest.approx(
        np.sqrt(np.average(np.square(left), weights=kinds)), rel=0.05
    )


def test_rough_land_and_smooth_land_are_told_apart() -> None:
    random = np.random.default_rng(3)
    ground = relief(halves(SIZE, random) + errors(SIZE, MODEL, random))
    found = roughness_of(ground, MODEL)
    assert found is not None
    rows, cols = (a.ravel() for a in np.mgrid[40:472:8, 40:472:8])
    kind = LikelyGradient(ground, found)(rows, cols).kind
    west, east = kind[cols < SIZE // 2 - WINDOW], kind[cols > SIZE // 2 + WINDOW]
    # Eight classes of equally many squares: the rough half has the upper four.
    assert west.min() >= 3
    assert east.max() <= 4
    # In short waves the rough half shows far more terrain than the smooth one.
    short = found.share[:, -20:].mean(axis=1)
    assert short[-1] > short[0] + 0.2


def test_land_alike_is_one_whatever_its_windows_show() -> None:
    # White heights: windows differ by chance alone, so their spectra are drawn together.
    heights = np.random.default_rng(5).standard_normal((SIZE, SIZE)) * 20
    found = roughness_of(relief(heights), MODEL)
    assert found is not None
    assert np.ptp(found.share, axis=0).max() < 0.02


def test_a_smooth_dem_contradicts_a_rough_error() -> None:
    found = roughness_of(relief(land.plane(20, 90, (512, 512))), MODEL)
    assert found is not None
    assert found.rougher_share > 0.5


def test_horn_s_gradient_of_a_plane_and_of_unknown_land() -> None:
    known = np.ones((40, 40), bool)
    known[10, 10] = False
    ground = relief(land.plane(25, 90, (40, 40)), known=known)  # falls eastward
    east, south = gradient(ground, [5, 11, 0], [7, 11, 7])
    assert east[0] == pytest.approx(-np.tan(np.radians(25)))
    assert south[0] == pytest.approx(0, abs=1e-12)
    assert np.isnan(east[1:]).all()  # beside unknown land, and the outermost ring


def test_tiles_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ground = relief(fractal(300, 0.3, 0.8, np.random.default_rng(2)))
    rows, cols = (a.ravel() for a in np.mgrid[1:299:7, 1:299:7])
    whole = gradient(ground, rows, cols)
    monkeypatch.setattr(likely, "TILE", 64)
    assert np.array_equal(gradient(ground, rows, cols), whole)


def test_a_cell_s_answer_depends_on_the_cell_alone() -> None:
    random = np.random.default_rng(4)
    ground = relief(halves(600, random) + errors(600, MODEL, random))
    found = roughness_of(ground, MODEL)
    rows, cols = (a.ravel() for a in np.mgrid[1:599:31, 1:599:31])
    together = gradient(ground, rows, cols, found)
    apart = np.hstack(
        [gradient(ground, rows[i : i + 90], cols[i : i + 90], found) for i in range(0, 400, 90)]
    )
    assert np.array_equal(together, apart)


def test_too_little_known_land_says_nothing() -> None:
    heights = fractal(100, 0.3, 0.8, np.random.default_rng(2))
    assert roughness_of(relief(heights), MODEL) is not None
    known = np.ones(heights.shape, bool)
    known[:, :75] = False  # of no window half is left
    assert roughness_of(relief(heights, known=known), MODEL) is None
    assert roughness_of(relief(land.plane(20, 90, (60, 500))), MODEL) is None


@dataclass(frozen=True)
class Watched(RasterLayer):
    """A raster that says which windows were read."""

    read_cells: list[int] = field(default_factory=list)

    def read(self, row, col, height, width):
        self.read_cells.append(height * width)
        return super().read(row, col, height, width)


def test_no_more_of_the_dem_is_read_than_asked_for() -> None:
    layer = land.raster("dem", fractal(1200, 0.3, 0.8, np.random.default_rng(2)))
    watched = Watched(**vars(layer))
    ground = relief_of(watched)
    found = roughness_of(ground, MODEL)
    # A part of the DEM and the halves of windows around it, with Horn's ring.
    assert max(watched.read_cells) <= (PART * SQUARE + WINDOW - SQUARE + 2) ** 2
    watched.read_cells.clear()
    gradient(ground, [700], [700], found)
    # One tile with what lies around it.
    assert watched.read_cells == [(likely.TILE + 2 * likely.AROUND + 2) ** 2]


def test_the_likely_gradient_is_the_shown_one_taken_down_wave_by_wave() -> None:
    random = np.random.default_rng(6)
    ground = relief(fractal(SIZE, 0.3, 0.8, random) + errors(SIZE, MODEL, random))
    found = roughness_of(ground, MODEL)
    assert found is not None
    rows, cols = (a.ravel() for a in np.mgrid[128:384:3, 128:384:3])
    told = LikelyGradient(ground, found)(rows, cols)
    waves = fft2(ground.gradient(Block(0, 0, SIZE, SIZE))[0])
    torus = Torus(SIZE, CELL_M, CELL_M)
    for kind in range(len(found.share)):
        here = told.kind == kind
        whole = ifft2(waves * found.of_class(kind, torus.per_metre()))[rows[here], cols[here]]
        off = np.hypot(told.east[here] - whole.real, told.south[here] - whole.imag)
        # Cells farther than REACH are left out: a few hundredths of what is uncertain.
        assert (
            off.mean() < 0.03 * gradient_sd(MODEL, torus, lambda f, k=kind: found.of_class(k, f))[0]
        )
