"""An independent, slow and plain computation of plans, against which the planner is held.

It shares nothing with the planner but the problem's values: minutes are counted one by one with
zoneinfo, plans are all tried.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from zoneinfo import ZoneInfo

from timezones.burden import COSPLIB, DEFAULT
from timezones.problem import POLICIES, Band, Person, Problem, Scale, Venue, WantedSitting
from timezones.rest import rest_days

MINUTE = timedelta(minutes=1)
Timetable = dict[str, tuple[datetime, ...]]

SCALES = (
    DEFAULT,
    COSPLIB,
    Scale(bands=DEFAULT.bands, rest_day=2),
    Scale(
        bands=(
            Band(begins=0, ends=400, cost=5),
            Band(begins=400, ends=1000, cost=0),
            Band(begins=1000, ends=1440, cost=5),
        ),
        rest_day=1,
    ),
)  # fmt: skip
ZONES = (
    ("Pacific/Fiji", "FJ"), ("America/Los_Angeles", "US"), ("Asia/Kathmandu", "NP"), ("Europe/Zurich", "CH"),
    ("Africa/Nairobi", "KE"), ("Asia/Tehran", "IR"), ("Australia/Lord_Howe", "AU"), ("America/St_Johns", "CA"),
    ("Pacific/Kiritimati", "KI"), ("Pacific/Pago_Pago", ""), ("Africa/Cairo", "EG"), ("Asia/Tokyo", "JP"),
)  # fmt: skip
FIRST_DAYS = (date(2022, 2, 22), date(2022, 3, 26), date(2022, 10, 29), date(2022, 4, 29), date(2022, 11, 5))


def random_problem(seed: int) -> Problem:
    """A small problem with any features; every seed gives another."""
    dice = random.Random(seed)
    venue = _venue(dice)
    people = tuple(_person(dice, number) for number in range(dice.randint(1, 6)))
    sittings: list[WantedSitting] = []
    for number in range(dice.randint(1, 3)):
        sittings.append(_sitting(dice, number, sittings, people, venue))
    dice.shuffle(sittings)
    scale, policy = dice.choice(SCALES), dice.choice(POLICIES)
    wanted = tuple(_frozen(dice, venue, each) if dice.random() < 0.15 else each for each in sittings)
    return Problem(venue=venue, scale=scale, people=people, sittings=wanted, policy=policy)


def _frozen(dice: random.Random, venue: Venue, sitting: WantedSitting) -> WantedSitting:
    """The sitting at a start of the grid, or at any minute of the forum's days."""
    midnight = datetime.combine(venue.first_day, datetime.min.time(), ZoneInfo(venue.zone)).astimezone(UTC)
    days = (venue.last_day - venue.first_day).days + 1
    lawful = [start.instant for start in starts_of(venue, sitting.minutes)]
    free = [midnight + dice.randrange(0, days * 1440, 5) * MINUTE for _ in range(3)]
    chosen = {*dice.sample(lawful if len(lawful) > 1 and dice.random() < 0.6 else free, 2)}
    if len(chosen) < sitting.repeat:  # twice the same minute was drawn: a frozen sitting has a start per instance
        return sitting
    return replace(sitting, day=None, starts=tuple(sorted(chosen))[: sitting.repeat])


def _venue(dice: random.Random) -> Venue:
    first = dice.choice(FIRST_DAYS)
    opens, closes = dice.choice([(0, 1440), (420, 1320), (600, 1560), (480, 1080), (60, 1500)])
    return Venue(
        zone=dice.choice(["Europe/Zurich", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]),
        first_day=first,
        last_day=first + timedelta(days=dice.randint(0, 2)),
        grid_minutes=dice.choice([120, 180, 240, 90]),
        opens=opens,
        closes=closes,
        max_minutes_per_day=dice.choice([None, None, 120, 240, 300]),
        min_gap_minutes=dice.choice([0, 15, 60, 200]),
    )


def _person(dice: random.Random, number: int) -> Person:
    zone, territory = dice.choice(ZONES)
    return Person(
        id=f"p{number}",
        zone=zone,
        territory=territory,
        constituency=dice.choice(["government", "worker"]),
        region=dice.choice(["", "A", "B"]),
        count=dice.randint(1, 4),
        mode=dice.choice(["remote", "remote", "in_person"]),
        ledger=dice.choice([0, 0, 60, 500]),
        holidays=dice.random() < 0.3,
    )


