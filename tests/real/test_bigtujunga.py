"""Big Tujunga: a steep 30 m DEM in UTM; invented communes and plots, counted again by shapely."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from numpy.typing import NDArray
from shapely.affinity import rotate
from shapely.geometry import Polygon, box

import gis
from gis.maps.results import Results
from tests.end_to_end.toml_text import write_project
from tests.real.closed import publish, require_all_closed
from tests.real.conftest import Report
from tests.real.horn import horn_deg
from tests.real.over import STEEP_FLAG, cassava_on, project_over
from tests.real.shared import real

pytestmark = pytest.mark.real_data

CRS, CELL_M = "EPSG:32611", 30.0
# Four communes of 12 × 7 km around the middle of the DEM.
WEST, SOUTH, WIDTH_M, HEIGHT_M = 380_000.0, 3_791_000.0, 12_000.0, 7_000.0
PLOTS = 300


def communes() -> gpd.GeoDataFrame:
    boxes = [
        box(x, y, x + WIDTH_M, y + HEIGHT_M)
        for y in (SOUTH, SOUTH + HEIGHT_M)
        for x in (WEST, WEST + WIDTH_M)
    ]
    names = {"ma_xa": ["00001", "00002", "00003", "00004"], "ten_xa": ["A", "B", "C", "D"]}
    return gpd.GeoDataFrame(names, geometry=boxes, crs=CRS)


def plots() -> gpd.GeoDataFrame:
    """Turned rectangles of 0.05–3 ha, 100 m apart or more, some over borders, some outside."""
    chance = np.random.default_rng(25)
    spots = chance.choice(60 * 34, PLOTS, replace=False)
    shapes: list[Polygon] = []
    for spot in spots:
        x = WEST - 500 + 420 * (spot % 60) + chance.uniform(0, 100)
        y = SOUTH - 400 + 420 * (spot // 60) + chance.uniform(0, 100)
        width_m = chance.uniform(22, 170)
        height_m = chance.uniform(500 / width_m, min(30_000 / width_m, 200))
        shapes.append(rotate(box(x, y, x + width_m, y + height_m), chance.uniform(0, 90)))
    return gpd.GeoDataFrame({"id": [f"T{i:03d}" for i in range(PLOTS)]}, geometry=shapes, crs=CRS)


def run_over(folder: Path) -> Results:
    communes().to_file(folder / "xa.gpkg")
    plots().to_file(folder / "lo.gpkg")
    said = project_over(CRS, folder / "xa.gpkg", real("bigtujunga_srtm30.tif"))
    said["layers"]["cassava"] = cassava_on(folder / "lo.gpkg")
    said["flags"] = {"steep_cassava": STEEP_FLAG}
    zone = {"crop": "ginseng", "method": "open_land", "require": ["gentle"], "min_area_ha": 1.0}
    said["zones"] = {"flat": zone}
    return gis.compute(write_project(folder / "project.toml", said))


def by_shapely(shapes: list[Polygon]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Hectares above 25° and unknown, cell after cell: the area of cell ∩ plot."""
    with rasterio.open(real("bigtujunga_srtm30.tif")) as file:
        stored, t = file.read(1), file.transform
        z = np.where(stored == file.nodata, np.nan, stored.astype(float))
    slope = horn_deg(z, CELL_M, CELL_M)
    found = []
    for shape in shapes:
        west, south, east, north = shape.bounds
        cols = np.arange(int((west - t.c) // CELL_M), int((east - t.c) // CELL_M) + 1)
        rows = np.arange(int((t.f - north) // CELL_M), int((t.f - south) // CELL_M) + 1)
        row, col = (a.ravel() for a in np.meshgrid(rows, cols, indexing="ij"))
        x, y = t.c + CELL_M * col, t.f - CELL_M * row
        cells = shapely.box(x, y - CELL_M, x + CELL_M, y)
        part_ha = shapely.area(shapely.intersection(cells, shape)) / 1e4
        here = slope[row, col]
        found.append([part_ha[here > 25].sum(), part_ha[np.isnan(here)].sum()])
    return tuple(np.array(found).T)


def test_every_plot_agrees_with_shapely(tmp_path: Path, report: Report) -> None:
    results = run_over(tmp_path)
    require_all_closed(results)
    report("products", **publish(results, tmp_path / "out"))
    flags = results.flags.frame
    whole = flags.drop_duplicates("plot_id").set_index("plot_id").sort_index()
    drawn = plots().set_index("id")
    assert list(whole.index) == list(drawn.index)
    steep_ha, unknown_ha = by_shapely(list(drawn.geometry))
    off_ha = np.abs(whole["plot_flagged_ha"] - steep_ha)
    report("plots", n=len(whole), pieces=len(flags), **whole["verdict"].value_counts().to_dict())
    report(
        "hectares",
        drawn=float(whole["plot_area_ha"].sum()),
        flagged=float(flags["flagged_ha"].sum()),
        flagged_by_shapely=float(steep_ha.sum()),
        unknown=float(flags["unknown_ha"].sum()),
        outside_communes=float(flags.loc[flags["commune_code"].isna(), "area_ha"].sum()),
    )
    report("largest difference of one plot", m2=float(off_ha.max() * 1e4))
    for row in results.zones.communes.to_dict("records"):
        report(row["commune"], **{k: v for k, v in row.items() if k.endswith("_ha")})
    assert off_ha.max() < 1e-5
    np.testing.assert_allclose(whole["plot_unknown_ha"], unknown_ha, atol=1e-5)
    assert 0.2 < steep_ha.sum() / drawn.area.sum() * 1e4 < 0.95  # the test has both kinds of land
    assert len(flags) > PLOTS  # and plots cut by a border


def test_communes_close_at_their_drawn_size(tmp_path: Path) -> None:
    table = run_over(tmp_path).zones.communes
    # 12 000 m × 7 000 m = 8 400 ha each.
    np.testing.assert_allclose(table["commune_ha"], 8400.0, rtol=1e-12)
