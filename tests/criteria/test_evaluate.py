"""All criteria of a little project, and every fault of one that cannot be evaluated."""

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from affine import Affine
from pydantic import TypeAdapter
from shapely.geometry import LineString

from gis.criteria.check import check_criteria
from gis.criteria.evaluate import evaluate
from gis.errors import NuongError, Problem
from gis.layers.model import Layers
from gis.messages import catalogue
from gis.project.criteria_model import Criterion
from gis.project.model import Area, Project
from tests.land import NORTH, WEST, communes, layers, plane, raster, square, vector

SHAPE = (10, 12)
CRITERION: TypeAdapter = TypeAdapter(Criterion)


def project(**criteria: dict) -> Project:
    area = Area(
        id="a", title={"vi": "A"}, crs="EPSG:9205", communes_as_of=date(2025, 6, 30)
    )  # fmt: skip
    asked = {name: CRITERION.validate_python(test) for name, test in criteria.items()}
    return Project(format=1, area=area, layers={}, criteria=asked)


def land() -> Layers:
    """A 30° plane facing east with a void in its corner, all other layers over its west half."""
    z = plane(30, 90, SHAPE)
    z[0, 0] = np.nan
    canopy = np.full(SHAPE, 0.8)
    canopy[:, 6:] = np.nan
    return layers(
        raster("dem", z),
        communes(square(0, 0, 360)),
        raster("canopy", canopy, kind="canopy"),
        raster("cover", np.where(np.arange(12) < 3, 0, 42) + np.zeros(SHAPE, int), kind="codes"),
        vector("forest", "forest", [square(0, 0, 180)], ldlr=pd.array([0], dtype="Int64")),
        vector("lines", "streams", [LineString([(WEST, NORTH - 600), (WEST, NORTH)])]),
        vector("polygons", "subzones", [square(0, 0, 90)], loai=["strict"]),
    )


EVERYTHING = {
    "all": {"test": "all_of", "criteria": ("steep", "any")},
    "any": {"test": "any_of", "criteria": ("natural", "bare", "high")},
    "steep": {"test": "slope", "above_deg": 25.0},
    "high": {"test": "elevation", "from_m": 1900.0},
    "closed": {"test": "canopy_cover", "from_share": 0.7},
    "natural": {"test": "code", "layer": "forest", "column": "ldlr", "any_of": (0,)},
    "bare": {"test": "code", "layer": "cover", "any_of": (0,)},
    "near": {"test": "distance", "layer": "streams", "within_m": 45.0},
    "strict": {"test": "inside", "layer": "subzones", "where": {"loai": ("strict",)}},
    "free": {"test": "outside", "layer": "subzones"},
}


def test_every_test_is_answered_in_the_order_declared():
    found = evaluate(project(**EVERYTHING), land())
    assert list(found.masks) == list(EVERYTHING)
    assert list(found.rasters) == ["canopy", "cover"]
    assert found.grid.shape == SHAPE
    holds = {name: int(mask.holds.sum()) for name, mask in found.masks.items()}
    unknown = {name: int(mask.unknown.sum()) for name, mask in found.masks.items()}
    # inner cells 8 × 10 less the one beside the void
    assert (holds["steep"], unknown["steep"]) == (79, 120 - 79)
    # 2000 − tan 30° · (30·col + 15) ≥ 1900: col 0 … 5 (centres to 165 m lose 95 m), less the void
    assert (holds["high"], unknown["high"]) == (59, 1)
    assert (holds["closed"], unknown["closed"]) == (60, 60)
    # the forest is 6 × 6 cells
    assert (holds["natural"], unknown["natural"]) == (36, 120 - 36)
    assert (holds["bare"], unknown["bare"]) == (30, 0)
    # columns 0 and 1: centres 15 and 45 m from the stream
    assert (holds["near"], unknown["near"]) == (20, 0)
    assert (holds["strict"], holds["free"]) == (9, 120 - 9)


def test_combined_criteria_are_kleene_of_their_parts():
    m = evaluate(project(**EVERYTHING), land()).masks
    either = m["natural"] | m["bare"] | m["high"]
    np.testing.assert_array_equal(m["any"].holds, either.holds)
    np.testing.assert_array_equal(m["any"].known, either.known)
    both = m["steep"] & either
    np.testing.assert_array_equal(m["all"].holds, both.holds)
    np.testing.assert_array_equal(m["all"].known, both.known)


