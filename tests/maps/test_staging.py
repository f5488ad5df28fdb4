"""Old or new, never a mixture: every call that can fail is made to fail once."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gis.errors import NuongError
from gis.maps import lock, staging
from gis.maps.staging import Staging, replacing, sync_file, target_of


def put(target: Path, text: str) -> Staging:
    """A little run: three files of one text, the record last."""
    with replacing(target_of(target)) as new:
        for name in ("ledger.csv", "map.html"):
            (new.folder / name).write_text(text, "utf-8")
            sync_file(new.folder / name)
        (new.folder / "run.json").write_text(f'{{"program": "nuong", "text": "{text}"}}')
        sync_file(new.folder / "run.json")
    return new


def said(target: Path) -> str:
    """The one text of a folder; a mixture fails here."""
    texts = {(target / name).read_text("utf-8") for name in ("ledger.csv", "map.html")}
    (text,) = texts
    assert f'"{text}"' in (target / "run.json").read_text("utf-8")
    return text


def names(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir()}


def refused(target: Path) -> str:
    with pytest.raises(NuongError) as error:
        put(target, "new")
    (problem,) = error.value.problems
    assert problem.part("found", "vi")
    return problem.code


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A former run in a folder whose name has Vietnamese letters and blanks."""
    target = tmp_path / "Kết quả đợt 1"
    put(target, "old")
    return target


def test_a_folder_replaces_another_and_leaves_nothing_beside(out: Path) -> None:
    put(out, "new")
    assert said(out) == "new"
    assert names(out.parent) == {out.name}


class Killed(BaseException):
    """Stands for ``kill -9`` when nothing after it may clean up."""


def fail_at(
    patch: pytest.MonkeyPatch, n: int, fault: BaseException, *, and_after: bool = False
) -> Callable[[], int]:
    """Make the n-th mkdir, fsync or rename fail; the answer tells how many calls were made.

    A killed process makes no call after that either (``and_after``).
    """
    made = 0

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **named: object) -> object:
            nonlocal made
            made += 1
            if made == n or (and_after and made > n):
                raise fault
            return real(*args, **named)

        return call

    patch.setattr(Path, "mkdir", counted(Path.mkdir))
    patch.setattr(Path, "rename", counted(Path.rename))
    patch.setattr(staging.os, "fsync", counted(os.fsync))
    return lambda: made


CALLS = 9  # 2 mkdir, 3 files and the folder synced, 2 renames, the parent synced


@pytest.mark.parametrize("n", range(1, CALLS + 1))
def test_a_full_disk_at_any_call_is_named_and_leaves_old_or_new(n: int, out: Path) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    with pytest.MonkeyPatch.context() as patch, pytest.raises(NuongError) as error:
        fail_at(patch, n, full)
        put(out, "new")
    assert [p.code for p in error.value.problems] == ["maps.not_written"]
    assert "No space left" in error.value.problems[0].text("vi")
    # Only after the last rename (the parent's sync) does the new folder stand there already.
    assert said(out) == ("new" if n == CALLS else "old")
    put(out, "next")
    assert said(out) == "next"
    assert names(out.parent) == {out.name}


@pytest.mark.parametrize("n", range(1, CALLS + 1))
def test_a_run_killed_at_any_call_is_put_right_by_the_next(n: int, out: Path) -> None:
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        patch.setattr(staging.shutil, "rmtree", lambda *_, **__: None)
        fail_at(patch, n, Killed(), and_after=True)
        put(out, "new")
    if out.exists():
        assert said(out) in ("old", "new")
    after = put(out, "next")
    assert said(out) == "next"
    assert names(out.parent) == {out.name}
    left = {"maps.leftover_removed", "maps.leftover_restored"}
    assert (n > 2) == bool({p.code for p in after.warnings} & left)


