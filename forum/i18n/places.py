"""Where on the map a time zone lies: its principal location, as the IANA time zone database gives it (zone.tab)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from babel.core import get_global

#: ISO 6709 as zone.tab writes it: degrees and minutes, or with seconds
COORDINATES = re.compile(r"([+-]\d{2})(\d{2})(\d{2})?([+-]\d{3})(\d{2})(\d{2})?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Degrees north and east."""

    latitude: float
    longitude: float


def place_of(zone: str) -> Place | None:
    """The principal location of a zone; None for a zone that is no place, such as Etc/UTC."""
    return _places().get(zone) or _places().get(_one_name(zone))


@cache
def _places() -> dict[str, Place]:
    text = (resources.files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    places = {row[2]: parsed(row[1]) for row in rows}
    return {_one_name(zone): place for zone, place in places.items()} | places


def _one_name(zone: str) -> str:
    return str(get_global("zone_aliases").get(zone, zone))


def parsed(coordinates: str) -> Place:
    """ISO 6709 ("+4623+00608") in degrees. Raises ValueError for anything else."""
    found = COORDINATES.fullmatch(coordinates)
    if found is None:
        raise ValueError(coordinates)
    north, north_minutes, north_seconds, east, east_minutes, east_seconds = found.groups()
    return Place(
        latitude=_degrees(north, north_minutes, north_seconds), longitude=_degrees(east, east_minutes, east_seconds)
    )


def _degrees(whole: str, minutes: str, seconds: str | None) -> float:
    value = abs(int(whole)) + int(minutes) / 60 + int(seconds or 0) / 3600
    return -value if whole.startswith("-") else value
