"""Rows of a review sheet from the ledger: the plots of a commune on a date, as cells."""

from __future__ import annotations

from datetime import date

from gis.errors import NuongError, Problem, Where
from gis.history import Book
from gis.ledger.states.land import DatedState
from gis.ledger.states.model import CM2_PER_HA, PRESENT, PlotKey
from gis.office.review.template import EDITABLE, NOTE, Cell, Form, form_of, shown
from gis.reference.admin import REFORM, name_key


def commune_of(state: DatedState, asked: str) -> tuple[str, str]:
    """Code and name of a commune of a date, by code or exact name (case and unit word aside).

    Raises:
        NuongError: there is none, or several; names what there is.
    """
    side = max(state.as_of) >= REFORM
    known = {code: name for (code, after), name in state.communes.items() if after == side}
    found = [c for c, n in known.items() if c == asked or name_key(n) == name_key(asked)]
    if len(found) != 1:
        listed = ", ".join(f"{n} ({c})" for c, n in sorted(known.items()))
        values = {"given": asked, "known": listed}
        raise NuongError([Problem("office.commune_which", Where(column="COMMUNE"), values)])
    return found[0], known[found[0]]


def last_date(book: Book) -> date:
    """The date of the latest state."""
    return max((e.of for e in book.entries if e.kind == "state"), default=date.min)


def form_for(book: Book, state: DatedState, commune_code: str, lang: str) -> Form:
    """The form of a commune's sheet; its crops are those the ledger knows."""
    return form_of("en" if lang == "en" else "vi", state.of, commune_code, book.crops())


def ledger_rows(book: Book, state: DatedState, form: Form) -> dict[PlotKey, dict[str, Cell]]:
    """Cells of every plot that reaches into the commune, by plot, in order.

    Hectares are those inside the commune; a plot whose land is in dispute has none there and is
    not listed.
    """
    plots = state.there.tolist()
    lands = book.lands(state, plots)
    inside = {n: [p for p in lands[n] if p.commune_code == form.commune_code] for n in plots}
    own = [n for n in plots if inside[n]]
    values = book.values(state, own)
    found = {}
    for number, key in zip(own, book.keys(own), strict=True):
        parts = inside[number]
        cells: dict[str, Cell] = {
            "layer": shown(form, "layer", key.layer), "id": shown(form, "id", key.plot_id),
            "commune_code": form.commune_code,
            "drawn_ha": sum(p.area_cm2 for p in parts) / CM2_PER_HA,
            "counted_ha": sum(p.counted_cm2 for p in parts) / CM2_PER_HA,
        }  # fmt: skip
        said = {PRESENT: True, **values[number]}
        cells |= {c: shown(form, c, said.get(c)) for c in EDITABLE}
        found[key] = {**cells, NOTE: None}
    return dict(sorted(found.items()))
