"""The places a clause names: communes of the register, and names behind xã, phường, huyện."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from gis.reference.admin import REFORM, communes_of, mergers, same_commune

_UNIT = re.compile(r"\b(?:xã|phường|thị trấn|huyện|thành phố|thị xã)\s*:?\s+", re.IGNORECASE)
_AT = re.compile(r"\b(?:tại|ở)\s+")
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:,|\bvà\b)\s*")
_OPEN = re.compile(
    r"\s*(?:,?\s*và\s+(?:một số|các|những)\s+(?:vùng|nơi|xã|phường|địa phương|khu vực|huyện)"
    r"|,?\s*(?:\.{2,}|…|v\.v|vv))"
)


@dataclass(frozen=True)
class Places:
    """Names as the text spells them; ``open_list`` where it allows others besides."""

    names: tuple[str, ...] = ()
    open_list: bool = False
    doubts: tuple[str, ...] = ()


def places_in(clause: str, own_area: str) -> Places:
    """The places a clause lists.

    Args:
        clause: the clause, offsets no longer needed.
        own_area: the document's head: the plan's own district is no place within it.
    """
    names: list[str] = []
    is_open = False
    for match in (*_UNIT.finditer(clause), *_AT.finditer(clause)):
        found, end = _names(clause, match.end())
        known_only = match[0].lower().startswith(("tại", "ở"))
        kept = [n for n in found if n not in names and _is_name(n, known_only=known_only)]
        if not known_only and _is_own(match[0] + (found[0] if found else ""), own_area):
            continue
        names += kept
        is_open = is_open or bool(kept and _OPEN.match(clause, end))
    ordered = sorted(names, key=clause.find)
    unknown = any(not is_known(name) for name in ordered)
    doubts = (*(("open_list",) if is_open else ()), *(("place_unknown",) if unknown else ()))
    return Places(tuple(ordered), is_open, doubts)


def place_before(left: str, *, in_brackets: bool) -> str | None:
    """The place a figure of a split stands behind ("San Thàng 135ha"), if its clause is only that.

    A name the register does not know counts only inside brackets.
    """
    name = " ".join(re.sub(r"^[\s,;(:]+|^\s*(?:xã|phường|thị trấn)\s+", "", left).split())
    words = name.split()
    if not words or len(words) > 4 or not all(w[0].isupper() for w in words):
        return None
    return name if is_known(name) or (in_brackets and len(words) > 1) else None


@cache
def is_known(name: str) -> bool:
    """Whether the register of communes has a name, in any set, through the alias table."""
    return any(same_commune(name, known) for known in _registered())


@cache
def _registered() -> frozenset[str]:
    days = (REFORM - timedelta(days=1), REFORM)
    listed = {c.name for day in days for c in communes_of("phong_tho", day)}
    return frozenset(listed | {m.old_name for m in mergers()})


def _is_name(name: str, *, known_only: bool) -> bool:
    """A capital alone makes no name: "xã Nông thôn mới" names no commune."""
    return is_known(name) or (not known_only and " " in name)


def _names(text: str, at: int) -> tuple[list[str], int]:
    names: list[str] = []
    end = at
    while (found := _name(text, at)) is not None:
        names.append(found)
        end = at + len(found)
        between = _BETWEEN.match(text, end)
        if between is None:
            break
        at = between.end()
    return names, end


def _name(text: str, at: int) -> str | None:
    """The capitalised words that begin at an offset, as one name."""
    end = at
    while (word := _WORD.match(text, end)) and word[0][0].isupper():
        end = word.end() + 1
        if text[word.end() : word.end() + 1] != " ":
            break
    name = text[at:end].strip(" ,.;:()")
    return name or None


def _is_own(said: str, own_area: str) -> bool:
    return " ".join(said.split()).casefold() in " ".join(own_area.split()).casefold()
