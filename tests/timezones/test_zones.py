from __future__ import annotations

import zoneinfo

import pytest
import pytz

from timezones import zones


def test_a_known_zone() -> None:
    assert zones.is_known("Pacific/Fiji")
    assert zones.zone("Pacific/Fiji").key == "Pacific/Fiji"


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "pacific/fiji", "CEST", "+01:00", "../etc/passwd", "Factory"])
def test_an_unknown_zone_is_named(name: str) -> None:
    assert not zones.is_known(name)
    with pytest.raises(zones.UnknownZone) as refused:
        zones.zone(name)
    assert refused.value.name == name


def test_a_misspelt_zone_gets_a_remedy() -> None:
    assert "Europe/Zurich" in zones.UnknownZone("Europe/Zurch").alike


def test_every_known_zone_has_rules_in_the_pinned_release() -> None:
    assert pytz.all_timezones_set <= zoneinfo.available_timezones()


def test_zones_of_a_country() -> None:
    assert zones.of_country("CH") == ("Europe/Zurich",)
    assert "Pacific/Auckland" in zones.of_country("nz")
    assert len(zones.of_country("US")) > 20
    assert zones.of_country("XX") == ()


def test_a_zone_is_found_whatever_its_case() -> None:
    assert zones.spelled(" pacific/FIJI ") == "Pacific/Fiji"
    assert zones.spelled("Mars/Olympus") is None
