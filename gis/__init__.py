"""Nương: from plan text to land.

The public API mirrors the command line. Each name is loaded on first use, so that
``import gis`` stays quick.

>>> import gis
>>> record = gis.run("layers/phong-tho-minh-hoa/project.toml")  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "load_project": "gis.project.load",
    "describe_project": "gis.project.describe",
    "check_project": "gis.main_job",
    "read_layers": "gis.layers.read",
    "evaluate": "gis.criteria.evaluate",
    "cut_plots": "gis.zones.pieces",
    "flag_plots": "gis.zones.flag",
    "doubt_plots": "gis.zones.doubt",
    "outline_zones": "gis.zones.outline",
    "slope_land": "gis.zones.slope_land",
    "stream_steep_land": "gis.steep_land",
    "tally": "gis.ledger.tally",
    "render_map": "gis.maps.page.render",
    "write_outputs": "gis.maps.publish",
    "verify_outputs": "gis.maps.check.verify",
    "compute": "gis.main_job",
    "run": "gis.main_job",
    "audit": "gis.allocation_audit",
    "write_sample": "gis.sample.area",
    "open_land": "gis.site.land",
    "check_site": "gis.site.check",
    "check_sites": "gis.site.check",
}
__all__ = sorted(_HOMES)  # noqa: PLE0605 - the table above is the one list of public names


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'gis' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
