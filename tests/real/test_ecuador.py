"""Ecuador: 10 m float heights in the fourth band, NaN for nothing; a full run.

That our slope is Horn's is shown in ``tests/grid``. Here the hectares it leads to stand beside
those of the slope band in the file, which is another estimator (Zevenbergen and Thorne).
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from rasterio.windows import from_bounds

import gis
from gis.criteria.mask import Mask
from gis.grid.coverage import cover
from gis.maps.results import Results
from tests.end_to_end.toml_text import write_project
from tests.real.closed import PARTS, publish, require_all_closed
from tests.real.conftest import Report
from tests.real.over import STEEP_FLAG, cassava_on, project_over
from tests.real.shared import as_communes, real

pytestmark = pytest.mark.real_data

CRS, FILE = "EPSG:32717", "ecuador_rbsf_terrain10m.tif"


def fields() -> gpd.GeoDataFrame:
    """Squares of a hectare, one in four places of the natural area."""
    area = gpd.read_file(real("ecuador_rbsf_study_mask.gpkg")).to_crs(CRS)
    west, south, east, north = area.total_bounds
    x, y = (
        a.ravel() for a in np.meshgrid(np.arange(west, east, 200), np.arange(south, north, 200))
    )
    squares = gpd.GeoSeries(shapely.box(x, y, x + 100, y + 100), crs=CRS)
    inside = squares[squares.within(area.union_all())].reset_index(drop=True)
    return gpd.GeoDataFrame({"id": [f"E{i:03d}" for i in range(len(inside))]}, geometry=inside)


def run_over(folder: Path) -> Results:
    mask = as_communes(
        real("ecuador_rbsf_study_mask.gpkg"), folder / "xa.gpkg", code=None, name=None
    )
    fields().to_file(folder / "lo.gpkg")
    said = project_over(CRS, mask, real(FILE), band=4)
    said["layers"]["cassava"] = cassava_on(folder / "lo.gpkg")
    said["flags"] = {"steep_cassava": STEEP_FLAG}
    zone = {"crop": "ginseng", "method": "open_land", "require": ["gentle"], "min_area_ha": 0.3}
    said["zones"] = {"flat": zone}
    return gis.compute(write_project(folder / "project.toml", said))


def published_steep(results: Results) -> Mask:
    """Above 25° by the slope band of the file, on the run's own window."""
    grid = results.grid
    with rasterio.open(real(FILE)) as file:
        window = from_bounds(*grid.bounds, file.transform).round_offsets().round_lengths()
        slope = file.read(1, window=window).astype(float)
    assert slope.shape == grid.shape
    return Mask(slope > 25, np.isfinite(slope))


def test_hectares_beside_those_of_the_published_slope(tmp_path: Path, report: Report) -> None:
    results = run_over(tmp_path)
    require_all_closed(results)
    report("products", **publish(results, tmp_path / "out"))
    (row,) = results.zones.communes.to_dict("records")
    flags, theirs = results.flags.frame, published_steep(results)
    area = results.layers.communes.frame.geometry.to_crs(CRS)
    steep, gentle, unknown = (
        float(s[0]) * row["commune_ha"] for s in cover(area, results.grid).shares(theirs)
    )
    plot_ha = cover(flags.geometry, results.grid).shares(theirs)[0] * flags["area_ha"]
    ours_ha, area_ha = float(flags["flagged_ha"].sum()), float(flags["area_ha"].sum())
    report("natural area", **{name: row[name] for name in ("commune_ha", *PARTS)})
    report("above 25°, Horn", ha=row["excluded_ha"])
    report("above 25°, the file's band", ha=steep, gentle_ha=gentle, unknown_ha=unknown)
    report("Horn less the band", ha=row["excluded_ha"] - steep)
    report("plots", n=len(flags), ha=area_ha, **flags["verdict"].value_counts().to_dict())
    report("plots above 25°", horn_ha=ours_ha, band_ha=float(plot_ha.sum()))
    report("plots, Horn less the band", ha=ours_ha - float(plot_ha.sum()))
    for problem in results.problems:
        report("warned", **{problem.code: problem.part("found", "en")})
    assert row["commune_ha"] == pytest.approx(958, abs=1)
    assert row["excluded_ha"] > 100
    assert ours_ha + flags["clear_ha"].sum() > 0.9 * area_ha
    # Horn averages over three rows, so it finds less steep land; by how much is reported above.
    assert row["excluded_ha"] < steep
