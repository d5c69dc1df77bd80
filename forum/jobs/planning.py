"""The job `plan`: asks the planner for the fairest times of a forum, tells how far it is, keeps what it found.

Body: `slug`, `policy`, `seconds`. The question is read in one short transaction and the answer kept in another; the
solver runs between the two. Cancelled, it keeps the best plan found by then; begun anew by another worker, it finds the
same again and keeps it once.
"""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import Any

from forum.domain.planning import HELD, Asked, Plan, Purpose
from forum.domain.question import result_of
from forum.jobs.work import Cancelled, Task
from forum.services import planning
from forum.services.unit import Unit
from timezones import fairness, windows
from timezones.burden import to_instant, to_minute
from timezones.problem import Problem, Starts

#: how often the planner says that it lives and asks whether it should stop, in seconds
RHYTHM = 0.4
#: how many points the picture of a search has at most
MOST_POINTS = 120
WORKERS = 2


def solve(task: Task) -> dict[str, Any]:
    """Plan one forum; gives the number of the plan kept and its status."""
    slug, seconds = task.body["slug"], int(task.body["seconds"])
    problem = planning.question(task.unit(), slug, task.body["policy"])
    watch = Watch(task, seconds, problem.policy)
    found = windows.plan(
        problem, time_limit=seconds, workers=WORKERS, progress=watch.on_progress, cancelled=watch.is_cancelled
    )
    if watch.wants_cancel and not found.starts:
        raise Cancelled
    made = {**answer(problem, found), **relaxations(problem, found, watch)}
    plan = planning.keep_plan(task.unit(), slug, problem, made, asked=asked(task))
    result = {"plan": plan.id, "status": plan.status}
    if watch.wants_cancel:
        raise Cancelled(result)
    return result


def relaxations(problem: Problem, found: windows.Plan, watch: Watch) -> dict[str, Any]:
    """Of an impossible request the smallest change of each clashing rule, the cheapest first; else nothing."""
    if found.status != "infeasible":
        return {}
    from timezones.questions.relaxation import cheapest_relaxation  # OR-Tools is slow to load and seldom needed

    answered = cheapest_relaxation(problem, found.reasons, workers=WORKERS, cancelled=watch.is_cancelled)
    lines = [
        {"path": each.path, "kind": each.kind, "amount": each.amount, "becomes": _plain(each.becomes)}
        for each in answered.lines
        if each.is_enough
    ]
    return {"relaxations": lines}


def _plain(value: Any) -> Any:
    """A rule's new value as JSON has it."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def asked(task: Task, purpose: Purpose = Purpose.PLAN) -> Asked:
    """Who asked for the job's plan, and when."""
    return Asked(job=task.job.key, by=task.job.person_id, at=task.job.created_at, purpose=purpose)


class Watch:
    """Carries progress out of the search and the wish to cancel into it, once per `RHYTHM`."""

    def __init__(self, task: Task, seconds: int, policy: str) -> None:
        self.task, self.seconds, self.policy = task, seconds, policy
        self.wants_cancel = False
        self.points: list[list[float]] = []
        self.best: dict[str, float] = {}
        self._begun = self._told = time.monotonic()

    def on_progress(self, progress: windows.Progress) -> None:
        """Remember the best figure and its proven bound, worst and mean, for the next sign of life."""
        self.best = {"worst": progress.worst, "mean": round(float(progress.mean), 1)}
        self.points.append([round(progress.seconds, 2), float(progress.figure), float(progress.bound)])
        if len(self.points) > MOST_POINTS:
            del self.points[1:-1:2]

    @property
    def facts(self) -> dict[str, Any]:
        """How far the search is, for whoever follows it: policy, seconds, (seconds, figure, bound) as they came, and
        worst and mean of the best timetable.
        """
        seconds = round(time.monotonic() - self._begun, 1)
        return {"seconds": seconds, "limit": self.seconds, "policy": self.policy, "points": self.points, **self.best}

    def is_cancelled(self) -> bool:
        """Whether somebody wants the search to stop; asks the database no more often than `RHYTHM`."""
        now = time.monotonic()
        if not self.wants_cancel and now - self._told >= RHYTHM:
            self._told = now
            self._tell(min(0.99, (now - self._begun) / self.seconds))
        return self.wants_cancel

    def _tell(self, fraction: float) -> None:
        try:
            self.task.progress(fraction, facts=self.facts)
        except Cancelled:
            self.wants_cancel = True


def answer(problem: Problem, found: windows.Plan) -> dict[str, Any]:
    """The planner's answer as a document of the plan file."""
    return {
        **result_of(problem, found.starts, found.score, found.status),
        "bound": float(found.bound) if found.bound is not None else None,
        "gap": found.gap,
        "reasons": list(found.reasons),
        "explain": [
            {
                "id": other.id,
                "instance": other.instance,
                "next_best": other.next_best.isoformat() if other.next_best else None,
                "who_gains": list(other.who_gains),
                "who_pays": list(other.who_pays),
            }
            for other in found.alternatives
        ],
    }


def keep_held(unit: Unit, slug: str, document: dict[str, Any]) -> Plan:
    """Keep a timetable as it was held (a plan-file document: `sittings[].id` and `start`), so that pages show it."""
    problem = planning.question(unit, slug)
    starts = starts_in(document)
    return planning.keep_plan(
        unit, slug, problem, result_of(problem, starts, fairness.score(problem, starts), HELD), HELD
    )


def starts_in(document: dict[str, Any]) -> Starts:
    """The starts that a plan-file document names, on whole minutes."""
    moments = {line["id"]: datetime.fromisoformat(line["start"]) for line in document["sittings"]}
    return {key: (to_instant(to_minute(moment)),) for key, moment in moments.items()}
