"""Two runs side by side, and when they must not be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from affine import Affine

from gis.errors import NuongError
from gis.maps.compare import compare_runs
from gis.maps.publish import write_outputs
from gis.maps.results import Results
from tests.maps.results import little_results


def written(folder: Path, results: Results) -> Path:
    write_outputs(results, folder, "en")
    return folder


def with_totals(**changes: float) -> Results:
    results = little_results()
    totals = results.doubt.totals.assign(**changes)
    return replace(results, doubt=replace(results.doubt, totals=totals))


def with_cell(metres: float) -> Results:
    results = little_results()
    dem = results.layers.dem
    wide = Affine(metres, 0, dem.transform.c, 0, -metres, dem.transform.f)
    return replace(results, layers=replace(results.layers, dem=replace(dem, transform=wide)))


def with_dem(sha256: str) -> Results:
    results = little_results()
    dem = results.layers.dem
    other = replace(dem, source=replace(dem.source, sha256=sha256))
    rasters = dict(results.layers.rasters) | {dem.name: other}
    return replace(results, layers=replace(results.layers, dem=other, rasters=rasters))


def test_the_change_is_b_less_a(tmp_path: Path) -> None:
    a, b = (
        written(tmp_path / "a", little_results()),
        written(tmp_path / "b", with_totals(flagged_ha=0.5)),
    )
    found = compare_runs(a, b)
    total = found.rows[found.rows["place"] == "total"].iloc[0]
    # 0.8 ha in A, 0.5 ha in B.
    assert (total["flagged_ha_a"], total["flagged_ha_b"]) == (0.8, 0.5)
    assert total["change_ha"] == pytest.approx(-0.3)
    assert found.rows["place"].tolist() == ["commune", "total"]
    assert found.differences == ()


def test_a_place_only_one_run_knows_is_unknown_in_the_other(tmp_path: Path) -> None:
    results = little_results()
    only_total = results.doubt.totals[results.doubt.totals["place"] == "total"]
    less = replace(results, doubt=replace(results.doubt, totals=only_total))
    found = compare_runs(written(tmp_path / "a", results), written(tmp_path / "b", less))
    commune = found.rows[found.rows["place"] == "commune"].iloc[0]
    assert np.isnan([commune["flagged_ha_b"], commune["change_ha"]]).all()


@pytest.mark.parametrize(
    ("other", "code"),
    [(with_cell(90.0), "maps.compare_cells"), (with_dem("1" * 64), "maps.compare_dem")],
    ids=["cells", "dem"],
)
def test_other_ground_is_refused_unless_told(tmp_path: Path, other: Results, code: str) -> None:
    a, b = written(tmp_path / "a", little_results()), written(tmp_path / "b", other)
    with pytest.raises(NuongError) as refused:
        compare_runs(a, b)
    assert [p.code for p in refused.value.problems] == [code]
    told = compare_runs(a, b, different_cells=True)
    assert [(p.code, p.level) for p in told.differences] == [(code, "warning")]
    assert len(told.rows) == 2


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    a = written(tmp_path / "a", little_results())
    with pytest.raises(NuongError) as refused:
        compare_runs(a, tmp_path / "nothing")
    assert refused.value.problems[0].code == "maps.record_missing"


def test_a_tampered_run_is_refused(tmp_path: Path) -> None:
    a = written(tmp_path / "a", little_results())
    (a / "ledger.csv").write_bytes(b"0")
    with pytest.raises(NuongError):
        compare_runs(a, a)
