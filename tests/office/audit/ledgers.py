"""A little audit ready to be published, from the land of ``tests.zones.allocation.ground``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gis.ledger.audit.cases import ranked_cases
from gis.ledger.audit.closures import audit_closures
from gis.ledger.audit.model import AuditLedger
from gis.maps.audit.results import AuditResults
from tests.zones.allocation.ground import ROWS, asked_of, country, given, surveyed


def audit_of(
    rows: Sequence[Any] = ROWS, *, names_on_map: bool = False, **parts: Any
) -> AuditResults:
    land = country(given(rows))
    project = asked_of(land, **parts)
    area = project.area.model_copy(update={"names_on_map": names_on_map, "illustrative": True})
    project = project.model_copy(update={"area": area})
    found = surveyed(land, **parts)
    findings, cases = ranked_cases(project, found)
    return AuditResults(project, land, AuditLedger(found, findings, cases, audit_closures(found)))
