from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timezones import brute
from timezones.burden import to_instant
from timezones.problem import Venue, WantedSitting
from timezones.starts import allowed_starts, frozen_day, grid_of, venue_day


def venue(**changes: Any) -> Venue:
    facts = {"zone": "Europe/Zurich", "first_day": date(2022, 3, 26), "last_day": date(2022, 3, 28), "grid_minutes": 30}
    return Venue(**{**facts, **changes})


@given(
    zone=st.sampled_from(["Europe/Zurich", "Australia/Lord_Howe", "America/New_York", "Asia/Kathmandu"]),
    first=st.sampled_from([*brute.FIRST_DAYS, date(2022, 10, 1), date(2022, 3, 12)]),
    hours=st.sampled_from([(0, 1440), (420, 1320), (1200, 1800), (90, 1500), (125, 1565)]),
    grid=st.sampled_from([15, 30, 90, 240]),
    minutes=st.sampled_from([30, 90, 240]),
)  # fmt: skip
def test_starts_are_those_found_wall_time_by_wall_time(
    zone: str, first: date, hours: tuple[int, int], grid: int, minutes: int
) -> None:
    last = date.fromordinal(first.toordinal() + 1)
    place = venue(zone=zone, first_day=first, last_day=last, grid_minutes=grid, opens=hours[0], closes=hours[1])
    found = allowed_starts(place, WantedSitting(id="a", minutes=minutes))
    expected = brute.starts_of(place, minutes)
    assert [to_instant(each) for each in found.instants.tolist()] == [start.instant for start in expected]
    assert found.days.tolist() == [start.day for start in expected]
    assert [venue_day(place, start.instant) for start in expected] == [start.day for start in expected]


def test_a_skipped_time_is_no_start() -> None:
    walls = {to_instant(each) for each in grid_of(venue(opens=120, closes=240)).instants.tolist()}
    assert datetime(2022, 3, 26, 1, 30, tzinfo=UTC) in walls
    assert datetime(2022, 3, 27, 1, 30, tzinfo=UTC) in walls
    assert datetime(2022, 3, 27, 0, 30, tzinfo=UTC) not in walls


def test_a_day_of_its_own() -> None:
    found = allowed_starts(venue(), WantedSitting(id="a", minutes=60, day=date(2022, 3, 28)))
    assert set(found.days.tolist()) == {2}


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2022, 3, 26, 23, 0, tzinfo=UTC), 0),
        (datetime(2022, 3, 26, 1, 0, tzinfo=UTC), None),
        (datetime(2022, 4, 2, tzinfo=UTC), None),
    ],
)
def test_the_day_is_the_one_whose_hours_hold_the_start(instant: datetime, day: int | None) -> None:
    assert venue_day(venue(opens=1200, closes=1560), instant) == day


def test_a_frozen_sitting_starts_where_it_was_put_off_the_grid_and_when_the_venue_is_closed() -> None:
    place = venue(opens=1200, closes=1560)
    late, early = datetime(2022, 3, 27, 0, 40, tzinfo=UTC), datetime(2022, 3, 28, 8, 7, tzinfo=UTC)
    found = allowed_starts(place, WantedSitting(id="a", minutes=60, repeat=2, starts=(early, late)))
    assert [to_instant(each) for each in found.instants.tolist()] == [late, early]
    assert found.days.tolist() == [0, 2]
    assert [frozen_day(place, each) for each in (late, early)] == [0, 2]


def test_a_start_frozen_outside_the_forums_days_is_no_start() -> None:
    after = datetime(2022, 4, 2, 12, 0, tzinfo=UTC)
    assert frozen_day(venue(), after) is None
    assert not len(allowed_starts(venue(), WantedSitting(id="a", minutes=60, starts=(after,))))


def test_what_begins_at_closing_time_may_end_at_closing_time_when_the_clock_goes_back() -> None:
    venue = Venue(
        zone="Europe/Zurich", first_day=date(2022, 10, 29), last_day=date(2022, 10, 29), grid_minutes=60,
        opens=600, closes=1560,
    )  # fmt: skip
    first, second = datetime(2022, 10, 30, 0, tzinfo=UTC), datetime(2022, 10, 30, 1, tzinfo=UTC)
    allowed = [to_instant(each) for each in allowed_starts(venue, WantedSitting(id="s", minutes=60)).instants]
    assert allowed[-1] == first
    assert all(venue_day(venue, each) == 0 for each in allowed)
    assert venue_day(venue, second) is None
