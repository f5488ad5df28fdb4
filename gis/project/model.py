"""The project file as checked values: what an office asks for, and nothing computed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from gis.project.base import Asked, LocalText, Name, Share, Text
from gis.project.criteria_model import Criterion
from gis.project.doubt_model import Doubt
from gis.project.layers_model import LayerSpec

Method = Literal["under_canopy", "open_land"]
Sense = Literal["at_least", "at_most", "about", "decrease", "increase"]
Indicator = Literal[
    "planted_area",
    "intensive_area",
    "steep_area",
    "harvested_area",
    "standard_variety_share",
    "sustainable_practice_share",
    "coded_share",
    "gi_share",
    "processed_share",
    "production",
    "facilities",
]


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


class Target(Asked):
    """One figure of a plan, with its words kept.

    Exactly one of ``value_ha, value_share, value_t, value_count`` is given, or none for a
    direction without a figure (``sense = "decrease"``). ``communes`` are the plan's own names, in
    the commune set of ``communes_as_of``; an open list allows others too. ``denominator`` is the
    indicator a share is a share of. ``hedge`` is the plan's own word ("khoảng", "trên").
    """

    id: Name
    plan: Text
    section: Text | None = None
    crop: Name
    indicator: Indicator
    sense: Sense
    hedge: str | None = None
    value_ha: Annotated[float, Field(gt=0)] | None = None
    value_share: Share | None = None
    value_t: Annotated[float, Field(gt=0)] | None = None
    value_count: Annotated[float, Field(gt=0)] | None = None
    year: int | None = None
    communes: tuple[Text, ...] = ()
    communes_as_of: date | None = None
    open_list: bool = False
    denominator: Indicator | None = None
    quote_vi: str | None = None
    status: Literal["draft", "unsigned", "final", "unstated"] = "unstated"
    question: LocalText | None = None

    @model_validator(mode="after")
    def _one_value(self) -> Self:
        values = (self.value_ha, self.value_share, self.value_t, self.value_count)
        given = sum(v is not None for v in values)
        direction = self.sense in ("decrease", "increase")
        if given != (0 if direction else 1):
            raise ValueError("one_value")
        return self


class Project(Asked):
    """A whole project file. ``plans`` takes every target of a plan's register ("000", "002");
    ``targets`` adds the office's own; ``doubt`` says how sure a verdict must be.
    """

    format: Literal[1]
    area: Area
    layers: dict[Name, LayerSpec]
    criteria: dict[Name, Criterion] = Field(default_factory=dict)
    flags: dict[Name, FlagRule] = Field(default_factory=dict)
    zones: dict[Name, ZoneRule] = Field(default_factory=dict)
    plans: tuple[Text, ...] = ()
    targets: tuple[Target, ...] = ()
    doubt: Doubt = Doubt()
