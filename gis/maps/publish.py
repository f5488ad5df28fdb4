"""Write every product of a run into one folder: whole, checked, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from gis.errors import raise_errors
from gis.ledger.closure import require_closed
from gis.maps.check.verify import verify_outputs
from gis.maps.contents import OFFICE_FILE, RECORD, expected_contents
from gis.maps.geojson import flags_geojson, zones_geojson
from gis.maps.geopackage import write_geopackage
from gis.maps.page.render import map_parts
from gis.maps.rasters import add_counts, cloud_rasters, raster_counts
from gis.maps.record import output_of, record_text
from gis.maps.results import Results, RunRecord
from gis.maps.staging import replacing, sync_file, target_of
from gis.maps.tables import ledger_csv
from gis.maps.text_file import write_text
from gis.memory import give_back
from gis.messages import Lang


def write_outputs(
    results: Results,
    out: Path,
    lang: Lang = "vi",
    *,
    tiles: bool = False,
    rasters: Iterable[str] = (),
) -> RunRecord:
    """Write ``map.html, ledger.csv, flags.geojson, zones.geojson, layers.gpkg, run.json``.

    Args:
        results: one run; hectares in the project CRS.
        out: folder of the products. It must be free, empty, or an earlier run's folder, which is
            replaced at the very end.
        lang: language of the products.
        tiles: let the page offer online map tiles.
        rasters: also write some of ``slope, classes, aspect`` as cloud-optimised GeoTIFFs.

    Returns:
        The folder, each product's size and digest, and warnings met while writing.

    Raises:
        NuongError: a sum of the ledger does not close, a raster is none we make, the folder may
            not be written, or a written file does not hold what it should. Nothing new stands
            under ``out`` then.
    """
    require_closed(results.ledger)
    pictures = cloud_rasters(results, rasters, lang)
    expected = expected_contents(results, lang)
    target = target_of(Path(out))
    with replacing(target) as staging:
        for name, parts in _texts(results, lang, tiles=tiles).items():
            _write(staging.folder / name, parts())
            give_back()
        for name, picture in pictures.items():
            blocks = picture.write(results.grid, staging.folder / name)
            expected[name] = add_counts(map(raster_counts, blocks))
            sync_file(staging.folder / name)
        write_geopackage(results, staging.folder / OFFICE_FILE, lang)
        give_back()
        sync_file(staging.folder / OFFICE_FILE)
        outputs = {n: output_of(staging.folder / n, tables) for n, tables in expected.items()}
        record = record_text(results, lang, outputs, staging.warnings)
        _write(staging.folder / RECORD, [record])
        raise_errors(verify_outputs(staging.folder))
        outputs[RECORD] = output_of(staging.folder / RECORD, {})
    written = {name: (output.bytes, output.sha256) for name, output in outputs.items()}
    return RunRecord(target, written, staging.warnings)


def _texts(
    results: Results, lang: Lang, *, tiles: bool
) -> Mapping[str, Callable[[], Iterable[str]]]:
    """Every product that is text, each in parts and made only when it is to be written."""
    return {
        "map.html": lambda: map_parts(results, lang, tiles=tiles),
        "ledger.csv": lambda: [ledger_csv(results, lang)],
        "flags.geojson": lambda: flags_geojson(results, lang),
        "zones.geojson": lambda: zones_geojson(results, lang),
    }


def _write(path: Path, parts: Iterable[str]) -> None:
    write_text(path, parts)
    sync_file(path)
