"""The ledger: hectares held, planned and found against the plans' targets, with what must close."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from gis.zones.tables import LEGAL_TOTAL_COLUMNS, SLOPE_CLASS_COLUMNS

# One row per target. held/planned/candidate are in the target's unit; NaN = unknown, never 0.
# held is what is known to be held, held_unknown how much more may be (land without an answer).
# target_high is the upper end of a range that begins at target; crop is empty for a target of
# something else, which subject_vi/en name.
# shortfall/excess are ≥ 0, share = held / target: NaN while held_unknown can change them.
# met is "yes", "no" or "unknown".
# basis: "computed" from layers, "reported" (needs reports we do not read), "not_mapped".
TARGET_COLUMNS = (
    "target_id", "plan", "section", "crop", "indicator", "sense", "hedge", "unit", "year",
    "target", "held", "held_unknown", "planned", "candidate", "shortfall", "excess", "share",
    "met", "basis", "denominator", "denominator_ha", "communes", "open_list", "status",
    "question", "quote_vi", "target_high", "period", "kind", "subject_vi", "subject_en",
)  # fmt: skip

# One row per crop, method and commune, then rows with place "outside_communes" and "total".
# drawn = overlap + held + planned; held + planned = flagged + clear + unknown where a rule judged.
HOLDING_COLUMNS = (
    "crop", "method", "place", "commune_code", "commune", "named_by_plan",
    "drawn_ha", "overlap_ha", "held_ha", "planned_ha",
    "flagged_ha", "clear_ha", "unknown_ha", "candidate_ha",
)  # fmt: skip

# One row per crop and step from drawn to counted; every step but "drawn" has land of its own.
WATERFALL_COLUMNS = ("crop", "step", "step_ha")


@dataclass(frozen=True)
class Closure:
    """One sum that must close: ``left_ha`` equals ``right_ha`` within ``tolerance_ha``."""

    name: str
    left_ha: float
    right_ha: float
    tolerance_ha: float

    @property
    def holds(self) -> bool:
        """Whether the two sides agree; NaN never does."""
        return abs(self.left_ha - self.right_ha) <= self.tolerance_ha


def _no_slope_classes() -> pd.DataFrame:
    return pd.DataFrame(columns=list(SLOPE_CLASS_COLUMNS))


def _no_legal() -> pd.DataFrame:
    return pd.DataFrame(columns=list(LEGAL_TOTAL_COLUMNS))


def _no_waterfall() -> pd.DataFrame:
    return pd.DataFrame(columns=list(WATERFALL_COLUMNS))


@dataclass(frozen=True)
class Ledger:
    """Everything totalled. ``closures`` are checked before anything is published."""

    targets: pd.DataFrame
    holdings: pd.DataFrame
    zone_communes: pd.DataFrame
    limits: pd.DataFrame
    closures: tuple[Closure, ...]
    slope_classes: pd.DataFrame = field(default_factory=_no_slope_classes)
    waterfall: pd.DataFrame = field(default_factory=_no_waterfall)
    legal: pd.DataFrame = field(default_factory=_no_legal)
