from __future__ import annotations

import numpy as np
import pytest

from tests.timezones import brute
from tests.timezones.test_windows import SORTED, assert_same_as_brute_force, problem
from tests.timezones.windows.test_search import Fuse, begun, never, plan_is_small, search_of
from timezones import fairness
from timezones.problem import Policy, Problem
from timezones.windows import halves, plan
from timezones.windows.climb import climb
from timezones.windows.halves import Halves, TooMany
from timezones.windows.search import at_most
from timezones.windows.solve import starts_of
from timezones.windows.stopping import OutOfTime

SMALL = [seed for seed in range(400, 900) if plan_is_small(seed) and brute.random_problem(seed).policy in SORTED][:30]


def halves_of(asked: Problem, *, improved: bool = False) -> Halves:
    search = search_of(asked)
    known = climb(search.order, 1, 5, never) if improved else begun(asked)
    assert known is not None
    key = at_most(search.order.key_of(known))
    search.shrink(key)
    return Halves(search.order, search.cover, search.cuts[0], key, never)


@pytest.mark.parametrize("seed", SMALL)
def test_pairs_hold_every_plan_as_good_as_the_known_one(seed: int) -> None:
    asked = brute.random_problem(seed)
    found = halves_of(asked)
    order = found.order
    known = starts_of(order.reduced, begun(asked))
    least = min(brute.timetables(asked), key=lambda timetable: brute.key(asked, timetable))
    pairs = found.pairs()
    figure = min(order.figure(key) for key in pairs.keys)
    assert figure <= fairness.first_figure(fairness.key(fairness.Ledger(asked, least)))
    assert figure <= fairness.first_figure(fairness.key(fairness.Ledger(asked, known)))
    keeps = found.columns_of(pairs)
    assert [len(keep) for keep in keeps] == [len(block) for block in found.cover.blocks]
    assert all(keep.any() for keep in keeps)


@pytest.mark.parametrize("seed", SMALL[:10])
def test_small_portions_find_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves, "AT_ONCE", -1)
    assert_same_as_brute_force(seed)


@pytest.mark.parametrize("limit", ["MOST_CELLS", "MOST_PAIRS", "MOST_TIME"])
@pytest.mark.parametrize("policy", ["leximin", "minimax"])
def test_what_does_not_fit_is_proven_in_another_way(
    policy: Policy, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = problem(policy=policy)
    proven = plan(asked)
    monkeypatch.setattr(halves, limit, -1)
    with pytest.raises(TooMany):
        halves_of(asked, improved=True).pairs()
    assert plan(asked) == proven


@pytest.mark.parametrize("length", range(0, 40, 2))
def test_listing_stops_when_it_is_told(length: int) -> None:
    found = halves_of(problem(), improved=True)
    found._is_over = Fuse(length)
    try:
        assert len(found.pairs())
    except OutOfTime:
        return
    assert length > 2


def test_different_values_are_kept_even_where_their_marks_agree() -> None:
    one, two = (int(mark) for mark in halves._marks(2))
    values = np.array([[two, 0], [0, one], [two, 0]], dtype=np.int64)
    first, same = halves._different(np.zeros(3, dtype=np.int64), values)
    assert values[first[same]].tolist() == values.tolist()
    assert len(first) == 2


def test_small_numbers_tell_the_same_comparisons() -> None:
    values, rooms = np.array([[30, 90], [60, 120]]), np.array([[89, -5], [10**12, 60]])
    small, room = halves._narrow(values, rooms)
    assert small.dtype == np.int16
    kept = np.array([[(values[:, way] <= each).all() for way in range(2)] for each in rooms])
    assert np.array([[(small[:, way] <= each).all() for way in range(2)] for each in room]).tolist() == kept.tolist()
