"""Values of the audit's tables as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gis.layers.allocation_columns import KEYS
from gis.maps.text.wording import coded, is_missing, label, value_text
from gis.messages import Lang, visible, word
from gis.units import date_text

# Columns whose values are words of ours, and the prefix of their keys in words.toml.
CODED = {
    "severity": "audit_severity",
    "role": "audit_role",
    "form": "audit_form",
    "other_form": "audit_form",
    "purpose": "audit_purpose",
    "relation": "audit_relation",
    "lot_verdict": "audit_lot",
    "paper_verdict": "audit_paper",
}


def audit_text(column: str, value: Any, lang: Lang) -> str:
    """A value of a column with its unit; an unknown figure is "?", a missing text says so."""
    if column in CODED and not is_missing(value):
        return coded(CODED[column], value, lang)
    if column == "kinds" and not is_missing(value):
        return ", ".join(coded("audit_kind", kind, lang) for kind in str(value).split("; "))
    if isinstance(value, date):
        return date_text(value)
    return value_text(column, value, lang)


def audit_label(column: str, lang: Lang) -> str:
    """The heading of a column; sentences have one in each language, hectares of a row are drawn."""
    if column == "area_ha":
        return word("col_drawn_ha", lang)
    return label(column.removesuffix(f"_{lang}"), lang)


def lot_key(row: Mapping[str, Any], lang: Lang) -> str:
    """The lot a row names, as its paper writes it: ``512 / 3 / 12a``."""
    parts = [row[name] for name in KEYS]
    if all(is_missing(part) for part in parts):
        return word("not_given", lang)
    return " / ".join("?" if is_missing(part) else visible(part) for part in parts)
