from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
import pytz
from hypothesis import given
from hypothesis import strategies as st

from tests.timezones import brute
from timezones import burden
from timezones.burden import Clock, Horizon, MinuteTable, Tables
from timezones.problem import Person, Venue

#: four weeks with both autumn clock changes
VENUE = Venue(zone="Europe/Zurich", first_day=date(2026, 10, 12), last_day=date(2026, 11, 8), grid_minutes=15)


def test_bands_of_the_presets_cover_a_day() -> None:
    for scale in burden.PRESETS.values():
        assert len(burden.cost_by_minute(scale)) == 1440
        assert scale.bands[0].begins == 0
        assert scale.bands[-1].ends == 1440
    assert burden.cost_by_minute(burden.DEFAULT)[[0, 359, 360, 419, 420, 540, 1079, 1080, 1260, 1380]].tolist() == [
        6, 6, 3, 3, 1, 0, 0, 1, 3, 6,
    ]  # fmt: skip
    assert burden.cost_by_minute(burden.COSPLIB)[[0, 419, 420, 570, 1290, 1380]].tolist() == [10, 10, 1, 0, 1, 10]


@given(
    zone=st.sampled_from(pytz.common_timezones),
    start=st.integers(0, 28 * 1440),
    minutes=st.integers(1, 300),
    territory=st.sampled_from(["", "CH", "IR", "EG", "IN"]),
    preset=st.sampled_from([burden.DEFAULT, burden.COSPLIB]),
)
def test_running_sums_equal_counting_minutes(
    zone: str, start: int, minutes: int, territory: str, preset: burden.Scale
) -> None:
    person = Person(id="p", zone=zone, territory=territory)
    instant = datetime(2026, 10, 12, tzinfo=UTC) + timedelta(minutes=start)
    table = Tables([person], VENUE, preset)[0]
    at = np.array([burden.to_minute(instant)])
    points, night = brute.minute_costs(person, VENUE.zone, preset, instant, minutes)
    assert (table.cost(at, minutes)[0], table.dearest_minutes(at, minutes)[0] > 0) == (points, night)


def test_people_in_the_room_live_on_the_venue_clock() -> None:
    person = Person(id="p", zone="Pacific/Fiji", territory="FJ", mode="in_person")
    clock = burden.clock_of(person, VENUE, burden.DEFAULT, Horizon.of(VENUE))
    assert clock == Clock(zone="Europe/Zurich", rest=frozenset())


def test_rest_days_do_not_matter_where_they_cost_nothing() -> None:
    people = [Person(id="a", zone="Asia/Dubai", territory="AE"), Person(id="b", zone="Asia/Dubai", territory="IR")]
    assert len(Tables(people, VENUE, burden.COSPLIB)) == 1
    assert len(Tables(people, VENUE, burden.DEFAULT)) == 2


def test_offsets_change_at_their_minute() -> None:
    horizon = Horizon.of(VENUE)
    (first, before), (change, after) = burden.offsets("Europe/Zurich", horizon)
    assert (first, before, after) == (horizon.first, 120, 60)
    assert burden.to_instant(change) == datetime(2026, 10, 25, 1, tzinfo=UTC)


def test_a_horizon_makes_room() -> None:
    horizon = Horizon.of(VENUE)
    far = burden.to_minute(datetime(2020, 1, 1, tzinfo=UTC))
    assert horizon.with_room_for([horizon.first + 9000]) == horizon
    assert horizon.with_room_for([far]).first <= far - 1440


@pytest.mark.parametrize("zone", ["Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Chatham", "America/St_Johns"])
def test_odd_offsets(zone: str) -> None:
    table = MinuteTable(Clock(zone=zone, rest=frozenset()), burden.DEFAULT, Horizon.of(VENUE))
    person = Person(id="p", zone=zone)
    for hour in range(0, 48, 5):
        instant = datetime(2026, 10, 31, tzinfo=UTC) + timedelta(hours=hour)
        expected, _ = brute.minute_costs(person, "UTC", burden.Scale(bands=burden.DEFAULT.bands), instant, 90)
        assert table.cost(np.array([burden.to_minute(instant)]), 90)[0] == expected
