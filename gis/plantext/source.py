"""A plan's file as lines of text, or one problem that says why it cannot be read as such.

Plans come from anywhere: sizes are limited before anything is unpacked, and no part of a file is
run, resolved or fetched.
"""

from __future__ import annotations

from pathlib import Path

from gis.plantext.encoding import decoded, nfc
from gis.plantext.model import Line, PlanText
from gis.plantext.pdf import pdf_lines
from gis.plantext.refusal import refusal
from gis.plantext.word import word_lines

SUFFIXES = (".txt", ".docx", ".pdf")
MAX_BYTES = 32 * 2**20
# The longest paragraph of a plan is some thousands of characters.
MAX_LINE = 20_000
MAX_LINES = 100_000


def read_plan(path: Path) -> PlanText:
    """The text of a plan, every line in NFC.

    Args:
        path: ``.txt`` (UTF-8), ``.docx`` or ``.pdf``.

    Returns:
        The lines: of a text file its lines, of a Word file its paragraphs and table rows, of a PDF
        the printed lines with their pages.

    Raises:
        NuongError: missing, a folder, empty, too large, of another kind than its suffix says, in
            another encoding than UTF-8, locked, or without text.
    """
    raw = _bytes(path)
    lines = tuple(_read(path, raw))
    if not any(line.text.strip() for line in lines):
        raise refusal("plantext.no_text", path)
    _check_size(lines, path)
    return PlanText(path.name, lines)


def _read(path: Path, raw: bytes) -> list[Line]:
    suffix = path.suffix.lower()
    if suffix == ".docx":
        return word_lines(path, raw)
    if suffix == ".pdf":
        return pdf_lines(path, raw)
    text = decoded(path, raw)
    return [Line(n, nfc(said)) for n, said in enumerate(_split(text), 1)]


def _split(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise refusal("plantext.is_folder", path)
    if path.suffix.lower() not in SUFFIXES:
        raise refusal("plantext.suffix", path, suffix=path.suffix, allowed=", ".join(SUFFIXES))
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as fault:
        raise refusal("plantext.file_missing", path) from fault
    except (OSError, ValueError) as fault:
        # ValueError: a path no system can hold, such as one with a NUL character.
        reason = getattr(fault, "strerror", None) or str(fault)
        raise refusal("plantext.not_readable", path, reason=reason) from fault
    if not raw.strip():
        raise refusal("plantext.file_empty", path)
    if len(raw) > MAX_BYTES:
        raise refusal("plantext.too_large", path, limit_mb=MAX_BYTES >> 20)
    return raw


def _check_size(lines: tuple[Line, ...], path: Path) -> None:
    if len(lines) > MAX_LINES:
        raise refusal("plantext.too_many_lines", path, n=len(lines), limit=MAX_LINES)
    for line in lines:
        if len(line.text) > MAX_LINE:
            values = {"line": line.number, "n": len(line.text), "limit": MAX_LINE}
            raise refusal("plantext.line_too_long", path, **values)
