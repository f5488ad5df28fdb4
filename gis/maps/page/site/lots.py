"""What the page tells of a forest lot: its keys untouched, its codes in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from gis.criteria.law import LandFacts, Subzone, judge_land
from gis.criteria.law_facts import facts_of_lots, forest_layer
from gis.layers.frms_version import SAME_IN_BOTH, frms_version
from gis.maps.page.site.told import Told, told
from gis.maps.results import Results
from gis.maps.text.wording import is_missing
from gis.messages import Lang, visible, word
from gis.project.under_law import judged_on
from gis.reference.forest import FOREST_COLUMNS, CodeName, FrmsVersion, code_list, ldlr_name

_KEYS = ("tk", "khoanh", "lo")


def told_lots(lots: pd.DataFrame, results: Results, lang: Lang) -> list[Told]:
    """Texts of every lot, in order: first its keys, then what stands there and whose it is.

    Args:
        lots: ``FOREST_LOT_COLUMNS``.
        results: the layers the lots are of; names of owners only where the office wants them.
        lang: of words; keys stay as the file writes them.
    """
    columns = [told(_heading(key, lang), [_text(v) for v in lots[key]]) for key in _KEYS]
    columns += [
        told(word("tap_lot_state", lang), _named(lots["ldlr"], _states(lots["ldlr"]), lang)),
        told(word("tap_lot_category", lang), _named(lots["malr3"], code_list("malr3"), lang)),
        told(word("tap_lot_purpose", lang), _named(lots["mamdsd"], code_list("mamdsd"), lang)),
        told(word("tap_lot_owner_kind", lang), _owner_kinds(lots, results, lang)),
    ]
    if results.project.area.names_on_map:
        columns.append(told(_heading("churung", lang), [_text(v) for v in lots["churung"]]))
    return columns


def decided_by_slope(results: Results) -> list[int]:
    """Rows of the lots whose verdict is another one over 30° than up to it, outside subzones.

    The law asks the first forest layer alone; where it was not asked there are none.
    """
    forest, lots = forest_layer(results.layers), results.lots
    if forest is None or lots is None or results.cells is None or results.cells.law is None:
        return []
    subzone: Subzone = "none" if results.project.law.subzones else "no_layer"
    facts, day = facts_of_lots(forest), judged_on(results.project)
    hangs = np.array([_hangs(replace(f, subzone=subzone), day) for f in facts.facts], dtype=bool)
    own = np.flatnonzero(lots.frame["layer"] == forest.name)
    return [int(row) for row in own[hangs[facts.which]]]


def _hangs(facts: LandFacts, day: date) -> bool:
    verdicts = {judge_land(replace(facts, over_30_deg=s), day).verdict for s in (True, False)}
    return len(verdicts) > 1


def _heading(column: str, lang: Lang) -> str:
    named = FOREST_COLUMNS[column]
    return word("tap_lot", lang) if column == "lo" else (named.vi if lang == "vi" else named.en)


def _text(value: Any) -> str | None:
    return None if is_missing(value) else visible(value)


def _states(values: pd.Series[Any]) -> Mapping[Any, CodeName | None]:
    return {code: ldlr_name(str(code)) for code in values.dropna().unique()}


def _named(
    values: pd.Series[Any], names: Mapping[Any, CodeName | None], lang: Lang
) -> list[str | None]:
    """A code's name and the code itself; a code of no list as it is."""
    said: dict[Any, str | None] = {}
    for code in values.dropna().unique():
        name = names.get(code)
        text = visible(code)
        said[code] = text if name is None else f"{name.vi if lang == 'vi' else name.en} ({text})"
    return [None if is_missing(v) else said[v] for v in values]


def _owner_kinds(lots: pd.DataFrame, results: Results, lang: Lang) -> list[str | None]:
    """Owner codes mean what the FRMS version of their own layer says; else they stay codes."""
    texts = pd.Series([None] * len(lots), index=lots.index, dtype=object)
    for layer, own in lots.groupby("layer", sort=False):
        version = _version(results, str(layer))
        names = code_list("dtuong", version) if version else _same_in_both()
        texts[own.index] = _named(own["dtuong"], names, lang)
    return list(texts)


def _version(results: Results, layer: str) -> FrmsVersion | None:
    forest = results.layers.vectors.get(layer)
    return None if forest is None else frms_version(forest).version


@cache
def _same_in_both() -> Mapping[int, CodeName]:
    """Codes that mean the same in both versions, which need none."""
    named = code_list("dtuong", "4")
    return {code: named[code] for code in SAME_IN_BOTH}
