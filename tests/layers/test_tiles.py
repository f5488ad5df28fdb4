from __future__ import annotations

import gc

import numpy as np
import pytest
from numpy.typing import NDArray

from gis.layers.tiles import Place, Shelf, TileStore

Tile = NDArray[np.uint8]


class Decoder:
    """Tiles of 10 bytes, and what was decoded."""

    def __init__(self) -> None:
        self.decoded: list[Place] = []

    def __call__(self, place: Place) -> Tile:
        self.decoded.append(place)
        if place == (9, 9):
            raise OSError("cut short")
        return np.zeros(10, np.uint8)


def test_a_tile_is_decoded_once_while_it_stays() -> None:
    decode = Decoder()
    store = TileStore(decode, Shelf(100))
    assert store.tile((0, 0)) is store.tile((0, 0))
    assert decode.decoded == [(0, 0)]


def test_stores_share_one_limit_and_the_tile_used_longest_ago_goes_first() -> None:
    # Three tiles of 10 bytes fit in 30.
    first, second, shelf = Decoder(), Decoder(), Shelf(30)
    one, other = TileStore(first, shelf), TileStore(second, shelf)
    one.tile((0, 0))
    one.tile((0, 1))
    other.tile((0, 0))
    one.tile((0, 0))  # used again: (0, 1) is now the one used longest ago
    other.tile((0, 1))
    one.tile((0, 0))
    assert first.decoded == [(0, 0), (0, 1)]
    one.tile((0, 1))
    assert first.decoded == [(0, 0), (0, 1), (0, 1)]


def test_tiles_of_a_store_nobody_holds_make_room() -> None:
    shelf, decode = Shelf(20), Decoder()
    gone = TileStore(Decoder(), shelf)
    gone.tile((0, 0))
    del gone
    gc.collect()
    store = TileStore(decode, shelf)
    store.tile((0, 0))
    store.tile((0, 1))
    store.tile((0, 0))
    assert decode.decoded == [(0, 0), (0, 1)]


def test_what_is_let_go_is_decoded_again() -> None:
    shelf, decode = Shelf(100), Decoder()
    store = TileStore(decode, shelf)
    store.tile((0, 0))
    shelf.clear()
    store.tile((0, 0))
    assert decode.decoded == [(0, 0), (0, 0)]


def test_a_tile_that_cannot_be_decoded_is_tried_again() -> None:
    decode = Decoder()
    store = TileStore(decode, Shelf(100))
    for _ in range(2):
        with pytest.raises(OSError, match="cut short"):
            store.tile((9, 9))
    assert decode.decoded == [(9, 9), (9, 9)]
