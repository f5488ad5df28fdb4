"""`nuong steep`: figures by pencil, files whole or not at all, one machine or a cluster alike."""

import csv
import os
import signal
import threading
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Polygon, box

from gis.cli.workers import crew
from gis.errors import NuongError
from gis.steep_files import (
    ShapesFile,
    SteepRequest,
    dem_file,
    measure_steep_layers,
    read_steep_layers,
)
from tests.cli.test_cli import nuong
from tests.land import NORTH, VN2000, WEST, plane, square
from tests.test_steep_land import hills, land, write

CRS = ("--crs", "EPSG:9205")


def save(file: Path, shapes: list[Polygon], names: list[str]) -> Path:
    gpd.GeoDataFrame({"ten": names}, geometry=shapes, crs=VN2000).to_file(file)
    return file


@pytest.fixture
def tilted(tmp_path: Path) -> Path:
    """A plane of 30°, 10 × 10 cells of 30 m; its rim is unknown. One field inside (0.36 ha, all
    steep), one on a rim cell and the cell beside it (0.09 ha unknown, 0.09 ha steep).
    """
    write(tmp_path / "d.tif", plane(30, 45, (10, 10)))
    rim = box(WEST, NORTH - 150, WEST + 60, NORTH - 120)
    save(tmp_path / "p.gpkg", [square(90, 90, 60), rim], ["=1+1", "Lản Nhì"])
    save(tmp_path / "c.gpkg", [box(WEST, NORTH - 300, WEST + 300, NORTH)], ["Xã"])
    return tmp_path


def table(file: Path, separator: str) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text, delimiter=separator))


def test_the_table_and_the_totals_by_pencil(tilted: Path) -> None:
    """Commune: 9 ha of 10 × 10 cells; the 8 × 8 inside are steep, 5.76 ha; 3.24 ha unknown."""
    done = nuong(
        "steep", "d.tif", *CRS, "--plots", "p.gpkg", "--communes", "c.gpkg", "--plot-id", "ten",
        "--out", "dốc.csv", "--lang", "vi", cwd=tilted,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert "1 xã, 9,00 ha: dốc trên 25° 5,76 ha; không dốc 0,00 ha; chưa biết 3,24 ha" in said
    assert "2 thửa, 0,54 ha: dốc trên 25° 0,45 ha; không dốc 0,00 ha; chưa biết 0,09 ha" in said
    rows = table(tilted / "dốc.csv", ";")
    head = "section,row,id,area_ha,steep_ha,not_steep_ha,unknown_ha,text"
    assert ",".join(rows[0]) == head
    assert rows[2][2] == "dem"
    assert rows[2][-1].startswith("d.tif · 30 × 30 metre, EPSG:9205")
    assert rows[5] == ["total", "", "communes", "9,0000", "5,7600", "0,0000", "3,2400", ""]
    assert rows[7] == ["total", "", "plots", "0,5400", "0,4500", "0,0000", "0,0900", ""]
    # A name that a spreadsheet would run is led by an apostrophe.
    assert rows[8] == ["plots", "1", "'=1+1", "0,3600", "0,3600", "0,0000", "0,0000", ""]
    assert rows[9] == ["plots", "2", "Lản Nhì", "0,1800", "0,0900", "0,0000", "0,0900", ""]
    assert len(rows) == 10


def test_feet_and_another_limit_are_heard(tilted: Path) -> None:
    """30° in metres is atan(0.5774 × 0.3048) = 9.98° when the heights are feet."""
    words = ("steep", "d.tif", *CRS, "--plots", "p.gpkg", "--unit", "ft", "--lang", "en")
    over = nuong(*words, "--above", "9.9", cwd=tilted)
    under = nuong(*words, "--above", "10", cwd=tilted)
    assert "over 9.900° 0.45 ha; not over 0.00 ha" in over.stdout, over.stderr
    assert "over 10° 0.00 ha; not over 0.45 ha" in under.stdout, under.stderr


def test_every_fault_at_once_and_nothing_written(tilted: Path) -> None:
    (tilted / "there.csv").write_text("mine")
    done = nuong(
        "steep", "none.tif", "--crs", "EPSG:4326", "--plots", "p.gpkg", "--plot-id", "tên",
        "--out", "there.csv", "--lang", "en", cwd=tilted,
    )  # fmt: skip
    assert done.returncode == 1
    for told in ("none.tif", "--crs", "tên", "there.csv", "4 errors"):
        assert told in done.stderr, told
    assert (tilted / "there.csv").read_text() == "mine"
    assert nuong("steep", "d.tif", *CRS, cwd=tilted).returncode == 2


def test_a_run_that_fails_midway_leaves_no_table(tilted: Path) -> None:
    whole = (tilted / "d.tif").read_bytes()
    (tilted / "d.tif").write_bytes(whole[:-200])
    done = nuong(
        "steep", "d.tif", *CRS, "--plots", "p.gpkg", "--out", "a.csv", "--lang", "en", cwd=tilted
    )
    assert done.returncode == 1, done.stderr
    assert sorted(p.name for p in tilted.iterdir()) == ["c.gpkg", "d.tif", "p.gpkg"]


def same_with(file: Path, cluster: str | None, workers: int | None) -> bool:
    layers = read_steep_layers(asked(file))
    alone = measure_steep_layers(layers)
    with crew(cluster, workers) as hands:
        other = measure_steep_layers(layers, hands.executor, hands.in_flight)
    return alone.plots.equals(other.plots) and alone.communes.equals(other.communes)


def asked(folder: Path) -> SteepRequest:
    write(folder / "d.tif", hills())
    plots, communes = land()
    plots[plots.area > 0].to_file(folder / "p.gpkg")
    communes.to_file(folder / "c.gpkg")
    files = (ShapesFile(folder / f) for f in ("p.gpkg", "c.gpkg"))
    return SteepRequest(dem_file(folder / "d.tif"), "EPSG:9205", *files)


def test_threads_change_no_digit(tmp_path: Path) -> None:
    assert same_with(tmp_path, None, 3)


def test_without_the_extra_the_pip_line_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(NuongError) as caught, crew("tcp://127.0.0.1:8786", None):
        pass
    assert caught.value.problems[0].code == "run.cluster_missing"
    assert 'pip install "nuong[cluster]"' in caught.value.problems[0].text("vi")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "127.0.0.1:{port}", "foo", "tls://"])
