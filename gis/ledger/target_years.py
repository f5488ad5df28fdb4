"""Targets by year: amounts of one year, amounts up to a year and states are different columns.

No two of them are ever added: a row has its figure in one column and nothing in the others.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from gis.reference.plan_checks import ends
from gis.reference.plans import PlanTarget

PERIODS = ("stock", "per_year", "cumulative", "unstated")
# Each period's figure and, for a range, its upper end; NaN where the row is of another period.
YEAR_COLUMNS = (
    "year", "plan", "target_id", "subject_vi", "subject_en", "crop", "indicator", "kind", "unit",
    *PERIODS, *(f"{period}_high" for period in PERIODS), "part_of", "repeats",
)  # fmt: skip


def targets_by_year(rows: Iterable[PlanTarget]) -> pd.DataFrame:
    """Figures of plan registers by year, each in the column of its period.

    Args:
        rows: of the registers; a direction without a figure is left out.

    Returns:
        ``YEAR_COLUMNS``, years rising, rows whose plan names no year last (``year`` None). Figures
        are as printed, in ``unit``; a repeated figure and a part of another row say so.
    """
    told = [_row(row) for row in rows if row.value is not None or row.value_range is not None]
    told.sort(key=lambda r: (r["year"] is None, r["year"] or 0, r["plan"], r["target_id"]))
    table = pd.DataFrame(told, columns=list(YEAR_COLUMNS))
    return table.assign(year=pd.Series([r["year"] for r in told], dtype="object"))


def _row(row: PlanTarget) -> dict[str, object]:
    low, high = ends(row)
    return {
        "year": row.year, "plan": row.plan, "target_id": row.id, "subject_vi": row.subject_vi,
        "subject_en": row.subject_en, "crop": row.crop, "indicator": row.indicator,
        "kind": row.kind, "unit": row.unit, row.period: low, f"{row.period}_high": high,
        "part_of": row.part_of, "repeats": row.repeats,
    }  # fmt: skip
