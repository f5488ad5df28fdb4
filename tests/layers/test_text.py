"""Old encodings: the tables against iconv, the evidence against the gazetteer."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata

import pytest

from gis.layers.text.capitals import with_capitals
from gis.layers.text.decode import decoded
from gis.layers.text.evidence import encoding_of
from gis.layers.text.syllables import place_names
from gis.layers.text.tables import single_bytes, vni_spellings
from tests.layers.spoiled import spelt

NAMES = sorted(place_names().values())
LETTERS = [
    unicodedata.normalize("NFC", base + tone)
    for base in "aăâeêioôơuưy"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
]


@pytest.mark.skipif(shutil.which("iconv") is None, reason="no iconv here")
@pytest.mark.parametrize(("encoding", "name"), [("tcvn3", "TCVN"), ("viscii", "VISCII")])
def test_every_byte_is_what_iconv_says(encoding: str, name: str) -> None:
    letters = single_bytes(encoding)  # type: ignore[arg-type]
    for byte, letter in letters.items():
        done = subprocess.run(
            ["iconv", "-f", name, "-t", "UTF-8"], input=bytes([byte]), capture_output=True
        )
        assert unicodedata.normalize("NFC", done.stdout.decode()) == letter, hex(byte)
    assert len(letters) == {"tcvn3": 74, "viscii": 134}[encoding]


def test_every_letter_has_one_spelling_in_vni() -> None:
    spellings = vni_spellings()
    assert len(set(spellings.values())) == len(spellings)
    wanted = {c for c in [*LETTERS, "đ"] if not c.isascii()}
    assert wanted | {c.upper() for c in wanted} == set(spellings.values())


def test_the_words_of_the_domain_notes() -> None:
    assert decoded("S× Lë LÇu", "tcvn3") == "Sì Lở Lầu"
    assert decoded("Vµng Ma Ch¶i", "tcvn3") == "Vàng Ma Chải"
    assert decoded("Phong Thoå", "vni") == "Phong Thổ"
    # B8 is á: a converter in circulation has à there
    assert decoded("\xb8", "tcvn3") == "á"
    assert decoded("Sì Lở Lầu", "tcvn3") is None


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii"])
def test_every_name_comes_back_and_is_recognised_for_what_it_is(encoding: str) -> None:
    old = [spelt(n, encoding) for n in NAMES]
    assert encoding_of(old) == encoding
    assert [with_capitals(decoded(t, encoding) or "") for t in old] == NAMES  # type: ignore[arg-type]


def test_unicode_is_never_taken_for_an_old_encoding() -> None:
    assert encoding_of(NAMES) == "unicode"
    assert {encoding_of([n]) for n in NAMES} <= {"unicode", "plain"}
    assert encoding_of(["Zürich", "São Paulo", "Galápagos"]) == "unicode"


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii"])
def test_one_name_alone_is_never_taken_for_another_encoding(encoding: str) -> None:
    for name in NAMES:
        old = spelt(name, encoding)
        seen = encoding_of([old])
        right = seen == encoding or (seen == "unicode" and decoded(old, encoding) is not None)
        assert right or seen in ("plain", "doubtful"), (name, old, seen)


def test_capitals() -> None:
    assert with_capitals("PHONG THổ") == "PHONG THỔ"
    assert with_capitals("sì lở lầu") == "Sì Lở Lầu"
    assert with_capitals("xã sì lở lầu") == "xã Sì Lở Lầu"
    assert with_capitals("rừng sản xuất") == "rừng sản xuất"
    assert with_capitals("Hà") == "Hà"
