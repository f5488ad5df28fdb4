"""Products of an audit: whole or not at all, names kept in, texts never run, every count again."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pyogrio
import pytest
from openpyxl import load_workbook

from gis.errors import NuongError
from gis.ledger.model import Closure
from gis.maps.audit.contents import PRODUCTS, RECORD
from gis.maps.audit.page import audit_page
from gis.maps.audit.pages import PAGES_ID, case_pages
from gis.maps.audit.tables import CASE_PROPERTIES, cases_csv, cases_geojson
from gis.office.audit.publish import write_audit
from gis.office.audit.verify import verify_audit
from tests.land import square
from tests.office.audit.ledgers import audit_of
from tests.zones.allocation.ground import ROWS

OWNERS = ("Giàng A Páo", "Lý Chin Sủ", "Bản Khe Sâu")
HOSTILE = "=1+1</script><img src=x onerror=alert(1)>{{7*7}}"


@pytest.fixture(scope="module")
def audit():
    return audit_of()


@pytest.fixture(scope="module")
def folder(audit, tmp_path_factory) -> Path:
    return write_audit(audit, tmp_path_factory.mktemp("audit") / "a").folder


def told(page: str) -> dict:
    found = re.search(rf'id="{PAGES_ID}">([^<]*)<', page)
    assert found
    return json.loads(found[1])


def test_every_product_is_there_and_says_what_it_holds(folder, audit):
    assert {p.name for p in folder.iterdir()} == {*PRODUCTS, RECORD}
    assert verify_audit(folder) == []
    record = json.loads((folder / RECORD).read_text("utf-8"))
    assert record["product"] == "audit"
    assert len(record["closures"]) == len(audit.ledger.closures)
    assert record["settings"]["audit"]["confidence"] == "unverified"


def test_cases_stand_in_their_order_in_every_table(folder, audit):
    ids = list(audit.ledger.cases.frame["case_id"])
    text = (folder / "audit.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["case_id"] for row in rows] == ids
    assert rows[0]["stake_ha"] == "1,3000"
    features = json.loads((folder / "audit.geojson").read_text("utf-8"))["features"]
    assert [f["id"] for f in features] == ids
    frame = pyogrio.read_dataframe(folder / "audit.gpkg", layer="cases")
    assert list(frame["case_id"]) == ids
    sheet = load_workbook(folder / "audit.xlsx").worksheets[0]
    assert [sheet.cell(n + 5, 2).value for n in range(len(ids))] == ids
    assert sheet.cell(5, 5).value == pytest.approx(1.3)


def test_unknown_is_said_and_never_a_zero(folder):
    rows = pyogrio.read_dataframe(folder / "audit.gpkg", layer="allocations", read_geometry=False)
    said = rows.set_index("allocation_id")
    assert said["paper_ha"].isna()["A3"]
    book = load_workbook(folder / "audit.xlsx")
    sheet = book.worksheets[2]
    heads = [cell.value for cell in sheet[4]]
    paper = heads.index("Diện tích trên giấy (ha)")
    by_id = {row[0].value: row for row in sheet.iter_rows(min_row=5)}
    assert by_id["given:A3"][paper].value == "chưa rõ"


def test_names_stay_in_the_office(audit):
    pages = case_pages(audit, "vi")
    assert all(owner in json.dumps(told(pages), ensure_ascii=False) for owner in OWNERS[:2])
    for text in (
        audit_page(audit, "vi"),
        cases_csv(audit, "vi"),
        "".join(cases_geojson(audit, "vi")),
    ):
        assert not any(owner in text for owner in OWNERS)
    shown = audit_page(replace(audit, project=_named(audit)), "vi")
    assert OWNERS[0] in shown
    assert "owner" not in CASE_PROPERTIES


def _named(audit):
    area = audit.project.area.model_copy(update={"names_on_map": True})
    return audit.project.model_copy(update={"area": area})


def test_a_page_for_every_case_with_a_sketch_and_both_coordinates(audit):
    cases = told(case_pages(audit, "vi"))["cases"]
    assert [one["id"] for one in cases] == list(audit.ledger.cases.frame["case_id"])
    pair = next(one for one in cases if "+" in one["id"])
    # A1 and A2 share 50 m × 100 m; the ring of the shared land is as large in the picture.
    ((x0, y0), *_), *_ = pair["sketch"]["stake"]
    xs = [x for x, _ in pair["sketch"]["stake"][0]]
    ys = [y for _, y in pair["sketch"]["stake"][0]]
    assert (max(xs) - min(xs), max(ys) - min(ys)) == (50.0, 100.0)
    assert 0 < x0 < pair["sketch"]["size_m"]
    assert 0 < y0 < pair["sketch"]["size_m"]
    places = dict(one[:2] for one in pair["facts"])
    # The middle of the shared land: 500 175 east, 2 499 850 north.
    assert places["Điểm giữa, X bắc · Y đông"].startswith("2.499.850 · 500.175 ")
    assert re.fullmatch(r"22\.\d{5}, 103\.\d{5}", places["WGS 84, vĩ độ, kinh độ"])


def test_hostile_texts_are_shown_and_never_run(tmp_path):
    rows = [(HOSTILE, ROWS[3][1], ROWS[3][2] | {"owner": HOSTILE, "key": ("1", HOSTILE, "2"),
                                               "contract": HOSTILE})]  # fmt: skip
    audit = audit_of(rows, names_on_map=True)
    for page in (audit_page(audit, "vi"), case_pages(audit, "vi")):
        assert "<img" not in page
        assert "{{7*7}}" in page
    assert told(case_pages(audit, "vi"))["cases"][0]["id"] == f"given:{HOSTILE}"
    folder = write_audit(audit, tmp_path / "a").folder
    book = load_workbook(folder / "audit.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    table = (folder / "audit.csv").read_bytes().decode("utf-8-sig")
    assert not re.search(r"(^|;)=", table, re.MULTILINE)


def test_a_sum_that_does_not_close_stops_the_publishing(audit, tmp_path):
    open_sum = Closure("audit.functions", 1.0, 2.0, 1e-6)
    spoiled = replace(audit.ledger, closures=(*audit.ledger.closures, open_sum))
    with pytest.raises(NuongError) as refused:
        write_audit(replace(audit, ledger=spoiled), tmp_path / "a")
    assert [p.code for p in refused.value.problems] == ["ledger.not_closed"]
    assert list(tmp_path.iterdir()) == []


def test_an_audit_takes_the_place_of_an_audit_and_of_nothing_else(audit, tmp_path):
    out = tmp_path / "a"
    write_audit(audit, out)
    write_audit(audit, out, "en")
    assert json.loads((out / RECORD).read_text("utf-8"))["lang"] == "en"
    run = tmp_path / "run"
    run.mkdir()
    (run / "run.json").write_text('{"program": "nuong"}')
    with pytest.raises(NuongError) as refused:
        write_audit(audit, run)
    assert [p.code for p in refused.value.problems] == ["maps.target_not_ours"]
    assert [p.name for p in run.iterdir()] == ["run.json"]


@pytest.mark.parametrize("name", PRODUCTS)
def test_an_altered_or_missing_product_is_named(folder, tmp_path, name):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    with (copy / name).open("r+b") as file:
        file.truncate(200)
    assert name in {p.where.file for p in verify_audit(copy)}
    (copy / name).unlink()
    found = [p.code for p in verify_audit(copy) if p.where.file == name]
    assert found == ["maps.output_missing"]


def test_the_same_audit_gives_the_same_bytes(audit, folder, tmp_path):
    again = write_audit(audit, tmp_path / "b").folder
    for name in PRODUCTS:
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name


def test_an_audit_without_a_case_is_published_too(tmp_path):
    rows = [("B1", square(400, 400, 100), {"owner": "x", "key": ("512", "1", "2")})]
    folder = write_audit(audit_of(rows), tmp_path / "a").folder
    assert verify_audit(folder) == []
    assert told((folder / "cases.html").read_text("utf-8"))["cases"] == []
