"""The audit's tolerances in words: from how much a finding counts, and whose figures these are."""

from __future__ import annotations

from gis.messages import Lang, number_text, visible, word
from gis.project.audit_model import Audit


def tolerance_text(asked: Audit, lang: Lang) -> str:
    """The tolerances in one line, with their source and how sure it is."""
    return word("audit_tolerance_text", lang).format(
        share=number_text(100 * asked.paper_tolerance_share, lang, 1),
        ha=number_text(asked.paper_tolerance_ha, lang),
        least=number_text(asked.least_ha, lang),
        source=visible(asked.source, 400) if asked.source else word("audit_no_source", lang),
        confidence=word(f"confidence_{asked.confidence}", lang),
    )
