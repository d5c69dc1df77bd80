"""Coastlines for the map: the land of a TopoJSON file as one SVG path, without borders, in whole quarters of a degree.

The format: TopoJSON 1.0 (https://github.com/topojson/topojson-specification).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

Point = tuple[float, float]

#: parts of a degree that are kept
PARTS = 4
FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-180 -90 360 180">'
    "<!-- Land 1:110m of Natural Earth (public domain), from world-atlas (ISC, copyright 2013-2019 Michael Bostock) -->"
    '<path id="land" transform="scale({scale})" d="{path}"/></svg>\n'
)


def as_svg(topology: bytes) -> bytes:
    """The land of a TopoJSON file as an SVG file; x is the longitude, y the latitude downwards."""
    read = json.loads(topology)
    path = "".join(_ring(copy) for ring in _rings(read) for copy in copies(ring))
    return FRAME.format(scale=1 / PARTS, path=path).encode()


def _rings(topology: dict[str, Any]) -> Iterator[list[Point]]:
    arcs = [list(_arc(arc, topology["transform"])) for arc in topology["arcs"]]
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for ring in polygon:
                yield [point for index in ring for point in _directed(arcs, index)]


def _arc(arc: Sequence[Sequence[int]], transform: dict[str, Sequence[float]]) -> Iterator[Point]:
    (scale_x, scale_y), (from_x, from_y) = transform["scale"], transform["translate"]
    steps = accumulate(arc, lambda at, step: [at[0] + step[0], at[1] + step[1]])
    return ((x * scale_x + from_x, y * scale_y + from_y) for x, y in steps)


def _directed(arcs: Sequence[list[Point]], index: int) -> list[Point]:
    """An arc, walked backwards where its number is negative."""
    return arcs[index] if index >= 0 else arcs[~index][::-1]


def copies(ring: Sequence[Point]) -> Iterator[list[Point]]:
    """The ring in one piece, also where it crosses the line of 180 degrees; then once more on the map's other side."""
    turns = accumulate(pairwise(ring), _turn, initial=0)
    whole = [(x + 360 * turn, y) for (x, y), turn in zip(ring, turns, strict=True)]
    yield whole
    for side, is_beyond in ((-360, any(x > 180 for x, _ in whole)), (360, any(x < -180 for x, _ in whole))):
        if is_beyond:
            yield [(x + side, y) for x, y in whole]


def _turn(turns: int, step: tuple[Point, Point]) -> int:
    (before, _), (after, _) = step
    return turns - round((after - before) / 360)


def _ring(ring: Sequence[Point]) -> str:
    """The ring as steps from point to point; a ring that shrinks to less than a triangle is left out."""
    rough = [(round(x * PARTS), round(-y * PARTS)) for x, y in ring]
    points = [rough[0], *(after for before, after in pairwise(rough) if after != before)]
    if len(points) < 4:
        return ""
    steps = " ".join(f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(points))
    return f"M{points[0][0]} {points[0][1]}l{steps}z".replace(" -", "-")
