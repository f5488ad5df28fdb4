"""Islands of data in a page: JSON that no reader can take for markup or script.

Text from data enters a page only through here and is shown only with ``textContent``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

# Larger islands are packed: a browser unpacks them itself, also from a double-clicked file.
PLAIN_LIMIT_BYTES = 300_000
# zlib's level: 9 takes four times as long for two hundredths less.
PACKING = 6
# Items of a list made text at once.
_AT_ONCE = 2_000
ESCAPES = {c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def json_text(value: object) -> str:
    r"""A value as JSON without blanks and without any character HTML or a script could misread.

    ``<``, ``>``, ``&`` and the two line separators become ``\uXXXX``, which JSON reads back alike.

    Raises:
        ValueError: a number is NaN or infinite; unknown is written ``null`` or as words.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character, escaped in ESCAPES.items():
        text = text.replace(character, escaped)
    return text


def island(name: str, value: object) -> str:
    """A ``<script>`` element a browser never runs, holding a value; packed when it is large.

    Args:
        name: the element's id, one of our own words, never text from data.
        value: plain values JSON can hold.
    """
    texts = _texts(value)
    first, length = [], 0
    while length <= PLAIN_LIMIT_BYTES and (text := next(texts, None)) is not None:
        first.append(text)
        length += len(text)
    if length <= PLAIN_LIMIT_BYTES:
        return f'<script type="application/json" id="{name}">{"".join(first)}</script>'
    # zlib's form has no time stamp and no system name: the same land gives the same bytes.
    packer = zlib.compressobj(PACKING)
    packed = [packer.compress(text.encode("utf-8")) for text in chain(first, texts)]
    coded = base64.b64encode(b"".join([*packed, packer.flush()])).decode("ascii")
    return f'<script type="application/octet-stream" id="{name}">{coded}</script>'


def bytes_island(name: str, data: bytes) -> str:
    """A ``<script>`` element a browser never runs, holding bytes, always packed.

    Args:
        name: the element's id, one of our own words, never text from data.
        data: as they shall come out again.
    """
    coded = base64.b64encode(zlib.compress(data, PACKING)).decode("ascii")
    return f'<script type="application/octet-stream" id="{name}">{coded}</script>'


def _texts(value: object) -> Iterator[str]:
    """:func:`json_text` in parts, so that the long lists of a layer are not texts all at once."""
    if not isinstance(value, Mapping) or not value:
        yield json_text(value)
        return
    mark = "{"
    for key, inner in value.items():
        yield f"{mark}{json_text(key)}:"
        is_list = isinstance(inner, Sequence) and not isinstance(inner, str)
        yield from _list_texts(inner) if is_list else (json_text(inner),)
        mark = ","
    yield "}"


def _list_texts(values: Sequence[object]) -> Iterator[str]:
    yield "["
    for first in range(0, len(values), _AT_ONCE):
        items = json_text(list(values[first : first + _AT_ONCE]))[1:-1]
        yield f",{items}" if first else items
    yield "]"


def content_policy(page: str, image_host: str = "") -> str:
    """The page's Content-Security-Policy: nothing is fetched, and only its own scripts run.

    Args:
        page: the finished page, each of its scripts in a bare ``<script>`` element.
        image_host: the one host online tiles may come from, if any.
    """
    scripts = " ".join(f"'sha256-{_sha256(s)}'" for s in INLINE_SCRIPT.findall(page))
    return (
        f"default-src 'none'; img-src data: blob:{image_host and ' ' + image_host}; "
        f"style-src 'unsafe-inline'; script-src {scripts}; connect-src 'none'; "
        "base-uri 'none'; form-action 'none'"
    )


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
