"""Re-planning a published programme: fewest moves, then the smallest, then the policy; frozen sittings stay.

CP-SAT proves the least number of moves, then the least minutes among as few moves; then every timetable that has both
is listed, and the policy chooses among them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from ortools.sat.python import cp_model

from timezones.burden import to_minute
from timezones.fairness import Score, order_of_starts, score
from timezones.problem import Placement, Problem, Starts
from timezones.questions.limits import Limits, keeps_limits
from timezones.questions.tally import Tally
from timezones.questions.within import add_limits
from timezones.windows import plan
from timezones.windows.model import Instance, RulesModel, run, solver_of
from timezones.windows.stopping import IsOver

Status = Literal["optimal", "feasible", "infeasible", "unknown"]

#: how many timetables with equally few and small moves are compared by the policy
MOST_TIES = 20_000
#: after how many of them the comparison asks whether it should stop
ASKED = 100


@dataclass(frozen=True, kw_only=True)
class Move:
    """One instance at a new time; `before` None: the sitting was not published."""

    id: str
    instance: int
    before: datetime | None
    after: datetime


@dataclass(frozen=True, kw_only=True)
class Replan:
    """The answer. `optimal`: no timetable that keeps the rules moves fewer instances, none that moves as few moves
    them by fewer minutes, none of those comes first by the policy. `feasible`: stopped before all of that was proven;
    `least_moves` and `least_minutes` are the proven bounds of the first two figures (None: nothing is proven of that
    figure). `infeasible`: no timetable keeps the rules, the limits and the frozen sittings; `reasons` names the rules
    that clash, as a plan does, or the limits (`replan.worst`, `replan.mean`, `replan.heads`). `unknown`: stopped with
    nothing found.

    `moved` counts moved instances that were published, `minutes` sums how far; sittings that are new count in neither.
    """

    status: Status
    starts: Starts = field(default_factory=dict)
    placements: tuple[Placement, ...] = ()
    moves: tuple[Move, ...] = ()
    moved: int = 0
    minutes: int = 0
    least_moves: int | None = None
    least_minutes: int | None = None
    score: Score | None = None
    reasons: tuple[str, ...] = ()


def replan(
    problem: Problem,
    published: Starts,
    *,
    frozen: Collection[str] = (),
    limits: Limits | None = None,
    time_limit: float | None = None,
    workers: int = 1,
    cancelled: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Replan:
    """Bring a published programme within the problem's rules (and `limits`) with the fewest and smallest moves.

    `published` maps sitting ids to starts; ids that the problem no longer has are left out, sittings that are new are
    placed freely. Of a repeated sitting instances are compared in time order. Sittings in `frozen` (which must be
    published) stay where they are, even off the grid and outside the venue hours, as if the problem had frozen them;
    all other rules hold for them too.
    """
    begun = clock()

    def is_over() -> bool:
        late = time_limit is not None and clock() - begun > time_limit
        return late or (cancelled is not None and cancelled())

    before = {each.id: tuple(sorted(published.get(each.id, ()))) for each in problem.sittings}
    search = _Search(_with_frozen(problem, before, frozen), before, limits or Limits(), is_over, workers)
    return search.answer()


def _with_frozen(problem: Problem, before: Starts, frozen: Collection[str]) -> Problem:
    sittings = [
        replace(each, starts=before[each.id], day=None) if each.id in frozen else each for each in problem.sittings
    ]
    return replace(problem, sittings=tuple(sittings))


def _sum(parts: Iterable[Any]) -> Any:
    return cp_model.LinearExpr.sum(list(parts))


class _Ties(cp_model.CpSolverSolutionCallback):
    """Gathers timetables as the solver lists them; stops at one more than may be compared."""

    def __init__(self, rules: RulesModel) -> None:
        super().__init__()
        self._rules = rules
        self.found: list[Starts] = []

    def on_solution_callback(self) -> None:
        self.found.append(self._rules.starts(self.value))
        if len(self.found) > MOST_TIES:
            self.stop_search()


class _Search:
    """One run: the three figures one after the other, each among the timetables that have the ones before."""

    def __init__(self, problem: Problem, before: Starts, limits: Limits, is_over: IsOver, workers: int) -> None:
        self.problem, self.before, self.limits = problem, before, limits
        self.is_over, self.workers = is_over, workers
        self.rules = RulesModel(problem)
        self.found: Starts | None = None
        self.least: list[int | None] = [None, None]

    def answer(self) -> Replan:
        status = self._solve()
        if status == "infeasible":
            return Replan(status=status, reasons=self._reasons())
        found = self.found or self._any()
        return self._replan(status, found) if found else Replan(status="unknown")

    def _any(self) -> Starts | None:
        """A timetable at once, when the solver was stopped before it had one: the planner's first draw."""
        drawn = plan(self.problem, cancelled=lambda: True)
        return drawn.starts if drawn.score and keeps_limits(self.problem, drawn.score, self.limits) else None

    def _solve(self) -> Status:
        if not self.rules.is_possible:
            return "infeasible"
        add_limits(self.rules, self.limits)
        for place, made in enumerate((self._moved, self._minutes)):
            figure = made()
            status = self._minimise(place, figure)
            if status != "optimal":
                return status
            self.rules.model.add(figure == self._value(place))
        return self._by_policy()

    def _value(self, place: int) -> int:
        found = self.least[place]
        assert found is not None
        return found

    def _published(self) -> list[tuple[Instance, int]]:
        """Instances that were published, with the minute at which they were."""
        both = zip(self.rules.instances, self.problem.sittings, strict=True)
        return [
            (one, to_minute(start))
            for instances, sitting in both
            for one, start in zip(instances, self.before[sitting.id], strict=False)
        ]

    def _moved(self) -> Any:
        return _sum(self.rules.is_moved(one, minute) for one, minute in self._published())

    def _minutes(self) -> Any:
        return _sum(self.rules.distance(one, minute) for one, minute in self._published())

    def _minimise(self, place: int, figure: Any) -> Status:
        """Prove the least value of a figure; what was found and proven until it was stopped is kept."""
        if self.is_over():
            return "feasible"
        model, solver = self.rules.model, solver_of(self.workers)
        model.minimize(figure)
        status = run(solver, model, self.is_over)
        if status == cp_model.INFEASIBLE:
            return "infeasible"
        self.least[place] = max(0, math.ceil(solver.best_objective_bound - 1e-6))
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            self.found = self.rules.starts(solver.value)
            model.clear_hints()  # type: ignore[no-untyped-call]
            for one in self.rules.each:
                model.add_hint(one.start, solver.value(one.start))
        return "optimal" if status == cp_model.OPTIMAL else "feasible"

    def _by_policy(self) -> Status:
        """List all timetables with the least moves and minutes, and take the first by the policy."""
        self.rules.model.clear_objective()  # type: ignore[no-untyped-call]
        solver, ties = solver_of(1), _Ties(self.rules)
        solver.parameters.enumerate_all_solutions = True
        status = run(solver, self.rules.model, self.is_over, ties)
        tally, keyed = Tally(self.problem), []
        for place, starts in enumerate([self._found, *ties.found]):
            if place and place % ASKED == 0 and self.is_over():
                break
            keyed.append((tally.key(starts), order_of_starts(self.problem, starts), place))
        best = min(keyed)[2]
        self.found = ties.found[best - 1] if best else self.found
        is_all = status == cp_model.OPTIMAL and len(keyed) == len(ties.found) + 1 <= MOST_TIES
        return "optimal" if is_all else "feasible"

    @property
    def _found(self) -> Starts:
        assert self.found is not None
        return self.found

    def _replan(self, status: Status, starts: Starts) -> Replan:
        moves = tuple(self._moves(starts))
        known = [(move.before, move.after) for move in moves if move.before is not None]
        return Replan(
            status=status,
            starts=starts,
            placements=tuple(self._placements(starts)),
            moves=moves,
            moved=len(known),
            minutes=sum(abs(after - before) // timedelta(minutes=1) for before, after in known),
            least_moves=self.least[0],
            least_minutes=self.least[1],
            score=score(self.problem, starts),
        )

    def _placements(self, starts: Starts) -> list[Placement]:
        return [
            Placement(id=each.id, instance=number, start=start, end=start + timedelta(minutes=each.minutes))
            for each in self.problem.sittings
            for number, start in enumerate(starts[each.id], 1)
        ]

    def _moves(self, starts: Starts) -> list[Move]:
        found = []
        for placed in self._placements(starts):
            before = self.before[placed.id]
            old = before[placed.instance - 1] if placed.instance <= len(before) else None
            if old != placed.start:
                found.append(Move(id=placed.id, instance=placed.instance, before=old, after=placed.start))
        return found

    def _reasons(self) -> tuple[str, ...]:
        """The rules that clash; where there are none, the limits, as few as clash."""
        by_rules = plan(self.problem, workers=self.workers, cancelled=self.is_over)
        if by_rules.score is None:
            return by_rules.reasons
        kept = self.limits
        for name in ("heads", "mean", "worst"):
            fewer = replace(kept, **{name: None})
            rules = RulesModel(self.problem)
            add_limits(rules, fewer)
            if run(solver_of(self.workers), rules.model, self.is_over) == cp_model.INFEASIBLE:
                kept = fewer
        return tuple(f"replan.{name}" for name in ("worst", "mean", "heads") if getattr(kept, name) is not None)
