"""Every sentence a person reads, in Vietnamese and English, kept as data beside this file.

``*.toml`` holds problems (``must``, ``found``, ``try``, each ``vi`` and ``en``), a file per stage;
``words.toml`` holds labels of products. Nothing else in the package writes a sentence for users.
"""

from __future__ import annotations

import math
import string
import tomllib
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Lang = Literal["vi", "en"]


@cache
def catalogue() -> dict[str, dict[str, dict[str, str]]]:
    """All problem texts: ``{"stage.name": {"must": {"vi": …, "en": …}, …}}``."""
    found: dict[str, Any] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml") and file.name != "words.toml":
            stage = tomllib.loads(file.read_text("utf-8"))
            found |= {f"{file.name[:-5]}.{name}": parts for name, parts in stage.items()}
    return found


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads((files(__name__) / "words.toml").read_text("utf-8"))


def word(key: str, lang: Lang) -> str:
    """A label of a product (legend, column heading, title block), e.g. ``word("candidate", "vi")``.

    Raises:
        KeyError: the word is not in ``words.toml``.
    """
    return _words()[key][lang]


def sentence(code: str, part: str, lang: Lang, values: Mapping[str, object]) -> str:
    """One part of a problem's text with its values filled in; empty when the part is not given.

    Values come from files a stranger may have written, so control characters are shown escaped
    and a value is never itself read as a template.
    """
    template = catalogue()[code].get(part, {}).get(lang, "")
    shown = {k: _shown(v, lang) for k, v in values.items()}
    return string.Formatter().vformat(template, (), shown)


def _shown(value: object, lang: Lang) -> str:
    """A float in the figures of the language, with the decimals it has; anything else as text."""
    if not isinstance(value, float) or not math.isfinite(value) or abs(value) >= 1e15:
        return visible(value)
    digits = max(0, -Decimal(repr(value)).normalize().as_tuple().exponent)  # type: ignore[operator]
    return number_text(value, lang, digits)


def number_text(value: float | None, lang: Lang, digits: int = 2) -> str:
    """A number as a person reads it: ``1.234,56`` in Vietnamese, ``1,234.56`` in English.

    ``None`` and NaN are unknown and read "?"; they are never shown as zero.

    >>> number_text(1234.5, "vi"), number_text(1234.5, "en"), number_text(None, "vi")
    ('1.234,50', '1,234.50', '?')
    """
    if value is None or value != value:
        return "?"
    text = f"{value + 0.0:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


def visible(value: object, limit: int = 200) -> str:
    """A value as one line of text: control and direction characters escaped, NFC, cut at limit."""
    text = unicodedata.normalize("NFC", str(value))
    shown = "".join(_escaped(c) if unicodedata.category(c)[0] == "C" else c for c in text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
