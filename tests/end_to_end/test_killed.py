"""``kill -9`` of a real run, and two real runs at once: old, new or nothing, never a mixture.

That every single call of the writing may be the last one is shown in ``tests/maps/test_staging``;
here real processes run the real command and are killed by the clock. They are forked from a server
that has imported the program already, so a run takes a second, and moments fall all over it.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

import gis
from tests.end_to_end.country import Country

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are of POSIX")

SERVER = multiprocessing.get_context("forkserver") if sys.platform != "win32" else None
PRELOADED = ["gis.main_job", "gis.cli.main", "gis.cli.making", "gis.cli.asking", __name__]
MOMENTS, PATIENCE_S = 10, 60.0


def command(words: list[str], said: str) -> None:
    """The body of a process: the command line, its words kept in a file."""
    from gis.cli.main import main

    with Path(said).open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 2)
        os.dup2(file.fileno(), 1)
        main(words)


@dataclass(frozen=True)
class Place:
    """A project, the folder of its products, and the folder beside it seen while writing."""

    project: Path
    out: Path

    @property
    def staging(self) -> Path:
        return self.out.with_name(f".{self.out.name}.nuong-new")

    def start(self, lang: str = "vi") -> multiprocessing.process.BaseProcess:
        words = ["run", str(self.project), "--out", str(self.out), "--lang", lang]
        run = SERVER.Process(target=command, args=(words, f"{self.out}.{lang}.txt"))
        run.start()
        return run

    def finish(self, lang: str = "vi") -> None:
        run = self.start(lang)
        run.join(PATIENCE_S)
        assert run.exitcode == 0, Path(f"{self.out}.{lang}.txt").read_text("utf-8")

    def lang(self) -> str | None:
        """Language of the complete run that stands there: "vi" is the old one, "en" the new one."""
        if not self.out.exists():
            return None
        assert gis.verify_outputs(self.out) == []
        return json.loads((self.out / "run.json").read_text("utf-8"))["lang"]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    SERVER.set_forkserver_preload(PRELOADED)
    return Country().write(tmp_path_factory.mktemp("in"))


def wait_for(path: Path, run: multiprocessing.process.BaseProcess) -> None:
    until = time.monotonic() + PATIENCE_S
    while not path.exists() and run.is_alive() and time.monotonic() < until:
        time.sleep(0.001)


def timed(place: Place) -> float:
    """Seconds of a whole run; the least of a few, as a busy machine only ever makes it longer."""
    begun = time.monotonic()
    place.finish("vi")
    return time.monotonic() - begun


def test_a_killed_run_leaves_old_or_new_and_the_next_one_heals(
    project: Path, tmp_path: Path
) -> None:
    place, chance = Place(project, tmp_path / "kết quả"), random.Random(20260701)
    place.finish("vi")  # the server has imported everything now
    whole_s = min(timed(place) for _ in range(3))
    seen = []
    for moment in range(MOMENTS):
        run = place.start("en")
        # Every other moment falls while files are being written, a small part of the whole.
        if moment % 2:
            wait_for(place.staging, run)
            time.sleep(chance.uniform(0, 0.15 * whole_s))
        else:
            time.sleep(chance.uniform(0, 0.7 * whole_s))
        run.kill()
        run.join(PATIENCE_S)
        seen.append((run.exitcode, place.staging.exists(), place.lang()))
        assert seen[-1][2] in ("vi", "en", None)
        place.finish("vi")
        assert place.lang() == "vi"
        assert not [p for p in tmp_path.iterdir() if ".nuong-" in p.name]
    killed = [one for one in seen if one[0] == -signal.SIGKILL]
    assert len(killed) > MOMENTS / 2, seen
    assert any(staging for _, staging, _ in killed), seen  # some did die while writing


def test_a_process_of_its_own_is_killed_while_writing(project: Path, tmp_path: Path) -> None:
    place = Place(project, tmp_path / "a")
    words = [sys.executable, "-m", "gis", "run", str(project), "--out", str(place.out)]
    run = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE_S
    while not place.staging.exists() and run.poll() is None and time.monotonic() < until:
        time.sleep(0.001)
    run.send_signal(signal.SIGKILL)
    assert run.wait(PATIENCE_S) == -signal.SIGKILL
    assert place.lang() is None
    assert place.staging.exists()
    place.finish()
    assert place.lang() == "vi"
    assert not [p for p in tmp_path.iterdir() if ".nuong-" in p.name]


def test_two_runs_into_one_folder_never_mix(project: Path, tmp_path: Path) -> None:
    for turn in range(3):
        place = Place(project, tmp_path / f"a{turn}")
        runs = {lang: place.start(lang) for lang in ("vi", "en")}
        for run in runs.values():
            run.join(PATIENCE_S)
        said = {lang: Path(f"{place.out}.{lang}.txt").read_text("utf-8") for lang in runs}
        for lang, run in runs.items():
            busy = str(place.out) in said[lang]
            assert run.exitcode == 0 or (run.exitcode == 1 and busy), said
        assert 0 in {run.exitcode for run in runs.values()}
        assert place.lang() in ("vi", "en")
        assert not [p for p in tmp_path.iterdir() if ".nuong-" in p.name]
