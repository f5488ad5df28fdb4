"""Digests: the same plot, outline or entry has the same one in every copy of a ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.ledger.states.model import Correction, Land, PlotKey, Value

# Outlines that differ by less are one: reprojection rounds in the last digits.
GRAIN_M = 0.001


def outline_bytes(shapes: NDArray[np.object_]) -> list[bytes]:
    """Outlines in well-known binary, as they are stored."""
    return [bytes(wkb) for wkb in shapely.to_wkb(shapes)]


def outline_digests(shapes: NDArray[np.object_]) -> list[str]:
    """A digest per outline, of its corners to the millimetre wherever the ring begins.

    Args:
        shapes: polygons in metres.
    """
    rounded = shapely.transform(shapes, lambda xy: np.round(xy / GRAIN_M) * GRAIN_M + 0.0)
    return [sha256(wkb).hexdigest() for wkb in shapely.to_wkb(shapely.normalize(rounded))]


def canonical(value: object) -> str:
    """A value as JSON that is written in one way only."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plot_digest(key: PlotKey, values: Mapping[str, Value], shape: str, land: Iterable[Land]) -> str:
    """The digest of a plot as one state gives it."""
    return _digest([*key, values, shape, [list(part) for part in land]])


def state_digest(members: Iterable[tuple[PlotKey, str]]) -> str:
    """The digest of a whole state: every plot with the digest of what is said of it."""
    taken = sha256()
    for line in sorted(f"{canonical([*key])} {digest}\n" for key, digest in members):
        taken.update(line.encode())
    return taken.hexdigest()


def corrections_digest(corrections: Iterable[Correction]) -> str:
    """The digest of all that a correction says."""
    return _digest(sorted(canonical([*c.key, c.column, c.value]) for c in corrections))


def entry_digest(body: Mapping[str, object], content: str) -> str:
    """The digest of an entry: all it says of itself, its parents among that, and its content."""
    return _digest([body, content])


def chain_digest(before: str, entry: str) -> str:
    """The digest of an arrival: of the one before it, and of the entry that arrived."""
    return sha256(f"{before}{entry}".encode()).hexdigest()


def _digest(value: object) -> str:
    return sha256(canonical(value).encode()).hexdigest()
