"""The worked examples of plans 001, 003 and 004: checked, run, the same every time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio

import gis
from gis.cli.ledger_view import ledger_tables as terminal_tables
from gis.cli.ledger_view import target_lines
from gis.errors import NuongError
from gis.main_job import check_project, compute, publish
from gis.maps.check.verify import verify_outputs
from gis.maps.page.land_layers import layer_groups
from gis.maps.results import Results
from gis.maps.text.ledger_tables import ledger_tables
from gis.reference.admin import communes_of
from gis.sample.examples.areas import EXAMPLES, is_bare_example
from gis.sample.examples.write import project_text, write_example
from gis.units import area_ha

# Set, plan and CRS of each example, and what of its plan a map can answer.
ASKED = {
    "lai-chau-city": ("lai_chau_city", date(2025, 6, 30), 7, "001", "EPSG:9205", 8),
    "lang-son-2030": ("lang_son", date(2025, 7, 1), 65, "003", "EPSG:9215", 12),
    "lang-son-2023": ("lang_son", date(2025, 7, 1), 65, "004", "EPSG:9215", 0),
}


@dataclass(frozen=True)
class Made:
    area: str
    project: Path
    results: Results
    products: Path


@pytest.fixture(scope="module", params=sorted(EXAMPLES))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    home = tmp_path_factory.mktemp(request.param)
    project = write_example(request.param, home / "layers")
    results = compute(project)
    publish(results, home / "maps")
    return Made(request.param, project, results, home / "maps")


def targets_of(made: Made) -> dict[str, dict[str, object]]:
    rows = made.results.ledger.targets.to_dict("records")
    return {str(row["target_id"]): dict(row) for row in rows}


def test_nothing_to_say_about_it(made: Made) -> None:
    # Plan 004 is of 2023; that its communes are today's is told on every product.
    told = ["project.plan_before_set"] if made.area == "lang-son-2023" else []
    assert [p.code for p in check_project(made.project)] == told
    assert [p.code for p in made.results.problems] == told
    page = (made.products / "map.html").read_text("utf-8")
    assert ("dừng ở năm 2023" in page) == bool(told)
    assert verify_outputs(made.products) == []


def test_communes_are_the_gazetteers(made: Made) -> None:
    unit, as_of, count, _, crs, _ = ASKED[made.area]
    drawn = gpd.read_file(made.project.parent / "communes.gpkg")
    known = communes_of(unit, as_of)
    assert len(drawn) == count
    assert list(zip(drawn["ma_xa"], drawn["ten_xa"], strict=True)) == [
        (one.code, one.name) for one in known
    ]
    assert drawn.crs == crs
    assert set(drawn.geometry.geom_type) == {"Polygon"}
    centres = gpd.GeoSeries.from_xy(
        [c.centre_lon for c in known], [c.centre_lat for c in known], crs=4326
    ).to_crs(crs)
    assert drawn.contains(centres).mean() > 0.9  # waves may carry a border over a centre


def test_the_land_is_about_as_large_as_the_real_one(made: Made) -> None:
    drawn = gpd.read_file(made.project.parent / "communes.gpkg")
    assert area_ha(drawn.geometry).sum() / 100 == pytest.approx(
        EXAMPLES[made.area].size_km2, rel=0.1
    )


def test_every_target_is_answered_or_waits_for_a_report(made: Made) -> None:
    *_, plan, _, mapped = ASKED[made.area]
    rows = targets_of(made).values()
    assert {row["plan"] for row in rows} == {plan}
    computed = [row for row in rows if row["basis"] == "computed"]
    assert len(computed) == mapped
    for row in computed:
        assert row["unit"] == "ha"
        assert 0.5 < row["held"] / row["target"] < 1.1
    for row in (row for row in rows if row["basis"] != "computed"):
        assert row["basis"] == "reported"
        assert np.isnan(row["held"])
        assert row["met"] == "unknown"


def test_no_figure_is_made_up_for_a_missing_report(made: Made) -> None:
    table, *_ = ledger_tables(made.results, "vi")
    rows = made.results.ledger.targets.to_dict("records")
    for said, row in zip(table.rows, rows, strict=True):
        nothing = said["cells"][3:6] == ["chưa có số báo cáo", "–", "–"]
        assert nothing == (row["basis"] == "reported")


def test_tables_of_nothing_are_left_out(made: Made) -> None:
    titles = [str(table.title) for table in terminal_tables(made.results, "en")]
    drawn = bool(EXAMPLES[made.area].plots)
    assert ("Hectares by commune" in titles) == drawn
    assert any("From drawn to counted" in title for title in titles) == drawn
    assert any("all land of the communes" in title for title in titles)


def test_crops_of_the_page_can_be_told_apart(made: Made) -> None:
    groups = layer_groups(made.results, "vi")
    crops = {crop.label for chosen in EXAMPLES[made.area].plots.values() for crop in chosen}
    styles = [layer.style for group in groups for layer in group.layers if "plots" in layer.style]
    assert len(styles) == len(set(styles)) == len(crops)


def test_it_says_everywhere_that_it_is_invented(made: Made) -> None:
    for name in ("map.html", "ledger.csv", "flags.geojson", "zones.geojson"):
        assert "ILLUSTRATIVE DATA" in (made.products / name).read_text("utf-8"), name
    assert all("Minh hoạ" in one.source for one in made.results.project.layers.values())


def test_the_parts_of_the_rice_make_its_total(tmp_path: Path) -> None:
    results = compute(write_example("lai-chau-city", tmp_path))
    held = results.ledger.targets.set_index("target_id")["held"]
    said = [row["cells"][1].split(" · ")[0] for row in ledger_tables(results, "vi")[0].rows[:5]]
    assert said[:2] == ["Lúa chất lượng", "Lúa chất lượng (San Thàng)"]
    assert said[2:] == [f"Lúa chất lượng ({p})" for p in ("Sùng Phài", "Quyết Thắng", "Đông Phong")]
    assert [line for line in target_lines(results, "vi") if "Lúa chất lượng (San Thàng)" in line]
    parts = [f"p001_rice_area_{p}" for p in ("san_thang", "sung_phai", "quyet_thang", "dong_phong")]
    assert held[parts].sum() == pytest.approx(held["p001_rice_area"], abs=1e-6)
    tea = results.layers.vectors["perennials"].frame.query("crop == 'tea'")
    assert tea["planted_year"].max() == 2022  # what the plan says was newly planted


@pytest.mark.parametrize("area", sorted(EXAMPLES))
def test_the_same_bytes_every_time(area: str, tmp_path: Path) -> None:
    one, other = (write_example(area, tmp_path / name).parent for name in "ab")
    names = sorted(file.name for file in one.iterdir())
    assert names == sorted(file.name for file in other.iterdir())
    for name in names:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def test_plots_neither_touch_nor_leave_the_communes(tmp_path: Path) -> None:
    folder = write_example("lai-chau-city", tmp_path).parent
    plots = [gpd.read_file(folder / f"{name}.gpkg") for name in ("rice", "perennials")]
    shapes = gpd.GeoSeries([shape for table in plots for shape in table.geometry], crs="EPSG:9205")
    one, other = shapes.sindex.query(shapes, predicate="intersects")
    assert (one == other).all()
    assert shapes.is_valid.all()
    land = gpd.read_file(folder / "communes.gpkg").union_all()
    outside_ha = area_ha(shapes.difference(land)).sum()
    assert outside_ha < 0.001 * area_ha(shapes).sum()


def test_the_dem_reaches_beyond_the_communes_and_is_fine_enough(tmp_path: Path) -> None:
    folder = write_example("lang-son-2030", tmp_path).parent
    with rasterio.open(folder / "dem.tif") as dem:
        assert dem.res == (90.0, 90.0)
        heights = dem.read(1)
    assert 0 < heights.min() < heights.max() < 1_541  # no higher than Mẫu Sơn
    assert (folder / "dem.tif").stat().st_size < 4e6


@pytest.mark.parametrize("area", ["lang-son-2030", "lang-son-2023"])
def test_lang_son_in_the_zone_of_lai_chau_is_refused(area: str, tmp_path: Path) -> None:
    project = write_example(area, tmp_path)
    text = project.read_text("utf-8")
    assert 'crs = "EPSG:9215"' in text
    project.write_text(text.replace('crs = "EPSG:9215"', 'crs = "EPSG:9205"'), "utf-8")
    assert "layers.project_crs_outside_area" in {p.code for p in check_project(project)}


def test_a_project_someone_changed_is_left_alone(tmp_path: Path) -> None:
    project = tmp_path / "project.toml"
    project.write_text("# của tôi\n", "utf-8")
    with pytest.raises(NuongError, match=r"project.toml"):
        write_example("lang-son-2023", tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["project.toml"]
    assert project.read_text("utf-8") == "# của tôi\n"


def test_an_example_counts_once_it_has_layers(tmp_path: Path) -> None:
    folder = tmp_path / "lang-son-2023"
    folder.mkdir()
    (folder / "project.toml").write_bytes(project_text("lang-son-2023"))
    assert is_bare_example(folder / "project.toml")
    write_example("lang-son-2023", folder)
    assert not is_bare_example(folder / "project.toml")
    mine = tmp_path / "mine" / "project.toml"
    mine.parent.mkdir()
    mine.write_bytes(project_text("lang-son-2023"))
    assert not is_bare_example(mine)


def test_the_examples_are_loaded_as_they_stand() -> None:
    shelf = Path(__file__).parents[2] / "layers"
    for area, (_, as_of, _, plan, crs, _) in ASKED.items():
        project = gis.load_project(shelf / area / "project.toml")
        assert (project.area.id, project.area.crs, project.area.communes_as_of) == (
            area,
            crs,
            as_of,
        )
        assert project.plans == (plan,)
        assert project.area.illustrative
