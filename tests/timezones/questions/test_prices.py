from __future__ import annotations

from dataclasses import replace

import pytest

from tests.timezones import brute
from tests.timezones.test_windows import Clock, problem
from timezones import fairness
from timezones.problem import POLICIES
from timezones.questions.prices import price_of_policies
from timezones.windows import plan

SEEDS = [seed for seed in range(100) if brute.how_many(brute.random_problem(seed)) < 2000][:12]


@pytest.mark.parametrize("seed", SEEDS)
def test_each_line_is_the_plan_of_its_policy(seed: int) -> None:
    asked = brute.random_problem(seed)
    prices = price_of_policies(asked)
    for policy in POLICIES:
        by_it = replace(asked, policy=policy)
        best = min(brute.timetables(by_it), key=lambda timetable: brute.key(by_it, timetable), default=None)
        if best is None:
            assert prices.missing[policy] == "infeasible"
        else:
            line = prices.line(policy)
            assert (line.status, line.starts) == ("optimal", best)
            assert dict(line.score.totals) == brute.totals(by_it, best)


def test_no_policy_beats_another_in_its_own_first_figure() -> None:
    prices = price_of_policies(problem())
    for line in prices.lines:
        assert prices.line("leximin").score.worst == prices.line("minimax").score.worst <= line.score.worst
        assert prices.line("least_total").score.sum <= line.score.sum
        assert prices.line("fewest_hurt").score.heads_in_dearest_band <= line.score.heads_in_dearest_band


def test_a_trade_says_who_gains_and_who_pays_and_its_reverse_takes_it_back() -> None:
    prices = price_of_policies(problem())
    there, back = prices.trade("least_total", "leximin"), prices.trade("leximin", "least_total")
    one, two = prices.line("least_total").score, prices.line("leximin").score
    assert (there.worst, there.sum) == (two.worst - one.worst, two.sum - one.sum)
    assert there.mean == pytest.approx(two.mean - one.mean)
    assert (there.heads, there.jain) == (-back.heads, pytest.approx(-back.jain))
    assert there.worst < 0 < there.sum
    assert (dict(there.who_gains), dict(there.who_pays)) == (dict(back.who_pays), dict(back.who_gains))
    for name, points in one.totals.items():
        assert points - there.who_gains.get(name, 0) + there.who_pays.get(name, 0) == two.totals[name]
    assert {each.after for each in prices.trades_from("leximin")} == set(POLICIES) - {"leximin"}


def test_plans_that_are_there_are_not_made_again_and_a_timetable_by_hand_stands_beside() -> None:
    asked = problem()
    ours = plan(asked)
    held = plan(replace(asked, policy="fewest_hurt")).starts
    prices = price_of_policies(
        asked, policies=("leximin",), known={"leximin": ours}, beside={"held": held}, time_limit=0
    )
    assert [(line.name, line.status) for line in prices.lines] == [("leximin", "optimal"), ("held", "given")]
    assert prices.line("held").score == fairness.score(asked, held)
    with pytest.raises(KeyError):
        prices.line("minimax")


def test_time_is_shared_and_what_is_not_proven_is_said() -> None:
    prices = price_of_policies(problem(), time_limit=60, clock=Clock())
    assert {line.status for line in prices.lines} <= {"optimal", "feasible"}
    assert "feasible" in {line.status for line in prices.lines}


def test_nothing_possible_is_named_for_every_policy() -> None:
    impossible = problem(venue=replace(problem().venue, closes=480))
    prices = price_of_policies(impossible)
    assert (prices.lines, set(prices.missing.values())) == ((), {"infeasible"})
