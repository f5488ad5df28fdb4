"""Land-use codes (LUC, NHK, RSX …) of cadastral layers, never to be taken for forest states.

The table, its source and how sure it is are in ``land_use_codes.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from gis.reference.forest import ldlr_number

CodeSystem = Literal["ldlr", "land_use"]


@dataclass(frozen=True)
class LandUse:
    """One land-use code: its names, the group it belongs to, the colour offices draw it in."""

    vi: str
    en: str
    group: str | None = None
    colour: str | None = None


@cache
def land_uses() -> Mapping[str, LandUse]:
    """Every land-use code by its letters."""
    return {code: LandUse(**row) for code, row in _table()["codes"].items()}


def land_use_source() -> tuple[str, str]:
    """Where the list was read, and how sure it is: ``"found"`` or ``"unverified"``."""
    return _table()["source"], _table()["confidence"]


def code_system(codes: Iterable[str]) -> CodeSystem | None:
    """Which list the codes of one column are of: the one that has more of those in one list only.

    Codes in both lists (NNP, DKH) and in none say nothing; None where nothing tells.

    >>> code_system(["NNP", "RSX", "NHK"]), code_system(["NNP", "TXG"]), code_system(["NNP"])
    ('land_use', 'ldlr', None)
    """
    told = {code.strip().upper() for code in codes}
    states = {code for code in told if ldlr_number(code) is not None}
    uses = {code for code in told if code in land_uses()}
    ahead = len(states - uses) - len(uses - states)
    if ahead == 0:
        return None
    return "ldlr" if ahead > 0 else "land_use"


def _table() -> dict[str, Any]:
    return tomllib.loads((files("gis.reference") / "land_use_codes.toml").read_text("utf-8"))
