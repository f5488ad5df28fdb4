"""A project prints its own plan of work: data, criteria, rules with the sentences behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pyproj import CRS

from gis.messages import Lang, visible, word
from gis.project.audit_text import tolerance_text
from gis.project.base import LocalText
from gis.project.criterion_text import criterion_text, figure_text
from gis.project.dem_error import stated_error
from gis.project.layers_model import AllocationsLayer, DemLayer, LayerSpec
from gis.project.model import FlagRule, Project, Target, ZoneRule
from gis.project.slope_class_text import classes_text, readings_text, source_text
from gis.project.targets import all_targets
from gis.reference.plans import KNOWN_PLANS, plan_document, plan_rule
from gis.units import date_text, ha_text, number_text


@dataclass(frozen=True)
class Branch:
    """One line of the plan of work and the lines under it."""

    text: str
    under: tuple[Branch, ...] = ()


def describe_project(project: Project, lang: Lang) -> str:
    """The plan of work as an indented tree, one thing a line.

    Args:
        project: as ``load_project`` gives it; nothing is opened or computed.
        lang: language of the words; quotations stay in Vietnamese.

    Returns:
        Lines joined by newlines. Figures without a firm source are marked unverified.
    """
    title = Branch(
        f"{visible(project.area.title.text(lang))} ({project.area.id})", _area(project, lang)
    )
    return "\n".join([title.text, *_drawn(title.under)])


def _drawn(branches: Sequence[Branch], margin: str = "") -> Iterator[str]:
    for n, branch in enumerate(branches, start=1):
        last = n == len(branches)
        yield f"{margin}{'└─' if last else '├─'} {branch.text}"
        yield from _drawn(branch.under, margin + ("   " if last else "│  "))


def _area(project: Project, lang: Lang) -> tuple[Branch, ...]:
    area = project.area
    crs = CRS.from_user_input(area.crs)
    day = date_text(area.communes_as_of)
    ground = word("describe_area", lang).format(
        crs=visible(area.crs), name=visible(crs.name), date=day
    )
    head = [Branch(word("map_illustrative", lang))] if area.illustrative else []
    parts = {
        "map_data_layers": _layers(project, lang),
        "map_criteria": _criteria(project, lang),
        "slope_classes": _slope_classes(project, lang),
        "describe_flags": [_flag(n, rule, lang) for n, rule in project.flags.items()],
        "map_zones": [_zone(n, rule, lang) for n, rule in project.zones.items()],
        "targets": _targets(project, lang),
    }
    if any(isinstance(spec, AllocationsLayer) for spec in project.layers.values()):
        parts["audit_title"] = [Branch(tolerance_text(project.audit, lang))]
    nothing = (Branch(word("describe_nothing", lang)),)
    sections = [Branch(word(key, lang), tuple(part) or nothing) for key, part in parts.items()]
    return (*head, Branch(ground), *sections)


def _layers(project: Project, lang: Lang) -> list[Branch]:
    own_crs = word("describe_own_crs", lang)
    return [
        Branch(
            _line(
                "describe_layer",
                lang,
                name=name,
                kind=_kind(spec, lang),
                path=spec.path,
                date=date_text(spec.dated),
                crs=spec.crs or own_crs,
                source=spec.source,
            ).text,
            tuple(_heights(project, spec, lang)),
        )
        for name, spec in project.layers.items()
    ]


def _heights(project: Project, spec: LayerSpec, lang: Lang) -> Iterator[Branch]:
    """What is said of a DEM's errors: stated, or not estimated."""
    if not isinstance(spec, DemLayer):
        return
    stated = stated_error(project)
    if spec.compare:
        yield Branch(word("describe_dem_compare", lang))
    elif stated is None:
        yield Branch(word("doubt_not_estimated", lang))
    else:
        yield _line(
            "describe_dem_error",
            lang,
            sd=number_text(stated.sd_m, lang, 1),
            length=number_text(stated.correlation_m, lang, 0),
            source=stated.source,
            confidence=word(f"confidence_{stated.confidence}", lang),
        )


def _criteria(project: Project, lang: Lang) -> list[Branch]:
    return [
        _line(
            "describe_criterion",
            lang,
            name=_titled(name, test.title, lang),
            test=criterion_text(test, lang),
            source=test.source or "–",
            confidence=word(f"confidence_{test.confidence}", lang),
        )
        for name, test in project.criteria.items()
    ]


def _slope_classes(project: Project, lang: Lang) -> list[Branch]:
    asked = project.slope_classes
    lines = [classes_text(asked, lang), readings_text(asked, lang), source_text(asked, lang)]
    return [Branch(line) for line in lines if line]


def _flag(name: str, rule: FlagRule, lang: Lang) -> Branch:
    line = _line(
        "describe_flag",
        lang,
        name=_titled(name, rule.title, lang),
        layer=rule.plots,
        ha=ha_text(rule.min_area_ha, lang),
        share=figure_text(100 * rule.min_share, lang),
    )
    return Branch(line.text, (_names("map_when", rule.when, lang), *_quoted(rule.cites, lang)))


