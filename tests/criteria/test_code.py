"""Codes of polygons and of rasters: 0 is a code, empty is unknown, nothing overwrites."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from affine import Affine
from pyproj import CRS

from gis.criteria.burn import laid_on
from gis.criteria.code import code_of_cells, code_of_polygons
from gis.criteria.inside import place_of_polygons
from gis.criteria.listed import listed
from gis.criteria.mask import Mask
from gis.criteria.model import Aligned
from gis.grid.grid import Grid
from gis.project.criteria_model import CodeTest, PlaceTest
from tests.land import NORTH, VN2000, WEST, square, vector

GRID = Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), (4, 4))


def drawn(mask: Mask) -> list[str]:
    """One character per cell: y, n or ?"""
    text = np.where(mask.holds, "y", np.where(mask.known, "n", "?"))
    return ["".join(row) for row in text]


def by_code(test: CodeTest, frame: gpd.GeoDataFrame, grid: Grid = GRID) -> Mask:
    return code_of_polygons(test, frame["ma"], laid_on(frame.geometry, grid))(grid.whole)


def by_place(test: PlaceTest, frame: gpd.GeoDataFrame) -> Mask:
    return place_of_polygons(test, frame, laid_on(frame.geometry, GRID))(GRID.whole)


def code(any_of: tuple, **more: object) -> CodeTest:
    return CodeTest(test="code", layer="forest", column="ma", any_of=any_of, **more)


@pytest.mark.parametrize(
    ("value", "any_of", "answer"),
    [
        (1, (1,), "y"), (1, ("1",), "y"), ("1", (1,), "y"), (1.0, (1,), "y"), (1.5, (1,), "n"),
        ("01", (1,), "n"), (0, (0,), "y"), (0, (1,), "n"), (1, (0,), "n"), ("0", (0,), "y"),
        ("TXB", ("TXB", 5), "y"), ("TXB", ("txb",), "n"), (" TXB ", ("TXB",), "y"),
        ("Rư\u0300ng", ("R\u01b0\u0300ng",), "y"),
        (None, (0,), "?"), (np.nan, (0,), "?"), (pd.NA, (0,), "?"), ("", (0,), "?"),
        ("  ", (0,), "?"), (True, ("true",), "y"), (True, (1,), "n"),
    ],
)  # fmt: skip
def test_one_value_against_a_list(value, any_of, answer):
    mask = listed(pd.Series([value, "other"], dtype=object), any_of)
    assert {"y": mask.holds, "n": mask.no, "?": mask.unknown}[answer][0]


def test_a_nullable_integer_column():
    mask = listed(pd.Series([0, 1, None, 1], dtype="Int64"), (1,))
    assert mask.holds.tolist() == [False, True, False, True]
    assert mask.unknown.tolist() == [False, False, True, False]


FOREST = vector(
    "forest",
    "forest",
    # left half 1, upper right 0, lower right without a code
    [square(0, 0, 60), square(0, 60, 60), square(60, 0, 60), square(60, 60, 60)],
    ma=pd.array([1, 1, 0, None], dtype="Int64"),
).frame


def test_codes_of_polygons():
    answer = by_code(code((1,)), FOREST)
    assert drawn(answer) == ["yynn", "yynn", "yy??", "yy??"]


def test_code_zero_is_a_code():
    answer = by_code(code((0,)), FOREST)
    assert drawn(answer) == ["nnyy", "nnyy", "nn??", "nn??"]


def test_land_outside_every_polygon_is_unknown_unless_the_layer_is_complete():
    part = FOREST.iloc[[0, 3]]
    answer = by_code(code((1,)), part)
    assert drawn(answer) == ["yy??", "yy??", "????", "????"]
    complete = by_code(code((1,), outside="no"), part)
    # an empty code inside a polygon stays unknown
    assert drawn(complete) == ["yynn", "yynn", "nn??", "nn??"]


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 0, 2]])
def test_no_polygon_overwrites_another(order):
    """Two overlap with different answers, two with the same: only the first is unknown."""
    frame = vector(
        "forest", "f", [square(0, 0, 90), square(60, 60, 60), square(0, 90, 60)], ma=["1", "2", "1"]
    ).frame.iloc[order]
    answer = by_code(code((1,)), frame)
    assert drawn(answer) == ["yyy?", "yyy?", "yy?n", "yynn"]


def test_land_that_one_polygon_leaves_empty_is_unknown_under_any_other():
    frame = vector("forest", "f", [square(0, 0, 120), square(0, 0, 60)], ma=["1", ""]).frame
    answer = by_code(code((1,)), frame)
    assert drawn(answer) == ["??yy", "??yy", "yyyy", "yyyy"]


def test_a_border_along_cell_centres_leaves_no_gap_and_no_conflict():
    """Both polygons end exactly on a row of centres; each cell belongs to one of them."""
    for first, second in (
        (square(0, -15, 60), square(0, 45, 60)),
        (square(-15, 0, 60), square(45, 0, 60)),
    ):
        frame = vector("forest", "f", [first, second], ma=["1", "2"]).frame
        grid = Grid(GRID.crs, GRID.transform, (2, 2))
        answer = by_code(code((1,)), frame, grid)
        assert answer.known.all()
        assert answer.holds.sum() == 2


def test_empty_and_missing_polygons_hold_nothing():
    frame = vector("forest", "f", [None, square(0, 0, 30)], ma=["1", "1"]).frame
    answer = by_code(code((1,)), frame)
    assert answer.holds.sum() == 1


def test_codes_of_a_raster():
    codes = Aligned(np.array([[0, 41, 42, 0]]), np.array([[True, True, True, False]]))
    for any_of, expected in (((0,), "ynn?"), ((41, "42"), "nyy?"), ((7,), "nnn?")):
        assert drawn(code_of_cells(code(any_of), codes)) == [expected]
    # a void is no answer, also where a polygon layer would be said to be complete
    assert drawn(code_of_cells(code((0,), outside="no"), codes)) == ["ynn?"]


ZONES = vector(
    "polygons",
    "subzones",
    [square(0, 0, 60), square(60, 0, 60), square(0, 60, 60)],
    loai=["strict", "open", None],
    nam=pd.array([2020, 2020, 2020], dtype="Int64"),
).frame


def place(test: str, **where: tuple) -> list[str]:
    asked = PlaceTest(test=test, layer="subzones", where=where)
    return drawn(by_place(asked, ZONES))


def test_inside_and_outside_any_polygon():
    assert place("inside") == ["yyyy", "yyyy", "yynn", "yynn"]
    assert place("outside") == ["nnnn", "nnnn", "nnyy", "nnyy"]


def test_inside_polygons_of_a_kind():
    assert place("inside", loai=("strict",)) == ["yynn", "yynn", "??nn", "??nn"]
    assert place("outside", loai=("strict",)) == ["nnyy", "nnyy", "??yy", "??yy"]


def test_two_columns_must_both_hold():
    assert place("inside", loai=("strict",), nam=(2020,)) == ["yynn", "yynn", "??nn", "??nn"]
    # the year is known not to hold, so the empty kind does not matter
    assert place("inside", loai=("strict",), nam=(1999,)) == ["nnnn"] * 4


def test_surely_inside_one_polygon_is_inside():
    """A polygon without a kind lies over a strict one: the land is strict either way."""
    frame = vector(
        "polygons", "s", [square(0, 0, 60), square(0, 0, 120)], loai=["strict", ""]
    ).frame
    asked = PlaceTest(test="inside", layer="s", where={"loai": ("strict",)})
    answer = by_place(asked, frame)
    assert drawn(answer) == ["yy??", "yy??", "????", "????"]
