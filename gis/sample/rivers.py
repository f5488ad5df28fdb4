"""A river tree that reaches every cell, and the land such rivers leave standing.

The shape is the steady state of stream-power erosion: slope falls with drained area,
``S = steepness × area^-0.4`` (Flint's law; the exponent is the usual concavity of mountain
rivers). Every cell drains along its tree to one outlet, so there are valleys and no pits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

CONCAVITY = 0.4
ROUNDS = 9
STEPS = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))


@dataclass(frozen=True)
class RiverTree:
    """Where each cell drains and what drains through it, for flat cell numbers.

    ``to`` is the next cell (the outlet points at itself), ``area_m2`` the land that drains through
    the cell, itself included, ``height_m`` its height above the outlet.
    """

    to: NDArray[np.int64]
    area_m2: NDArray[np.float64]
    height_m: NDArray[np.float64]


def paths_to(
    cost: NDArray[np.float64], outlet: int, cell_m: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Cheapest way of every cell to one cell over its eight neighbours.

    Args:
        cost: (rows, cols) cost per metre of crossing a cell, above 0.
        outlet: flat number of the cell to reach.
        cell_m: cell size, metres.

    Returns:
        Cost of the way and the next cell on it (the outlet's is itself), flat.
    """
    starts, ends, weights = [], [], []
    for here, there, metres in _pairs(cost.shape, cell_m):
        starts.append(here)
        ends.append(there)
        weights.append(metres * (cost.ravel()[here] + cost.ravel()[there]) / 2)
    size = cost.size
    parts = (np.concatenate(weights), (np.concatenate(starts), np.concatenate(ends)))
    graph = sparse.csr_array(parts, shape=(size, size))
    total, before = dijkstra(graph, indices=outlet, return_predecessors=True)
    to = before.astype(np.int64)
    to[outlet] = outlet
    return total, to


def grow_rivers(
    cost: NDArray[np.float64], steepness: NDArray[np.float64], outlet: int, cell_m: float
) -> RiverTree:
    """Lets rivers carve a window until their tree and the land's heights agree.

    Args:
        cost: (rows, cols) how unwillingly the first rivers cross a cell.
        steepness: (rows, cols) slope (rise over run) a cell would have if it drained 1 m².
        outlet: flat number of the cell all water leaves by, at height 0.
        cell_m: cell size, metres.

    Returns:
        The tree, with heights above the outlet in metres.
    """
    height, to = paths_to(cost, outlet, cell_m)
    for _ in range(ROUNDS):
        length = _lengths(to, cost.shape, cell_m)
        area = _gathered(to, outlet, cell_m**2)
        rise = steepness.ravel() * area**-CONCAVITY * length
        height = _path_sums(to, rise)
        tree = RiverTree(to, area, height)
        to = _steepest(height.reshape(cost.shape), cell_m)
    return tree


def _pairs(
    shape: tuple[int, ...], cell_m: float
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], float]]:
    """Every cell with its neighbour in each of eight directions, and the metres between them."""
    number = np.arange(shape[0] * shape[1]).reshape(shape)
    for down, across in STEPS:
        here = number[_span(-down), _span(-across)]
        there = number[_span(down), _span(across)]
        yield here.ravel(), there.ravel(), cell_m * float(np.hypot(down, across))


def _span(step: int) -> slice:
    return slice(max(step, 0), min(step, 0) or None)


def _lengths(to: NDArray[np.int64], shape: tuple[int, ...], cell_m: float) -> NDArray[np.float64]:
    cols = shape[1]
    here = np.arange(to.size)
    return cell_m * np.hypot(here // cols - to // cols, here % cols - to % cols)


def _steepest(height: NDArray[np.float64], cell_m: float) -> NDArray[np.int64]:
    """The neighbour each cell falls to most steeply; the lowest cell, the outlet, is its own."""
    best = np.zeros(height.size)
    to = np.arange(height.size)
    flat = height.ravel()
    for here, there, metres in _pairs(height.shape, cell_m):
        fall = (flat[here] - flat[there]) / metres
        better = fall > best[here]
        best[here[better]] = fall[better]
        to[here[better]] = there[better]
    return to


def _gathered(to: NDArray[np.int64], outlet: int, cell_m2: float) -> NDArray[np.float64]:
    """Drained area by doubling: after round k a cell holds all land less than 2^k steps up."""
    size = to.size
    beyond = size  # one more place, past the outlet, where everything ends
    jump = np.append(to, beyond)
    jump[outlet] = beyond
    area = np.append(np.full(size, cell_m2), 0.0)
    while (jump != beyond).any():
        area += np.bincount(jump, weights=area, minlength=size + 1)
        jump = jump[jump]
    return area[:size]


def _path_sums(to: NDArray[np.int64], each: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum along every cell's way to the outlet, by doubling; the outlet itself counts 0."""
    total, jump = each.copy(), to
    while (jump != jump[jump]).any():
        total += total[jump]
        jump = jump[jump]
    return total
