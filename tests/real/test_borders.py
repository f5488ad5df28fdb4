"""Border faults of the real outlines, dirty and clean, against figures worked out beside them."""

from __future__ import annotations

import geopandas as gpd
import pytest
from pyproj import CRS

from gis.layers.borders.find import border_faults
from gis.layers.borders.model import BorderFault
from tests.real.conftest import Report
from tests.real.shared import real

pytestmark = pytest.mark.real_data


def _found(file: str, code: str, name: str) -> dict[str, list[BorderFault]]:
    communes = gpd.read_file(real(file)).rename(columns={code: "code", name: "name"})
    crs = CRS("EPSG:9205" if file.startswith(("lai_chau", "phong_tho")) else "EPSG:9215")
    faults = border_faults(communes, crs, 100.0)
    return {kind: [f for f in faults if f.kind == kind] for kind in {f.kind for f in faults}}


@pytest.mark.parametrize(
    ("file", "code", "name", "seen"),
    [
        # what the data's own page says: about 12.8 km² of overlaps and 13.0 km² of holes
        ("lai_chau_communes_2013_census2009.gpkg", "source_commune_id", "name",
         {"overlap": (203, 1282.29), "gap": (389, 1304.71)}),
        ("lang_son_communes_2013_census2009.gpkg", "source_commune_id", "full_name",
         {"overlap": (492, 2346.12), "gap": (950, 2542.39), "apart": (1, 1074.45)}),
        ("phong_tho_communes_pre_july2025.gpkg", "gso_code", "name",
         {"overlap": (25, 210.82), "gap": (48, 149.33)}),
        ("phong_tho_communes_pre_july2025_refit.gpkg", "gso_code", "name", {}),
        ("lang_son_communes_2025.gpkg", "code", "name",
         {"overlap": (8, 1.00), "gap": (2, 0.0008)}),
        ("lai_chau_communes_2025.gpkg", "code", "name", {"gap": (1, 0.0001)}),
    ],
)  # fmt: skip
def test_faults_of_real_communes(
    file: str, code: str, name: str, seen: dict[str, tuple[int, float]], report: Report
) -> None:
    told = _found(file, code, name)
    for kind, faults in told.items():
        first = faults[0]
        report(kind, n=len(faults), ha=sum(f.area_ha for f in faults),
               slivers=sum(f.sliver for f in faults), largest=" – ".join(first.names),
               largest_ha=first.area_ha, width_m=first.width_m)  # fmt: skip
    assert {k: len(v) for k, v in told.items()} == {k: n for k, (n, _) in seen.items()}
    for kind, (_, hectares) in seen.items():
        tolerance = 0.006 if hectares > 0.1 else 0.00006
        assert sum(f.area_ha for f in told[kind]) == pytest.approx(hectares, abs=tolerance)


def test_slivers_are_most_of_what_separate_simplification_leaves() -> None:
    told = _found("lai_chau_communes_2013_census2009.gpkg", "source_commune_id", "name")
    assert sum(f.sliver for f in told["overlap"]) == 180
    assert sum(f.sliver for f in told["gap"]) == 380
    largest = told["overlap"][0]
    assert largest.names == ("Nậm Xe", "Sin Súi Hồ")
    assert largest.area_ha == pytest.approx(28.83, abs=0.005)
    assert (largest.lon, largest.lat) == pytest.approx((103.5136, 22.5955), abs=1e-3)
