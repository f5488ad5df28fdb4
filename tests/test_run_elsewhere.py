"""A whole run by other processes: the same figures as by this one's threads."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

import gis
from gis.grid.executor import Crew
from gis.main_job import compute
from tests.end_to_end.country import Country


@pytest.mark.parametrize("in_flight", [1, 5])
def test_processes_find_what_threads_find(tmp_path: Path, in_flight: int) -> None:
    project = Country().write(tmp_path)
    here = gis.compute(project)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        there = compute(project, crew=Crew(pool, in_flight))
    assert there.flags.frame.equals(here.flags.frame)
    assert there.doubt.totals.equals(here.doubt.totals)
    assert there.zones.zones.frame.equals(here.zones.zones.frame)
    assert there.zones.limits.equals(here.zones.limits)
    assert there.ledger.targets.equals(here.ledger.targets)