def test_a_cluster_that_is_not_there_is_named_within_seconds(tilted: Path, address: str) -> None:
    pytest.importorskip("distributed", reason="the extra nuong[cluster] is not installed")
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        place = address.format(port=taken.getsockname()[1])
        done = nuong(
            "steep", "d.tif", *CRS, "--plots", "p.gpkg", "--cluster", place, "--out", "a.csv",
            "--lang", "vi", cwd=tilted,
        )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert f"--cluster {place}" in done.stderr
    assert "không kết nối được" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tilted / "a.csv").exists()


def test_what_listens_but_is_no_scheduler_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra nuong[cluster] is not installed")
    import socket

    monkeypatch.setattr("gis.cli.workers.CONNECT_S", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        place = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(NuongError) as caught, crew(place, None):
            pass
    assert caught.value.problems[0].code == "run.cluster_unreachable"


# A dying worker makes distributed warn in its own threads.
@pytest.mark.filterwarnings("default")
@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
def test_a_cluster_by_its_address_the_same_table_though_a_worker_dies(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="nuong[cluster] is not installed")
    asked(tmp_path)
    shapes = ("--plots", "p.gpkg", "--communes", "c.gpkg", "--lang", "en")
    words = ("steep", "d.tif", *CRS, *shapes)
    assert nuong(*words, "--out", "one.csv", cwd=tmp_path).returncode == 0
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True
    ) as cluster:
        address = cluster.scheduler_address
        done = nuong(*words, "--cluster", address, "--workers", "2", "--out", "two.csv",
                     cwd=tmp_path)  # fmt: skip
        assert done.returncode == 0, done.stderr
        layers = read_steep_layers(asked(tmp_path))
        with crew(address, 2) as hands, distributed.Client(address) as client:
            before = set(client.run(os.getpid).values())
            killer = threading.Timer(0.05, os.kill, (min(before), signal.SIGKILL))
            killer.start()
            again = repeatedly(layers, hands, killer)
            client.wait_for_workers(2, timeout=30)
            assert min(before) not in client.run(os.getpid).values()
    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
    alone = measure_steep_layers(layers)
    assert all(alone.plots.equals(a.plots) for a in again)


def repeatedly(layers, hands, killer: threading.Thread) -> list:
    """Measure until the kill is past: some run has a worker die under it."""
    found = []
    while killer.is_alive() or len(found) < 2:
        found.append(measure_steep_layers(layers, hands.executor, hands.in_flight))
    return found
