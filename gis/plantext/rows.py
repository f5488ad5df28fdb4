"""One figure with its clause becomes one proposed row."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from gis.plantext.clauses import Clause
from gis.plantext.hedges import Hedge, hedge_of
from gis.plantext.kinds import Purpose, is_result, purpose
from gis.plantext.model import DraftRow, Head, Kind
from gis.plantext.parts import is_change, total_of
from gis.plantext.places import Places, is_known, place_before, places_in
from gis.plantext.shares import denominator, is_whole
from gis.plantext.subjects import Subject, subject_of
from gis.plantext.years import when

_MONEY = re.compile(r"\b(?:kinh phí|vốn|ngân sách|dự toán|mức đầu tư)\b", re.IGNORECASE)
_PROVINCE = re.compile(r"\b(?:của tỉnh|toàn tỉnh|trên địa bàn tỉnh)\b", re.IGNORECASE)
_BASE = re.compile(r"so với (năm (?:19|20)\d\d)")
_FROM_TO = re.compile(r"\s*(?:lên|xuống|thành|sang)\b")
_LONGEST_QUOTE = 200


@dataclass(frozen=True)
class Told:
    """A row with what the rows behind it in the same sentence take from it."""

    clause: Clause
    row: DraftRow
    purpose: Purpose


def is_budget(clause: Clause) -> bool:
    """Money to be spent is no target of the land."""
    return clause.quantity.unit == "vnd" and bool(_MONEY.search(clause.before + clause.left))


def is_base(clause: Clause) -> bool:
    """In "giá trị trên 1 ha đất" the one hectare is what the value is counted on, no figure."""
    one = clause.quantity.values == (1.0,) and clause.quantity.unit == "ha"
    return one and bool(re.search(r"giá trị\b.*\btrên\s*$|\bmỗi\s*$", clause.left, re.IGNORECASE))


def row_of(clause: Clause, head: Head, told: list[Told], row_id: str) -> Told:
    """The row a figure proposes.

    Args:
        clause: the figure with its words.
        head: the document's head.
        told: the rows before it in the same paragraph.
        row_id: its id.
    """
    same = [t for t in told if t.clause.sentence == clause.sentence]
    hedge = hedge_of(clause.left, clause.after, is_range=len(clause.quantity.values) == 2)
    behind = re.split(r"[,;.(]", clause.right)[0]
    meant = purpose(clause.left, behind, clause.before, same[-1].purpose if same else None)
    places, subject = _whose(clause, head, hedge, same)
    line, _, _ = clause.paragraph.line_at(clause.quantity.start)
    row = DraftRow(
        id=row_id,
        plan=head.plan,
        section=str(clause.paragraph.section),
        line=line.number,
        page=line.page,
        quote_vi=_quote(clause, hedge, subject),
        subject_vi=subject.text,
        kind=_kind(clause, hedge, meant.kind, same),
        sense=hedge.sense,
        hedge=hedge.words,
        unit=clause.quantity.unit,
        status=head.status,
        localities=places.names,
        open_list=places.open_list,
        readings=tuple(_in_unit(r, clause.quantity.unit) for r in clause.quantity.readings),
    )
    doubts = (*clause.quantity.doubts, *hedge.doubts, *meant.doubts, *places.doubts)
    row = _valued(_timed(row, clause, head), clause)
    row = _whole(row, clause, same)
    return Told(clause, _doubted(row, (*doubts, *_worded(clause, head, subject))), meant)


def _kind(clause: Clause, hedge: Hedge, meant: Kind, same: list[Told]) -> Kind:
    baseline = hedge.words == "từ" and _FROM_TO.match(clause.right)
    equivalent = "tương đương" in (hedge.words or "").lower()
    strives = (hedge.words or "").lower().startswith(("phấn đấu", "phân đấu"))
    reached = is_result(clause.left, clause.paragraph.context) or (
        # "đã trồng được 50 ha, đạt 80% kế hoạch" goes on with what was reached.
        _goes_on_telling(same) and not strives
    )
    return "figure" if baseline or equivalent or reached or is_change(clause) else meant


def _goes_on_telling(same: list[Told]) -> bool:
    told = bool(same) and same[-1].row.kind == "figure"
    return told and any(is_result(t.clause.left, ()) for t in same)


def _whose(clause: Clause, head: Head, hedge: Hedge, same: list[Told]) -> tuple[Places, Subject]:
    """Places and subject; a figure that stands only behind a place is of what its total is of."""
    left = clause.left[: hedge.start]
    place = place_before(left, in_brackets=clause.bracket is not None)
    taken = same[-1].row.subject_vi if same else ""
    if place is not None:
        doubts = () if is_known(place) else ("place_unknown",)
        return Places((place,), doubts=doubts), Subject(taken, 0, 0)
    counted = clause.quantity.unit in ("count", "unknown")
    subject = subject_of(left, clause.right, clause.quantity.noun, counted=counted)
    if subject.right_to and clause.quantity.unit == "share" and is_whole(subject.text):
        # "trồng rừng mới đạt từ 75% kế hoạch năm": what is behind is only the whole.
        before = subject_of(left, "", clause.quantity.noun, counted=False)
        subject = replace(before, right_to=subject.right_to) if before.text else subject
    if not subject.text:
        subject = replace(subject, text=taken)
    return places_in(clause.whole, head.text), subject


def _timed(row: DraftRow, clause: Clause, head: Head) -> DraftRow:
    at = when(
        clause.whole,
        clause.before,
        clause.paragraph.context,
        head,
        per_year=clause.quantity.per,
        elided=not clause.left.strip(" ,;"),
    )
    return _doubted(replace(row, year=at.year, period=at.period), at.doubts)


def _valued(row: DraftRow, clause: Clause) -> DraftRow:
    given = clause.quantity.values
    values = [_in_unit(v, row.unit) for v in given if v is not None]
    if len(values) < len(given):
        return row
    if len(values) == 2:
        return replace(row, value_range=(values[0], values[1]))
    return replace(row, value=values[0])


def _in_unit(value: float, unit: str) -> float:
    """A percentage as a share 0-1; 63,5 / 100 keeps the digits that were written."""
    return round(value / 100, 12) if unit == "share" else value


def _whole(row: DraftRow, clause: Clause, same: list[Told]) -> DraftRow:
    total = total_of(clause, [(t.clause, t.row) for t in same])
    row = replace(row, part_of=total.id if total else None)
    if row.unit == "times" and (base := _BASE.search(clause.whole)):
        return replace(row, denominator=base[1])
    if row.unit != "share":
        return row
    of, doubts = denominator(row.subject_vi, clause.left, clause.right)
    return _doubted(replace(row, denominator=of), doubts)


def _worded(clause: Clause, head: Head, subject: Subject) -> tuple[str, ...]:
    after = clause.after
    found = {
        "only_a_change": is_change(clause),
        "no_subject": not subject.text,
        "subject_cut": subject.cut,
        "several_subjects": clause.quantity.unit != "share" and _several(subject.text),
        "scope_province": head.scope != "province"
        and bool(head.scope and _PROVINCE.search(clause.before + clause.whole)),
        "one_or_other": bool(re.search(r"\bhoặc\b[^.;]*?(?<![\w.,/])\d", after))
        or bool(re.search(r"\bhoặc\b", clause.left)),
        "vision": bool(re.search("tầm nhìn", " ".join(clause.paragraph.context), re.IGNORECASE)),
    }
    return tuple(key for key, doubted in found.items() if doubted)


def _several(subject: str) -> bool:
    return ", " in re.sub(r"\([^()]*\)", "", subject)


def _doubted(row: DraftRow, doubts: tuple[str, ...]) -> DraftRow:
    return replace(row, unsure=tuple(dict.fromkeys((*row.unsure, *doubts))))


def _quote(clause: Clause, hedge: Hedge, subject: Subject) -> str:
    """The clause as a literal piece of the line the number stands in."""
    _, begins, ends = clause.paragraph.line_at(clause.quantity.start)
    start = max(clause.start, begins)
    if clause.quantity.start - start > _LONGEST_QUOTE:
        start = max(start, clause.start + subject.left_from)
    reach = max(hedge.end, subject.right_to)
    end = min(clause.quantity.end + reach, ends)
    return clause.paragraph.text[start:end].strip(" \t\u00a0,;:-–.")
