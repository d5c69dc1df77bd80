"""Planning problems of real size, made from the shipped request of 2022: what the benchmark measures and tests try."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from typing import Any

from forum.examples import global_forum_2022 as example

File = dict[str, Any]
FIRST_DAY = dt.date(2022, 2, 22)


def request() -> File:
    """The request as it is shipped: 561 rows, six sittings over three days, 07:00-22:00, grid 15."""
    found: File = json.loads(example.text("request.json"))
    return found


def any_hour() -> File:
    """The same sittings at any hour of the day, on half hours."""
    return _with(request(), venue_hours=["00:00", "24:00"], grid_minutes=30)


def given_twice() -> File:
    """One theme is given twice and everybody attends the better hour."""
    file = _with(request(), grid_minutes=30, max_minutes_per_day=270)
    file["sittings"][1]["repeat"] = 2
    return file


def own_people() -> File:
    """Each theme is attended by 100 to 350 rows of its own, drawn at random."""
    file = _with(request(), grid_minutes=30)
    dice = random.Random(2022)
    ids = [row["id"] for row in file["people"]]
    for sitting in file["sittings"][1:5]:
        sitting["people"] = sorted(dice.sample(ids, dice.randint(100, 350)), key=ids.index)
    return file


def own_regions() -> File:
    """Each theme is attended by some regions only, as a forum of regional chapters would have it."""
    file = _with(request(), grid_minutes=30)
    regions = sorted({row["region"] for row in file["people"]})
    for number, sitting in enumerate(file["sittings"][1:5]):
        theirs = {regions[number], regions[(number + 1) % len(regions)]}
        sitting["people"] = [row["id"] for row in file["people"] if row["region"] in theirs]
    return file


def twelve_sittings() -> File:
    """Twelve sittings of 90 minutes over five days, 07:00-22:00."""
    file = _with(request(), grid_minutes=30, max_minutes_per_day=300, last_day=_day(4))
    return {**file, "sittings": _alike(12, 90)}


def twelve_days() -> File:
    """Twelve days with one sitting of 180 minutes each."""
    file = _with(request(), grid_minutes=30, last_day=_day(11))
    return {**file, "sittings": [{**one, "day": _day(number)} for number, one in enumerate(_alike(12, 180))]}


def twelve_at_any_hour() -> File:
    """Twelve sittings of 90 minutes over five days at any hour, on quarter hours."""
    return _with(twelve_sittings(), venue_hours=["00:00", "24:00"], grid_minutes=15)


def by_policy(policy: str) -> File:
    """The shipped request with another policy."""
    return {**request(), "policy": policy}


CASES: dict[str, Callable[[], File]] = {
    "request": request,
    "any_hour": any_hour,
    "given_twice": given_twice,
    "own_people": own_people,
    "own_regions": own_regions,
    "twelve_sittings": twelve_sittings,
    "twelve_days": twelve_days,
    "twelve_at_any_hour": twelve_at_any_hour,
}


def _with(file: File, **changes: Any) -> File:
    return {**file, "forum": {**file["forum"], **changes}}


def _day(number: int) -> str:
    return (FIRST_DAY + dt.timedelta(days=number)).isoformat()


def _alike(count: int, minutes: int) -> list[File]:
    return [{"id": f"sitting-{number:02}", "minutes": minutes} for number in range(1, count + 1)]
