"""The main job, end to end: project file in; flags, zones, ledger and map out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gis.criteria.evaluate import evaluate
from gis.criteria.model import Evaluation
from gis.errors import NuongError, Problem
from gis.layers.model import Layers
from gis.layers.read import read_layers
from gis.ledger.doubts import error_doubts, plot_doubts
from gis.ledger.tally import tally
from gis.maps.publish import write_outputs
from gis.maps.results import Results, RunRecord
from gis.messages import Lang
from gis.project.layers_model import DemLayer
from gis.project.load import load_project, project_warnings
from gis.project.model import Project
from gis.zones.doubt import doubt_plots
from gis.zones.flag import flag_plots
from gis.zones.outline import outline_zones
from gis.zones.pieces import cut_plots
from gis.zones.tables import FeatureTable, PlotLand

Step = Callable[[str], None]
STEPS = ("read", "evaluate", "plots", "flags", "doubt", "zones", "ledger", "write")


def _silent(step: str) -> None:
    """Say nothing: the default for callers without a terminal."""


def compute(project_path: Path | str, step: Step = _silent) -> Results:
    """Everything a run computes, before anything is written.

    Args:
        project_path: the ``project.toml`` of a planning area.
        step: told the name of each step (one of ``STEPS``) as it begins.

    Returns:
        The results, with every warning met on the way. Unknown land has its own hectares in them.

    Raises:
        NuongError: the project or its layers have errors; all of them are in it.
    """
    path = Path(project_path)
    project = load_project(path)
    step("read")
    layers, warnings = read_layers(project, path.parent)
    step("evaluate")
    evaluation = evaluate(project, layers)
    step("plots")
    plots = cut_plots(project, layers)
    step("flags")
    flags = flag_plots(project, evaluation, plots)
    step("doubt")
    compared = _flags_on_other_dem(project, layers, plots)
    doubt = doubt_plots(project, layers, evaluation, plots, flags, compared)
    step("zones")
    zones = outline_zones(project, layers, evaluation)
    step("ledger")
    ledger = tally(project, layers, plots, flags, zones)
    told = (*plot_doubts(plots), *error_doubts(doubt))
    problems = (*project_warnings(project), *warnings, *told)
    return Results(project, layers, evaluation, plots, flags, doubt, zones, ledger, problems)


def _flags_on_other_dem(project: Project, layers: Layers, plots: PlotLand) -> FeatureTable | None:
    """The same plots judged on the DEM declared to compare with; None when there is none."""
    for name, spec in project.layers.items():
        if isinstance(spec, DemLayer) and spec.compare:
            other = replace(layers, dem=layers.rasters[name])
            return flag_plots(project, evaluate(project, other), plots)
    return None


def run(
    project_path: Path | str,
    out: Path | str | None = None,
    lang: Lang = "vi",
    *,
    tiles: bool = False,
    step: Step = _silent,
) -> RunRecord:
    """Compute and publish: the folder appears whole or not at all.

    Args:
        project_path: the ``project.toml`` of a planning area.
        out: folder of the products; ``maps/<area id>`` under the current folder when not given.
        lang: language of the products.
        tiles: also offer online map tiles on the page (the only thing that asks the network).
        step: told the name of each step as it begins.

    Returns:
        What was written, with sizes and digests.

    Raises:
        NuongError: errors in the input, a sum that does not close, or a folder that cannot be
            written. Nothing is left under the final name then.
    """
    return publish(compute(project_path, step), out, lang, tiles=tiles, step=step)


def publish(
    results: Results,
    out: Path | str | None = None,
    lang: Lang = "vi",
    *,
    tiles: bool = False,
    step: Step = _silent,
) -> RunRecord:
    """Write the products of results already computed; see :func:`run`."""
    step("write")
    folder = Path(out) if out else Path("maps") / results.project.area.id
    return write_outputs(results, folder, lang, tiles=tiles)


def ground(project_path: Path | str, step: Step = _silent) -> tuple[Project, Layers, Evaluation]:
    """Project, layers and evaluated criteria: what a question about one place needs.

    Raises:
        NuongError: the project or its layers have errors.
    """
    path = Path(project_path)
    project = load_project(path)
    step("read")
    layers = read_layers(project, path.parent)[0]
    step("evaluate")
    return project, layers, evaluate(project, layers)


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
        return [*warnings, *read_layers(project, path.parent)[1]]
    except NuongError as faults:
        return list(faults.problems)
