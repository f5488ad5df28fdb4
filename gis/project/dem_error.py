"""What a project says of its DEM's errors, with presets opened."""

from __future__ import annotations

from dataclasses import dataclass

from gis.project.criteria_model import Confidence
from gis.project.doubt_model import DemError, ErrorShape
from gis.project.layers_model import DemLayer
from gis.project.model import Project
from gis.reference.dem_errors import dem_error_presets


@dataclass(frozen=True)
class StatedError:
    """Errors of a DEM's heights: standard deviation and correlation length in metres, whence and
    how sure. ``preset`` is None for the office's own figures.
    """

    sd_m: float
    correlation_m: float
    shape: ErrorShape
    source: str
    confidence: Confidence
    preset: str | None


def stated_error(project: Project) -> StatedError | None:
    """The error the project states for the DEM it measures on; None when it states none."""
    for spec in project.layers.values():
        if isinstance(spec, DemLayer) and not spec.compare:
            return None if spec.error is None else _opened(spec.error)
    return None


def _opened(error: DemError) -> StatedError:
    if error.preset is not None:
        kept = dem_error_presets()[error.preset]
        return StatedError(
            kept.sd_m, kept.correlation_m, error.shape, kept.source, kept.confidence, error.preset
        )
    if error.sd_m is None or error.correlation_m is None or error.source is None:
        raise ValueError("the model lets no error through without its figures and source")
    return StatedError(
        error.sd_m, error.correlation_m, error.shape, error.source, error.confidence, None
    )
