"""Whether somebody would speak in their own night: the dearest band of the product's burden scale, on their clock."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from timezones.burden import DEFAULT, Horizon, offsets
from timezones.problem import DAY

WEEK = 7 * DAY
MINUTE = 60


def seconds(instant: datetime) -> int:
    """Whole seconds from the epoch to an aware instant, rounded down."""
    return int(instant.timestamp() // 1)


def is_night(start: datetime, end: datetime, zone: str) -> bool:
    """Whether any minute from `start` to `end` (excluded) lies in the dearest band of that zone's clock."""
    return awake_for(seconds(start), max(seconds(start), seconds(end)), zone) < 0


def night_seconds(start: datetime, end: datetime, zone: str) -> int:
    """The seconds from `start` to `end` (excluded, two days later at most) that lie in that zone's dearest band."""
    begin, finish = seconds(start), seconds(end)
    nights = _nights(zone, begin // (WEEK * MINUTE))
    return sum(max(0, min(finish, last) - max(begin, first)) for first, last in nights)


def awake_for(begin: int, end: int, zone: str) -> int:
    """How many seconds a time may begin earlier and end later before it touches the night; -1 where it does already."""
    nights = _nights(zone, begin // (WEEK * MINUTE))
    at = bisect_left(nights, (begin, begin)) - 1
    before, after = begin - nights[at][1], nights[at + 1][0] - end
    return min(before, after) if before >= 0 and after >= 0 else -1


@lru_cache(maxsize=4096)
def _nights(zone: str, week: int) -> tuple[tuple[int, int], ...]:
    """The nights of a zone (seconds since the epoch) in a week since the epoch, two days more on each side.

    So there is a night before and after each instant of the week.
    """
    horizon = Horizon(first=week * WEEK - 2 * DAY, last=(week + 1) * WEEK + 2 * DAY)
    steps = [*offsets(zone, horizon), (horizon.last, 0)]
    pieces = [piece for (first, offset), (last, _) in pairwise(steps) for piece in _dear_minutes(first, last, offset)]
    return tuple((begin * MINUTE, end * MINUTE) for begin, end in _joined(sorted(pieces)))


def _dear_minutes(first: int, last: int, offset: int) -> Iterator[tuple[int, int]]:
    """The dearest bands between two minutes of one offset."""
    for day in range((first + offset) // DAY, (last + offset) // DAY + 1):
        for band in DEFAULT.bands:
            if band.cost == DEFAULT.dearest:
                begin, end = (day * DAY + minute - offset for minute in (band.begins, band.ends))
                if max(begin, first) < min(end, last):
                    yield max(begin, first), min(end, last)


def _joined(pieces: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pieces that touch as one."""
    joined: list[tuple[int, int]] = []
    for begin, end in pieces:
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((begin, end))
    return joined
