from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.timezones import brute
from timezones.burden import DEFAULT
from timezones.problem import Person, Problem, Venue, WantedSitting
from timezones.rules import broken_rules

VENUE = Venue(
    zone="Europe/Zurich", first_day=date(2022, 2, 22), last_day=date(2022, 2, 23), grid_minutes=30, opens=540,
    closes=1200, max_minutes_per_day=180, min_gap_minutes=30,
)  # fmt: skip
PEOPLE = (Person(id="FJ", zone="Pacific/Fiji"), Person(id="CH", zone="Europe/Zurich"))


def geneva(text: str) -> datetime:
    return datetime.fromisoformat(f"2022-02-{text}:00+01:00").astimezone(UTC)


def problem(**changes: Any) -> Problem:
    second = {"id": "b", "minutes": 60, "after": ("a",), **changes}
    sittings = (WantedSitting(id="a", minutes=60), WantedSitting(**second))
    return Problem(venue=VENUE, scale=DEFAULT, people=PEOPLE, sittings=sittings)


@pytest.mark.parametrize(
    ("changes", "first", "second", "rules"),
    [
        ({}, "22T10:00", ["22T12:00"], []),
        ({}, "22T10:00", ["22T11:00"], ["gap"]),
        ({}, "22T10:00", ["22T10:30"], ["overlap", "after"]),
        ({}, "22T12:00", ["22T10:00"], ["after"]),
        ({}, "22T08:00", ["22T12:00"], ["hours"]),
        ({}, "22T10:00", ["22T19:30"], ["hours"]),
        ({}, "22T10:15", ["22T12:00"], ["grid"]),
        ({}, "22T10:00", ["24T12:00"], ["hours"]),
        ({"day": date(2022, 2, 23)}, "22T10:00", ["22T12:00"], ["day"]),
        ({"minutes": 150}, "22T10:00", ["22T12:00"], ["cap"]),
        ({"repeat": 2, "repeat_gap": (600, 900)}, "22T09:00", ["22T11:00", "23T11:00"], ["repeat_gap"]),
        ({"repeat": 2, "repeat_gap": (600, 1440)}, "22T09:00", ["22T11:00", "23T11:00"], []),
        ({"starts": (geneva("22T19:37"),)}, "22T10:00", ["22T19:37"], []),
        ({"starts": (geneva("22T10:20"),)}, "22T10:00", ["22T10:20"], ["overlap", "after"]),
        ({"starts": (geneva("22T13:00"),)}, "22T10:00", ["22T13:30"], ["start"]),
        ({"starts": (geneva("25T13:00"),)}, "22T10:00", ["25T13:00"], ["hours"]),
        ({"awake": ("FJ",)}, "22T10:00", ["22T13:00"], ["awake"]),
        ({"awake": ("CH",)}, "22T10:00", ["22T13:00"], []),
    ],
)
def test_broken_rules(changes: dict[str, Any], first: str, second: list[str], rules: list[str]) -> None:
    starts = {"a": (geneva(first),), "b": tuple(geneva(each) for each in second)}
    assert [broken.rule for broken in broken_rules(problem(**changes), starts)] == rules


def test_seconds_are_off_the_grid() -> None:
    starts = {"a": (geneva("22T10:00") + timedelta(seconds=1),), "b": (geneva("22T12:00"),)}
    assert [broken.rule for broken in broken_rules(problem(), starts)] == ["grid"]


@pytest.mark.parametrize("seed", [seed for seed in range(40) if brute.how_many(brute.random_problem(seed)) < 2000])
def test_lawful_timetables_break_nothing(seed: int) -> None:
    given = brute.random_problem(seed)
    for timetable in list(brute.timetables(given))[::50]:
        assert broken_rules(given, timetable) == []
