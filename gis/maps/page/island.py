"""Islands of data in a page: JSON that no reader can take for markup or script.

Text from data enters a page only through here and is shown only with ``textContent``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib

# Larger islands are packed: a browser unpacks them itself, also from a double-clicked file.
PLAIN_LIMIT_BYTES = 300_000
ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def json_text(value: object) -> str:
    r"""A value as JSON without blanks and without any character HTML or a script could misread.

    ``<``, ``>``, ``&`` and the two line separators become ``\uXXXX``, which JSON reads back alike.

    Raises:
        ValueError: a number is NaN or infinite; unknown is written ``null`` or as words.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(ESCAPES)


def island(name: str, value: object) -> str:
    """A ``<script>`` element a browser never runs, holding a value; packed when it is large.

    Args:
        name: the element's id, one of our own words, never text from data.
        value: plain values JSON can hold.
    """
    text = json_text(value)
    if len(text) <= PLAIN_LIMIT_BYTES:
        return f'<script type="application/json" id="{name}">{text}</script>'
    # zlib's form has no time stamp and no system name: the same land gives the same bytes.
    packed = base64.b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")
    return f'<script type="application/octet-stream" id="{name}">{packed}</script>'


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
