"""Hectares and the way they are written. The one place where square metres become hectares."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from gis.messages import Lang
from gis.messages import number_text as number_text  # the figure without its unit

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

M2_PER_HA = 10_000.0
_WHOLE = frozenset(
    ("count", "head", "cages", "products", "cooperatives", "groups", "enterprises", "chains",
     "districts", "people")
)  # fmt: skip


def area_ha(shapes: gpd.GeoSeries) -> NDArray[np.float64]:
    """Horizontal (map) area of polygons in the CRS they are in, in hectares.

    Vietnamese land and forest records are horizontal areas in the province's VN-2000 zone, so
    this is the only place hectares of a polygon come from.

    Args:
        shapes: polygons in a projected CRS; any linear unit (feet are converted).

    Returns:
        One figure per shape, in order; an empty or missing shape has 0 ha.

    Raises:
        ValueError: the CRS is missing or geographic (degrees have no hectares).
    """
    import numpy as np

    if shapes.crs is None or not shapes.crs.is_projected:
        raise ValueError("hectares need a projected CRS")
    metres = float(shapes.crs.axis_info[0].unit_conversion_factor)
    return np.nan_to_num(shapes.area.to_numpy(dtype=float)) * metres**2 / M2_PER_HA


def is_whole(unit: str) -> bool:
    """Whether a unit counts things one by one: heads, sites, products."""
    return unit in _WHOLE


def ha_text(value: float | None, lang: Lang) -> str:
    """Hectares with their unit, two decimals: ``1.234,56 ha``."""
    return f"{number_text(value, lang)} ha"


def date_text(value: date) -> str:
    """A date as an office writes it, in both languages: ``dd/mm/yyyy``."""
    return value.strftime("%d/%m/%Y")
