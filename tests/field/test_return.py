"""What comes back: counted, edits as old → new, every fault by name, nothing lost or guessed."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import zipfile
from datetime import date
from pathlib import Path

import pyogrio
import pytest
import shapely
from shapely.affinity import translate

from gis.cli.main import _run
from gis.errors import NuongError
from gis.field.back.base import read_base
from gis.field.back.check import check_returns
from gis.field.back.take import take_returns
from gis.field.back.values import read_value
from gis.field.form import allowed_values
from gis.field.pack.lonlat import lonlat_shapes
from gis.field.pack.rows import row_uuid
from gis.history import Book, create_ledger, open_ledger, verify_ledger
from gis.history.proposals import read_proposals
from gis.history.proposals.model import OUTLINE
from gis.history.proposals.outlines import shape_of
from gis.messages import catalogue
from tests.field.district import (
    OF,
    TODAY,
    add_finding,
    base,
    checked,
    codes,
    edit,
    hand,
    ledger,
    manifest,
    pack,
    phone,
    plot,
    redraw,
    uuid_of,
)
from tests.history.books import told
from tests.land import NORTH, WEST

NEW = "0b9d3c1e-0000-4000-8000-00000000000a"
INSIDE = (WEST + 500.0, NORTH - 500.0)
SIGNED = {"seen_by": "Lò Văn A", "seen_at": "2026-11-20T08:00:00.000Z"}


def said(path: Path) -> list[tuple[object, ...]]:
    return sorted((p.about, p.target, p.column, p.before, p.after) for p in checked(path).proposals)


def test_untouched_it_says_nothing_and_all_rows_are_counted(tmp_path):
    found = checked(phone(tmp_path))
    assert found.proposals == ()
    assert found.problems == ()
    for name, count in found.counts.items():
        out = len(base().rows[name])
        assert (count.out, count.back, count.missing, count.unknown, count.twice) == (
            out, out, 0, 0, 0,
        )  # fmt: skip


def test_edits_are_old_and_new_with_who_and_when(tmp_path):
    copy = phone(tmp_path)
    edit(copy, "corrections", plot("S01"), crop="other", planted_year=2019, note="ngô", **SIGNED)
    edit(copy, "corrections", plot("S02"), intensive=None, **SIGNED)
    edit(copy, "visits", uuid_of("visits", visit_order=1), visited="yes", seen_slope_deg=31.5)
    visit = base().rows["visits"][uuid_of("visits", visit_order=1)].values["doubt_id"]
    intensive = base().rows["corrections"][plot("S02")].values["intensive"]
    wanted = [("plot", "S01", "crop", "cassava", "other"),
              ("plot", "S01", "planted_year", 2020, 2019),
              ("visit", visit, "seen_slope_deg", None, 31.5),
              ("visit", visit, "visited", None, True)]  # fmt: skip
    if intensive is not None:
        wanted.append(("plot", "S02", "intensive", True, None))
    else:
        wanted.append(("plot", "S02", "seen", None, True))
    assert said(copy) == sorted(wanted)
    (crop,) = [p for p in checked(copy).proposals if p.column == "crop"]
    assert (crop.seen_by, crop.seen_at, crop.note) == (
        "Lò Văn A", "2026-11-20T08:00:00+00:00", "ngô",
    )  # fmt: skip
    assert codes(checked(copy)) == {"field.unsigned"}


def test_a_note_or_a_signature_alone_is_kept(tmp_path):
    copy = phone(tmp_path)
    edit(copy, "corrections", plot("S01"), note="đường\nhỏng", **SIGNED)
    edit(copy, "corrections", plot("S02"), **SIGNED)
    edit(copy, "corrections", plot("S03"), seen_at=SIGNED["seen_at"])
    assert said(copy) == [
        ("plot", "S01", "note", None, "đường hỏng"), ("plot", "S02", "seen", None, True),
        ("plot", "S03", "seen", None, True),
    ]  # fmt: skip


def test_a_finding_is_kept_with_its_place(tmp_path):
    copy = phone(tmp_path)
    add_finding(copy, NEW, INSIDE, kind="forest_cut", note="phát", seen_by="A")
    (one,) = checked(copy).proposals
    told = json.loads(str(one.after))
    assert (one.about, one.target, told["kind"]) == ("finding", NEW, "forest_cut")
    assert (told["x_m"], told["y_m"]) == INSIDE
    assert checked(copy).counts["findings"].new == 1


def test_a_redrawn_outline_is_kept_to_the_last_digit_and_a_shaken_one_is_the_same(tmp_path):
    copy = phone(tmp_path)
    redraw(copy, "corrections", plot("S01"), lambda s: translate(s, 0.04, 0.0))
    assert said(copy) == []
    edit(copy, "corrections", plot("S01"), **SIGNED)
    redraw(copy, "corrections", plot("S01"), lambda s: translate(s, 6.0, 0.0))
    (one,) = checked(copy).proposals
    back = shape_of(one.after)
    assert one.column == OUTLINE
    assert back.equals(translate(base().rows["corrections"][plot("S01")].shape, 6.0, 0.0))


def test_the_copy_that_came_back_is_left_as_it_was(tmp_path):
    copy = phone(tmp_path)
    edit(copy, "corrections", plot("S01"), crop="other")
    before = {p.name: p.read_bytes() for p in copy.iterdir()}
    checked(copy)
    assert {p.name: p.read_bytes() for p in copy.iterdir()} == before


# ---- faults ----

BAD = {
    "office.word_unfit": ("corrections", {"crop": "sắn"}),
    "field.slope_text": ("visits", {"seen_slope_deg": "dốc lắm"}),
    "office.number_ambiguous": ("visits", {"seen_slope_deg": "1,300"}),
    "field.slope_unfit": ("visits", {"seen_slope_deg": 120.0}),
    "field.slope_unfit ": ("visits", {"seen_slope_deg": -3.0}),
    "office.year_text": ("corrections", {"planted_year": "năm ngoái"}),
    "office.year_unfit": ("corrections", {"planted_year": 20}),
    "field.moment_future": ("visits", {"seen_at": "2031-01-01T00:00:00Z"}),
    "field.moment_unfit": ("visits", {"seen_at": "hôm qua"}),
    "office.present_missing": ("corrections", {"present": None}),
    "office.formula": ("corrections", {"note": "=cmd|' /C calc'!A0"}),
    "field.key_changed": ("corrections", {"plot_id": "khác"}),
}


@pytest.mark.parametrize("code", BAD)
def test_a_value_that_does_not_fit_is_named_with_row_and_column(tmp_path, code):
    copy = phone(tmp_path)
    layer, values = BAD[code]
    code = code.strip()
    uuid = next(iter(base().rows[layer]))
    edit(copy, layer, uuid, **values)
    (problem,) = [p for p in checked(copy).problems if p.level == "error"]
    assert problem.code == code
    (row,) = problem.where.rows
    name = values.get("plot_id", base().rows[layer][uuid].values["plot_id"])
    assert row == f"{name} ({uuid[:8]})"
    assert problem.where.column == next(iter(values))
    assert not [p for p in checked(copy).proposals if p.column == next(iter(values))]


def test_all_faults_are_named_at_once(tmp_path):
    copy = phone(tmp_path)
    for code, (layer, values) in BAD.items():
        rows = list(base().rows[layer])
        edit(copy, layer, rows[list(BAD).index(code) % len(rows)], **values)
    assert {code.strip() for code in BAD} <= codes(checked(copy))


@pytest.mark.parametrize(
    ("code", "change"),
    [("field.shape_missing", lambda s: None),
     ("field.shape_outside", lambda s: translate(s, 30_000.0, 0.0)),
     ("field.shape_invalid", lambda s: shapely.MultiPolygon([shapely.Polygon(
         [(WEST, NORTH), (WEST + 90, NORTH - 90), (WEST + 90, NORTH), (WEST, NORTH - 90)])])),
     ("field.shape_kind", lambda s: s.centroid)],
)  # fmt: skip
def test_a_shape_that_cannot_be_is_named(tmp_path, code, change):
    copy = phone(tmp_path)
    redraw(copy, "corrections", plot("S01"), change)
    found = checked(copy)
    assert codes(found) == {code}
    assert found.proposals == ()


def test_findings_without_a_place_or_far_away_are_named(tmp_path):
    copy = phone(tmp_path)
    add_finding(copy, NEW, (WEST - 9_000.0, NORTH), kind="other")
    hand(copy / "findings.gpkg",
         "INSERT INTO findings (uuid, kind) VALUES ('0b9d3c1e-0000-4000-8000-00000000000b', "
         "'other')")  # fmt: skip
    assert codes(checked(copy)) >= {"field.shape_outside", "field.shape_missing"}


def test_borders_that_may_not_be_edited_are_held(tmp_path):
    copy = phone(tmp_path)
    uuid = next(iter(base().rows["communes"]))
    redraw(copy, "communes", uuid, lambda s: translate(s, 10.0, 0.0))
    edit(copy, "zones", next(iter(base().rows["zones"])), area_ha=99.0)
    assert codes(checked(copy)) == {"field.shape_changed", "field.key_changed"}


def test_rows_missing_added_twice_and_without_uuid(tmp_path):
    copy = phone(tmp_path)
    a, b, c = list(base().rows["corrections"])[:3]
    hand(copy / "corrections.gpkg",
         ("DELETE FROM corrections WHERE uuid = ?", [a]),
         ("UPDATE corrections SET uuid = ? WHERE uuid = ?", [NEW, b]),
         ("UPDATE corrections SET uuid = NULL WHERE uuid = ?", [c]),
         "INSERT INTO corrections (geom, uuid, present) SELECT geom, uuid, present "
         "FROM corrections WHERE uuid NOT NULL LIMIT 1")  # fmt: skip
    found = checked(copy)
    assert codes(found) >= {
        "field.rows_missing", "field.row_unknown", "field.uuid_missing", "field.row_twice",
    }  # fmt: skip
    count, out = found.counts["corrections"], len(base().rows["corrections"])
    # Three keys are gone (one deleted, one changed, one emptied); NULL counts as an unknown one.
    assert (count.out, count.back, count.missing, count.twice) == (out, out - 3, 3, 1)


def test_columns_added_and_taken_away(tmp_path):
    copy = phone(tmp_path)
    hand(copy / "visits.gpkg", "ALTER TABLE visits ADD COLUMN mau TEXT")
    hand(copy / "corrections.gpkg", "ALTER TABLE corrections DROP COLUMN crop")
    found = checked(copy)
    assert codes(found) >= {"field.columns_added", "field.columns_missing"}
    assert {p.level for p in found.problems if p.code.startswith("field.col")} == {"error"}


def test_another_crs_is_refused(tmp_path):
    copy = phone(tmp_path)
    frame = pyogrio.read_dataframe(copy / "visits.gpkg", layer="visits").to_crs(3405)
    (copy / "visits.gpkg").unlink()
    pyogrio.write_dataframe(
        frame, copy / "visits.gpkg", layer="visits", layer_options={"GEOMETRY_NAME": "geom"}
    )
    assert "field.crs_changed" in codes(checked(copy))


def test_a_pack_of_another_run_is_known_by_its_mark(tmp_path):
    copy = phone(tmp_path)
    hand(copy / "visits.gpkg", "UPDATE gpkg_contents SET description = 'nuong-field:0'")
    assert "field.other_pack" in codes(checked(copy))


def test_a_layer_of_ones_own_is_named(tmp_path):
    copy = phone(tmp_path)
    frame = pyogrio.read_dataframe(copy / "communes.gpkg", layer="communes")
    pyogrio.write_dataframe(frame, copy / "tự vẽ.gpkg", layer="tự vẽ")
    (problem,) = checked(copy).problems
    assert (problem.code, problem.level) == ("field.layer_unknown", "warning")


def test_edits_still_in_the_phones_log_come_along_and_a_lost_log_is_named(tmp_path):
    copy = phone(tmp_path)
    file = copy / "visits.gpkg"
    uuid = uuid_of("visits", visit_order=1)
    hand(file)
    sql = sqlite3.connect(file)
    sql.execute("PRAGMA journal_mode = WAL")
    sql.execute("PRAGMA wal_autocheckpoint = 0")
    sql.execute("UPDATE visits SET visited = 'yes' WHERE uuid = ?", [uuid])
    sql.commit()
    # A phone that is not closed keeps the edit in the log; it is copied as it stands.
    home = tmp_path / "home"
    shutil.copytree(copy, home, ignore=shutil.ignore_patterns("*-shm"))
    sql.close()
    assert [p.column for p in checked(home).proposals] == ["visited"]
    with zipfile.ZipFile(tmp_path / "home.zip", "w") as archive:
        for path in home.iterdir():
            archive.write(path, f"bản A/{path.name}")
    assert [p.column for p in checked(tmp_path / "home.zip").proposals] == ["visited"]
    (home / "visits.gpkg-wal").unlink()
    assert "field.wal_missing" in codes(checked(home))


def test_a_file_cut_short_is_named(tmp_path):
    copy = phone(tmp_path)
    data = (copy / "visits.gpkg").read_bytes()
    (copy / "visits.gpkg").write_bytes(data[: len(data) // 2])
    assert "field.file_damaged" in codes(checked(copy))


def test_a_view_or_a_trigger_of_a_stranger_runs_nothing(tmp_path):
    copy = phone(tmp_path)
    hand(copy / "visits.gpkg",
         "ALTER TABLE visits RENAME TO hidden",
         "CREATE VIEW visits AS SELECT * FROM hidden, (SELECT load_extension('x'))")  # fmt: skip
    assert "field.layer_unknown" in codes(checked(copy))


# ---- archives and markup ----


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_zip_slip_and_bombs_are_refused(tmp_path):
    slip = zipped(tmp_path / "a.zip", {"../../visits.gpkg": b"x"})
    assert codes(checked(slip)) == {"layers.archive_path"}
    bomb = zipped(tmp_path / "b.zip", {"visits.gpkg": b"\0" * (64 << 20)})
    assert codes(checked(bomb)) == {"layers.archive_bomb"}
    kmz = zipped(tmp_path / "c.kmz", {"../doc.kml": b"<kml/>"})
    assert codes(checked(kmz)) == {"layers.archive_path"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip", "b.zip", "c.kmz"]


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>'


@pytest.mark.parametrize("name", ["a.kml", "a.gpx"])
def test_entities_are_refused(tmp_path, name):
    (tmp_path / name).write_bytes(ENTITIES.replace(b"kml", name[2:].encode()))
    assert codes(checked(tmp_path / name)) == {"layers.markup_entities"}
    kmz = zipped(tmp_path / "x.kmz", {"doc.kml": ENTITIES})
    assert codes(checked(kmz)) == {"layers.markup_entities"}


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    copy = phone(tmp_path)
    (copy / "findings.gpkg").unlink()
    (copy / "findings.gpkg").symlink_to(pack() / "qfield" / "findings.gpkg")
    assert "field.file_link" in codes(checked(copy))


def test_nothing_of_the_pack_in_it(tmp_path):
    (tmp_path / "x").mkdir()
    assert codes(checked(tmp_path / "x")) == {"field.nothing_back"}


# ---- Locus brings back ----


def lonlat(xy: tuple[float, float]) -> tuple[float, float]:
    import geopandas as gpd

    (point,) = lonlat_shapes(gpd.GeoSeries([shapely.Point(xy)], crs=9205))
    return point.x, point.y


def test_the_packs_own_kmz_and_gpx_come_back_unchanged(tmp_path):
    shutil.copytree(pack() / "locus", tmp_path / "L")
    found = checked(tmp_path / "L")
    assert found.proposals == ()
    assert found.problems == ()
    assert found.counts["visits"].back == len(base().rows["visits"])


def test_points_of_a_phone_are_findings_within_five_centimetres(tmp_path):
    lon, lat = lonlat(INSIDE)
    (tmp_path / "a.gpx").write_text(
        '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" '
        f'creator="x"><wpt lat="{lat:.9f}" lon="{lon:.9f}"><time>2026-11-20T03:00:00Z</time>'
        "<name>sạt lở</name><desc>30 m</desc></wpt></gpx>", "utf-8")  # fmt: skip
    (tmp_path / "a.kml").write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>sạt lở</name>'
        "<description>30 m</description><TimeStamp><when>2026-11-20T03:00:00Z</when></TimeStamp>"
        f"<Point><coordinates>{lon:.9f},{lat:.9f},812.5</coordinates></Point></Placemark>"
        "</Document></kml>", "utf-8")  # fmt: skip
    for name in ("a.gpx", "a.kml"):
        (one,) = checked(tmp_path / name).proposals
        told = json.loads(str(one.after))
        assert (one.note, one.seen_at) == ("sạt lở · 30 m", "2026-11-20T03:00:00+00:00")
        assert abs(told["x_m"] - INSIDE[0]) < 0.05
        assert abs(told["y_m"] - INSIDE[1]) < 0.05
        again = checked(tmp_path / name).proposals
        assert [p.digest for p in again] == [one.digest]


def test_a_description_written_over_is_a_note(tmp_path):
    shutil.copy(pack() / "locus" / "nuong.gpx", tmp_path / "a.gpx")
    text = (tmp_path / "a.gpx").read_text("utf-8")
    start = text.index("<desc>") + len("<desc>")
    (tmp_path / "a.gpx").write_text(text[:start] + "đã đến, dốc thật; " + text[start:], "utf-8")
    (one,) = checked(tmp_path / "a.gpx").proposals
    assert (one.about, one.column) == ("visit", "note")
    assert str(one.after).startswith("đã đến, dốc thật; ")


def table(path: Path, *rows: dict[str, object]) -> Path:
    columns = list(dict.fromkeys(c for r in rows for c in r))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_table_brings_values_back_as_they_read_one_way_only(tmp_path):
    lon, lat = lonlat(INSIDE)
    file = table(
        tmp_path / "a.csv",
        {"field_layer": "corrections", "uuid": plot("S01"), "crop": "other", "seen_by": "A"},
        {"field_layer": "visits", "uuid": uuid_of("visits", visit_order=1),
         "seen_slope_deg": "31.5", "seen_by": "A"},
        {"field_layer": "findings", "uuid": "", "kind": "other", "lon": lon, "lat": lat,
         "seen_by": "A"},
    )  # fmt: skip
    found = checked(file)
    assert sorted((p.about, p.column) for p in found.proposals) == [
        ("finding", "finding"), ("plot", "crop"), ("visit", "seen_slope_deg"),
    ]  # fmt: skip
    assert codes(found) == set()
    bad = table(
        tmp_path / "b.csv",
        {"field_layer": "visits", "uuid": uuid_of("visits", visit_order=1),
         "seen_slope_deg": "1.300"},
        {"field_layer": "nhà", "uuid": "x", "seen_slope_deg": ""},
    )  # fmt: skip
    assert codes(checked(bad)) == {"office.number_ambiguous", "field.layer_unknown"}


@pytest.mark.parametrize(
    ("content", "value", "found"),
    [("text", "  a \n b ", "a b"), ("year", "2019", 2019), ("number", "12.25", 12.25),
     ("word", "cassava", "cassava"), ("yes_no", "no", False), ("number", "", None),
     ("file", "DCIM/a.jpg", "DCIM/a.jpg")],
)  # fmt: skip
def test_values_read_one_way(content, value, found):
    column = {"word": "crop", "yes_no": "present"}.get(content, "x")
    allowed = allowed_values(["cassava"])
    assert read_value(column, content, value, allowed, TODAY, typed=False) == (found, None)


@pytest.mark.parametrize("place", ["../a.jpg", "/etc/passwd", "C:\\a.jpg", "DCIM/../../a"])
def test_a_photo_elsewhere_is_refused(place):
    _, fault = read_value("photo", "file", place, {}, TODAY, typed=True)
    assert fault is not None
    assert fault[0] == "photo_unfit"


# ---- the pack itself ----


def kept_pack(folder: Path) -> Path:
    return Path(shutil.copytree(pack(), folder / "p"))


def refused(folder: Path) -> set[str]:
    with pytest.raises(NuongError) as caught:
        read_base(folder)
    return {p.code for p in caught.value.problems}


def test_a_pack_that_was_worked_in_is_refused(tmp_path):
    copy = kept_pack(tmp_path)
    edit(copy / "qfield", "visits", uuid_of("visits", visit_order=1), visited="yes")
    assert refused(copy) == {"field.pack_changed"}
    # What went out may be written again from the same run; this copy is then a return like others.
    (one,) = check_returns(pack(), [copy], TODAY)[1]
    assert [p.column for p in one.proposals] == ["visited"]


def test_a_manifest_that_was_changed_or_is_missing(tmp_path):
    copy = kept_pack(tmp_path)
    file = copy / "manifest.json"
    text = file.read_text("utf-8")
    file.write_text(text.replace('"area": "thu"', '"area": "khac"'), "utf-8")
    assert refused(copy) == {"field.manifest_changed"}
    file.write_text(text.replace("nuong field 1", "nuong field 9"), "utf-8")
    assert refused(copy) == {"field.other_version"}
    file.write_text(text[:99], "utf-8")
    assert refused(copy) == {"field.manifest_odd"}
    file.unlink()
    assert refused(copy) == {"field.no_pack"}
    assert refused(tmp_path / "nowhere") == {"field.no_pack"}


def test_a_pack_without_a_file(tmp_path):
    copy = kept_pack(tmp_path)
    (copy / "qfield" / "zones.gpkg").unlink()
    assert refused(copy) == {"field.pack_file_missing"}


def test_every_fault_speaks_both_languages():
    named = {c for c in catalogue() if c.startswith("field.")}
    assert {"field.moment_future", "field.shape_outside", "field.other_pack"} <= named
    for code in named:
        assert {"vi", "en"} == set(catalogue()[code]["found"])


def test_the_command_shows_and_writes_nothing_when_there_is_a_fault(tmp_path, capsys):
    copy = phone(tmp_path)
    edit(copy, "corrections", plot("S01"), crop="other", seen_by="A")
    assert _run(["field-return", str(pack()), str(copy)], "en", debug=True) == 0
    shown = capsys.readouterr().out
    assert "cassava:S01" in shown
    edit(copy, "visits", uuid_of("visits", visit_order=1), seen_at="2099-01-01T00:00:00Z")
    file = tmp_path / "l.gpkg"
    line = ["field-return", str(pack()), str(copy), "--merge", str(file), "--by", "L",
            "--lang", "vi"]  # fmt: skip
    ledger(file).close()
    before = file.read_bytes()
    assert _run(line, "vi", debug=True) == 1
    assert file.read_bytes() == before
    assert "Chưa ghi gì" in capsys.readouterr().out


def test_uuids_are_of_the_area(tmp_path):
    assert manifest().area == "thu"
    assert plot("S01") == row_uuid("thu", "corrections", "cassava:S01")
    assert date.fromisoformat(manifest().dated) == base().dated


def test_places_of_another_crs_than_the_ledgers_are_refused(tmp_path):
    copy = phone(tmp_path)
    edit(copy, "corrections", plot("S01"), crop="other", **SIGNED)
    create_ledger(tmp_path / "l.gpkg", "EPSG:9206")
    file = open_ledger(tmp_path / "l.gpkg")
    with pytest.raises(NuongError) as caught:
        take_returns(file, [checked(copy)], "Lan")
    assert [p.code for p in caught.value.problems] == ["history.other_crs"]
    file.close()


def test_from_the_field_into_the_ledger_by_command(tmp_path, capsys):
    file = tmp_path / "l.gpkg"
    ledger(file).close()
    copies = []
    for name, crop in (("A", "other"), ("B", "ginseng")):
        copies.append(phone(tmp_path, name))
        said = {**SIGNED, "seen_by": name}
        edit(copies[-1], "corrections", plot("S01"), crop=crop, **said)
    edit(copies[0], "corrections", plot("S02"), planted_year=2018, **SIGNED)
    redraw(copies[0], "corrections", plot("S03"), lambda s: translate(s, 9.0, 0.0))
    add_finding(copies[1], NEW, INSIDE, kind="landslide", seen_by="B")
    line = ["field-return", str(pack()), *map(str, copies), "--merge", str(file), "--by", "Lan"]
    assert _run([*line, "--lang", "vi"], "vi", debug=True) == 0
    shown = capsys.readouterr().out
    assert "Mâu thuẫn, chờ người quyết định: 2" in shown
    assert "5 đề xuất mới" in shown
    kept = open_ledger(file)
    names = {(p.proposal.target, p.proposal.after): p.digest for p in read_proposals(kept.sql)}
    kept.close()
    line = ["field-proposals", str(file), "--accept", names["S01", "other"], "--accept",
            names["S02", 2018], "--refuse", names["S01", "ginseng"], "--who", "Lan",
            "--why", "gọi hỏi", "--lang", "vi"]  # fmt: skip
    assert _run(line, "vi", debug=True) == 0
    assert "Đã nhận 2, từ chối 1" in capsys.readouterr().out
    kept = open_ledger(file)
    now = told(Book(kept), OF)
    assert (now["S01"]["crop"], now["S02"]["planted_year"]) == ("other", 2018)
    assert verify_ledger(kept) == []
    kept.close()
    line = ["field-proposals", str(file), "--outlines", str(tmp_path / "s.gpkg")]
    assert _run(line, "vi", debug=True) == 0
    drawn = pyogrio.read_dataframe(tmp_path / "s.gpkg", layer="outlines")
    found = pyogrio.read_dataframe(tmp_path / "s.gpkg", layer="findings")
    assert drawn["plot_id"].tolist() == ["S03"]
    assert (found.geometry.x[0], found.geometry.y[0]) == INSIDE


@pytest.mark.parametrize("spot", ["nan,nan", "500,500", "inf,0"])
def test_impossible_degrees_are_named(tmp_path, spot):
    (tmp_path / "a.kml").write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>x</name><Point>'
        f"<coordinates>{spot}</coordinates></Point></Placemark></kml>", "utf-8")  # fmt: skip
    found = checked(tmp_path / "a.kml")
    assert found.proposals == ()
    assert {p.level for p in found.problems} == {"error"}


@pytest.mark.parametrize(
    "inside", ["<Polygon/>", "<Point/>", "<Point><coordinates>a,b</coordinates></Point>",
               "<Polygon><outerBoundaryIs><LinearRing><coordinates>1,2 3,4</coordinates>"
               "</LinearRing></outerBoundaryIs></Polygon>"],
)  # fmt: skip
def test_broken_placemarks_are_named(tmp_path, inside):
    (tmp_path / "a.kml").write_text(f"<kml><Placemark>{inside}</Placemark></kml>", "utf-8")
    found = checked(tmp_path / "a.kml")
    assert found.proposals == ()
    assert {p.level for p in found.problems} == {"error"}


def test_a_track_is_the_phones_own_log(tmp_path):
    lon, lat = lonlat(INSIDE)
    (tmp_path / "a.kml").write_text(
        "<kml><Document><Placemark><name>đường đi</name><LineString><coordinates>"
        f"{lon},{lat} {lon},{lat + 0.001}</coordinates></LineString></Placemark><Placemark><name>x"
        f"</name><Point><coordinates>{lon},{lat}</coordinates></Point></Placemark></Document>"
        "</kml>", "utf-8")  # fmt: skip
    (one,) = checked(tmp_path / "a.kml").proposals
    assert one.note == "x"
