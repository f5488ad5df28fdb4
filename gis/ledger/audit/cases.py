"""Cases from findings: one for each allocation with any, one for each pair; most at stake first.

What is at stake in a case are the hectares of its largest finding. They are not added up: one
square metre may be barred by law, too steep and outside its lot at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.ledger.audit.findings import Finding, Row, pair_finding, row_findings
from gis.ledger.audit.model import CASE_COLUMNS, FINDING_COLUMNS, KINDS, SEVERITIES
from gis.project.model import Project
from gis.zones.allocation.survey import AuditLand
from gis.zones.tables import FeatureTable

# Hectares alike to a square millimetre are a tie: the last bits of a sum order nothing.
_TIE_DIGITS = 10
Told = tuple[Row, Sequence[Finding], Any]


def ranked_cases(project: Project, land: AuditLand) -> tuple[pd.DataFrame, FeatureTable]:
    """Every case, ranked, and the findings behind them.

    Args:
        project: ``[audit]`` says from how much land a finding counts.
        land: what the checks found, hectares in the project CRS.

    Returns:
        Findings (``FINDING_COLUMNS``) in the order of the cases, and cases (``CASE_COLUMNS``) with
        the outline of the allocation, or of the shared land. A pair that shares less than
        ``least_ha`` is no case.
    """
    told = [*_of_rows(project, land), *_of_pairs(project, land)]
    told.sort(key=lambda one: (-round(_stake(one[1]), _TIE_DIGITS), one[0]["case_id"]))
    cases = [_case(rank, *one[:2]) for rank, one in enumerate(told, start=1)]
    found = [row for about, findings, _ in told for row in _finding_rows(about, findings)]
    frame = pd.DataFrame(cases, columns=list(CASE_COLUMNS))
    frame = frame.astype({"stake_ha": float, "area_ha": float})
    crs = land.rows.frame.crs
    shapes = gpd.GeoSeries([shape for _, _, shape in told], crs=crs)
    table = FeatureTable(gpd.GeoDataFrame(frame, geometry=shapes, crs=crs), CASE_COLUMNS)
    return pd.DataFrame(found, columns=list(FINDING_COLUMNS)), table


def _stake(findings: Sequence[Finding]) -> float:
    return max(one.stake_ha for one in findings)


def _of_rows(project: Project, land: AuditLand) -> list[Told]:
    frame = land.rows.frame
    shapes = frame.geometry.to_numpy()
    told: list[Told] = []
    for n, row in enumerate(_plain(frame)):
        findings = row_findings(row, project)
        if findings:
            about = {**row, "case_id": row["audit_id"], "other_audit_id": None, "other_owner": None}
            told.append((about, findings, shapes[n]))
    return told


def _of_pairs(project: Project, land: AuditLand) -> list[Told]:
    rows = {row["audit_id"]: row for row in _plain(land.rows.frame)}
    shapes = land.shared.frame.geometry.to_numpy()
    told: list[Told] = []
    for n, pair in enumerate(_plain(land.shared.frame)):
        if pair["area_ha"] >= project.audit.least_ha:
            first = rows[pair["audit_id"]]
            about = {**first, **pair, "case_id": pair["overlap_id"]}
            told.append((about, [pair_finding(pair)], shapes[n]))
    return told


def _plain(frame: gpd.GeoDataFrame) -> list[Row]:
    """Rows whose missing texts are None; figures stay NaN."""
    values = pd.DataFrame(frame.drop(columns="geometry"))
    for name in values.columns:
        if not pd.api.types.is_numeric_dtype(values[name]):
            told = values[name].astype(object)
            values[name] = told.where(told.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in values.to_dict("records")]


def _case(rank: int, about: Row, findings: Sequence[Finding]) -> dict[str, Any]:
    worst = min(SEVERITIES.index(one.severity) for one in findings)
    kinds = sorted({one.kind for one in findings}, key=KINDS.index)
    cited = dict.fromkeys(one.citation for one in findings if one.citation)
    said: dict[str, Any] = {name: about.get(name) for name in CASE_COLUMNS}
    said |= {
        "case_rank": rank,
        "severity": SEVERITIES[worst],
        "kinds": "; ".join(kinds),
        "stake_ha": _stake(findings),
        "sentence_vi": " ".join(one.sentences["vi"] for one in findings),
        "sentence_en": " ".join(one.sentences["en"] for one in findings),
        "citation": "; ".join(cited) or None,
    }
    return said


def _finding_rows(about: Row, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "case_id": about["case_id"],
            "audit_id": about["audit_id"],
            "kind": one.kind,
            "severity": one.severity,
            "stake_ha": one.stake_ha,
            "sentence_vi": one.sentences["vi"],
            "sentence_en": one.sentences["en"],
            "citation": one.citation,
        }
        for one in findings
    ]


def severity_ha(cases: pd.DataFrame) -> pd.DataFrame:
    """Number of cases and the largest stake of every severity, in their order."""
    rows = []
    for severity in SEVERITIES:
        own = cases[cases["severity"] == severity]
        most = float(own["stake_ha"].max()) if len(own) else np.nan
        rows.append({"severity": severity, "cases": len(own), "most_ha": most})
    return pd.DataFrame(rows)
