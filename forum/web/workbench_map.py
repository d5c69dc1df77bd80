"""The map of the workbench: delegations as points, day and night at an instant. The grid says the same in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from forum.domain import burden, workbench
from forum.domain.workbench import Bench, By
from forum.i18n import places
from forum.web import strips, workbench_data
from timezones import sun
from timezones.burden import to_minute
from timezones.profiles import level_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """A delegation on the map; `clock` is its class of clocks."""

    east: float
    south: float
    clock: int
    heads: int
    name: str
    level: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Map:
    """Day and night, and the delegations, at the start of the first sitting; heads by level, lightest first."""

    key: str
    minute: int
    night: str
    points: tuple[Point, ...]
    heads: tuple[int, ...]


def at_first(found: Bench) -> Map:
    """The map at the start of the first sitting."""
    first = found.sittings[0]
    points = tuple(_points(found, to_minute(first.start)))
    levels = [name for name, _ in workbench_data.legend(found.forum)]
    return Map(
        key=first.key,
        minute=workbench_data.wall(first, found.forum) % 1440,
        night=shade(sun.night(sun.sun(first.start))),
        points=points,
        heads=tuple(sum(point.heads for point in points if point.level == level) for level in levels),
    )


def shade(border: list[tuple[float, float]]) -> str:
    """The dark half as an SVG path."""
    return "M" + "L".join(f"{east:g} {-north:.2f}" for east, north in border) + "z"


def _points(found: Bench, minute: int) -> Iterator[Point]:
    """Delegations whose zone lies somewhere; of those at one place all, in the order of the names."""
    scale, names = strips.scale_of(found.forum), workbench_data.names(found, By.DELEGATION)
    for group in workbench.groups(found, By.DELEGATION):
        place, clock = places.place_of(group.zone), found.class_of[group.rows[0]]
        if place:
            yield Point(
                east=round(place.longitude, 2),
                south=round(-place.latitude, 2),
                clock=clock,
                heads=group.heads,
                name=names[group.id].name,
                level=burden.level_name(level_at(found.profiles[clock], minute), scale),
            )


def document(shown: Map) -> dict[str, Any]:
    """What the script needs: the clock and the heads of each point, in the order in which they are drawn."""
    return {"key": shown.key, "points": [[point.clock, point.heads] for point in shown.points]}
