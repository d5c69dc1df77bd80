"""Coastlines: a TopoJSON file as one path."""

from __future__ import annotations

import json

from forum.web import coastline
from forum.web.vendor import FOLDER

TOPOLOGY = {
    "transform": {"scale": [0.5, 0.5], "translate": [-10, 20]},
    "arcs": [[[0, 0], [4, 0], [0, 4]], [[0, 0], [0, 4], [4, 0]], [[0, 0], [0, 0]]],
    "objects": {"land": {"geometries": [{"arcs": [[[0, -2]], [[2]]]}]}},
}


def test_arcs_are_joined_and_walked_both_ways() -> None:
    svg = coastline.as_svg(json.dumps(TOPOLOGY).encode()).decode()
    assert 'd="M-40-80l8 0 0-8-8 0 0 8z"' in svg


def test_the_land_that_is_shipped_is_small_and_names_its_source() -> None:
    svg = (FOLDER / "land-110m.svg").read_text()
    assert len(svg) < 40_000
    assert "Natural Earth (public domain)" in svg
    assert svg.count("M") > 100


def test_a_ring_over_the_date_line_is_drawn_on_both_sides() -> None:
    ring = [(179.0, 0.0), (-179.0, 0.0), (-179.0, 2.0), (179.0, 2.0), (179.0, 0.0)]
    east, west = coastline.copies(ring)
    assert east == [(179, 0), (181, 0), (181, 2), (179, 2), (179, 0)]
    assert west == [(x - 360, y) for x, y in east]
    assert list(coastline.copies([(x - 358 if x > 0 else x, y) for x, y in ring])) == [
        [(-179, 0), (-179, 0), (-179, 2), (-179, 2), (-179, 0)]
    ]


def test_a_ring_that_begins_in_the_west_is_drawn_in_the_east_too() -> None:
    ring = [(-179.0, 0.0), (179.0, 0.0), (179.0, 2.0), (-179.0, 0.0)]
    west, east = coastline.copies(ring)
    assert west[1] == (-181, 0)
    assert east[1] == (179, 0)
