"""One pass over the land: every block is judged once, and everyone who counts takes his part."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Protocol

from gis.criteria.judge import Judge
from gis.criteria.model import Evaluation
from gis.grid.blocks import Block, blocks_of
from gis.grid.executor import IN_FLIGHT, run_blocks

# A judged block of this many cells is some 20 MB: heights, slope, rasters and masks. Twice as many
# cells take 60 MB more in two threads and no less time.
PASS_CELLS = 1 << 18


class Tally(Protocol):
    """Who counts land block by block, whatever the blocks and their order."""

    def part(self, block: Block, land: Evaluation) -> Any:
        """What a block adds, worked out anywhere and small enough to be sent; changes nothing."""

    def add(self, part: Any) -> None:
        """Take in the part of one block; each block once, in any order."""


@dataclass(frozen=True)
class PassBlock:
    """The task: judge a block, and let everyone take his part.

    Args:
        judge: the criteria made ready.
        tallies: who counts, in order.
    """

    judge: Judge
    tallies: tuple[Tally, ...]

    def __call__(self, block: Block) -> tuple[Any, ...]:
        """One part per tally."""
        land = self.judge(block)
        return tuple(tally.part(block, land) for tally in self.tallies)


def one_pass(
    judge: Judge,
    tallies: Sequence[Tally],
    executor: Executor | None = None,
    *,
    block_cells: int = PASS_CELLS,
    in_flight: int = IN_FLIGHT,
) -> None:
    """Feed every block of the land to everyone who counts.

    Memory depends on the blocks at hand and on what is counted, not on the size of the DEM. Block
    size, order and the number of workers change no digit of what the tallies hold afterwards.

    Args:
        judge: the criteria made ready.
        tallies: who counts.
        executor: a pool of threads or processes, or a cluster's; ``None`` works in this thread.
        block_cells: about how many cells are judged at once by one worker.
        in_flight: most blocks given out at once.

    Raises:
        NuongError: a layer cannot be read to the end.
    """
    task = PassBlock(judge, tuple(tallies))
    blocks = blocks_of(judge.grid.shape, judge.unit, block_cells)
    for parts in run_blocks(task, blocks, executor, in_flight):
        for tally, part in zip(tallies, parts, strict=True):
            tally.add(part)
