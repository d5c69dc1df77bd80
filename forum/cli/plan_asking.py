"""What `forum plan` asks of the planner for one request, within its time and until somebody presses Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from forum.cli.patience import Patience
from forum.formats.plan_answer import Answer, plan_of
from forum.formats.plan_file import Redo, Request
from timezones.problem import POLICIES, Problem
from timezones.questions.dates import Block, rank_blocks
from timezones.questions.hours import alternatives_of, profile, why
from timezones.questions.prices import Prices, price_of_policies
from timezones.starts import days_of
from timezones.windows import Plan, Progress
from timezones.windows import plan as choose

if TYPE_CHECKING:  # their modules load OR-Tools
    from timezones.questions.inside import Inside
    from timezones.questions.moves import Replan
    from timezones.questions.relaxing import Relaxations

#: rows times starts up to which a re-planned programme says why each hour, so that it stays a matter of seconds
MOST_EXPLAINED = 1_500_000


def blocks_of(request: Request) -> tuple[Block, ...]:
    """The best blocks of the season that the request names."""
    season, dates = request.season, request.dates
    if season is None or dates is None:
        return ()
    return rank_blocks(request.problem.people, season, dates.busy)[: dates.show]


def ask(
    request: Request, patience: Patience, *, workers: int, tell: Callable[[Progress], None], for_table: bool
) -> Answer:
    """Answer everything that the request asks; a table says more than a file of version 1 asks for."""
    blocks = blocks_of(request)
    if request.is_open:
        request = request.on(blocks[0].first_day)
    redone = _redo(request, request.redo, patience, workers) if request.redo else None
    plan = plan_of(request.problem, redone) if redone else _plan(request, patience, workers, tell)
    answer = Answer(request=request, plan=plan, redone=redone, blocks=blocks)
    is_full = for_table or request.version > 1
    if plan.status == "infeasible":
        return replace(answer, relaxed=_relax(answer, patience, workers) if is_full else None)
    return _explained(answer, patience, workers, for_table=for_table) if is_full and plan.score else answer


def _plan(request: Request, patience: Patience, workers: int, tell: Callable[[Progress], None]) -> Plan:
    return choose(
        request.problem, time_limit=patience.left, workers=workers, progress=tell,
        cancelled=lambda: patience.is_interrupted,
    )  # fmt: skip


def _redo(request: Request, redo: Redo, patience: Patience, workers: int) -> Replan:
    from timezones.questions.moves import replan

    return replan(
        request.problem, redo.published, frozen=redo.frozen, limits=redo.limits, workers=workers,
        cancelled=patience.is_over,
    )  # fmt: skip


def _relax(answer: Answer, patience: Patience, workers: int) -> Relaxations | None:
    from timezones.questions.relaxation import cheapest_relaxation

    rules = [path for path in answer.plan.reasons if not path.startswith("replan.")]
    return cheapest_relaxation(answer.problem, rules, workers=workers, cancelled=patience.is_over) if rules else None


def _explained(answer: Answer, patience: Patience, workers: int, *, for_table: bool) -> Answer:
    """Why each hour, the prices, the bounds, every hour: as far as time allows."""
    request, problem, starts = answer.request, answer.problem, answer.plan.starts
    alternatives = answer.plan.alternatives
    if not alternatives and not patience.is_over() and _cells(problem) <= MOST_EXPLAINED:
        alternatives = alternatives_of(problem, starts)
    return replace(
        answer,
        why=why(problem, starts, alternatives),
        prices=_prices(answer, patience, workers, for_table=for_table),
        inside=tuple(_bounds(answer, patience, workers)),
        hours={
            (each.id, each.instance): profile(problem, starts, each.id, each.instance)
            for each in answer.plan.placements
            if request.hours and not patience.is_over()
        },
    )


def _prices(answer: Answer, patience: Patience, workers: int, *, for_table: bool) -> Prices | None:
    policies = POLICIES if for_table and answer.redone is None else answer.request.price
    if not policies or patience.is_interrupted:
        return None
    own = answer.problem.policy
    known = {own: answer.plan} if answer.redone is None else {}
    return price_of_policies(
        answer.problem, policies=policies, known=known, time_limit=patience.left, workers=workers,
        cancelled=lambda: patience.is_interrupted,
    )  # fmt: skip


def _bounds(answer: Answer, patience: Patience, workers: int) -> Iterator[Inside]:
    for begins, ends in answer.request.inside:
        if not patience.is_over():
            from timezones.questions.inside import most_inside

            found = most_inside(answer.problem, begins, ends, workers=workers, cancelled=patience.is_over)
            if found is not None:
                yield found


def _cells(problem: Problem) -> int:
    """Rows times possible starts of all sittings, roughly."""
    venue = problem.venue
    starts = days_of(venue) * (venue.closes - venue.opens) // venue.grid_minutes
    return len(problem.people) * len(problem.sittings) * starts
