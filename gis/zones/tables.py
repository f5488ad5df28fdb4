"""The tables of land this program computes: their columns are declared once, here.

Every table is a :class:`FeatureTable` in the project CRS. Hectares ending in ``_ha`` are horizontal
area in that CRS (``gis.units.area_ha``), or a raster's share times such an area.
``maps/README.md`` describes every column for the person who opens the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from gis.project.slope_classes import SlopeClass

# One row per plot and commune: every plot layer, judged or not.
PIECE_COLUMNS = (
    "piece_id", "layer", "plot_id", "crop", "method", "state", "owner",
    "commune_code", "commune", "area_ha", "counted_ha", "plot_area_ha",
    "planted_year", "harvest_year", "planting_area_code", "facility_code", "gi",
    "standard_variety", "sustainable_practice", "intensive",
)  # fmt: skip

# One row per flag rule, plot and commune. flagged + clear + unknown = area, also for counted_*.
# plot_* repeat the whole plot's figures: the verdict is the plot's, not the piece's.
FLAG_COLUMNS = (
    "flag_id", "rule", "piece_id", "layer", "plot_id", "crop", "method", "state", "owner",
    "commune_code", "commune",
    "area_ha", "flagged_ha", "clear_ha", "unknown_ha",
    "counted_ha", "counted_flagged_ha", "counted_clear_ha", "counted_unknown_ha",
    "plot_area_ha", "plot_flagged_ha", "plot_unknown_ha", "plot_flagged_share",
    "slope_mean_deg", "slope_max_deg", "verdict", "cites", "quote_vi",
)  # fmt: skip

# One row per pair of plots that share land. The land counts for `plot_id`, not for `other_plot_id`
# when both are of one crop; when crops differ it counts for both and `same_crop` is False.
OVERLAP_COLUMNS = (
    "overlap_id", "layer", "plot_id", "other_layer", "other_plot_id", "crop", "other_crop",
    "same_crop", "area_ha",
)  # fmt: skip

# What the law says of growing medicinal plants there; empty where it was not asked. The verdict is
# the most restrictive of the row's land, legal_verdict_ha the hectares that have it; the five of
# LEGAL_HA (in the order of gis.reference.law.VERDICTS) add up to area_ha.
LEGAL_HA = (
    "legal_barred_ha", "legal_check_ha", "legal_insufficient_ha", "legal_plan_ha",
    "legal_no_rule_ha",
)  # fmt: skip
LEGAL_COLUMNS = (
    "legal_verdict", "legal_verdict_ha", *LEGAL_HA,
    "legal_reasons", "legal_reason_vi", "legal_reason_en", "legal_citation",
)  # fmt: skip

# One row per candidate zone and commune. zone_area_ha is the whole zone, before the cut.
ZONE_COLUMNS = (
    "zone_id", "zone", "rule", "crop", "method", "commune_code", "commune", "named_by_plan",
    "area_ha", "zone_area_ha", "elevation_min_m", "elevation_mean_m", "elevation_max_m",
    "slope_mean_deg", "slope_max_deg", "canopy_mean_share", "forest_state", "forest_owner",
    *LEGAL_COLUMNS,
)  # fmt: skip

# One row per piece of a plot of a medicinal crop, by what the law says of its drawn land.
LEGAL_PLOT_COLUMNS = (
    "piece_id", "layer", "plot_id", "crop", "method", "state", "commune_code", "commune",
    "area_ha", *LEGAL_COLUMNS,
)  # fmt: skip

# One row per lot of a forest layer: keys as the file writes them, the values the run used, and in
# `recorded` those a person changed ("ldlr: TXB"). dtich_ha is the file's figure, area_ha measured.
FOREST_LOT_COLUMNS = (
    "lot_id", "layer", "maxa", "xa", "tk", "khoanh", "lo", "ldlr", "state_vi", "maldlr", "malr3",
    "mamdsd", "nqh", "dtuong", "churung", "dtich_ha", "area_ha", "dtich_verdict",
    "recorded", "changed_by", "changed_on", "changed_why",
)  # fmt: skip

# One row per land ("plots": what counts of them; "zones": candidates of a rule), place and verdict,
# then "total". The verdicts of a place add up to its land_ha.
LEGAL_TOTAL_COLUMNS = (
    "legal_land", "rule", "crop", "method", "place", "commune_code", "commune",
    "legal_verdict", "legal_ha", "land_ha",
)  # fmt: skip

# One row per zone rule and commune: candidate + too_small + excluded + unknown = commune.
ZONE_COMMUNE_COLUMNS = (
    "rule", "crop", "method", "commune_code", "commune", "named_by_plan", "commune_ha",
    "candidate_ha", "too_small_ha", "excluded_ha", "unknown_ha", "limiting_criterion",
)  # fmt: skip

# One row per zone rule, commune and criterion.
LIMIT_COLUMNS = (
    "rule", "commune_code", "commune", "criterion", "role",
    "removes_ha", "removes_alone_ha", "unknown_ha",
)  # fmt: skip

# One row per kind of land, crop, method, place and slope class. `land` is "plots" (what counts of
# them, held and planned) or "all" (whole communes, without crop and method). slope_class is a Roman
# numeral or "unknown", which has no ends; the classes of a place add up to its land_ha.
SLOPE_CLASS_COLUMNS = (
    "land", "crop", "method", "place", "commune_code", "commune",
    "slope_class", "above_deg", "at_most_deg", "class_ha", "land_ha",
)  # fmt: skip

# One row per flag rule and plot, not cut by commune: how sure its verdict is. Probabilities are NaN
# where nothing is estimated, and where land without a slope could change the answer.
# low/central/high_ha are the plot's flagged hectares over the draws; visit_order numbers the plots
# to go and look at, the one whose visit removes most doubt (visit_ha) first.
DOUBT_COLUMNS = (
    "doubt_id", "rule", "layer", "plot_id", "crop", "method", "state", "commune_code", "commune",
    "area_ha", "flagged_ha", "unknown_ha", "over_probability", "sure_verdict",
    "expected_ha", "low_ha", "central_ha", "high_ha", "visit_order", "visit_ha",
    "suspect_ha", "compare_flagged_ha",
)  # fmt: skip

# One row per flag rule and commune, then "outside_communes" and "total": counted land.
DOUBT_TOTAL_COLUMNS = (
    "rule", "place", "commune_code", "commune", "counted_ha", "flagged_ha", "unknown_ha",
    "expected_ha", "low_ha", "central_ha", "high_ha", "visit_ha", "suspect_ha",
    "compare_flagged_ha",
)  # fmt: skip

# Land over each break of the slope classes (rule empty), then eligible land of each zone rule that
# asks for the slope (above_deg empty), by commune and in total. measured_ha is what the DEM shows;
# the range is NaN where nothing is estimated.
LAND_RANGE_COLUMNS = (
    "rule", "above_deg", "place", "commune_code", "commune", "land_ha", "measured_ha",
    "unknown_ha", "expected_ha", "low_ha", "central_ha", "high_ha",
)  # fmt: skip

SURE_VERDICTS = ("over", "go_and_look", "under", "not_estimated")
VERDICTS = ("review", "clear", "insufficient_data")
NAMED_BY_PLAN = ("named", "contains_named", "other")


@dataclass(frozen=True)
class FeatureTable:
    """Polygons with a declared set of columns, always ``area_ha``, in a projected CRS.

    Args:
        frame: the rows; exactly ``columns`` plus ``geometry``, in that order.
        columns: the declaration the frame must match.

    Raises:
        ValueError: columns differ from the declaration, or the CRS has no metres.
    """

    frame: gpd.GeoDataFrame
    columns: tuple[str, ...]

    def __post_init__(self) -> None:
        if tuple(self.frame.columns) != (*self.columns, "geometry"):
            raise ValueError(f"columns {tuple(self.frame.columns)} are not {self.columns}")
        if self.frame.crs is None or not self.frame.crs.is_projected:
            raise ValueError("a feature table lies in a projected CRS")


@dataclass(frozen=True)
class PlotLand:
    """Plots cut by commune, and who counts where they overlap.

    ``pieces`` hold drawn land (``PIECE_COLUMNS``); ``counted`` is, row for row, the part of each
    piece that counts (drawn land less what another plot of the same crop already holds; may be
    empty). ``commune_code`` is missing for land outside every commune.
    """

    pieces: FeatureTable
    counted: gpd.GeoSeries
    overlaps: FeatureTable


@dataclass(frozen=True)
class ZoneLand:
    """Candidate zones (``ZONE_COLUMNS``), the close of each commune (``ZONE_COMMUNE_COLUMNS``) and
    what each criterion removes (``LIMIT_COLUMNS``).
    """

    zones: FeatureTable
    communes: pd.DataFrame
    limits: pd.DataFrame


@dataclass(frozen=True)
class SlopeLand:
    """Hectares by slope class; the columns are the classes' names, then ``"unknown"``.

    ``pieces`` has a row per plot piece (index ``piece_id``, in the order of the pieces), of its
    counted land; ``communes`` a row per commune (index its code), of all its land, which measures
    ``commune_ha``.
    """

    classes: tuple[SlopeClass, ...]
    pieces: pd.DataFrame
    communes: pd.DataFrame
    commune_ha: pd.Series


def _no_ranges() -> pd.DataFrame:
    return pd.DataFrame(columns=list(LAND_RANGE_COLUMNS))


@dataclass(frozen=True)
class DoubtLand:
    """How sure the flags are: per plot (``DOUBT_COLUMNS``) and in total (``DOUBT_TOTAL_COLUMNS``).

    ``estimated`` is False when the project states no error of its DEM: nothing is invented then.
    ``method`` says in plain values how it was estimated; it stands in ``run.json``. ``ranges`` are
    of all land, plots or not (``LAND_RANGE_COLUMNS``).
    """

    plots: FeatureTable
    totals: pd.DataFrame
    estimated: bool
    method: Mapping[str, object]
    ranges: pd.DataFrame = field(default_factory=_no_ranges)


@dataclass(frozen=True)
class LegalLand:
    """What the law says of plots (``LEGAL_PLOT_COLUMNS``, drawn land).

    ``counted`` has, row for row, ``crop, method, commune_code`` and ``LEGAL_HA`` of the land that
    counts. ``asked`` is False where nothing is asked that the law speaks of. ``method`` says in
    plain values how land was judged, and for which day; it stands in ``run.json``.
    """

    plots: FeatureTable
    counted: pd.DataFrame
    asked: bool
    method: Mapping[str, object]
