"""Units of a plan's figures: measures, herds, and nouns that are counted."""

from __future__ import annotations

import re
from collections.abc import Mapping

# What the text writes → the register's unit. Longer forms first: "m3/ha" before "m3" before "m".
_MEASURES = (
    (r"m3\s*/\s*ha|m³\s*/\s*ha", "m3_per_ha"),
    (r"tấn\s*/\s*ha", "t_per_ha"),
    (r"tạ\s*/\s*ha", "ta_per_ha"),
    (r"kg\s*/\s*ha", "kg_per_ha"),
    (r"đồng\s*/\s*ha", "vnd_per_ha"),
    (r"ha|hecta|héc[ -]?ta", "ha"),
    (r"km2|km²", "km2"),
    (r"km", "km"),
    (r"m2|m²", "m2"),
    (r"m3|m³", "m3"),
    (r"m|mét", "m"),
    (r"%", "share"),
    (r"tấn", "t"),
    (r"tạ", "ta"),
    (r"kg", "kg"),
    (r"đồng(?!\s+chí)", "vnd"),
    (r"lần", "times"),
    (r"lồng(?:\s+cá)?", "count"),
    (r"con(?!\s+đường)", "head"),
    (r"độ|°|º", "deg"),
)
# Nouns that are counted in such plans; a noun that is not here is proposed as an unknown unit.
_COUNTED = (
    "huyện/thành phố", "hợp tác xã", "HTX", "tổ hợp tác", "THT", "doanh nghiệp", "cơ sở",
    "chuỗi", "sản phẩm", "vườn", "đơn vị", "mô hình", "nhà máy", "trang trại", "lao động", "người",
    "làng nghề", "công trình", "nhãn hiệu", "hộ", "vùng", "huyện", "xã", "phường", "thôn", "bản",
    "cây", "máy", "dự án", "lớp", "trạm", "khu", "điểm", "mã số",
)  # fmt: skip
# Durations, grades and parts of a text: a number before them is no figure of the plan.
NOT_COUNTED = frozenset((
        "năm", "tháng", "ngày", "tuần", "giờ", "quý", "vụ", "loại", "cấp", "sao", "bước", "khâu",
        "mục", "khoản", "chương", "phần", "trang", "tầng", "đợt", "kỳ", "nhóm", "ban", "bên",
        "mặt", "nước", "tỉnh", "và", "hoặc", "đến", "từ", "đạt", "là", "thì", "để", "có", "của",
        "cho", "với",
        "đồng",
))  # fmt: skip
_PLACES = frozenset(("xã", "phường", "thôn", "bản", "huyện"))
_KNOWN = (*_MEASURES, ("|".join(re.escape(n) for n in _COUNTED), "count"))

UNIT = "|".join(f"(?P<u{i}>{pattern})" for i, (pattern, _) in enumerate(_KNOWN))
PER_YEAR = r"(?P<per>\s*/\s*(?:người\s*/\s*)?(?:năm|vụ|tháng|quý))?"


def unit_of(groups: Mapping[str, str | None]) -> str | None:
    """The register's unit of a match of ``UNIT``; ``None`` when the unit part is not there."""
    return next((unit for i, (_, unit) in enumerate(_KNOWN) if groups[f"u{i}"]), None)


def lists_places(noun: str, after: str) -> bool:
    """Whether "02 xã: San Thàng và Sùng Phài" only counts the places it then names."""
    listed = re.match(r"\s*(?:là|gồm)?\s*:?\s*(\w)", after)
    return noun.lower() in _PLACES and bool(listed and listed[1].isupper())
