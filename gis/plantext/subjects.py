"""What a figure is of: the words behind it when they name something, else the words before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_VERBS = (
    "tiếp tục", "định hướng", "tập trung", "trọng tâm", "phấn đấu", "phân đấu", "duy trì", "giữ",
    "ổn định",
    "xây dựng", "phát triển", "nhân rộng", "mở rộng", "sản xuất", "chăm sóc",
    "quản lý", "bảo vệ", "hỗ trợ", "bảo đảm", "đảm bảo", "nâng cao", "nâng cấp", "sửa chữa",
    "kiên cố", "thực hiện tốt công tác", "thực hiện", "tăng cường công tác", "có thêm", "có", "và",
    "trong đó", "cấp", "mới", "đạt", "với", "được", "hàng năm", "hằng năm", "từ",
)  # fmt: skip
_LEADING = re.compile(
    rf"^(?:[\s,;:.\-–+•…“”\"'()]|(?:{'|'.join(sorted(_VERBS, key=len, reverse=True))})(?!\w))+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:[\s,;:(\-–]+|(?<!\w)(?:với|và|đạt|là|có|định hướng|ở mức|ổn định|dự kiến|"
    r"diện tích|quy mô|tổng|hết|đến|năm|hàng năm|"
    r"hằng năm|bình quân|phấn đấu|phân đấu|tăng|gấp|đạt diện tích|chiếm|được|thành lập mới|từ)"
    r"(?!\w))+$",
    re.IGNORECASE,
)
# A noun does not begin with these, so the words behind the figure are not what it is of.
_NOT_FIRST = frozenset((
        "trong", "tại", "so", "trở", "và", "hoặc", "vào", "để", "nhằm", "trên", "của", "đến",
        "cho", "với", "được", "là", "theo", "ở", "từ", "thì", "năm", "mỗi", "tính", "đạt",
        "trước", "sau", "khi", "do", "bằng", "lên", "xuống",
))  # fmt: skip
_NOT_FIRST |= {"bao", "gồm"}
_NOT_AFTER = _NOT_FIRST - {"đạt", "được", "trở", "của", "cho"}
_CUT = re.compile(
    r"[.;:,()…]|\s(?:tại|trên địa bàn|ở|để|nhằm|so với|trong đó|vào|"
    r"được thành lập|và (?:xây dựng|nâng cấp|phát triển|cải tạo|duy trì)|hoặc)\b"
)
_LONG_WORDS = 14
# A noun that is measured opens the whole phrase, commas in it or not.
_MEASURED = re.compile(
    r"(?:tỷ lệ|tỉ lệ|diện tích|sản lượng|tỷ trọng|năng suất|số)\b", re.IGNORECASE
)
_OR_MORE = re.compile(r"\s*trở (?:lên|xuống)$")
_FIRM = re.compile(r"(?:bảo đảm|đảm bảo|phấn đấu|gồm|như|đồng thời)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Subject:
    """The words a figure is of; ``start``/``end`` bound them in left and right text, for the quote.

    ``text`` is empty when the clause names nothing. ``cut`` says that a long lead was shortened.
    """

    text: str
    left_from: int
    right_to: int
    cut: bool = False


def subject_of(left: str, right: str, noun: str, *, counted: bool) -> Subject:
    """Find what a figure is of.

    Args:
        left: the clause before the figure, hedges taken off.
        right: the clause behind its unit.
        noun: the unit's word; it is part of the subject when things are counted.
        counted: whether the unit is a counted noun.
    """
    behind, right_to = _behind(right, _NOT_AFTER if counted else _NOT_FIRST)
    if counted:
        return Subject(_counted(f"{noun} {behind}"), 0, right_to)
    if behind:
        return Subject(behind, 0, right_to)
    start, cut = _begin(left)
    text = _TRAILING.sub("", left[start:])
    return Subject(" ".join(text.split()).lstrip("-–+•* "), start, 0, cut)


def _counted(words: str) -> str:
    """So "15 tổ hợp tác trở lên" counts tổ hợp tác; "sản phẩm đạt từ 3 sao trở lên" says which."""
    text = " ".join(words.split())
    return text if re.search(r"\btừ\b", text) else _OR_MORE.sub("", text)


def _behind(right: str, not_first: frozenset[str]) -> tuple[str, int]:
    end = _CUT.search(right)
    words = right[: end.start()] if end else right
    first = re.match(r"\s+([^\W\d_]+)", words)
    if first is None or first[1].lower() in not_first:
        return "", 0
    return " ".join(words.split()), len(words.rstrip())


def _begin(left: str) -> tuple[int, bool]:
    """Where the noun phrase begins: verbs taken off, a long lead cut at its last break."""
    start = _after_verbs(left, 0)
    if len(left[start:].split()) <= _LONG_WORDS or _MEASURED.match(left[start:]):
        return start, False
    bare = re.sub(r"\([^()]*\)", lambda m: " " * len(m[0]), left)
    breaks = [m.end() for m in re.finditer(r",\s", bare) if left[m.end() :].strip()]
    breaks += [m.end() for m in _FIRM.finditer(bare)]
    later = [b for b in breaks if b > start and len(left[b:].split()) >= 2]
    return (_after_verbs(left, max(later)), True) if later else (start, False)


def _after_verbs(left: str, at: int) -> int:
    found = _LEADING.match(left[at:])
    after = at + (found.end() if found else 0)
    return after if left[after:].strip() else at
