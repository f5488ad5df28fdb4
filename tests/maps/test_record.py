"""run.json: what was read, how it was measured, what was doubtful, what was written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gis.errors import Problem
from gis.ledger.model import Closure
from gis.maps.contents import Count, expected_contents
from gis.maps.record import LIBRARIES, Record, output_of, record_text
from tests.maps.results import little_results


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    return json.loads(record_text(little_results(), "vi", {}))


def test_inputs_are_named_with_digest_crs_and_date(said: dict[str, Any]) -> None:
    assert set(said["inputs"]) == {"communes", "cassava", "ginseng", "streams", "dem"}
    dem = said["inputs"]["dem"]
    assert dem["repairs"] == []
    assert (dem["path"], dem["bytes"], dem["sha256"]) == ("dem.gpkg", 1, "0" * 64)
    assert (dem["crs"], dem["dated"]) == ("EPSG:9205", "2025-06-30")


def test_settings_are_the_whole_project_file(said: dict[str, Any]) -> None:
    assert said["settings"] == little_results().project.model_dump(mode="json")
    assert said["settings"]["criteria"]["steep"]["above_deg"] == 25.0


def test_measures_are_stated(said: dict[str, Any]) -> None:
    measured = said["measured"]
    assert measured["grid"]["shape"] == [40, 40]
    assert measured["grid"]["cell_size"] == [30.0, 30.0]
    assert measured["slope_tie_deg"] == 0.001
    assert "EPSG:9205" in measured["hectares"]
    # EPSG gives the only operation for this place 1 m (reading of PROJ's database).
    assert measured["datum_operation"]["accuracy_m"] == 1.0


def test_software_is_named(said: dict[str, Any]) -> None:
    assert set(said["software"]["libraries"]) == set(LIBRARIES)
    assert all(said["software"][key] for key in ("python", "platform", "gdal_vectors", "proj"))


def test_warnings_are_kept_in_both_languages() -> None:
    left = Problem("maps.leftover_removed", level="warning")
    said = json.loads(record_text(little_results(), "vi", {}, [left]))
    first, last = said["problems"]
    assert (first["code"], first["layer"], first["rows"]) == (
        "common.more_rows",
        "cassava",
        ["P1"],
    )
    assert last["code"] == "maps.leftover_removed"
    assert "bị ngắt" in last["vi"]
    assert "cut short" in last["en"]


def test_closures_keep_their_figures() -> None:
    results = little_results()
    ledger = replace(results.ledger, closures=(Closure("a", 1.0, 1.0, 1e-9),))
    said = json.loads(record_text(replace(results, ledger=ledger), "vi", {}))
    assert said["closures"] == [
        {"name": "a", "left_ha": 1.0, "right_ha": 1.0, "tolerance_ha": 1e-9}
    ]


def test_an_output_is_measured_on_the_disk(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    output = output_of(tmp_path / "x", {"features": Count(rows=1)})
    assert (output.bytes, output.sha256) == (3, hashlib.sha256(b"abc").hexdigest())
    record = Record.model_validate_json(record_text(little_results(), "vi", {"x": output}))
    assert record.outputs["x"] == output


def test_what_must_stand_in_the_products_is_counted_from_the_results() -> None:
    expected = expected_contents(little_results(), "vi")
    assert expected["zones.geojson"]["features"].rows == 3
    assert expected["zones.geojson"]["features"].area_ha == pytest.approx(9.45)
    assert expected["flags.geojson"]["features"] == Count(rows=1, area_ha=1.0)
    assert expected["layers.gpkg"]["judged"] == Count(rows=6, area_ha=5.0)
    assert expected["ledger.csv"]["zone_commune"] == Count(rows=6)  # 2 rules × 3 communes
