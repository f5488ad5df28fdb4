"""A project file's text from plain values (Python reads TOML, and does not write it)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any


def write_project(path: Path, said: Mapping[str, Any]) -> Path:
    """Write a project file, one line per top-level key."""
    path.write_text("".join(f"{key} = {toml(value)}\n" for key, value in said.items()), "utf-8")
    return path


def toml(value: Any) -> str:
    """One value: tables inline, texts as JSON writes them (every JSON text is a TOML text)."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml(v) for v in value) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