def _sitting(
    dice: random.Random, number: int, before: list[WantedSitting], people: tuple[Person, ...], venue: Venue
) -> WantedSitting:
    ids = [person.id for person in people]
    attends = tuple(dice.sample(ids, dice.randint(1, len(ids)))) if dice.random() < 0.4 else None
    repeat = 2 if dice.random() < 0.3 else 1
    days = (venue.last_day - venue.first_day).days
    return WantedSitting(
        id=f"s{number}",
        minutes=dice.choice([60, 60, 90, 120]),
        after=tuple(each.id for each in before if dice.random() < 0.3),
        people=attends,
        awake=tuple(dice.sample(attends or ids, 1)) if dice.random() < 0.25 else (),
        day=venue.first_day + timedelta(days=dice.randint(0, days)) if dice.random() < 0.2 else None,
        repeat=repeat,
        repeat_gap=dice.choice([None, (240, 900), (600, 1800)]) if repeat == 2 else None,
    )


@dataclass(frozen=True)
class Start:
    instant: datetime
    day: int


@cache
def starts_of(venue: Venue, minutes: int) -> tuple[Start, ...]:
    """Allowed starts, tried wall time by wall time."""
    found, zone = [], ZoneInfo(venue.zone)
    for day in range((venue.last_day - venue.first_day).days + 1):
        midnight = datetime.combine(venue.first_day + timedelta(days=day), datetime.min.time())
        for minute in range(0, venue.closes + 1, venue.grid_minutes):
            wall = midnight + minute * MINUTE
            instant = wall.replace(tzinfo=zone).astimezone(UTC)
            if minute < venue.opens or instant.astimezone(zone).replace(tzinfo=None) != wall:
                continue
            end = (instant + minutes * MINUTE).astimezone(zone).replace(tzinfo=None)
            if end <= midnight + venue.closes * MINUTE:
                found.append(Start(instant, day))
    return tuple(found)


@cache
def minute_costs(person: Person, problem_zone: str, scale: Scale, start: datetime, minutes: int) -> tuple[int, bool]:
    """(points, any minute in the dearest band) of one instance, minute by minute."""
    remote = person.mode == "remote"
    zone = ZoneInfo(person.zone if remote else problem_zone)
    dearest = max(band.cost for band in scale.bands)
    points, night = 0, False
    for step in range(minutes):
        local = (start + step * MINUTE).astimezone(zone)
        minute = local.hour * 60 + local.minute
        cost = next(band.cost for band in scale.bands if band.begins <= minute < band.ends)
        night = night or cost == dearest
        if remote and local.date() in rest_days(
            person.territory, local.date(), local.date(), with_holidays=person.holidays
        ):
            cost += scale.rest_day
        points += cost
    return points, night


def borne(problem: Problem, person: Person, sitting: WantedSitting, starts: tuple[datetime, ...]) -> tuple[int, bool]:
    """What the instance that the person attends costs them."""
    if sitting.people is not None and person.id not in sitting.people:
        return 0, False
    each = [minute_costs(person, problem.venue.zone, problem.scale, start, sitting.minutes) for start in sorted(starts)]
    return min(each, key=lambda cost: cost[0])


def totals(problem: Problem, timetable: Timetable) -> dict[str, int]:
    return {
        person.id: person.ledger + sum(borne(problem, person, s, timetable[s.id])[0] for s in problem.sittings)
        for person in problem.people
    }


def hurt_heads(problem: Problem, timetable: Timetable) -> int:
    return sum(
        person.count
        for person in problem.people
        if any(borne(problem, person, sitting, timetable[sitting.id])[1] for sitting in problem.sittings)
    )


