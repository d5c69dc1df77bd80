"""The organizer's workbench: the draft's timetable tried at other hours, before anything is kept.

The rows of its grid are made here from the very figures of `timezones.fairness`; a browser that computes them itself
gets `Bench.profiles` and the classes of the rows, and must come to the same.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from forum.domain import burden, timetable
from forum.domain.people import Constituency
from forum.domain.programme import DayTooLong, Forum, OutsideForum, Sitting
from forum.domain.refusals import Kind, Refusal
from timezones.burden import Horizon, to_minute
from timezones.fairness import Bearing, Score, bearings, score
from timezones.problem import Person, Problem, Scale, Starts
from timezones.profiles import Profile, profiles


class DraftChanged(Refusal):
    """Somebody else changed the draft since these moves began from it; params: sittings (titles), moves."""

    kind = Kind.STALE


class NothingMoved(Refusal):
    """There is no move to keep."""


class By(enum.StrEnum):
    """What a row of the grid stands for."""

    DELEGATION = "delegations"
    GROUP = "groups"
    REGION = "regions"
    ZONE = "zones"
    STAFF = "staff"


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A sitting tried at another wall time of the venue."""

    key: str
    day: date
    clock: time


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """What a sitting asks of a line: points a head (or their mean), level, heads that sit at night."""

    sitting: str
    points: float
    level: int
    night_heads: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Who stands behind one row of the grid. `rows` are the places of its members among the people of the problem;
    `zone` is empty where they keep different clocks."""

    id: str
    state: str
    region: str
    constituency: str
    zone: str
    heads: int
    rows: tuple[int, ...]
    is_in_room: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One row of the grid: its total and its cells, means a head where its members keep different clocks."""

    group: Group
    total: float
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bench:
    """Everything that the workbench shows of one timetable. `staff` asks the same of those who serve the forum."""

    forum: Forum
    sittings: tuple[Sitting, ...]
    problem: Problem
    staff: Problem
    horizon: Horizon
    profiles: tuple[Profile, ...]
    class_of: tuple[int, ...]

    @property
    def starts(self) -> Starts:
        """The starts of the timetable shown."""
        return {each.key: (each.start,) for each in self.sittings}

    @property
    def score(self) -> Score:
        """The figures of the timetable shown."""
        return score(self.problem, self.starts)


def bench(forum: Forum, sittings: Sequence[Sitting], problem: Problem, staff: Sequence[Person]) -> Bench:
    """The workbench of a timetable; `problem` asks about exactly these sittings, all of which have a time."""
    horizon = Horizon.of(problem.venue).with_room_for(to_minute(each.start) for each in sittings)
    everybody = [*problem.people, *staff]
    found, class_of = profiles(everybody, problem.venue, problem.scale, horizon)
    return Bench(
        forum=forum,
        sittings=tuple(sorted(sittings, key=lambda each: (each.position, each.key))),
        problem=problem,
        staff=replace(problem, people=tuple(staff)),
        horizon=horizon,
        profiles=found,
        class_of=tuple(class_of),
    )


#: (constituency or "interpreter", zone, mode) -> heads
StaffHeads = Mapping[tuple[str, str, str], int]


def staff_rows(heads: StaffHeads) -> tuple[Person, ...]:
    """Those who serve the forum or are invited to it, as rows of a problem of their own."""
    return tuple(
        Person(
            id=f"{kind}@{zone}" + ("" if mode == "remote" else "@room"),
            zone=zone,
            constituency=kind,
            count=count,
            mode="remote" if mode == "remote" else "in_person",
        )
        for (kind, zone, mode), count in sorted(heads.items())
    )


#: what the grid calls those who interpret, whatever their constituency
INTERPRETERS = "interpreter"
#: the kinds of people shown beside the delegations, in this order
STAFF_KINDS = (INTERPRETERS, Constituency.SECRETARIAT.value, Constituency.ORGANIZATION.value)


def problem_by(found: Bench, by: By) -> Problem:
    """The question whose people the rows of a view are."""
    return found.staff if by is By.STAFF else found.problem


def groups(found: Bench, by: By) -> list[Group]:
    """Who stands behind the rows of a view, in the order of the people."""
    problem, first = problem_by(found, by), len(found.problem.people) if by is By.STAFF else 0
    members: dict[tuple[object, ...], list[int]] = {}
    for place, row in enumerate(problem.people):
        members.setdefault(_key_of(row, by, found.class_of[first + place]), []).append(place)
    return [_group(places, problem, by) for places in members.values()]


def _key_of(row: Person, by: By, profile: int) -> tuple[object, ...]:
    if by is By.REGION:
        return (row.region,)
    if by is By.ZONE:
        return (row.zone, row.mode, profile, row.ledger)
    if by is By.DELEGATION:
        return (row.territory or row.id, row.zone, row.mode, row.ledger)
    return (row.id,)


def _group(places: Sequence[int], problem: Problem, by: By) -> Group:
    rows = [problem.people[place] for place in places]
    first, is_mean = rows[0], by is By.REGION
    is_in_room = first.mode == "in_person" and not is_mean
    return Group(
        id=first.region if is_mean else first.id,
        state="" if by in (By.ZONE, By.REGION) else first.territory,
        region="" if by is By.ZONE else first.region,
        constituency=first.constituency if by in (By.GROUP, By.STAFF) else "",
        zone="" if is_mean else problem.venue.zone if is_in_room else first.zone,
        heads=sum(row.count for row in rows),
        rows=tuple(places),
        is_in_room=is_in_room,
    )


#: row -> sitting -> what it bears there
Borne = Mapping[str, Mapping[str, Bearing]]


