"""Whether somebody would speak in their own night: the dearest band of the product's burden scale, on their clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from timezones import wallclock
from timezones.burden import DEFAULT, to_instant, to_minute

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def is_night(start: datetime, end: datetime, zone: str) -> bool:
    """Whether any minute from `start` to `end` (excluded) lies in the dearest band of that zone's clock."""
    return _has_dear_minute(to_minute(start), to_minute(end - timedelta(microseconds=1)), zone)


def night_seconds(start: datetime, end: datetime, zone: str) -> int:
    """The seconds from `start` to `end` (excluded) that lie in the dearest band of that zone's clock."""
    dear = (minute for minute in range(to_minute(start), to_minute(end) + 1) if _is_dear(minute, zone))
    begins = (to_instant(minute) for minute in dear)
    within = (min(end, each + MINUTE) - max(start, each) for each in begins)
    return sum(max(each // SECOND, 0) for each in within)


@lru_cache(maxsize=100_000)
def _has_dear_minute(first: int, last: int, zone: str) -> bool:
    return any(_is_dear(minute, zone) for minute in range(first, last + 1))


@lru_cache(maxsize=200_000)
def _is_dear(minute: int, zone: str) -> bool:
    local = wallclock.local(to_instant(minute), zone)
    of_day = local.hour * 60 + local.minute
    return any(band.begins <= of_day < band.ends and band.cost == DEFAULT.dearest for band in DEFAULT.bands)
