"""`nuong audit` on the sample: every fault that was put in is found, and no sound row accused."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

import gis
from gis.sample import allocations as seeded
from tests.cli.test_cli import nuong

AREA = "phong-tho-minh-hoa"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("kiểm tra")
    assert nuong("sample", cwd=home).returncode == 0
    return home, nuong("audit", "--lang", "vi", cwd=home)


@pytest.fixture(scope="module")
def rows(made) -> gpd.GeoDataFrame:
    folder = made[0] / "maps" / f"{AREA}-audit"
    return pyogrio.read_dataframe(folder / "audit.gpkg", layer="allocations")


def ids(numbers) -> set[str]:
    return {f"GR-{number + 1:04d}" for number in numbers}


def found(rows: pd.DataFrame, column: str, value: str) -> set[str]:
    own = rows[(rows["role"] == "allocation") & (rows[column] == value)]
    return set(own["allocation_id"])


def test_it_says_how_many_cases_and_what_stands_first(made) -> None:
    done = made[1]
    assert done.returncode == 0, done.stderr
    assert "Đã kiểm tra 153 hồ sơ" in done.stdout
    assert "1. allocations:GR-" in done.stdout
    assert "cases.html" in done.stdout
    assert "Traceback" not in done.stderr


def test_every_fault_of_paper_is_found_and_no_other(rows) -> None:
    assert found(rows, "paper_verdict", "differs") == ids(seeded.WRONG_PAPER)
    assert found(rows, "paper_verdict", "not_given") == ids(seeded.NO_PAPER)


def test_every_fault_of_keys_and_place_is_found_and_no_other(rows) -> None:
    assert found(rows, "lot_verdict", "no_such_lot") == ids(seeded.ZERO_IN_FRONT)
    # What reaches over its neighbour stays within the lot both halves are of.
    wrong = ids((*seeded.OTHER_LOT, *seeded.MOVED))
    assert found(rows, "lot_verdict", "partly_outside") == wrong
    near = rows.set_index("allocation_id").loc[sorted(ids(seeded.ZERO_IN_FRONT))]
    assert list(near["near_lots"]) == list(near["lies_in"])


def test_every_overlap_is_found_and_no_other(made) -> None:
    folder = made[0] / "maps" / f"{AREA}-audit"
    pairs = pyogrio.read_dataframe(folder / "audit.gpkg", layer="overlaps")
    both = (pairs["role"] == "allocation") & (pairs["other_role"] == "allocation")
    # Borders rounded to the centimetre cross by square decimetres: below least_ha, no case.
    own = pairs[both & (pairs["area_ha"] >= 0.05)]
    told = dict(zip(own["audit_id"], own["relation"], strict=True))
    wanted = {f"allocations:{i}": "other_owner" for i in ids(seeded.OVERLAP)}
    wanted |= {f"allocations:{i}": "same_owner" for i in ids(seeded.SAME_OWNER)}
    assert told == wanted


def test_check_knows_the_folder_of_an_audit(made, tmp_path: Path) -> None:
    home, folder = made[0], made[0] / "maps" / f"{AREA}-audit"
    assert nuong("check", str(folder), cwd=home).returncode == 0
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "audit.csv").write_text("x")
    done = nuong("check", str(copy), "--lang", "en", cwd=home)
    assert done.returncode == 1
    assert "audit.csv" in done.stderr


def test_a_project_with_nothing_to_audit_is_told_so(made, tmp_path: Path) -> None:
    area = tmp_path / "layers" / "a"
    shutil.copytree(made[0] / "layers" / AREA, area)
    text = (area / "project.toml").read_text("utf-8")
    start = text.index("[layers.allocations]")
    end = text.index("# -----", start)
    bare = text[:start] + "[audit]\nplanned_plots = false\n\n" + text[end:]
    (area / "project.toml").write_text(bare, "utf-8")
    done = nuong("audit", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 1
    assert 'kind = "allocations"' in done.stderr
    assert not (tmp_path / "maps").exists()


def test_the_library_call_gives_the_same_cases_in_english(made, tmp_path: Path) -> None:
    home = made[0]
    record = gis.audit(home / "layers" / AREA / "project.toml", tmp_path / "a", "en")
    assert {"cases.html", "audit.xlsx", "audit.json"} <= set(record.outputs)
    ranked = [
        pyogrio.read_dataframe(folder / "audit.gpkg", layer="cases", read_geometry=False)
        for folder in (record.folder, home / "maps" / f"{AREA}-audit")
    ]
    assert list(ranked[0]["case_id"]) == list(ranked[1]["case_id"])
    table = (record.folder / "audit.csv").read_text("utf-8-sig")
    assert table.startswith("case_rank,case_id,")
