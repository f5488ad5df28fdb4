"""A Word file's paragraphs and table rows as lines, in their order."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gis.plantext.encoding import looks_tcvn3, nfc
from gis.plantext.model import Line
from gis.plantext.refusal import refusal

if TYPE_CHECKING:
    from docx.document import Document

# What a plan unpacks to; zipfile never unpacks more of a part than its header promises.
MAX_UNPACKED = 64 * 2**20
MAX_PARTS = 2_000


def word_lines(path: Path, raw: bytes) -> list[Line]:
    """The lines of a ``.docx``.

    Raises:
        NuongError: not a Word file, packed to more than the limit, or in an old .Vn font.
    """
    _check_package(path, raw)
    document = _opened(path, raw)
    found = [(nfc(said), table) for text, table in _texts(document) for said in text.split("\n")]
    if looks_tcvn3("\n".join(said for said, _ in found)):
        raise refusal("plantext.encoding", path, encoding="TCVN3 (.Vn…)")
    return [Line(n, said, in_table=table) for n, (said, table) in enumerate(found, 1)]


def _check_package(path: Path, raw: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as fault:
        raise refusal("plantext.not_word", path, reason=str(fault)) from fault
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
        values = {"mb": unpacked >> 20, "parts": len(parts), "limit_mb": MAX_UNPACKED >> 20}
        raise refusal("plantext.unpacks_too_large", path, **values)


def _opened(path: Path, raw: bytes) -> Document:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        return docx.Document(io.BytesIO(raw))
    except (
        OpcError, LxmlError, zipfile.BadZipFile, KeyError, ValueError, AttributeError,
        NotImplementedError, RuntimeError, OSError, EOFError, IndexError, TypeError,
        struct.error, zlib.error,
    ) as fault:  # fmt: skip
        # Another package in a .docx suffix lacks what python-docx looks up in it, each in its way.
        raise refusal("plantext.not_word", path, reason=f"{type(fault).__name__}") from fault


def _texts(document: Document) -> Iterator[tuple[str, bool]]:
    """Paragraphs as they stand; a table row as its cells parted by " | "."""
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield " | ".join(" ".join(cell.text.split()) for cell in row.cells), True
        else:
            yield block.text, False
