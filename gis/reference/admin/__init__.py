"""Communes of Lai Châu and Lạng Sơn by code *and* date, and what became of them on 1 July 2025.

All new codes are re-used old ones (03562 was Vàng Ma Chải and is Sì Lở Lầu), so no question here
can be asked without a date. Facts from two independent tables and, where it was at hand, the
resolutions' text; every row says how it was verified, every difference stands in
``disagreements.csv``. Centres are inner points rounded to 0.01 degree.
"""

from gis.reference.admin.communes import Commune, communes_of
from gis.reference.admin.crosswalk import (
    LAST_OLD_DAY,
    Merger,
    cannot_roll_back,
    formed_from,
    merged_into,
    mergers,
)
from gis.reference.admin.disagreements import Disagreement, disagreements, open_questions
from gis.reference.admin.find import Candidate, Match, find_commune, places_named
from gis.reference.admin.names import name_key, same_commune
from gis.reference.admin.plan_names import NamedByPlan, named_by_plan
from gis.reference.admin.roll_up import NotRolled, RolledUp, roll_up
from gis.reference.admin.units import (
    PROVINCE_NAMES,
    PROVINCES,
    REFORM,
    District,
    Province,
    Unit,
    VerifiedBy,
    all_units,
    district,
    districts,
    registered_name,
    unit,
    units,
)

__all__ = [
    "LAST_OLD_DAY",
    "PROVINCES",
    "PROVINCE_NAMES",
    "REFORM",
    "Candidate",
    "Commune",
    "Disagreement",
    "District",
    "Match",
    "Merger",
    "NamedByPlan",
    "NotRolled",
    "Province",
    "RolledUp",
    "Unit",
    "VerifiedBy",
    "all_units",
    "cannot_roll_back",
    "communes_of",
    "disagreements",
    "district",
    "districts",
    "find_commune",
    "formed_from",
    "merged_into",
    "mergers",
    "name_key",
    "named_by_plan",
    "open_questions",
    "places_named",
    "registered_name",
    "roll_up",
    "same_commune",
    "unit",
    "units",
]
