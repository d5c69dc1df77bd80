"""The job `fairness`: completes the statement of a release with what its times are compared with, and keeps it.

Body: `slug`, `number`. The yardstick (the least burden in all) is planned where no plan of the same question is known.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from forum.domain import fairness as rules
from forum.domain.fairness import RELEASED, YARDSTICK, Compared
from forum.domain.planning import Purpose
from forum.jobs.planning import WORKERS, answer, asked
from forum.jobs.work import Task
from forum.services import fairness, planning
from forum.services.fairness import Open
from timezones import windows
from timezones.fairness import score
from timezones.problem import Problem

#: seconds that the yardstick may take
TIME_LIMIT = 60


def complete(task: Task) -> dict[str, Any]:
    """Complete one statement; gives how many timetables stand beside each other in it."""
    slug, number = task.body["slug"], int(task.body["number"])
    found = fairness.to_complete(task.unit(), slug, number)
    if found.statement.is_complete:
        return {"lines": len(found.statement.figures.compared)}
    lines = tuple(_lines(task, slug, found))
    fairness.keep_figures(task.unit(), slug, number, replace(found.statement.figures, compared=lines))
    return {"lines": len(lines)}


def _lines(task: Task, slug: str, found: Open) -> list[Compared]:
    problem = found.statement.problem
    starts, proof = rules.starts_of(found.statement.release), found.statement.proof
    lines = [rules.compared(RELEASED, proof.status if proof else "given", score(problem, starts))]
    lines += rules.lines_of({name: plan for name, plan in found.known.items() if proof is None or name != proof.policy})
    if YARDSTICK not in found.known:
        lines += _yardstick(task, slug, problem)
    held = rules.held_starts(found.held, problem)
    return lines + ([rules.compared("held", "given", score(problem, held))] if held else [])


def _yardstick(task: Task, slug: str, problem: Problem) -> list[Compared]:
    problem = replace(problem, policy=YARDSTICK)
    made = windows.plan(problem, time_limit=TIME_LIMIT, workers=WORKERS)
    if made.score is None:
        return []
    planning.keep_plan(task.unit(), slug, problem, answer(problem, made), asked=asked(task, Purpose.PRICE))
    return [rules.compared(YARDSTICK, made.status, made.score)]
