from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.timezones import brute
from tests.timezones.test_windows import Clock, people, problem
from tests.timezones.windows.test_feasible import Patience, tight
from timezones import fairness, rules
from timezones.problem import Problem, Starts, WantedSitting
from timezones.questions import moves
from timezones.questions.limits import Limits
from timezones.questions.moves import replan
from timezones.windows import plan

SEEDS = [seed for seed in range(400) if brute.how_many(brute.random_problem(seed)) < 3000][:100]
MANY = range(400, 2000)


def published_for(asked: Problem, dice: random.Random) -> Starts:
    """Starts of the grid, lawful or not, for most of the sittings."""
    found = {}
    for sitting in asked.sittings:
        free = [start.instant for start in brute.starts_of(replace(asked.venue, opens=0, closes=1440), sitting.minutes)]
        if dice.random() < 0.85:
            found[sitting.id] = tuple(sorted(dice.sample(free, min(len(free), sitting.repeat))))
    return found


def figures(asked: Problem, published: Starts, timetable: Starts) -> tuple[int, int]:
    pairs = [
        (old, new)
        for sitting in asked.sittings
        for old, new in zip(published.get(sitting.id, ()), sorted(timetable[sitting.id]), strict=False)
    ]
    return sum(old != new for old, new in pairs), sum(abs(new - old) // brute.MINUTE for old, new in pairs)


def within(asked: Problem, limits: Limits, timetable: Starts) -> bool:
    totals = brute.totals(asked, timetable)
    heads = sum(person.count for person in asked.people)
    mean = Fraction(sum(person.count * totals[person.id] for person in asked.people), heads)
    return (
        (limits.worst is None or max(totals.values()) <= limits.worst)
        and (limits.mean is None or mean <= limits.mean)
        and (limits.heads is None or brute.hurt_heads(asked, timetable) <= limits.heads)
    )


def limits_for(asked: Problem, dice: random.Random) -> Limits:
    """Some figures of some timetable, so that about half of the questions have an answer."""
    some = next(brute.timetables(asked), None)
    if some is None or dice.random() < 0.5:
        return Limits()
    score = fairness.score(asked, some)
    heads = sum(person.count for person in asked.people)
    kind = dice.choice(["worst", "mean", "heads", "all"])
    return Limits(
        worst=score.worst - dice.randint(0, 30) if kind in {"worst", "all"} else None,
        mean=Fraction(score.sum, heads) - dice.randint(0, 10) if kind in {"mean", "all"} else None,
        heads=max(0, score.heads_in_dearest_band - dice.randint(0, 1)) if kind in {"heads", "all"} else None,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_replan_equals_brute_force(seed: int) -> None:
    asked, dice = brute.random_problem(seed), random.Random(seed)
    published, limits = published_for(asked, dice), limits_for(asked, dice)
    frozen = {name for name in published if dice.random() < 0.2}
    found = replan(asked, published, frozen=frozen, limits=limits)
    kept = replace(
        asked,
        sittings=tuple(replace(s, starts=published[s.id], day=None) if s.id in frozen else s for s in asked.sittings),
    )
    lawful = [each for each in brute.timetables(kept) if within(asked, limits, each)]
    best = min(lawful, key=lambda each: (figures(kept, published, each), brute.key(kept, each)), default=None)
    if best is None:
        assert found.status == "infeasible"
        assert found.reasons
        assert found.score is None
        return
    assert (found.status, found.starts) == ("optimal", best)
    assert (found.moved, found.minutes) == figures(kept, published, best) == (found.least_moves, found.least_minutes)
    assert rules.broken_rules(kept, found.starts) == []
    assert found.score == fairness.score(kept, best)


def shifted(starts: Starts, **minutes: int) -> Starts:
    return {name: tuple(each + timedelta(minutes=minutes.get(name, 0)) for each in own) for name, own in starts.items()}


def test_a_programme_that_keeps_the_rules_stays_as_it_is() -> None:
    published = plan(problem(policy="least_total")).starts
    found = replan(problem(), published)
    assert (found.status, found.starts, found.moves, found.moved, found.minutes) == ("optimal", published, (), 0, 0)


def test_what_must_move_moves_as_little_as_can_be_and_is_named() -> None:
    published = plan(problem()).starts
    earlier = problem(venue=replace(problem().venue, opens=480))
    found = replan(earlier, published)
    assert found.status == "optimal"
    assert 0 < found.moved < len(published)
    assert [move.before for move in found.moves] == [published[move.id][0] for move in found.moves]
    assert [move.after for move in found.moves] == [found.starts[move.id][0] for move in found.moves]
    assert found.minutes == sum(abs(move.after - (move.before or move.after)) // brute.MINUTE for move in found.moves)
    assert rules.broken_rules(earlier, found.starts) == []
    assert [(each.id, each.start) for each in found.placements] == [
        (name, own[0]) for name, own in found.starts.items()
    ]


def test_new_sittings_are_placed_and_do_not_count() -> None:
    published = dict(plan(problem()).starts)
    del published["s5"]
    found = replan(problem(), {**published, "cancelled": published["s0"]})
    assert (found.moved, found.minutes, [move.id for move in found.moves]) == (0, 0, ["s5"])
    assert found.moves[0].before is None
    assert "cancelled" not in found.starts


def test_a_figure_no_worse_than_asked_for() -> None:
    asked = problem(policy="least_total")
    published = plan(asked).starts
    best = plan(problem()).score
    assert best is not None
    found = replan(asked, published, limits=Limits(worst=best.worst))
    assert found.score is not None
    assert found.score.worst == best.worst
    assert found.moved > 0
    none = replan(asked, published, limits=Limits(worst=best.worst - 1, heads=10**6))
    assert (none.status, none.reasons) == ("infeasible", ("replan.worst",))


def test_rules_that_clash_with_frozen_sittings_are_named() -> None:
    published = plan(problem()).starts
    crowd = dict.fromkeys(("s0", "s1"), published["s0"])
    found = replan(problem(), crowd, frozen={"s0", "s1"})
    assert found.status == "infeasible"
    assert set(found.reasons) == {"sittings[0].starts", "sittings[1].starts"}


def test_rows_that_attend_nothing_bear_their_ledger_and_nothing_more() -> None:
    rows = tuple(replace(row, ledger=50) for row in people("Pacific/Fiji", "Europe/Zurich"))
    only = WantedSitting(id="only", minutes=60, people=("Europe/Zurich",))
    asked = problem(people=rows, sittings=(only,))
    published = plan(asked).starts
    assert replan(asked, published, limits=Limits(worst=50, heads=0)).moved == 0
    assert replan(asked, published, limits=Limits(worst=49)).reasons == ("replan.worst",)


def test_stopped_at_any_moment_it_says_what_is_proven() -> None:
    asked = problem(venue=replace(problem().venue, opens=480))
    published = plan(problem()).starts
    proven = replan(asked, published)
    said = set()
    for limit in range(2, 40, 3):
        found = replan(asked, published, time_limit=limit, clock=Clock())
        said.add(found.status)
        assert found.status in {"optimal", "feasible"}
        assert rules.broken_rules(asked, found.starts) == []
        assert (found.least_moves or 0) <= proven.moved <= found.moved
    assert "optimal" in said
    stopped = replan(asked, published, cancelled=lambda: True)
    assert (stopped.status, stopped.least_moves) == ("feasible", None)
    assert rules.broken_rules(asked, stopped.starts) == []
    assert replan(asked, published, limits=Limits(worst=0), cancelled=lambda: True).status == "unknown"
    full = replace(tight(), venue=replace(tight().venue, max_minutes_per_day=None))
    assert replan(full, {}, cancelled=Patience(2)).status == "unknown"


def test_more_ties_than_may_be_compared_are_not_called_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    published = dict(plan(problem()).starts)
    del published["s5"]
    monkeypatch.setattr(moves, "MOST_TIES", 2)
    found = replan(problem(), published)
    assert (found.status, found.moved, found.least_moves, found.least_minutes) == ("feasible", 0, 0, 0)


def test_stopped_while_comparing_ties(monkeypatch: pytest.MonkeyPatch) -> None:
    published = dict(plan(problem()).starts)
    del published["s5"]
    compared: list[Problem] = []

    def counted(asked: Problem, starts: Starts) -> tuple[int, ...]:
        compared.append(asked)
        return fairness.order_of_starts(asked, starts)

    monkeypatch.setattr(moves, "order_of_starts", counted)
    monkeypatch.setattr(moves, "ASKED", 5)
    found = replan(problem(), published, cancelled=lambda: bool(compared))
    assert (found.status, found.least_moves, len(compared)) == ("feasible", 0, 5)


def test_days_of_the_week_do_not_matter_to_the_distance() -> None:
    asked = problem(sittings=(WantedSitting(id="s", minutes=90, day=date(2022, 2, 24)),))
    published = {"s": (plan(problem()).starts["s0"][0],)}
    found = replan(asked, published)
    assert (found.moved, found.minutes) == (1, 2 * 1440)


@pytest.mark.long
def test_the_same_for_many_problems() -> None:
    for seed in MANY:
        if brute.how_many(brute.random_problem(seed)) < 3000:
            test_replan_equals_brute_force(seed)
