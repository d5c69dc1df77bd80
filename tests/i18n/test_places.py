"""The principal location of zones."""

from __future__ import annotations

import pytest

from forum.i18n import cities, places, states


@pytest.mark.parametrize(
    ("zone", "latitude", "longitude"),
    [
        ("Europe/Zurich", 47.38, 8.53),
        ("Pacific/Fiji", -18.13, 178.42),
        ("America/Los_Angeles", 34.05, -118.24),
        ("America/Sao_Paulo", -23.53, -46.62),
        ("Asia/Kolkata", 22.53, 88.37),
        ("Asia/Calcutta", 22.53, 88.37),
    ],
)
def test_a_zone_lies_where_its_city_does(zone: str, latitude: float, longitude: float) -> None:
    found = places.place_of(zone)
    assert found is not None
    assert (found.latitude, found.longitude) == pytest.approx((latitude, longitude), abs=0.01)


def test_a_zone_that_is_no_place_has_none() -> None:
    assert places.place_of("Etc/UTC") is None


def test_every_capital_lies_somewhere() -> None:
    assert [state for state in states.member_states() if places.place_of(cities.zone_of_capital(state)) is None] == []


def test_seconds_are_read_and_nonsense_refused() -> None:
    assert places.parsed("-0010+1783000") == places.Place(latitude=-1 / 6, longitude=178.5)
    with pytest.raises(ValueError, match="north"):
        places.parsed("north")
