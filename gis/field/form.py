"""The layers of a field pack: what is fixed, what may be written, and with which words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from gis.layers.columns import PLOT_COLUMNS
from gis.layers.labels import CROPS, METHODS, STATES
from gis.ledger.states.model import PRESENT, Value
from gis.maps.columns import PERSONAL
from gis.maps.text.wording import coded
from gis.messages import Lang, word
from gis.zones.tables import PIECE_COLUMNS

# Raised whenever a pack that is out could no longer be read as it was meant.
VERSION = "nuong field 1"
Content = Literal["text", "number", "year", "word", "yes_no", "moment", "file"]
Shape = Literal["MultiPolygon", "Point"]

UUID = "uuid"
# Who saw it and when stands in every row a phone may write.
WHO = ("note", "seen_by", "seen_at")
NOTES: Mapping[str, Content] = {"note": "text", "seen_by": "text", "seen_at": "moment"}
# A plot's columns that a run knows and a person on the spot may put right.
_FIXED = ("id", "commune_code", "area_ha", "measured", "planting_area_code_history")
PLOT_EDITS = (PRESENT, *(c for c in PLOT_COLUMNS if c in PIECE_COLUMNS and c not in _FIXED))
YES_NO: Mapping[str, bool] = {"yes": True, "no": False}
SEEN = ("over", "under", "cannot_tell")
FINDINGS = (
    "new_plot",
    "plot_gone",
    "other_crop",
    "border_wrong",
    "forest_cut",
    "landslide",
    "other",
)
# Slopes are between level and upright.
SLOPE_DEG = (0.0, 90.0)


@dataclass(frozen=True)
class FieldLayer:
    """A layer of a pack: one table in one file of its name.

    Args:
        name: of table and file.
        shape: of its geometries.
        fixed: columns that must come back as they went out; the first is the UUID.
        edits: columns a phone may write, and what they hold.
    """

    name: str
    shape: Shape
    fixed: tuple[str, ...]
    edits: Mapping[str, Content]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns in the order of the file."""
        return (*self.fixed, *self.edits)


_VISIT_EDITS: Mapping[str, Content] = {
    "visited": "yes_no", "seen_slope": "word", "seen_slope_deg": "number", **NOTES,
}  # fmt: skip
_FINDING_EDITS: Mapping[str, Content] = {
    "kind": "word", "plot_id": "text", "seen_slope_deg": "number", "photo": "file", **NOTES,
}  # fmt: skip


def field_layers(*, names: bool) -> dict[str, FieldLayer]:
    """Every layer of a pack, the topmost on the map first.

    Args:
        names: whether names of people may go along.
    """
    layers = (
        FieldLayer("findings", "Point", (UUID,), _FINDING_EDITS),
        FieldLayer("visits", "MultiPolygon", _VISITS, _VISIT_EDITS),
        FieldLayer("corrections", "MultiPolygon", _PLOTS, _plot_edits(names=names)),
        FieldLayer("flagged", "MultiPolygon", _FLAGGED, {}),
        FieldLayer("zones", "MultiPolygon", _ZONES, {}),
        FieldLayer("forest_lots", "MultiPolygon", _LOTS, {}),
        FieldLayer("communes", "MultiPolygon", _COMMUNES, {}),
    )
    return {layer.name: _without_names(layer, names=names) for layer in layers}


_VISITS = (
    UUID, "doubt_id", "visit_order", "rule", "layer", "plot_id", "crop", "commune_code", "commune",
    "area_ha", "over_probability", "visit_ha", "flagged_ha", "low_ha", "central_ha", "high_ha",
)  # fmt: skip
_PLOTS = (UUID, "layer", "plot_id", "commune_code", "commune", "plot_area_ha")
_FLAGGED = (
    UUID, "flag_id", "rule", "layer", "plot_id", "crop", "owner", "commune_code", "commune",
    "area_ha", "flagged_ha", "unknown_ha", "slope_mean_deg", "slope_max_deg", "verdict", "cites",
)  # fmt: skip
_ZONES = (
    UUID, "zone_id", "rule", "crop", "method", "commune_code", "commune", "area_ha",
    "elevation_mean_m", "slope_mean_deg", "slope_max_deg", "canopy_mean_share", "forest_state",
    "forest_owner", "legal_verdict", "legal_citation",
)  # fmt: skip
_LOTS = (
    UUID, "lot_id", "layer", "maxa", "xa", "tk", "khoanh", "lo", "ldlr", "state_vi", "malr3",
    "mamdsd", "dtuong", "churung", "dtich_ha", "area_ha",
)  # fmt: skip
_COMMUNES = (UUID, "commune_code", "commune", "as_of", "area_ha")


def _plot_edits(*, names: bool) -> Mapping[str, Content]:
    edits: dict[str, Content] = {PRESENT: "yes_no"}
    for column in PLOT_EDITS[1:]:
        content = PLOT_COLUMNS[column]
        if names or column not in PERSONAL:
            edits[column] = content if content in ("number", "year", "word", "yes_no") else "text"
    return {**edits, **NOTES}


def _without_names(layer: FieldLayer, *, names: bool) -> FieldLayer:
    if names:
        return layer
    fixed = tuple(c for c in layer.fixed if c not in PERSONAL)
    return FieldLayer(layer.name, layer.shape, fixed, layer.edits)


def allowed_values(crops: Iterable[str]) -> dict[str, dict[str, Value]]:
    """What may be written in columns of words: as it is stored → what it means.

    Args:
        crops: those of the run, beside the usual ones.
    """
    words: dict[str, Iterable[str]] = {
        "crop": {*CROPS, *crops}, "method": METHODS, "state": STATES,
        "seen_slope": SEEN, "kind": FINDINGS,
    }  # fmt: skip
    listed: dict[str, dict[str, Value]] = {c: {w: w for w in sorted(v)} for c, v in words.items()}
    yes_no = [c for c in PLOT_EDITS if c == PRESENT or PLOT_COLUMNS[c] == "yes_no"]
    return listed | {c: dict(YES_NO) for c in (*yes_no, "visited")}


def said(column: str, stored: str, lang: Lang) -> str:
    """Our word for a stored value, as the form offers it."""
    if stored in YES_NO:
        return word(stored, lang)
    if (column, stored) == ("crop", "other"):
        return word("field_crop_other", lang)
    return coded(_PREFIX.get(column, column), stored, lang)


_PREFIX = {"seen_slope": "seen", "kind": "finding"}


def heading(column: str, lang: Lang) -> str:
    """The heading of a column; a column of the rangers' schema has its own name."""
    for prefix in ("field", "review", "col"):
        try:
            return word(f"{prefix}_{column}", lang)
        except KeyError:
            continue
    return column
