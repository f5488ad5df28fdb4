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
_HEAD_BYTES = 8 + 64 + 5


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
            heads = f'SELECT substr("{shapes}", 1, {_HEAD_BYTES}) FROM "{rows}"'  # noqa: S608
            return sum(_is_curved(head) for (head,) in base.execute(heads))
    except sqlite3.Error:
        return 0


def _is_curved(head: object) -> bool:
    if not isinstance(head, bytes) or len(head) < 13 or head[:2] != b"GP":
        return False
    envelope = head[3] >> 1 & 7
    at = 8 + (_ENVELOPE_BYTES[envelope] if envelope < len(_ENVELOPE_BYTES) else 0)
    kind = int.from_bytes(
        head[at + 1 : at + 5], "little" if head[at : at + 1] == b"\x01" else "big"
    )
    return kind % 1000 in _CURVED
