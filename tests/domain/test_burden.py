"""Who bears which hour, arranged for people: lines, cells, levels."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain import burden
from tests.programmes import FIRST_DAY, as_held
from timezones.burden import COSPLIB, DEFAULT
from timezones.fairness import score
from timezones.problem import Band, Person, Problem, Scale, Venue, WantedSitting
from timezones.wallclock import local

VENUE = Venue(zone="Europe/Zurich", first_day=FIRST_DAY, last_day=FIRST_DAY + dt.timedelta(days=2), grid_minutes=15)
PEOPLE = (
    Person(id="FJ-gov", zone="Pacific/Fiji", territory="FJ", region="Asia and the Pacific", count=2),
    Person(id="FJ-emp", zone="Pacific/Fiji", territory="FJ", region="Asia and the Pacific"),
    Person(id="FJ-gov@room", zone="Pacific/Fiji", territory="FJ", region="Asia and the Pacific", mode="in_person"),
    Person(id="US-gov", zone="America/New_York", territory="US", region="Americas"),
    Person(id="US-gov@LA", zone="America/Los_Angeles", territory="US", region="Americas"),
    Person(id="guest", zone="Europe/Paris"),
)
WANTED = tuple(WantedSitting(id=each.key, minutes=each.minutes) for each in as_held())
PROBLEM = Problem(venue=VENUE, scale=DEFAULT, people=PEOPLE, sittings=WANTED)
#: offsets that are no whole hours, one with a clock change in the range used
ODD_ZONES = ["Asia/Kathmandu", "America/St_Johns"]
STARTS = tuple((each.key, each.start) for each in as_held())


def test_rows_on_one_clock_make_one_line() -> None:
    lines = burden.sheet(PROBLEM, STARTS).lines
    assert {(line.id, line.heads, line.zone, line.is_in_room) for line in lines} == {
        ("FJ-gov", 3, "Pacific/Fiji", False),
        ("FJ-gov@room", 1, "Europe/Zurich", True),
        ("US-gov", 1, "America/New_York", False),
        ("US-gov@LA", 1, "America/Los_Angeles", False),
        ("guest", 1, "Europe/Paris", False),
    }


def test_the_dearest_line_stands_first_and_totals_are_those_of_the_score() -> None:
    sheet = burden.sheet(PROBLEM, STARTS)
    totals = [line.total for line in sheet.lines]
    assert totals == sorted(totals, reverse=True)
    assert sheet.score == score(PROBLEM, {key: (start,) for key, start in STARTS})
    assert all(line.total == sheet.score.totals[line.id] == sum(c.points for c in line.cells) for line in sheet.lines)


def test_cells_follow_the_clock() -> None:
    moved = (("opening", as_held()[5].start + dt.timedelta(hours=3)), *STARTS[1:])
    assert [cell.sitting for cell in burden.sheet(PROBLEM, moved).lines[0].cells][-1] == "opening"


@pytest.mark.parametrize(
    ("clock", "minutes", "expected"),
    [
        ("09:00", 90, "day"),
        ("16:30", 90, "day"),
        ("16:45", 90, "early"),
        ("20:45", 90, "late"),
        ("21:30", 90, "late"),
        ("21:45", 90, "night"),
        ("23:45", 90, "night"),
        ("05:45", 15, "night"),
        ("06:45", 90, "late"),
    ],
)
def test_the_level_is_that_of_the_dearest_minute(clock: str, minutes: int, expected: str) -> None:
    start = dt.datetime.fromisoformat(f"2022-02-22T{clock}+00:00")
    assert burden.level_name(burden.level(start, minutes, "Etc/UTC", DEFAULT), DEFAULT) == expected


@given(
    start=st.integers(0, 3 * 1440),
    minutes=st.integers(1, 240),
    zone=st.sampled_from(ODD_ZONES),
)
def test_the_level_agrees_with_looking_at_every_minute(start: int, minutes: int, zone: str) -> None:
    begins = dt.datetime(2022, 3, 12, tzinfo=dt.UTC) + dt.timedelta(minutes=start)
    walls = [local(begins + dt.timedelta(minutes=offset), zone) for offset in range(minutes)]
    for scale in (DEFAULT, COSPLIB, replace(DEFAULT, bands=ODD)):
        expected = max(burden.level_at(wall.hour * 60 + wall.minute, scale) for wall in walls)
        assert burden.level(begins, minutes, zone, scale) == expected


#: bands whose edges do not lie on quarters
ODD = (Band(begins=0, ends=367, cost=6), Band(begins=367, ends=371, cost=9), Band(begins=371, ends=1440, cost=0))


def test_level_names_reach_from_day_to_night() -> None:
    three = Scale(
        bands=(
            Band(begins=0, ends=400, cost=10),
            Band(begins=400, ends=600, cost=1),
            Band(begins=600, ends=1440, cost=0),
        )
    )
    flat = Scale(bands=(Band(begins=0, ends=1440, cost=2),))
    assert [burden.level_name(level, DEFAULT) for level in range(4)] == ["day", "early", "late", "night"]
    assert [burden.level_name(level, three) for level in (0, 2)] == ["day", "night"]
    assert burden.level_name(0, flat) == "day"


def test_a_sitting_over_midnight_lies_in_two_parts() -> None:
    start = dt.datetime(2022, 2, 22, 11, 45, tzinfo=dt.UTC)
    assert burden.parts_of_day(start, 90, "Pacific/Fiji") == ((1425, 1440), (0, 75))
    assert burden.parts_of_day(start, 90, "Europe/Zurich") == ((765, 855),)
    assert burden.parts_of_day(start, 15, "Pacific/Fiji") == ((1425, 1440),)
