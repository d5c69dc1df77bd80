"""The job `price`: plans the draft's question by every policy that has no proven answer yet, and keeps each.

Body: `slug`, `seconds` (for all policies together). Cancelled, it keeps what was found by then.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from forum.domain.planning import Purpose
from forum.jobs.planning import WORKERS, Watch, answer, asked
from forum.jobs.work import Cancelled, Task
from forum.services import planning, proposals
from timezones import windows
from timezones.problem import POLICIES, Problem


def solve(task: Task) -> dict[str, Any]:
    """Price the policies; gives how many plans were kept."""
    slug, seconds = task.body["slug"], float(task.body["seconds"])
    problem = planning.question(task.unit(), slug)
    known = proposals.priced(task.unit(), slug, problem)
    wanted, kept = [policy for policy in POLICIES if policy not in known], 0
    until = time.monotonic() + seconds
    for place, policy in enumerate(wanted):
        share = max(1.0, (until - time.monotonic()) / (len(wanted) - place))
        kept += _price(task, slug, replace(problem, policy=policy), int(share), kept)
    return {"kept": kept}


def _price(task: Task, slug: str, problem: Problem, seconds: int, kept: int) -> int:
    """Plan by one policy and keep the plan; gives whether there was one."""
    watch = Watch(task, seconds, problem.policy)
    found = windows.plan(
        problem, time_limit=seconds, workers=WORKERS, progress=watch.on_progress, cancelled=watch.is_cancelled
    )
    if found.starts:
        planning.keep_plan(task.unit(), slug, problem, answer(problem, found), asked=asked(task, Purpose.PRICE))
    if watch.wants_cancel:
        raise Cancelled({"kept": kept + bool(found.starts)})
    return int(bool(found.starts))
