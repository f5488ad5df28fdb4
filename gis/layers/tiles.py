"""Decoded tiles that several blocks need, kept for a while within a limit of memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from threading import RLock
from typing import Any, Generic, Protocol, TypeVar
from weakref import finalize

Place = tuple[int, int]
Key = tuple[int, Place]

# What blocks of all layers of a run need again: of a band of 32 bits some 60 MB, for the next row
# of blocks in a stripe of 8192 columns asks for the last row of tiles of this one.
SHELF_BYTES = 64 << 20


class Sized(Protocol):
    """What is kept: it can say how much memory it takes."""

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""


Kept = TypeVar("Kept", bound=Sized)


class Shelf:
    """Where stores keep their tiles: one limit for all of them, however many layers there are.

    Args:
        most_bytes: the tiles used longest ago are let go beyond this.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._tiles: OrderedDict[Key, Future[Any]] = OrderedDict()
        # A store may be collected, and its tiles let go, while its own thread is in here.
        self._lock = RLock()

    def take(self, key: Key) -> tuple[Future[Any], bool]:
        """A tile, kept or still to be made, and whether the one who asks must make it."""
        with self._lock:
            known = self._tiles.get(key)
            if known is not None:
                self._tiles.move_to_end(key)
                return known, False
            made = self._tiles[key] = Future()
            return made, True

    def made(self, nbytes: int) -> None:
        """A tile taken before has been made and has this size."""
        with self._lock:
            self._bytes += nbytes
            for key in list(self._tiles)[:-1]:
                if self._bytes <= self._most_bytes:
                    return
                self._drop(key)

    def forget(self, key: Key) -> None:
        """A tile could not be made."""
        with self._lock:
            self._tiles.pop(key, None)

    def clear(self, store: int | None = None) -> None:
        """Let go of the tiles of one store, or of all; they are decoded again when asked for."""
        with self._lock:
            for key in [k for k in self._tiles if store is None or k[0] == store]:
                self._drop(key)

    def _drop(self, key: Key) -> None:
        held = self._tiles.get(key)
        if held is not None and held.done():
            self._bytes -= self._tiles.pop(key).result().nbytes


# Of this process.
SHELF = Shelf(SHELF_BYTES)
_numbers = count()


class TileStore(Generic[Kept]):
    """Tiles by their place; each is decoded once while it stays, also when threads ask together.

    Args:
        decode: reads the tile at a place.
        shelf: where the tiles are kept.
    """

    def __init__(self, decode: Callable[[Place], Kept], shelf: Shelf = SHELF) -> None:
        self._decode, self._shelf, self._number = decode, shelf, next(_numbers)
        finalize(self, shelf.clear, self._number).atexit = False

    def tile(self, place: Place) -> Kept:
        """The tile at a place, decoded now or before.

        Raises:
            Exception: what ``decode`` raised, to everyone who waited for this tile.
        """
        key = self._number, place
        held: Future[Kept]
        held, mine = self._shelf.take(key)
        return self._fill(key, held) if mine else held.result()

    def _fill(self, key: Key, mine: Future[Kept]) -> Kept:
        try:
            tile = self._decode(key[1])
        except BaseException as fault:
            self._shelf.forget(key)
            mine.set_exception(fault)
            raise
        mine.set_result(tile)
        self._shelf.made(tile.nbytes)
        return tile
