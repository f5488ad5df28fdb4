"""The check finds what is wrong with a folder of products, even where digests agree."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gis.maps import publish
from gis.maps.check.verify import verify_outputs
from gis.maps.record import output_of
from tests.maps.results import little_results


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kết quả") / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publish, "map_parts", lambda results, lang, *, tiles: ["<!doctype html>"])
        publish.write_outputs(little_results(), folder)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "bản sao"))


def codes(folder: Path) -> list[str]:
    return sorted({p.code.removeprefix("maps.") for p in verify_outputs(folder)})


def reseal(folder: Path, name: str) -> None:
    """Write the file's new size and digest into run.json: only its meaning is wrong now."""
    record = json.loads((folder / "run.json").read_text("utf-8"))
    new = output_of(folder / name, {})
    record["outputs"][name] |= {"bytes": new.bytes, "sha256": new.sha256}
    (folder / "run.json").write_text(json.dumps(record), "utf-8")


def edit_json(folder: Path, name: str, change: Callable[[dict[str, Any]], object]) -> None:
    said = json.loads((folder / name).read_text("utf-8"))
    change(said)
    (folder / name).write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    reseal(folder, name)


def edit_base(folder: Path, *commands: str) -> None:
    with closing(sqlite3.connect(folder / "layers.gpkg")) as base:
        for (trigger,) in base.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger'"
        ).fetchall():
            base.execute(f'DROP TRIGGER "{trigger}"')
        base.execute("PRAGMA synchronous = OFF")
        for command in commands:
            base.execute(command)
        base.commit()
    reseal(folder, "layers.gpkg")


def test_a_whole_folder_has_no_fault(folder: Path) -> None:
    assert verify_outputs(folder) == []


@pytest.mark.parametrize(
    "name", ["map.html", "ledger.csv", "flags.geojson", "zones.geojson", "layers.gpkg"]
)
def test_a_missing_or_altered_product_is_named(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data + b"\n")
    found = [p for p in verify_outputs(folder) if p.code == "maps.output_altered"]
    assert [p.where.file for p in found] == [name]
    (folder / name).unlink()
    (missing,) = verify_outputs(folder)
    assert (missing.code, missing.where.file) == ("maps.output_missing", name)


def test_a_folder_without_record_is_no_result(folder: Path) -> None:
    (folder / "run.json").unlink()
    assert codes(folder) == ["record_missing"]


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"program":"nuong","outputs":{"a":1}}'],
)
def test_a_record_that_is_none_is_named(folder: Path, data: bytes) -> None:
    (folder / "run.json").write_bytes(data)
    assert codes(folder) == ["record_unreadable"]


def test_a_product_the_record_forgets_is_named(folder: Path) -> None:
    record = json.loads((folder / "run.json").read_text("utf-8"))
    del record["outputs"]["zones.geojson"]
    (folder / "run.json").write_text(json.dumps(record), "utf-8")
    assert codes(folder) == ["output_not_recorded"]


def _ring(said: dict[str, Any]) -> list[list[float]]:
    return said["features"][0]["geometry"]["coordinates"][0]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda f: f.update(crs={"type": "name"}), "geojson_crs"),
        (lambda f: _ring(f).reverse(), "geojson_winding"),
        (lambda f: _ring(f).pop(), "geojson_open_ring"),
        (lambda f: _ring(f)[1].__setitem__(0, 103.00599331), "geojson_decimals"),
        (lambda f: _ring(f)[1].__setitem__(1, 222.0), "geojson_range"),
        (lambda f: _ring(f)[1].append(5.0), "geojson_unreadable"),
        (lambda f: f["features"][1].update(id=f["features"][0]["id"]), "geojson_ids"),
        (lambda f: f["features"][0]["geometry"].update(type="Point"), "geojson_unreadable"),
        (lambda f: f.update(type="Feature"), "geojson_unreadable"),
    ],
)
def test_geojson_that_breaks_the_rules_is_named(
    folder: Path, change: Callable[[dict[str, Any]], object], code: str
) -> None:
    edit_json(folder, "zones.geojson", change)
    assert code in codes(folder)


