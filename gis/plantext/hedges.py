"""The words around a figure that say how it is meant: khoảng, trên, từ … trở lên, phấn đấu.

They are kept exactly as written; two comparators on one figure ("khoảng trên 500 ha") stay two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gis.plantext.model import Sense

_AT_LEAST = (
    "đạt trên", "trên", "hơn", "vượt", "tối thiểu", "ít nhất", "không dưới", "không thấp hơn",
    "chiếm trên", "từ", "đạt từ", "lớn hơn",
)  # fmt: skip
_AT_MOST = (
    "dưới", "tối đa", "nhiều nhất", "không quá", "không vượt quá", "không cao hơn", "nhỏ hơn",
)  # fmt: skip
_ABOUT = ("khoảng", "gần", "xấp xỉ", "tương đương", "ước", "ước đạt")
# Stand between hedges without being any.
_FILLERS = (
    "đạt", "chiếm", "là", "bình quân", "trung bình", "diện tích", "quy mô", "còn", "lên", "gấp",
    "được", "cho", "tăng", "giảm",
)  # fmt: skip
_SENSES: dict[str, Sense] = {
    **dict.fromkeys(_AT_LEAST, "at_least"),
    **dict.fromkeys(_AT_MOST, "at_most"),
    **dict.fromkeys(_ABOUT, "about"),
}
_KEPT_DROPPED = {"đạt từ": "từ", "chiếm trên": "trên"}
_WORDS = sorted((*_SENSES, *_FILLERS), key=len, reverse=True)
_TAIL = re.compile(rf"(?<!\w)(?:(?:{'|'.join(map(re.escape, _WORDS))})\s+)+$", re.IGNORECASE)
_HEDGE = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _WORDS))})(?!\w)", re.IGNORECASE)
_STRIVE = re.compile(r"\bph[ấâ]n đấu\b", re.IGNORECASE)
_END = re.compile(r"trở (?:lên|xuống)")


@dataclass(frozen=True)
class Hedge:
    """The hedge of one figure.

    ``words`` as written, gaps shown as " … "; ``start`` the offset in the left text where hedges
    and fillers begin; ``end`` the offset in the right text behind "trở lên" (0 without).
    """

    words: str | None
    sense: Sense
    start: int
    end: int
    doubts: tuple[str, ...]


def hedge_of(left: str, right: str, *, is_range: bool) -> Hedge:
    """Read the hedge of a figure from the words before and behind it.

    Args:
        left: the clause up to the figure.
        right: the clause behind the figure's unit.
        is_range: whether the figure has two ends.
    """
    tail = _TAIL.search(left[-120:])
    start = len(left) - (len(tail[0]) if tail else 0)
    found = [(m[0], m[0].lower()) for m in _HEDGE.finditer(left[start:])]
    words = [(said, key) for said, key in found if key in _SENSES]
    end, behind = _behind(right)
    strive = _strive(left[:start] if tail else left)
    return Hedge(
        _joined(strive, words, behind, left),
        _sense([key for _, key in words], behind, is_range=is_range),
        start,
        end,
        _doubts([key for _, key in words], behind, is_range=is_range),
    )


def _behind(right: str) -> tuple[int, str]:
    """The "trở lên" of this figure: before the next figure, one bracket may stand between."""
    reach = re.match(r"(?:[^,;.()\d]|\([^()]*\)){0,80}", right)
    said = _END.search(reach[0]) if reach else None
    if said is None or re.search(r"\btừ\b", right[: said.start()]):
        return 0, ""
    return said.end(), said[0]


def _strive(left: str) -> str:
    found = _STRIVE.search(left)
    return found[0] if found else ""


def _joined(strive: str, words: list[tuple[str, str]], behind: str, left: str) -> str | None:
    kept = " ".join(_as_register(said, key) for said, key in words)
    adjacent = strive and re.search(rf"{strive}\s*$", left[: len(left) - len(kept)].rstrip())
    first = f"{strive} {kept}" if adjacent and kept else " … ".join(t for t in (strive, kept) if t)
    return " … ".join(text for text in (first, behind) if text) or None


def _as_register(said: str, key: str) -> str:
    kept = _KEPT_DROPPED.get(key)
    return said[-len(kept) :] if kept else said


def _sense(keys: list[str], behind: str, *, is_range: bool) -> Sense:
    senses = [_SENSES[key] for key in keys]
    if behind:
        return "at_least" if behind.endswith("lên") else "at_most"
    if is_range and senses in ([], ["at_least"]) and keys in ([], ["từ"]):
        return "between"
    # "khoảng trên 500 ha": the comparator that sets a bound is the stricter reading.
    bounds = [sense for sense in senses if sense != "about"]
    if bounds:
        return bounds[-1]
    return "about" if senses else "between" if is_range else "equal"


def _doubts(keys: list[str], behind: str, *, is_range: bool) -> tuple[str, ...]:
    bounds = [key for key in keys if _SENSES[key] != "about" and key != "từ"]
    found = {
        "double_hedge": len(keys) > 1 and {_SENSES[key] for key in keys} != {"at_least"},
        "bound_on_range": is_range and bool(bounds or behind),
        "from_without_end": "từ" in [k.removeprefix("đạt ") for k in keys]
        and not (behind or is_range),
    }
    return tuple(key for key, doubted in found.items() if doubted)
