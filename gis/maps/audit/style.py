"""How an audit's land is drawn: told apart by colour and by dash, as on every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from gis.maps.page.style import Style, style_table

# From the top of the map down.
AUDIT_STYLES: Mapping[str, Style] = {
    "audit_outside": Style("#5b3f8f", "#8f76c4", fill_opacity=0.7, weight=1.6, dash="1 3"),
    "audit_conflict": Style("#a83f00", "#d55e00", fill_opacity=0.65, weight=2.2),
    "audit_check": Style("#8a6d00", "#f0e442", fill_opacity=0.55, weight=1.8, dash="6 3"),
    "audit_cannot_tell": Style("#454545", "#8c8c8c", fill_opacity=0.5, weight=1.5, dash="2 3"),
    "audited": Style("#003f63", "#b9dff6", fill_opacity=0.35, weight=1.0),
}


def audit_styles() -> dict[str, dict[str, object]]:
    """Styles of the page, the audit's own on top of the usual ones."""
    return {name: asdict(style) for name, style in AUDIT_STYLES.items()} | style_table()
