"""Where in the project file a value stands, as an author says it: ``[criteria.steep] test``."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

Loc = tuple[str | int, ...]
MISSING: Any = object()
KEY = "[key]"

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TABLES = {("area",), ("layers",), ("criteria",), ("flags",), ("zones",), ("doubt",), ("law",)}
_LISTS = ("targets", "overrides")
_UNION_BRANCHES = ("str", "int", "bool")


def value_at(data: Any, loc: Sequence[str | int]) -> Any:
    """The value at a path of keys and 0-based indices; ``MISSING`` when there is none."""
    for step in loc:
        if not _has(data, step):
            return MISSING
        data = data[step]
    return data


def _has(data: Any, step: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(step, int) and 0 <= step < len(data)
    return isinstance(data, dict) and step in data


def plain_loc(loc: Loc, data: Any) -> Loc:
    """A pydantic location without what the file does not say: the tag of a layer or criterion,
    the branch of "text or number". A fault of a key itself keeps its mark, ``"[key]"``.
    """
    if len(loc) > 2 and loc[0] in ("layers", "criteria") and loc[2] != KEY:
        loc = (*loc[:2], *loc[3:])
    if loc and loc[-1] in _UNION_BRANCHES and value_at(data, loc) is MISSING:
        return loc[:-1]
    return loc


def place(loc: Loc, data: Any) -> str:
    """A path as TOML: ``[area] crs``, ``[layers.dem]``, ``[[targets]] #2 year``, ``when #1``.

    Items of lists are counted from 1.
    """
    loc = loc[:-1] if loc and loc[-1] == KEY else loc
    if len(loc) > 1 and loc[0] in _LISTS and isinstance(loc[1], int):
        return " ".join([f"[[{loc[0]}]] #{loc[1] + 1}", *_leaf(loc[2:])])
    cut = len(loc) if loc in _TABLES else 0
    for n in range(1, len(loc) + 1):
        if isinstance(value_at(data, loc[:n]), dict):
            cut = n
    table = [f"[{'.'.join(_key(k) for k in loc[:cut])}]"] if cut else []
    return " ".join([*table, *_leaf(loc[cut:])])


def _leaf(loc: Loc) -> list[str]:
    words: list[str] = []
    for key in loc:
        if isinstance(key, int):
            words.append(f"#{key + 1}")
        elif words and not words[-1].startswith("#"):
            words[-1] += f".{_key(key)}"
        else:
            words.append(_key(key))
    return words


def _key(key: str | int) -> str:
    text = str(key)
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)
