"""From drawn to counted: one number in table, map, workbook, GeoJSON, GeoPackage and ledger."""

from __future__ import annotations

import csv
import json
import re
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pyogrio
import pytest

from gis.history import Book, create_ledger, open_ledger, record_state
from gis.ledger.states.new_state import state_of_run
from gis.ledger.waterfall import STEPS
from gis.main_job import compute, publish
from gis.maps.results import Results
from gis.messages import word
from gis.office.report.build import report_of
from gis.office.report.model import Asked
from gis.office.report.workbook import write_workbook
from gis.units import number_text
from tests.end_to_end.country import Country

DAY = date(2025, 6, 30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("flow")


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    found = compute(Country().write(folder / "in"))
    publish(found, folder / "out")
    return found


@pytest.fixture(scope="module")
def steps(results: Results) -> dict[str, float]:
    """Hectares by step as the run found them: every step but the law's takes something."""
    table = results.ledger.waterfall
    found = dict(zip(table["step"], table["step_ha"], strict=True))
    assert tuple(found) == STEPS
    assert [name for name, ha in found.items() if not ha > 0] == ["barred"]
    return found


def test_it_closes(steps: dict[str, float]):
    # Drawn less overlaps, outside, law, too steep and unknown is what counts.
    left = steps["drawn"] - sum(steps[s] for s in STEPS[1:-1])
    assert left == pytest.approx(steps["counted"], rel=1e-12)


def test_the_table(steps: dict[str, float], folder: Path):
    lines = (folder / "out" / "ledger.csv").read_text("utf-8-sig").splitlines()
    rows = list(csv.reader(lines, delimiter=";"))
    heads = rows[0]
    said = {
        row[heads.index("step")]: float(row[heads.index("step_ha")].replace(",", "."))
        for row in rows
        if row[heads.index("section")] == "waterfall"
    }
    assert said == pytest.approx(steps, abs=5e-5)


def test_the_geopackage(steps: dict[str, float], folder: Path):
    table = pyogrio.read_dataframe(folder / "out" / "layers.gpkg", layer="ledger_waterfall")
    assert dict(zip(table["step"], table["step_ha"], strict=True)) == pytest.approx(steps)


def test_the_geojson(steps: dict[str, float], folder: Path):
    said = json.loads((folder / "out" / "flags.geojson").read_text("utf-8"))
    shown = {row["step"]: row["step_ha"] for row in said["nuong"]["waterfall"]}
    assert shown == pytest.approx(steps, abs=5e-7)
    # What is too steep is in the features too: plots below the rule's smallest area are not.
    own = pd.DataFrame([f["properties"] for f in said["features"]])
    inside = own[own["commune_code"].notna()]
    flagged = inside["counted_flagged_ha"].sum()
    assert 0 < flagged <= steps["flagged"] + 1e-4


def test_another_number_in_one_file_is_found_out(steps: dict[str, float], folder: Path):
    from gis.maps.check.verify import verify_outputs

    copy = folder / "copy"
    shutil.copytree(folder / "out", copy)
    assert verify_outputs(copy) == []
    text = (copy / "flags.geojson").read_text("utf-8")
    wrong = text.replace(f'"step_ha":{steps["counted"]:.6f}', '"step_ha":1.5', 1)
    assert wrong != text
    (copy / "flags.geojson").write_text(wrong, "utf-8")
    told = {(p.code, p.where.column) for p in verify_outputs(copy)}
    assert ("maps.files_disagree", "cassava.counted") in told


def test_the_map(steps: dict[str, float], folder: Path):
    page = (folder / "out" / "map.html").read_text("utf-8")
    island = re.search(r'id="nuong-page">(.*?)</script>', page, re.DOTALL)
    assert island is not None
    said = json.loads(island[1])
    tables = [t for t in said["tables"] if t["title"].startswith(word("waterfall", "vi"))]
    shown = [row["cells"] for row in tables[0]["rows"]]
    assert shown == [
        [word(f"step_of_{step}", "vi"), number_text(ha, "vi")] for step, ha in steps.items()
    ]


def test_the_workbook(steps: dict[str, float], results: Results, folder: Path):
    to = folder / "flow.xlsx"
    write_workbook(report_of(results, Asked("nam", DAY, (), "a", "b", "c")), to, today=DAY)
    cells = openpyxl.load_workbook(to, data_only=True)[word("report_sheet_flow", "vi")]
    said = {row[2]: row[3] for row in cells.iter_rows(values_only=True) if row[3] is not None}
    for step, ha in steps.items():
        assert said[word(f"step_of_{step}", "vi")] == pytest.approx(ha)
    assert said[word("report_flow_check", "vi")] == 0


def test_the_ledger_over_time(steps: dict[str, float], results: Results, folder: Path):
    create_ledger(folder / "so.gpkg", results.project.area.crs)
    file = open_ledger(folder / "so.gpkg")
    run = (results.project, results.layers, results.plots, results.ledger)
    record_state(file, state_of_run(*run, DAY), "Lan")
    table = Book(file).waterfall(DAY)
    body = next(iter(Book(file).kept.values())).body
    file.close()
    assert dict(zip(table["step"], table["step_ha"], strict=True)) == pytest.approx(steps)
    # In whole square centimetres it closes to the digit.
    whole = [cm2 for _, _, cm2 in body["steps"]]
    assert whole[0] == sum(whole[1:])
