"""Hectares and the way they are written. The one place where square metres become hectares."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from gis.messages import Lang

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

M2_PER_HA = 10_000.0


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


def number_text(value: float | None, lang: Lang, digits: int = 2) -> str:
    """A number as a person reads it: ``1.234,56`` in Vietnamese, ``1,234.56`` in English.

    ``None`` and NaN are unknown and read "?"; they are never shown as zero.

    >>> number_text(1234.5, "vi"), number_text(1234.5, "en"), number_text(None, "vi")
    ('1.234,50', '1,234.50', '?')
    """
    if value is None or value != value:
        return "?"
    text = f"{value + 0.0:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


def ha_text(value: float | None, lang: Lang) -> str:
    """Hectares with their unit, two decimals: ``1.234,56 ha``."""
    return f"{number_text(value, lang)} ha"


def date_text(value: date) -> str:
    """A date as an office writes it, in both languages: ``dd/mm/yyyy``."""
    return value.strftime("%d/%m/%Y")
