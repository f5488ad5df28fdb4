"""Decoded tiles that several blocks need, kept for a while within a limit of memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, Protocol, TypeVar

Place = tuple[int, int]


class Sized(Protocol):
    """What is kept: it can say how much memory it takes."""

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""


Kept = TypeVar("Kept", bound=Sized)


class TileStore(Generic[Kept]):
    """Tiles by their place; each is decoded once while it stays, also when threads ask together.

    Args:
        decode: reads the tile at a place.
        most_bytes: the tiles used longest ago are let go beyond this.
    """

    def __init__(self, decode: Callable[[Place], Kept], most_bytes: int) -> None:
        self._decode = decode
        self._most_bytes = most_bytes
        self._bytes = 0
        self._tiles: OrderedDict[Place, Future[Kept]] = OrderedDict()
        self._lock = Lock()

    def tile(self, place: Place) -> Kept:
        """The tile at a place, decoded now or before.

        Raises:
            Exception: what ``decode`` raised, to everyone who waited for this tile.
        """
        with self._lock:
            known = self._tiles.get(place)
            if known is not None:
                self._tiles.move_to_end(place)
            mine = self._tiles[place] = known or Future()
        if known is not None:
            return known.result()
        return self._fill(place, mine)

    def _fill(self, place: Place, mine: Future[Kept]) -> Kept:
        try:
            tile = self._decode(place)
        except BaseException as fault:
            mine.set_exception(fault)
            with self._lock:
                self._tiles.pop(place, None)
            raise
        mine.set_result(tile)
        with self._lock:
            self._bytes += tile.nbytes
            self._let_go()
        return tile

    def _let_go(self) -> None:
        for place, held in list(self._tiles.items())[:-1]:
            if self._bytes <= self._most_bytes:
                return
            if held.done():
                self._bytes -= held.result().nbytes
                del self._tiles[place]
