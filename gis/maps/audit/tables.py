"""The ranked cases for a spreadsheet and for the web, both without names of people."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from gis.ledger.audit.model import CASE_COLUMNS
from gis.maps.audit.results import AuditResults
from gis.maps.columns import PERSONAL, Plain, kind_of, plain_rows
from gis.maps.geojson import collection_parts
from gis.maps.tables import SEPARATOR, UNKNOWN, defused, number_cell
from gis.messages import Lang, word

CASE_PROPERTIES = tuple(c for c in CASE_COLUMNS if c not in PERSONAL)


def cases_csv(results: AuditResults, lang: Lang) -> str:
    """The cases as CSV text with BOM: semicolons and decimal commas in Vietnamese.

    Unknown figures read ``?``; no text can be run by a spreadsheet.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=SEPARATOR[lang], lineterminator="\r\n")
    writer.writerow(CASE_PROPERTIES)
    for row in plain_rows(results.ledger.cases.frame, CASE_PROPERTIES):
        writer.writerow([_cell(column, value, lang) for column, value in row.items()])
    return "\ufeff" + out.getvalue()


def _cell(column: str, value: Plain, lang: Lang) -> str:
    if value is None:
        return UNKNOWN if kind_of(column) == "number" else ""
    if isinstance(value, float):
        return number_cell(column, value, lang)
    return defused(str(value))


def cases_geojson(results: AuditResults, lang: Lang) -> Iterator[str]:
    """The cases as RFC 7946 text, in parts: the allocation's outline, or the land a pair shares."""
    area = results.project.area
    about = {
        "title": area.title.text(lang),
        "illustrative": word("map_illustrative", lang) if area.illustrative else None,
        "notice": word("audit_permit", lang),
        "hectares_crs": results.layers.project_crs.to_string(),
        "communes_as_of": area.communes_as_of.isoformat(),
        "lang": lang,
    }
    return collection_parts(results.ledger.cases.frame, "case_id", CASE_PROPERTIES, about)
