"""What a document says of itself before its first section: title, date, status, years, area."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from gis.plantext.blanks import without_documents
from gis.plantext.model import Head, Line, PlanText, Scope, Status
from gis.plantext.sections import Section, heading

_KINDS = ("kế hoạch", "đề án", "phương án", "chương trình", "nghị quyết", "quyết định", "báo cáo")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_DATED = re.compile(r"(?:ngày\s*\d{0,2}\s*)?tháng\s*\d{1,2}\s*năm\s*(\d{4})", re.IGNORECASE)
_NUMBERED = re.compile(r"\bSố\s*:?\s*(\d*)\s*[/-]\s*[A-ZĐ]{2}")
_UNITS = r"(tỉnh|thành phố|thị xã|huyện|xã|phường)\b(?!\s*,)"
# Whose plan it is: the area in its title, the issuer alone on a line, who issues it in the body.
_AREAS = (
    re.compile(rf".*trên địa bàn {_UNITS}", re.IGNORECASE),
    re.compile(rf"^\s*{_UNITS}[^\n]{{0,40}}$", re.IGNORECASE | re.MULTILINE),
    re.compile(
        rf"(?:UBND|Ủy ban nhân dân|Ban Thường vụ) {_UNITS}[^.;\n]{{0,60}}(?:ban hành|xây dựng)",
        re.IGNORECASE,
    ),
)
_SCOPES: dict[str, Scope] = {
    "tỉnh": "province",
    "thành phố": "district",
    "thị xã": "district",
    "huyện": "district",
    "xã": "commune",
    "phường": "commune",
}
_LONGEST_TITLE = 6


def read_head(text: PlanText) -> Head:
    """The head of a document; what it does not say stays empty and is never made up."""
    before = list(_before_first_section(text.lines))
    titles = _title(before)
    top = "\n".join(line.text for line in before)
    title = " ".join(" ".join(line.text for line in titles).split())
    dated = _DATED.search("\n".join(line.text for line in before if line not in titles))
    years = tuple(dict.fromkeys(int(y) for y in _YEAR.findall(without_documents(title))))
    return Head(
        plan=plan_id(text.name),
        title_vi=_unmarked(title),
        dated=_said_date(dated),
        status=_status(top),
        years=years,
        first_year=min([*([int(dated[1])] if dated else []), *years], default=None),
        scope=_scope(_unmarked(title), top),
        text=top,
    )


def plan_id(name: str) -> str:
    """The id of a plan from its file's name: leading digits, else plain letters of the stem.

    >>> plan_id("000_b32716a67502a8df.txt"), plan_id("Kế hoạch sắn 2026.docx")
    ('000', 'ke_hoach_san_2026')
    """
    stem = PurePath(name).stem
    if digits := re.match(r"\d{3}(?=_)", stem):
        return digits[0]
    folded = unicodedata.normalize("NFD", stem.lower().replace("đ", "d"))
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40] or "plan"


def _before_first_section(lines: Sequence[Line]) -> Iterable[Line]:
    for line in lines[:60]:
        found = heading(without_documents(line.text), Section())
        if found is not None and found.level == 0:
            return
        yield line


def _title(lines: Sequence[Line]) -> list[Line]:
    """The lines behind "KẾ HOẠCH": to a blank line, a rule, or the body's first sentence."""
    names = [i for i, line in enumerate(lines) if _unmarked(line.text).casefold() in _KINDS]
    if not names:
        return []
    found: list[Line] = []
    for line in lines[names[0] + 1 : names[0] + 1 + 2 * _LONGEST_TITLE]:
        said = _unmarked(line.text)
        if not said and not found:
            continue
        if not said or not any(c.isalpha() for c in said) or _is_body(said, found):
            break
        found.append(line)
    return found[:_LONGEST_TITLE]


def _is_body(said: str, title: list[Line]) -> bool:
    if said.startswith("Căn cứ"):
        return True
    return bool(title) and title[0].text.isupper() and not said.isupper()


def _unmarked(text: str) -> str:
    return " ".join(re.sub(r"\[bookmark:[^\]]*\]|\*", "", text).split())


def _said_date(found: re.Match[str] | None) -> str:
    """The date as written; without its day where the day was left blank."""
    if found is None:
        return ""
    said = " ".join(found[0].split())
    return re.sub(r"^ngày (?=tháng)", "", said)


def _status(top: str) -> Status:
    if re.search(r"dự\s+thảo", top, re.IGNORECASE):
        return "draft"
    number = _NUMBERED.search(top)
    if number is None:
        return "unstated"
    full_date = re.search(r"ngày\s*\d{1,2}\s*tháng\s*\d{1,2}\s*năm", top)
    return "final" if number[1] and full_date else "unsigned"


def _scope(title: str, top: str) -> Scope | None:
    found = [p.search(said) for p, said in zip(_AREAS, (title, top, top), strict=True)]
    return next((_SCOPES[f[1].lower()] for f in found if f), None)
