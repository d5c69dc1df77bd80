from __future__ import annotations

import random
from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from tests.timezones.test_windows import problem
from timezones.problem import WantedSitting
from timezones.windows.labels import Labels, Slot
from timezones.windows.reduced import Reduced

NAMES = ("a", "b", "c", "d")


def labels(after: dict[str, list[str]]) -> Labels:
    sittings = tuple(WantedSitting(id=name, minutes=60, after=tuple(after.get(name, ()))) for name in NAMES)
    venue = replace(problem().venue, last_day=problem().venue.first_day, grid_minutes=240)
    return Labels(Reduced(problem(venue=venue, people=problem().people[:1], sittings=sittings)))


def slots(*may_take: set[int]) -> list[Slot]:
    return [Slot(begin=60 * n, start=n, may_take=tuple(sorted(each))) for n, each in enumerate(may_take)]


@given(
    pairs=st.sets(st.sampled_from([(one, two) for one in range(4) for two in range(one)])),
    kinds=st.lists(st.integers(0, 1), min_size=4, max_size=4),
    dice=st.randoms(use_true_random=False),
)
def test_slots_are_given_away_exactly_when_some_order_is_lawful(
    pairs: set[tuple[int, int]], kinds: list[int], dice: random.Random
) -> None:
    after = {name: [NAMES[two] for one, two in pairs if one == number] for number, name in enumerate(NAMES)}
    wished = dice.sample(kinds, 4)
    found = labels(after).assign(slots(*({n for n in range(4) if kinds[n] == kind} for kind in wished)), {})
    lawful = {
        order
        for order in permutations(range(4))
        if [kinds[sitting] for sitting in order] == wished
        and all(order.index(two) < order.index(one) for one, two in pairs)
    }
    taken = found and tuple(sorted(range(4), key=lambda sitting: found[sitting][0]))
    assert taken in lawful if lawful else taken is None


def test_no_order_of_the_others_helps_a_sitting_whose_forerunner_has_no_slot() -> None:
    given_away = labels({"c": ["a", "d"]})
    either = {0, 1}
    assert given_away.assign(slots(either, either), {}) == ((0,), (1,), (), ())
    assert given_away.assign(slots(either, either, {2}), {}) is None
