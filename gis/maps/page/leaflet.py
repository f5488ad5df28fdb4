"""The scripts and style sheets a page carries inside itself: Leaflet's and our own."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

LEAFLET = "xstatic/pkg/leaflet/data"
IMAGE = re.compile(r"url\((images/[\w-]+\.png)\)")
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
OUR_SCRIPTS = ("text.js", "islands.js", "layers.js", "labels.js", "card.js", "legend.js",
               "tables.js", "search.js", "site_places.js", "site_outlines.js", "site_cells.js",
               "site_answer.js", "site_facts.js", "site_card.js", "site_read.js",
               "site_spot.js", "site.js", "main.js")  # fmt: skip


@cache
def leaflet_script() -> str:
    """Leaflet's script with its licence notice, without the line that names its source map.

    Raises:
        importlib.metadata.PackageNotFoundError: XStatic-Leaflet is not installed.
    """
    return _script(SOURCE_MAP.sub("", _leaflet_file("leaflet.js").read_text("utf-8")))


@cache
def leaflet_style() -> str:
    """Leaflet's style sheet, its pictures turned into data URIs."""
    text = _leaflet_file("leaflet.css").read_text("utf-8")
    return IMAGE.sub(lambda found: f"url({_data_uri(found[1])})", text)


@cache
def our_script() -> str:
    """Our own scripts as one strict function, so that they share names with nobody."""
    parts = [_asset(name) for name in OUR_SCRIPTS]
    return _script("(() => {\n'use strict';\n" + "\n".join(parts) + "\n})();\n")


@cache
def our_style() -> str:
    """Our own style sheet."""
    return _asset("page.css")


@cache
def our_markup() -> tuple[str, str]:
    """Our constant markup: what stands before the map, and what stands after it."""
    before, _, after = _asset("page.html").partition("<!-- map -->")
    return before, after


def _leaflet_file(name: str) -> Path:
    return Path(str(distribution("XStatic-Leaflet").locate_file(f"{LEAFLET}/{name}")))


def _data_uri(image: str) -> str:
    data = base64.b64encode(_leaflet_file(image).read_bytes()).decode("ascii")
    return f"data:image/png;base64,{data}"


def _asset(name: str) -> str:
    return (files("gis.maps.page") / "assets" / name).read_text("utf-8").replace("\r\n", "\n")


def _script(text: str) -> str:
    return text.replace("</script", "<\\/script")
