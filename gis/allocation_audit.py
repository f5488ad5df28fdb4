"""The audit of allocated forest land, end to end: project file in, ranked cases out."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gis.criteria.judge import prepare
from gis.grid.executor import Crew
from gis.layers.read import read_layers
from gis.layers.tiles import SHELF
from gis.ledger.audit.cases import ranked_cases
from gis.ledger.audit.closures import audit_closures
from gis.ledger.audit.model import AuditLedger
from gis.main_job import ALONE, Step, silent, with_kernels
from gis.maps.audit.results import AuditResults
from gis.maps.results import RunRecord
from gis.messages import Lang
from gis.project.load import load_project, project_warnings
from gis.zones.allocation.survey import Survey
from gis.zones.one_pass import one_pass


def compute_audit(
    project_path: Path | str, step: Step = silent, *, crew: Crew = ALONE
) -> AuditResults:
    """Everything an audit computes, before anything is written.

    Args:
        project_path: the ``project.toml`` of a planning area with ``allocations`` layers, planned
            plots, or both.
        step: told the name of each step as it begins.
        crew: who works on the blocks of the DEM, see :func:`gis.main_job.compute`.

    Returns:
        Every allocation with its figures, overlaps, cases in their order, totals by commune, and
        the sums that must close. Unknown land has its own hectares.

    Raises:
        NuongError: the project or its layers have errors, or there is nothing to audit.
    """
    path = Path(project_path)
    project = load_project(path)
    with_kernels(step)
    step("read")
    layers, warnings = read_layers(project, path.parent)
    step("audit")
    survey = Survey(project, layers)
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        judge = prepare(survey.asked, layers)
        executor = crew.executor or threads
        one_pass(judge, survey.tallies(judge), executor, in_flight=crew.in_flight)
        SHELF.clear()
        step("doubt")
        land = survey.land_found(threads)
    findings, cases = ranked_cases(project, land)
    ledger = AuditLedger(land, findings, cases, audit_closures(land))
    return AuditResults(project, layers, ledger, (*project_warnings(project), *warnings))


def publish_audit(
    results: AuditResults, out: Path | str | None = None, lang: Lang = "vi"
) -> RunRecord:
    """Write the products of an audit already computed; see :func:`audit`."""
    # What draws the page takes half a second to load, which those who compute alone need not wait.
    from gis.office.audit.publish import write_audit

    folder = Path(out) if out else Path("maps") / f"{results.project.area.id}-audit"
    return write_audit(results, folder, lang)


def audit(
    project_path: Path | str,
    out: Path | str | None = None,
    lang: Lang = "vi",
    *,
    step: Step = silent,
) -> RunRecord:
    """Hold allocations and planned plots against forest, slope, law, neighbours, lots and paper.

    Args:
        project_path: the ``project.toml`` of a planning area.
        out: folder of the products; ``maps/<area id>-audit`` under the current folder when not
            given. It appears whole or not at all.
        lang: language of the products.
        step: told the name of each step as it begins.

    Returns:
        What was written, with sizes and digests.

    Raises:
        NuongError: errors in the input, nothing to audit, a sum that does not close, or a folder
            that cannot be written. Nothing is left under the final name then.
    """
    results = compute_audit(project_path, step)
    step("write")
    return publish_audit(results, out, lang)
