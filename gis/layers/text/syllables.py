"""Whether words can be Vietnamese, and whether they are known from names and forest records."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from gis.reference.admin.names import folded, name_key
from gis.reference.admin.units import PROVINCE_NAMES, all_units

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_ONSET = "ngh|ng|nh|n|ch|c|gh|gi|g|kh|k|ph|p|qu|th|tr|t|b|d|đ|h|l|m|r|s|v|x"
_NUCLEUS = (
    "uyê|uya|uyu|uôi|uây|ươi|ươu|iêu|yêu|oai|oay|oao|oeo|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|"
    "oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
)
_SYLLABLE = re.compile(f"({_ONSET})?({_NUCLEUS})(ch|c|m|ng|nh|n|p|t)?")
# What the tables of forest and farm offices say all the time.
_WORDS = (
    "rừng trồng tự nhiên đất trống núi đá cây gỗ tre nứa phòng hộ đặc dụng sản xuất gia đình cộng "
    "đồng thôn bản xã huyện tỉnh phường thị trấn uỷ ủy ban nhân dân sắn sâm ngô lúa chè quế keo "
    "thông mộc nương rẫy suối sông đường quy hoạch ngoài giàu nghèo bình phục hồi hỗn giao chủ "
    "tiểu khu khoảnh lô diện tích trạng thái loại mục đích sử đầu nguồn bảo vệ nghiêm ngặt sinh "
    "thái ghi chú người tên đội trạm kiểm lâm hạt công ty quản lý nguyễn trần lê phạm vàng giàng "
    "lò tẩn lý sùng thào phàn chẻo"
)


def is_syllable(word: str) -> bool:
    """Whether a word can be one Vietnamese syllable: at most one tone, an allowed build.

    >>> is_syllable("Thổ"), is_syllable("Thæ"), is_syllable("nghiêng"), is_syllable("Zürich")
    (True, False, True, False)
    """
    apart = unicodedata.normalize("NFD", word.lower())
    toneless = unicodedata.normalize("NFC", apart.translate(_TONES))
    tones = sum(ord(c) in _TONES for c in apart)
    return tones <= 1 and _SYLLABLE.fullmatch(toneless) is not None


def is_known(word: str) -> bool:
    """Whether a word stands in a commune's name or in the everyday words of such tables."""
    return folded(word) in _known_words()


@cache
def place_names() -> dict[str, str]:
    """Key of a name → the name as it is written, of every commune and province recorded."""
    names = [u.name for u in all_units()] + list(PROVINCE_NAMES.values())
    return {name_key(name): name for name in names}


@cache
def _known_words() -> frozenset[str]:
    names = " ".join(place_names())
    return frozenset(names.split()) | frozenset(folded(_WORDS).split())
