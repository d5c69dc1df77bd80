"""Seats at least cost: equal to trying every way, and what is said of those who find none."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.planning.seating import Seating

COSTS = st.lists(st.dictionaries(st.integers(0, 2), st.integers(-5, 20), max_size=3), max_size=5)
STEPS = st.lists(st.lists(st.integers(0, 9), max_size=3).map(sorted), min_size=3, max_size=3)


def all_ways(costs: list[dict[int, int]], steps: list[list[int]]) -> dict[tuple[int, ...], int]:
    """For each set that can be seated together, the least sum of costs."""
    least: dict[tuple[int, ...], int] = {}
    for way in product((None, 0, 1, 2), repeat=len(costs)):
        seated = [(who, node) for who, node in enumerate(way) if node is not None]
        loads = [sum(node == at for _, node in seated) for at in range(3)]
        if all(node in costs[who] for who, node in seated) and all(
            load <= len(row) for load, row in zip(loads, steps, strict=True)
        ):
            total = sum(costs[who][node] for who, node in seated)
            total += sum(step for load, row in zip(loads, steps, strict=True) for step in row[:load])
            key = tuple(who for who, _ in seated)
            least[key] = min(total, least.get(key, total))
    return least


@settings(deadline=None, max_examples=150)
@given(COSTS, STEPS)
def test_as_many_as_can_be_are_seated_the_first_first_at_least_cost(
    costs: list[dict[int, int]], steps: list[list[int]]
) -> None:
    seating = Seating(costs, steps)
    refused = {who: nodes for who in range(len(costs)) if (nodes := seating.seat(who)) is not None}
    nodes = seating.nodes()
    least = all_ways(costs, steps)
    most = max(map(len, least))
    assert len(nodes) == most
    assert tuple(sorted(nodes)) == min(key for key in least if len(key) == most)
    total = sum(costs[who][node] for who, node in nodes.items())
    total += sum(sum(row[: len(taken)]) for taken, row in zip(seating.taken, steps, strict=True))
    assert total == least[tuple(sorted(nodes))]
    for who, full in refused.items():
        assert set(costs[who]) <= full
        assert len([each for each in nodes if nodes[each] in full]) == sum(len(steps[node]) for node in full)


@given(st.permutations(range(4)))
def test_equals_are_seated_alike_whatever_the_order_of_nodes(order: list[int]) -> None:
    costs = [dict.fromkeys(order, 0) for _ in range(4)]
    seating = Seating(costs, [[0]] * 4)
    assert [seating.seat(who) for who in range(4)] == [None] * 4
    assert seating.nodes() == {0: 0, 1: 1, 2: 2, 3: 3}


def test_the_last_one_makes_everybody_move() -> None:
    costs = [{0: 0, 1: 1}, {1: 0, 2: 1}, {2: 0, 3: 1}, {0: 0}]
    seating = Seating(costs, [[0]] * 4)
    assert [seating.seat(who) for who in range(4)] == [None] * 4
    assert seating.nodes() == {3: 0, 0: 1, 1: 2, 2: 3}


def test_where_all_seats_are_taken_the_closed_nodes_are_named() -> None:
    seating = Seating([{0: 0}, {1: 0}, {0: 0}, {}], [[0], [0]])
    assert seating.seat(0) is None
    assert seating.seat(1) is None
    assert seating.seat(2) == frozenset({0})
    assert seating.seat(3) == frozenset()
