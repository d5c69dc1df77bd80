"""Plans: timetables that the planner made or that were held, and what accepting one does to the draft.

Request and result of a plan are documents of the plan file (docs/plan-file.md), kept as plain data.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forum.domain import timetable
from forum.domain.programme import Forum, Sitting
from forum.domain.question import is_asked_of
from forum.domain.refusals import Kind, Refusal, Refusals
from timezones.wallclock import local

#: the policy under which the timetable as it was held is kept
HELD = "held"


class Purpose(enum.StrEnum):
    """Why a timetable was computed: to be accepted, to show what a policy costs, to change a programme little."""

    PLAN = "plan"
    PRICE = "price"
    REPLAN = "replan"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """By which job a plan was made, who asked for it (None: the operator), when, and why."""

    job: str
    by: int | None
    at: datetime
    purpose: Purpose = Purpose.PLAN


class RulesChanged(Refusal):
    """Days, hours, grid, caps or prices of the forum are no longer those that were planned with."""

    kind = Kind.STALE


class PeopleChanged(Refusal):
    """Rows of people were added, taken away, or have other clocks or heads; params: count."""

    kind = Kind.STALE


class SittingsChanged(Refusal):
    """Sittings were added, cancelled, or have another length, order or lock; params: titles."""

    kind = Kind.STALE


class TimesMoved(Refusal):
    """Somebody moved sittings of the draft after the page was read; params: titles."""

    kind = Kind.STALE


class Outdated(Refusals):
    """The plan no longer answers the question of now; its faults name what has changed."""

    kind = Kind.STALE


class PlanUnusable(Refusal):
    """The plan found no timetable; params: status."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A timetable with the request that it answers; `status` is the planner's word for its proof.

    Plans with one `fingerprint` answer the same question: same rules, people, sittings and locks, whatever the policy.
    """

    id: int
    forum_id: int
    policy: str
    status: str
    request: Mapping[str, Any] = field(default_factory=dict)
    result: Mapping[str, Any] = field(default_factory=dict)
    created_at: datetime
    created_by: int | None = None
    accepted_at: datetime | None = None
    purpose: Purpose = Purpose.PLAN
    job: str | None = None
    asked_by: int | None = None
    asked_at: datetime | None = None
    fingerprint: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether it has a time for every sitting that it was asked for."""
        return bool(self.result.get("sittings"))

    @property
    def starts(self) -> dict[str, datetime]:
        """Sitting key -> start (UTC)."""
        return {line["id"]: datetime.fromisoformat(line["start"]) for line in self.result.get("sittings", ())}


def facts_asked(request: Mapping[str, Any]) -> dict[str, Any]:
    """What a request says of the forum, its people and sittings; policy, title and order decide nothing here."""
    facts = {name: value for name, value in request.items() if name not in ("policy", "version")}
    facts["forum"] = {name: value for name, value in request["forum"].items() if name != "title"}
    for name in ("people", "sittings"):
        facts[name] = sorted(request.get(name, ()), key=lambda line: str(line["id"]))
    return facts


def fingerprint(request: Mapping[str, Any]) -> str:
    """What the question is about, in 16 characters: the same for every policy, another where any fact differs."""
    facts = json.dumps(facts_asked(request), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(facts.encode()).hexdigest()[:16]


def changes_since(then: Mapping[str, Any], now: Mapping[str, Any], titles: Mapping[str, str]) -> list[Refusal]:
    """What of a question is no longer as it was; `titles` are those of the sittings, by key."""
    old, new = facts_asked(then), facts_asked(now)
    people, sittings = (_differing(old[name], new[name]) for name in ("people", "sittings"))
    found: list[Refusal] = []
    if any(old.get(name) != new.get(name) for name in ("forum", "burden")):
        found.append(RulesChanged())
    if people:
        found.append(PeopleChanged(count=len(people)))
    if sittings:
        found.append(SittingsChanged(titles=", ".join(titles.get(key, key) for key in sittings)))
    return found


def _differing(then: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> list[str]:
    """The ids of the lines that are in one list only, or not the same in both, in their order."""
    old, new = ({str(line["id"]): line for line in lines} for lines in (then, now))
    return [key for key in dict.fromkeys([*old, *new]) if old.get(key) != new.get(key)]


def accept(
    plan: Plan, draft: Sequence[Sitting], request_now: Mapping[str, Any], seen: Mapping[str, str] | None = None
) -> list[Sitting]:
    """The sittings of the draft that the plan moves, at their new times.

    `seen` are the `timetable.marks` of the draft that the reader saw. Refuses `PlanUnusable`, and
    `Outdated` with what has changed: the question, or times of the draft since `seen`.
    """
    if not plan.is_usable:
        raise PlanUnusable(status=plan.status)
    titles = {each.key: each.title for each in draft}
    faults = changes_since(plan.request, request_now, titles)
    stands = timetable.marks(draft)
    moved = [titles[key] for key, mark in (seen or {}).items() if stands.get(key, mark) != mark]
    if moved and not faults:
        faults = [TimesMoved(titles=", ".join(moved))]
    if faults:
        raise Outdated(faults)
    return placed(plan, draft)


def placed(plan: Plan, draft: Sequence[Sitting]) -> list[Sitting]:
    """The sittings of a draft that a plan moves, at their new times."""
    starts = plan.starts
    moved = [_placed(each, starts[each.key]) for each in draft if each.key in starts and not each.is_cancelled]
    before = {each.key: (each.day, each.clock) for each in draft}
    return [each for each in moved if (each.day, each.clock) != before[each.key]]


def _placed(sitting: Sitting, start: datetime) -> Sitting:
    wall = local(start, sitting.zone)
    return timetable.at(sitting, wall.date(), wall.time().replace(tzinfo=None, fold=0))


def is_followed(plan: Plan, sittings: Iterable[Sitting]) -> bool:
    """Whether these sittings stand at the very times of the plan."""
    return {each.key: each.start for each in sittings if each.is_held} == plan.starts


def proves(plan: Plan | None, sittings: Iterable[Sitting], forum: Forum) -> bool:
    """Whether the plan proves that no timetable leaves the worst-off row better than these sittings do.

    It proves nothing any more once the forum has other days, hours or prices than those it was asked about.
    """
    if plan is None or plan.status != "optimal" or plan.policy not in ("leximin", "minimax"):
        return False
    if plan.purpose is Purpose.REPLAN:  # proven to move as little as possible, which is not the fairest
        return False
    return is_followed(plan, sittings) and is_asked_of(plan.request, forum)