def key(problem: Problem, timetable: Timetable) -> tuple[object, ...]:
    """The whole order of the policy, starts included."""
    points = totals(problem, timetable)
    total = sum(person.count * points[person.id] for person in problem.people)
    starts = tuple(start for sitting in problem.sittings for start in sorted(timetable[sitting.id]))
    if problem.policy == "leximin":
        return (sorted(points.values(), reverse=True), total, starts)
    if problem.policy == "minimax":
        return (max(points.values()), total, starts)
    if problem.policy == "least_total":
        return (total, starts)
    if problem.policy == "fewest_hurt":
        return (hurt_heads(problem, timetable), total, starts)
    regions = sorted({person.region for person in problem.people})
    means = [
        Fraction(sum(p.count * points[p.id] for p in members), sum(p.count for p in members))
        for members in ([p for p in problem.people if p.region == region] for region in regions)
    ]
    return (sorted(means, reverse=True), total, starts)


def timetables(problem: Problem) -> Iterator[Timetable]:
    """Every timetable that keeps all rules."""
    choices = []
    for sitting in problem.sittings:
        starts = starts_of(problem.venue, sitting.minutes)
        if sitting.starts:
            starts = kept(problem.venue, sitting)
        if sitting.day is not None:
            starts = tuple(s for s in starts if s.day == (sitting.day - problem.venue.first_day).days)
        choices.append(list(combinations(starts, 2)) if sitting.repeat == 2 else [(start,) for start in starts])
    for picked in product(*choices):
        if keeps_rules(problem, picked):
            yield {
                sitting.id: tuple(start.instant for start in starts)
                for sitting, starts in zip(problem.sittings, picked, strict=True)
            }


def kept(venue: Venue, sitting: WantedSitting) -> tuple[Start, ...]:
    """The starts that the sitting is kept at, each on the day whose hours show it, or else on its calendar day."""
    found, zone = [], ZoneInfo(venue.zone)
    for instant in sorted(sitting.starts):
        wall = instant.astimezone(zone).replace(tzinfo=None)
        days = range((venue.last_day - venue.first_day).days + 1)
        midnights = [datetime.combine(venue.first_day + timedelta(days=day), datetime.min.time()) for day in days]
        minutes = [(wall - midnight) // MINUTE for midnight in midnights]
        second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
        closes = venue.closes + (1 if second > instant else 0)  # a time shown twice: it may end where it begins
        within = [day for day in days if venue.opens <= minutes[day] < closes]
        spelt = [day for day in days if 0 <= minutes[day] < 1440]
        found += [Start(instant, day) for day in (within or spelt)[-1:]]
    return tuple(found)


def keeps_rules(problem: Problem, picked: tuple[tuple[Start, ...], ...]) -> bool:
    instances = [(s, start) for s, starts in zip(problem.sittings, picked, strict=True) for start in starts]
    if not all(_are_apart(problem.venue, *pair) for pair in combinations(instances, 2)):
        return False
    for day in {start.day for _, start in instances}:
        minutes = sum(sitting.minutes for sitting, start in instances if start.day == day)
        if problem.venue.max_minutes_per_day is not None and minutes > problem.venue.max_minutes_per_day:
            return False
    for sitting, starts in zip(problem.sittings, picked, strict=True):
        if sitting.repeat == 2 and sitting.repeat_gap is not None:
            apart = abs(starts[1].instant - starts[0].instant) / MINUTE
            if not sitting.repeat_gap[0] <= apart <= sitting.repeat_gap[1]:
                return False
        for person in (p for p in problem.people if p.id in sitting.awake):
            if borne(problem, person, sitting, tuple(start.instant for start in starts))[1]:
                return False
    return all(_are_in_order(one, two) for one in instances for two in instances if two[0].id in one[0].after)


def _are_apart(venue: Venue, one: tuple[WantedSitting, Start], two: tuple[WantedSitting, Start]) -> bool:
    (early, first), (_, second) = sorted((one, two), key=lambda each: each[1].instant)
    gap = venue.min_gap_minutes if first.day == second.day else 0
    return second.instant >= first.instant + (early.minutes + gap) * MINUTE


def _are_in_order(later: tuple[WantedSitting, Start], earlier: tuple[WantedSitting, Start]) -> bool:
    return later[1].instant >= earlier[1].instant + earlier[0].minutes * MINUTE


def how_many(problem: Problem) -> int:
    """A rough count of the timetables that would be tried."""
    count = 1
    for sitting in problem.sittings:
        starts = len(sitting.starts or starts_of(problem.venue, sitting.minutes))
        count *= starts * (starts - 1) // 2 if sitting.repeat == 2 else starts
    return count
