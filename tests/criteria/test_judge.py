"""Blocks of any size and place say of every cell what the whole grid says, to the last bit."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import pairwise
from multiprocessing import get_context

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Transformer
from shapely.geometry import LineString, Polygon, box

from gis.criteria.burn import NUDGE_CELLS, laid_on
from gis.criteria.evaluate import evaluate
from gis.criteria.judge import Judge, prepare
from gis.criteria.model import Evaluation
from gis.grid.blocks import Block, blocks_of
from gis.grid.coverage import in_cells
from gis.grid.grid import Grid
from gis.grid.terrain import terrain_of
from gis.layers.model import Layers
from tests.criteria.test_evaluate import project
from tests.land import NORTH, VN2000, WEST, communes, layers, raster, square, vector

ROWS, COLS = 37, 45
CRITERIA = {
    "steep": {"test": "slope", "above_deg": 25.0},
    "high": {"test": "elevation", "from_m": 1000.0, "to_m": 1100.0},
    "closed": {"test": "canopy_cover", "from_share": 0.5},
    "near": {"test": "distance", "layer": "streams", "within_m": 95.0},
    "far": {"test": "distance", "layer": "forest", "beyond_m": 40.0},
    "cover": {"test": "code", "layer": "cover", "any_of": (1,)},
    "natural": {"test": "code", "layer": "forest", "column": "ldlr", "any_of": (1,)},
    "complete": {"test": "code", "layer": "forest", "column": "ldlr", "any_of": (2,),
                 "outside": "no"},
    "strict": {"test": "inside", "layer": "zones", "where": {"loai": ("a",)}},
    "free": {"test": "outside", "layer": "zones"},
    "all": {"test": "all_of", "criteria": ("steep", "natural")},
    "any": {"test": "any_of", "criteria": ("near", "closed")},
}  # fmt: skip
# The DEM's CRS, and that of the rasters with their cell over the DEM's.
CASES = [
    (VN2000, VN2000, 1.0), (VN2000, VN2000, 0.7), (VN2000, VN2000, 1.9),
    (VN2000, "EPSG:4326", 0.4), (VN2000, "EPSG:32648", 2.3),
    ("EPSG:4326", VN2000, 0.35), ("EPSG:4326", "EPSG:4326", 0.5), ("EPSG:3857", VN2000, 1.2),
]  # fmt: skip


def place(crs: str) -> Affine:
    """The origin in a CRS, cells of about 30 m."""
    x, y = Transformer.from_crs(VN2000, crs, always_xy=True).transform(WEST, NORTH)
    cell = 1 / 3600 if crs == "EPSG:4326" else 30
    return Affine(cell, 0, x, 0, -cell, y)


def sampled(name: str, kind: str, rng: np.random.Generator, crs: str, finer: float) -> object:
    """A raster of random cells with voids, over all but the grid's north-western corner."""
    whole = place(crs) @ Affine.translation(5, 4) @ Affine.scale(finer)
    shape = (int((ROWS - 6) / finer), int((COLS - 7) / finer))
    known = rng.uniform(size=shape) > 0.3
    values = rng.integers(0, 3, shape) if kind == "codes" else rng.uniform(size=shape)
    return raster(name, values, kind=kind, known=known, crs=crs, transform=whole)


def land(seed: int, crs: str = VN2000, other: str = VN2000, finer: float = 0.7) -> Layers:
    """Random heights with voids, rasters, and polygons whose borders run along cell centres."""
    rng = np.random.default_rng(seed)
    z = 1000 + 30 * rng.normal(size=(ROWS, COLS)).cumsum(0).cumsum(1) / 10
    z[rng.integers(0, ROWS, 3), rng.integers(0, COLS, 3)] = np.nan
    # corners on multiples of 15 m: every border runs along edges or centres of 30 m cells
    cuts = np.sort(rng.choice(np.arange(-4, 80), 6, replace=False)) * 15
    forest = [
        square(float(x0), float(y0), 1).union(box(WEST + x0, NORTH - y1, WEST + x1, NORTH - y0))
        for x0, x1 in pairwise(cuts)
        for y0, y1 in pairwise(cuts)
    ]
    # a side at 45° passes through corners and centres, as the nudge does
    corners = [(90, 0), (690 + 15 * cuts[0], 600), (90, 1080)]
    leaning = [Polygon([(WEST + x, NORTH - y) for x, y in corners])]
    walk = np.column_stack(
        [WEST + rng.integers(-9, 99, 5) * 15, NORTH - rng.integers(-9, 99, 5) * 15]
    )
    return layers(
        raster("dem", z, crs=crs, transform=place(crs)),
        communes(square(0, 0, 1500)),
        sampled("canopy", "canopy", rng, other, finer),
        sampled("cover", "codes", rng, other, finer),
        vector("forest", "forest", forest, ldlr=rng.choice([1.0, 2.0, np.nan], len(forest))),
        vector("polygons", "zones", [*leaning, None, forest[7]], loai=["a", "a", None]),
        vector("lines", "streams", [LineString(walk)]),
    )


