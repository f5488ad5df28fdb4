"""The real communes of Phong Thổ (17, before the reform) and of Lai Châu (38, after it), with the
sample's invented rasters, forest and plots.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import gis
from gis.maps.results import Results
from tests.real.closed import PARTS, codes, publish, require_all_closed
from tests.real.conftest import Report
from tests.real.shared import real

pytestmark = pytest.mark.real_data

OLD = "phong_tho_communes_pre_july2025_refit.gpkg"
NEW = "lai_chau_communes_2025.gpkg"
# Plan 002 spreads 750 ha of ginseng over these eight.
EIGHT = {
    "Sì Lở Lầu", "Vàng Ma Chải", "Mồ Sì San", "Tung Qua Lìn", "Dào San", "Bản Lang",
    "Sin Suối Hồ", "Lản Nhì Thàng",
}  # fmt: skip
# Where the eight went on 1 July 2025. The new commune called Phong Thổ took in none of them, and
# Dào San took in Tung Qua Lìn.
CONTAIN_NAMED = {"Sì Lở Lầu", "Dào San", "Sin Suối Hồ", "Khổng Lào", "Đoàn Kết"}


def over_real_communes(sample: Path, file: str, code_column: str, as_of: str) -> Path:
    """The sample's project over other communes, beside the sample's layers."""
    shutil.copyfile(real(file), sample / file)
    text = (sample / "project.toml").read_text("utf-8")
    for old, new in (
        ('path = "communes.gpkg"', f'path = "{file}"'),
        ('code = "ma_xa", name = "ten_xa"', f'code = "{code_column}", name = "name"'),
        ("communes_as_of = 2025-06-30", f"communes_as_of = {as_of}"),
        ('từng xã"\ndated = 2025-06-30', f'từng xã"\ndated = {as_of}'),
        # The papers name communes of the sample's own date: other communes have other codes.
        ('commune_code = "ma_xa"\npurpose', "purpose"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    project = sample / f"{as_of}.toml"
    project.write_text(text, "utf-8")
    return project


def tell(report: Report, results: Results) -> None:
    for rule, table in results.zones.communes.groupby("rule"):
        report(str(rule), **table[["commune_ha", *PARTS]].sum())
    flags = results.flags.frame
    report("cassava", **flags[["area_ha", "flagged_ha", "clear_ha", "unknown_ha"]].sum())
    plots = flags.drop_duplicates("plot_id")["verdict"].value_counts()
    report("cassava plots", **plots.to_dict())
    outside = results.ledger.holdings.query("place == 'outside_communes'")
    report("drawn outside the communes", ha=float(outside["drawn_ha"].sum()))
    for problem in results.problems:
        report("warned", **{problem.code: problem.part("found", "en")})


def named(results: Results) -> pd.Series:
    """Which word each commune has for the plan of ginseng, by name."""
    return results.zones.communes.drop_duplicates("commune").set_index("commune")["named_by_plan"]


def test_the_17_communes_before_the_reform(sample: Path, tmp_path: Path, report: Report) -> None:
    results = gis.compute(over_real_communes(sample, OLD, "gso_code", "2025-06-30"))
    tell(report, results)
    require_all_closed(results)
    report("products", **publish(results, tmp_path / "out"))
    said = named(results)
    assert len(said) == 17
    assert set(said[said == "named"].index) == EIGHT
    assert set(said.unique()) == {"named", "other"}
    # 103 327 ha in UTM zone 48, whose areas are 1e-4 larger here; the official figure is 102 924.5.
    total_ha = results.zones.communes.drop_duplicates("commune")["commune_ha"].sum()
    assert 103_300 < total_ha < 103_350
    assert "layers.raster_covers_part" in codes(results)
    assert "layers.communes_overlap" not in codes(results)  # the refit leaves no gap, no overlap


def test_the_38_communes_after_the_reform(sample: Path, tmp_path: Path, report: Report) -> None:
    results = gis.compute(over_real_communes(sample, NEW, "code", "2025-07-01"))
    tell(report, results)
    require_all_closed(results)
    report("products", **publish(results, tmp_path / "out"))
    said = named(results)
    assert len(said) == 38
    assert set(said[said == "contains_named"].index) == CONTAIN_NAMED
    assert set(said.unique()) == {"contains_named", "other"}
    assert said["Phong Thổ"] == "other"
    total = results.zones.communes.query("rule == 'ginseng_open_land'")
    # 907 019 ha in UTM 48N, the province's published figure is 906 873 ha.
    assert total["commune_ha"].sum() == pytest.approx(907_000, rel=1e-3)
    # The DEM knows about 117 000 ha; a commune far from it is unknown to the last hectare.
    far = total.set_index("commune").loc["Than Uyên"]
    assert far["unknown_ha"] == pytest.approx(far["commune_ha"], rel=1e-9)
    assert total["unknown_ha"].sum() > 780_000
    assert "layers.raster_covers_part" in codes(results)
    assert "project.commune_sets_differ" not in codes(results)
