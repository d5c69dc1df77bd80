from __future__ import annotations

import random
from dataclasses import replace

from tests.timezones.test_windows import problem
from timezones.problem import Problem, WantedSitting
from timezones.windows.climb import climb, draw
from timezones.windows.order import Order
from timezones.windows.reduced import Reduced


def too_full() -> Problem:
    """Seven sittings, room for six."""
    venue = replace(problem().venue, max_minutes_per_day=180)
    return problem(venue=venue, sittings=tuple(WantedSitting(id=f"s{number}", minutes=90) for number in range(7)))


def test_drawing_in_vain_ends_when_it_is_told() -> None:
    answers = iter([False, False, True])
    assert draw(Reduced(too_full()), random.Random(1), lambda: next(answers)) is None
    assert next(answers, "asked three times") == "asked three times"


def test_one_draw_in_vain_is_enough() -> None:
    asked = 0

    def is_over() -> bool:
        nonlocal asked
        asked += 1
        return False

    assert climb(Order(Reduced(too_full())), 1, 24, is_over) is None
    assert asked < 40


def test_when_over_the_first_draw_is_kept() -> None:
    found = climb(Order(Reduced(problem())), 1, 24, lambda: True)
    assert found is not None
    assert [len(starts) for starts in found] == [1] * 6
