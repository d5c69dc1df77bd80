"""Plans: timetables that the planner made or that were held, and what accepting one does to the draft.

Request and result of a plan are documents of the plan file (docs/plan-file.md), kept as plain data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forum.domain.programme import Sitting
from forum.domain.refusals import Refusal, Stale
from forum.domain.timetable import at
from timezones.wallclock import local

#: the policy under which the timetable as it was held is kept
HELD = "held"


class PlanUnusable(Refusal):
    """The plan found no timetable; params: status."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A timetable with the request that it answers; `status` is the planner's word for its proof."""

    id: int
    forum_id: int
    policy: str
    status: str
    request: Mapping[str, Any] = field(default_factory=dict)
    result: Mapping[str, Any] = field(default_factory=dict)
    created_at: datetime
    created_by: int | None = None
    accepted_at: datetime | None = None

    @property
    def is_usable(self) -> bool:
        """Whether it has a time for every sitting that it was asked for."""
        return bool(self.result.get("sittings"))

    @property
    def starts(self) -> dict[str, datetime]:
        """Sitting key -> start (UTC)."""
        return {line["id"]: datetime.fromisoformat(line["start"]) for line in self.result.get("sittings", ())}


def facts_asked(request: Mapping[str, Any]) -> dict[str, Any]:
    """What a request says of the forum, its people and sittings; policy and title decide nothing about staleness."""
    facts = {name: value for name, value in request.items() if name not in ("policy", "version")}
    facts["forum"] = {name: value for name, value in request["forum"].items() if name != "title"}
    return facts


def accept(plan: Plan, draft: Sequence[Sitting], request_now: Mapping[str, Any]) -> list[Sitting]:
    """The sittings of the draft that the plan moves, at their new times.

    Refuses `PlanUnusable`, and `Stale` where forum, people or sittings are no longer those that were planned.
    """
    if not plan.is_usable:
        raise PlanUnusable(status=plan.status)
    if facts_asked(plan.request) != facts_asked(request_now):
        raise Stale(what="plan", id=plan.id)
    starts = plan.starts
    placed = [_placed(each, starts[each.key]) for each in draft if each.key in starts]
    before = {each.key: (each.day, each.clock) for each in draft}
    return [each for each in placed if (each.day, each.clock) != before[each.key]]


def _placed(sitting: Sitting, start: datetime) -> Sitting:
    wall = local(start, sitting.zone)
    return at(sitting, wall.date(), wall.time().replace(tzinfo=None, fold=0))


def is_followed(plan: Plan, sittings: Iterable[Sitting]) -> bool:
    """Whether these sittings stand at the very times of the plan."""
    return {each.key: each.start for each in sittings if each.is_held} == plan.starts


def proves(plan: Plan | None, sittings: Iterable[Sitting]) -> bool:
    """Whether the plan proves that no timetable leaves the worst-off row better than these sittings do."""
    if plan is None or plan.status != "optimal" or plan.policy not in ("leximin", "minimax"):
        return False
    return is_followed(plan, sittings)
