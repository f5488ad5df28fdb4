"""One seam for one machine or many: blocks through any ``concurrent.futures.Executor``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

# Jobs handed out at once: enough to keep workers busy, few enough to stay small in memory.
IN_FLIGHT = 8


@dataclass(frozen=True)
class Crew:
    """Workers ready to be given blocks.

    Args:
        executor: a pool of threads or processes, or a cluster's; ``None`` is nobody in particular.
        in_flight: most blocks to be given out at once, so that nobody waits.
        times: how many times the usual blocks are theirs. What a far worker is told, and the rims
            it reads again, cost by the block; what it needs in memory grows likewise.
    """

    executor: Executor | None = None
    in_flight: int = IN_FLIGHT
    times: int = 1


def run_blocks(
    task: Callable[[Job], Result],
    jobs: Iterable[Job],
    executor: Executor | None = None,
    in_flight: int = IN_FLIGHT,
) -> Iterator[Result]:
    """Results of a task on every job, in whatever order they are ready.

    What is added up from them must not depend on the order: whole numbers, or pieces sorted by
    their place before they are joined.

    Args:
        task: what is done with a job; for processes and clusters a value that can be sent there.
        jobs: taken one by one as workers become free, so they may be made on the way.
        executor: a pool of threads or processes, or a cluster's; ``None`` works here, in order.
        in_flight: most jobs given out and not yet handed back.

    Raises:
        Exception: what the task raised, as soon as it is met; jobs not yet begun are called off.
    """
    if executor is None:
        yield from map(task, jobs)
        return
    waiting = iter(jobs)
    running = {executor.submit(task, job) for job in islice(waiting, in_flight)}
    try:
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            running |= {executor.submit(task, job) for job in islice(waiting, len(done))}
            yield from (future.result() for future in done)
    finally:
        _call_off(running)


def _call_off(futures: Iterable[Future[Result]]) -> None:
    for future in futures:
        future.cancel()
