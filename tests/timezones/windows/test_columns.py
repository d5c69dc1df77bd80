from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from tests.timezones import brute
from tests.timezones.test_windows import problem
from timezones.problem import Problem, WantedSitting
from timezones.windows.columns import Columns, TooManyColumns
from timezones.windows.reduced import Reduced
from timezones.windows.stopping import OutOfTime


def twice(cap: int | None) -> Problem:
    venue = replace(problem().venue, max_minutes_per_day=cap, grid_minutes=120)
    return problem(venue=venue, sittings=(WantedSitting(id="twice", minutes=90, repeat=2),))


@pytest.mark.parametrize("cap", [None, 180, 179])
def test_both_instances_share_a_day_only_within_the_cap(cap: int | None) -> None:
    asked = twice(cap)
    block = Columns(Reduced(asked), lambda: False, by_day=True).blocks[0]
    pairs = combinations(brute.starts_of(asked.venue, 90), 2)
    lawful = [pair for pair in pairs if brute.keeps_rules(asked, (pair,))]
    assert len(block) == len(lawful)
    assert block.days.tolist() == [[start.day for start in pair] for pair in lawful]
    assert (block.days[:, 0] == block.days[:, 1]).any() == (cap != 179)


def test_listing_columns_ends_when_it_is_told() -> None:
    with pytest.raises(OutOfTime):
        Columns(Reduced(problem()), lambda: True, by_day=True)


def test_more_columns_than_there_is_room_for_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timezones.windows.columns.CELLS", 1)
    with pytest.raises(TooManyColumns):
        Columns(Reduced(problem()), lambda: False, by_day=True)
