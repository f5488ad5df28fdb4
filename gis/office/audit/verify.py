"""An audit's folder read again: every product there, unchanged, counted anew."""

from __future__ import annotations

import csv
import io
import json
import re
import zlib
from base64 import b64decode
from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import ValidationError

from gis.errors import Problem, Where
from gis.maps.audit.contents import (
    FEATURES,
    LISTS,
    OFFICE_FILE,
    PAGES,
    PRODUCTS,
    RECORD,
    SHAPES,
    TABLE,
    WORKBOOK,
)
from gis.maps.audit.pages import PAGES_ID
from gis.maps.audit.record import AuditRecord
from gis.maps.check.features import check_features
from gis.maps.check.found import Found, check_counts
from gis.maps.check.geopackage import check_tables
from gis.maps.check.verify import check_file
from gis.maps.contents import Count
from gis.maps.tables import SEPARATOR
from gis.messages import Lang
from gis.office.audit.workbook import HEAD_ROW

_ISLAND = re.compile(rf'<script type="application/([a-z-]+)" id="{PAGES_ID}">([^<]*)</script>')


def is_audit(folder: Path) -> bool:
    """Whether a folder says of itself that it is an audit's."""
    return (folder / RECORD).is_file()


def verify_audit(folder: Path) -> list[Problem]:
    """Every fault of an audit's folder; empty when all is as ``audit.json`` says.

    Args:
        folder: one :func:`gis.office.audit.publish.write_audit` wrote, or is about to publish.
    """
    try:
        record = AuditRecord.model_validate_json((folder / RECORD).read_bytes())
    except (OSError, ValidationError) as fault:
        reason = {"reason": str(fault).partition("\n")[0]}
        return [Problem("maps.record_unreadable", Where(file=RECORD), reason)]
    problems = [p for name in PRODUCTS for p in check_file(folder / name, record.outputs)]
    for name, check in _checks(record.lang).items():
        if name in record.outputs and (folder / name).is_file():
            problems += check(folder / name, record.outputs[name].tables).problems
    return problems


def _checks(lang: Lang) -> dict[str, Callable[[Path, Mapping[str, Count]], Found]]:
    return {
        FEATURES: check_features,
        OFFICE_FILE: lambda path, tables: check_tables(path, tables, (SHAPES, LISTS)),
        TABLE: lambda path, tables: _counted(path, tables, _csv_rows(path, lang)),
        WORKBOOK: lambda path, tables: _counted(path, tables, _workbook_rows(path)),
        PAGES: lambda path, tables: _counted(path, tables, _page_rows(path)),
    }


def _counted(path: Path, tables: Mapping[str, Count], rows: int | None) -> Found:
    if rows is None:
        return Found([Problem("maps.table_unreadable", Where(file=path.name))], readable=False)
    return Found(check_counts(path.name, tables, {"cases": Count(rows=rows)}), rows=rows)


def _csv_rows(path: Path, lang: Lang) -> int | None:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATOR[lang]))
    except (OSError, UnicodeDecodeError, csv.Error):
        return None
    return len(rows) - 1 if rows and len({len(row) for row in rows}) == 1 else None


def _workbook_rows(path: Path) -> int | None:
    """Rows of the first sheet under its headings; None where it cannot be read or runs anything."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        rows = list(book.worksheets[0].iter_rows(min_row=HEAD_ROW + 2, max_col=2, values_only=True))
        book.close()
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError):
        return None
    if any(cell.data_type == "f" for cell in cells):
        return None
    return sum(row[0] is not None for row in rows)


def _page_rows(path: Path) -> int | None:
    try:
        found = _ISLAND.search(path.read_bytes().decode("utf-8"))
        if found is None:
            return None
        text = found[2] if found[1] == "json" else zlib.decompress(b64decode(found[2])).decode()
        return len(json.loads(text)["cases"])
    except (OSError, ValueError, KeyError, TypeError, zlib.error):
        return None
