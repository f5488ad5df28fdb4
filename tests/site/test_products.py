"""What a person is given: words, JSON, tables and slips; nothing of the data is ever run."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from pypdf import PdfReader
from shapely.geometry import LineString

from gis.errors import NuongError
from gis.messages import word
from gis.site.as_json import report_json
from gis.site.check import check_sites
from gis.site.counts import counts
from gis.site.fixes import Reading
from gis.site.model import SiteReport
from gis.site.slip.write import slips_pdf, write_slips
from gis.site.statement import statement
from gis.site.table import sites_csv, sites_geojson, write_table
from gis.site.text import report_text
from tests.land import VN2000
from tests.site.ground import FLAG, STEEP, at, country, lots, patch

HOSTILE = '=cmd|"/c calc"!A1<script>\x07'
LAND = country(
    29.5, criteria=STEEP, flags=FLAG, forest=lots(churung=[HOSTILE, "Sùng A Páo", "Vàng Thị Mỷ"])
)


@pytest.fixture(scope="module")
def report() -> SiteReport:
    """A fix that is sure, one near a border, one where the slope is open, a polygon, a track,
    nothing.
    """
    shapes = [
        at(1350), at(1765), at(450), patch(840, 2430, 1500, 1560), LineString([at(600), at(2700)]),
        None,
    ]  # fmt: skip
    found = check_sites(LAND, gpd.GeoSeries(shapes, crs=VN2000), reading=Reading(accuracy_m=40.0))
    named = [replace(found.answers[0], name=HOSTILE, number=1), *found.answers[1:]]
    return replace(found, answers=tuple(named))


def test_counts_add_up_to_the_answers(report: SiteReport) -> None:
    found = counts(report)
    assert sum(found.values()) == 6
    assert (found["cannot_tell"], found["not_judged"], found["needs_plan"]) == (2, 1, 1)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_product_says_that_anything_is_permitted(report: SiteReport, lang) -> None:
    pages = PdfReader(io.BytesIO(slips_pdf(LAND, report, lang))).pages
    told = [report_text(report, lang), sites_csv(report, lang), sites_geojson(report, lang)]
    told += [page.extract_text() for page in pages]
    for text in told:
        for wrong in ("được phép", "cho phép", "permitted", "allowed to", "hợp pháp"):
            assert wrong not in text.lower()


def test_the_words_say_what_was_found(report: SiteReport) -> None:
    text = report_text(report, "vi")
    assert "tiểu khu 0643 · khoảnh 4 · lô a1" in text
    assert "cách 35,0 m (lô 7, khoảnh 1, tiểu khu 0644)" in text
    assert "KHÔNG XÁC ĐỊNH ĐƯỢC" in text
    assert "EPSG:9205" in text
    assert "WGS 84" in text
    assert "KHÔNG KIỂM TRA ĐƯỢC" in text
    assert "không có hình" in text
    assert "Xét theo luật ngày: 21/11/2026" in text
    assert "\x07" not in text


def test_a_doubtful_fix_is_headed_by_the_doubt(report: SiteReport) -> None:
    said = [statement(a, report.about, "en") for a in report.answers]
    assert said[0].verdict == word("legal_needs_plan", "en")
    assert said[1].verdict == said[2].verdict == "CANNOT TELL"
    assert any("No rule against it found" in line for line in said[1].under)
    assert any("up to 30°" in line for line in said[2].under)
    # 0.18 of 9.54 ha lie in no lot.
    assert said[3].verdict == word("legal_insufficient_data", "en")
    assert said[3].under == ("on 0.18 ha of 9.54 ha; the rest stands below",)


@pytest.mark.parametrize(
    ("chance", "text"),
    [(None, "?"), (0.0, "0 %"), (0.004, "< 1 %"), (0.5, "50 %"), (0.996, "> 99 %"), (1.0, "100 %")],
)
def test_all_but_certain_is_not_called_certain(report: SiteReport, chance, text) -> None:
    fix = report.answers[0]
    ground = replace(fix.ground, over_25_probability=chance)
    lines = dict(statement(replace(fix, ground=ground), report.about, "en").lines)
    assert f"P(>25°): {text} ·" in lines["Slope of the cell"]


def test_json_round_trips_and_says_that_owners_are_named(report: SiteReport) -> None:
    told = json.loads(report_json(report))
    assert len(told["answers"]) == 6 == told["features"]
    assert told["counts"] == counts(report)
    assert "owners are named" in told["names"]
    assert told["answers"][0]["lot"]["values"]["tk"] == "0643"
    assert told["answers"][0]["name"] == HOSTILE
    assert told["answers"][5]["fault"] == "no_geometry"
    assert told["answers"][1]["law"]["doubts"] == ["border"]
    assert told["answers"][3]["polygon"]["rules"][0]["over_probability"] is not None
    assert told["about"]["judged_on"] == "2026-11-21"


@pytest.mark.parametrize(("lang", "mark", "sign"), [("vi", ";", ","), ("en", ",", ".")])
def test_csv_opens_in_excel_and_runs_nothing(report: SiteReport, lang, mark, sign) -> None:
    text = sites_csv(report, lang)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=mark))
    assert len(rows) == 6
    assert rows[0]["name"] == '\'=cmd|"/c calc"!A1<script>\\x07'
    assert rows[2]["churung"].startswith("'=cmd")
    assert rows[0]["tk"] == "0643"
    assert rows[0]["border_m"] == f"450{sign}0"
    assert len(rows[0]["lon_deg"].split(sign)[1]) == 7
    assert rows[3]["area_ha"] == f"9{sign}5400"
    assert rows[5]["said"] == "not_judged"
    assert rows[5]["verdict"] == ""
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row.values() if cell)


def test_geojson_has_every_site_and_no_owner(report: SiteReport) -> None:
    text = sites_geojson(report, "vi")
    told = json.loads(text)
    kinds = [f["geometry"] and f["geometry"]["type"] for f in told["features"]]
    assert kinds == ["Point", "Point", "Point", "Polygon", "LineString", None]
    assert told["nuong"]["counts"] == counts(report)
    assert "Sùng A Páo" not in text
    assert "churung" not in told["features"][0]["properties"]


def test_a_table_of_another_kind_is_refused(report: SiteReport, tmp_path: Path) -> None:
    with pytest.raises(NuongError) as refused:
        write_table(report, tmp_path / "a.xls", "vi")
    assert refused.value.problems[0].code == "site.table_suffix"
    with pytest.raises(NuongError) as refused:
        write_slips(LAND, report, tmp_path / "a.doc", "vi")
    assert refused.value.problems[0].code == "site.slip_suffix"
    assert not list(tmp_path.iterdir())


def test_slips_are_a_page_each_with_every_vietnamese_letter(report: SiteReport) -> None:
    pages = PdfReader(io.BytesIO(slips_pdf(LAND, report, "vi"))).pages
    assert len(pages) == 6
    texts = [" ".join(page.extract_text().split()) for page in pages]
    assert all("PHIẾU KIỂM TRA VỊ TRÍ" in text for text in texts)
    assert "Cần phương án được phê duyệt" in texts[0]
    assert "KHÔNG XÁC ĐỊNH ĐƯỢC" in texts[1]
    assert "Người kiểm tra (ký, ghi rõ họ tên)" in texts[0]
    assert "Xét theo luật ngày 21/11/2026" in texts[0]
    assert "không phải giấy phép" in texts[5]
    assert all("không phải giấy phép" in text for text in texts)


def test_the_same_report_gives_the_same_bytes(report: SiteReport) -> None:
    assert slips_pdf(LAND, report, "vi") == slips_pdf(LAND, report, "vi")


def test_a_slip_with_endless_texts_stays_on_its_page(report: SiteReport) -> None:
    one = report.answers[0]
    long = {**one.lot.values, "churung": "Ủy ban nhân dân " * 9, "tk": "6" * 190}
    fix = replace(one, name="Ệ" * 500, lot=replace(one.lot, values=long))
    short = replace(report, answers=(fix,), shapes=report.shapes.iloc[:1], features=1)
    (page,) = PdfReader(io.BytesIO(slips_pdf(LAND, short, "vi"))).pages
    lowest: list[float] = []
    page.extract_text(visitor_text=lambda text, _u, tm, *_r: lowest.append(tm[5]) if text else None)
    assert min(y for y in lowest if y > 0) > 40
