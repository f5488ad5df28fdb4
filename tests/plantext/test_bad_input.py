"""Files that are no plan's text: each named with where, must, found and try; never a traceback."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import docx
import pytest
from pypdf import PdfWriter

from gis.errors import NuongError
from gis.plantext import draft_plan
from tests.plantext.documents import PLAN, write_docx, write_pdf, write_txt


def refused(path: Path) -> str:
    """The code of the one problem a file has; its four parts are there in both languages."""
    with pytest.raises(NuongError) as fault:
        draft_plan(path)
    (problem,) = fault.value.problems
    for lang in ("vi", "en"):
        assert problem.where.text(lang)
        assert all(problem.part(part, lang) for part in ("must", "found", "try"))
        assert len(problem.text(lang).split(" · ")) >= 4
    return problem.code


def put(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


# "huyện Phong Thổ, xã Vàng Ma Chải" in the codes of the .Vn fonts.
TCVN3 = "KÕ ho¹ch ph¸t triÓn huyÖn Phong Thæ, x· Vµng Ma Ch¶i 750 ha\n" * 5


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("a.txt", b"", "file_empty"),
        ("a.txt", b" \r\n\t ", "file_empty"),
        ("a.txt", b"\x7fELF\x02\x01\x01\x00\x00" + bytes(range(256)) * 9, "binary"),
        ("a.txt", bytes(range(1, 256)) * 9, "binary"),
        ("a.txt", PLAN.encode("utf-16"), "encoding"),
        ("a.txt", PLAN.encode("utf-16-le"), "encoding"),
        ("a.txt", TCVN3.encode("latin-1"), "encoding"),
        ("a.txt", TCVN3.encode("utf-8"), "encoding"),
        ("a.txt", "Diện tích".encode() + b"\xe9\xe8 50 ha", "not_utf8"),
        ("a.txt", "\ufeff\n \n".encode(), "no_text"),
        ("a.txt", b"1.300 ha " * 5000, "line_too_long"),
        ("a.txt", b"a\n" * 100_001, "too_many_lines"),
        ("a.txt", b"a" * (32 * 2**20 + 1), "too_large"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "suffix"),
        ("a", b"x", "suffix"),
        ("a.docx", b"no zip at all", "not_word"),
        ("a.docx", b"PK\x03\x04" + b"\x00" * 100, "not_word"),
        ("a.pdf", b"no pdf", "not_pdf"),
        ("a.pdf", b"%PDF-1.7\n%%EOF", "not_pdf"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_a_file_that_is_no_text(tmp_path: Path, name: str, raw: bytes, code: str):
    assert refused(put(tmp_path, name, raw)) == f"plantext.{code}"


def test_missing_and_folder(tmp_path: Path):
    assert refused(tmp_path / "a.txt") == "plantext.file_missing"
    (tmp_path / "b.txt").mkdir()
    assert refused(tmp_path / "b.txt") == "plantext.is_folder"
    assert refused(Path("a\x00b.txt")) == "plantext.not_readable"


def test_a_word_file_without_words(tmp_path: Path):
    assert refused(write_docx(tmp_path / "a.docx", "")) == "plantext.no_text"


def test_another_package_in_a_word_suffix(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    assert refused(tmp_path / "a.docx") == "plantext.not_word"


def test_a_word_file_whose_xml_is_broken(tmp_path: Path):
    good = write_docx(tmp_path / "a.docx")
    with zipfile.ZipFile(good) as package:
        parts = {p: package.read(p) for p in package.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"][:500]
    with zipfile.ZipFile(good, "w") as package:
        for name, raw in parts.items():
            package.writestr(name, raw)
    assert refused(good) == "plantext.not_word"


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (65 * 2**20))
    start = time.process_time()
    assert refused(tmp_path / "a.docx") == "plantext.unpacks_too_large"
    assert time.process_time() - start < 1
    with zipfile.ZipFile(tmp_path / "b.docx", "w") as package:
        for n in range(2001):
            package.writestr(f"word/{n}.xml", b"")
    assert refused(tmp_path / "b.docx") == "plantext.unpacks_too_large"


def test_entities_in_a_word_file_are_not_followed(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Trồng 999 ha dứa", "utf-8")
    path = write_docx(tmp_path / "a.docx", "Trồng 50 ha dứa")
    with zipfile.ZipFile(path) as package:
        parts = {p: package.read(p) for p in package.namelist()}
    body = parts["word/document.xml"].decode()
    entity = f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    body = body.replace("?>", f"?>{entity}", 1).replace("dứa", "dứa &e;")
    parts["word/document.xml"] = body.encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, raw in parts.items():
            package.writestr(name, raw)
    try:
        rows = draft_plan(path).rows
    except NuongError:
        return
    assert [r.value for r in rows] == [50]


def test_an_old_font_in_a_word_file_and_in_a_pdf(tmp_path: Path):
    assert refused(write_docx(tmp_path / "a.docx", TCVN3)) == "plantext.encoding"
    pages = [TCVN3.strip().split("\n")]
    assert refused(write_pdf(tmp_path / "a.pdf", pages)) == "plantext.encoding"


def test_a_scan_and_a_locked_pdf(tmp_path: Path):
    blank = PdfWriter()
    blank.add_blank_page(595, 842)
    blank.write(tmp_path / "scan.pdf")
    assert refused(tmp_path / "scan.pdf") == "plantext.scanned"
    locked = PdfWriter(write_pdf(tmp_path / "open.pdf", [["Trồng 50 ha dứa"]]))
    locked.encrypt("mật khẩu", algorithm="RC4-128")
    locked.write(tmp_path / "locked.pdf")
    assert refused(tmp_path / "locked.pdf") == "plantext.locked"


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_damaged_files_are_read_or_refused(tmp_path: Path, kind: str):
    good = tmp_path / f"good.{kind}"
    write_docx(good) if kind == "docx" else write_pdf(good, [PLAN.split("\n")])
    raw = good.read_bytes()
    chance = random.Random(7)
    for n in range(60):
        hurt = bytearray(raw)
        for _ in range(chance.choice((1, 8, 60))):
            hurt[chance.randrange(len(hurt))] = chance.randrange(256)
        cut = chance.randrange(len(hurt)) if n % 5 == 0 else len(hurt)
        path = put(tmp_path, f"a{n}.{kind}", bytes(hurt[:cut]))
        try:
            draft_plan(path)
        except NuongError as fault:
            assert len(fault.problems) == 1


def test_windows_line_ends_and_decomposed_letters_change_nothing(tmp_path: Path):
    import unicodedata

    plain = draft_plan(write_txt(tmp_path / "007_a.txt")).rows
    other = unicodedata.normalize("NFD", PLAN).replace("\n", "\r\n")
    assert draft_plan(write_txt(tmp_path / "007_b.txt", "\ufeff" + other)).rows == plain


def test_the_longest_lines_take_little_time(tmp_path: Path):
    lines = ["1.300 ha, " * 1990, "khoảng trên " * 1600 + "5 ha", "(" * 19_000, "9 " * 9900,
             "a 5 ha (" * 2400, "tại xã A, " * 1900 + "5 ha"]  # fmt: skip
    start = time.process_time()
    draft_plan(write_txt(tmp_path / "a.txt", "I. A\n" + ".\n".join(lines)))
    assert time.process_time() - start < 20


def test_the_command_line_says_it_and_shows_no_traceback(tmp_path: Path):
    path = put(tmp_path, "a.txt", PLAN.encode("utf-16"))
    done = nuong("plan", "draft", str(path), cwd=tmp_path)
    assert done.returncode == 1
    assert "UTF-16" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_line_prints_writes_and_keeps(tmp_path: Path):
    import json
    import tomllib

    write_txt(tmp_path / "007_a.txt")
    shown = nuong("plan", "draft", "007_a.txt", "--lang", "en", cwd=tmp_path)
    assert "9 rows proposed" in shown.stdout
    printed = nuong("plan", "draft", "007_a.txt", "--json", "--out", "d.toml", cwd=tmp_path)
    kept = tomllib.loads((tmp_path / "d.toml").read_text("utf-8"))
    assert json.loads(printed.stdout) == kept
    again = nuong("plan", "draft", "007_a.txt", "--out", "d.toml", cwd=tmp_path)
    assert again.returncode == 1


def test_a_text_without_figures_is_told(tmp_path: Path):
    write_txt(tmp_path / "a.txt", "KẾ HOẠCH\nKhông có số liệu")
    done = nuong("plan", "draft", "a.txt", "--lang", "vi", cwd=tmp_path)
    assert done.returncode == 0
    assert "không tìm thấy số liệu" in done.stderr


def nuong(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gis", *words], cwd=cwd, capture_output=True, text=True,
        encoding="utf-8", stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_a_word_file_is_what_word_libraries_write(tmp_path: Path):
    buffer = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Trồng 50 ha\ndứa")  # a forced line break inside a paragraph
    document.save(buffer)
    rows = draft_plan(put(tmp_path, "a.docx", buffer.getvalue())).rows
    assert [(r.line, r.value) for r in rows] == [(1, 50)]
