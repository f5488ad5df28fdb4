"""What the ledger rests on, in words: notices, dates, DEM, thresholds, CRS."""

from __future__ import annotations

from collections.abc import Iterator

from gis.maps.results import Results
from gis.maps.text.doubt_text import doubt_text
from gis.maps.text.law_text import law_notes
from gis.maps.text.notes import crs_name
from gis.maps.text.range_text import range_note
from gis.maps.text.title_block import cell_text
from gis.messages import Lang, word
from gis.project.criterion_text import criterion_text, criterion_titles
from gis.project.layers_model import DemLayer
from gis.project.slope_class_text import slope_note, source_text
from gis.units import date_text


def ledger_notes(results: Results, lang: Lang) -> Iterator[tuple[str, str]]:
    """Notes of a run as (name, text); names are the same in both languages."""
    area, dem = results.project.area, results.layers.dem
    if area.illustrative:
        yield "illustrative", word("map_illustrative", lang)
    yield "title", area.title.text(lang)
    yield "proposal", word("map_proposal_not_permit", lang)
    yield "area_basis", word("note_area_basis", lang).format(crs=crs_name(results))
    yield "communes_as_of", date_text(area.communes_as_of)
    yield "dem", dem.spec.name if isinstance(dem.spec, DemLayer) else dem.name
    yield "cell_size", cell_text(results.grid, lang)
    asked = results.project.slope_classes
    yield "slope_classes", slope_note(asked, lang)
    yield "slope_classes_source", source_text(asked, lang)
    yield "slope_method", word("map_slope_text", lang)
    yield "doubt", doubt_text(results, lang)
    yield "land_range", range_note(results, lang)
    yield from law_notes(results, lang)
    titles = criterion_titles(results.project, lang)
    for name, criterion in results.project.criteria.items():
        yield f"criterion.{name}", criterion_text(criterion, lang, titles)
    for name, spec in results.project.layers.items():
        yield f"layer.{name}", f"{spec.source} · {date_text(spec.dated)}"
