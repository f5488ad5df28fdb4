"""Commands to the field and back: field-pack, field-return, field-proposals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli.app import INPUT, app, spoken
from gis.cli.asking import Language, ProjectOption, project_path
from gis.cli.ledger_group import opened, read_date
from gis.cli.making import product_lang
from gis.cli.terminal import console, path_text, say, show_problems, steps
from gis.messages import Lang, number_text, word

if TYPE_CHECKING:
    from gis.field.back.check import Checked
    from gis.field.manifest import Base, Manifest
    from gis.field.pack.source import Source
    from gis.history import LedgerFile
    from gis.history.proposals.sorted_out import Sorted


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


@app.command("field-return")
def field_return(
    pack: Annotated[Path, typer.Argument(help="The pack's folder as it went out.")],
    returned: Annotated[
        list[Path], typer.Argument(help="What each phone brought home: folders, .zip or files.")
    ],
    merge: Annotated[
        Path | None, typer.Option("--merge", help="Ledger that keeps the changes as proposals.")
    ] = None,
    who: Annotated[str, typer.Option("--by", help="Who brings them in: name, office.")] = "",
    ledger: Annotated[
        Path | None, typer.Option("--ledger", help="Ledger to hold them against; only read.")
    ] = None,
    lang: Language = None,
) -> int:
    """Check what came back from the field, show it, and with --merge keep it as proposals."""
    from gis.cli.field_view import count_table
    from gis.field.back.check import check_returns

    speech = spoken(lang)
    with steps(speech) as step:
        step("read")
        _, found = check_returns(pack, returned)
    console().print(count_table(found, speech))
    problems = [p for one in found for p in one.problems]
    failed = any(p.level == "error" for p in problems)
    target = merge or ledger
    if target is None:
        _show(_looked_at(found, None), found, speech)
    else:
        with opened(target) as kept:
            if merge is not None and not failed:
                _merge(kept, found, who, speech)
            else:
                _show(_looked_at(found, kept), found, speech)
    show_problems(problems, speech)
    if failed:
        say(word("review_nothing_written", speech))
    return INPUT if failed else 0


def _looked_at(found: tuple[Checked, ...], kept: LedgerFile | None) -> tuple[Sorted, ...]:
    from gis.field.back.take import open_proposals
    from gis.history.proposals.sorted_out import sort_out, unheld

    listed = [p for one in found for p in one.proposals]
    return open_proposals(kept, listed) if kept else sort_out(listed, unheld)


def _merge(kept: LedgerFile, found: tuple[Checked, ...], who: str, speech: Lang) -> None:
    from gis.field.back.take import take_returns

    taken = take_returns(kept, found, who)
    _show(taken.open, found, speech)
    said = word("field_merged", speech)
    say(said.format(new=len(taken.brought.new), known=len(taken.brought.known)))


def _show(listed: tuple[Sorted, ...], found: tuple[Checked, ...], speech: Lang) -> None:
    """Everything open, sorted out; what a return brought names the return."""
    from gis.cli.field_view import conflict_table, proposal_table

    sources: dict[str, str] = {}
    for one in found:
        for p in one.proposals:
            sources[p.digest] = ", ".join(dict.fromkeys(
                [*filter(None, sources.get(p.digest, "").split(", ")), one.name]))  # fmt: skip
    for outcome in ("ready", "already"):
        some = [s for s in listed if s.outcome == outcome]
        if some:
            title = word(f"field_{outcome}", speech).format(n=len(some))
            console().print(proposal_table(some, sources, title, speech))
    against = [s for s in listed if s.outcome == "conflict"]
    if against:
        console().print(conflict_table(against, sources, speech))
    if not listed:
        say(word("field_none", speech))


@app.command("field-proposals")
def field_proposals(
    ledger: Annotated[Path, typer.Argument(help="The ledger file.")],
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", help="Proposal to accept, by its name; may be repeated."),
    ] = None,
    refuse: Annotated[
        list[str] | None,
        typer.Option("--refuse", help="Proposal to refuse, by its name; may be repeated."),
    ] = None,
    who: Annotated[str, typer.Option("--who", help="Who decides: name, office.")] = "",
    why: Annotated[str, typer.Option("--why", help="The reason.")] = "",
    day: Annotated[
        str | None,
        typer.Option("--date", help="Date from which accepted values hold; the last state's."),
    ] = None,
    outlines: Annotated[
        Path | None, typer.Option("--outlines", help="New .gpkg for redrawn plots and findings.")
    ] = None,
    lang: Language = None,
) -> None:
    """List what the field proposes, conflicts side by side; accept or refuse, with who and why."""
    from gis.field.back.shapes_file import write_shapes
    from gis.field.back.take import answer_both, open_proposals

    speech = spoken(lang)
    with opened(ledger) as kept:
        if outlines is not None:
            n = write_shapes(kept, outlines)
            say(word("exported", speech).format(rows=n, path=path_text(outlines)))
        if accept or refuse:
            on = read_date(day) if day else None
            entry = answer_both(kept, accept or (), refuse or (), who, why, on)
            values = {"accepted": len(accept or ()), "refused": len(refuse or ())}
            say(word("field_answered", speech).format(**values))
            if entry is not None:
                say(word("field_entered", speech).format(entry=entry.digest[:12]))
        _show(open_proposals(kept), (), speech)
