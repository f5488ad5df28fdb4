"""Compiled code: loaded late, kept on disk, and announced when it has to be made first."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gis import main_job
from gis.cli.terminal import steps
from gis.messages import word


def run(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | env, capture_output=True, text=True, check=True,
    )  # fmt: skip


def test_the_package_and_its_help_do_not_wait_for_a_compiler():
    code = "import sys, gis, gis.cli, gis.main_job; print('numba' in sys.modules)"
    assert run(code).stdout == "False\n"


def test_machine_code_is_kept_for_the_next_run(tmp_path: Path):
    code = (
        "from gis.grid.kernels.coverage import survey; "
        "print(sum(survey.stats.cache_hits.values()), sum(survey.stats.cache_misses.values()))"
    )
    assert run(code, NUMBA_CACHE_DIR=str(tmp_path)).stdout == "0 1\n"
    assert run(code, NUMBA_CACHE_DIR=str(tmp_path)).stdout == "1 0\n"


def test_a_compilation_that_takes_long_is_told_in_one_line(monkeypatch, capsys):
    def slowly() -> None:
        time.sleep(0.2)

    monkeypatch.setattr(main_job, "_LONG_S", 0.05)
    monkeypatch.setattr(main_job, "load_kernels", slowly)
    with steps("en") as step:
        main_job.with_kernels(step)
    assert capsys.readouterr().err.strip() == word("step_compile", "en") + " …"


def test_kernels_at_hand_are_not_announced(monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(main_job, "load_kernels", lambda: None)
    main_job.with_kernels(told.append)
    assert told == []


def test_where_nothing_can_be_kept_the_kernel_is_compiled_all_the_same(monkeypatch):
    from gis.grid.kernels import compiled

    real = compiled._compiled

    def refuses(function, signatures, *, keep):
        if keep:
            raise RuntimeError("cannot cache function 'f': no locator available for file")
        return real(function, signatures, keep=False)

    monkeypatch.setattr(compiled, "_compiled", refuses)

    @compiled.kernel("f8(f8)")
    def doubled(x: float) -> float:
        return 2 * x

    assert doubled(2.0) == pytest.approx(4.0)
