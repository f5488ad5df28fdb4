"""The printed lines of a PDF that holds text, with their pages. A scan has none and is refused."""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gis.plantext.encoding import looks_tcvn3, nfc
from gis.plantext.model import Line
from gis.plantext.refusal import refusal

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_PAGES = 500
# Below this a page holds a stamp or a page number, not a plan's text.
_LETTERS_PER_PAGE = 20


def pdf_lines(path: Path, raw: bytes) -> list[Line]:
    """The lines of a ``.pdf``, numbered through the document.

    Raises:
        NuongError: no PDF, locked by a password, too many pages, scanned without text, or in an
            old .Vn font.
    """
    pages = _pages(path, raw)
    letters = sum(c.isalpha() for page in pages for c in page)
    if letters < _LETTERS_PER_PAGE * len(pages):
        raise refusal("plantext.scanned", path, pages=len(pages), letters=letters)
    if looks_tcvn3("\n".join(pages)):
        raise refusal("plantext.encoding", path, encoding="TCVN3 (.Vn…)")
    said = [(n, text) for n, page in enumerate(pages, 1) for text in page.split("\n")]
    return [Line(i, nfc(text), page=n) for i, (n, text) in enumerate(said, 1)]


def _pages(path: Path, raw: bytes) -> list[str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        with _quiet():
            reader = PdfReader(io.BytesIO(raw))
            _check(path, reader)
            return [page.extract_text() for page in reader.pages]
    except (
        PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError,
        RecursionError, OverflowError, NotImplementedError, AssertionError, ArithmeticError,
        MemoryError, StopIteration, UnboundLocalError, struct.error, zlib.error,
    ) as fault:  # fmt: skip
        # A broken file fails wherever its first wrong object is looked at.
        raise refusal("plantext.not_pdf", path, reason=type(fault).__name__) from fault


def _check(path: Path, reader: PdfReader) -> None:
    if reader.is_encrypted and not reader.decrypt(""):
        raise refusal("plantext.locked", path)
    if len(reader.pages) > MAX_PAGES:
        raise refusal("plantext.too_many_pages", path, n=len(reader.pages), limit=MAX_PAGES)


@contextmanager
def _quiet() -> Iterator[None]:
    """The library logs every oddity it mends; ours is only whether the text could be read."""
    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)
