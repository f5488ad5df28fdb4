"""The rangers' words: columns of the forest layer, code lists, the 93 states of land and forest.

The table and where it comes from is ``forest_codes.toml``. A code means something only in its
column, and the owner group only in a version of FRMS.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

ColumnKind = Literal["text", "code", "number"]
FrmsVersion = Literal["3", "4"]


@dataclass(frozen=True)
class ForestColumn:
    """A standard column: integer ``code``, ``number`` or ``text``; ``variants`` are other names
    of it met in files, in lower case.
    """

    name: str
    kind: ColumnKind
    vi: str
    en: str
    variants: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeName:
    """What one code means, in Vietnamese and English."""

    vi: str
    en: str


def _table() -> dict[str, Any]:
    return tomllib.loads((files("gis.reference") / "forest_codes.toml").read_text("utf-8"))


_TABLE = _table()
_LDLR = tuple(_TABLE["ldlr"])

FOREST_COLUMNS: Mapping[str, ForestColumn] = MappingProxyType(
    {
        name: ForestColumn(name, c["kind"], c["vi"], c["en"], tuple(c.get("variants", ())))
        for name, c in _TABLE["columns"].items()
    }
)


def forest_column(name: str) -> str | None:
    """The standard name of a column as a file writes it (any case, ten-character FORMIS names,
    ``ldlr_23`` …); None when it is no ranger column.

    >>> forest_column("SUB_COMPT_"), forest_column("owner_email")
    ('khoanh', None)
    """
    lower = name.lower()
    found = _names().get(lower)
    # A long FORMIS name is known by what a shapefile leaves of it, where that is one column's.
    return found or (_names().get(lower[:10]) if len(lower) > 10 and _whole(lower) else None)


def ldlr_codes() -> tuple[str, ...]:
    """The 93 state codes in number order: the first is number 1."""
    return _LDLR


def ldlr_number(code: str) -> int | None:
    """The number 1–93 of a state code (newer spellings and any case too); None when unknown.

    >>> ldlr_number("TXG"), ldlr_number("nld"), ldlr_number("TXQ")
    (14, 89, None)
    """
    return _numbers().get(code.strip().upper())


def ldlr_name(code: str) -> CodeName | None:
    """What a state code means; None when unknown."""
    number = ldlr_number(code)
    return None if number is None else _name(_TABLE["ldlr"][_LDLR[number - 1]])


def code_list(column: str, frms: FrmsVersion | None = None) -> Mapping[int, CodeName]:
    """Every code of a column and what it means.

    Args:
        column: ``malr3, mamdsd, nggocr, ngsinh, nggocrt, thanhrung, ktan, lapdia, nqh, quyensd``
            or ``dtuong``.
        frms: the FRMS version ("3" or "4"); needed for ``dtuong``, whose codes 5–9 differ.

    Raises:
        KeyError: there is no list for the column (or for ``dtuong`` without a version).
    """
    key = f"{column}_frms{frms}" if column == "dtuong" else column
    return {int(code): _name(names) for code, names in _TABLE["codes"][key].items()}


def code_source(column: str, frms: FrmsVersion | None = None) -> tuple[str, str]:
    """Where a list of codes was read, and how sure it is: ``"found"`` or ``"unverified"``.

    Args:
        column: as for :func:`code_list`, or ``ldlr``.
        frms: needed for ``dtuong``.

    Raises:
        KeyError: there is no such list.
    """
    about = _TABLE["about"][f"{column}_frms{frms}" if column == "dtuong" else column]
    return about["source"], about["confidence"]


def frms_signs() -> tuple[tuple[FrmsVersion, int, tuple[str, ...]], ...]:
    """Words in an owner's name that tell which FRMS wrote its code: version, code, words."""
    return tuple((s["version"], s["code"], tuple(s["words"])) for s in _TABLE["frms_signs"])


def _name(names: Mapping[str, str]) -> CodeName:
    return CodeName(names["vi"], names["en"])


# Long names whose first ten letters several columns share, and those letters.
_CUT_ALIKE = ("volume_per", "stem_per_", "actor_id_", "forest_fun", "land_use_")


def _whole(name: str) -> bool:
    """Whether the first ten letters of a long name are those of one column only."""
    return not name.startswith(_CUT_ALIKE)


@cache
def _names() -> dict[str, str]:
    standard = {name: name for name in FOREST_COLUMNS}
    return {v: c.name for c in FOREST_COLUMNS.values() for v in c.variants} | standard


@cache
def _numbers() -> dict[str, int]:
    found = {code: i for i, code in enumerate(_LDLR, start=1)}
    for code, row in _TABLE["ldlr"].items():
        found |= dict.fromkeys(row.get("variants", ()), found[code])
    return found
