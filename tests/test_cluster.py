"""The same blocks on a cluster: the same digits, also when a worker is killed in mid-run."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

import gis
from tests.test_steep_land import VN2000, hills, land, same, write

distributed = pytest.importorskip("distributed", reason="the extra nuong[cluster] is not installed")


# A dying worker makes distributed warn in its own threads.
@pytest.mark.filterwarnings("default")
@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
def test_a_cluster_gives_the_same_digits_though_a_worker_dies(tmp_path) -> None:
    file = write(tmp_path / "d.tif", hills())
    plots, communes = land()
    one = gis.stream_steep_land(file, plots, communes, VN2000)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        pool = client.get_executor(pure=False)
        same(one, gis.stream_steep_land(file, plots, communes, VN2000, executor=pool))
        victim = next(iter(client.run(os.getpid).values()))
        # 140 blocks of at most 200 cells: the kill falls among them.
        killer = threading.Timer(0.1, os.kill, (victim, signal.SIGKILL))
        killer.start()
        began = time.perf_counter()
        again = gis.stream_steep_land(file, plots, communes, VN2000, executor=pool, block_cells=200)
        assert time.perf_counter() - began > 0.1
        killer.join()
        assert victim not in client.run(os.getpid).values()
        same(one, again)
