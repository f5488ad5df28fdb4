"""The letters of TCVN3 (ABC), VISCII and VNI-Windows, byte by byte.

TCVN3 and VISCII are held against ``iconv`` by a test; VNI-Windows, which iconv does not know, is
held against itself: every letter of Vietnamese has one spelling in it, and no two share one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from gis.project.layers_model import TextEncoding

# From byte A0 on; "·" where TCVN3 has no letter. Capitals with a tone do not exist: they are typed
# as small letters in a font that shows capitals (.VnTimeH).
_TCVN3 = (
    "·ĂÂÊÔƠƯĐăâêôơưđ······àảãáạ·ằẳẵắ·"
    "······ặầẩẫấậè·ẻẽéẹềểễếệìỉ···ĩíịò"
    "·ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ·"
)
# From byte 80 on; six more capitals stand among the control characters.
_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_CONTROLS = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}

# VNI-Windows, as its bytes look in Windows-1252: a letter and a sign after it, or one sign alone.
_VNI_SIGNS = {
    "a": dict(zip("ùøûõïâáàåãäêéèúüë", "áàảãạâấầẩẫậăắằẳẵặ", strict=True)),
    "e": dict(zip("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ", strict=True)),
    "o": dict(zip("ùøûõïâáàåãä", "óòỏõọôốồổỗộ", strict=True)),
    "u": dict(zip("ùøûõï", "úùủũụ", strict=True)),
    "y": dict(zip("ùøûõ", "ýỳỷỹ", strict=True)),
    "ô": dict(zip("ùøûõï", "ớờởỡợ", strict=True)),
    "ö": dict(zip("ùøûõï", "ứừửữự", strict=True)),
}
_VNI_ALONE = dict(zip("íìæóòôöîñ", "íìỉĩịơưỵđ", strict=True))


@cache
def single_bytes(encoding: TextEncoding) -> Mapping[int, str]:
    """Byte → letter of an encoding of one byte a letter."""
    if encoding == "tcvn3":
        return {0xA0 + i: letter for i, letter in enumerate(_TCVN3) if letter != "·"}
    return dict(enumerate(_VISCII, start=0x80)) | _VISCII_CONTROLS


@cache
def vni_spellings() -> Mapping[str, str]:
    """One or two characters (Windows-1252) → letter of VNI-Windows, small and capital."""
    small = dict(_VNI_ALONE)
    small |= {base + s: letter for base, signs in _VNI_SIGNS.items() for s, letter in signs.items()}
    return small | {spelt.upper(): letter.upper() for spelt, letter in small.items()}
