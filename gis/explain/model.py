"""What there is to say about one place: plain values, no words of any language yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gis.project.base import LocalText
from gis.project.criteria_model import Criterion

Verdict = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class CriterionFound:
    """One criterion at the place.

    ``value`` is what was found there: degrees (slope), metres (elevation, distance), a share 0-1
    (canopy), a code, the polygon's own words (inside/outside) or the criteria combined; None where
    nothing was found or nothing is known. ``verdict`` is the answer of the grid cell that holds
    the place, which is what the hectares count; ``value`` of a distance is the place's own.
    """

    name: str
    title: LocalText | None
    asked: Criterion
    value: float | str | None
    verdict: Verdict

    @property
    def test(self) -> str:
        """Which test was asked, e.g. ``"slope"``."""
        return self.asked.test


@dataclass(frozen=True)
class ZoneFound:
    """Whether land here is eligible under a zone rule, and which criteria remove it or are
    unknown. The size of the piece around it is not judged here.
    """

    rule: str
    title: LocalText | None
    eligible: Verdict
    removed_by: tuple[str, ...]
    unknown_by: tuple[str, ...]


@dataclass(frozen=True)
class FlagFound:
    """Whether land here meets every criterion of a flag rule for plots of a layer. Whether a plot
    is flagged depends on how many of its hectares do.
    """

    rule: str
    title: LocalText | None
    plots: str
    cites: str
    flagged: Verdict


@dataclass(frozen=True)
class PlotFound:
    """A mapped plot that holds the place."""

    layer: str
    plot_id: str
    crop: str | None


@dataclass(frozen=True)
class Explanation:
    """One place and what every rule says of it.

    ``lon_deg``/``lat_deg`` are WGS 84; ``east``/``north`` lie in the project CRS ``crs``, in its
    unit. ``in_dem`` is False outside the DEM: then nothing of the ground is known and every
    verdict is unknown. ``commune_code`` is None outside every commune. ``elevation_m`` is bilinear
    between the four nearest cell centres, None if one of them is unknown; ``slope_deg`` is that
    of the cell, None where it is unknown. ``aspect_deg`` is the way the cell falls, clockwise from
    grid north; None where the slope is unknown and on flat land.
    """

    lon_deg: float
    lat_deg: float
    east: float
    north: float
    crs: str
    in_dem: bool
    commune_code: str | None
    commune: str | None
    communes_as_of: date
    elevation_m: float | None
    slope_deg: float | None
    aspect_deg: float | None
    criteria: tuple[CriterionFound, ...]
    zones: tuple[ZoneFound, ...]
    flags: tuple[FlagFound, ...]
    plots: tuple[PlotFound, ...]
