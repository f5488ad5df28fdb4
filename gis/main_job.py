"""The main job, end to end: project file in; flags, zones, ledger and map out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Timer

from pyproj import CRS

from gis.criteria.check import check_criteria
from gis.criteria.judge import Judge, prepare
from gis.errors import NuongError, Problem
from gis.grid.executor import Crew
from gis.grid.kernels import load_kernels
from gis.layers.borders.drawn import faults_as_drawn
from gis.layers.borders.model import BorderFault
from gis.layers.model import Layers
from gis.layers.read import read_layers
from gis.layers.tiles import SHELF
from gis.ledger.doubts import error_doubts, plot_doubts
from gis.ledger.tally import tally
from gis.maps.results import Results, RunRecord
from gis.memory import give_back
from gis.messages import Lang
from gis.project.layers_model import DemLayer
from gis.project.load import load_project, project_warnings
from gis.project.model import Project
from gis.zones.commune_land import measure_communes
from gis.zones.doubt import doubt_tally
from gis.zones.flag import FlagTally
from gis.zones.forest_lots import forest_lots
from gis.zones.land_ranges import RangeTally
from gis.zones.legal_method import legal_method
from gis.zones.legal_plots import LegalTally
from gis.zones.one_pass import PASS_CELLS, Tally, one_pass
from gis.zones.outline import OutlineTally
from gis.zones.pieces import cut_plots
from gis.zones.site_cells import SiteCells, SiteTally
from gis.zones.slope_land import SlopeTally
from gis.zones.tables import DoubtLand, FeatureTable, LegalLand, PlotLand, SlopeLand, ZoneLand

Step = Callable[[str], None]
STEPS = ("compile", "read", "plots", "evaluate", "flags", "zones", "doubt", "ledger", "write")
ALONE = Crew()
# Kernels kept by an earlier run are loaded well within this; only compiling takes longer.
_LONG_S = 2.0


def silent(step: str) -> None:
    """Say nothing: the default for callers without a terminal."""


def with_kernels(step: Step) -> None:
    """Load the kernels; a first compilation, which takes a while, is told as a step."""
    notice = Timer(_LONG_S, step, ["compile"])
    notice.start()
    try:
        load_kernels()
    finally:
        notice.cancel()


def compute(project_path: Path | str, step: Step = silent, *, crew: Crew = ALONE) -> Results:
    """Everything a run computes, before anything is written.

    Land is judged block by block, so memory does not grow with the DEM; neither block size nor the
    number of workers changes a digit.

    Args:
        project_path: the ``project.toml`` of a planning area.
        step: told the name of each step (one of ``STEPS``) as it begins; ``"compile"`` only when
            compiled code is not at hand, from another thread.
        crew: who works on the blocks: threads, processes or a cluster's; as many threads as this
            machine has cores when not given.

    Returns:
        The results, with every warning met on the way. Unknown land has its own hectares in them.

    Raises:
        NuongError: the project or its layers have errors; all of them are in it.
    """
    path = Path(project_path)
    project = load_project(path)
    with_kernels(step)
    step("read")
    layers, warnings = read_layers(project, path.parent)
    give_back()
    step("plots")
    plots = cut_plots(project, layers)
    give_back()
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        hands = crew if crew.executor else Crew(threads)
        land = _survey(project, layers, plots, step, hands, threads)
    SHELF.clear()
    give_back()
    step("ledger")
    ledger = tally(project, layers, plots, land.flags, land.zones, land.slopes, land.legal)
    told = (*plot_doubts(plots), *error_doubts(land.doubt))
    problems = (*project_warnings(project), *warnings, *told)
    parts = (plots, land.flags, land.doubt, land.zones, ledger, problems)
    lots = forest_lots(layers)
    return Results(project, layers, *parts, legal=land.legal, lots=lots, cells=land.cells)


@dataclass(frozen=True)
class _Land:
    """What one pass over the land tells."""

    flags: FeatureTable
    slopes: SlopeLand
    zones: ZoneLand
    doubt: DoubtLand
    legal: LegalLand
    cells: SiteCells


def _survey(
    project: Project, layers: Layers, plots: PlotLand, step: Step, crew: Crew, threads: Executor
) -> _Land:
    step("evaluate")
    judge = prepare(project, layers)
    communes = measure_communes(layers, judge.grid)
    flags = FlagTally(project, plots, judge.grid)
    slopes = SlopeTally(project, layers, plots, judge.grid, communes)
    zones = OutlineTally(project, layers, judge.grid, communes, judge.law)
    doubt = doubt_tally(project, layers, plots)
    ranges = RangeTally(project, communes, judge.grid, doubt.known)
    legal = LegalTally(project, plots, judge.grid, judge.law)
    site = SiteTally(project, judge, zones.around)
    tallies: list[Tally] = [flags, slopes, zones, doubt, ranges, legal, site]
    cells = PASS_CELLS * crew.times
    one_pass(judge, tallies, crew.executor, block_cells=cells, in_flight=crew.in_flight)
    SHELF.clear()
    give_back()
    step("flags")
    table = flags.table()
    compared = _flags_on_other_dem(project, layers, plots, crew)
    step("zones")
    outlined = zones.zones()
    step("doubt")
    by_class, doubted = slopes.land(), doubt.doubt(table, compared, threads)
    method = {**doubted.method, "land": ranges.method()}
    doubted = replace(doubted, ranges=ranges.table(by_class, outlined), method=method)
    said = legal.land(legal_method(project, layers))
    return _Land(table, by_class, outlined, doubted, said, site.cells(outlined))


def _flags_on_other_dem(
    project: Project, layers: Layers, plots: PlotLand, crew: Crew
) -> FeatureTable | None:
    """The same plots judged on the DEM declared to compare with; None when there is none."""
    for name, spec in project.layers.items():
        if isinstance(spec, DemLayer) and spec.compare:
            judge = prepare(project, replace(layers, dem=layers.rasters[name]))
            flags = FlagTally(project, plots, judge.grid)
            one_pass(judge, [flags], crew.executor, in_flight=crew.in_flight)
            return flags.table()
    return None


def run(
    project_path: Path | str,
    out: Path | str | None = None,
    lang: Lang = "vi",
    *,
    tiles: bool = False,
    rasters: Iterable[str] = (),
    step: Step = silent,
    crew: Crew = ALONE,
) -> RunRecord:
    """Compute and publish: the folder appears whole or not at all.

    Args:
        project_path: the ``project.toml`` of a planning area.
        out: folder of the products; ``maps/<area id>`` under the current folder when not given.
        lang: language of the products.
        tiles: also offer online map tiles on the page (the only thing that asks the network).
        rasters: also write some of ``slope, classes, aspect`` as cloud-optimised GeoTIFFs.
        step: told the name of each step as it begins.
        crew: who works on the blocks, see :func:`compute`.

    Returns:
        What was written, with sizes and digests.

    Raises:
        NuongError: errors in the input, a sum that does not close, or a folder that cannot be
            written. Nothing is left under the final name then.
    """
    from gis.maps.rasters import asked_rasters

    asked = asked_rasters(rasters)
    results = compute(project_path, step, crew=crew)
    return publish(results, out, lang, tiles=tiles, rasters=asked, step=step)


def publish(
    results: Results,
    out: Path | str | None = None,
    lang: Lang = "vi",
    *,
    tiles: bool = False,
    rasters: Iterable[str] = (),
    step: Step = silent,
) -> RunRecord:
    """Write the products of results already computed; see :func:`run`."""
    # What draws the page takes half a second to load, which those who compute alone need not wait.
    from gis.maps.publish import write_outputs

    step("write")
    give_back()
    folder = Path(out) if out else Path("maps") / results.project.area.id
    return write_outputs(results, folder, lang, tiles=tiles, rasters=rasters)


def ground(project_path: Path | str, step: Step = silent) -> tuple[Project, Layers, Judge]:
    """Project, layers and criteria made ready: what a question about one place needs.

    Raises:
        NuongError: the project or its layers have errors.
    """
    project, layers = read_ground(project_path, step)
    step("evaluate")
    return project, layers, prepare(project, layers)


def read_ground(project_path: Path | str, step: Step = silent) -> tuple[Project, Layers]:
    """Project and layers, with the kernels loaded that questions about places need.

    Raises:
        NuongError: the project or its layers have errors.
    """
    path = Path(project_path)
    project = load_project(path)
    with_kernels(step)
    step("read")
    return project, read_layers(project, path.parent)[0]


def read_plots(
    project_path: Path | str, step: Step = silent
) -> tuple[Project, Layers, PlotLand, tuple[Problem, ...]]:
    """Project, layers and plots cut by commune, with the warnings: what holdings need, no slope.

    Raises:
        NuongError: the project or its layers have errors.
    """
    path = Path(project_path)
    project = load_project(path)
    step("read")
    layers, warnings = read_layers(project, path.parent)
    step("plots")
    return project, layers, cut_plots(project, layers), (*project_warnings(project), *warnings)


def check_project(project_path: Path | str) -> list[Problem]:
    """Every fault and doubt of a project and its layers, without computing anything.

    Args:
        project_path: the ``project.toml`` of a planning area.

    Returns:
        Errors and warnings together; empty when there is nothing to say.
    """
    path = Path(project_path)
    try:
        project = load_project(path)
        warnings = project_warnings(project)
        layers, remarks = read_layers(project, path.parent)
        return [*warnings, *remarks, *check_criteria(project, layers)]
    except NuongError as faults:
        return list(faults.problems)


def commune_faults(project_path: Path | str) -> tuple[tuple[BorderFault, ...], CRS | None]:
    """Where the outlines of a project's communes do not fit each other.

    Args:
        project_path: the ``project.toml`` of a planning area.

    Returns:
        As :func:`gis.layers.borders.drawn.faults_as_drawn`.

    Raises:
        NuongError: the project file has errors.
    """
    path = Path(project_path)
    return faults_as_drawn(load_project(path), path.parent)
