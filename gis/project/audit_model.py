"""When a finding about allocated land is a case: an office's own figures, with their source."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from gis.project.base import Asked, Share, Text
from gis.project.criteria_model import Confidence
from gis.project.layers_model import AllocationPurpose

Hectares = Annotated[float, Field(ge=0)]


class Audit(Asked):
    """What ``nuong audit`` takes for a difference that somebody must look at.

    Paper and drawing differ when they do so by more than ``paper_tolerance_share`` of the paper
    figure *and* by more than ``paper_tolerance_ha``. Any other finding of less than ``least_ha``
    is the width of a drawn line and makes no case. ``slope_purposes`` are the purposes whose land
    over 25° is a case; planned plots always are asked. ``planned_plots`` takes the planned plots
    of ``plots`` layers into the audit. None of these figures stands in a regulation that was
    read: ``source`` and ``confidence`` say where the office's own come from.
    """

    paper_tolerance_share: Share = 0.05
    paper_tolerance_ha: Hectares = 0.05
    least_ha: Hectares = 0.05
    slope_purposes: tuple[AllocationPurpose, ...] = ("agroforestry",)
    planned_plots: bool = True
    source: Text | None = None
    confidence: Confidence = "unverified"
