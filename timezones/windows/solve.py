"""From a problem to a plan: a good plan first, then the proof, then the last tie-break, honestly labelled."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from math import ceil
from typing import Literal

import numpy as np

from timezones.burden import to_instant
from timezones.fairness import Score, score
from timezones.problem import Alternative, Placement, Policy, Problem, Starts
from timezones.windows.bounds import Cover, Cut, dearest_cuts, sum_cut
from timezones.windows.climb import climb, improve_pairs
from timezones.windows.columns import Columns, TooManyColumns
from timezones.windows.earliest import earliest
from timezones.windows.explain import alternatives
from timezones.windows.halves import Halves, TooMany
from timezones.windows.labels import Labels
from timezones.windows.matches import Matches
from timezones.windows.order import Chosen, Order, total_of
from timezones.windows.reduced import Burdens, Reduced
from timezones.windows.search import Search, at_most
from timezones.windows.stopping import IsOver, OutOfTime, go_on

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
SEED = 2022
DRAWS, MOVES = 24, 2400


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What is known so far: of the best plan the policy's first figure with its proven bound, the dearest total and
    the mean of a head; seconds since the start.
    """

    figure: Fraction
    bound: Fraction
    worst: int
    mean: Fraction
    seconds: float

    @property
    def gap(self) -> float:
        """How far figure and bound are apart, as of a plan."""
        return gap_of(self.figure, self.bound)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The answer. `optimal`: the whole order of the policy is proven; `feasible`: `bound` is the proven
    least value of its first figure and `gap` (figure - bound) / max(1, figure); `infeasible`: `reasons`
    names an irreducible set of rules that clash; `unknown`: time ran out with nothing found.

    `alternatives` are left out of a search that was cancelled: they take longer than one waits for a stop.
    """

    status: Status
    policy: Policy
    starts: Starts
    placements: tuple[Placement, ...] = ()
    score: Score | None = None
    bound: Fraction | None = None
    gap: float = 0.0
    alternatives: tuple[Alternative, ...] = ()
    reasons: tuple[str, ...] = ()


def plan(
    problem: Problem,
    *,
    time_limit: float | None = None,
    workers: int = 1,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Plan:
    """Choose the starts of a problem's sittings by its policy.

    `time_limit` is in seconds (None: until proven); `workers` are threads of the solver that settles
    whether anything is possible; `progress` is told of every better plan; `cancelled` is asked often
    and ends the search with the best plan so far. The same problem gives the same `optimal` plan.
    """
    begun = clock()

    def is_cancelled() -> bool:
        return cancelled is not None and cancelled()

    def is_over() -> bool:
        return (time_limit is not None and clock() - begun > time_limit) or is_cancelled()

    solver = _Solver(problem, is_over, workers)
    if progress is not None:
        solver.tell = lambda: progress(solver.progress(clock() - begun))
    found = solver.solve()
    return replace(found, alternatives=solver.alternatives(is_cancelled)) if found.starts else found


def gap_of(figure: Fraction, bound: Fraction) -> float:
    """How far a figure is above its bound, by the figure; of figures below 1 the difference."""
    return float((figure - bound) / max(Fraction(1), figure))


class _Solver:
    """One run over one problem."""

    def __init__(self, problem: Problem, is_over: IsOver, workers: int) -> None:
        self.problem, self.is_over, self.workers = problem, is_over, workers
        self.reduced = Reduced(problem)
        self.order = Order(self.reduced)
        self.labels = Labels(self.reduced)
        self.tell: Callable[[], object] = lambda: None
        self.bound = self._plain_bound()

    def solve(self) -> Plan:
        instances = sum(wanted.repeat for wanted in self.reduced.wanted)
        chosen = climb(self.order, SEED, max(2, min(DRAWS, MOVES // instances**2)), self.is_over)
        if chosen is None:
            from timezones.windows.feasible import settle  # OR-Tools is slow to load and seldom needed

            answer = settle(self.reduced, self.is_over, self.workers)
            if answer.chosen is None:
                status: Status = "infeasible" if answer.reasons else "unknown"
                return Plan(status=status, policy=self.problem.policy, starts={}, reasons=answer.reasons)
            chosen = climb(self.order, SEED, 0, self.is_over, answer.chosen) or answer.chosen
        self.chosen = chosen
        self.tell()
        try:
            self._prove()
        except (OutOfTime, TooMany, TooManyColumns):
            return self._answer("feasible")
        return self._answer("optimal")

    def progress(self, seconds: float) -> Progress:
        """What is known after so many seconds."""
        burdens = total_of(self.reduced, self.chosen)
        totals = self.reduced.totals(burdens.cost[0])
        return Progress(
            figure=self.order.figure(self.order.keys_of_burdens(burdens)[0]),
            bound=self.bound,
            worst=int(totals.max()),
            mean=Fraction(int(totals @ self.reduced.counts), int(self.reduced.heads.sum())),
            seconds=seconds,
        )

    def _plain_bound(self) -> Fraction:
        """What no plan can undercut: every sitting at every class's own best start."""
        if any(not len(wanted.instants) for wanted in self.reduced.wanted):
            return Fraction(0)
        cost = sum((wanted.cost.min(axis=0) for wanted in self.reduced.wanted), np.zeros(1, dtype=np.int64))
        night = np.zeros((1, len(self.reduced.heads)), dtype=np.bool_)
        for wanted in self.reduced.wanted:
            night |= wanted.night.all(axis=0)
        return self.order.figure(self.order.keys_of_burdens(Burdens(cost=cost[None], night=night))[0])

    def _columns(self) -> Columns:
        try:
            return Columns(self.reduced, self.is_over, by_day=True)
        except TooManyColumns:
            return Columns(self.reduced, self.is_over, by_day=False)

    def _prove(self) -> None:
        go_on(self.is_over)
        if self.reduced.base.dtype == object:  # exact means beyond 64 bits: the cuts could overflow
            raise TooManyColumns
        if not self.order.is_dearest_first:
            return self._prove_by_search(self._columns())
        try:
            columns = self._columns()
            self._prove_by_halves(Search(self.order, columns, self._cuts(columns), self.labels, self.is_over))
        except (TooMany, TooManyColumns):
            self._prove_by_levels()

    def _prove_by_levels(self) -> None:
        from timezones.windows.levels import Levels  # OR-Tools is slow to load and seldom needed

        self._take(improve_pairs(self.order, self.chosen, self.is_over))
        scale = self.reduced.unit if self.problem.policy == "region_leximin" else 1
        levels = Levels(self.order, self.chosen, ceil(self.bound * scale), self.is_over, self.workers)

        def take() -> None:
            self.chosen, self.bound = levels.chosen, Fraction(levels.bound, scale)
            self.tell()

        levels.tell = take
        try:
            levels.prove()
        finally:
            take()

    def _prove_by_halves(self, search: Search) -> None:
        """List all that may be as good as the plan known, and see what of it is true."""
        key = self.order.key_of(self.chosen)
        search.shrink(at_most(key))
        halves = Halves(self.order, search.cover, search.cuts[0], at_most(key), self.is_over)
        matches = Matches(search, halves, halves.pairs(), key)
        matches.improve(self._take)
        self.bound = self.order.figure(matches.best)
        self.tell()
        self.chosen = earliest(matches.as_good(), self.chosen, matches.best)

    def _take(self, chosen: Chosen) -> None:
        self.chosen = chosen
        self.tell()

    def _prove_by_search(self, columns: Columns) -> None:
        if self.problem.policy == "fewest_hurt":
            self._prove_figure(columns)
        cuts = [Cut(weights=np.zeros(len(self.reduced.base), dtype=np.int64), of_sum=1)]
        self._improve(Search(self.order, columns, cuts, self.labels, self.is_over))
        key = self.order.key_of(self.chosen)
        self.bound = self.order.figure(key)
        self.tell()
        search = Search(self.order, columns, cuts, self.labels, self.is_over)
        self.chosen = earliest(search, self.chosen, key)

    def _prove_figure(self, columns: Columns) -> None:
        """Prove the first figure alone, so that the next search may take it as a limit."""
        order = Order(self.reduced, figure_only=True)
        self._improve(Search(order, columns, [], self.labels, self.is_over))
        self.bound = self.order.figure(self.order.key_of(self.chosen))

    def _improve(self, search: Search) -> None:
        try:
            search.run(search.order.key_of(self.chosen), {})
        finally:
            if search.found is not None:
                self.chosen = search.found
                self.tell()

    def _cuts(self, columns: Columns) -> list[Cut]:
        """The weighings by which plans that compare the dearest first are dropped."""
        cuts = self._dearest_cuts(columns)
        if self.problem.policy == "minimax":
            key = self.order.key_of(self.chosen)
            cover = Cover(columns.blocks, columns.need)
            total = int(key[-1]) - self.reduced.base_sum
            cuts.insert(0, sum_cut(cover, self.reduced.base, int(key[0]), total, self.is_over))
        return cuts

    def _dearest_cuts(self, columns: Columns) -> list[Cut]:
        worst = int(self.order.key_of(self.chosen)[0])
        cover = Cover(columns.blocks, columns.need)
        cuts = dearest_cuts(cover, self.reduced.base, worst, self.is_over)
        self._raise_bound(cover, cuts[0])
        return cuts

    def _raise_bound(self, cover: Cover, cut: Cut) -> None:
        """The least weighted average over all plans, rounded up, bounds the dearest value."""
        least = int(cover.suffixes([cut.scores(block) for block in cover.blocks])[0][cover.full])
        proven = -(-(least + int(self.reduced.base @ cut.weights)) // int(cut.weights.sum()))
        scale = self.reduced.unit if self.problem.policy == "region_leximin" else 1
        self.bound = max(self.bound, Fraction(proven, scale))
        self.tell()

    def _answer(self, status: Status) -> Plan:
        starts = starts_of(self.reduced, self.chosen)
        figure = self.order.figure(self.order.key_of(self.chosen))
        proven = status == "optimal"
        return Plan(
            status=status,
            policy=self.problem.policy,
            starts=starts,
            placements=placements(self.problem, starts),
            score=score(self.problem, starts),
            bound=None if proven else self.bound,
            gap=0.0 if proven else gap_of(figure, self.bound),
        )

    def alternatives(self, is_cancelled: IsOver) -> tuple[Alternative, ...]:
        """Why each instance of the plan found is where it is; nothing when cancelled on the way."""
        return alternatives(self.order, self.chosen, is_cancelled)


def starts_of(reduced: Reduced, chosen: Chosen) -> Starts:
    """The instants of a plan by sitting id."""
    return {
        sitting.id: tuple(to_instant(int(wanted.instants[start])) for start in starts)
        for sitting, wanted, starts in zip(reduced.problem.sittings, reduced.wanted, chosen, strict=True)
    }


def placements(problem: Problem, starts: Starts) -> tuple[Placement, ...]:
    """The instances of a timetable, in the order of sittings, then of time."""
    return tuple(
        Placement(id=sitting.id, instance=number, start=start, end=start + timedelta(minutes=sitting.minutes))
        for sitting in problem.sittings
        for number, start in enumerate(sorted(starts[sitting.id]), 1)
    )
