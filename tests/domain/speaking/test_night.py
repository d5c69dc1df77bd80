"""The night of the burden scale on a speaker's own clock, to the second."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forum.domain.speaking.night import awake_for, is_night, night_seconds, seconds
from timezones import wallclock

ZONES = st.sampled_from(["Europe/Zurich", "Pacific/Fiji", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham"])
INSTANTS = st.integers(0, 400 * 86400).map(lambda s: dt.datetime(2022, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=s))
LENGTHS = st.integers(1, 3 * 3600).map(lambda seconds: dt.timedelta(seconds=seconds))
SECOND = dt.timedelta(seconds=1)


def test_night_begins_and_ends_with_the_dearest_band() -> None:
    zone = "Europe/Zurich"
    at = dt.datetime(2022, 2, 22, 22, 0, tzinfo=dt.UTC)
    assert is_night(at, at + SECOND, zone)
    assert not is_night(at - 60 * SECOND, at, zone)
    dawn = dt.datetime(2022, 2, 22, 5, 0, tzinfo=dt.UTC)
    assert is_night(dawn - SECOND, dawn, zone)
    assert not is_night(dawn, dawn + 300 * SECOND, zone)


def test_seconds_on_both_sides_of_the_edge() -> None:
    at = dt.datetime(2022, 2, 22, 22, 0, tzinfo=dt.UTC)
    assert night_seconds(at - 90 * SECOND, at + 47 * SECOND, "Europe/Zurich") == 47
    dawn = dt.datetime(2022, 2, 22, 5, 0, tzinfo=dt.UTC)
    assert night_seconds(dawn - 47 * SECOND, dawn + 90 * SECOND, "Europe/Zurich") == 47


@pytest.mark.parametrize(("day", "hours"), [((2022, 2, 22), 7), ((2022, 3, 27), 6), ((2022, 10, 30), 8)])
def test_a_night_has_seven_hours_but_when_the_clocks_change(day: tuple[int, int, int], hours: int) -> None:
    noon = dt.datetime(*day, 11, tzinfo=dt.UTC)
    assert night_seconds(noon - dt.timedelta(hours=24), noon, "Europe/Zurich") == hours * 3600


@given(INSTANTS, LENGTHS, ZONES)
def test_there_are_seconds_where_there_is_night(start: dt.datetime, length: dt.timedelta, zone: str) -> None:
    assert (night_seconds(start, start + length, zone) > 0) == is_night(start, start + length, zone)


@given(INSTANTS, LENGTHS, LENGTHS, ZONES)
def test_parts_sum_to_the_whole(start: dt.datetime, one: dt.timedelta, other: dt.timedelta, zone: str) -> None:
    middle, end = start + one, start + one + other
    whole = night_seconds(start, end, zone)
    assert whole == night_seconds(start, middle, zone) + night_seconds(middle, end, zone)
    assert 0 <= whole <= (end - start) // SECOND


CHANGING = st.one_of(ZONES, st.sampled_from(["Australia/Lord_Howe", "Asia/Gaza", "UTC"]))


def slept(start: dt.datetime, end: dt.datetime, zone: str) -> bool:
    """Minute by minute on the wall clock: 23:00 to 06:00 is night."""
    first, last = seconds(start) // 60, -(-seconds(end) // 60)
    clocks = [wallclock.local(dt.datetime.fromtimestamp(each * 60, dt.UTC), zone) for each in range(first, last)]
    return any(clock.hour >= 23 or clock.hour < 6 for clock in clocks)


@settings(deadline=None, max_examples=300)
@given(INSTANTS, st.integers(1, 9000), CHANGING)
@example(dt.datetime(2022, 3, 27, 0, 30, tzinfo=dt.UTC), 3600, "Europe/Zurich")
@example(dt.datetime(2022, 4, 2, 14, 45, tzinfo=dt.UTC), 3600, "Australia/Lord_Howe")
def test_night_equals_the_wall_clock_minute_by_minute(start: dt.datetime, length: int, zone: str) -> None:
    end = start + length * SECOND
    assert is_night(start, end, zone) == slept(start, end, zone)
    slack = awake_for(seconds(start), seconds(end), zone)
    assert (slack < 0) == slept(start, end, zone)
    if slack >= 0:
        more, still = dt.timedelta(seconds=slack + 1), dt.timedelta(seconds=slack)
        assert not slept(start - still, end + still, zone)
        assert slept(start - more, end + more, zone)


def test_no_time_at_all_is_no_night() -> None:
    at = dt.datetime(2022, 2, 22, 23, tzinfo=dt.UTC)
    assert not is_night(at, at, "UTC")
    assert is_night(at, at + dt.timedelta(seconds=1), "UTC")