def _zone(name: str, rule: ZoneRule, lang: Lang) -> Branch:
    line = _line(
        "describe_zone",
        lang,
        name=_titled(name, rule.title, lang),
        crop=_crop(rule.crop, lang),
        method=word(f"method_{rule.method}", lang),
        ha=ha_text(rule.min_area_ha, lang),
    )
    under = [_names("map_require", rule.require, lang)]
    if rule.exclude:
        under.append(_names("map_exclude", rule.exclude, lang))
    return Branch(line.text, (*under, *_quoted(rule.cites, lang)))


def _quoted(cites: str | None, lang: Lang) -> Iterator[Branch]:
    """The plan's sentence behind a rule, how a misprint is read, and what stays open."""
    rule = plan_rule(cites) if cites else None
    if rule is None:
        return
    under = []
    if rule.reads_as:
        under.append(_line("describe_reads_as", lang, text=rule.reads_as))
    if rule.question_vi:
        asked = rule.question_en if lang == "en" else rule.question_vi
        under.append(Branch(f"{word('map_question', lang)}: {asked}"))
    line = _line(
        "describe_quote",
        lang,
        quote=rule.quote_vi,
        plan=rule.plan,
        section=rule.section,
        line=rule.line,
    )
    yield Branch(line.text, tuple(under))


def _targets(project: Project, lang: Lang) -> list[Branch]:
    register = all_targets(project)[: -len(project.targets) or None]
    branches = []
    for plan, rows in groupby(register, key=lambda target: target.plan):
        branches.append(Branch(_plan(plan, lang), tuple(_target(row, lang) for row in rows)))
    if project.targets:
        own = tuple(_target(row, lang) for row in project.targets)
        branches.append(Branch(word("describe_own_targets", lang), own))
    return branches


def _plan(plan: str, lang: Lang) -> str:
    if plan not in KNOWN_PLANS:
        return visible(plan)
    head = plan_document(plan)
    title, note = (head.title_en, head.note_en) if lang == "en" else (head.title_vi, head.note_vi)
    return _line("describe_plan", lang, plan=plan, title=title, issuer=head.issuer, note=note).text


def _target(target: Target, lang: Lang) -> Branch:
    line = _line(
        "describe_target",
        lang,
        crop=_about(target, lang),
        indicator=word(f"indicator_{target.indicator}", lang),
        figure=" · ".join(_figure(target, lang)),
    )
    under = []
    if target.quote_vi:
        under.append(Branch(visible(f"“{target.quote_vi}”", 400)))
    if target.question:
        asked = visible(target.question.text(lang), 400)
        under.append(Branch(f"{word('map_question', lang)}: {asked}"))
    return Branch(line.text, tuple(under))


def _figure(target: Target, lang: Lang) -> Iterator[str]:
    """The figure with the plan's own hedge, its year, what it is a share of, and where."""
    amount = _amount(target, lang)
    sense = word(f"sense_{target.sense}", lang)
    hedged = f"“{target.hedge}” {amount}" if target.hedge else f"{sense} {amount}"
    yield hedged if amount else sense
    if target.year is not None:
        yield word("describe_by", lang).format(year=target.year)
    if target.denominator:
        of = word(f"indicator_{target.denominator}", lang)
        yield word("describe_share_of", lang).format(denominator=of)
    if target.communes:
        yield word("describe_places", lang).format(names=", ".join(target.communes))
    if target.open_list:
        yield word("describe_open_list", lang)


def _amount(target: Target, lang: Lang) -> str:
    figures = {"ha": target.value_ha, "t": target.value_t, "count": target.value_count}
    figures |= {"share": target.value_share, target.unit or "": target.value}
    for unit, value in figures.items():
        if value is not None:
            ends = [v for v in (value, target.value_high) if v is not None]
            scale, name = (100, "%") if unit == "share" else (1, word(f"unit_{unit}", lang))
            return f"{'–'.join(figure_text(scale * v, lang) for v in ends)} {name}"
    return ""


def _names(role: str, names: Sequence[str], lang: Lang) -> Branch:
    return _line("describe_names", lang, role=word(role, lang), names=", ".join(names))


def _titled(name: str, title: LocalText | None, lang: Lang) -> str:
    return f"{name} – {title.text(lang)}" if title else name


def _kind(spec: LayerSpec, lang: Lang) -> str:
    kind = word(f"kind_{spec.kind}", lang)
    return f"{kind} “{spec.name}”" if isinstance(spec, DemLayer) else kind


def _about(target: Target, lang: Lang) -> str:
    """What a target is about: its crop, or the subject of one that has none."""
    if target.crop is None and target.subject is not None:
        return visible(target.subject.text(lang))
    return _crop(str(target.crop), lang)


def _crop(crop: str, lang: Lang) -> str:
    try:
        return word(f"crop_{crop}", lang)
    except KeyError:
        return visible(crop)


def _line(key: str, lang: Lang, **values: object) -> Branch:
    """A line of our words with values filled in; text from the file is made visible first."""
    return Branch(word(key, lang).format(**{k: visible(v, 400) for k, v in values.items()}))
