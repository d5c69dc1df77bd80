"""Who bears which hour: a timetable laid over the clocks of all delegations, for people to read.

Points, totals and fairness are `timezones.fairness`; here they are arranged: a line per delegation and clock, a cell
per sitting with the local time and how dear its dearest minute is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from timezones.fairness import Score, bearings, score
from timezones.problem import DAY, Band, Person, Problem, Scale, Starts
from timezones.wallclock import local

#: names of the levels of a scale with four costs, lightest first; CSS classes and legends use them
LEVELS = ("day", "early", "late", "night")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """What one sitting asks of one line: local start, points, and the level (0 lightest) of its dearest minute."""

    sitting: str
    start: datetime
    points: int
    level: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A delegation on one clock; `total` is what each of its `heads` bears over the forum, ledger included."""

    id: str
    state: str
    region: str
    zone: str
    heads: int
    total: int
    cells: tuple[Cell, ...]
    is_in_room: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A whole timetable: the lines dearest first, and its figures."""

    lines: tuple[Line, ...]
    score: Score


def costs(scale: Scale) -> list[int]:
    """The distinct costs of a scale, rising; a cost's place is its level."""
    return sorted({band.cost for band in scale.bands})


def level_name(level: int, scale: Scale) -> str:
    """The name of a level: the dearest is always night, the lightest day."""
    steps = len(costs(scale)) - 1
    return LEVELS[round(level * (len(LEVELS) - 1) / steps)] if steps else LEVELS[0]


def level_at(minute: int, scale: Scale) -> int:
    """The level of a minute of the local day."""
    return costs(scale).index(_band_at(minute, scale).cost)


def _band_at(minute: int, scale: Scale) -> Band:
    return next(band for band in scale.bands if band.begins <= minute < band.ends)


@lru_cache(maxsize=20_000)
def level(start: datetime, minutes: int, zone: str, scale: Scale) -> int:
    """The level of the dearest minute of a sitting on a zone's clock (a minute counts where it begins)."""
    edges = {start + timedelta(minutes=offset) for offset in range(0, minutes, 15)} | {
        start + timedelta(minutes=minutes - 1)
    }
    if any(band.begins % 15 for band in scale.bands):
        edges = {start + timedelta(minutes=offset) for offset in range(minutes)}
    return max(level_at(_minute(local(moment, zone)), scale) for moment in edges)


def _minute(wall: datetime) -> int:
    return wall.hour * 60 + wall.minute


def parts_of_day(start: datetime, minutes: int, zone: str) -> tuple[tuple[int, int], ...]:
    """Where a sitting lies on the local day's strip: (begin, end) minutes, in two parts when it crosses midnight."""
    begin = _minute(local(start, zone))
    end = begin + minutes
    return ((begin, end),) if end <= DAY else ((begin, DAY), (0, end - DAY))


@lru_cache(maxsize=32)
def sheet(problem: Problem, starts: tuple[tuple[str, datetime], ...]) -> Sheet:
    """The timetable laid over all clocks; `starts` are (sitting, start) of every sitting of the problem."""
    given: Starts = {key: (start,) for key, start in starts}
    lengths = {wanted.id: wanted.minutes for wanted in problem.sittings}
    cells: dict[str, list[Cell]] = {}
    zones = {row.id: _zone(row, problem) for row in problem.people}
    for borne in bearings(problem, given):
        found = Cell(
            sitting=borne.sitting,
            start=given[borne.sitting][0],
            points=borne.burden,
            level=level(given[borne.sitting][0], lengths[borne.sitting], zones[borne.person], problem.scale),
        )
        cells.setdefault(borne.person, []).append(found)
    scored = score(problem, given)
    return Sheet(lines=_lines(problem, scored, cells), score=scored)


def _zone(row: Person, problem: Problem) -> str:
    return row.zone if row.mode == "remote" else problem.venue.zone


def _lines(problem: Problem, scored: Score, cells: dict[str, list[Cell]]) -> tuple[Line, ...]:
    """Rows of one delegation that share a clock and bear the same make one line."""
    groups: dict[tuple[object, ...], list[Person]] = {}
    for row in problem.people:
        bears = tuple(cell.points for cell in cells.get(row.id, ()))
        groups.setdefault((row.territory or row.id, row.zone, row.mode, scored.totals[row.id], bears), []).append(row)
    found = [_line(rows, problem, scored, cells) for rows in groups.values()]
    return tuple(sorted(found, key=lambda line: (-line.total, line.state, line.id)))


def _line(rows: Sequence[Person], problem: Problem, scored: Score, cells: dict[str, list[Cell]]) -> Line:
    first = rows[0]
    return Line(
        id=first.id,
        state=first.territory,
        region=first.region,
        zone=_zone(first, problem),
        heads=sum(row.count for row in rows),
        total=scored.totals[first.id],
        cells=tuple(sorted(cells.get(first.id, ()), key=lambda cell: cell.start)),
        is_in_room=first.mode == "in_person",
    )
