"""The ledger: everything totalled, held against the targets, and closed."""

from __future__ import annotations

from dataclasses import replace

from gis.layers.model import Layers
from gis.ledger.closure import closures
from gis.ledger.counted import counted_pieces
from gis.ledger.held import CountedLand
from gis.ledger.holdings import holdings
from gis.ledger.legal_rows import legal_closures, legal_rows
from gis.ledger.model import Ledger
from gis.ledger.places import commune_list
from gis.ledger.slope_closure import slope_closures
from gis.ledger.slope_rows import slope_rows
from gis.ledger.target_rows import target_rows
from gis.ledger.waterfall import waterfall, waterfall_closures
from gis.project.criteria_model import SlopeTest
from gis.project.model import Project
from gis.zones.tables import FeatureTable, LegalLand, PlotLand, SlopeLand, ZoneLand


def tally(
    project: Project,
    layers: Layers,
    plots: PlotLand,
    flags: FeatureTable,
    zones: ZoneLand,
    slopes: SlopeLand | None = None,
    legal: LegalLand | None = None,
) -> Ledger:
    """Total plots, flags and zones by crop and commune, and hold every target against them.

    Args:
        project: its flag rules, zone rules and targets.
        layers: communes, and which columns the plots have.
        plots: pieces and counted land, hectares in the project CRS.
        flags: judged pieces.
        zones: candidate zones.
        slopes: hectares by slope class; without them the ledger has no such table.
        legal: what the law says of plots; likewise.

    Returns:
        The ledger, its closures not yet checked: :func:`gis.ledger.closure.require_closed` does
        that before anything is published. Unknown land has its own hectares throughout.
    """
    communes = commune_list(layers)
    pieces = counted_pieces(plots, flags, tuple(project.flags))
    table = holdings(project, pieces, communes, zones)
    land = counted_land(project, layers, plots, flags, zones)
    steps = waterfall(pieces, legal)
    sums = (*closures(plots, flags, zones, pieces, table), *waterfall_closures(steps))
    rows = target_rows(land)
    ledger = Ledger(rows, table, zones.communes, zones.limits, sums, waterfall=steps)
    if legal is not None:
        found = zones.zones.frame
        by_law = legal_rows(legal, found, communes)
        sums = (*sums, *legal_closures(legal, found, plots.pieces.frame, by_law))
        ledger = replace(ledger, closures=sums, legal=by_law)
    if slopes is None:
        return ledger
    classes = slope_rows(slopes, pieces, communes)
    sums = (*sums, *slope_closures(project, plots, flags, slopes, table, classes))
    return replace(ledger, closures=sums, slope_classes=classes)


def counted_land(
    project: Project, layers: Layers, plots: PlotLand, flags: FeatureTable, zones: ZoneLand
) -> CountedLand:
    """What targets are measured on; steep area by rules of slope alone."""
    steep = counted_pieces(plots, flags, _slope_rules(project))
    return CountedLand(project, layers, steep, zones.zones.frame, commune_list(layers))


def _slope_rules(project: Project) -> tuple[str, ...]:
    """Flag rules that ask for steep land and nothing else: only they measure steep area."""
    return tuple(
        name
        for name, rule in project.flags.items()
        if all(_is_steep(project, criterion) for criterion in rule.when)
    )


def _is_steep(project: Project, criterion: str) -> bool:
    test = project.criteria[criterion]
    return isinstance(test, SlopeTest) and test.above_deg is not None
