"""The night of the burden scale on a speaker's own clock, to the second."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.speaking.night import is_night, night_seconds

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
