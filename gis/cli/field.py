"""Commands to the field and back: field-pack, field-return, field-proposals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli.app import app, spoken
from gis.cli.asking import Language, ProjectOption, project_path
from gis.cli.making import product_lang
from gis.cli.terminal import path_text, say, show_problems, steps
from gis.messages import Lang, number_text, word

if TYPE_CHECKING:
    from gis.field.manifest import Base, Manifest
    from gis.field.pack.source import Source


@app.command("field-pack")
def field_pack(
    source: Annotated[
        Path | None,
        typer.Argument(
            metavar="[RUN_OR_PROJECT]",
            help="A folder of products, or a project; the only project under ./layers.",
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="New folder of the pack.")] = Path("field"),
    commune: Annotated[
        str | None, typer.Option("--commune", help="Only this commune (code or exact name).")
    ] = None,
    project: ProjectOption = None,
    lang: Language = None,
) -> None:
    """Write what a phone takes along: QField folder, KMZ and GPX for Locus, an offline base map."""
    from gis.field.pack.source import of_commune
    from gis.field.pack.write import write_pack

    speech = spoken(lang)
    run = _source(source, project, speech)
    if commune is not None:
        run = of_commune(run, commune)
    with steps(speech) as step:
        step("write")
        manifest = write_pack(run, out, product_lang(lang))
    _tell(manifest, out, speech)


def _source(given: Path | None, project: Path | None, speech: Lang) -> Source:
    from gis.field.pack.source import source_of_folder, source_of_results, with_dem
    from gis.main_job import compute, ground

    if given is not None and (given / "run.json").is_file():
        run = source_of_folder(given)
        if project is None:
            return run
        with steps(speech) as step:
            _, layers, _ = ground(project_path(project), step)
        return with_dem(run, layers)
    with steps(speech) as step:
        results = compute(project_path(given or project), step)
    show_problems(results.problems, speech)
    return source_of_results(results)


def _tell(manifest: Manifest, out: Path, lang: Lang) -> None:
    counts = {name: len(layer.rows) for name, layer in manifest.layers.items()}
    said = word("field_packed", lang).format(
        visits=counts["visits"], plots=counts["corrections"], zones=counts["zones"],
        lots=counts["forest_lots"], path=path_text(out),
    )  # fmt: skip
    say(said)
    say(_base_text(manifest.base, lang))
    if not manifest.names:
        say(word("field_names_kept", lang))


def _base_text(base: Base | None, lang: Lang) -> str:
    from gis.field.pack.mbtiles import MAX_BYTES, MAX_TILES

    if base is None:
        return word("field_base_none", lang)
    made = word("field_base_made", lang).format(
        low=base.min_zoom, high=base.max_zoom, tiles=base.tiles,
        mb=number_text(base.bytes / 2**20, lang, 1),
    )  # fmt: skip
    if not base.limited:
        return made
    limit = MAX_BYTES >> 20
    return word("field_base_limited", lang).format(made=made, limit=limit, most=MAX_TILES)
