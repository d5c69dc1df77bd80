"""When to meet: blocks of consecutive days of a season, by rest days and holidays lost and by busy calendars.

A rest day here is a calendar day by the territory of each row: its weekend (CLDR) and its countrywide public holidays,
for everybody, whatever they pay for rest days in a plan. Of busy calendars only intervals are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from timezones.burden import to_minute
from timezones.problem import DAY, Person
from timezones.rest import public_holidays, weekend
from timezones.wallclock import Gap, resolve

#: busy times of one calendar, from (included) to (excluded), aware; they may overlap
Busy = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, kw_only=True)
class Season:
    """Where a forum of `days` consecutive days is sought: on `zone`'s calendar, both days included.

    `opens` and `closes` are minutes after midnight of a venue day: only what is busy between them clashes.
    """

    zone: str
    first_day: date
    last_day: date
    days: int
    opens: int = 0
    closes: int = DAY


@dataclass(frozen=True, kw_only=True)
class Block:
    """Consecutive days. `weekend_heads` and `holiday_heads` count heads times days: whose weekend, and whose public
    holiday outside a weekend, would be lost. `calendars` of the busy ones clash, for `busy_minutes` in all.
    """

    first_day: date
    last_day: date
    weekend_heads: int
    holiday_heads: int
    calendars: int
    busy_minutes: int

    @property
    def lost_heads(self) -> int:
        """Days of rest that people would lose, head by head."""
        return self.weekend_heads + self.holiday_heads


def rank_blocks(people: Iterable[Person], season: Season, busy: Sequence[Busy] = ()) -> tuple[Block, ...]:
    """Every block of the season, best first: fewest days of rest lost, then fewest busy calendars that clash, then
    fewest busy minutes, then the earliest. Empty where the season is shorter than the block.
    """
    every = [season.first_day + timedelta(days=step) for step in range((season.last_day - season.first_day).days + 1)]
    lost = _lost(people, every)
    minutes = [[_overlap(merged, *_hours(season, day)) for day in every] for merged in map(_merged, busy)]
    blocks = []
    for begin in range(len(every) - season.days + 1):
        part = slice(begin, begin + season.days)
        clashes = [sum(own[part]) for own in minutes]
        blocks.append(
            Block(
                first_day=every[begin],
                last_day=every[begin + season.days - 1],
                weekend_heads=sum(weekends for weekends, _ in lost[part]),
                holiday_heads=sum(holidays for _, holidays in lost[part]),
                calendars=sum(each > 0 for each in clashes),
                busy_minutes=sum(clashes),
            )
        )
    return tuple(sorted(blocks, key=_order))


def _order(block: Block) -> tuple[int, int, int, date]:
    return block.lost_heads, block.calendars, block.busy_minutes, block.first_day


def _lost(people: Iterable[Person], every: list[date]) -> list[tuple[int, int]]:
    """For each day the heads who lose a weekend day by it, and those who lose a public holiday outside one."""
    heads: dict[str, int] = {}
    for person in people:
        heads[person.territory] = heads.get(person.territory, 0) + person.count
    found = []
    for day in every:
        off = {territory for territory in heads if day.weekday() in weekend(territory)}
        free = {each for each in heads if each and each not in off and day in public_holidays(each, day.year)}
        found.append((sum(heads[each] for each in off), sum(heads[each] for each in free)))
    return found


def _hours(season: Season, day: date) -> tuple[int, int]:
    """The venue hours of a day as minutes since the epoch; a skipped wall time counts as the one after it."""

    def instant(minutes: int) -> int:
        clock = time(minutes % DAY // 60, minutes % 60)
        outcome = resolve(day + timedelta(days=minutes // DAY), clock, season.zone)
        return to_minute(outcome.jump if isinstance(outcome, Gap) else outcome.instant)

    return instant(season.opens), instant(season.closes)


def _merged(busy: Busy) -> list[tuple[int, int]]:
    """Disjoint intervals in whole minutes, rounded outwards, in time order."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted((to_minute(begin), -(-end.timestamp() // 60)) for begin, end in busy if begin < end):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], int(end))
        else:
            found.append((begin, int(end)))
    return found


def _overlap(merged: list[tuple[int, int]], begins: int, ends: int) -> int:
    return sum(max(0, min(end, ends) - max(begin, begins)) for begin, end in merged)
