"""The communes as their file draws them, outlines that cross themselves included."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import CRS

from gis.layers.borders.find import border_faults
from gis.layers.borders.model import BorderFault
from gis.layers.crs_guard import read_project_crs
from gis.layers.files import SHAPE_FORMATS, find_file
from gis.layers.findings import Findings
from gis.layers.open_vector import open_vector
from gis.layers.read_vector import commune_columns, placed
from gis.layers.text.columns import readable
from gis.project.layers_model import CommunesLayer
from gis.project.model import Project


def faults_as_drawn(project: Project, folder: Path) -> tuple[tuple[BorderFault, ...], CRS | None]:
    """The border faults of a project's communes, also where the layer is refused for them.

    Args:
        project: the checked project file.
        folder: its directory.

    Returns:
        As :func:`gis.layers.borders.find.border_faults`, and the project CRS their shapes are in.
        Nothing and ``None`` where the file, its CRS or the project's cannot be used at all, which
        ``nuong check`` tells by itself.
    """
    aside = Findings()
    crs = read_project_crs(project.area.crs, aside)
    spec = next((s for s in project.layers.values() if isinstance(s, CommunesLayer)), None)
    if crs is None or not crs.is_projected or spec is None:
        return (), None
    communes = _as_drawn(spec, folder, crs)
    if communes is None or communes.crs is None:
        return (), None
    return border_faults(communes, crs, project.area.sliver_width_m), crs


def _as_drawn(spec: CommunesLayer, folder: Path, crs: CRS) -> gpd.GeoDataFrame | None:
    """Codes, names and outlines; rows go by their number where the file has neither."""
    aside = Findings(spec.path)
    located = find_file(folder, spec.path, SHAPE_FORMATS, aside)
    opened = open_vector(*located, spec, aside) if located else None
    if opened is None:
        return None
    raw = readable(opened[0], spec.text, aside)
    said = commune_columns(raw, spec, aside)
    numbers = pd.Series([f"#{n + 1}" for n in range(len(raw))], dtype=object)
    codes = said.get("code", numbers).fillna(numbers)
    columns = {"code": codes, "name": said.get("name", codes).fillna(codes)}
    shapes = raw.geometry.to_numpy()
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    frame = gpd.GeoDataFrame(columns, geometry=shapes)[there]
    return placed(frame.reset_index(drop=True), spec, opened[1], crs, aside)