def test_all_calls_are_counted(out: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        made = fail_at(patch, 0, Killed())
        put(out, "new")
    assert made() == CALLS


def test_between_the_renames_the_old_folder_is_found_again(out: Path) -> None:
    out.rename(out.with_name(f".{out.name}.nuong-old"))
    with pytest.raises(KeyError), replacing(target_of(out)) as new:
        assert [p.code for p in new.warnings] == ["maps.leftover_restored"]
        raise KeyError
    assert said(out) == "old"


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    put(tmp_path / "out", "new")
    assert said(tmp_path / "out") == "new"


def test_missing_parents_are_made(tmp_path: Path) -> None:
    put(tmp_path / "maps" / "Phong Thổ", "new")
    assert said(tmp_path / "maps" / "Phong Thổ") == "new"


@pytest.mark.parametrize("record", [None, "", "[]", '{"program": "another"}', "[" * 10_000])
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, record: str | None) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    if record is not None:
        (tmp_path / "run.json").write_text(record)
    assert refused(tmp_path) == "maps.target_not_ours"
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_former_run_with_own_files_in_it_is_refused(out: Path) -> None:
    (out / "ban-do.qgz").write_text("hours of work")
    (out / "Thumbs.db").write_text("")
    with pytest.raises(NuongError) as error:
        put(out, "new")
    assert [p.code for p in error.value.problems] == ["maps.target_has_others"]
    text = error.value.problems[0].text("vi")
    assert "ban-do.qgz" in text
    assert "Thumbs" not in text
    (out / "ban-do.qgz").unlink()
    put(out, "new")
    assert said(out) == "new"


def test_a_file_under_the_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    assert refused(tmp_path / "out") == "maps.target_is_file"
    assert (tmp_path / "out").read_text() == "x"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
@pytest.mark.parametrize("role", ["out", ".out.nuong-new", ".out.nuong-old", ".out.nuong-lock"])
def test_a_link_is_never_followed(tmp_path: Path, role: str) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "keep").write_text("x")
    (tmp_path / role).symlink_to(tmp_path / "real")
    assert refused(tmp_path / "out") in ("maps.target_is_link", "maps.not_written")
    assert names(tmp_path / "real") == {"keep"}


@pytest.mark.parametrize("place", [Path(), Path(".."), Path("below/..")])
def test_the_current_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path)
    assert refused(place) == "maps.target_is_here"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert refused(tmp_path / "file" / "out") == "maps.not_written"
    assert refused(tmp_path / ("n" * 300)) == "maps.not_written"


def test_two_runs_never_write_at_once(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "WAIT_S", 0.0)
    with lock.locked(out.with_name(f".{out.name}.nuong-lock")):
        assert refused(out) == "maps.busy"
    assert said(out) == "old"
    put(out, "new")
    assert names(out.parent) == {out.name}


def test_a_lock_file_of_a_dead_run_holds_nobody_up(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "WAIT_S", 0.0)
    out.with_name(f".{out.name}.nuong-lock").write_text("")
    put(out, "new")
    assert names(out.parent) == {out.name}


def test_a_lock_that_lost_its_name_is_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The holder before removed the file between our open and our lock: try once more.
    real, times = lock._take, []

    def take(file: int) -> None:
        real(file)
        times.append(file)
        if len(times) == 1:
            (tmp_path / "lock").unlink()

    monkeypatch.setattr(lock, "_take", take)
    with lock.locked(tmp_path / "lock"):
        assert (tmp_path / "lock").exists()
    assert len(times) == 2


def test_windows_waits_for_a_virus_scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def busy_twice(self: Path, goal: Path) -> None:
        tries.append(goal)
        if len(tries) < 3:
            raise PermissionError

    monkeypatch.setattr(staging, "_RENAME_PAUSE_S", 0.0)
    monkeypatch.setattr(Path, "rename", busy_twice)
    monkeypatch.setattr(staging.sys, "platform", "win32")
    staging._rename(tmp_path / "a", tmp_path / "b")
    assert len(tries) == 3


def test_rest_of_the_old_folder_is_removed_later(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Windows keeps a folder whose file is open: the swap is done, the rest waits.
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        put(out, "new")
    assert said(out) == "new"
    after = put(out, "next")
    assert [p.code for p in after.warnings] == ["maps.leftover_removed"]
    assert names(out.parent) == {out.name}
