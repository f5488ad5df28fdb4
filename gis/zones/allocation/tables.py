"""The tables of the audit: their columns are declared once, here. ``maps/README.md`` tells them."""

from __future__ import annotations

from gis.zones.tables import LEGAL_COLUMNS

ROLES = ("allocation", "planned_plot")

# Forest function by planning, drawn land: special-use, protection, production, outside planning,
# unknown. The five of a row add up to area_ha; no_lot_ha is the part of unknown in no lot at all.
FUNCTION_HA = (
    "special_use_ha", "protection_ha", "production_ha", "outside_planning_ha",
    "function_unknown_ha",
)  # fmt: skip

# over_30 is part of over_25. Chances are that least_ha or more is over; NaN: not estimated.
SLOPE_COLUMNS = (
    "over_25_ha", "over_30_ha", "slope_unknown_ha", "over_25_probability", "over_30_probability",
    "over_25_low_ha", "over_25_high_ha", "over_30_low_ha", "over_30_high_ha",
)  # fmt: skip

# Land in and out of the lots the row names; NaN where it names none there is. near_lots is what a
# key may have meant, lies_in the lot most of the land lies in: told, never used.
LOT_COLUMNS = (
    "lot_verdict", "inside_lot_ha", "outside_lot_ha", "missing_lots", "near_lots", "lies_in",
)  # fmt: skip
LOT_VERDICTS = ("inside", "partly_outside", "no_such_lot", "not_named", "no_forest_layer")

PAPER_COLUMNS = ("paper_ha", "paper_difference_ha", "paper_difference_share", "paper_verdict")
PAPER_VERDICTS = ("agrees", "differs", "not_given")

# One row per allocation and per planned plot, not cut by commune: the commune is the one that has
# most of it. What the law says is of growing medicinal plants there, whatever the purpose.
AUDIT_COLUMNS = (
    "audit_id", "role", "layer", "allocation_id", "owner", "contract", "contract_date", "form",
    "purpose", "crop", "tk", "khoanh", "lo", "paper_commune_code", "commune_code", "commune",
    "area_ha", *PAPER_COLUMNS, *FUNCTION_HA, "no_lot_ha", *SLOPE_COLUMNS, *LOT_COLUMNS,
    *LEGAL_COLUMNS,
)  # fmt: skip

# One row per pair that shares land. relation: same_owner (the names are written alike, which need
# not be one person), other_owner, owner_unknown.
SHARED_COLUMNS = (
    "overlap_id", "audit_id", "other_audit_id", "relation", "owner", "other_owner", "form",
    "other_form", "role", "other_role", "commune_code", "commune", "area_ha",
)  # fmt: skip
RELATIONS = ("other_owner", "same_owner", "owner_unknown")

# One row per role and commune, then outside_communes and total. drawn = overlap + counted; the
# functions, and slope_known + slope_unknown, add up to drawn_ha. Paper stands under the commune on
# paper, else the one that has most of the land; paper_missing counts rows without a figure.
COMMUNE_TOTAL_COLUMNS = (
    "role", "place", "commune_code", "commune", "allocations", "drawn_ha", "overlap_ha",
    "counted_ha", "paper_ha", "paper_missing", "paper_missing_drawn_ha", *FUNCTION_HA,
    "over_25_ha", "over_30_ha", "slope_unknown_ha", "legal_barred_ha",
)  # fmt: skip

# Land outside the lots a row names, as polygons.
OUTSIDE_COLUMNS = ("audit_id", "lot_keys", "area_ha")
