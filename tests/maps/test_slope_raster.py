"""A slope raster that somebody asked for: the slope of the whole, and nothing half written."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import rasterio

from gis.errors import NuongError
from gis.grid.terrain import terrain_of
from gis.layers.findings import Findings
from gis.layers.windows import DemWindows, open_dem
from gis.maps.slope_raster import UNKNOWN, write_slope
from gis.steep_land import _declared
from tests.land import raster
from tests.test_steep_land import NODATA, hills, write


def opened(file: Path) -> DemWindows:
    dem = open_dem(_declared(file), Path(), Findings())
    assert dem is not None
    return dem


def test_the_raster_holds_the_slope_of_the_whole_dem(tmp_path):
    z = hills((600, 700))
    dem = opened(write(tmp_path / "d.tif", z))
    with ThreadPoolExecutor(2) as pool:
        file = write_slope(dem, tmp_path / "slope.tif", pool)
    terrain = terrain_of(raster("dem", z.astype(float), known=z != NODATA))
    with rasterio.open(file) as out:
        assert out.transform == dem.transform
        assert out.nodata == UNKNOWN
        found = out.read(1)
    assert ((found != UNKNOWN) == terrain.slope_known).all()
    known = terrain.slope_known
    np.testing.assert_allclose(found[known], terrain.slope_deg[known], atol=4e-6)


def test_a_dem_that_is_none_leaves_no_file(tmp_path):
    z = hills()
    z[5, 5] = 20_000
    with pytest.raises(NuongError):
        write_slope(opened(write(tmp_path / "d.tif", z)), tmp_path / "slope.tif")
    assert [f.name for f in tmp_path.iterdir()] == ["d.tif"]
