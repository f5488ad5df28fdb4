"""Border faults as ``nuong check`` tells them, lists them, and writes them for QGIS."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from shapely.geometry import Polygon, box

from gis.cli.main import main
from gis.errors import NuongError
from gis.main_job import commune_faults
from gis.maps.border_file import check_border_file
from tests.land import NORTH, WEST, square
from tests.layers.shelf import Shelf


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs ``nuong check``: its exit code and all it printed."""

    def check(shelf: Shelf, *words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main(["check", str(shelf.write()), *words])
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out + err

    return check


Told = Callable[..., tuple[int, str]]


@pytest.fixture
def gap(shelf: Shelf) -> Shelf:
    """Two communes of 3 000 m with 1 m between them, closed at both ends by a third: the gap has
    1 m × 2 998 m = 0.2998 ha.
    """
    ends = [box(WEST + 3000, NORTH - 1, WEST + 3001, NORTH),
            box(WEST + 3000, NORTH - 3000, WEST + 3001, NORTH - 2999)]  # fmt: skip
    left = square(0, 0, 3000).union(ends[0]).union(ends[1])
    shelf.communes(left, square(3001, 0, 3000))
    return shelf


def test_a_gap_is_told_in_both_languages(gap: Shelf) -> None:
    (one,) = gap.problems()
    assert (one.code, one.level) == ("layers.communes_gap", "warning")
    assert (one.values["n"], one.values["ha"], one.values["slivers"]) == (1, 0.3, 1)
    assert "1 khe hở, 0,3 ha" in one.text("vi")
    assert "1 gaps, 0.3 ha" in one.text("en")
    assert "Xã A – Xã B" in one.text("vi")


def test_check_lists_and_writes_the_faults(gap: Shelf, tmp_path: Path, told: Told) -> None:
    for suffix, layer in ((".geojson", None), (".gpkg", "faults")):
        to = tmp_path / f"lỗi{suffix}"
        code, text = told(gap, "--faults", str(to), "--lang", "vi")
        assert code == 0, text
        assert "khe hở mảnh" in text
        written = pyogrio.read_dataframe(to, layer=layer)
        assert written["area_ha"].tolist() == pytest.approx([0.2998])
        row = written.iloc[0]
        assert (row["kind"], row["what"], row["names"]) == ("gap", "khe hở mảnh", "Xã A; Xã B")
    places = pyogrio.read_dataframe(tmp_path / "lỗi.gpkg", layer="places")
    (inside,) = gpd.sjoin(places, written[["geometry"]]).index
    assert places["lon_deg"][inside] == written["lon_deg"][0]


def test_a_ring_is_listed_though_the_layer_is_refused(
    shelf: Shelf, tmp_path: Path, told: Told
) -> None:
    bow = [(0, 0), (3000, 3000), (3000, 0), (0, 3000)]
    shelf.communes(Polygon([(WEST + x, NORTH - y) for x, y in bow]), square(3000, 0, 3000))
    to = tmp_path / "k.geojson"
    code, text = told(shelf, "--faults", str(to), "--lang", "en")
    assert code == 1
    # two triangles of 3 000 m × 1 500 m / 2 = 225 ha; as drawn one is taken from the other
    fault = commune_faults(shelf.write())[0][0]
    assert (fault.kind, fault.names) == ("ring", ("Xã A",))
    assert fault.repaired_ha == pytest.approx(450.0)
    assert "0.0000 → 450.00" in text
    assert pyogrio.read_dataframe(to)["repaired_ha"][0] == pytest.approx(450.0)


def test_names_from_the_file_are_only_text(shelf: Shelf, told: Told) -> None:
    names = ["[red]A[/red]", "<script>\x1b[2J"]
    shelf.communes(square(0, 0, 3000), square(2999, 0, 3000), ten_xa=names)
    text = told(shelf, "--lang", "en")[1]
    assert "[red]A[/red] – <script>" in text
    assert "\x1b" not in text


def test_the_list_is_as_long_as_asked_for(shelf: Shelf, told: Told) -> None:
    shelf.communes(square(0, 0, 3000), square(2999, 0, 3000))
    assert "The 1 largest of 1" in told(shelf, "--top", "1", "--lang", "en")[1]
    assert "largest of" not in told(shelf, "--top", "0", "--lang", "en")[1]


def test_sound_borders_are_said_to_be_so_where_asked(
    shelf: Shelf, tmp_path: Path, told: Told
) -> None:
    code, text = told(shelf, "--faults", str(tmp_path / "k.gpkg"), "--lang", "en")
    assert code == 0
    assert "No fault of commune borders" in text
    assert len(pyogrio.read_dataframe(tmp_path / "k.gpkg", layer="faults")) == 0
    assert "commune borders" not in told(shelf, "--lang", "en")[1]


@pytest.mark.parametrize("name", ["k.shp", "taken.gpkg", "nowhere/k.gpkg"])
def test_a_name_that_cannot_be_written_is_refused_first(tmp_path: Path, name: str) -> None:
    (tmp_path / "taken.gpkg").write_bytes(b"somebody's")
    with pytest.raises(NuongError):
        check_border_file(tmp_path / name)
    assert (tmp_path / "taken.gpkg").read_bytes() == b"somebody's"
