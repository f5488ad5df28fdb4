"""The field list: plots to go and look at, the visit that removes most doubt first."""

from __future__ import annotations

import pandas as pd

from gis.maps.results import Results

VISIT_COLUMNS = (
    "rule", "visit_order", "layer", "plot_id", "crop", "commune_code", "commune", "area_ha",
    "over_probability", "visit_ha", "flagged_ha", "low_ha", "central_ha", "high_ha", "suspect_ha",
)  # fmt: skip


def visits(results: Results) -> pd.DataFrame:
    """Plots whose verdict is *go and look*, in the order of the hectares of doubt a visit removes.

    Names of owners are not in it: the office's GeoPackage has them by plot.
    """
    plots = pd.DataFrame(results.doubt.plots.frame)
    wanted = plots[plots["visit_order"].notna()]
    return wanted.sort_values(["rule", "visit_order"], kind="stable")[list(VISIT_COLUMNS)]
