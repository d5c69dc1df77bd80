"""Who bears which hour: the timetable over the clocks of all delegations, planned beside held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, request

from forum.domain import burden as rules
from forum.domain.burden import Line, Sheet
from forum.domain.programme import Sitting, SittingKind
from forum.i18n import cities, moments, states, terms
from forum.services import planning
from forum.services.planning import Bearing
from forum.web import context, strips
from forum.web.rendering import page
from timezones.fairness import GroupScore
from timezones.wallclock import local

blueprint = Blueprint("burden", __name__)

#: how the rows may be ordered
ORDERS = ("dearest", "name", "region", "clock")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A line as it is read: names in the reader's language, cells in the order of the sittings."""

    line: Line
    name: str
    city: str
    region: str
    levels: tuple[str, ...]
    held: int | None
    is_own: bool
    is_second: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One number that matters, beside the same of the timetable as it was held."""

    name: str
    value: str
    held: str | None


@blueprint.get("/forums/<slug>/burden")
def show(slug: str) -> str:
    """The published timetable, or with ?draft=1 the draft for who may see it."""
    context.forum_at(slug)
    is_draft = request.args.get("draft") == "1"
    found = planning.bearing(context.unit(slug), slug, is_draft=is_draft)
    sheet = rules.sheet(found.problem, found.starts) if found.problem else None
    held = _held(found)
    rows = _ordered(_rows(found, sheet, held)) if sheet else []
    return page(
        "burden/show.html",
        found=found,
        is_draft=is_draft,
        sheet=sheet,
        sittings=found.sittings,
        labels=labels(found.sittings),
        own=_own(rows),
        others=_other_hours(found, rows),
        rows=_wanted(rows),
        row_count=len(rows),
        figures=_figures(sheet, held),
        has_held=held is not None,
        regions=sorted({(row.line.region, row.region) for row in rows if row.line.region}, key=lambda pair: pair[1]),
        by_region=_by_region(sheet, held) if sheet else [],
        legend=_legend(found),
        orders=ORDERS,
        query={name: request.args.get(name, "") for name in ("q", "region", "order", "cells")},
        most=max([row.line.total for row in rows] + [row.held or 0 for row in rows], default=0),
    )


def _held(found: Bearing) -> Sheet | None:
    """The timetable as it was held, over the same people, where it names every sitting shown."""
    starts = found.held.starts if found.held else {}
    if found.problem is None or any(wanted.id not in starts for wanted in found.problem.sittings):
        return None
    line: tuple[tuple[str, datetime], ...] = tuple((wanted.id, starts[wanted.id]) for wanted in found.problem.sittings)
    return rules.sheet(found.problem, line)


def _rows(found: Bearing, sheet: Sheet, held: Sheet | None) -> list[Row]:
    then = {line.id: line.total for line in held.lines} if held else {}
    reader = context.person(found.forum.slug)
    own = reader.state if reader else None
    seen: set[str] = set()
    rows = []
    for line in sheet.lines:
        rows.append(_row(line, found, then.get(line.id), own=own, is_second=bool(line.state) and line.state in seen))
        seen.add(line.state)
    return rows


def _row(line: Line, found: Bearing, held: int | None, *, own: str | None, is_second: bool) -> Row:
    tag, scale = context.language(), strips.scale_of(found.forum)
    return Row(
        line=line,
        name=states.state_name(line.state, tag) if states.is_member_state(line.state) else line.state or line.id,
        city=cities.venue(found.forum.city, line.zone, tag)
        if line.is_in_room
        else cities.city_of_zone(line.zone, line.state or None, tag),
        region=terms.region(line.region, context.words()),
        levels=tuple(rules.level_name(cell.level, scale) for cell in line.cells),
        held=held,
        is_own=own is not None and own == line.state,
        is_second=is_second,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """Where the reader's delegation stands: its dearest line, and how many lines bear more than it."""

    row: Row
    above: int


def _own(rows: Sequence[Row]) -> Own | None:
    mine = [row for row in rows if row.is_own]
    if not mine:
        return None
    dearest = max(mine, key=lambda row: row.line.total)
    return Own(row=dearest, above=sum(row.line.total > dearest.line.total for row in rows))


def _ordered(rows: list[Row]) -> list[Row]:
    """Dearest first unless the reader wants another order; equally dear ones by name in the reader's language."""
    tag = context.language()
    by_name = sorted(rows, key=lambda row: (states.collation_key(row.name, tag), row.is_second, row.city))
    order = request.args.get("order", "")
    if order == "name":
        return by_name
    if order == "region":
        return sorted(by_name, key=lambda row: (row.region, -row.line.total))
    if order == "clock" and rows and rows[0].line.cells:
        return sorted(by_name, key=lambda row: local(row.line.cells[0].start, row.line.zone).replace(tzinfo=None))
    return sorted(by_name, key=lambda row: -row.line.total)


