# ruff: noqa: S608 - SQL of this test, on a ledger of this test
"""The file: append-only, one writer, whole or not at all, and what is wrong with it has a name."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pyogrio
import pytest

from gis.errors import NuongError
from gis.history import Book, create_ledger, open_ledger, record_state, verify_ledger
from gis.history.schema import OUTLINES, TABLES
from tests.history.books import TODAY, moment, new_ledger, plot, state
from tests.history.test_record import MAY, correct, record
from tests.land import VN2000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "so.gpkg"
    file = new_ledger(path)
    record(file, state(MAY, {"a": plot(1, "03550"), "b": plot(2, "03571", x_m=500)}))
    correct(file, "a", MAY, 2, owner="Vàng A")
    file.close()
    return path


def codes(deed) -> list[str]:
    with pytest.raises(NuongError) as refused:
        deed()
    return [p.code for p in refused.value.problems]


def raw(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


@pytest.mark.parametrize("table", [*TABLES, OUTLINES])
def test_no_row_can_be_changed_removed_or_replaced(path, table):
    sql = raw(path)
    column = next(r[1] for r in sql.execute(f"PRAGMA table_info({table})"))
    before = sql.execute(f"SELECT * FROM {table}").fetchall()
    assert before
    marks = ", ".join("?" * len(before[0]))
    for deed in (
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            sql.execute(deed)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        sql.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", before[0])
    assert sql.execute(f"SELECT * FROM {table}").fetchall() == before
    sql.close()


def test_the_outlines_open_as_a_layer(path):
    shapes = pyogrio.read_dataframe(path, layer=OUTLINES)
    assert sorted(round(a) for a in shapes.area) == [10_000, 20_000]
    assert shapes.crs == VN2000


def test_a_whole_ledger_is_whole(path):
    file = open_ledger(path)
    assert verify_ledger(file) == []
    file.close()


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE version SET plot_values = replace(plot_values, 'cassava', 'ginseng')",
        "UPDATE land SET counted_cm2 = counted_cm2 + 1",
        "UPDATE correction SET value = '\"Lò B\"'",
        "UPDATE change SET version_no = 1",
        "UPDATE plot SET plot_id = 'x' WHERE plot_id = 'a'",
        "UPDATE version SET crop_no = 0",
        f"UPDATE {OUTLINES} SET geom = (SELECT geom FROM {OUTLINES} ORDER BY shape_no LIMIT 1)",
    ],
)
def test_a_changed_row_is_noticed(path, deed):
    sql = raw(path)
    for (name,) in sql.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        sql.execute(f"DROP TRIGGER {name}")
    sql.execute(deed)
    sql.close()
    file = open_ledger(path)
    assert {p.code for p in verify_ledger(file)} == {"history.damaged"}
    file.close()


@pytest.mark.parametrize(
    "deeds",
    [
        ["DELETE FROM correction", "DELETE FROM arrival WHERE arrival_no = 2",
         "DELETE FROM entry WHERE entry_no = 2"],
        ["DELETE FROM arrival WHERE arrival_no = 2"],
        ["DELETE FROM entry WHERE entry_no = 2"],
        ["UPDATE entry SET body = replace(body, 'Minh', 'Lan')"],
        ["UPDATE arrival SET chain = 'x' WHERE arrival_no = 1"],
    ],
)  # fmt: skip
def test_a_lost_tail_or_a_changed_entry_is_noticed_on_opening(path, deeds):
    sql = raw(path)
    for (name,) in sql.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        sql.execute(f"DROP TRIGGER {name}")
    for deed in deeds:
        sql.execute(deed)
    sql.close()
    assert codes(lambda: open_ledger(path)) == ["history.damaged"]


def test_a_file_cut_short_is_noticed(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert codes(lambda: verify(path)) == ["history.damaged"]


def verify(path: Path) -> None:
    from gis.errors import raise_errors

    file = open_ledger(path)
    try:
        raise_errors(verify_ledger(file))
    finally:
        file.close()


def test_files_that_are_no_ledger(tmp_path):
    text = tmp_path / "text.gpkg"
    text.write_text("mã;diện tích\n")
    empty = tmp_path / "empty.gpkg"
    empty.write_bytes(b"")
    other = tmp_path / "other.gpkg"
    sql = raw(other)
    sql.execute("CREATE TABLE x (y)")
    sql.close()
    for path in (text, empty, other):
        content = path.read_bytes()
        assert codes(lambda path=path: open_ledger(path)) == ["history.not_a_ledger"]
        assert path.read_bytes() == content
    assert codes(lambda: open_ledger(tmp_path / "none.gpkg")) == ["history.file_missing"]
    assert codes(lambda: create_ledger(text, VN2000)) == ["history.name_taken"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty.gpkg", "other.gpkg", "text.gpkg"]


def test_a_ledger_of_a_newer_program_is_refused(path):
    sql = raw(path)
    sql.execute("DROP TRIGGER ledger_file_no_update")
    sql.execute("UPDATE ledger_file SET value = '2' WHERE name = 'format'")
    sql.close()
    assert codes(lambda: open_ledger(path)) == ["history.newer"]


def test_a_second_writer_is_told(path):
    first, second = open_ledger(path), open_ledger(path, wait_s=0.1)
    with first.writing():
        assert codes(lambda: correct(second, "a", MAY, 5, owner="x")) == ["history.busy"]
    correct(second, "a", MAY, 5, owner="x")
    assert len(Book(first).entries) == 3
    first.close()
    second.close()


def test_a_second_writer_waits(path):
    first = open_ledger(path)
    script = (
        "import sys; from pathlib import Path; from gis.history import open_ledger\n"
        "from tests.history.test_record import MAY, correct\n"
        "f = open_ledger(Path(sys.argv[1])); print('ready', flush=True)\n"
        "correct(f, 'b', MAY, 6, owner='Lò B')"
    )
    with first.writing():
        child = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.3)
        assert child.poll() is None
    assert child.wait(30) == 0
    child.stdout.close()
    assert len(Book(first).entries) == 3
    first.close()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_writer_leaves_the_old_ledger_or_the_new_one(path):
    script = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from gis.history import open_ledger\n"
        "from tests.history.books import plot, state\n"
        "from tests.history.test_record import record\n"
        "f = open_ledger(Path(sys.argv[1]))\n"
        "print('ready', flush=True)\n"
        "for n in range(1000):\n"
        "    plots = {f'{i}': plot(1 + n, '03550', x_m=i) for i in range(300)}\n"
        "    record(f, state(date(2024, 6, 1), plots), 100 + n)\n"
        "    print(n, flush=True)\n"
    )
    for round_ in range(4):
        child = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.25 + 0.13 * round_)
        os.kill(child.pid, signal.SIGKILL)
        told = child.stdout.read().split()
        child.stdout.close()
        child.wait()
        file = open_ledger(path)
        assert verify_ledger(file) == []
        book = Book(file)
        assert len(book.entries) >= 2 + len(told)
        if len(book.entries) > 2:
            assert len(book.at(date(2024, 6, 1)).there) == 300
        assert len(book.at(MAY).there) == 2
        file.close()


def test_a_full_disk_leaves_the_old_ledger(path):
    file = open_ledger(path)
    pages = file.sql.execute("PRAGMA page_count").fetchone()[0]
    file.sql.execute(f"PRAGMA max_page_count = {pages + 1}")
    plots = {f"{n}": plot(1 + n, "03550") for n in range(500)}
    assert codes(lambda: record_state(
        file, state(date(2024, 6, 1), plots), "Lan", now=moment(9), today=TODAY
    )) == ["history.not_written"]  # fmt: skip
    assert len(Book(file).entries) == 2
    assert verify_ledger(file) == []
    file.close()
