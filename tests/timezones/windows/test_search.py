from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.timezones import brute
from tests.timezones.test_windows import problem
from timezones import fairness, rules
from timezones.problem import POLICIES, Policy, Problem
from timezones.windows import plan
from timezones.windows.bounds import Cover, Cut, dearest_cuts
from timezones.windows.climb import draw
from timezones.windows.columns import Columns
from timezones.windows.labels import Labels
from timezones.windows.order import Chosen, Order, comes_before
from timezones.windows.reduced import Reduced
from timezones.windows.search import Search
from timezones.windows.solve import starts_of
from timezones.windows.stopping import OutOfTime


def plan_is_small(seed: int) -> bool:
    asked = brute.random_problem(seed)
    return brute.how_many(asked) < 1500 and next(brute.timetables(asked), None) is not None


class Fuse:
    """Burns out after some questions."""

    def __init__(self, length: int) -> None:
        self.length = length

    def __call__(self) -> bool:
        self.length -= 1
        return self.length < 0


def never() -> bool:
    return False


def begun(asked: Problem) -> Chosen:
    """A poor plan to set off from: the worst of some draws, none improved."""
    reduced, dice = Reduced(asked), random.Random(5)
    order = Order(reduced)
    draws = [each for each in (draw(reduced, dice, never) for _ in range(9)) if each is not None]
    return max(draws, key=lambda each: tuple(order.key_of(each).tolist()))


def search_of(asked: Problem, is_over: Callable[[], bool] = never, *, by_day: bool = True, cut: bool = True) -> Search:
    order = Order(Reduced(asked))
    columns = Columns(order.reduced, never, by_day=by_day)
    cuts: list[Cut] = []
    if cut and order.is_dearest_first:
        worst = int(order.key_of(begun(asked))[0])
        cuts = dearest_cuts(Cover(columns.blocks, columns.need), order.reduced.base, worst, never)
    elif cut:
        cuts = [Cut(weights=np.zeros(len(order.reduced.base), dtype=np.int64), of_sum=1)]
    return Search(order, columns, cuts, Labels(order.reduced), is_over)


def compared(asked: Problem, chosen: Chosen) -> object:
    """What the policy compares, by the scorer's own reckoning."""
    return fairness.key(fairness.Ledger(asked, starts_of(Reduced(asked), chosen)))


@pytest.mark.parametrize("cut", [True, False])
@pytest.mark.parametrize("by_day", [True, False])
@pytest.mark.parametrize("policy", POLICIES)
def test_from_a_poor_plan_the_search_alone_reaches_the_best(policy: Policy, by_day: bool, cut: bool) -> None:
    asked = problem(policy=policy, venue=replace(problem().venue, grid_minutes=90))
    asked = replace(asked, sittings=asked.sittings[: 6 if by_day else 3])
    search, poor = search_of(asked, by_day=by_day, cut=cut), begun(asked)
    found = search.run(search.order.key_of(poor), {})
    assert found is not None
    assert compared(asked, found) == fairness.key(fairness.Ledger(asked, plan(asked).starts)) < compared(asked, poor)
    assert search.run(search.order.key_of(found), {}) is None


FEASIBLE = [seed for seed in range(400) if plan_is_small(seed)][:40]


@pytest.mark.parametrize("seed", FEASIBLE)
def test_the_search_alone_equals_brute_force(seed: int) -> None:
    asked = brute.random_problem(seed)
    poor = begun(asked)
    search = search_of(asked)
    found = search.run(search.order.key_of(poor), {}) or poor
    best = min(brute.key(asked, timetable)[:-1] for timetable in brute.timetables(asked))
    assert brute.key(asked, starts_of(search.reduced, found))[:-1] == best


@pytest.mark.parametrize("length", [0, 1, 2, 3, 5, 8, 12, 20])
@pytest.mark.parametrize("by_day", [True, False])
def test_a_search_that_is_stopped_keeps_the_best_so_far(length: int, by_day: bool) -> None:
    asked = problem(venue=replace(problem().venue, grid_minutes=60))
    search = search_of(asked, Fuse(length), by_day=by_day, cut=False)
    poor = search.order.key_of(begun(asked))
    with pytest.raises(OutOfTime):
        search.run(poor, {})
    if search.found is None:
        assert (search.best == poor).all()
    else:
        assert (search.best == search.order.key_of(search.found)).all()
        assert comes_before(search.best[None], poor)[0]
        assert rules.broken_rules(asked, starts_of(search.reduced, search.found)) == []
