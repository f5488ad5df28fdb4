"""check-site on the sample area, as a ranger types it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gis.sample.area import write_sample
from tests.cli.test_cli import nuong


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("Kiểm lâm")
    write_sample(home / "layers" / "phong-tho-minh-hoa")
    return home


def test_a_point_leaves_words_slip_and_table(shelf: Path) -> None:
    files = ["--slip", "phiếu.pdf", "--table", "bảng.csv", "--json", "đáp.json"]
    done = nuong("check-site", "103.4352", "22.548", "--accuracy-m", "10", *files, cwd=shelf)
    assert done.returncode == 0, done.stderr
    assert "tiểu khu" in done.stdout
    assert "P(>25°)" in done.stdout
    assert (shelf / "phiếu.pdf").read_bytes().startswith(b"%PDF")
    assert (shelf / "bảng.csv").is_file()
    assert json.loads((shelf / "đáp.json").read_text("utf-8"))["features"] == 1


def test_json_alone_is_all_that_is_printed(shelf: Path) -> None:
    done = nuong("check-site", "544565", "2494434", "--crs", "EPSG:9205", "--json", "-", cwd=shelf)
    told = json.loads(done.stdout)
    assert told["answers"][0]["place"]["east_m"] == 544565.0
    assert told["answers"][0]["law"]["sure"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["103.4", "bắc"], "103.4 bắc"),
        (["103.4", "22.5", "7"], "103.4 22.5 7"),
        (["22.548", "103.4352"], "103.4352"),
        (["103.4", "22.5", "--table", "a.xls"], ".csv"),
        (["không-có.gpx"], "không-có.gpx"),
    ],
)
def test_a_wrong_line_ends_with_one_and_a_reason(shelf: Path, words: list[str], said: str) -> None:
    done = nuong("check-site", *words, cwd=shelf)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mistyped_option_is_no_place(shelf: Path) -> None:
    done = nuong("check-site", "103.4", "22.5", "--slipp", "a.pdf", cwd=shelf)
    assert done.returncode == 2


def test_the_library_names_are_loaded_on_first_use(tmp_path: Path) -> None:
    code = "import gis, sys; assert 'gis.site' not in sys.modules; gis.check_sites; gis.open_land"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
