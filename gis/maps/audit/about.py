"""What stands beside every figure of an audit: how it was found, of which data, what it is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from gis.ledger.audit.model import SEVERITIES
from gis.maps.audit.results import AuditResults
from gis.maps.text.notes import named_crs
from gis.maps.text.title_block import cell_text
from gis.maps.text.wording import coded
from gis.messages import Lang, number_text, visible, word
from gis.project.audit_text import tolerance_text
from gis.project.dem_error import stated_error
from gis.project.layers_model import DemLayer
from gis.project.under_law import judged_on
from gis.reference.law import law_book
from gis.units import date_text


def audit_facts(results: AuditResults, lang: Lang) -> list[tuple[str, str]]:
    """Facts as (name, text): ranking, functions, slope, law, tolerances, CRS, limits."""
    return [(word(key, lang), text) for key, text in _facts(results, lang)]


def _facts(results: AuditResults, lang: Lang) -> Iterator[tuple[str, str]]:
    project, dem = results.project, results.layers.dem.spec
    yield "map_area", visible(project.area.title.text(lang))
    yield "map_communes_as_of", date_text(project.area.communes_as_of)
    yield "audit_fact_ranking", word("audit_ranking_text", lang)
    yield "audit_fact_functions", word("audit_functions_text", lang)
    yield "audit_fact_law", _law(results, lang)
    yield "audit_fact_owners", word("audit_owners_text", lang)
    yield "audit_fact_paper", word("audit_paper_text", lang)
    yield "audit_fact_tolerance", tolerance_text(project.audit, lang)
    if isinstance(dem, DemLayer):
        yield "map_dem", f"{visible(dem.name)} ({coded('surface', dem.surface, lang)})"
    yield "map_cell", cell_text(results.grid, lang)
    yield "map_slope", word("map_slope_text", lang)
    yield "map_doubt", _doubt(results, lang)
    yield "map_crs", visible(named_crs(results.layers.project_crs))
    yield "map_area_basis", word("map_area_basis_text", lang)
    yield "map_accuracy", word("map_accuracy_text", lang)
    yield "map_permit", word("audit_permit", lang)


def _law(results: AuditResults, lang: Lang) -> str:
    day, reviewed = judged_on(results.project), law_book().reviewed_on
    figures = {"day": date_text(day), "reviewed": date_text(reviewed)}
    return word("audit_law_text", lang).format(**figures)


def _doubt(results: AuditResults, lang: Lang) -> str:
    """The error of the DEM behind every probability, or that none is estimated."""
    stated = stated_error(results.project)
    if stated is None:
        return word("doubt_not_estimated", lang)
    return word("describe_dem_error", lang).format(
        sd=number_text(stated.sd_m, lang, 1),
        length=number_text(stated.correlation_m, lang, 0),
        source=visible(stated.source, 400),
        confidence=coded("confidence", stated.confidence, lang),
    )


def source_rows(results: AuditResults, lang: Lang) -> list[list[str]]:
    """A row per layer: name, kind, source, date, CRS."""
    sources = {name: layer.source for name, layer in results.layers.vectors.items()}
    sources |= {name: layer.source for name, layer in results.layers.rasters.items()}
    return [
        [visible(name), coded("kind", spec.kind, lang), visible(spec.source, 500),
         date_text(spec.dated), visible(sources[name].crs)]
        for name, spec in results.project.layers.items()
    ]  # fmt: skip


def newest(results: AuditResults) -> date:
    """The day of the newest layer."""
    return max(spec.dated for spec in results.project.layers.values())


def severity_notes(results: AuditResults, lang: Lang) -> list[str]:
    """How many cases there are of every severity, a line each."""
    counts = severity_counts(results)
    return [
        word("audit_severity_note", lang).format(
            severity=coded("audit_severity", severity, lang), n=n
        )
        for severity, n in counts.items()
    ]


def severity_counts(results: AuditResults) -> dict[str, Any]:
    """Number of cases by severity, gravest first."""
    said = results.ledger.cases.frame["severity"]
    return {severity: int((said == severity).sum()) for severity in SEVERITIES}
