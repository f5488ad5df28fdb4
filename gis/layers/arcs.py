"""Arcs in a GeoPackage: GDAL reads them as chords and says nothing, so they are looked for here."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

# Well-known binary: circular string, compound curve, curve polygon, multicurve, multisurface.
_CURVED = range(8, 15)
# Bytes of the envelope by the indicator in a GeoPackage's flags (OGC 12-128r15, 2.1.3).
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
# Where the kind of shape stands, counted from 1 as SQLite does: by the byte of flags.
_AT = " ".join(
    f"WHEN x'{flags:02x}' THEN {9 + _ENVELOPE_BYTES[flags >> 1 & 7]}"
    for flags in range(64)
    if flags >> 1 & 7 < len(_ENVELOPE_BYTES)
)


def shapes_with_arcs(file: Path, table: str) -> int:
    """How many rows of a GeoPackage's table are of a kind that can hold arcs.

    Args:
        file: a checked local file; it is opened for reading only.
        table: one of its tables of shapes.

    Returns:
        The number of rows; 0 where the file does not keep shapes as the standard says.
    """
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as base:
            named = "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?"
            found = base.execute(named, (table,)).fetchone()
            if found is None:
                return 0
            shapes, rows = (name.replace('"', '""') for name in (found[0], table))
            # Counted by SQLite: a row at a time in Python takes as long as reading all shapes.
            kinds = base.execute(
                f'SELECT substr("{shapes}", CASE substr("{shapes}", 4, 1) {_AT} END, 5) AS kind, '  # noqa: S608
                f'count(*) FROM "{rows}" WHERE substr("{shapes}", 1, 2) = x\'4750\' GROUP BY kind'
            )
            return sum(count for kind, count in kinds if _is_curved(kind))
    except sqlite3.Error:
        return 0


def _is_curved(kind: object) -> bool:
    """Whether the first five bytes of well-known binary are of a shape that can hold arcs."""
    if not isinstance(kind, bytes) or len(kind) < 5:
        return False
    return int.from_bytes(kind[1:], "little" if kind[0] == 1 else "big") % 1000 in _CURVED