def same(part: Evaluation, whole: Evaluation, block: Block) -> None:
    """Every array of a block is the whole's, bit for bit; what is unknown may hold anything."""
    here = np.s_[block.row : block.row + block.height, block.col : block.col + block.width]
    pairs = [(m.holds, whole.masks[n].holds, None) for n, m in part.masks.items()]
    pairs += [(m.known, whole.masks[n].known, None) for n, m in part.masks.items()]
    for name, found in part.rasters.items():
        pairs.append((found.known, whole.rasters[name].known, None))
        pairs.append((found.values, whole.rasters[name].values, found.known))
    for kind in ("elevation", "slope"):
        values, known = ("_m", "_deg")[kind == "slope"], f"{kind}_known"
        seen = getattr(part.terrain, known)
        pairs.append((seen, getattr(whole.terrain, known), None))
        pairs.append(
            (getattr(part.terrain, kind + values), getattr(whole.terrain, kind + values), seen)
        )
    for found, expected, seen in pairs:
        assert found.shape == (block.height, block.width)
        at = np.s_[:] if seen is None else seen
        assert found[at].tobytes() == np.ascontiguousarray(expected[here])[at].tobytes()


def judged(seed: int, *case: object) -> tuple[Judge, Evaluation]:
    there = land(seed, *case)
    return prepare(project(**CRITERIA), there), evaluate(project(**CRITERIA), there)


@pytest.mark.parametrize("case", CASES, ids=str)
@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 999), corner=st.tuples(st.integers(0, 36), st.integers(0, 44)),
       size=st.tuples(st.integers(1, 37), st.integers(1, 45)))  # fmt: skip
def test_any_block_says_what_the_whole_says(case, seed, corner, size):
    judge, whole = judged(seed, *case)
    block = Block(*corner, min(size[0], ROWS - corner[0]), min(size[1], COLS - corner[1]))
    same(judge(block), whole, block)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_blocks_of_every_size_in_any_order_by_any_worker(case):
    judge, whole = judged(3, *case)
    for cells in (1, 60, 10_000):
        blocks = list(blocks_of((ROWS, COLS), (1, 1), cells))[::-1][:25]
        with ThreadPoolExecutor(3) as pool:
            for block, part in zip(blocks, pool.map(judge, blocks), strict=True):
                same(part, whole, block)


def test_a_judge_can_be_sent_to_another_process():
    judge, whole = judged(4, "EPSG:4326", VN2000, 0.35)
    blocks = list(blocks_of((ROWS, COLS), (8, 8), 300))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        for block, part in zip(blocks, pool.map(judge, blocks), strict=True):
            same(part, whole, block)


def test_the_random_land_has_all_three_answers():
    """Or the tests above compare nothing with nothing."""
    for case in CASES:
        _, whole = judged(3, *case)
        for name, mask in whole.masks.items():
            assert mask.holds.any(), (case, name)
            assert mask.no.any(), (case, name)
            always = name in {"near", "far", "cover"}
            assert always or mask.unknown.any() or name in {"strict", "free", "any", "complete"}


def test_slope_is_that_of_the_whole_dem():
    there = land(5, "EPSG:4326")
    judge = prepare(project(), there)
    whole = terrain_of(there.dem)
    part = judge(Block(10, 12, 9, 7)).terrain
    assert part.slope_deg.tobytes() == np.ascontiguousarray(whole.slope_deg[10:19, 12:19]).tobytes()
    assert part.grid == judge.grid.window(Block(10, 12, 9, 7))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-4, 24), st.integers(-4, 24)), min_size=3, max_size=7))
def test_cells_by_their_centres_as_geometry_has_it(corners):
    """Corners on edges and centres of cells; a border through a centre is settled by the nudge,
    or, where it runs along the nudge, for one side only.
    """
    grid = Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), (10, 10))
    shape = Polygon([(WEST + 15 * x, NORTH - 15 * y) for x, y in corners])
    if not shape.is_valid or not shape.area:
        return
    rest = box(WEST - 300, NORTH - 600, WEST + 600, NORTH + 300).difference(shape)
    laid = laid_on(gpd.GeoSeries([shape, rest], crs=VN2000), grid)
    inside, outside = (laid.holds(np.array([n]), grid.whole) for n in (0, 1))
    rows, cols = (i.ravel() + 0.5 + NUDGE_CELLS for i in np.indices(grid.shape))
    drawn = shapely.transform(shape, lambda xy: in_cells(xy, grid) * (1, -1))
    centres = shapely.points(cols, rows)
    sure = shapely.distance(shapely.boundary(drawn), centres) > 1e-9
    expected = shapely.contains(drawn, centres)
    assert (inside.ravel() == expected)[sure].all()
    assert (inside ^ outside).all()
