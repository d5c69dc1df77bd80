from __future__ import annotations

import pytest

from tests.timezones import brute
from timezones import fairness, rules
from timezones.windows import plan


def assert_same_as_brute_force(seed: int) -> None:
    problem = brute.random_problem(seed)
    best = min(brute.timetables(problem), key=lambda timetable: brute.key(problem, timetable), default=None)
    found = plan(problem)
    if best is None:
        assert found.status == "infeasible", problem
        assert found.reasons
        return
    assert found.status == "optimal", problem
    assert found.starts == best, problem
    assert found.score is not None
    assert dict(found.score.totals) == brute.totals(problem, best)
    assert found.score.heads_in_dearest_band == brute.hurt_heads(problem, best)
    assert rules.broken_rules(problem, found.starts) == []
    assert found.score == fairness.score(problem, best)


SEEDS = [seed for seed in range(400) if brute.how_many(brute.random_problem(seed)) < 20_000][:100]


@pytest.mark.parametrize("seed", SEEDS)
def test_plan_equals_brute_force(seed: int) -> None:
    assert_same_as_brute_force(seed)