def _wanted(rows: Iterable[Row]) -> list[Row]:
    """The rows of the region and with the words that the reader asked for; the own delegation always."""
    region, words = request.args.get("region", ""), request.args.get("q", "").casefold().split()
    return [
        row
        for row in rows
        if row.is_own
        or (
            (not region or row.line.region == region)
            and all(word in f"{row.name} {row.city} {row.region}".casefold() for word in words)
        )
    ]


def _figures(sheet: Sheet | None, held: Sheet | None) -> list[Figure]:
    if sheet is None:
        return []
    words, now, then = context.words(), sheet.score, held.score if held else None
    return [
        _figure(words.gettext("points, worst-off delegation"), now.worst, then.worst if then else None),
        _figure(words.gettext("points per person on average"), round(now.mean), round(then.mean) if then else None),
        _figure(
            words.gettext("people who sit at night"),
            now.heads_in_dearest_band,
            then.heads_in_dearest_band if then else None,
        ),
        _figure(
            words.gettext("Jain index of waking minutes (1 is equal)"),
            round(now.jain, 3),
            round(then.jain, 3) if then else None,
        ),
    ]


def _figure(name: str, value: float, held: float | None) -> Figure:
    tag = context.language()
    return Figure(
        name=name, value=moments.number(value, tag), held=moments.number(held, tag) if held is not None else None
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionRow:
    """A region's figures, planned and held."""

    name: str
    heads: int
    planned: GroupScore
    held: GroupScore | None


def _by_region(sheet: Sheet, held: Sheet | None) -> list[RegionRow]:
    then = held.score.by_region if held else {}
    found = [
        RegionRow(
            name=terms.region(name, context.words()),
            heads=now.heads,
            planned=now,
            held=then.get(name),
        )
        for name, now in sheet.score.by_region.items()
    ]
    return sorted(found, key=lambda row: -row.planned.mean)


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherHour:
    """A sitting, the best other hour for it with all others kept, and who would bear less and more then."""

    sitting: Sitting
    start: datetime | None
    gains: tuple[int, str]
    pays: tuple[int, str]


def _other_hours(found: Bearing, rows: Sequence[Row]) -> list[OtherHour]:
    """What the accepted plan says of its alternatives; empty where the timetable shown is not the plan's."""
    explained = {line["id"]: line for line in (found.plan.result.get("explain", ()) if found.plan else ())}
    return [_other_hour(each, explained[each.key], found, rows) for each in found.sittings if each.key in explained]


def _other_hour(sitting: Sitting, line: Mapping[str, Any], found: Bearing, rows: Sequence[Row]) -> OtherHour:
    return OtherHour(
        sitting=sitting,
        start=datetime.fromisoformat(line["next_best"]) if line["next_best"] else None,
        gains=_named(line["who_gains"], found, rows),
        pays=_named(line["who_pays"], found, rows),
    )


def _named(ids: Sequence[str], found: Bearing, rows: Sequence[Row]) -> tuple[int, str]:
    """How many delegations stand behind rows of the plan, and the names of the three that bear most."""
    territories = {row.id: row.territory for row in (found.problem.people if found.problem else ())}
    wanted = {territories.get(name, "") for name in ids} - {""}
    ordered = sorted((row for row in rows if row.line.state in wanted), key=lambda row: -row.line.total)
    names = list(dict.fromkeys(row.name for row in ordered))
    return len(names), moments.listed(names[:3], context.language()) if names else ""


def labels(sittings: Sequence[Sitting]) -> list[str]:
    """What stands above a column: the kind of the sitting, themes numbered; the title where it is of no such kind."""
    words, found, themes = context.words(), [], 0
    for sitting in sittings:
        if sitting.kind is SittingKind.THEME:
            themes += 1
            found.append(words.gettext("Theme %(number)s", number=themes))
        elif sitting.kind is SittingKind.OTHER:
            found.append(sitting.title)
        else:
            found.append(words.gettext("Opening") if sitting.kind is SittingKind.OPENING else words.gettext("Closing"))
    return found


def _legend(found: Bearing) -> list[tuple[str, int]]:
    """(name of the level, points per minute), lightest first."""
    scale = strips.scale_of(found.forum)
    return [(rules.level_name(level, scale), cost) for level, cost in enumerate(rules.costs(scale))]
