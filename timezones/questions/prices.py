"""The price of each policy against the others: the same people and sittings, planned by every policy side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from timezones.fairness import Score, score
from timezones.problem import POLICIES, Policy, Problem, Starts
from timezones.windows import Plan, plan

#: what a timetable is called that no policy chose, when a caller adds one ("held", "draft")
Name = str


@dataclass(frozen=True, kw_only=True)
class Priced:
    """One timetable of the comparison. `name` is its policy, or the caller's name for a timetable made by hand.

    `status` is the planner's word for the proof ("given" for a timetable made by hand); `score` has all its figures.
    """

    name: Name
    status: str
    starts: Starts
    score: Score


@dataclass(frozen=True, kw_only=True)
class Trade:
    """What changes between two timetables, always second less first: points, heads, and who gains and who pays.

    `worst` and `sum` are points, `mean` points per head, `heads` those with a minute in the dearest band. `who_gains`
    and `who_pays` map the rows whose totals fall and rise to the points by which they do (both positive).
    """

    before: Name
    after: Name
    worst: int
    mean: float
    sum: int
    heads: int
    jain: float
    who_gains: Mapping[str, int]
    who_pays: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Prices:
    """All timetables of a comparison, policies in their order first; a policy without a timetable is in `missing`."""

    lines: tuple[Priced, ...]
    missing: Mapping[Policy, str]

    def line(self, name: Name) -> Priced:
        """The timetable of that name. Raises KeyError."""
        for each in self.lines:
            if each.name == name:
                return each
        raise KeyError(name)

    def trade(self, before: Name, after: Name) -> Trade:
        """What moving from one timetable to another costs and buys. Raises KeyError."""
        return trade(self.line(before), self.line(after))

    def trades_from(self, name: Name) -> tuple[Trade, ...]:
        """What moving from that timetable to each of the others costs and buys."""
        return tuple(trade(self.line(name), each) for each in self.lines if each.name != name)


def price_of_policies(
    problem: Problem,
    *,
    policies: Sequence[Policy] = POLICIES,
    known: Mapping[Policy, Plan] | None = None,
    beside: Mapping[Name, Starts] | None = None,
    time_limit: float | None = None,
    workers: int = 1,
    cancelled: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Prices:
    """Plan the same request by each policy and set the figures side by side.

    `known` are plans that are there already, by policy; `beside` timetables made by hand, by name. `time_limit`, in
    seconds, is for all policies together: each may take its share of what is left. A policy that finds nothing (time
    ran out, or nothing is possible) is named in `missing` with the plan's status.
    """
    begun = clock()
    found: dict[Policy, Plan] = {policy: plan for policy, plan in (known or {}).items() if policy in policies}
    to_plan = [policy for policy in policies if policy not in found]
    for place, policy in enumerate(to_plan):
        left = None if time_limit is None else max(0.0, time_limit - (clock() - begun)) / (len(to_plan) - place)
        asked = replace(problem, policy=policy)
        found[policy] = plan(asked, time_limit=left, workers=workers, cancelled=cancelled, clock=clock)
    return Prices(
        lines=(*_planned(policies, found), *_beside(problem, beside or {})),
        missing={policy: found[policy].status for policy in policies if found[policy].score is None},
    )


def _planned(policies: Sequence[Policy], found: Mapping[Policy, Plan]) -> list[Priced]:
    plans = [(policy, found[policy], found[policy].score) for policy in policies]
    return [
        Priced(name=policy, status=plan.status, starts=plan.starts, score=figures)
        for policy, plan, figures in plans
        if figures is not None
    ]


def _beside(problem: Problem, beside: Mapping[Name, Starts]) -> list[Priced]:
    return [
        Priced(name=name, status="given", starts=starts, score=score(problem, starts))
        for name, starts in beside.items()
    ]


def trade(before: Priced, after: Priced) -> Trade:
    """What changes from one timetable to another, for the same people."""
    one, two = before.score, after.score
    change = {name: two.totals[name] - points for name, points in one.totals.items()}
    return Trade(
        before=before.name,
        after=after.name,
        worst=two.worst - one.worst,
        mean=two.mean - one.mean,
        sum=two.sum - one.sum,
        heads=two.heads_in_dearest_band - one.heads_in_dearest_band,
        jain=two.jain - one.jain,
        who_gains={name: -points for name, points in change.items() if points < 0},
        who_pays={name: points for name, points in change.items() if points > 0},
    )
