"""Returns and proposals as tables of the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.table import Table

from gis.field.form import heading, said
from gis.history.proposals.model import OUTLINE, Proposal
from gis.history.proposals.sorted_out import Sorted
from gis.ledger.states.model import Value
from gis.messages import Lang, number_text, visible, word

if TYPE_CHECKING:
    from gis.field.back.check import Checked

_COUNTS = ("out", "back", "missing", "new", "unknown", "twice", "edited")
# So much of a digest names a proposal.
NAME_LENGTH = 10
_WORDS = ("crop", "method", "state", "seen_slope")


def count_table(returns: Sequence[Checked], lang: Lang) -> Table:
    """Rows out and back, by return and layer; layers nobody touched are left out."""
    table = Table(title=word("field_counts", lang), title_justify="left")
    for head in ("return", "layer", *_COUNTS):
        right = "right" if head in _COUNTS else "left"
        table.add_column(word(f"field_head_{head}", lang), justify=right, overflow="fold")  # type: ignore[arg-type]
    for one in returns:
        for name, count in one.counts.items():
            if count.back or count.new or count.unknown:
                layer = word(f"field_layer_{name}", lang)
                figures = [str(getattr(count, head)) for head in _COUNTS]
                table.add_row(visible(one.name), layer, *figures)
    return table


def proposal_table(
    listed: Iterable[Sorted], sources: Mapping[str, str], title: str, lang: Lang
) -> Table:
    """Proposals: name, what it is about, old → new, who and when."""
    table = Table(title=title, title_justify="left")
    for head in ("name", "about", "column", "before", "after", "who", "when", "from"):
        table.add_column(word(f"field_head_{head}", lang), overflow="fold")
    for one in listed:
        p = one.proposal
        table.add_row(
            p.digest[:NAME_LENGTH], _about(p, lang), visible(heading(p.column, lang)),
            _shown(p, p.before, lang), _shown(p, p.after, lang), *_seen(p, lang),
            visible(sources.get(p.digest, "")),
        )  # fmt: skip
    return table


def conflict_table(listed: Sequence[Sorted], sources: Mapping[str, str], lang: Lang) -> Table:
    """Proposals that contradict each other or the ledger, those of one place side by side."""
    title = word("field_conflicts", lang).format(n=len(listed))
    table = Table(title=title, title_justify="left", show_lines=True)
    for head in ("about", "column", "before", "ledger", "phones"):
        table.add_column(word(f"field_head_{head}", lang), overflow="fold")
    places: dict[tuple[str, ...], list[Sorted]] = {}
    for one in listed:
        places.setdefault(one.proposal.place, []).append(one)
    for group in places.values():
        p = group[0].proposal
        now = _shown(p, group[0].now, lang) if p.about == "plot" else "–"
        before = " / ".join(sorted({_shown(s.proposal, s.proposal.before, lang) for s in group}))
        phones = "\n".join(_told(s.proposal, sources, lang) for s in group)
        table.add_row(_about(p, lang), visible(heading(p.column, lang)), before, now, phones)
    return table


def _told(p: Proposal, sources: Mapping[str, str], lang: Lang) -> str:
    who, when = _seen(p, lang)
    told = [f"{p.digest[:NAME_LENGTH]}: {_shown(p, p.after, lang)}", who, when]
    told += [visible(t) for t in (sources.get(p.digest), p.note) if t]
    return " · ".join(told)


def _seen(p: Proposal, lang: Lang) -> tuple[str, str]:
    unknown = word("not_known", lang)
    return visible(p.seen_by or unknown), _moment(p.seen_at) if p.seen_at else unknown


def _moment(text: str) -> str:
    """A moment as the phone wrote it, day first; its zone is kept."""
    return datetime.fromisoformat(text).strftime("%d/%m/%Y %H:%M %Z").strip()


def _about(p: Proposal, lang: Lang) -> str:
    if p.about == "plot":
        return visible(p.key)
    name = word("field_finding", lang) if p.about == "finding" else word("field_visit", lang)
    return f"{name} {visible(p.target)}"


def _shown(p: Proposal, value: Value, lang: Lang) -> str:
    if value is None:
        return "–" if p.column in ("finding", "note", "seen") else word("not_known", lang)
    if isinstance(value, bool):
        return word("yes" if value else "no", lang)
    if isinstance(value, float):
        return number_text(value, lang, 2)
    if p.column == OUTLINE:
        return word("field_outline_other", lang) if value == p.after else "–"
    if p.column == "finding":
        return _finding(str(value), lang)
    if p.column in _WORDS and isinstance(value, str):
        return visible(said(p.column, value, lang))
    return visible(value)


def _finding(value: str, lang: Lang) -> str:
    """What was found, in words, and its place in the ledger's CRS."""
    told = json.loads(value)
    kind = told.get("kind")
    parts = [said("kind", kind, lang) if kind else word("not_known", lang)]
    parts += [visible(told[c]) for c in ("plot_id", "photo") if told.get(c)]
    if told.get("seen_slope_deg") is not None:
        parts.append(f"{number_text(told['seen_slope_deg'], lang, 1)}°")
    parts.append(f"X {number_text(told['x_m'], lang, 1)} Y {number_text(told['y_m'], lang, 1)}")
    return " · ".join(parts)
