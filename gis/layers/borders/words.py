"""What the kinds of border faults are called."""

from __future__ import annotations

from gis.layers.borders.model import BorderFault
from gis.messages import Lang, word


def fault_title(fault: BorderFault, lang: Lang) -> str:
    """The kind of a fault in words, slivers by their own."""
    thin = fault.sliver and fault.kind in ("overlap", "gap")
    return word(f"border_{'thin_' if thin else ''}{fault.kind}", lang)
