"""A folder of products appears whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gis.errors import NuongError
from gis.ledger.model import Closure
from gis.maps import publish
from gis.maps.check.verify import verify_outputs
from gis.maps.contents import OUTPUTS
from gis.maps.publish import write_outputs
from tests.maps.results import little_results

PAGE = "<!doctype html><title>bản đồ</title>\r\n"
RESULTS = little_results()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run nobody touches."""
    folder = tmp_path_factory.mktemp("kết quả") / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publish, "map_parts", lambda results, lang, *, tiles: [PAGE])
        write_outputs(RESULTS, folder)
    return folder


@pytest.fixture(autouse=True)
def _quick_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page has its own tests; here any text will do."""
    monkeypatch.setattr(publish, "map_parts", lambda results, lang, *, tiles: [PAGE])


def codes(error: pytest.ExceptionInfo[NuongError]) -> list[str]:
    return [p.code for p in error.value.problems]


def names(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir()}


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_six_products_stand_in_the_folder_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "Phong Thổ – kết quả" / "đợt 1"
    record = write_outputs(RESULTS, out)
    assert names(out) == set(OUTPUTS)
    assert names(out.parent) == {"đợt 1"}
    assert record.folder == out
    assert {n: size for n, (size, _) in record.outputs.items()} == {
        p.name: p.stat().st_size for p in out.iterdir()
    }
    assert verify_outputs(out) == []
    assert (out / "map.html").read_bytes() == PAGE.encode()  # no newline is translated


def test_the_real_page_goes_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    write_outputs(RESULTS, tmp_path / "out", "en")
    assert verify_outputs(tmp_path / "out") == []


def test_a_second_run_replaces_the_first_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_outputs(little_results(plot_id="P1"), out)
    write_outputs(little_results(plot_id="Q9"), out, "en")
    assert verify_outputs(out) == []
    assert all(b"P1" not in data for name, data in contents(out).items() if name != "layers.gpkg")
    assert names(tmp_path) == {"out"}


def test_the_same_results_give_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    write_outputs(little_results(), tmp_path / "out")
    a, b = contents(whole), contents(tmp_path / "out")
    assert {n: d for n, d in a.items() if n != "run.json"} == {
        n: d for n, d in b.items() if n != "run.json"
    }
    said = [json.loads(x["run.json"]) for x in (a, b)]
    assert [s.pop("written_at") is not None for s in said] == [True, True]
    assert said[0] == said[1]


def test_hash_seed_and_locale_change_nothing(whole: Path, tmp_path: Path) -> None:
    code = (
        "import locale, sys; from pathlib import Path\n"
        "locale.setlocale(locale.LC_ALL, '')\n"
        "from gis.maps import publish; from tests.maps.results import little_results\n"
        "publish.map_parts = lambda results, lang, *, tiles: []\n"
        "publish.write_outputs(little_results(), Path(sys.argv[1]))\n"
    )
    other = {"PYTHONHASHSEED": "4242", "LC_ALL": "C", "LANG": "C", "TZ": "Asia/Ho_Chi_Minh"}
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "b")],
        env={**os.environ, **other},
        cwd=Path(__file__).parents[2],
        check=True,
    )
    tables = ("ledger.csv", "flags.geojson", "zones.geojson", "layers.gpkg")
    a, b = contents(whole), contents(tmp_path / "b")
    assert [n for n in tables if a[n] != b[n]] == []


def test_sums_that_do_not_close_publish_nothing(tmp_path: Path) -> None:
    results = RESULTS
    wrong = (Closure("a", 1.0, 2.0, 0.1), Closure("b", float("nan"), 1.0, 0.1))
    ledger = replace(results.ledger, closures=(*results.ledger.closures, *wrong))
    with pytest.raises(NuongError) as error:
        write_outputs(replace(results, ledger=ledger), tmp_path / "out")
    assert codes(error) == ["ledger.not_closed", "ledger.not_closed"]
    assert names(tmp_path) == set()


STEPS = [
    "map_parts", "ledger_csv", "flags_geojson", "zones_geojson", "write_geopackage",
    "sync_file", "output_of", "record_text", "verify_outputs",
]  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_fault_at_any_step_leaves_the_old_run_as_it_was(
    step: str, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = Path(shutil.copytree(whole, tmp_path / "out"))
    before = contents(out)

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "layers.gpkg")

    monkeypatch.setattr(publish, step, fail)
    for target in (out, tmp_path / "fresh"):
        with pytest.raises((NuongError, OSError)):
            write_outputs(RESULTS, target)
    assert contents(out) == before
    assert names(tmp_path) == {"out"}


def test_a_run_killed_between_the_renames_gets_its_old_folder_back(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(whole, tmp_path / ".out.nuong-old")
    monkeypatch.setattr(publish, "write_geopackage", _no_space)
    with pytest.raises(NuongError) as error:
        write_outputs(RESULTS, tmp_path / "out")
    assert codes(error) == ["maps.not_written"]
    assert contents(tmp_path / "out") == contents(whole)
    assert names(tmp_path) == {"out"}


def _no_space(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_the_record_says_what_was_left_behind(tmp_path: Path) -> None:
    (tmp_path / ".out.nuong-new").mkdir()
    record = write_outputs(RESULTS, tmp_path / "out")
    assert [p.code for p in record.problems] == ["maps.leftover_removed"]
    said = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert said["problems"][-1]["file"] == ".out.nuong-new"


def test_a_broken_character_is_a_named_error(tmp_path: Path) -> None:
    with pytest.raises(NuongError) as error:
        write_outputs(little_results(plot_id="P\ud800"), tmp_path / "out")
    assert codes(error) == ["maps.not_text"]
    assert names(tmp_path) == set()