def lines(found: Bench, by: By) -> list[Line]:
    """The rows of the grid, dearest first."""
    problem, made = problem_by(found, by), groups(found, by)
    borne = _by_row(bearings(problem, found.starts)) if made else {}
    return sorted(
        (_line(group, problem, found.sittings, borne) for group in made), key=lambda line: (-line.total, line.group.id)
    )


def _by_row(found: Iterable[Bearing]) -> Borne:
    rows: dict[str, dict[str, Bearing]] = {}
    for each in found:
        rows.setdefault(each.person, {})[each.sitting] = each
    return rows


def _line(group: Group, problem: Problem, sittings: Sequence[Sitting], borne: Borne) -> Line:
    rows = [problem.people[place] for place in group.rows]
    total = sum(row.count * (row.ledger + sum(each.burden for each in borne[row.id].values())) for row in rows)
    cells = tuple(_cell(each, rows, group, borne, problem.scale) for each in sittings)
    return Line(group=group, total=total / group.heads, cells=cells)


def _cell(sitting: Sitting, rows: Sequence[Person], group: Group, borne: Borne, scale: Scale) -> Cell:
    asked = [(row.count, borne[row.id][sitting.key]) for row in rows]
    points = sum(count * each.burden for count, each in asked) / group.heads
    if group.zone:
        level = burden.level(sitting.start, sitting.minutes, group.zone, scale)
    else:
        level = level_of_mean(points / sitting.minutes, scale)
    night = sum(count for count, each in asked if each.dearest_minutes)
    return Cell(sitting=sitting.key, points=points, level=level, night_heads=night)


def level_of_mean(points_a_minute: float, scale: Scale) -> int:
    """The dearest level whose cost a mean reaches."""
    return max(level for level, cost in enumerate(burden.costs(scale)) if level == 0 or cost <= points_a_minute)


def moved(sittings: Sequence[Sitting], moves: Iterable[Move]) -> list[Sitting]:
    """The sittings with some of them at other hours. Refuses `Unknown`, `SkippedTime`; whatever else is amiss shows."""
    wanted = {}
    for move in moves:
        wanted[move.key] = timetable.at(timetable.find(sittings, move.key), move.day, move.clock)
    return [wanted.get(each.key, each) for each in sittings]


def kept(
    forum: Forum, sittings: Sequence[Sitting], moves: Sequence[Move], begun_from: Mapping[str, str]
) -> list[Sitting]:
    """The sittings that the moves really move, at their new times, all or none of them.

    Refuses `NothingMoved`, `DraftChanged` where the draft is no longer the one that the moves began from, and what
    `timetable.place` refuses, judged when all have been moved.
    """
    now = timetable.marks(sittings)
    if now != dict(begun_from):
        keys = sorted(key for key in {*now, *begun_from} if now.get(key) != begun_from.get(key))
        raise DraftChanged(sittings=", ".join(_title(sittings, key) for key in keys), keys=tuple(keys))
    before = {each.key: (each.day, each.clock) for each in sittings}
    after = moved(sittings, moves)
    found = [each for each in after if (each.day, each.clock) != before[each.key]]
    if not found:
        raise NothingMoved
    for each in found:
        timetable.place(forum, after, each.key, *_when(each))
    return found


def _title(sittings: Iterable[Sitting], key: str) -> str:
    return next((f"“{each.title}”" for each in sittings if each.key == key), f"“{key}”")


def _when(sitting: Sitting) -> tuple[date, time]:
    assert sitting.day is not None
    assert sitting.clock is not None
    return sitting.day, sitting.clock


def faults(forum: Forum, sittings: Sequence[Sitting]) -> dict[str, list[Refusal]]:
    """What is amiss, under each sitting that it concerns."""
    found: dict[str, list[Refusal]] = {each.key: [] for each in sittings}
    for fault in timetable.faults(forum, sittings):
        for each in sittings:
            if each.is_held and _concerns(fault, each, forum):
                found[each.key].append(fault)
    return found


def _concerns(fault: Refusal, sitting: Sitting, forum: Forum) -> bool:
    if isinstance(fault, DayTooLong | OutsideForum):
        return fault.params["day"] == timetable.counted_day(forum, sitting)
    return sitting.title in (fault.params.get("title"), fault.params.get("other"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Timetable:
    """A timetable to be compared: a key of its own, its starts by sitting."""

    key: str
    starts: Mapping[str, datetime]


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """A timetable laid over the people of today, beside others; `totals` are points of each row."""

    key: str
    score: Score
    starts: Mapping[str, datetime]


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """Who bears less and who more in the second of two timetables: (row's place, points less or more), most first."""

    gains: tuple[tuple[int, int], ...]
    pays: tuple[tuple[int, int], ...]


def common(problem: Problem, timetables: Sequence[Timetable]) -> Problem:
    """The question about those sittings only that every one of the timetables has."""
    shared = [each for each in problem.sittings if all(each.id in one.starts for one in timetables)]
    return replace(problem, sittings=tuple(shared))


def compare(problem: Problem, timetables: Sequence[Timetable]) -> list[Compared]:
    """Each timetable's figures over the same people and the same sittings (`common`)."""
    return [
        Compared(
            key=each.key,
            score=score(problem, {wanted.id: (each.starts[wanted.id],) for wanted in problem.sittings}),
            starts=each.starts,
        )
        for each in timetables
    ]


def difference(problem: Problem, one: Compared, other: Compared) -> Difference:
    """What going from one timetable to the other means for each row."""
    changes = [
        (place, other.score.totals[row.id] - one.score.totals[row.id]) for place, row in enumerate(problem.people)
    ]
    return Difference(
        gains=tuple(sorted(((place, -by) for place, by in changes if by < 0), key=lambda pair: (-pair[1], pair[0]))),
        pays=tuple(sorted(((place, by) for place, by in changes if by > 0), key=lambda pair: (-pair[1], pair[0]))),
    )