def test_layers_in_longitude_latitude_give_the_same_answers():
    here = land()
    moved = {
        name: vector(
            layer.spec.kind,
            name,
            layer.frame.to_crs(4326).geometry.tolist(),
            crs="EPSG:4326",
            **{c: layer.frame[c] for c in layer.frame.columns if c != "geometry"},
        )
        for name, layer in here.vectors.items()
    }
    there = Layers(here.project_crs, moved["communes"], here.dem, moved, here.rasters)
    a, b = evaluate(project(**EVERYTHING), here).masks, evaluate(project(**EVERYTHING), there).masks
    for name in set(EVERYTHING) - {"near"}:
        np.testing.assert_array_equal(a[name].holds, b[name].holds)
        np.testing.assert_array_equal(a[name].known, b[name].known)


def test_a_project_without_criteria_still_has_terrain():
    found = evaluate(project(), land())
    assert found.masks == {}
    assert found.terrain.slope_known.any()


FAULTY = {
    "a": {"test": "all_of", "criteria": ("b", "stepe")},
    "b": {"test": "any_of", "criteria": ("a", "steep")},
    "self": {"test": "any_of", "criteria": ("self", "steep")},
    "steep": {"test": "slope", "above_deg": 25.0},
    "no_layer": {"test": "distance", "layer": "stream", "within_m": 10.0},
    "no_column": {"test": "code", "layer": "forest", "any_of": (1,)},
    "wrong_column": {"test": "code", "layer": "forest", "column": "ldrl", "any_of": (1,)},
    "wrong_where": {"test": "inside", "layer": "subzones", "where": {"kind": ("x",)}},
    "wrong_kind": {"test": "canopy_cover", "layer": "cover", "to_share": 0.3},
    "no_number": {"test": "code", "layer": "cover", "any_of": ("TXB", 41)},
    "lines": {"test": "inside", "layer": "streams"},
    "on_dem": {"test": "code", "layer": "dem", "any_of": (1,)},
}


def test_every_fault_is_told_at_once():
    with pytest.raises(NuongError) as caught:
        evaluate(project(**FAULTY), land())
    assert sorted((said(p, "criterion"), p.code) for p in caught.value.problems) == [
        ("a", "criteria.circular"),
        ("a", "criteria.part_unknown"),
        ("b", "criteria.circular"),
        ("lines", "criteria.layer_kind"),
        ("no_column", "criteria.column_needed"),
        ("no_layer", "criteria.layer_missing"),
        ("no_number", "criteria.code_not_whole"),
        ("on_dem", "criteria.layer_kind"),
        ("self", "criteria.circular"),
        ("wrong_column", "criteria.column_missing"),
        ("wrong_kind", "criteria.layer_kind"),
        ("wrong_where", "criteria.column_missing"),
    ]


def test_near_misses_are_offered():
    offering = ("part_unknown", "layer_missing", "column_missing")
    told = [p for p in problems() if p.code.removeprefix("criteria.") in offering]
    likes = {said(p, "criterion"): said(p, "like") for p in told}
    assert likes["a"] == "steep"
    assert likes["no_layer"] == "streams"
    assert likes["wrong_column"] == "ldlr"


def said(problem: Problem, key: str) -> str:
    return str(dict(problem.values)[key])


def problems() -> list[Problem]:
    return check_criteria(project(**FAULTY), land())


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_problem_reads_whole(lang):
    for problem in problems():
        parts = [problem.part(p, lang) for p in ("must", "found", "try")]
        assert all(parts)
        assert not re.search(r"[{}]", " ".join(parts))


def test_every_text_of_the_stage_is_used():
    told = {p.code for p in problems()}
    assert told == {code for code in catalogue() if code.startswith("criteria.")}


def test_a_good_project_has_no_problem():
    assert check_criteria(project(**EVERYTHING), land()) == []


def test_a_dem_in_degrees_carries_metric_criteria():
    """One cell of 1" is 30.8 m by 28.6 m here; the answers live on the DEM's own grid."""
    second = 1 / 3600
    t = Affine(second, 0, 103.0, 0, -second, 22.6)
    z = np.full((12, 14), 1500.0)
    here = land()
    dem = raster("dem", z, crs="EPSG:4326", transform=t)
    there = Layers(here.project_crs, here.communes, dem, here.vectors, {"dem": dem})
    asked = {k: v for k, v in EVERYTHING.items() if k in ("steep", "near", "free")}
    found = evaluate(project(**asked), there)
    assert found.grid.crs == dem.crs
    assert found.masks["steep"].no.sum() == 10 * 12
    assert all(mask.holds.shape == z.shape for mask in found.masks.values())
