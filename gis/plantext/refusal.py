"""The one way a file is refused: one problem, raised."""

from __future__ import annotations

from pathlib import Path

from gis.errors import NuongError, Problem, Where


def refusal(code: str, path: Path, **values: object) -> NuongError:
    """One problem with a file as an error to raise."""
    return NuongError([Problem(code, Where(file=str(path)), values)])
