"""Plans of nowhere, as text, Word and PDF."""

from __future__ import annotations

from pathlib import Path

import docx

PLAN = """\
ỦY BAN NHÂN DÂN
HUYỆN SƠN HÒA
Số:      /KH-UBND   DỰ THẢO
Sơn Hòa, ngày     tháng 3 năm 2027
KẾ HOẠCH
Phát triển cây dứa giai đoạn 2027-2030 trên địa bàn huyện Sơn Hòa
Căn cứ Quyết định số 45/QĐ-UBND ngày 02/01/2027 giao 500 ha đất;
I. MỤC TIÊU
1. Đến năm 2030
- Duy trì 120,5ha dứa hiện có (xã Bản Lang 70ha, Dào San 50,5ha), trong đó 90 ha cho thu hoạch.
- Phấn đấu sản lượng dứa đạt trên 1.500 tấn/năm; tỷ lệ hộ được tập huấn đạt từ 60% trở lên.
- Trồng mới 1,300 ha tại các xã Sin Suối Hồ, Nậm Xe và một số vùng lân cận.
2. Giải pháp
Hạn chế trồng trên đất có độ dốc lớn (trên 250); bố trí kinh phí 12 tỷ đồng từ vốn huyện.
Quý II, III/2019 hoàn thành 02 - 04 nhà sơ chế
phục vụ thu mua.
Nơi nhận:
- Lưu: 20 bản.
"""


def write_txt(path: Path, text: str = PLAN) -> Path:
    path.write_bytes(text.encode("utf-8"))
    return path


def write_docx(path: Path, text: str = PLAN, table: list[list[str]] | None = None) -> Path:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, said in zip(row.cells, cells, strict=True):
                cell.text = said
    document.save(str(path))
    return path


def write_pdf(path: Path, pages: list[list[str]]) -> Path:
    """A PDF whose letters are known to a reader only by its ToUnicode table, as office PDFs are."""
    letters = sorted({c for page in pages for line in page for c in line})
    code = {c: f"{i + 1:04X}" for i, c in enumerate(letters)}
    table = "\n".join(f"<{code[c]}> <{ord(c):04X}>" for c in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{table}\nendbfchar endcmap end end"
    )
    streams = [_page(page, code) for page in pages]
    first = 6
    kids = " ".join(f"{first + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H "
        "/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /DW 500 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(cmap),
    ]
    for i, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * i + 1} "
            "0 R /Resources << /Font << /F 3 0 R >> >> >>"
        )
        objects.append(_stream(stream))
    path.write_bytes(_file(objects))
    return path


def _page(lines: list[str], code: dict[str, str]) -> str:
    shown = [f"<{''.join(code[c] for c in line)}> Tj T*" for line in lines]
    return "BT /F 11 Tf 14 TL 40 800 Td\n" + "\n".join(shown) + "\nET"


def _stream(text: str) -> str:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


def _file(objects: list[str]) -> bytes:
    body = b"%PDF-1.4\n"
    places = []
    for n, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{n} 0 obj\n{text}\nendobj\n".encode("ascii")
    table = "".join(f"{at:010d} 00000 n \n" for at in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    tail = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return body + (head + tail).encode("ascii")
