"""Write every product of an audit into one folder: whole, checked, or not at all."""

from __future__ import annotations

from pathlib import Path

from gis.errors import raise_errors
from gis.ledger.closure import not_closed
from gis.maps.audit.about import newest
from gis.maps.audit.contents import (
    AUDIT_SHELF,
    FEATURES,
    LISTS,
    MAP,
    OFFICE_FILE,
    PAGES,
    RECORD,
    SHAPES,
    TABLE,
    WORKBOOK,
    expected_contents,
    office_frames,
)
from gis.maps.audit.page import audit_page
from gis.maps.audit.pages import case_pages
from gis.maps.audit.record import audit_record
from gis.maps.audit.results import AuditResults
from gis.maps.audit.tables import cases_csv, cases_geojson
from gis.maps.geopackage import described_as, write_tables
from gis.maps.record import output_of
from gis.maps.results import RunRecord
from gis.maps.staging import replacing, sync_file, target_of
from gis.maps.text_file import write_text
from gis.memory import give_back
from gis.messages import Lang
from gis.office.audit.verify import verify_audit
from gis.office.audit.workbook import write_audit_workbook


def write_audit(results: AuditResults, out: Path, lang: Lang = "vi") -> RunRecord:
    """Write ``map.html, cases.html, audit.xlsx, audit.csv, audit.geojson, audit.gpkg, audit.json``.

    Args:
        results: one audit; hectares in the project CRS.
        out: folder of the products. It must be free, empty, or an earlier audit's folder, which
            is replaced at the very end; a run's folder is left alone.
        lang: language of the products.

    Returns:
        The folder, each product's size and digest, and warnings met while writing.

    Raises:
        NuongError: a sum does not close, the folder may not be written, or a written file does
            not hold what it should. Nothing new stands under ``out`` then.
    """
    raise_errors(not_closed(results.ledger.closures))
    expected, target = expected_contents(results), target_of(Path(out))
    with replacing(target, AUDIT_SHELF) as staging:
        _write_products(results, staging.folder, lang)
        outputs = {n: output_of(staging.folder / n, tables) for n, tables in expected.items()}
        record = audit_record(results, lang, outputs, staging.warnings)
        write_text(staging.folder / RECORD, [record])
        for name in (*expected, RECORD):
            sync_file(staging.folder / name)
        raise_errors(verify_audit(staging.folder))
        outputs[RECORD] = output_of(staging.folder / RECORD, {})
    written = {name: (output.bytes, output.sha256) for name, output in outputs.items()}
    return RunRecord(target, written, staging.warnings)


def _write_products(results: AuditResults, folder: Path, lang: Lang) -> None:
    """Every product but the record, each made only when it is written."""
    write_text(folder / MAP, [audit_page(results, lang)])
    write_text(folder / PAGES, [case_pages(results, lang)])
    write_text(folder / TABLE, [cases_csv(results, lang)])
    write_text(folder / FEATURES, cases_geojson(results, lang))
    write_audit_workbook(results, folder / WORKBOOK, lang)
    described, dated = described_as(results.project, lang), newest(results)
    declared = SHAPES, LISTS
    write_tables(office_frames(results), declared, folder / OFFICE_FILE, described, dated)
    give_back()
