"""XML from strangers (KML, GPX, the sheets of a workbook): looked through before GDAL sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from gis.layers.findings import Findings

# No map file nests deeper; a parser that recurses could be brought down by more.
MAX_DEPTH = 200
_CHUNK = 2**20


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
        Local element name → count; ``None`` when the findings say why not.
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
    except (expat.ExpatError, ValueError) as fault:
        found.error("file_unreadable", reason=fault)
    else:
        return counts
    return None


def _elements(stream: IO[bytes]) -> Iterator[str]:
    parser = expat.ParserCreate()
    names: list[str] = []
    depth = 0

    def start(name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise _RefusedError
        names.append(name.rpartition(":")[2])

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

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
