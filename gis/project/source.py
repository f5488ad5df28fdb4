"""The project file as plain values: read whole, or one problem that says what is wrong with it."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

from gis.errors import NuongError, Problem, Where

MAX_BYTES = 1024 * 1024

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_source(path: Path) -> dict[str, Any]:
    """The tables of a project file.

    UTF-8; every text is brought to NFC. A byte-order mark, which Windows editors put in front, is
    accepted and has no meaning.

    Args:
        path: the project file.

    Returns:
        The TOML document.

    Raises:
        NuongError: the file is missing, a folder, not readable, empty, larger than 1 MiB, not
            UTF-8 or not TOML.
    """
    raw = _bytes(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _refusal("project.not_utf8", path, line=line) from error
    if not text.strip():
        raise _refusal("project.file_empty", path)
    return _tables(unicodedata.normalize("NFC", text), path)


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise _refusal("project.is_folder", path)
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise _refusal("project.file_missing", path) from error
    except (OSError, ValueError) as error:
        # ValueError: a path no system can hold, such as one with a NUL character.
        reason = getattr(error, "strerror", None) or str(error)
        raise _refusal("project.not_readable", path, reason=reason) from error
    if len(raw) > MAX_BYTES:
        raise _refusal("project.too_large", path, limit_kib=MAX_BYTES // 1024)
    return raw


def _tables(text: str, path: Path) -> dict[str, Any]:
    try:
        tables = tomllib.loads(text)
        json.dumps(tables, default=str)
    except ValueError as error:
        # TOMLDecodeError is a ValueError; an integer of thousands of digits, which Python reads in
        # hexadecimal but does not write, is a plain one.
        raise _syntax(str(error), text, path) from error
    except RecursionError as error:
        raise _refusal("project.too_deep", path) from error
    return tables


def _syntax(reason: str, text: str, path: Path) -> NuongError:
    lines = text.splitlines() or [""]
    place = _PLACE.search(reason)
    line = int(place[1]) if place and place[1] else len(lines)
    shown = lines[min(line, len(lines)) - 1].strip()
    return _refusal(
        "project.toml_syntax", path, line=line, text=shown, reason=_PLACE.sub("", reason)
    )


def _refusal(code: str, path: Path, **values: object) -> NuongError:
    return NuongError([Problem(code, Where(file=str(path)), values)])
