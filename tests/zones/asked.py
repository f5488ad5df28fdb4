"""Little project files for land in memory."""

from __future__ import annotations

from datetime import date

from gis.layers.model import RasterLayer, VectorLayer
from gis.project.model import Project
from tests import land


def project(*layers: VectorLayer | RasterLayer, **parts: object) -> Project:
    """A project of some layers; ``parts`` are criteria, flags, zones, plans and targets."""
    area = {
        "id": "pencil",
        "title": {"vi": "Đất thử"},
        "crs": land.VN2000,
        "communes_as_of": date(2025, 6, 30),
    }
    specs = {layer.name: layer.spec for layer in layers}
    return Project.model_validate({"format": 1, "area": area, "layers": specs, **parts})
