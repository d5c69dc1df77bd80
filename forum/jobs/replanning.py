"""The job `replan`: brings the published programme within the draft's rules with the fewest and smallest moves.

Body: `slug`, `seconds`. Sittings that are locked at their start, or have begun, stay where they are.
"""

from __future__ import annotations

from typing import Any

from forum.domain.planning import Purpose
from forum.domain.question import result_of
from forum.jobs.planning import WORKERS, Watch, asked
from forum.jobs.work import Cancelled, Task
from forum.services import planning, proposals
from timezones.problem import Problem
from timezones.questions.moves import Replan, replan


def solve(task: Task) -> dict[str, Any]:
    """Re-plan one forum; gives the number of the plan kept and its status."""
    slug, seconds = task.body["slug"], int(task.body["seconds"])
    found = proposals.republish(task.unit(), slug)
    watch = Watch(task, seconds, found.problem.policy)
    made = replan(
        found.problem,
        {key: (each.start,) for key, each in found.published.items()},
        frozen=found.frozen,
        time_limit=seconds,
        workers=WORKERS,
        cancelled=watch.is_cancelled,
    )
    if watch.wants_cancel and not made.starts:
        raise Cancelled
    document = answer(found.problem, made)
    plan = planning.keep_plan(task.unit(), slug, found.problem, document, asked=asked(task, Purpose.REPLAN))
    if watch.wants_cancel:
        raise Cancelled({"plan": plan.id, "status": plan.status})
    return {"plan": plan.id, "status": plan.status}


def answer(problem: Problem, made: Replan) -> dict[str, Any]:
    """The answer as a document of the plan file, with what moves: `moved` sittings by `minutes` together."""
    return {
        **result_of(problem, made.starts, made.score, made.status),
        "moved": made.moved,
        "minutes": made.minutes,
        "least_moves": made.least_moves,
        "least_minutes": made.least_minutes,
        "reasons": list(made.reasons),
    }
