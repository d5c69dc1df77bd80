"""Slots files for tests and benchmarks: a forum of three days, its sittings, leaders and groups, from a seed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

CITIES = (
    "Europe/Zurich", "Pacific/Fiji", "Africa/Nairobi", "America/Los_Angeles", "Asia/Tokyo", "Asia/Kolkata",
    "America/Sao_Paulo", "America/New_York", "Asia/Dubai",
)  # fmt: skip
REGIONS = ("Africa", "Americas", "Arab States", "Asia and the Pacific", "Europe and Central Asia")
FIRST = dt.datetime(2022, 2, 22, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
STAGES = ("opening", "theme")
#: the parts of a day that a leader can attend, in hours UTC
PARTS = ((0, 8), (7, 15), (14, 24))


def forum(
    *,
    leaders: int,
    sittings: int,
    minutes: int,
    free: str = "parts",
    slow: float = 0.0,
    delegates: int = 20,
    seed: int = 1,
) -> dict[str, Any]:
    """`free`: on `days`, for `parts` of them, for a few `hours`, or `always`; `slow` need minutes of accommodation."""
    chance = random.Random(seed)
    per_day = sittings // 3
    step = max(dt.timedelta(minutes=minutes), 14 * HOUR / per_day)
    starts = [FIRST + (24 * (number // per_day) + 6) * HOUR + number % per_day * step for number in range(sittings)]
    rows = [
        {
            "id": f"s{number}",
            "start": start.isoformat(),
            "minutes": minutes,
            "stage": "theme" if number > 1 else "opening",
        }
        for number, start in enumerate(starts, start=1)
    ]
    return {
        "version": 1,
        "forum": {"title": "Example forum", "zone": "Europe/Zurich"},
        "draw": {"seed": "2022"},
        "sittings": rows,
        "speakers": [*_leaders(chance, leaders, free, slow), *_groups(chance, delegates)],
    }


def _leaders(chance: random.Random, count: int, free: str, slow: float) -> Iterator[dict[str, Any]]:
    for number in range(count):
        person = {
            "id": f"leader-{number + 1}", "constituency": "organization", "roles": ["leader"],
            "zone": chance.choice(CITIES), "level": number % 3,
        }  # fmt: skip
        if free != "always":
            person["free"] = [[begin.isoformat(), end.isoformat()] for begin, end in FREE[free](chance)]
        if chance.random() < slow:
            person["accommodation"] = chance.choice([2, 3])
        yield person


def _parts(chance: random.Random) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    for day in range(3):
        for begin, end in PARTS:
            if chance.random() < 0.4:
                yield FIRST + (24 * day + begin) * HOUR, FIRST + (24 * day + end) * HOUR


def _days(chance: random.Random) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    for day in range(3):
        if chance.random() < 0.5:
            yield FIRST + 24 * day * HOUR, FIRST + 24 * (day + 1) * HOUR


def _hours(chance: random.Random) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    for day in range(3):
        if chance.random() < 0.7:
            begin = FIRST + 24 * day * HOUR + chance.randrange(16, 64) * HOUR / 4
            yield begin, begin + chance.randrange(2, 9) * HOUR


def _groups(chance: random.Random, delegates: int) -> Iterator[dict[str, Any]]:
    for name in ("government", "employer", "worker"):
        for number in range(2 + delegates):
            role = "coordinator" if number < 2 else "delegate"
            yield {
                "id": f"{name}-{number + 1}", "constituency": name, "roles": [role], "zone": chance.choice(CITIES),
                "region": chance.choice(REGIONS),
            }  # fmt: skip


#: when the leaders are free
FREE = {"days": _days, "parts": _parts, "hours": _hours}
