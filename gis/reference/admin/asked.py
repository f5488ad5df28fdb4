"""What a written place says: its unit word, its name, and the district or province it adds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gis.reference.admin.names import canonical, folded, name_key
from gis.reference.admin.units import PROVINCE_NAMES, District, Unit, district

_WORD_OF = {
    "xã": "xã", "x": "xã", "phường": "phường", "p": "phường", "thị trấn": "thị trấn",
    "tt": "thị trấn", "huyện": "huyện", "h": "huyện", "thành phố": "thành phố",
    "tp": "thành phố", "tỉnh": "tỉnh",
}  # fmt: skip
# "TT Phong Thổ" and "TT.Phong Thổ", but a single letter needs its full stop.
_WORD = re.compile(
    r"(?:(xã|phường|thị trấn|huyện|thành phố|tỉnh|tt|tp)(?:\.\s*|\s+)|([xph])\.\s*)(?=\S)"
)


@dataclass(frozen=True)
class Asked:
    """A place as written: ``word`` is its unit word if it has one, ``within`` what follows it."""

    word: str | None
    name: str
    within: tuple[Asked, ...] = ()

    def bears(self, place: Unit | District) -> bool:
        """Whether a place has this name, through the alias table alone."""
        return canonical(place.name) == canonical(self.name)

    def fits(self, place: Unit | District) -> bool:
        """Whether the unit word and everything added fit a place too."""
        if self.word not in (None, place.unit_type):
            return False
        return all(_lies_in(place, part) for part in self.within)


def read_place(text: str) -> Asked:
    """Part a written place: ``"xã Hồng Phong (Cao Lộc)"``, ``"TT. Phong Thổ, huyện Phong Thổ"``.

    Args:
        text: as somebody wrote it, in any Unicode form, case and spacing.
    """
    parts = [part.strip(" )\t\n") for part in re.split(r"[,(;]", text)]
    first, *rest = [_named(part) for part in parts if part] or [Asked(None, "")]
    return Asked(first.word, first.name, tuple(rest))


def _named(part: str) -> Asked:
    text = folded(part)
    found = _WORD.match(text)
    if found is None:
        return Asked(None, text)
    return Asked(_WORD_OF[found[1] or found[2]], text[found.end() :])


def _lies_in(place: Unit | District, part: Asked) -> bool:
    if part.word in (None, "tỉnh") and name_key(PROVINCE_NAMES[place.province]) == part.name:
        return True
    if isinstance(place, District) or place.district is None:
        return False
    around = district(place.district)
    return part.word in (None, around.unit_type) and part.bears(around)
