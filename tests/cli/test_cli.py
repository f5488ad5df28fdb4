"""The command line: quick help, exit codes, and never a traceback unless asked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def nuong(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gis", *words], cwd=cwd, capture_output=True, text=True,
        encoding="utf-8", stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("Vùng thử")
    done = nuong("demo", "--lang", "vi", cwd=home)
    assert done.returncode == 0, done.stderr
    assert "map.html" in done.stdout
    return home


def cpu_s() -> float:
    """Processor seconds of finished children: unlike the clock, deaf to a busy machine."""
    spent = os.times()
    return spent.children_user + spent.children_system


@pytest.mark.skipif(os.name == "nt", reason="Windows does not count the time of children")
def test_help_is_quick(tmp_path: Path) -> None:
    spent = []
    for _ in range(5):
        start = cpu_s()
        assert nuong("--help", cwd=tmp_path).returncode == 0
        spent.append(cpu_s() - start)
    assert min(spent) < 0.5  # the bar; importing the GIS stack alone takes over 1 s


def test_help_imports_no_gis_stack(tmp_path: Path) -> None:
    code = (
        "import sys; from gis.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "bad = {'geopandas', 'rasterio', 'folium', 'numpy', 'pandas'} & set(sys.modules)\n"
        "sys.exit(f'imported {bad}' if bad else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_demo_leaves_every_product_and_no_spinner(demo: Path) -> None:
    folder = demo / "maps" / "phong-tho-minh-hoa"
    assert {p.name for p in folder.iterdir()} == {
        "map.html", "ledger.csv", "flags.geojson", "zones.geojson", "layers.gpkg", "run.json",
    }  # fmt: skip


def test_check_of_sample_and_of_its_products(demo: Path) -> None:
    assert nuong("check", cwd=demo).returncode == 0
    assert nuong("check", "maps/phong-tho-minh-hoa", cwd=demo).returncode == 0


def test_a_tampered_product_is_found(demo: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "bản sao"
    shutil.copytree(demo / "maps" / "phong-tho-minh-hoa", copy)
    text = (copy / "zones.geojson").read_text("utf-8")
    (copy / "zones.geojson").write_text(text.replace("0", "1", 50), "utf-8")
    done = nuong("check", str(copy), "--lang", "en", cwd=tmp_path)
    assert done.returncode == 1
    assert "zones.geojson" in done.stderr


@pytest.mark.parametrize("command", ["describe", "ledger"])
def test_answers_in_both_languages(demo: Path, command: str) -> None:
    vi, en = (nuong(command, "--lang", lang, cwd=demo) for lang in ("vi", "en"))
    assert vi.returncode == en.returncode == 0
    assert vi.stdout != en.stdout
    assert "Sắn" in vi.stdout or "sắn" in vi.stdout


def test_explain_a_place(demo: Path) -> None:
    done = nuong("explain", "103.35", "22.55", "--lang", "en", cwd=demo)
    assert done.returncode == 0, done.stderr
    assert "1.400" not in done.stdout  # English numbers
    assert "steep" in done.stdout.lower() or "slope" in done.stdout.lower()


def test_explain_far_away_says_so(demo: Path) -> None:
    done = nuong("explain", "-112.9", "37.2", "--lang", "en", cwd=demo)
    assert done.returncode == 0
    assert "outside" in done.stdout.lower()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["run", "không-có.toml"], 1),
        (["run"], 1),
        (["explain", "x", "y"], 2),
        (["run", "--lang", "fr"], 2),
        (["no-such-command"], 2),
        (["run", "--write", "slope,hillshade"], 2),
        (["new", "../up"], 1),
        (["export", "nowhere"], 1),
    ],
)
def test_misuse_has_a_code_and_no_traceback(tmp_path: Path, words: list[str], code: int) -> None:
    done = nuong(*words, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_new_then_check_names_the_missing_files(tmp_path: Path) -> None:
    assert nuong("new", "ban-lang", cwd=tmp_path).returncode == 0
    done = nuong("check", "--lang", "vi", cwd=tmp_path)
    assert done.returncode == 1
    for name in ("communes.gpkg", "dem.tif", "cassava.gpkg"):
        assert name in done.stderr
    assert nuong("new", "ban-lang", cwd=tmp_path).returncode == 1  # nothing is overwritten


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "fgb", "tab", "mif", "csv"])
def test_export(demo: Path, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"vùng.{suffix}"
    folder = demo / "maps" / "phong-tho-minh-hoa"
    done = nuong("export", str(folder), "--table", "zones", "--to", str(target), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert sum(f.stat().st_size for f in tmp_path.glob("vùng.*")) > 1000


def test_the_ledger_shows_the_range_under_the_flagged_total(demo: Path) -> None:
    done = nuong("ledger", "--lang", "en", cwd=demo)
    assert "With the DEM's error: low" in done.stdout
    assert "Go and look:" in done.stdout


def test_compare_a_run_with_itself(demo: Path) -> None:
    run = "maps/phong-tho-minh-hoa"
    done = nuong("compare", run, run, "--lang", "en", cwd=demo)
    assert done.returncode == 0, done.stderr
    assert "B − A" in done.stdout
    assert nuong("compare", run, "maps/nothing", cwd=demo).returncode == 1
    assert nuong("compare", run, cwd=demo).returncode == 2
