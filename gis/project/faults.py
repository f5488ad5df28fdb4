"""What pydantic found, in the words of the project file: one :class:`Problem` per mistake."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gis.errors import Problem, Where
from gis.project.audit_model import Audit
from gis.project.base import LocalText
from gis.project.criteria_model import Criterion
from gis.project.doubt_model import DemError, Doubt
from gis.project.law_model import Law
from gis.project.layers_model import LayerSpec
from gis.project.model import Area, FlagRule, Project, Target, ZoneRule
from gis.project.override_model import Override
from gis.project.places import MISSING, Loc, place, plain_loc, value_at
from gis.project.slope_classes import SlopeClasses
from gis.project.suggest import did_you_mean, listed

# Kinds of mistake that need nothing but the value found.
_WANTED = {
    "string_type": "project.needs_text",
    "int_type": "project.needs_whole_number",
    "int_from_float": "project.needs_whole_number",
    "float_type": "project.needs_number",
    "finite_number": "project.needs_finite",
    "bool_type": "project.needs_true_false",
    "tuple_type": "project.needs_list",
    "dict_type": "project.needs_table",
    "model_type": "project.needs_table",
    "model_attributes_type": "project.needs_table",
    "date_type": "project.needs_date",
    "date_parsing": "project.needs_date",
    "date_from_datetime_parsing": "project.needs_date",
    "date_from_datetime_inexact": "project.needs_date",
}
_ROWS: dict[str, type[BaseModel]] = {
    "flags": FlagRule,
    "zones": ZoneRule,
    "targets": Target,
    "overrides": Override,
}
_SINGLE: dict[Loc, type[BaseModel]] = {
    ("area",): Area,
    ("slope_classes",): SlopeClasses,
    ("doubt",): Doubt,
    ("law",): Law,
    ("audit",): Audit,
}
_LIMITS = {
    "greater_than": ("project.must_be_above", "gt"),
    "greater_than_equal": ("project.must_be_at_least", "ge"),
    "less_than": ("project.must_be_below", "lt"),
    "less_than_equal": ("project.must_be_at_most", "le"),
}
# The models' own rules, by the code they raise.
_RULES = {
    "needs_a_bound": "project.needs_a_bound",
    "bounds_reversed": "project.bounds_reversed",
    "within_or_beyond": "project.within_or_beyond",
    "one_value": "project.one_value",
    "breaks_not_rising": "project.breaks_not_rising",
    "breaks_too_many": "project.breaks_too_many",
    "value_and_unit": "project.value_and_unit",
    "crop_or_subject": "project.crop_or_subject",
    "one_error_form": "project.one_error_form",
    "subzones_and_column": "project.subzones_and_column",
}


def faults(error: ValidationError, data: Any) -> list[Problem]:
    """Every mistake of a refused document, in its order.

    An unknown key that misspells a missing one is one problem, not two.

    Args:
        error: what pydantic raised.
        data: the document it refused.
    """
    details = error.errors(include_url=False)
    found = [(plain_loc(e["loc"], data), e) for e in details if not _is_echo(e)]
    absent = {loc for loc, e in found if e["type"] == "missing"}
    problems: dict[Loc, Problem] = {}
    for loc, detail in found:
        if detail["type"] == "extra_forbidden":
            meant = _meant(loc, absent, data)
            absent -= {(*loc[:-1], meant)} if meant else set()
            problems[loc] = _unknown_key(loc, meant, data)
    for loc, detail in found:
        if detail["type"] != "extra_forbidden" and (detail["type"] != "missing" or loc in absent):
            _add(problems, loc, detail, data)
    order = [loc for loc, _ in found]
    return [problems[loc] for loc in sorted(problems, key=order.index)]


def fault_locs(error: ValidationError, data: Any) -> list[Loc]:
    """The paths of every mistake, for leaving the faulty parts out."""
    return [plain_loc(e["loc"], data) for e in error.errors(include_url=False)]


def _is_echo(detail: ErrorDetails) -> bool:
    """A list that is too short only because its refused items were not counted, or a default that
    could not be made because a value beside it was refused.
    """
    if detail["type"] == "default_factory_not_called":
        return True
    if detail["type"] != "too_short" or not isinstance(detail["input"], list):
        return False
    return len(detail["input"]) >= detail["ctx"]["min_length"]


def _add(problems: dict[Loc, Problem], loc: Loc, detail: ErrorDetails, data: Any) -> None:
    """Adds a problem; two branches of one "text or …" value become one."""
    if loc not in problems:
        problems[loc] = _problem(loc, detail, data)
    elif detail["loc"][-1] == "int":
        problems[loc] = _valued("project.needs_code", loc, data)
    elif detail["loc"][-1] == "bool":
        problems[loc] = _valued("project.needs_label", loc, data)


def _problem(loc: Loc, detail: ErrorDetails, data: Any) -> Problem:
    kind = detail["type"]
    if kind in _WANTED:
        return _valued(_WANTED[kind], loc, data)
    if kind in _LIMITS:
        code, limit = _LIMITS[kind]
        return _valued(code, loc, data, limit=f"{detail['ctx'][limit]:g}")
    if kind in _SPECIAL:
        return _SPECIAL[kind](loc, detail, data)
    return _valued("project.not_understood", loc, data, reason=detail["msg"])


def _valued(code: str, loc: Loc, data: Any, **values: object) -> Problem:
    return Problem(
        code, Where(column=place(loc, data)), {"given": shown(value_at(data, loc)), **values}
    )


def _missing(loc: Loc, _detail: ErrorDetails, data: Any) -> Problem:
    known = listed(_fields(loc[:-1], data))
    return Problem("project.missing_key", Where(column=place(loc, data)), {"known": known})


def _literal(loc: Loc, detail: ErrorDetails, data: Any) -> Problem:
    words = str(detail["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
    return _word(loc, words, data)


def _tag(loc: Loc, detail: ErrorDetails, data: Any) -> Problem:
    words = str(detail["ctx"]["expected_tags"]).replace("'", "").split(", ")
    return _word((*loc, str(detail["ctx"]["discriminator"]).strip("'")), words, data)


def _no_tag(loc: Loc, detail: ErrorDetails, data: Any) -> Problem:
    tag = str(detail["ctx"]["discriminator"]).strip("'")
    table = value_at(data, loc)
    near = next((k for k in table if did_you_mean(k, [tag])), None)
    if near is not None:
        return _unknown_key((*loc, near), tag, data)
    known = listed(_kinds(LayerSpec if tag == "kind" else Criterion))
    return Problem("project.missing_kind", Where(column=place((*loc, tag), data)), {"known": known})


def _short(loc: Loc, detail: ErrorDetails, data: Any) -> Problem:
    if isinstance(value_at(data, loc), str):
        return _valued("project.empty_text", loc, data)
    return _valued(
        "project.too_few",
        loc,
        data,
        least=detail["ctx"]["min_length"],
        n=detail["ctx"]["actual_length"],
    )


def _name(loc: Loc, detail: ErrorDetails, data: Any) -> Problem:
    where = Where(column=place(loc, data))
    if loc == ("area", "id"):
        return Problem("project.area_id", where, {"area": detail["input"]})
    return Problem("project.bad_name", where, {"given": shown(detail["input"])})


def _rule(loc: Loc, detail: ErrorDetails, data: Any) -> Problem:
    code = _RULES.get(str(detail["ctx"]["error"]), "project.not_understood")
    return _valued(code, loc, data, reason=str(detail["ctx"]["error"]))


_SPECIAL = {
    "missing": _missing,
    "literal_error": _literal,
    "union_tag_invalid": _tag,
    "union_tag_not_found": _no_tag,
    "too_short": _short,
    "string_pattern_mismatch": _name,
    "value_error": _rule,
}


def _word(loc: Loc, known: list[str], data: Any) -> Problem:
    value = value_at(data, loc)
    meant = did_you_mean(value, known) if isinstance(value, str) else None
    code = "project.misspelt_word" if meant else "project.unknown_word"
    return _valued(code, loc, data, known=listed(known), meant=meant)


def _meant(loc: Loc, absent: Iterable[Loc], data: Any) -> str | None:
    """What an unknown key was to be: a missing key first, then any key not yet there."""
    parent, key = loc[:-1], loc[-1]
    missing = [str(a[-1]) for a in absent if a[:-1] == parent]
    table = value_at(data, parent)
    free = [name for name in _fields(parent, data) if name not in table]
    return did_you_mean(key, missing) or did_you_mean(key, free)


def _unknown_key(loc: Loc, meant: str | None, data: Any) -> Problem:
    code = "project.misspelt_key" if meant else "project.unknown_key"
    known = listed(_fields(loc[:-1], data))
    values = {"key": loc[-1], "meant": meant, "known": known}
    return Problem(code, Where(column=place(loc[:-1], data)), values)


def _fields(loc: Loc, data: Any) -> list[str]:
    """The keys a table of the file may have."""
    model = _model(loc, data)
    return list(model.model_fields) if model else []


def _model(loc: Loc, data: Any) -> type[BaseModel] | None:
    if not loc:
        return Project
    if loc[-1] in ("title", "question"):
        return LocalText
    if len(loc) == 2 and loc[0] in ("layers", "criteria"):
        tag, union = ("kind", LayerSpec) if loc[0] == "layers" else ("test", Criterion)
        kind = value_at(data, (*loc, tag))
        return _kinds(union).get(kind) if isinstance(kind, str) else None
    if len(loc) == 3 and loc[0] == "layers" and loc[-1] == "error":
        return DemError
    if loc in _SINGLE:
        return _SINGLE[loc]
    return _ROWS.get(str(loc[0])) if len(loc) == 2 else None


def _kinds(union: Any) -> dict[str, type[BaseModel]]:
    """Tag word → model of a discriminated union."""
    found: dict[str, type[BaseModel]] = {}
    for model in get_args(get_args(union)[0]):
        field = model.model_fields.get("kind") or model.model_fields["test"]
        found |= dict.fromkeys(get_args(field.annotation), model)
    return found


def shown(value: Any) -> str:
    """A value as the file would write it, in one line."""
    if value is MISSING:
        return "–"
    return json.dumps(value, ensure_ascii=False, default=str)