def test_a_bow_tie_is_invalid(folder: Path) -> None:
    edit_json(
        folder, "zones.geojson", lambda f: _ring(f).__setitem__(slice(1, 3), _ring(f)[2:0:-1])
    )
    assert "geojson_invalid" in codes(folder)


def test_a_lost_zone_is_seen_in_the_rows_and_in_the_other_files(folder: Path) -> None:
    edit_json(folder, "zones.geojson", lambda f: f["features"].pop())
    problems = verify_outputs(folder)
    assert {p.code for p in problems} == {"maps.rows_differ", "maps.files_disagree"}
    # o-1 (2.25 ha) is the only zone of the open-land rule: 0 ha here, 2.25 ha elsewhere
    gone = [p for p in problems if p.code == "maps.files_disagree"]
    assert {p.where.column for p in gone} == {"ginseng_open_land"}


def test_altered_hectares_are_seen(folder: Path) -> None:
    edit_json(
        folder, "flags.geojson", lambda f: f["features"][0]["properties"].update(area_ha=1.001)
    )
    assert codes(folder) == ["files_disagree", "hectares_differ"]


@pytest.mark.parametrize("value", [None, "1", float("nan")])
def test_hectares_that_are_no_number_are_seen(folder: Path, value: object) -> None:
    edit_json(
        folder, "flags.geojson", lambda f: f["features"][0]["properties"].update(area_ha=value)
    )
    assert codes(folder) == ["files_disagree", "hectares_differ"]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("DELETE FROM judged WHERE verdict = 'review'", "rows_differ"),
        ("UPDATE zones SET area_ha = area_ha + 0.01", "hectares_differ"),
        ("UPDATE zones SET area_ha = NULL", "files_disagree"),
        ("DELETE FROM rtree_plots_geom_rowid WHERE rowid = 1", "geopackage_index"),
        ("DROP TABLE overlaps", "geopackage_damaged"),
        ("UPDATE zones SET rule = CAST(x'ff' AS TEXT)", "geopackage_damaged"),
    ],
)
def test_a_geopackage_that_says_something_else_is_named(
    folder: Path, command: str, code: str
) -> None:
    edit_base(folder, command)
    assert code in codes(folder)


def test_a_geopackage_cut_short_is_named(folder: Path) -> None:
    path = folder / "layers.gpkg"
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 9 // 10])
    reseal(folder, "layers.gpkg")
    assert "geopackage_damaged" in codes(folder)


def test_any_bytes_under_our_names_are_an_answer_not_a_crash(folder: Path) -> None:
    for name in ("ledger.csv", "flags.geojson", "zones.geojson", "layers.gpkg"):
        (folder / name).write_bytes(b"\xff\x00[{;,\r\n" * 50)
        reseal(folder, name)
    assert codes(folder) == ["geojson_unreadable", "geopackage_damaged", "table_unreadable"]


def edit_table(folder: Path, old: str, new: str) -> None:
    path = folder / "ledger.csv"
    text = path.read_bytes().decode("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8"))
    reseal(folder, "ledger.csv")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("section;name", "name;section", "table_unreadable"),
        ("\r\nclosure;", "\r\nlimit;", "rows_differ"),
        ("Xã Sin Suối Hồ", "=1+1", "table_formula"),
        (";36,0000;", ";36;0000;", "table_unreadable"),  # a decimal comma became a separator
        ("2,0000;1,4400;ginseng_", "2,0000;1,5400;ginseng_", "files_disagree"),
    ],
)
def test_a_ledger_that_was_changed_is_named(folder: Path, old: str, new: str, code: str) -> None:
    path = folder / "ledger.csv"
    text = path.read_bytes().decode("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8"))
    reseal(folder, "ledger.csv")
    assert codes(folder) == [code]
