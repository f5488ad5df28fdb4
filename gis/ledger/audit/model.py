"""What an audit hands on: findings, ranked cases, sums."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from gis.ledger.model import Closure
from gis.zones.allocation.survey import AuditLand
from gis.zones.tables import FeatureTable

KINDS = ("law", "function", "slope", "lot", "paper", "overlap")
# conflict: known facts are against each other. check: somebody must look or decide. cannot_tell:
# the data do not say enough; it is no acquittal.
SEVERITIES = ("conflict", "check", "cannot_tell")

# One row per finding; stake_ha are the hectares it is about.
FINDING_COLUMNS = (
    "case_id", "audit_id", "kind", "severity", "stake_ha", "sentence_vi", "sentence_en",
    "citation",
)  # fmt: skip

# One row per case: an allocation with findings of its own, or a pair that shares land. stake_ha of
# a case is that of its largest finding; rank 1 has most at stake, ties in the order of case_id.
CASE_COLUMNS = (
    "case_rank", "case_id", "severity", "kinds", "stake_ha", "audit_id", "other_audit_id", "role",
    "owner", "other_owner", "contract", "contract_date", "form", "purpose", "commune_code",
    "commune", "area_ha", "sentence_vi", "sentence_en", "citation",
)  # fmt: skip


@dataclass(frozen=True)
class AuditLedger:
    """An audit, ready to be published: ``cases`` has ``CASE_COLUMNS``, ranked, with the land each
    is about; ``findings`` has ``FINDING_COLUMNS`` in the order of the cases.
    """

    land: AuditLand
    findings: pd.DataFrame
    cases: FeatureTable
    closures: tuple[Closure, ...]
