"""Errors of the gradient: the formula, the stencil and the drawn fields say the same."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ncx2

from gis.grid.error_field import (
    ErrorLibrary,
    ErrorModel,
    Torus,
    chance_above,
    gradient_sd,
    torus_for,
)

TAN25 = np.tan(np.radians(25))
MODELS = [ErrorModel(4.0, 300.0), ErrorModel(3.0, 90.0), ErrorModel(4.0, 150.0, "gaussian")]


def by_stencil(model: ErrorModel, dx_m: float, dy_m: float) -> list[float]:
    """Horn's weights and the covariance of the nine heights: w · C · w, east and south."""
    col, row = (a.ravel() for a in np.meshgrid([-1, 0, 1], [-1, 0, 1]))
    x, y = col * dx_m, row * dy_m
    lags = np.hypot(x[:, None] - x, y[:, None] - y)
    weights = [col * (2 - row**2) / (8 * dx_m), row * (2 - col**2) / (8 * dy_m)]
    return [float(np.sqrt(w @ model.covariance_m2(lags) @ w)) for w in weights]


@pytest.mark.parametrize("model", MODELS, ids=lambda m: f"{m.shape}-{m.correlation_m:g}")
@pytest.mark.parametrize("cell", [(30.0, 30.0), (28.5, 30.9)])
def test_the_spectrum_gives_the_variance_of_the_stencil(
    model: ErrorModel, cell: tuple[float, float]
) -> None:
    assert gradient_sd(model, torus_for(model, *cell)) == pytest.approx(
        by_stencil(model, *cell), rel=1e-6
    )


def test_a_covariance_by_pencil() -> None:
    # One correlation length away 1/e of 4² is left.
    assert ErrorModel(4.0, 300.0).covariance_m2(np.array([0.0, 300.0])) == pytest.approx(
        [16.0, 16 / np.e]
    )


def test_equal_errors_give_the_noncentral_chi_square() -> None:
    gradient = np.linspace(0, 1.2, 25)
    sd = np.array([0.034, 0.034])
    told = chance_above(0.6 * gradient, 0.8 * gradient, sd, TAN25)
    assert told == pytest.approx(
        ncx2.sf((TAN25 / sd[0]) ** 2, 2, (gradient / sd[0]) ** 2), abs=1e-9
    )


def test_unequal_errors_agree_with_counting() -> None:
    random = np.random.default_rng(1)
    sd = np.array([0.05, 0.02])
    drawn = random.standard_normal((400_000, 2)) * sd + [0.3, 0.34]
    counted = (np.hypot(*drawn.T) > TAN25).mean()
    (told,) = chance_above(np.array([0.3]), np.array([0.34]), sd, TAN25)
    assert told == pytest.approx(counted, abs=0.004)


def test_unknown_stays_unknown() -> None:
    told = chance_above(np.array([np.nan, 1.0]), np.array([0.0, 0.0]), np.array([0.1, 0.1]), TAN25)
    assert np.isnan(told[0])
    assert told[1] > 0.99


def test_many_cells_are_asked_in_parts() -> None:
    gradient = np.linspace(0, 1, 45_000)
    sd = np.array([0.05, 0.05])
    whole = chance_above(gradient, 0 * gradient, sd, TAN25)
    assert whole[[0, 22_000, 44_999]] == pytest.approx(
        chance_above(gradient[[0, 22_000, 44_999]], np.zeros(3), sd, TAN25)
    )
    assert (np.diff(whole) > -1e-12).all()


@pytest.mark.parametrize("model", MODELS, ids=lambda m: f"{m.shape}-{m.correlation_m:g}")
def test_drawn_fields_have_the_stated_errors(model: ErrorModel) -> None:
    torus = Torus(256, 30.0, 30.0)
    library = ErrorLibrary(model, torus, np.random.default_rng(3))
    sd = gradient_sd(model, torus)
    east, south = library.shelf.real, library.shelf.imag
    assert [east.std(), south.std()] == pytest.approx(sd, rel=0.02)
    # East and south of one cell know nothing of each other.
    assert abs(float((east * south).mean())) < 0.02 * sd[0] * sd[1]
    # Two cells apart the stencils share a column of heights: the covariance by w · C · w again.
    step = np.arange(-1, 2)
    col, row = (a.ravel() for a in np.meshgrid(step, step))
    weights = col * (2 - row**2) / 240
    lag = np.hypot((col[:, None] - col - 2) * 30.0, (row[:, None] - row) * 30.0)
    expected = weights @ model.covariance_m2(lag) @ weights / sd[0] ** 2
    found = float((east * np.roll(east, 2, axis=3)).mean()) / sd[0] ** 2
    assert found == pytest.approx(expected, abs=0.03)


def test_the_same_seed_draws_the_same() -> None:
    torus = Torus(128, 30.0, 30.0)
    one, two = (ErrorLibrary(MODELS[0], torus, np.random.default_rng(5)) for _ in range(2))
    assert (one.shelf == two.shelf).all()
    places = one.origins(1000, np.random.default_rng(1))
    assert (places.min(axis=1) >= 0).all()
    assert (places.max(axis=1) < one.shelf.shape[1:]).all()


def test_a_torus_holds_what_is_read_but_stays_small() -> None:
    assert torus_for(MODELS[0], 30.0, 30.0).size == 512
    # 8 lengths of 300 m at 4 m are 600 cells; a plot of 5000 cells still does not exceed 1024.
    assert torus_for(MODELS[0], 4.0, 4.0).size == 600
    assert torus_for(MODELS[0], 30.0, 30.0, reach_cells=5000).size == 1024


def test_classes_are_drawn_from_one_noise() -> None:
    # A class with a quarter of the power left has half of the other's field, cell by cell.
    torus = Torus(128, 30.0, 30.0)
    random = np.random.default_rng(5)
    quarter = lambda per_metre: np.full_like(per_metre, 0.25)  # noqa: E731
    library = ErrorLibrary(MODELS[0], torus, random, (None, quarter))
    assert np.abs(library.shelf[1] - library.shelf[0] / 2).max() < 1e-6


def test_fields_of_many_classes_stay_small() -> None:
    torus = torus_for(MODELS[0], 1.0, 1.0)
    library = ErrorLibrary(MODELS[0], torus, np.random.default_rng(1), (None,) * 4)
    assert library.shelf.nbytes <= 8 * (8 << 20)
