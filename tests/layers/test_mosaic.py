"""A DEM in parts: the same land as in one file, or a named fault; never a part taken for void."""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

import numpy as np
import pytest
from affine import Affine

from gis.layers import read_raster
from gis.layers.findings import Findings
from gis.layers.model import Raster
from gis.layers.windows import open_dem
from tests.layers.shelf import GRID, SHAPE, Shelf, heights
from tests.layers.virtual import HALF, NODATA, TWO, document, halves, source, virtual


def cells(raster: Raster) -> tuple[bytes, bytes, tuple[float, ...]]:
    values, known = raster.read(-1, -1, raster.shape[0] + 2, raster.shape[1] + 2)
    return values.tobytes(), known.tobytes(), tuple(raster.transform)


def test_two_halves_are_the_whole(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    z = heights()
    z[40, 40], z[60, HALF + 3] = NODATA, np.nan
    shelf.raster("dem.tif", z, nodata=NODATA)
    one = cells(shelf.read()[0].dem)
    halves(shelf, z)
    layers, warnings = shelf.read()
    assert cells(layers.dem) == one
    assert [w.code for w in warnings] == ["layers.raster_voids"]
    monkeypatch.setattr(read_raster, "KEPT_CELLS", 0)
    read = shelf.read()[0].dem
    assert cells(read) == one
    again = pickle.loads(pickle.dumps(read))  # noqa: S301 - our own
    assert cells(again) == one


def test_the_digest_covers_the_parts(shelf: Shelf) -> None:
    halves(shelf)
    content = b"".join((shelf.folder / n).read_bytes() for n in ("dem.vrt", "tây.tif", "đông.tif"))
    source = shelf.read()[0].dem.source
    assert source.sha256 == hashlib.sha256(content).hexdigest()
    assert source.size_bytes == len(content)


def test_heights_are_streamed_from_parts_too(shelf: Shelf) -> None:
    halves(shelf)
    dem = open_dem(shelf.project().layers["dem"], shelf.folder, Findings())
    assert dem is not None
    z = dem.read(-1, HALF - 5, 20, 10)
    assert np.isnan(z[0]).all()
    assert (z[1:] == heights()[:19, HALF - 5 : HALF + 5]).all()


@pytest.mark.parametrize(("void", "seen"), [("<NODATA>-9999</NODATA>", 5.0), ("", None)])
def test_a_void_shows_the_part_below_or_covers_it(shelf: Shelf, void: str, seen: float) -> None:
    """Both parts fill the west half; the upper one is void at (50, 50), where the lower has 5."""
    virtual(shelf, document(TWO[0], TWO[1], source("trên.tif", 0, HALF, void=void)))
    low, high = heights()[:, :HALF], heights()[:, :HALF]
    low[50, 50], high[50, 50] = 5.0, NODATA
    shelf.raster("tây.tif", low, nodata=NODATA)
    shelf.raster("trên.tif", high, nodata=NODATA)
    values, known = shelf.read()[0].dem.read(42, 42, 1, 1)  # the window begins at cell (8, 8)
    assert (values[0, 0] if known[0, 0] else None) == seen


def test_land_between_the_parts_is_unknown_and_told(shelf: Shelf) -> None:
    """The east half begins ten columns late: 10 x 30 m x 3 000 m = 90 ha nobody measured."""
    width = HALF - 10
    virtual(shelf, document(TWO[0], source("đông.tif", HALF + 10, width, src=
        f'yOff="0" xSize="{width}" ySize="{SHAPE[0]}"')))  # fmt: skip
    late = GRID @ Affine.translation(HALF + 10, 0)
    shelf.raster("đông.tif", heights()[:, HALF + 10 :], nodata=NODATA, transform=late)
    layers, (told,) = shelf.read()
    assert (told.code, told.values["ha"]) == ("layers.raster_voids", 90.0)
    assert not layers.dem.read(50, HALF - 8, 1, 10)[1].any()


def test_a_link_out_of_the_folder_is_no_part(shelf: Shelf) -> None:
    halves(shelf)
    elsewhere = shelf.folder.parent / "đông.tif"
    (shelf.folder / "đông.tif").rename(elsewhere)
    (shelf.folder / "đông.tif").symlink_to(elsewhere)
    (told,) = shelf.problems()
    assert (told.code, told.values["parts"]) == ("layers.mosaic_part_path", "đông.tif")


@pytest.mark.parametrize(
    "name", ["/etc/passwd.tif", "../x.tif", "/vsicurl/http://x/y.tif", "a/../../x.tif", "c:\\x.tif",
             "https://x/y.tif", "khác.vrt", "đông", "GTIFF_DIR:1:đông.tif", "\\\\host\\x.tif"],
)  # fmt: skip
def test_only_relative_geotiffs_are_parts(shelf: Shelf, name: str) -> None:
    virtual(shelf, document(TWO[0], source(name, HALF, HALF)))
    (told,) = shelf.problems()
    assert (told.code, told.values["parts"]) == ("layers.mosaic_part_path", name)


def test_a_path_not_relative_to_the_vrt_is_no_part(shelf: Shelf) -> None:
    virtual(shelf, document(TWO[0], source("đông.tif", HALF, HALF, relative=0)))
    assert [p.code for p in shelf.problems()] == ["layers.mosaic_part_path"]


LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
UNSAFE = {
    "a document type": document(*TWO, head=f'<?xml version="1.0"?>{LAUGHS}'),
    "code": document(
        "<PixelFunctionType>f</PixelFunctionType>", *TWO, band=' subClass="VRTDerivedRasterBand"'
    ),
    "a pixel function": document("<PixelFunctionCode>import os</PixelFunctionCode>", *TWO),
    "raw bytes": document(
        "<SourceFilename>x</SourceFilename>", band=' subClass="VRTRawRasterBand"'
    ),
    "another size": document(source("tây.tif", 0, HALF, src='yOff="0" xSize="50" ySize="60"')),
    "a mask of its own": document("<MaskBand/>", *TWO),
    "a kernel": document(source("tây.tif", 0, HALF, tag="KernelFilteredSource")),
    "a look-up table": document(source("tây.tif", 0, HALF, void="<LUT>0:0,1:9</LUT>")),
    "options": document(source("tây.tif", 0, HALF, void="<OpenOptions/>")),
    "a warp": document(*TWO).replace("<VRTDataset", '<VRTDataset subClass="VRTWarpedDataset"'),
    "no parts": document(),
    "no XML": "<VRTDataset",
    "another root": '<?xml version="1.0"?><OGRVRTDataSource/>',
    "half a cell": document(*TWO).replace('xOff="110"', 'xOff="110.5"'),
    "no size": document(*TWO).replace('rasterXSize="220"', ""),
    "a size of text": document(*TWO).replace('rasterXSize="220"', 'rasterXSize="1e9"'),
}


@pytest.mark.parametrize("name", UNSAFE)
def test_anything_but_a_plain_mosaic_is_named(shelf: Shelf, name: str) -> None:
    virtual(shelf, UNSAFE[name])
    (told,) = shelf.problems()
    assert (told.code, told.level) == ("layers.mosaic_form", "error")
    assert told.where.file == "dem.vrt"


def test_a_document_type_in_another_encoding_is_named(shelf: Shelf) -> None:
    virtual(shelf, "")
    text = document(*TWO, head=f'<?xml version="1.0" encoding="utf-16"?>{LAUGHS}')
    (shelf.folder / "dem.vrt").write_bytes(text.encode("utf-16"))
    (told,) = shelf.problems()
    assert told.code == "layers.file_content"
    (shelf.folder / "dem.vrt").write_bytes(b"<?xml" + text.encode("utf-16"))
    assert [p.code for p in shelf.problems()] == ["layers.mosaic_form"]


def test_a_part_cut_short_is_named(shelf: Shelf) -> None:
    halves(shelf)
    part: Path = shelf.folder / "đông.tif"
    part.write_bytes(part.read_bytes()[:-20_000])
    (told,) = shelf.problems()
    assert (told.code, told.where.layer) == ("layers.file_unreadable", "dem")
    assert "đông.tif" in str(told.values["reason"])
