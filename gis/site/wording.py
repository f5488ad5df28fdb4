"""Small texts that statements are made of: verdicts, chances, lots, codes."""

from __future__ import annotations

from collections.abc import Mapping

from gis.messages import Lang, number_text, visible, word
from gis.reference.forest import CodeName
from gis.reference.law import Verdict
from gis.site.model import Lot

_ALMOST = 0.005


def verdict_text(verdict: Verdict, lang: Lang) -> str:
    """A verdict of the law in words; none of them permits anything."""
    return word(f"legal_{verdict}", lang)


def note_text(note: str, lang: Lang) -> str:
    """A fault or a remark in words."""
    return word(f"site_note_{note}", lang)


def chance_text(chance: float | None, lang: Lang) -> str:
    """A probability in percent; all but certain is not certain."""
    if chance is None:
        return "?"
    if 0 < chance < _ALMOST or 1 - _ALMOST < chance < 1:
        return f"< {number_text(1, lang, 0)} %" if chance < _ALMOST else "> 99 %"
    return f"{number_text(chance * 100, lang, 0)} %"


def lot_text(lot: Lot, lang: Lang) -> str:
    """A lot by its keys, untouched."""
    return keys_text(lot.values, "site_lot", lang)


def keys_text(values: Mapping[str, object], key: str, lang: Lang) -> str:
    """The keys of a lot in a sentence; one that is missing reads "?"."""
    shown = {k: visible(values.get(k) or "?") for k in ("tk", "khoanh", "lo")}
    return fill(key, lang, **shown)


def owner_text(lot: Lot, lang: Lang) -> str:
    """The owner's name as the file writes it, and what kind of owner the code means."""
    name, kind = lot.values.get("churung"), lot.values.get("dtuong")
    return f"{visible(name or '?')} ({coded(kind, lot.owner_kind, lang)})"


def state_text(lot: Lot, lang: Lang) -> str:
    """The state's code and its meaning; of a state put right both values."""
    shown = coded(lot.values.get("ldlr") or lot.values.get("maldlr"), lot.state, lang)
    if lot.values.get("changed_by") is None:
        return shown
    return fill(
        "site_recorded",
        lang,
        state=shown,
        recorded=visible(lot.values.get("recorded") or "?"),
        by=visible(lot.values.get("changed_by")),
        on=visible(lot.values.get("changed_on") or "?"),
        why=visible(lot.values.get("changed_why") or "?"),
    )


def coded(code: object, meaning: CodeName | None, lang: Lang) -> str:
    """A code and what it means; a meaning that cannot be told reads "?"."""
    if code is None:
        return "?"
    return f"{visible(code)} – {'?' if meaning is None else in_lang(meaning, lang)}"


def in_lang(name: CodeName, lang: Lang) -> str:
    """A name in a language."""
    return name.vi if lang == "vi" else name.en


def fill(key: str, lang: Lang, **values: str) -> str:
    """A sentence with its places filled."""
    return word(key, lang).format(**values)
