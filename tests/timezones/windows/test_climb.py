from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import pytest

from tests.timezones import brute
from tests.timezones.test_windows import SEEDS, problem
from tests.timezones.windows.test_search import Fuse, never
from timezones import rules
from timezones.problem import Problem, WantedSitting
from timezones.windows import plan
from timezones.windows.climb import climb, draw, improve, improve_pairs, moved
from timezones.windows.order import CELLS_AT_ONCE, Chosen, Order, comes_before
from timezones.windows.reduced import Reduced
from timezones.windows.solve import starts_of


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


def pairs_of(order: Order, chosen: Chosen) -> Iterator[Chosen]:
    """Every way to put two sittings that are held once somewhere else, lawful or not."""
    wanted = order.reduced.wanted
    for one, two in combinations([each.index for each in wanted if each.repeat == 1], 2):
        for first, second in product(range(len(wanted[one].instants)), range(len(wanted[two].instants))):
            yield moved(moved(chosen, one, 0, first), two, 0, second)


@pytest.mark.parametrize("cells", [1, CELLS_AT_ONCE])
@pytest.mark.parametrize("seed", SEEDS[:25])
def test_no_two_sittings_are_better_elsewhere(seed: int, cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timezones.windows.climb.CELLS_AT_ONCE", cells)
    asked = brute.random_problem(seed)
    order = Order(Reduced(asked))
    drawn = draw(order.reduced, random.Random(seed), never)
    if drawn is None:
        assert plan(asked).status == "infeasible"
        return
    found = improve_pairs(order, drawn, never)
    key = order.key_of(found)
    assert not comes_before(order.key_of(drawn)[None], key)[0]
    assert rules.broken_rules(asked, starts_of(order.reduced, found)) == []
    better = [other for other in pairs_of(order, found) if comes_before(order.key_of(other)[None], key)[0]]
    assert all(rules.broken_rules(asked, starts_of(order.reduced, other)) for other in better)


def test_pairs_find_what_one_sitting_alone_does_not() -> None:
    order, gains = Order(Reduced(problem())), 0
    for seed in range(12):
        drawn = draw(order.reduced, random.Random(seed), never)
        assert drawn is not None
        alone = improve(order, drawn, never)
        both = improve_pairs(order, alone, never)
        gains += bool(comes_before(order.key_of(both)[None], order.key_of(alone))[0])
    assert gains


def test_pairs_ask_before_each_whether_to_stop() -> None:
    order = Order(Reduced(problem()))
    drawn = draw(order.reduced, random.Random(1), never)
    assert drawn is not None
    for length in (0, 1, 5):
        fuse = Fuse(length)
        found = improve_pairs(order, drawn, fuse)
        assert fuse.length == -1  # not asked again: it would have gone on
        assert (found == drawn) or length


def test_too_many_pairs_are_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timezones.windows.climb.MOST_COMPARED", 0)
    order = Order(Reduced(problem()))
    drawn = draw(order.reduced, random.Random(1), never)
    assert drawn is not None
    assert improve_pairs(order, drawn, never) is drawn
