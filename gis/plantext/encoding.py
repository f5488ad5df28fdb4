"""Bytes of a text file to text: UTF-8, or a problem that names the encoding it looks like.

TCVN3 (the .Vn fonts) keeps Vietnamese letters in codes that read as "Phong Thæ"; such a text is
named, never converted in silence, because capitals cannot be told back from it.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from gis.plantext.refusal import refusal

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Codes of TCVN3 letters that are no letters of Vietnamese when read as Latin-1.
_TCVN3 = re.compile("[µ¶·¸¹¨»¾¼½Æ©Ç¬®«ËÎÏÑÖ×Üåæçëîï÷ø®§]")
_VIETNAMESE = re.compile("[\u1ea0-\u1ef9ăđơưĂĐƠƯ]")
_MIN_SHARE = 0.01


def decoded(path: Path, raw: bytes) -> str:
    """The text of a file in UTF-8; a byte-order mark is accepted.

    Raises:
        NuongError: UTF-16, TCVN3, another encoding, or no text at all.
    """
    if raw.startswith(_UTF16) or _alternating(raw):
        raise refusal("plantext.encoding", path, encoding="UTF-16")
    if b"\x00" in raw:
        raise refusal("plantext.binary", path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        if _controls(raw.decode("latin-1")):
            raise refusal("plantext.binary", path) from fault
        # A text in UTF-8 with a wrong byte still holds Vietnamese letters; one in TCVN3 has none.
        other = not _VIETNAMESE.search(raw.decode("utf-8", "ignore"))
        if other and looks_tcvn3(raw.decode("latin-1")):
            raise refusal("plantext.encoding", path, encoding="TCVN3 (.Vn…)") from fault
        line = raw[: fault.start].count(b"\n") + 1
        raise refusal("plantext.not_utf8", path, line=line) from fault
    if _controls(text):
        raise refusal("plantext.binary", path)
    if looks_tcvn3(text):
        raise refusal("plantext.encoding", path, encoding="TCVN3 (.Vn…)")
    return text


def nfc(text: str) -> str:
    """A line in NFC; a byte-order mark inside a text means nothing."""
    return unicodedata.normalize("NFC", text.replace("\ufeff", ""))


def looks_tcvn3(text: str) -> bool:
    """Whether letters of the old .Vn fonts stand where Vietnamese letters should.

    >>> looks_tcvn3("huyÖn Phong Thæ, x· S× Lë LÇu"), looks_tcvn3("huyện Phong Thổ, xã Sì Lở Lầu")
    (True, False)
    """
    composed = unicodedata.normalize("NFC", text)
    letters = sum(c.isalpha() for c in composed) or 1
    old, new = len(_TCVN3.findall(composed)), len(_VIETNAMESE.findall(composed))
    return old / letters > _MIN_SHARE and new < old


def _alternating(raw: bytes) -> bool:
    """UTF-16 without its mark: every other byte of plain letters is zero."""
    start = raw[:4000]
    halves = (start[::2], start[1::2])
    return (
        len(start) > 8
        and any(h.count(0) > 0.3 * len(h) for h in halves)
        and (min(h.count(0) for h in halves) < 0.05 * len(start))
    )


def _controls(text: str) -> bool:
    """Whether a text holds control codes no text file has (form feed and escape excepted)."""
    bad = sum(1 for c in text[:100_000] if c < " " and c not in "\t\n\r\f\v\x1b")
    return bad > 0
