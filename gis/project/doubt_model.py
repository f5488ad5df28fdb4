"""How sure a project wants to be: the error of its DEM, and when a verdict counts as safe."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from gis.project.base import Asked, Share, Text
from gis.project.criteria_model import Confidence

Preset = Literal["GLO-30", "FABDEM", "SRTM-30", "SRTM-90", "AW3D30", "LiDAR"]
ErrorShape = Literal["exponential", "gaussian"]


class DemError(Asked):
    """How wrong the heights of a DEM are: either a preset by name, or figures of the office's own
    with their source. ``shape`` is how agreement of two errors falls with distance:
    ``exponential`` (rough from cell to cell, the careful choice) or ``gaussian`` (smooth).
    """

    preset: Preset | None = None
    sd_m: Annotated[float, Field(gt=0)] | None = None
    correlation_m: Annotated[float, Field(gt=0)] | None = None
    shape: ErrorShape = "exponential"
    source: Text | None = None
    confidence: Confidence = "unverified"

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        own = (self.sd_m, self.correlation_m, self.source)
        if self.preset is not None:
            if any(part is not None for part in own) or self.confidence != "unverified":
                raise ValueError("one_error_form")
        elif any(part is None for part in own):
            raise ValueError("one_error_form")
        return self


class Doubt(Asked):
    """When a plot is safely over or under a flag rule, and how the doubt is computed.

    A verdict is *over* (or *under*) when its probability reaches ``confidence``, else *go and
    look*. ``range_share`` is the part of the draws between low and high (0.9: from 5 % to 95 %).
    ``prior = "terrain"`` lets the DEM's own roughness say which slopes are likely; ``"none"``
    takes every slope as equally likely beforehand. ``canopy_share`` is where forest begins when
    the edges of a surface model are marked.
    """

    confidence: Annotated[float, Field(gt=0.5, lt=1)] = 0.9
    range_share: Annotated[float, Field(gt=0, lt=1)] = 0.9
    draws: Annotated[int, Field(ge=50, le=5000)] = 200
    seed: Annotated[int, Field(ge=0)] = 2030
    prior: Literal["terrain", "none"] = "terrain"
    canopy_share: Share = 0.5
