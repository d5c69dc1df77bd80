"""Sittings and forums as tests need them: the forum of 2022 and its six sittings, whole or in part."""

from __future__ import annotations

import datetime as dt
from typing import Any

from forum.domain.programme import Forum, Room, Sitting, SittingKind

FIRST_DAY = dt.date(2022, 2, 22)
ZONE = "Europe/Zurich"


def a_forum(**changes: Any) -> Forum:
    """A forum of three days in Geneva, venue open from 07:00 to 22:00, gap 15, cap 240."""
    facts: dict[str, Any] = {
        "id": 1,
        "slug": "gf",
        "title": "Global Forum",
        "zone": ZONE,
        "city": "Geneva",
        "first_day": FIRST_DAY,
        "last_day": FIRST_DAY + dt.timedelta(days=2),
        "venue_from": "07:00",
        "venue_to": "22:00",
        "grid_minutes": 15,
        "gap_minutes": 15,
        "cap_minutes": 240,
    }
    return Forum(**{**facts, **changes})


def a_room(**changes: Any) -> Room:
    """Room XVII with a link."""
    facts: dict[str, Any] = {
        "id": 1,
        "forum_id": 1,
        "key": "xvii",
        "name": "Room XVII",
        "link": "https://meet.example/1",
    }
    return Room(**{**facts, **changes})


def a_sitting(key: str = "opening", when: str | None = "2022-02-22 13:00", **changes: Any) -> Sitting:
    """A sitting of 90 minutes at a wall time in Geneva, or without a time."""
    moment = dt.datetime.fromisoformat(when) if when else None
    facts: dict[str, Any] = {
        "id": sum(key.encode()),
        "forum_id": 1,
        "key": key,
        "title": key.title(),
        "minutes": 90,
        "zone": ZONE,
        "kind": SittingKind.THEME,
        "day": moment.date() if moment else None,
        "clock": moment.time() if moment else None,
    }
    return Sitting(**{**facts, **changes})


def as_held() -> list[Sitting]:
    """The six sittings of 2022 at the hours at which they were held."""
    keys = ["opening", "theme-1", "theme-2", "theme-3", "theme-4", "closing"]
    times = [f"2022-02-{day} {clock}" for day in (22, 23, 24) for clock in ("13:00", "14:45")]
    return [a_sitting(key, when, position=n) for n, (key, when) in enumerate(zip(keys, times, strict=True))]
