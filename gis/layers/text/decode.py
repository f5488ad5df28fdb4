"""Text that was read byte by byte, as the letters its encoding means."""

from __future__ import annotations

from functools import cache

from gis.layers.text.tables import single_bytes, vni_spellings
from gis.project.layers_model import TextEncoding


def decoded(text: str, encoding: TextEncoding) -> str | None:
    """A text read as Latin-1 or Windows-1252, in the letters of an old Vietnamese encoding.

    Args:
        text: as a reader gave it that did not know the encoding.
        encoding: what its bytes are taken to be.

    Returns:
        The text; ``None`` when it cannot be bytes at all (it holds letters beyond both encodings,
        so it is Unicode already).
    """
    data = _bytes(text)
    if data is None:
        return None
    if encoding == "vni":
        return _vni(data)
    letters = single_bytes(encoding)
    return "".join(letters.get(b, chr(b)) for b in data)


def _vni(data: bytes) -> str:
    text = data.decode("cp1252", "replace")
    spelt, found, at = vni_spellings(), [], 0
    while at < len(text):
        pair = text[at : at + 2]
        # A capital may be followed by a small sign and the other way round.
        both = spelt.get(pair) or spelt.get(pair[:1] + pair[1:].swapcase())
        if len(pair) == 2 and both is not None:
            found.append(both)
            at += 2
        else:
            found.append(spelt.get(text[at], text[at]))
            at += 1
    return "".join(found)


def _bytes(text: str) -> bytes | None:
    high = _windows_bytes()
    codes = [ord(c) if ord(c) < 256 else high.get(c) for c in text]
    return None if None in codes else bytes(c for c in codes if c is not None)


@cache
def _windows_bytes() -> dict[str, int]:
    """The characters Windows-1252 has at 80–9F, where Latin-1 has control characters."""
    pairs = ((bytes([b]).decode("cp1252", "ignore"), b) for b in range(0x80, 0xA0))
    return {character: b for character, b in pairs if character}
