"""XML from strangers (KML, GPX, the sheets of a workbook): looked through before GDAL sees it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import IO
from xml.parsers import expat

from gis.layers.findings import Findings

# No map file nests deeper; a parser that recurses could be brought down by more.
MAX_DEPTH = 200
_CHUNK = 2**20
_POINTS = ("wpt", "trkpt", "rtept")
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")


class _RefusedError(Exception):
    """A declaration or a depth no map file needs."""


def check_markup(stream: IO[bytes], root: str | None, found: Findings) -> Counter[str] | None:
    """How often each element stands in an XML document, if it is harmless.

    Document types and entities are refused: they can grow a small file beyond any memory, or
    bring in other files.

    Args:
        stream: the document, from its beginning.
        root: name its outermost element must have, without a name space; ``None`` for any.
        found: takes the reason when there is none.

    Returns:
        Local element name → count, and ``wpt/time`` likewise for times of GPX points; ``None``
        when the findings say why not.
    """
    counts: Counter[str] = Counter()
    try:
        for name in _elements(stream):
            if root is not None and not counts and name != root:
                found.error("markup_root", root=root, own=name)
                return None
            counts[name] += 1
    except _RefusedError:
        found.error("markup_entities", depth=MAX_DEPTH)
    except _PlaceError as fault:
        found.error("markup_place", reason=fault)
    except (expat.ExpatError, ValueError) as fault:
        found.error("file_unreadable", reason=fault)
    else:
        return counts
    return None


class _PlaceError(Exception):
    """A GPX point without a latitude and a longitude; GDAL would leave it out or put it on 0."""


def _check_place(name: str, said: Mapping[str, str]) -> None:
    if name not in _POINTS:
        return
    for key in ("lat", "lon"):
        if not _NUMBER.fullmatch(said.get(key, "")):
            raise _PlaceError(f"<{name} lat={said.get('lat')!r} lon={said.get('lon')!r}>")


def _elements(stream: IO[bytes]) -> Iterator[str]:
    parser = expat.ParserCreate()
    names: list[str] = []
    path: list[str] = []

    def start(name: str, said: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        if len(path) >= MAX_DEPTH:
            raise _RefusedError
        if path and path[0] == "gpx":
            _check_place(local, said)
        names.append(local)
        if local == "time" and path:
            names.append(f"{path[-1]}/time")
        path.append(local)

    def end(_name: str) -> None:
        path.pop()

    def refuse(*_said: object) -> None:
        raise _RefusedError

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    while block := stream.read(_CHUNK):
        parser.Parse(block, False)
        yield from names
        names.clear()
    parser.Parse(b"", True)
    yield from names
