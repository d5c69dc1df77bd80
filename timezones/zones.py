"""Known zones (IANA names) and the zones of a country, from pytz's tables."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo

import pytz


class UnknownZone(ValueError):
    """The IANA database has no zone of this name; `alike` holds known names close to it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"unknown zone {name!r}")
        self.name = name

    @property
    def alike(self) -> tuple[str, ...]:
        """At most three known names, best first, for a sentence that offers a remedy."""
        return tuple(get_close_matches(self.name, sorted(pytz.all_timezones_set), n=3))


def is_known(name: str) -> bool:
    """Say whether `name` is an IANA zone, spelled exactly so ("Pacific/Fiji")."""
    return name in pytz.all_timezones_set


@cache
def of_country(iso2: str) -> tuple[str, ...]:
    """Zones of a country by ISO 3166 code, in the order of pytz; empty for an unknown code."""
    return tuple(pytz.country_timezones.get(iso2.upper(), ()))


@cache
def zone(name: str) -> ZoneInfo:
    """The zone's rules. Raises UnknownZone."""
    if not is_known(name):
        raise UnknownZone(name)
    return ZoneInfo(name)


@cache
def _by_fold() -> dict[str, str]:
    return {name.casefold(): name for name in pytz.all_timezones}


def spelled(name: str) -> str | None:
    """The zone's own spelling, whatever the case of `name` ("pacific/fiji"); None where there is no such zone."""
    return _by_fold().get(name.strip().casefold())
