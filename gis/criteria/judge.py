"""Every declared criterion made ready once, then answered for any block of the DEM's grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from gis.criteria.aligned import Sampler, sampler
from gis.criteria.burn import Laid, laid_on
from gis.criteria.canopy import canopy_mask
from gis.criteria.check import check_criteria, order
from gis.criteria.code import code_of_cells, code_of_polygons
from gis.criteria.distance import nearness
from gis.criteria.elevation import elevation_mask
from gis.criteria.inside import place_of_polygons
from gis.criteria.law_cells import LawOfCells, law_of_cells
from gis.criteria.mask import Mask, all_of, any_of
from gis.criteria.model import Aligned, Evaluation
from gis.criteria.slope import slope_mask
from gis.errors import raise_errors
from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.grid.shapes import cell_size_m, shapes_on
from gis.grid.terrain import Ground, Terrain, ground_of
from gis.layers.model import Layers
from gis.project.criteria_model import (
    CanopyTest,
    CodeTest,
    CombinedTest,
    Criterion,
    DistanceTest,
    ElevationTest,
    LawTest,
    PlaceTest,
    SlopeTest,
)
from gis.project.model import Project

# What a vector layer answers on a block.
Answer = Callable[[Block], Mask]


@dataclass(frozen=True)
class Judge:
    """Criteria made ready: features on the grid, search trees built. Threads may share it, and it
    can be sent to other processes.

    Args:
        ground: the DEM.
        samplers: every raster layer but DEMs, by name.
        criteria: what is asked, by name, each after all that it combines.
        answers: of the criteria asked of a vector layer, by name of the criterion.
        declared: names of the criteria in the order of the project.
        unit: rows and columns of the DEM stored together.
        law: what the law says of cells; None where nothing is asked that it speaks of.
    """

    ground: Ground
    samplers: Mapping[str, Sampler]
    criteria: Mapping[str, Criterion]
    answers: Mapping[str, Answer]
    declared: tuple[str, ...]
    unit: tuple[int, int]
    law: LawOfCells | None = None

    @property
    def grid(self) -> Grid:
        """The DEM's own grid."""
        return self.ground.grid

    def __call__(self, block: Block) -> Evaluation:
        """Terrain, rasters and masks of a block, on the block's own part of the grid.

        Args:
            block: cells of the grid; what is asked of a cell is answered alike in every block.
        """
        terrain = self.ground(block)
        rasters = {name: sample(block) for name, sample in self.samplers.items()}
        said = self.law(block, terrain) if self.law else None
        masks: dict[str, Mask] = {}
        for name, test in self.criteria.items():
            answer = self.answers.get(name)
            if isinstance(test, LawTest) and self.law is not None and said is not None:
                masks[name] = self.law.is_any_of(said, test.any_of)
            else:
                masks[name] = answer(block) if answer else _answer(test, terrain, rasters, masks)
        asked = {n: masks[n] for n in self.declared}
        return Evaluation(terrain.grid, terrain, rasters, asked, said)


def prepare(project: Project, layers: Layers) -> Judge:
    """Make the declared criteria ready to be answered block by block.

    Args:
        project: its criteria, in any order.
        layers: read and checked; the analysis grid is the DEM's own.

    Returns:
        The judge. Its ``rasters`` hold every raster layer but DEMs. What a layer does not say
        about a cell is unknown in the mask, never no.

    Raises:
        NuongError: criteria that cannot be asked of these layers, all of them together; or a
            feature without a place in the CRS of the grid.
    """
    raise_errors(check_criteria(project, layers))
    ground = ground_of(layers.dem)
    rasters = {n: r for n, r in layers.rasters.items() if r.spec.kind != "dem"}
    criteria = {name: project.criteria[name] for name in order(project)}
    return Judge(
        ground,
        {name: sampler(raster, ground.grid) for name, raster in rasters.items()},
        criteria,
        _of_vectors(criteria, layers, ground.grid),
        tuple(project.criteria),
        layers.dem.unit,
        law_of_cells(project, layers, ground.grid),
    )


def _of_vectors(criteria: Mapping[str, Criterion], layers: Layers, grid: Grid) -> dict[str, Answer]:
    @cache
    def laid(layer: str) -> Laid:
        return laid_on(layers.vectors[layer].frame.geometry, grid)

    ready: dict[str, Answer] = {}
    for name, test in criteria.items():
        match test:
            case CodeTest() if test.layer in layers.vectors:
                column = layers.vectors[test.layer].frame[test.column]
                ready[name] = code_of_polygons(test, column, laid(test.layer))
            case PlaceTest():
                frame = layers.vectors[test.layer].frame
                ready[name] = place_of_polygons(test, frame, laid(test.layer))
            case DistanceTest():
                shapes = layers.vectors[test.layer].frame.geometry
                features = shapes_on(shapes, layers.project_crs, cell_size_m(grid))
                ready[name] = nearness(test, features, grid)
    return ready


def _answer(
    test: Criterion, terrain: Terrain, rasters: Mapping[str, Aligned], masks: Mapping[str, Mask]
) -> Mask:
    """The mask of a criterion that asks no vector layer; ``masks`` holds those it may combine."""
    match test:
        case SlopeTest():
            return slope_mask(test, terrain)
        case ElevationTest():
            return elevation_mask(test, terrain)
        case CanopyTest():
            return canopy_mask(test, rasters[test.layer])
        case CodeTest():
            return code_of_cells(test, rasters[test.layer])
        case CombinedTest():
            combine = all_of if test.test == "all_of" else any_of
            return combine(masks[name] for name in test.criteria)
        case _:
            raise TypeError(test)
