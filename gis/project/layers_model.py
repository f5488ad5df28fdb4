"""Layers as an office declares them: what a file is, what its columns mean, whose it is."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from gis.project.base import Asked, Name, Text
from gis.project.doubt_model import DemError
from gis.reference.forest import FrmsVersion

Label = str | bool
# What a person says is wrong with a file's coordinates; ``as_written`` accepts a doubted one.
DatumRepair = Literal["datum", "meridian", "scale_factor", "units", "swapped_xy", "as_written"]
PlotState = Literal["planted", "planned"]
# Given to use for a term (giao), contracted to look after another's forest (khoán), leased (thuê).
AllocationForm = Literal["allocated", "contracted", "leased"]
AllocationPurpose = Literal["protection", "production", "medicinal", "agroforestry", "other"]
# Encodings of Vietnamese before Unicode.
TextEncoding = Literal["tcvn3", "vni", "viscii"]


class _File(Asked):
    """What every layer says about its file.

    ``path`` is relative to the project file. ``crs`` states the CRS of a file that carries none;
    a file that carries another one is refused unless ``datum_repair`` names what is wrong with
    it. ``layer`` names the table of a file that holds several.
    """

    path: Text
    layer: str | None = None
    crs: str | None = None
    datum_repair: DatumRepair | None = None
    source: Text
    dated: date


class _Vector(_File):
    """``text`` says which old Vietnamese encoding the file's texts are in."""

    columns: dict[Name, Text] = Field(default_factory=dict)
    text: TextEncoding | None = None


class CommunesLayer(_Vector):
    """Commune boundaries: ``columns`` must name ``code`` and ``name``."""

    kind: Literal["communes"]


class PlotsLayer(_Vector):
    """Field plots. Standard columns, all optional but ``id``:

    ``id, crop, method, state, owner, area_ha, commune_code, planted_year, harvest_year,
    planting_area_code, planting_area_code_history, facility_code, gi, standard_variety,
    sustainable_practice, intensive, measured, planted_ha, existing_ha, productive_ha,
    harvested_ha, production_t, yield_t_per_ha``.

    ``crop``/``method``/``state`` fix a value for the whole layer; ``labels`` is the table of what
    the file writes → what it means, per column. A label that is not in the table is refused.
    """

    kind: Literal["plots"]
    crop: Name | None = None
    method: Name | None = None
    state: PlotState | None = None
    labels: dict[Name, dict[str, Label]] = Field(default_factory=dict)


class ForestLayer(_Vector):
    """Forest state in the rangers' schema (``tk, khoanh, lo, ldlr, maldlr, malr3, mamdsd …``).
    Columns already named so need no mapping; upper case is accepted. ``frms_version`` says which
    FRMS wrote the file: codes 5 to 9 of ``dtuong`` mean other owners in 3.0.x than in 4.0.
    """

    kind: Literal["forest"]
    frms_version: FrmsVersion | None = None


class AllocationsLayer(_Vector):
    """Forest land allocated, contracted or leased (giao, khoán, thuê). Standard columns, all
    optional but ``id``:

    ``id, owner, contract, contract_date, form, tk, khoanh, lo, paper_area, paper_unit,
    commune_code, purpose``.

    ``form`` and ``purpose`` fix a value for the whole layer; ``labels`` is the table of what the
    file writes → what it means, for ``form``, ``purpose`` and ``paper_unit``.
    """

    kind: Literal["allocations"]
    form: AllocationForm | None = None
    purpose: AllocationPurpose | None = None
    labels: dict[Name, dict[str, Label]] = Field(default_factory=dict)


class PolygonsLayer(_Vector):
    """Any other polygons: subzones, land use, planning areas."""

    kind: Literal["polygons"]


class LinesLayer(_Vector):
    """Streams, roads, borders. Points are accepted too (a distance needs only "how near")."""

    kind: Literal["lines"]


class DemLayer(_File):
    """Elevation. ``unit`` is of the heights: metres or feet. ``name`` stands on every product.
    ``error`` says how wrong they are; without it no doubt is estimated. One more DEM may be
    declared with ``compare = true``: flagged hectares are measured on it too, nothing else is.
    """

    kind: Literal["dem"]
    name: Text
    surface: Literal["bare_earth", "surface", "unknown"] = "unknown"
    unit: Literal["m", "ft", "us_ft"] = "m"
    error: DemError | None = None
    compare: bool = False
    band: Annotated[int, Field(ge=1)] = 1
    nodata: float | None = None


class CanopyLayer(_File):
    """Canopy cover, as a share 0–1 or in percent 0–100 (converted when read)."""

    kind: Literal["canopy"]
    unit: Literal["share", "percent"]
    band: Annotated[int, Field(ge=1)] = 1
    nodata: float | None = None


class CodesLayer(_File):
    """A raster of codes (land cover). Codes are integers, sampled by nearest cell."""

    kind: Literal["codes"]
    band: Annotated[int, Field(ge=1)] = 1
    nodata: int | None = None


LayerSpec = Annotated[
    CommunesLayer
    | PlotsLayer
    | ForestLayer
    | AllocationsLayer
    | PolygonsLayer
    | LinesLayer
    | DemLayer
    | CanopyLayer
    | CodesLayer,
    Field(discriminator="kind"),
]
VectorSpec = (
    CommunesLayer | PlotsLayer | ForestLayer | AllocationsLayer | PolygonsLayer | LinesLayer
)
RasterSpec = DemLayer | CanopyLayer | CodesLayer
