from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.formats.terminal import padded, rows, shown, width


@pytest.mark.parametrize("odd", ["\x1b", "\x07", "\r", "\x9b", "\u202e", "\x00", "\ud800"])
def test_nothing_that_a_terminal_would_obey_is_shown_as_it_is(odd: str) -> None:
    line = shown(f"a{odd}b\tc\r\nd")
    assert f"a{odd}b" not in line
    assert json.loads(f'"{shown(odd)}"') == odd
    assert line.startswith("a\\u")
    assert line.endswith("b\tc\r\nd")


def test_wide_characters_take_two_cells_and_marks_none() -> None:
    assert width("Fiji") == 4
    assert width("会议") == 4
    assert width("ａ") == 2
    assert width("e\u0301") == 1
    assert width("\u206613:00\u2069") == 5
    assert padded("会", 4) == "会  "


def test_columns_stand_below_each_other() -> None:
    table = rows([["会议", "x", "end"], ["ab", "\u2066yy\u2069", ""], ["السنة", "z", "e"]])
    assert table == ["会议   x   end", "ab     \u2066yy\u2069", "السنة  z   e"]
    assert rows([]) == []


@given(st.lists(st.tuples(st.text("aé会\u0301 ", max_size=6), st.text("aé会", max_size=6)), min_size=1, max_size=5))
def test_the_second_column_begins_at_one_place(cells: list[tuple[str, str]]) -> None:
    widest = max(width(first) for first, _ in cells)
    for line, (first, last) in zip(rows(cells), cells, strict=True):
        assert line == (padded(first, widest) + "  " + last).rstrip()
