"""The project file as checked values: what an office asks for, and nothing computed."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from gis.project.audit_model import Audit
from gis.project.base import Asked, LocalText, Name, Share, Text
from gis.project.criteria_model import Criterion
from gis.project.doubt_model import Doubt
from gis.project.law_model import Law
from gis.project.layers_model import LayerSpec
from gis.project.override_model import Override
from gis.project.slope_classes import SlopeClasses

Method = Literal["under_canopy", "open_land"]
Sense = Literal["at_least", "at_most", "about", "exact", "between", "decrease", "increase"]
Period = Literal["stock", "per_year", "cumulative", "unstated"]
# The first two lines and "coded_area" are answered by plots; the others need reports.
Indicator = Literal[
    "planted_area", "existing_area", "zone_area", "intensive_area", "steep_area", "harvested_area",
    "standard_variety_share", "sustainable_practice_share", "coded_share", "gi_share", "coded_area",
    "processed_share", "production", "facilities", "productive_area", "canal_length", "road_length",
    "new_forest_area", "new_forest_share", "large_timber_area", "improved_forest_area",
    "certified_forest_area", "understorey_area", "forest_cover_share", "timber_yield",
    "water_surface_area", "fish_cages", "herd", "slaughterhouses", "disease_free_farms",
    "disease_free_districts", "linked_enterprises", "supported_enterprises",
    "supported_cooperatives", "linkage_chains", "cooperatives", "cooperative_groups",
    "ocop_products", "growth_rate", "labour_productivity_growth", "sector_share",
    "high_tech_share", "new_rural_commune_share", "advanced_rural_commune_share",
    "new_rural_districts", "advanced_rural_districts", "income_multiple", "hygienic_water_share",
    "clean_water_share", "trained_workers", "waste_collected_share",
]  # fmt: skip
# What a share of a plan may be a share of, beside an indicator.
Whole = Literal[
    "all_communes", "regional_product", "product_value", "rural_households", "rural_waste",
    "natural_land",
]  # fmt: skip
# Units beside ha, share, t and sites (count), which have value keys of their own.
Unit = Literal[
    "km", "m3_per_ha", "times", "percent", "head", "cages", "products", "cooperatives", "groups",
    "enterprises", "chains", "districts", "people",
]  # fmt: skip


class Area(Asked):
    """The planning area: a dated list of communes in one metric CRS.

    A map travels further than the office: names of owners stand on it only if ``names_on_map``.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    title: LocalText
    crs: Text
    communes_as_of: date
    illustrative: bool = False
    names_on_map: bool = False


class FlagRule(Asked):
    """Flags a plot whose land meets every criterion of ``when`` on at least ``min_area_ha``
    hectares and at least ``min_share`` of its area. ``cites`` names plan and section ("000 III.2");
    the quoted sentence comes from the plan register.
    """

    plots: Name
    when: Annotated[tuple[Name, ...], Field(min_length=1)]
    crop: Name | None = None
    min_area_ha: Annotated[float, Field(ge=0)] = 0.0
    min_share: Share = 0.0
    cites: Text
    title: LocalText | None = None


class ZoneRule(Asked):
    """Outlines land that meets every ``require`` and no ``exclude`` criterion, in 4-connected
    pieces of at least ``min_area_ha`` (measured before cutting by commune).
    """

    crop: Name
    method: Method
    require: Annotated[tuple[Name, ...], Field(min_length=1)]
    exclude: tuple[Name, ...] = ()
    min_area_ha: Annotated[float, Field(gt=0)]
    cites: Text | None = None
    title: LocalText | None = None


def _named(said: dict[str, Any]) -> str:
    """The id of a target that was given none: its plan, crop, indicator and year."""
    parts = [said.get(key) for key in ("plan", "crop", "indicator", "year")]
    words = re.findall(r"[a-z0-9]+", "_".join(str(p) for p in parts if p is not None).lower())
    return "p" + "_".join(words)


class Target(Asked):
    """One figure of a plan, with its words kept.

    Exactly one of ``value_ha, value_share, value_t, value_count`` and ``value`` (in ``unit``) is
    given, or none for a direction without a figure (``sense = "decrease"``); ``value_high`` is the
    upper end of a range that begins there. ``id`` is made from plan, crop, indicator
    and year when not given. ``communes`` are the plan's own names, in
    the commune set of ``communes_as_of``; an open list allows others too. ``denominator`` is what
    a share is a share of. ``hedge`` is the plan's own word ("khoảng", "trên"). A target
    of no crop says its ``subject``.
    """

    plan: Text
    section: Text | None = None
    crop: Name | None = None
    subject: LocalText | None = None
    indicator: Indicator
    kind: Literal["target", "keep"] = "target"
    sense: Sense
    hedge: str | None = None
    value_ha: Annotated[float, Field(gt=0)] | None = None
    value_share: Share | None = None
    value_t: Annotated[float, Field(gt=0)] | None = None
    value_count: Annotated[float, Field(gt=0)] | None = None
    value: Annotated[float, Field(gt=0)] | None = None
    value_high: Annotated[float, Field(gt=0)] | None = None
    unit: Unit | None = None
    year: int | None = None
    period: Period | None = None
    communes: tuple[Text, ...] = ()
    communes_as_of: date | None = None
    open_list: bool = False
    denominator: Indicator | Whole | None = None
    quote_vi: str | None = None
    status: Literal["draft", "unsigned", "final", "unstated"] = "unstated"
    question: LocalText | None = None
    id: Name = Field(default_factory=_named)

    @model_validator(mode="after")
    def _one_value(self) -> Self:
        if self.crop is None and self.subject is None:
            raise ValueError("crop_or_subject")
        values = (self.value_ha, self.value_share, self.value_t, self.value_count, self.value)
        given = [v for v in values if v is not None]
        direction = self.sense in ("decrease", "increase")
        if len(given) != (0 if direction else 1):
            raise ValueError("one_value")
        if (self.value is None) != (self.unit is None):
            raise ValueError("value_and_unit")
        if self.value_high is not None and not self.value_high > sum(given):
            raise ValueError("bounds_reversed")
        return self


class Project(Asked):
    """A whole project file. ``plans`` takes every target of a plan's register ("000", "002");
    ``targets`` adds the office's own. Without ``slope_classes`` the usual series is used;
    ``doubt`` says how sure a verdict must be, ``law`` the day and the layers land is judged by;
    ``overrides`` are states of forest lots a person has put right; ``audit`` says when a finding
    about allocated land is a case.
    """

    format: Literal[1]
    area: Area
    layers: dict[Name, LayerSpec]
    criteria: dict[Name, Criterion] = Field(default_factory=dict)
    flags: dict[Name, FlagRule] = Field(default_factory=dict)
    zones: dict[Name, ZoneRule] = Field(default_factory=dict)
    plans: tuple[Text, ...] = ()
    targets: tuple[Target, ...] = ()
    slope_classes: SlopeClasses = Field(default_factory=SlopeClasses)
    doubt: Doubt = Doubt()
    law: Law = Law()
    overrides: tuple[Override, ...] = ()
    audit: Audit = Audit()
