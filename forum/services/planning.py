"""The planner at work on a forum: the question loaded, the answer kept, accepted, compared with what was held.

The solver never runs in here: a job loads the question (`question`), solves it outside of any transaction, and hands
the answer back (`keep_plan`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from forum.domain import planning as rules
from forum.domain import question as asking
from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.planning import HELD, Asked, Plan, Purpose
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import Unknown
from forum.services.unit import Work, reads, writes
from forum.store import people, planning, programme
from timezones.problem import Problem

#: seconds that the planner may take when nobody says otherwise
TIME_LIMIT = 120
#: the kind under which the queue knows the job
JOB = "plan"


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposals:
    """The plans of a forum, newest first, and the timetable as it was held."""

    forum: Forum
    plans: tuple[Plan, ...]
    held: Plan | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Bearing:
    """All that a page needs to say who bears which hour of the programme, or of the draft before it is published.

    `plan` is the accepted plan where the timetable shown is still the plan's; the figures are then about the people
    for whom it was made, and `has_other_people` says that clocks or roster have changed since.
    """

    forum: Forum
    problem: Problem | None
    sittings: tuple[Sitting, ...]
    release_number: int | None
    is_proven: bool
    held: Plan | None
    plan: Plan | None = None
    has_other_people: bool = False

    @property
    def starts(self) -> tuple[tuple[str, datetime], ...]:
        """(sitting, start) of what the figures are about."""
        return tuple((each.key, each.start) for each in self.sittings)


def _problem(work: Work, forum: Forum, sittings: list[Sitting]) -> Problem:
    heads, groups = people.heads(work.db, forum.id), people.delegations(work.db, forum.id)
    return asking.problem_of(forum, heads, groups, sittings)


@reads
def question(work: Work, slug: str, policy: str | None = None) -> Problem:
    """What the planner is asked for this forum. Refuses `NothingToPlan`, `UnknownChoice`."""
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    problem = _problem(work, forum, programme.draft(work.db, forum.id))
    return replace(problem, policy=asking.check_policy(policy or forum.policy))


@writes
def request_plan(work: Work, slug: str, key: str, policy: str | None = None, seconds: int = TIME_LIMIT) -> str:
    """Ask for a plan; gives the key under which the job can be followed and cancelled."""
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    chosen = asking.check_policy(policy or forum.policy)
    _problem(work, forum, programme.draft(work.db, forum.id))
    work.enqueue(JOB, key=key, forum_id=forum.id, slug=slug, policy=chosen, seconds=seconds)
    return key


@writes
def keep_plan(
    work: Work,
    slug: str,
    problem: Problem,
    result: Mapping[str, Any],
    policy: str | None = None,
    asked: Asked | None = None,
) -> Plan:
    """Keep what the planner found, or (policy "held") a timetable as it was held; the draft is left alone.

    A job that was taken up twice keeps one plan of each policy: the first.
    """
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    made = planning.made_by(work.db, asked.job) if asked else []
    known = next((each for each in made if each.policy == (policy or problem.policy)), None)
    return known or _keep(work, forum, problem, result, policy or problem.policy, asked)


def _keep(
    work: Work, forum: Forum, problem: Problem, result: Mapping[str, Any], policy: str, asked: Asked | None
) -> Plan:
    request = asking.document_of(problem)
    plan = Plan(
        id=0,
        forum_id=forum.id,
        policy=policy,
        status=str(result["status"]),
        request=request,
        result=dict(result),
        created_at=work.now,
        created_by=work.actor.person_id,
        purpose=asked.purpose if asked else Purpose.PLAN,
        job=asked.job if asked else None,
        asked_by=asked.by if asked else work.actor.person_id,
        asked_at=asked.at if asked else work.now,
        fingerprint=rules.fingerprint(request),
    )
    plan = planning.add(work.db, plan)
    work.audit(Tag.PLAN_MADE, f"plan:{plan.id}", forum_id=forum.id, policy=plan.policy, status=plan.status)
    work.announce(f"programme:{forum.id}", kind="plan", plan=plan.id)
    return plan


@writes
def accept_plan(work: Work, slug: str, plan_id: int, seen: Mapping[str, str] | None = None) -> list[Sitting]:
    """Put the sittings of the draft at the times of a plan; gives those that moved.

    Refuses `Unknown`, and what `planning.accept` refuses: `seen` are the marks of the draft that the reader looked at.
    """
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    plan = planning.by_id(work.db, forum.id, plan_id)
    if plan is None or plan.policy == HELD:
        raise Unknown(what="plan", key=plan_id)
    sittings = programme.draft(work.db, forum.id)
    moved = rules.accept(plan, sittings, asking.document_of(_problem(work, forum, sittings)), seen)
    programme.save_sittings(work.db, moved, work.now)
    planning.mark_accepted(work.db, plan.id, work.now)
    work.audit(Tag.PLAN_ACCEPTED, f"plan:{plan.id}", forum_id=forum.id, moved=[each.key for each in moved])
    work.announce(f"programme:{forum.id}", kind="draft", plan=plan.id)
    return moved


@reads
def proposals(work: Work, slug: str) -> Proposals:
    """The plans that wait to be accepted, and what was held."""
    forum = work.forum(slug, Permission.SEE_DRAFT)
    return Proposals(
        forum=forum,
        plans=tuple(planning.plans(work.db, forum.id, purposes=(Purpose.PLAN, Purpose.REPLAN))),
        held=planning.held(work.db, forum.id),
    )


@reads
def bearing(work: Work, slug: str, *, is_draft: bool = False) -> Bearing:
    """The question behind "who bears which hour": of the latest release, or of the draft for who may see it."""
    forum = programme.forum_by_slug(work.db, slug)
    latest = programme.latest_release(work.db, forum.id) if forum else None
    is_public = forum is not None and not forum.is_rehearsal and latest is not None
    forum = work.forum(slug, Permission.SEE_DRAFT if is_draft else Permission.SEE_BURDEN, is_public=is_public)
    shown = programme.draft(work.db, forum.id) if is_draft else list(latest.sittings if latest else ())
    sittings = tuple(sorted((each for each in shown if each.is_held), key=lambda each: each.start))
    problem, plan = _problem_if_any(work, forum, list(sittings)), planning.last_accepted(work.db, forum.id)
    followed = plan if plan is not None and rules.is_followed(plan, sittings) else None
    has_others = problem is not None and followed is not None and not _same_people(followed, problem)
    if problem and followed:
        problem = replace(problem, people=asking.people_of(followed.request))
    return Bearing(
        forum=forum,
        problem=problem,
        sittings=sittings,
        release_number=latest.number if latest and not is_draft else None,
        is_proven=problem is not None and rules.proves(followed, sittings, forum),
        held=planning.held(work.db, forum.id),
        plan=followed,
        has_other_people=has_others,
    )


def _same_people(plan: Plan, problem: Problem) -> bool:
    """Whether the plan was made for the very people of the problem; a proof says nothing about others."""
    return asking.people_of(plan.request) == problem.people


def _problem_if_any(work: Work, forum: Forum, sittings: list[Sitting]) -> Problem | None:
    try:
        return _problem(work, forum, sittings)
    except asking.NothingToPlan:
        return None
