from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ortools.sat.python.cp_model import CpModel, CpSolver

from tests.timezones import brute
from tests.timezones.test_windows import SEEDS, SORTED, assert_same_as_brute_force, problem
from tests.timezones.windows.test_search import Fuse, begun, never
from timezones.problem import Policy
from timezones.windows import halves, plan
from timezones.windows import levels as levels_module
from timezones.windows.levels import Levels
from timezones.windows.order import Order
from timezones.windows.reduced import Reduced
from timezones.windows.slots import Slots
from timezones.windows.solve import starts_of
from timezones.windows.stopping import OutOfTime

HARD = [seed for seed in SEEDS if brute.random_problem(seed).policy in SORTED][40:60]


@pytest.fixture(autouse=True)
def _never_by_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves, "MOST_TIME", -1)


@pytest.mark.parametrize("seed", HARD)
def test_all_threads_prove_the_same_as_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timezones.windows.levels.EFFORT_ALONE", 0.0)
    assert_same_as_brute_force(seed)


@pytest.mark.parametrize("seed", HARD)
def test_a_poor_beginning_ends_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Levels are named, found better and counted on the way from the first draw to the best plan."""
    monkeypatch.setattr("timezones.windows.solve.MOVES", 0)
    monkeypatch.setattr("timezones.windows.climb.improve", lambda order, chosen, is_over: chosen)
    monkeypatch.setattr("timezones.windows.levels.improve", lambda order, chosen, is_over: chosen)
    assert_same_as_brute_force(seed)


@pytest.mark.parametrize("policy", ["leximin", "minimax", "region_leximin"])
def test_the_threads_agree_on_every_policy(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    by_levels = plan(problem(policy=policy), workers=3)
    monkeypatch.setattr(halves, "MOST_TIME", 20e9)
    assert by_levels == plan(problem(policy=policy))


@pytest.mark.parametrize("policy", ["leximin", "minimax"])
@pytest.mark.parametrize("effort", [0.0, 2.0])
@pytest.mark.parametrize("more", [0, 1, 2, 3, 20])
def test_a_stopped_solver_leaves_an_honest_bound(
    policy: Policy, effort: float, more: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("timezones.windows.model.POLL", 0.0)
    monkeypatch.setattr("timezones.windows.levels.EFFORT_ALONE", effort)
    order = Order(Reduced(problem(policy=policy)))
    known = begun(problem(policy=policy))
    fuse = Fuse(10**6)
    Slots(order, fuse)
    levels = Levels(order, known, 0, Fuse(10**6 - fuse.length + more), 1)
    with pytest.raises(OutOfTime):
        levels.prove()
    assert 0 <= levels.bound <= 1590 <= int(order.key_of(levels.chosen)[0])


def test_making_the_model_stops_when_it_is_told() -> None:
    with pytest.raises(OutOfTime):
        Slots(Order(Reduced(problem())), Fuse(3))


def test_the_sum_is_proven_from_a_poor_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = problem(policy="minimax")
    proven = plan(asked)
    monkeypatch.setattr("timezones.windows.levels.improve", lambda order, chosen, is_over: chosen)
    levels = Levels(Order(Reduced(asked)), begun(asked), 0, never, 1)
    levels.prove()
    assert starts_of(levels.order.reduced, levels.chosen) == proven.starts


def test_levels_can_be_counted_from_a_poor_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    proven = plan(problem())
    monkeypatch.setattr("timezones.windows.levels.improve", lambda order, chosen, is_over: chosen)
    levels = Levels(Order(Reduced(problem())), begun(problem()), 0, never, 1)
    levels._prove_dearest()
    levels._count_levels()
    levels._prove_total()
    levels._make_earliest()
    assert starts_of(levels.order.reduced, levels.chosen) == proven.starts


def test_a_plan_found_before_the_stop_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    run = levels_module.run

    def run_to_the_first(solver: CpSolver, model: CpModel, is_over: Callable[[], bool]) -> Any:
        solver.parameters.stop_after_first_solution = True
        return run(solver, model, is_over)

    monkeypatch.setattr(levels_module, "run", run_to_the_first)
    monkeypatch.setattr("timezones.windows.levels.improve", lambda order, chosen, is_over: chosen)
    order, known = Order(Reduced(problem(policy="minimax"))), begun(problem(policy="minimax"))
    levels = Levels(order, known, 0, never, 1)
    with pytest.raises(OutOfTime):
        levels.prove()
    assert order.key_of(levels.chosen)[0] < order.key_of(known)[0]
    assert levels.bound <= 1590


def test_a_model_too_large_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timezones.windows.slots.MOST_TERMS", 0)
    found = plan(problem())
    assert found.status == "feasible"
    assert found.bound is not None
    assert found.score is not None
    assert found.bound <= found.score.worst
