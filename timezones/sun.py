"""Where the sun stands: which half of the world has day at an instant.

Source: NOAA Global Monitoring Laboratory, "General Solar Position Calculations"
(https://gml.noaa.gov/grad/solcalc/solareqns.PDF): declination within half a degree, the equation of time within a
minute, for years near ours. Refraction and the size of the disc are left out: a map needs less.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from math import atan, cos, degrees, pi, radians, sin, tan


@dataclass(frozen=True, kw_only=True)
class Sun:
    """The point of the Earth over which the sun stands, in degrees north and east."""

    latitude: float
    longitude: float


def sun(instant: datetime) -> Sun:
    """The sun at an aware instant."""
    moment = instant.astimezone(UTC)
    hours = moment.hour + moment.minute / 60 + moment.second / 3600
    year = 2 * pi / 365 * (moment.timetuple().tm_yday - 1 + (hours - 12) / 24)
    longitude = -15 * (hours - 12 + equation_of_time(year) / 60)
    return Sun(latitude=degrees(declination(year)), longitude=(longitude + 180) % 360 - 180)


def equation_of_time(year: float) -> float:
    """Minutes by which a sundial is ahead of the clock; `year` is the fraction of the year in radians."""
    return 229.18 * (
        0.000075 + 0.001868 * cos(year) - 0.032077 * sin(year) - 0.014615 * cos(2 * year) - 0.040849 * sin(2 * year)
    )


def declination(year: float) -> float:
    """The sun's declination in radians; `year` is the fraction of the year in radians."""
    return (
        0.006918
        - 0.399912 * cos(year)
        + 0.070257 * sin(year)
        - 0.006758 * cos(2 * year)
        + 0.000907 * sin(2 * year)
        - 0.002697 * cos(3 * year)
        + 0.00148 * sin(3 * year)
    )


#: the terminator is drawn through points this many degrees of longitude apart
STEP = 4
#: at an equinox the terminator runs through the poles; so near to it the sun is taken to stand this far off the equator
LEAST = 0.05


def night(at: Sun) -> list[tuple[float, float]]:
    """The border of the half without sun, as (longitude, latitude) from west to east, closed over the dark pole."""
    latitude = at.latitude if abs(at.latitude) >= LEAST else LEAST
    line = [
        (float(east), degrees(atan(-cos(radians(east - at.longitude)) / tan(radians(latitude)))))
        for east in range(-180, 181, STEP)
    ]
    pole = -90.0 if latitude > 0 else 90.0
    return [(-180.0, pole), *line, (180.0, pole)]
