"""What the benchmarks say must be so: ratios, bars, absent peers told, everybody the same land."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("exactextract", reason="a development extra")
pytest.importorskip("resource", reason="no processor seconds of children on this system")

from benchmarks import chain, groups, land, markdown, peers, sites
from benchmarks.measure import Row, child, interleaved, peak_mb


def test_a_bar_is_an_upper_bound_unless_said_otherwise() -> None:
    assert Row("a", 0.2, 0.2).holds is True
    assert Row("a", 0.21, 0.2).holds is False
    assert Row("a", 1.6, 1.6, at_least=True).holds is True
    assert Row("a", 1.5, 1.6, at_least=True).holds is False
    assert Row("a", None, 0.2).holds is None
    assert Row("a", 3.0, None).holds is None


def test_json_has_every_key_asked_for() -> None:
    told = Row("a", 0.5, 1.0, 2.0, 4.0, versions={"GDAL": "3"}).as_json()
    assert {"name", "ratio", "bar", "holds", "ours_s", "peer_s", "versions"} <= set(told)
    assert json.loads(json.dumps(told))["versions"] == {"GDAL": "3"}


def test_contenders_take_turns_and_the_first_round_is_not_counted() -> None:
    order: list[str] = []
    times = interleaved({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 3)
    assert order == ["a", "b"] * 4
    assert times["a"].runs == 3


def test_the_seconds_of_a_child_are_counted() -> None:
    busy = "import time\nwhile time.process_time() < 0.5: pass"
    assert interleaved({"a": lambda: child(busy)}, 1)["a"].cpu_s >= 0.4


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc on this system")
def test_peak_memory_is_the_childs_own() -> None:
    plain = peak_mb("pass")
    assert peak_mb("x = b'1' * (60 << 20); del x") == pytest.approx(plain + 60, abs=15)


def test_an_absent_peer_is_told_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    peers._told.cache_clear()
    try:
        assert "grass-core" in peers.missing("grass")
        assert "bench --setup" in peers.missing("gdal", "terra")
        assert peers.set_up(root=True) == 1
    finally:
        peers._told.cache_clear()


def test_set_up_installs_only_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"grass-core"}
    monkeypatch.setattr(
        peers, "missing", lambda *n: "" if {*peers.PEERS[n[0]].packages} <= here else "absent"
    )
    monkeypatch.setattr("shutil.which", lambda name: name)
    asked: list[list[str]] = []

    def run(words) -> int:
        asked.append(list(words))
        here.update(words)
        return 0

    assert peers.set_up(run, root=True) == 0
    assert asked[0] == ["apt-get", "update"]
    assert asked[1][:3] == ["apt-get", "install", "-y"]
    assert asked[1][4:] == ["gdal-bin", "python3-gdal", "r-base-core", "r-cran-terra"]


def test_without_rights_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(peers, "missing", lambda *n: "absent")
    assert peers.set_up(lambda words: pytest.fail("ran"), root=False) == 1
    assert "gdal-bin" in capsys.readouterr().err


def test_a_group_that_fails_is_a_row(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from benchmarks.__main__ import measured

    def broken(bench) -> list[Row]:
        raise RuntimeError("gdal_sieve.py: no")

    monkeypatch.setattr(groups, "GROUPS", {"chain": broken})
    monkeypatch.setattr("benchmarks.__main__.GROUPS", {"chain": broken})
    (row,) = measured(groups.Bench(tmp_path, groups.QUICK), "chain")
    assert row.ratio is None
    assert row.holds is None
    assert "gdal_sieve.py: no" in row.note


def test_the_table_of_the_readme() -> None:
    rows = [
        Row("slope / gdaldem", 0.3705, 0.6, 1.0, 3.0),
        Row("peak memory (MB)", 1234.5, 700, unit="MB"),
        Row("plots: terra / ours", 12.0, None, 1.0, 12.0, at_least=True),
        Row("chain / GRASS", None, 0.2, note="not measured"),
    ]
    text = markdown.table([r.as_json() for r in rows], "vi").splitlines()
    assert text[2] == "| slope / gdaldem | 0,37 | ≤ 0,6 | đạt |"
    assert text[3] == "| peak memory (MB) | 1234 MB | ≤ 700 | **chưa** |"
    assert text[4] == "| plots: terra / ours | 12 | – | – |"
    assert text[5] == "| chain / GRASS | chưa đo | ≤ 0,2 | – |"
    assert markdown.table([rows[0].as_json()]).splitlines()[2].endswith("| 0.37 | ≤ 0.6 | yes |")


def test_ours_and_the_peer_outline_the_same_land(tmp_path: Path) -> None:
    """One way by rasterio and numpy, one by Nương: the same candidate hectares, the same zones."""
    import geopandas as gpd

    files = chain.write_inputs(tmp_path / "chain", 400, 60, 4)
    ours, peer = tmp_path / "ours", tmp_path / "peer"
    ours.mkdir(), peer.mkdir()
    child(chain.OURS, str(files.project), str(ours))
    chain.by_numpy(files, peer)
    assert chain._count(ours) == chain._count(peer) > 3
    mine, theirs = (gpd.read_file(f / "zones.fgb").area.sum() / 1e4 for f in (ours, peer))
    assert mine == pytest.approx(theirs, rel=1e-6)


def test_land_is_the_same_for_a_seed_and_patches_are_even() -> None:
    codes = land.patches(400, 5, 22)
    assert (codes == land.patches(400, 5, 22)).all()
    shares = [(codes == c).mean() for c in range(5)]
    assert min(shares) > 0.1


@pytest.mark.parametrize("name", sorted(peers.PEERS))
def test_a_peer_that_is_here_is_known_to_be(name: str) -> None:
    import shutil

    if not shutil.which(peers.PEERS[name].probe[0]):
        pytest.skip(f"{peers.PEERS[name].probe[0]} is not installed")
    assert peers.missing(name) == ""
    assert peers.version(name)


def test_site_checks_answer_every_fix_and_are_measured(tmp_path: Path) -> None:
    many, one = sites.measured(tmp_path / "sites", 160, 60, 40)
    assert "40 sites, 60 lots" in many.name
    assert many.bar == pytest.approx(60 * 40 / 10_000)
    assert one.holds is True
