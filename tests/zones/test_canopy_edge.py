"""Where a surface model meets a forest's edge."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gis.criteria.model import Aligned
from gis.zones.canopy_edge import edge_of
from tests import land
from tests.zones.test_doubt import dem, doubted, one


def test_cells_beside_the_edge_are_suspect() -> None:
    # Forest in columns 0-2 of 6: the windows of columns 2 and 3 hold both.
    canopy = np.where(np.arange(6) < 3, 0.8, 0.1) * np.ones((4, 1))
    edge = edge_of(Aligned(canopy, np.ones(canopy.shape, bool)), 0.5)
    assert edge.holds.tolist() == [[False, False, True, True, False, False]] * 4
    assert edge.known.all()


def test_unknown_canopy_leaves_it_open_unless_both_are_seen() -> None:
    canopy = np.array([[0.8, 0.1, 0.1, 0.1, 0.1]])
    known = np.array([[True, True, True, False, True]])
    edge = edge_of(Aligned(canopy, known), 0.5)
    assert edge.holds.tolist() == [[True, True, False, False, False]]
    # Columns 2-4 touch the unknown cell and have seen no forest.
    assert edge.known.tolist() == [[True, True, False, False, False]]


def canopy_layer():
    # Forest west of x = 600 m (column 20): columns 19 and 20 are edge, 60 m.
    values = np.where(np.arange(60) < 20, 0.8, 0.1) * np.ones((60, 1))
    return land.raster("canopy", values, kind="canopy")


@pytest.mark.parametrize(
    ("surface", "suspect_ha"), [("surface", 0.6), ("bare_earth", 0.0), ("unknown", np.nan)]
)
def test_only_a_surface_model_is_suspect(surface: str, suspect_ha: float) -> None:
    # The plot is 100 m x 100 m around x = 600 m: 60 m of its width lie on the edge, 0.6 ha.
    ground = dem(15.0, surface=surface)
    found = doubted(ground, land.square(550, 600, 100), extra=[canopy_layer()])
    assert one(found)["suspect_ha"] == pytest.approx(suspect_ha, nan_ok=True)
    assert found.totals["suspect_ha"].iloc[-1] == pytest.approx(suspect_ha, nan_ok=True)


def test_without_canopy_nothing_is_known_of_edges() -> None:
    ground = replace(dem(15.0, surface="surface"))
    assert np.isnan(one(doubted(ground, land.square(550, 600, 100)))["suspect_ha"])


def test_where_forest_begins_is_a_setting() -> None:
    found = doubted(
        dem(15.0, surface="surface"), land.square(550, 600, 100),
        extra=[canopy_layer()], doubt={"canopy_share": 0.9},
    )  # fmt: skip
    assert one(found)["suspect_ha"] == 0.0
