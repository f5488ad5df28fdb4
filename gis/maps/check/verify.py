"""Reopen every product of a folder: present, unchanged, counted again, added again.

Exit codes of writers prove nothing: a GeoPackage cut short opens without complaint. So a run
checks its own folder before the last rename, and anybody may check it again later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import ValidationError

from gis.errors import Problem, Where
from gis.maps.check.features import check_features
from gis.maps.check.found import Found, check_sums
from gis.maps.check.geopackage import check_geopackage
from gis.maps.check.raster import check_raster
from gis.maps.check.table import check_table
from gis.maps.contents import OPTIONAL, PRODUCTS, RECORD, Count
from gis.maps.record import Output, Record, output_of

_Check = Callable[[Path, Mapping[str, Count]], Found]


def verify_outputs(folder: Path) -> list[Problem]:
    """Every fault of a folder of products; empty when all is as ``run.json`` says.

    Args:
        folder: a folder :func:`gis.maps.publish.write_outputs` wrote, or is about to publish.

    Returns:
        Missing or altered files, tables with other row counts or hectares than recorded, sums that
        differ between files, GeoJSON that breaks RFC 7946, a damaged GeoPackage, a raster that is
        not cloud-optimised or has other cells. Files of others in the folder are left alone.
    """
    record = _read_record(folder / RECORD)
    if isinstance(record, Problem):
        return [record]
    optional = [n for n in OPTIONAL if n in record.outputs or (folder / n).exists()]
    names = (*PRODUCTS, *optional)
    problems = [p for name in names for p in check_file(folder / name, record.outputs)]
    checks: dict[str, _Check] = {
        "ledger.csv": lambda path, tables: check_table(path, tables, record.lang),
        "flags.geojson": check_features,
        "zones.geojson": check_features,
        "layers.gpkg": check_geopackage,
        **dict.fromkeys(optional, check_raster),
    }
    found = {
        name: check(folder / name, record.outputs[name].tables)
        for name, check in checks.items()
        if name in record.outputs and (folder / name).is_file()
    }
    problems += [p for one in found.values() for p in one.problems]
    return problems + check_sums(found)


def _read_record(path: Path) -> Record | Problem:
    try:
        return Record.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Problem("maps.record_missing", Where(file=RECORD))
    except (OSError, ValidationError) as fault:
        return Problem("maps.record_unreadable", Where(file=RECORD), {"reason": _first_line(fault)})


def _first_line(fault: Exception) -> str:
    return str(fault).partition("\n")[0]


def check_file(path: Path, outputs: Mapping[str, Output]) -> list[Problem]:
    """Whether a product is there, recorded, and byte for byte the one that was written."""
    where = Where(file=path.name)
    if not path.is_file():
        return [Problem("maps.output_missing", where)]
    recorded = outputs.get(path.name)
    if recorded is None:
        return [Problem("maps.output_not_recorded", where)]
    now = output_of(path, {})
    if (now.bytes, now.sha256) == (recorded.bytes, recorded.sha256):
        return []
    return [Problem("maps.output_altered", where, {"bytes": now.bytes, "recorded": recorded.bytes})]
