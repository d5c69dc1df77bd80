"""The picture of burdens: one whole SVG that says the same as the figures, in every language; a PNG of it."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest

from forum.domain import burden
from forum.domain.people import LANGUAGES
from forum.formats import burden_picture
from tests.domain.test_burden import PEOPLE, PROBLEM
from tests.programmes import a_forum, as_held
from timezones.problem import Person

SVG = "{http://www.w3.org/2000/svg}"
HELD = {each.key: each.start + dt.timedelta(hours=7) for each in as_held()}


def drawn(**options: Any) -> ET.Element:
    return ET.fromstring(burden_picture.picture(a_forum(), PROBLEM, as_held(), **options))


def texts(root: ET.Element) -> list[str]:
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def shades(root: ET.Element, level: str) -> int:
    """Cells of that level, by their width."""
    fill, width = burden_picture.SHADES[level][0], str(burden_picture.CELL - 1)
    return sum(box.get("fill") == fill and box.get("width") == width for box in root.iter(f"{SVG}rect"))


def test_every_cell_has_the_shade_of_its_dearest_minute() -> None:
    lines = burden.sheet(PROBLEM, tuple((each.key, each.start) for each in as_held())).lines
    root = drawn()
    for number, level in enumerate(burden.LEVELS):
        assert shades(root, level) == sum(cell.level == number for line in lines for cell in line.cells)


def test_the_held_timetable_doubles_the_cells_and_is_named() -> None:
    alone, beside = drawn(), drawn(held=HELD)
    count = {name: sum(shades(root, level) for level in burden.LEVELS) for name, root in (("a", alone), ("b", beside))}
    assert count["b"] == 2 * count["a"] == 2 * 5 * 6
    assert not any("held" in said for said in texts(alone))
    assert any(said.startswith("as held") for said in texts(beside))


def test_local_times_and_totals_are_printed() -> None:
    said = texts(drawn())
    lines = burden.sheet(PROBLEM, tuple((each.key, each.start) for each in as_held())).lines
    fiji = next(line for line in lines if line.id == "FJ-gov")
    assert said.count("01:45") == 3
    assert f"{fiji.total:,}" in said
    assert "FijiSuvaFiji, Suva" in said
    assert "United States of AmericaLos AngelesUnited States of America, Los Angeles" in said


def test_every_line_can_be_counted() -> None:
    assert len(drawn(held=HELD).findall(".//*[@class='delegation']")) == 5


def test_proof_is_said_only_where_there_is_one() -> None:
    assert not any("Proven" in said for said in texts(drawn()))
    assert any("Proven" in said for said in texts(drawn(is_proven=True)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_well_formed_in_every_language(language: str) -> None:
    root = drawn(held=HELD, language=language)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert sum(shades(root, level) for level in burden.LEVELS) == 60


def test_names_cannot_break_out_of_the_picture() -> None:
    hostile = replace(PROBLEM, people=(*PEOPLE, Person(id='x"><script>alert(1)</script>', zone="Europe/Paris")))
    svg = burden_picture.picture(a_forum(title="A & B <b>"), hostile, as_held())
    root = ET.fromstring(svg)
    assert list(root.iter(f"{SVG}script")) == []
    assert "A &amp; B &lt;b&gt;" in svg


def test_nothing_lies_outside() -> None:
    root = drawn(held=HELD)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for box in root.iter(f"{SVG}rect"):
        assert float(box.get("x", 0)) + float(box.get("width", 0)) <= width
        assert float(box.get("y", 0)) + float(box.get("height", 0)) <= height
    assert all(float(text.get("y", 0)) <= height for text in root.iter(f"{SVG}text"))


def test_a_png_is_drawn_with_our_own_typefaces() -> None:
    png = burden_picture.as_png(burden_picture.picture(a_forum(), PROBLEM, as_held(), language="ar"), ppi=36)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(png) > 5_000
