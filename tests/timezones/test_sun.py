"""The sun against known values: equinoxes and solstices of 2022 (USNO), the turning points of the equation of time."""

from __future__ import annotations

from datetime import UTC, datetime
from math import cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timezones.sun import LEAST, Sun, night, sun


@pytest.mark.parametrize(
    ("moment", "latitude"),
    [("2022-03-20T15:33", 0.0), ("2022-06-21T09:14", 23.44), ("2022-09-23T01:04", 0.0), ("2022-12-21T21:48", -23.44)],
)
def test_equinoxes_and_solstices(moment: str, latitude: float) -> None:
    assert sun(datetime.fromisoformat(moment).replace(tzinfo=UTC)).latitude == pytest.approx(latitude, abs=0.5)


@pytest.mark.parametrize(
    ("day", "minutes"), [("2022-02-11", -14.2), ("2022-04-15", 0), ("2022-05-14", 3.7), ("2022-11-03", 16.4)]
)
def test_the_sun_is_late_or_early_by_the_equation_of_time(day: str, minutes: float) -> None:
    noon = sun(datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC))
    assert noon.longitude == pytest.approx(-minutes / 4, abs=0.15)


def test_at_midnight_the_sun_stands_on_the_other_side() -> None:
    assert abs(sun(datetime(2022, 4, 15, tzinfo=UTC)).longitude) == pytest.approx(180, abs=0.3)


@given(latitude=st.floats(-23.4, 23.4), longitude=st.floats(-180, 180))
def test_on_the_terminator_the_sun_stands_on_the_horizon(latitude: float, longitude: float) -> None:
    if abs(latitude) < LEAST:
        latitude = LEAST
    border = night(Sun(latitude=latitude, longitude=longitude))
    for east, north in border[1:-1]:
        hour, here, there = radians(east - longitude), radians(north), radians(latitude)
        assert sin(here) * sin(there) + cos(here) * cos(there) * cos(hour) == pytest.approx(0, abs=1e-9)
    assert border[0][1] == border[-1][1] == (-90 if latitude > 0 else 90)


def test_at_an_equinox_it_still_has_a_line() -> None:
    assert night(Sun(latitude=0, longitude=0)) == night(Sun(latitude=LEAST, longitude=0))
